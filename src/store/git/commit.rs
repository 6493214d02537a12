//! Commits made in process: the tree is built from HEAD, so anything else staged stays staged.

use super::state::{Committed, Identity};
use super::work_tree::Git;
use crate::store::StoreError;
use crate::system;
use git2::{ErrorCode, Signature, Time, Tree};
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

/// How long to wait for another git process to release the index.
const PATIENCE: Duration = Duration::from_secs(2);

impl Git {
    /// Waits for another git process to release the index.
    pub(in crate::store) fn wait_for_index(&self) -> Result<(), StoreError> {
        let path = self.repository.path().join("index.lock");
        let started = Instant::now();
        while path.exists() {
            if started.elapsed() > PATIENCE {
                return Err(StoreError::IndexLocked(path));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// The lock another git process holds, or a killed one left.
    fn lock_file(&self) -> PathBuf {
        let head = self.repository.find_reference("HEAD").ok();
        let branch = head.and_then(|head| head.symbolic_target().ok().flatten().map(str::to_owned));
        let own = self.repository.path();
        let branch = branch.map(|name| self.repository.commondir().join(format!("{name}.lock")));
        let places = [
            Some(own.join("HEAD.lock")),
            branch,
            Some(own.join("index.lock")),
        ];
        let found = places.iter().flatten().find(|place| place.exists());
        found.map_or_else(|| own.join("index.lock"), Clone::clone)
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

    /// Commits exactly these files as they are on disk (or deletes them) on top of HEAD; anything else staged or
    /// changed stays as it is. If git fails, so do HEAD and the index.
    pub(in crate::store) fn commit(
        &self,
        paths: &[PathBuf],
        message: &str,
        identity: &Identity,
    ) -> Result<Committed, StoreError> {
        let names: Vec<PathBuf> = paths
            .iter()
            .map(|path| self.name(path))
            .collect::<Result<_, _>>()?;
        if identity.settings_elsewhere || self.needs_git_itself(&names) {
            self.wait_for_index()?;
            return self.program.commit(&names, message);
        }
        let Some((author, committer)) = self.signatures(identity) else {
            return Ok(Committed::NoIdentity);
        };
        self.wait_for_index()?;
        let failed = StoreError::git("commit");
        let parent = match self.repository.head() {
            Ok(head) => Some(head.peel_to_commit().map_err(failed)?),
            Err(error) if matches!(error.code(), ErrorCode::UnbornBranch | ErrorCode::NotFound) => {
                None
            }
            Err(error) => return Err(failed(error)),
        };
        let base = match &parent {
            Some(commit) => commit.tree(),
            None => self.empty_tree(),
        };
        let base = base.map_err(failed)?;
        let tree = self.tree_with(&base, &names).map_err(failed)?;
        if parent.is_some() && tree.id() == base.id() {
            return Ok(Committed::NothingNew);
        }
        let mut index = self.repository.index().map_err(failed)?;
        let before: Vec<_> = names
            .iter()
            .map(|name| (name, index.get_path(name, 0)))
            .collect();
        self.stage(&mut index, &names)?;
        let parents: Vec<&git2::Commit<'_>> = parent.iter().collect();
        let made =
            self.repository
                .commit(Some("HEAD"), &author, &committer, message, &tree, &parents);
        made.map(|id| Committed::As(id.to_string()))
            .map_err(|error| {
                for (name, entry) in before {
                    let _restored = match entry {
                        Some(entry) => index.add(&entry),
                        None => index.remove_path(name),
                    };
                }
                let _restored = index.write();
                if error.code() == ErrorCode::Locked {
                    return StoreError::IndexLocked(self.lock_file());
                }
                failed(error)
            })
    }

    fn empty_tree(&self) -> Result<Tree<'_>, git2::Error> {
        let empty = self.repository.treebuilder(None)?.write()?;
        self.repository.find_tree(empty)
    }

    /// A tree with these files as on disk.
    fn tree_with(&self, base: &Tree<'_>, names: &[PathBuf]) -> Result<Tree<'_>, git2::Error> {
        let mut update = git2::build::TreeUpdateBuilder::new();
        for name in names {
            let path = self.program.work_tree.join(name);
            if path.symlink_metadata().is_err() {
                // A removed file; one never committed isn't in the tree.
                if base.get_path(name).is_ok() {
                    update.remove(name.as_path());
                }
                continue;
            }
            // `blob_path` applies git's filters, so line ends are stored as git would.
            let blob = self.repository.blob_path(&path)?;
            let mode = match base.get_path(name).map(|entry| entry.filemode()) {
                Ok(0o100_755) => git2::FileMode::BlobExecutable,
                _ => git2::FileMode::Blob,
            };
            update.upsert(name.as_path(), blob, mode);
        }
        let tree = update.create_updated(&self.repository, base)?;
        self.repository.find_tree(tree)
    }

    fn stage(&self, index: &mut git2::Index, names: &[PathBuf]) -> Result<(), StoreError> {
        let failed = StoreError::git("commit");
        for name in names {
            let is_there = self.program.work_tree.join(name).symlink_metadata().is_ok();
            let staged = if is_there {
                index.add_path(name)
            } else {
                index.remove_path(name)
            };
            staged.map_err(failed)?;
        }
        index.write().map_err(|error| match error.code() {
            ErrorCode::Locked => StoreError::IndexLocked(self.repository.path().join("index.lock")),
            _ => failed(error),
        })
    }

    /// Whether git itself has to make this commit because of hooks, signing or filters.
    pub(super) fn needs_git_itself(&self, names: &[PathBuf]) -> bool {
        let Ok(config) = self.repository.config() else {
            return true;
        };
        if self.has_foreign_index() || config.get_bool("commit.gpgsign").unwrap_or(false) {
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

    /// Whether only git itself knows how the file is stored.
    pub(super) fn is_filtered(&self, name: &Path) -> bool {
        let flags = git2::AttrCheckFlags::FILE_THEN_INDEX;
        FILTERS.iter().any(|attribute| {
            let value = self.repository.get_attr_bytes(name, attribute, flags);
            matches!(
                git2::AttrValue::always_bytes(value.ok().flatten()),
                git2::AttrValue::Bytes(_) | git2::AttrValue::String(_)
            )
        })
    }
}
