use super::checkpoint::is_checkpoint;
use crate::check::{Moment, Rule, Subject};
use crate::model::{Finding, Invocation, Place, State};
use crate::toolkit::{Activity, ActivityAt, Role};
use jiff::civil::Date;
use std::collections::BTreeSet;

pub const RULE: Rule = Rule {
    code: "I0346",
    about: "a decision or an equity checkpoint is due: it can be done, and its weeks are over or, if it has no weeks, nothing has changed for `late_days`",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let plan = subject.plan;
    let Some(moment) = super::going_on(subject) else {
        return;
    };
    let activities = plan.toolkit.activities.iter();
    for (activity, own) in activities.zip(&subject.standing.activities) {
        let can_begin = subject.standing.waits_for(activity).next().is_none();
        if !can_begin || matches!(own.state, State::Skipped | State::Unreadable) {
            continue;
        }
        let is_decision_due = super::has_role(activity, Role::Decision)
            && lacks_decision(subject, activity)
            && is_due(subject, moment, activity);
        let is_checkpoint_due =
            is_checkpoint(activity) && !own.state.is_settled() && is_due(subject, moment, activity);
        let what = match (is_decision_due, is_checkpoint_due) {
            (true, _) => "a decision is due",
            (_, true) => "an equity checkpoint is due",
            _ => continue,
        };
        found.push(
            RULE.finding(format!("{what}: {}", activity.title))
                .true_since(due_day(subject, moment, activity))
                .for_lack_of(activity.at)
                .with_place(Place::file(plan.place_of(activity.at)))
                // `next` doesn't show what is done; here one more record is needed.
                .with_command(if own.state.is_settled() {
                    Invocation::of("record")
                        .on(plan.name_with(activity))
                        .adding()
                } else {
                    Invocation::of("next").on(plan.id.as_str())
                }),
        );
    }
}

/// Whether a result has no decision yet: with one record, one decision is enough; otherwise one per result.
fn lacks_decision(subject: &Subject<'_>, activity: &Activity) -> bool {
    let decided = super::records_with(subject, activity.at, Role::Decision);
    let results = |at: ActivityAt| super::records_with(subject, at, Role::Result);
    let before = needed_by(subject, activity.at);
    // Activities on the way may repeat a result, which doesn't make it another test.
    let own = before.iter().map(|at| results(*at)).max().unwrap_or(0);
    match activity.repeat {
        Some(_) => own > decided,
        None => own > 0 && decided == 0,
    }
}

/// Everything an activity needs, directly or not.
fn needed_by(subject: &Subject<'_>, at: ActivityAt) -> BTreeSet<ActivityAt> {
    let mut found = BTreeSet::new();
    let mut open = vec![at];
    while let Some(at) = open.pop() {
        let needs = subject.plan.toolkit.activity(at).needs.iter();
        open.extend(needs.copied().filter(|need| found.insert(*need)));
    }
    found
}

fn is_due(subject: &Subject<'_>, moment: &Moment<'_>, activity: &Activity) -> bool {
    due_day(subject, moment, activity).is_some_and(|day| day <= moment.today)
}

/// The day after its weeks; without weeks, the day on which nothing has changed for `late_days`.
fn due_day(subject: &Subject<'_>, moment: &Moment<'_>, activity: &Activity) -> Option<Date> {
    let plan = subject.plan;
    if plan.weeks(activity).is_none() || plan.meta.first_day().is_none() {
        let moved = super::quiet_since(subject, moment)?;
        return Some(super::later(moved, moment.limits.late_days));
    }
    let own = moment.due.iter().filter(|entry| {
        let is_its = entry.keeper == plan.id.as_str() && entry.activity == activity.at;
        is_its && entry.weeks.is_some()
    });
    own.map(|entry| entry.to).min()
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    /// What is said of a plan with these records, of which the last changed so many days ago.
    fn said(activities: &[&str], records: &[(&str, &str)], days: i64) -> Vec<String> {
        let scene = Scene::team(activities, records);
        scene.changed_days_ago(days).said(&RULE)
    }

    #[test]
    fn speaks_of_a_checkpoint_whose_weeks_are_over() {
        assert_eq!(
            weeks("2026-08-03"),
            ["1-s/look.md: an equity checkpoint is due: The look"]
        );
    }

    #[test]
    fn is_silent_while_its_weeks_last() {
        assert_eq!(weeks("2026-11-16"), [""; 0]);
    }

    /// What is said of a checkpoint that is due in the first two weeks from a day.
    fn weeks(start: &str) -> Vec<String> {
        Scene::team(&["look: verdict choice equity"], &[])
            .with_toml(&format!("start = {start}\n[pacing]\nlook = [1, 2]"))
            .said(&RULE)
    }

    #[test]
    fn one_decision_about_several_results_is_enough_where_there_is_one_record() {
        let activities = [
            "trial repeat: came text result",
            "thought needs=trial: came text result",
            "verdict needs=thought: say text decision",
        ];
        let trials = [
            ("trial/2026-11-01-a", "## came\n\nOne\n"),
            ("trial/2026-11-02-b", "## came\n\nTwo\n"),
            ("thought", "## came\n\nBoth\n"),
        ];
        assert_eq!(said(&activities, &trials, 20).len(), 1);
        let all = [&trials[..], &[("verdict", "## say\n\nStop\n")]].concat();
        assert_eq!(said(&activities, &all, 20), [""; 0]);
    }

    #[test]
    fn as_many_decisions_as_results_of_what_they_stand_on() {
        let activities = [
            "trial repeat: came text result",
            "verdict repeat needs=trial: say text decision",
            "fair repeat: came text result",
            "word repeat needs=fair: say text decision",
        ];
        let records = [
            ("trial/2026-11-01-a", "## came\n\nOne\n"),
            ("verdict/2026-11-03-a", "## say\n\nStop\n"),
            ("fair/2026-11-01-a", "## came\n\nOne\n"),
            ("fair/2026-11-02-b", "## came\n\nTwo\n"),
            ("word/2026-11-03-a", "## say\n\nGo\n"),
        ];
        assert_eq!(
            said(&activities, &records, 20),
            ["1-s/word: a decision is due: The word"]
        );
    }

    #[test]
    fn without_weeks_it_is_due_once_it_lies_there() {
        let activities = ["check: say choice equity"];
        assert_eq!(said(&activities, &[], 13), [""; 0]);
        assert_eq!(said(&activities, &[], 14).len(), 1);
    }

    #[test]
    fn what_waits_or_is_left_out_is_not_due() {
        let activities = ["walk: far text", "check needs=walk: say choice equity"];
        let walk = ("walk", "## far\n\nYes\n");
        let out = ("check", "---\nskipped: no time\n---\n");
        assert_eq!(said(&activities, &[], 20), [""; 0]);
        assert_eq!(said(&activities, &[walk], 20).len(), 1);
        assert_eq!(said(&activities, &[walk, out], 20), [""; 0]);
        // Nor is what only has a first day and no weeks due before it lies there.
        let lying = |days: i64| {
            let scene = Scene::team(&activities, &[walk]).with_toml("start = 2026-10-01");
            scene.changed_days_ago(days).said(&RULE)
        };
        assert_eq!(lying(13), [""; 0]);
        assert_eq!(lying(14).len(), 1);
    }
}
