//! Whether a workspace is trusted enough to write in it. Where there is a repository, git decides (`git/open.rs`). Where
//! there is none, nobody chose a `redesign.toml` that was only found above the current directory: it may be anybody's.

use super::git::open;
use super::owner::is_ours;
use super::{Git, StoreError, WORKSPACE_FILE, Workspace};
use crate::system;
use std::path::Path;

impl Workspace {
    /// Refuses to write in a workspace, or in the folder of a plan of it, that belongs to somebody else. `sudo` is the
    /// user who became root to run this.
    ///
    /// # Errors
    /// With the folder to trust.
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

    /// Whether it is in no repository, was only found above the current directory, belongs to another user, is shared by
    /// no group of ours, and nobody said that it is trusted.
    pub fn is_strangers(&self, sudo: Option<u32>) -> bool {
        self.found_above
            && !is_ours(&self.root.join(WORKSPACE_FILE), sudo)
            && !is_of_our_group(&self.root)
            && matches!(Git::around(&self.root), Ok(None))
            && !open::trusts_folder(&self.root)
    }
}

/// Whether a folder may be written by a group that this user is in, and not by everybody.
fn is_of_our_group(folder: &Path) -> bool {
    let found = folder.metadata();
    found.is_ok_and(|found| system::is_shared(&found) && !system::is_for_everybody(&found))
}
