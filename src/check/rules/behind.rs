//! An activity isn't done long after the weeks in which it was due.

use crate::check::{Rule, Subject};
use crate::model::{Due, Entry, Finding, Place, day_before};

/// An activity isn't done long after the weeks in which it was due.
pub struct Behind;

impl Rule for Behind {
    fn code(&self) -> &'static str {
        "I0344"
    }

    fn about(&self) -> &'static str {
        "An activity isn't done `board.late_days` after the weeks in which it was due."
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
        let is_late = |entry: &&Entry| {
            entry.keeper == plan.id.as_str()
                && entry.due == Due::Late
                && super::days(entry.to, moment.today) >= moment.limits.late_days
        };
        let late: Vec<&Entry> = moment.agenda.iter().filter(is_late).collect();
        let Some(first) = late.iter().min_by_key(|entry| entry.to) else {
            return;
        };
        let Some(activity) = plan.toolkit.activities.get(first.activity) else {
            return;
        };
        let more = match late.len() {
            1 => String::new(),
            count => format!("; and {} more", count - 1),
        };
        found.push(
            Finding::info(
                self.code(),
                format!(
                    "{} was due until {} and isn't done{more}",
                    activity.id,
                    day_before(first.to)
                ),
            )
            .with_place(Place::file(plan.place_of(first.activity)))
            .with_help(format!("redesign calendar {}", plan.id)),
        );
    }
}
