//! What a command will write, as data.

use super::git::ours;
use super::{Identity, StoreError, inside};
use std::borrow::Cow;
use std::path::Path;

/// A write to one file. Paths are relative to the workspace.
#[derive(Debug, Clone)]
pub enum Edit {
    /// A new file.
    Create {
        path: String,
        bytes: Vec<u8>,
        /// Whether it may be run.
        is_program: bool,
    },
    /// A file with known content.
    Change {
        path: String,
        before: Vec<u8>,
        after: Vec<u8>,
    },
    /// Removes a file with known content, and folders that it leaves empty.
    Remove { path: String, before: Vec<u8> },
    /// A file committed as is.
    Keep { path: String },
}

/// A new folder: it appears with all its files or not at all.
#[derive(Debug, Clone)]
pub struct NewFolder {
    /// Relative to the workspace.
    pub path: String,
    /// Names inside the folder, with `/`, and content.
    pub files: Vec<(String, Vec<u8>)>,
}

#[derive(Debug, Clone, Default)]
pub struct Message {
    /// First line: what was recorded.
    pub subject: String,
    pub why: Option<String>,
    /// `Redesign-Plan`
    pub plans: Vec<String>,
    /// `Redesign-Activity`
    pub activity: Option<String>,
    /// `Redesign-Command`: the command that writes, as typed. Every commit of ours has it.
    pub command: &'static str,
    /// `Redesign-Undo`: id of the commit that this one undoes.
    pub undoes: Option<String>,
}

/// Edits that belong together, with the message of their commit.
#[derive(Debug, Clone, Default)]
pub struct Transaction {
    pub folders: Vec<NewFolder>,
    pub edits: Vec<Edit>,
    pub message: Message,
}

/// How to apply a transaction.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    pub commit: bool,
    /// Whether to commit files that already have uncommitted changes.
    pub with_edits: bool,
    pub identity: Identity,
    /// Id of the user who became root for this run (`sudo`).
    pub became_root: Option<u32>,
}

/// Result of a transaction.
#[derive(Debug, Clone, Default)]
pub struct Applied {
    /// Relative to the workspace.
    pub written: Vec<String>,
    pub commit: Option<String>,
    /// Why a requested commit was not made.
    pub not_committed: Option<String>,
    /// Files that a hook of git's changed while they were committed, relative to the workspace.
    pub changed_by_hook: Vec<String>,
}

impl Applied {
    /// Of a transaction that is in a commit.
    pub fn as_commit(transaction: &Transaction, commit: String) -> Self {
        Self {
            written: transaction.written(),
            commit: Some(commit),
            ..Self::default()
        }
    }
}

impl Message {
    pub(super) fn text(&self) -> String {
        let mut text = format!("{}\n", one_line(&self.subject));
        if let Some(why) = self
            .why
            .as_ref()
            .map(|why| why.trim())
            .filter(|why| !why.is_empty())
        {
            text.push_str(&format!("\n{why}\n"));
        }
        debug_assert!(
            self.subject.is_empty() || !self.command.is_empty(),
            "every commit says which command made it, so that `undo` finds it"
        );
        text.push('\n');
        let plans = self.plans.iter().map(|plan| (ours::PLAN, plan.as_str()));
        let activity = self
            .activity
            .iter()
            .map(|activity| (ours::ACTIVITY, activity.as_str()));
        let undoes = self.undoes.iter().map(|id| (ours::UNDO, id.as_str()));
        let command = std::iter::once((ours::COMMAND, self.command));
        for (key, value) in plans.chain(activity).chain(command).chain(undoes) {
            text.push_str(&format!("{key}: {value}\n"));
        }
        text
    }
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Edit {
    /// Relative to the workspace.
    pub fn path(&self) -> &str {
        match self {
            Self::Create { path, .. }
            | Self::Change { path, .. }
            | Self::Remove { path, .. }
            | Self::Keep { path } => path,
        }
    }

    fn path_mut(&mut self) -> &mut String {
        match self {
            Self::Create { path, .. }
            | Self::Change { path, .. }
            | Self::Remove { path, .. }
            | Self::Keep { path } => path,
        }
    }
}

impl Transaction {
    /// Paths of all files in it, relative to the workspace, in order.
    pub fn paths(&self) -> Vec<String> {
        let in_folders = self.folders.iter().flat_map(|folder| {
            folder
                .files
                .iter()
                .map(move |(name, _)| format!("{}/{name}", folder.path))
        });
        let mut paths: Vec<String> = in_folders
            .chain(self.edits.iter().map(|edit| edit.path().to_owned()))
            .collect();
        paths.sort();
        paths.dedup();
        paths
    }

    /// Whether there is nothing to write or commit.
    pub fn is_empty(&self) -> bool {
        self.folders.is_empty() && self.edits.is_empty()
    }

    /// Files that are written, relative to the workspace, in order.
    pub(super) fn written(&self) -> Vec<String> {
        let is_kept = |edit: &&Edit| matches!(edit, Edit::Keep { .. });
        let kept: Vec<&str> = self.edits.iter().filter(is_kept).map(Edit::path).collect();
        let mut paths = self.paths();
        paths.retain(|path| !kept.contains(&path.as_str()));
        paths
    }

    /// The same writes with links in their paths resolved.
    pub(super) fn behind_links(&self, root: &Path) -> Result<Cow<'_, Self>, StoreError> {
        let folders = self.folders.iter().map(|folder| folder.path.as_str());
        let mut is_plain = true;
        for path in folders.chain(self.edits.iter().map(Edit::path)) {
            is_plain &= inside::real(root, path)? == path;
        }
        if is_plain {
            return Ok(Cow::Borrowed(self));
        }
        let mut behind = self.clone();
        let folders = behind.folders.iter_mut().map(|folder| &mut folder.path);
        for path in folders.chain(behind.edits.iter_mut().map(Edit::path_mut)) {
            *path = inside::real(root, path)?;
        }
        Ok(Cow::Owned(behind))
    }
}
