//! Goes back along the first parents and reports which plan folders changed in each commit. Only trees with different
//! ids are read, several commits at once.

use super::changes::{FileChange, Wanted, entries_that_differ, files_that_differ};
use super::objects::{Node, Objects, TreeEntry};
use super::renames::renames;
use crate::store::StoreError;
use crate::store::names::{PLAN_FILE, joined, last, parent as folder_of};
use git2::Oid;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Commits compared at once. When a folder was moved, the rest of the block is done again.
const BLOCK: usize = 128;

/// A folder's tree before and after a commit.
#[derive(Debug, Clone, Copy)]
struct Turn {
    before: Option<Oid>,
    after: Option<Oid>,
}

/// How to continue with a folder after a turn.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Onward {
    On,
    /// Its earlier path.
    Moved(String),
    /// Stop following it.
    Enough,
}

/// The followed folders, by the names of their paths.
#[derive(Debug, Default)]
struct Paths {
    inner: BTreeMap<Vec<u8>, Paths>,
    /// Positions of the folders at this path; two may have been one before.
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

    /// Records the folders whose trees differ.
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
                let turn = Turn {
                    before: one.and_then(TreeEntry::folder),
                    after: other.and_then(TreeEntry::folder),
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

/// Goes back through `nodes` (newest first; each node's parent is the next one) and passes each turn of each folder,
/// with its commit's position, to `see`. Folders that are `None` are no longer followed; the final paths remain in
/// `folders`. The last node is compared with nothing if `is_whole`, otherwise not at all.
fn walk(
    objects: &Objects,
    nodes: &[Node],
    is_whole: bool,
    folders: &mut [Option<String>],
    see: &mut impl FnMut(usize, usize, &str, Turn) -> Result<Onward, StoreError>,
) -> Result<(), StoreError> {
    let last = nodes.len().saturating_sub(usize::from(!is_whole));
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
                let Some(slot) = folders.get_mut(which) else {
                    continue;
                };
                let Some(folder) = slot.as_deref() else {
                    continue;
                };
                match see(position, which, folder, turn)? {
                    Onward::On => {}
                    Onward::Enough => *slot = None,
                    Onward::Moved(path) => {
                        *slot = Some(path);
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

/// A plan folder that a commit changed: its path and tree before and after.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlanTurn<'a> {
    pub position: usize,
    /// Index of the folder.
    pub which: usize,
    pub from: &'a str,
    pub to: &'a str,
    pub before: Option<Oid>,
    pub after: Oid,
}

impl PlanTurn<'_> {
    pub fn changes(self, objects: &Objects) -> Result<Vec<FileChange>, StoreError> {
        let all = files_that_differ(objects, self.before, Some(self.after), Wanted::Both)?;
        Ok(without_moves(all))
    }
}

/// Like [`walk`], for plans: each is followed through moves by its `plan.toml` until `see` returns enough, but not into
/// the history of a plan that continued under another name.
pub(super) fn walk_plans(
    objects: &Objects,
    nodes: &[Node],
    is_whole: bool,
    folders: &mut [Option<String>],
    see: &mut impl FnMut(PlanTurn<'_>) -> Result<bool, StoreError>,
) -> Result<(), StoreError> {
    let mut renames = Renames::of(objects, nodes);
    let mut turned = |position: usize, which: usize, folder: &str, turn: Turn| {
        let plan_file = joined(folder, PLAN_FILE);
        let Some(after) = turn.after else {
            let goes_on = turn.before.is_some() && renames.goes_on(position, &plan_file)?;
            return Ok(if goes_on { Onward::Enough } else { Onward::On });
        };
        let moved = match (turn.before, nodes.get(position + 1)) {
            (None, Some(parent)) => {
                let from = renames.before(position, &plan_file)?;
                from.filter(|from| last(from) == PLAN_FILE)
                    .map(|from| (parent, folder_of(from).to_owned()))
            }
            _ => None,
        };
        let before = match &moved {
            Some((parent, from)) => objects.folder(parent.tree, from),
            None => turn.before,
        };
        let turn = PlanTurn {
            position,
            which,
            from: moved.as_ref().map_or(folder, |(_, from)| from),
            to: folder,
            before,
            after,
        };
        if !see(turn)? {
            return Ok(Onward::Enough);
        }
        Ok(moved.map_or(Onward::On, |(_, from)| Onward::Moved(from)))
    };
    walk(objects, nodes, is_whole, folders, &mut turned)
}

/// Renames of whole commits, each found once.
#[derive(Debug)]
pub(super) struct Renames<'a> {
    objects: &'a Objects,
    nodes: &'a [Node],
    /// By commit position: the old path of each new path.
    known: BTreeMap<usize, BTreeMap<String, String>>,
}

impl<'a> Renames<'a> {
    pub fn of(objects: &'a Objects, nodes: &'a [Node]) -> Self {
        Self {
            objects,
            nodes,
            known: BTreeMap::new(),
        }
    }

    /// The old path of a file that is new in a commit.
    pub fn before(&mut self, position: usize, path: &str) -> Result<Option<&str>, StoreError> {
        Ok(self.at(position)?.get(path).map(String::as_str))
    }

    /// Whether a file removed in a commit continued under another name.
    pub fn goes_on(&mut self, position: usize, path: &str) -> Result<bool, StoreError> {
        Ok(self.at(position)?.values().any(|from| from == path))
    }

    fn at(&mut self, position: usize) -> Result<&BTreeMap<String, String>, StoreError> {
        let slot = match self.known.entry(position) {
            Entry::Occupied(known) => return Ok(known.into_mut()),
            Entry::Vacant(slot) => slot,
        };
        let tree = |at: usize| self.nodes.get(at).map(|node| node.tree);
        let (before, after) = (tree(position + 1), tree(position));
        // Most commits remove nothing, so they can't contain renames.
        let removed = files_that_differ(self.objects, before, after, Wanted::Removed)?;
        let found = if removed.is_empty() {
            BTreeMap::new()
        } else {
            let changes = files_that_differ(self.objects, before, after, Wanted::Both)?;
            renames(self.objects, &changes)?
        };
        Ok(slot.insert(found))
    }
}

/// Drops files that were only moved within the compared folders.
pub(super) fn without_moves(mut changes: Vec<FileChange>) -> Vec<FileChange> {
    let mut gone: BTreeMap<Oid, usize> = BTreeMap::new();
    let mut come: BTreeMap<Oid, usize> = BTreeMap::new();
    for change in &changes {
        if let Some((_, id)) = change.gone() {
            *gone.entry(id).or_default() += 1;
        } else if let Some((_, id)) = change.come() {
            *come.entry(id).or_default() += 1;
        }
    }
    // As many leave as arrive with the same content; that many are dropped on each side.
    gone.retain(|id, count| {
        *count = come.get(id).map_or(0, |come| (*count).min(*come));
        *count > 0
    });
    let mut come = gone.clone();
    changes.retain(|change| {
        let left = match (change.gone(), change.come()) {
            (Some((_, id)), _) => gone.get_mut(&id),
            (_, Some((_, id))) => come.get_mut(&id),
            _ => None,
        };
        match left {
            Some(left) if *left > 0 => {
                *left -= 1;
                false
            }
            _ => true,
        }
    });
    changes
}
