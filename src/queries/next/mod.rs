//! What each team should do next, and why.

mod step;

pub use step::{NextData, PlanNext, agreed_again, look, one, reviewed, several};

use super::cohort::Cohort;
use super::{Around, Needs, Passed, Question, Read, Scope};
use crate::model::Finding;
use crate::toolkit::Audience;

/// What comes next in some plans, or in all of the teams.
#[derive(Debug)]
pub struct Next {
    /// Directories of the plans; none for all.
    pub folders: Vec<String>,
}

impl Next {
    /// What comes next in each plan, and what can't be read.
    pub fn answer(
        &self,
        passed: Passed<(Option<PlanNext>, Vec<Finding>)>,
    ) -> (Vec<PlanNext>, Vec<Finding>) {
        let mut findings = passed.findings;
        let mut plans = Vec::new();
        for (plan, found) in passed.rows {
            plans.extend(plan);
            findings.extend(found);
        }
        (plans, findings)
    }
}

impl Question for Next {
    type Row = (Option<PlanNext>, Vec<Finding>);

    fn needs(&self) -> Needs {
        Needs {
            scope: Scope::named_or_all(&self.folders),
            around: Around::Nothing,
        }
    }

    fn look(&self, read: &Read, cohort: &Cohort<'_>) -> Self::Row {
        let plan = match read {
            Ok(plan) => plan,
            Err(broken) => return (None, vec![broken.finding.clone()]),
        };
        let is_shown = !self.folders.is_empty() || plan.toolkit.audience == Audience::Team;
        let today = cohort.today.to_string();
        let next = is_shown.then(|| PlanNext::of(plan, &cohort.workspace.config.web, &today));
        (next, crate::check::unreadable(plan).collect())
    }
}
