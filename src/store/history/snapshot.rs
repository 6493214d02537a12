//! The workspace in a commit, read from git's objects; answers equal those of a checkout.

use super::links::{Lost, TreeItem, rest_of, walk};
use super::objects::{Objects, entries};
use crate::model::Unreadable;
use crate::store::inside::NOWHERE;
use crate::store::names::{joined, parts, within};
use crate::store::{StoreError, files};
use crate::toolkit::Toolkit;
use git2::Oid;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// By folder id.
pub(super) type KnownToolkits = Arc<Mutex<BTreeMap<Oid, Arc<Toolkit>>>>;

/// Content by file id.
type Alike = Arc<RwLock<BTreeMap<Oid, Arc<[u8]>>>>;

/// Limit of cached pages: a toolkit has a few; more of them wouldn't be alike.
const MOST_ALIKE: usize = 256;

/// The tree of a workspace's directory in one commit.
#[derive(Debug, Clone)]
pub struct Snapshot {
    objects: Arc<Objects>,
    commit: String,
    /// Content of pages that many folders share.
    alike: Alike,
    /// Where the tree is in the workspace: empty, or the directory of a plan with its own repository.
    mount: String,
    /// Toolkits read in other commits, which rarely change them.
    toolkits: KnownToolkits,
    tree: Oid,
}

#[derive(Debug)]
pub(in crate::store) struct SnapshotEntry {
    /// Bytes, since a name may not be text.
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

    /// An error if something couldn't be read so far.
    pub fn whole(&self) -> Result<(), StoreError> {
        self.objects.whole()
    }

    pub(in crate::store) fn commit(&self) -> &str {
        &self.commit
    }

    /// The plan's directory in whose own repository it is; `None` for the workspace's.
    pub(in crate::store) fn repository(&self) -> Option<&str> {
        Some(self.mount.as_str()).filter(|_| !self.is_of_workspace())
    }

    /// Whether it is the workspace's, not a plan's own repository.
    pub(in crate::store) fn is_of_workspace(&self) -> bool {
        self.mount.is_empty()
    }

    /// The same tree for a cached toolkit, which must not keep the others alive.
    pub(in crate::store) fn without_toolkits(&self) -> Self {
        Self {
            toolkits: KnownToolkits::default(),
            ..self.clone()
        }
    }

    /// A folder's toolkit, read once for all commits with the same folder.
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

    /// Entries of a folder, without submodules.
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

    /// A file's content, at most `limit` bytes.
    pub(in crate::store) fn bytes(&self, file: Oid, limit: u64) -> Result<Vec<u8>, Unreadable> {
        self.objects
            .read(file, |_, bytes| {
                (bytes.len() as u64 <= limit).then(|| bytes.to_vec())
            })
            .map_err(|error| Unreadable {
                message: format!("can't open this file: {error}"),
                help: "`git fsck` finds what is missing".to_owned(),
            })?
            .ok_or_else(|| files::too_large(limit))
    }

    /// Like [`Snapshot::bytes`], for a page usually equal in all plans: it is unpacked once.
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

    /// What is at a workspace path, following links that stay inside.
    pub(in crate::store) fn at(&self, path: &str) -> Option<TreeItem> {
        self.place(path).ok().map(|(_, found)| found)
    }

    /// Where a workspace path leads with links followed, and what is there.
    pub(in crate::store) fn place(&self, path: &str) -> Result<(String, TreeItem), Lost> {
        let inner = within(path, &self.mount).ok_or(Lost::Missing)?;
        self.from(Vec::new(), parts(inner))
    }

    /// Where a name in a folder leads; the folder is given without links.
    pub(in crate::store) fn beneath(&self, real: &str, name: &str) -> Option<String> {
        let base = parts(within(real, &self.mount)?);
        let found = self.from(base, vec![name.to_owned()]);
        found.ok().map(|(place, _)| place)
    }

    /// Where a link in a folder (given without links) leads, and what is there; the error is the same text as in a work
    /// tree.
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

    pub(in crate::store) fn text(&self, path: &str, limit: u64) -> Option<String> {
        let Some(TreeItem::File(file)) = self.at(path) else {
            return None;
        };
        self.bytes(file, limit).and_then(files::as_text).ok()
    }
}
