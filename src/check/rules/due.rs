//! A decision or an equity checkpoint is due.

use super::checkpoint::is_checkpoint;
use crate::check::{Moment, Rule, Subject};
use crate::model::{Due, Finding, Place, State};
use crate::toolkit::Role;

/// A decision or an equity checkpoint is due.
pub struct DueNow;

impl Rule for DueNow {
    fn code(&self) -> &'static str {
        "I0346"
    }

    fn about(&self) -> &'static str {
        "There is a result and no decision about it yet, or the week of an equity checkpoint has come and it is open."
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
        let results = super::filled_with(subject, Role::Result);
        let activities = plan.toolkit.activities.iter().enumerate();
        for ((at, activity), own) in activities.zip(&subject.standing.activities) {
            let can_begin = subject.standing.waits_for(activity).next().is_none();
            if !can_begin || matches!(own.state, State::Skipped | State::Unreadable) {
                continue;
            }
            let decided = super::records_with(subject, at, Role::Decision);
            let is_decision_due = super::has_role(activity, Role::Decision)
                && results > decided
                && is_due(moment, plan.id.as_str(), at);
            let is_checkpoint_due = is_checkpoint(activity)
                && !own.state.is_settled()
                && is_due(moment, plan.id.as_str(), at);
            let what = match (is_decision_due, is_checkpoint_due) {
                (true, _) => "a decision is due",
                (_, true) => "an equity checkpoint is due",
                _ => continue,
            };
            found.push(
                Finding::info(self.code(), format!("{what}: {}", activity.title))
                    .with_place(Place::file(plan.place_of(at)))
                    .with_help(format!("redesign next {}", plan.id)),
            );
        }
    }
}

/// Whether its weeks have come: where a plan has weeks for it, these say so.
fn is_due(moment: &Moment<'_>, plan: &str, activity: usize) -> bool {
    let mut own = moment.agenda.iter().filter(|entry| {
        entry.keeper == plan && entry.activity == activity && entry.weeks.is_some()
    });
    own.next()
        .is_none_or(|entry| matches!(entry.due, Due::Due | Due::Late | Due::Done))
}
