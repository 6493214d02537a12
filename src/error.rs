//! The one error type of commands: what happened, its exit code, and hints, all added here.

use crate::exit::Exit;
use crate::model::quote::typed;
use crate::model::{Finding, Unfit, codes, nearest};
use crate::store::{BrokenPlan, StoreError, Underway};
use crate::system;
use crate::template::TemplateError;
use std::io::ErrorKind;

pub fn exit_of(code: &str) -> Exit {
    match code.as_bytes() {
        _ if code == codes::CANCELLED => Exit::Cancelled,
        [b'U', ..] => Exit::Usage,
        [b'R', ..] => Exit::Refused,
        [b'S', ..] => Exit::Surroundings,
        [b'B', ..] => Exit::Bug,
        _ => Exit::Broken,
    }
}

#[derive(Debug)]
pub struct CommandError {
    pub exit: Exit,
    /// Lower case, no full stop, names as typed.
    pub message: String,
    /// How to fix it, usually a command to type.
    pub hints: Vec<String>,
    pub code: &'static str,
    /// The broken file that caused it, if any.
    pub finding: Option<Box<Finding>>,
    /// Everything that is wrong with what was given, if that is more than one thing.
    pub mistakes: Vec<Finding>,
}

impl CommandError {
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            exit: exit_of(code),
            message: message.into(),
            hints: Vec::new(),
            code,
            finding: None,
            mistakes: Vec::new(),
        }
    }

    /// A path leads through a link that isn't followed.
    pub fn refused(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            exit: Exit::Refused,
            ..Self::new(code, message)
        }
    }

    /// A folder can't be listed, so what is in it is unknown.
    pub fn unlisted(finding: Finding) -> Self {
        let error = Self {
            exit: Exit::Surroundings,
            ..Self::broken(finding)
        };
        error.hint(
            "that folder may already contain the record, so it isn't created; nothing was changed",
        )
    }

    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(codes::USAGE, message)
    }

    /// A required file is broken, or behind a link that isn't followed.
    pub fn broken(finding: Finding) -> Self {
        let message = finding.message.clone();
        let error = if finding.refuses {
            Self::refused(finding.code, message)
        } else {
            Self::new(finding.code, message)
        };
        Self {
            finding: Some(Box::new(finding)),
            ..error
        }
    }

    pub fn cancelled() -> Self {
        Self::new(codes::CANCELLED, "cancelled; nothing was written")
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Adds 'did you mean' if a known name is close, and the command that lists them all.
    #[must_use]
    pub fn near(
        mut self,
        typed: &str,
        known: impl IntoIterator<Item = impl ToString>,
        list: &str,
    ) -> Self {
        let known = known.into_iter().map(|name| name.to_string());
        self.hints.push(match nearest(typed, known) {
            Some(name) => format!("did you mean \"{name}\"? {list}"),
            None => list.to_owned(),
        });
        self
    }
}

impl From<Finding> for CommandError {
    fn from(finding: Finding) -> Self {
        Self::broken(finding)
    }
}

impl From<&Box<Finding>> for CommandError {
    fn from(finding: &Box<Finding>) -> Self {
        Self::broken((**finding).clone())
    }
}

impl From<BrokenPlan> for CommandError {
    fn from(broken: BrokenPlan) -> Self {
        Self::broken(broken.finding)
    }
}

/// An answer that doesn't fit, or a record that can't hold answers.
impl From<Unfit> for CommandError {
    fn from(unfit: Unfit) -> Self {
        match unfit {
            Unfit::Answer(misfit) => Self::usage(misfit.message).hint(misfit.help),
            Unfit::Record(finding) => Self::broken(*finding),
        }
    }
}

/// How to complete a partial clone.
pub const COMPLETE: &str = "`git fetch --refetch --no-filter` fetches all of it";

impl From<StoreError> for CommandError {
    #[expect(clippy::too_many_lines, reason = "one arm for each error of the store")]
    fn from(error: StoreError) -> Self {
        const UNCHANGED: &str = "nothing was changed";
        let message = error.to_string();
        let (code, hint) = match error {
            StoreError::Broken(finding) => return Self::broken(*finding),
            StoreError::NoWorkspace { .. } => (
                codes::NO_WORKSPACE,
                "`redesign init` starts a workspace here; `-C DIR` names one elsewhere; `redesign demo` shows an example".to_owned(),
            ),
            StoreError::Io { ref source, .. } => {
                let mend = match source.kind() {
                    ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "make the folder writable; ",
                    ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "free some disk space; ",
                    _ => "",
                };
                (codes::IO, format!("{mend}{UNCHANGED}"))
            }
            StoreError::Exists { .. } => (codes::EXISTS, format!("{UNCHANGED}; choose another name")),
            StoreError::Changed { .. } => (codes::CHANGED, format!("{UNCHANGED}; look at it and run the command again")),
            StoreError::Locked { .. } => {
                (codes::LOCKED, "wait for it to finish, then run the command again".to_owned())
            }
            StoreError::Strange { ref path, is_folder, is_text, .. } => {
                let name = path.to_string_lossy();
                let name = typed(&name);
                let show = if is_text { system::SHOW_TEXT } else { system::SHOW_NAME };
                let remove = if is_folder { system::REMOVE_FOLDER } else { system::REMOVE };
                return Self::new(codes::STRANGE, message)
                    .hint(format!("it may have come with files from somebody else; `{show} {name}` shows it"))
                    .hint(format!("`{remove} {name}` removes it without changing any plan; {UNCHANGED}"));
            }
            StoreError::TooMuch { .. } => {
                (codes::TOO_MUCH, format!("{UNCHANGED}; split it up, such as one plan at a time"))
            }
            StoreError::InTheMiddle(underway) => (codes::UNDER_WAY, finish_first(underway)),
            StoreError::Unmerged(ref path) => (
                codes::UNDER_WAY,
                format!("choose one side at each <<<<<<< in the file, then `git add {path}`; {UNCHANGED}"),
            ),
            StoreError::LeftOut(ref path) => {
                let folder = path.rsplit_once('/').map_or(".", |(folder, _)| folder);
                (codes::NOT_CHECKED_OUT, format!("`git sparse-checkout add {folder}` checks it out; {UNCHANGED}"))
            }
            StoreError::CutOff => {
                (codes::CUT_OFF, format!("`git fetch --unshallow` fetches the full history; {UNCHANGED}"))
            }
            StoreError::LeftOutOfClone => (codes::CUT_OFF, format!("{COMPLETE}; {UNCHANGED}")),
            StoreError::IndexLocked(ref path) => (
                codes::INDEX_LOCKED,
                format!("wait for it to finish; if no git is running, delete {}", path.display()),
            ),
            StoreError::Git { untrusted: Some(ref folder), .. } => (codes::GIT, trusting(folder)),
            StoreError::Untrusted { ref folder, by_git } => {
                let named = if by_git { "" } else { ", and so does `-C` with its name for one command" };
                (codes::UNTRUSTED, format!("{}{named}; {UNCHANGED}", trusting(folder)))
            }
            StoreError::Git { .. } => (codes::GIT, format!("{UNCHANGED}; --no-commit writes without git")),
            StoreError::Stopped => return Self::cancelled(),
            StoreError::AfterCommit { .. } => (
                codes::GIT,
                "everything is written and committed; `git status` shows what is left to do".to_owned(),
            ),
            StoreError::HalfDone { .. } => (
                codes::IO,
                "once that is fixed, the next command that writes undoes the rest, such as `redesign check --fix`".to_owned(),
            ),
            StoreError::CommitRefused { .. } => (
                codes::COMMIT_REFUSED,
                "fix the problem and `git commit` the files, or run the command again with --no-commit".to_owned(),
            ),
        };
        Self::new(code, message).hint(hint)
    }
}

/// How to end the operation git is in.
fn finish_first(underway: Underway) -> String {
    let end = match underway {
        Underway::Commit => "wait for the hook that runs this to finish",
        Underway::Merge => "`git commit` or `git merge --abort`",
        Underway::Rebase => "`git rebase --continue` or `git rebase --abort`",
        Underway::CherryPick => "`git cherry-pick --continue` or `git cherry-pick --abort`",
        Underway::Revert => "`git revert --continue` or `git revert --abort`",
        Underway::Bisect => "`git bisect reset`",
        Underway::Patches => "`git status` says how",
    };
    let open = if underway == Underway::Bisect {
        ""
    } else {
        "; `redesign resolve` lists answers that it left open"
    };
    format!("finish it first: {end}{open}; --no-commit writes without committing")
}

/// The command that makes git trust a folder owned by somebody else.
pub fn trusting(folder: &std::path::Path) -> String {
    let folder = folder.to_string_lossy();
    format!(
        "`git config --global --add safe.directory {}` trusts it",
        typed(&folder)
    )
}

impl From<TemplateError> for CommandError {
    fn from(error: TemplateError) -> Self {
        Self::new(codes::TEMPLATE, error.to_string())
            .hint("`redesign check` names what is wrong with a template")
    }
}
