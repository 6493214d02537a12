//! Failures of files and git: what happened and where. Hints are added in `error.rs`.

use super::git::Underway;
use crate::model::Finding;
use std::path::PathBuf;

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No `redesign.toml` in this directory or above it.
    #[error("no workspace here: no redesign.toml in \"{}\" or above it", .0.display())]
    NoWorkspace(PathBuf),
    /// A required file is broken.
    #[error("{}", .0.message)]
    Broken(Box<Finding>),
    #[error("can't {doing} \"{}\": {}", .path.display(), reason(.source))]
    Io {
        doing: &'static str,
        path: PathBuf,
        source: std::io::Error,
    },
    /// A file to be created exists. Its path, like those below, is relative to the workspace.
    #[error("\"{0}\" already exists")]
    Exists(String),
    /// A file changed after it was read.
    #[error("\"{0}\" was changed by somebody else")]
    Changed(String),
    /// Another process holds the lock; the lock file says which.
    #[error("another redesign is writing here ({0})")]
    Locked(String),
    /// A lock, journal or git file that isn't a regular file or may be somebody else's.
    #[error("\"{}\" can't be used: {why}", .path.display())]
    Strange {
        path: PathBuf,
        why: String,
        is_folder: bool,
        /// Whether its text can be shown.
        is_text: bool,
    },
    /// More than the journal can hold.
    #[error("this would write more than {} MiB at once", .most / (1024 * 1024))]
    TooMuch {
        /// The limit in bytes.
        most: u64,
    },
    #[error("the repository is in the middle of {0}")]
    InTheMiddle(Underway),
    #[error("a merge left \"{0}\" in conflict")]
    Unmerged(String),
    /// git tracks a file that sparse checkout leaves out.
    #[error("\"{0}\" is in git, but not checked out here (sparse checkout)")]
    LeftOut(String),
    /// The commit's parent isn't in this clone.
    #[error("this shallow clone lacks the commit before the last command")]
    CutOff,
    /// An object isn't in this partial clone.
    #[error("this clone is partial, and git left out what this needs of its history")]
    LeftOutOfClone,
    /// Another git process holds this lock file of the index.
    #[error("the repository is locked by another git process")]
    IndexLocked(PathBuf),
    #[error("git: can't {doing}: {message}")]
    Git {
        doing: &'static str,
        message: String,
        /// The directory git refused because somebody else owns it.
        untrusted: Option<PathBuf>,
    },
    /// The workspace belongs to somebody else.
    #[error("can't write in \"{}\": it belongs to somebody else", .folder.display())]
    Untrusted {
        folder: PathBuf,
        /// Whether git refused it; otherwise the user didn't choose the workspace.
        by_git: bool,
    },
    /// git failed after its commit, such as in a hook.
    #[error("commit {} was made, but then git failed: {why}", commit.get(..7).unwrap_or(commit))]
    AfterCommit {
        commit: String,
        why: String,
        /// Whether a signal ended git.
        is_stopped: bool,
    },
    /// A signal ended git before its commit.
    #[error("cancelled; nothing was written")]
    Stopped,
    /// A write failed, and undoing what was written before it failed, too.
    #[error("{why}; undoing it failed, too ({undoing}), so {stands}")]
    HalfDone {
        why: Box<StoreError>,
        undoing: Box<StoreError>,
        /// Which files hold their new text.
        stands: String,
    },
    /// A hook or signing refused the commit; the files are written.
    #[error("the files are written, but git did not commit them: {0}")]
    CommitRefused(String),
}

impl StoreError {
    pub fn io(
        doing: &'static str,
        path: impl Into<PathBuf>,
    ) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io {
            doing,
            path,
            source,
        }
    }

    pub fn git(doing: &'static str) -> impl Fn(git2::Error) -> Self + Copy {
        move |error| Self::by_git(doing, error.message())
    }

    /// Whether everything is as it was before the transaction that failed.
    pub fn leaves_nothing(&self) -> bool {
        !matches!(
            self,
            Self::CommitRefused(_) | Self::AfterCommit { .. } | Self::HalfDone { .. }
        )
    }

    /// A file of ours or of git's that can't be used.
    pub(super) fn strange(path: impl Into<PathBuf>, why: impl Into<String>) -> Self {
        Self::Strange {
            path: path.into(),
            why: why.into(),
            is_folder: false,
            is_text: false,
        }
    }

    /// git can't do something; `message` is git's or ours.
    pub fn by_git(doing: &'static str, message: impl Into<String>) -> Self {
        Self::Git {
            doing,
            message: message.into(),
            untrusted: None,
        }
    }
}

/// A link that isn't followed, or a required file that is broken.
impl From<Finding> for StoreError {
    fn from(finding: Finding) -> Self {
        Self::Broken(Box::new(finding))
    }
}

/// An I/O error's text without the operating system's error number.
pub(super) fn reason(error: &std::io::Error) -> String {
    let words = error.to_string();
    words
        .split(" (os error")
        .next()
        .unwrap_or(&words)
        .to_lowercase()
}
