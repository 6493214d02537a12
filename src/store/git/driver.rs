//! The program that merges records for git, and what a merge left unresolved.

use super::places;
use super::state::Dirt;
use super::work_tree::Git;
use crate::store::StoreError;
use std::path::Path;

impl Git {
    /// Sets the merge driver for files with the attribute `merge=driver` in this clone: its display name and command
    /// line.
    pub fn set_merge_driver(&self, driver: &str, name: &str, line: &str) -> Result<(), StoreError> {
        let failed = StoreError::git("write the repository's settings");
        let settings = self.repository.config().map_err(failed)?;
        let mut own = settings
            .open_level(git2::ConfigLevel::Local)
            .map_err(failed)?;
        own.set_str(&format!("merge.{driver}.name"), name)
            .map_err(failed)?;
        own.set_str(&format!("merge.{driver}.driver"), line)
            .map_err(failed)
    }

    /// The command line this clone runs for `merge=driver`.
    pub fn merge_driver(&self, driver: &str) -> Option<String> {
        let settings = self.repository.config().ok()?;
        settings.get_string(&format!("merge.{driver}.driver")).ok()
    }

    /// Whether a merge left a file unmerged in the index.
    pub fn is_unmerged(&self, path: &Path) -> bool {
        self.dirt(path)
            .is_ok_and(|dirt| dirt == Some(Dirt::Conflicted))
    }

    /// Files below a folder that one side of a merge deleted and the other changed, relative to the folder.
    pub fn half_deleted(&self, folder: &Path) -> Vec<String> {
        let Ok(index) = self.index() else {
            return Vec::new();
        };
        let Ok(conflicts) = index.conflicts() else {
            return Vec::new();
        };
        let real = places::real(folder);
        let found = conflicts.filter_map(|conflict| {
            let conflict = conflict.ok()?;
            conflict.ancestor.as_ref()?;
            let ((Some(kept), None) | (None, Some(kept))) = (conflict.our, conflict.their) else {
                return None;
            };
            let path = self
                .program
                .work_tree
                .join(String::from_utf8(kept.path).ok()?);
            let name = path.strip_prefix(&real).ok()?.to_str()?;
            Some(name.replace('\\', "/"))
        });
        found.collect()
    }
}
