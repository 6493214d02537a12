//! How a merge goes on once a file has no open conflict.

use crate::model::quote::typed;
use crate::store::Underway;

/// What to type once a file has no open conflict; `git` is the command to use there.
pub(super) fn goes_on(git: &str, between: Option<Underway>) -> String {
    match between {
        Some(Underway::Merge) => format!("{git} commit --no-edit"),
        Some(Underway::Rebase) => format!("{git} rebase --continue"),
        Some(Underway::CherryPick) => format!("{git} cherry-pick --continue"),
        Some(Underway::Revert) => format!("{git} revert --continue"),
        Some(_) => format!("`{git} status` says how it goes on"),
        None => format!("`{git} stash drop` if it came from a stash"),
    }
}

/// The same, with `git add` for the file.
pub(super) fn add_and_go_on(path: &str, between: Option<Underway>) -> String {
    let add = format!("git add {}", typed(path));
    let then = goes_on("git", between);
    match between {
        Some(Underway::Commit | Underway::Bisect | Underway::Patches) => format!("{add}; {then}"),
        Some(_) => format!("{add} && {then}"),
        None => format!("{add}; and {then}"),
    }
}
