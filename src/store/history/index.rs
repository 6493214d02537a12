//! The trees that git's index holds, made without reading any object: most trees of recent commits are among them.

use super::objects::HASH;
use super::past::History;
use crate::document::Document;
use crate::store::git::{RawEntry, RawIndex};
use git2::Oid;
use sha1::{Digest, Sha1};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

/// Raw trees by id.
pub(super) type KnownTrees = BTreeMap<Oid, Vec<u8>>;

const FOLDER: u32 = 0o40_000;

impl History {
    /// Reads the index, so that unchanged trees need not be read one by one. Worth it where many are asked for.
    pub fn learn_trees(&self) {
        self.objects
            .know(|| known_trees(&self.objects.index_file()));
    }
}

/// None where the index can't be read. A tree that was never committed does no harm: nobody asks for its id.
fn known_trees(index: &Path) -> KnownTrees {
    let mut trees = KnownTrees::new();
    if let Some(index) = RawIndex::read(index) {
        add_tree((&index, &index.entries), 0, &mut trees);
    }
    trees
}

/// Adds the tree of some entries, whose paths are equal up to an offset, and the trees in it.
fn add_tree(
    (index, mut entries): (&RawIndex, &[RawEntry]),
    at: usize,
    trees: &mut KnownTrees,
) -> Option<Oid> {
    let mut bytes = Vec::new();
    let mut add = |mode: u32, name: &[u8], id: Oid| {
        // Writing to memory doesn't fail.
        let _ = write!(bytes, "{mode:o} ");
        bytes.extend_from_slice(name);
        bytes.push(0);
        bytes.extend_from_slice(id.as_bytes());
    };
    while let Some(first) = entries.first() {
        let path = index.path(first);
        let name = path.get(at..)?;
        let Some(slash) = memchr::memchr(b'/', name) else {
            add(first.mode, name, first.id);
            entries = entries.get(1..)?;
            continue;
        };
        let inside = at + slash + 1;
        let folder = path.get(..inside)?;
        let end = entries.partition_point(|entry| index.path(entry).starts_with(folder));
        let (inner, rest) = entries.split_at_checked(end)?;
        let id = add_tree((index, inner), inside, trees)?;
        add(FOLDER, name.get(..slash)?, id);
        entries = rest;
    }
    let id = Oid::from_bytes(&id_of("tree", &bytes)).ok()?;
    trees.insert(id, bytes);
    Some(id)
}

/// The id that git gives a file with this content.
pub(in crate::store) fn file_id(content: &[u8]) -> Option<Oid> {
    Oid::from_bytes(&id_of("blob", content)).ok()
}

/// The same of a document, which keeps it.
pub(in crate::store) fn document_id(document: &Document) -> Option<Oid> {
    Oid::from_bytes(&text_id(document)).ok()
}

/// The same as bytes: equal texts have equal ids.
pub fn text_id(document: &Document) -> [u8; HASH] {
    document.id(|text| id_of("blob", text.as_bytes()))
}

fn id_of(kind: &str, content: &[u8]) -> [u8; HASH] {
    let mut hash = Sha1::new();
    hash.update(format!("{kind} {}\0", content.len()));
    hash.update(content);
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::super::objects::Objects;
    use super::*;
    use git2::ObjectType;

    #[test]
    fn ids_are_those_of_git() {
        for content in ["", "# Team\n"] {
            let known = Oid::hash_object(ObjectType::Blob, content.as_bytes()).ok();
            assert_eq!(file_id(content.as_bytes()), known);
        }
    }

    #[test]
    fn trees_are_those_that_git_writes() {
        let folder = tempfile::tempdir().unwrap();
        let repository = git2::Repository::init(folder.path()).unwrap();
        // A file sorts before the folder of the same name, and after it, as its next letter is.
        for path in ["a.md", "a/b/c.md", "a/b.md", "a0/x.md", "z/y/x/w.md"] {
            let file = folder.path().join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, path).unwrap();
        }
        let mut index = repository.index().unwrap();
        index
            .add_all(["*"], git2::IndexAddOption::DEFAULT, None)
            .unwrap();
        index.write().unwrap();
        let top = index.write_tree().unwrap();
        let objects = Objects::of(repository, folder.path());
        let trees = known_trees(&objects.index_file());
        assert!(trees.contains_key(&top));
        assert_eq!(trees.len(), 7);
        for (id, bytes) in &trees {
            assert_eq!(&objects.bytes(*id).unwrap(), bytes);
        }
    }
}
