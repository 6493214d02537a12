//! A decision or an equity checkpoint is due.

use super::checkpoint::is_checkpoint;
use crate::check::{Moment, Rule, Subject};
use crate::model::{Finding, Place, State};
use crate::toolkit::{Activity, Role};

/// A decision or an equity checkpoint is due.
pub struct DueNow;

impl Rule for DueNow {
    fn code(&self) -> &'static str {
        "I0346"
    }

    fn about(&self) -> &'static str {
        "There is a result and no decision about it, or an equity checkpoint is open, though it can be done and its weeks are over."
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
                && is_due(subject, moment, at, activity);
            let is_checkpoint_due = is_checkpoint(activity)
                && !own.state.is_settled()
                && is_due(subject, moment, at, activity);
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

/// Whether its weeks are over; where a plan has none for it, it is due as soon as it can be done.
fn is_due(subject: &Subject<'_>, moment: &Moment<'_>, at: usize, activity: &Activity) -> bool {
    let plan = subject.plan;
    if plan.weeks(activity).is_none() || plan.meta.first_day().is_none() {
        return true;
    }
    moment.agenda.iter().any(|entry| {
        let is_its = entry.keeper == plan.id.as_str() && entry.activity == at;
        is_its && entry.weeks.is_some() && entry.to <= moment.today
    })
}
