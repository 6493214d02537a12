//! How far records show that each team has come.

use super::cohort::Cohort;
use super::{Around, Needs, Passed, Question, Read, Scope};
use crate::model::Finding;
use crate::report::score::PlanScore;
use crate::toolkit::Audience;

/// The scores of some teams, or of all.
#[derive(Debug)]
pub struct Scores {
    /// Directories of the plans; none for all.
    pub folders: Vec<String>,
}

impl Scores {
    /// Each team's score, and what can't be read.
    pub fn answer(
        &self,
        passed: Passed<(Option<PlanScore>, Vec<Finding>)>,
    ) -> (Vec<PlanScore>, Vec<Finding>) {
        let mut findings = passed.findings;
        findings.extend(of_programme(passed.programme.as_ref()));
        let mut plans = Vec::new();
        for (score, found) in passed.rows {
            plans.extend(score);
            findings.extend(found);
        }
        (plans, findings)
    }
}

impl Question for Scores {
    type Row = (Option<PlanScore>, Vec<Finding>);

    fn needs(&self) -> Needs {
        Needs {
            scope: Scope::named_or_teams(&self.folders),
            around: Around::Programme,
        }
    }

    fn look(&self, read: &Read, cohort: &Cohort<'_>) -> Self::Row {
        let plan = match read {
            Ok(plan) if plan.toolkit.audience == Audience::Cohort => return (None, Vec::new()),
            Ok(plan) => plan,
            Err(broken) => return (None, vec![broken.finding.clone()]),
        };
        let far_apart = cohort.workspace.config.board.rating_gap;
        let score = PlanScore::of(plan, cohort.programme(), cohort.kept_with(plan), far_apart);
        (Some(score), crate::check::unreadable(plan).collect())
    }
}

/// What of the programme can't be read.
pub fn of_programme(programme: Option<&Read>) -> Vec<Finding> {
    match programme {
        Some(Ok(programme)) => crate::check::unreadable(programme).collect(),
        Some(Err(broken)) => vec![broken.finding.clone()],
        None => Vec::new(),
    }
}
