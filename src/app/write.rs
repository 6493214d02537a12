//! What writing commands share: the lock, preview or application of the transaction, and its report.

use super::{Opened, Reply};
use crate::context::Context;
use crate::error::CommandError;
use crate::model::{Finding, codes};
use crate::report::{Cell, Report};
use crate::store::{
    Applied, Edit, Git, Lock, Pending, PlanFiles, Recovered, Repository, StoreError, Terms,
    Transaction,
};
use crate::system::beside;
use schemars::JsonSchema;
use serde::Serialize;
use std::path::Path;

/// Result of a command that writes.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct Written {
    /// Files that were written (with `--dry-run`: would be), relative to the workspace.
    pub written: Vec<String>,
    /// Id of the commit; null if none was made.
    pub commit: Option<String>,
    /// Why a requested commit was not made; null otherwise.
    pub not_committed: Option<String>,
    /// True if `--dry-run` kept files from being written.
    pub dry_run: bool,
    /// Files that a hook of git's changed while they were committed.
    #[serde(skip)]
    pub changed_by_hook: Vec<String>,
}

impl Written {
    pub fn preview(transaction: &Transaction) -> Self {
        Self {
            written: transaction.paths(),
            dry_run: true,
            ..Self::default()
        }
    }

    pub fn verb(&self) -> &'static str {
        if self.dry_run { "would write" } else { "wrote" }
    }
}

/// A workspace open for writing; nobody else can write to it meanwhile.
pub struct Session<'a> {
    workspace: &'a Opened<'a>,
    repository: Repository,
    terms: Terms,
    _lock: Option<Lock>,
}

impl<'a> Opened<'a> {
    /// Opens the repository (unless nothing is to be committed) and takes the lock.
    pub fn begin(&'a self, with_edits: bool) -> Result<Session<'a>, CommandError> {
        self.begin_in("", with_edits)
    }

    /// Like [`Opened::begin`], for a plan's folder relative to the workspace: a plan that is its own repository has its
    /// own lock, commits and unfinished writes.
    pub fn begin_in(&'a self, plan: &str, with_edits: bool) -> Result<Session<'a>, CommandError> {
        self.begin_with(plan, with_edits, !self.app.global.no_commit)
    }

    /// Refuses to write if somebody else's files control what happens, before anything is asked or run.
    pub fn refuse_strangers(&self, plan: &str) -> Result<(), CommandError> {
        let became_root = self.app.context.became_root();
        Ok(self.refuse_of_strangers(&self.absolute(plan), became_root)?)
    }

    /// Like [`Opened::begin_in`]; commits only if asked to.
    pub fn begin_with(
        &'a self,
        plan: &str,
        with_edits: bool,
        with_commit: bool,
    ) -> Result<Session<'a>, CommandError> {
        let (context, dry_run) = (self.app.context, self.app.global.dry_run);
        let folder = if plan.is_empty() {
            self.root.clone()
        } else {
            self.follow(plan)?
        };
        if self.commit().is_some() {
            return Err(
                CommandError::usage("can't write to a bare repository: it has no files")
                    .hint("`git clone` it and run the command in the clone"),
            );
        }
        let became_root = context.became_root();
        self.refuse_of_strangers(&folder, became_root)?;
        let commit = self.config.git.commit && with_commit;
        let mut repository = Repository::around(&folder, commit)?;
        if !dry_run {
            repository.refuse_links_out()?;
            repository = repository.for_writing();
        }
        context.heed_signals();
        if commit {
            repository.refuse_in_between()?;
        }
        if let (Some(git), true) = (repository.git(), commit) {
            git.refuse_in_a_hook(context.index_of_hook().as_deref())?;
        }
        let who = format!("process {}, since {}", std::process::id(), context.now());
        // A preview writes nothing, not even a lock.
        let lock = (!dry_run)
            .then(|| self.lock(&repository, &who))
            .transpose()?;
        let terms = Terms {
            commit,
            with_edits,
            identity: context.identity(&self.config.time_zone()),
            became_root,
        };
        if lock.is_some() {
            self.take_up(&repository, &terms)?;
            if commit {
                repository.read_ahead(Context::hold_signals);
            }
        }
        Ok(Session {
            workspace: self,
            repository,
            terms,
            _lock: lock,
        })
    }

    /// The finding about an interrupted run, and what the next command that writes will do about it.
    pub fn interrupted(&self) -> Option<Finding> {
        let terms = Terms {
            became_root: self.app.context.became_root(),
            ..Terms::default()
        };
        if self.commit().is_some() {
            return None;
        }
        let (will, paths) = match self.pending(&terms)? {
            Pending::ToFinish(paths) => ("will finish it", paths),
            Pending::ToTakeBack(paths) => ("will undo what it wrote", paths),
            Pending::Left(paths) => (
                "will leave its files as they are, since a commit was made after it",
                paths,
            ),
            Pending::Changed(paths) => (
                "will leave its files as they are, since somebody has changed them",
                paths,
            ),
            Pending::Unusable(error) => {
                let why = format!(
                    "the last command was interrupted, and what it noted can't be used: {error}"
                );
                let error = CommandError::from(error);
                let help = error.hints.join("; ");
                return Some(Finding::warning(codes::INTERRUPTED, why).with_help(help));
            }
        };
        let shown: Vec<String> = paths.iter().take(3).cloned().collect();
        let more = match paths.len().saturating_sub(shown.len()) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let message = format!(
            "the last command was interrupted; the next one that writes {will}: {}{more}",
            shown.join(", ")
        );
        let mut help = "`redesign check --fix` is one that writes".to_owned();
        let git = Git::around(&self.root).ok().flatten();
        if let Some(lock) = git.and_then(|git| git.lock_in_the_way()) {
            help.push_str(&format!(
                "; it needs {}, which another git process holds: wait for that to finish, or if no git is running, delete the file",
                lock.display()
            ));
        }
        Some(Finding::warning(codes::INTERRUPTED, message).with_help(help))
    }

    /// Finishes or undoes an interrupted run, and says so.
    fn take_up(&self, repository: &Repository, terms: &Terms) -> Result<(), CommandError> {
        let recover = || self.recover(repository, terms);
        let done = match self.app.context.uninterrupted(recover)? {
            None => return Ok(()),
            Some(Recovered::Finished { finished, edited }) => {
                let mixed = ("what somebody has changed since is in its commit", edited);
                let mixed = Some(mixed).filter(|(_, paths)| !paths.is_empty());
                let finished = [("it was finished", finished)];
                finished.into_iter().chain(mixed).collect()
            }
            Some(Recovered::TakenBack { undone, changed }) if changed.is_empty() => {
                vec![("its writes were undone", undone)]
            }
            Some(Recovered::TakenBack { undone, changed }) => {
                let kept = ("what somebody has changed since was left as it is", changed);
                let undone = Some(("its writes were undone", undone));
                undone
                    .filter(|(_, paths)| !paths.is_empty())
                    .into_iter()
                    .chain([kept])
                    .collect()
            }
        };
        let done = done.into_iter().map(|(what, paths)| {
            let colon = if paths.is_empty() { "" } else { ": " };
            format!("{what}{colon}{}", paths.join(", "))
        });
        let done: Vec<String> = done.collect();
        let note = format!(
            "note: the last command was interrupted; {}",
            done.join("; ")
        );
        self.app.note(&note);
        Ok(())
    }
}

impl Session<'_> {
    /// Writes a transaction; with `--dry-run` only says what it would write; does nothing if it is empty.
    pub fn write(&self, transaction: &Transaction) -> Result<Written, CommandError> {
        if transaction.is_empty() {
            return Ok(Written::default());
        }
        let app = self.workspace.app;
        if app.global.dry_run {
            for path in transaction.paths() {
                self.workspace.follow(&path)?;
            }
            return Ok(Written::preview(transaction));
        }
        let (repository, terms) = (&self.repository, &self.terms);
        let root = &self.workspace.root;
        let write = || {
            let applied = match transaction.apply(root, repository, terms) {
                // A signal ended git in a hook after its commit.
                Err(StoreError::AfterCommit {
                    commit,
                    is_stopped: true,
                    ..
                }) => Applied::as_commit(transaction, commit),
                applied => applied?,
            };
            let is_committed = applied.commit.is_some();
            Ok((applied, is_committed))
        };
        let applied = app.context.writing(write, StoreError::leaves_nothing)?;
        Ok(Written {
            written: applied.written,
            commit: applied.commit,
            not_committed: applied.not_committed,
            dry_run: false,
            changed_by_hook: applied.changed_by_hook,
        })
    }

    /// The same, while another thread makes something.
    pub fn write_beside<T: Send>(
        &self,
        transaction: &Transaction,
        other: impl FnOnce() -> T + Send,
    ) -> Result<(Written, Option<T>), CommandError> {
        let (written, seen) = beside(|| self.write(transaction), other);
        Ok((written?, seen))
    }

    /// Adds the commit and any surprises of the write to the reply.
    #[must_use]
    pub fn told<T>(&self, written: &Written, mut reply: Reply<T>) -> Reply<T> {
        reply.notes.extend(self.words(written));
        reply.commit = written.commit.clone().or_else(|| self.head());
        reply.is_report_of_work = true;
        reply
    }

    /// What is surprising about a write.
    pub fn words(&self, written: &Written) -> Vec<String> {
        let mut words = Vec::new();
        if let Some(reason) = &written.not_committed {
            words.push(format!("not committed: {reason}"));
        }
        if !written.changed_by_hook.is_empty() {
            words.push(format!(
                "note: a git hook changed {} while it was committed; `git show` shows the commit, and `git status` what is left to commit",
                written.changed_by_hook.join(", ")
            ));
        }
        if written.commit.is_some() && self.git().is_some_and(Git::is_detached) {
            words.push(
                "note: HEAD is detached, so this commit is on no branch; `git switch -c NAME` keeps it"
                    .to_owned(),
            );
        }
        words
    }

    /// The files in a plan's directory.
    pub fn plan_files(&self, plan: &str) -> Result<PlanFiles, CommandError> {
        Ok(self.workspace.plan_files(plan, &self.repository)?)
    }

    /// Whether a file has changes that this write would have to commit with it.
    pub fn is_uncommitted(&self, path: &str) -> Result<bool, CommandError> {
        Ok(self.commits() && self.workspace.is_uncommitted(path, &self.repository)?)
    }

    /// Whether what is written is committed, too.
    pub fn commits(&self) -> bool {
        self.terms.commit && self.repository.own_directory().is_some()
    }

    pub fn git(&self) -> Option<&Git> {
        self.repository.git()
    }

    /// Whether only the git program can read the repository's history.
    pub fn is_foreign(&self) -> bool {
        matches!(self.repository, Repository::Foreign(_))
    }

    pub fn head(&self) -> Option<String> {
        self.git().and_then(Git::head)
    }

    /// Whether git tracks a file; false without git.
    pub fn keeps(&self, path: &Path) -> bool {
        self.git().is_some_and(|git| git.keeps(path))
    }

    /// Whether the repository is the folder's own: it begins there or below.
    pub fn is_below(&self, folder: &Path) -> bool {
        self.git().is_some_and(|git| git.is_at_or_below(folder))
    }

    /// See [`Repository::is_program`]; the path is relative to the workspace.
    pub fn is_program(&self, path: &str) -> bool {
        self.repository.is_program(&self.workspace.absolute(path))
    }

    /// Whether an unfinished file keeps everything written with it from being committed.
    pub fn holds_back(&self, path: &Path) -> bool {
        self.terms.commit && self.repository.holds_back(path, self.terms.with_edits)
    }

    /// Whether edits made by hand are committed too.
    pub fn with_edits(&self) -> bool {
        self.terms.with_edits
    }
}

/// The edit that creates a file or replaces its content; `None` if it already has it.
pub fn edit(path: &str, before: Option<&[u8]>, after: impl Into<Vec<u8>>) -> Option<Edit> {
    let (path, after) = (path.to_owned(), after.into());
    match before {
        None => Some(Edit::Create {
            path,
            bytes: after,
            is_program: false,
        }),
        Some(before) if before == after => None,
        Some(before) => Some(Edit::Change {
            path,
            before: before.to_vec(),
            after,
        }),
    }
}

/// The report on a write: files, commit and other facts.
pub fn report(
    written: &Written,
    most: usize,
    more: impl IntoIterator<Item = (String, Cell)>,
) -> Report {
    let mut facts = listed(
        written.verb(),
        written.written.iter().cloned(),
        most,
        " files",
    );
    facts.extend(written.commit.as_deref().map(committed));
    facts.extend(more);
    Report::of_facts(facts)
}

/// The first paths of a list, each after a word, and how many more there are.
pub fn listed(
    word: &str,
    paths: impl ExactSizeIterator<Item = String>,
    most: usize,
    of: &str,
) -> Vec<(String, Cell)> {
    let left = paths.len().saturating_sub(most);
    let shown = paths.take(most);
    let mut facts: Vec<_> = shown
        .map(|path| (word.to_owned(), Cell::text(path)))
        .collect();
    if left > 0 {
        let more = Cell::text(format!("and {left} more{of}"));
        facts.push((String::new(), more));
    }
    facts
}

pub fn committed(commit: &str) -> (String, Cell) {
    ("commit".to_owned(), Cell::text(short(commit)))
}

/// The first characters of a commit's id.
pub fn short(commit: &str) -> String {
    commit.chars().take(7).collect()
}
