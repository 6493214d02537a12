mod review;
mod row;
mod since;

pub use review::changes;
pub use row::{
    ActivityStatus, PlanStatus, StatusData, StatusFilter, activities, activities_report,
    lacks_in_words, missing, plans_report, skip_reason,
};

use super::changes::{LastChanges, Place, Unknown};
use super::cohort::Cohort;
use super::moment::When;
use super::{Kept, Pass, Passed, Question, Read, Scope, coach, moment};
use crate::error::CommandError;
use crate::model::{Finding, Standing};
use crate::store::{History, PROGRAMME, Workspace};
use crate::toolkit::Audience;
pub(super) use since::{Before, Moved};
use std::sync::Arc;

/// The status of some plans, or of all teams.
#[derive(Debug, Default)]
pub struct Status {
    /// Directories of the plans; empty for all.
    pub folders: Vec<String>,
    pub filter: StatusFilter,
    /// With `--since`, the plans then.
    before: Option<Before>,
}

pub struct Standings {
    /// In plan order.
    pub plans: Vec<PlanStatus>,
    /// What can't be read.
    pub findings: Vec<Finding>,
    /// Number of plans that can't be read.
    pub broken: usize,
    /// Why some dates are unknown.
    pub unknown: Option<Unknown>,
}

impl Status {
    pub fn of(folders: Vec<String>) -> Self {
        Self {
            folders,
            ..Self::default()
        }
    }

    /// Adds what has moved since a moment no later than `at`.
    pub fn since(
        mut self,
        workspace: &Workspace,
        words: &str,
        at: Option<&str>,
        when: &When,
    ) -> Result<Self, CommandError> {
        let before = Before::at(workspace, words, at, (&self.folders, when.now))?;
        self.before = Some(before);
        Ok(self)
    }

    /// The history that what has moved is looked up in, if it is.
    pub fn history(&self) -> Option<Arc<History>> {
        self.before
            .as_ref()
            .map(|before| Arc::clone(before.history()))
    }

    pub fn is_of_all(&self) -> bool {
        let filter = &self.filter;
        self.folders.is_empty()
            && filter.step.is_none()
            && filter.state.is_none()
            && filter.coach.is_none()
    }

    /// Rows with their last change, findings and the number of broken plans.
    pub fn answer(
        &self,
        pass: &Pass<'_>,
        passed: Passed<Kept<PlanStatus>>,
    ) -> Result<Standings, CommandError> {
        if let Some(before) = &self.before {
            before.whole()?;
        }
        let changes = passed.changes.clone();
        // The programme is no team's plan, whether or not it can be read.
        let is_team = |folder: &str| !self.folders.is_empty() || folder != PROGRAMME;
        let broken = passed.rows.iter();
        let broken = broken
            .filter(|one| one.is_broken && is_team(&one.folder))
            .count();
        let (mut plans, findings) = passed.kept();
        if plans.is_empty() && broken == 0 {
            coach::known(pass, &self.folders, self.filter.coach.as_deref())?;
        }
        let unknown = self.date(pass, changes, &mut plans);
        Ok(Standings {
            plans,
            findings,
            broken,
            unknown,
        })
    }

    /// Adds each plan's last change. Git problems never fail the command; what is unknown is returned.
    fn date(
        &self,
        pass: &Pass<'_>,
        changes: Option<Arc<LastChanges>>,
        plans: &mut [PlanStatus],
    ) -> Option<Unknown> {
        let changes = changes.unwrap_or_else(|| {
            let places = plans.iter();
            let places = places.map(|plan| (plan.repository.as_deref(), plan.path.as_str()));
            let places: Vec<Place<'_>> = places.collect();
            Arc::new(LastChanges::of(
                pass.workspace,
                pass.when,
                &places,
                self.is_of_all(),
            ))
        });
        for plan in plans {
            plan.last_activity = changes.seconds(&plan.path).map(moment::rfc3339);
            plan.days = changes
                .day(&plan.path)
                .and_then(|day| day.until(pass.when.day).ok())
                .map(|span| i64::from(span.get_days()));
        }
        changes.unknown.clone()
    }
}

impl Question for Status {
    type Row = Kept<PlanStatus>;

    fn scope(&self) -> Scope<'_> {
        Scope::named_or_all(&self.folders)
    }

    fn look(&self, read: &Read, cohort: &Cohort<'_>) -> Self::Row {
        Kept::of(read, |plan| {
            if self.folders.is_empty() && plan.toolkit.audience == Audience::Cohort {
                return None;
            }
            let standing = Standing::of(plan);
            let mut row = PlanStatus::of(plan, &standing, &self.filter, cohort.today)?;
            // A plan with its own repository has its own history.
            let before = self.before.as_ref().filter(|_| plan.repository.is_none());
            row.moved = before.map(|then| then.moved(cohort.workspace, plan, &standing));
            Some(row)
        })
    }
}
