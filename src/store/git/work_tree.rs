//! A repository with a work tree, read by libgit2.

use super::ahead::{IndexStamp, ReadAhead, known};
use super::by_git::Program;
use super::line_ends::is_stored_alike;
use super::raw_index::RawIndex;
use super::state::{Dirt, Underway};
use super::{open, places};
use crate::store::names::{last, within};
use crate::store::{StoreError, files};
use git2::{ErrorCode, Index, Status, Tree};
use std::cell::{OnceCell, RefCell};
use std::io::ErrorKind::NotFound;
use std::path::{Path, PathBuf};
use std::rc::Rc;

/// The modes of files in git: one that may be run, and any other.
pub(super) const PROGRAM: u32 = 0o100_755;
pub(super) const FILE: u32 = 0o100_644;

pub struct Git {
    pub(super) repository: git2::Repository,
    pub(super) program: Program,
    /// The index as it was when it was last looked at.
    index: RefCell<Option<(IndexStamp, Rc<RawIndex>)>>,
    pub(super) ahead: Box<ReadAhead>,
    /// The repository with an empty index, if that is as good where attributes are asked for.
    pub(super) without_index: OnceCell<Option<git2::Repository>>,
}

impl std::fmt::Debug for Git {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Git({})", self.program.work_tree.display())
    }
}

impl Git {
    /// Opens the repository around a directory, if any.
    pub fn around(folder: &Path) -> Result<Option<Self>, StoreError> {
        let Some(repository) = open::around(folder)? else {
            return Ok(None);
        };
        let Some(work_tree) = repository.workdir().map(Path::to_owned) else {
            return Ok(None);
        };
        let work_tree =
            std::fs::canonicalize(&work_tree).map_err(StoreError::io("open", &work_tree))?;
        let program = Program::reading(&work_tree);
        Ok(Some(Self {
            repository,
            program,
            index: RefCell::default(),
            ahead: Box::default(),
            without_index: OnceCell::new(),
        }))
    }

    /// The same, for a command that writes: it runs filters, hooks and helpers as git does; commands that only read run
    /// none.
    #[must_use]
    pub fn for_writing(self) -> Self {
        Self {
            program: self.program.for_writing(),
            ..self
        }
    }

    /// Makes a repository in a directory. Asks git for the initial branch name, since libgit2 ignores settings in
    /// variables.
    pub fn init(folder: &Path) -> Result<Self, StoreError> {
        let mut options = git2::RepositoryInitOptions::new();
        options.external_template(false);
        if let Some(branch) = Program::reading(folder).first_branch() {
            options.initial_head(&branch);
        }
        // Made elsewhere and then moved here, so that a kill leaves no half of one.
        files::remove_leftovers(folder);
        let building = files::temporary_folder(folder)?;
        let made = git2::Repository::init_opts(building.path(), &options);
        made.map_err(StoreError::git("make a repository"))?;
        let (half, place) = (building.path().join(".git"), folder.join(".git"));
        // libgit2 doesn't say where it couldn't remove a lock of its own.
        for lock in ["HEAD.lock", "config.lock"] {
            let _none = std::fs::remove_file(half.join(lock));
        }
        std::fs::rename(half, &place).map_err(StoreError::io("write", &place))?;
        Self::around(folder)?
            .ok_or_else(|| StoreError::by_git("make a repository", "it has no work tree"))
    }

    /// This work tree's own git directory (`.git`, or a linked work tree's).
    pub fn own_directory(&self) -> &Path {
        self.repository.path()
    }

    /// The commit at HEAD; `None` before the first.
    pub fn head(&self) -> Option<String> {
        Some(self.repository.head().ok()?.target()?.to_string())
    }

    /// Whether the work tree begins at a folder or below it.
    pub fn is_at_or_below(&self, folder: &Path) -> bool {
        self.program.work_tree.starts_with(folder)
    }

    /// Whether the clone lacks older commits (`--depth`).
    pub fn is_shallow(&self) -> bool {
        self.repository.is_shallow()
    }

    /// Whether HEAD is at a commit but no branch.
    pub fn is_detached(&self) -> bool {
        self.repository.head_detached().unwrap_or(false)
    }

    /// The operation in progress, such as a merge.
    pub fn underway(&self) -> Option<Underway> {
        Underway::at(self.own_directory())
    }

    /// Refuses inside a commit hook of this repository, with its index given: our commit would conflict with that one
    /// or run the hook again.
    pub fn refuse_in_a_hook(&self, index: Option<&Path>) -> Result<(), StoreError> {
        let folder = index.and_then(Path::parent);
        let folder = folder.and_then(|folder| std::fs::canonicalize(folder).ok());
        let own = std::fs::canonicalize(self.own_directory()).ok();
        if folder.is_some() && folder == own {
            let underway = Underway::Commit;
            return Err(StoreError::InTheMiddle(underway));
        }
        Ok(())
    }

    /// A path relative to the work tree, as git names it.
    pub(super) fn name(&self, path: &Path) -> Result<PathBuf, StoreError> {
        places::name(&self.program.work_tree, path).ok_or_else(|| {
            let message = format!("\"{}\" is outside the repository", path.display());
            StoreError::by_git("commit a file", message)
        })
    }

    /// Whether a file we are about to write has somebody else's changes.
    pub(in crate::store) fn dirt(&self, path: &Path) -> Result<Option<Dirt>, StoreError> {
        let Some(name) = places::asked(&self.program.work_tree, path)? else {
            return Ok(Some(Dirt::Elsewhere));
        };
        if self.is_unknown(path, &name) && !self.repository.is_path_ignored(&name).unwrap_or(true) {
            return Ok(None);
        }
        if self.has_foreign_index() {
            return self.program.dirt(&name);
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
            Ok(Status::WT_MODIFIED) if is_stored_alike(&self.repository, &name) => Ok(None),
            Ok(_) => Ok(Some(Dirt::Changed)),
            // Neither on disk nor in the index nor in HEAD: a new file.
            Err(error) if error.code() == ErrorCode::NotFound => Ok(None),
            Err(error) => Err(StoreError::git("look at a file's state")(error)),
        }
    }

    /// Whether a file is neither on disk nor in the index nor in HEAD, in whatever capitals.
    fn is_unknown(&self, path: &Path, name: &Path) -> bool {
        let is_gone = matches!(path.symlink_metadata(), Err(error) if error.kind() == NotFound);
        let is_new = |index: &RawIndex| !index.has_sides() && !index.knows(name);
        let in_head = || self.head_tree()?.get_path(name);
        is_gone
            && !self.ignores_case()
            && self.known_index().is_some_and(|index| is_new(&index))
            && in_head().is_err_and(|error| error.code() == ErrorCode::NotFound)
    }

    /// Whether names that differ only in capitals are one file to git.
    fn ignores_case(&self) -> bool {
        let settings = self.repository.config();
        settings.is_ok_and(|settings| settings.get_bool("core.ignorecase").unwrap_or(false))
    }

    /// The same repository, opened once more.
    pub(super) fn again(&self) -> Result<git2::Repository, git2::Error> {
        open::with_work_tree(self.own_directory(), &self.program.work_tree)
    }

    fn head_tree(&self) -> Result<Tree<'_>, git2::Error> {
        self.repository.head()?.peel_to_tree()
    }

    /// The index as it is on disk: libgit2 keeps the one it read first.
    pub(super) fn index(&self) -> Result<Index, git2::Error> {
        let mut index = self.repository.index()?;
        index.read(false)?;
        Ok(index)
    }

    /// Where the index is, behind a link, too.
    pub(super) fn index_file(&self) -> PathBuf {
        let place = self.own_directory().join("index");
        std::fs::canonicalize(&place).unwrap_or(place)
    }

    /// What is in the index on disk, read again if that has changed; `None` if only git itself can read it (split, sparse).
    pub(super) fn known_index(&self) -> Option<Rc<RawIndex>> {
        let file = self.index_file();
        let now = IndexStamp::of(&file).ok()?;
        let mut kept = self.index.borrow_mut();
        let shared = |(stamp, index)| (stamp, Rc::new(index));
        if let Some(ahead) = self.ahead.known() {
            *kept = Some(shared(ahead));
        }
        if kept.as_ref().is_none_or(|(then, _)| *then != now) {
            *kept = known(&file).map(shared);
        }
        let index = kept.as_ref().map(|(_, index)| Rc::clone(index));
        index.filter(|index| !index.is_foreign)
    }

    /// Whether only git itself can read the index (split, sparse).
    pub(super) fn has_foreign_index(&self) -> bool {
        self.known_index().is_none()
    }

    /// Whether git is told not to look at a file.
    fn is_hidden(&self, name: &Path) -> bool {
        let entry = |index: &RawIndex| Some(index.find(name, self.ignores_case())?.is_hidden);
        self.known_index().and_then(|index| entry(&index)) == Some(true)
    }

    /// Whether git tracks a file that sparse checkout leaves out.
    pub(in crate::store) fn is_left_out(&self, path: &Path) -> bool {
        self.name(path)
            .is_ok_and(|name| self.is_hidden(&name) && !path.exists())
    }

    /// Resets index entries to HEAD after a failed commit.
    pub(in crate::store) fn forget_index_of(&self, paths: &[PathBuf]) -> Result<(), StoreError> {
        if self.has_foreign_index() {
            // git makes such commits itself, and restores its index.
            return Ok(());
        }
        let failed = StoreError::git("put the index back");
        let tree = self.head_tree().ok();
        let mut index = self.index().map_err(failed)?;
        let mut changed = false;
        for path in paths {
            let name = self.name(path)?;
            let old = tree.as_ref().and_then(|tree| tree.get_path(&name).ok());
            let entry = index.get_path(&name, 0);
            let put_back = match (entry.map(|entry| entry.id), old) {
                (Some(id), Some(old)) if id == old.id() => continue,
                // It was to be removed, and is back.
                (None, Some(old)) if path.exists() => index.add(&entry_of_tree(&name, &old)),
                (Some(_), Some(old)) => index.add(&entry_of_tree(&name, &old)),
                (Some(_), None) => index.remove_path(&name),
                (None, _) => continue,
            };
            put_back.map_err(failed)?;
            changed = true;
        }
        if changed {
            index.write().map_err(failed)?;
        }
        Ok(())
    }

    /// Tracked files below a folder whose names contain `words`, relative to the folder.
    pub fn kept_below(&self, folder: &Path, words: &str) -> Vec<String> {
        let Ok(inside) = folder.strip_prefix(&self.program.work_tree) else {
            return Vec::new();
        };
        let inside = inside.to_string_lossy().replace('\\', "/");
        let names: Vec<String> = if let Some(index) = self.known_index() {
            let names = index.paths().map(<[u8]>::to_vec);
            names
                .filter_map(|path| String::from_utf8(path).ok())
                .collect()
        } else {
            let kept = self.program.kept(&[Path::new(&inside)]);
            let names = kept.unwrap_or_default().into_iter();
            names
                .map(|name| name.to_string_lossy().into_owned())
                .collect()
        };
        let below = names.iter().filter_map(|name| within(name, &inside));
        let is_named = |name: &&str| last(name).contains(words);
        below.filter(is_named).map(str::to_owned).collect()
    }

    /// Whether git tracks a file.
    pub fn keeps(&self, path: &Path) -> bool {
        self.name(path).is_ok_and(|name| self.is_tracked(&name))
    }

    /// Whether git tracks a file as one that may be run; `None` if it doesn't track it.
    pub(in crate::store) fn is_program(&self, path: &Path) -> Option<bool> {
        let index = self.known_index()?;
        let entry = index.find(&self.name(path).ok()?, self.ignores_case())?;
        Some(entry.mode == PROGRAM)
    }

    fn is_tracked(&self, name: &Path) -> bool {
        match self.known_index() {
            Some(index) => index.find(name, self.ignores_case()).is_some(),
            None => self
                .program
                .kept(&[name])
                .is_ok_and(|kept| !kept.is_empty()),
        }
    }
}

/// An index entry for a tree entry.
fn entry_of_tree(name: &Path, held: &git2::TreeEntry<'_>) -> git2::IndexEntry {
    let mode = u32::try_from(held.filemode()).unwrap_or(FILE);
    entry_of(name, held.id(), mode)
}

/// An index entry for a blob; git looks up the file's times when needed.
pub(super) fn entry_of(name: &Path, id: git2::Oid, mode: u32) -> git2::IndexEntry {
    let never = git2::IndexTime::new(0, 0);
    git2::IndexEntry {
        ctime: never,
        mtime: never,
        dev: 0,
        ino: 0,
        mode,
        uid: 0,
        gid: 0,
        file_size: 0,
        id,
        flags: 0,
        flags_extended: 0,
        path: name.to_string_lossy().replace('\\', "/").into_bytes(),
    }
}
