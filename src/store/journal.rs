//! What a command is about to write, noted before its first write, so that the next command can take back what a run
//! that was cut off (killed, power lost) had half done. Kept where the lock is; gone once the command is through.
//!
//! What lies there may have come with a stranger's archive: only a file of somebody trusted is read, and only paths
//! where commands write are obeyed ([`super::ground`]).

use super::error::reason;
use super::git::Committed;
use super::ground::Ground;
use super::{Edit, Repository, StoreError, Terms, Transaction, Workspace, files, own, owner};
use crate::system;
use serde::{Deserialize, Serialize};
use std::fs::{File, Metadata, OpenOptions};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

/// Most bytes that are noted: more than any command writes at once.
pub(super) const MAX_JOURNAL_BYTES: u64 = 256 * 1024 * 1024;

/// A command's writes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Journal {
    /// Message of the commit that was to be made; nothing where none was.
    message: Option<String>,
    /// The commit that HEAD was at; nothing before the first, or without git.
    head: Option<String>,
    /// Files with what they held before and were to hold; nothing where one wasn't there, or was to go.
    files: Vec<Noted>,
    /// Folders that were to appear.
    folders: Vec<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Noted {
    path: String,
    before: Option<Bytes>,
    /// Nothing: it was to go.
    after: Option<Bytes>,
}

/// What a file holds: as words where it holds words, so that people can read them here too.
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

    /// Whether a file is as it was to be.
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

/// What was found to be half done, and what became of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Recovered {
    /// Everything was written; the commit was there or has been made now.
    Finished(Vec<String>),
    /// What had been written was taken back.
    TakenBack(Vec<String>),
}

impl Journal {
    /// Notes a transaction.
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

    /// Where it is kept.
    pub(super) fn place(root: &Path, repository: &Repository) -> PathBuf {
        own::place(root, repository, "journal")
    }

    /// Keeps it, in at most so many bytes.
    pub(super) fn keep(&self, place: &Path, most: u64) -> Result<(), StoreError> {
        let text = serde_json::to_vec(self).unwrap_or_default();
        if text.len() as u64 > most {
            return Err(StoreError::TooMuch { most });
        }
        files::put(place, &text)
    }

    /// Finishes what a run that was cut off had written in full, and takes back what it had written in part. Only
    /// called by the holder of the lock.
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
        // One that makes no sense is of another version: nothing can be told from it.
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

    /// Whether it names only places where commands write, or why not.
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
            // Somebody has committed since, or the commit was made: what is there now is theirs.
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

    /// Removes what is half written beside the files.
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

    /// Puts back to what it held each file that was written, as `is_written` knows, and that nobody has changed since;
    /// gives their names. What can't be put back keeps none of the others from it.
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
                // Neither before nor after: there is nothing to take back.
                (None, None) => continue,
                // Folders that were made for it go too, as far as they are empty.
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

/// What a journal holds that was opened, or why it isn't read.
fn trusted(
    file: File,
    place: &Path,
    repository: &Repository,
    terms: &Terms,
) -> Result<Vec<u8>, String> {
    let unread = |error: std::io::Error| format!("it can't be read: {}", reason(&error));
    if matches!(repository, Repository::Closed) {
        return Err("the repository here can't be read, so git may have brought it".to_owned());
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

/// Whether a journal is ours or, in a folder that a group of ours shares, of somebody trusted there: without git its
/// owner, and with git all who share it, since git trusts all that is in its own directory. Where a system can't say
/// who owns a file, the other rules have to do.
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
