//! `--fix`: what rules would mend becomes one transaction, and one commit.

use crate::check::{Change, Mended};
use crate::commands::App;
use crate::commands::write::{self, Session, Written};
use crate::error::CommandError;
use crate::model::Finding;
use crate::report::{Block, Cell};
use crate::store::{Edit, Message, Transaction, Workspace};
use schemars::JsonSchema;
use serde::Serialize;

/// What `--fix` mended, or with `--dry-run` would mend.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Fixed {
    /// One for each finding that was mended, in the order of plans and rules.
    pub mended: Vec<MendedFinding>,
    /// What was written.
    #[serde(flatten)]
    pub written: Written,
}

/// A finding that was mended.
#[derive(Debug, Serialize, JsonSchema)]
pub struct MendedFinding {
    /// The finding's code.
    pub code: &'static str,
    /// The file it was found in, relative to the workspace.
    pub path: Option<String>,
    /// The line, counted from 1, as it was before anything was mended in the file.
    pub line: Option<usize>,
    /// What had been found.
    pub message: String,
    /// What was done about it.
    pub done: String,
}

impl Fixed {
    /// Writes what was mended in memory; gives what came of it, for scripts and for people.
    pub fn apply(
        app: &App<'_>,
        workspace: &Workspace,
        session: &Session,
        mended: Vec<(String, Mended)>,
    ) -> Result<(Self, Vec<Block>), CommandError> {
        let mut transaction = Transaction::default();
        let mut all = Vec::new();
        for (plan, mended) in mended {
            if mended.changes.is_empty() {
                continue;
            }
            transaction.message.plans.push(plan);
            transaction
                .edits
                .extend(mended.changes.into_iter().flat_map(edits));
            all.extend(mended.done);
        }
        transaction.message = message(all.len(), transaction.message.plans);
        let gone = transaction.edits.iter().filter_map(|edit| match edit {
            Edit::Remove { path, .. } => Some(path.clone()),
            _ => None,
        });
        let gone: Vec<String> = gone.collect();
        let mut written = if transaction.is_empty() {
            Written {
                written: Vec::new(),
                commit: None,
                not_committed: None,
                dry_run: app.global.dry_run,
            }
        } else {
            app.apply(workspace, session, &transaction)?
        };
        written.written.retain(|path| !gone.contains(path));
        let verb = if written.dry_run {
            "would mend"
        } else {
            "mended"
        };
        let mut facts: Vec<(String, Cell)> = all
            .iter()
            .map(|(finding, done)| (verb.to_owned(), Cell::text(line_of(finding, done))))
            .collect();
        let mut blocks = write::report(&written, 10).blocks;
        match blocks.first_mut() {
            Some(Block::Facts(first)) => {
                facts.append(first);
                *first = facts;
            }
            _ if facts.is_empty() => {}
            _ => blocks.push(Block::Facts(facts)),
        }
        let mended = all
            .into_iter()
            .map(|(finding, done)| MendedFinding {
                code: finding.code,
                path: finding.place.as_ref().map(|place| place.path.clone()),
                line: finding.place.as_ref().and_then(|place| place.line),
                message: finding.message,
                done,
            })
            .collect();
        Ok((Self { mended, written }, blocks))
    }
}

fn edits(change: Change) -> Vec<Edit> {
    let (before, after) = (change.before.into_bytes(), change.after.into_bytes());
    if change.path == change.to {
        return vec![Edit::Change {
            path: change.path,
            before,
            after,
        }];
    }
    vec![
        Edit::Create {
            path: change.to,
            bytes: after,
        },
        Edit::Remove {
            path: change.path,
            before,
        },
    ]
}

fn message(number: usize, plans: Vec<String>) -> Message {
    let of = match plans.as_slice() {
        [one] => one.clone(),
        several => format!("{} plans", several.len()),
    };
    let things = if number == 1 { "thing" } else { "things" };
    Message {
        subject: format!("check --fix: {number} {things} mended in {of}"),
        command: "check",
        plans,
        ..Message::default()
    }
}

fn line_of(finding: &Finding, done: &str) -> String {
    let place = finding.place.as_ref().map(ToString::to_string);
    format!("{} {}: {done}", finding.code, place.unwrap_or_default())
}
