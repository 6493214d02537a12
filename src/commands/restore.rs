//! `redesign restore`

use crate::app::past::{self, Of, Picked, Versions};
use crate::app::target::{self, Target};
use crate::app::write::{self, Session, Written};
use crate::app::{App, Command, Formats, Reply};
use crate::document::MAX_BYTES;
use crate::error::CommandError;
use crate::model::{Plan, codes};
use crate::queries::moment;
use crate::store::{Edit, Message, Transaction, Workspace, read_bytes};
use crate::toolkit::ActivityAt;

/// Bring an old version back, as a new one
///
/// Nothing is taken out of the history: the old text becomes the newest version. Of a plan, or of a repeatable
/// activity, every record that was there then is brought back; records that came later stay as they are.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// PLAN@VERSION, PLAN/ACTIVITY@VERSION or PLAN/ACTIVITY/RECORD@VERSION; a version is v2, a revision or a date
    #[arg(value_name = "PLAN[/ACTIVITY[/RECORD]]@VERSION")]
    target: String,
    /// Commit what was changed by hand first, as a version of its own; without this, such changes are in the way
    #[arg(long)]
    with_edits: bool,
    /// Say why, in the commit's message
    #[arg(short, value_name = "WHY")]
    message: Option<String>,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "restore";
    const FORMATS: Formats = Formats::Only(&["table", "json"]);
    type Data = Written;

    fn run(self, app: &App<'_>) -> Result<Reply<Written>, CommandError> {
        let workspace = app.workspace()?;
        let target = target::find_version(app, &workspace, &self.target)?;
        let name = target.name();
        let Some(words) = &target.version else {
            return Err(
                CommandError::usage("say which version to bring back").hint(format!(
                    "redesign restore {name}@v1; `redesign log {name}` lists the versions"
                )),
            );
        };
        let versions = past::versions(&workspace, &target)?;
        let picked = versions.pick(&workspace, &name, words)?;
        let session = app.begin_in(&workspace, &target.plan.path, self.with_edits)?;
        let restored = Restored {
            workspace: &workspace,
            target: &target,
            versions: &versions,
            picked: &picked,
        };
        let (edits, left) = restored.edits(words)?;
        let kept = self.keep_edits(app, &workspace, &session, &restored, &edits)?;
        let day = moment::day_of(&workspace, picked.seconds)
            .map_or(String::new(), |day| format!(" of {day}"));
        let transaction = Transaction {
            edits,
            message: Message {
                why: self.message.clone(),
                ..message(
                    &target,
                    "restore",
                    format!("restore {name}: {}{day}", picked.name()),
                )
            },
            ..Transaction::default()
        };
        let is_nothing = transaction.is_empty();
        let is_kept = kept.is_some();
        let written = if is_nothing {
            Written::nothing()
        } else {
            app.apply(&workspace, &session, &transaction)?
        };
        let mut reply = Reply {
            next: Some(format!("redesign show {name}")),
            ..Reply::new(written.clone(), write::report(&written, 20))
        };
        if is_nothing {
            reply
                .notes
                .push(format!("nothing changed: it is as it was in {words}"));
        }
        if is_kept {
            reply
                .notes
                .push("note: what was not committed yet is a version of its own now".to_owned());
        }
        if !left.is_empty() {
            reply.notes.push(format!(
                "note: not in that version, left as they are: {}",
                left.join(", ")
            ));
        }
        write::notes(&mut reply, &written, &session);
        Ok(reply)
    }
}

impl Arguments {
    /// Words that are in no commit would be lost for good: they become a version first where that was asked for, and are
    /// in the way otherwise.
    fn keep_edits(
        &self,
        app: &App<'_>,
        workspace: &Workspace,
        session: &Session,
        restored: &Restored<'_>,
        edits: &[Edit],
    ) -> Result<Option<Written>, CommandError> {
        let history = &restored.versions.history;
        let mut dirty = Vec::new();
        for edit in edits
            .iter()
            .filter(|edit| matches!(edit, Edit::Change { .. }))
        {
            dirty.extend(history.uncommitted(edit.path())?);
        }
        let Some(first) = dirty.first().cloned() else {
            return Ok(None);
        };
        let target = restored.target;
        let name = target.name();
        if !self.with_edits {
            return Err(CommandError::new(
                codes::NOT_COMMITTED,
                format!("\"{first}\" holds changes that are not committed, and they would be lost"),
            )
            .hint("nothing was changed; --with-edits makes them a version of their own first"));
        }
        let transaction = Transaction {
            edits: dirty.into_iter().map(|path| Edit::Keep { path }).collect(),
            message: message(target, "record", format!("record {name}: edited by hand")),
            ..Transaction::default()
        };
        let kept = app.apply(workspace, session, &transaction)?;
        if kept.commit.is_none() && !kept.dry_run {
            let why = kept
                .not_committed
                .unwrap_or_else(|| "no commit is made".to_owned());
            return Err(CommandError::new(
                codes::NOT_COMMITTED,
                format!("\"{first}\" holds changes that would be lost, and they can't be kept first: {why}"),
            )
            .hint("nothing was changed; commit them with git, then restore"));
        }
        Ok(Some(kept))
    }
}

struct Restored<'a> {
    workspace: &'a Workspace,
    target: &'a Target,
    versions: &'a Versions,
    picked: &'a Picked,
}

impl Restored<'_> {
    /// What has to be written, and records that came later.
    fn edits(&self, words: &str) -> Result<(Vec<Edit>, Vec<String>), CommandError> {
        if let Of::File(path) = &self.versions.of {
            let edit = self.edit(&self.picked.path, path)?;
            return Ok((edit.into_iter().collect(), Vec::new()));
        }
        let now = &self.target.plan;
        let then = self.versions.plan_at(self.workspace, self.picked, words)?;
        let wanted = self.target.activity().map(|activity| &activity.id);
        let is_wanted = |plan: &Plan, activity: ActivityAt| {
            wanted.is_none_or(|wanted| plan.toolkit.activity(activity).id == *wanted)
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
            .filter(|record| is_wanted(&then, record.activity))
        {
            let path = place(&then, &record.path);
            edits.extend(self.edit(&record.path, &path)?);
            there.push(path);
        }
        let left = now
            .records
            .iter()
            .filter(|record| is_wanted(now, record.activity) && !there.contains(&record.path))
            .map(|record| record.path.clone())
            .collect();
        Ok((edits, left))
    }

    /// The edit that makes a file what it was; nothing where it is so already.
    fn edit(&self, from: &str, to: &str) -> Result<Option<Edit>, CommandError> {
        let old = self.versions.history.bytes_at(&self.picked.commit, from)?;
        let Some(old) = old else { return Ok(None) };
        let place = self.workspace.follow(to)?;
        if !place.exists() {
            return Ok(Some(Edit::Create {
                path: to.to_owned(),
                bytes: old,
            }));
        }
        let now = read_bytes(&place, MAX_BYTES).map_err(|unreadable| {
            let message = format!("\"{to}\": {}", unreadable.message);
            CommandError::new(codes::IO, message).hint(unreadable.help)
        })?;
        let old = in_line_ends_of(&now, old);
        Ok((old != now).then(|| Edit::Change {
            path: to.to_owned(),
            before: now,
            after: old,
        }))
    }
}

/// Message of a commit about what a reference leads to.
fn message(target: &Target, command: &'static str, subject: String) -> Message {
    let known = target.activity();
    Message {
        subject,
        command,
        plans: vec![target.plan.id.to_string()],
        activity: known.map(|activity| activity.id.to_string()),
        ..Message::default()
    }
}

/// git may keep other line ends than the work tree has: what is written has those of the file that is there.
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
