//! Raw objects of a repository, read from several threads: commits, trees and blobs, without index or work tree.

use crate::store::StoreError;
use crate::store::git::ours::COMMAND;
use crate::store::git::{open, partial};
use git2::{ObjectType, Oid, Repository};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, Once, OnceLock, PoisonError};

/// The kind of a tree entry: a folder, a file, a link or a submodule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::store) enum Mode {
    Folder,
    File,
    Executable,
    Link,
    Repository,
}

impl Mode {
    fn of(octal: &[u8]) -> Self {
        match octal {
            b"40000" | b"040000" => Self::Folder,
            b"120000" => Self::Link,
            b"160000" => Self::Repository,
            _ if octal.ends_with(b"755") => Self::Executable,
            _ => Self::File,
        }
    }

    pub const fn is_file(self) -> bool {
        matches!(self, Self::File | Self::Executable)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) struct TreeEntry<'a> {
    pub mode: Mode,
    pub name: &'a [u8],
    pub id: Oid,
}

impl TreeEntry<'_> {
    /// Its id if it is a folder.
    pub(super) fn folder(self) -> Option<Oid> {
        (self.mode == Mode::Folder).then_some(self.id)
    }
}

/// The entries of a raw tree, in git's order; ends early at invalid bytes.
pub(in crate::store) fn entries(tree: &[u8]) -> impl Iterator<Item = TreeEntry<'_>> {
    let mut rest = tree;
    std::iter::from_fn(move || {
        let (entry, after) = first_entry(rest)?;
        rest = after;
        Some(entry)
    })
}

/// The first entry of a raw tree, and the rest.
pub(super) fn first_entry(tree: &[u8]) -> Option<(TreeEntry<'_>, &[u8])> {
    let space = memchr::memchr(b' ', tree)?;
    let (mode, rest) = tree.split_at_checked(space)?;
    let rest = rest.get(1..)?;
    let nul = memchr::memchr(0, rest)?;
    let (name, rest) = rest.split_at_checked(nul)?;
    let id = Oid::from_bytes(rest.get(1..=HASH)?).ok()?;
    let entry = TreeEntry {
        mode: Mode::of(mode),
        name,
        id,
    };
    Some((entry, rest.get(HASH + 1..)?))
}

pub(super) const HASH: usize = 20;

/// What is read of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Node {
    pub id: Oid,
    pub tree: Oid,
    /// The first parent, whether or not it is in this clone.
    pub parent: Option<Oid>,
    pub parents: u32,
    /// Commit time, in seconds since the epoch.
    pub seconds: i64,
    /// Whether `rename` made it, or took it back: what it changes says nothing new.
    pub is_rename: bool,
}

/// How the commit that takes a rename back begins.
const RENAME_UNDONE: &[u8] = b"undo rename ";

impl Node {
    fn parse(id: Oid, commit: &[u8]) -> Option<Self> {
        let text = |line: &[u8]| std::str::from_utf8(line).ok().map(str::to_owned);
        let mut tree = None;
        let mut parent = None;
        let mut parents = 0;
        let mut seconds = 0;
        for line in commit.split(|byte| *byte == b'\n') {
            if line.is_empty() {
                break;
            }
            if let Some(hash) = line.strip_prefix(b"tree ") {
                tree = Oid::from_str(&text(hash)?).ok();
            } else if let Some(hash) = line.strip_prefix(b"parent ") {
                parents += 1;
                if parents == 1 {
                    parent = Oid::from_str(&text(hash)?).ok();
                }
            } else if line.starts_with(b"committer ") {
                // `committer NAME <MAIL> SECONDS ZONE`
                let mut words = line.rsplit(|byte| *byte == b' ');
                let _zone = words.next();
                seconds = words
                    .next()
                    .and_then(text)
                    .and_then(|words| words.parse().ok())
                    .unwrap_or(0);
            }
        }
        Some(Self {
            id,
            tree: tree?,
            parent,
            parents,
            seconds,
            is_rename: is_rename(commit),
        })
    }
}

/// Whether a commit's trailers say that `rename` made it, or that `undo` did of one.
fn is_rename(commit: &[u8]) -> bool {
    // Others may add trailers below ours.
    const LAST: usize = 8;
    let mut last = commit.rsplit(|byte| *byte == b'\n').take(LAST);
    let command = last.find_map(|line| line.strip_prefix(COMMAND.as_bytes())?.strip_prefix(b": "));
    match command {
        Some(b"rename") => true,
        Some(b"undo") => {
            let message = commit.windows(2).position(|pair| pair == b"\n\n");
            let message = message.and_then(|at| commit.get(at + 2..));
            message.is_some_and(|message| message.starts_with(RENAME_UNDONE))
        }
        _ => false,
    }
}

/// Why an object isn't here.
#[derive(Debug, Clone, Copy)]
enum Lacking {
    LeftOutOfClone,
    Lost,
}

/// A repository's objects, for any number of threads.
pub(in crate::store) struct Objects {
    /// The git directory.
    folder: PathBuf,
    /// The directory of the workspace, or of a plan with its own repository: where absolute links lead.
    root: PathBuf,
    /// Why an object that was wanted couldn't be read, if one couldn't: whatever was told since may be wrong.
    lacking: OnceLock<Lacking>,
    /// Open idle handles; each serves one thread at a time.
    idle: Mutex<Vec<Repository>>,
    /// Raw trees known without reading them, by id.
    trees: OnceLock<BTreeMap<Oid, Vec<u8>>>,
}

impl std::fmt::Debug for Objects {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Objects({})", self.folder.display())
    }
}

const READING: &str = "read history";

fn look_up<T>(
    repository: &Repository,
    id: Oid,
    see: impl FnOnce(ObjectType, &[u8]) -> T,
) -> Result<T, git2::Error> {
    let odb = repository.odb()?;
    let object = odb.read(id)?;
    Ok(see(object.kind(), object.data()))
}

static SETTINGS: Once = Once::new();

impl Objects {
    pub fn of(repository: Repository, root: &Path) -> Self {
        // git itself doesn't verify hashes on reading either; `git fsck` does.
        SETTINGS.call_once(|| {
            git2::opts::strict_hash_verification(false);
            git2::opts::enable_caching(false);
        });
        Self {
            folder: repository.path().to_owned(),
            root: root.to_owned(),
            lacking: OnceLock::new(),
            idle: Mutex::new(vec![repository]),
            trees: OnceLock::new(),
        }
    }

    /// Keeps raw trees, so that they are never read; finds them only once.
    pub(super) fn know(&self, find: impl FnOnce() -> BTreeMap<Oid, Vec<u8>>) {
        self.trees.get_or_init(find);
    }

    /// Where absolute links lead.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Where git's index is.
    pub(super) fn index_file(&self) -> PathBuf {
        self.folder.join("index")
    }

    pub fn with<T>(
        &self,
        read: impl FnOnce(&Repository) -> Result<T, git2::Error>,
    ) -> Result<T, StoreError> {
        self.with_told(read, |repository, error| {
            partial::unread(repository, READING, &error)
        })
    }

    fn with_told<T, E>(
        &self,
        read: impl FnOnce(&Repository) -> Result<T, E>,
        tell: impl FnOnce(&Repository, E) -> StoreError,
    ) -> Result<T, StoreError> {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let failed = StoreError::git(READING);
        let taken = idle().pop();
        let repository = match taken {
            Some(repository) => repository,
            None => open::again(&self.folder).map_err(failed)?,
        };
        let result = read(&repository).map_err(|error| tell(&repository, error));
        idle().push(repository);
        result
    }

    /// Passes an object's bytes to `see` without copying them.
    pub fn read<T>(
        &self,
        id: Oid,
        see: impl FnOnce(ObjectType, &[u8]) -> T,
    ) -> Result<T, StoreError> {
        if let Some(tree) = self.trees.get().and_then(|trees| trees.get(&id)) {
            return Ok(see(ObjectType::Tree, tree));
        }
        self.with_told(
            |repository| look_up(repository, id, see),
            |repository, error| {
                let error = partial::unread(repository, READING, &error);
                let why = match error {
                    StoreError::LeftOutOfClone => Lacking::LeftOutOfClone,
                    _ => Lacking::Lost,
                };
                self.lacking.get_or_init(|| why);
                error
            },
        )
    }

    /// An error if an object couldn't be read: many questions pass over it.
    pub fn whole(&self) -> Result<(), StoreError> {
        match self.lacking.get() {
            None => Ok(()),
            Some(Lacking::LeftOutOfClone) => Err(StoreError::LeftOutOfClone),
            Some(Lacking::Lost) => Err(StoreError::by_git(READING, "objects are missing")),
        }
    }

    pub fn bytes(&self, id: Oid) -> Result<Vec<u8>, StoreError> {
        self.read(id, |_, bytes| bytes.to_vec())
    }

    /// An object's bytes; `None` if this clone doesn't have it, for questions that have an answer without it.
    pub fn bytes_if_here(&self, id: Oid) -> Option<Vec<u8>> {
        self.with(|repository| look_up(repository, id, |_, bytes| bytes.to_vec()))
            .ok()
    }

    /// A commit's tree, first parent and time; `None` if it isn't in this clone.
    pub(super) fn node(&self, id: Oid) -> Option<Node> {
        // That a shallow clone ends somewhere is known.
        self.with(|repository| {
            look_up(repository, id, |kind, bytes| {
                (kind == ObjectType::Commit)
                    .then(|| Node::parse(id, bytes))
                    .flatten()
            })
        })
        .ok()
        .flatten()
    }

    /// What is at a path below a tree; the path has no links.
    pub fn find(&self, tree: Oid, path: &str) -> Option<(Mode, Oid)> {
        let mut found = (Mode::Folder, tree);
        for part in path.split('/').filter(|part| !part.is_empty()) {
            if found.0 != Mode::Folder {
                return None;
            }
            found = self
                .read(found.1, |_, bytes| {
                    entries(bytes)
                        .find(|entry| entry.name == part.as_bytes())
                        .map(|entry| (entry.mode, entry.id))
                })
                .ok()??;
        }
        Some(found)
    }

    pub(super) fn folder(&self, tree: Oid, path: &str) -> Option<Oid> {
        let found = self.find(tree, path);
        found.and_then(|(mode, id)| (mode == Mode::Folder).then_some(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_is_read_as_far_as_it_goes() {
        let mut tree = b"100644 a.md\0".to_vec();
        tree.extend([7; HASH]);
        tree.extend(b"40000 b\0");
        tree.extend([9; HASH]);
        let read: Vec<_> = entries(&tree)
            .map(|entry| (entry.mode, entry.name.to_vec()))
            .collect();
        assert_eq!(
            read,
            [
                (Mode::File, b"a.md".to_vec()),
                (Mode::Folder, b"b".to_vec())
            ]
        );
        for length in 0..tree.len() {
            assert!(entries(tree.get(..length).unwrap()).count() < 2);
        }
    }

    #[test]
    fn a_commit_is_read() {
        let text = b"tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nparent 4b825dc642cb6eb9a060e54bf8d69288fbee4904\nparent 5b825dc642cb6eb9a060e54bf8d69288fbee4904\nauthor A <a@example.org> 1 +0000\ncommitter B C <b@example.org> 1795435200 -0600\n\ntree is a word\n";
        let node = Node::parse(Oid::ZERO_SHA1, text).unwrap();
        assert_eq!((node.parents, node.seconds), (2, 1_795_435_200));
        assert_eq!(node.parent, Some(node.tree));
        assert!(Node::parse(Oid::ZERO_SHA1, b"nothing\n").is_none());
    }
}
