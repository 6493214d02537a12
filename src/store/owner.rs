//! Whose a file is.

use crate::system;
use std::fs::Metadata;
use std::path::Path;

/// Whether what was found is this user's, or is that of the user who became root for this run. Where a system can't say
/// whose it is, it counts as ours.
pub(super) fn is_owned(found: &Metadata, became_root: Option<u32>) -> bool {
    let owner = system::owner(found);
    owner.is_none() || owner == system::user() || owner == became_root
}

/// Whether a file or folder belongs to this user: a link itself, not what it leads to. One that isn't there is nobody
/// else's.
pub(super) fn is_ours(path: &Path, became_root: Option<u32>) -> bool {
    let found = path.symlink_metadata();
    found.map_or(true, |found| is_owned(&found, became_root))
}
