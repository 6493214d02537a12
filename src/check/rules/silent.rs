//! Nothing in a team's plan has changed for long.

use crate::check::{Rule, Subject};
use crate::model::{Count, Finding, Place};
use crate::toolkit::Audience;

/// Nothing in a team's plan has changed for long.
pub struct Silent;

impl Rule for Silent {
    fn code(&self) -> &'static str {
        "I0341"
    }

    fn about(&self) -> &'static str {
        "Nothing in a team's plan has changed for `board.silent_days`, though it isn't done."
    }

    fn asks_for_work(&self) -> bool {
        true
    }

    fn on_board(&self) -> bool {
        true
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        let plan = subject.plan;
        let Some(moment) = super::going_on(subject) else {
            return;
        };
        let days = moment
            .moved
            .map_or(0, |moved| super::days(moved, moment.today));
        let is_team = plan.toolkit.audience == Audience::Team;
        if is_team && days >= moment.limits.silent_days && days > 0 && !subject.standing.is_done() {
            found.push(
                Finding::info(
                    self.code(),
                    format!("nothing has changed for {}", Count(days, "day")),
                )
                .with_place(Place::file(plan.path.as_str()))
                .with_help(format!("redesign log {}", plan.id)),
            );
        }
    }
}
