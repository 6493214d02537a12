//! A decision was taken without what it has to stand on.

use crate::check::{Rule, Subject};
use crate::model::{Finding, Place};
use crate::toolkit::Role;

/// A decision was taken without what it has to stand on.
pub struct Decided;

impl Rule for Decided {
    fn code(&self) -> &'static str {
        "W0242"
    }

    fn about(&self) -> &'static str {
        "A decision (role `decision`) was taken before what it needs is done, or there are more decisions than whole records of what each needs."
    }

    fn asks_for_work(&self) -> bool {
        true
    }

    fn on_board(&self) -> bool {
        true
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        let plan = subject.plan;
        for (at, activity) in plan.toolkit.activities.iter().enumerate() {
            let decisions = super::records_with(subject, at, Role::Decision);
            if decisions == 0 {
                continue;
            }
            for need in &activity.needs {
                let needed = plan.toolkit.activities.get(*need);
                let state = subject.standing.activities.get(*need);
                let Some((needed, state)) = needed.zip(state) else {
                    continue;
                };
                let (message, help) = if !state.state.is_settled() {
                    let lacks = match state.lacks(needed) {
                        lacks if lacks.is_empty() => String::new(),
                        lacks => format!(" (still missing: {lacks})"),
                    };
                    let more = if needed.repeat.is_some() && state.undecided == 0 {
                        " --add"
                    } else {
                        ""
                    };
                    (
                        format!(
                            "{} holds a decision before {} is done{lacks}",
                            activity.id, needed.id
                        ),
                        match state.undecided {
                            0 => format!("redesign record {}/{}{more}", plan.id, needed.id),
                            _ => format!("redesign resolve {}/{}", plan.id, needed.id),
                        },
                    )
                } else {
                    let whole = whole(subject, *need);
                    let is_counted =
                        activity.repeat.is_some() && needed.repeat.is_some() && whole > 0;
                    if !is_counted || decisions <= whole {
                        continue;
                    }
                    (
                        format!(
                            "{} holds {decisions} decisions, {} only {whole} to stand on",
                            activity.id, needed.id
                        ),
                        format!("redesign record {}/{} --add", plan.id, needed.id),
                    )
                };
                found.push(
                    Finding::warning(self.code(), message)
                        .with_place(Place::file(plan.place_of(at)))
                        .with_help(help),
                );
            }
        }
    }
}

/// How many records of an activity are whole.
fn whole(subject: &Subject<'_>, activity: usize) -> usize {
    let Some(known) = subject.plan.toolkit.activities.get(activity) else {
        return 0;
    };
    let records = subject.plan.records_of(activity);
    let contents = records.filter_map(|record| record.content.as_ref().ok());
    contents
        .filter(|content| content.is_complete(known))
        .count()
}
