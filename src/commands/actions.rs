//! `redesign actions`

mod tick;

use super::title::title;
use super::{App, Command, Formats, Reply, status, target};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::model::{Count, Finding};
use crate::report::actions::{
    ActionsData, By, Filter, Seen, TaskRow, chosen, counted, identified, report,
};
use crate::store::Workspace;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use tick::Tick;

/// List the tasks in all records: who, by when, what is overdue
///
/// A task is a check box below an output that asks for tasks: `- [ ] Print the cards @facilitator due 2026-12-01`. It
/// counts wherever it was written or ticked. Its id comes from its words, so it stays when its owner, day or place changes.
#[derive(Debug, Default, clap::Args)]
// A plan may be called `help`.
#[command(args_conflicts_with_subcommands = true, disable_help_subcommand = true)]
pub struct Arguments {
    #[command(subcommand)]
    what: Option<What>,
    /// Plans, by id or path; all and the programme unless said otherwise
    #[arg(value_name = "PLAN")]
    plans: Vec<String>,
    /// Only tasks of this owner
    #[arg(long, value_name = "NAME")]
    owner: Option<String>,
    /// Only tasks that are overdue
    #[arg(long)]
    overdue: bool,
    /// Only tasks that are due until this day
    #[arg(long, value_name = "DATE")]
    due: Option<String>,
    /// Done tasks too, and those of plans that rest or have ended
    #[arg(long, conflicts_with_all = ["overdue", "done"])]
    all: bool,
    /// Only tasks that are done
    #[arg(long, conflicts_with = "overdue")]
    done: bool,
    /// Order the rows by owner or by plan first
    #[arg(long, value_name = "owner|plan", value_parser = ["owner", "plan"], hide_possible_values = true)]
    by: Option<String>,
    /// List the tasks as they were at a revision or at the end of a day
    #[arg(long, value_name = "REV|DATE")]
    at: Option<String>,
    /// Exit with 1 where a task that is shown is overdue or a file can't be read
    #[arg(long)]
    fail: bool,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Tick tasks off
    Done(Tick),
    /// Take the mark away again
    Open(Tick),
}

impl Command for Arguments {
    const SCHEMA: &'static str = "actions";
    const FORMATS: Formats = Formats::All;
    type Data = ActionsData;

    fn run(self, app: &App<'_>) -> Result<Reply<ActionsData>, CommandError> {
        match &self.what {
            Some(What::Done(tick)) => tick.run(app, true),
            Some(What::Open(tick)) => tick.run(app, false),
            None => self.list(app),
        }
    }
}

/// All tasks of a workspace with their ids, and what else was found.
struct Everything {
    rows: Vec<TaskRow>,
    /// What was found, with the directory of the plan; none for what is in no readable plan.
    findings: Vec<(Option<String>, Finding)>,
    /// Ids of the plans of which nobody is asked to go on.
    resting: BTreeSet<String>,
}

/// Reads them. Ids tell each task from all others, so this reads every plan, whichever are shown.
fn everything(workspace: &Workspace, today: Date) -> Everything {
    let (seen, found) = workspace.read_plans(&|read| match read {
        Ok(plan) => Ok(Seen::of(&plan, today)),
        Err(broken) => Err((broken.path, broken.finding)),
    });
    let mut findings: Vec<(Option<String>, Finding)> =
        found.into_iter().map(|finding| (None, finding)).collect();
    let mut plans = Vec::new();
    for one in seen {
        match one {
            Ok(mut one) => {
                let of_it = std::mem::take(&mut one.findings);
                let folder = one.folder.clone();
                findings.extend(of_it.into_iter().map(|one| (Some(folder.clone()), one)));
                plans.push(one);
            }
            Err((path, finding)) => findings.push((Some(path), finding)),
        }
    }
    let rows = identified(&mut plans);
    let resting = plans
        .into_iter()
        .filter(|plan| plan.resting.is_some())
        .map(|plan| plan.id)
        .collect();
    Everything {
        rows,
        findings,
        resting,
    }
}

impl Arguments {
    /// The open tasks of some plans, or of all.
    pub(super) fn of(plans: Vec<String>) -> Self {
        Self {
            plans,
            ..Self::default()
        }
    }

    fn list(&self, app: &App<'_>) -> Result<Reply<ActionsData>, CommandError> {
        let until = self.due.as_deref().map(day).transpose()?;
        let here = app.workspace()?;
        let (workspace, when) = status::as_of(app, here, self.at.as_deref())?;
        let folders = target::plan_folders(app, &workspace, &self.plans)?;
        let all = everything(&workspace, when.day);
        let filter = Filter {
            owner: self.owner.clone(),
            overdue: self.overdue,
            due: until,
            open: !self.done,
            done: self.done || self.all,
            folders,
        };
        let by = match self.by.as_deref() {
            Some("owner") => By::Owner,
            Some(_) => By::Plan,
            None => By::Due,
        };
        let mut rows = chosen(&all.rows, &filter, by);
        let mut notes = Vec::new();
        // A team that rests or has left is asked for nothing, unless somebody asks about it.
        if filter.folders.is_empty() && !filter.done {
            let before = rows.len();
            rows.retain(|row| !all.resting.contains(&row.plan));
            notes.extend(left_out(before - rows.len()));
        }
        notes.extend(self.unknown_owner(&all.rows));
        let findings: Vec<Finding> = all
            .findings
            .into_iter()
            .filter(|(folder, _)| match folder {
                // A programme's records may be about any plan.
                Some(folder) => {
                    filter.folders.is_empty()
                        || filter.folders.contains(folder)
                        || !folder.starts_with(&format!("{}/", workspace.config.plans))
                }
                None => true,
            })
            .map(|(_, finding)| finding)
            .collect();
        let unreadable = findings.iter().any(|finding| finding.breaks_file);
        let overdue = rows.iter().any(|row| row.state == "overdue");
        let exit = if self.fail && (unreadable || overdue) {
            Exit::Found
        } else {
            Exit::Done
        };
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
            exit,
            ..Reply::new(data, shown)
        })
    }

    /// A name that nobody has gives an empty list, which could be taken for good news.
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
            format!(
                "note: no task has the owner \"{owner}\", and none has another: @NAME in its line names one"
            )
        } else {
            format!(
                "note: no task has the owner \"{owner}\"; there are: {}",
                names.join(", ")
            )
        })
    }
}

fn day(words: &str) -> Result<Date, CommandError> {
    words.parse().map_err(|_| {
        CommandError::usage(format!("\"{words}\" is not a date"))
            .hint("write it year first: --due 2026-12-01")
    })
}

fn left_out(count: usize) -> Option<String> {
    let tasks = Count(count, "open task");
    (count > 0).then(|| {
        format!("note: {tasks} of plans that rest or have ended left out; --all lists them")
    })
}
