//! Where words still are in a repository: in every object, whatever leads to it, and in git's own files.

use super::objects::{Mode, entries};
use super::past::History;
use crate::model::Sought;
use crate::store::names::joined;
use crate::store::{StoreError, files};
use git2::{ErrorCode, ObjectType, Oid, Repository};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;

/// Where words still are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Remains {
    /// In versions of a file, or in its name, relative to the workspace.
    File {
        path: String,
        versions: usize,
        /// The first commit found, and what leads to it, such as a branch.
        commit: String,
        from: String,
    },
    /// In the author, committer or message of a commit that this leads to.
    Message { id: String, from: String },
    /// In what a tag says, or who made it.
    Tag { name: String },
    /// In objects that nothing leads to any more.
    Loose { count: usize },
    /// In a file of git's own, or in the name of a branch, relative to the git directory.
    Own { path: String },
}

/// Everything found so far.
#[derive(Default)]
struct WordSearch {
    /// Objects that hold the words, and aren't placed yet.
    hits: BTreeSet<Oid>,
    placed: BTreeSet<Oid>,
    seen: BTreeSet<Oid>,
    /// By path: the versions, and the first commit with what leads to it.
    files: BTreeMap<String, (BTreeSet<Oid>, String, String)>,
    messages: BTreeMap<String, String>,
    tags: BTreeSet<String>,
    /// A commit's parent isn't here.
    is_cut: bool,
}

impl History {
    /// Names of the repository's work trees beside its first.
    pub fn other_work_trees(&self) -> Vec<String> {
        let names = self.objects.with(|repository| {
            let names = repository.worktrees()?;
            let names = names.iter().flatten().flatten();
            Ok(names.map(str::to_owned).collect())
        });
        names.unwrap_or_default()
    }

    /// Where words still are in this repository; `Err(StoreError::CutOff)` if it isn't all here, so that nobody knows.
    pub fn remains(&self, sought: &Sought) -> Result<Vec<Remains>, StoreError> {
        let mut found = self.objects.with(|repository| {
            let mut found = WordSearch {
                hits: hits(repository, sought)?,
                ..WordSearch::default()
            };
            for (from, id) in starts(repository)? {
                found.walk(repository, sought, id, &from)?;
            }
            found.look_at_index(repository, sought);
            Ok(found)
        })?;
        if found.is_cut {
            return Err(StoreError::CutOff);
        }
        found.hits.retain(|id| !found.placed.contains(id));
        let outer = |path: String| self.outer(&path);
        let files = found.files.into_iter();
        let files = files.map(|(path, (versions, commit, from))| Remains::File {
            path: outer(path),
            versions: versions.len(),
            commit,
            from,
        });
        let messages = found.messages.into_iter();
        let messages = messages.map(|(id, from)| Remains::Message { id, from });
        let tags = found.tags.into_iter().map(|name| Remains::Tag { name });
        let mut all: Vec<Remains> = files.chain(messages).chain(tags).collect();
        if !found.hits.is_empty() {
            let count = found.hits.len();
            all.push(Remains::Loose { count });
        }
        own_files(&self.common, &self.common, sought, &mut all);
        Ok(all)
    }
}

/// Objects that hold the words, whatever leads to them.
fn hits(repository: &Repository, sought: &Sought) -> Result<BTreeSet<Oid>, git2::Error> {
    let odb = repository.odb()?;
    let mut all = Vec::new();
    odb.foreach(|id| {
        all.push(*id);
        true
    })?;
    let mut hits = BTreeSet::new();
    for id in all {
        let object = odb.read(id)?;
        let holds = match object.kind() {
            ObjectType::Tree => entries(object.data()).any(|entry| sought.is_in(entry.name)),
            _ => sought.is_in(object.data()),
        };
        if holds {
            hits.insert(id);
        }
    }
    Ok(hits)
}

/// What leads to objects, with its name: branches first, then all other references, work trees and reflogs.
fn starts(repository: &Repository) -> Result<Vec<(String, Oid)>, git2::Error> {
    let mut starts = Vec::new();
    let mut names = vec!["HEAD".to_owned()];
    for reference in repository.references()? {
        let reference = reference?;
        let Ok(name) = reference.name() else { continue };
        names.push(name.to_owned());
        starts.extend(reference.target().map(|id| (shown(name), id)));
    }
    if let Some(id) = repository.head().ok().and_then(|head| head.target()) {
        starts.push(("HEAD".to_owned(), id));
    }
    for name in repository.worktrees()?.iter().flatten().flatten() {
        let tree = repository.find_worktree(name);
        let opened = tree.and_then(|tree| Repository::open_from_worktree(&tree));
        let head = opened.ok().and_then(|opened| opened.head().ok()?.target());
        starts.extend(head.map(|id| (format!("the work tree {name}"), id)));
    }
    let order = |from: &str| match from {
        _ if from.contains(' ') => 2,
        _ if from.contains('/') => 1,
        _ => 0,
    };
    starts.sort_by_key(|(from, _)| order(from));
    for name in names {
        let Ok(log) = repository.reflog(&name) else {
            continue;
        };
        for entry in log.iter() {
            let from = match shown(&name) {
                stash if stash == STASH => stash,
                name => format!("the reflog of {name}"),
            };
            let ids = [entry.id_new(), entry.id_old()].into_iter();
            starts.extend(ids.filter(|id| !id.is_zero()).map(|id| (from.clone(), id)));
        }
    }
    Ok(starts)
}

const STASH: &str = "the stash";

/// A reference as people know it.
fn shown(name: &str) -> String {
    let known = ["refs/heads/", "refs/remotes/", "refs/tags/"];
    let short = known.iter().find_map(|prefix| name.strip_prefix(prefix));
    match name {
        "refs/stash" => STASH.to_owned(),
        _ => short.unwrap_or(name).to_owned(),
    }
}

impl WordSearch {
    /// Visits what leads on from an object; what was visited before isn't again.
    fn walk(
        &mut self,
        repository: &Repository,
        sought: &Sought,
        start: Oid,
        from: &str,
    ) -> Result<(), git2::Error> {
        let odb = repository.odb()?;
        let mut next = VecDeque::from([start]);
        while let Some(id) = next.pop_front() {
            if !self.seen.insert(id) {
                continue;
            }
            let object = match odb.read(id) {
                Err(error) if error.code() == ErrorCode::NotFound => {
                    // What a reflog names may be gone; what a branch leads to may not.
                    if !from.starts_with("the reflog") {
                        self.is_cut |= repository.is_shallow();
                        if !self.is_cut {
                            return Err(error);
                        }
                    }
                    continue;
                }
                other => other?,
            };
            match object.kind() {
                ObjectType::Commit | ObjectType::Tag => {
                    if self.hits.contains(&id) {
                        self.placed.insert(id);
                        if object.kind() == ObjectType::Tag {
                            self.tags.insert(from.to_owned());
                        } else {
                            self.messages.insert(id.to_string(), from.to_owned());
                        }
                    }
                    for (key, other) in headers(object.data()) {
                        match key {
                            b"tree" => {
                                self.walk_tree(&odb, sought, (other, ""), (&id.to_string(), from))?;
                            }
                            b"parent" | b"object" => next.push_back(other),
                            _ => {}
                        }
                    }
                }
                ObjectType::Tree => {
                    self.walk_tree(&odb, sought, (id, ""), (&id.to_string(), from))?;
                }
                _ => self.place(id, "", (&id.to_string(), from)),
            }
        }
        Ok(())
    }

    fn walk_tree(
        &mut self,
        odb: &git2::Odb<'_>,
        sought: &Sought,
        (tree, path): (Oid, &str),
        by: (&str, &str),
    ) -> Result<(), git2::Error> {
        if !path.is_empty() && !self.seen.insert(tree) {
            return Ok(());
        }
        let object = odb.read(tree)?;
        if self.hits.contains(&tree) {
            self.placed.insert(tree);
        }
        for entry in entries(object.data()) {
            let inner = joined(path, &String::from_utf8_lossy(entry.name));
            if sought.is_in(entry.name) {
                self.note(entry.id, &inner, by);
            }
            match entry.mode {
                Mode::Folder => self.walk_tree(odb, sought, (entry.id, &inner), by)?,
                Mode::Repository => {}
                _ => {
                    if self.seen.insert(entry.id) && !odb.exists(entry.id) {
                        // A partial clone leaves files out.
                        odb.read(entry.id)?;
                    }
                    self.place(entry.id, &inner, by);
                }
            }
        }
        Ok(())
    }

    /// Notes where an object is, if it holds the words.
    fn place(&mut self, id: Oid, path: &str, by: (&str, &str)) {
        if self.hits.contains(&id) {
            self.placed.insert(id);
            self.note(id, path, by);
        }
    }

    fn note(&mut self, id: Oid, path: &str, (commit, from): (&str, &str)) {
        let first = || (BTreeSet::new(), commit.to_owned(), from.to_owned());
        let file = self.files.entry(path.to_owned()).or_insert_with(first);
        file.0.insert(id);
    }

    /// What is staged is in no commit yet.
    fn look_at_index(&mut self, repository: &Repository, sought: &Sought) {
        let Ok(index) = repository.index() else {
            return;
        };
        for entry in index.iter() {
            let path = String::from_utf8_lossy(&entry.path).into_owned();
            let is_new = self.hits.contains(&entry.id) && !self.placed.contains(&entry.id);
            let is_named = sought.is_in(&entry.path) && !self.files.contains_key(&path);
            if is_new || is_named {
                self.placed.insert(entry.id);
                self.note(entry.id, &path, ("", "the index"));
            }
        }
    }
}

/// The objects that a commit or tag names at its beginning.
fn headers(bytes: &[u8]) -> impl Iterator<Item = (&[u8], Oid)> {
    let lines = bytes.split(|byte| *byte == b'\n');
    let lines = lines.take_while(|line| !line.is_empty());
    lines.filter_map(|line| {
        let space = memchr::memchr(b' ', line)?;
        let (key, id) = line.split_at_checked(space)?;
        let id = std::str::from_utf8(id.get(1..)?).ok()?;
        Some((key, Oid::from_str(id).ok().filter(|_| id.len() == 40)?))
    })
}

/// Largest of git's own files that is looked at: a packed list of references or a long reflog.
const MOST: u64 = 64 * 1024 * 1024;

/// Files in the git directory that hold the words, or that are named so; objects were looked at before.
fn own_files(folder: &Path, top: &Path, sought: &Sought, all: &mut Vec<Remains>) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut entries: Vec<_> = entries.map(|entry| entry.path()).collect();
    entries.sort();
    for path in entries {
        let Ok(name) = path.strip_prefix(top) else {
            continue;
        };
        let name = name.to_string_lossy().replace('\\', "/");
        let Ok(found) = std::fs::symlink_metadata(&path) else {
            continue;
        };
        if found.is_dir() && name != "objects" {
            own_files(&path, top, sought, all);
        } else if found.is_file() && name != "index" {
            let is_named = sought.is_in(name.as_bytes());
            let holds = || files::read_bytes(&path, MOST).is_ok_and(|bytes| sought.is_in(&bytes));
            if is_named || holds() {
                all.push(Remains::Own { path: name });
            }
        }
    }
}
