//! Finding plans and reading them: each directory is listed once, each file read once, plans in parallel.

use super::listing::{Folder, Listing, PLAN_FILE, is_markdown, is_page};
use super::lookup::Tops;
use super::{MAX_PLAN_BYTES, Workspace, files};
use crate::document;
use crate::model::{Finding, Place, Plan, PlanMeta, Record, Unreadable, codes, mend};
use crate::toolkit::{Activity, PlanId, Toolkit};
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

/// The folder and id of a cohort's programme.
pub const PROGRAMME: &str = "cohort";

/// A plan, or what is known of one that can't be read.
pub type PlanRead = Result<Plan, BrokenPlan>;

/// A directory with a `plan.toml` from which no plan can be had.
#[derive(Debug)]
pub struct BrokenPlan {
    /// Its directory's name.
    pub id: String,
    /// Its directory, relative to the workspace.
    pub path: String,
    /// Why.
    pub finding: Finding,
}

/// How much of a plan is read.
#[derive(Debug)]
pub(super) enum Only {
    /// All of it, and what its links lead to.
    All,
    /// Records of these activities and these files, and no links.
    These {
        /// Ids.
        activities: BTreeSet<String>,
        /// Relative to the workspace.
        paths: BTreeSet<String>,
    },
}

impl Only {
    /// Whether only `plan.toml` is read.
    fn is_nothing(&self) -> bool {
        matches!(self, Self::These { activities, paths } if activities.is_empty() && paths.is_empty())
    }

    fn wants(&self, activity: &str, path: &str) -> bool {
        match self {
            Self::All => true,
            Self::These { activities, paths } => {
                // The page of a folder speaks for the records in it.
                let is_beside = |one: &String| {
                    let folder = one.rsplit_once('/').map_or("", |(folder, _)| folder);
                    is_page(last(path))
                        && path.rsplit_once('/').map_or("", |(own, _)| own) == folder
                };
                activities.contains(activity) || paths.contains(path) || paths.iter().any(is_beside)
            }
        }
    }
}

/// The directory of a plan, listed and not read yet.
#[derive(Debug)]
pub struct PlanFolder {
    /// Relative to the workspace.
    pub path: String,
    /// The folder in which a repository other than the workspace's begins, as [`Plan::repository`].
    pub repository: Option<String>,
    folder: Folder,
    listing: Listing,
}

/// From so many files in one folder on they are read in parallel. Plans are read in parallel anyway; a programme alone
/// has folders of thousands.
const MANY_FILES: usize = 64;

/// A folder on the way to plans.
struct Stop<'a> {
    folder: Folder,
    /// Relative to the workspace.
    relative: String,
    /// Folders between it and the one where plans begin.
    depth: usize,
    /// The folder around it, or it itself, in which a repository other than the workspace's begins.
    repository: Option<&'a str>,
}

impl Workspace {
    /// Reads all plans, in parallel, and hands each to `see` as soon as it is read, so that no more than a few are in
    /// memory at once. What `see` gives comes back in the order of the plans' paths.
    pub fn read_plans<T: Send>(
        &self,
        see: &(impl Fn(PlanRead) -> T + Sync),
    ) -> (Vec<T>, Vec<Finding>) {
        self.read_below(self.tops(), see)
    }

    /// As [`Workspace::read_plans`], without the cohort's programme.
    pub fn read_team_plans<T: Send>(
        &self,
        see: &(impl Fn(PlanRead) -> T + Sync),
    ) -> (Vec<T>, Vec<Finding>) {
        let mut tops = self.tops();
        tops.folders.retain(|(name, _)| !self.is_programme(name));
        self.read_below(tops, see)
    }

    /// Looks for all plans without reading them, for those who have to know of all before they look at one. In the order
    /// of their paths.
    pub fn list_plans(&self) -> (Vec<PlanFolder>, Vec<Finding>) {
        self.walk(self.tops(), &|stop, listing, repository| PlanFolder {
            path: stop.relative.clone(),
            repository: repository.map(str::to_owned),
            folder: stop.folder.clone(),
            listing,
        })
    }

    /// Reads plans that were looked for before, in parallel, as [`Workspace::read_plans`].
    pub fn read_listed_plans<T: Send>(
        &self,
        plans: Vec<PlanFolder>,
        see: &(impl Fn(PlanRead) -> T + Sync),
    ) -> Vec<T> {
        let all = plans.into_par_iter().map(|found| {
            let repository = found.repository.as_deref();
            let (folder, path) = (&found.folder, &found.path);
            see(self.read_listed(folder, path, found.listing, repository, &Only::All))
        });
        all.collect()
    }

    /// Whether a directory, relative to the workspace, is that of the cohort's programme.
    pub fn is_programme(&self, folder: &str) -> bool {
        folder == PROGRAMME && self.holds(&format!("{PROGRAMME}/{PLAN_FILE}"))
    }

    fn read_below<T: Send>(
        &self,
        tops: Tops,
        see: &(impl Fn(PlanRead) -> T + Sync),
    ) -> (Vec<T>, Vec<Finding>) {
        self.walk(tops, &|stop, listing, repository| {
            see(self.read_listed(
                &stop.folder,
                &stop.relative,
                listing,
                repository,
                &Only::All,
            ))
        })
    }

    /// Hands each directory of a plan below some folders to `see`, listed, with the folder in which its own repository
    /// begins.
    fn walk<T: Send>(
        &self,
        tops: Tops,
        see: &(impl Fn(&Stop<'_>, Listing, Option<&str>) -> T + Sync),
    ) -> (Vec<T>, Vec<Finding>) {
        let parts = tops.folders.into_par_iter().map(|(relative, folder)| {
            let stop = Stop {
                folder,
                relative,
                depth: 0,
                repository: None,
            };
            self.visit(&stop, see)
        });
        let parts: Vec<(Vec<T>, Vec<Finding>)> = parts.collect();
        let mut all = (Vec::new(), tops.astray);
        for (mut seen, mut findings) in parts {
            all.0.append(&mut seen);
            all.1.append(&mut findings);
        }
        all
    }

    fn visit<T: Send>(
        &self,
        stop: &Stop<'_>,
        see: &(impl Fn(&Stop<'_>, Listing, Option<&str>) -> T + Sync),
    ) -> (Vec<T>, Vec<Finding>) {
        let listing = match self.list(&stop.folder, &stop.relative, stop.depth) {
            Ok(listing) => listing,
            Err(finding) => return (Vec::new(), vec![finding]),
        };
        let repository = if listing.has_repository {
            Some(stop.relative.as_str())
        } else {
            stop.repository
        };
        if listing.is_plan() {
            return (vec![see(stop, listing, repository)], Vec::new());
        }
        let parts: Vec<(Vec<T>, Vec<Finding>)> = listing
            .folders
            .par_iter()
            .map(|entry| {
                let relative = format!("{}/{}", stop.relative, entry.name);
                let behind = entry.is_link.then(|| self.repository_of(&relative));
                let inner = Stop {
                    folder: stop.folder.inner(entry),
                    relative,
                    depth: stop.depth + 1,
                    repository: behind.as_ref().map_or(repository, Option::as_deref),
                };
                self.visit(&inner, see)
            })
            .collect();
        let mut all = (Vec::with_capacity(parts.len()), listing.findings);
        for (mut seen, mut findings) in parts {
            all.0.append(&mut seen);
            all.1.append(&mut findings);
        }
        all
    }

    /// Reads the plan in one directory, given relative to the workspace.
    ///
    /// # Errors
    /// When it is no plan or can't be read.
    pub fn read_plan(&self, relative: &str) -> PlanRead {
        self.read_plan_only(relative, &Only::All)
    }

    /// Reads of a plan what is asked for.
    pub(super) fn read_plan_only(&self, relative: &str, only: &Only) -> PlanRead {
        let broken = |finding: Finding| BrokenPlan {
            id: last(relative).to_owned(),
            path: relative.to_owned(),
            finding,
        };
        let Some(folder) = self.folder(relative).map_err(broken)? else {
            return Err(broken(
                Finding::error(codes::DIRECTORY, "this folder is not there")
                    .with_place(Place::file(relative))
                    .with_help("`redesign status` lists all plans")
                    .breaking(),
            ));
        };
        match self.list(&folder, relative, 0) {
            Ok(listing) => {
                let repository = self.repository_of(relative);
                self.read_listed(&folder, relative, listing, repository.as_deref(), only)
            }
            Err(finding) => Err(broken(finding)),
        }
    }

    /// The cohort's programme; nothing where there is none.
    pub fn programme(&self) -> Option<PlanRead> {
        self.holds(&format!("{PROGRAMME}/{PLAN_FILE}"))
            .then(|| self.read_plan(PROGRAMME))
    }

    /// The cohort's programme, read while `meanwhile` does something else that takes reading many files.
    pub fn with_programme<T: Send>(
        &self,
        meanwhile: impl FnOnce() -> T + Send,
    ) -> (Option<PlanRead>, T) {
        rayon::join(|| self.programme(), meanwhile)
    }

    fn read_listed(
        &self,
        folder: &Folder,
        relative: &str,
        listing: Listing,
        repository: Option<&str>,
        only: &Only,
    ) -> PlanRead {
        let name = last(relative);
        let broken = |finding: Finding| BrokenPlan {
            id: name.to_owned(),
            path: relative.to_owned(),
            finding,
        };
        let file = format!("{relative}/{PLAN_FILE}");
        let missing = || Unreadable {
            message: "this file can't be opened: no such file or directory".to_owned(),
            help: "bring it back with git".to_owned(),
        };
        let text = listing
            .file(PLAN_FILE)
            .ok_or_else(missing)
            .and_then(|entry| self.read(folder, entry, MAX_PLAN_BYTES))
            .and_then(files::as_text)
            .map_err(|Unreadable { message, help }| {
                broken(
                    Finding::error(codes::PLAN, message)
                        .with_place(Place::file(file.as_str()))
                        .with_help(help)
                        .breaking(),
                )
            })?;
        let meta = PlanMeta::parse(&text).map_err(|error| {
            broken(
                Finding::error(codes::PLAN, error.message.clone())
                    .in_text(&file, &text, error.offset)
                    .with_help(if error.message.contains("missing field") {
                        "plan.toml needs a line such as toolkit = { id = \"...\", version = \"...\" }"
                            .to_owned()
                    } else {
                        mend::line(&text, error.offset).unwrap_or_else(|| {
                            "correct this line of plan.toml: words stand between quotation marks"
                                .to_owned()
                        })
                    })
                    .breaking(),
            )
        })?;
        let id = PlanId::parse(name).map_err(|problem| {
            broken(
                Finding::error(
                    codes::PLAN,
                    format!("a plan can't be called \"{name}\": {problem}"),
                )
                .with_place(Place::file(relative))
                .with_help("rename its folder")
                .breaking(),
            )
        })?;
        let toolkit = self.toolkits.get(&meta.toolkit).map_err(|finding| {
            let place = finding
                .place
                .clone()
                .unwrap_or_else(|| Place::file(file.as_str()));
            broken(finding.with_place(place).breaking())
        })?;
        let mut plan = Plan {
            id,
            path: relative.to_owned(),
            repository: repository.map(str::to_owned),
            meta,
            toolkit: Arc::clone(&toolkit),
            records: Vec::with_capacity(toolkit.activities.len() + 8),
            student_id: self.config.privacy.student_id.clone(),
            strays: Vec::new(),
            links: Vec::new(),
            findings: Vec::new(),
        };
        if !only.is_nothing() {
            self.read_folder(&mut plan, (folder, relative), listing, only, 0);
        }
        plan.records.sort_by(|one, other| one.path.cmp(&other.path));
        if matches!(only, Only::All) {
            plan.links = self.links_of(&plan);
        }
        Ok(plan)
    }

    fn read_folder(
        &self,
        plan: &mut Plan,
        (folder, relative): (&Folder, &str),
        listing: Listing,
        only: &Only,
        depth: usize,
    ) {
        plan.findings.extend(listing.findings);
        let toolkit = Arc::clone(&plan.toolkit);
        let repeatable = (depth > 0)
            .then(|| last(relative))
            .and_then(|name| repeatable(&toolkit, name));
        let mut wanted = Vec::new();
        for entry in listing.files.iter().filter(|one| is_markdown(&one.name)) {
            let name = &entry.name;
            let path = || format!("{relative}/{name}");
            let stem = name.get(..name.len() - 3).unwrap_or(name);
            let is_readme = stem.eq_ignore_ascii_case("readme");
            let activity = match repeatable {
                Some(activity) => Some(activity),
                None if is_readme => None,
                None => toolkit.named(stem).filter(|one| one.repeat.is_none()),
            };
            match activity {
                Some(activity) if !is_private(name) => {
                    let path = path();
                    if only.wants(activity.id.as_str(), &path) {
                        wanted.push((entry, path, activity, is_readme));
                    }
                }
                _ if is_readme || is_private(name) => {}
                _ => plan.strays.push(path()),
            }
        }
        let read = |(entry, path, activity, is_readme)| {
            let bytes = self.read(folder, entry, document::MAX_BYTES);
            Record::read(path, activity, is_readme, bytes)
        };
        if wanted.len() < MANY_FILES {
            plan.records.extend(wanted.into_iter().map(read));
        } else {
            plan.records.par_extend(wanted.into_par_iter().map(read));
        }
        for entry in &listing.folders {
            let inner = folder.inner(entry);
            let inner_relative = format!("{relative}/{}", entry.name);
            match self.list(&inner, &inner_relative, depth + 1) {
                Ok(listing) if listing.is_plan() => plan.findings.push(
                    Finding::warning(codes::PLAN, "a plan inside a plan is not read")
                        .with_place(Place::file(format!("{inner_relative}/{PLAN_FILE}")))
                        .with_help("move it out, beside the other"),
                ),
                Ok(listing) => {
                    let inner = (&inner, inner_relative.as_str());
                    self.read_folder(plan, inner, listing, only, depth + 1);
                }
                Err(finding) => plan.findings.push(finding),
            }
        }
    }
}

fn repeatable<'a>(toolkit: &'a Toolkit, name: &str) -> Option<&'a Activity> {
    toolkit.named(name).filter(|one| one.repeat.is_some())
}

/// A sheet for one person's own use, which is never read back.
fn is_private(name: &str) -> bool {
    name.to_ascii_lowercase().contains(".private.")
}

pub(super) fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
