//! `redesign resolve`

mod choices;
mod deleted;
mod open;

use crate::app::write::{self, Written};
use crate::app::{App, Command, Formats, Global, Reply, target};
use crate::error::CommandError;
use crate::model::quote::typed;
use crate::model::{Plan, Record, codes};
use crate::queries::cohort::Cohort;
use crate::queries::moment::When;
use crate::queries::{Kept, Pass, Question, Read, Scope};
use crate::report::{Block, Cell, Report, Rows};
use crate::store::{Edit, Git, Message, Transaction, Underway, Workspace};
use crate::toolkit::ActivityAt;
use choices::Choice;
use deleted::HalfDeleted;
use open::{Open, Undecided};
use schemars::JsonSchema;
use serde::Serialize;

/// Decide what a merge left open
///
/// Shows both versions of each answer and asks which counts; or takes the decision from the flags. Without a target it
/// lists what is open. In the middle of a merge the file is only written: `git add` and the end of the merge are yours.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// PLAN/ACTIVITY, or PLAN/ACTIVITY/RECORD; left out, everything that is open is listed
    #[arg(value_name = "PLAN/ACTIVITY[/RECORD]")]
    target: Option<String>,
    /// Keep the version above the line of =======; `all` for every output
    #[arg(long, value_name = "OUTPUT")]
    ours: Vec<String>,
    /// Keep the version below it
    #[arg(long, value_name = "OUTPUT")]
    theirs: Vec<String>,
    /// Keep both: entries and rows each once, other words one below the other
    #[arg(long, value_name = "OUTPUT")]
    both: Vec<String>,
    /// Write another answer
    #[arg(long, value_name = "OUTPUT=TEXT")]
    set: Vec<String>,
    /// Commit what was changed in this file by hand, too
    #[arg(long)]
    with_edits: bool,
    /// Say why, in the commit's message
    #[arg(short, value_name = "WHY")]
    message: Option<String>,
}

/// Result of `resolve`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Resolved {
    /// What was decided.
    resolved: Vec<Decided>,
    /// What is still open: in this record, or without a target in all of them.
    open: Vec<Undecided>,
    /// Files that one side of a merge deleted and the other changed; only without a target, or of that record.
    deleted: Vec<HalfDeleted>,
    /// What was written.
    #[serde(flatten)]
    written: Written,
}

/// An answer of which one version was chosen.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Decided {
    /// The output's id; where no output stands there, the heading's words.
    output: String,
    /// `ours`, `theirs`, `both` or `set`.
    by: &'static str,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "resolve";
    const FORMATS: Formats = Formats::Only(&["table", "json"]);
    type Data = Resolved;

    fn run(self, app: &App<'_>) -> Result<Reply<Resolved>, CommandError> {
        let workspace = app.workspace()?;
        let Some(words) = &self.target else {
            if self.is_decided() {
                return Err(CommandError::usage("say in which record").hint(
                    "redesign resolve PLAN/ACTIVITY; `redesign resolve` lists what is open",
                ));
            }
            return Ok(list(app, &workspace));
        };
        let found = target::find(app, &workspace, words)?;
        let Some(at) = found.activity else {
            return Err(
                CommandError::usage(format!("\"{words}\" is a plan; say which activity"))
                    .hint("`redesign resolve` lists what is open"),
            );
        };
        let Some(record) = record(&found.plan, at, found.record.as_deref())? else {
            if let Some(half) = half_deleted(&workspace, &found.plan, at, found.record.as_deref())?
            {
                self.refuse_for(&half)?;
                return Ok(list_deleted(&workspace, half));
            }
            let mut reply = Reply::new(nothing(), Report::default());
            reply.notes.push(format!("{words}: nothing is open"));
            return Ok(reply);
        };
        let (open, tangled) = open::of(&found.plan, record);
        if let (true, Some(finding)) = (open.is_empty(), tangled.first()) {
            return Err(CommandError::broken(finding.clone()));
        }
        if self.is_decided() || app.can_ask() {
            app.refuse_of_strangers(&workspace, &workspace.absolute(&found.plan.path))?;
        }
        let chosen = self.chosen(app, &found.plan, record, &open)?;
        self.write(app, &workspace, (&found.plan, record), &open, &chosen)
    }
}

fn nothing() -> Resolved {
    Resolved {
        resolved: Vec::new(),
        open: Vec::new(),
        deleted: Vec::new(),
        written: Written::nothing(),
    }
}

/// The record with conflicts that was named, or the only one with some.
fn record<'a>(
    plan: &'a Plan,
    at: ActivityAt,
    name: Option<&str>,
) -> Result<Option<&'a Record>, CommandError> {
    let broken = |record: &Record| {
        let finding = record.content.as_ref().err();
        finding.map(|finding| CommandError::broken((**finding).clone()))
    };
    let is_open = |record: &&Record| {
        let content = record.content.as_ref();
        content.is_ok_and(|content| !content.document.conflicts().is_empty())
    };
    if name.is_some() {
        let record = target::record(plan, at, name)?;
        if let Some(error) = record.and_then(broken) {
            return Err(error);
        }
        return Ok(record.filter(is_open));
    }
    let records: Vec<&Record> = plan.records_of(at).filter(is_open).collect();
    match records.as_slice() {
        [] => plan.records_of(at).find_map(broken).map_or(Ok(None), Err),
        [one] => Ok(Some(one)),
        several => {
            let names: Vec<String> = several
                .iter()
                .map(|record| open::reference(plan, record))
                .collect();
            Err(CommandError::usage(format!(
                "{} records have something open; say which",
                several.len()
            ))
            .hint(format!("redesign resolve {}", names.join(", "))))
        }
    }
}

/// Of the records that were named, those that one side deleted and the other changed, if there are some.
fn half_deleted(
    workspace: &Workspace,
    plan: &Plan,
    at: ActivityAt,
    name: Option<&str>,
) -> Result<Option<Vec<HalfDeleted>>, CommandError> {
    let named = match name {
        Some(_) => Vec::from_iter(target::record(plan, at, name)?),
        None => plan.records_of(at).collect(),
    };
    let mut all = deleted::all(workspace);
    all.retain(|one| named.iter().any(|record| record.path == one.path));
    Ok((!all.is_empty()).then_some(all))
}

/// The reply where nothing else is open: only git can settle these.
fn list_deleted(workspace: &Workspace, half: Vec<HalfDeleted>) -> Reply<Resolved> {
    let report = Report {
        title: None,
        blocks: vec![deleted::table(&half)],
    };
    let next = half.first().map(HalfDeleted::next);
    let resolved = Resolved {
        deleted: half,
        ..nothing()
    };
    Reply {
        next,
        commit: workspace.head(),
        ..Reply::new(resolved, report)
    }
}

/// Everything that is open, in all plans.
struct Everything;

impl Question for Everything {
    type Row = Kept<Vec<Undecided>>;

    fn scope(&self) -> Scope<'_> {
        Scope::All
    }

    fn look(&self, read: &Read, _cohort: &Cohort<'_>) -> Self::Row {
        Kept::with(read, |plan, findings| {
            findings.extend(crate::check::unreadable(plan));
            let mut all = Vec::new();
            for record in &plan.records {
                let (open, tangled) = open::of(plan, record);
                all.extend(open.iter().map(|one| one.undecided(plan, record)));
                findings.extend(tangled);
            }
            Some(all)
        })
    }
}

/// The reply where no record is named.
fn list(app: &App<'_>, workspace: &Workspace) -> Reply<Resolved> {
    let when = When::now(workspace, app.context.now());
    let (open, findings) = Pass::new(workspace, &when).ask(&Everything).kept();
    let open: Vec<Undecided> = open.into_iter().flatten().collect();
    let half = deleted::all(workspace);
    let next = open
        .first()
        .map(|one| format!("redesign resolve {}", one.reference));
    let next = next.or_else(|| half.first().map(HalfDeleted::next));
    let mut report = if open.is_empty() && !half.is_empty() {
        Report::default()
    } else if open.is_empty() {
        Report {
            title: None,
            blocks: vec![Block::Text("nothing is open".to_owned())],
        }
    } else {
        table(&open)
    };
    if !half.is_empty() {
        report.blocks.push(deleted::table(&half));
    }
    let resolved = Resolved {
        open,
        deleted: half,
        ..nothing()
    };
    Reply {
        findings,
        next,
        commit: workspace.head(),
        ..Reply::new(resolved, report)
    }
}

fn table(open: &[Undecided]) -> Report {
    let mut rows = Rows::of(open);
    rows.column("record", "Record", |one| &one.reference);
    rows.column("output", "Two versions of", |one| &one.output);
    rows.column("place", "Where", |one| format!("{}:{}", one.path, one.line))
        .rank(1);
    Report {
        title: None,
        blocks: vec![Block::Table(rows.table())],
    }
}

impl Arguments {
    fn is_decided(&self) -> bool {
        ![&self.ours, &self.theirs, &self.both, &self.set]
            .into_iter()
            .all(Vec::is_empty)
    }

    /// No answer of a file can be decided on while git doesn't know whether the file stays.
    fn refuse_for(&self, half: &[HalfDeleted]) -> Result<(), CommandError> {
        match half.first().filter(|_| self.is_decided()) {
            None => Ok(()),
            Some(first) => Err(CommandError::new(
                codes::UNDER_WAY,
                format!("one side deleted {}, and the other changed it", first.path),
            )
            .hint(first.next())),
        }
    }

    fn write(
        &self,
        app: &App<'_>,
        workspace: &Workspace,
        (plan, record): (&Plan, &Record),
        open: &[Open],
        chosen: &[(usize, Choice)],
    ) -> Result<Reply<Resolved>, CommandError> {
        let git = Git::around(&workspace.root).ok().flatten();
        let path = workspace.absolute(&record.path);
        let between = git.as_ref().and_then(Git::underway);
        let is_unmerged = git.as_ref().is_some_and(|git| git.is_unmerged(&path));
        let is_git_busy = between.is_some() || is_unmerged;
        // In the middle of a merge the commit is the merge's own.
        let app = &app.with(Global {
            no_commit: app.global.no_commit || is_git_busy,
            ..app.global.clone()
        });
        let Ok(content) = &record.content else {
            return Ok(Reply::new(nothing(), Report::default()));
        };
        let before = content.document.text().as_bytes().to_vec();
        let after = choices::put(plan, record, open, chosen)?;
        let reference = open::reference(plan, record);
        let decided: Vec<Decided> = chosen
            .iter()
            .filter_map(|(at, choice)| {
                Some(Decided {
                    output: open.get(*at)?.name.clone(),
                    by: choice.word(),
                })
            })
            .collect();
        if decided.is_empty() {
            let left = open.iter().map(|one| one.undecided(plan, record)).collect();
            let mut reply = Reply::new(
                Resolved {
                    open: left,
                    ..nothing()
                },
                Report::default(),
            );
            reply.notes.push("nothing changed".to_owned());
            return Ok(reply);
        }
        let names: Vec<&str> = decided.iter().map(|one| one.output.as_str()).collect();
        let transaction = Transaction {
            edits: vec![Edit::Change {
                path: record.path.clone(),
                before,
                after: after.clone().into_bytes(),
            }],
            message: Message {
                subject: format!("resolve {reference}: {}", names.join(", ")),
                command: "resolve",
                why: self.message.clone(),
                plans: vec![plan.id.to_string()],
                activity: Some(plan.toolkit.activity(record.activity).id.to_string()),
                ..Message::default()
            },
            ..Transaction::default()
        };
        let session = app.begin_in(workspace, &plan.path, self.with_edits)?;
        let written = app.apply(workspace, &session, &transaction)?;
        let left: Vec<Undecided> = open
            .iter()
            .enumerate()
            .filter(|(at, _)| !chosen.iter().any(|(known, _)| known == at))
            .map(|(_, one)| one.undecided(plan, record))
            .collect();
        let (still_open, tangled) = open::of_text(&record.path, &after);
        let marks_left = !still_open.is_empty() || !tangled.is_empty();
        let mut report = write::report(&written, 10);
        let facts = decided
            .iter()
            .map(|one| (one.output.clone(), Cell::text(said(one.by))))
            .collect::<Vec<_>>();
        match report.blocks.first_mut() {
            Some(Block::Facts(first)) => first.extend(facts),
            _ => report.blocks.push(Block::Facts(facts)),
        }
        let mut reply = Reply::new(
            Resolved {
                resolved: decided,
                open: left,
                written: written.clone(),
                ..nothing()
            },
            report,
        );
        write::notes(&mut reply, &written, &session);
        reply.next = Some(if marks_left {
            format!("redesign resolve {reference}")
        } else if is_git_busy {
            add_and_go_on(&record.path, between)
        } else {
            format!("redesign show {reference}")
        });
        reply.findings = tangled;
        Ok(reply)
    }
}

/// How a decision is called in a report.
fn said(by: &str) -> &'static str {
    match by {
        "ours" => "the version above the line",
        "theirs" => "the version below the line",
        "both" => "both versions",
        _ => "a new answer",
    }
}

/// What to type once nothing is open in a file that a merge left undecided; `git` is how git is called there.
fn goes_on(git: &str, between: Option<Underway>) -> String {
    match between {
        Some(Underway::Merge) => format!("{git} commit --no-edit"),
        Some(Underway::Rebase) => format!("{git} rebase --continue"),
        Some(Underway::CherryPick) => format!("{git} cherry-pick --continue"),
        Some(Underway::Revert) => format!("{git} revert --continue"),
        Some(_) => format!("`{git} status` says how it goes on"),
        None => format!("`{git} stash drop` if it came from a stash"),
    }
}

/// The same, of a file that was settled.
fn add_and_go_on(path: &str, between: Option<Underway>) -> String {
    let add = format!("git add {}", typed(path));
    let then = goes_on("git", between);
    match between {
        Some(Underway::Commit | Underway::Bisect | Underway::Patches) => format!("{add}; {then}"),
        Some(_) => format!("{add} && {then}"),
        None => format!("{add}; and {then}"),
    }
}
