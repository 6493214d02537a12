//! Whether a file on disk differs in more than its line ends.

use git2::{DiffOptions, Repository};
use std::path::Path;

/// Whether git would store a modified file as HEAD has it: all that differs is what git's own filter takes away, such as
/// line ends. By the index, git calls a file modified for its size alone; against HEAD it has to read it.
pub(in crate::store) fn is_stored_alike(repository: &Repository, name: &Path) -> bool {
    let mut options = DiffOptions::new();
    options.pathspec(name).disable_pathspec_match(true);
    let tree = repository.head().and_then(|head| head.peel_to_tree());
    let diff =
        tree.and_then(|tree| repository.diff_tree_to_workdir(Some(&tree), Some(&mut options)));
    diff.is_ok_and(|diff| diff.deltas().len() == 0)
}
