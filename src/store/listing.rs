//! Lists a folder of the workspace, on disk or in a commit: the one place where the two differ.

use super::error::reason;
use super::history::{Snapshot, TreeItem};
use super::inside::{self, LEADS_BACK};
use super::names::{MAX_DEPTH, PLAN_FILE, is_markdown, is_page, within};
use super::{Workspace, files};
use crate::model::{Finding, Place, Unreadable, codes};
use git2::Oid;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

/// Limit of followed links to folders inside folders that were reached through a link: otherwise a few folders full of
/// links to each other would be listed forever.
const MAX_NESTED_LINKS: usize = 1000;

#[derive(Debug, Clone)]
pub(super) enum Folder {
    Disk(PathBuf),
    Tree(Oid),
}

#[derive(Debug)]
pub(super) struct FolderEntry {
    pub name: String,
    /// Whether it was reached through a link.
    pub is_link: bool,
    /// Its object id, in a commit.
    pub id: Option<Oid>,
}

/// A folder's entries, sorted by name; links that stay in the workspace are followed.
#[derive(Debug, Default)]
pub(super) struct Listing {
    pub files: Vec<FolderEntry>,
    pub folders: Vec<FolderEntry>,
    pub findings: Vec<Finding>,
    /// Whether another repository begins here.
    pub has_repository: bool,
}

impl Listing {
    pub fn is_plan(&self) -> bool {
        self.file(PLAN_FILE).is_some()
    }

    pub fn file(&self, name: &str) -> Option<&FolderEntry> {
        self.files.iter().find(|entry| entry.name == name)
    }

    /// Adds an entry; `found` is its kind, with links followed.
    fn add(&mut self, relative: &str, entry: FolderEntry, found: Result<EntryKind, String>) {
        let path = || format!("{relative}/{}", entry.name);
        match found {
            Ok(EntryKind::Folder) => self.folders.push(entry),
            Ok(EntryKind::File) => self.files.push(entry),
            Ok(EntryKind::Other) if is_markdown(&entry.name) || entry.name == PLAN_FILE => {
                let finding = Finding::error(codes::FILE, "this is not a regular file")
                    .with_place(Place::file(path()))
                    .with_help("replace it with a regular file")
                    .breaking();
                self.findings.push(finding);
            }
            Ok(EntryKind::Other) => {}
            Err(why) => self.findings.push(inside::astray(&path(), why)),
        }
    }

    /// The name if it is text and not hidden.
    fn name(&mut self, relative: &str, name: Result<String, String>) -> Option<String> {
        match name {
            Ok(name) if name.starts_with('.') => {
                self.has_repository |= name == ".git";
                None
            }
            Ok(name) => Some(name),
            Err(shown) => {
                let finding = Finding::error(codes::FILE, "this file's name is not UTF-8")
                    .with_place(Place::file(format!("{relative}/{shown}")))
                    .with_help("rename it with letters, digits and hyphens")
                    .breaking();
                self.findings.push(finding);
                None
            }
        }
    }

    fn sorted(mut self) -> Self {
        self.files.sort_by(|one, other| one.name.cmp(&other.name));
        self.folders.sort_by(|one, other| one.name.cmp(&other.name));
        // Disks list entries in no particular order.
        self.findings
            .sort_by(|one, other| one.place.cmp(&other.place));
        self
    }
}

#[derive(Clone, Copy)]
enum EntryKind {
    Folder,
    File,
    Other,
}

impl From<fs::FileType> for EntryKind {
    fn from(kind: fs::FileType) -> Self {
        if kind.is_dir() {
            Self::Folder
        } else if kind.is_file() {
            Self::File
        } else {
            Self::Other
        }
    }
}

impl From<TreeItem> for EntryKind {
    fn from(found: TreeItem) -> Self {
        match found {
            TreeItem::Folder(_) => Self::Folder,
            TreeItem::File(_) => Self::File,
            TreeItem::Link(_) => Self::Other,
        }
    }
}

impl Folder {
    pub fn inner(&self, entry: &FolderEntry) -> Self {
        match (self, entry.id) {
            (Self::Disk(path), _) => Self::Disk(path.join(&entry.name)),
            (Self::Tree(_), Some(id)) => Self::Tree(id),
            // Tree entries have ids.
            (Self::Tree(own), None) => Self::Tree(*own),
        }
    }
}

impl Workspace {
    /// A workspace folder, if it exists.
    pub(super) fn folder(&self, relative: &str) -> Result<Option<Folder>, Finding> {
        match &self.then {
            None => {
                let path = inside::follow(&self.root, relative)?;
                Ok(path.is_dir().then_some(Folder::Disk(path)))
            }
            Some(then) => match then.place(relative) {
                Ok((_, TreeItem::Folder(tree))) => Ok(Some(Folder::Tree(tree))),
                Ok(_) => Ok(None),
                Err(lost) => lost
                    .words()
                    .map_or(Ok(None), |why| Err(inside::astray(relative, why))),
            },
        }
    }

    /// Whether a file or folder exists.
    pub(super) fn holds(&self, relative: &str) -> bool {
        match &self.then {
            None => {
                self.absolute(relative).exists() && inside::follow(&self.root, relative).is_ok()
            }
            Some(then) => then.at(relative).is_some(),
        }
    }

    /// A file's content.
    pub(super) fn read(
        &self,
        folder: &Folder,
        entry: &FolderEntry,
        limit: u64,
    ) -> Result<Vec<u8>, Unreadable> {
        match (folder, &self.then, entry.id) {
            (Folder::Disk(path), ..) => files::read_bytes(&path.join(&entry.name), limit),
            (Folder::Tree(_), Some(then), Some(id)) if is_page(&entry.name) => then.page(id, limit),
            (Folder::Tree(_), Some(then), Some(id)) => then.bytes(id, limit),
            (Folder::Tree(_), ..) => Err(Unreadable {
                message: "this file is not in this commit".to_owned(),
                help: "`git fsck` finds what is missing".to_owned(),
            }),
        }
    }

    /// Lists a folder, given relative to the workspace; `depth` counts from the plans' folder.
    pub(super) fn list(
        &self,
        folder: &Folder,
        relative: &str,
        depth: usize,
    ) -> Result<Listing, Finding> {
        if depth > MAX_DEPTH {
            return Err(Finding::error(
                codes::DIRECTORY,
                format!("folders are nested more than {MAX_DEPTH} levels deep here"),
            )
            .with_place(Place::file(relative))
            .with_help("move the plans up"));
        }
        let unlisted = |why: String| {
            Finding::error(codes::DIRECTORY, format!("can't list this folder: {why}"))
                .with_place(Place::file(relative))
                .with_help("make it readable")
                .breaking()
        };
        match (folder, &self.then) {
            (Folder::Disk(path), _) => self
                .list_disk(path, relative)
                .map_err(|error| unlisted(reason(&error))),
            (Folder::Tree(tree), Some(then)) => {
                self.list_tree(then, *tree, relative).map_err(unlisted)
            }
            (Folder::Tree(_), None) => Ok(Listing::default()),
        }
    }

    fn list_disk(&self, folder: &Path, relative: &str) -> std::io::Result<Listing> {
        let mut listing = Listing::default();
        let mut way = None;
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name().into_string();
            let name = name.map_err(|raw| raw.to_string_lossy().into_owned());
            let (Some(name), Ok(kind)) = (listing.name(relative, name), entry.file_type()) else {
                continue;
            };
            let is_link = kind.is_symlink();
            let found = if is_link {
                let way = way.get_or_insert_with(|| self.way_to(relative));
                self.linked(&entry.path(), way)
            } else {
                Ok(Some(kind))
            };
            let entry = FolderEntry {
                name,
                is_link,
                id: None,
            };
            if let Some(found) = found.transpose() {
                listing.add(relative, entry, found.map(EntryKind::from));
            }
        }
        Ok(listing.sorted())
    }

    /// What a symbolic link leads to; `None` if it is already being listed.
    fn linked(&self, link: &Path, way: &Way<PathBuf>) -> Result<Option<fs::FileType>, String> {
        let target = inside::target(&self.root, link)?;
        let found = fs::metadata(&target).map_err(|error| reason(&error))?;
        let leads_back = || way.folders.iter().any(|folder| folder.starts_with(&target));
        if found.is_dir() && !self.may_be_listed(way.is_nested, leads_back)? {
            return Ok(None);
        }
        Ok(Some(found.file_type()))
    }

    /// Whether to list what a link to a folder leads to.
    fn may_be_listed(
        &self,
        is_nested: bool,
        leads_back: impl FnOnce() -> bool,
    ) -> Result<bool, String> {
        match (leads_back(), is_nested) {
            (false, false) => Ok(true),
            (true, false) => Err(LEADS_BACK.to_owned()),
            // Behind another link: that folder is already being listed on this path.
            (true, true) => Ok(false),
            (false, true) => match self.nested.fetch_add(1, Ordering::Relaxed) {
                ..MAX_NESTED_LINKS => Ok(true),
                MAX_NESTED_LINKS => Err(format!(
                    "more than {MAX_NESTED_LINKS} links to folders are behind other links, so this one and others are not followed"
                )),
                _ => Ok(false),
            },
        }
    }

    /// The folders on the way to a folder on disk, whose path may contain links.
    fn way_to(&self, relative: &str) -> Way<PathBuf> {
        let named = self.absolute(relative);
        let real = |folder: &Path| fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
        Way {
            is_nested: real(&named) != named,
            folders: named
                .ancestors()
                .take_while(|folder| folder.starts_with(&self.root))
                .map(real)
                .collect(),
        }
    }

    fn list_tree(&self, then: &Snapshot, tree: Oid, relative: &str) -> Result<Listing, String> {
        let mut listing = Listing::default();
        let mut way = None;
        for listed in then.list(tree)? {
            let name = String::from_utf8(listed.name);
            let name = name.map_err(|raw| String::from_utf8_lossy(raw.as_bytes()).into_owned());
            let Some(name) = listing.name(relative, name) else {
                continue;
            };
            let is_link = matches!(listed.found, TreeItem::Link(_));
            let found = match listed.found {
                TreeItem::Link(link) => {
                    let way = way.get_or_insert_with(|| way_then(then, relative));
                    self.linked_then(then, link, way)
                }
                found => Ok(Some(found)),
            };
            let Some(found) = found.transpose() else {
                continue;
            };
            let id = match found {
                Ok(TreeItem::Folder(id) | TreeItem::File(id)) => Some(id),
                _ => None,
            };
            let entry = FolderEntry { name, is_link, id };
            listing.add(relative, entry, found.map(EntryKind::from));
        }
        Ok(listing.sorted())
    }

    /// Like [`Workspace::linked`], in a commit.
    fn linked_then(
        &self,
        then: &Snapshot,
        link: Oid,
        way: &Way<String>,
    ) -> Result<Option<TreeItem>, String> {
        let folder = way.folders.last().map_or("", String::as_str);
        let (place, found) = then.linked(folder, link)?;
        let back = || {
            way.folders
                .iter()
                .any(|folder| within(folder, &place).is_some())
        };
        let is_folder = matches!(found, TreeItem::Folder(_));
        Ok((!is_folder || self.may_be_listed(way.is_nested, back)?).then_some(found))
    }
}

/// A folder and those around it, as paths without links.
struct Way<T> {
    folders: Vec<T>,
    /// Whether it was reached through a link.
    is_nested: bool,
}

/// The folders on the way to a folder in a commit.
fn way_then(then: &Snapshot, relative: &str) -> Way<String> {
    let mut place = String::new();
    let mut folders = Vec::new();
    for name in relative.split('/') {
        place = then
            .beneath(&place, name)
            .unwrap_or_else(|| relative.to_owned());
        folders.push(place.clone());
    }
    Way {
        is_nested: place != relative,
        folders,
    }
}
