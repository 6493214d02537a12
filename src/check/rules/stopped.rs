//! What has a rhythm hasn't happened for several times in a row.

use crate::check::{Rule, Subject};
use crate::model::{Due, Entry, Finding, Place};

/// What has a rhythm hasn't happened for several times in a row.
pub struct Stopped;

impl Rule for Stopped {
    fn code(&self) -> &'static str {
        "I0342"
    }

    fn about(&self) -> &'static str {
        "What has a rhythm, such as a series of meetings, was missed `board.missed` times in a row."
    }

    fn asks_for_work(&self) -> bool {
        true
    }

    fn on_board(&self) -> bool {
        true
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        let Some(moment) = super::going_on(subject) else {
            return;
        };
        let of_rhythms = moment.agenda.iter().filter(|entry| entry.weeks.is_none());
        let series: Vec<&Entry> = of_rhythms.collect();
        // Entries come in the order of activities and days.
        for series in series
            .chunk_by(|one, other| (&one.keeper, one.activity) == (&other.keeper, other.activity))
        {
            let missed = missed(series);
            let Some(keeper) = super::keeper(subject, moment, series) else {
                continue;
            };
            let activity = series
                .first()
                .and_then(|one| keeper.toolkit.activities.get(one.activity));
            let Some((first, activity)) = series.first().zip(activity) else {
                continue;
            };
            if missed < moment.limits.missed.max(1) {
                continue;
            }
            let held = series.iter().rev().find(|one| one.due == Due::Done);
            let since = held.map_or("none was held yet".to_owned(), |one| {
                format!("the last one held was due on {}", one.from)
            });
            let times = if missed == 1 { "time" } else { "times" };
            found.push(
                Finding::info(
                    self.code(),
                    format!("{} was missed {missed} {times}: {since}", activity.title),
                )
                .with_place(Place::file(keeper.place_of(first.activity)))
                .with_help(format!("redesign calendar {}", subject.plan.id)),
            );
        }
    }
}

/// How many of the last due days in a row were missed: none while the one that is due now has its record.
fn missed(series: &[&Entry]) -> u32 {
    let begun = series
        .iter()
        .rev()
        .filter(|entry| !matches!(entry.due, Due::Due | Due::Ahead));
    let missed = begun.take_while(|entry| entry.due == Due::Missed).count();
    u32::try_from(missed).unwrap_or(u32::MAX)
}
