//! The index of the next commit: read and written while git's own lock keeps everybody else out, so that what the user
//! stages meanwhile is never undone.

use super::ahead::{BEFORE, IndexStamp, NEXT, next_of, remove_halves, same_file};
use super::locks::GitLock;
use super::state::{Staged, StagedBytes};
use super::work_tree::{FILE, Git, PROGRAM, entry_of};
use crate::store::{StoreError, files};
use crate::system::free;
use git2::{Index, IndexEntry, Oid, Repository};
use std::io::Write;
use std::path::{Path, PathBuf};

pub(super) struct NextIndex<'a> {
    git: &'a Git,
    pub index: Index,
    /// The repository with this index in place of its own, which need not be read.
    repository: Option<Repository>,
    place: PathBuf,
    _lock: GitLock,
}

impl Git {
    /// Begins to read the index for a commit. Only called by the holder of the workspace's lock. Signals wait while `hold`
    /// is there.
    pub fn read_ahead<G>(&self, hold: impl FnOnce() -> G + Send + 'static) {
        let own = self.own_directory().to_owned();
        let work_tree = self.program.work_tree.clone();
        self.ahead.begin((self.index_file(), own, work_tree), hold);
    }

    /// Locks the index, then reads it, unless what was read ahead is still right.
    pub(super) fn next_index(&self) -> Result<NextIndex<'_>, StoreError> {
        let failed = StoreError::git("read the index");
        let (place, own) = (self.index_file(), self.own_directory());
        let lock = GitLock::of(&place, own)?;
        let now = IndexStamp::of(&place);
        let ahead = now.ok().and_then(|now| self.ahead.next(&now));
        self.remove_half_indexes();
        let repository = match ahead {
            Some(ahead) => {
                same_file(&place, &own.join(NEXT))?;
                ahead
            }
            None => next_of(&place, own, &self.program.work_tree)?,
        };
        let mut index = repository.index().map_err(failed)?;
        // Where it was changed in place, its stamp may be the same, but not its checksum.
        index.read(false).map_err(failed)?;
        Ok(NextIndex {
            git: self,
            index,
            repository: Some(repository),
            place,
            _lock: lock,
        })
    }

    /// Removes what a killed run left of an index that never came to be.
    pub(super) fn remove_half_indexes(&self) {
        remove_halves(self.own_directory());
    }
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
        free(self.repository.take());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::git::raw_index::tests::git;

    fn staged(folder: &Path, name: &str) {
        std::fs::write(folder.join(name), name).unwrap();
        git(folder, &["add", name]);
    }

    /// A repository with a staged file, and its files in git's directory that are ours.
    fn repository() -> (tempfile::TempDir, impl Fn() -> Vec<String>) {
        let folder = tempfile::tempdir().unwrap();
        git(folder.path(), &["init", "-q"]);
        staged(folder.path(), "a.md");
        let own = folder.path().join(".git");
        let ours = move || {
            let names = std::fs::read_dir(&own).unwrap();
            let names = names.map(|one| one.unwrap().file_name().into_string().unwrap());
            names.filter(|name| name.starts_with("redesign")).collect()
        };
        (folder, ours)
    }

    fn names(index: &Index) -> Vec<Vec<u8>> {
        index.iter().map(|entry| entry.path).collect()
    }

    #[test]
    fn what_is_staged_after_an_index_was_read_ahead_stays_staged() {
        let (folder, ours) = repository();
        for (name, known) in [("b.md", 2), ("c.md", 3)] {
            let git = Git::around(folder.path()).unwrap().unwrap();
            git.read_ahead(|| ());
            // It is read by now, or will be: either way it is right in the end.
            staged(folder.path(), name);
            assert_eq!(git.known_index().unwrap().entries.len(), known);
            let mut next = git.next_index().unwrap();
            assert_eq!(names(&next.index).len(), known);
            assert!(names(&next.index).contains(&name.into()));
            next.write().unwrap();
            next.put().unwrap();
        }
        assert_eq!(ours(), [""; 0]);
        let index = Repository::open(folder.path()).unwrap().index();
        assert_eq!(names(&index.unwrap()), [b"a.md", b"b.md", b"c.md"]);
    }

    #[test]
    fn an_index_read_ahead_in_vain_leaves_nothing() {
        let (folder, ours) = repository();
        let git = Git::around(folder.path()).unwrap().unwrap();
        git.read_ahead(|| ());
        drop(git);
        assert_eq!(ours(), [""; 0]);
    }

    #[test]
    fn an_index_is_never_copied_onto_itself() {
        let (folder, _) = repository();
        let [place, next] = ["index", NEXT].map(|name| folder.path().join(".git").join(name));
        let bytes = std::fs::read(&place).unwrap();
        same_file(&place, &next).unwrap();
        assert!(same_file(&place, &next).is_err());
        assert_eq!(std::fs::read(&place).unwrap(), bytes);
    }

    #[test]
    fn where_there_is_no_index_yet_one_is_made() {
        let (folder, ours) = repository();
        std::fs::remove_file(folder.path().join(".git/index")).unwrap();
        let git = Git::around(folder.path()).unwrap().unwrap();
        git.read_ahead(|| ());
        assert!(git.known_index().unwrap().entries.is_empty());
        let mut next = git.next_index().unwrap();
        next.index.add_path(Path::new("a.md")).unwrap();
        next.write().unwrap();
        next.put().unwrap();
        drop(next);
        assert_eq!(ours(), [""; 0]);
        assert_eq!(git.known_index().unwrap().entries.len(), 1);
    }
}
