//! Where every plan stands.

mod review;
mod row;
mod since;

pub use review::changes;
pub use row::{
    ActivityStatus, PlanStatus, StatusData, StatusFilter, activities, activities_report,
    lacks_in_words, missing, plans_report, skip_reason,
};

use super::changes::{Changes, Place, Unknown, last_changes};
use super::cohort::Cohort;
use super::moment::{self, When};
use super::{Around, Needs, Passed, Question, Read, Scope};
use crate::error::CommandError;
use crate::model::Finding;
use crate::store::Workspace;
use crate::toolkit::Audience;
use since::{Before, Moved};
use std::collections::{BTreeMap, BTreeSet};

/// Where some plans stand, or all of the teams.
#[derive(Debug, Default)]
pub struct Status {
    /// Directories of the plans; none for all.
    pub folders: Vec<String>,
    /// Which rows are asked for.
    pub filter: StatusFilter,
    /// Where the plans stood at an earlier moment, by their ids, where what moved since is asked for.
    before: Option<BTreeMap<String, Before>>,
}

/// Where the plans stand, what was found on the way, and what isn't known.
pub struct Standings {
    /// Rows, in the order of the plans.
    pub plans: Vec<PlanStatus>,
    /// What can't be read.
    pub findings: Vec<Finding>,
    /// How many plans can't be read.
    pub broken: usize,
    /// Why some dates are not known.
    pub unknown: Option<Unknown>,
}

/// What is kept of one plan.
pub enum StatusSeen {
    /// Its row, and what of it can't be read.
    Row(Box<PlanStatus>, Vec<Finding>),
    /// A plan that the filter leaves out, but of which something must be said all the same; and who its coach is.
    Hidden(Vec<Finding>, String),
    /// Why it can't be read.
    Broken(Box<Finding>),
}

impl Status {
    /// Of some plans, or of all.
    pub fn of(folders: Vec<String>) -> Self {
        Self {
            folders,
            ..Self::default()
        }
    }

    /// With what moved since a moment, which is not to be later than `at`.
    ///
    /// # Errors
    /// When the words name no moment, or no history reaches back so far.
    pub fn since(
        mut self,
        workspace: &Workspace,
        words: &str,
        at: Option<&str>,
    ) -> Result<Self, CommandError> {
        self.before = Some(since::before(workspace, words, at)?);
        Ok(self)
    }

    /// Whether no plan is left out.
    pub fn is_of_all(&self) -> bool {
        let filter = &self.filter;
        self.folders.is_empty()
            && filter.step.is_none()
            && filter.state.is_none()
            && filter.coach.is_none()
    }

    /// Rows, findings and what is broken, apart; each row with when its plan changed last.
    ///
    /// # Errors
    /// When no plan has the coach that was asked for.
    pub fn answer(
        &self,
        workspace: &Workspace,
        when: &When,
        passed: Passed<StatusSeen>,
    ) -> Result<Standings, CommandError> {
        let mut all = Standings {
            plans: Vec::with_capacity(passed.rows.len()),
            findings: passed.findings,
            broken: 0,
            unknown: None,
        };
        let mut coaches = BTreeSet::new();
        for one in passed.rows {
            match one {
                StatusSeen::Row(row, found) => {
                    all.plans.push(*row);
                    all.findings.extend(found);
                }
                StatusSeen::Hidden(found, coach) => {
                    all.findings.extend(found);
                    coaches.insert(coach);
                }
                StatusSeen::Broken(finding) => {
                    all.broken += 1;
                    all.findings.push(*finding);
                }
            }
        }
        if let Some(coach) = &self.filter.coach
            && all.plans.is_empty()
            && all.broken == 0
            && !coaches
                .iter()
                .any(|one| one.to_lowercase() == coach.trim().to_lowercase())
        {
            return Err(unknown_coach(coach, coaches));
        }
        let changes = passed.changes.as_deref();
        all.unknown = self.date(workspace, when, changes, &mut all.plans);
        Ok(all)
    }

    /// Writes into each row when its plan changed last. Reading never fails because of git: what is not known is given
    /// back.
    fn date(
        &self,
        workspace: &Workspace,
        when: &When,
        changes: Option<&Changes>,
        plans: &mut [PlanStatus],
    ) -> Option<Unknown> {
        let (found, unknown) = if let Some(known) = changes {
            let found = plans.iter().map(|plan| known.seconds(&plan.path));
            (found.collect(), known.unknown.clone())
        } else {
            let places: Vec<Place<'_>> = plans
                .iter()
                .map(|plan| (plan.repository.as_deref(), plan.path.as_str()))
                .collect();
            // What was counted of all plans is worth keeping for the next run.
            last_changes(workspace, when, &places, self.is_of_all())
        };
        for (plan, seconds) in plans.iter_mut().zip(found) {
            plan.last_activity = seconds.map(moment::rfc3339);
            plan.days = seconds
                .and_then(|seconds| moment::day_of(workspace, seconds))
                .and_then(|day| day.until(when.day).ok())
                .map(|span| i64::from(span.get_days()));
        }
        unknown
    }
}

impl Question for Status {
    type Row = StatusSeen;

    fn needs(&self) -> Needs {
        Needs {
            scope: Scope::named_or_all(&self.folders),
            around: Around::Nothing,
        }
    }

    fn look(&self, read: &Read, _cohort: &Cohort<'_>) -> StatusSeen {
        let plan = match read {
            Ok(plan) => plan,
            Err(broken) => return StatusSeen::Broken(Box::new(broken.finding.clone())),
        };
        let findings = crate::check::unreadable(plan).collect();
        if self.folders.is_empty() && plan.toolkit.audience == Audience::Cohort {
            return StatusSeen::Hidden(findings, String::new());
        }
        match PlanStatus::of(plan, &self.filter) {
            Some(mut row) => {
                // A plan of its own repository has a past of its own, with other commits.
                let before = self.before.as_ref().filter(|_| plan.repository.is_none());
                row.moved = before.map(|before| Moved::of(plan, before.get(plan.id.as_str())));
                StatusSeen::Row(Box::new(row), findings)
            }
            None => StatusSeen::Hidden(findings, plan.meta.coach.trim().to_owned()),
        }
    }
}

/// What is said where nobody coaches in this role; `known` are those who do.
pub fn unknown_coach(coach: &str, mut known: BTreeSet<String>) -> CommandError {
    known.remove("");
    let list = if known.is_empty() {
        "plan.toml of each plan says who its coach is: coach = \"coach 1\"".to_owned()
    } else {
        format!("there are: {}", Vec::from_iter(known.clone()).join(", "))
    };
    CommandError::usage(format!("no plan has the coach \"{coach}\"")).near(coach, known, &list)
}
