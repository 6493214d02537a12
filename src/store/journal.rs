//! What a command is about to write, saved before its first write, so that the next command can undo an interrupted run
//! (killed, power lost). Kept beside the lock; deleted when the command is done.
//!
//! It may come from a stranger's archive: it is read only if its owner is trusted, and obeyed only for paths that
//! commands write ([`super::ground`]).

use super::error::reason;
use super::git::Committed;
use super::ground::Ground;
use super::{Edit, Repository, StoreError, Terms, Transaction, Workspace, files, own, owner};
use crate::system;
use serde::{Deserialize, Serialize};
use std::fs::{File, Metadata, OpenOptions};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// More than any command writes at once.
pub(super) const MAX_JOURNAL_BYTES: u64 = 256 * 1024 * 1024;

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Journal {
    /// Message of the commit to make; `None` if none.
    message: Option<String>,
    /// HEAD before the writes; `None` before the first commit, or without git.
    head: Option<String>,
    /// Files with their content before and after.
    files: Vec<Noted>,
    folders: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Noted {
    path: String,
    before: Option<Bytes>,
    /// `None` if it is to be removed.
    after: Option<Bytes>,
}

/// A file's content: as text if possible, so that people can read it here too.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Bytes {
    Words(String),
    Other(Vec<u8>),
}

impl Bytes {
    fn of(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(words) => Self::Words(words.to_owned()),
            Err(_) => Self::Other(bytes.to_owned()),
        }
    }

    fn as_slice(&self) -> &[u8] {
        match self {
            Self::Words(words) => words.as_bytes(),
            Self::Other(bytes) => bytes,
        }
    }
}

impl Noted {
    fn of(path: String, before: Option<&[u8]>, after: Option<&[u8]>) -> Self {
        Self {
            path,
            before: before.map(Bytes::of),
            after: after.map(Bytes::of),
        }
    }

    /// Whether a file has its final content.
    fn is_done(&self, path: &Path) -> bool {
        match &self.after {
            Some(after) => files::held(path).is_ok_and(|now| now == after.as_slice()),
            None => std::fs::symlink_metadata(path).is_err_and(|error| is_gone(&error)),
        }
    }
}

fn is_gone(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}

/// The result of recovering from an interrupted run.
#[derive(Debug, PartialEq, Eq)]
pub enum Recovered {
    /// Everything was written; the commit existed or has been made now.
    Finished(Vec<String>),
    /// The writes were undone.
    TakenBack(Vec<String>),
}

impl Journal {
    pub(super) fn of(
        transaction: &Transaction,
        repository: &Repository,
        message: Option<&String>,
    ) -> Self {
        let noted = transaction.edits.iter().filter_map(|edit| match edit {
            Edit::Create { path, bytes } => Some(Noted::of(path.clone(), None, Some(bytes))),
            Edit::Change {
                path,
                before,
                after,
            } => Some(Noted::of(path.clone(), Some(before), Some(after))),
            Edit::Remove { path, before } => Some(Noted::of(path.clone(), Some(before), None)),
            Edit::Keep { .. } => None,
        });
        let mut files: Vec<Noted> = noted.collect();
        for folder in &transaction.folders {
            for (name, bytes) in &folder.files {
                let path = format!("{}/{name}", folder.path);
                files.push(Noted::of(path, None, Some(bytes)));
            }
        }
        Self {
            message: message.cloned(),
            head: repository.head(),
            files,
            folders: transaction
                .folders
                .iter()
                .map(|folder| folder.path.clone())
                .collect(),
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
        // An unreadable journal is of another version: it tells nothing.
        let recovered = match serde_json::from_slice::<Self>(&text) {
            Err(_) => None,
            Ok(journal) => {
                journal.stays_on(&Ground::of(workspace)).map_err(strange)?;
                journal.finish_or_take_back(&workspace.root, repository, terms)?
            }
        };
        std::fs::remove_file(&place).map_err(StoreError::io("remove", &place))?;
        Ok(recovered)
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
        Ok(())
    }

    fn finish_or_take_back(
        &self,
        root: &Path,
        repository: &Repository,
        terms: &Terms,
    ) -> Result<Option<Recovered>, StoreError> {
        let paths: Vec<PathBuf> = self
            .files
            .iter()
            .map(|noted| root.join(&noted.path))
            .collect();
        let names = || self.files.iter().map(|noted| noted.path.clone()).collect();
        self.remove_leftovers(root);
        if repository.head() != self.head {
            // HEAD has moved: the files are now somebody's work.
            return Ok(None);
        }
        let in_full = self
            .files
            .iter()
            .zip(&paths)
            .all(|(noted, path)| noted.is_done(path));
        if in_full && !self.files.is_empty() {
            for (path, _) in paths
                .iter()
                .zip(&self.files)
                .filter(|(_, noted)| noted.after.is_none())
            {
                files::remove_empty_around(path, root)?;
            }
            if let Some(message) = &self.message {
                let _committed: Option<Committed> =
                    repository.commit(&paths, message, &terms.identity)?;
            }
            return Ok(Some(Recovered::Finished(names())));
        }
        let taken = self.take_back(root, &|_| true)?;
        if let (Some(git), Some(_)) = (repository.git(), &self.message) {
            git.forget_index_of(&paths)?;
        }
        Ok(Some(Recovered::TakenBack(taken)).filter(|_| !self.files.is_empty()))
    }

    /// Removes half-written files beside the files.
    fn remove_leftovers(&self, root: &Path) {
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
    /// that can't be restored doesn't stop the others.
    pub(super) fn take_back(
        &self,
        root: &Path,
        is_written: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<String>, StoreError> {
        let mut taken = Vec::new();
        let mut failed = None;
        for noted in self.files.iter().filter(|one| is_written(&one.path)) {
            let path = root.join(&noted.path);
            if !noted.is_done(&path) {
                continue;
            }
            let done = match (&noted.before, &noted.after) {
                (Some(before), Some(_)) => files::replace(&path, before.as_slice()),
                (Some(before), None) => files::create(&path, before.as_slice(), &noted.path),
                // Neither before nor after: nothing to undo.
                (None, None) => continue,
                // Empty folders made for it are removed too.
                (None, Some(_)) => files::remove(&path, root),
            };
            match done {
                Ok(()) => taken.push(noted.path.clone()),
                Err(error) => failed = failed.or(Some(error)),
            }
        }
        for folder in self.folders.iter().filter(|folder| is_written(folder)) {
            files::remove_empty_folders(&root.join(folder));
        }
        failed.map_or(Ok(taken), Err)
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
