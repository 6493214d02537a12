//! The index of the next commit: read and written while git's own lock keeps everybody else out, so that what the user
//! stages meanwhile is never undone.

use super::locks::GitLock;
use super::state::{Staged, StagedBytes};
use super::work_tree::{FILE, Git, PROGRAM, entry_of};
use crate::store::{StoreError, files};
use git2::{Index, IndexEntry, Oid, Repository};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Names in git's directory: the next index, what libgit2 writes it by, and the one before.
const NEXT: &str = "redesign.index";
const HALF: &str = "redesign.index.lock";
const BEFORE: &str = "redesign.index.before";

pub(super) struct NextIndex<'a> {
    git: &'a Git,
    pub index: Index,
    /// The repository with this index in place of its own, which need not be read.
    _repository: Repository,
    place: PathBuf,
    _lock: GitLock,
}

impl Git {
    /// Where the index is, behind a link, too.
    pub(super) fn index_file(&self) -> PathBuf {
        let place = self.own_directory().join("index");
        std::fs::canonicalize(&place).unwrap_or(place)
    }

    /// Locks the index, then reads it.
    pub(super) fn next_index(&self) -> Result<NextIndex<'_>, StoreError> {
        let failed = StoreError::git("read the index");
        let place = self.index_file();
        let lock = GitLock::of(&place, self.own_directory())?;
        self.remove_half_indexes();
        let next = self.own_directory().join(NEXT);
        same_file(&place, &next)?;
        let repository = self.again().map_err(failed)?;
        let mut index = Index::open(&next).map_err(failed)?;
        repository.set_index(&mut index).map_err(failed)?;
        Ok(NextIndex {
            git: self,
            index,
            _repository: repository,
            place,
            _lock: lock,
        })
    }

    /// Removes what a killed run left of an index that never came to be.
    pub(super) fn remove_half_indexes(&self) {
        for name in [NEXT, HALF, BEFORE] {
            let _gone = std::fs::remove_file(self.own_directory().join(name));
        }
    }
}

/// Gives a file another name, or copies it where there are no hard links. Its time stays: by it git tells which entries
/// may be out of date.
fn same_file(file: &Path, other: &Path) -> Result<(), StoreError> {
    let failed = StoreError::io("write", other);
    let Ok(found) = std::fs::metadata(file) else {
        return Ok(());
    };
    if std::fs::hard_link(file, other).is_ok() {
        return Ok(());
    }
    let copy = || {
        std::fs::copy(file, other)?;
        let copied = std::fs::File::options().append(true).open(other)?;
        copied.set_modified(found.modified()?)
    };
    copy().map_err(failed)
}

impl NextIndex<'_> {
    /// Puts files into it; returns the blob and mode of each, `None` for those that are gone.
    pub fn stage(&mut self, files: &[Staged<'_>]) -> Result<Vec<Option<(Oid, u32)>>, StoreError> {
        let failed = StoreError::git("commit");
        let mut staged = Vec::with_capacity(files.len());
        for file in files {
            let name = self.git.name(&file.path)?;
            let entry = match file.content {
                StagedBytes::Gone => None,
                StagedBytes::Words(bytes) => Some(self.entry(&name, file, Some(bytes))),
                StagedBytes::OnDisk => file
                    .path
                    .symlink_metadata()
                    .is_ok()
                    .then(|| self.entry(&name, file, None)),
            };
            let Some(entry) = entry.transpose().map_err(failed)? else {
                self.index.remove_path(&name).map_err(failed)?;
                staged.push(None);
                continue;
            };
            staged.push(Some((entry.id, entry.mode)));
            self.index.add(&entry).map_err(failed)?;
        }
        Ok(staged)
    }

    /// The entry of a file: of the bytes that were written, whatever an editor saved since.
    fn entry(
        &mut self,
        name: &Path,
        file: &Staged<'_>,
        bytes: Option<&[u8]>,
    ) -> Result<IndexEntry, git2::Error> {
        let before = self.index.get_path(name, 0).map(|entry| entry.mode);
        let is_ours = |bytes: Option<&[u8]>| {
            bytes.is_none_or(|bytes| files::held(&file.path).is_ok_and(|now| now == bytes))
        };
        let on_disk = if is_ours(bytes) {
            // Stores it through git's filters, so line ends are as git would have them.
            self.index.add_path(name)?;
            self.index.get_path(name, 0).filter(|_| is_ours(bytes))
        } else {
            None
        };
        let mut entry = if let Some(entry) = on_disk {
            entry
        } else {
            let mut blob = self.git.repository.blob_writer(Some(name))?;
            let written = blob.write_all(bytes.unwrap_or_default());
            written.map_err(|error| git2::Error::from_str(&error.to_string()))?;
            entry_of(name, blob.commit()?, FILE)
        };
        let is_kept = |mode: &u32| matches!(*mode, FILE | PROGRAM);
        let new = if file.is_program { PROGRAM } else { FILE };
        entry.mode = before.filter(is_kept).unwrap_or(new);
        Ok(entry)
    }

    /// Writes it beside the one that is in use.
    pub fn write(&mut self) -> Result<(), StoreError> {
        self.index
            .write()
            .map_err(StoreError::git("write the index"))
    }

    /// Puts it in place.
    pub fn put(&self) -> Result<(), StoreError> {
        let own = self.git.own_directory();
        same_file(&self.place, &own.join(BEFORE))?;
        std::fs::rename(own.join(NEXT), &self.place).map_err(StoreError::io("write", &self.place))
    }

    /// Brings the one before back.
    pub fn take_back(&self) -> Result<(), StoreError> {
        let before = self.git.own_directory().join(BEFORE);
        if before.exists() {
            std::fs::rename(&before, &self.place)
        } else {
            std::fs::remove_file(&self.place)
        }
        .map_err(StoreError::io("write", &self.place))
    }
}

impl Drop for NextIndex<'_> {
    fn drop(&mut self) {
        self.git.remove_half_indexes();
    }
}
