//! The last commit of each quoted file.

use crate::app::write;
use crate::error::CommandError;
use crate::model::Plan;
use crate::queries::moment;
use crate::store::Workspace;
use std::collections::{BTreeMap, BTreeSet};

/// The last commit of each file of some plans.
pub(super) struct CommitsOfFiles {
    /// Short commit ids by file path.
    commits: BTreeMap<String, String>,
    /// Files that differ from HEAD or are in no commit.
    uncommitted: BTreeSet<String>,
    /// Folders of plans with history.
    kept: Vec<String>,
}

impl CommitsOfFiles {
    /// For all files of these plans, as far as git can tell.
    pub fn of(workspace: &Workspace, plans: &[&Plan]) -> Result<Self, CommandError> {
        let mut all = Self {
            commits: BTreeMap::new(),
            uncommitted: BTreeSet::new(),
            kept: Vec::new(),
        };
        for plan in plans {
            // Without git, or with an unsupported repository, there is no telling.
            let Ok(history) = moment::history(workspace, plan) else {
                continue;
            };
            if all.kept.contains(&plan.path) {
                continue;
            }
            all.kept.push(plan.path.clone());
            all.uncommitted.extend(history.uncommitted(&plan.path)?);
            let traced = history.trace_plans(std::slice::from_ref(&plan.path))?;
            for step in traced.into_iter().flatten() {
                for path in step.touched.iter().filter_map(|one| one.to.as_ref()) {
                    let commit = || write::short(&step.commit);
                    // The plan may have had another name then.
                    let inside = path.strip_prefix(&step.path).unwrap_or(path);
                    let now = format!("{}{inside}", plan.path);
                    all.commits.entry(now).or_insert_with(commit);
                }
            }
        }
        Ok(all)
    }

    /// The last commit of a file: empty if its current content isn't committed, `None` without history.
    pub fn at(&self, path: &str) -> Option<String> {
        let is_in = |folder: &String| {
            path.strip_prefix(folder.as_str())
                .is_some_and(|rest| rest.starts_with('/'))
        };
        if !self.kept.iter().any(is_in) {
            return None;
        }
        if self.uncommitted.contains(path) {
            return Some(String::new());
        }
        Some(self.commits.get(path).cloned().unwrap_or_default())
    }
}
