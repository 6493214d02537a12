//! An activity was begun although what it needs is not done.

use super::checkpoint::is_checkpoint;
use crate::check::{Rule, Subject};
use crate::model::{Finding, Place, to_record};
use crate::toolkit::Role;

/// An activity was begun although what it needs is not done.
pub struct Gate;

impl Rule for Gate {
    fn code(&self) -> &'static str {
        "W0203"
    }

    fn about(&self) -> &'static str {
        "An activity was begun although what it needs is not done."
    }

    fn asks_for_work(&self) -> bool {
        true
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        let (plan, standing) = (subject.plan, subject.standing);
        let activities = plan.toolkit.activities.iter().zip(&standing.activities);
        for (position, (activity, own)) in activities.enumerate() {
            // What a further cycle took over was not begun too early.
            let was_carried = activity.carry && !plan.meta.continues.trim().is_empty();
            // Of decisions, and of checkpoints before a test, other rules say it to whoever runs the cohort, too.
            if own.records == 0 || was_carried || super::has_role(activity, Role::Decision) {
                continue;
            }
            let mut first = None;
            let mut needs = Vec::new();
            for need in standing.waits_for(activity) {
                let needed = plan.toolkit.activities.get(need);
                let state = standing.activities.get(need);
                let (Some(needed), Some(state)) = (needed, state) else {
                    continue;
                };
                if super::is_test(activity) && is_checkpoint(needed) {
                    continue;
                }
                first.get_or_insert((need, &needed.id, state.undecided > 0));
                let lacks = state.lacks_in_words(needed);
                needs.push(if lacks.is_empty() {
                    needed.id.to_string()
                } else {
                    format!("{} ({lacks})", needed.id)
                });
            }
            let Some((need, first, is_undecided)) = first else {
                continue;
            };
            let command = to_record(plan, standing, need);
            let help = if is_undecided {
                command
            } else {
                format!(
                    "{command}; or say why it is left out: redesign record {}/{first} --skip REASON",
                    plan.id
                )
            };
            let message = format!(
                "{} stands on what is not done: {}",
                activity.id,
                needs.join("; ")
            );
            found.push(
                Finding::warning(self.code(), message)
                    .with_place(Place::file(plan.place_of(position)))
                    .with_help(help),
            );
        }
    }
}
