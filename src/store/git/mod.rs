//! git: what a repository's state is, and commits which hold exactly the paths we wrote.
//!
//! One job a file: `commit` makes commits in process, `by_git` through the `git` program.

mod by_git;
mod commit;
mod driver;
pub(super) mod foreign;
pub(super) mod open;
pub(super) mod ours;
pub(super) mod repository;
pub(super) mod sharing;

use super::StoreError;
pub(super) use commit::Committed;
use git2::{ErrorCode, Repository, RepositoryState, Status};
use std::path::{Path, PathBuf};

/// Who commits and when, as the surroundings say it.
#[derive(Debug, Clone, Default)]
pub struct Identity {
    /// `GIT_AUTHOR_NAME` and `GIT_AUTHOR_EMAIL`, where both are set.
    pub author: Option<(String, String)>,
    /// `GIT_COMMITTER_NAME` and `GIT_COMMITTER_EMAIL`, where both are set.
    pub committer: Option<(String, String)>,
    /// Seconds since the epoch.
    pub seconds: i64,
    /// Minutes east of UTC.
    pub offset: i32,
    /// Whether variables such as `GIT_CONFIG_GLOBAL` give settings which only git itself reads.
    pub settings_elsewhere: bool,
}

/// An opened repository with a work tree.
pub struct Git {
    repository: Repository,
    /// Its work tree, absolute.
    work_tree: PathBuf,
    /// Whether filters and the like are run that its settings name.
    runs_helpers: bool,
}

impl std::fmt::Debug for Git {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Git({})", self.work_tree.display())
    }
}

/// Why a path must not be committed by us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dirt {
    /// It differs from HEAD or the index: somebody's own change.
    Changed,
    /// git is told to ignore it.
    Ignored,
    /// A merge left it unmerged.
    Conflicted,
    /// git is told not to look at it (assume-unchanged), or not to check it out (sparse checkout).
    Hidden,
    /// It lies in a repository of its own.
    Elsewhere,
}

impl Git {
    /// Opens the repository around a directory; nothing where there is none.
    ///
    /// # Errors
    /// When there is one that git refuses or that can't be read.
    pub fn around(folder: &Path) -> Result<Option<Self>, StoreError> {
        let Some(repository) = open::around(folder)? else {
            return Ok(None);
        };
        let Some(work_tree) = repository.workdir().map(Path::to_owned) else {
            return Ok(None);
        };
        let work_tree =
            std::fs::canonicalize(&work_tree).map_err(StoreError::io("open", &work_tree))?;
        Ok(Some(Self {
            repository,
            work_tree,
            runs_helpers: false,
        }))
    }

    /// The same for a command that writes: what the repository's settings have run is run, as git does it. Whoever only
    /// reads runs no filter, hook or helper of somebody's repository.
    #[must_use]
    pub fn for_writing(self) -> Self {
        Self {
            runs_helpers: true,
            ..self
        }
    }

    /// Makes a repository in a directory. What its first branch is called, git itself knows best, where it is there: of
    /// settings that variables give, libgit2 reads none.
    ///
    /// # Errors
    /// What git says.
    pub fn init(folder: &Path) -> Result<Self, StoreError> {
        let mut options = git2::RepositoryInitOptions::new();
        options.external_template(false);
        if let Some(branch) = by_git::Program::reading(folder).first_branch() {
            options.initial_head(&branch);
        }
        Repository::init_opts(folder, &options).map_err(StoreError::git("make a repository"))?;
        Self::around(folder)?.ok_or(StoreError::Git {
            doing: "make a repository",
            message: "it has no work tree".to_owned(),
            untrusted: None,
        })
    }

    /// The directory that belongs to this work tree alone (`.git`, or a linked work tree's own).
    pub fn own_directory(&self) -> &Path {
        self.repository.path()
    }

    /// The commit that HEAD is at; nothing before the first.
    pub fn head(&self) -> Option<String> {
        Some(self.repository.head().ok()?.target()?.to_string())
    }

    /// Whether this is the repository of a folder alone: its work tree begins there, or further down.
    pub fn is_at_or_below(&self, folder: &Path) -> bool {
        self.work_tree.starts_with(folder)
    }

    /// Whether older commits are left out, as a clone with `--depth` does.
    pub fn is_shallow(&self) -> bool {
        self.repository.is_shallow()
    }

    /// Whether HEAD is at a commit and no branch.
    pub fn is_detached(&self) -> bool {
        self.repository.head_detached().unwrap_or(false)
    }

    /// Refuses while a merge, rebase or the like is going on.
    ///
    /// # Errors
    /// What the repository is in the middle of.
    pub fn refuse_in_between(&self) -> Result<(), StoreError> {
        self.in_between()
            .map_or(Ok(()), |what| Err(StoreError::InTheMiddle { what }))
    }

    /// What the repository is in the middle of, such as a merge.
    pub fn in_between(&self) -> Option<&'static str> {
        Some(match self.repository.state() {
            RepositoryState::Clean => return None,
            RepositoryState::Merge => "a merge",
            RepositoryState::Revert | RepositoryState::RevertSequence => "a revert",
            RepositoryState::CherryPick | RepositoryState::CherryPickSequence => "a cherry-pick",
            RepositoryState::Bisect => "a bisect",
            RepositoryState::Rebase
            | RepositoryState::RebaseInteractive
            | RepositoryState::RebaseMerge => "a rebase",
            RepositoryState::ApplyMailbox | RepositoryState::ApplyMailboxOrRebase => {
                "applying patches"
            }
        })
    }

    /// Refuses inside a hook of a commit to this very repository, whose index is given then: a commit by us would take
    /// the ground from under that one, or run the hook once more.
    ///
    /// # Errors
    /// When it is so.
    pub fn refuse_in_a_hook(&self, index: Option<&Path>) -> Result<(), StoreError> {
        let folder = index.and_then(Path::parent);
        let folder = folder.and_then(|folder| std::fs::canonicalize(folder).ok());
        let own = std::fs::canonicalize(self.own_directory()).ok();
        if folder.is_some() && folder == own {
            return Err(StoreError::InTheMiddle { what: "a commit" });
        }
        Ok(())
    }

    /// A path relative to the work tree, as git names it.
    fn name(&self, path: &Path) -> Result<PathBuf, StoreError> {
        real(path)
            .strip_prefix(&self.work_tree)
            .map(Path::to_owned)
            .map_err(|_| StoreError::Git {
                doing: "commit a file",
                message: format!("\"{}\" is outside the repository", path.display()),
                untrusted: None,
            })
    }

    /// Whether a file we are about to write holds changes of somebody else's.
    pub(super) fn dirt(&self, path: &Path) -> Result<Option<Dirt>, StoreError> {
        let Ok(name) = self.name(path) else {
            return Ok(Some(Dirt::Elsewhere));
        };
        if is_elsewhere(&self.work_tree, &self.work_tree.join(&name)) {
            return Ok(Some(Dirt::Elsewhere));
        }
        refuse_pipes(&self.work_tree, &name)?;
        if self.has_foreign_index() {
            return self.program().dirt(&name);
        }
        if self.is_hidden(&name) {
            return Ok(Some(Dirt::Hidden));
        }
        if self.repository.is_path_ignored(&name).unwrap_or(false) && !self.is_tracked(&name) {
            return Ok(Some(Dirt::Ignored));
        }
        match self.repository.status_file(&name) {
            Ok(status) if status.contains(Status::CONFLICTED) => Ok(Some(Dirt::Conflicted)),
            Ok(status) if status.is_empty() || status == Status::CURRENT => Ok(None),
            Ok(status) if status.contains(Status::IGNORED) => Ok(Some(Dirt::Ignored)),
            Ok(_) => Ok(Some(Dirt::Changed)),
            // Neither on disk nor in the index nor in HEAD: a file of ours to come.
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(StoreError::git("look at a file's state")(error)),
        }
    }

    /// Whether the index has a form that only git itself reads (split, sparse).
    fn has_foreign_index(&self) -> bool {
        self.repository.index().is_err()
    }

    /// Whether git is told not to look at a file.
    fn is_hidden(&self, name: &Path) -> bool {
        use git2::{IndexEntryExtendedFlag, IndexEntryFlag};
        let entry = self
            .repository
            .index()
            .ok()
            .and_then(|index| index.get_path(name, 0));
        entry.is_some_and(|entry| {
            entry.flags & IndexEntryFlag::VALID.bits() != 0
                || entry.flags_extended & IndexEntryExtendedFlag::SKIP_WORKTREE.bits() != 0
        })
    }

    /// Whether git keeps a file that a sparse checkout leaves out.
    pub(super) fn is_left_out(&self, path: &Path) -> bool {
        self.name(path)
            .is_ok_and(|name| self.is_hidden(&name) && !path.exists())
    }

    /// Gives files the index entries that HEAD has for them: what a commit that never was had put there goes.
    pub(super) fn forget_index_of(&self, paths: &[PathBuf]) -> Result<(), StoreError> {
        if self.has_foreign_index() {
            // git makes such commits itself, and puts its index back itself.
            return Ok(());
        }
        let failed = || StoreError::git("put the index back");
        let tree = self
            .repository
            .head()
            .ok()
            .and_then(|head| head.peel_to_tree().ok());
        let mut index = self.repository.index().map_err(failed())?;
        let mut changed = false;
        for path in paths {
            let name = self.name(path)?;
            let old = tree.as_ref().and_then(|tree| tree.get_path(&name).ok());
            let Some(entry) = index.get_path(&name, 0) else {
                // It was to be removed, and is back.
                if let Some(old) = old.filter(|_| path.exists()) {
                    index.add(&entry_of(&name, &old)).map_err(failed())?;
                    changed = true;
                }
                continue;
            };
            if old.as_ref().map(git2::TreeEntry::id) == Some(entry.id) {
                continue;
            }
            changed = true;
            match old {
                Some(old) => {
                    let mode = u32::try_from(old.filemode()).unwrap_or(entry.mode);
                    index
                        .add(&git2::IndexEntry {
                            id: old.id(),
                            mode,
                            ..entry
                        })
                        .map_err(failed())?;
                }
                None => index.remove_path(&name).map_err(failed())?,
            }
        }
        if changed {
            index.write().map_err(failed())
        } else {
            Ok(())
        }
    }

    /// Files below a folder that git keeps and whose names hold these words, relative to the folder.
    pub fn kept_below(&self, folder: &Path, words: &str) -> Vec<String> {
        let Ok(inside) = folder.strip_prefix(&self.work_tree) else {
            return Vec::new();
        };
        let inside = inside.to_string_lossy().replace('\\', "/");
        let names: Vec<String> = if let Ok(index) = self.repository.index() {
            let names = index.iter();
            names
                .filter_map(|entry| String::from_utf8(entry.path).ok())
                .collect()
        } else {
            let kept = self.program().kept(&[Path::new(&inside)]);
            let names = kept.unwrap_or_default().into_iter();
            names
                .map(|name| name.to_string_lossy().into_owned())
                .collect()
        };
        let names = names.into_iter();
        let below = names.filter_map(|name| {
            let rest = if inside.is_empty() {
                Some(name.as_str())
            } else {
                name.strip_prefix(&inside)?.strip_prefix('/')
            };
            rest.map(str::to_owned)
        });
        below
            .filter(|name| {
                name.rsplit('/')
                    .next()
                    .is_some_and(|last| last.contains(words))
            })
            .collect()
    }

    /// Whether git keeps a file.
    pub fn keeps(&self, path: &Path) -> bool {
        self.name(path).is_ok_and(|name| self.is_tracked(&name))
    }

    fn is_tracked(&self, name: &Path) -> bool {
        match self.repository.index() {
            Ok(index) => index.get_path(name, 0).is_some(),
            Err(_) => self
                .program()
                .kept(&[name])
                .is_ok_and(|kept| !kept.is_empty()),
        }
    }
}

/// Where a file is that is reached through links, whether or not it is there: what is written goes there, and git keeps
/// it under that name.
fn real(path: &Path) -> PathBuf {
    let there = path
        .ancestors()
        .find_map(|part| Some((part, std::fs::canonicalize(part).ok()?)));
    match there {
        Some((part, real)) if part == path => real,
        Some((part, real)) => path
            .strip_prefix(part)
            .map_or_else(|_| path.to_owned(), |rest| real.join(rest)),
        None => path.to_owned(),
    }
}

/// Refuses where git would wait for the other end of a pipe: it reads these files in each folder on the way to a path.
fn refuse_pipes(work_tree: &Path, name: &Path) -> Result<(), StoreError> {
    for folder in name.ancestors().skip(1) {
        for file in [".gitignore", ".gitattributes"] {
            let path = work_tree.join(folder).join(file);
            let is_strange = |found: std::fs::Metadata| !found.is_file() && !found.is_dir();
            if std::fs::metadata(&path).is_ok_and(is_strange) {
                return Err(StoreError::Strange {
                    path,
                    why: "it is no regular file, and git would wait for it".to_owned(),
                    is_folder: false,
                    is_text: false,
                });
            }
        }
    }
    Ok(())
}

/// Whether another repository lies between a work tree and a file in it.
fn is_elsewhere(work_tree: &Path, path: &Path) -> bool {
    path.ancestors()
        .skip(1)
        .take_while(|folder| *folder != work_tree)
        .any(|folder| folder.join(".git").symlink_metadata().is_ok())
}

/// An index entry for what a tree holds; git itself looks up the file's times when it needs them.
fn entry_of(name: &Path, held: &git2::TreeEntry<'_>) -> git2::IndexEntry {
    let never = git2::IndexTime::new(0, 0);
    git2::IndexEntry {
        ctime: never,
        mtime: never,
        dev: 0,
        ino: 0,
        mode: u32::try_from(held.filemode()).unwrap_or(0o100_644),
        uid: 0,
        gid: 0,
        file_size: 0,
        id: held.id(),
        flags: 0,
        flags_extended: 0,
        path: name.to_string_lossy().replace('\\', "/").into_bytes(),
    }
}
