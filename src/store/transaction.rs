//! Every write: built by a command, previewed by `--dry-run`, then applied as one commit, or undone. Because preview
//! and write are the same value, a dry run can't lie.

use super::git::{Committed, Dirt};
use super::journal::Journal;
use super::{
    Applied, Edit, Git, Recovered, Repository, StoreError, Transaction, Wish, Workspace, files,
    inside,
};
use std::path::{Path, PathBuf};

/// Why there is no commit where git doesn't know whose it would be.
const NO_IDENTITY: &str =
    "git doesn't know who you are; `git config --global user.name \"...\"` and user.email tell it";

impl Transaction {
    /// Applies it. The caller holds the workspace's lock.
    ///
    /// # Errors
    /// When anything stands in the way; what was written until then is undone, unless only the commit was refused by a
    /// hook.
    pub fn apply(
        &self,
        root: &Path,
        repository: &Repository,
        wish: &Wish,
    ) -> Result<Applied, StoreError> {
        let real = self.behind_links(root)?;
        let applied = real.apply_here(root, repository, wish)?;
        Ok(Applied {
            // People know files by the names they have in the workspace.
            written: self.written(),
            ..applied
        })
    }

    /// As [`Transaction::apply`], without links on the way.
    fn apply_here(
        &self,
        root: &Path,
        repository: &Repository,
        wish: &Wish,
    ) -> Result<Applied, StoreError> {
        let paths = self.paths();
        let mut not_committed = None;
        if wish.commit {
            repository.refuse_in_between()?;
            repository.git().map_or(Ok(()), Git::wait_for_index)?;
            not_committed = self.reason_not_to_commit(root, wish, &|path| repository.dirt(path))?;
        }
        self.check(root, repository.git())?;
        let message = self.message.text();
        let commits =
            wish.commit && repository.own_directory().is_some() && not_committed.is_none();
        let journal = (commits || self.folders.len() + self.edits.len() > 1)
            .then(|| Journal::place(root, repository));
        if let Some(place) = &journal {
            // A single write without a commit is all or nothing by itself; anything else is noted first.
            Journal::of(self, root, repository, commits.then_some(&message)).keep(place)?;
        }
        let mut done = Undo {
            root,
            folders: Vec::new(),
            created: Vec::new(),
            changed: Vec::new(),
            removed: Vec::new(),
            journal,
        };
        if let Err(error) = self.write(root, &mut done) {
            done.undo();
            return Err(error);
        }
        let mut commit = None;
        if commits {
            let absolute: Vec<PathBuf> = paths.iter().map(|path| root.join(path)).collect();
            match repository.commit(&absolute, &message, &wish.identity) {
                Ok(Some(Committed::As(id))) => commit = Some(id),
                Ok(Some(Committed::NothingNew) | None) => {}
                Ok(Some(Committed::NoIdentity)) => {
                    not_committed = Some(NO_IDENTITY.to_owned());
                }
                Err(error @ StoreError::CommitRefused { .. }) => {
                    done.forget();
                    return Err(error);
                }
                Err(error) => {
                    done.undo();
                    return Err(error);
                }
            }
        }
        done.forget();
        Ok(Applied {
            written: self.written(),
            commit,
            not_committed,
        })
    }

    /// Why the commit is left to the user: a file already held changes of theirs, or git ignores it.
    fn reason_not_to_commit(
        &self,
        root: &Path,
        wish: &Wish,
        dirt: &dyn Fn(&Path) -> Result<Option<Dirt>, StoreError>,
    ) -> Result<Option<String>, StoreError> {
        // Files of one new folder share their fate: git ignores all of them or none, and none is there yet.
        let firsts = self
            .folders
            .iter()
            .filter_map(|folder| Some(format!("{}/{}", folder.path, folder.files.first()?.0)));
        let edits = self.edits.iter().map(|edit| edit.path().to_owned());
        for path in firsts.chain(edits) {
            match dirt(&root.join(&path))? {
                Some(Dirt::Conflicted) => return Err(StoreError::Unmerged { path }),
                Some(Dirt::Hidden) => {
                    return Ok(Some(format!(
                        "git is told to leave {path} alone; `git update-index --no-assume-unchanged --no-skip-worktree {path}` ends that"
                    )));
                }
                Some(Dirt::Elsewhere) => {
                    return Ok(Some(format!("{path} belongs to another repository")));
                }
                Some(Dirt::Ignored) => return Ok(Some(format!("git is told to ignore {path}"))),
                Some(Dirt::Changed) if !wish.with_edits => {
                    return Ok(Some(format!(
                        "{path} already held changes which are not committed; --with-edits commits them too"
                    )));
                }
                _ => {}
            }
        }
        Ok(None)
    }

    /// Checks everything that can be checked before the first write.
    fn check(&self, root: &Path, git: Option<&Git>) -> Result<(), StoreError> {
        for folder in &self.folders {
            if std::fs::symlink_metadata(root.join(&folder.path)).is_ok() {
                return Err(StoreError::Exists {
                    path: folder.path.clone(),
                });
            }
        }
        for edit in &self.edits {
            let path = root.join(edit.path());
            match edit {
                Edit::Create { path: name, .. } if std::fs::symlink_metadata(&path).is_ok() => {
                    return Err(StoreError::Exists { path: name.clone() });
                }
                // A fresh file in its place would hide the one that git keeps.
                Edit::Create { path: name, .. }
                    if git.is_some_and(|git| git.is_left_out(&path)) =>
                {
                    return Err(StoreError::LeftOut { path: name.clone() });
                }
                Edit::Change {
                    path: name, before, ..
                }
                | Edit::Remove { path: name, before } => {
                    let now = files::held(&path).map_err(StoreError::io("read", &path))?;
                    if now != *before {
                        return Err(StoreError::Changed { path: name.clone() });
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn write<'a>(&'a self, root: &Path, done: &mut Undo<'a>) -> Result<(), StoreError> {
        for folder in &self.folders {
            let path = unlinked(root, &folder.path)?;
            if let Some(parent) = path.parent() {
                files::remove_leftovers(parent);
            }
            files::create_folder(&path, &folder.files, &folder.path)?;
            done.folders.push(path);
        }
        for edit in &self.edits {
            let path = unlinked(root, edit.path())?;
            if let Some(parent) = path.parent() {
                files::remove_leftovers(parent);
            }
            match edit {
                Edit::Create { path: name, bytes } => {
                    files::create(&path, bytes, name)?;
                    done.created.push(path);
                }
                Edit::Change { before, after, .. } => {
                    files::replace(&path, after)?;
                    done.changed.push((path, before));
                }
                Edit::Remove { before, .. } => {
                    files::remove(&path, root)?;
                    done.removed.push((path, before));
                }
                Edit::Keep { .. } => {}
            }
        }
        Ok(())
    }
}

/// Where a file is to be written: still the place that was checked, and not behind a link that came since.
pub(super) fn unlinked(root: &Path, path: &str) -> Result<PathBuf, StoreError> {
    let place = root.join(path);
    match inside::follow(root, path) {
        Ok(now) if now == place => Ok(place),
        _ => Err(StoreError::Changed {
            path: path.to_owned(),
        }),
    }
}

/// What has been written so far, to be taken back when the rest fails.
struct Undo<'a> {
    root: &'a Path,
    folders: Vec<PathBuf>,
    created: Vec<PathBuf>,
    changed: Vec<(PathBuf, &'a Vec<u8>)>,
    removed: Vec<(PathBuf, &'a Vec<u8>)>,
    journal: Option<PathBuf>,
}

impl Undo<'_> {
    /// All is through: nothing has to be taken back any more.
    fn forget(&self) {
        if let Some(journal) = &self.journal {
            let _removed = std::fs::remove_file(journal);
        }
    }

    fn undo(&self) {
        for (path, before) in &self.changed {
            let _restored = files::replace(path, before);
        }
        for (path, before) in &self.removed {
            let _restored = files::create(path, before, "");
        }
        for path in &self.created {
            // Folders that were made for it go too, as far as they are empty.
            let _removed = files::remove(path, self.root);
        }
        for path in &self.folders {
            let _removed = std::fs::remove_dir_all(path);
        }
        self.forget();
    }
}

impl Workspace {
    /// Finishes or takes back what a run that was cut off had half done. The caller holds the workspace's lock.
    ///
    /// # Errors
    /// When files or git stand in the way.
    pub fn recover(
        &self,
        repository: &Repository,
        wish: &Wish,
    ) -> Result<Option<Recovered>, StoreError> {
        Journal::recover(self, repository, wish)
    }

    /// Applies a transaction under the workspace's lock, which the caller holds.
    ///
    /// # Errors
    /// As [`Transaction::apply`].
    pub fn apply(
        &self,
        transaction: &Transaction,
        repository: &Repository,
        wish: &Wish,
    ) -> Result<Applied, StoreError> {
        transaction.apply(&self.root, repository, wish)
    }
}

#[cfg(test)]
mod tests;
