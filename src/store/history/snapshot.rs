//! A workspace as it was in a commit, read from git's objects: no checkout, and the same answers as one would give.

use super::objects::{Mode, Objects, entries};
use crate::model::Unreadable;
use crate::store::files;
use crate::toolkit::Toolkit;
use git2::Oid;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// Toolkits by the id of their folder.
pub(super) type KnownToolkits = Arc<Mutex<BTreeMap<Oid, Arc<Toolkit>>>>;

/// Most links that are followed one after the other, as Linux has it.
const MAX_LINKS: usize = 40;

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

/// Something at a path of a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Found {
    Folder(Oid),
    File(Oid),
    /// A link, with where it leads not followed.
    Link(Oid),
}

/// An entry of a folder.
#[derive(Debug)]
pub(in crate::store) struct Listed {
    /// As bytes, since a name need not be text.
    pub name: Vec<u8>,
    pub found: Found,
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
        let Some(Found::Folder(tree)) = self.at(folder) else {
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
    ///
    /// # Errors
    /// Why it can't be read, in words for people.
    pub(in crate::store) fn list(&self, folder: Oid) -> Result<Vec<Listed>, String> {
        self.objects
            .read(folder, |_, bytes| {
                entries(bytes)
                    .filter_map(|entry| {
                        Some(Listed {
                            name: entry.name.to_vec(),
                            found: found(entry.mode, entry.id)?,
                        })
                    })
                    .collect()
            })
            .map_err(|error| error.to_string())
    }

    /// Bytes of a file of at most `limit` bytes.
    ///
    /// # Errors
    /// Why they can't be read, in words for people.
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
    pub(in crate::store) fn at(&self, path: &str) -> Option<Found> {
        self.walk(Vec::new(), parts_of(self.inner(path)?))
            .ok()
            .map(|(_, found)| found)
    }

    /// Where a link in a folder leads, and to what.
    ///
    /// # Errors
    /// Why it isn't followed, in words for people: the same that a work tree's links get.
    pub(in crate::store) fn linked(
        &self,
        folder: &str,
        link: Oid,
    ) -> Result<(String, Found), String> {
        let target = self
            .objects
            .bytes(link)
            .ok()
            .and_then(|bytes| String::from_utf8(bytes).ok())
            .ok_or_else(|| "this link leads nowhere: its target is not UTF-8".to_owned())?;
        let base = parts_of(self.inner(folder).unwrap_or_default());
        let (place, found) = self
            .walk(base, rest_of(&target)?)
            .map_err(|why| match why {
                Lost::Outside => OUTSIDE.to_owned(),
                Lost::Nowhere => "this link leads nowhere: no such file or directory".to_owned(),
                Lost::Loop => {
                    "this link leads nowhere: too many levels of symbolic links".to_owned()
                }
            })?;
        Ok((super::joined(&self.mount, &place.join("/")), found))
    }

    /// A path of the workspace from the tree's top; nothing for one outside it.
    fn inner<'a>(&self, path: &'a str) -> Option<&'a str> {
        let rest = path.strip_prefix(&self.mount)?;
        if self.mount.is_empty() || rest.is_empty() {
            return Some(rest);
        }
        rest.strip_prefix('/')
    }

    /// Walks from a folder, given by the names above it, along further names; links on the way are followed.
    fn walk(
        &self,
        mut place: Vec<String>,
        mut rest: Vec<String>,
    ) -> Result<(Vec<String>, Found), Lost> {
        rest.reverse();
        let mut links = 0;
        while let Some(part) = rest.pop() {
            match part.as_str() {
                "" | "." => continue,
                ".." => {
                    if place.pop().is_none() {
                        return Err(Lost::Outside);
                    }
                    continue;
                }
                _ => place.push(part),
            }
            match self.plain(&place) {
                Some(Found::Link(link)) => {
                    links += 1;
                    if links > MAX_LINKS {
                        return Err(Lost::Loop);
                    }
                    place.pop();
                    let target = self.objects.bytes(link).map_err(|_| Lost::Nowhere)?;
                    let target = String::from_utf8(target).map_err(|_| Lost::Nowhere)?;
                    let more = rest_of(&target).map_err(|_| Lost::Outside)?;
                    rest.extend(more.into_iter().rev());
                }
                Some(Found::Folder(_)) => {}
                Some(Found::File(_)) if rest.is_empty() => {}
                _ => return Err(Lost::Nowhere),
            }
        }
        let found = self.plain(&place).ok_or(Lost::Nowhere)?;
        Ok((place, found))
    }

    /// What stands at a path without links in it.
    fn plain(&self, place: &[String]) -> Option<Found> {
        if place.is_empty() {
            return Some(Found::Folder(self.tree));
        }
        let (mode, id) = self.objects.find(self.tree, &place.join("/"))?;
        found(mode, id)
    }

    /// A file's text, named relative to the workspace.
    pub(in crate::store) fn text(&self, path: &str, limit: u64) -> Option<String> {
        let Some(Found::File(file)) = self.at(path) else {
            return None;
        };
        self.bytes(file, limit).and_then(files::as_text).ok()
    }
}

/// What is said of a link that leaves the workspace.
pub(in crate::store) const OUTSIDE: &str =
    "this link leads out of the workspace, so it is not followed";

/// Why a walk ended nowhere.
enum Lost {
    Outside,
    Nowhere,
    Loop,
}

fn found(mode: Mode, id: Oid) -> Option<Found> {
    match mode {
        Mode::Folder => Some(Found::Folder(id)),
        Mode::Link => Some(Found::Link(id)),
        Mode::Repository => None,
        Mode::File | Mode::Executable => Some(Found::File(id)),
    }
}

fn parts_of(path: &str) -> Vec<String> {
    path.split('/')
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The names of a link's target, from the folder it is in.
fn rest_of(target: &str) -> Result<Vec<String>, String> {
    if target.starts_with('/') {
        return Err(OUTSIDE.to_owned());
    }
    Ok(target.split('/').map(str::to_owned).collect())
}
