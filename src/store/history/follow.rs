//! Follows one file, or one folder with links in it, through commits and renames.

use super::objects::{Node, Objects};
use super::walk::Renames;
use crate::store::StoreError;
use crate::store::names::{joined, last, parent as parent_of};
use git2::Oid;

/// What is followed, as it was in one commit.
pub(super) struct Then<T> {
    /// Its path, with links resolved.
    pub place: String,
    pub what: T,
}

/// Before and after a commit that contains it: the commit's position, the paths, and the content.
pub(super) struct Followed<'a, T> {
    pub position: usize,
    pub from: &'a str,
    pub to: &'a str,
    pub before: Option<&'a T>,
    pub after: &'a T,
}

/// Goes back through `nodes` (newest first) and passes each pair to `see` until that returns enough. `look` finds the
/// thing in a tree by its name; a folder is followed through renames of its file `mark`. If `is_whole`, the first
/// commit is compared with nothing.
pub(super) fn follow<T>(
    objects: &Objects,
    (nodes, is_whole): (&[Node], bool),
    (name, mark): (&str, &str),
    mut look: impl FnMut(&str, Oid, Option<&Then<T>>) -> Option<Then<T>>,
    mut see: impl FnMut(Followed<'_, T>) -> bool,
) -> Result<(), StoreError> {
    let mut renames = Renames::of(objects, nodes);
    let mut name = name.to_owned();
    let mut now = nodes.first().and_then(|node| look(&name, node.tree, None));
    for position in 0..nodes.len() {
        let parent = nodes.get(position + 1);
        if parent.is_none() && !is_whole {
            break;
        }
        let then = name.clone();
        let mut before = parent.and_then(|parent| look(&name, parent.tree, now.as_ref()));
        match (&before, &now, parent) {
            (None, Some(held), Some(parent)) => {
                let moved = renames.before(position, &joined(&held.place, mark))?;
                // The link is new: its target has its own past.
                let moved = match moved {
                    Some(moved) if mark.is_empty() => Some(moved),
                    moved => moved.filter(|it| last(it) == mark).map(parent_of),
                };
                let ways = moved.into_iter().chain([held.place.as_str()]);
                for from in ways.filter(|from| *from != then) {
                    before = look(from, parent.tree, Some(held));
                    if before.is_some() {
                        from.clone_into(&mut name);
                        break;
                    }
                }
            }
            // If it continued under another name, this is the other one's history.
            (Some(held), None, _) if renames.goes_on(position, &joined(&held.place, mark))? => {
                break;
            }
            _ => {}
        }
        if let Some(after) = &now {
            let pair = Followed {
                position,
                from: &name,
                to: &then,
                before: before.as_ref().map(|then| &then.what),
                after: &after.what,
            };
            if !see(pair) {
                break;
            }
        }
        now = before;
    }
    Ok(())
}
