//! A repository's history, as seen from a workspace in it.

use super::links::{self, TreeItem};
use super::objects::{Node, Objects};
use super::snapshot::{KnownToolkits, Snapshot};
use crate::store::git::open;
use crate::store::git::ours::COMMAND;
use crate::store::names::{joined, parts, within};
use crate::store::{StoreError, inside};
use git2::{ObjectType, Oid};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// A repository's history; objects are read on demand.
#[derive(Debug)]
pub struct History {
    pub(super) objects: Arc<Objects>,
    /// The directory that all work trees share; the cache is here.
    pub(super) common: PathBuf,
    /// The repository relative to the workspace, if inside it (a plan with its own repository).
    pub(in crate::store) inside: String,
    pub(super) root: PathBuf,
    /// The workspace relative to the repository, if inside it.
    pub(super) around: String,
    pub(super) head: Option<Oid>,
    pub(super) is_shallow: bool,
    toolkits: KnownToolkits,
    /// Commits from HEAD along the first parents, newest first, read on first use.
    chain: OnceLock<Chain>,
    /// The newest of them, as far as moments have been looked for.
    newest: Mutex<Vec<Node>>,
    /// Positions in the chain.
    ages: OnceLock<BTreeMap<Oid, usize>>,
}

/// Commits along the first parents, newest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Chain {
    pub nodes: Vec<Node>,
    /// The last commit's parent isn't in this clone.
    pub is_cut: bool,
}

/// A moment of history that the user named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastMoment {
    /// As typed.
    pub words: String,
    /// Full commit id.
    pub commit: String,
    /// Commit time, in seconds since the epoch.
    pub seconds: i64,
    /// The day, unless a revision was given.
    pub day: Option<Date>,
}

/// What the words for a moment name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The end of a day.
    Day(Date),
    Time(Timestamp),
    /// A git revision.
    Revision,
}

impl Asked {
    /// The second after it, since the epoch; `None` for a revision.
    fn end(self, zone: &TimeZone) -> Option<i64> {
        match self {
            Self::Day(day) => {
                let next = day.tomorrow();
                let end = next.and_then(|next| next.to_zoned_datetime(zone.clone()));
                Some(end.map_or(i64::MAX, |end| end.timestamp().as_second()))
            }
            Self::Time(time) => Some(time.as_second().saturating_add(1)),
            Self::Revision => None,
        }
    }

    fn day(self, zone: &TimeZone) -> Option<Date> {
        match self {
            Self::Day(day) => Some(day),
            Self::Time(time) => Some(time.to_zoned_datetime(zone.clone()).date()),
            Self::Revision => None,
        }
    }
}

/// Why words name no moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoMoment {
    /// Neither a revision nor a date.
    Unknown,
    /// Before the first commit, whose day this is if there is one.
    TooEarly(Option<Date>),
}

/// Who made a commit, when and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// Full id.
    pub commit: String,
    /// Commit time, in seconds since the epoch.
    pub seconds: i64,
    /// Author time, in seconds since the epoch.
    pub written: i64,
    pub author: String,
    pub subject: String,
    /// The message without its first line.
    pub body: String,
    pub is_merge: bool,
}

impl History {
    /// The history of the repository around a workspace, or of a plan's own repository (`inside`, relative to the
    /// workspace), if any. Works in bare repositories too.
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
            newest: Mutex::default(),
            ages: OnceLock::new(),
        }))
    }

    /// The history of a bare repository, if the directory is one.
    pub fn of_bare(folder: &Path) -> Result<Option<Self>, StoreError> {
        match open::around(folder) {
            Ok(Some(repository)) if repository.is_bare() => Self::of(repository.path(), None),
            _ => Ok(None),
        }
    }

    pub fn folder(&self) -> &Path {
        &self.common
    }

    /// The commit at HEAD; `None` before the first.
    pub fn head(&self) -> Option<String> {
        self.head.map(|head| head.to_string())
    }

    /// An error if something of history couldn't be read so far; questions that pass over it end with this.
    pub fn whole(&self) -> Result<(), StoreError> {
        self.objects.whole()
    }

    /// Whether the clone lacks older commits.
    pub fn is_shallow(&self) -> bool {
        self.is_shallow
    }

    /// A workspace path as the repository names it.
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

    /// A repository path as the workspace names it; outside the workspace the repository's name stays.
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
        let nodes: Vec<Node> = self.along(Some(from)).collect();
        Chain {
            is_cut: nodes.last().is_none_or(|last| last.parent.is_some()),
            nodes,
        }
    }

    /// Commits from one on along the first parents, as far as they are in this clone; each is read in its turn.
    fn along(&self, from: Option<Oid>) -> impl Iterator<Item = Node> {
        let first = from.and_then(|id| self.objects.node(id));
        std::iter::successors(first, |node| self.objects.node(node.parent?))
    }

    /// A workspace path with links resolved on disk; `None` if it has none.
    pub(super) fn real(&self, path: &str) -> Option<String> {
        let real = inside::real(&self.root, path).ok()?;
        (real != path).then_some(real)
    }

    /// The name to look up a path's past by: its own if HEAD has it, otherwise the target of a link not committed yet.
    pub(super) fn start(&self, path: &str) -> String {
        let name = self.inner(path);
        let Some(real) = self.real(path) else {
            return name;
        };
        match self
            .along(self.head)
            .next()
            .and_then(|head| self.behind(head.tree, &name))
        {
            Some(_) => name,
            None => self.inner(&real),
        }
    }

    /// Where a repository path leads in a tree, with links followed.
    pub(super) fn behind(&self, tree: Oid, name: &str) -> Option<(String, TreeItem)> {
        let Some(inside) = within(name, &self.around) else {
            let (mode, id) = self.objects.find(tree, name)?;
            return Some((name.to_owned(), TreeItem::of(mode, id)?));
        };
        let top = self.objects.folder(tree, &self.around)?;
        let (place, found) = links::walk(&self.objects, top, Vec::new(), parts(inside)).ok()?;
        Some((joined(&self.around, &place.join("/")), found))
    }

    /// Commits between HEAD and a commit along the first parents; `None` if it isn't among them.
    pub fn age_of(&self, commit: &str) -> Option<usize> {
        let id = Oid::from_str(commit).ok()?;
        let ages = self.ages.get_or_init(|| {
            let nodes = self.chain().nodes.iter().enumerate();
            nodes.map(|(age, node)| (node.id, age)).collect()
        });
        ages.get(&id).copied()
    }

    /// Finds the commit of a moment; days begin in the time zone.
    pub fn moment(
        &self,
        words: &str,
        asked: Asked,
        zone: &TimeZone,
    ) -> Result<Result<PastMoment, NoMoment>, StoreError> {
        let node = if let Some(end) = asked.end(zone) {
            self.before(end, zone)
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
            day: asked.day(zone),
        }))
    }

    /// The newest commit before a second.
    fn before(&self, end: i64, zone: &TimeZone) -> Result<Node, NoMoment> {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = newest.iter().find(|node| node.seconds < end) {
            return Ok(*known);
        }
        let next = newest.last().map_or(self.head, |last| last.parent);
        for node in self.along(next) {
            newest.push(node);
            if node.seconds < end {
                return Ok(node);
            }
        }
        let first = newest.last().map(|first| first.seconds);
        let first = first.and_then(|seconds| Timestamp::from_second(seconds).ok());
        let day = |first: Timestamp| first.to_zoned_datetime(zone.clone()).date();
        Err(NoMoment::TooEarly(first.map(day)))
    }

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

    /// Whether this command of ours made a commit.
    pub fn is_made_by(&self, commit: &str, command: &str) -> Result<bool, StoreError> {
        let trailer = format!("{COMMAND}: {command}");
        let body = self.revision(commit)?.body;
        Ok(body.lines().any(|line| line == trailer))
    }

    /// A file's content in a commit, by its workspace path.
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

pub(super) fn id_of(written: &str) -> Result<Oid, StoreError> {
    Oid::from_str(written).map_err(StoreError::git("read history"))
}
