//! Every write: built by a command, previewed by `--dry-run`, then applied as one commit, or undone. Preview and write
//! are the same value, so a dry run can't lie.

use super::git::{Committed, Dirt};
use super::journal::{Journal, MAX_JOURNAL_BYTES};
use super::names::within;
use super::{
    Applied, Edit, Git, Recovered, Repository, StoreError, Terms, Transaction, Workspace, files,
    inside,
};
use std::path::{Path, PathBuf};

/// Why there is no commit if git has no identity.
const NO_IDENTITY: &str =
    "git doesn't know who you are; `git config --global user.name \"...\"` and user.email tell it";

impl Transaction {
    /// Applies it; the caller holds the workspace's lock. On an error everything written is undone, unless only a hook
    /// refused the commit.
    pub fn apply(
        &self,
        root: &Path,
        repository: &Repository,
        terms: &Terms,
    ) -> Result<Applied, StoreError> {
        let real = self.behind_links(root)?;
        let applied = real.apply_here(root, repository, terms)?;
        Ok(Applied {
            // People know the files by their names in the workspace.
            written: self.written(),
            ..applied
        })
    }

    /// Like [`Transaction::apply`], for paths without links.
    fn apply_here(
        &self,
        root: &Path,
        repository: &Repository,
        terms: &Terms,
    ) -> Result<Applied, StoreError> {
        let mut not_committed = None;
        if terms.commit {
            repository.refuse_in_between()?;
            repository.git().map_or(Ok(()), Git::wait_for_index)?;
            not_committed =
                self.reason_not_to_commit(root, terms, &|path| repository.dirt(path))?;
        }
        self.check(root, repository.git())?;
        let commits =
            terms.commit && repository.own_directory().is_some() && not_committed.is_none();
        let message = commits.then(|| self.message.text());
        // A single write without a commit is atomic by itself; anything else needs a journal.
        let is_noted = commits || self.folders.len() + self.edits.len() > 1;
        let journal = is_noted.then(|| Journal::of(self, repository, message.as_ref()));
        let place = Journal::place(root, repository);
        if let Some(journal) = &journal {
            journal.keep(&place, MAX_JOURNAL_BYTES)?;
        }
        let mut done = Vec::new();
        let made = self.write(root, &mut done).and_then(|()| {
            let Some(message) = &message else {
                return Ok(None);
            };
            let paths: Vec<PathBuf> = self.paths().iter().map(|path| root.join(path)).collect();
            repository.commit(&paths, message, &terms.identity)
        });
        if let Some(journal) = journal {
            let is_written = |path: &str| done.iter().any(|one| within(path, one).is_some());
            let is_settled = match &made {
                // Whatever git refuses, the files are written.
                Ok(_) | Err(StoreError::CommitRefused(_)) => true,
                Err(_) => journal.take_back(root, &is_written).is_ok(),
            };
            // What can't be undone now, the next command undoes.
            let _removed = is_settled.then(|| std::fs::remove_file(&place));
        }
        let commit = match made? {
            Some(Committed::As(id)) => Some(id),
            Some(Committed::NothingNew) | None => None,
            Some(Committed::NoIdentity) => {
                not_committed = Some(NO_IDENTITY.to_owned());
                None
            }
        };
        Ok(Applied {
            written: self.written(),
            commit,
            not_committed,
        })
    }

    /// Why the commit is left to the user: a file already had uncommitted changes, or git ignores it.
    fn reason_not_to_commit(
        &self,
        root: &Path,
        terms: &Terms,
        dirt: &dyn Fn(&Path) -> Result<Option<Dirt>, StoreError>,
    ) -> Result<Option<String>, StoreError> {
        // The files of a new folder are alike: git ignores all or none of them, and none exists yet.
        let firsts = self
            .folders
            .iter()
            .filter_map(|folder| Some(format!("{}/{}", folder.path, folder.files.first()?.0)));
        let edits = self.edits.iter().map(|edit| edit.path().to_owned());
        for path in firsts.chain(edits) {
            match dirt(&root.join(&path))? {
                Some(Dirt::Conflicted) => return Err(StoreError::Unmerged(path)),
                Some(Dirt::Hidden) => {
                    return Ok(Some(format!(
                        "git is set to ignore changes to {path}; `git update-index --no-assume-unchanged --no-skip-worktree {path}` undoes that"
                    )));
                }
                Some(Dirt::Elsewhere) => {
                    return Ok(Some(format!("{path} belongs to another repository")));
                }
                Some(Dirt::Ignored) => return Ok(Some(format!("git ignores {path}"))),
                Some(Dirt::Changed) if !terms.with_edits => {
                    return Ok(Some(format!(
                        "{path} already had uncommitted changes; --with-edits commits them too"
                    )));
                }
                _ => {}
            }
        }
        Ok(None)
    }

    /// Checks everything it can before the first write.
    fn check(&self, root: &Path, git: Option<&Git>) -> Result<(), StoreError> {
        for folder in &self.folders {
            if std::fs::symlink_metadata(root.join(&folder.path)).is_ok() {
                return Err(StoreError::Exists(folder.path.clone()));
            }
        }
        for edit in &self.edits {
            let path = root.join(edit.path());
            match edit {
                Edit::Create { path: name, .. } if std::fs::symlink_metadata(&path).is_ok() => {
                    return Err(StoreError::Exists(name.clone()));
                }
                // A new file would hide the one git tracks.
                Edit::Create { path: name, .. }
                    if git.is_some_and(|git| git.is_left_out(&path)) =>
                {
                    return Err(StoreError::LeftOut(name.clone()));
                }
                Edit::Change {
                    path: name, before, ..
                }
                | Edit::Remove { path: name, before } => {
                    let now = files::held(&path).map_err(StoreError::io("read", &path))?;
                    if now != *before {
                        return Err(StoreError::Changed(name.clone()));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn write<'a>(&'a self, root: &Path, done: &mut Vec<&'a str>) -> Result<(), StoreError> {
        let place = |path: &str| {
            let place = unlinked(root, path)?;
            if let Some(parent) = place.parent() {
                files::remove_leftovers(parent);
            }
            Ok::<_, StoreError>(place)
        };
        for folder in &self.folders {
            files::create_folder(&place(&folder.path)?, &folder.files, &folder.path)?;
            done.push(&folder.path);
        }
        for edit in &self.edits {
            let path = place(edit.path())?;
            match edit {
                Edit::Create { path: name, bytes } => files::create(&path, bytes, name)?,
                Edit::Change { after, .. } => files::replace(&path, after)?,
                Edit::Remove { .. } => files::remove(&path, root)?,
                Edit::Keep { .. } => {}
            }
            done.push(edit.path());
        }
        Ok(())
    }
}

/// The path to write to: still the one checked, not behind a link created since.
pub(super) fn unlinked(root: &Path, path: &str) -> Result<PathBuf, StoreError> {
    let place = root.join(path);
    match inside::follow(root, path) {
        Ok(now) if now == place => Ok(place),
        _ => Err(StoreError::Changed(path.to_owned())),
    }
}

impl Workspace {
    /// Completes or undoes an interrupted run. The caller holds the workspace's lock.
    pub fn recover(
        &self,
        repository: &Repository,
        terms: &Terms,
    ) -> Result<Option<Recovered>, StoreError> {
        Journal::recover(self, repository, terms)
    }
}

#[cfg(test)]
mod tests;
