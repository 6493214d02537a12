//! What a command is about to write, saved before its first write, so that the next command can undo an interrupted run
//! (killed, power lost). Kept beside the lock; deleted when the command is done.
//!
//! It may come from a stranger's archive: it is read only if its owner is trusted, and obeyed only for paths that
//! commands write ([`super::ground`]).

mod noted;

use super::error::reason;
use super::git::{CommitOrder, Committed, Staged};
use super::ground::Ground;
use super::names::within;
use super::{Edit, Lock, Repository, StoreError, Terms, Transaction, Workspace, files, own, owner};
use crate::system;
use noted::{Noted, Now};
use serde::{Deserialize, Serialize};
use std::fs::{File, Metadata, OpenOptions};
use std::io::Read;
use std::path::{Path, PathBuf};

/// More than any command writes at once.
pub(super) const MAX_JOURNAL_BYTES: u64 = 256 * 1024 * 1024;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Journal {
    /// Message of the commit to make; `None` if none.
    message: Option<String>,
    /// HEAD before the writes; `None` before the first commit, or without git.
    pub(super) head: Option<String>,
    /// Files with their content before and after.
    files: Vec<Noted>,
    folders: Vec<String>,
    /// Folders above those that aren't there yet, deepest first.
    #[serde(default)]
    around: Vec<String>,
}

/// Folders above a path, deepest first.
fn above(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(path.rsplit_once('/'), |(folder, _)| folder.rsplit_once('/'))
        .map(|(folder, _)| folder)
}

/// What the next command does about an interrupted run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WayOut {
    Finish,
    TakeBack,
    /// Nothing: somebody committed since.
    Left,
}

/// The result of recovering from an interrupted run.
#[derive(Debug, PartialEq, Eq)]
pub enum Recovered {
    /// Everything was written; the commit existed or has been made now.
    Finished {
        finished: Vec<String>,
        /// Files that somebody has changed since and whose changes are in that commit: where git itself commits, it
        /// takes files as they are.
        edited: Vec<String>,
    },
    /// The writes were undone, but for those that somebody has changed since.
    TakenBack {
        undone: Vec<String>,
        changed: Vec<String>,
    },
}

/// An interrupted run that waits for the next command that writes.
#[derive(Debug)]
pub enum Pending {
    /// Everything is written; only the commit or this note is left.
    ToFinish(Vec<String>),
    /// Part of it may be written.
    ToTakeBack(Vec<String>),
    /// Somebody has changed what was written since, so it stays as it is.
    Changed(Vec<String>),
    /// Somebody committed since, so it stays as it is.
    Left(Vec<String>),
    /// Its note can't be used, so commands that write are refused.
    Unusable(StoreError),
}

impl Journal {
    pub(super) fn of(
        transaction: &Transaction,
        root: &Path,
        repository: &Repository,
        message: Option<&String>,
    ) -> Self {
        let noted = transaction.edits.iter().filter_map(|edit| match edit {
            Edit::Create {
                path,
                bytes,
                is_program,
            } => Some(Noted {
                is_program: *is_program,
                ..Noted::of(path.clone(), None, Some(bytes))
            }),
            Edit::Change {
                path,
                before,
                after,
            } => Some(Noted::of(path.clone(), Some(before), Some(after))),
            Edit::Remove { path, before } => Some(Noted {
                is_program: system::is_program(&root.join(path)),
                ..Noted::of(path.clone(), Some(before), None)
            }),
            Edit::Keep { .. } => None,
        });
        let mut files: Vec<Noted> = noted.collect();
        for folder in &transaction.folders {
            for (name, bytes) in &folder.files {
                let path = format!("{}/{name}", folder.path);
                files.push(Noted::of(path, None, Some(bytes)));
            }
        }
        let folders = transaction.folders.iter();
        let folders: Vec<String> = folders.map(|folder| folder.path.clone()).collect();
        let edits = transaction.edits.iter().map(Edit::path);
        let mut around: Vec<String> = edits
            .chain(folders.iter().map(String::as_str))
            .flat_map(above)
            .filter(|folder| !root.join(folder).exists())
            .map(str::to_owned)
            .collect();
        around.sort_by(|one, other| other.cmp(one));
        around.dedup();
        Self {
            message: message.cloned(),
            head: repository.head(),
            files,
            folders,
            around,
        }
    }

    pub(super) fn place(root: &Path, repository: &Repository) -> PathBuf {
        own::place(root, repository, "journal")
    }

    /// Saves it, within the size limit.
    pub(super) fn keep(&self, place: &Path, most: u64) -> Result<(), StoreError> {
        let text = serde_json::to_vec(self).unwrap_or_default();
        if text.len() as u64 > most {
            return Err(StoreError::TooMuch { most });
        }
        files::put(place, &text)
    }

    /// Completes an interrupted run that had written everything; undoes one that hadn't. Only called by the lock's
    /// holder.
    pub(super) fn recover(
        workspace: &Workspace,
        repository: &Repository,
        terms: &Terms,
    ) -> Result<Option<Recovered>, StoreError> {
        let place = Self::place(&workspace.root, repository);
        for folder in [Some(&*workspace.root), place.parent()].iter().flatten() {
            files::remove_leftovers(folder);
        }
        if let Some(git) = repository.git() {
            git.remove_leftovers();
        }
        let recovered = match Self::kept(workspace, repository, terms)? {
            None => return Ok(None),
            Some(journal) => journal.finish_or_take_back(&workspace.root, repository, terms)?,
        };
        std::fs::remove_file(&place).map_err(StoreError::io("remove", &place))?;
        Ok(recovered)
    }

    /// The one that is kept, if any. One of another version tells nothing.
    fn kept(
        workspace: &Workspace,
        repository: &Repository,
        terms: &Terms,
    ) -> Result<Option<Self>, StoreError> {
        let place = Self::place(&workspace.root, repository);
        let Some(file) = own::open(&place, OpenOptions::new().read(true))? else {
            return Ok(None);
        };
        let strange = |why: String| StoreError::Strange {
            path: place.clone(),
            why,
            is_folder: false,
            is_text: true,
        };
        let text = trusted(file, &place, repository, terms).map_err(strange)?;
        let journal = serde_json::from_slice(&text).unwrap_or(Self {
            message: None,
            head: repository.head(),
            files: Vec::new(),
            folders: Vec::new(),
            around: Vec::new(),
        });
        journal.stays_on(&Ground::of(workspace)).map_err(strange)?;
        Ok(Some(journal))
    }

    /// What an interrupted run left to do; `None` while a run is under way.
    pub(super) fn pending(
        workspace: &Workspace,
        repository: &Repository,
        terms: &Terms,
    ) -> Option<Pending> {
        let root = &workspace.root;
        Self::place(root, repository).symlink_metadata().ok()?;
        if Lock::is_held(&own::place(root, repository, "lock")) {
            return None;
        }
        let journal = match Self::kept(workspace, repository, terms) {
            Ok(journal) => journal.filter(|journal| !journal.files.is_empty())?,
            Err(error) => return Some(Pending::Unusable(error)),
        };
        let files = journal.files.iter();
        let mut names: Vec<String> = files.map(|noted| noted.path.clone()).collect();
        let course = journal.course(root, repository);
        let course = course.and_then(|course| Ok((course, journal.changed(root)?)));
        Some(match course {
            Ok((WayOut::Finish, _)) => Pending::ToFinish(names),
            Ok((WayOut::TakeBack, changed)) if changed.len() == names.len() => {
                Pending::Changed(changed)
            }
            Ok((WayOut::TakeBack, changed)) => {
                names.retain(|name| !changed.contains(name));
                Pending::ToTakeBack(names)
            }
            Ok((WayOut::Left, _)) => Pending::Left(names),
            Err(error) => Pending::Unusable(error),
        })
    }

    /// Whether it names only paths that commands write; the error says why not.
    fn stays_on(&self, ground: &Ground<'_>) -> Result<(), String> {
        let files = self.files.iter().map(|noted| (&noted.path, true));
        let folders = self.folders.iter().map(|folder| (folder, false));
        for (path, is_file) in files.chain(folders) {
            if let Some(problem) = ground.problem(path, is_file) {
                return Err(format!("it names \"{path}\", and {problem}"));
            }
        }
        let named = |path: &String| {
            let files = self.files.iter().map(|noted| &noted.path);
            files
                .chain(&self.folders)
                .any(|one| within(one, path).is_some())
        };
        if let Some(path) = self
            .around
            .iter()
            .find(|path| path.is_empty() || !named(path))
        {
            return Err(format!("it names \"{path}\", and no command writes there"));
        }
        Ok(())
    }

    fn finish_or_take_back(
        &self,
        root: &Path,
        repository: &Repository,
        terms: &Terms,
    ) -> Result<Option<Recovered>, StoreError> {
        let names = || self.files.iter().map(|noted| noted.path.clone()).collect();
        self.remove_leftovers(root);
        match self.course(root, repository)? {
            WayOut::Left => Ok(None),
            WayOut::Finish => {
                for noted in self.files.iter().filter(|noted| noted.after.is_none()) {
                    files::remove_empty_around(&root.join(&noted.path), root)?;
                }
                let mut edited = Vec::new();
                if let Some(message) = &self.message {
                    edited = self.changed(root)?;
                    let wanted = CommitOrder {
                        files: self.staged(root),
                        message,
                        identity: &terms.identity,
                        since: self.head.as_deref(),
                        with_edits: true,
                    };
                    let _committed: Option<Committed> = repository.commit(&wanted)?;
                    edited.retain(|path| matches!(repository.dirt(&root.join(path)), Ok(None)));
                }
                let finished = names();
                Ok(Some(Recovered::Finished { finished, edited }))
            }
            WayOut::TakeBack => {
                let changed = self.changed(root)?;
                let taken = self.take_back(root, &|_| true)?;
                if let (Some(git), Some(_)) = (repository.git(), &self.message) {
                    let paths = self.files.iter().map(|noted| root.join(&noted.path));
                    git.forget_index_of(&paths.collect::<Vec<_>>())?;
                }
                let recovered = Recovered::TakenBack {
                    undone: taken,
                    changed,
                };
                Ok(Some(recovered).filter(|_| !self.files.is_empty()))
            }
        }
    }

    /// What the next command does about it.
    fn course(&self, root: &Path, repository: &Repository) -> Result<WayOut, StoreError> {
        if repository.head() != self.head {
            // HEAD has moved: the files are now somebody's work.
            return Ok(WayOut::Left);
        }
        let now = self.all_now(root)?;
        // A new file that somebody edited since stands, too.
        let stands = |(noted, now): (&Noted, &Now)| {
            *now == Now::Done || (*now == Now::Other && noted.is_new_and_there(root))
        };
        let is_in_full = self.files.iter().zip(&now).all(stands) && now.contains(&Now::Done);
        Ok(if is_in_full {
            WayOut::Finish
        } else {
            WayOut::TakeBack
        })
    }

    /// The files that somebody has changed since they were written.
    fn changed(&self, root: &Path) -> Result<Vec<String>, StoreError> {
        let now = self.all_now(root)?;
        let all = self.files.iter().zip(now);
        let changed = all.filter(|(_, now)| *now == Now::Other);
        Ok(changed.map(|(noted, _)| noted.path.clone()).collect())
    }

    fn all_now(&self, root: &Path) -> Result<Vec<Now>, StoreError> {
        let files = self.files.iter();
        files
            .map(|noted| noted.now(&root.join(&noted.path)))
            .collect()
    }

    fn staged(&self, root: &Path) -> Vec<Staged<'_>> {
        let files = self.files.iter().map(|noted| Staged {
            path: root.join(&noted.path),
            content: noted.content(),
            is_program: noted.is_program,
        });
        files.collect()
    }

    /// Removes half-written files beside the files.
    pub(super) fn remove_leftovers(&self, root: &Path) {
        let places = self
            .files
            .iter()
            .map(|noted| &noted.path)
            .chain(&self.folders);
        let mut parents: Vec<PathBuf> = places
            .filter_map(|path| root.join(path).parent().map(Path::to_owned))
            .collect();
        parents.sort();
        parents.dedup();
        for parent in parents {
            files::remove_leftovers(&parent);
        }
    }

    /// Restores each file that was written (see `is_written`) and not changed since, and returns their names. A file
    /// that can't be restored doesn't stop the others. A new folder in which somebody has worked since stays.
    fn take_back(
        &self,
        root: &Path,
        is_written: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<String>, StoreError> {
        let is_somebodys = |folder: &str| {
            let inside = |noted: &&Noted| within(&noted.path, folder).is_some();
            self.files.iter().filter(inside).any(|noted| {
                let now = noted.now(&root.join(&noted.path));
                now.is_ok_and(|now| now == Now::Other) && noted.is_new_and_there(root)
            })
        };
        let ours: Vec<&String> = self
            .folders
            .iter()
            .filter(|folder| is_written(folder) && !is_somebodys(folder))
            .collect();
        let goes = |path: &str| {
            is_written(path)
                && self
                    .folders
                    .iter()
                    .all(|folder| within(path, folder).is_none() || ours.contains(&folder))
        };
        let mut taken = Vec::new();
        let mut failed = None;
        for noted in self.files.iter().rev().filter(|one| goes(&one.path)) {
            let path = root.join(&noted.path);
            match noted.restore(&path, root) {
                Ok(true) => taken.push(noted.path.clone()),
                Ok(false) => {}
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        for folder in ours {
            files::remove_empty_folders(&root.join(folder));
        }
        for folder in &self.around {
            let _kept_where_not_empty = std::fs::remove_dir(root.join(folder));
        }
        taken.reverse();
        failed.map_or(Ok(taken), Err)
    }

    /// The error of a transaction that failed after it began to write these files and folders: undoes them, or says
    /// which can't be.
    pub(super) fn after_failing(&self, why: StoreError, root: &Path, begun: &[&str]) -> StoreError {
        let is_begun = |path: &str| begun.iter().any(|one| within(path, one).is_some());
        let Err(undoing) = self.take_back(root, &is_begun) else {
            return why;
        };
        let is_new = |noted: &&Noted| {
            let now = noted.now(&root.join(&noted.path));
            is_begun(&noted.path) && !now.is_ok_and(|now| now == Now::NotYet)
        };
        let new: Vec<String> = self
            .files
            .iter()
            .filter(is_new)
            .map(|noted| match noted.after {
                Some(_) => format!("\"{}\" holds its new text", noted.path),
                None => format!("\"{}\" is removed", noted.path),
            })
            .collect();
        StoreError::HalfDone {
            why: Box::new(why),
            undoing: Box::new(undoing),
            stands: new.join(", "),
        }
    }
}

/// The content of an opened journal, or why it isn't read.
fn trusted(
    file: File,
    place: &Path,
    repository: &Repository,
    terms: &Terms,
) -> Result<Vec<u8>, String> {
    let unread = |error: std::io::Error| format!("it can't be read: {}", reason(&error));
    if matches!(repository, Repository::Closed) {
        return Err("the repository here can't be read, so the file may come from git".to_owned());
    }
    let found = file.metadata().map_err(unread)?;
    if found.len() > MAX_JOURNAL_BYTES {
        let most = MAX_JOURNAL_BYTES / (1024 * 1024);
        return Err(format!("it is larger than {most} MiB"));
    }
    if !is_of_somebody_trusted(&found, place, repository, terms) {
        let owner = system::owner(&found).unwrap_or_default();
        return Err(format!("it belongs to somebody else (user {owner})"));
    }
    let mut text = Vec::new();
    file.take(MAX_JOURNAL_BYTES)
        .read_to_end(&mut text)
        .map_err(unread)?;
    Ok(text)
}

/// Whether a journal is ours or, in a folder shared with a group of ours, from somebody trusted there: without git its
/// owner; with git everyone who shares it, since git trusts its own directory. On systems that can't tell owners, the
/// other rules decide.
fn is_of_somebody_trusted(
    found: &Metadata,
    place: &Path,
    repository: &Repository,
    terms: &Terms,
) -> bool {
    if owner::is_owned(found, terms.became_root) {
        return true;
    }
    let owner = system::owner(found);
    let Some(Ok(folder)) = place.parent().map(std::fs::metadata) else {
        return false;
    };
    let is_owners = owner == system::owner(&folder);
    match repository.own_directory() {
        Some(_) => is_owners || system::is_shared(&folder),
        None => is_owners && system::is_shared(&folder),
    }
}

#[cfg(test)]
mod tests;
