//! What a repository is in the middle of, how it keeps a file of ours, and what came of a commit.

use std::fmt;
use std::path::Path;

/// Who commits and when, as the surroundings say it.
#[derive(Debug, Clone, Default)]
pub struct Identity {
    /// `GIT_AUTHOR_NAME` and `GIT_AUTHOR_EMAIL`, where both are set.
    pub author: Option<(String, String)>,
    /// `GIT_COMMITTER_NAME` and `GIT_COMMITTER_EMAIL`, where both are set.
    pub committer: Option<(String, String)>,
    /// Seconds since the epoch.
    pub seconds: i64,
    /// Minutes east of UTC.
    pub offset: i32,
    /// Whether variables such as `GIT_CONFIG_GLOBAL` give settings which only git itself reads.
    pub settings_elsewhere: bool,
}

/// Why a path must not be committed by us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Dirt {
    /// It differs from HEAD or the index: somebody's own change.
    Changed,
    /// git is told to ignore it.
    Ignored,
    /// A merge left it unmerged.
    Conflicted,
    /// git is told not to look at it (assume-unchanged), or not to check it out (sparse checkout).
    Hidden,
    /// It lies in a repository of its own.
    Elsewhere,
}

/// What came of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) enum Committed {
    /// A commit of this id.
    As(String),
    /// None: the files are in HEAD as they are.
    NothingNew,
    /// None: git doesn't know who commits.
    NoIdentity,
}

/// What a repository is in the middle of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Underway {
    /// A commit, one of whose hooks runs us.
    Commit,
    /// A merge.
    Merge,
    /// A rebase.
    Rebase,
    /// A cherry-pick, or several.
    CherryPick,
    /// A revert.
    Revert,
    /// A bisect.
    Bisect,
    /// `git am`.
    Patches,
}

/// The file or folder that git keeps meanwhile in the directory of a work tree's own.
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
    /// What is going on in the repository of such a directory.
    pub fn at(own: &Path) -> Option<Self> {
        let found = KEPT.iter().find(|(name, _)| own.join(name).exists());
        found.map(|(_, what)| *what)
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
