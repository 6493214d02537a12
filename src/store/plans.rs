//! Reads plans: each file once, plans in parallel.

use super::astray;
use super::history::document_id;
use super::listing::{Folder, FolderEntry, Listing};
use super::names::{PLAN_FILE, PROGRAMME, is_markdown, is_page, is_private, last, parent};
use super::plan_folders::PlanFolder;
use super::{MAX_PLAN_BYTES, Workspace, files};
use crate::document;
use crate::model::{Finding, Place, Plan, PlanMeta, Record, Unreadable, codes, mend};
use crate::toolkit::{Activity, ActivityAt, PlanId, Toolkit};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A plan, or what is known about one that can't be read.
pub type PlanRead = Result<Plan, BrokenPlan>;

/// A directory whose `plan.toml` gives no plan.
#[derive(Debug)]
pub struct BrokenPlan {
    pub id: String,
    /// Relative to the workspace.
    pub path: String,
    pub finding: Finding,
}

impl BrokenPlan {
    fn of(path: &str, finding: Finding) -> Self {
        Self {
            id: last(path).to_owned(),
            path: path.to_owned(),
            finding,
        }
    }
}

/// How much of a plan to read.
pub(super) enum Only<'a> {
    /// All of it, and its links' targets.
    All,
    /// All of it at an earlier moment, with its links' targets. Records with the same bytes as in this plan of now are
    /// copied from it; only right if the toolkits haven't changed.
    Since(&'a Plan),
    /// Records of these activities and these files, without links.
    These {
        activities: BTreeSet<String>,
        paths: BTreeSet<String>,
    },
    /// Records whose bytes pass this test, and unreadable ones. Neither links nor which outputs are answered are known.
    Having(&'a (dyn Fn(&[u8]) -> bool + Sync)),
}

/// Only a plan's `plan.toml`.
const NOTHING: Only<'_> = Only::These {
    activities: BTreeSet::new(),
    paths: BTreeSet::new(),
};

impl Only<'_> {
    /// Whether only `plan.toml` is read.
    fn is_nothing(&self) -> bool {
        matches!(self, Self::These { activities, paths } if activities.is_empty() && paths.is_empty())
    }

    /// The record of the plan of now, if it has the same bytes and is of the same activity.
    fn known(&self, entry: &FolderEntry, path: &str, activity: &Activity) -> Option<&Record> {
        let Self::Since(plan) = self else {
            return None;
        };
        let record = record_at(plan, parent(path), last(path))?;
        let id = document_id(&record.content.as_ref().ok()?.document);
        let is_same = record.activity == activity.at && id.is_some() && id == entry.id;
        is_same.then_some(record)
    }

    /// The record with these bytes, unless it doesn't have what is sought.
    fn record(
        &self,
        path: String,
        activity: &Activity,
        is_page: bool,
        bytes: Result<Vec<u8>, Unreadable>,
    ) -> Option<Record> {
        match (self, &bytes) {
            // A folder's page tells which other files are copies of it.
            (Self::Having(has), Ok(bytes)) if !is_page && !has(bytes) => None,
            (Self::Having(_), _) => Some(Record::laid_out(path, activity, is_page, bytes)),
            _ => Some(Record::read(path, activity, is_page, bytes)),
        }
    }

    fn wants(&self, activity: &str, path: &str) -> bool {
        match self {
            Self::All | Self::Since(_) | Self::Having(_) => true,
            Self::These { activities, paths } => {
                // A folder's page describes the records in it.
                let is_beside = |one: &String| is_page(last(path)) && parent(path) == parent(one);
                activities.contains(activity) || paths.contains(path) || paths.iter().any(is_beside)
            }
        }
    }
}

/// The record of a file in a folder.
pub(super) fn record_at<'a>(plan: &'a Plan, folder: &str, name: &str) -> Option<&'a Record> {
    let records = &plan.records;
    let wanted = || folder.bytes().chain([b'/']).chain(name.bytes());
    let at = records.binary_search_by(|record| record.path.bytes().cmp(wanted()));
    at.ok().and_then(|at| records.get(at))
}

/// How many plans a thread takes at once.
const AT_ONCE: usize = 8;

/// From this many files in a folder on, they are read in parallel. Plans already are, but a programme has folders of
/// thousands.
const MANY_FILES: usize = 64;

impl Workspace {
    /// Reads all plans in parallel and passes each to `see` as soon as it is read, so that only a few are in memory at
    /// once. Returns the results in the order of the plans' paths.
    pub fn read_plans<T: Send>(
        &self,
        see: &(impl Fn(PlanRead) -> T + Sync),
    ) -> (Vec<T>, Vec<Finding>) {
        let (plans, findings) = self.list_plans();
        (self.read_listed_plans(plans, see), findings)
    }

    /// Like [`Workspace::read_plans`], without the cohort's programme.
    pub fn read_team_plans<T: Send>(
        &self,
        see: &(impl Fn(PlanRead) -> T + Sync),
    ) -> (Vec<T>, Vec<Finding>) {
        let (mut plans, findings) = self.list_plans();
        plans.retain(|plan| !self.is_programme(&plan.path));
        (self.read_listed_plans(plans, see), findings)
    }

    /// Directories of all plans, relative to the workspace.
    pub fn read_plan_folders(&self) -> (Vec<String>, Vec<Finding>) {
        let (plans, findings) = self.list_plans();
        (plans.into_iter().map(|plan| plan.path).collect(), findings)
    }

    /// Reads the given plans in parallel; see [`Workspace::read_plans`].
    pub fn read_listed_plans<T: Send>(
        &self,
        plans: Vec<PlanFolder>,
        see: &(impl Fn(PlanRead) -> T + Sync),
    ) -> Vec<T> {
        plans
            .into_par_iter()
            // No thread is left with many when the others are done: some plans take ten times as long as others.
            .with_max_len(AT_ONCE)
            .map(|found| see(self.read_listed(found, &Only::All)))
            .collect()
    }

    /// Reads only the `plan.toml` of all plans, in parallel.
    pub fn read_plan_files<T: Send>(
        &self,
        see: &(impl Fn(PlanRead) -> T + Sync),
    ) -> (Vec<T>, Vec<Finding>) {
        let (plans, findings) = self.list_plans();
        let read = plans.into_par_iter();
        let read = read.map(|found| see(self.read_listed(found, &NOTHING)));
        (read.collect(), findings)
    }

    /// Reads the plan in a directory, given relative to the workspace.
    pub fn read_plan(&self, relative: &str) -> PlanRead {
        self.read_plan_only(relative, &Only::All)
    }

    /// Reads only the `plan.toml` of a plan.
    pub fn read_plan_file(&self, relative: &str) -> PlanRead {
        self.read_plan_only(relative, &NOTHING)
    }

    /// Reads a plan with the records of one activity only, and without links.
    pub fn read_activity(&self, relative: &str, activity: &str) -> PlanRead {
        let only = Only::These {
            activities: BTreeSet::from([activity.to_owned()]),
            paths: BTreeSet::new(),
        };
        self.read_plan_only(relative, &only)
    }

    /// Reads a plan again after records of some activities were written; all other records are taken from what is
    /// `known`. Only right under the lock, and without findings about other files.
    pub fn read_again(&self, known: &Plan, activities: &BTreeSet<ActivityAt>) -> PlanRead {
        let id = |at: &ActivityAt| known.toolkit.activity(*at).id.to_string();
        let only = Only::These {
            activities: activities.iter().map(id).collect(),
            paths: BTreeSet::new(),
        };
        let mut plan = self.read_plan_only(&known.path, &only)?;
        let others = known.records.par_iter();
        let others = others.filter(|one| !activities.contains(&one.activity));
        plan.records.par_extend(others.cloned());
        plan.records.sort_by(|one, other| one.path.cmp(&other.path));
        plan.links = self.links_of(&plan);
        plan.pledges = self.pledges_in(&plan);
        Ok(plan)
    }

    pub(super) fn read_plan_only(&self, relative: &str, only: &Only<'_>) -> PlanRead {
        let listed = || {
            let folder = self.folder(relative)?.ok_or_else(|| {
                Finding::error(codes::DIRECTORY, "this folder does not exist")
                    .with_place(Place::file(relative))
                    .with_help("`redesign status` lists all plans")
                    .breaking()
            })?;
            let listing = self.list(&folder, relative, 0)?;
            Ok((folder, listing))
        };
        let (folder, listing) = listed().map_err(|why| BrokenPlan::of(relative, why))?;
        let plan = PlanFolder {
            path: relative.to_owned(),
            repository: self.repository_of(relative),
            folder,
            listing,
        };
        self.read_listed(plan, only)
    }

    /// The records in a directory, as those of a known plan; its `plan.toml` isn't read.
    pub(super) fn read_records_of(&self, relative: &str, known: &Plan) -> Option<Plan> {
        let folder = self.folder(relative).ok()??;
        let listing = self.list(&folder, relative, 0).ok()?;
        let mut plan = Plan {
            id: known.id.clone(),
            path: relative.to_owned(),
            repository: known.repository.clone(),
            meta: known.meta.clone(),
            toolkit: Arc::clone(&known.toolkit),
            records: Vec::new(),
            student_id: known.student_id.clone(),
            min_n: known.min_n,
            strays: Vec::new(),
            links: Vec::new(),
            pledges: Vec::new(),
            findings: Vec::new(),
        };
        self.read_folder(&mut plan, (&folder, relative), listing, &Only::All, 0);
        plan.records.sort_by(|one, other| one.path.cmp(&other.path));
        Some(plan)
    }

    /// The cohort's programme, if there is one.
    pub fn programme(&self) -> Option<PlanRead> {
        self.holds(&format!("{PROGRAMME}/{PLAN_FILE}"))
            .then(|| self.read_plan(PROGRAMME))
    }

    pub(super) fn read_listed(&self, found: PlanFolder, only: &Only<'_>) -> PlanRead {
        let PlanFolder {
            path,
            repository,
            folder,
            listing,
        } = found;
        let read = || {
            let meta = self.read_meta(&folder, &path, &listing)?;
            let id = id_of(&path)?;
            let toolkit = self.toolkits.get(&meta.toolkit).map_err(|finding| {
                let file = || Place::file(format!("{path}/{PLAN_FILE}"));
                let place = finding.place.clone().unwrap_or_else(file);
                finding.with_place(place).breaking()
            })?;
            Ok((id, meta, toolkit))
        };
        let (id, meta, toolkit) = read().map_err(|why| BrokenPlan::of(&path, why))?;
        let only = match only {
            Only::Since(now) if now.meta.toolkit != meta.toolkit => &Only::All,
            only => only,
        };
        let mut plan = Plan {
            id,
            path: path.clone(),
            repository,
            meta,
            records: Vec::with_capacity(toolkit.activities.len() + 8),
            toolkit,
            student_id: self.config.privacy.student_id.clone(),
            min_n: self.config.privacy.min_n,
            strays: Vec::new(),
            links: Vec::new(),
            pledges: Vec::new(),
            findings: Vec::new(),
        };
        if !only.is_nothing() {
            self.read_folder(&mut plan, (&folder, &path), listing, only, 0);
        }
        plan.records.sort_by(|one, other| one.path.cmp(&other.path));
        if matches!(only, Only::All | Only::Since(_)) {
            plan.links = self.links_of(&plan);
            plan.pledges = self.pledges_in(&plan);
        }
        Ok(plan)
    }

    fn read_meta(
        &self,
        folder: &Folder,
        relative: &str,
        listing: &Listing,
    ) -> Result<PlanMeta, Finding> {
        let file = format!("{relative}/{PLAN_FILE}");
        let missing = || Unreadable {
            message: "can't open this file: no such file or directory".to_owned(),
            help: "restore it with git".to_owned(),
        };
        let bytes = match listing.file(PLAN_FILE) {
            Some(entry) => self.read(folder, entry, MAX_PLAN_BYTES),
            None => Err(missing()),
        };
        let text = bytes.and_then(files::as_text);
        let text = text.map_err(|why| files::broken(codes::PLAN, &file, why))?;
        PlanMeta::parse(&text).map_err(|error| {
            if let Some(mark) = document::first_mark(&text) {
                return files::with_marks(codes::PLAN, &file, &text, mark);
            }
            let help = if lacks_toolkit(&text) {
                "plan.toml needs a line such as toolkit = { id = \"...\", version = \"...\" }"
                    .to_owned()
            } else {
                mend::line(&text, error.offset, &error.message)
            };
            Finding::error(codes::PLAN, error.message)
                .in_text(&file, &text, error.offset)
                .with_help(help)
                .breaking()
        })
    }

    fn read_folder(
        &self,
        plan: &mut Plan,
        (folder, relative): (&Folder, &str),
        listing: Listing,
        only: &Only<'_>,
        depth: usize,
    ) {
        let toolkit = Arc::clone(&plan.toolkit);
        let repeatable = (depth > 0)
            .then(|| last(relative))
            .and_then(|name| repeatable(&toolkit, name));
        let mut wanted = Vec::new();
        if matches!(only, Only::All) {
            let found = self.other_endings(&toolkit, repeatable, (folder, relative), &listing);
            plan.findings.extend(found);
        }
        for entry in listing.files.iter().filter(|one| is_markdown(&one.name)) {
            let name = &entry.name;
            let path = || format!("{relative}/{name}");
            let is_readme = is_page(name);
            let activity = repeatable.or_else(|| single(&toolkit, name));
            match activity {
                Some(activity) if !is_private(name) => {
                    let path = path();
                    if only.wants(activity.id.as_str(), &path) {
                        wanted.push((entry, path, activity, is_readme));
                    }
                }
                _ if is_readme || is_private(name) => {}
                _ => match astray::copied(&path(), &listing) {
                    Some(copy) => plan.findings.push(copy),
                    None => plan.strays.push(path()),
                },
            }
        }
        let read = |(entry, path, activity, is_readme): (&FolderEntry, String, _, _)| {
            let known = only.known(entry, &path, activity).cloned();
            let bytes = || self.read(folder, entry, document::MAX_BYTES);
            known.or_else(|| only.record(path, activity, is_readme, bytes()))
        };
        let from = plan.records.len();
        if wanted.len() < MANY_FILES {
            plan.records.extend(wanted.into_iter().filter_map(read));
        } else {
            let wanted = wanted.into_par_iter();
            plan.records.par_extend(wanted.filter_map(read));
        }
        if repeatable.is_some() {
            astray::name_copies(plan, from);
        }
        plan.findings.extend(listing.findings);
        for entry in &listing.folders {
            let inner = folder.inner(entry);
            let relative = format!("{relative}/{}", entry.name);
            match self.list(&inner, &relative, depth + 1) {
                Ok(listing) if listing.is_plan() => plan.findings.push(
                    Finding::warning(codes::PLAN, "a plan inside another plan is not read")
                        .with_place(Place::file(format!("{relative}/{PLAN_FILE}")))
                        .with_help("move it beside the other plan"),
                ),
                Ok(listing) => {
                    self.read_folder(plan, (&inner, &relative), listing, only, depth + 1);
                }
                Err(finding) => plan.findings.push(finding),
            }
        }
    }
}

/// A plan's id: the name of its directory.
fn id_of(relative: &str) -> Result<PlanId, Finding> {
    let name = last(relative);
    PlanId::parse(name).map_err(|problem| {
        let why = format!("a plan can't be named \"{name}\": {problem}");
        Finding::error(codes::PLAN, why)
            .with_place(Place::file(relative))
            .with_help("rename its folder")
            .breaking()
    })
}

/// Whether a valid TOML `plan.toml` names no toolkit and version.
fn lacks_toolkit(text: &str) -> bool {
    let Ok(keys) = toml::from_str::<toml::Table>(text) else {
        return false;
    };
    match keys.get("toolkit") {
        None => true,
        Some(toml::Value::Table(named)) => {
            !["id", "version"].iter().all(|key| named.contains_key(*key))
        }
        Some(_) => false,
    }
}

/// The single-record activity with this file name; a README belongs to none.
pub(super) fn single<'a>(toolkit: &'a Toolkit, name: &str) -> Option<&'a Activity> {
    let stem = name.get(..name.len().checked_sub(3)?)?;
    let found = toolkit.named(stem).filter(|_| !is_page(name));
    found.filter(|activity| activity.repeat.is_none())
}

pub(super) fn repeatable<'a>(toolkit: &'a Toolkit, name: &str) -> Option<&'a Activity> {
    let found = toolkit.named(name);
    found.filter(|activity| activity.repeat.is_some())
}
