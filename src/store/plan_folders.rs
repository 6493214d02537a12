//! Finds the folders of plans: each directory is listed once.

use super::Workspace;
use super::astray;
use super::listing::{Folder, Listing};
use super::names::{PLAN_FILE, PROGRAMME};
use crate::model::Finding;
use rayon::prelude::*;

/// A plan's directory, listed but not read.
#[derive(Debug)]
pub struct PlanFolder {
    pub path: String,
    /// The folder where a repository other than the workspace's begins; see [`crate::model::Plan::repository`].
    pub repository: Option<String>,
    pub(super) folder: Folder,
    pub(super) listing: Listing,
}

/// A folder on the way to plans, relative to the workspace.
struct Stop<'a> {
    folder: Folder,
    relative: String,
    /// Folders between it and the plans' folder.
    depth: usize,
    /// The folder, at it or above, where a repository other than the workspace's begins.
    repository: Option<&'a str>,
}

impl Workspace {
    /// Finds all plans without reading them, in parallel; sorted by path.
    pub fn list_plans(&self) -> (Vec<PlanFolder>, Vec<Finding>) {
        let (tops, links) = self.tops();
        let parts = self.each(tops, |(relative, folder)| {
            self.visit(Stop {
                folder,
                relative,
                depth: 0,
                repository: None,
            })
        });
        let (plans, mut findings) = joined(links, parts);
        astray::once(&mut findings);
        (plans, findings)
    }

    /// In parallel; but of a commit one after the other. Its plans are listed in the middle of a pass, while others wait
    /// for them: a thread that waited for a part of that could be given another plan of the same pass, and wait for
    /// itself.
    fn each<T: Send, R: Send>(&self, all: Vec<T>, of: impl Fn(T) -> R + Send + Sync) -> Vec<R> {
        if self.then.is_some() {
            all.into_iter().map(of).collect()
        } else {
            all.into_par_iter().map(of).collect()
        }
    }

    /// Whether a directory, relative to the workspace, is the cohort's programme.
    pub fn is_programme(&self, folder: &str) -> bool {
        folder == PROGRAMME && self.holds(&format!("{PROGRAMME}/{PLAN_FILE}"))
    }

    /// The plans at or below a folder, each with the folder where its own repository begins.
    fn visit(&self, stop: Stop<'_>) -> (Vec<PlanFolder>, Vec<Finding>) {
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
            let plan = PlanFolder {
                repository: repository.map(str::to_owned),
                path: stop.relative,
                folder: stop.folder,
                listing,
            };
            return (vec![plan], Vec::new());
        }
        let lost = self.without_plan(&stop.folder, &stop.relative, &listing);
        let parts = self.each(listing.folders.iter().collect(), |entry| {
            let relative = format!("{}/{}", stop.relative, entry.name);
            let behind = entry.is_link.then(|| self.repository_of(&relative));
            self.visit(Stop {
                folder: stop.folder.inner(entry),
                relative,
                depth: stop.depth + 1,
                repository: behind.as_ref().map_or(repository, Option::as_deref),
            })
        });
        joined([listing.findings, lost].concat(), parts)
    }
}

/// The results from several folders in order, after the findings on the way to them.
fn joined<T>(
    mut findings: Vec<Finding>,
    parts: Vec<(Vec<T>, Vec<Finding>)>,
) -> (Vec<T>, Vec<Finding>) {
    let mut seen = Vec::with_capacity(parts.len());
    for (mut part, mut found) in parts {
        seen.append(&mut part);
        findings.append(&mut found);
    }
    (seen, findings)
}
