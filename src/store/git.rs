//! git: what a repository's state is, and commits which hold exactly the paths we wrote.

use super::StoreError;
use git2::{ErrorCode, Repository, RepositoryState, Signature, Status, Time};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How long we wait for another git process to let go of the index.
const PATIENCE: Duration = Duration::from_secs(2);

/// Hooks which run around a commit; where one of them is there, git itself makes the commit.
const COMMIT_HOOKS: [&str; 5] = [
    "pre-commit",
    "prepare-commit-msg",
    "commit-msg",
    "post-commit",
    "reference-transaction",
];

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
}

/// An opened repository with a work tree.
pub struct Git {
    repository: Repository,
    /// Its work tree, absolute.
    work_tree: PathBuf,
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
}

/// What came of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Committed {
    /// A commit of this id.
    As(String),
    /// None: the files are in HEAD as they are.
    NothingNew,
    /// None: git doesn't know who commits.
    NoIdentity,
}

impl Git {
    /// Opens the repository around a directory; nothing where there is none.
    ///
    /// # Errors
    /// When there is one that git refuses or that can't be read.
    pub fn around(folder: &Path) -> Result<Option<Self>, StoreError> {
        let repository = match Repository::discover(folder) {
            Ok(repository) => repository,
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
            Err(error) => return Err(StoreError::git("open the repository")(error)),
        };
        let Some(work_tree) = repository.workdir().map(Path::to_owned) else {
            return Ok(None);
        };
        let work_tree =
            std::fs::canonicalize(&work_tree).map_err(StoreError::io("open", &work_tree))?;
        Ok(Some(Self {
            repository,
            work_tree,
        }))
    }

    /// Makes a repository in a directory.
    ///
    /// # Errors
    /// What git says.
    pub fn init(folder: &Path) -> Result<Self, StoreError> {
        Repository::init(folder).map_err(StoreError::git("make a repository"))?;
        Self::around(folder)?.ok_or(StoreError::Git {
            doing: "make a repository",
            message: "it has no work tree".to_owned(),
            ownership: false,
        })
    }

    /// Tells git in this clone how to merge files which carry an attribute `merge=driver`: the repository's own
    /// settings say its name for people and what is run.
    ///
    /// # Errors
    /// When they can't be written.
    pub fn set_merge_driver(&self, driver: &str, name: &str, line: &str) -> Result<(), StoreError> {
        let failed = || StoreError::git("write the repository's settings");
        let settings = self.repository.config().map_err(failed())?;
        let mut own = settings
            .open_level(git2::ConfigLevel::Local)
            .map_err(failed())?;
        own.set_str(&format!("merge.{driver}.name"), name)
            .map_err(failed())?;
        own.set_str(&format!("merge.{driver}.driver"), line)
            .map_err(failed())
    }

    /// What git runs in this clone for the attribute `merge=driver`.
    pub fn merge_driver(&self, driver: &str) -> Option<String> {
        let settings = self.repository.config().ok()?;
        settings.get_string(&format!("merge.{driver}.driver")).ok()
    }

    /// Whether a merge left a file undecided in the index.
    pub fn is_unmerged(&self, path: &Path) -> bool {
        self.dirt(path)
            .is_ok_and(|dirt| dirt == Some(Dirt::Conflicted))
    }

    /// The directory that belongs to this work tree alone (`.git`, or a linked work tree's own).
    pub fn own_directory(&self) -> &Path {
        self.repository.path()
    }

    /// The commit that HEAD is at; nothing before the first.
    pub fn head(&self) -> Option<String> {
        Some(self.repository.head().ok()?.target()?.to_string())
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

    /// Waits for another git process to let go of the index.
    ///
    /// # Errors
    /// When it doesn't for too long.
    pub(super) fn wait_for_index(&self) -> Result<(), StoreError> {
        let path = self.repository.path().join("index.lock");
        let started = Instant::now();
        while path.exists() {
            if started.elapsed() > PATIENCE {
                return Err(StoreError::IndexLocked { path });
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// The lock that another git process holds, or that one which was killed has left.
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

    /// A path relative to the work tree, as git names it.
    fn name(&self, path: &Path) -> Result<PathBuf, StoreError> {
        path.strip_prefix(&self.work_tree)
            .map(Path::to_owned)
            .map_err(|_| StoreError::Git {
                doing: "commit a file",
                message: format!("\"{}\" is outside the repository", path.display()),
                ownership: false,
            })
    }

    /// Whether a file we are about to write holds changes of somebody else's.
    pub(super) fn dirt(&self, path: &Path) -> Result<Option<Dirt>, StoreError> {
        let name = self.name(path)?;
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

    /// Gives files the index entries that HEAD has for them: what a commit that never was had put there goes.
    pub(super) fn forget_index_of(&self, paths: &[PathBuf]) -> Result<(), StoreError> {
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
        let Ok(index) = self.repository.index() else {
            return Vec::new();
        };
        let names = index
            .iter()
            .filter_map(|entry| String::from_utf8(entry.path).ok());
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
        self.repository
            .index()
            .is_ok_and(|index| index.get_path(name, 0).is_some())
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

    /// Whether git itself has to make the commit: hooks or signing are set up, which libgit2 does not run.
    fn needs_git_itself(&self) -> bool {
        let Ok(config) = self.repository.config() else {
            return false;
        };
        if config.get_bool("commit.gpgsign").unwrap_or(false) {
            return true;
        }
        let hooks = config.get_path("core.hookspath").map_or_else(
            |_| self.repository.commondir().join("hooks"),
            |path| self.work_tree.join(path),
        );
        COMMIT_HOOKS
            .iter()
            .any(|hook| is_executable(&hooks.join(hook)))
    }

    /// Commits exactly these files as they are on disk, on top of HEAD; what else is staged or changed stays as it is.
    ///
    ///
    /// # Errors
    /// What git says. HEAD and index are then as they were.
    pub(super) fn commit(
        &self,
        paths: &[PathBuf],
        message: &str,
        identity: &Identity,
    ) -> Result<Committed, StoreError> {
        let names: Vec<PathBuf> = paths
            .iter()
            .map(|path| self.name(path))
            .collect::<Result<_, _>>()?;
        let Some((author, committer)) = self.signatures(identity) else {
            return Ok(Committed::NoIdentity);
        };
        if self.needs_git_itself() {
            return self.commit_by_git(&names, message).map(Committed::As);
        }
        self.wait_for_index()?;
        let failed = || StoreError::git("commit");
        let parent = match self.repository.head() {
            Ok(head) => Some(head.peel_to_commit().map_err(failed())?),
            Err(error) if matches!(error.code(), ErrorCode::UnbornBranch | ErrorCode::NotFound) => {
                None
            }
            Err(error) => return Err(failed()(error)),
        };
        let base = if let Some(commit) = &parent {
            commit.tree().map_err(failed())?
        } else {
            let empty = self
                .repository
                .treebuilder(None)
                .and_then(|builder| builder.write())
                .map_err(failed())?;
            self.repository.find_tree(empty).map_err(failed())?
        };
        let mut update = git2::build::TreeUpdateBuilder::new();
        for name in &names {
            // `blob_path` reads the file through git's filters, so that line ends are stored as git would.
            let blob = self
                .repository
                .blob_path(&self.work_tree.join(name))
                .map_err(failed())?;
            let mode = match base.get_path(name).map(|entry| entry.filemode()) {
                Ok(0o100_755) => git2::FileMode::BlobExecutable,
                _ => git2::FileMode::Blob,
            };
            update.upsert(name.as_path(), blob, mode);
        }
        let tree = update
            .create_updated(&self.repository, &base)
            .map_err(failed())?;
        if parent.is_some() && tree == base.id() {
            return Ok(Committed::NothingNew);
        }
        let tree = self.repository.find_tree(tree).map_err(failed())?;
        let mut index = self.repository.index().map_err(failed())?;
        let before: Vec<_> = names
            .iter()
            .map(|name| (name, index.get_path(name, 0)))
            .collect();
        for name in &names {
            index.add_path(name).map_err(failed())?;
        }
        index.write().map_err(|error| {
            if error.code() == ErrorCode::Locked {
                StoreError::IndexLocked {
                    path: self.repository.path().join("index.lock"),
                }
            } else {
                failed()(error)
            }
        })?;
        let parents: Vec<&git2::Commit<'_>> = parent.iter().collect();
        match self
            .repository
            .commit(Some("HEAD"), &author, &committer, message, &tree, &parents)
        {
            Ok(id) => Ok(Committed::As(id.to_string())),
            Err(error) => {
                for (name, entry) in before {
                    let _restored = match entry {
                        Some(entry) => index.add(&entry),
                        None => index.remove_path(name),
                    };
                }
                let _restored = index.write();
                if error.code() == ErrorCode::Locked {
                    return Err(StoreError::IndexLocked {
                        path: self.lock_file(),
                    });
                }
                Err(failed()(error))
            }
        }
    }

    /// As [`Git::commit`], by the `git` program, so that hooks and signing run as usual.
    fn commit_by_git(&self, names: &[PathBuf], message: &str) -> Result<String, StoreError> {
        let refused = |message: String| StoreError::CommitRefused { message };
        let git = |arguments: &[&str]| {
            let mut command = Command::new("git");
            command
                .arg("-C")
                .arg(&self.work_tree)
                .args(arguments)
                .stdin(Stdio::null());
            command
        };
        let new: Vec<&PathBuf> = names.iter().filter(|name| !self.is_tracked(name)).collect();
        let run = |mut command: Command| {
            let output = command.output().map_err(|error| {
                refused(format!(
                    "hooks or signing are set up, and git itself can't be run ({error})"
                ))
            })?;
            if output.status.success() {
                Ok(())
            } else {
                let mut said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
                if said.is_empty() {
                    String::from_utf8_lossy(&output.stdout)
                        .trim()
                        .clone_into(&mut said);
                }
                Err(refused(said))
            }
        };
        if !new.is_empty() {
            let mut add = git(&["add", "--intent-to-add", "--force", "--"]);
            add.args(&new);
            run(add)?;
        }
        let mut commit = git(&[
            "commit",
            "--quiet",
            "--only",
            "--cleanup=verbatim",
            "-m",
            message,
            "--",
        ]);
        commit.args(names);
        if let Err(error) = run(commit) {
            if !new.is_empty() {
                let mut undo = git(&["rm", "--quiet", "--cached", "--ignore-unmatch", "--"]);
                undo.args(&new);
                run(undo)?;
            }
            return Err(error);
        }
        self.head()
            .ok_or_else(|| refused("git made no commit".to_owned()))
    }
}

#[cfg(unix)]
fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path)
        .is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(path: &Path) -> bool {
    path.is_file()
}
