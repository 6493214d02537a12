//! Plans as they were in a commit. Those that still have the same bytes are not read again.

use super::history::{History, TreeItem, document_id, file_id};
use super::listing::{Folder, Listing};
use super::names::{PLAN_FILE, TOOLKITS, is_markdown, is_private, last, within};
use super::plans::{Only, record_at, repeatable, single};
use super::{PlanFolder, StoreError, Workspace};
use crate::document;
use crate::model::{Found, Link, Plan, Record};
use git2::Oid;
use std::collections::BTreeMap;

/// The plans of a workspace in a commit.
#[derive(Debug)]
pub struct EarlierPlans {
    then: Workspace,
    /// By id, in the order of their paths.
    folders: BTreeMap<String, Vec<PlanFolder>>,
    /// Whether the workspace's toolkits are the same now: equal records of an equal toolkit say the same.
    has_same_toolkits: bool,
}

/// A plan as it was.
#[derive(Debug)]
pub enum Earlier {
    /// As it is now: equal files, and no links to other plans on which a state depends.
    Same,
    Other(Box<Plan>),
}

impl EarlierPlans {
    /// An error if something of then couldn't be read so far.
    pub fn whole(&self) -> Result<(), StoreError> {
        self.then.snapshot().map_or(Ok(()), super::Snapshot::whole)
    }

    /// Lists the plans in a commit. With `of_all`, prepares for being asked about most of them.
    pub fn at(
        now: &Workspace,
        history: &History,
        commit: &str,
        of_all: bool,
    ) -> Result<Self, StoreError> {
        if of_all {
            history.learn_trees();
        }
        let then = history.workspace(now, commit)?;
        let mut folders: BTreeMap<String, Vec<PlanFolder>> = BTreeMap::new();
        for folder in then.list_plans().0 {
            let same_id = folders.entry(last(&folder.path).to_owned()).or_default();
            same_id.push(folder);
        }
        Ok(Self {
            has_same_toolkits: is_same_folder(now, &then, TOOLKITS),
            then,
            folders,
        })
    }

    /// Whether there was a folder of a plan with this id.
    pub fn had(&self, id: &str) -> bool {
        self.folders.contains_key(id)
    }

    /// The plan with the same id, if there was one that can be read.
    pub fn of(&self, now: &Workspace, plan: &Plan) -> Option<Earlier> {
        let folders = self.folders.get(plan.id.as_str())?;
        folders.iter().rev().find_map(|folder| {
            if self.is_same(now, plan, folder) {
                return Some(Earlier::Same);
            }
            let only = if self.has_same_toolkits {
                Only::Since(plan)
            } else {
                Only::All
            };
            self.read(&folder.path, &only)
        })
    }

    /// The plan in a folder of that time.
    pub fn in_folder(&self, path: &str) -> Option<Earlier> {
        self.read(path, &Only::All)
    }

    fn read(&self, path: &str, only: &Only<'_>) -> Option<Earlier> {
        let plan = self.then.read_plan_only(path, only).ok()?;
        Some(Earlier::Other(Box::new(plan)))
    }

    fn is_same(&self, now: &Workspace, plan: &Plan, earlier: &PlanFolder) -> bool {
        let Folder::Tree(tree) = earlier.folder else {
            return false;
        };
        if !self.has_same_toolkits || earlier.path != plan.path || depends_on_others(plan) {
            return false;
        }
        if let Some(now) = &now.then {
            return now.at(&plan.path) == Some(TreeItem::Folder(tree));
        }
        let mut equal = 0;
        self.is_equal(
            plan,
            &earlier.listing,
            (&earlier.folder, &plan.path),
            0,
            &mut equal,
        ) && equal == plan.records.len()
            && is_equal_plan_file(plan, &earlier.listing)
    }

    /// Whether the records in a folder of that time have the same bytes now; counts them.
    fn is_equal(
        &self,
        plan: &Plan,
        listing: &Listing,
        (folder, path): (&Folder, &str),
        depth: usize,
        equal: &mut usize,
    ) -> bool {
        let entries = || listing.files.iter().chain(&listing.folders);
        if !listing.findings.is_empty() || entries().any(|entry| entry.is_link) {
            return false;
        }
        let several = (depth > 0)
            .then(|| last(path))
            .and_then(|name| repeatable(&plan.toolkit, name));
        for entry in &listing.files {
            let name = entry.name.as_str();
            let is_record = is_markdown(name)
                && !is_private(name)
                && several.or_else(|| single(&plan.toolkit, name)).is_some();
            if is_record {
                let record = record_at(plan, path, name);
                let text = record.and_then(|one| one.content.as_ref().ok());
                let id = text.and_then(|text| document_id(&text.document));
                if id.is_none() || id != entry.id {
                    return false;
                }
                *equal += 1;
            }
        }
        listing.folders.iter().all(|entry| {
            let (folder, path) = (folder.inner(entry), format!("{path}/{}", entry.name));
            let listing = self.then.list(&folder, &path, depth + 1);
            listing.is_ok_and(|listing| {
                !listing.is_plan()
                    && self.is_equal(plan, &listing, (&folder, &path), depth + 1, equal)
            })
        })
    }
}

fn is_equal_plan_file(plan: &Plan, earlier: &Listing) -> bool {
    let id = file_id(plan.meta.text.as_bytes());
    id.is_some() && id == earlier.file(PLAN_FILE).and_then(|entry| entry.id)
}

/// Whether the state of an activity may depend on other plans: a record with a stamp of a link has a link out of its plan.
fn depends_on_others(plan: &Plan) -> bool {
    let is_own = |link: &Link| match &link.found {
        Found::Page => true,
        Found::There(there) => within(&there.path, &plan.path).is_some(),
        Found::Elsewhere { .. } | Found::Missing { .. } | Found::Unreadable { .. } => false,
    };
    let is_stamped = |record: &Record| {
        let content = record.content.as_ref();
        content.is_ok_and(|content| content.stamps.iter().any(|(name, _)| name.starts_with('/')))
    };
    let mut stamped = plan.records.iter().filter(|record| is_stamped(record));
    stamped.any(|record| !plan.links_in(&record.path).all(is_own))
}

/// Whether a folder holds the same files with the same bytes as at that time.
fn is_same_folder(now: &Workspace, then: &Workspace, path: &str) -> bool {
    match (now.folder(path), then.folder(path)) {
        (Ok(None), Ok(None)) => true,
        (Ok(Some(now_folder)), Ok(Some(then_folder))) => {
            is_equal_below((now, &now_folder), (then, &then_folder), path, 0)
        }
        _ => false,
    }
}

fn is_equal_below(
    (now, now_folder): (&Workspace, &Folder),
    (then, then_folder): (&Workspace, &Folder),
    path: &str,
    depth: usize,
) -> bool {
    if let (Folder::Tree(one), Folder::Tree(other)) = (now_folder, then_folder)
        && one == other
    {
        return true;
    }
    let (Ok(ours), Ok(theirs)) = (
        now.list(now_folder, path, depth),
        then.list(then_folder, path, depth),
    ) else {
        return false;
    };
    let is_plain = |listing: &Listing| {
        let mut entries = listing.files.iter().chain(&listing.folders);
        listing.findings.is_empty() && !entries.any(|entry| entry.is_link)
    };
    let (files, folders) = (
        ours.files.iter().zip(&theirs.files),
        ours.folders.iter().zip(&theirs.folders),
    );
    let is_as_long =
        ours.files.len() == theirs.files.len() && ours.folders.len() == theirs.folders.len();
    is_as_long
        && is_plain(&ours)
        && is_plain(&theirs)
        && files.into_iter().all(|(one, other)| {
            let bytes = now.read(now_folder, one, document::MAX_BYTES).ok();
            let id: Option<Oid> = bytes.and_then(|bytes| file_id(&bytes));
            one.name == other.name && id.is_some() && id == other.id
        })
        && folders.into_iter().all(|(one, other)| {
            one.name == other.name
                && is_equal_below(
                    (now, &now_folder.inner(one)),
                    (then, &then_folder.inner(other)),
                    &format!("{path}/{}", one.name),
                    depth + 1,
                )
        })
}
