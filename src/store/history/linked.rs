//! The past of what is reached through links: a plan whose folder is one, or that holds some. git keeps a link as a
//! file of its own, so its target's past is looked up commit by commit, with each link followed as it was then.

use super::changes::Change;
use super::links::TreeItem;
use super::objects::{Mode, Node, Objects, entries};
use super::past::History;
use super::walk::{Renames, without_moves};
use crate::store::StoreError;
use crate::store::names::{MAX_DEPTH, PLAN_FILE, joined, within};
use git2::Oid;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Most files and folders that are looked through below one folder.
const MAX_HELD: usize = 20_000;

/// What a folder held in one commit.
struct Held {
    /// Where it is, without links.
    place: String,
    tree: Oid,
    has_links: bool,
    /// By their paths in the folder, behind links too.
    files: BTreeMap<String, (Mode, Oid)>,
}

/// A change of a folder: the position of its commit, where the folder was before and after, and the files.
pub(super) struct Turned<'a> {
    pub position: usize,
    pub from: &'a str,
    pub to: &'a str,
    pub changes: Vec<Change>,
}

impl History {
    /// Some folders, with `None` in place of those that are reached through a link in a commit or, where `look_inside`
    /// asks for it, hold one.
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
            let found = self.objects.find(tree, folder);
            matches!(found, Some((Mode::Folder, own)) if holds_links(&self.objects, own, 0, &mut trees))
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

    /// Goes back through `nodes` (newest first) and hands each change of a folder's files to `see`, until that says
    /// that it is enough. The first commit of all is compared with nothing where `is_whole` says that it is here.
    pub(super) fn walk_linked(
        &self,
        nodes: &[Node],
        is_whole: bool,
        name: &str,
        see: &mut dyn FnMut(Turned<'_>) -> bool,
    ) -> Result<(), StoreError> {
        let mut renames = Renames::default();
        let mut name = name.to_owned();
        let mut now = nodes
            .first()
            .and_then(|node| self.held(node.tree, &name, None));
        for position in 0..nodes.len() {
            let parent = nodes.get(position + 1);
            if parent.is_none() && !is_whole {
                break;
            }
            let look = |name: &str| self.held(parent?.tree, name, now.as_ref());
            let then = name.clone();
            let mut before = look(&name);
            match (&before, &now) {
                (None, Some(held)) => {
                    let plan_file = joined(&held.place, PLAN_FILE);
                    let found = renames.of(&self.objects, nodes, position)?;
                    let moved = found
                        .get(&plan_file)
                        .and_then(|from| from.strip_suffix(PLAN_FILE));
                    let moved = moved.map(|from| from.trim_end_matches('/').to_owned());
                    // A link that is new: what it leads to has a past of its own.
                    for from in moved.into_iter().chain([held.place.clone()]) {
                        if before.is_none() && from != name {
                            before = look(&from);
                            name = if before.is_some() { from } else { name };
                        }
                    }
                }
                (Some(held), None) => {
                    // What went on under another name is the other's history.
                    let plan_file = joined(&held.place, PLAN_FILE);
                    let moved = renames.of(&self.objects, nodes, position)?;
                    if moved.values().any(|from| *from == plan_file) {
                        break;
                    }
                }
                _ => {}
            }
            if let Some(held) = &now {
                let changes = without_moves(differing(before.as_deref(), held));
                let turned = Turned {
                    position,
                    from: &name,
                    to: &then,
                    changes,
                };
                if !turned.changes.is_empty() && !see(turned) {
                    break;
                }
            }
            now = before;
        }
        Ok(())
    }

    /// The files of a folder in a commit, links followed. What is as it was in another commit isn't read again.
    fn held(&self, tree: Oid, name: &str, last: Option<&Arc<Held>>) -> Option<Arc<Held>> {
        let (place, TreeItem::Folder(own)) = self.behind(tree, name)? else {
            return None;
        };
        if let Some(last) = last
            && (&last.place, last.tree, last.has_links) == (&place, own, false)
        {
            return Some(Arc::clone(last));
        }
        let mut held = Held {
            place: place.clone(),
            tree: own,
            has_links: false,
            files: BTreeMap::new(),
        };
        let mut way = vec![place];
        let mut left = MAX_HELD;
        self.gather(tree, own, "", &mut way, &mut left, &mut held);
        Some(Arc::new(held))
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
                // What isn't followed is still a file of git's.
                _ if entry.mode == Mode::Link => {
                    held.files.insert(inner, (entry.mode, entry.id));
                }
                _ => {}
            }
        }
    }
}

fn differing(before: Option<&Held>, after: &Held) -> Vec<Change> {
    let nothing = BTreeMap::new();
    let old = before.map_or(&nothing, |before| &before.files);
    let id = |side: Option<&(Mode, Oid)>| side.map(|(_, id)| *id);
    let mut paths: Vec<&String> = old.keys().chain(after.files.keys()).collect();
    paths.sort();
    paths.dedup();
    let differs = |path: &&String| id(old.get(*path)) != id(after.files.get(*path));
    let changes = paths.into_iter().filter(differs).map(|path| Change {
        path: path.clone(),
        old: old.get(path).copied(),
        new: after.files.get(path).copied(),
    });
    changes.collect()
}

/// Names of the links in a folder of a tree.
fn links_in(objects: &Objects, tree: Oid, folder: &str) -> Vec<Vec<u8>> {
    let Some((Mode::Folder, own)) = objects.find(tree, folder) else {
        return Vec::new();
    };
    let bytes = objects.bytes(own).unwrap_or_default();
    let links = entries(&bytes).filter(|entry| entry.mode == Mode::Link);
    links.map(|entry| entry.name.to_vec()).collect()
}

/// Whether a folder, or one in it, holds a link. Many folders are alike: what is `known` isn't read again.
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
