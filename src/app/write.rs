//! What writing commands share: the lock, the transaction's preview or application, and what is said of it.

use super::{App, Reply};
use crate::error::CommandError;
use crate::report::{Block, Cell, Report};
use crate::store::{
    Applied, Git, Lock, Recovered, Repository, StoreError, Terms, Transaction, Workspace,
};
use schemars::JsonSchema;
use serde::Serialize;
use std::path::Path;

/// Result of a command that writes.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Written {
    /// Files that were written, or with `--dry-run` would be, relative to the workspace.
    pub written: Vec<String>,
    /// Id of the commit; null where none was made.
    pub commit: Option<String>,
    /// Why no commit was made although one was wished for; null otherwise.
    pub not_committed: Option<String>,
    /// Whether nothing was written because of `--dry-run`.
    pub dry_run: bool,
}

impl Written {
    /// Nothing was written.
    pub fn nothing() -> Self {
        Self {
            written: Vec::new(),
            commit: None,
            not_committed: None,
            dry_run: false,
        }
    }
}

/// A workspace that is being written to: nobody else does at the same time.
pub struct Session {
    repository: Repository,
    wish: Terms,
    _lock: Option<Lock>,
}

impl App<'_> {
    /// Begins to write: opens the repository unless there is to be no commit, and takes the lock.
    pub fn begin(&self, workspace: &Workspace, with_edits: bool) -> Result<Session, CommandError> {
        self.begin_at(workspace, &workspace.root, with_edits)
    }

    /// As [`App::begin`], for the folder of a plan, relative to the workspace: a plan that is a repository of its own
    /// has its lock, its commits and what a run left half done there.
    pub fn begin_in(
        &self,
        workspace: &Workspace,
        plan: &str,
        with_edits: bool,
    ) -> Result<Session, CommandError> {
        self.begin_at(workspace, &workspace.follow(plan)?, with_edits)
    }

    /// Refuses to write where somebody else's files say what is done, before anything is asked or run.
    pub fn refuse_of_strangers(
        &self,
        workspace: &Workspace,
        folder: &Path,
    ) -> Result<(), CommandError> {
        Ok(workspace.refuse_of_strangers(folder, self.context.became_root())?)
    }

    fn begin_at(
        &self,
        workspace: &Workspace,
        folder: &Path,
        with_edits: bool,
    ) -> Result<Session, CommandError> {
        if workspace.commit().is_some() {
            return Err(CommandError::usage(
                "nothing can be written here: a bare repository has no files",
            )
            .hint("`git clone` it, and run the command in the clone"));
        }
        self.refuse_of_strangers(workspace, folder)?;
        let commit = workspace.config.git.commit && !self.global.no_commit;
        let repository = Repository::around(folder, commit)?;
        let repository = if self.global.dry_run {
            repository
        } else {
            repository.refuse_links_out()?;
            repository.for_writing()
        };
        self.context.heed_interrupts();
        if commit {
            repository.refuse_in_between()?;
        }
        if let (Some(git), true) = (repository.git(), commit) {
            git.refuse_in_a_hook(self.context.index_of_hook().as_deref())?;
        }
        let who = format!(
            "process {}, since {}",
            std::process::id(),
            self.context.now()
        );
        // A preview writes nothing, not even a lock.
        let lock = if self.global.dry_run {
            None
        } else {
            Some(workspace.lock(&repository, &who)?)
        };
        let identity = self.context.identity(&workspace.config.time_zone());
        let wish = Terms {
            commit,
            with_edits,
            identity,
            became_root: self.context.became_root(),
        };
        if lock.is_some() {
            self.recover(workspace, &repository, &wish)?;
        }
        Ok(Session {
            repository,
            wish,
            _lock: lock,
        })
    }

    /// Finishes or takes back what a run that was cut off had half done, and says so.
    fn recover(
        &self,
        workspace: &Workspace,
        repository: &Repository,
        wish: &Terms,
    ) -> Result<(), CommandError> {
        let recovered = self
            .context
            .uninterrupted(|| workspace.recover(repository, wish))?;
        let (what, paths) = match recovered {
            None => return Ok(()),
            Some(Recovered::Finished(paths)) => ("it is finished now", paths),
            Some(Recovered::TakenBack(paths)) => ("what it had written was taken back", paths),
        };
        let paths = if paths.is_empty() {
            String::new()
        } else {
            format!(": {}", paths.join(", "))
        };
        self.note(&format!(
            "note: the last command was cut off; {what}{paths}"
        ));
        Ok(())
    }

    /// Applies a transaction, or with `--dry-run` only says what it would do.
    pub fn apply(
        &self,
        workspace: &Workspace,
        session: &Session,
        transaction: &Transaction,
    ) -> Result<Written, CommandError> {
        if self.global.dry_run {
            for path in transaction.paths() {
                workspace.follow(&path)?;
            }
            return Ok(Written {
                written: transaction.paths(),
                commit: None,
                not_committed: None,
                dry_run: true,
            });
        }
        let applied: Result<Applied, StoreError> = self
            .context
            .uninterrupted(|| workspace.apply(transaction, &session.repository, &session.wish));
        let applied = applied?;
        Ok(Written {
            written: applied.written,
            commit: applied.commit,
            not_committed: applied.not_committed,
            dry_run: false,
        })
    }
}

impl Session {
    /// The repository that is written to.
    pub fn git(&self) -> Option<&Git> {
        self.repository.git()
    }

    /// Whether there is a repository whose history only the git program reads.
    pub fn is_foreign(&self) -> bool {
        matches!(self.repository, Repository::Foreign(_))
    }

    /// The commit that HEAD is at.
    pub fn head(&self) -> Option<String> {
        self.git().and_then(Git::head)
    }

    /// Whether git keeps a file; without git nobody does.
    pub fn keeps(&self, path: &Path) -> bool {
        self.git().is_some_and(|git| git.keeps(path))
    }

    /// Whether the repository is one of its own, which begins at this folder or below it.
    pub fn is_below(&self, folder: &Path) -> bool {
        self.git().is_some_and(|git| git.is_at_or_below(folder))
    }

    /// Whether a file of this repository would keep everything that is written with it from being committed.
    pub fn holds_back(&self, path: &Path) -> bool {
        self.wish.commit && self.repository.holds_back(path, self.wish.with_edits)
    }

    /// Whether what is changed by hand is committed too.
    pub fn with_edits(&self) -> bool {
        self.wish.with_edits
    }

    /// Whether HEAD is at no branch.
    pub fn is_detached(&self) -> bool {
        self.git().is_some_and(Git::is_detached)
    }
}

/// What is said of a write: files, commit, and what was not committed.
pub fn report(written: &Written, most: usize) -> Report {
    let verb = if written.dry_run {
        "would write"
    } else {
        "wrote"
    };
    let mut facts: Vec<(String, Cell)> = written
        .written
        .iter()
        .take(most)
        .map(|path| (verb.to_owned(), Cell::text(path)))
        .collect();
    if written.written.len() > most {
        facts.push((
            String::new(),
            Cell::text(format!("and {} more files", written.written.len() - most)),
        ));
    }
    if let Some(commit) = &written.commit {
        facts.push(("commit".to_owned(), Cell::text(short(commit))));
    }
    let blocks = if facts.is_empty() {
        Vec::new()
    } else {
        vec![Block::Facts(facts)]
    };
    Report {
        title: None,
        blocks,
    }
}

/// Notes on a write, for standard error.
pub fn notes<T>(reply: &mut Reply<T>, written: &Written, session: &Session) {
    reply.notes.extend(words(written, session));
    reply.commit = written.commit.clone().or_else(|| session.head());
    reply.is_report_of_work = true;
}

/// What of a write isn't as one might think.
pub fn words(written: &Written, session: &Session) -> Vec<String> {
    let mut words = Vec::new();
    if let Some(reason) = &written.not_committed {
        words.push(format!("not committed: {reason}"));
    }
    if written.commit.is_some() && session.is_detached() {
        words.push(
            "note: HEAD is detached, so this commit is on no branch; `git switch -c NAME` keeps it"
                .to_owned(),
        );
    }
    words
}

/// The first characters of a commit's id.
pub fn short(commit: &str) -> String {
    commit.chars().take(7).collect()
}
