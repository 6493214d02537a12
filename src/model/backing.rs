//! What backs a record meant for others: evidence for and against it, consent, release. Derived from links and answers
//! by their roles; nobody types how strong the evidence is.

use super::{Content, Count, Found, Link, Plan, Pledge, Record, TeamName, WordsSince, own};
use crate::kinds::Said;
use crate::toolkit::{Activity, Output, Role};
use schemars::JsonSchema;
use serde::Serialize;

/// The backing of a record that has a finding or can be released.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backing {
    pub is_finding: bool,
    /// Why the record is left out, if it is.
    pub left_out: Option<String>,
    /// Ids of missing required outputs.
    pub missing: Vec<String>,
    pub support: BackingSide,
    pub contrary: BackingSide,
    /// Broken links: words, and why.
    pub gone: Vec<(String, String)>,
    /// Links that can't be checked here: words, and why.
    pub unknown: Vec<(String, String)>,
    /// What has changed since the record was done.
    pub changed: Vec<String>,
    /// Each linked team's answer, ordered by id; `None` if the toolkit doesn't ask.
    pub consent: Option<Vec<(TeamName, Consent)>>,
    /// Ids of the outputs that changed after consent was given.
    pub since_consent: Vec<String>,
    /// `None` if the toolkit doesn't ask.
    pub release: Option<Release>,
}

// Only what exists and has content.
/// Evidence of one side.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(rename = "SideShown")]
pub struct BackingSide {
    /// Ids of the linked teams' plans.
    pub teams: Vec<String>,
    /// Those of which something was measured.
    pub measured: Vec<String>,
    /// How many public pages are linked.
    pub pages: usize,
    // Such as those of the programme.
    /// How many records of no team are linked.
    pub others: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    Yes,
    /// It agreed, but the text has changed since.
    ToAnotherText,
    No,
    /// Nobody asked, or nobody recorded the answer.
    NotAsked,
    /// It agreed, but this clone doesn't have the history that knows to which words.
    Unknown,
}

impl Consent {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::ToAnotherText => "to-another-text",
            Self::No => "no",
            Self::NotAsked => "not-asked",
            Self::Unknown => "unknown",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Release {
    Open,
    HeldBack,
    Released,
    /// Released, but what it rests on isn't there any more.
    TakenBack(Box<Loss>),
    /// Released, but this clone doesn't have the history that knows which words.
    Unknown,
}

/// Why a release is no longer valid.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loss {
    /// Ids of outputs whose text is another now.
    pub texts: Vec<String>,
    /// Names of what it links to or quotes, which says something else now.
    pub links: Vec<String>,
    /// What it links to or quotes and isn't there any more: words, and why.
    pub gone: Vec<(String, String)>,
    /// Whether a team in it said no, or nothing any more.
    pub is_without_consent: bool,
    /// Why the record itself is left out.
    pub left_out: Option<String>,
}

impl Release {
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::HeldBack => "held-back",
            Self::Released => "released",
            Self::TakenBack(_) => "taken-back",
            Self::Unknown => "unknown",
        }
    }
}

impl BackingSide {
    fn of<'a>(links: impl Iterator<Item = &'a Link>) -> Self {
        let mut side = Self::default();
        for link in links {
            match &link.found {
                Found::Page => side.pages += 1,
                Found::There(there) if there.withdrawn.is_none() => match &there.team {
                    Some(team) => {
                        side.teams.push(team.id.clone());
                        if link.place.option == Some(0) {
                            side.measured.push(team.id.clone());
                        }
                    }
                    None => side.others += 1,
                },
                _ => {}
            }
        }
        for list in [&mut side.teams, &mut side.measured] {
            list.sort();
            list.dedup();
        }
        side
    }

    pub fn is_empty(&self) -> bool {
        self.teams.is_empty() && self.pages == 0 && self.others == 0
    }

    /// For example `3 teams, 1 measured, 2 pages`; empty if there is nothing.
    pub fn words(&self) -> String {
        let mut parts = Vec::new();
        if !self.teams.is_empty() {
            parts.push(Count(self.teams.len(), "team").to_string());
            parts.push(match self.measured.len() {
                0 => "none measured".to_owned(),
                some => format!("{some} measured"),
            });
        }
        if self.others > 0 {
            parts.push(format!("{} of no team", Count(self.others, "record")));
        }
        if self.pages > 0 {
            parts.push(Count(self.pages, "page").to_string());
        }
        parts.join(", ")
    }
}

impl Backing {
    /// `None` if the record makes no claim, can't be released, can't be read or has no answers.
    pub fn of(plan: &Plan, record: &Record) -> Option<Self> {
        let activity = plan.toolkit.activity(record.activity);
        let is_finding = activity.output_of(Role::Finding).is_some();
        let approval = activity.output_of(Role::Approval);
        let content = record.answered()?;
        if (!is_finding && approval.is_none()) || record.is_page {
            return None;
        }
        let asking = activity.output_of(Role::Consent);
        // Asking for consent isn't evidence.
        let links: Vec<&Link> = plan
            .links_in(&record.path)
            .filter(|link| asking.is_none_or(|asking| link.place.output != asking.at))
            .collect();
        let side = |role: Role| {
            let outputs = activity.those(|output| output.role == Some(role));
            let own = links
                .iter()
                .filter(|link| outputs.contains(link.place.output));
            BackingSide::of(own.copied())
        };
        let asked: Vec<&Link> = plan
            .links_in(&record.path)
            .filter(|link| asking.is_some_and(|asking| link.place.output == asking.at))
            .collect();
        let since_consent = asking.map_or_else(Vec::new, |output| {
            changed_since(plan, record, (activity, content), output)
        });
        let mut backing = Self {
            is_finding,
            left_out: plan
                .why_left_out(activity.at, Some(record))
                .map(str::to_owned),
            missing: missing(activity, content),
            support: side(Role::Support),
            contrary: side(Role::Contrary),
            gone: Vec::new(),
            unknown: Vec::new(),
            changed: Vec::new(),
            consent: asking.map(|output| {
                let of = (plan, record, content);
                answers(of, (output, &asked), concerned(&links, record))
            }),
            since_consent,
            release: None,
        };
        for link in links {
            backing.note(link, content);
        }
        backing.release = approval.map(|output| {
            let texts = changed_since(plan, record, (activity, content), output);
            let mut given = plan.pledges_in(&record.path);
            let is_unknown =
                given.any(|one| one.output == output.at && one.since == WordsSince::Unknown);
            backing.released(own::option(content, output), texts, is_unknown)
        });
        Some(backing)
    }

    /// What became of a release, if a person released it.
    fn released(&self, option: Option<usize>, texts: Vec<String>, is_unknown: bool) -> Release {
        match option {
            None => return Release::Open,
            Some(0) => {}
            Some(_) => return Release::HeldBack,
        }
        let mut without = self.without_consent();
        let loss = Loss {
            texts,
            links: self.changed.clone(),
            gone: self.gone.clone(),
            // A yes to another text is asked for anew; whoever releases the new one is told so.
            is_without_consent: without
                .any(|(_, consent)| matches!(consent, Consent::No | Consent::NotAsked)),
            left_out: self.left_out.clone(),
        };
        if loss != Loss::default() {
            Release::TakenBack(Box::new(loss))
        } else if is_unknown {
            Release::Unknown
        } else {
            Release::Released
        }
    }

    /// Whether more teams measured something against it than for it.
    pub fn is_outweighed(&self) -> bool {
        self.contrary.measured.len() > self.support.measured.len()
    }

    fn note(&mut self, link: &Link, content: &Content) {
        let words = link.place.words.clone();
        match &link.found {
            Found::Missing { why, .. } => self.gone.push((words, why.clone())),
            Found::Elsewhere { plan } => {
                let why = format!("{plan} is in a repository that isn't here");
                self.unknown.push((words, why));
            }
            Found::Unreadable { why } => self.unknown.push((words, why.clone())),
            Found::There(there) => match &there.withdrawn {
                Some(why) => self.gone.push((words, format!("it {why}"))),
                None if link.has_changed(content) && !self.changed.contains(&there.name()) => {
                    self.changed.push(there.name());
                }
                None => {}
            },
            Found::Page => {}
        }
    }

    pub fn without_consent(&self) -> impl Iterator<Item = &(TeamName, Consent)> {
        let all = self.consent.iter().flatten();
        all.filter(|(_, consent)| *consent != Consent::Yes)
    }

    /// What is left to do before others can read it, briefly; empty if it is ready.
    pub fn lacking(&self) -> Vec<String> {
        let mut lacking = Vec::new();
        if let Some(why) = &self.left_out {
            lacking.push(format!("left out: {why}"));
        }
        if !self.missing.is_empty() {
            lacking.push(format!("still missing: {}", self.missing.join(", ")));
        }
        if self.is_finding && self.support.is_empty() {
            lacking.push("nothing supports it".to_owned());
        }
        if self.is_outweighed() {
            let against = self.contrary.measured.join(", ");
            lacking.push(format!("more measured against it than for it: {against}"));
        }
        let words = |list: &[(String, String)]| -> String {
            let words: Vec<&str> = list.iter().map(|(words, _)| words.as_str()).collect();
            words.join(", ")
        };
        if !self.gone.is_empty() {
            lacking.push(format!("gone: {}", words(&self.gone)));
        }
        if !self.unknown.is_empty() {
            lacking.push(format!("can't be read: {}", words(&self.unknown)));
        }
        if !self.changed.is_empty() {
            lacking.push(format!("changed: {}", self.changed.join(", ")));
        }
        lacking.extend(self.lacking_consent());
        lacking.extend(self.lacking_release());
        lacking
    }

    /// Whose yes is lacking.
    fn lacking_consent(&self) -> Vec<String> {
        let mut lacking = Vec::new();
        let not_yes = [
            Consent::No,
            Consent::NotAsked,
            Consent::ToAnotherText,
            Consent::Unknown,
        ];
        for answer in not_yes {
            let own = self.without_consent().filter(|(_, one)| *one == answer);
            let teams: Vec<&str> = own.map(|(team, _)| team.id.as_str()).collect();
            if !teams.is_empty() {
                let said = match answer {
                    Consent::No => "said no",
                    Consent::ToAnotherText => "agreed to another text",
                    Consent::Unknown => "agreed, but this clone doesn't know to which text",
                    Consent::Yes | Consent::NotAsked => "not asked",
                };
                lacking.push(format!("{said}: {}", teams.join(", ")));
            }
        }
        lacking
    }

    /// What is lacking of the release.
    fn lacking_release(&self) -> Option<String> {
        Some(match self.release.as_ref()? {
            Release::Released => return None,
            Release::Open => "not released".to_owned(),
            Release::HeldBack => "held back".to_owned(),
            Release::Unknown => "released, but this clone doesn't know which text".to_owned(),
            Release::TakenBack(loss) if loss.texts.is_empty() => {
                "the release isn't valid".to_owned()
            }
            Release::TakenBack(loss) => {
                format!("changed after the release: {}", loss.texts.join(", "))
            }
        })
    }

    pub fn is_ready(&self) -> bool {
        self.lacking().is_empty()
    }
}

fn missing(activity: &Activity, content: &Content) -> Vec<String> {
    let outputs = activity.outputs.iter();
    outputs
        .filter(|output| output.required && !content.filled.contains(output.at))
        .map(|output| output.id.to_string())
        .collect()
}

/// The teams a record is about, without duplicates.
fn concerned(links: &[&Link], record: &Record) -> Vec<TeamName> {
    let by_id = |id: &str| TeamName {
        id: id.to_owned(),
        title: String::new(),
        organisation: String::new(),
    };
    let linked = links.iter().filter_map(|link| match &link.found {
        Found::There(there) => there.team.clone(),
        Found::Elsewhere { plan } => Some(by_id(plan)),
        _ => None,
    });
    let mut teams: Vec<TeamName> = linked.chain(record.about().map(by_id)).collect();
    teams.sort();
    // Known names follow the bare id.
    teams.reverse();
    teams.dedup_by(|one, other| one.id == other.id);
    teams.reverse();
    teams
}

/// What each team said, of the words as they are now. A no counts wherever it is.
fn answers(
    (plan, record, content): (&Plan, &Record, &Content),
    (output, asked): (&Output, &[&Link]),
    teams: Vec<TeamName>,
) -> Vec<(TeamName, Consent)> {
    let answer = content
        .answer(output.at)
        .filter(|_| !content.is_undecided(output.at));
    let said = answer.map_or_else(Vec::new, |answer| {
        output.kind.said(&output.shape, answer.seen())
    });
    let activity = plan.toolkit.activity(record.activity);
    let is_stale = own::is_stale(plan, activity, content, output);
    let given: Vec<&Pledge> = plan
        .pledges_in(&record.path)
        .filter(|given| given.output == output.at)
        .collect();
    let of = |team: &TeamName| {
        let own = said.iter().filter(|one| {
            one.who.as_ref().is_none_or(|who| {
                let linked = asked.iter().find(|link| link.place.words == *who);
                let plan = linked
                    .and_then(|link| link.there())
                    .map(|there| &there.plan);
                plan == Some(&team.id) || team.is_meant_by(who)
            })
        });
        let own: Vec<&Said> = own.filter(|one| one.option.is_some()).collect();
        match own.iter().map(|one| one.option).max().flatten() {
            None => Consent::NotAsked,
            Some(0) if is_stale => Consent::ToAnotherText,
            Some(0) => agreed(&own, &given),
            Some(_) => Consent::No,
        }
    };
    teams
        .into_iter()
        .map(|team| {
            let answer = of(&team);
            (team, answer)
        })
        .collect()
}

/// What a team's yes is worth by the history of the record: the newest of its rows counts.
fn agreed(said: &[&Said], given: &[&Pledge]) -> Consent {
    let of = |one: &&Said| {
        let known = given.iter().find(|given| given.words == one.words);
        match known.map(|given| &given.since) {
            None => Consent::Yes,
            Some(WordsSince::Changed(_)) => Consent::ToAnotherText,
            Some(WordsSince::Unknown) => Consent::Unknown,
        }
    };
    let all: Vec<Consent> = said.iter().map(of).collect();
    let order = [Consent::Yes, Consent::Unknown, Consent::ToAnotherText];
    let mut order = order.into_iter();
    order
        .find(|one| all.contains(one))
        .unwrap_or(Consent::NotAsked)
}

/// Ids of a record's outputs that changed after an answer that depends on them was given.
fn changed_since(
    plan: &Plan,
    record: &Record,
    (activity, content): (&Activity, &Content),
    output: &Output,
) -> Vec<String> {
    let changed = own::changed(plan, record, activity, content);
    let own = changed.into_iter().filter(|(one, _)| one.at == output.at);
    let mut ids: Vec<String> = Vec::new();
    for (_, source) in own {
        let id = activity.output(source.output).id.to_string();
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}
