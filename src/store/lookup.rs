//! Finds plans by id or path without reading them.

use super::Workspace;
use super::listing::Folder;
use super::names::{MAX_DEPTH, PLAN_FILE, PROGRAMME, last, parent, upwards, within};
use crate::model::Finding;
use crate::toolkit::PlanId;
use rayon::prelude::*;
use std::path::Path;

impl Workspace {
    /// The existing folders that hold plans (the cohort's and the teams'), and links in their place that aren't
    /// followed.
    pub(super) fn tops(&self) -> (Vec<(String, Folder)>, Vec<Finding>) {
        let mut names = vec![PROGRAMME.to_owned(), self.config.plans.clone()];
        names.dedup();
        let (mut folders, mut astray) = (Vec::new(), Vec::new());
        for name in names {
            match self.folder(&name) {
                Ok(found) => folders.extend(found.map(|folder| (name, folder))),
                Err(finding) => astray.push(finding),
            }
        }
        (folders, astray)
    }

    /// Directories of plans that are in a repository of their own.
    pub fn plans_of_their_own(&self) -> Vec<String> {
        let (mut folders, _) = self.read_plan_folders();
        folders.retain(|folder| self.repository_of(folder).is_some());
        folders
    }

    /// The folder at or above a plan, below the workspace, where its own repository begins.
    pub fn repository_of(&self, relative: &str) -> Option<String> {
        if self.then.is_some() {
            return None;
        }
        let real = self.real(relative).ok()?;
        let begins = |folder: &&str| self.absolute(folder).join(".git").exists();
        let found = upwards(relative).find(begins);
        // A link can lead into the middle of a repository.
        let found = found.or_else(|| upwards(&real).filter(|_| real != relative).find(begins));
        found.map(str::to_owned)
    }

    /// Directories of the plans with this id, relative to the workspace: one, unless two teams chose the same name.
    /// Searches level by level, so a plan near the top is found without walking the others. If there is none, a link in
    /// its place that isn't followed.
    pub fn find_plans(&self, id: &str) -> Vec<String> {
        if PlanId::parse(id).is_err() {
            return Vec::new();
        }
        let (tops, mut astray) = self.tops();
        // Any plan may be behind a link in place of the teams' folder.
        astray.retain(|finding| path_of(finding) != PROGRAMME || id == PROGRAMME);
        for (top, _) in tops {
            if last(&top) == id && self.holds(&format!("{top}/{PLAN_FILE}")) {
                return vec![top];
            }
            let mut level = vec![top];
            for _ in 0..MAX_DEPTH {
                let found: Vec<String> = level
                    .iter()
                    .map(|folder| format!("{folder}/{id}"))
                    .filter(|folder| self.holds(&format!("{folder}/{PLAN_FILE}")))
                    .collect();
                if !found.is_empty() {
                    return found;
                }
                let (next, links) = self.level_below(&level);
                astray.extend(links.into_iter().filter(|link| is_of(path_of(link), id)));
                level = next;
                if level.is_empty() {
                    break;
                }
            }
        }
        astray
            .first()
            .map(|link| path_of(link).to_owned())
            .into_iter()
            .collect()
    }

    /// Subfolders that are not plans, and links there that aren't followed.
    fn level_below(&self, level: &[String]) -> (Vec<String>, Vec<Finding>) {
        let listed = level.par_iter().filter_map(|folder| {
            let found = self.folder(folder).ok()??;
            let mut listing = self.list(&found, folder, 0).ok()?;
            listing.findings.retain(|finding| finding.refuses);
            let names = listing.folders.into_iter();
            let folders: Vec<String> = names
                .map(|entry| format!("{folder}/{}", entry.name))
                .filter(|folder| !self.holds(&format!("{folder}/{PLAN_FILE}")))
                .collect();
            Some((folders, listing.findings))
        });
        let (folders, links): (Vec<_>, Vec<_>) = listed.unzip();
        (folders.concat(), links.concat())
    }

    /// The plan that contains `path`, relative to the workspace, also if `path` is the target of a link to the plan.
    pub fn plan_around(&self, path: &Path) -> Option<String> {
        let found = path
            .ancestors()
            .take_while(|folder| folder.starts_with(&self.root))
            .filter_map(|folder| self.relative(folder))
            .find(|folder| self.holds(format!("{folder}/{PLAN_FILE}").trim_start_matches('/')))?;
        let is_below = |top: &str| within(&found, top).is_some();
        if self.then.is_some() || is_below(PROGRAMME) || is_below(&self.config.plans) {
            return Some(found);
        }
        let (all, _) = self.read_plan_folders();
        let named = all.into_iter().find(|plan| self.is_same(plan, &found));
        Some(named.unwrap_or(found))
    }

    /// Ids of all plans, for 'did you mean'.
    pub fn plan_ids(&self) -> Vec<String> {
        let (ids, _) = self.read_plan_folders();
        ids.into_iter().map(|path| last(&path).to_owned()).collect()
    }
}

/// Whether a link is in place of a plan's folder or of its `plan.toml`.
fn is_of(link: &str, id: &str) -> bool {
    last(if last(link) == PLAN_FILE {
        parent(link)
    } else {
        link
    }) == id
}

fn path_of(finding: &Finding) -> &str {
    finding
        .place
        .as_ref()
        .map_or("", |place| place.path.as_str())
}
