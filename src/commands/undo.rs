//! `redesign undo`

use crate::app::write::{Written, committed, listed, short};
use crate::app::{App, Command, Formats, Reply, target};
use crate::error::CommandError;
use crate::model::{Count, codes};
use crate::report::{Cell, Report};
use crate::store::{Edit, Git, Made, Message, Obstacle, Since, Transaction, Workspace, undone};
use schemars::JsonSchema;
use serde::Serialize;

/// Take the last command back, by a new commit
///
/// Files it created go, files it changed get their old text, in one commit; nothing is rewritten. A second undo takes
/// back the command before. Refused where later work stands on it: a file it wrote that isn't as it left it.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Take back the last command that wrote to this plan, by id or path; needed from elsewhere where the plan is a git repository of its own
    #[arg(value_name = "PLAN")]
    plan: Option<String>,
}

/// Result of `undo`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Undone {
    /// The command that was taken back, or with `--dry-run` would be.
    took_back: TookBack,
    /// Files which it had created and which are gone now, relative to the workspace.
    removed: Vec<String>,
    /// Files which hold again what they held before it, relative to the workspace.
    restored: Vec<String>,
    /// What was written.
    #[serde(flatten)]
    written: Written,
}

/// A command that was taken back.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TookBack {
    /// Id of its commit.
    commit: String,
    /// What it did, as its commit's first line says.
    subject: String,
    /// Ids of the plans it wrote to.
    plans: Vec<String>,
}

/// How many files of an error or a result are named.
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
        // Inside a plan that is a repository of its own, the last command is the last one there.
        let here = plan.clone().or_else(|| target::around(&workspace));
        let session = workspace.begin_in(here.as_deref().unwrap_or_default(), false)?;
        if session.is_foreign() {
            return Err(CommandError::new(
                codes::GIT,
                "the history of this repository has a form that undo can't read",
            )
            .hint("`git log` names the last commit, and `git revert ID` takes it back"));
        }
        let git = session
            .git()
            .ok_or_else(|| nothing("there is no git repository here that can be read"))?;
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

/// The command to take back: in a plan's own repository the last one there, else the last one that names the plan.
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
        " in the part of the history that this shallow clone holds"
    } else {
        ""
    };
    Err(nothing(&format!(
        "no command has written{of}{here} that isn't taken back already"
    )))
}

fn nothing(why: &str) -> CommandError {
    CommandError::new(codes::NOTHING_TO_UNDO, format!("nothing to take back: {why}"))
        .hint("undo takes back what was committed by redesign; what isn't committed is yours: `git diff` shows it")
}

/// Why a command can't be taken back, with what to look at.
fn refused(made: &Made, obstacles: &[Obstacle]) -> CommandError {
    if obstacles.contains(&Obstacle::Start) {
        return CommandError::new(
            codes::BUILT_UPON,
            format!(
                "\"{}\" is not taken back: it started this workspace",
                made.subject
            ),
        )
        .hint("to end a workspace delete its folder; nothing was changed");
    }
    let message = format!(
        "\"{}\" is not taken back: later work stands on it",
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
            format!("{path} was changed since, by {} \"{subject}\"", short(id))
        }
        Obstacle::Changed(path, Since::Uncommitted) => {
            format!("{path} holds changes that are not committed")
        }
        Obstacle::Changed(path, Since::Hidden) => {
            format!("git is told to leave {path} alone, or it is not checked out here")
        }
        Obstacle::Changed(path, Since::NoFile) => format!("{path} is no plain file"),
        Obstacle::Outside(path) => format!("{path} is outside the workspace"),
        Obstacle::Filtered(path) => format!("git keeps {path} in another form than the file here"),
        Obstacle::Holds(path) => format!("{path} would be left without its plan or toolkit"),
        Obstacle::Used(toolkit, plan) => format!("{toolkit} is used by {plan}"),
    }
}

/// Files that go, and files that hold what they held.
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

/// The folder of a plan or a toolkit for all its files.
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
