//! The tasks in all records.

mod task;

pub use task::{ActionsData, By, PlanTasks, TaskFilter, TaskRow, Ticked, counted, facts, report};

use super::cohort::Cohort;
use super::{Kept, Passed, Question, Read, Scope};
use crate::model::Finding;
use crate::store::Workspace;
use std::collections::BTreeSet;
use task::{chosen, identified};

/// Every task. Ids are unique across plans, so all plans are always read.
#[derive(Debug)]
pub struct Actions;

pub struct AllTasks {
    /// In file order.
    pub rows: Vec<TaskRow>,
    /// Findings with the plan's directory; `None` if they belong to no readable plan.
    findings: Vec<(Option<String>, Finding)>,
    /// Ids of plans that are paused or have ended.
    resting: BTreeSet<String>,
}

/// The tasks to show.
pub struct Chosen {
    pub rows: Vec<TaskRow>,
    /// What can't be read or keeps a task from being read.
    pub findings: Vec<Finding>,
    /// Tasks hidden because their plan is paused or has ended.
    pub left_out: usize,
}

impl Question for Actions {
    type Row = Kept<PlanTasks>;

    fn scope(&self) -> Scope<'_> {
        Scope::All
    }

    fn look(&self, read: &Read, cohort: &Cohort<'_>) -> Self::Row {
        Kept::with(read, |plan, findings| {
            Some(PlanTasks::of(plan, cohort.today, findings))
        })
    }
}

impl Actions {
    pub fn answer(&self, passed: Passed<Kept<PlanTasks>>) -> AllTasks {
        let astray = passed.findings.into_iter();
        let mut findings: Vec<(Option<String>, Finding)> = astray.map(|one| (None, one)).collect();
        let mut plans = Vec::new();
        for one in passed.rows {
            let found = one.findings.into_iter();
            findings.extend(found.map(|finding| (Some(one.folder.clone()), finding)));
            plans.extend(one.row);
        }
        let rows = identified(&mut plans);
        plans.retain(|plan| plan.is_resting);
        AllTasks {
            rows,
            findings,
            resting: plans.into_iter().map(|plan| plan.id).collect(),
        }
    }
}

impl AllTasks {
    /// The tasks asked for, in order.
    pub fn chosen(self, workspace: &Workspace, filter: &TaskFilter, by: By) -> Chosen {
        let mut rows = chosen(self.rows, filter, by);
        let mut left_out = 0;
        // Inactive teams' tasks are only shown on request.
        if filter.folders.is_empty() && !filter.done {
            let before = rows.len();
            rows.retain(|row| !self.resting.contains(&row.plan));
            left_out = before - rows.len();
        }
        let is_of_it = |folder: &Option<String>| match folder {
            // A programme's records may be about any plan.
            Some(folder) => {
                filter.folders.is_empty()
                    || filter.folders.contains(folder)
                    || !folder.starts_with(&format!("{}/", workspace.config.plans))
            }
            None => true,
        };
        let findings = self.findings.into_iter();
        let findings = findings.filter(|(folder, _)| is_of_it(folder));
        Chosen {
            rows,
            findings: findings.map(|(_, finding)| finding).collect(),
            left_out,
        }
    }
}
