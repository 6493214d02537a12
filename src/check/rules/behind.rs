use crate::check::{Rule, Subject};
use crate::model::calendar::{Due, Entry, day_before};
use crate::model::{Finding, Invocation, Place};

pub const RULE: Rule = Rule {
    code: "I0344",
    about: "an activity isn't done `late_days` after its weeks",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let plan = subject.plan;
    let Some(moment) = super::going_on(subject) else {
        return;
    };
    let is_late = |entry: &&Entry| {
        entry.keeper == plan.id.as_str()
            && entry.due == Due::Late
            && super::days(entry.to, moment.today) >= moment.limits.late_days
    };
    let late: Vec<&Entry> = moment.due.iter().filter(is_late).collect();
    let Some(first) = late.iter().min_by_key(|entry| entry.to) else {
        return;
    };
    let activity = plan.toolkit.activity(first.activity);
    let more = match late.len() {
        1 => String::new(),
        count => format!("; and {} more", count - 1),
    };
    found.push(
        RULE.finding(format!(
            "{} was due until {} and isn't done{more}",
            activity.id,
            day_before(first.to)
        ))
        .with_place(Place::file(plan.place_of(first.activity)))
        .with_command(Invocation::of("calendar").on(plan.id.as_str())),
    );
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(last_week: u32) -> Vec<String> {
        Scene::team(&["why: worry text", "how: way text"], &[])
            .with_toml(&format!(
                "start = 2026-08-03\n[pacing]\nwhy = [1, {last_week}]"
            ))
            .said(&RULE)
    }

    #[test]
    fn speaks_of_two_weeks_after_the_last() {
        assert_eq!(
            said(14),
            ["1-s/why.md: why was due until 2026-11-08 and isn't done"]
        );
    }

    #[test]
    fn is_silent_about_a_week_less() {
        assert_eq!(said(15), [""; 0]);
    }
}
