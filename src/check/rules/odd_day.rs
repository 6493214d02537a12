use crate::check::{Rule, Subject};
use crate::model::{DaySense, Finding, NamedDay, Place, Plan, Record, days_in};
use jiff::civil::Date;

pub const RULE: Rule = Rule {
    code: "W0228",
    about: "a day can't be: something was held or measured more than a week from now, or a year is of another century",
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let (plan, Some(today)) = (subject.plan, subject.today) else {
        return;
    };
    found.extend(in_plan_file(plan, today));
    for record in &plan.records {
        found.extend(of(plan, record, today, AHEAD));
    }
}

/// Days in `plan.toml` that can't be.
pub(in crate::check) fn in_plan_file(plan: &Plan, today: Date) -> Vec<Finding> {
    let meta = &plan.meta;
    let start = meta.first_day();
    let ended: Option<Date> = meta.ended.trim().parse().ok();
    let days = [
        (
            "start",
            start,
            "check the year: what is due is counted from this day",
        ),
        ("paused_until", meta.last_day_of_pause(), "check the year"),
        ("ended", ended, "check the year"),
    ];
    let odd = days.into_iter().filter_map(|(key, day, help)| {
        let day = day?;
        let why = DaySense::Planned.why_not(day, today)?;
        Some((format!("`{key}`: {day} {why}"), help))
    });
    let is_before = ended.zip(start).filter(|(ended, start)| ended < start);
    let reversed = is_before.map(|(ended, start)| {
        let message = format!("`ended`: {ended} is before `start`, {start}");
        (message, "check both days")
    });
    let place = Place::file(format!("{}/plan.toml", plan.path));
    odd.chain(reversed)
        .map(|(message, help)| {
            RULE.finding(message)
                .with_place(place.clone())
                .with_help(help)
        })
        .collect()
}

/// So many days ahead, a record is written in time for what happens that week.
const AHEAD: u32 = 7;

/// Days of one record that can't be. What comes in so many days isn't named.
pub(in crate::check) fn of(plan: &Plan, record: &Record, today: Date, ahead: u32) -> Vec<Finding> {
    let mut found = Vec::new();
    for named in days(plan, record) {
        if today < named.day && named.day <= super::later(today, ahead) {
            continue;
        }
        if let Some(why) = named.sense.why_not(named.day, today) {
            let what = named.output.as_deref().unwrap_or("the file's name");
            let finding = RULE.finding(format!("{what}: {} {why}", named.day));
            found.push(placed(finding, record, &named).with_help(named.sense.help()));
        }
    }
    found
}

/// The days that a record names, if it says anything.
pub(super) fn days(plan: &Plan, record: &Record) -> Vec<NamedDay> {
    let activity = plan.toolkit.activity(record.activity);
    let content = record.answered().filter(|_| !record.is_page);
    content.map_or_else(Vec::new, |content| {
        days_in(record.stem(), activity, content)
    })
}

pub(super) fn placed(finding: Finding, record: &Record, named: &NamedDay) -> Finding {
    match named.output {
        Some(_) => finding.in_record(record, named.offset),
        None => finding.with_place(Place::file(record.path.as_str())),
    }
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(day: &str, toml: &str) -> Vec<String> {
        let text = format!("## held\n\n{day}\n\n## next\n\n{day}\n");
        let activities = ["visit repeat: held date, next date"];
        let scene = Scene::team(&activities, &[("visit/2026-11-20-a", &text)]);
        scene.with_toml(toml).said(&RULE)
    }

    #[test]
    fn speaks_of_what_was_held_in_the_future() {
        assert_eq!(
            said("2026-12-01", ""),
            ["1-s/visit/2026-11-20-a.md:3:1: held: 2026-12-01 is in the future"]
        );
    }

    #[test]
    fn speaks_of_a_century_typed_wrong() {
        assert_eq!(
            said("1926-11-20", "start = 2126-09-01"),
            [
                "plan.toml: `start`: 2126-09-01 is 100 years from now",
                "1-s/visit/2026-11-20-a.md:3:1: held: 1926-11-20 is 100 years ago",
                "1-s/visit/2026-11-20-a.md:7:1: next: 1926-11-20 is 100 years ago",
            ]
        );
    }

    #[test]
    fn is_silent_about_this_week_and_a_plan_of_next_year() {
        assert_eq!(said("2026-11-23", "start = 2027-09-01"), [""; 0]);
        assert_eq!(said("2026-11-30", ""), [""; 0]);
    }
}
