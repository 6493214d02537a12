//! Goes back along the first parents and tells which of some plans' folders changed in each commit. Only trees whose ids
//! differ are read, several commits at once.

use super::changes::{FileChange, Wanted, entries_that_differ, files_that_differ};
use super::objects::{Node, Objects, TreeEntry};
use super::renames::renames;
use crate::store::StoreError;
use crate::store::names::{PLAN_FILE, joined, last, parent as folder_of};
use git2::Oid;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Commits that are compared at once. When a folder turns out to have been moved, the rest of them is done again.
const BLOCK: usize = 128;

/// A folder's tree before and after a commit.
#[derive(Debug, Clone, Copy)]
struct Turn {
    before: Option<Oid>,
    after: Option<Oid>,
}

/// What becomes of a folder after one of its turns.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Onward {
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

/// Goes back through `nodes` (newest first; the parent of each is the one behind it) and hands each turn of each folder
/// to `see`, with the position of its commit. A folder that is `None` is followed no longer; at the end the folders are
/// those that still are.
///
/// The last node is compared with nothing where `is_whole` says that it is the first commit, and else not at all.
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

/// A plan's folder that differs from what it was before a commit: where it is and was, and its trees.
#[derive(Debug, Clone, Copy)]
pub(super) struct PlanTurn<'a> {
    /// Of its commit.
    pub position: usize,
    /// Which of the folders it is.
    pub which: usize,
    pub from: &'a str,
    pub to: &'a str,
    pub before: Option<Oid>,
    pub after: Oid,
}

impl PlanTurn<'_> {
    /// Files whose bytes changed.
    pub fn changes(self, objects: &Objects) -> Result<Vec<FileChange>, StoreError> {
        let all = files_that_differ(objects, self.before, Some(self.after), Wanted::Both)?;
        Ok(without_moves(all))
    }
}

/// As [`walk`], of plans, each followed through moves by its `plan.toml` until `see` says that it is enough. What went on
/// under another name is the other's history.
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

/// Renames of whole commits, each looked for once.
#[derive(Debug)]
pub(super) struct Renames<'a> {
    objects: &'a Objects,
    nodes: &'a [Node],
    /// By the positions of the commits: for each path that is new the one it had before.
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

    /// The path that a file had before a commit in which its own is new.
    pub fn before(&mut self, position: usize, path: &str) -> Result<Option<&str>, StoreError> {
        Ok(self.at(position)?.get(path).map(String::as_str))
    }

    /// Whether a file that is gone since a commit went on under another name.
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
        // Most commits remove nothing, so that nothing in them can be a rename.
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

/// Changes of bytes: a file that was only moved within what is compared is none.
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
    // As many as went and came; of those that came, and of those that went, so many are left out.
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
