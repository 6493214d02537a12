//! Commands that people are told to type: each has to do what is said of it, so of a repeatable activity it names the
//! record that lacks something, or adds one.

use super::{Invocation, Plan, Record, Standing};
use crate::toolkit::Activity;

/// The command that adds a record of a repeatable activity.
pub fn to_add(plan: &Plan, activity: &Activity) -> Invocation {
    let command = Invocation::of("record")
        .on(plan.name_with(activity))
        .adding();
    if plan.toolkit.is_per_plan(activity) {
        command.flag("--plan").on("PLAN")
    } else {
        command
    }
}

/// The first record of an activity that was begun and lacks something that is required.
pub fn unfinished(plan: &Plan, at: usize) -> Option<&Record> {
    let activity = plan.toolkit.activities.get(at)?;
    plan.records_of(at).find(|record| {
        let content = record.content.as_ref().ok();
        content.is_some_and(|one| one.answered != 0 && !one.is_complete(activity))
    })
}

/// The command that goes on with an activity: with the record that lacks something, else with a further one where it may
/// have several. Of those that a merge left with two versions of something, the one that shows both.
pub fn to_record(plan: &Plan, standing: &Standing, at: usize) -> Invocation {
    let Some(activity) = plan.toolkit.activities.get(at) else {
        return Invocation::of("show").on(plan.id.as_str());
    };
    let found = standing.activities.get(at);
    if found.is_some_and(|found| found.undecided > 0) {
        return Invocation::of("resolve").on(plan.name_with(activity));
    }
    let record = Invocation::of("record");
    if activity.repeat.is_none() {
        return record.on(plan.name_with(activity));
    }
    match unfinished(plan, at) {
        Some(lacking) => record.on(plan.name_of(lacking)),
        None => to_add(plan, activity),
    }
}
