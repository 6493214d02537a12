//! The tasks of all records: what is to be done, by whom and when, overdue first.

use crate::model::{Action, Count, Finding, Plan, Record, State, codes};
use crate::report::{Block, Cell, Report, ReportTable, Rows, fact};
use crate::toolkit::Audience;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// Shortest id: enough that few tasks in a cohort's year need more.
const SHORTEST: usize = 5;

/// Result of `actions`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ActionsData {
    /// Revision or date as of which the tasks are listed; null for now.
    pub at: Option<String>,
    /// Today's date, from which days are counted.
    pub today: String,
    /// The tasks that are listed or were ticked.
    pub tasks: Vec<TaskRow>,
    /// What was written; null if tasks were only listed.
    pub written: Option<Ticked>,
}

/// What `actions done` and `actions open` wrote.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Ticked {
    /// Ids of tasks that were already in that state.
    pub unchanged: Vec<String>,
    /// Files written, relative to the workspace, or with `--dry-run` those that would be.
    pub written: Vec<String>,
    /// Ids of the commits, one per repository.
    pub commits: Vec<String>,
    /// Why something was written but not committed, although a commit was requested.
    pub not_committed: Vec<String>,
    /// Whether nothing was written because of `--dry-run`.
    pub dry_run: bool,
}

#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TaskRow {
    /// Id for `actions done`: the shortest prefix that no other task here shares.
    pub id: String,
    /// The plan it is for.
    pub plan: String,
    /// Who is to do it, separated by commas; null if nobody is named.
    pub owner: Option<String>,
    /// Due date; null if none is given.
    pub due: Option<String>,
    /// What is to be done.
    pub what: String,
    /// `open`, `overdue`, `done`, or `dropped` if it was given up.
    pub state: &'static str,
    /// Days since it was due; null unless it is overdue.
    pub days_overdue: Option<i32>,
    /// Its record: PLAN/ACTIVITY or PLAN/ACTIVITY/RECORD.
    pub record: String,
    /// Id of the output.
    pub output: String,
    /// The record's file, relative to the workspace.
    pub path: String,
    /// Line in that file, counted from 1.
    pub line: usize,
    /// Whether it is in one of two versions left by a merge.
    pub undecided: bool,
    /// The full key that the id abbreviates.
    #[serde(skip)]
    pub key: String,
    /// What was read.
    #[serde(skip)]
    pub action: Action,
    /// Directory of the plan that holds the record.
    #[serde(skip)]
    pub folder: String,
    /// Its repository, if it isn't the workspace's.
    #[serde(skip)]
    pub repository: Option<String>,
    /// The plan its record claims to be about; it counts only if that plan exists.
    #[serde(skip)]
    maybe_about: Option<String>,
}

#[derive(Debug, Default)]
pub struct TaskFilter {
    /// Directories of the plans; empty for all.
    pub folders: Vec<String>,
    pub owner: Option<String>,
    pub overdue: bool,
    /// Only those due by this day.
    pub due: Option<Date>,
    pub open: bool,
    pub done: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// Overdue first, then by day.
    #[default]
    Due,
    /// By owner, then day.
    Owner,
    /// By plan, then day.
    Plan,
}

#[derive(Debug)]
pub struct PlanTasks {
    pub id: String,
    /// Whether it is paused or has ended.
    pub is_resting: bool,
    rows: Vec<TaskRow>,
}

impl PlanTasks {
    /// The tasks of a plan on a day; reports what can't be read.
    pub fn of(plan: &Plan, today: Date, findings: &mut Vec<Finding>) -> Self {
        findings.extend(crate::check::unreadable(plan));
        let mut rows = Vec::new();
        let left_out = plan.left_out();
        for record in plan.records.iter().filter(|record| !record.is_page) {
            let activity = plan.toolkit.activity(record.activity);
            let Ok(content) = &record.content else {
                continue;
            };
            let actions = content.actions(activity);
            if actions.is_empty() || left_out.holds(record) {
                continue;
            }
            for action in actions {
                let output = activity.output(action.output).id.as_str();
                if let Some(misfit) = action.task.misfit.as_ref().filter(|_| !action.is_undecided) {
                    findings.push(
                        Finding::error(codes::MISFIT, format!("{output}: {}", misfit.message))
                            .in_text(&record.path, content.document.text(), action.offset)
                            .with_help(misfit.help.clone()),
                    );
                }
                rows.push(row(plan, record, output, action, today));
            }
        }
        if rows.iter().any(|row| row.undecided) {
            let left = crate::check::plan(plan).into_iter();
            findings.extend(left.filter(|finding| finding.code == codes::CONFLICT));
        }
        Self {
            id: plan.id.to_string(),
            is_resting: plan.meta.resting(today).is_some(),
            rows,
        }
    }
}

fn row(plan: &Plan, record: &Record, output: &str, action: Action, today: Date) -> TaskRow {
    let name = plan.name_of(record);
    let about = record.about().map(str::to_owned);
    // A programme's key is ours; elsewhere it may belong to another tool.
    let is_programme = plan.toolkit.audience == Audience::Cohort;
    let task = &action.task;
    let late = days_overdue(&action, today);
    TaskRow {
        id: String::new(),
        plan: about
            .clone()
            .filter(|_| is_programme)
            .unwrap_or_else(|| plan.id.to_string()),
        owner: Some(task.owners.join(", ")).filter(|owner| !owner.is_empty()),
        due: task.due.map(|due| due.to_string()),
        what: task.text.clone(),
        state: state(&action, late),
        days_overdue: late,
        output: output.to_owned(),
        path: record.path.clone(),
        line: action.line,
        undecided: action.is_undecided,
        key: action.key(&name),
        record: name,
        folder: plan.path.clone(),
        repository: plan.repository.clone(),
        maybe_about: about.filter(|_| !is_programme),
        action,
    }
}

fn days_overdue(action: &Action, today: Date) -> Option<i32> {
    let due = action.task.due.filter(|due| *due < today)?;
    let days = today.since(due).ok()?.get_days();
    action.task.is_open().then_some(days)
}

fn state(action: &Action, days_overdue: Option<i32>) -> &'static str {
    match days_overdue {
        _ if action.task.is_done => "done",
        _ if action.task.is_dropped => "dropped",
        Some(_) => "overdue",
        None => "open",
    }
}

impl TaskRow {
    pub fn activity(&self) -> &str {
        self.record.split('/').nth(1).unwrap_or("")
    }

    /// Keys under which somebody may have noted it before others with the same words came or went.
    pub fn other_keys(&self) -> [String; 2] {
        // Where two records have one name, the key is made of the path.
        let is_named = self.key == self.action.key(&self.record);
        let name = if is_named { &self.record } else { &self.path };
        self.action.other_keys(name)
    }

    /// The same task, done or open, on a day.
    #[must_use]
    pub fn when(mut self, is_done: bool, today: Date) -> Self {
        self.action.task.is_done = is_done;
        self.action.task.is_dropped = false;
        self.days_overdue = days_overdue(&self.action, today);
        self.state = state(&self.action, self.days_overdue);
        self
    }

    /// Whether somebody is among its owners; ignores case, and hyphens equal spaces.
    pub fn is_of(&self, owner: &str) -> bool {
        let plain = |name: &str| name.trim().to_lowercase().replace(' ', "-");
        let owner = plain(owner.trim().trim_start_matches('@'));
        let mut owners = self.action.task.owners.iter();
        owners.any(|one| plain(one) == owner)
    }

    fn is_shown(&self, filter: &TaskFilter) -> bool {
        let id = |folder: &str| folder.rsplit('/').next().unwrap_or("").to_owned();
        let is_for_another = id(&self.folder) != self.plan;
        let is_in =
            |folder: &String| *folder == self.folder || (is_for_another && id(folder) == self.plan);
        let is_done = !self.action.task.is_open();
        (filter.folders.is_empty() || filter.folders.iter().any(is_in))
            && filter.owner.as_ref().is_none_or(|owner| self.is_of(owner))
            && (!filter.overdue || self.state == "overdue")
            && filter
                .due
                .is_none_or(|until| self.action.task.due.is_some_and(|due| due <= until))
            && if is_done { filter.done } else { filter.open }
    }

    fn state_for_people(&self) -> String {
        match self.days_overdue {
            Some(days) => format!("overdue by {}", Count(days, "day")),
            None => self.state.to_owned(),
        }
    }
}

/// All tasks with their ids, in file order.
pub fn identified(seen: &mut [PlanTasks]) -> Vec<TaskRow> {
    let plans: Vec<String> = seen.iter().map(|one| one.id.clone()).collect();
    let mut rows: Vec<TaskRow> = seen
        .iter_mut()
        .flat_map(|one| std::mem::take(&mut one.rows))
        .collect();
    for row in &mut rows {
        if let Some(about) = row.maybe_about.take().filter(|about| plans.contains(about)) {
            row.plan = about;
        }
    }
    // If a plan id or record occurs twice, the place tells them apart.
    let twice: BTreeSet<String> = sorted_keys(&rows)
        .windows(2)
        .filter_map(|pair| match pair {
            [one, other] if one == other => Some((*one).to_owned()),
            _ => None,
        })
        .collect();
    for row in rows.iter_mut().filter(|row| twice.contains(&row.key)) {
        row.key = row.action.key(&row.path);
    }
    let keys = sorted_keys(&rows);
    let ids: Vec<String> = rows.iter().map(|row| shortest(&row.key, &keys)).collect();
    for (row, id) in rows.iter_mut().zip(ids) {
        row.id = id;
    }
    rows
}

fn sorted_keys(rows: &[TaskRow]) -> Vec<&str> {
    let mut keys: Vec<&str> = rows.iter().map(|row| row.key.as_str()).collect();
    keys.sort_unstable();
    keys
}

/// The shortest prefix of a key that no other key shares; `keys` is sorted.
fn shortest(key: &str, keys: &[&str]) -> String {
    let at = keys.partition_point(|other| *other < key);
    let shared = |other: Option<&&str>| {
        other.map_or(0, |other| {
            let both = other.bytes().zip(key.bytes());
            both.take_while(|(one, two)| one == two).count()
        })
    };
    let before = at.checked_sub(1).and_then(|before| keys.get(before));
    let length = shared(before).max(shared(keys.get(at + 1))) + 1;
    key.chars().take(length.max(SHORTEST)).collect()
}

/// The tasks to show, in order.
pub fn chosen(mut rows: Vec<TaskRow>, filter: &TaskFilter, by: By) -> Vec<TaskRow> {
    rows.retain(|row| row.is_shown(filter));
    rows.sort_by(|one, other| {
        let by_group = match by {
            By::Due => Ordering::Equal,
            By::Owner => last_none(one.owner.as_ref(), other.owner.as_ref()),
            By::Plan => one.plan.cmp(&other.plan),
        };
        let is_done = |row: &TaskRow| !row.action.task.is_open();
        by_group
            .then_with(|| is_done(one).cmp(&is_done(other)))
            .then_with(|| last_none(one.action.task.due.as_ref(), other.action.task.due.as_ref()))
            .then_with(|| {
                (&one.plan, &one.path, one.line).cmp(&(&other.plan, &other.path, other.line))
            })
    });
    rows
}

/// Orders options with `None` last.
fn last_none<T: Ord>(one: Option<&T>, other: Option<&T>) -> Ordering {
    one.is_none()
        .cmp(&other.is_none())
        .then_with(|| one.cmp(&other))
}

/// For example how many tasks are open and overdue.
pub fn counted(rows: &[TaskRow]) -> String {
    let count = |state: &str| rows.iter().filter(|row| row.state == state).count();
    let (overdue, done, dropped) = (count("overdue"), count("done"), count("dropped"));
    let mut words = vec![format!("{} open", count("open") + overdue)];
    for (number, word) in [(overdue, "overdue"), (done, "done"), (dropped, "dropped")] {
        if number > 0 {
            words.push(format!("{number} {word}"));
        }
    }
    words.join(", ")
}

pub fn report(title: String, rows: &[TaskRow]) -> Report {
    Report::of(title, vec![Block::Table(table(rows))])
}

pub fn table(tasks: &[TaskRow]) -> ReportTable {
    let mut rows = Rows::of(tasks);
    rows.column("id", "Id", |task| &task.id);
    rows.column("plan", "Plan", |task| &task.plan).rank(1);
    rows.column("owner", "Owner", |task| task.owner.as_ref())
        .rank(2);
    rows.column("due", "Due", |task| task.due.as_ref());
    rows.column("what", "What", |task| &task.what);
    rows.for_people("State", TaskRow::state_for_people);
    rows.for_scripts("state", |task| task.state);
    rows.for_scripts("days_overdue", |task| task.days_overdue);
    rows.column("record", "Record", |task| &task.record).rank(9);
    rows.for_scripts("output", |task| &task.output);
    rows.for_scripts("path", |task| &task.path);
    rows.for_scripts("line", |task| task.line);
    rows.table()
}

/// Ticked tasks: each with its id, mark and words.
pub fn facts(rows: &[TaskRow]) -> Vec<(String, Cell)> {
    let said = |row: &TaskRow| {
        let (state, word) = match row.state {
            "done" => (State::Done, "done"),
            _ => (State::Todo, "open"),
        };
        fact(&row.id, Cell::State(state, format!("{word}: {}", row.what)))
    };
    rows.iter().map(said).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_as_long_as_they_must_be() {
        let keys = ["abcdefgh", "abcdefzz", "b1111111", "b2222222"];
        let ids: Vec<String> = keys.iter().map(|key| shortest(key, &keys)).collect();
        assert_eq!(ids, ["abcdefg", "abcdefz", "b1111", "b2222"]);
    }
}
