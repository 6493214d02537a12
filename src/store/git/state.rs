//! Operations in progress, the state of our files in git, and results of commits.

use std::fmt;
use std::path::{Path, PathBuf};

/// Who commits and when, from the environment.
#[derive(Debug, Clone, Default)]
pub struct Identity {
    /// `GIT_AUTHOR_NAME` and `GIT_AUTHOR_EMAIL`, if both are set.
    pub author: Option<(String, String)>,
    /// `GIT_COMMITTER_NAME` and `GIT_COMMITTER_EMAIL`, if both are set.
    pub committer: Option<(String, String)>,
    /// Seconds since the epoch.
    pub seconds: i64,
    /// Minutes east of UTC.
    pub offset: i32,
    /// Whether variables such as `GIT_CONFIG_GLOBAL` name settings that only git itself reads.
    pub settings_elsewhere: bool,
}

/// How long to wait for another git process.
pub(super) const PATIENCE: std::time::Duration = std::time::Duration::from_secs(2);

/// A commit to make.
#[derive(Debug)]
pub(in crate::store) struct CommitOrder<'a> {
    pub files: Vec<Staged<'a>>,
    pub message: &'a str,
    pub identity: &'a Identity,
    /// HEAD when the files were looked at; `None` before the first commit.
    pub since: Option<&'a str>,
    /// Whether what is staged of these files goes along.
    pub with_edits: bool,
}

/// A file to commit.
#[derive(Debug)]
pub(in crate::store) struct Staged<'a> {
    pub path: PathBuf,
    pub content: StagedBytes<'a>,
    /// Whether a new one may be run; git knows of the others.
    pub is_program: bool,
}

#[derive(Debug, Clone, Copy)]
pub(in crate::store) enum StagedBytes<'a> {
    /// These bytes, whatever is on disk by now.
    Words(&'a [u8]),
    OnDisk,
    Gone,
}

/// Why we must not commit a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Dirt {
    /// It differs from HEAD or the index: somebody else's change.
    Changed,
    Ignored,
    /// It is unmerged.
    Conflicted,
    /// git is told not to look at it (assume-unchanged) or not to check it out (sparse checkout).
    Hidden,
    /// It belongs to another repository.
    Elsewhere,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) enum Committed {
    As {
        /// The commit's id.
        id: String,
        /// Files that a hook changed while git committed them.
        changed: Vec<PathBuf>,
    },
    /// No commit: HEAD already has the files as they are.
    NothingNew,
    /// No commit: git doesn't know the committer.
    NoIdentity,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Underway {
    Commit,
    Merge,
    Rebase,
    CherryPick,
    Revert,
    Bisect,
    /// `git am`.
    Patches,
}

/// The file or folder in the git directory that marks each operation.
const KEPT: [(&str, Underway); 8] = [
    ("rebase-merge", Underway::Rebase),
    ("rebase-apply/rebasing", Underway::Rebase),
    ("rebase-apply", Underway::Patches),
    ("MERGE_HEAD", Underway::Merge),
    ("REVERT_HEAD", Underway::Revert),
    ("CHERRY_PICK_HEAD", Underway::CherryPick),
    ("BISECT_LOG", Underway::Bisect),
    ("sequencer", Underway::CherryPick),
];

impl Underway {
    /// The operation in progress, given a git directory.
    pub fn at(own: &Path) -> Option<Self> {
        KEPT.iter()
            .find(|(name, _)| own.join(name).exists())
            .map(|(_, what)| *what)
    }
}

impl fmt::Display for Underway {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Commit => "a commit",
            Self::Merge => "a merge",
            Self::Rebase => "a rebase",
            Self::CherryPick => "a cherry-pick",
            Self::Revert => "a revert",
            Self::Bisect => "a bisect",
            Self::Patches => "applying patches",
        })
    }
}
