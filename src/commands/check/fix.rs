//! `--fix` writes what rules can mend, with one commit per repository.

use crate::app::Opened;
use crate::app::write::{self, Session, Written};
use crate::check::{Change, Mended};
use crate::error::CommandError;
use crate::model::quote::typed;
use crate::model::{Count, Finding, Invocation, Plan};
use crate::report::{Block, Cell, Report};
use crate::store::{Edit, Message, Transaction, WITH_EDITS, Workspace};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// What `--fix` fixed, or with `--dry-run` would fix.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Fixed {
    /// One for each fixed finding, in the order of plans and rules.
    pub mended: Vec<MendedFinding>,
    /// What was written; `commit` is the one in the workspace's own repository.
    #[serde(flatten)]
    pub written: Written,
    /// Ids of all commits, one per repository.
    pub commits: Vec<String>,
}

/// A fixed finding.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MendedFinding {
    /// The finding's code.
    pub code: &'static str,
    /// The file it was found in, relative to the workspace.
    pub path: Option<String>,
    /// The line, counted from 1, before any fix to the file.
    pub line: Option<usize>,
    /// What was found.
    pub message: String,
    /// What was done about it.
    pub done: String,
}

/// A plan's id, its directory, and what was fixed in it.
pub type OfPlan = (String, String, Mended);

/// Result of `--fix`: for scripts, for people, and for standard error.
pub type Said = (Fixed, Vec<Block>, Vec<String>);

impl Fixed {
    /// Writes what was fixed in memory.
    pub fn apply(
        workspace: &Opened<'_>,
        session: &Session<'_>,
        mended: Vec<OfPlan>,
    ) -> Result<Said, CommandError> {
        let mut repositories: BTreeMap<Option<String>, Vec<OfPlan>> = BTreeMap::new();
        for one in mended {
            if !one.2.changes.is_empty() {
                let repository = workspace.repository_of(&one.1);
                repositories.entry(repository).or_default().push(one);
            }
        }
        // Check all repositories for obstacles before writing to any.
        let mut others: BTreeMap<String, Session<'_>> = BTreeMap::new();
        for folder in repositories.keys().flatten() {
            let other = workspace.begin_in(folder, session.with_edits())?;
            others.insert(folder.clone(), other);
        }
        let mut fixed = Self {
            mended: Vec::new(),
            written: Written {
                dry_run: workspace.app.global.dry_run,
                ..Written::default()
            },
            commits: Vec::new(),
        };
        let (mut all, mut notes) = (Vec::new(), Vec::new());
        for (repository, plans) in repositories {
            let other = repository.as_ref().and_then(|folder| others.get(folder));
            let own = other.unwrap_or(session);
            for transaction in transactions(workspace, own, &plans) {
                let mut written = own.write(&transaction).map_err(|error| fixed.with(error))?;
                if let Some(reason) = &mut written.not_committed {
                    let folders = plans.iter().map(|(_, folder, _)| folder.as_str());
                    *reason = said_of(workspace, folders, &transaction, reason);
                }
                fixed.note(&transaction, written, other.is_none(), own, &mut notes);
            }
            all.extend(plans.into_iter().flat_map(|(_, _, mended)| mended.done));
        }
        fixed.written.written.sort();
        let blocks = fixed.blocks(&all);
        fixed.mended = all
            .into_iter()
            .map(|(finding, done)| MendedFinding {
                code: finding.code,
                path: finding.place.as_ref().map(|place| place.path.clone()),
                line: finding.place.as_ref().and_then(|place| place.line),
                message: finding.message,
                done,
            })
            .collect();
        Ok((fixed, blocks, notes))
    }

    /// Adds the result of one transaction.
    fn note(
        &mut self,
        transaction: &Transaction,
        mut written: Written,
        is_of_workspace: bool,
        session: &Session<'_>,
        notes: &mut Vec<String>,
    ) {
        notes.extend(session.words(&written));
        let all = &mut self.written;
        let gone = transaction.edits.iter().filter_map(|edit| match edit {
            Edit::Remove { path, .. } => Some(path.as_str()),
            _ => None,
        });
        let gone: Vec<&str> = gone.collect();
        written
            .written
            .retain(|path| !gone.contains(&path.as_str()));
        all.written.append(&mut written.written);
        self.commits.extend(written.commit.clone());
        if is_of_workspace {
            all.commit = all.commit.take().or(written.commit);
        }
        all.not_committed = match (all.not_committed.take(), written.not_committed) {
            (Some(one), Some(other)) => Some(format!("{one}; {other}")),
            (one, other) => one.or(other),
        };
    }

    /// An error of a later transaction, with what earlier ones already wrote.
    fn with(&self, error: CommandError) -> CommandError {
        match self.written.written.as_slice() {
            [] => error,
            written => error.hint(format!("already written: {}", written.join(", "))),
        }
    }

    /// Fixes, files and commits, for people.
    fn blocks(&self, done: &[(Finding, String)]) -> Vec<Block> {
        let verb = if self.written.dry_run {
            "would fix"
        } else {
            "fixed"
        };
        let mended = done
            .iter()
            .map(|(finding, done)| (verb.to_owned(), Cell::text(line_of(finding, done))));
        let mut facts: Vec<_> = mended.collect();
        let files = self.written.written.iter().cloned();
        facts.extend(write::listed(self.written.verb(), files, 10, " files"));
        facts.extend(self.commits.iter().map(|id| write::committed(id)));
        Report::of_facts(facts).blocks
    }
}

/// The writes to one repository: what can be committed, and separately the files with uncommitted changes, which would
/// keep the rest from being committed.
fn transactions(
    workspace: &Workspace,
    session: &Session<'_>,
    plans: &[OfPlan],
) -> Vec<Transaction> {
    let holds_back = |change: &&Change| session.holds_back(&workspace.absolute(&change.path));
    let mut found = Vec::new();
    for is_held in [false, true] {
        let mut transaction = Transaction::default();
        let (mut number, mut of) = (0, Vec::new());
        for (id, _, mended) in plans {
            let changes = mended.changes.iter();
            let changes: Vec<&Change> = changes
                .filter(|change| holds_back(change) == is_held)
                .collect();
            if changes.is_empty() {
                continue;
            }
            of.push(id.clone());
            number += mended
                .done
                .iter()
                .filter(|(finding, _)| {
                    let place = finding.place.as_ref().map(|place| place.path.as_str());
                    let is_there = |change: &&Change| {
                        place == Some(change.path.as_str()) || place == Some(change.to.as_str())
                    };
                    changes.iter().any(is_there)
                })
                .count();
            let changes = changes.into_iter().cloned();
            let edits = changes.flat_map(|change| edits(session, change));
            transaction.edits.extend(edits);
        }
        if !transaction.is_empty() {
            transaction.message = message(number, of);
            found.push(transaction);
        }
    }
    found
}

/// Why files weren't committed, with the others of the transaction, and what commits them: once they are fixed, nothing is
/// left for `--fix` to do.
fn said_of<'a>(
    workspace: &Opened<'_>,
    folders: impl Iterator<Item = &'a str>,
    transaction: &Transaction,
    reason: &str,
) -> String {
    let paths = transaction.paths();
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let others = paths.iter().filter(|path| !reason.contains(**path));
    let others: Vec<String> = others.map(|path| (*path).to_owned()).collect();
    let Some(why) = reason.strip_suffix(WITH_EDITS) else {
        return format!("{reason}{}", neither(&others));
    };
    let plans: Vec<Plan> = folders
        .filter_map(|folder| workspace.read_plan(folder).ok())
        .collect();
    let there = paths
        .iter()
        .filter(|path| workspace.absolute(path).exists());
    let commands: Vec<String> = there.map(|path| committing(&plans, path)).collect();
    format!("{why}{}; {} commits them", neither(&others), few(&commands))
}

/// The command that commits a fixed file with its other changes.
fn committing(plans: &[Plan], path: &str) -> String {
    let mut records = plans
        .iter()
        .flat_map(|plan| plan.records.iter().map(move |record| (plan, record)));
    let record = records.find(|(_, record)| record.path == path && !record.is_page);
    match record {
        Some((plan, record)) => {
            let record = Invocation::of("record").on(plan.name_of(record));
            format!("`{}`", record.flag("--with-edits"))
        }
        None => format!("`git commit {}`", typed(path)),
    }
}

fn neither(others: &[String]) -> String {
    if others.is_empty() {
        String::new()
    } else {
        format!("; nor was {}", few(others))
    }
}

/// The first of some words.
fn few(words: &[String]) -> String {
    const SHOWN: usize = 3;
    let some: Vec<&str> = words.iter().take(SHOWN).map(String::as_str).collect();
    let more = match words.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("{}{more}", some.join(", "))
}

fn edits(session: &Session<'_>, change: Change) -> Vec<Edit> {
    let (before, after) = (change.before.into_bytes(), change.after.into_bytes());
    if change.path == change.to {
        return vec![Edit::Change {
            path: change.path,
            before,
            after,
        }];
    }
    let (path, bytes) = (change.to, after);
    let made = Edit::Create {
        path,
        bytes,
        is_program: session.is_program(&change.path),
    };
    let path = change.path;
    vec![made, Edit::Remove { path, before }]
}

fn message(number: usize, plans: Vec<String>) -> Message {
    let of = match plans.as_slice() {
        [one] => one.clone(),
        several => Count(several.len(), "plan").to_string(),
    };
    let things = Count(number, "thing");
    Message {
        subject: format!("check --fix: {things} mended in {of}"),
        command: "check",
        plans,
        ..Message::default()
    }
}

fn line_of(finding: &Finding, done: &str) -> String {
    let place = finding.place.as_ref().map(ToString::to_string);
    format!("{} {}: {done}", finding.code, place.unwrap_or_default())
}
