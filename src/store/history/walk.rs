//! Goes back along the first parents and tells which of some folders changed in each commit. Only trees whose ids
//! differ are read, several commits at once.

use super::changes::{Change, Side, entries_that_differ, files_that_differ};
use super::objects::{Mode, Node, Objects, TreeEntry};
use super::renames::renames;
use crate::store::StoreError;
use git2::Oid;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Commits that are compared at once. When a folder turns out to have been moved, the rest of them is done again.
const BLOCK: usize = 128;

/// A folder's tree before and after a commit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn {
    pub before: Option<Oid>,
    pub after: Option<Oid>,
}

/// What becomes of a folder after one of its turns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Next {
    /// Go further back.
    On,
    /// It had another path before.
    Moved(String),
    /// Enough is known of it.
    Enough,
}

/// The folders that are followed, by the names of their paths.
#[derive(Debug, Default)]
struct Paths {
    inner: BTreeMap<Vec<u8>, Paths>,
    /// Positions of the folders that lie just here: two may have been one before.
    here: Vec<usize>,
}

impl Paths {
    fn of(folders: &[Option<String>]) -> Self {
        let mut top = Self::default();
        for (at, folder) in folders.iter().enumerate() {
            let Some(folder) = folder else { continue };
            let mut place = &mut top;
            for part in folder.split('/').filter(|part| !part.is_empty()) {
                place = place.inner.entry(part.as_bytes().to_vec()).or_default();
            }
            place.here.push(at);
        }
        top
    }

    fn is_empty(&self) -> bool {
        self.inner.is_empty() && self.here.is_empty()
    }

    /// Notes the folders whose trees differ.
    fn differing(
        &self,
        objects: &Objects,
        turn: Turn,
        found: &mut Vec<(usize, Turn)>,
    ) -> Result<(), StoreError> {
        if turn.before == turn.after {
            return Ok(());
        }
        found.extend(self.here.iter().map(|at| (*at, turn)));
        if self.inner.is_empty() {
            return Ok(());
        }
        let bytes = |tree: Option<Oid>| tree.map_or(Ok(Vec::new()), |tree| objects.bytes(tree));
        let (before, after) = (bytes(turn.before)?, bytes(turn.after)?);
        let mut inner = Vec::new();
        entries_that_differ(&before, &after, &mut |one, other| {
            let name = one.or(other).map(|entry| entry.name).unwrap_or_default();
            if let Some(paths) = self.inner.get(name) {
                let tree = |entry: Option<TreeEntry<'_>>| {
                    entry
                        .filter(|entry| entry.mode == Mode::Folder)
                        .map(|entry| entry.id)
                };
                let turn = Turn {
                    before: tree(one),
                    after: tree(other),
                };
                inner.push((paths, turn));
            }
        });
        for (paths, turn) in inner {
            paths.differing(objects, turn, found)?;
        }
        Ok(())
    }
}

/// Goes back through `nodes` (newest first; the parent of each is the one behind it) and hands each turn of each folder
/// to `see`, with the position of its commit. A folder that is `None` is followed no longer; at the end the folders are
/// those that still are.
///
/// The last node is compared with nothing where `is_whole` says that it is the first commit, and else not at all.
pub(super) fn walk(
    objects: &Objects,
    nodes: &[Node],
    is_whole: bool,
    folders: &mut [Option<String>],
    see: &mut impl FnMut(usize, usize, Turn) -> Result<Next, StoreError>,
) -> Result<(), StoreError> {
    let last = if is_whole {
        nodes.len()
    } else {
        nodes.len().saturating_sub(1)
    };
    let mut at = 0;
    while at < last {
        let paths = Paths::of(folders);
        if paths.is_empty() {
            return Ok(());
        }
        let end = last.min(at + BLOCK);
        let found: Vec<Result<Vec<(usize, Turn)>, StoreError>> = (at..end)
            .into_par_iter()
            .map(|position| {
                let mut found = Vec::new();
                let turn = Turn {
                    before: nodes.get(position + 1).map(|node| node.tree),
                    after: nodes.get(position).map(|node| node.tree),
                };
                paths.differing(objects, turn, &mut found)?;
                Ok(found)
            })
            .collect();
        for found in found {
            let position = at;
            at += 1;
            let mut is_moved = false;
            for (which, turn) in found? {
                let Some(folder) = folders.get_mut(which).filter(|folder| folder.is_some()) else {
                    continue;
                };
                match see(position, which, turn)? {
                    Next::On => {}
                    Next::Enough => *folder = None,
                    Next::Moved(path) => {
                        *folder = Some(path);
                        is_moved = true;
                    }
                }
            }
            if is_moved {
                break;
            }
        }
    }
    Ok(())
}

/// Renames of whole commits, each looked for once.
#[derive(Debug, Default)]
pub(super) struct Renames {
    known: BTreeMap<usize, BTreeMap<String, String>>,
}

impl Renames {
    /// For each path that is new in the commit at this position, the one it had before.
    pub fn of(
        &mut self,
        objects: &Objects,
        nodes: &[Node],
        position: usize,
    ) -> Result<&BTreeMap<String, String>, StoreError> {
        let slot = match self.known.entry(position) {
            Entry::Occupied(known) => return Ok(known.into_mut()),
            Entry::Vacant(slot) => slot,
        };
        let tree = |at: usize| nodes.get(at).map(|node| node.tree);
        let (before, after) = (tree(position + 1), tree(position));
        // Most commits remove nothing, so that nothing in them can be a rename.
        let removed = files_that_differ(objects, before, after, Side::Removed)?;
        let found = if removed.is_empty() {
            BTreeMap::new()
        } else {
            let changes = files_that_differ(objects, before, after, Side::Both)?;
            renames(objects, &changes)?
        };
        Ok(slot.insert(found))
    }
}

/// Changes of bytes: a file that was only moved within what is compared is none.
pub(super) fn without_moves(changes: Vec<Change>) -> Vec<Change> {
    let mut gone: BTreeMap<Oid, usize> = BTreeMap::new();
    let mut come: BTreeMap<Oid, usize> = BTreeMap::new();
    for change in &changes {
        match (change.old, change.new) {
            (Some((_, id)), None) => *gone.entry(id).or_default() += 1,
            (None, Some((_, id))) => *come.entry(id).or_default() += 1,
            _ => {}
        }
    }
    let mut moved: BTreeMap<Oid, (usize, usize)> = BTreeMap::new();
    for (id, count) in &gone {
        let both = *count.min(come.get(id).unwrap_or(&0));
        moved.insert(*id, (both, both));
    }
    changes
        .into_iter()
        .filter(|change| {
            let (id, of) = match (change.old, change.new) {
                (Some((_, id)), None) => (id, true),
                (None, Some((_, id))) => (id, false),
                _ => return true,
            };
            let Some((gone, come)) = moved.get_mut(&id) else {
                return true;
            };
            let left = if of { gone } else { come };
            let is_moved = *left > 0;
            *left = left.saturating_sub(1);
            !is_moved
        })
        .collect()
}
