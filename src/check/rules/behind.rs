use super::{checkpoint, decided, due};
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
    found.extend(of(subject, &late(subject).untold));
}

/// What is late, without what is late by less.
pub(in crate::check) struct LateEntries<'a> {
    /// What no other line is about.
    pub untold: Vec<&'a Entry>,
    /// What a rule names that looks for the same activity.
    pub told: Vec<&'a Entry>,
}

/// The rules that name an activity for what it lacks, late or not.
const TELLING: [Rule; 3] = [due::RULE, checkpoint::RULE, decided::RULE];

pub(in crate::check) fn late<'a>(subject: &Subject<'a>) -> LateEntries<'a> {
    let all = all_late(subject);
    let mut lines = Vec::new();
    if !all.is_empty() {
        for rule in TELLING.iter().filter(|rule| rule.concerns(subject.plan)) {
            (rule.look)(subject, &mut lines);
        }
    }
    let is_told = |entry: &&Entry| lines.iter().any(|one| one.lacking == Some(entry.activity));
    let (told, untold) = all.into_iter().partition(is_told);
    LateEntries { untold, told }
}

fn all_late<'a>(subject: &Subject<'a>) -> Vec<&'a Entry> {
    let Some(moment) = super::going_on(subject) else {
        return Vec::new();
    };
    let is_late = |entry: &&Entry| {
        entry.keeper == subject.plan.id.as_str()
            && entry.due == Due::Late
            && super::days(entry.to, moment.today) >= moment.limits.late_days
    };
    moment.due.iter().filter(is_late).collect()
}

/// One finding about some late activities; `None` if there are none.
pub(in crate::check) fn of(subject: &Subject<'_>, late: &[&Entry]) -> Option<Finding> {
    let plan = subject.plan;
    let late_days = subject.moment?.limits.late_days;
    let first = late.iter().min_by_key(|entry| entry.to)?;
    let activity = plan.toolkit.activity(first.activity);
    let more = match late.len() {
        1 => String::new(),
        count => format!("; and {} more", count - 1),
    };
    let said = RULE.finding(format!(
        "{} was due until {} and isn't done{more}",
        activity.id,
        day_before(first.to)
    ));
    Some(
        said.true_since(Some(super::later(first.to, late_days)))
            .with_place(Place::file(plan.place_of(first.activity)))
            .with_command(Invocation::of("calendar").on(plan.id.as_str())),
    )
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
    fn does_not_count_what_has_a_line_of_its_own() {
        let activities = [
            "why: worry text",
            "look: verdict choice equity",
            "how: way text",
        ];
        let pacing = "start = 2026-08-03\n[pacing]\nwhy = [1, 2]\nlook = [2, 3]\nhow = [3, 4]";
        assert_eq!(
            Scene::team(&activities, &[]).with_toml(pacing).said(&RULE),
            ["1-s/why.md: why was due until 2026-08-16 and isn't done; and 1 more"]
        );
    }

    #[test]
    fn is_silent_about_a_week_less() {
        assert_eq!(said(15), [""; 0]);
    }
}
