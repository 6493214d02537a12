use super::backing::BackingShown;
use super::cohort::Cohort;
use super::voices::VoiceShown;
use super::{Kept, KnownBefore, Passed, Question, Read, Scope};
use crate::model::measure::told;
use crate::model::{Backing, Finding, Plan, Standing, State, TWO_VERSIONS};
use crate::report::{Block, Cell, Report, Rows, fact};
use crate::store::PROGRAMME;
use crate::toolkit::Output;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

/// The records of an activity in some or all plans.
#[derive(Debug)]
pub struct SideBySide<'a> {
    pub activity: &'a str,
    /// Ids of the outputs, in column order.
    pub outputs: &'a [String],
    /// Directories of the plans; empty for all.
    pub folders: &'a [String],
    /// Whether a programme may keep such records with plans.
    pub is_per_plan: bool,
}

impl SideBySide<'_> {
    /// Whether to include what the programme keeps with the named plans.
    fn takes_from_programme(&self) -> bool {
        self.is_per_plan
            && !self.folders.is_empty()
            && self.folders.iter().all(|folder| folder != PROGRAMME)
    }

    /// The rows in file order, and what can't be read.
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

/// Whether this is the directory of the plan with this id.
fn is_called(folder: &str, id: &str) -> bool {
    folder.rsplit('/').next() == Some(id)
}

impl Question for SideBySide<'_> {
    type Row = Kept<Vec<ListRow>>;

    fn scope(&self) -> Scope<'_> {
        Scope::named_or_all(self.folders)
    }

    fn around(&self) -> KnownBefore {
        if self.takes_from_programme() {
            KnownBefore::Programme
        } else {
            KnownBefore::Nothing
        }
    }

    fn look(&self, read: &Read, _cohort: &Cohort<'_>) -> Self::Row {
        self.of(read)
    }
}

/// Result of `list`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ListData {
    /// The activity's id, or the role that was asked for.
    pub activity: String,
    /// Its title.
    pub title: String,
    /// Ids of the listed outputs, in order.
    pub outputs: Vec<String>,
    /// One per record.
    pub rows: Vec<ListRow>,
    /// Who is affected and who was heard, if the role `voices` was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voices: Option<Vec<VoiceShown>>,
}

/// One record.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ListRow {
    /// The plan's id.
    pub plan: String,
    /// The activity's id, if a role was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activity: Option<String>,
    /// The record's day, if a role was asked for and the record has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<String>,
    /// The record's name, for a repeatable activity.
    pub record: Option<String>,
    /// The plan the record is about, for an activity kept with each plan.
    pub about: Option<String>,
    /// The record's file, relative to the workspace.
    pub path: String,
    /// State of the activity.
    pub state: &'static str,
    /// In review: changed answers it builds on (`activity/output`), changed link targets (`plan/activity`), or answers
    /// that ask to repeat it.
    pub changed: Vec<String>,
    /// Answers by output id, in the form of their kind; null if missing or misfit, and for the numbers of a measure and
    /// the groups they are about: `measure show` has those that may be shown.
    pub outputs: Map<String, Value>,
    /// What backs it, if it is a finding or can be released.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backing: Option<BackingShown>,
    /// For people: the words as written.
    #[serde(skip)]
    pub words: Vec<String>,
    /// For people: why the activity is in review, or empty.
    #[serde(skip)]
    pub review: String,
}

/// Separates a list's entries and a table's rows in formats that have a line per record.
pub const BETWEEN: &str = "; ";

impl ListRow {
    /// The words of an answer; a list's entries without bullets, which spreadsheets would read as formulas.
    pub(super) fn in_one_line(&self, at: usize, output: &str) -> Option<String> {
        let words = self.words.get(at)?;
        let is_list = self.outputs.get(output).is_some_and(Value::is_array);
        Some(entries(words, is_list).map_or_else(|| words.clone(), |all| all.join(BETWEEN)))
    }
}

/// The entries of a list as it is shown, or of a text that is nothing but a list.
fn entries(words: &str, is_list: bool) -> Option<Vec<String>> {
    let mut entries: Vec<String> = Vec::new();
    for line in words.lines().filter(|line| !line.trim().is_empty()) {
        let entry = line.strip_prefix("- ").or_else(|| line.strip_prefix("+ "));
        match (entry, entries.last_mut()) {
            (Some(entry), _) => entries.push(entry.trim().to_owned()),
            (None, Some(last)) if is_list || line.starts_with("  ") => {
                last.push(' ');
                last.push_str(line.trim());
            }
            (None, _) => return None,
        }
    }
    Some(entries)
}

/// Rows of one plan for these output ids.
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
            let told = told(record, (known, output), plan.min_n);
            let two = content.is_undecided(output.at);
            if let Some(said) = told.or(two.then(|| TWO_VERSIONS.to_owned())) {
                words.push(said);
                values.insert(id.clone(), Value::Null);
                continue;
            }
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
            activity: None,
            day: None,
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

/// A table cell; for a choice, the option's title.
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

/// The table; `backing` adds what backs each record.
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
            rows.for_people(title, |row| row.words.get(at)).rank(rank);
            rows.for_scripts(id, |row| row.in_one_line(at, id));
        }
    };
    output(&mut rows, 0, 0);
    // After the first answer, which says what it is about.
    let all = data.rows.iter().filter_map(|row| row.backing.as_ref());
    let all: Vec<&BackingShown> = all.filter(|_| backing).collect();
    let facts = BackingShown::columns(&all);
    for fact in &facts {
        let say = fact.say;
        rows.column(fact.id, fact.title, |row| row.backing.as_ref().map(say))
            .rank(fact.rank)
            .for_people_if(all.iter().any(|one| !say(one).is_empty()));
    }
    // Counts say more than the words they are counted from.
    let later = if facts.is_empty() { 0 } else { 6 };
    for at in 1..data.outputs.len() {
        output(&mut rows, at, at + later);
    }
    let mut blocks = vec![Block::Table(rows.table())];
    // Once per plan, however many records it has.
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
