//! Repositories libgit2 can't read, such as SHA-256 objects or a reftable: the `git` program makes their commits.

use super::by_git::Program;
use super::places;
use super::state::{CommitOrder, Committed, Dirt, Staged};
use crate::store::StoreError;
use std::path::{Path, PathBuf};

/// A repository with a work tree, used only through the `git` program.
#[derive(Debug)]
pub struct Foreign {
    program: Program,
    own: PathBuf,
}

impl Foreign {
    /// The repository around a directory; `None` if git finds none, refuses it, or isn't installed.
    pub fn around(folder: &Path) -> Option<Self> {
        let inside = Program::reading(folder);
        let work_tree = inside.folder("--show-toplevel")?;
        let own = inside.folder("--absolute-git-dir")?;
        Some(Self {
            program: Program::reading(&work_tree),
            own,
        })
    }

    #[must_use]
    pub fn for_writing(self) -> Self {
        Self {
            program: self.program.for_writing(),
            ..self
        }
    }

    pub fn own_directory(&self) -> &Path {
        &self.own
    }

    pub(in crate::store) fn dirt(&self, path: &Path) -> Result<Option<Dirt>, StoreError> {
        match places::asked(&self.program.work_tree, path)? {
            Some(name) => self.program.dirt(&name),
            None => Ok(Some(Dirt::Elsewhere)),
        }
    }

    /// The commit at HEAD; `None` before the first.
    pub(in crate::store) fn head(&self) -> Option<String> {
        self.program.head()
    }

    pub(in crate::store) fn commit(
        &self,
        wanted: &CommitOrder<'_>,
    ) -> Result<Committed, StoreError> {
        let inside = |file: &Staged<'_>| places::name(&self.program.work_tree, &file.path);
        let names: Vec<PathBuf> = wanted.files.iter().filter_map(inside).collect();
        self.program.commit(&names, wanted)
    }
}
