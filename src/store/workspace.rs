//! The workspace: the directory tree with a `redesign.toml` at its root.

use super::history::Snapshot;
use super::inside::{self, is_link};
use super::{
    Config, Git, Lock, MAX_PLAN_BYTES, Repository, StoreError, Toolkits, WORKSPACE_FILE, files, own,
};
use crate::model::{Finding, codes};
use crate::system::start_threads;
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::AtomicUsize;

/// Files that `init` writes for git.
const SETTINGS_OF_GIT: [&str; 2] = [".gitignore", ".gitattributes"];

#[derive(Debug)]
pub struct Workspace {
    /// Absolute, without links.
    pub root: PathBuf,
    pub config: Config,
    pub toolkits: Toolkits,
    /// Whether it was found above the current directory instead of being named.
    pub(super) found_above: bool,
    /// The commit it is read from; `None` for the disk.
    pub(super) then: Option<Snapshot>,
    /// Links followed so far that are behind other links.
    pub(super) nested: AtomicUsize,
}

impl Workspace {
    /// Finds the workspace that contains `from`.
    pub fn find(from: &Path) -> Option<PathBuf> {
        // Most commands start in the workspace itself; elsewhere, resolve links and `..`.
        let is_plain = !from.components().any(|part| part == Component::ParentDir);
        let from = if is_plain {
            from.to_owned()
        } else {
            files::resolved(from)
        };
        from.ancestors()
            .find(|folder| {
                let file = folder.join(WORKSPACE_FILE);
                // The link is checked when the workspace is opened.
                file.is_file() || is_link(&file)
            })
            .map(Path::to_owned)
    }

    /// Opens the workspace that contains `from`.
    pub fn open(from: &Path) -> Result<Self, StoreError> {
        let root = Self::find(from).ok_or_else(|| StoreError::NoWorkspace(from.to_owned()))?;
        let root = std::fs::canonicalize(&root).map_err(StoreError::io("open", &root))?;
        let file = inside::follow(&root, WORKSPACE_FILE)?;
        let text = files::read_text(&file, MAX_PLAN_BYTES);
        let text = text.map_err(|why| files::broken(codes::WORKSPACE, WORKSPACE_FILE, why))?;
        let config = Config::parse(&text)?;
        let toolkits = Toolkits::of(&root);
        let found_above = std::fs::canonicalize(from).is_ok_and(|from| from != root);
        Ok(Self {
            found_above,
            ..Self::new(root, config, toolkits)
        })
    }

    pub(super) fn new(root: PathBuf, config: Config, toolkits: Toolkits) -> Self {
        start_threads();
        Self {
            root,
            config,
            toolkits,
            found_above: false,
            then: None,
            nested: AtomicUsize::default(),
        }
    }

    /// The commit it is read from; `None` for the disk.
    pub fn commit(&self) -> Option<&str> {
        self.then.as_ref().map(Snapshot::commit)
    }

    /// What it is read from, if not from the disk.
    pub fn snapshot(&self) -> Option<&Snapshot> {
        self.then.as_ref()
    }

    /// The commit that is read, or HEAD. Reading never fails because of git.
    pub fn head(&self) -> Option<String> {
        match self.commit() {
            Some(commit) => Some(commit.to_owned()),
            None => Git::around(&self.root).ok().flatten()?.head(),
        }
    }

    /// A directory that is about to become a workspace.
    pub fn bare(folder: &Path) -> Result<Self, StoreError> {
        let root = std::fs::canonicalize(folder).map_err(StoreError::io("open", folder))?;
        let toolkits = Toolkits::of(&root);
        Ok(Self::new(root, Config::default(), toolkits))
    }

    /// A path relative to the workspace, with `/`; `None` outside it.
    pub fn relative(&self, path: &Path) -> Option<String> {
        path.strip_prefix(&self.root).ok().map(inside::slashed)
    }

    pub fn absolute(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Takes the workspace's lock: in its git directory, or without git in an ignored file here.
    pub fn lock(&self, repository: &Repository, who: &str) -> Result<Lock, StoreError> {
        Lock::take(&own::place(&self.root, repository, "lock"), who)
    }

    /// Resolves links in a workspace path.
    pub fn follow(&self, relative: &str) -> Result<PathBuf, StoreError> {
        Ok(inside::follow(&self.root, relative)?)
    }

    /// Links in place of git's settings files that aren't followed: without those files, private sheets are no longer
    /// ignored.
    pub fn settings_of_git_astray(&self) -> Vec<Finding> {
        let names = SETTINGS_OF_GIT.iter().filter(|_| self.commit().is_none());
        let astray = names.filter_map(|name| inside::follow(&self.root, name).err());
        astray.collect()
    }

    /// Like [`Workspace::follow`], relative to the workspace: the path that git knows.
    pub(super) fn real(&self, relative: &str) -> Result<String, Finding> {
        inside::real(&self.root, relative)
    }

    /// Whether two workspace paths lead to the same place.
    pub fn is_same(&self, one: &str, other: &str) -> bool {
        one == other || self.real(one).is_ok_and(|one| self.real(other) == Ok(one))
    }

    /// A path as the workspace names it, keeping names of links; `None` outside it.
    pub fn named(&self, path: &Path) -> Option<String> {
        let path = std::path::absolute(path).ok()?;
        let is_root =
            |part: &&Path| std::fs::canonicalize(part).is_ok_and(|part| part == self.root);
        let Some(root) = path.ancestors().find(is_root) else {
            return self.relative(&files::resolved(&path));
        };
        let mut named = Vec::new();
        for part in path.strip_prefix(root).ok()?.components() {
            match part {
                Component::Normal(name) => named.push(name.to_string_lossy()),
                // The parent of a link is the parent of its target.
                Component::ParentDir if is_link(&self.absolute(&named.join("/"))) => {
                    return self.relative(&files::resolved(&path));
                }
                Component::ParentDir => {
                    named.pop()?;
                }
                _ => {}
            }
        }
        Some(named.join("/"))
    }
}
