//! When a plan's activities are due: the toolkit's weeks and rhythms, overridden by `plan.toml`.

use crate::model::{Adjustment, Plan, PlanMeta};
use crate::toolkit::{Activity, Every};
use jiff::civil::Date;
use jiff::{Span, ToSpan};

impl PlanMeta {
    /// The first day of week 1; `None` if it is missing or not a date.
    pub fn first_day(&self) -> Option<Date> {
        day_of(self.start.as_deref())
    }

    /// The last day of a pause; `None` if it is missing or not a date.
    pub fn last_day_of_pause(&self) -> Option<Date> {
        day_of(self.paused_until.as_deref())
    }
}

/// A day as written, without the time of day.
fn day_of(words: Option<&str>) -> Option<Date> {
    let words = words?.trim();
    let day = match words.split_once(['T', 't', ' ']) {
        Some((day, _)) => day,
        None => words,
    };
    day.parse().ok()
}

impl Plan {
    /// First and last week an activity is due: from `plan.toml` if usable, else from the toolkit.
    pub fn weeks(&self, activity: &Activity) -> Option<(u32, u32)> {
        let own = self.meta.pacing.get(activity.id.as_str());
        own.and_then(Adjustment::weeks).or(activity.weeks)
    }

    /// The rhythm of a repeatable activity, found the same way.
    pub fn rhythm(&self, activity: &Activity) -> Option<Every> {
        activity.repeat?;
        let own = self.meta.rhythm.get(activity.id.as_str());
        own.and_then(Adjustment::rhythm).unwrap_or(activity.every)
    }
}

/// The days of some weeks, counted from 1: first day, and the day after the last.
pub fn days_of_weeks(start: Date, weeks: (u32, u32)) -> Option<(Date, Date)> {
    let after = |weeks: u32| -> Option<Date> {
        let span: Span = Span::new().try_weeks(i64::from(weeks)).ok()?;
        start.checked_add(span).ok()
    };
    // Clamp to the last representable day.
    Some((
        after(weeks.0.saturating_sub(1))?,
        after(weeks.1).unwrap_or(Date::MAX),
    ))
}

pub fn day_before(day: Date) -> Date {
    day.checked_sub(1.day()).unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn meta(more: &str) -> PlanMeta {
        PlanMeta::parse(&format!(
            "toolkit = {{ id = \"a\", version = \"1.0.0\" }}\n{more}"
        ))
        .unwrap()
    }

    #[test]
    fn a_start_is_a_day_however_it_is_written() {
        for words in [
            "2026-12-01",
            "\"2026-12-01\"",
            "\" 2026-12-01 \"",
            "2026-12-01T23:30:00Z",
            "2026-12-01 08:00:00",
        ] {
            let meta = meta(&format!("start = {words}\n"));
            assert_eq!(meta.first_day(), Some(date(2026, 12, 1)), "{words}");
        }
        for none in [
            "",
            "start = \"soon\"\n",
            "start = \"2026-02-30\"\n",
            "start = \"\"\n",
        ] {
            assert_eq!(meta(none).first_day(), None, "{none}");
        }
    }

    #[test]
    fn weeks_are_counted_from_the_first_day() {
        let start = date(2026, 12, 21);
        assert_eq!(
            days_of_weeks(start, (1, 1)),
            Some((start, date(2026, 12, 28)))
        );
        assert_eq!(
            days_of_weeks(start, (2, 3)),
            Some((date(2026, 12, 28), date(2027, 1, 11)))
        );
        assert_eq!(
            days_of_weeks(start, (2, u32::MAX)).map(|(_, after)| after),
            Some(Date::MAX)
        );
        assert_eq!(days_of_weeks(start, (u32::MAX, u32::MAX)), None);
    }
}
