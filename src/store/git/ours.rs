//! Commits that commands of ours made: found by the trailers of their messages, and what each of them changed.

use super::state::Dirt;
use super::work_tree::Git;
use crate::store::StoreError;
use git2::{Commit, Delta, Oid, Tree};
use std::path::{Path, PathBuf};

/// The trailer that every commit of ours carries, with the name of the command.
pub(in crate::store) const COMMAND: &str = "Redesign-Command";
/// The trailer that names a plan.
pub(in crate::store) const PLAN: &str = "Redesign-Plan";
/// The trailer that names an activity.
pub(in crate::store) const ACTIVITY: &str = "Redesign-Activity";
/// The trailer of a commit which takes another one back: that one's id.
pub(in crate::store) const UNDO: &str = "Redesign-Undo";

/// A commit that a command of ours made.
#[derive(Debug, Clone, Default)]
pub struct Made {
    /// Its id.
    pub id: String,
    /// First line of its message.
    pub subject: String,
    /// The plans it names.
    pub plans: Vec<String>,
    /// The activity it names.
    pub activity: Option<String>,
    undoes: Option<String>,
}

/// A file that a commit of ours wrote.
#[derive(Debug)]
pub struct Left {
    /// Absolute.
    pub path: PathBuf,
    /// What git kept of it before; nothing where it wasn't there.
    pub before: Option<Vec<u8>>,
    /// What git keeps of it since; nothing where it went.
    pub after: Option<Vec<u8>>,
    /// What git writes to disk for both, where it has a filter for the file.
    pub filtered: Option<Sides>,
    /// Why it is no longer as the commit left it, in HEAD, the index or the work tree.
    pub changed: Option<Since>,
}

/// A file's bytes before a commit, and since.
type Sides = (Vec<u8>, Vec<u8>);

/// What became of a file since a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Since {
    /// A later commit changed it: its id and the first line of its message.
    Commit(String, String),
    /// It holds changes that aren't committed, staged or not.
    Uncommitted,
    /// git is told not to look at it, or not to check it out.
    Hidden,
    /// It is a link, a submodule, or the like.
    NoFile,
}

impl Git {
    /// The newest command of ours that isn't taken back and takes nothing back itself, along first parents; of one plan
    /// only, where one is named.
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

    /// Which of these commits takes another back. After a rebase ids are others: then the words tell.
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

    /// The files that a commit of ours wrote, as git kept them before and keeps them since, in order of their paths.
    ///
    /// # Errors
    /// When objects can't be read, or what was before the commit isn't here (a shallow clone).
    pub fn left_by(&self, made: &Made) -> Result<Vec<Left>, StoreError> {
        let failed = StoreError::git("read a commit");
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
                changed: changed.clone(),
            });
        }
        Ok(all)
    }

    /// What git writes to disk for a file as it was before a commit, and since.
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
        // A preview runs no filter: the file is as git left it, and of what would come back only the name is shown.
        let blob = self.repository.find_blob(old.id());
        let before = blob.map_err(StoreError::git("read a commit"))?;
        let now = std::fs::read(self.program.work_tree.join(name)).ok();
        Ok(now.map(|now| (before.content().to_vec(), now)))
    }

    /// What became of a file since a commit left it with this id.
    fn since(
        &self,
        head: &Commit<'_>,
        now: &Tree<'_>,
        name: &Path,
        left: Option<Oid>,
    ) -> Result<Option<Since>, StoreError> {
        let id_in = |tree: &Tree<'_>| tree.get_path(name).ok().map(|entry| entry.id());
        if id_in(now) != left {
            // The newest commit that changed it, along first parents: the one to look at.
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

/// First line of the message which takes a command back.
pub fn undone(subject: &str) -> String {
    format!("undo {subject}")
}

fn raw_header(commit: &Commit<'_>) -> String {
    String::from_utf8_lossy(commit.raw_header_bytes()).into_owned()
}

/// What a message of ours says; nothing for anybody else's. Only the last paragraph counts, so that a commit which
/// only quotes one of ours is none.
fn made(commit: &Commit<'_>) -> Option<Made> {
    let message = String::from_utf8_lossy(commit.message_bytes());
    // Merges are nobody's command, and looking for trailers costs more than looking for a word.
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
