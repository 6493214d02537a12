//! What git remembers: commits along the first parents, what changed in each, and the workspace as it was then.

mod activity;
mod cache;
mod changes;
mod linked;
mod links;
mod objects;
mod renames;
mod snapshot;
mod trace;
mod uncommitted;
mod walk;

pub(super) use links::Found;
pub use snapshot::Snapshot;
pub use trace::{Step, Touched};

use super::git::open;
use super::{StoreError, Workspace};
use crate::model::Plan;
use git2::{ObjectType, Oid};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use objects::{Node, Objects};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The history of one repository, as seen from a workspace in it.
#[derive(Debug)]
pub struct History {
    objects: Arc<Objects>,
    /// Directory that all worktrees share, where the cache lies.
    common: PathBuf,
    /// The repository's directory relative to the workspace, where it lies in it (a plan of its own repository).
    inside: String,
    /// The workspace's directory.
    root: PathBuf,
    /// The workspace's directory relative to the repository, where that lies around it.
    around: String,
    head: Option<Oid>,
    is_shallow: bool,
    toolkits: snapshot::KnownToolkits,
    /// Commits from HEAD along the first parents, newest first, read when they are first asked for.
    chain: OnceLock<Chain>,
    /// Positions in that chain.
    ages: OnceLock<BTreeMap<Oid, usize>>,
}

/// Commits along the first parents, newest first.
#[derive(Debug, Clone, Default)]
struct Chain {
    nodes: Vec<Node>,
    /// The last one has a parent which isn't here.
    is_cut: bool,
}

/// A moment of history that somebody named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// As it was typed.
    pub words: String,
    /// The commit, in full.
    pub commit: String,
    /// When that was committed, in seconds since the epoch.
    pub seconds: i64,
    /// The day that was named; nothing where a revision was.
    pub day: Option<Date>,
}

/// Why words name no moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoMoment {
    /// No revision and no date is called so.
    Unknown,
    /// Nothing was committed by the end of that day. The day of the first commit, where there is one.
    TooEarly(Option<Date>),
}

/// Who made a commit, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Its id, in full.
    pub commit: String,
    /// When it came to this branch, in seconds since the epoch.
    pub seconds: i64,
    /// When it was written, in seconds since the epoch.
    pub written: i64,
    /// Who wrote it.
    pub author: String,
    /// First line of its message.
    pub subject: String,
    /// The rest of its message.
    pub body: String,
    /// Whether it merged other work.
    pub is_merge: bool,
}

impl History {
    /// The history of the repository around a workspace, or of the one that a plan has for itself (`inside`, relative
    /// to the workspace). Nothing where there is no repository. Works in bare repositories too.
    ///
    /// # Errors
    /// When there is one that can't be read.
    pub fn of(root: &Path, inside: Option<&str>) -> Result<Option<Self>, StoreError> {
        let folder = inside.map_or_else(|| root.to_owned(), |inside| root.join(inside));
        let opened = if inside.is_some() {
            open::at(&folder)?
        } else {
            open::around(&folder)?
        };
        let Some(repository) = opened else {
            return Ok(None);
        };
        let around = match (inside, repository.workdir()) {
            (None, Some(top)) => {
                let top = std::fs::canonicalize(top).map_err(StoreError::io("open", top))?;
                let rest = root.strip_prefix(&top).unwrap_or(Path::new(""));
                rest.to_string_lossy().replace('\\', "/")
            }
            _ => String::new(),
        };
        let head = match repository.head() {
            Ok(head) => head.peel_to_commit().ok().map(|commit| commit.id()),
            Err(_) => None,
        };
        Ok(Some(Self {
            common: repository.commondir().to_owned(),
            is_shallow: repository.is_shallow(),
            inside: inside.unwrap_or_default().to_owned(),
            root: root.to_owned(),
            around,
            head,
            objects: Arc::new(Objects::of(repository, &folder)),
            toolkits: Arc::default(),
            chain: OnceLock::new(),
            ages: OnceLock::new(),
        }))
    }

    /// The history of the bare repository that a directory is, if it is one.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn of_bare(folder: &Path) -> Result<Option<Self>, StoreError> {
        match open::around(folder) {
            Ok(Some(repository)) if repository.is_bare() => Self::of(repository.path(), None),
            _ => Ok(None),
        }
    }

    /// The repository's own directory.
    pub fn folder(&self) -> &Path {
        &self.common
    }

    /// The commit that HEAD is at; nothing before the first.
    pub fn head(&self) -> Option<String> {
        self.head.map(|head| head.to_string())
    }

    /// Whether older commits were left out when it was cloned.
    pub fn is_shallow(&self) -> bool {
        self.is_shallow
    }

    /// A path of the workspace as the repository names it.
    fn inner(&self, path: &str) -> String {
        if self.inside.is_empty() {
            joined(&self.around, path)
        } else {
            let real = self.real(path);
            let inner = path
                .strip_prefix(&self.inside)
                .or_else(|| real.as_deref()?.strip_prefix(&self.inside));
            inner.unwrap_or(path).trim_start_matches('/').to_owned()
        }
    }

    /// A path of the repository as the workspace names it; one outside the workspace keeps the repository's name.
    fn outer(&self, path: &str) -> String {
        if !self.inside.is_empty() {
            return joined(&self.inside, path);
        }
        let inner = path.strip_prefix(&self.around).unwrap_or(path);
        inner.trim_start_matches('/').to_owned()
    }

    fn chain(&self) -> &Chain {
        self.chain.get_or_init(|| {
            self.head
                .map_or_else(Chain::default, |head| self.chain_from(head))
        })
    }

    fn chain_from(&self, from: Oid) -> Chain {
        let mut chain = Chain::default();
        let mut next = Some(from);
        while let Some(id) = next {
            let Some(node) = self.objects.node(id) else {
                chain.is_cut = true;
                break;
            };
            next = node.parent;
            chain.nodes.push(node);
        }
        chain
    }

    /// How many commits along the first parents lie between HEAD and a commit; nothing where it isn't one of them.
    pub fn age_of(&self, commit: &str) -> Option<usize> {
        let id = Oid::from_str(commit).ok()?;
        let ages = self.ages.get_or_init(|| {
            let nodes = self.chain().nodes.iter().enumerate();
            nodes.map(|(age, node)| (node.id, age)).collect()
        });
        ages.get(&id).copied()
    }

    /// The moment which words name: a day (`2026-03-01`, its end in the given time zone), or a revision as git knows it.
    ///
    /// # Errors
    /// When they name none, or the repository can't be read.
    pub fn moment(
        &self,
        words: &str,
        zone: &TimeZone,
    ) -> Result<Result<Moment, NoMoment>, StoreError> {
        if let Ok(day) = words.parse::<Date>() {
            return Ok(self.end_of(day, zone).map(|node| Moment {
                words: words.to_owned(),
                commit: node.id.to_string(),
                seconds: node.seconds,
                day: Some(day),
            }));
        }
        let found = self.objects.with(|repository| {
            let commit = repository
                .revparse_single(words)
                .and_then(|object| object.peel_to_commit());
            Ok(commit.ok().map(|commit| commit.id()))
        })?;
        let node = found.and_then(|id| self.objects.node(id));
        Ok(node.ok_or(NoMoment::Unknown).map(|node| Moment {
            words: words.to_owned(),
            commit: node.id.to_string(),
            seconds: node.seconds,
            day: None,
        }))
    }

    /// The newest commit at the end of a day.
    fn end_of(&self, day: Date, zone: &TimeZone) -> Result<Node, NoMoment> {
        let nodes = &self.chain().nodes;
        let end = day
            .tomorrow()
            .and_then(|next| next.to_zoned_datetime(zone.clone()))
            .map_or(i64::MAX, |end| end.timestamp().as_second());
        let first = || {
            let first = nodes.last()?;
            let first = jiff::Timestamp::from_second(first.seconds).ok()?;
            Some(first.to_zoned_datetime(zone.clone()).date())
        };
        nodes
            .iter()
            .find(|node| node.seconds < end)
            .copied()
            .ok_or_else(|| NoMoment::TooEarly(first()))
    }

    /// The workspace as it was in a commit. Of a plan that is a repository of its own it holds that plan only, with the
    /// settings and toolkits of now.
    ///
    /// # Errors
    /// When it was none then, or its settings were broken.
    pub fn workspace(&self, now: &Workspace, commit: &str) -> Result<Workspace, StoreError> {
        let snapshot = self.snapshot(commit)?;
        if self.inside.is_empty() {
            Workspace::at(&now.root, snapshot)
        } else {
            Ok(now.with_plan_of(snapshot))
        }
    }

    /// What is seen of a plan in each of some commits, in their order, from several threads at once; nothing where it
    /// can't be read.
    pub fn plans_then<T: Send>(
        &self,
        now: &Workspace,
        steps: &[Step],
        see: &(dyn Fn(Plan) -> T + Sync),
    ) -> Vec<Option<T>> {
        let look = |step: &Step| {
            let then = self.workspace(now, &step.commit).ok()?;
            then.read_plan(&step.path).ok().map(see)
        };
        steps.par_iter().map(look).collect()
    }

    /// The tree of the workspace's directory in a commit.
    pub(super) fn snapshot(&self, commit: &str) -> Result<Snapshot, StoreError> {
        let id = Oid::from_str(commit).map_err(StoreError::git("read history"))?;
        let tree = self.objects.node(id).map(|node| node.tree);
        let folder = tree.and_then(|tree| self.objects.find(tree, &self.around));
        match folder {
            Some((objects::Mode::Folder, tree)) => {
                let objects = Arc::clone(&self.objects);
                Ok(Snapshot::new(
                    objects,
                    commit,
                    (&self.inside, tree),
                    &self.toolkits,
                ))
            }
            _ => Err(StoreError::NoWorkspace {
                from: PathBuf::from(format!("{}@{commit}", self.around)),
            }),
        }
    }

    /// Who made a commit, when and why.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn revision(&self, commit: &str) -> Result<Revision, StoreError> {
        let id = Oid::from_str(commit).map_err(StoreError::git("read history"))?;
        self.objects.with(|repository| {
            let commit = repository.find_commit(id)?;
            let message = String::from_utf8_lossy(commit.message_bytes()).into_owned();
            let (subject, body) = message
                .trim()
                .split_once('\n')
                .unwrap_or((message.trim(), ""));
            Ok(Revision {
                commit: id.to_string(),
                seconds: commit.time().seconds(),
                written: commit.author().when().seconds(),
                author: String::from_utf8_lossy(commit.author().name_bytes()).into_owned(),
                subject: subject.trim().to_owned(),
                body: body.trim().to_owned(),
                is_merge: commit.parent_count() > 1,
            })
        })
    }

    /// Bytes of a file in a commit, by its path in the workspace.
    ///
    /// # Errors
    /// When they can't be read.
    pub fn bytes_at(&self, commit: &str, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let id = Oid::from_str(commit).map_err(StoreError::git("read history"))?;
        let Some(node) = self.objects.node(id) else {
            return Ok(None);
        };
        let named = self.behind(node.tree, &self.inner(path));
        let real = || self.behind(node.tree, &self.inner(&self.real(path)?));
        match named.or_else(real) {
            Some((_, Found::File(blob))) => self.objects.bytes(blob).map(Some),
            _ => Ok(None),
        }
    }

    /// Bytes of a blob.
    ///
    /// # Errors
    /// When they can't be read.
    pub fn bytes(&self, blob: &str) -> Result<Vec<u8>, StoreError> {
        let id = Oid::from_str(blob).map_err(StoreError::git("read history"))?;
        self.objects.read(id, |kind, bytes| {
            if kind == ObjectType::Blob {
                bytes.to_vec()
            } else {
                Vec::new()
            }
        })
    }
}

fn joined(folder: &str, rest: &str) -> String {
    match (folder.is_empty(), rest.is_empty()) {
        (true, _) => rest.to_owned(),
        (_, true) => folder.to_owned(),
        _ => format!("{folder}/{rest}"),
    }
}
