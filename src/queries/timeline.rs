//! When each activity started, was done, was reopened.

use super::cohort::Cohort;
use super::{Around, Needs, Passed, Question, Read, Scope, moment};
use crate::error::CommandError;
use crate::model::{Finding, Plan, codes};
use crate::report::timeline::{Gathering, PlanTimeline, Then, states};
use crate::store::{History, Traced, Workspace};
use crate::toolkit::Audience;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The past of some plans, or of all of the teams.
#[derive(Debug)]
pub struct Timelines {
    /// Directories of the plans; none for all.
    pub folders: Vec<String>,
}

impl Question for Timelines {
    type Row = Result<Option<Arc<Plan>>, Finding>;

    fn needs(&self) -> Needs {
        Needs {
            scope: Scope::named_or_all(&self.folders),
            around: Around::Nothing,
        }
    }

    fn look(&self, read: &Read, _cohort: &Cohort<'_>) -> Self::Row {
        match read {
            Ok(plan) if self.folders.is_empty() && plan.toolkit.audience == Audience::Cohort => {
                Ok(None)
            }
            Ok(plan) => Ok(Some(Arc::clone(plan))),
            Err(broken) => Err(broken.finding.clone()),
        }
    }
}

impl Timelines {
    /// The plans' timelines, in their order, and what isn't known.
    ///
    /// # Errors
    /// When the history of a plan can't be read.
    pub fn answer(
        &self,
        workspace: &Workspace,
        passed: Passed<Result<Option<Arc<Plan>>, Finding>>,
    ) -> Result<(Vec<PlanTimeline>, Vec<Finding>), CommandError> {
        let mut findings = passed.findings;
        let mut plans: Vec<Arc<Plan>> = Vec::new();
        for read in passed.rows {
            match read {
                Ok(plan) => plans.extend(plan),
                Err(finding) => findings.push(finding),
            }
        }
        let timelines = timelines(workspace, &plans)?;
        if timelines.iter().any(|plan| plan.is_cut) {
            findings.push(
                Finding::warning(
                    codes::SHALLOW,
                    "this clone holds only the newest commits, so earlier moments are not known",
                )
                .with_help(moment::UNSHALLOW),
            );
        }
        Ok((timelines, findings))
    }
}

/// The plans' timelines, in their order: those of one repository in one walk through it.
fn timelines(
    workspace: &Workspace,
    plans: &[Arc<Plan>],
) -> Result<Vec<PlanTimeline>, CommandError> {
    let mut by_repository: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
    for (at, plan) in plans.iter().enumerate() {
        let repository = plan.repository.as_deref();
        by_repository.entry(repository).or_default().push(at);
    }
    let mut found: BTreeMap<usize, PlanTimeline> = BTreeMap::new();
    for rows in by_repository.into_values() {
        let of: Vec<&Plan> = rows
            .iter()
            .filter_map(|at| plans.get(*at))
            .map(Arc::as_ref)
            .collect();
        let Some(first) = of.first() else { continue };
        let history = moment::history(workspace, first)?;
        let folders: Vec<String> = of.iter().map(|plan| plan.path.clone()).collect();
        let traced = history.trace_plans(&folders)?;
        for ((at, plan), steps) in rows.into_iter().zip(of).zip(traced) {
            found.insert(at, timeline(workspace, &history, plan, &steps));
        }
    }
    Ok(found.into_values().collect())
}

fn timeline(
    workspace: &Workspace,
    history: &History,
    plan: &Plan,
    steps: &[Traced],
) -> PlanTimeline {
    let mut gathering = Gathering::default();
    let states = history.plans_then(workspace, steps, &|plan| states(&plan));
    for (step, states) in steps.iter().zip(states).rev() {
        // A state of the plan that can't be read says nothing; the next one that can does.
        if let Some(states) = states {
            let then = Then {
                seconds: step.seconds,
                date: moment::rfc3339(step.seconds),
                commit: &step.commit,
            };
            gathering.note(states, &then);
        }
    }
    let is_cut = steps.last().is_some_and(|step| step.is_cut);
    gathering.finish(plan, is_cut)
}
