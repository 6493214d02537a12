//! Finding plans and reading them: each directory is listed once, each file read once, plans in parallel.

use super::{MAX_PLAN_BYTES, Workspace, files};
use crate::document;
use crate::model::{Finding, Place, Plan, PlanMeta, Record, Unreadable, codes};
use crate::toolkit::{PlanId, Toolkit};
use rayon::prelude::*;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Deepest folder below the workspace that is looked into.
const MAX_DEPTH: usize = 24;

/// The file that makes a directory a plan.
pub(super) const PLAN_FILE: &str = "plan.toml";

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

/// A directory's entries, sorted by name.
struct Listing {
    files: Vec<String>,
    folders: Vec<String>,
    findings: Vec<Finding>,
}

impl Listing {
    fn is_plan(&self) -> bool {
        self.files.iter().any(|name| name == PLAN_FILE)
    }
}

impl Workspace {
    /// Reads all plans, in parallel, and hands each to `see` as soon as it is read, so that no more than a few are in
    /// memory at once. What `see` gives comes back in the order of the plans' paths.
    pub fn read_plans<T: Send>(
        &self,
        see: &(impl Fn(PlanRead) -> T + Sync),
    ) -> (Vec<T>, Vec<Finding>) {
        let mut findings = Vec::new();
        let mut seen = Vec::new();
        for folder in self.plan_folders() {
            let (mut more, mut found) = self.visit(&self.absolute(&folder), &folder, 0, see);
            seen.append(&mut more);
            findings.append(&mut found);
        }
        (seen, findings)
    }

    /// Where plans can be: the cohort's folder and that of the teams, where they are there.
    fn plan_folders(&self) -> Vec<String> {
        let mut folders = vec!["cohort".to_owned(), self.config.plans.clone()];
        folders.dedup();
        folders.retain(|folder| self.absolute(folder).is_dir());
        folders
    }

    fn visit<T: Send>(
        &self,
        folder: &Path,
        relative: &str,
        depth: usize,
        see: &(impl Fn(PlanRead) -> T + Sync),
    ) -> (Vec<T>, Vec<Finding>) {
        let listing = match self.list(folder, relative, depth) {
            Ok(listing) => listing,
            Err(finding) => return (Vec::new(), vec![finding]),
        };
        if listing.is_plan() {
            return (
                vec![see(self.read_listed(folder, relative, listing))],
                Vec::new(),
            );
        }
        let parts: Vec<(Vec<T>, Vec<Finding>)> = listing
            .folders
            .par_iter()
            .map(|name| {
                self.visit(
                    &folder.join(name),
                    &format!("{relative}/{name}"),
                    depth + 1,
                    see,
                )
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
        let folder = self.absolute(relative);
        match self.list(&folder, relative, 0) {
            Ok(listing) => self.read_listed(&folder, relative, listing),
            Err(finding) => Err(BrokenPlan {
                id: last(relative).to_owned(),
                path: relative.to_owned(),
                finding,
            }),
        }
    }

    /// Directories of the plans of this id, relative to the workspace: one, unless two teams chose the same name. Looks
    /// level by level, so that a plan near the top is found without walking through the others.
    pub fn find_plans(&self, id: &str) -> Vec<String> {
        if PlanId::parse(id).is_err() {
            return Vec::new();
        }
        for top in self.plan_folders() {
            if last(&top) == id && self.absolute(&top).join(PLAN_FILE).exists() {
                return vec![top];
            }
            let mut level = vec![top];
            for _ in 0..MAX_DEPTH {
                let found: Vec<String> = level
                    .iter()
                    .map(|folder| format!("{folder}/{id}"))
                    .filter(|folder| self.absolute(folder).join(PLAN_FILE).exists())
                    .collect();
                if !found.is_empty() {
                    return found;
                }
                level = level
                    .par_iter()
                    .flat_map_iter(|folder| {
                        let listing = self.list(&self.absolute(folder), folder, 0).ok();
                        let folders = listing.map(|listing| listing.folders).unwrap_or_default();
                        folders
                            .into_iter()
                            .map(move |name| format!("{folder}/{name}"))
                    })
                    .filter(|folder| !self.absolute(folder).join(PLAN_FILE).exists())
                    .collect();
                if level.is_empty() {
                    break;
                }
            }
        }
        Vec::new()
    }

    /// The plan whose directory `path` is in, relative to the workspace.
    pub fn plan_around(&self, path: &Path) -> Option<String> {
        path.ancestors()
            .take_while(|folder| folder.starts_with(&self.root))
            .find(|folder| folder.join(PLAN_FILE).is_file())
            .and_then(|folder| self.relative(folder))
    }

    /// Ids of all plans, for 'did you mean'.
    pub fn plan_ids(&self) -> Vec<String> {
        let (ids, _) = self.read_plan_folders();
        ids.into_iter().map(|path| last(&path).to_owned()).collect()
    }

    /// Directories of all plans, relative to the workspace, without reading them.
    pub fn read_plan_folders(&self) -> (Vec<String>, Vec<Finding>) {
        let mut found = Vec::new();
        let mut findings = Vec::new();
        let mut open: Vec<(String, usize)> = self
            .plan_folders()
            .into_iter()
            .rev()
            .map(|folder| (folder, 0))
            .collect();
        while let Some((folder, depth)) = open.pop() {
            match self.list(&self.absolute(&folder), &folder, depth) {
                Ok(listing) if listing.is_plan() => found.push(folder),
                Ok(listing) => open.extend(
                    listing
                        .folders
                        .iter()
                        .rev()
                        .map(|name| (format!("{folder}/{name}"), depth + 1)),
                ),
                Err(finding) => findings.push(finding),
            }
        }
        (found, findings)
    }

    fn list(&self, folder: &Path, relative: &str, depth: usize) -> Result<Listing, Finding> {
        if depth > MAX_DEPTH {
            return Err(Finding::error(
                codes::DIRECTORY,
                format!("folders are nested more than {MAX_DEPTH} deep here"),
            )
            .with_place(Place::file(relative))
            .with_help("move the plans further up"));
        }
        let unlisted = |error: &std::io::Error| {
            Finding::error(
                codes::DIRECTORY,
                format!("this folder can't be listed: {}", files::reason(error)),
            )
            .with_place(Place::file(relative))
            .with_help("make it readable for you")
            .breaking()
        };
        let mut listing = Listing {
            files: Vec::new(),
            folders: Vec::new(),
            findings: Vec::new(),
        };
        for entry in fs::read_dir(folder).map_err(|error| unlisted(&error))? {
            let entry = entry.map_err(|error| unlisted(&error))?;
            let name = match entry.file_name().into_string() {
                Ok(name) => name,
                Err(raw) => {
                    let shown = raw.to_string_lossy().into_owned();
                    listing.findings.push(
                        Finding::error(codes::FILE, "the name of this file is not UTF-8")
                            .with_place(Place::file(format!("{relative}/{shown}")))
                            .with_help("rename it with letters, digits and hyphens")
                            .breaking(),
                    );
                    continue;
                }
            };
            if name.starts_with('.') {
                continue;
            }
            let Ok(mut kind) = entry.file_type() else {
                continue;
            };
            if kind.is_symlink() {
                match self.linked(&entry.path(), folder) {
                    Ok(found) => kind = found,
                    Err(message) => {
                        listing.findings.push(
                            Finding::error(codes::DIRECTORY, message)
                                .with_place(Place::file(format!("{relative}/{name}")))
                                .with_help("put the file itself in its place")
                                .breaking(),
                        );
                        continue;
                    }
                }
            }
            if kind.is_dir() {
                listing.folders.push(name);
            } else if kind.is_file() {
                listing.files.push(name);
            } else if is_markdown(&name) || name == PLAN_FILE {
                listing.findings.push(
                    Finding::error(codes::FILE, "this is no regular file")
                        .with_place(Place::file(format!("{relative}/{name}")))
                        .with_help("put a file in its place")
                        .breaking(),
                );
            }
        }
        listing.files.sort();
        listing.folders.sort();
        Ok(listing)
    }

    /// What a symbolic link leads to, if that is inside the workspace and no folder around it.
    fn linked(&self, link: &Path, around: &Path) -> Result<fs::FileType, String> {
        let target = fs::canonicalize(link)
            .map_err(|error| format!("this link leads nowhere: {}", files::reason(&error)))?;
        if !target.starts_with(&self.root) {
            return Err("this link leads out of the workspace, so it is not followed".to_owned());
        }
        let around = fs::canonicalize(around).unwrap_or_else(|_| around.to_owned());
        if around.starts_with(&target) {
            return Err("this link leads back to a folder it is in".to_owned());
        }
        fs::metadata(&target)
            .map(|found| found.file_type())
            .map_err(|error| files::reason(&error))
    }

    fn read_listed(&self, folder: &Path, relative: &str, listing: Listing) -> PlanRead {
        let name = last(relative);
        let broken = |finding: Finding| BrokenPlan {
            id: name.to_owned(),
            path: relative.to_owned(),
            finding,
        };
        let file = format!("{relative}/{PLAN_FILE}");
        let text = files::read_bytes(&folder.join(PLAN_FILE), MAX_PLAN_BYTES)
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
                    } else {
                        "correct this line of plan.toml: words stand between quotation marks"
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
            meta,
            toolkit: Arc::clone(&toolkit),
            records: Vec::with_capacity(toolkit.activities.len() + 8),
            strays: Vec::new(),
            findings: Vec::new(),
        };
        self.read_folder(&mut plan, folder, relative, listing, 0);
        plan.records.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(plan)
    }

    fn read_folder(
        &self,
        plan: &mut Plan,
        folder: &Path,
        relative: &str,
        listing: Listing,
        depth: usize,
    ) {
        plan.findings.extend(listing.findings);
        let toolkit = Arc::clone(&plan.toolkit);
        let repeatable = (depth > 0)
            .then(|| last(relative))
            .and_then(|name| repeatable(&toolkit, name));
        for name in listing.files.iter().filter(|name| is_markdown(name)) {
            let path = || format!("{relative}/{name}");
            let stem = name.get(..name.len() - 3).unwrap_or(name);
            let is_readme = stem.eq_ignore_ascii_case("readme");
            let activity = match repeatable {
                Some(activity) => Some(activity),
                None if is_readme => None,
                None => toolkit.position(stem).filter(|at| {
                    toolkit
                        .activities
                        .get(*at)
                        .is_some_and(|one| one.repeat.is_none())
                }),
            };
            let known = activity.and_then(|at| Some((at, toolkit.activities.get(at)?)));
            match known {
                Some(known) if !is_private(name) => {
                    let bytes = files::read_bytes(&folder.join(name), document::MAX_BYTES);
                    plan.records
                        .push(Record::read(path(), known, is_readme, bytes));
                }
                _ if is_readme || is_private(name) => {}
                _ => plan.strays.push(path()),
            }
        }
        for name in &listing.folders {
            let inner: PathBuf = folder.join(name);
            let inner_relative = format!("{relative}/{name}");
            match self.list(&inner, &inner_relative, depth + 1) {
                Ok(listing) if listing.is_plan() => plan.findings.push(
                    Finding::warning(codes::PLAN, "a plan inside a plan is not read")
                        .with_place(Place::file(format!("{inner_relative}/{PLAN_FILE}")))
                        .with_help("move it out, beside the other"),
                ),
                Ok(listing) => self.read_folder(plan, &inner, &inner_relative, listing, depth + 1),
                Err(finding) => plan.findings.push(finding),
            }
        }
    }
}

fn repeatable(toolkit: &Toolkit, name: &str) -> Option<usize> {
    toolkit
        .activities
        .iter()
        .position(|activity| activity.repeat.is_some() && activity.id.as_str() == name)
}

fn is_markdown(name: &str) -> bool {
    name.len() > 3
        && name
            .get(name.len() - 3..)
            .is_some_and(|ending| ending.eq_ignore_ascii_case(".md"))
}

/// A sheet for one person's own use, which is never read back.
fn is_private(name: &str) -> bool {
    name.to_ascii_lowercase().contains(".private.")
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
