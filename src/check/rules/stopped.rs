use crate::check::{Rule, Subject};
use crate::model::calendar::{Due, Entry};
use crate::model::{Count, Finding, Invocation, Place, Plan};
use jiff::civil::Date;

pub const RULE: Rule = Rule {
    code: "I0342",
    about: "something with a rhythm, such as a series of meetings, was missed `missed` times in a row",
    asks_for_work: true,
    ..Rule::looking(look)
};

fn look(subject: &Subject<'_>, found: &mut Vec<Finding>) {
    let Some(moment) = super::going_on(subject) else {
        return;
    };
    let of_rhythms = moment.due.iter().filter(|entry| entry.weeks.is_none());
    let series: Vec<&Entry> = of_rhythms.collect();
    // Entries are ordered by activity and day.
    for series in
        series.chunk_by(|one, other| (&one.keeper, one.activity) == (&other.keeper, other.activity))
    {
        let run = missed(series);
        let missed = u32::try_from(run.len()).unwrap_or(u32::MAX);
        let Some(keeper) = super::keeper(subject, moment, series) else {
            continue;
        };
        let Some(first) = series.first() else {
            continue;
        };
        let activity = keeper.toolkit.activity(first.activity);
        let least = moment.limits.missed.max(1);
        if missed < least {
            continue;
        }
        let too_many = usize::try_from(least - 1).ok().and_then(|at| run.get(at));
        let held = series.iter().rev().find(|one| one.due == Due::Done);
        // If the team's start day is unknown, say because it joined later, we don't know when its meetings should have
        // started.
        if held.is_none() && subject.plan.meta.first_day().is_none() {
            continue;
        }
        let since = held.map_or("no record yet".to_owned(), |one| {
            format!("no record since {}", day(keeper, one))
        });
        let times = Count(missed, "time");
        found.push(
            RULE.finding(format!("{} was missed {times}: {since}", activity.title))
                .true_since(too_many.map(|entry| entry.to))
                .with_place(Place::file(keeper.place_of(first.activity)))
                .with_command(Invocation::of("calendar").on(subject.plan.id.as_str())),
        );
    }
}

/// The day of the record that counts for a due day.
fn day(keeper: &Plan, entry: &Entry) -> Date {
    let mut records = keeper.records_of(entry.activity);
    let record = records.find(|record| Some(&record.path) == entry.record.as_ref());
    let activity = keeper.toolkit.activity(entry.activity);
    let day = record.and_then(|record| record.day(activity));
    day.unwrap_or(entry.from)
}

/// The last due days that were missed in a row, oldest first; none once the current one has a record.
fn missed<'a>(series: &[&'a Entry]) -> Vec<&'a Entry> {
    let begun = series.iter().rev().copied();
    let begun = begun.filter(|entry| !matches!(entry.due, Due::Due | Due::Ahead));
    let mut missed: Vec<&Entry> = begun.take_while(|entry| entry.due == Due::Missed).collect();
    missed.reverse();
    missed
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::check::sample::Scene;

    fn said(record: &str) -> Vec<String> {
        Scene::team(
            &["talk repeat: noted text"],
            &[(record, "## noted\n\nA weir\n")],
        )
        .with_toml("start = 2026-08-03\n[rhythm]\ntalk = \"1 month\"")
        .said(&RULE)
    }

    #[test]
    fn speaks_of_two_that_were_missed_in_a_row() {
        assert_eq!(
            said("talk/2026-08-03"),
            ["1-s/talk: The talk was missed 2 times: no record since 2026-08-03"]
        );
    }

    #[test]
    fn is_silent_once_one_was_held() {
        assert_eq!(said("talk/2026-10-03"), [""; 0]);
    }
}
