//! The lock and the journal: where they are, and which files of these names may be used. They may come from a
//! stranger's archive or clone.

use super::{Repository, StoreError};
use crate::system;
use std::fs::{File, Metadata, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Where a file is kept: in this work tree's git directory, or without git in the workspace.
pub(super) fn place(root: &Path, repository: &Repository, name: &str) -> PathBuf {
    repository.own_directory().map_or_else(
        || root.join(format!(".redesign.{name}")),
        |folder| folder.join(format!("redesign.{name}")),
    )
}

/// Opens one, if it exists. Anything with a second hard link or that isn't a regular file is refused, neither followed
/// nor waited for.
pub(super) fn open(path: &Path, options: &mut OpenOptions) -> Result<Option<File>, StoreError> {
    match std::fs::symlink_metadata(path) {
        Ok(found) => refuse_strange(path, &found)?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StoreError::io("open", path)(error)),
    }
    let file = match system::never_following(options).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(StoreError::io("open", path)(error)),
    };
    // Check again what was opened: it may differ from what was looked at.
    let found = file.metadata().map_err(StoreError::io("open", path))?;
    refuse_strange(path, &found)?;
    Ok(Some(file))
}

fn refuse_strange(path: &Path, found: &Metadata) -> Result<(), StoreError> {
    let why = if found.is_symlink() {
        "it is a link"
    } else if found.is_dir() {
        "it is a folder"
    } else if !found.is_file() {
        "it is not a regular file"
    } else if system::names(found).is_some_and(|names| names > 1) {
        "it has another name elsewhere (a hard link)"
    } else {
        return Ok(());
    };
    Err(StoreError::Strange {
        path: path.to_owned(),
        why: why.to_owned(),
        is_folder: found.is_dir(),
        is_text: false,
    })
}
