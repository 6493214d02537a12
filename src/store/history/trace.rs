//! Every commit in which a file or a plan's folder changed its bytes, followed through moves and renames.

use super::changes::{Change, Side, files_that_differ};
use super::links::TreeItem;
use super::objects::{Mode, Node, Objects};
use super::past::{Chain, History, id_of};
use super::walk::{Next, Renames, Turn, walk, without_moves};
use crate::store::StoreError;
use crate::store::names::{PLAN_FILE, joined, parts};
use git2::Oid;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// Most commits of a merged branch that are looked through for their authors.
const MAX_MERGED: usize = 1000;

/// A commit in which what is traced changed its bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traced {
    /// Its id.
    pub commit: String,
    /// When it came to this branch, in seconds since the epoch.
    pub seconds: i64,
    /// Where the file or folder was then, relative to the workspace.
    pub path: String,
    /// Files that changed, in the order of their paths.
    pub touched: Vec<Touched>,
    /// Nothing is known of what was before: the rest of the history is not here.
    pub is_cut: bool,
}

/// A file whose bytes changed in a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// Where it was before; nothing where it wasn't there.
    pub from: Option<String>,
    /// Where it is after; nothing where it is gone.
    pub to: Option<String>,
    /// Id of its bytes before.
    pub before: Option<String>,
    /// Id of its bytes after.
    pub after: Option<String>,
}

impl History {
    /// Versions of a file, newest first: each commit along the first parents in which its bytes changed, followed
    /// through the renames that git finds, and through times when it wasn't there. Where it is gone is no version.
    ///
    /// # Errors
    /// When the repository can't be read.
    pub fn trace_file(&self, path: &str) -> Result<Vec<Traced>, StoreError> {
        let Chain { nodes, is_cut } = self.chain();
        let objects = self.objects.as_ref();
        let mut renames = Renames::default();
        let mut name = self.start(path);
        let mut place = Lookup::new(&name);
        let mut steps = Vec::new();
        let mut now = match nodes.first() {
            Some(node) => self.file_in(&mut place, &name, node.tree),
            None => None,
        };
        for (position, node) in nodes.iter().enumerate() {
            let parent = nodes.get(position + 1);
            let mut before = parent.and_then(|it| self.file_in(&mut place, &name, it.tree));
            let then = name.clone();
            if let Some((real, id)) = &now {
                if let (None, Some(parent)) = (&before, parent) {
                    let from = renames.of(objects, nodes, position)?.get(real).cloned();
                    // A link that is new: what it leads to has a past of its own.
                    if let Some(from) = from.or_else(|| Some(real.clone()).filter(|it| *it != name))
                    {
                        place = Lookup::new(&from);
                        before = self.file_in(&mut place, &from, parent.tree);
                        name = from;
                    }
                }
                let was = before.as_ref().map(|(_, id)| *id);
                if was != Some(*id) {
                    let touched = Touched {
                        from: was.map(|_| self.outer(&name)),
                        to: Some(self.outer(&then)),
                        before: was.map(|id| id.to_string()),
                        after: Some(id.to_string()),
                    };
                    let is_cut = *is_cut && parent.is_none();
                    steps.push(self.step(node, &then, vec![touched], is_cut));
                }
            } else if let Some((real, _)) = &before {
                // What went on under another name is the other's history.
                let moved = renames.of(objects, nodes, position)?;
                if moved.values().any(|from| from == real) {
                    break;
                }
            }
            now = before;
        }
        Ok(steps)
    }

    /// The file at a path of a tree, with where it is once links are followed.
    fn file_in(&self, place: &mut Lookup, name: &str, tree: Oid) -> Option<(String, Oid)> {
        match place.find(&self.objects, tree) {
            Some((Mode::Link, _)) => match self.behind(tree, name)? {
                (real, TreeItem::File(id)) => Some((real, id)),
                _ => None,
            },
            found => found.map(|(_, id)| (name.to_owned(), id)),
        }
    }

    /// For each plan's folder its versions, newest first: each commit along the first parents in which bytes of its
    /// files changed. A plan is followed through moves by its `plan.toml`.
    ///
    /// # Errors
    /// When the repository can't be read.
    pub fn trace_plans(&self, plans: &[String]) -> Result<Vec<Vec<Traced>>, StoreError> {
        let Chain { nodes, is_cut } = self.chain();
        let objects = self.objects.as_ref();
        let mut renames = Renames::default();
        let names: Vec<String> = plans.iter().map(|plan| self.start(plan)).collect();
        let mut folders = self.plain_ones(nodes.first().copied(), &names, true);
        let mut steps: Vec<Vec<Traced>> = names
            .par_iter()
            .zip(&folders)
            .map(|(name, plain)| match plain {
                Some(_) => Ok(Vec::new()),
                None => self.trace_linked(name),
            })
            .collect::<Result<_, _>>()?;
        let mut now = folders.clone();
        walk(
            objects,
            nodes,
            true,
            &mut folders,
            &mut |position, which, turn| {
                let folder = now.get(which).cloned().flatten().unwrap_or_default();
                let Some(node) = nodes.get(position) else {
                    return Ok(Next::On);
                };
                let (from, before, next) =
                    came_from(objects, nodes, position, &mut renames, &folder, turn)?;
                if turn.after.is_some() {
                    let changes = files_that_differ(objects, before, turn.after, Side::Both)?;
                    let changes = without_moves(changes);
                    if !changes.is_empty() {
                        let touched = changes
                            .into_iter()
                            .map(|change| self.touched(&from, &folder, &change))
                            .collect();
                        let is_cut = *is_cut && position + 1 == nodes.len();
                        let step = self.step(node, &folder, touched, is_cut);
                        if let Some(steps) = steps.get_mut(which) {
                            steps.push(step);
                        }
                    }
                }
                if let (Next::Moved(path), Some(now)) = (&next, now.get_mut(which)) {
                    *now = Some(path.clone());
                }
                Ok(next)
            },
        )?;
        Ok(steps)
    }

    /// As [`History::trace_plans`], of one that is reached through links or holds some.
    fn trace_linked(&self, name: &str) -> Result<Vec<Traced>, StoreError> {
        let Chain { nodes, is_cut } = self.chain();
        let mut steps = Vec::new();
        self.walk_linked(nodes, true, name, &mut |turned| {
            if let Some(node) = nodes.get(turned.position) {
                let touched = turned.changes.iter();
                let touched = touched.map(|one| self.touched(turned.from, turned.to, one));
                let is_cut = *is_cut && turned.position + 1 == nodes.len();
                steps.push(self.step(node, turned.to, touched.collect(), is_cut));
            }
            true
        })?;
        Ok(steps)
    }

    fn step(&self, node: &Node, path: &str, touched: Vec<Touched>, is_cut: bool) -> Traced {
        Traced {
            commit: node.id.to_string(),
            seconds: node.seconds,
            path: self.outer(path),
            touched,
            is_cut,
        }
    }

    fn touched(&self, from: &str, to: &str, change: &Change) -> Touched {
        let path = |folder: &str| self.outer(&joined(folder, &change.path));
        let id = |side: Option<(Mode, Oid)>| side.map(|(_, id)| id.to_string());
        Touched {
            from: change.old.map(|_| path(from)),
            to: change.new.map(|_| path(to)),
            before: id(change.old),
            after: id(change.new),
        }
    }

    /// Who wrote the commits that a merge brought in and which changed a file or folder, in the order of their names.
    ///
    /// # Errors
    /// When the repository can't be read.
    pub fn merged_authors(&self, commit: &str, path: &str) -> Result<Vec<String>, StoreError> {
        let id = id_of(commit)?;
        let path = self.inner(path);
        let merged: Vec<Oid> = self.objects.with(|repository| {
            let merge = repository.find_commit(id)?;
            let mut walk = repository.revwalk()?;
            for parent in merge.parent_ids().skip(1) {
                walk.push(parent)?;
            }
            if let Some(first) = merge.parent_ids().next() {
                walk.hide(first)?;
            }
            walk.take(MAX_MERGED).collect()
        })?;
        let mut authors = BTreeSet::new();
        for id in merged {
            let Some(node) = self.objects.node(id).filter(|node| node.parents < 2) else {
                continue;
            };
            let parent = node.parent.and_then(|parent| self.objects.node(parent));
            let at = |tree: Oid| self.behind(tree, &path).map(|(_, found)| found);
            if at(node.tree) != parent.and_then(|parent| at(parent.tree)) {
                authors.insert(self.revision(&id.to_string())?.author);
            }
        }
        Ok(authors.into_iter().collect())
    }
}

/// Where a plan's folder was before a commit, what tree it had there, and how it is followed from here.
pub(super) fn came_from(
    objects: &Objects,
    nodes: &[Node],
    position: usize,
    renames: &mut Renames,
    folder: &str,
    turn: Turn,
) -> Result<(String, Option<Oid>, Next), StoreError> {
    let own = || (folder.to_owned(), turn.before, Next::On);
    let plan_file = joined(folder, PLAN_FILE);
    match (turn.before, turn.after, nodes.get(position + 1)) {
        (None, Some(_), Some(parent)) => {
            let found = renames.of(objects, nodes, position)?;
            let from = found.get(&plan_file).and_then(|from| {
                let folder = from.strip_suffix(PLAN_FILE)?;
                folder
                    .strip_suffix('/')
                    .or(Some(folder).filter(|at| at.is_empty()))
            });
            let Some(from) = from else { return Ok(own()) };
            let tree = match objects.find(parent.tree, from) {
                Some((Mode::Folder, tree)) => Some(tree),
                _ => None,
            };
            Ok((from.to_owned(), tree, Next::Moved(from.to_owned())))
        }
        (Some(_), None, _) => {
            let found = renames.of(objects, nodes, position)?;
            // What went on under another name is the other's history.
            if found.values().any(|from| *from == plan_file) {
                return Ok((folder.to_owned(), turn.before, Next::Enough));
            }
            Ok(own())
        }
        _ => Ok(own()),
    }
}

/// Finds what stands at a path in one tree after another; what is the same as in the last is not read again.
struct Lookup {
    parts: Vec<String>,
    /// What was found last: the tree itself, then what stands at each name of the path.
    trail: Vec<Option<(Mode, Oid)>>,
}

impl Lookup {
    fn new(path: &str) -> Self {
        Self {
            parts: parts(path),
            trail: Vec::new(),
        }
    }

    /// The file at the path, if there is one; a link that stands there or on the way.
    fn find(&mut self, objects: &Objects, tree: Oid) -> Option<(Mode, Oid)> {
        let mut found = Some((Mode::Folder, tree));
        for (depth, part) in self.parts.iter().enumerate() {
            if let Some(last) = self.trail.get(depth)
                && *last == found
            {
                return self.file();
            }
            self.trail.truncate(depth);
            self.trail.push(found);
            found = match found {
                Some((Mode::Folder, tree)) => objects.find(tree, part),
                _ => None,
            };
        }
        self.trail.truncate(self.parts.len());
        self.trail.push(found);
        self.file()
    }

    fn file(&self) -> Option<(Mode, Oid)> {
        let is_link = |found: &(Mode, Oid)| found.0 == Mode::Link;
        let link = self.trail.iter().flatten().copied().find(is_link);
        link.or(self.trail.last().copied().flatten())
            .filter(|(mode, _)| *mode != Mode::Folder)
    }
}
