//! A repository of a form that libgit2 doesn't read, such as SHA-256 objects or a reftable: the `git` program makes the
//! commits in it.

use super::by_git::Program;
use super::{Committed, Dirt};
use crate::store::StoreError;
use std::path::{Path, PathBuf};

/// What a repository is in the middle of, by the file or folder that git keeps meanwhile.
const IN_BETWEEN: [(&str, &str); 7] = [
    ("rebase-merge", "a rebase"),
    ("rebase-apply", "a rebase"),
    ("MERGE_HEAD", "a merge"),
    ("CHERRY_PICK_HEAD", "a cherry-pick"),
    ("REVERT_HEAD", "a revert"),
    ("BISECT_LOG", "a bisect"),
    ("sequencer", "a cherry-pick"),
];

/// A repository with a work tree, known only through the `git` program.
#[derive(Debug)]
pub struct Foreign {
    program: Program,
    own: PathBuf,
}

impl Foreign {
    /// The repository around a directory; nothing where git itself knows none, refuses it, or isn't there.
    pub fn around(folder: &Path) -> Option<Self> {
        let inside = Program::reading(folder);
        let work_tree = inside.folder("--show-toplevel")?;
        let own = inside.folder("--absolute-git-dir")?;
        Some(Self {
            program: Program::reading(&work_tree),
            own,
        })
    }

    /// As [`super::Git::for_writing`].
    #[must_use]
    pub fn for_writing(self) -> Self {
        Self {
            program: self.program.for_writing(),
            ..self
        }
    }

    /// The directory that belongs to this work tree alone.
    pub fn own_directory(&self) -> &Path {
        &self.own
    }

    /// Refuses while a merge, rebase or the like is going on.
    ///
    /// # Errors
    /// What the repository is in the middle of.
    pub fn refuse_in_between(&self) -> Result<(), StoreError> {
        let under_way = IN_BETWEEN
            .iter()
            .find(|(name, _)| self.own.join(name).exists());
        match under_way {
            Some((_, what)) => Err(StoreError::InTheMiddle { what }),
            None => Ok(()),
        }
    }

    /// As [`super::Git::dirt`].
    pub(in crate::store) fn dirt(&self, path: &Path) -> Result<Option<Dirt>, StoreError> {
        let real = super::real(path);
        match real.strip_prefix(&self.program.work_tree) {
            Ok(name) if !super::is_elsewhere(&self.program.work_tree, &real) => {
                super::refuse_pipes(&self.program.work_tree, name)?;
                self.program.dirt(name)
            }
            _ => Ok(Some(Dirt::Elsewhere)),
        }
    }

    /// The commit that HEAD is at; nothing before the first.
    pub(in crate::store) fn head(&self) -> Option<String> {
        self.program.head()
    }

    /// As [`super::Git::commit`].
    pub(in crate::store) fn commit(
        &self,
        paths: &[PathBuf],
        message: &str,
    ) -> Result<Committed, StoreError> {
        let inside = |path: &PathBuf| {
            let real = super::real(path);
            Some(real.strip_prefix(&self.program.work_tree).ok()?.to_owned())
        };
        let names: Vec<PathBuf> = paths.iter().filter_map(inside).collect();
        self.program.commit(&names, message)
    }
}
