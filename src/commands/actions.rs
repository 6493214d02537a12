//! `redesign actions`

mod tick;

use crate::app::title::title;
use crate::app::{App, Command, Formats, Reply, target};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::model::Count;
use crate::queries::Pass;
use crate::queries::actions::{
    Actions, ActionsData, By, Chosen, TaskFilter, TaskRow, counted, report,
};
use jiff::civil::Date;
use std::collections::BTreeMap;
use tick::Tick;

/// List the tasks in all records: who, by when, what is overdue
///
/// A task is a check box in an output of tasks: `- [ ] Print the cards @facilitator due 2026-12-01`. It counts wherever
/// it was written or ticked. Its id comes from its words, so it stays when its owner, day or place changes.
#[derive(Debug, clap::Args)]
// A plan may be named `help`.
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub struct Arguments {
    #[command(subcommand)]
    what: Option<ToTick>,
    /// Plans, by id or path [default: all and the programme]
    #[arg(value_name = "PLAN")]
    plans: Vec<String>,
    /// Only tasks of this owner
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// Only tasks that are overdue
    #[arg(long)]
    overdue: bool,
    /// Only tasks due by this day
    #[arg(long, value_name = "DATE")]
    due: Option<String>,
    /// Include done tasks, and those of plans that are paused or have ended
    #[arg(long, conflicts_with_all = ["overdue", "done"])]
    all: bool,
    /// Only tasks that are done
    #[arg(long, conflicts_with = "overdue")]
    done: bool,
    /// Sort the rows by owner or by plan first
    #[arg(long, value_name = "owner|plan", value_parser = ["owner", "plan"], hide_possible_values = true)]
    by: Option<String>,
    /// List the tasks as of a revision or the end of a day
    #[arg(long, value_name = "REV|DATE")]
    at: Option<String>,
    /// Exit with 1 if a listed task is overdue or a file can't be read
    #[arg(long)]
    fail: bool,
}

#[derive(Debug, clap::Subcommand)]
enum ToTick {
    /// Tick tasks off
    Done(Tick),
    /// Clear the ticks again
    Open(Tick),
}

impl Command for Arguments {
    const SCHEMA: &'static str = "actions";
    const FORMATS: Formats = Formats::All;
    const INNER: &'static [(&'static str, Formats)] = &[
        ("done", Formats::Only(&["table", "json"])),
        ("open", Formats::Only(&["table", "json"])),
    ];
    type Data = ActionsData;

    fn run(self, app: &App<'_>) -> Result<Reply<ActionsData>, CommandError> {
        match &self.what {
            Some(ToTick::Done(tick)) => tick.run(app, true),
            Some(ToTick::Open(tick)) => tick.run(app, false),
            None => self.list(app),
        }
    }
}

impl Arguments {
    fn list(&self, app: &App<'_>) -> Result<Reply<ActionsData>, CommandError> {
        let until = self.due.as_deref().map(day).transpose()?;
        let (workspace, when) = app.workspace_as_of(self.at.as_deref())?;
        let filter = TaskFilter {
            owner: self.owner.clone(),
            overdue: self.overdue,
            due: until,
            open: !self.done,
            done: self.done || self.all,
            folders: target::plan_folders(&workspace, &self.plans)?,
        };
        let by = match self.by.as_deref() {
            Some("owner") => By::Owner,
            Some(_) => By::Plan,
            None => By::Due,
        };
        let tasks = Actions.answer(Pass::new(&workspace, &when).ask(&Actions));
        let unknown_owner = self.unknown_owner(&tasks.rows);
        let Chosen {
            rows,
            findings,
            left_out: resting,
        } = tasks.chosen(&workspace, &filter, by);
        let mut notes = Vec::from_iter(left_out(resting));
        notes.extend(unknown_owner);
        let unreadable = findings.iter().any(|finding| finding.breaks_file);
        let overdue = rows.iter().any(|row| row.state == "overdue");
        let said = [counted(&rows), when.day.to_string()];
        let title = title(
            &workspace,
            &said.each_ref().map(String::as_str),
            when.commit.as_deref(),
        );
        let first = rows.iter().find(|row| row.state != "done");
        let next = first
            .filter(|_| self.at.is_none())
            .map(|row| format!("redesign actions done {}", row.id));
        let shown = report(title, &rows);
        let data = ActionsData {
            at: self.at.clone(),
            today: when.day.to_string(),
            tasks: rows,
            written: None,
        };
        Ok(Reply {
            findings,
            next,
            notes,
            commit: when.commit,
            exit: Exit::found_if(self.fail && (unreadable || overdue)),
            ..Reply::new(data, shown)
        })
    }

    /// An unknown owner gives an empty list, which could pass for good news.
    fn unknown_owner(&self, rows: &[TaskRow]) -> Option<String> {
        let owner = self.owner.as_ref()?;
        if rows.iter().any(|row| row.is_of(owner)) {
            return None;
        }
        let mut tasks: BTreeMap<&str, usize> = BTreeMap::new();
        for name in rows.iter().flat_map(|row| &row.action.task.owners) {
            *tasks.entry(name.as_str()).or_default() += 1;
        }
        let names: Vec<&str> = tasks.into_keys().collect();
        Some(if names.is_empty() {
            "note: no task has an owner; write @NAME in a task's line to give it one".to_owned()
        } else {
            format!(
                "note: no task has the owner \"{owner}\"; owners: {}",
                names.join(", ")
            )
        })
    }
}

fn day(words: &str) -> Result<Date, CommandError> {
    words.parse().map_err(|_| {
        CommandError::usage(format!("\"{words}\" is not a date"))
            .hint("write the year first: --due 2026-12-01")
    })
}

fn left_out(count: usize) -> Option<String> {
    let tasks = Count(count, "open task");
    (count > 0)
        .then(|| format!("note: {tasks} of paused or ended plans left out; --all lists them"))
}
