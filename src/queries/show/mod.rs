//! One plan, activity or record in full.

mod about;
mod foresight;
mod links;
mod origin;
mod trail;

pub use about::about;
pub use origin::date_predictions;

use super::backing::BackingShown;
use super::list::shown;
use super::status::{
    ActivityStatus, PlanStatus, StatusFilter, activities, activities_report, skip_reason,
};
use crate::model::{Backing, Count, Plan, Record, Standing, State};
use crate::report::{Block, Cell, Report, fact};
use crate::toolkit::{Activity, ActivityAt};
use about::AboutShown;
use foresight::PredictionShown;
use jiff::civil::Date;
use links::LinkShown;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use trail::TrailShown;

/// Result of `show`.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub struct ShowData {
    /// The plan.
    pub plan: PlanStatus,
    /// Its coach; may be empty.
    pub coach: String,
    /// How to reach its team; may be empty.
    pub contact: String,
    /// First day of the cycle; null if unset.
    pub start: Option<String>,
    /// Why it is paused; empty if it isn't.
    pub paused: String,
    /// Last day of the pause; null if unknown.
    pub paused_until: Option<String>,
    /// When or why it ended; empty if it hasn't.
    pub ended: String,
    /// Id of the plan it continues; may be empty.
    pub continues: String,
    /// The programme's records about this plan; empty if an activity was asked for.
    pub programme: Vec<AboutShown>,
    /// The activity asked for.
    pub activity: Option<ActivityShown>,
    /// Id of the output asked for, if one was; its answer is the only one in the records.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<String>,
    /// The version shown; null for the current state.
    pub version: Option<VersionShown>,
}

impl ShowData {
    /// Its predictions, each with the path of its record.
    pub fn predictions(&mut self) -> Vec<(&str, &mut PredictionShown)> {
        let records = self.activity.iter_mut().flat_map(|one| &mut one.records);
        let found = records.filter_map(|one| Some((one.path.as_str(), one.prediction.as_mut()?)));
        found.collect()
    }
}

/// The version shown.
#[derive(Debug, Serialize, JsonSchema)]
pub struct VersionShown {
    /// `v1` is the oldest; null for a commit that isn't on this branch.
    pub version: Option<String>,
    /// The commit it is read from.
    pub commit: String,
    /// When the commit reached this branch, RFC 3339 in UTC.
    pub date: String,
    /// Who wrote the commit.
    pub author: String,
    /// Day for people, in the workspace's time zone.
    #[serde(skip)]
    pub day: String,
}

impl VersionShown {
    /// For people: `v2 of 2026-03-01, by Ann`.
    fn words(&self) -> String {
        let name = self
            .version
            .clone()
            .unwrap_or_else(|| self.commit.chars().take(7).collect());
        format!("{name} of {}, by {}", self.day, self.author)
    }
}

/// One activity with its records.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ActivityShown {
    /// Its standing.
    pub standing: ActivityStatus,
    /// Its title.
    pub title: String,
    /// Its purpose.
    pub purpose: String,
    /// Why it is skipped; null if it isn't.
    pub skipped: Option<String>,
    /// Its records.
    pub records: Vec<RecordShown>,
}

/// One record.
#[derive(Debug, Serialize, JsonSchema)]
pub struct RecordShown {
    /// Its name: the file's stem.
    pub name: String,
    /// Its file, relative to the workspace.
    pub path: String,
    /// Whether its file can't be read.
    #[serde(skip)]
    is_unreadable: bool,
    /// Its outputs, in the toolkit's order, or the one that was asked for.
    pub outputs: Vec<OutputShown>,
    /// Links in the outputs, and their targets.
    pub links: Vec<LinkShown>,
    /// Its prediction, and what became of it; null if it has none, or if one output was asked for.
    pub prediction: Option<PredictionShown>,
    /// What followed, if it is a test; null if nothing did, or if one output was asked for.
    pub trail: Option<TrailShown>,
    /// What backs it; null if it is neither a finding nor can be released, or if one output was asked for.
    pub backing: Option<BackingShown>,
    /// The whole file as is; null if it can't be read or if one output was asked for.
    pub text: Option<String>,
    /// How many headings of the team's own follow the first output, with words below.
    pub own_sections: usize,
}

/// One output of a record.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OutputShown {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its kind.
    pub kind: &'static str,
    /// Whether it is required.
    pub required: bool,
    /// The answer in the form of its kind; null if missing or misfit.
    pub value: Option<Value>,
    /// The answer as written; null if missing.
    pub words: Option<String>,
    /// Why the answer doesn't fit; null if it does.
    pub problem: Option<String>,
    #[serde(skip)]
    shown: String,
}

/// A plan, one activity or record of it, or one output of those.
pub fn data(
    plan: &Plan,
    activity: Option<ActivityAt>,
    record: Option<&Record>,
    (output, today): (Option<&str>, Date),
) -> Option<ShowData> {
    let filter = StatusFilter {
        activities: true,
        ..StatusFilter::default()
    };
    let standing = Standing::of(plan);
    let shown_activity = activity.and_then(|at| {
        let known = plan.toolkit.activity(at);
        let standing = activities(plan, &standing, &StatusFilter::default())
            .into_iter()
            .nth(at.index())?;
        let records = plan
            .records_of(at)
            .filter(|one| record.is_none_or(|record| record.path == one.path))
            .map(|record| record_shown(plan, known, record, today))
            .map(|record| match output {
                Some(id) => record.only(id),
                None => record,
            })
            .collect();
        Some(ActivityShown {
            title: known.title.clone(),
            purpose: known.purpose.clone(),
            skipped: (standing.standing == State::Skipped)
                .then(|| skip_reason(plan, at))
                .flatten(),
            standing,
            records,
        })
    });
    Some(ShowData {
        plan: PlanStatus::of(plan, &standing, &filter, today)?,
        coach: plan.meta.coach.clone(),
        contact: plan.meta.contact.clone(),
        start: plan.meta.start.clone(),
        paused: plan.meta.paused.clone(),
        paused_until: plan.meta.paused_until.clone(),
        ended: plan.meta.ended.clone(),
        continues: plan.meta.continues.clone(),
        programme: Vec::new(),
        activity: shown_activity,
        output: output.map(str::to_owned),
        version: None,
    })
}

fn record_shown(plan: &Plan, activity: &Activity, record: &Record, today: Date) -> RecordShown {
    let content = record.content.as_ref().ok();
    let outputs = activity
        .outputs
        .iter()
        .map(|output| {
            let words = content
                .and_then(|content| content.answer(output.at))
                .map(|answer| answer.text.into_owned());
            let value = content.and_then(|content| content.value(output));
            let problem = value
                .as_ref()
                .and_then(|value| value.as_ref().err())
                .map(|misfit| misfit.message.clone());
            let value = value.and_then(Result::ok);
            // Show words as written; a choice's title says more than its id.
            let is_choice = !output.shape.options.is_empty();
            let shown = match &value {
                Some(value) if is_choice => shown(output, value),
                _ => words.clone().unwrap_or_default(),
            };
            OutputShown {
                id: output.id.to_string(),
                title: output.title.clone(),
                kind: output.kind.name(),
                required: output.required,
                value,
                words,
                problem,
                shown,
            }
        })
        .collect();
    RecordShown {
        name: record.stem().to_owned(),
        path: record.path.clone(),
        is_unreadable: content.is_none(),
        outputs,
        links: links::links(plan, record),
        prediction: foresight::prediction(plan, record, today),
        trail: trail::trail(plan, activity, record),
        backing: Backing::of(plan, record).as_ref().map(BackingShown::of),
        text: content.map(|content| content.document.text().to_owned()),
        own_sections: content.map_or(0, |content| content.notes(activity)),
    }
}

impl RecordShown {
    fn answer(&self, output: &OutputShown) -> Block {
        match (&output.words, &output.problem) {
            _ if self.is_unreadable => Block::Text(crate::kinds::UNREADABLE.to_owned()),
            (None, _) if output.required => Block::Text(crate::kinds::NOTHING_YET.to_owned()),
            (None, _) => Block::Text(crate::kinds::NOTHING_OPTIONAL.to_owned()),
            (Some(_), Some(problem)) => {
                Block::Markdown(format!("{}{NOT_COUNTED}{problem})", output.shown))
            }
            (Some(_), None) => Block::Markdown(output.shown.clone()),
        }
    }

    /// With one of its answers, and nothing of the others.
    fn only(mut self, output: &str) -> Self {
        self.outputs.retain(|one| one.id == output);
        self.links.retain(|link| link.output == output);
        Self {
            prediction: None,
            trail: None,
            backing: None,
            text: None,
            ..self
        }
    }
}

pub fn report(data: &ShowData) -> Report {
    let Some(activity) = &data.activity else {
        return plan_report(data);
    };
    if data.output.is_some() {
        return output_report(data, activity);
    }
    let title = format!("{} \u{b7} {}", data.plan.id, activity.title);
    let mut blocks = vec![Block::Facts(facts(data, activity))];
    if activity.records.is_empty() && !activity.purpose.is_empty() {
        blocks.push(Block::Text(activity.purpose.clone()));
    }
    let several = activity.records.len() > 1;
    for record in &activity.records {
        if several {
            blocks.push(Block::Heading(record.name.clone()));
        }
        blocks.extend(record_blocks(
            &data.plan.id,
            record,
            if several { "  " } else { "" },
        ));
    }
    Report::of(title, blocks)
}

/// One answer; of several records one below the other.
fn output_report(data: &ShowData, activity: &ActivityShown) -> Report {
    let version = data
        .version
        .iter()
        .map(|version| fact("version", version.words()));
    let mut blocks = Report::of_facts(version.collect()).blocks;
    if activity.records.is_empty() {
        blocks.push(Block::Text(crate::kinds::NOTHING_YET.to_owned()));
    }
    let several = activity.records.len() > 1;
    let mut title = format!("{} \u{b7} {}", data.plan.id, activity.title);
    for record in &activity.records {
        if several {
            blocks.push(Block::Heading(record.name.clone()));
        } else if let [output] = record.outputs.as_slice() {
            title.push_str(&format!(" \u{b7} {}", output.title));
        }
        blocks.extend(record.outputs.iter().map(|output| record.answer(output)));
        if !record.links.is_empty() {
            blocks.push(Block::Facts(links::facts(&record.links)));
        }
    }
    Report::of(title, blocks)
}

fn facts(data: &ShowData, activity: &ActivityShown) -> Vec<(String, Cell)> {
    let standing = &activity.standing;
    let version = data.version.iter();
    let mut facts: Vec<_> = version
        .map(|version| fact("version", version.words()))
        .collect();
    facts.push(fact("state", standing.standing));
    let (name, words) = match (&activity.skipped, standing.standing) {
        (Some(reason), _) => ("because", reason.clone()),
        (None, State::Waiting) => ("later", standing.lacks.clone()),
        (None, State::Done) => ("", String::new()),
        (None, State::Review) => ("because", standing.lacks.clone()),
        // The fact's name says that it is missing.
        _ => {
            let words = &standing.lacks_in_words;
            ("lacks", words.replace("still missing: ", ""))
        }
    };
    if !words.is_empty() {
        facts.push(fact(name, words));
    }
    facts.push(fact("file", &standing.path));
    let notes: usize = activity
        .records
        .iter()
        .map(|record| record.own_sections)
        .sum();
    if notes > 0 {
        let own = Count(notes, "heading");
        facts.push(fact("notes", format!("{own} of your own")));
    }
    facts
}

/// Headings of what is said of a record beside its answers.
pub const AROUND: [&str; 3] = [
    "The prediction and what followed",
    "What its links lead to",
    "What stands behind it",
];

/// Begins what is said below an answer that isn't counted.
const NOT_COUNTED: &str = "\n\n(not counted: ";

/// Whether a line of Markdown is one of the facts above a record's answers.
pub fn is_fact(line: &str) -> bool {
    let words = line.trim_start().strip_prefix("- **").unwrap_or("");
    let name = words.split_once(":**").map(|(name, _)| name);
    name.is_some_and(|name| {
        [
            "version", "state", "because", "later", "lacks", "file", "notes",
        ]
        .contains(&name)
    })
}

/// An answer without what is said below one that isn't counted.
pub fn without_problem(answer: &str) -> &str {
    let said = answer.rsplit_once(NOT_COUNTED);
    said.filter(|(_, rest)| rest.ends_with(')'))
        .map_or(answer, |(answer, _)| answer)
}

/// What a record says, and what it leads to.
fn record_blocks(plan: &str, record: &RecordShown, indent: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    for output in &record.outputs {
        blocks.push(Block::Heading(format!("{indent}{}", output.title)));
        blocks.push(record.answer(output));
    }
    let backing = record.backing.as_ref();
    let mut test = record
        .prediction
        .as_ref()
        .map_or_else(Vec::new, |one| one.facts(plan));
    test.extend(record.trail.iter().flat_map(|one| one.facts(&record.path)));
    for (heading, facts) in [
        (AROUND[0], test),
        (AROUND[1], links::facts(&record.links)),
        (
            AROUND[2],
            backing.map_or_else(Vec::new, BackingShown::facts),
        ),
    ] {
        if !facts.is_empty() {
            blocks.push(Block::Heading(format!("{indent}{heading}")));
            blocks.push(Block::Facts(facts));
        }
    }
    blocks
}

fn plan_report(data: &ShowData) -> Report {
    let plan = &data.plan;
    let name = if plan.title.is_empty() {
        plan.id.clone()
    } else {
        format!("{} \u{b7} {}", plan.id, plan.title)
    };
    let toolkit = format!("{} {}", plan.toolkit.id, plan.toolkit.version);
    let said = [
        ("organisation", plan.organisation.as_str()),
        ("toolkit", &toolkit),
        ("start", data.start.as_deref().unwrap_or_default()),
        ("coach", &data.coach),
        ("contact", &data.contact),
        ("paused", &data.paused),
        (
            "paused until",
            data.paused_until.as_deref().unwrap_or_default(),
        ),
        ("ended", &data.ended),
        ("continues", &data.continues),
        ("folder", &plan.path),
    ];
    let said = said
        .into_iter()
        .filter(|(_, words)| !words.trim().is_empty());
    let mut facts: Vec<_> = said.map(|(name, words)| fact(name, words.trim())).collect();
    let version = data.version.iter();
    facts.extend(version.map(|version| fact("version", version.words())));
    facts.push(fact("progress", Cell::Progress(plan.percent)));
    let mut report = activities_report(name, std::slice::from_ref(plan));
    report.blocks.insert(0, Block::Facts(facts));
    report.blocks.extend(about::blocks(&data.programme));
    report
}
