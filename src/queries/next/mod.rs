mod step;

pub use step::{NextData, PlanNext, agreed_again, look, one, reviewed, several};

use super::cohort::Cohort;
use super::{Kept, Question, Read, Scope};
use crate::toolkit::Audience;

/// What comes next in some plans, or all teams'.
#[derive(Debug)]
pub struct WhatNext {
    /// Directories of the plans; empty for all.
    pub folders: Vec<String>,
}

impl Question for WhatNext {
    type Row = Kept<PlanNext>;

    fn scope(&self) -> Scope<'_> {
        Scope::named_or_all(&self.folders)
    }

    fn look(&self, read: &Read, cohort: &Cohort<'_>) -> Self::Row {
        Kept::of(read, |plan| {
            let is_shown = !self.folders.is_empty() || plan.toolkit.audience == Audience::Team;
            is_shown.then(|| PlanNext::of(plan, &cohort.workspace.config.web, cohort.today))
        })
    }
}
