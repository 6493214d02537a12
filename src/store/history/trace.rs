//! The commits that changed a file or a plan's folder, followed through moves and renames.

use super::changes::FileChange;
use super::follow::{Then, follow};
use super::links::TreeItem;
use super::objects::{Mode, Objects};
use super::past::{Chain, History, id_of};
use super::walk::walk_plans;
use crate::store::StoreError;
use crate::store::names::{joined, parts};
use git2::Oid;
use rayon::prelude::*;
use std::collections::BTreeSet;

/// Limit of a merged branch's commits searched for authors.
const MAX_MERGED: usize = 1000;

/// A commit that changed the traced file or folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traced {
    pub commit: String,
    /// Commit time, in seconds since the epoch.
    pub seconds: i64,
    /// The path at that time, relative to the workspace.
    pub path: String,
    /// Changed files, sorted by path.
    pub touched: Vec<Touched>,
    /// The earlier history isn't in this clone.
    pub is_cut: bool,
}

/// A file whose content changed in a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Touched {
    /// The path before; `None` if new.
    pub from: Option<String>,
    /// The path after; `None` if removed.
    pub to: Option<String>,
    /// Blob id before.
    pub before: Option<String>,
    /// Blob id after.
    pub after: Option<String>,
}

impl History {
    /// Versions of a file, newest first: each commit along the first parents that changed its content, followed through
    /// renames and absences. A deletion is not a version.
    pub fn trace_file(&self, path: &str) -> Result<Vec<Traced>, StoreError> {
        self.trace_file_in(self.chain(), &self.start(path))
    }

    /// The same along the first parents of another commit. `None` if that commit isn't in this clone.
    pub fn trace_file_from(
        &self,
        commit: &str,
        path: &str,
    ) -> Result<Option<Vec<Traced>>, StoreError> {
        let chain = self.chain_from(id_of(commit)?);
        if chain.nodes.is_empty() {
            return Ok(None);
        }
        self.trace_file_in(&chain, &self.inner(path)).map(Some)
    }

    fn trace_file_in(&self, chain: &Chain, name: &str) -> Result<Vec<Traced>, StoreError> {
        let mut steps = Vec::new();
        let mut place = Lookup::of(String::new());
        let look = |name: &str, tree: Oid, _: Option<&Then<Oid>>| {
            if place.path != name {
                place = Lookup::of(name.to_owned());
            }
            self.file_in(&mut place, tree)
        };
        let nodes = (chain.nodes.as_slice(), true);
        follow(&self.objects, nodes, (name, ""), look, |pair| {
            let was = pair.before.copied();
            if was != Some(*pair.after) {
                let touched = Touched {
                    from: was.map(|_| self.outer(pair.from)),
                    to: Some(self.outer(pair.to)),
                    before: was.map(|id| id.to_string()),
                    after: Some(pair.after.to_string()),
                };
                steps.extend(self.step(chain, pair.position, pair.to, vec![touched]));
            }
            true
        })?;
        Ok(steps)
    }

    /// The file at a path of a tree, and its path with links followed.
    fn file_in(&self, place: &mut Lookup, tree: Oid) -> Option<Then<Oid>> {
        let (place, what) = match place.find(&self.objects, tree)? {
            (Mode::Link, _) => match self.behind(tree, &place.path)? {
                (real, TreeItem::File(id)) => (real, id),
                _ => return None,
            },
            (_, id) => (place.path.clone(), id),
        };
        Some(Then { place, what })
    }

    /// Each plan folder's versions, newest first: each commit along the first parents that changed its files. A plan is
    /// followed through moves by its `plan.toml`.
    pub fn trace_plans(&self, plans: &[String]) -> Result<Vec<Vec<Traced>>, StoreError> {
        let nodes = self.chain().nodes.as_slice();
        let objects = self.objects.as_ref();
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
        walk_plans(objects, nodes, true, &mut folders, &mut |turn| {
            let changes = turn.changes(objects)?;
            if let Some(steps) = steps.get_mut(turn.which).filter(|_| !changes.is_empty()) {
                let touched = changes.iter();
                let touched = touched.map(|one| self.touched(turn.from, turn.to, one));
                steps.extend(self.step(self.chain(), turn.position, turn.to, touched.collect()));
            }
            Ok(true)
        })?;
        Ok(steps)
    }

    /// Like [`History::trace_plans`], for a plan that is or contains links.
    fn trace_linked(&self, name: &str) -> Result<Vec<Traced>, StoreError> {
        let mut steps = Vec::new();
        let nodes = (self.chain().nodes.as_slice(), true);
        self.walk_linked(nodes, name, &mut |turned| {
            let touched = turned
                .changes
                .iter()
                .map(|one| self.touched(turned.from, turned.to, one));
            steps.extend(self.step(self.chain(), turned.position, turned.to, touched.collect()));
            true
        })?;
        Ok(steps)
    }

    fn step(
        &self,
        chain: &Chain,
        position: usize,
        path: &str,
        touched: Vec<Touched>,
    ) -> Option<Traced> {
        let Chain { nodes, is_cut } = chain;
        let node = nodes.get(position)?;
        Some(Traced {
            commit: node.id.to_string(),
            seconds: node.seconds,
            path: self.outer(path),
            touched,
            is_cut: *is_cut && position + 1 == nodes.len(),
        })
    }

    fn touched(&self, from: &str, to: &str, change: &FileChange) -> Touched {
        let path = |folder: &str| self.outer(&joined(folder, &change.path));
        let id = |side: Option<(Mode, Oid)>| side.map(|(_, id)| id.to_string());
        Touched {
            from: change.old.map(|_| path(from)),
            to: change.new.map(|_| path(to)),
            before: id(change.old),
            after: id(change.new),
        }
    }

    /// Parents of a merge besides the first.
    pub fn merged_parents(&self, commit: &str) -> Result<Vec<String>, StoreError> {
        let id = id_of(commit)?;
        self.objects.with(|repository| {
            let commit = repository.find_commit(id)?;
            Ok(commit
                .parent_ids()
                .skip(1)
                .map(|id| id.to_string())
                .collect())
        })
    }

    /// Authors of the merged commits that changed a file or folder, sorted by name.
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

/// Finds a path in one tree after another; what is the same as before isn't read again.
struct Lookup {
    path: String,
    parts: Vec<String>,
    /// The last find: the tree itself, then the item at each name of the path.
    trail: Vec<Option<(Mode, Oid)>>,
}

impl Lookup {
    fn of(path: String) -> Self {
        Self {
            parts: parts(&path),
            path,
            trail: Vec::new(),
        }
    }

    /// The file at the path, if any; or the link at it or on the way.
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
