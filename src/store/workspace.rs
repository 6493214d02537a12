//! The workspace: the directory tree with a `redesign.toml` at its root.

use super::history::{History, Snapshot};
use super::{
    Config, Git, Lock, MAX_PLAN_BYTES, Repository, StoreError, Toolkits, files, inside, own,
};
use crate::model::{Finding, Place, codes};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicUsize;

/// The file that makes a directory a workspace.
pub const WORKSPACE_FILE: &str = "redesign.toml";

/// An opened workspace.
#[derive(Debug)]
pub struct Workspace {
    /// Its directory, absolute, without links.
    pub root: PathBuf,
    /// Its settings.
    pub config: Config,
    /// Toolkits its plans can use.
    pub toolkits: Toolkits,
    /// Whether nobody named it: it was found above the directory that was asked about.
    pub(super) found_above: bool,
    /// Where it is read as it was in a commit; nothing where it is read as it is on disk.
    pub(super) then: Option<Snapshot>,
    /// How many links were followed so far that lie behind other links.
    pub(super) nested: AtomicUsize,
}

impl Workspace {
    /// Finds the workspace that `from` is in.
    pub fn find(from: &Path) -> Option<PathBuf> {
        // Most commands start in the workspace itself; only elsewhere links and `..` are looked through.
        let is_plain = !from
            .components()
            .any(|part| part == std::path::Component::ParentDir);
        let from = if is_plain {
            from.to_owned()
        } else {
            files::resolved(from)
        };
        from.ancestors()
            .find(|folder| {
                let file = folder.join(WORKSPACE_FILE);
                // A link is looked at when the workspace is opened, wherever it leads.
                file.is_file() || inside::is_link(&file)
            })
            .map(Path::to_owned)
    }

    /// Opens the workspace that `from` is in.
    ///
    /// # Errors
    /// When there is none, or its `redesign.toml` is broken.
    pub fn open(from: &Path) -> Result<Self, StoreError> {
        let root = Self::find(from).ok_or_else(|| StoreError::NoWorkspace {
            from: from.to_owned(),
        })?;
        let root = std::fs::canonicalize(&root).map_err(StoreError::io("open", &root))?;
        let file = inside::follow(&root, WORKSPACE_FILE)
            .map_err(|finding| StoreError::Broken(Box::new(finding)))?;
        let text = files::read_text(&file, MAX_PLAN_BYTES).map_err(|unreadable| {
            StoreError::Broken(Box::new(
                Finding::error(codes::WORKSPACE, unreadable.message)
                    .with_place(Place::file(WORKSPACE_FILE))
                    .with_help(unreadable.help)
                    .breaking(),
            ))
        })?;
        let config = Config::parse(&text).map_err(StoreError::Broken)?;
        let toolkits = Toolkits::of(&root);
        let found_above = std::fs::canonicalize(from).is_ok_and(|from| from != root);
        Ok(Self {
            root,
            config,
            toolkits,
            found_above,
            then: None,
            nested: AtomicUsize::default(),
        })
    }

    /// The same workspace as it was in a commit: its settings, toolkits and plans are those of then.
    ///
    /// # Errors
    /// When it wasn't a workspace then, or its settings were broken.
    pub fn at(root: &Path, then: Snapshot) -> Result<Self, StoreError> {
        let text =
            then.text(WORKSPACE_FILE, MAX_PLAN_BYTES)
                .ok_or_else(|| StoreError::NoWorkspace {
                    from: root.to_owned(),
                })?;
        let config = Config::parse(&text).map_err(StoreError::Broken)?;
        Ok(Self {
            root: root.to_owned(),
            config,
            toolkits: Toolkits::then(&then),
            found_above: false,
            then: Some(then),
            nested: AtomicUsize::default(),
        })
    }

    /// This workspace with a plan's own repository as it was in a commit, and no other plan.
    pub(super) fn with_plan_of(&self, then: Snapshot) -> Self {
        Self {
            root: self.root.clone(),
            config: self.config.clone(),
            toolkits: Toolkits::of(&self.root),
            found_above: self.found_above,
            then: Some(then),
            nested: AtomicUsize::default(),
        }
    }

    /// The workspace in a bare repository, as it is in HEAD. Nothing where the directory is in none.
    ///
    /// # Errors
    /// When the repository can't be read, or holds no workspace at its top.
    pub fn in_bare_repository(folder: &Path) -> Result<Option<Self>, StoreError> {
        let Some(history) = History::of_bare(folder)? else {
            return Ok(None);
        };
        let head = history.head().ok_or_else(|| StoreError::NoWorkspace {
            from: folder.to_owned(),
        })?;
        Self::at(history.folder(), history.snapshot(&head)?).map(Some)
    }

    /// The commit as of which it is read; nothing where it is read as it is on disk.
    pub fn commit(&self) -> Option<&str> {
        self.then.as_ref().map(Snapshot::commit)
    }

    /// The commit that is read, or that HEAD is at; nothing where there is none. Reading never fails because of git.
    pub fn head(&self) -> Option<String> {
        match self.commit() {
            Some(commit) => Some(commit.to_owned()),
            None => Git::around(&self.root).ok().flatten()?.head(),
        }
    }

    /// A directory that is about to become a workspace.
    ///
    /// # Errors
    /// When it can't be opened.
    pub fn bare(folder: &Path) -> Result<Self, StoreError> {
        let root = std::fs::canonicalize(folder).map_err(StoreError::io("open", folder))?;
        let config = Config::parse("").map_err(StoreError::Broken)?;
        Ok(Self {
            toolkits: Toolkits::of(&root),
            root,
            config,
            found_above: false,
            then: None,
            nested: AtomicUsize::default(),
        })
    }

    /// A path relative to the workspace, with `/`; nothing for one outside it.
    pub fn relative(&self, path: &Path) -> Option<String> {
        let inside = path.strip_prefix(&self.root).ok()?;
        Some(
            inside
                .components()
                .map(|part| part.as_os_str().to_string_lossy())
                .collect::<Vec<_>>()
                .join("/"),
        )
    }

    /// A path relative to the workspace made absolute.
    pub fn absolute(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Takes the lock of this workspace: in its repository's own directory, or without one an ignored file here.
    ///
    /// # Errors
    /// When somebody else holds it for too long.
    pub fn lock(&self, repository: &Repository, who: &str) -> Result<Lock, StoreError> {
        Lock::take(&own::place(&self.root, repository, "lock"), who)
    }
}
