//! A repository of a form that libgit2 doesn't read, such as SHA-256 objects or a reftable: the `git` program makes the
//! commits in it.

use super::by_git::Program;
use super::places;
use super::state::{Committed, Dirt};
use crate::store::StoreError;
use std::path::{Path, PathBuf};

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

    /// As [`super::Git::dirt`].
    pub(in crate::store) fn dirt(&self, path: &Path) -> Result<Option<Dirt>, StoreError> {
        match places::asked(&self.program.work_tree, path)? {
            Some(name) => self.program.dirt(&name),
            None => Ok(Some(Dirt::Elsewhere)),
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
        let inside = |path: &PathBuf| places::name(&self.program.work_tree, path);
        let names: Vec<PathBuf> = paths.iter().filter_map(inside).collect();
        self.program.commit(&names, message)
    }
}
