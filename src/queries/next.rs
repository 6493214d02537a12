//! What each team should do next, and why.

use super::cohort::Cohort;
use super::{Around, Needs, Passed, Question, Read, Scope, web};
use crate::model::Finding;
use crate::report::next::PlanNext;
use crate::report::web::Web;
use crate::store::Workspace;
use crate::toolkit::Audience;

/// What comes next in some plans, or in all of the teams.
#[derive(Debug)]
pub struct Next {
    folders: Vec<String>,
    web: Web,
}

impl Next {
    /// In the plans of some directories; none named means all teams'.
    pub fn of(workspace: &Workspace, folders: Vec<String>) -> Self {
        Self {
            folders,
            web: web(workspace),
        }
    }

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
        let next = is_shown.then(|| PlanNext::of(plan, &self.web, &today));
        (next, crate::check::unreadable(plan).collect())
    }
}
