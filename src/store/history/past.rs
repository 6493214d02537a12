//! The history of one repository, as seen from a workspace in it.

use super::links::{self, TreeItem};
use super::objects::{Node, Objects};
use super::snapshot::{KnownToolkits, Snapshot};
use crate::store::git::open;
use crate::store::names::{joined, parts, within};
use crate::store::{StoreError, inside};
use git2::{ObjectType, Oid};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// What is known of it; objects are read when they are asked for.
#[derive(Debug)]
pub struct History {
    pub(super) objects: Arc<Objects>,
    /// Directory that all worktrees share, where the cache lies.
    pub(super) common: PathBuf,
    /// The repository's directory relative to the workspace, where it lies in it (a plan of its own repository).
    pub(in crate::store) inside: String,
    /// The workspace's directory.
    pub(super) root: PathBuf,
    /// The workspace's directory relative to the repository, where that lies around it.
    pub(super) around: String,
    pub(super) head: Option<Oid>,
    pub(super) is_shallow: bool,
    toolkits: KnownToolkits,
    /// Commits from HEAD along the first parents, newest first, read when they are first asked for.
    chain: OnceLock<Chain>,
    /// Positions in that chain.
    ages: OnceLock<BTreeMap<Oid, usize>>,
}

/// Commits along the first parents, newest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Chain {
    pub nodes: Vec<Node>,
    /// The last one has a parent which isn't here.
    pub is_cut: bool,
}

/// A moment of history that somebody named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastMoment {
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
    pub(super) fn inner(&self, path: &str) -> String {
        if self.inside.is_empty() {
            joined(&self.around, path)
        } else {
            let real = self.real(path);
            let inner = within(path, &self.inside);
            let inner = inner.or_else(|| within(real.as_deref()?, &self.inside));
            inner.unwrap_or(path).to_owned()
        }
    }

    /// A path of the repository as the workspace names it; one outside the workspace keeps the repository's name.
    pub(super) fn outer(&self, path: &str) -> String {
        if !self.inside.is_empty() {
            return joined(&self.inside, path);
        }
        within(path, &self.around).unwrap_or(path).to_owned()
    }

    pub(super) fn chain(&self) -> &Chain {
        self.chain.get_or_init(|| {
            self.head
                .map_or_else(Chain::default, |head| self.chain_from(head))
        })
    }

    pub(super) fn chain_from(&self, from: Oid) -> Chain {
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

    /// Where a path of the workspace is on disk, with the links on the way followed; `None` where it is there itself.
    pub(super) fn real(&self, path: &str) -> Option<String> {
        let real = inside::real(&self.root, path).ok()?;
        (real != path).then_some(real)
    }

    /// The name, in the repository, by which a path's past is looked up: its own where HEAD knows it, or else that of
    /// the place where a link that isn't committed yet leads.
    pub(super) fn start(&self, path: &str) -> String {
        let name = self.inner(path);
        let Some(real) = self.real(path) else {
            return name;
        };
        let head = self.chain().nodes.first();
        match head.and_then(|head| self.behind(head.tree, &name)) {
            Some(_) => name,
            None => self.inner(&real),
        }
    }

    /// Where a path of the repository leads in a tree of it, with the links on the way followed.
    pub(super) fn behind(&self, tree: Oid, name: &str) -> Option<(String, TreeItem)> {
        let Some(inside) = within(name, &self.around) else {
            let (mode, id) = self.objects.find(tree, name)?;
            return Some((name.to_owned(), TreeItem::of(mode, id)?));
        };
        let top = self.objects.folder(tree, &self.around)?;
        let (place, found) = links::walk(&self.objects, top, Vec::new(), parts(inside)).ok()?;
        Some((joined(&self.around, &place.join("/")), found))
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
    pub fn moment(
        &self,
        words: &str,
        zone: &TimeZone,
    ) -> Result<Result<PastMoment, NoMoment>, StoreError> {
        let day = words.parse::<Date>().ok();
        let node = if let Some(day) = day {
            self.end_of(day, zone)
        } else {
            let found = self.objects.with(|repository| {
                let object = repository.revparse_single(words);
                let commit = object.and_then(|object| object.peel_to_commit());
                Ok(commit.ok().map(|commit| commit.id()))
            })?;
            let node = found.and_then(|id| self.objects.node(id));
            node.ok_or(NoMoment::Unknown)
        };
        Ok(node.map(|node| PastMoment {
            words: words.to_owned(),
            commit: node.id.to_string(),
            seconds: node.seconds,
            day,
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

    /// The tree of the workspace's directory in a commit.
    pub(in crate::store) fn snapshot(&self, commit: &str) -> Result<Snapshot, StoreError> {
        let node = self.objects.node(id_of(commit)?);
        let tree = node.and_then(|node| self.objects.folder(node.tree, &self.around));
        let tree = tree.ok_or_else(|| {
            StoreError::NoWorkspace(PathBuf::from(format!("{}@{commit}", self.around)))
        })?;
        let objects = Arc::clone(&self.objects);
        let place = (self.inside.as_str(), tree);
        Ok(Snapshot::new(objects, commit, place, &self.toolkits))
    }

    /// Who made a commit, when and why.
    pub fn revision(&self, commit: &str) -> Result<Revision, StoreError> {
        let id = id_of(commit)?;
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
    pub fn bytes_at(&self, commit: &str, path: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let id = id_of(commit)?;
        let Some(node) = self.objects.node(id) else {
            return Ok(None);
        };
        let named = self.behind(node.tree, &self.inner(path));
        let real = || self.behind(node.tree, &self.inner(&self.real(path)?));
        match named.or_else(real) {
            Some((_, TreeItem::File(blob))) => self.objects.bytes(blob).map(Some),
            _ => Ok(None),
        }
    }

    /// Bytes of a blob.
    pub fn bytes(&self, blob: &str) -> Result<Vec<u8>, StoreError> {
        let id = id_of(blob)?;
        self.objects.read(id, |kind, bytes| {
            if kind == ObjectType::Blob {
                bytes.to_vec()
            } else {
                Vec::new()
            }
        })
    }
}

/// An id that was written out.
pub(super) fn id_of(written: &str) -> Result<Oid, StoreError> {
    Oid::from_str(written).map_err(StoreError::git("read history"))
}
