//! Commits made in process: the tree is built from HEAD, so anything else staged stays staged.

use super::locks::{self, place_of};
use super::state::{CommitOrder, Committed, Identity, PATIENCE};
use super::tip;
use super::work_tree::{Git, PROGRAM};
use crate::store::StoreError;
use crate::store::names::ATTRIBUTES;
use crate::system;
use git2::{Signature, Time, Tree};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Hooks around a commit; if one exists, git itself makes the commit.
const COMMIT_HOOKS: [&str; 6] = [
    "pre-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "post-index-change",
    "reference-transaction",
];

/// Attributes of files whose content only git itself can store, such as git-crypt's.
const FILTERS: [&str; 2] = ["filter", "working-tree-encoding"];

/// How often a commit is tried while other git processes are at work.
const TRIES: u32 = 5;

impl Git {
    /// Waits for another git process to release the index.
    pub(in crate::store) fn wait_for_index(&self) -> Result<(), StoreError> {
        let place = place_of(&self.index_file());
        let started = Instant::now();
        while place.exists() {
            if started.elapsed() > PATIENCE {
                return Err(StoreError::IndexLocked(place));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// A lock of another git process, without which no commit can be made.
    pub fn lock_in_the_way(&self) -> Option<PathBuf> {
        locks::of_others(self.own_directory(), &self.lock_places())
    }

    /// Removes what a killed run of ours left in git's directory. Only called by the holder of the workspace's lock.
    pub fn remove_leftovers(&self) {
        locks::remove_ours(self.own_directory(), &self.lock_places());
        self.remove_half_indexes();
        let _half_written = std::fs::remove_file(self.own_directory().join(tip::HALF));
    }

    fn signatures(&self, identity: &Identity) -> Option<(Signature<'static>, Signature<'static>)> {
        let config = self.repository.config().ok();
        let configured = || {
            let config = config.as_ref()?;
            let name = config.get_string("user.name").ok()?;
            let email = config.get_string("user.email").ok()?;
            Some((name, email))
                .filter(|(name, email)| !name.trim().is_empty() && !email.trim().is_empty())
        };
        let time = Time::new(identity.seconds, identity.offset);
        let sign = |given: &Option<(String, String)>| {
            let (name, email) = given.clone().or_else(configured)?;
            Signature::new(&name, &email, &time).ok()
        };
        Some((sign(&identity.author)?, sign(&identity.committer)?))
    }

    /// Commits exactly these files on top of HEAD; anything else staged or changed stays as it is. If git fails, so do
    /// HEAD and the index.
    pub(in crate::store) fn commit(
        &self,
        wanted: &CommitOrder<'_>,
    ) -> Result<Committed, StoreError> {
        let names: Vec<PathBuf> = wanted
            .files
            .iter()
            .map(|file| self.name(&file.path))
            .collect::<Result<_, _>>()?;
        let identity = wanted.identity;
        let by_git = identity.settings_elsewhere || self.needs_git_itself(&names);
        let signatures = self.signatures(identity);
        let mut tries = 1;
        loop {
            let done = if by_git {
                self.wait_for_index()?;
                self.program.commit(&names, wanted)
            } else if let Some(signatures) = &signatures {
                self.commit_here(&names, wanted, signatures)
            } else {
                return Ok(Committed::NoIdentity);
            };
            match &done {
                // `git gc` moves objects from place to place.
                Err(StoreError::Git { .. }) if tries < TRIES => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                _ => return done,
            }
            tries += 1;
        }
    }

    /// One attempt to commit in process.
    fn commit_here(
        &self,
        names: &[PathBuf],
        wanted: &CommitOrder<'_>,
        (author, committer): &(Signature<'static>, Signature<'static>),
    ) -> Result<Committed, StoreError> {
        let failed = StoreError::git("commit");
        let mut index = self.next_index()?;
        let found: Vec<_> = names
            .iter()
            .map(|name| index.index.get_path(name, 0).map(|entry| entry.id))
            .collect();
        let blobs = index.stage(&wanted.files)?;
        index.write()?;
        let branch = self.locked_tip()?;
        let parent = branch.tip.at.map(|id| self.repository.find_commit(id));
        let parent = parent.transpose().map_err(failed)?;
        let base = match &parent {
            Some(commit) => commit.tree(),
            None => self.empty_tree(),
        };
        let base = base.map_err(failed)?;
        let before = self.tree_of(wanted.since).unwrap_or_else(|| base.clone());
        for ((name, staged), blob) in names.iter().zip(found).zip(&blobs) {
            let known = |tree: &Tree<'_>| tree.get_path(name).ok().map(|entry| entry.id());
            let (head, ours) = (known(&base), blob.map(|(id, _)| id));
            let is_as_it_was = head == known(&before) || head == ours;
            let is_staged_by_nobody = wanted.with_edits || staged == head || staged == ours;
            if !is_as_it_was || !is_staged_by_nobody {
                return Err(StoreError::Changed(name.display().to_string()));
            }
        }
        let tree = self.tree_with(&base, names, &blobs).map_err(failed)?;
        if parent.is_some() && tree.id() == base.id() {
            return Ok(Committed::NothingNew);
        }
        let parents: Vec<&git2::Commit<'_>> = parent.iter().collect();
        let made = self
            .repository
            .commit(None, author, committer, wanted.message, &tree, &parents);
        let id = made.map_err(failed)?;
        index.put()?;
        let subject = wanted.message.lines().next().unwrap_or_default();
        if let Err(error) = branch.move_to(id, committer, subject) {
            index.take_back()?;
            return Err(error);
        }
        Ok(Committed::As {
            id: id.to_string(),
            changed: Vec::new(),
        })
    }

    /// The tree of a commit.
    fn tree_of(&self, commit: Option<&str>) -> Option<Tree<'_>> {
        let id = git2::Oid::from_str(commit?).ok()?;
        self.repository.find_commit(id).ok()?.tree().ok()
    }

    fn empty_tree(&self) -> Result<Tree<'_>, git2::Error> {
        let empty = self.repository.treebuilder(None)?.write()?;
        self.repository.find_tree(empty)
    }

    /// A tree with these blobs.
    fn tree_with(
        &self,
        base: &Tree<'_>,
        names: &[PathBuf],
        blobs: &[Option<(git2::Oid, u32)>],
    ) -> Result<Tree<'_>, git2::Error> {
        let mut update = git2::build::TreeUpdateBuilder::new();
        for (name, blob) in names.iter().zip(blobs) {
            match blob {
                Some((id, PROGRAM)) => {
                    update.upsert(name.as_path(), *id, git2::FileMode::BlobExecutable);
                }
                Some((id, _)) => {
                    update.upsert(name.as_path(), *id, git2::FileMode::Blob);
                }
                // One never committed isn't in the tree.
                None if base.get_path(name).is_ok() => {
                    update.remove(name.as_path());
                }
                None => {}
            }
        }
        let tree = update.create_updated(&self.repository, base)?;
        self.repository.find_tree(tree)
    }

    /// Whether git itself has to make this commit because of hooks, signing or filters.
    pub(super) fn needs_git_itself(&self, names: &[PathBuf]) -> bool {
        let Ok(config) = self.repository.config() else {
            return true;
        };
        if self.has_foreign_index()
            || self.has_linked_tip()
            || config.get_bool("commit.gpgsign").unwrap_or(false)
        {
            return true;
        }
        let hooks = config.get_path("core.hookspath").map_or_else(
            |_| self.repository.commondir().join("hooks"),
            |path| self.program.work_tree.join(path),
        );
        COMMIT_HOOKS
            .iter()
            .any(|hook| system::is_program(&hooks.join(hook)))
            || names.iter().any(|name| self.is_filtered(name))
    }

    /// The repository with an empty index, to ask for attributes: libgit2 reads the index first, which is slow. `None` if
    /// the index may have attributes that aren't on disk.
    fn without_index(&self) -> Option<git2::Repository> {
        let index = self.known_index()?;
        let mut paths = index.paths();
        let is_on_disk = |path: &[u8]| {
            let path = std::str::from_utf8(path).ok();
            path.is_some_and(|path| self.program.work_tree.join(path).exists())
        };
        if paths.any(|path| path.ends_with(ATTRIBUTES.as_bytes()) && !is_on_disk(path)) {
            return None;
        }
        let repository = self.again().ok()?;
        repository.set_index(&mut git2::Index::new().ok()?).ok()?;
        Some(repository)
    }

    /// Whether only git itself knows how the file is stored.
    pub(super) fn is_filtered(&self, name: &Path) -> bool {
        let flags = git2::AttrCheckFlags::FILE_THEN_INDEX;
        let asked = self.without_index.get_or_init(|| self.without_index());
        let asked = asked.as_ref().unwrap_or(&self.repository);
        FILTERS.iter().any(|attribute| {
            let value = asked.get_attr_bytes(name, attribute, flags);
            matches!(
                git2::AttrValue::always_bytes(value.ok().flatten()),
                git2::AttrValue::Bytes(_) | git2::AttrValue::String(_)
            )
        })
    }
}
