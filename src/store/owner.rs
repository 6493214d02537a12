//! Whose a file is, and which folders a group of ours shares: what systems answer differently.
//!
//! Elsewhere than on Unix the standard library can't say, so there everything counts as ours; of repositories libgit2
//! knows the owner on Windows, too, and git decides.

use std::path::Path;

/// Whether a file or folder belongs to this user: a link itself, not what it leads to. One that isn't there is nobody
/// else's. `sudo` is the user who became root to run this, as git counts it.
#[cfg(unix)]
pub(super) fn is_ours(path: &Path, sudo: Option<u32>) -> bool {
    use std::os::unix::fs::MetadataExt;
    let Ok(found) = path.symlink_metadata() else {
        return true;
    };
    let us = rustix::process::geteuid();
    found.uid() == us.as_raw() || (us.is_root() && sudo == Some(found.uid()))
}

/// Whether a folder may be written by a group that this user is in, and not by everybody.
#[cfg(unix)]
pub(super) fn is_of_our_group(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let Ok(found) = folder.metadata() else {
        return false;
    };
    let is_ours = || {
        let groups = rustix::process::getgroups().unwrap_or_default();
        let own = rustix::process::getegid();
        groups
            .iter()
            .chain([&own])
            .any(|group| group.as_raw() == found.gid())
    };
    found.mode() & 0o022 == 0o020 && is_ours()
}

#[cfg(not(unix))]
pub(super) fn is_ours(_path: &Path, _sudo: Option<u32>) -> bool {
    true
}

#[cfg(not(unix))]
pub(super) fn is_of_our_group(_folder: &Path) -> bool {
    true
}
