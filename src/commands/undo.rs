//! `redesign undo`

use crate::app::write::{Written, committed, listed, short};
use crate::app::{App, Command, Formats, Reply, target};
use crate::error::CommandError;
use crate::model::{Count, codes};
use crate::queries::moment;
use crate::report::{Cell, Report};
use crate::store::{Edit, Git, Made, Message, Obstacle, Since, Transaction, Workspace, undone};
use schemars::JsonSchema;
use serde::Serialize;

/// Undo the last command with a new commit
///
/// Removes files it created and restores the old text of files it changed, in one commit; history is not rewritten.
/// Another undo takes the command before. Refused if later work builds on it: a file it wrote has changed since.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Undo the last command that wrote to this plan, by id or path; needed from outside if the plan is its own git
    /// repository
    #[arg(value_name = "PLAN")]
    plan: Option<String>,
}

/// Result of `undo`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Undone {
    /// The undone command; with `--dry-run`, the one that would be.
    took_back: TookBack,
    /// Files it had created that are now removed, relative to the workspace.
    removed: Vec<String>,
    /// Files restored to their earlier content, relative to the workspace.
    restored: Vec<String>,
    /// What was written.
    #[serde(flatten)]
    written: Written,
}

/// An undone command.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TookBack {
    /// Id of its commit.
    commit: String,
    /// What it did: the first line of its commit.
    subject: String,
    /// Ids of the plans it wrote to.
    plans: Vec<String>,
}

/// Limit of files named in an error or a result.
const SHOWN: usize = 10;

impl Command for Arguments {
    const SCHEMA: &'static str = "undo";
    const FORMATS: Formats = Formats::Only(&["table", "json"]);
    type Data = Undone;

    fn run(self, app: &App<'_>) -> Result<Reply<Undone>, CommandError> {
        let workspace = app.workspace()?;
        let plan = match &self.plan {
            Some(name) => Some(target::plan_folder(&workspace, name)?),
            None => None,
        };
        // Inside a plan with its own repository, the last command is the last one there.
        let here = plan.clone().or_else(|| target::around(&workspace));
        let session = workspace.begin_in(here.as_deref().unwrap_or_default(), false)?;
        if session.is_foreign() {
            return Err(CommandError::new(
                codes::GIT,
                "undo can't read the history of this repository",
            )
            .hint("`git log` shows the last commit, and `git revert ID` undoes it"));
        }
        let git = session.git().ok_or_else(moment::no_repository)?;
        let made = last(&workspace, git, plan.as_deref())?;
        let edits = workspace
            .taking_back(git, &made)?
            .map_err(|obstacles| refused(&made, &obstacles))?;
        let transaction = Transaction {
            edits,
            message: Message {
                subject: undone(&made.subject),
                plans: made.plans.clone(),
                activity: made.activity.clone(),
                command: "undo",
                undoes: Some(made.id.clone()),
                ..Message::default()
            },
            ..Transaction::default()
        };
        let written = session.write(&transaction)?;
        let (removed, restored) = sorted(&transaction);
        let undone = Undone {
            removed,
            restored,
            written: written.clone(),
            took_back: TookBack {
                commit: made.id,
                subject: made.subject,
                plans: made.plans,
            },
        };
        let report = report(&undone);
        let reply = Reply {
            next: Some("redesign status".to_owned()),
            ..Reply::new(undone, report)
        };
        Ok(session.told(&written, reply))
    }
}

/// The command to undo: in a plan's own repository the last one there, otherwise the last one that names the plan.
fn last(workspace: &Workspace, git: &Git, plan: Option<&str>) -> Result<Made, CommandError> {
    let is_own = plan.is_some_and(|plan| git.is_at_or_below(&workspace.absolute(plan)));
    let id = plan
        .filter(|_| !is_own)
        .map(|plan| plan.rsplit('/').next().unwrap_or(plan));
    if let Some(made) = git.last_command(id)? {
        return Ok(made);
    }
    let of = plan.map_or(String::new(), |plan| format!(" to {plan}"));
    let here = if git.is_shallow() {
        " in the history of this shallow clone"
    } else {
        ""
    };
    Err(nothing(&format!(
        "no command has written{of}{here} that isn't undone already"
    )))
}

fn nothing(why: &str) -> CommandError {
    CommandError::new(codes::NOTHING_TO_UNDO, format!("nothing to undo: {why}"))
        .hint("undo works on commits made by redesign; `git diff` shows uncommitted changes")
}

/// Why a command can't be undone, with what to look at.
fn refused(made: &Made, obstacles: &[Obstacle]) -> CommandError {
    if obstacles.contains(&Obstacle::Start) {
        return CommandError::new(
            codes::BUILT_UPON,
            format!(
                "\"{}\" can't be undone: it started this workspace",
                made.subject
            ),
        )
        .hint("delete the folder to remove a workspace; nothing was changed");
    }
    let message = format!(
        "\"{}\" can't be undone: later work builds on it",
        made.subject
    );
    let mut error = CommandError::new(codes::BUILT_UPON, message);
    for obstacle in obstacles.iter().take(SHOWN) {
        error = error.hint(words(obstacle));
    }
    if obstacles.len() > SHOWN {
        error = error.hint(format!("and {} more files", obstacles.len() - SHOWN));
    }
    error.hint(format!(
        "nothing was changed; `git show {}` shows what the command wrote",
        short(&made.id)
    ))
}

fn words(obstacle: &Obstacle) -> String {
    match obstacle {
        Obstacle::Start => "it started this workspace".to_owned(),
        Obstacle::Changed(path, Since::Commit(id, subject)) => {
            format!("{path} was changed since by {} \"{subject}\"", short(id))
        }
        Obstacle::Changed(path, Since::Uncommitted) => {
            format!("{path} has uncommitted changes")
        }
        Obstacle::Changed(path, Since::Hidden) => {
            format!("git is set to ignore changes to {path}, or it isn't checked out here")
        }
        Obstacle::Changed(path, Since::NoFile) => format!("{path} is not a regular file"),
        Obstacle::Outside(path) => format!("{path} is outside the workspace"),
        Obstacle::Filtered(path) => format!("git stores {path} in another form than the file here"),
        Obstacle::Holds(path) => format!("{path} would be left without its plan or toolkit"),
        Obstacle::Used(toolkit, plan) => format!("{toolkit} is used by {plan}"),
    }
}

/// Removed files, and restored files.
fn sorted(transaction: &Transaction) -> (Vec<String>, Vec<String>) {
    let (gone, back): (Vec<&Edit>, Vec<&Edit>) = transaction
        .edits
        .iter()
        .partition(|edit| matches!(edit, Edit::Remove { .. }));
    let paths = |edits: Vec<&Edit>| edits.iter().map(|edit| edit.path().to_owned()).collect();
    (paths(gone), paths(back))
}

fn report(undone: &Undone) -> Report {
    let dry_run = undone.written.dry_run;
    let verb = |done, would| if dry_run { would } else { done };
    let took_back = verb("took back", "would take back").to_owned();
    let mut facts = vec![(took_back, Cell::text(&undone.took_back.subject))];
    let restored = undone.restored.iter().cloned();
    facts.extend(listed(
        verb("restored", "would restore"),
        restored,
        SHOWN,
        "",
    ));
    let removed = folded(&undone.removed).into_iter();
    facts.extend(listed(verb("removed", "would remove"), removed, SHOWN, ""));
    facts.extend(undone.written.commit.as_deref().map(committed));
    Report::of_facts(facts)
}

/// One folder for all files of a plan or toolkit.
fn folded(paths: &[String]) -> Vec<String> {
    let folder_of = |path: &str| {
        let folder = path
            .strip_suffix("/plan.toml")
            .or_else(|| path.strip_suffix("/toolkit.toml"));
        folder.map(|folder| format!("{folder}/"))
    };
    let folders: Vec<String> = paths.iter().filter_map(|path| folder_of(path)).collect();
    let mut shown: Vec<String> = folders
        .iter()
        .map(|folder| {
            let files = paths
                .iter()
                .filter(|path| path.starts_with(folder.as_str()));
            format!("{folder} ({})", Count(files.count(), "file"))
        })
        .collect();
    let alone = |path: &&String| {
        !folders
            .iter()
            .any(|folder| path.starts_with(folder.as_str()))
    };
    shown.extend(paths.iter().filter(alone).cloned());
    shown
}
