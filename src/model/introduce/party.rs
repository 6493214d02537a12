//! What teams and experts say they need to solve, need and offer: answers to outputs with the roles `problem`, `need`
//! and `offer`.

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

/// Most entries read per answer.
const MOST_ENTRIES: usize = 40;
/// Most records read per activity of a team, newest first.
const MOST_RECORDS: usize = 6;

/// Most bytes read of a record of who met.
const MOST_BYTES: usize = 20_000;

/// Something somebody said: a problem, or one need or offer.
#[derive(Debug, Clone)]
pub struct Statement {
    pub role: Role,
    pub words: String,
    pub output: String,
    /// PLAN/ACTIVITY or PLAN/ACTIVITY/RECORD.
    pub record: String,
    /// Relative to the workspace.
    pub path: String,
    /// Weight out of `WHOLE`: less for every later record of the activity.
    pub freshness: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    On,
    Paused,
    /// Ended, with everything done.
    Through,
    Left,
}

/// A team that others could be introduced to.
#[derive(Debug, Clone)]
pub struct Party {
    pub id: String,
    /// Relative to the workspace.
    pub path: String,
    /// May be empty.
    pub title: String,
    /// May be empty.
    pub coach: String,
    /// Id of the plan it continues; empty if it is the first.
    pub continues: String,
    pub course: Course,
    pub toolkit: Arc<Toolkit>,
    pub states: PerActivity<State>,
    /// What it says in its own records.
    pub statements: Vec<Statement>,
}

impl Party {
    /// `None` for a cohort's programme.
    pub fn of(plan: &Plan, today: Date) -> Option<Self> {
        if plan.toolkit.audience == Audience::Cohort {
            return None;
        }
        let standing = Standing::of(plan);
        let meta = &plan.meta;
        let course = match (meta.has_ended(), meta.resting(today)) {
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
            statements: statements(plan, &records, &skipped(plan), today),
        })
    }
}

/// Somebody who offers something, from a programme record that isn't about a single team.
#[derive(Debug, Clone)]
pub struct Expert {
    /// PLAN/ACTIVITY/RECORD.
    pub record: String,
    /// The record's own name, which other records may mention.
    pub stem: String,
    pub statements: Vec<Statement>,
}

/// A record of people who met, or will meet, about a need.
#[derive(Debug, Clone)]
pub struct Group {
    /// PLAN/ACTIVITY/RECORD.
    pub record: String,
    /// Possible ids in its answers: every run of letters, digits, hyphens and underscores.
    names: BTreeSet<String>,
    /// In lower case.
    text: String,
}

impl Group {
    /// Whether it names a team: by plan id, or by a title of several words.
    pub fn names(&self, party: &Party) -> bool {
        let title = party.title.to_lowercase();
        self.names.contains(&party.id) || (title.contains(' ') && self.text.contains(&title))
    }

    /// Whether it names an expert's record: by name, or by its folder and random suffix.
    pub fn names_expert(&self, expert: &Expert) -> bool {
        let stem = expert.stem.to_lowercase();
        let folder = expert.record.strip_suffix(&expert.stem).unwrap_or("");
        let end = stem.rsplit('-').next().unwrap_or("");
        self.names.contains(&stem) || (end.len() == 6 && self.says(&format!("{folder}{end}")))
    }

    /// Whether the words occur without a name continuing after them.
    fn says(&self, words: &str) -> bool {
        let words = words.to_lowercase();
        let mut found = self.text.match_indices(&words);
        found.any(|(at, _)| {
            let rest = self.text.get(at + words.len()..).unwrap_or("");
            !rest.starts_with(|next: char| next.is_alphanumeric() || next == '-')
        })
    }
}

/// How a meeting is recorded: the programme's first repeatable activity that isn't about a single team and asks what is
/// needed.
#[derive(Debug, Clone)]
pub struct Arrange {
    /// PLAN/ACTIVITY.
    pub target: String,
    /// Id of the list of participants.
    pub names: Option<String>,
    /// Id of the first link, for the expert's record.
    pub link: Option<String>,
}

#[derive(Debug, Default)]
pub struct FromProgramme {
    /// Statements in the records kept with each plan, by plan id.
    pub kept: BTreeMap<String, Vec<Statement>>,
    pub experts: Vec<Expert>,
    pub groups: Vec<Group>,
    pub arrange: Option<Arrange>,
    pub toolkit: Option<Arc<Toolkit>>,
}

impl FromProgramme {
    pub fn of(programme: &Plan, today: Date) -> Self {
        let toolkit = &programme.toolkit;
        let skipped = skipped(programme);
        let kept = programme.kept_with_teams();
        let kept = kept.into_iter().map(|(plan, records)| {
            let said = statements(programme, &records, &skipped, today);
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

fn skipped(plan: &Plan) -> BTreeSet<ActivityAt> {
    let pages = plan.records.iter().filter(|record| {
        let is_whole = record.is_page || plan.toolkit.activity(record.activity).repeat.is_none();
        is_whole && record.skipped().is_some()
    });
    pages.map(|record| record.activity).collect()
}

/// What records say. The newest record of an activity counts most, whatever it says: what it no longer mentions is
/// usually settled.
fn statements(
    plan: &Plan,
    records: &[&Record],
    skipped: &BTreeSet<ActivityAt>,
    today: Date,
) -> Vec<Statement> {
    let mut by_activity: BTreeMap<ActivityAt, Vec<(Option<Date>, &Record)>> = BTreeMap::new();
    for record in records {
        let activity = plan.toolkit.activity(record.activity);
        let says = [Role::Problem, Role::Need, Role::Offer]
            .into_iter()
            .any(|role| has(activity, role));
        if says && !skipped.contains(&record.activity) && record.said().is_some() {
            let dated = (record.day_by(activity, today), *record);
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

/// A list entry or table row as words.
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
