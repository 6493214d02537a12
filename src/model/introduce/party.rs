//! What teams and experts say they have to solve, need and offer: answers to outputs of the roles `problem`, `need` and
//! `offer`, wherever they stand.

use super::likeness::WHOLE;
use crate::kinds::Sort;
use crate::model::quote::plain;
use crate::model::words::says_nothing;
use crate::model::{Content, Plan, Record, Standing, State};
use crate::toolkit::{Activity, ActivityAt, Audience, PerActivity, Role, Toolkit};
use jiff::civil::Date;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Most entries of one answer that are read.
const MOST_ENTRIES: usize = 40;
/// Most records of one activity that are read for a team, the newest: what was said before them is over.
const MOST_RECORDS: usize = 6;

/// Most bytes of what is read of a record of who met.
const MOST_BYTES: usize = 20_000;

/// Something that somebody said: a problem, or one entry of what is needed or offered.
#[derive(Debug, Clone)]
pub struct Statement {
    /// Problem, need or offer.
    pub role: Role,
    /// The words, on one line.
    pub words: String,
    /// Title of the output.
    pub output: String,
    /// The record: PLAN/ACTIVITY or PLAN/ACTIVITY/RECORD.
    pub record: String,
    /// Its file, relative to the workspace.
    pub path: String,
    /// How much it counts, of `WHOLE`: all where no later record of the activity is there, less with each that is.
    pub freshness: u32,
}

/// Whether a team goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// It does.
    On,
    /// It rests for a while.
    Paused,
    /// It is over, with all work done.
    Through,
    /// It is over, with work left.
    Left,
}

/// One team, as far as others could be introduced to it.
#[derive(Debug, Clone)]
pub struct Party {
    /// The plan's id.
    pub id: String,
    /// Its directory, relative to the workspace.
    pub path: String,
    /// Its title; may be empty.
    pub title: String,
    /// Its coach; may be empty.
    pub coach: String,
    /// Id of the plan that it continues; empty where it is the first.
    pub continues: String,
    /// Whether it goes on.
    pub course: Course,
    /// The toolkit it is made from.
    pub toolkit: Arc<Toolkit>,
    /// State of each activity of the toolkit.
    pub states: PerActivity<State>,
    /// What it says in its own records.
    pub statements: Vec<Statement>,
}

impl Party {
    /// What a team's plan says; nothing for a cohort's programme.
    pub fn of(plan: &Plan) -> Option<Self> {
        if plan.toolkit.audience == Audience::Cohort {
            return None;
        }
        let standing = Standing::of(plan);
        let meta = &plan.meta;
        let course = match (meta.has_ended(), meta.resting()) {
            (true, _) if standing.is_done() => Course::Through,
            (true, _) => Course::Left,
            (false, Some(_)) => Course::Paused,
            (false, None) => Course::On,
        };
        let records: Vec<&Record> = plan.records.iter().collect();
        Some(Self {
            id: plan.id.to_string(),
            path: plan.path.clone(),
            title: meta.title.trim().to_owned(),
            coach: meta.coach.trim().to_owned(),
            continues: meta.continues.trim().to_owned(),
            course,
            toolkit: Arc::clone(&plan.toolkit),
            states: plan
                .toolkit
                .per_activity(|one| standing.activity(one.at).state),
            statements: statements(plan, &records, &skipped(plan)),
        })
    }
}

/// Somebody who offers something in a record of the programme that is about no single team.
#[derive(Debug, Clone)]
pub struct Expert {
    /// The record: PLAN/ACTIVITY/RECORD.
    pub record: String,
    /// The record's own name, which may stand in another record.
    pub stem: String,
    /// What is offered.
    pub statements: Vec<Statement>,
}

/// A record of people who met, or are to meet, about something that they need.
#[derive(Debug, Clone)]
pub struct Group {
    /// The record: PLAN/ACTIVITY/RECORD.
    pub record: String,
    /// Ids and names of records in its answers: every run of letters, digits, hyphens and underscores.
    names: BTreeSet<String>,
    /// Its answers in lower case.
    text: String,
}

impl Group {
    /// Whether a team is named: by its plan's id, or by a title of several words.
    pub fn names(&self, party: &Party) -> bool {
        let title = party.title.to_lowercase();
        self.names.contains(&party.id) || (title.contains(' ') && self.text.contains(&title))
    }

    /// Whether an expert's record is named: by its own name, or as it is typed, with the random end alone.
    pub fn names_expert(&self, expert: &Expert) -> bool {
        let stem = expert.stem.to_lowercase();
        let folder = expert.record.strip_suffix(&expert.stem).unwrap_or("");
        let end = stem.rsplit('-').next().unwrap_or("");
        self.names.contains(&stem) || (end.len() == 6 && self.says(&format!("{folder}{end}")))
    }

    /// Whether words stand there that no name goes on behind.
    fn says(&self, words: &str) -> bool {
        let words = words.to_lowercase();
        let mut found = self.text.match_indices(&words);
        found.any(|(at, _)| {
            let rest = self.text.get(at + words.len()..).unwrap_or("");
            !rest.starts_with(|next: char| next.is_alphanumeric() || next == '-')
        })
    }
}

/// How those who should meet are recorded: the first repeatable activity of the programme that is about no single team
/// and asks what is needed.
#[derive(Debug, Clone)]
pub struct Arrange {
    /// The programme's id and the activity's: PLAN/ACTIVITY.
    pub target: String,
    /// Id of the list in which those who take part are named.
    pub names: Option<String>,
    /// Id of the first link, for the expert's record.
    pub link: Option<String>,
}

/// What a cohort's programme adds.
#[derive(Debug, Default)]
pub struct FromProgramme {
    /// By the id of a plan: what records that are kept with it say.
    pub kept: BTreeMap<String, Vec<Statement>>,
    /// Who offers something.
    pub experts: Vec<Expert>,
    /// Who met.
    pub groups: Vec<Group>,
    /// How a meeting is recorded.
    pub arrange: Option<Arrange>,
    /// The programme's toolkit.
    pub toolkit: Option<Arc<Toolkit>>,
}

impl FromProgramme {
    /// Reads a programme.
    pub fn of(programme: &Plan) -> Self {
        let toolkit = &programme.toolkit;
        let skipped = skipped(programme);
        let kept = programme.kept_with_teams();
        let kept = kept.into_iter().map(|(plan, records)| {
            let said = statements(programme, &records, &skipped);
            (plan.to_owned(), said)
        });
        let mut around = Self {
            kept: kept.collect(),
            toolkit: Some(Arc::clone(toolkit)),
            ..Self::default()
        };
        for activity in &toolkit.activities {
            if toolkit.is_per_plan(activity) || skipped.contains(&activity.at) {
                continue;
            }
            let is_group = activity.repeat.is_some() && has(activity, Role::Need);
            if is_group && around.arrange.is_none() {
                around.arrange = Some(arrange(programme, activity));
            }
            for record in programme.records_of(activity.at) {
                let Some(content) = record.said() else {
                    continue;
                };
                if is_group {
                    around.groups.push(group(programme, record, content));
                }
                let mut statements = Vec::new();
                say(programme, record, WHOLE, &mut statements);
                statements.retain(|one| one.role == Role::Offer);
                if !statements.is_empty() {
                    around.experts.push(Expert {
                        record: programme.name_of(record),
                        stem: record.stem().to_owned(),
                        statements,
                    });
                }
            }
        }
        around
    }
}

fn has(activity: &Activity, role: Role) -> bool {
    activity
        .outputs
        .iter()
        .any(|output| output.role == Some(role))
}

fn arrange(programme: &Plan, activity: &Activity) -> Arrange {
    let id = |found: Option<&crate::toolkit::Output>| found.map(|output| output.id.to_string());
    let mut outputs = activity.outputs.iter();
    let names = outputs
        .find(|output| output.role == Some(Role::Attendance) && output.kind.sort() == Sort::List);
    let mut outputs = activity.outputs.iter();
    let link = outputs.find(|output| output.kind.is_link());
    Arrange {
        target: format!("{}/{}", programme.id, activity.id),
        names: id(names),
        link: id(link),
    }
}

fn group(programme: &Plan, record: &Record, content: &Content) -> Group {
    let outputs = programme.toolkit.activity(record.activity).outputs.iter();
    let answers: Vec<String> = outputs
        .filter_map(|output| content.answer(output.at))
        .map(|answer| answer.text.to_lowercase())
        .collect();
    let mut text = answers.join("\n");
    text.truncate(text.floor_char_boundary(MOST_BYTES));
    let is_name = |letter: char| letter.is_alphanumeric() || letter == '-' || letter == '_';
    let names = text
        .split(|letter: char| !is_name(letter))
        .map(|name| name.trim_matches(['-', '_']))
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect();
    Group {
        record: programme.name_of(record),
        names,
        text,
    }
}

/// Activities that are left out as a whole.
fn skipped(plan: &Plan) -> BTreeSet<ActivityAt> {
    let pages = plan.records.iter().filter(|record| {
        let is_whole = record.is_page || plan.toolkit.activity(record.activity).repeat.is_none();
        is_whole && record.skipped().is_some()
    });
    pages.map(|record| record.activity).collect()
}

/// What records say. Of an activity with several the newest counts most, whatever it says: what it no longer names has
/// mostly been settled.
fn statements(plan: &Plan, records: &[&Record], skipped: &BTreeSet<ActivityAt>) -> Vec<Statement> {
    let mut by_activity: BTreeMap<ActivityAt, Vec<(Option<Date>, &Record)>> = BTreeMap::new();
    for record in records {
        let activity = plan.toolkit.activity(record.activity);
        let says = [Role::Problem, Role::Need, Role::Offer]
            .into_iter()
            .any(|role| has(activity, role));
        if says && !skipped.contains(&record.activity) && record.said().is_some() {
            let dated = (record.day(activity), *record);
            by_activity.entry(record.activity).or_default().push(dated);
        }
    }
    let mut found = Vec::new();
    for records in by_activity.values_mut() {
        records.sort_by(|(day, one), (its, other)| (its, &other.path).cmp(&(day, &one.path)));
        let mut freshness = WHOLE;
        for (_, record) in records.iter().take(MOST_RECORDS) {
            say(plan, record, freshness, &mut found);
            freshness = freshness * 3 / 5;
        }
    }
    found
}

/// What one record says.
fn say(plan: &Plan, record: &Record, freshness: u32, found: &mut Vec<Statement>) {
    let Some(content) = record.said() else {
        return;
    };
    for output in &plan.toolkit.activity(record.activity).outputs {
        let Some(role @ (Role::Problem | Role::Need | Role::Offer)) = output.role else {
            continue;
        };
        if !content.filled.contains(output.at) {
            continue;
        }
        let entries = match content.value(output) {
            Some(Ok(Value::Array(items))) => items.iter().map(entry).collect(),
            Some(Ok(_)) => content
                .answer(output.at)
                .map(|answer| answer.text.into_owned())
                .into_iter()
                .collect(),
            _ => Vec::new(),
        };
        let entries = entries.iter().take(MOST_ENTRIES).map(|words| plain(words));
        let says_something = |words: &String| !says_nothing(words);
        for words in entries.filter(says_something) {
            found.push(Statement {
                role,
                words,
                output: output.title.clone(),
                record: plan.name_of(record),
                path: record.path.clone(),
                freshness,
            });
        }
    }
}

/// An entry of a list, or a row of a table, as words.
fn entry(item: &Value) -> String {
    match item {
        Value::String(words) => words.clone(),
        Value::Object(row) => {
            let cells: Vec<&str> = row.values().filter_map(Value::as_str).collect();
            cells.join(" ")
        }
        other => other.to_string(),
    }
}
