//! File owners.

use crate::system;
use std::fs::Metadata;
use std::path::Path;

/// Whether a file belongs to this user or the user who became root for this run. If the system can't tell, it does.
pub(super) fn is_owned(found: &Metadata, became_root: Option<u32>) -> bool {
    let owner = system::owner(found);
    owner.is_none() || owner == system::user() || owner == became_root
}

/// Whether a file, folder or link itself belongs to this user. A missing one does.
pub(super) fn is_ours(path: &Path, became_root: Option<u32>) -> bool {
    path.symlink_metadata()
        .map_or(true, |found| is_owned(&found, became_root))
}
