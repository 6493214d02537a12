//! Which program git runs to merge records, and what a merge left undecided.

use super::{Dirt, Git};
use crate::store::StoreError;
use std::path::Path;

impl Git {
    /// Tells git in this clone how to merge files which carry an attribute `merge=driver`: the repository's own
    /// settings say its name for people and what is run.
    ///
    /// # Errors
    /// When they can't be written.
    pub fn set_merge_driver(&self, driver: &str, name: &str, line: &str) -> Result<(), StoreError> {
        let failed = || StoreError::git("write the repository's settings");
        let settings = self.repository.config().map_err(failed())?;
        let mut own = settings
            .open_level(git2::ConfigLevel::Local)
            .map_err(failed())?;
        own.set_str(&format!("merge.{driver}.name"), name)
            .map_err(failed())?;
        own.set_str(&format!("merge.{driver}.driver"), line)
            .map_err(failed())
    }

    /// What git runs in this clone for the attribute `merge=driver`.
    pub fn merge_driver(&self, driver: &str) -> Option<String> {
        let settings = self.repository.config().ok()?;
        settings.get_string(&format!("merge.{driver}.driver")).ok()
    }

    /// Whether a merge left a file undecided in the index.
    pub fn is_unmerged(&self, path: &Path) -> bool {
        self.dirt(path)
            .is_ok_and(|dirt| dirt == Some(Dirt::Conflicted))
    }
}
