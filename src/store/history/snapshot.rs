//! A workspace as it was in a commit, read from git's objects: no checkout, and the same answers as one would give.

use super::links::{Lost, TreeItem, rest_of, walk};
use super::objects::{Objects, entries};
use crate::model::Unreadable;
use crate::store::files;
use crate::store::inside::NOWHERE;
use crate::store::names::{joined, parts, within};
use crate::toolkit::Toolkit;
use git2::Oid;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// Toolkits by the id of their folder.
pub(super) type KnownToolkits = Arc<Mutex<BTreeMap<Oid, Arc<Toolkit>>>>;

/// Bytes by the id of the file.
type Alike = Arc<RwLock<BTreeMap<Oid, Arc<[u8]>>>>;

/// Most pages that are kept at hand: a toolkit has a few, and where there are more they are not alike.
const MOST_ALIKE: usize = 256;

/// The tree of a workspace's directory in one commit.
#[derive(Debug, Clone)]
pub struct Snapshot {
    objects: Arc<Objects>,
    /// The commit's id.
    commit: String,
    /// Bytes of pages that many folders hold alike.
    alike: Alike,
    /// Where in the workspace its tree lies: empty, or the directory of a plan that is a repository of its own.
    mount: String,
    /// Toolkits that were read in other commits: few of a history's commits change one.
    toolkits: KnownToolkits,
    /// The tree of the workspace's directory.
    tree: Oid,
}

/// An entry of a folder.
#[derive(Debug)]
pub(in crate::store) struct SnapshotEntry {
    /// As bytes, since a name need not be text.
    pub name: Vec<u8>,
    pub found: TreeItem,
}

impl Snapshot {
    pub(super) fn new(
        objects: Arc<Objects>,
        commit: &str,
        (mount, tree): (&str, Oid),
        toolkits: &KnownToolkits,
    ) -> Self {
        Self {
            objects,
            commit: commit.to_owned(),
            alike: Alike::default(),
            mount: mount.to_owned(),
            toolkits: Arc::clone(toolkits),
            tree,
        }
    }

    /// The commit's id.
    pub(in crate::store) fn commit(&self) -> &str {
        &self.commit
    }

    /// Whether it is one of the workspace, and not of a plan that is a repository of its own.
    pub(in crate::store) fn is_of_workspace(&self) -> bool {
        self.mount.is_empty()
    }

    /// The same tree for a toolkit that is kept at hand itself: it must not keep the others.
    pub(in crate::store) fn without_toolkits(&self) -> Self {
        Self {
            toolkits: KnownToolkits::default(),
            ..self.clone()
        }
    }

    /// The toolkit of a folder, read once for all commits that hold the same.
    pub(in crate::store) fn toolkit<E>(
        &self,
        folder: &str,
        read: impl FnOnce() -> Result<Toolkit, E>,
    ) -> Result<Arc<Toolkit>, E> {
        let known = || self.toolkits.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(TreeItem::Folder(tree)) = self.at(folder) else {
            return read().map(Arc::new);
        };
        if let Some(toolkit) = known().get(&tree) {
            return Ok(Arc::clone(toolkit));
        }
        let toolkit = Arc::new(read()?);
        known().insert(tree, Arc::clone(&toolkit));
        Ok(toolkit)
    }

    /// Entries of a folder; what another repository keeps is no folder of this one.
    pub(in crate::store) fn list(&self, folder: Oid) -> Result<Vec<SnapshotEntry>, String> {
        self.objects
            .read(folder, |_, bytes| {
                entries(bytes)
                    .filter_map(|entry| {
                        Some(SnapshotEntry {
                            name: entry.name.to_vec(),
                            found: TreeItem::of(entry.mode, entry.id)?,
                        })
                    })
                    .collect()
            })
            .map_err(|error| error.to_string())
    }

    /// Bytes of a file of at most `limit` bytes.
    pub(in crate::store) fn bytes(&self, file: Oid, limit: u64) -> Result<Vec<u8>, Unreadable> {
        self.objects
            .read(file, |_, bytes| {
                (bytes.len() as u64 <= limit).then(|| bytes.to_vec())
            })
            .map_err(|error| Unreadable {
                message: format!("this file can't be opened: {error}"),
                help: "`git fsck` says what the repository lacks".to_owned(),
            })?
            .ok_or_else(|| files::too_large(limit))
    }

    /// As [`Snapshot::bytes`], of a page that is usually the same in every plan: it is unpacked once.
    pub(in crate::store) fn page(&self, file: Oid, limit: u64) -> Result<Vec<u8>, Unreadable> {
        let known = self.alike.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = known.get(&file) {
            return Ok(bytes.to_vec());
        }
        let is_full = known.len() >= MOST_ALIKE;
        drop(known);
        let bytes = self.bytes(file, limit)?;
        if !is_full {
            let mut known = self.alike.write().unwrap_or_else(PoisonError::into_inner);
            known.insert(file, bytes.as_slice().into());
        }
        Ok(bytes)
    }

    /// What stands at a path relative to the workspace, links followed as far as they stay inside.
    pub(in crate::store) fn at(&self, path: &str) -> Option<TreeItem> {
        self.place(path).ok().map(|(_, found)| found)
    }

    /// Where a path relative to the workspace leads, with the links on the way followed, and to what.
    ///
    /// # Errors
    /// Why it leads nowhere.
    pub(in crate::store) fn place(&self, path: &str) -> Result<(String, TreeItem), Lost> {
        let inner = within(path, &self.mount).ok_or(Lost::Missing)?;
        self.from(Vec::new(), parts(inner))
    }

    /// Where a name in a folder leads, given by the place of that without links.
    pub(in crate::store) fn beneath(&self, real: &str, name: &str) -> Option<String> {
        let base = parts(within(real, &self.mount)?);
        let found = self.from(base, vec![name.to_owned()]);
        found.ok().map(|(place, _)| place)
    }

    /// Where a link in a folder leads, and to what. The folder is given by its place without links.
    ///
    /// # Errors
    /// Why it isn't followed, in words for people: the same that a work tree's links get.
    pub(in crate::store) fn linked(
        &self,
        real: &str,
        link: Oid,
    ) -> Result<(String, TreeItem), String> {
        let words = |why: Lost| why.words().unwrap_or_else(|| NOWHERE.to_owned());
        let target = self
            .objects
            .bytes(link)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .ok_or_else(|| format!("{NOWHERE}: its target is not UTF-8"))?;
        let mut base = parts(within(real, &self.mount).unwrap_or_default());
        let rest = rest_of(&self.objects, &target, &mut base).map_err(words)?;
        self.from(base, rest).map_err(|why| match why {
            Lost::Missing => words(Lost::Nowhere),
            why => words(why),
        })
    }

    fn from(&self, base: Vec<String>, rest: Vec<String>) -> Result<(String, TreeItem), Lost> {
        let (place, found) = walk(&self.objects, self.tree, base, rest)?;
        Ok((joined(&self.mount, &place.join("/")), found))
    }

    /// A file's text, named relative to the workspace.
    pub(in crate::store) fn text(&self, path: &str, limit: u64) -> Option<String> {
        let Some(TreeItem::File(file)) = self.at(path) else {
            return None;
        };
        self.bytes(file, limit).and_then(files::as_text).ok()
    }
}
