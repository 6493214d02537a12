use super::cohort::Cohort;
use super::score::of_programme;
use super::{Kept, KnownBefore, Pass, Passed, Question, Read, Scope, coach};
use crate::error::CommandError;
use crate::model::introduce::{
    Arrange, FromProgramme, Introductions, Met, Partner, Party, Proposal, REASONS, Reason, command,
    introduce,
};
use crate::model::quote::short;
use crate::model::{Count, Finding, Invocation, State, is_coach};
use crate::report::{Block, Cell, Report, ReportTable, Rows, fact};
use crate::toolkit::{ActivityAt, Toolkit};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Proposals for some or all plans.
#[derive(Debug)]
pub struct Introduce {
    /// Directories of the plans to propose for; empty for all.
    pub folders: Vec<String>,
    /// Only for plans of this coach.
    pub coach: Option<String>,
    /// Most proposals.
    pub limit: usize,
}

type Toolkits = BTreeMap<String, Arc<Toolkit>>;

/// Id and title of an activity, by plan directory and index.
fn activity<'a>(known: &'a Toolkits, path: &str, at: ActivityAt) -> Option<(&'a str, &'a str)> {
    let activity = known.get(path)?.activity(at);
    Some((activity.id.as_str(), &activity.title))
}

impl Question for Introduce {
    type Row = Kept<Party>;

    fn scope(&self) -> Scope<'_> {
        Scope::Teams
    }

    fn around(&self) -> KnownBefore {
        KnownBefore::Programme
    }

    fn look(&self, read: &Read, cohort: &Cohort<'_>) -> Self::Row {
        Kept::of(read, |plan| Party::of(plan, cohort.today))
    }
}

impl Introduce {
    /// The proposals, and what can't be read.
    pub fn answer(
        &self,
        pass: &Pass<'_>,
        passed: Passed<Kept<Party>>,
    ) -> Result<(IntroduceData, Vec<Finding>), CommandError> {
        let programme = passed.programme.clone();
        let (parties, mut findings) = passed.kept();
        findings.extend(of_programme(programme.as_ref()));
        let programme = programme.as_ref().and_then(|read| read.as_ref().ok());
        let around = programme
            .map(|plan| FromProgramme::of(plan, pass.when.day))
            .unwrap_or_default();
        let wanted = self.wanted(pass, &parties)?;
        let toolkits = parties.iter();
        let toolkits = toolkits.map(|party| (party.path.clone(), Arc::clone(&party.toolkit)));
        let known: Toolkits = toolkits.collect();
        let found = introduce(parties, &around);
        let data = self.data(found, &around, &known, wanted.as_ref());
        Ok((data, findings))
    }

    /// Directories of the plans to propose for; `None` for all.
    fn wanted(
        &self,
        pass: &Pass<'_>,
        parties: &[Party],
    ) -> Result<Option<BTreeSet<String>>, CommandError> {
        let coach = self.coach.as_deref();
        if coach.is_none() && self.folders.is_empty() {
            return Ok(None);
        }
        let mut of_coach = parties.iter().filter(|party| is_coach(coach, &party.coach));
        let is_named =
            |party: &&Party| self.folders.is_empty() || self.folders.contains(&party.path);
        let wanted = of_coach.clone().filter(is_named);
        let wanted = wanted.map(|party| party.path.clone()).collect();
        if of_coach.next().is_none() {
            coach::known(pass, &[], coach)?;
        }
        Ok(Some(wanted))
    }

    fn data(
        &self,
        found: Introductions,
        around: &FromProgramme,
        known: &Toolkits,
        wanted: Option<&BTreeSet<String>>,
    ) -> IntroduceData {
        let is_wanted = |proposal: &&Proposal| {
            let mut sides = proposal.sides.iter();
            wanted
                .is_none_or(|wanted| sides.any(|side| side.is_plan && wanted.contains(&side.path)))
        };
        let proposals: Vec<&Proposal> = found.proposals.iter().filter(is_wanted).collect();
        let shown = proposals.iter().take(self.limit);
        IntroduceData {
            left_out: proposals.len().saturating_sub(self.limit),
            proposals: shown
                .map(|proposal| ProposedMeeting::of(proposal, around.arrange.as_ref(), known))
                .collect(),
            met: found.met,
            silent: found.silent,
            teams: found.teams,
        }
    }
}

/// Most characters quoted.
const QUOTED: usize = 140;
/// Most common words shown.
const WORDS: usize = 6;

/// Result of `introduce`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct IntroduceData {
    /// Proposals, strongest first.
    pub proposals: Vec<ProposedMeeting>,
    /// How many more there are than `--limit` allows.
    pub left_out: usize,
    /// Pairs who met according to the programme's records; not proposed again.
    pub met: Vec<Met>,
    /// Ids of active teams that have recorded no problem or need yet.
    pub silent: Vec<String>,
    /// Number of active teams.
    pub teams: usize,
}

/// Two who should meet.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Proposed")]
pub struct ProposedMeeting {
    /// `offer`: the second offers what the first needs. `ahead`: the second has done what the first is stuck on.
    /// `alike`: their problems or needs are similar.
    pub reason: &'static str,
    /// The reason as a sentence.
    pub why: String,
    /// Strength from 1 to 1000, only useful for sorting.
    pub strength: u32,
    /// Distinctive words both use, heaviest first.
    pub words: Vec<String>,
    /// Who has the problem or need, then whom to meet.
    pub between: Vec<Who>,
    /// Commands that record their meeting or, if the programme has no place for it, show what both say.
    pub commands: Vec<String>,
}

/// One of two who should meet.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Who {
    /// A plan's id, or an expert's record.
    pub id: String,
    /// `plan` or `expert`.
    pub kind: &'static str,
    /// Where it is, relative to the workspace.
    pub path: String,
    /// What it says; null if it says nothing they have in common.
    pub says: Option<Says>,
    /// For `ahead`: the activity, as PLAN/ACTIVITY.
    pub activity: Option<String>,
    /// For `ahead`: the activity's state.
    pub state: Option<&'static str>,
}

/// A statement.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Says {
    /// `problem`, `need` or `offer`.
    pub role: &'static str,
    /// The words on one line, shortened if necessary.
    pub quote: String,
    /// PLAN/ACTIVITY or PLAN/ACTIVITY/RECORD.
    pub record: String,
    /// Title of the output.
    pub output: String,
    /// The record's file, relative to the workspace.
    pub path: String,
}

impl ProposedMeeting {
    pub fn of(proposal: &Proposal, arrange: Option<&Arrange>, known: &Toolkits) -> Self {
        let [one, other] = &proposal.sides;
        let who = [one, other].map(|side| who(side, known));
        let title = one
            .at
            .and_then(|(at, _)| activity(known, &one.path, at))
            .map_or("", |(_, title)| title);
        let commands = match arrange {
            Some(arrange) => vec![command(arrange, &proposal.sides).to_string()],
            None => who
                .iter()
                .map(|who| Invocation::of("show").on(place(who)).to_string())
                .collect(),
        };
        Self {
            reason: proposal.reason.word(),
            why: why(proposal, title),
            strength: proposal.strength,
            words: proposal.words.iter().take(WORDS).cloned().collect(),
            between: who.into(),
            commands,
        }
    }

    fn id(&self, at: usize) -> Option<&String> {
        self.between.get(at).map(|who| &who.id)
    }

    fn quote(&self, at: usize) -> Option<&String> {
        let says = self.between.get(at)?.says.as_ref()?;
        Some(&says.quote)
    }
}

/// The record with the statement, else the activity, else the plan.
fn place(who: &Who) -> &str {
    let said = who.says.as_ref().map(|says| says.record.as_str());
    said.or(who.activity.as_deref()).unwrap_or(&who.id)
}

fn why(proposal: &Proposal, title: &str) -> String {
    let [one, other] = &proposal.sides;
    match (proposal.reason, &one.says) {
        (Reason::Offer, _) if other.is_plan => {
            format!("{} offers what {} needs", other.who, one.who)
        }
        (Reason::Offer, _) => format!("an expert offers what {} needs", one.who),
        (Reason::Alike, _) => {
            let role = |side: &Partner| side.says.as_ref().map_or("", |says| says.role.word());
            let what = match (role(one), role(other)) {
                ("problem", "problem") => "they have similar problems",
                ("need", "need") => "they have similar needs",
                _ => "one's problem is the other's need",
            };
            what.to_owned()
        }
        (Reason::Ahead, Some(says)) if says.role.word() == "need" => {
            format!(
                "{} has done \"{title}\", where {} is stuck",
                other.who, one.who
            )
        }
        (Reason::Ahead, _) => format!(
            "{} has done \"{title}\", which {} has started",
            other.who, one.who
        ),
    }
}

fn who(side: &Partner, known: &Toolkits) -> Who {
    let says = side.says.as_ref().map(|says| Says {
        role: says.role.word(),
        quote: short(&says.words, QUOTED),
        record: says.record.clone(),
        output: says.output.clone(),
        path: says.path.clone(),
    });
    let at = side.at.and_then(|(at, _)| activity(known, &side.path, at));
    Who {
        id: side.who.clone(),
        kind: if side.is_plan { "plan" } else { "expert" },
        path: side.path.clone(),
        says,
        activity: at.map(|(id, _)| format!("{}/{id}", side.who)),
        state: side.at.map(|(_, state)| state.word()),
    }
}

/// For people: an overview, then each proposal with its reasons.
pub fn report(title: String, data: &IntroduceData, is_for: &[String]) -> Report {
    let mut blocks = Vec::new();
    if !data.proposals.is_empty() {
        blocks.push(Block::Table(table(data)));
    }
    for (at, proposal) in data.proposals.iter().enumerate() {
        let names: Vec<&str> = proposal.between.iter().map(|who| who.id.as_str()).collect();
        blocks.push(Block::Heading(format!(
            "{}. {}",
            at + 1,
            names.join(" and ")
        )));
        blocks.push(Block::Facts(facts(proposal)));
    }
    if data.proposals.is_empty() {
        // Tables for scripts have columns even without rows.
        blocks.push(Block::Table(table(data)));
        blocks.push(Block::Text(nothing(data, is_for)));
    } else {
        blocks.push(Block::Text(
            "Proposals from words alone: read both records before you ask anybody.".to_owned(),
        ));
    }
    Report::of(title, blocks)
}

/// Why there are no proposals.
fn nothing(data: &IntroduceData, is_for: &[String]) -> String {
    let speaking = data.teams - data.silent.len().min(data.teams);
    let known = format!(
        "{} of {} {} recorded a problem or need",
        speaking,
        Count(data.teams, "active team"),
        if speaking == 1 { "has" } else { "have" }
    );
    let reason = if data.teams < 2 {
        format!("at least two active teams are needed: {known}")
    } else if speaking < 2 {
        format!("there is too little to go on: {known}")
    } else {
        format!("no two records are similar enough ({known})")
    };
    let whom = if is_for.is_empty() {
        String::new()
    } else {
        format!(" for {}", is_for.join(", "))
    };
    format!("Nothing is proposed{whom}: {reason}.")
}

fn facts(proposal: &ProposedMeeting) -> Vec<(String, Cell)> {
    let mut facts = vec![fact("why", &proposal.why)];
    if !proposal.words.is_empty() {
        facts.push(fact("in common", proposal.words.join(", ")));
    }
    for who in &proposal.between {
        let name = match who.kind {
            "plan" => &who.id,
            kind => kind,
        };
        if let Some(says) = &who.says {
            let words = format!("\"{}\" ({}, {})", says.quote, says.output, says.record);
            facts.push(fact(name, words));
        }
        if let Some((activity, state)) = who.activity.as_ref().zip(who.state) {
            let state = State::named(state).map_or("", State::people_word);
            facts.push(fact(name, format!("{activity} is {state}")));
        }
    }
    let commands = proposal.commands.iter();
    facts.extend(commands.map(|command| fact("to do it", Cell::command(command))));
    facts
}

fn table(data: &IntroduceData) -> ReportTable {
    let mut rows = Rows::of(data.proposals.iter().enumerate());
    rows.column("rank", "#", |(at, _)| at + 1).number();
    rows.column("who", "Who", |(_, one)| one.id(0));
    rows.column("whom", "Whom", |(_, one)| one.id(1));
    rows.for_scripts("reason", |(_, one)| one.reason);
    rows.column("why", "Why", |(_, one)| short_why(one)).rank(9);
    rows.for_scripts("words", |(_, one)| one.words.join(", "));
    rows.for_scripts("strength", |(_, one)| one.strength);
    rows.for_scripts("quote", |(_, one)| one.quote(0));
    rows.for_scripts("record", |(_, one)| one.between.first().map(place));
    rows.for_scripts("their_quote", |(_, one)| one.quote(1));
    rows.for_scripts("their_record", |(_, one)| one.between.get(1).map(place));
    rows.for_scripts("command", |(_, one)| one.commands.join("; "));
    rows.table()
}

/// Why, without the names beside it.
fn short_why(proposal: &ProposedMeeting) -> String {
    let reason = REASONS.iter().find(|(_, word)| *word == proposal.reason);
    match reason.map(|(reason, _)| reason) {
        Some(Reason::Offer) => "offers what is needed".to_owned(),
        Some(Reason::Ahead) => "has done what the first is working on".to_owned(),
        _ => proposal.why.clone(),
    }
}
