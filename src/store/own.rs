//! Files of our own beside the user's, lock and journal: where they lie, and which file of that name is taken for one.
//! What lies there may have come with a stranger's archive or clone.

use super::{Repository, StoreError};
use crate::system;
use std::fs::{File, Metadata, OpenOptions};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Where one is kept: in the directory of git's own that belongs to this work tree, or without git in the workspace.
pub(super) fn place(root: &Path, repository: &Repository, name: &str) -> PathBuf {
    repository.own_directory().map_or_else(
        || root.join(format!(".redesign.{name}")),
        |folder| folder.join(format!("redesign.{name}")),
    )
}

/// Opens one; nothing where there is none. A file with another name elsewhere, and whatever is no regular file, is
/// refused: it is neither followed nor waited for.
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
    // Once more of what was opened: it may be another than the one that was looked at.
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
        "it is no regular file"
    } else if system::names(found).is_some_and(|names| names > 1) {
        "the file has another name elsewhere (a hard link)"
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
