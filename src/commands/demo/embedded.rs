//! Folders of the sources that are part of the program.

use include_dir::Dir;

/// All files below a folder, by their path in it.
pub(super) fn files_of(folder: &Dir<'_>) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![folder];
    while let Some(inner) = folders.pop() {
        folders.extend(inner.dirs());
        for file in inner.files() {
            let path = file.path().strip_prefix(folder.path());
            let path = path.unwrap_or(file.path()).to_string_lossy();
            found.push((path.replace('\\', "/"), file.contents().to_vec()));
        }
    }
    found.sort();
    found
}
