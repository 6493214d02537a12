//! Commands that people are told to type: each has to do what is said of it, so of a repeatable activity it names the
//! record that lacks something, or adds one.

use super::quote::typed;
use super::{Content, Plan, Record, Standing};
use crate::toolkit::{Activity, ActivityAt, Toolkit};

/// What the command that adds a record of a repeatable activity ends with.
pub fn added(toolkit: &Toolkit, activity: &Activity) -> &'static str {
    if toolkit.is_per_plan(activity) {
        " --add --plan PLAN"
    } else {
        " --add"
    }
}

/// The first record of an activity that was begun and lacks something that is required.
pub fn unfinished(plan: &Plan, at: ActivityAt) -> Option<&Record> {
    let activity = plan.toolkit.activity(at);
    let is_unfinished = |content: &Content| !content.is_complete(activity);
    plan.records_of(at)
        .find(|record| record.answered().is_some_and(is_unfinished))
}

/// The command that goes on with an activity: with the record that lacks something, else with a further one where it may
/// have several. Of those that a merge left with two versions of something, the one that shows both.
pub fn to_record(plan: &Plan, standing: &Standing, at: ActivityAt) -> String {
    let activity = plan.toolkit.activity(at);
    let name = format!("{}/{}", plan.id, activity.id);
    if standing.activity(at).undecided > 0 {
        return format!("redesign resolve {name}");
    }
    if activity.repeat.is_none() {
        return format!("redesign record {name}");
    }
    match unfinished(plan, at) {
        Some(record) => format!("redesign record {}", typed(&plan.name_of(record))),
        None => format!("redesign record {name}{}", added(&plan.toolkit, activity)),
    }
}
