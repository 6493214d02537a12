//! An activity was begun although what it needs is not done.

use crate::check::{Rule, Subject};
use crate::model::Finding;
use crate::model::Place;

/// An activity was begun although what it needs is not done.
pub struct Gate;

impl Rule for Gate {
    fn code(&self) -> &'static str {
        "W0203"
    }

    fn about(&self) -> &'static str {
        "An activity was begun although what it needs is not done."
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        let plan = subject.plan;
        for (position, activity) in plan.toolkit.activities.iter().enumerate() {
            let Some(standing) = subject.standing.activities.get(position) else {
                continue;
            };
            if standing.records == 0 {
                continue;
            }
            for need in subject.standing.waits_for(activity) {
                let (Some(needed), Some(state)) = (
                    plan.toolkit.activities.get(need),
                    subject.standing.activities.get(need),
                ) else {
                    continue;
                };
                let lacks = state.lacks(needed);
                let lacks = if lacks.is_empty() {
                    String::new()
                } else {
                    format!(", still empty: {lacks}")
                };
                found.push(
                    Finding::warning(
                        self.code(),
                        format!(
                            "{} stands on {}, which is not done{lacks}",
                            activity.id, needed.id
                        ),
                    )
                    .with_place(Place::file(plan.place_of(position)))
                    .with_help(format!(
                        "fill {}, or say why it is left out: redesign record {}/{} --skip REASON",
                        plan.place_of(need),
                        plan.id,
                        needed.id
                    )),
                );
            }
        }
    }
}
