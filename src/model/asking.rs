//! Suggested commands. Each must work as typed, so for a repeatable activity it names the incomplete record or adds
//! one.

use super::{Content, Invocation, Plan, Record, Standing};
use crate::toolkit::{Activity, ActivityAt};

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

/// The first record of an activity that was started and lacks a required output.
pub fn unfinished(plan: &Plan, at: ActivityAt) -> Option<&Record> {
    let activity = plan.toolkit.activity(at);
    let is_unfinished = |content: &Content| !content.is_complete(activity);
    plan.records_of(at)
        .find(|record| record.answered().is_some_and(is_unfinished))
}

/// The command that continues an activity: the incomplete record, or a new one if it can have several. With an
/// unresolved merge, `resolve`.
pub fn to_record(plan: &Plan, standing: &Standing, at: ActivityAt) -> Invocation {
    let activity = plan.toolkit.activity(at);
    if standing.activity(at).undecided > 0 {
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
