//! Where a file is in a work tree.

use crate::store::StoreError;
use std::path::{Path, PathBuf};

/// A path with links resolved, whether or not it exists: this is where we write and how git names it.
pub(super) fn real(path: &Path) -> PathBuf {
    let there = path
        .ancestors()
        .find_map(|part| Some((part, std::fs::canonicalize(part).ok()?)));
    match there {
        Some((part, real)) if part == path => real,
        Some((part, real)) => path
            .strip_prefix(part)
            .map_or_else(|_| path.to_owned(), |rest| real.join(rest)),
        None => path.to_owned(),
    }
}

/// A path relative to a work tree, as git names it; `None` if outside.
pub(super) fn name(work_tree: &Path, path: &Path) -> Option<PathBuf> {
    real(path).strip_prefix(work_tree).ok().map(Path::to_owned)
}

/// The same, before asking git about it; also `None` if another repository lies between. An error if git would wait for
/// a pipe: it reads these files in each folder on the way.
pub(super) fn asked(work_tree: &Path, path: &Path) -> Result<Option<PathBuf>, StoreError> {
    let Some(name) = name(work_tree, path) else {
        return Ok(None);
    };
    let mut between = name
        .ancestors()
        .skip(1)
        .filter(|folder| *folder != Path::new(""));
    if between.any(|folder| {
        work_tree
            .join(folder)
            .join(".git")
            .symlink_metadata()
            .is_ok()
    }) {
        return Ok(None);
    }
    for folder in name.ancestors().skip(1) {
        for file in [".gitignore", ".gitattributes"] {
            let path = work_tree.join(folder).join(file);
            let is_strange = |found: std::fs::Metadata| !found.is_file() && !found.is_dir();
            if std::fs::metadata(&path).is_ok_and(is_strange) {
                let why = "it is not a regular file, and git would wait for it";
                return Err(StoreError::strange(path, why));
            }
        }
    }
    Ok(Some(name))
}
