//! Whether a workspace is trusted for writing. In a repository git decides (`git/open.rs`). Otherwise a `redesign.toml`
//! found above the current directory, which the user didn't choose, may be anybody's.

use super::git::open;
use super::owner::is_ours;
use super::{Git, StoreError, WORKSPACE_FILE, Workspace};
use crate::system;
use std::path::Path;

impl Workspace {
    /// Refuses to write in a workspace or plan folder that belongs to somebody else. `sudo` is the user who became root
    /// for this run.
    pub fn refuse_of_strangers(&self, folder: &Path, sudo: Option<u32>) -> Result<(), StoreError> {
        for place in [self.root.as_path(), folder] {
            if let Err(StoreError::Git {
                untrusted: Some(folder),
                ..
            }) = Git::around(place)
            {
                return Err(StoreError::Untrusted {
                    folder,
                    by_git: true,
                });
            }
        }
        if self.is_strangers(sudo) {
            return Err(StoreError::Untrusted {
                folder: self.root.clone(),
                by_git: false,
            });
        }
        Ok(())
    }

    /// Whether it is in no repository, was found above the current directory, belongs to another user, isn't shared
    /// with one of our groups, and isn't marked as trusted.
    pub fn is_strangers(&self, sudo: Option<u32>) -> bool {
        self.found_above
            && !is_ours(&self.root.join(WORKSPACE_FILE), sudo)
            && !is_of_our_group(&self.root)
            && matches!(Git::around(&self.root), Ok(None))
            && !open::trusts_folder(&self.root)
    }
}

/// Whether one of our groups may write to a folder, but not everybody.
fn is_of_our_group(folder: &Path) -> bool {
    folder
        .metadata()
        .is_ok_and(|found| system::is_shared(&found) && !system::is_for_everybody(&found))
}
