//! The past of plans that are or contain links. git stores a link as a file, so the target's past is looked up commit
//! by commit, following each link as it was then.

use super::changes::FileChange;
use super::follow::{Then, follow};
use super::links::TreeItem;
use super::objects::{Mode, Node, Objects, entries};
use super::past::History;
use super::walk::without_moves;
use crate::store::StoreError;
use crate::store::names::{MAX_DEPTH, PLAN_FILE, joined, within};
use git2::Oid;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Limit of files and folders read below one folder.
const MAX_HELD: usize = 20_000;

/// A folder's content in one commit.
struct Held {
    tree: Oid,
    has_links: bool,
    /// By their paths in the folder, also through links.
    files: BTreeMap<String, (Mode, Oid)>,
}

/// A change of a folder: the commit's position, where the folder was before and after, and the files.
pub(super) struct Turned<'a> {
    pub position: usize,
    pub from: &'a str,
    pub to: &'a str,
    pub changes: Vec<FileChange>,
}

impl History {
    /// The folders, with `None` for those reached through a link in a commit or, with `look_inside`, containing one.
    pub(super) fn plain_ones(
        &self,
        commit: Option<Node>,
        folders: &[String],
        look_inside: bool,
    ) -> Vec<Option<String>> {
        let Some(Node { tree, .. }) = commit else {
            return folders.iter().cloned().map(Some).collect();
        };
        let mut known = BTreeMap::new();
        let mut is_link = |path: &str| {
            let (around, name) = path.rsplit_once('/').unwrap_or(("", path));
            let links = known
                .entry(around.to_owned())
                .or_insert_with(|| links_in(&self.objects, tree, around));
            links.iter().any(|link| link == name.as_bytes())
        };
        let mut trees = BTreeMap::new();
        let mut holds_links = |folder: &String| {
            let found = self.objects.folder(tree, folder);
            found.is_some_and(|own| holds_links(&self.objects, own, 0, &mut trees))
        };
        let plain = folders.iter().map(|folder| {
            let ends = folder.match_indices('/').map(|(at, _)| at);
            let mut way = ends
                .chain([folder.len()])
                .filter_map(|end| folder.get(..end));
            let is_linked = way.any(&mut is_link) || look_inside && holds_links(folder);
            (!is_linked).then(|| folder.clone())
        });
        plain.collect()
    }

    /// Goes back through `nodes` (newest first) and passes each change of a folder's files to `see` until that returns
    /// enough. If `is_whole`, the first commit is compared with nothing.
    pub(super) fn walk_linked(
        &self,
        nodes: (&[Node], bool),
        name: &str,
        see: &mut dyn FnMut(Turned<'_>) -> bool,
    ) -> Result<(), StoreError> {
        let look = |name: &str, tree: Oid, last: Option<&Then<_>>| self.held(tree, name, last);
        follow(&self.objects, nodes, (name, PLAN_FILE), look, |pair| {
            let old = pair.before.map(Arc::as_ref);
            let changes = without_moves(differing(old, pair.after));
            let turned = Turned {
                position: pair.position,
                from: pair.from,
                to: pair.to,
                changes,
            };
            turned.changes.is_empty() || see(turned)
        })
    }

    /// A folder's files in a commit, links followed. Unchanged content isn't read again.
    fn held(
        &self,
        tree: Oid,
        name: &str,
        last: Option<&Then<Arc<Held>>>,
    ) -> Option<Then<Arc<Held>>> {
        let (place, TreeItem::Folder(own)) = self.behind(tree, name)? else {
            return None;
        };
        if let Some(Then { place: old, what }) = last
            && (old, what.tree, what.has_links) == (&place, own, false)
        {
            let what = Arc::clone(what);
            return Some(Then { place, what });
        }
        let mut held = Held {
            tree: own,
            has_links: false,
            files: BTreeMap::new(),
        };
        let mut way = vec![place.clone()];
        let mut left = MAX_HELD;
        self.gather(tree, own, "", &mut way, &mut left, &mut held);
        let what = Arc::new(held);
        Some(Then { place, what })
    }

    fn gather(
        &self,
        tree: Oid,
        folder: Oid,
        path: &str,
        way: &mut Vec<String>,
        left: &mut usize,
        held: &mut Held,
    ) {
        let bytes = self.objects.bytes(folder).unwrap_or_default();
        for entry in entries(&bytes) {
            if *left == 0 || way.len() > MAX_DEPTH {
                return;
            }
            *left -= 1;
            let name = String::from_utf8_lossy(entry.name);
            let inner = joined(path, &name);
            let own = way.last().map_or(String::new(), |own| joined(own, &name));
            held.has_links |= entry.mode == Mode::Link;
            let found = match entry.mode {
                Mode::Link => self.behind(tree, &own),
                mode => TreeItem::of(mode, entry.id).map(|found| (own, found)),
            };
            match found {
                Some((place, TreeItem::Folder(id))) => {
                    let is_back = |around: &String| within(around, &place).is_some();
                    if !way.iter().any(is_back) {
                        way.push(place);
                        self.gather(tree, id, &inner, way, left, held);
                        way.pop();
                    }
                }
                Some((_, TreeItem::File(id))) => {
                    held.files.insert(inner, (Mode::File, id));
                }
                // A link that isn't followed is still a file of git's.
                _ if entry.mode == Mode::Link => {
                    held.files.insert(inner, (entry.mode, entry.id));
                }
                _ => {}
            }
        }
    }
}

fn differing(before: Option<&Held>, after: &Held) -> Vec<FileChange> {
    let nothing = BTreeMap::new();
    let old = before.map_or(&nothing, |before| &before.files);
    let id = |side: Option<&(Mode, Oid)>| side.map(|(_, id)| *id);
    let mut paths: Vec<&String> = old.keys().chain(after.files.keys()).collect();
    paths.sort();
    paths.dedup();
    let differs = |path: &&String| id(old.get(*path)) != id(after.files.get(*path));
    let changes = paths.into_iter().filter(differs).map(|path| FileChange {
        path: path.clone(),
        old: old.get(path).copied(),
        new: after.files.get(path).copied(),
    });
    changes.collect()
}

/// Names of the links in a folder of a tree.
fn links_in(objects: &Objects, tree: Oid, folder: &str) -> Vec<Vec<u8>> {
    let Some(own) = objects.folder(tree, folder) else {
        return Vec::new();
    };
    let bytes = objects.bytes(own).unwrap_or_default();
    entries(&bytes)
        .filter(|entry| entry.mode == Mode::Link)
        .map(|entry| entry.name.to_vec())
        .collect()
}

/// Whether a folder or a subfolder contains a link. `known` folders aren't read again.
pub(super) fn holds_links(
    objects: &Objects,
    tree: Oid,
    depth: usize,
    known: &mut BTreeMap<Oid, bool>,
) -> bool {
    if let Some(known) = known.get(&tree) {
        return *known;
    }
    let bytes = objects.bytes(tree).unwrap_or_default();
    let found = entries(&bytes).any(|entry| match entry.mode {
        Mode::Link => true,
        Mode::Folder => depth < MAX_DEPTH && holds_links(objects, entry.id, depth + 1, known),
        _ => false,
    });
    known.insert(tree, found);
    found
}
