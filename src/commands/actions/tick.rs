//! Ticks tasks in place: one character of a line changes, nothing else.

use crate::app::write::{self, Written};
use crate::app::{App, Opened, Reply};
use crate::error::CommandError;
use crate::kinds::ticked;
use crate::model::{Action, Content, Plan, codes};
use crate::queries::Pass;
use crate::queries::actions::Actions;
use crate::queries::actions::{ActionsData, TaskRow, Ticked, facts};
use crate::report::{Cell, Report};
use crate::store::{Edit, Message, Transaction};
use crate::toolkit::Activity;
use std::collections::{BTreeMap, BTreeSet};

/// Tasks to tick.
#[derive(Debug, clap::Args)]
pub struct Tick {
    /// Ids as `redesign actions` prints them; a unique prefix is enough
    #[arg(value_name = "TASK", required = true)]
    ids: Vec<String>,
    /// Also commit changes made to these files by hand
    #[arg(long)]
    with_edits: bool,
    /// The reason, for the commit message
    #[arg(short, value_name = "WHY")]
    message: Option<String>,
}

const LISTS: &str = "`redesign actions --all` lists all tasks with their ids";

impl Tick {
    /// Marks the tasks as done or open.
    pub fn run(&self, app: &App<'_>, is_done: bool) -> Result<Reply<ActionsData>, CommandError> {
        let workspace = app.workspace()?;
        let when = workspace.now();
        let today = when.day;
        let all = Actions
            .answer(Pass::new(&workspace, &when).ask(&Actions))
            .rows;
        let tasks = self.tasks(&all)?;
        let (todo, unchanged): (Vec<TaskRow>, Vec<TaskRow>) = tasks
            .iter()
            .cloned()
            .partition(|row| row.action.task.is_done != is_done || row.action.task.is_dropped);
        refuse_undecided(&todo)?;
        let mut by_repository: BTreeMap<Option<&String>, Vec<&TaskRow>> = BTreeMap::new();
        for row in &todo {
            let repository = by_repository.entry(row.repository.as_ref());
            repository.or_default().push(row);
        }
        let mut reply = Reply::raw(None);
        let mut said = Ticked {
            unchanged: unchanged.iter().map(|row| row.id.clone()).collect(),
            ..Ticked::default()
        };
        reply.commit = workspace.head();
        for rows in by_repository.values() {
            let written = self.write(&workspace, rows, is_done, &mut reply);
            said.note(written.map_err(|error| said.with(error))?);
        }
        let tasks = tasks.into_iter().map(|row| row.when(is_done, today));
        let tasks: Vec<TaskRow> = tasks.collect();
        let state = if is_done { "done" } else { "open" };
        let already = unchanged
            .iter()
            .map(|row| format!("{} is {state} already: {}", row.id, row.what));
        reply.notes.extend(already);
        let report = shown(&said, &todo, &tasks);
        let data = ActionsData {
            at: None,
            today: today.to_string(),
            tasks,
            written: Some(said),
        };
        Ok(Reply {
            data: Some(data),
            report,
            next: Some("redesign actions".to_owned()),
            is_report_of_work: true,
            ..reply
        })
    }

    fn tasks(&self, all: &[TaskRow]) -> Result<Vec<TaskRow>, CommandError> {
        let mut tasks: Vec<TaskRow> = Vec::new();
        for id in &self.ids {
            let found = find(all, id)?;
            if !tasks.iter().any(|one| one.key == found.key) {
                tasks.push(found.clone());
            }
        }
        Ok(tasks)
    }

    /// Writes the tasks of one repository as one commit.
    fn write(
        &self,
        workspace: &Opened<'_>,
        rows: &[&TaskRow],
        is_done: bool,
        reply: &mut Reply<ActionsData>,
    ) -> Result<Written, CommandError> {
        let Some(first) = rows.first() else {
            return Ok(Written::default());
        };
        let session = workspace.begin_in(&first.folder, self.with_edits)?;
        let mut edits = Vec::new();
        let mut activities = BTreeSet::new();
        let mut by_file: BTreeMap<(&str, &str), Vec<&TaskRow>> = BTreeMap::new();
        for row in rows.iter().copied() {
            let file = by_file.entry((&row.folder, &row.path));
            file.or_default().push(row);
        }
        for ((folder, path), rows) in by_file {
            // Read again under the lock, so that others' changes stay.
            let plan = workspace.read_plan(folder)?;
            edits.push(edit(&plan, path, &rows, is_done)?);
            activities.extend(rows.iter().map(|row| row.activity().to_owned()));
        }
        let records: BTreeSet<&str> = rows.iter().map(|row| row.record.as_str()).collect();
        let plans: BTreeSet<&str> = rows
            .iter()
            .filter_map(|row| row.record.split('/').next())
            .collect();
        let verb = if is_done { "done" } else { "open" };
        let what = match rows {
            [one] => one.what.clone(),
            several => format!("{} tasks", several.len()),
        };
        let transaction = Transaction {
            edits,
            message: Message {
                subject: format!(
                    "record {}: {verb} {what}",
                    Vec::from_iter(records).join(", ")
                ),
                why: self.message.clone(),
                plans: plans.into_iter().map(str::to_owned).collect(),
                activity: activities.pop_first().filter(|_| activities.is_empty()),
                command: "actions",
                ..Message::default()
            },
            ..Transaction::default()
        };
        let written = session.write(&transaction)?;
        *reply = session.told(&written, std::mem::replace(reply, Reply::raw(None)));
        Ok(written)
    }
}

/// In a merge conflict, it isn't clear which task is ticked.
fn refuse_undecided(todo: &[TaskRow]) -> Result<(), CommandError> {
    let Some(row) = todo.iter().find(|row| row.undecided) else {
        return Ok(());
    };
    let message = format!(
        "\"{}\" is in a merge conflict at line {} of {}",
        row.what, row.line, row.path
    );
    Err(CommandError::new(codes::UNDER_WAY, message).hint(format!(
        "`redesign resolve {}` asks which version to keep; nothing was changed",
        row.record
    )))
}

/// For people: files, commits, and the tasks that changed.
fn shown(said: &Ticked, todo: &[TaskRow], tasks: &[TaskRow]) -> Report {
    let verb = if said.dry_run { "would write" } else { "wrote" };
    let written = said.written.iter();
    let written = written.map(|path| (verb.to_owned(), Cell::text(path)));
    let commits = said.commits.iter().map(|commit| write::committed(commit));
    let is_changed = |row: &&TaskRow| todo.iter().any(|one| one.key == row.key);
    let changed: Vec<TaskRow> = tasks.iter().filter(is_changed).cloned().collect();
    let all = written.chain(commits).chain(facts(&changed));
    Report::of_facts(all.collect())
}

impl Ticked {
    fn note(&mut self, written: Written) {
        self.written.extend(written.written);
        self.commits.extend(written.commit);
        self.not_committed.extend(written.not_committed);
        self.dry_run |= written.dry_run;
    }

    /// An error of a later repository, with what was already written to earlier ones.
    fn with(&self, error: CommandError) -> CommandError {
        if self.written.is_empty() || self.dry_run {
            return error;
        }
        error.hint(format!("already written: {}", self.written.join(", ")))
    }
}

/// The only task whose id starts with `id`.
fn find<'a>(rows: &'a [TaskRow], id: &str) -> Result<&'a TaskRow, CommandError> {
    let typed = id.trim().to_ascii_lowercase();
    let fits = |row: &&TaskRow| !typed.is_empty() && row.key.starts_with(&typed);
    let mut found: Vec<&TaskRow> = rows.iter().filter(fits).collect();
    if found.is_empty() && !typed.is_empty() {
        let was_so = |row: &&TaskRow| row.other_keys().iter().any(|key| key.starts_with(&typed));
        found = rows.iter().filter(was_so).collect();
    }
    match found.as_slice() {
        [one] => Ok(one),
        [] => {
            let ids = rows.iter().map(|row| row.id.clone());
            let ids = ids.filter(|_| !typed.is_empty());
            Err(
                CommandError::usage(format!("no task with the id \"{id}\"")).near(
                    &typed,
                    ids,
                    &format!("{LISTS}; a task whose words change gets another id"),
                ),
            )
        }
        several => {
            let error = CommandError::new(
                codes::AMBIGUOUS,
                format!("\"{id}\" matches {} tasks", several.len()),
            );
            Err(several.iter().fold(error, |error, row| {
                error.hint(format!("{}  {}  {}", row.id, row.record, row.what))
            }))
        }
    }
}

/// The edit that ticks tasks of one file.
fn edit(plan: &Plan, path: &str, rows: &[&TaskRow], is_done: bool) -> Result<Edit, CommandError> {
    let changed = || {
        CommandError::new(
            codes::CHANGED,
            format!("\"{path}\" was changed by somebody else"),
        )
        .hint("nothing was changed; `redesign actions` shows the current tasks")
    };
    let record = plan.records.iter().find(|record| record.path == path);
    let record = record.ok_or_else(changed)?;
    let activity = plan.toolkit.activity(record.activity);
    let content = record.content.as_ref()?;
    let before = content.actions(activity);
    let is_named = |action: &Action| {
        rows.iter().any(|row| {
            row.action.task.text == action.task.text && row.action.same_above == action.same_above
        })
    };
    let mut named: Vec<&Action> = before.iter().filter(|action| is_named(action)).collect();
    if named.len() != rows.len() || named.iter().any(|action| action.is_undecided) {
        return Err(changed());
    }
    let mut text = content.document.text().to_owned();
    // From the last to the first, so that the others' offsets stay valid.
    named.sort_by_key(|action| std::cmp::Reverse(action.offset));
    for action in named {
        let rest = text.get(action.offset..).unwrap_or("");
        let line = rest.lines().next().unwrap_or("");
        if let Some((span, mark)) = ticked(line, is_done) {
            text.replace_range(action.offset + span.start..action.offset + span.end, mark);
        }
    }
    if !says_the_same(path, activity, &text, &before, &is_named, is_done) {
        let line = before.iter().find(|action| is_named(action));
        let line = line.map_or(1, |action| action.line);
        return Err(CommandError::new(
            codes::BOX_BEHIND,
            format!("the box at line {line} of {path} isn't at the start of its line, so redesign can't tick it"),
        )
        .hint("write [x] in the file; nothing was changed"));
    }
    Ok(Edit::Change {
        path: path.to_owned(),
        before: content.document.text().as_bytes().to_vec(),
        after: text.into_bytes(),
    })
}

/// Whether the new text has the same tasks, and only the named ones are ticked.
fn says_the_same(
    path: &str,
    activity: &Activity,
    text: &str,
    before: &[Action],
    is_named: &impl Fn(&Action) -> bool,
    is_done: bool,
) -> bool {
    let Ok(after) = Content::of_text(path, activity, text) else {
        return false;
    };
    let after = after.actions(activity);
    let wanted = |one: &Action| {
        if is_named(one) {
            is_done
        } else {
            one.task.is_done
        }
    };
    after.len() == before.len()
        && before.iter().zip(&after).all(|(one, other)| {
            one.task.text == other.task.text
                && one.line == other.line
                && other.task.is_done == wanted(one)
        })
}
