//! The answers of checkpoints side by side: a row for each question, a column for each checkpoint.

use super::list::{ListData, ListRow};
use crate::model::quote::{plain, short};
use crate::report::{Block, Report, Rows};

/// Longest beginning of an answer that people see, in characters.
const SHORT: usize = 160;

/// A question that checkpoints ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SharedQuestion {
    /// Id of the output.
    pub id: String,
    pub title: String,
    /// Ids of the activities that ask it: the same id may ask something else elsewhere.
    pub activities: Vec<String>,
}

/// A table of what each plan was asked.
pub(super) fn report(
    title: &str,
    asked: &[(String, Vec<SharedQuestion>)],
    data: &ListData,
) -> Report {
    let columns = columns(&data.rows);
    let answer = |plan: &str, question: &SharedQuestion, column: &CheckpointColumn<'_>| {
        let row = column.rows.iter().find(|row| row.plan == plan)?;
        let is_asked = question.activities.contains(row.activity.as_ref()?);
        let at = data.outputs.iter().position(|id| *id == question.id)?;
        let whole = row.in_one_line(at, &question.id)?;
        Some(whole).filter(|whole| is_asked && !whole.is_empty())
    };
    let all = asked.iter();
    let all = all.flat_map(|(plan, own)| own.iter().map(|one| (plan.as_str(), one)));
    let answered = |(plan, question): &(&str, &SharedQuestion)| {
        let mut columns = columns.iter();
        columns.any(|column| answer(plan, question, column).is_some())
    };
    let lines = all.filter(answered);
    let lines: Vec<(&str, &SharedQuestion)> = lines.collect();
    let mut plans: Vec<&str> = lines.iter().map(|(plan, _)| *plan).collect();
    plans.dedup();
    let mut rows = Rows::of(lines.iter().copied());
    rows.column("plan", "Plan", |(plan, _)| plan)
        .for_people_if(plans.len() > 1);
    rows.for_scripts("output", |(_, question)| &question.id);
    rows.column("question", "Question", |(_, question)| &question.title)
        .wraps()
        .for_people_if(!lines.is_empty());
    for column in &columns {
        let title = column.title(plans.len() == 1);
        rows.for_people(title, |(plan, question)| {
            answer(plan, question, column).map(|whole| short(&plain(&whole), SHORT))
        })
        .wraps();
        rows.for_scripts(column.name(), |(plan, question)| {
            answer(plan, question, column)
        });
    }
    let mut blocks = vec![Block::Table(rows.table())];
    if lines.is_empty() {
        blocks.push(Block::Text("No checkpoint has an answer yet.".to_owned()));
    }
    Report::of(title, blocks)
}

/// The checkpoints that stand in one column: of each plan the first, second, ... record of an activity.
struct CheckpointColumn<'a> {
    activity: &'a str,
    number: usize,
    rows: Vec<&'a ListRow>,
}

impl CheckpointColumn<'_> {
    fn name(&self) -> String {
        match self.number {
            1 => self.activity.to_owned(),
            more => format!("{} ({more})", self.activity),
        }
    }

    /// With its day, where it is the day of a single plan.
    fn title(&self, is_of_one: bool) -> String {
        let mut days = self.rows.iter().filter_map(|row| row.day.as_ref());
        match days.next().filter(|_| is_of_one) {
            Some(day) => format!("{} {day}", self.activity),
            None => self.name(),
        }
    }
}

/// In the order of the plan that comes first; what others have beside it, after.
fn columns(all: &[ListRow]) -> Vec<CheckpointColumn<'_>> {
    let mut found: Vec<CheckpointColumn<'_>> = Vec::new();
    for (at, row) in all.iter().enumerate() {
        let activity = row.activity.as_deref().unwrap_or_default();
        let is_like = |one: &&ListRow| one.plan == row.plan && one.activity == row.activity;
        let number = 1 + all.iter().take(at).filter(is_like).count();
        let is_here =
            |one: &&mut CheckpointColumn<'_>| one.activity == activity && one.number == number;
        match found.iter_mut().find(is_here) {
            Some(column) => column.rows.push(row),
            None => found.push(CheckpointColumn {
                activity,
                number,
                rows: vec![row],
            }),
        }
    }
    found
}
