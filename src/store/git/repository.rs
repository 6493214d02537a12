//! The repository around what is written, whoever can read it.

use super::foreign::Foreign;
use super::state::{CommitOrder, Committed, Dirt, Underway};
use super::work_tree::Git;
use crate::store::{StoreError, inside};
use crate::system;
use std::path::{Path, PathBuf};

#[derive(Debug)]
pub enum Repository {
    None,
    /// Nobody here can read it, or git doesn't trust it.
    Closed,
    /// Read by libgit2.
    Git(Git),
    /// Read only by the `git` program.
    Foreign(Foreign),
}

impl Repository {
    /// The repository around a directory. An error only if a commit is wanted and git refuses the repository or can't
    /// read it.
    pub fn around(folder: &Path, commit: bool) -> Result<Self, StoreError> {
        match Git::around(folder) {
            Ok(Some(git)) => Ok(Self::Git(git)),
            Ok(None) => Ok(Self::None),
            Err(error) => match Foreign::around(folder) {
                Some(foreign) => Ok(Self::Foreign(foreign)),
                None if commit => Err(error),
                None => Ok(Self::Closed),
            },
        }
    }

    #[must_use]
    pub fn for_writing(self) -> Self {
        match self {
            Self::Git(git) => Self::Git(git.for_writing()),
            Self::Foreign(foreign) => Self::Foreign(foreign.for_writing()),
            Self::None | Self::Closed => self,
        }
    }

    pub fn git(&self) -> Option<&Git> {
        match self {
            Self::Git(git) => Some(git),
            _ => None,
        }
    }

    /// See [`Git::read_ahead`].
    pub fn read_ahead<G>(&self, hold: impl FnOnce() -> G + Send + 'static) {
        if let Self::Git(git) = self {
            git.read_ahead(hold);
        }
    }

    pub fn own_directory(&self) -> Option<&Path> {
        match self {
            Self::Git(git) => Some(git.own_directory()),
            Self::Foreign(foreign) => Some(foreign.own_directory()),
            Self::None | Self::Closed => None,
        }
    }

    /// The commit at HEAD; `None` before the first.
    pub(in crate::store) fn head(&self) -> Option<String> {
        match self {
            Self::Git(git) => git.head(),
            Self::Foreign(foreign) => foreign.head(),
            Self::None | Self::Closed => None,
        }
    }

    /// Refuses during a merge, rebase or the like.
    pub fn refuse_in_between(&self) -> Result<(), StoreError> {
        match self.own_directory().and_then(Underway::at) {
            Some(underway) => Err(StoreError::InTheMiddle(underway)),
            None => Ok(()),
        }
    }

    /// Refuses if a file of git's that a commit changes is a link out of git's directory: the link's target would
    /// change.
    pub fn refuse_links_out(&self) -> Result<(), StoreError> {
        let Some(own) = self.own_directory() else {
            return Ok(());
        };
        // A linked work tree keeps branch logs in the shared directory.
        let shared = std::fs::read_to_string(own.join("commondir"));
        let shared = shared.map_or_else(|_| own.to_owned(), |path| own.join(path.trim()));
        let head = std::fs::read_to_string(own.join("HEAD")).unwrap_or_default();
        let branch = head.strip_prefix("ref: ").map(str::trim);
        let logs = shared.join("logs");
        let log = branch.map_or_else(|| logs.clone(), |branch| logs.join(branch));
        let between = log.ancestors().take_while(|part| part.starts_with(&logs));
        let changed = [own.join("index"), own.join("logs/HEAD"), own.join("logs")];
        for path in changed.iter().map(PathBuf::as_path).chain(between) {
            if inside::is_link(path) && !is_inside(path, &shared) {
                let why =
                    "it is a link out of git's own directory, and a commit would change its target";
                return Err(StoreError::strange(path, why));
            }
        }
        Ok(())
    }

    pub(in crate::store) fn dirt(&self, path: &Path) -> Result<Option<Dirt>, StoreError> {
        match self {
            Self::Git(git) => git.dirt(path),
            Self::Foreign(foreign) => foreign.dirt(path),
            Self::None | Self::Closed => Ok(None),
        }
    }

    /// Whether a file may be run: git's word on it, or the system's where git doesn't track it.
    pub fn is_program(&self, path: &Path) -> bool {
        let known = self.git().and_then(|git| git.is_program(path));
        known.unwrap_or_else(|| system::is_program(path))
    }

    /// Whether a file keeps a write from being committed. A file in conflict even prevents the write.
    pub fn holds_back(&self, path: &Path, with_edits: bool) -> bool {
        match self.dirt(path) {
            Ok(Some(Dirt::Changed)) => !with_edits,
            Ok(Some(Dirt::Ignored | Dirt::Hidden | Dirt::Elsewhere)) => true,
            Ok(Some(Dirt::Conflicted) | None) | Err(_) => false,
        }
    }

    /// See [`Git::commit`]; `None` if no commit can be made. Shares new files with the directory's group, since libgit2
    /// ignores `core.sharedRepository`.
    pub(in crate::store) fn commit(
        &self,
        wanted: &CommitOrder<'_>,
    ) -> Result<Option<Committed>, StoreError> {
        let commit = || match self {
            Self::Git(git) => git.commit(wanted).map(Some),
            Self::Foreign(foreign) => foreign.commit(wanted).map(Some),
            Self::None | Self::Closed => Ok(None),
        };
        match self.own_directory().map(std::fs::metadata) {
            Some(Ok(found)) if system::is_shared(&found) => system::for_the_group(commit),
            _ => commit(),
        }
    }
}

/// Whether a link leads into a directory.
fn is_inside(link: &Path, directory: &Path) -> bool {
    std::fs::canonicalize(link)
        .is_ok_and(|aim| std::fs::canonicalize(directory).is_ok_and(|place| aim.starts_with(place)))
}
