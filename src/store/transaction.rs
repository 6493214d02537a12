//! Every write: built by a command, previewed by `--dry-run`, then applied as one commit, or undone. Preview and write
//! are the same value, so a dry run can't lie.

use super::git::{CommitOrder, Committed, Dirt, Staged, StagedBytes};
use super::journal::{Journal, MAX_JOURNAL_BYTES};
use super::names::WORKSPACE_FILE;
use super::{
    Applied, Edit, Git, Pending, Recovered, Repository, StoreError, Terms, Transaction, Workspace,
    files, inside,
};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Ends the reason for not committing a file that already had changes.
pub const WITH_EDITS: &str = "; --with-edits commits them too";

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
        let journal = Journal::of(self, root, repository, message.as_ref());
        let place = Journal::place(root, repository);
        let is_noted = commits || !self.is_one_new_folder_outside(root);
        if is_noted {
            journal.keep(&place, MAX_JOURNAL_BYTES)?;
        }
        let mut begun = Vec::new();
        let made = self.write(root, &mut begun).and_then(|()| {
            let message = message.as_deref();
            message.map_or(Ok(None), |message| {
                repository.commit(&CommitOrder {
                    files: self.staged(root),
                    message,
                    identity: &terms.identity,
                    since: journal.head.as_deref(),
                    with_edits: terms.with_edits,
                })
            })
        });
        let made = match made {
            Ok(made) => Ok(made),
            // Whatever git refuses, the files are written.
            Err(error) if !error.leaves_nothing() => Err(error),
            Err(error) => Err(journal.after_failing(error, root, &begun)),
        };
        journal.remove_leftovers(root);
        if is_noted && !matches!(made, Err(StoreError::HalfDone { .. })) {
            // One that stays is settled by the next command: it finds everything done.
            let _removed = std::fs::remove_file(&place);
        }
        let mut changed_by_hook = Vec::new();
        let commit = match made? {
            Some(Committed::As { id, changed }) => {
                changed_by_hook = names_in(root, &changed);
                Some(id)
            }
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
            changed_by_hook,
        })
    }

    /// Whether it is a single new folder, which appears at once, in a place that isn't a workspace and so has no journal.
    fn is_one_new_folder_outside(&self, root: &Path) -> bool {
        self.edits.is_empty()
            && self.folders.len() == 1
            && std::fs::symlink_metadata(root.join(WORKSPACE_FILE)).is_err()
    }

    /// What to commit: the bytes that were written, whatever is on disk by then.
    fn staged(&self, root: &Path) -> Vec<Staged<'_>> {
        let folders = self.folders.iter().flat_map(|folder| {
            let files = folder.files.iter();
            files
                .map(|(name, bytes)| (format!("{}/{name}", folder.path), StagedBytes::Words(bytes)))
        });
        let edits = self.edits.iter().map(|edit| {
            let content = match edit {
                Edit::Create { bytes, .. } => StagedBytes::Words(bytes),
                Edit::Change { after, .. } => StagedBytes::Words(after),
                Edit::Remove { .. } => StagedBytes::Gone,
                Edit::Keep { .. } => StagedBytes::OnDisk,
            };
            (edit.path().to_owned(), content)
        });
        // Of several edits of a file the last one counts.
        let last: BTreeMap<String, StagedBytes<'_>> = folders.chain(edits).collect();
        let programs: BTreeSet<&str> = self.programs().collect();
        let staged = last.into_iter().map(|(path, content)| Staged {
            is_program: programs.contains(path.as_str()),
            path: root.join(path),
            content,
        });
        staged.collect()
    }

    /// New files that may be run.
    fn programs(&self) -> impl Iterator<Item = &str> {
        self.edits.iter().filter_map(|edit| match edit {
            Edit::Create {
                path,
                is_program: true,
                ..
            } => Some(path.as_str()),
            _ => None,
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
                        "{path} already had uncommitted changes{WITH_EDITS}"
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

    /// Writes it. What is begun is noted before: a write can fail after its file is in place.
    fn write<'a>(&'a self, root: &Path, begun: &mut Vec<&'a str>) -> Result<(), StoreError> {
        for folder in &self.folders {
            let at = unlinked(root, &folder.path)?;
            begun.push(&folder.path);
            let made = files::create_folder(&at, &folder.files, &folder.path);
            made.map_err(|error| not_ours(error, begun))?;
        }
        for edit in &self.edits {
            let at = unlinked(root, edit.path())?;
            begun.push(edit.path());
            let made = match edit {
                Edit::Create {
                    path,
                    bytes,
                    is_program,
                } => files::create(&at, bytes, *is_program, path),
                Edit::Change {
                    path,
                    before,
                    after,
                } => files::change(&at, before, after, path),
                Edit::Remove { path, before } => files::remove(&at, before, root, path),
                Edit::Keep { .. } => Ok(()),
            };
            made.map_err(|error| not_ours(error, begun))?;
        }
        Ok(())
    }
}

/// Paths below the workspace's root as people know them.
fn names_in(root: &Path, paths: &[PathBuf]) -> Vec<String> {
    let names = paths.iter().filter_map(|path| path.strip_prefix(root).ok());
    names
        .map(|name| name.to_string_lossy().replace('\\', "/"))
        .collect()
}

/// What somebody else wrote in its place isn't begun, so it isn't undone either.
fn not_ours(error: StoreError, begun: &mut Vec<&str>) -> StoreError {
    if matches!(error, StoreError::Exists(_) | StoreError::Changed(_)) {
        begun.pop();
    }
    error
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
    /// An interrupted run that waits for the next command that writes; changes nothing.
    pub fn pending(&self, terms: &Terms) -> Option<Pending> {
        let repository = Repository::around(&self.root, false).ok()?;
        Journal::pending(self, &repository, terms)
    }

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
