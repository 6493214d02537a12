//! What teams wrote, side by side.

use super::backing::BackingShown;
use super::cohort::Cohort;
use super::{Around, Kept, Passed, Question, Read, Scope};
use crate::model::{Backing, Finding, Plan, Standing, State};
use crate::report::{Block, Cell, Report, Rows, fact};
use crate::store::PROGRAMME;
use crate::toolkit::Output;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

/// The records of an activity in some plans, or in all.
#[derive(Debug)]
pub struct SideBySide<'a> {
    /// Id of the activity.
    pub activity: &'a str,
    /// Ids of the outputs, in the order of the columns.
    pub outputs: &'a [String],
    /// Directories of the plans; none for all.
    pub folders: &'a [String],
    /// Whether a programme may keep such records with plans.
    pub is_per_plan: bool,
}

impl SideBySide<'_> {
    /// Whether what the programme keeps with the plans that were named is listed too.
    fn takes_from_programme(&self) -> bool {
        self.is_per_plan
            && !self.folders.is_empty()
            && self.folders.iter().all(|folder| folder != PROGRAMME)
    }

    /// The rows in the order of their files, and what can't be read.
    pub fn answer(&self, mut passed: Passed<Kept<Vec<ListRow>>>) -> (Vec<ListRow>, Vec<Finding>) {
        if let Some(programme) = passed.programme.take()
            && self.takes_from_programme()
        {
            let mut kept = self.of(&programme);
            let named = |id: &str| self.folders.iter().any(|folder| is_called(folder, id));
            if let Some(rows) = &mut kept.row {
                rows.retain(|row| row.about.as_deref().is_some_and(named));
            }
            passed.rows.push(kept);
        }
        let (rows, findings) = passed.kept();
        (rows.into_iter().flatten().collect(), findings)
    }

    fn of(&self, read: &Read) -> Kept<Vec<ListRow>> {
        Kept::with(read, |plan, findings| {
            let at = plan.toolkit.named(self.activity).map(|one| one.at);
            let records = plan.records.iter();
            let records = records.filter(|record| Some(record.activity) == at);
            let broken = records.filter_map(|record| record.content.as_ref().err());
            findings.extend(broken.map(|finding| (**finding).clone()));
            Some(rows(plan, self.activity, self.outputs))
        })
    }
}

/// Whether a plan's directory is that of the plan with an id.
fn is_called(folder: &str, id: &str) -> bool {
    folder.rsplit('/').next() == Some(id)
}

impl Question for SideBySide<'_> {
    type Row = Kept<Vec<ListRow>>;

    fn scope(&self) -> Scope<'_> {
        Scope::named_or_all(self.folders)
    }

    fn around(&self) -> Around {
        if self.takes_from_programme() {
            Around::Programme
        } else {
            Around::Nothing
        }
    }

    fn look(&self, read: &Read, _cohort: &Cohort<'_>) -> Self::Row {
        self.of(read)
    }
}

/// Result of `list`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ListData {
    /// The activity's id.
    pub activity: String,
    /// Its title.
    pub title: String,
    /// Ids of the outputs that are listed, in order.
    pub outputs: Vec<String>,
    /// One for each record.
    pub rows: Vec<ListRow>,
}

/// What stands in one record.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ListRow {
    /// The plan's id.
    pub plan: String,
    /// Of a repeatable activity: the record's name.
    pub record: Option<String>,
    /// Of an activity that is kept with each plan: the plan that the record is about.
    pub about: Option<String>,
    /// The record's file, relative to the workspace.
    pub path: String,
    /// State of the activity.
    pub state: &'static str,
    /// In review: the answers it builds on (`activity/output`), and what its records link to (`plan/activity`), that changed
    /// since; or answers that ask to repeat it.
    pub changed: Vec<String>,
    /// The answers by output id, each in the form of its kind; null where there is none or it doesn't fit.
    pub outputs: Map<String, Value>,
    /// What stands behind it, where it is a finding or is to be released.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backing: Option<BackingShown>,
    /// For people: the words as they were written.
    #[serde(skip)]
    pub words: Vec<String>,
    /// For people: why the activity is in review; empty where it isn't.
    #[serde(skip)]
    pub review: String,
}

/// Rows of one plan. `outputs` are the ids that are asked for.
pub fn rows(plan: &Plan, activity: &str, outputs: &[String]) -> Vec<ListRow> {
    let Some(known) = plan.toolkit.named(activity) else {
        return Vec::new();
    };
    let at = known.at;
    let standing = Standing::of(plan);
    let state = standing.activity(at).state.word();
    let changed = standing.changed_names(&plan.toolkit, at);
    let review = super::status::changes(plan, &standing, at);
    let repeatable = known.repeat.is_some();
    let mut rows = Vec::new();
    for record in plan.records_of(at) {
        let Ok(content) = &record.content else {
            continue;
        };
        if repeatable && content.answered.is_empty() {
            continue;
        }
        let mut values = Map::new();
        let mut words = Vec::new();
        for id in outputs {
            let Some(output) = known.named(id) else {
                words.push(String::new());
                continue;
            };
            let value = content.value(output).and_then(Result::ok);
            words.push(match (&value, content.answer(output.at)) {
                (Some(value), _) => shown(output, value),
                (None, Some(answer)) => answer.text.into_owned(),
                (None, None) => String::new(),
            });
            values.insert(id.clone(), value.unwrap_or(Value::Null));
        }
        rows.push(ListRow {
            plan: plan.id.to_string(),
            record: repeatable.then(|| record.stem().to_owned()),
            about: record
                .about()
                .filter(|_| plan.toolkit.is_per_plan(known))
                .map(str::to_owned),
            path: record.path.clone(),
            state,
            changed: changed.clone(),
            outputs: values,
            backing: Backing::of(plan, record).as_ref().map(BackingShown::of),
            words,
            review: review.clone(),
        });
    }
    rows
}

/// A value as people read it in a cell.
pub fn shown(output: &Output, value: &Value) -> String {
    match value {
        Value::String(words) => {
            let mut options = output.shape.options.iter();
            let chosen = options.find(|option| option.id == *words);
            chosen.map_or(words, |option| &option.title).clone()
        }
        Value::Array(items) => items
            .iter()
            .map(|item| match item {
                Value::String(words) => format!("- {words}"),
                Value::Object(row) => {
                    let cells: Vec<String> = row
                        .iter()
                        .filter_map(|(key, value)| cell(output, key, value))
                        .filter(|word| !word.is_empty())
                        .collect();
                    format!("- {}", cells.join(" \u{b7} "))
                }
                other => format!("- {other}"),
            })
            .collect::<Vec<_>>()
            .join("\n"),
        Value::Null => String::new(),
        Value::Object(row) => row.values().filter_map(word).collect::<Vec<_>>().join("\n"),
        other => other.to_string(),
    }
}

/// A cell of a table: of a choice the option's title.
fn cell(output: &Output, column: &str, value: &Value) -> Option<String> {
    let known = output
        .shape
        .columns
        .iter()
        .find(|one| one.name.id == column);
    let options = known.map_or(&[][..], |known| &known.shape.options[..]);
    let chosen = options.iter().find(|option| value == option.id.as_str());
    chosen.map_or_else(|| word(value), |option| Some(option.title.clone()))
}

fn word(value: &Value) -> Option<String> {
    match value {
        Value::String(words) => Some(words.clone()),
        Value::Null | Value::Bool(false) => None,
        Value::Bool(true) => Some("done".to_owned()),
        other => Some(other.to_string()),
    }
}

/// The table; with `backing` also what stands behind each record.
pub fn report(data: &ListData, titles: &[String], repeatable: bool, backing: bool) -> Report {
    let mut rows = Rows::of(&data.rows);
    rows.column("plan", "Plan", |row| &row.plan);
    if data.rows.iter().any(|row| row.about.is_some()) {
        rows.column("about", "About", |row| row.about.as_ref());
    }
    rows.column("record", "Record", |row| row.record.as_ref())
        .rank(9)
        .for_people_if(repeatable);
    rows.for_scripts("path", |row| &row.path);
    rows.for_scripts("state", |row| row.state);
    let output = |rows: &mut Rows<&ListRow>, at: usize, place: usize| {
        if let Some((id, title)) = data.outputs.get(at).zip(titles.get(at)) {
            let rank = u8::try_from(place.min(8)).unwrap_or(8);
            rows.column(id, title, |row| row.words.get(at)).rank(rank);
        }
    };
    output(&mut rows, 0, 0);
    // Behind the first answer, which says what it is about.
    let all = data.rows.iter().filter_map(|row| row.backing.as_ref());
    let all: Vec<&BackingShown> = all.filter(|_| backing).collect();
    let facts = BackingShown::columns(&all);
    for fact in &facts {
        let say = fact.say;
        rows.column(fact.id, fact.title, |row| row.backing.as_ref().map(say))
            .rank(fact.rank)
            .for_people_if(all.iter().any(|one| !say(one).is_empty()));
    }
    // Where something is counted, that says more than the words it is counted from.
    let later = if facts.is_empty() { 0 } else { 6 };
    for at in 1..data.outputs.len() {
        output(&mut rows, at, at + later);
    }
    let mut blocks = vec![Block::Table(rows.table())];
    // Said once a plan, however many records there are.
    let mut in_review: Vec<(String, Cell)> = data
        .rows
        .iter()
        .filter(|row| !row.review.is_empty())
        .map(|row| fact(&row.plan, Cell::State(State::Review, row.review.clone())))
        .collect();
    in_review.dedup();
    if !in_review.is_empty() {
        blocks.push(Block::Facts(in_review));
    }
    Report::of(&data.title, blocks)
}
