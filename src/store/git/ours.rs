//! Commits made by redesign, found by their trailers, and what each changed.

use super::partial;
use super::state::Dirt;
use super::work_tree::Git;
use crate::store::StoreError;
use git2::{Commit, Delta, Oid, Tree};
use std::path::{Path, PathBuf};

/// The trailer of all our commits: the command.
pub(in crate::store) const COMMAND: &str = "Redesign-Command";
pub(in crate::store) const PLAN: &str = "Redesign-Plan";
pub(in crate::store) const ACTIVITY: &str = "Redesign-Activity";
/// The trailer of a commit that undoes another: its id.
pub(in crate::store) const UNDO: &str = "Redesign-Undo";

#[derive(Debug, Clone, Default)]
pub struct Made {
    pub id: String,
    pub subject: String,
    pub plans: Vec<String>,
    pub activity: Option<String>,
    undoes: Option<String>,
}

/// A file that one of our commits wrote, by its absolute path.
#[derive(Debug)]
pub struct Left {
    pub path: PathBuf,
    /// Git's content before the commit; `None` if the file didn't exist.
    pub before: Option<Vec<u8>>,
    /// Git's content after the commit; `None` if the file was removed.
    pub after: Option<Vec<u8>>,
    /// Whether it could be run before.
    pub was_program: bool,
    /// Both as git checks them out, if the file has a filter.
    pub filtered: Option<Sides>,
    /// How it changed since the commit, in HEAD, the index or the work tree.
    pub changed: Option<Since>,
}

/// A file's content before and after a commit.
type Sides = (Vec<u8>, Vec<u8>);

/// What happened to a file since a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Since {
    /// A later commit changed it: its id and subject.
    Commit(String, String),
    /// It has uncommitted changes, staged or not.
    Uncommitted,
    /// git is told not to look at it, or not to check it out.
    Hidden,
    /// It is a link, a submodule, or the like.
    NoFile,
}

impl Git {
    /// Our newest commit along first parents that is neither undone nor an undo; optionally only of one plan.
    pub fn last_command(&self, plan: Option<&str>) -> Result<Option<Made>, StoreError> {
        let failed = StoreError::git("read the history");
        let Ok(head) = self.repository.head() else {
            return Ok(None);
        };
        let head = head.peel_to_commit().map_err(failed)?;
        let tip = head.id();
        let mut undoing: Vec<Made> = Vec::new();
        let mut next = Some(head);
        while let Some(commit) = next {
            if let Some(made) = made(&commit) {
                if made.undoes.is_some() {
                    undoing.push(made);
                } else if let Some(at) = self.taken_back_by(&made, &undoing, tip) {
                    undoing.remove(at);
                } else if plan.is_none_or(|plan| made.plans.iter().any(|named| named == plan)) {
                    return Ok(Some(made));
                }
            }
            next = if commit.parent_count() == 0 {
                None
            } else {
                Some(commit.parent(0).map_err(failed)?)
            };
        }
        Ok(None)
    }

    /// Which of these commits undoes this one. A rebase changes ids; then the subjects decide.
    fn taken_back_by(&self, made: &Made, undoing: &[Made], tip: Oid) -> Option<usize> {
        let by_id = |undo: &Made| undo.undoes.as_ref() == Some(&made.id);
        let is_rewritten = |undo: &Made| {
            let id = undo.undoes.as_deref().and_then(|id| Oid::from_str(id).ok());
            !id.is_some_and(|id| {
                self.repository
                    .graph_descendant_of(tip, id)
                    .unwrap_or(false)
            })
        };
        undoing.iter().position(by_id).or_else(|| {
            undoing
                .iter()
                .position(|undo| undo.subject == undone(&made.subject) && is_rewritten(undo))
        })
    }

    /// The files that one of our commits wrote, with git's content before and after, sorted by path. An error if
    /// objects can't be read or the clone lacks the parent.
    pub fn left_by(&self, made: &Made) -> Result<Vec<Left>, StoreError> {
        let failed = |error| partial::unread(&self.repository, "read a commit", &error);
        let id = Oid::from_str(&made.id).map_err(failed)?;
        let commit = self.repository.find_commit(id).map_err(failed)?;
        if commit.parent_count() == 0 && raw_header(&commit).contains("\nparent ") {
            return Err(StoreError::CutOff);
        }
        let parent = match commit.parent(0) {
            Ok(parent) => Some(parent.tree().map_err(failed)?),
            Err(_) => None,
        };
        let tree = commit.tree().map_err(failed)?;
        let head = self.repository.head().map_err(failed)?;
        let head = head.peel_to_commit().map_err(failed)?;
        let now = head.tree().map_err(failed)?;
        let diff = self
            .repository
            .diff_tree_to_tree(parent.as_ref(), Some(&tree), None)
            .map_err(failed)?;
        let mut all = Vec::new();
        for delta in diff.deltas() {
            let (old, new) = (delta.old_file(), delta.new_file());
            let Some(name) = new.path().or_else(|| old.path()) else {
                continue;
            };
            let is_there = |which: Delta| delta.status() != which;
            let plain = |file: &git2::DiffFile<'_>, there: bool| {
                !there
                    || matches!(
                        file.mode(),
                        git2::FileMode::Blob | git2::FileMode::BlobExecutable
                    )
            };
            let (was, is) = (is_there(Delta::Added), is_there(Delta::Deleted));
            let changed = if !plain(&old, was) || !plain(&new, is) {
                Some(Since::NoFile)
            } else {
                self.since(&head, &now, name, is.then(|| new.id()))?
            };
            let bytes = |file: &git2::DiffFile<'_>, there: bool| -> Result<_, StoreError> {
                if !there || changed == Some(Since::NoFile) {
                    return Ok(None);
                }
                let blob = self.repository.find_blob(file.id()).map_err(failed)?;
                Ok(Some(blob.content().to_vec()))
            };
            let filtered = if was && is && changed.is_none() && self.is_filtered(name) {
                self.filtered(made, name, &old)?
            } else {
                None
            };
            all.push(Left {
                filtered,
                path: self.program.work_tree.join(name),
                before: bytes(&old, was)?,
                after: bytes(&new, is)?,
                was_program: old.mode() == git2::FileMode::BlobExecutable,
                changed: changed.clone(),
            });
        }
        Ok(all)
    }

    /// What git checks out for a file before and after a commit.
    fn filtered(
        &self,
        made: &Made,
        name: &Path,
        old: &git2::DiffFile<'_>,
    ) -> Result<Option<Sides>, StoreError> {
        if self.program.runs_helpers {
            let before = self.program.checked_out(&format!("{}^", made.id), name);
            return Ok(before.zip(self.program.checked_out(&made.id, name)));
        }
        // A preview runs no filter: it only shows the names of files that would be restored.
        let blob = self.repository.find_blob(old.id());
        let failed = |error| partial::unread(&self.repository, "read a commit", &error);
        let before = blob.map_err(failed)?;
        let now = std::fs::read(self.program.work_tree.join(name)).ok();
        Ok(now.map(|now| (before.content().to_vec(), now)))
    }

    /// What happened to a file since a commit left it with this id.
    fn since(
        &self,
        head: &Commit<'_>,
        now: &Tree<'_>,
        name: &Path,
        left: Option<Oid>,
    ) -> Result<Option<Since>, StoreError> {
        let id_in = |tree: &Tree<'_>| tree.get_path(name).ok().map(|entry| entry.id());
        if id_in(now) != left {
            // The newest commit along first parents that changed it.
            let mut commit = head.clone();
            while let Ok(parent) = commit.parent(0) {
                if parent.tree().ok().and_then(|tree| id_in(&tree)) != id_in(now) {
                    break;
                }
                commit = parent;
            }
            let subject = commit.summary().ok().flatten().unwrap_or_default();
            return Ok(Some(Since::Commit(
                commit.id().to_string(),
                subject.to_owned(),
            )));
        }
        Ok(match self.dirt(&self.program.work_tree.join(name))? {
            None => None,
            Some(Dirt::Hidden) => Some(Since::Hidden),
            Some(_) => Some(Since::Uncommitted),
        })
    }
}

/// Subject of the commit that undoes a command.
pub fn undone(subject: &str) -> String {
    format!("undo {subject}")
}

fn raw_header(commit: &Commit<'_>) -> String {
    String::from_utf8_lossy(commit.raw_header_bytes()).into_owned()
}

/// The trailers of one of our messages. Only the last paragraph counts, so that quoting one of our messages isn't
/// enough.
fn made(commit: &Commit<'_>) -> Option<Made> {
    let message = String::from_utf8_lossy(commit.message_bytes());
    // We never make merges, and a substring search is cheaper than parsing trailers.
    if commit.parent_count() > 1 || !message.contains("\nRedesign-") {
        return None;
    }
    let trailers = git2::message_trailers_strs(&message).ok()?;
    let all = |key: &str| {
        let found = trailers.iter().filter(|(name, _)| *name == key);
        found
            .map(|(_, value)| value.to_owned())
            .collect::<Vec<String>>()
    };
    let plans = all(PLAN);
    if plans.is_empty() && all(COMMAND).is_empty() {
        return None;
    }
    Some(Made {
        id: commit.id().to_string(),
        subject: message.lines().next().unwrap_or_default().to_owned(),
        plans,
        activity: all(ACTIVITY).into_iter().next(),
        undoes: all(UNDO).into_iter().next(),
    })
}
