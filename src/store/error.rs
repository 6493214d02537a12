//! What can go wrong with files and git: what happened and where. Hints are added in `error.rs`.

use super::git::Underway;
use crate::model::Finding;
use std::path::PathBuf;

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No `redesign.toml` in this directory or above it.
    #[error("no workspace here: no redesign.toml in \"{}\" or above it", .0.display())]
    NoWorkspace(PathBuf),
    /// A file that a command can't do without is broken.
    #[error("{}", .0.message)]
    Broken(Box<Finding>),
    /// A system call failed.
    #[error("can't {doing} \"{}\": {}", .path.display(), reason(.source))]
    Io {
        /// What was being done.
        doing: &'static str,
        /// To what.
        path: PathBuf,
        /// Why it failed.
        source: std::io::Error,
    },
    /// A file that was to be created is there already. Its path, as those below, is relative to the workspace.
    #[error("\"{0}\" is there already")]
    Exists(String),
    /// A file changed between being read and being written.
    #[error("\"{0}\" was changed by somebody else in the meantime")]
    Changed(String),
    /// Another process holds the lock, which says this of it.
    #[error("another redesign is writing here ({0})")]
    Locked(String),
    /// A file that isn't one, or may be somebody else's, where a lock, a journal or a file for git is looked for.
    #[error("\"{}\" is not used: {why}", .path.display())]
    Strange {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
        /// Whether it is a folder.
        is_folder: bool,
        /// Whether it can be read as a file.
        is_text: bool,
    },
    /// More than can be noted before it is written.
    #[error("this writes more at once than {} MiB", .most / (1024 * 1024))]
    TooMuch {
        /// The most that can be, in bytes.
        most: u64,
    },
    /// The repository is in the middle of something.
    #[error("the repository is in the middle of {0}")]
    InTheMiddle(Underway),
    /// A merge left a file in conflict.
    #[error("a merge left \"{0}\" in conflict")]
    Unmerged(String),
    /// git keeps a file which a sparse checkout leaves out.
    #[error("\"{0}\" is in git, but not checked out here (sparse checkout)")]
    LeftOut(String),
    /// What was before a commit isn't here.
    #[error("what was there before the last command isn't in this shallow clone")]
    CutOff,
    /// Another git process holds the index, by this file.
    #[error("the repository is locked by another git process")]
    IndexLocked(PathBuf),
    /// git failed.
    #[error("git: can't {doing}: {message}")]
    Git {
        /// What was being done.
        doing: &'static str,
        /// What git says.
        message: String,
        /// The directory that git refused because somebody else owns it.
        untrusted: Option<PathBuf>,
    },
    /// Nothing is written in somebody else's workspace.
    #[error("nothing is written in \"{}\": it belongs to somebody else", .folder.display())]
    Untrusted {
        /// What the user may trust.
        folder: PathBuf,
        /// Whether it is git that doesn't trust it; else nobody chose the workspace.
        by_git: bool,
    },
    /// A commit was refused by a hook or by signing, in git's words; the files are written.
    #[error("the files are written, but git did not commit them: {0}")]
    CommitRefused(String),
}

impl StoreError {
    /// An I/O failure with what was done and to what.
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

    /// A failure of libgit2 with what was done.
    pub fn git(doing: &'static str) -> impl Fn(git2::Error) -> Self + Copy {
        move |error| Self::by_git(doing, error.message())
    }

    /// A name where something of ours or of git's is looked for, and that isn't used.
    pub(super) fn strange(path: impl Into<PathBuf>, why: impl Into<String>) -> Self {
        Self::Strange {
            path: path.into(),
            why: why.into(),
            is_folder: false,
            is_text: false,
        }
    }

    /// That git can't do something, in its words or in ours.
    pub(super) fn by_git(doing: &'static str, message: impl Into<String>) -> Self {
        Self::Git {
            doing,
            message: message.into(),
            untrusted: None,
        }
    }
}

/// A link that isn't followed, or a file that a command can't do without and that is broken.
impl From<Finding> for StoreError {
    fn from(finding: Finding) -> Self {
        Self::Broken(Box::new(finding))
    }
}

/// An I/O error's reason without the number of the operating system.
pub(super) fn reason(error: &std::io::Error) -> String {
    let words = error.to_string();
    words
        .split(" (os error")
        .next()
        .unwrap_or(&words)
        .to_lowercase()
}
