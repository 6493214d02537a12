//! Links in records: where each stands, and what it leads to. Files are read elsewhere; here is what is known of them.

use super::stamp::{self, Essence, Stamp};
use super::{Content, Record, Stamps, State};
use crate::kinds::{LinkTarget, links_in_words};
use crate::toolkit::{Activity, OutputAt};

/// A link as it stands in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkPlace {
    pub output: OutputAt,
    /// Offset of its target's words in the record's text.
    pub offset: usize,
    pub words: String,
    /// What they name.
    pub target: LinkTarget,
    /// Of a table's row: position of the option that its column with options says.
    pub option: Option<usize>,
    /// Whether it stands among words of any form, such as behind a quotation, and isn't what is asked for there.
    pub is_quote: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The record in which it stands, relative to the workspace.
    pub path: String,
    /// Where it stands there.
    pub place: LinkPlace,
    /// What it leads to.
    pub found: Found,
    /// Name of its stamp: `/PLAN/ACTIVITY`, of one of several records with its random end behind it, so that it stays the
    /// same when the record's file gets another title. Nothing where no single answer or set of answers is meant.
    pub key: Option<String>,
}

/// What a link leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A public page, which is never opened.
    Page,
    /// To nothing.
    Missing {
        /// Why, such as `no plan is called "nroth"`.
        why: String,
        /// What may have been meant.
        near: Option<String>,
    },
    /// Into a repository of its own that isn't here, so that nothing is known.
    Elsewhere { plan: String },
    /// To something that can't be read.
    Unreadable { why: String },
    /// To a plan, an activity or a record.
    There(Box<There>),
}

/// What is known of a link's target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct There {
    pub plan: String,
    /// Id of the activity, unless the plan is meant as a whole.
    pub activity: Option<String>,
    /// Name of the record, where the activity has several.
    pub record: Option<String>,
    /// File or folder, relative to the workspace.
    pub path: String,
    /// What people call it.
    pub title: String,
    /// How far it is; nothing for a whole plan.
    pub state: Option<State>,
    /// Stamp of its answers as they are now; nothing for a whole plan, and where they can't be told.
    pub stamp: Option<Stamp>,
    /// Why it says nothing any more: it is left out, or has no answer.
    pub withdrawn: Option<String>,
    /// Which version of it is meant, as it is written.
    pub version: Option<String>,
    /// The team whose work it is, or that it is about.
    pub team: Option<TeamName>,
}

/// A team's plan, by every name it has.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TeamName {
    pub id: String,
    /// Its title; may be empty.
    pub title: String,
    /// Whose it is; may be empty.
    pub organisation: String,
}

impl TeamName {
    /// Whether words mean this team: its id, its title or its organisation, in any case.
    pub fn is_meant_by(&self, words: &str) -> bool {
        let words = words.trim().to_lowercase();
        let is_same = |name: &String| name.trim().to_lowercase() == words;
        !words.is_empty()
            && [&self.id, &self.title, &self.organisation]
                .into_iter()
                .any(is_same)
    }
}

impl There {
    /// Whether nothing was ever said there, as far as it shows.
    pub fn is_empty(&self) -> bool {
        self.state == Some(State::Todo)
    }

    /// `PLAN`, `PLAN/ACTIVITY` or `PLAN/ACTIVITY/RECORD`, with the version behind it.
    pub fn name(&self) -> String {
        let parts = [
            Some(&self.plan),
            self.activity.as_ref(),
            self.record.as_ref(),
        ];
        let name: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
        match &self.version {
            Some(version) => format!("{}@{version}", name.join("/")),
            None => name.join("/"),
        }
    }
}

impl Record {
    pub fn heading(&self) -> Option<String> {
        let document = &self.content.as_ref().ok()?.document;
        let mut sections = document.sections().iter();
        let first = sections.find(|section| section.level == 1)?;
        Some(document.title(first).to_owned()).filter(|title| !title.is_empty())
    }
}

impl Content {
    /// The normal form of all its answers together.
    pub(super) fn essence(&self, activity: &Activity) -> Essence {
        let outputs = activity.outputs.iter();
        let answers = outputs.filter_map(|output| {
            let answer = self.answer(output.at)?;
            Some(Essence::of(output, &answer).named(output.id.as_str()))
        });
        Stamp::of(answers).into()
    }

    /// The links in its answers, in the order of outputs and lines. An answer that stands there twice, or of which a merge
    /// left two versions, has none.
    pub fn links(&self, activity: &Activity) -> Vec<LinkPlace> {
        let mut found = Vec::new();
        for output in &activity.outputs {
            let at = output.at;
            let is_quote = output.quotes();
            if !(is_quote || output.holds_links())
                || !self.answered.contains(at)
                || self.is_undecided(at)
            {
                continue;
            }
            let Some(answer) = self.answer(at) else {
                continue;
            };
            let links = if is_quote {
                links_in_words(answer.seen())
            } else {
                output.kind.links(&output.shape, answer.seen())
            };
            for link in links {
                let line = self.document.answer_line(&answer, link.line);
                let rest = self.document.text().get(line..).unwrap_or("");
                let column = rest.lines().next().and_then(|line| line.find(&link.words));
                found.push(LinkPlace {
                    output: at,
                    offset: line + column.unwrap_or(0),
                    words: link.words,
                    target: link.target,
                    option: link.option,
                    is_quote,
                });
            }
        }
        found
    }
}

impl Link {
    /// What is known of the target, where it is there.
    pub fn there(&self) -> Option<&There> {
        match &self.found {
            Found::There(there) => Some(there),
            _ => None,
        }
    }

    /// The target's name as people type it; where it isn't there, the words of the link.
    pub fn name(&self) -> String {
        self.there()
            .map_or_else(|| self.place.words.clone(), There::name)
    }

    /// Whether it stands for one version, which can't change any more.
    pub fn is_pinned(&self) -> bool {
        let named = match &self.place.target {
            LinkTarget::Record { version, .. } => version.is_some(),
            LinkTarget::File(_) | LinkTarget::Page(_) => false,
        };
        named || self.there().is_some_and(|there| there.version.is_some())
    }

    /// Stamp of what the target says now; nothing where that can't be told, and where it can't change.
    pub fn now(&self) -> Option<Stamp> {
        if self.is_pinned() || self.key.is_none() {
            return None;
        }
        match &self.found {
            Found::Missing { .. } => Some(Stamp::nothing()),
            Found::There(there) if there.withdrawn.is_some() => Some(Stamp::nothing()),
            Found::There(there) => there.stamp.clone(),
            Found::Page | Found::Elsewhere { .. } | Found::Unreadable { .. } => None,
        }
    }

    /// Whether the target says something else than when the record that links it was stamped.
    pub fn has_changed(&self, content: &Content) -> bool {
        let stamp = self.key.as_ref().and_then(|key| content.stamp(key));
        let now = self.now();
        stamp
            .zip(now)
            .is_some_and(|(noted, now)| now.differs_from(noted))
    }
}

/// Stamps of some links as they are now. What isn't there is stood on by nobody.
pub fn link_stamps<'a>(links: impl IntoIterator<Item = &'a Link>) -> Stamps {
    let stamps = links.into_iter().filter_map(|link| {
        link.there()?;
        Some((link.key.clone()?, link.now()?.into_noted()))
    });
    stamps.collect()
}

/// Name of the stamp of a target: an activity of a plan, or one of its records.
pub fn link_key(plan: &str, activity: &str, record: Option<&str>) -> String {
    let mut key = format!("/{plan}/{activity}");
    if let Some(record) = record {
        let part = suffix(record).unwrap_or(record);
        let is_plain = part
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        key.push('/');
        key.push_str(&if is_plain {
            part.to_owned()
        } else {
            stamp::key(&[part])
        });
    }
    key
}

/// The random end of a record's name, where the name begins with a day as those that we make do.
pub fn suffix(record: &str) -> Option<&str> {
    record.get(..10)?.parse::<jiff::civil::Date>().ok()?;
    let (_, end) = record.rsplit_once('-')?;
    (end.len() == 6 && record.len() > 17).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_outlives_another_title() {
        for (record, key) in [
            ("2026-11-23-before-the-early-shift-3wkrve", "/p/a/3wkrve"),
            ("2026-11-23-another-title-3wkrve", "/p/a/3wkrve"),
            ("3wkrve", "/p/a/3wkrve"),
            ("by-hand", "/p/a/by-hand"),
            ("our-street", "/p/a/our-street"),
        ] {
            assert_eq!(link_key("p", "a", Some(record)), key);
        }
        assert_eq!(link_key("p", "a", None), "/p/a");
        let odd = link_key("p", "a", Some("a talk: \"x\""));
        assert!(
            odd.bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'/'),
            "{odd}"
        );
    }

    #[test]
    fn a_team_has_three_names() {
        let team = TeamName {
            id: "north".to_owned(),
            title: String::new(),
            organisation: "North District".to_owned(),
        };
        assert!(team.is_meant_by(" NORTH ") && team.is_meant_by("north district"));
        assert!(!team.is_meant_by("") && !team.is_meant_by("district"));
    }
}
