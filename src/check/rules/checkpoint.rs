//! A test was begun before the equity checkpoint that it needs is done.

use crate::check::{Rule, Subject};
use crate::model::{Finding, Place, to_record};
use crate::toolkit::{Activity, ActivityId, Role};

/// A test was begun before the equity checkpoint that it needs is done.
pub struct Checkpoint;

impl Rule for Checkpoint {
    fn code(&self) -> &'static str {
        "W0241"
    }

    fn about(&self) -> &'static str {
        "A test (role `prediction` or `result`) was begun before an equity checkpoint that it needs (role `equity`) is done."
    }

    fn asks_for_work(&self) -> bool {
        true
    }

    fn on_board(&self) -> bool {
        true
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        let (plan, standing) = (subject.plan, subject.standing);
        let activities = plan.toolkit.activities.iter().enumerate();
        for ((at, activity), own) in activities.zip(&standing.activities) {
            if !is_checkpoint(activity) {
                continue;
            }
            let Some(test) = test_on(subject, at).filter(|_| !own.state.is_settled()) else {
                continue;
            };
            let lacks = match own.lacks_in_words(activity) {
                lacks if lacks.is_empty() => String::new(),
                lacks => format!(" ({lacks})"),
            };
            let message = format!("{test} was begun before {} is done{lacks}", activity.id);
            found.push(
                Finding::warning(self.code(), message)
                    .with_place(Place::file(plan.place_of(at)))
                    .with_help(to_record(plan, standing, at)),
            );
        }
    }
}

/// A test that needs a checkpoint and was begun.
fn test_on<'a>(subject: &Subject<'a>, checkpoint: usize) -> Option<&'a ActivityId> {
    let all = subject.plan.toolkit.activities.iter();
    all.zip(&subject.standing.activities)
        .find(|(one, found)| {
            one.needs.contains(&checkpoint) && super::is_test(one) && found.records > 0
        })
        .map(|(one, _)| &one.id)
}

/// Whether an activity gives the verdict of an equity checkpoint.
pub(super) fn is_checkpoint(activity: &Activity) -> bool {
    super::has_role(activity, Role::Equity)
}
