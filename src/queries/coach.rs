//! Reports a coach who coaches no plan.

use super::cohort::Cohort;
use super::{Kept, Pass, Question, Read, Scope};
use crate::error::CommandError;
use crate::model::is_coach;
use crate::toolkit::Audience;
use std::collections::BTreeSet;

struct Coaches<'a>(&'a [String]);

impl Question for Coaches<'_> {
    type Row = Kept<String>;

    fn scope(&self) -> Scope<'_> {
        Scope::named_or_teams(self.0)
    }

    fn look(&self, read: &Read, _cohort: &Cohort<'_>) -> Self::Row {
        Kept::of(read, |plan| {
            let is_team = plan.toolkit.audience == Audience::Team;
            is_team.then(|| plan.meta.coach.trim().to_owned())
        })
    }
}

/// Fails if nobody coaches in that role. Only looked up when nothing is shown.
pub fn known(pass: &Pass<'_>, folders: &[String], coach: Option<&str>) -> Result<(), CommandError> {
    let Some(coach) = coach else {
        return Ok(());
    };
    let (all, _) = pass.ask(&Coaches(folders)).kept();
    if all.iter().any(|one| is_coach(Some(coach), one)) {
        return Ok(());
    }
    let mut known = BTreeSet::from_iter(all);
    known.remove("");
    let list = if known.is_empty() {
        "`redesign set PLAN coach=ROLE` says who coaches a plan".to_owned()
    } else {
        format!("coaches: {}", Vec::from_iter(known.clone()).join(", "))
    };
    Err(CommandError::usage(format!("no plan has the coach \"{coach}\"")).near(coach, known, &list))
}
