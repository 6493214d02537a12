//! What a command is about to write, noted before its first write, so that the next command can take back what a run
//! that was cut off (killed, power lost) had half done. Kept where the lock is; gone once the command is through.

use super::git::Committed;
use super::{Edit, Git, StoreError, Transaction, Wish, files};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

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
    before: Option<Vec<u8>>,
    /// Nothing: it was to go.
    after: Option<Vec<u8>>,
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
        git: Option<&Git>,
        message: Option<&String>,
    ) -> Self {
        let noted = transaction.edits.iter().filter_map(|edit| match edit {
            Edit::Create { path, bytes } => Some(Noted {
                path: path.clone(),
                before: None,
                after: Some(bytes.clone()),
            }),
            Edit::Change {
                path,
                before,
                after,
            } => Some(Noted {
                path: path.clone(),
                before: Some(before.clone()),
                after: Some(after.clone()),
            }),
            Edit::Remove { path, before } => Some(Noted {
                path: path.clone(),
                before: Some(before.clone()),
                after: None,
            }),
            Edit::Keep { .. } => None,
        });
        let mut files: Vec<Noted> = noted.collect();
        for folder in &transaction.folders {
            for (name, bytes) in &folder.files {
                let path = format!("{}/{name}", folder.path);
                files.push(Noted {
                    path,
                    before: None,
                    after: Some(bytes.clone()),
                });
            }
        }
        Self {
            message: message.cloned(),
            head: git.and_then(Git::head),
            files,
            folders: transaction
                .folders
                .iter()
                .map(|folder| folder.path.clone())
                .collect(),
        }
    }

    /// Where it is kept.
    pub(super) fn place(root: &Path, git: Option<&Git>) -> PathBuf {
        git.map_or_else(
            || root.join(".redesign.journal"),
            |git| git.own_directory().join("redesign.journal"),
        )
    }

    /// Keeps it.
    pub(super) fn keep(&self, place: &Path) -> Result<(), StoreError> {
        let text = serde_json::to_vec(self).unwrap_or_default();
        files::put(place, &text)
    }

    /// Finishes what a run that was cut off had written in full, and takes back what it had written in part. Only
    /// called by the holder of the lock.
    pub(super) fn recover(
        root: &Path,
        git: Option<&Git>,
        wish: &Wish,
    ) -> Result<Option<Recovered>, StoreError> {
        let place = Self::place(root, git);
        let Ok(text) = std::fs::read(&place) else {
            return Ok(None);
        };
        let Ok(journal) = serde_json::from_slice::<Self>(&text) else {
            // Not ours, or of another version: nothing can be told from it.
            std::fs::remove_file(&place).map_err(StoreError::io("remove", &place))?;
            return Ok(None);
        };
        let recovered = journal.finish_or_take_back(root, git, wish)?;
        std::fs::remove_file(&place).map_err(StoreError::io("remove", &place))?;
        Ok(recovered)
    }

    fn finish_or_take_back(
        &self,
        root: &Path,
        git: Option<&Git>,
        wish: &Wish,
    ) -> Result<Option<Recovered>, StoreError> {
        let paths: Vec<PathBuf> = self
            .files
            .iter()
            .map(|noted| root.join(&noted.path))
            .collect();
        let names = || self.files.iter().map(|noted| noted.path.clone()).collect();
        self.remove_leftovers(root);
        if git.and_then(Git::head) != self.head {
            return Ok(None);
        }
        let in_full = paths
            .iter()
            .zip(&self.files)
            .all(|(path, noted)| std::fs::read(path).ok() == noted.after);
        if in_full && !self.files.is_empty() {
            for (path, _) in paths
                .iter()
                .zip(&self.files)
                .filter(|(_, noted)| noted.after.is_none())
            {
                files::remove_empty_around(path, root)?;
            }
            if let (Some(git), Some(message)) = (git, &self.message) {
                let _committed: Committed = git.commit(&paths, message, &wish.identity)?;
            }
            return Ok(Some(Recovered::Finished(names())));
        }
        let taken = self.take_back(root)?;
        if let (Some(git), Some(_)) = (git, &self.message) {
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

    /// Puts each file back to what it held, unless somebody has changed it since.
    fn take_back(&self, root: &Path) -> Result<Vec<String>, StoreError> {
        let mut taken = Vec::new();
        for noted in &self.files {
            let path = root.join(&noted.path);
            if std::fs::read(&path).ok() != noted.after {
                continue;
            }
            match (&noted.before, &noted.after) {
                (Some(before), Some(_)) => files::replace(&path, before)?,
                (Some(before), None) => files::create(&path, before, &noted.path)?,
                (None, _) => {
                    std::fs::remove_file(&path).map_err(StoreError::io("remove", &path))?;
                }
            }
            taken.push(noted.path.clone());
        }
        for folder in &self.folders {
            files::remove_empty_folders(&root.join(folder));
        }
        Ok(taken)
    }
}
