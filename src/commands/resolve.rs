//! `redesign resolve`

mod arguments;
mod choices;
mod deleted;
mod going_on;
mod open;
mod writers;

use crate::app::write::{self, Written};
use crate::app::{App, Command, Formats, Opened, Reply, target};
use crate::error::CommandError;
use crate::model::{Plan, Record, codes};
use crate::queries::cohort::Cohort;
use crate::queries::{Kept, Pass, Question, Read, Scope};
use crate::report::{Block, Cell, Report, Rows};
use crate::store::{Git, Message, Transaction, Workspace};
use crate::toolkit::ActivityAt;
use choices::{Decided, Decision};
use deleted::HalfDeleted;
use going_on::add_and_go_on;
use open::{Undecided, Unsettled};
use schemars::JsonSchema;
use serde::Serialize;

pub use arguments::Arguments;

/// Result of `resolve`.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Resolved {
    /// What was decided.
    resolved: Vec<Decided>,
    /// What is still open in this record, or without a target anywhere.
    open: Vec<Undecided>,
    /// Files that one side of a merge deleted and the other changed; only without a target, or for that record.
    deleted: Vec<HalfDeleted>,
    /// What was written.
    #[serde(flatten)]
    written: Written,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "resolve";
    const FORMATS: Formats = Formats::Only(&["table", "json"]);
    type Data = Resolved;

    fn run(self, app: &App<'_>) -> Result<Reply<Resolved>, CommandError> {
        let workspace = app.workspace()?;
        let Some(words) = &self.target else {
            if self.is_decided() {
                return Err(CommandError::usage("say which record").hint(
                    "redesign resolve PLAN/ACTIVITY; `redesign resolve` lists what is open",
                ));
            }
            return Ok(list(&workspace));
        };
        let found = target::find(&workspace, words)?;
        let activity = found.activity_or(words, |_| {
            "`redesign resolve` lists what is open".to_owned()
        })?;
        let name = found.record.as_deref();
        let Some(record) = record(&found.plan, activity.at, name)? else {
            let half = half_deleted(&workspace, &found.plan, activity.at, name)?;
            self.refuse_for(&half)?;
            return Ok(nothing_open(&workspace, words, half));
        };
        let unsettled = Unsettled::of(&found.plan, record);
        if let (true, Some(finding)) = (unsettled.open.is_empty(), unsettled.tangled.first()) {
            return Err(CommandError::broken(finding.clone()));
        }
        if self.is_decided() || app.can_ask() {
            workspace.refuse_strangers(&found.plan.path)?;
        }
        let chosen = self.chosen(&workspace, &unsettled)?;
        if chosen.is_empty() {
            let open = unsettled.left(|_| false);
            let resolved = Resolved {
                open,
                ..Resolved::default()
            };
            let mut reply = Reply::new(resolved, Report::default());
            reply.notes.push("nothing changed".to_owned());
            return Ok(reply);
        }
        self.write(&workspace, &unsettled, &chosen)
    }
}

/// The named record with conflicts, or the only one.
fn record<'a>(
    plan: &'a Plan,
    at: ActivityAt,
    name: Option<&str>,
) -> Result<Option<&'a Record>, CommandError> {
    let broken = |record: &Record| record.content.as_ref().err().map(CommandError::from);
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
            let names: Vec<_> = several.iter().map(|record| plan.name_of(record)).collect();
            let number = several.len();
            let message = format!("{number} records have open conflicts; say which");
            let hint = format!("redesign resolve {}", names.join(", "));
            Err(CommandError::usage(message).hint(hint))
        }
    }
}

/// The named records that one side deleted and the other changed.
fn half_deleted(
    workspace: &Workspace,
    plan: &Plan,
    at: ActivityAt,
    name: Option<&str>,
) -> Result<Vec<HalfDeleted>, CommandError> {
    let named = match name {
        Some(_) => Vec::from_iter(target::record(plan, at, name)?),
        None => plan.records_of(at).collect(),
    };
    let mut all = deleted::all(workspace);
    all.retain(|one| named.iter().any(|record| record.path == one.path));
    Ok(all)
}

/// The reply if no answer is open; only git can settle deleted files.
fn nothing_open(workspace: &Workspace, words: &str, half: Vec<HalfDeleted>) -> Reply<Resolved> {
    let Some(first) = half.first() else {
        let mut reply = Reply::new(Resolved::default(), Report::default());
        reply.notes.push(format!("{words}: no open conflicts"));
        return reply;
    };
    let next = Some(first.next());
    let report = Report::untitled(vec![deleted::table(&half)]);
    let resolved = Resolved {
        deleted: half,
        ..Resolved::default()
    };
    Reply {
        next,
        commit: workspace.head(),
        ..Reply::new(resolved, report)
    }
}

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
                let unsettled = Unsettled::of(plan, record);
                all.extend(unsettled.left(|_| false));
                findings.extend(unsettled.tangled);
            }
            Some(all)
        })
    }
}

/// The reply if no record is named.
fn list(workspace: &Opened<'_>) -> Reply<Resolved> {
    let when = workspace.now();
    let (open, findings) = Pass::new(workspace, &when).ask(&Everything).kept();
    let open: Vec<Undecided> = open.into_iter().flatten().collect();
    let half = deleted::all(workspace);
    let next = open
        .first()
        .map(|one| format!("redesign resolve {}", one.reference));
    let next = next.or_else(|| half.first().map(HalfDeleted::next));
    let mut blocks = Vec::new();
    if !open.is_empty() {
        blocks.push(table(&open));
    } else if half.is_empty() {
        blocks.push(Block::Text("no open conflicts".to_owned()));
    }
    if !half.is_empty() {
        blocks.push(deleted::table(&half));
    }
    let resolved = Resolved {
        open,
        deleted: half,
        ..Resolved::default()
    };
    Reply {
        findings,
        next,
        commit: workspace.head(),
        ..Reply::new(resolved, Report::untitled(blocks))
    }
}

fn table(open: &[Undecided]) -> Block {
    let mut rows = Rows::of(open);
    rows.column("record", "Record", |one| &one.reference);
    rows.column("output", "Two versions of", |one| &one.output);
    rows.column("place", "Where", |one| format!("{}:{}", one.path, one.line))
        .rank(1);
    Block::Table(rows.table())
}

impl Arguments {
    /// Refuses to decide on answers while git doesn't know whether the file stays.
    fn refuse_for(&self, half: &[HalfDeleted]) -> Result<(), CommandError> {
        match half.first().filter(|_| self.is_decided()) {
            None => Ok(()),
            Some(first) => Err(CommandError::new(
                codes::UNDER_WAY,
                format!("one side deleted {}, the other changed it", first.path),
            )
            .hint(first.next())),
        }
    }

    fn write(
        &self,
        workspace: &Opened<'_>,
        unsettled: &Unsettled<'_>,
        chosen: &[(usize, Decision)],
    ) -> Result<Reply<Resolved>, CommandError> {
        let (plan, record) = (unsettled.plan, unsettled.record);
        let git = Git::around(&workspace.root).ok().flatten();
        let path = workspace.absolute(&record.path);
        let between = git.as_ref().and_then(Git::underway);
        let is_unmerged = git.as_ref().is_some_and(|git| git.is_unmerged(&path));
        let is_git_busy = between.is_some() || is_unmerged;
        let (before, after) = unsettled.put(chosen)?;
        let decided = unsettled.decided(chosen);
        let names: Vec<_> = decided.iter().map(|one| one.output.as_str()).collect();
        let reference = plan.name_of(record);
        let activity = plan.toolkit.activity(record.activity);
        let edit = write::edit(&record.path, Some(before.as_bytes()), after.as_str());
        let transaction = Transaction {
            edits: Vec::from_iter(edit),
            message: Message {
                subject: format!("resolve {reference}: {}", names.join(", ")),
                command: "resolve",
                why: self.message.clone(),
                plans: vec![plan.id.to_string()],
                activity: Some(activity.id.to_string()),
                ..Message::default()
            },
            ..Transaction::default()
        };
        // During a merge, the commit is the merge's own.
        let with_commit = !workspace.app.global.no_commit && !is_git_busy;
        let session = workspace.begin_with(&plan.path, self.with_edits, with_commit)?;
        let written = session.write(&transaction)?;
        let (still_open, tangled) = open::of_text(&record.path, &after);
        let next = if !still_open.is_empty() || !tangled.is_empty() {
            format!("redesign resolve {reference}")
        } else if is_git_busy {
            add_and_go_on(&record.path, between)
        } else {
            format!("redesign show {reference}")
        };
        let facts = decided
            .iter()
            .map(|one| (one.output.clone(), Cell::text(said(one.by))));
        let report = write::report(&written, 10, facts);
        let resolved = Resolved {
            resolved: decided,
            open: unsettled.left(|at| chosen.iter().any(|(known, _)| *known == at)),
            written: written.clone(),
            ..Resolved::default()
        };
        let reply = Reply {
            next: Some(next),
            findings: tangled,
            ..Reply::new(resolved, report)
        };
        Ok(session.told(&written, reply))
    }
}

/// A decision in a report.
fn said(by: &str) -> &'static str {
    match by {
        "ours" => "the version above the line",
        "theirs" => "the version below the line",
        "both" => "both versions",
        _ => "a new answer",
    }
}
