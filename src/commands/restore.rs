//! `redesign restore`

use crate::app::past::{Of, Picked, TargetVersions};
use crate::app::target::{self, Target};
use crate::app::write::{self, Session, Written};
use crate::app::{App, Command, Formats, Reply};
use crate::document::MAX_BYTES;
use crate::error::CommandError;
use crate::model::{Plan, Record, codes};
use crate::queries::moment;
use crate::store::{Edit, Message, Transaction, Workspace, read_bytes};

/// Restore an old version as a new one
///
/// History stays: the old text becomes the newest version. For a plan or a repeatable activity, every record of that
/// time is restored; later records stay.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// PLAN@VERSION, PLAN/ACTIVITY@VERSION or PLAN/ACTIVITY/RECORD@VERSION; a version is v2, a revision or a date
    #[arg(value_name = "PLAN[/ACTIVITY[/RECORD]]@VERSION")]
    target: String,
    /// Commit changes made by hand first, as their own version; otherwise they prevent the restore
    #[arg(long)]
    with_edits: bool,
    /// The reason, for the commit message
    #[arg(short, value_name = "WHY")]
    message: Option<String>,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "restore";
    const FORMATS: Formats = Formats::Only(&["table", "json"]);
    type Data = Written;

    fn run(self, app: &App<'_>) -> Result<Reply<Written>, CommandError> {
        let workspace = app.workspace()?;
        let target = target::find_version(&workspace, &self.target)?;
        let name = target.name();
        let words = target.version.as_ref().ok_or_else(|| {
            CommandError::usage("say which version to restore").hint(format!(
                "redesign restore {name}@v1; `redesign log {name}` lists the versions"
            ))
        })?;
        let versions = TargetVersions::of(&workspace, &target)?;
        let picked = versions.pick(words)?;
        let session = workspace.begin_in(&target.plan.path, self.with_edits)?;
        let restored = Restored {
            workspace: &workspace,
            target: &target,
            versions: &versions,
            picked: &picked,
        };
        let (edits, left) = restored.edits(words)?;
        let is_kept = self.keep_edits(&session, &restored, &edits)?;
        let day = moment::day_of(&workspace, picked.seconds)
            .map_or(String::new(), |day| format!(" of {day}"));
        let subject = format!("restore {name}: {}{day}", picked.name());
        let transaction = Transaction {
            edits,
            message: Message {
                why: self.message.clone(),
                ..target.message("restore", subject)
            },
            ..Transaction::default()
        };
        let written = session.write(&transaction)?;
        let mut notes = Vec::new();
        if transaction.is_empty() {
            notes.push(format!("nothing changed: it is as it was in {words}"));
        }
        if is_kept {
            notes.push("note: uncommitted changes are now a version of their own".to_owned());
        }
        if !left.is_empty() {
            notes.push(format!(
                "note: not in that version, left unchanged: {}",
                left.join(", ")
            ));
        }
        let reply = Reply {
            next: Some(format!("redesign show {name}")),
            notes,
            ..Reply::new(written.clone(), write::report(&written, 20, []))
        };
        Ok(session.told(&written, reply))
    }
}

impl Arguments {
    /// Uncommitted text would be lost for good: with `--with-edits` it is committed first, otherwise this is an error.
    /// Returns whether there was any.
    fn keep_edits(
        &self,
        session: &Session<'_>,
        restored: &Restored<'_>,
        edits: &[Edit],
    ) -> Result<bool, CommandError> {
        let history = &restored.versions.history;
        let mut dirty = Vec::new();
        for edit in edits {
            if let Edit::Change { path, .. } = edit {
                dirty.extend(history.uncommitted(path)?);
            }
        }
        let Some(first) = dirty.first().cloned() else {
            return Ok(false);
        };
        if !self.with_edits {
            return Err(CommandError::new(
                codes::NOT_COMMITTED,
                format!("\"{first}\" has uncommitted changes that would be lost"),
            )
            .hint("nothing was changed; --with-edits commits them first"));
        }
        let target = restored.target;
        let subject = format!("record {}: edited by hand", target.name());
        let kept = session.write(&Transaction {
            edits: dirty.into_iter().map(|path| Edit::Keep { path }).collect(),
            message: target.message("record", subject),
            ..Transaction::default()
        })?;
        if kept.commit.is_some() || kept.dry_run {
            return Ok(true);
        }
        let why = kept
            .not_committed
            .unwrap_or_else(|| "no commit was made".to_owned());
        Err(CommandError::new(
            codes::NOT_COMMITTED,
            format!(
                "\"{first}\" has changes that would be lost and can't be committed first: {why}"
            ),
        )
        .hint("nothing was changed; commit them with git, then restore"))
    }
}

struct Restored<'a> {
    workspace: &'a Workspace,
    target: &'a Target,
    versions: &'a TargetVersions<'a>,
    picked: &'a Picked,
}

impl Restored<'_> {
    /// What to write, and the later records.
    fn edits(&self, words: &str) -> Result<(Vec<Edit>, Vec<String>), CommandError> {
        if let Of::File(path) = &self.versions.of {
            let edit = self.edit(&self.picked.path, path)?;
            return Ok((edit.into_iter().collect(), Vec::new()));
        }
        let now = &self.target.plan;
        let then = self.versions.plan_at(self.picked, words)?;
        let wanted = self.target.activity().map(|activity| &activity.id);
        let is_wanted = |plan: &Plan, record: &Record| {
            wanted.is_none_or(|wanted| plan.toolkit.activity(record.activity).id == *wanted)
        };
        let place = |plan: &Plan, path: &str| {
            let inside = path.strip_prefix(&plan.path).unwrap_or(path);
            format!("{}{inside}", now.path)
        };
        let mut edits = Vec::new();
        let mut there = Vec::new();
        for record in then
            .records
            .iter()
            .filter(|record| is_wanted(&then, record))
        {
            let path = place(&then, &record.path);
            edits.extend(self.edit(&record.path, &path)?);
            there.push(path);
        }
        let left = now
            .records
            .iter()
            .filter(|record| is_wanted(now, record) && !there.contains(&record.path))
            .map(|record| record.path.clone())
            .collect();
        Ok((edits, left))
    }

    /// The edit that restores a file; `None` if it is unchanged.
    fn edit(&self, from: &str, to: &str) -> Result<Option<Edit>, CommandError> {
        let old = self.versions.history.bytes_at(&self.picked.commit, from)?;
        let Some(old) = old else { return Ok(None) };
        let place = self.workspace.follow(to)?;
        if !place.exists() {
            return Ok(write::edit(to, None, old));
        }
        let now = read_bytes(&place, MAX_BYTES).map_err(|unreadable| {
            let message = format!("\"{to}\": {}", unreadable.message);
            CommandError::new(codes::IO, message).hint(unreadable.help)
        })?;
        Ok(write::edit(to, Some(&now), in_line_ends_of(&now, old)))
    }
}

/// Uses the line ends of the current file; git may store others.
fn in_line_ends_of(now: &[u8], old: Vec<u8>) -> Vec<u8> {
    let has = |bytes: &[u8]| bytes.windows(2).any(|pair| pair == b"\r\n");
    if !has(now) || has(&old) {
        return old;
    }
    let mut bytes = Vec::with_capacity(old.len() + old.len() / 32);
    for byte in old {
        if byte == b'\n' {
            bytes.push(b'\r');
        }
        bytes.push(byte);
    }
    bytes
}
