//! An equity checkpoint was left out, and the work went on behind it.

use super::checkpoint::is_checkpoint;
use crate::check::{Rule, Subject};
use crate::model::{Finding, Place, State};

/// An equity checkpoint was left out, and the work went on behind it.
pub struct LeftOut;

impl Rule for LeftOut {
    fn code(&self) -> &'static str {
        "I0347"
    }

    fn about(&self) -> &'static str {
        "An equity checkpoint (role `equity`) was left out, and a later step was begun."
    }

    fn asks_for_work(&self) -> bool {
        true
    }

    fn on_board(&self) -> bool {
        true
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        let plan = subject.plan;
        let all = || {
            let activities = plan.toolkit.activities.iter();
            activities.zip(&subject.standing.activities)
        };
        for (at, (activity, own)) in all().enumerate() {
            if !is_checkpoint(activity) || own.state != State::Skipped {
                continue;
            }
            let later = all().find(|(one, found)| one.step > activity.step && found.records > 0);
            let Some((later, _)) = later else { continue };
            let reason = plan
                .why_left_out(at, None)
                .map(|why| format!(" ({})", super::quoted(why)));
            found.push(
                Finding::info(
                    self.code(),
                    format!(
                        "{} was left out{}, and {} was begun",
                        activity.id,
                        reason.unwrap_or_default(),
                        later.id
                    ),
                )
                .with_place(Place::file(plan.place_of(at)))
                .with_help(format!(
                    "redesign show {0}/{1}; to take it up again: redesign record {0}/{1} --unskip",
                    plan.id, activity.id
                )),
            );
        }
    }
}
