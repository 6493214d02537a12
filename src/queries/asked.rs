//! Reads the words for a moment: a day, a time, or one counted back from now. What is none of them is git's.

use crate::store::Asked;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan, ZonedDateTime};

/// The forms, for a hint.
pub const FORMS: &str = "write dates as 2026-03-01, times as \"2026-03-01 09:00\", or count back as in yesterday or \"2 weeks ago\"";

/// What some words name; days and times without a zone are in `zone`.
pub fn asked(words: &str, now: Timestamp, zone: &TimeZone) -> Asked {
    let words = words.trim();
    let is_day = words.len() <= "2026-03-01".len();
    if let Some(day) = words.parse::<Date>().ok().filter(|_| is_day) {
        return Asked::Day(day);
    }
    time(words, zone)
        .map(Asked::Time)
        .or_else(|| counted_back(&words.to_lowercase(), &now.to_zoned_datetime(zone.clone())))
        .unwrap_or(Asked::Revision)
}

fn time(words: &str, zone: &TimeZone) -> Option<Timestamp> {
    let zoned = || Some(words.parse::<ZonedDateTime>().ok()?.timestamp());
    let here = || {
        let civil = words.parse::<DateTime>().ok()?;
        Some(civil.to_zoned_datetime(zone.clone()).ok()?.timestamp())
    };
    words.parse().ok().or_else(zoned).or_else(here)
}

/// `yesterday`, `2 weeks ago`, `last month`.
fn counted_back(words: &str, now: &ZonedDateTime) -> Option<Asked> {
    let parts: Vec<&str> = words.split_whitespace().collect();
    let (count, unit) = match parts.as_slice() {
        ["now"] => return Some(Asked::Time(now.timestamp())),
        ["today"] => (0, "day"),
        ["yesterday"] => (1, "day"),
        ["last", unit] | ["a" | "an" | "one", unit, "ago"] => (1, *unit),
        [count, unit, "ago"] => (count.parse().ok()?, *unit),
        _ => return None,
    };
    let (span, is_day) = span(count, unit.strip_suffix('s').unwrap_or(unit))?;
    let then = now.checked_sub(span).ok()?;
    Some(if is_day {
        Asked::Day(then.date())
    } else {
        Asked::Time(then.timestamp())
    })
}

/// So many units of time, and whether they are whole days.
fn span(count: u16, unit: &str) -> Option<(Span, bool)> {
    let count = i64::from(count);
    Some(match unit {
        "day" => (count.days(), true),
        "week" => (count.weeks(), true),
        "month" => (count.months(), true),
        "year" => (Span::new().try_years(count).ok()?, true),
        "hour" => (count.hours(), false),
        "minute" => (count.minutes(), false),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_words_name() {
        let zone = TimeZone::get("America/Chicago").unwrap();
        let now: Timestamp = "2026-11-23T04:00:00Z".parse().unwrap();
        let read = |words: &str| asked(words, now, &zone);
        for (words, day) in [
            ("2026-11-23", "2026-11-23"),
            ("today", "2026-11-22"),
            ("Yesterday", "2026-11-21"),
            ("1 day ago", "2026-11-21"),
            ("2 weeks ago", "2026-11-08"),
            ("a week ago", "2026-11-15"),
            ("last week", "2026-11-15"),
            ("3 months ago", "2026-08-22"),
            ("1 year ago", "2025-11-22"),
        ] {
            assert_eq!(read(words), Asked::Day(day.parse().unwrap()), "{words}");
        }
        for (words, time) in [
            ("2026-11-23 09:00", "2026-11-23T15:00:00Z"),
            ("2026-11-23T09:00:30", "2026-11-23T15:00:30Z"),
            ("2026-11-23T09:00Z", "2026-11-23T09:00:00Z"),
            ("2026-11-23T09:00+01:00", "2026-11-23T08:00:00Z"),
            ("2026-11-23 09:00[Europe/Berlin]", "2026-11-23T08:00:00Z"),
            ("2 hours ago", "2026-11-23T02:00:00Z"),
            ("now", "2026-11-23T04:00:00Z"),
        ] {
            assert_eq!(read(words), Asked::Time(time.parse().unwrap()), "{words}");
        }
        for words in [
            "HEAD~3",
            "v2",
            "main",
            "2026-11-23 25:00",
            "2026-13-01",
            "23.11.2026",
            "last monday",
            "two weeks ago",
            "99999999 days ago",
            "65535 years ago",
            "ago",
            "",
        ] {
            assert_eq!(read(words), Asked::Revision, "{words}");
        }
    }
}
