//! Rhythms: recurring due days, and which record counts for which.

use crate::kinds::Sort;
use crate::model::Record;
use crate::toolkit::{Activity, Every, Unit};
use jiff::Span;
use jiff::civil::Date;

/// Most due days of one series that are examined on each side of today: about 13 years of daily ones. Bounds the cost
/// of a mistyped year.
pub const MAX_DUE_DAYS: u32 = 5000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// First day; `None` for the beginning of the series.
    pub from: Option<Date>,
    pub today: Date,
    /// Last day.
    pub until: Date,
}

impl Window {
    /// Everything due up to today.
    pub fn until(today: Date) -> Self {
        Self {
            from: None,
            today,
            until: today,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The due day, first of the period.
    pub from: Date,
    /// The next due day, exclusive end.
    pub to: Date,
}

/// The n-th due day, counted from 0. Always computed from the start, so short months don't shift later ones: the 31st
/// becomes the last day of a short month and is the 31st again after it.
pub fn due_day(start: Date, every: Every, number: u32) -> Option<Date> {
    let count = i64::from(every.count).checked_mul(i64::from(number))?;
    let span = match every.unit {
        Unit::Day => Span::new().try_days(count),
        Unit::Week => Span::new().try_weeks(count),
        Unit::Month => Span::new().try_months(count),
    };
    start.checked_add(span.ok()?).ok()
}

/// The number of the first due day on or after a day.
fn number_from(start: Date, every: Every, day: Date) -> u32 {
    let whole = |span: i32| u32::try_from(span).unwrap_or_default();
    let months = |day: Date| i32::from(day.year()) * 12 + i32::from(day.month());
    let number = match every.unit {
        Unit::Month => whole(months(day) - months(start)) / every.count.max(1),
        unit => {
            let days = start.until(day).map_or(0, |span| whole(span.get_days()));
            days / every.count.max(1) / if unit == Unit::Week { 7 } else { 1 }
        }
    };
    // The last due day of at most that month or day, so the next one is later.
    match due_day(start, every, number) {
        Some(due) if due < day => number + 1,
        _ => number,
    }
}

/// The periods whose due day is in `within` (exclusive end) and that overlap the window, and whether more than
/// [`MAX_DUE_DAYS`] were cut off.
pub fn periods(
    start: Date,
    every: Every,
    within: Option<(Date, Date)>,
    window: Window,
) -> (Vec<Period>, bool) {
    let number_from = |day: Date| number_from(start, every, day);
    let after = |day: Date| day.tomorrow().unwrap_or(Date::MAX);
    let (first, end) = within.unwrap_or((start, Date::MAX));
    let (first, end) = (
        number_from(first),
        number_from(end.min(after(window.until))),
    );
    let here = number_from(after(window.from.unwrap_or(window.today))).saturating_sub(1);
    let near = here.min(end.saturating_sub(1)).max(first);
    let from = match window.from {
        Some(_) => here.max(first),
        None => near.saturating_sub(MAX_DUE_DAYS).max(first),
    };
    let to = end.min(near.saturating_add(MAX_DUE_DAYS));
    let period = |number: u32| {
        let from = due_day(start, every, number)?;
        let to = due_day(start, every, number.checked_add(1)?).unwrap_or(Date::MAX);
        (from < to).then_some(Period { from, to })
    };
    let is_cut = to < end || (window.from.is_none() && first < from);
    ((from..to).map_while(period).collect(), is_cut)
}

impl Period {
    /// How many days early a record still counts, since people meet a little early: a quarter of the interval, at most
    /// a week.
    fn early_days(self) -> i32 {
        let days = self.from.until(self.to).map_or(0, |span| span.get_days());
        (days / 4).min(7)
    }

    fn is_early(self, day: Date) -> bool {
        let days = day.until(self.from).map_or(0, |span| span.get_days());
        days > 0 && days <= self.early_days()
    }
}

/// For each period the index of the day that counts for it: the first in the period, else one slightly before it. Days
/// outside all periods count for none, and no day counts twice.
pub fn counted(periods: &[Period], days: &[Date]) -> Vec<Option<usize>> {
    let mut found: Vec<Option<usize>> = vec![None; periods.len()];
    let mut order: Vec<usize> = (0..days.len()).collect();
    order.sort_by_key(|at| days.get(*at));
    let mut early = Vec::new();
    for at in order {
        let Some(day) = days.get(at) else { continue };
        let next = periods.partition_point(|period| period.from <= *day);
        let own = next.checked_sub(1).filter(|own| {
            let period = periods.get(*own);
            period.is_some_and(|period| *day < period.to)
        });
        if periods
            .get(next)
            .is_some_and(|period| period.is_early(*day))
        {
            early.push((at, next, own));
        } else if let Some(slot) = own.and_then(|own| found.get_mut(own)) {
            slot.get_or_insert(at);
        }
    }
    for (at, next, own) in early {
        let is_free = |slot: &usize| found.get(*slot).is_some_and(Option::is_none);
        let slot = Some(next).filter(is_free).or(own.filter(is_free));
        if let Some(slot) = slot.and_then(|slot| found.get_mut(slot)) {
            *slot = Some(at);
        }
    }
    found
}

impl Record {
    /// The day of a record: its first required date answer, else the date at the start of its file name.
    pub fn day(&self, activity: &Activity) -> Option<Date> {
        let mut outputs = activity.outputs.iter();
        let asked = outputs.find(|output| output.required && output.kind.sort() == Sort::Date);
        let answered = asked.and_then(|output| {
            let content = self.content.as_ref().ok()?;
            let value = content.value(output)?.ok()?;
            value.as_str()?.parse().ok()
        });
        answered.or_else(|| day_in_name(self.stem()))
    }

    /// Its day, by which it may be the newest: not one that is later than today, which can't be.
    pub fn day_by(&self, activity: &Activity, today: Date) -> Option<Date> {
        self.day(activity).filter(|day| *day <= today)
    }
}

/// The date at the start of a name such as `2026-11-23-before-the-early-shift`.
pub fn day_in_name(name: &str) -> Option<Date> {
    let (day, rest) = name.split_at_checked(10)?;
    let ends = rest.is_empty() || !rest.starts_with(|next: char| next.is_ascii_digit());
    let is_plain = day.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    (ends && is_plain).then(|| day.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn every(words: &str) -> Every {
        Every::parse(words).unwrap()
    }

    fn days(start: Date, words: &str, count: u32) -> Vec<String> {
        let day = |number| due_day(start, every(words), number).unwrap().to_string();
        (0..count).map(day).collect()
    }

    #[test]
    fn months_keep_the_day_and_forget_nothing() {
        assert_eq!(
            days(date(2027, 10, 31), "1 month", 6),
            [
                "2027-10-31",
                "2027-11-30",
                "2027-12-31",
                "2028-01-31",
                "2028-02-29",
                "2028-03-31"
            ],
            "over a year's end and a leap day"
        );
        assert_eq!(
            days(date(2026, 12, 30), "2 months", 3),
            ["2026-12-30", "2027-02-28", "2027-04-30"]
        );
        assert_eq!(
            days(date(2028, 2, 29), "12 months", 5),
            [
                "2028-02-29",
                "2029-02-28",
                "2030-02-28",
                "2031-02-28",
                "2032-02-29"
            ]
        );
    }

    #[test]
    fn weeks_and_days_go_over_every_end() {
        assert_eq!(
            days(date(2026, 12, 22), "2 weeks", 3),
            ["2026-12-22", "2027-01-05", "2027-01-19"]
        );
        // The clocks change on 2027-03-14 and 2027-11-07 in Chicago: a week is seven days all the same.
        assert_eq!(
            days(date(2027, 3, 7), "1 week", 3),
            ["2027-03-07", "2027-03-14", "2027-03-21"]
        );
        assert_eq!(
            days(date(2028, 2, 28), "1 day", 3),
            ["2028-02-28", "2028-02-29", "2028-03-01"]
        );
    }

    #[test]
    fn a_record_counts_for_the_period_its_day_is_in() {
        let start = date(2026, 9, 7);
        let (all, _) = periods(
            start,
            every("1 month"),
            None,
            Window::until(date(2026, 12, 31)),
        );
        let days = [
            date(2026, 9, 6),
            date(2026, 10, 6),
            date(2026, 10, 7),
            date(2026, 9, 7),
            date(2027, 3, 1),
        ];
        assert_eq!(
            counted(&all, &days),
            [Some(3), Some(2), None, None],
            "the earliest of a period; the day before the start and one beyond count for none"
        );
    }

    #[test]
    fn a_meeting_held_early_counts_for_the_day_it_was_for() {
        let until = Window::until(date(2027, 6, 30));
        let (monthly, _) = periods(date(2027, 3, 7), every("1 month"), None, until);
        let held = [date(2027, 3, 7), date(2027, 4, 7), date(2027, 5, 5)];
        assert_eq!(counted(&monthly, &held), [Some(0), Some(1), Some(2), None]);
        // Where the day itself has its own, the early one makes up for the one before.
        let both = [date(2027, 3, 7), date(2027, 5, 5), date(2027, 5, 7)];
        assert_eq!(counted(&monthly, &both), [Some(0), Some(1), Some(2), None]);
        let far_too_early = [date(2027, 3, 7), date(2027, 4, 20)];
        assert_eq!(
            counted(&monthly, &far_too_early),
            [Some(0), Some(1), None, None]
        );
        let before_all = [date(2027, 3, 6)];
        assert_eq!(counted(&monthly, &before_all)[0], Some(0));
        let (daily, _) = periods(
            date(2027, 3, 7),
            every("1 day"),
            None,
            Window::until(date(2027, 3, 9)),
        );
        assert_eq!(counted(&daily, &[date(2027, 3, 8)]), [None, Some(0), None]);
    }

    #[test]
    fn only_due_days_within_the_weeks() {
        let start = date(2026, 9, 7);
        let within = Some((date(2026, 9, 21), date(2026, 11, 7)));
        let (all, is_cut) = periods(start, every("1 month"), within, Window::until(Date::MAX));
        assert_eq!((all[0].from, all.len()), (date(2026, 10, 7), 1));
        assert!(!is_cut);
        let end = Window::until(Date::MAX);
        let (near_the_end, _) = periods(date(9999, 11, 30), every("1 month"), None, end);
        assert_eq!(near_the_end.len(), 2, "{near_the_end:?}");
    }

    #[test]
    fn of_a_long_series_what_is_near_counts() {
        let (today, most) = (date(2026, 11, 23), MAX_DUE_DAYS as usize);
        let seen = |start: Date, from: Option<Date>, until: Date| {
            let window = Window { from, today, until };
            let (all, is_cut) = periods(start, every("1 day"), None, window);
            let ends = all.first().zip(all.last());
            let ends = ends.map(|(first, last)| (first.from, last.from));
            (all.len(), ends, is_cut)
        };
        let (count, ends, is_cut) = seen(date(202, 12, 1), None, date(2026, 12, 31));
        assert_eq!(
            (count, ends.unwrap().1, is_cut),
            (most + 39, date(2026, 12, 31), true),
            "what is due now is not lost among what was missed"
        );
        let (count, ends, is_cut) = seen(today, None, Date::MAX);
        assert_eq!((count, ends.unwrap().0, is_cut), (most, today, true));
        let far = (date(2060, 1, 1), date(2060, 1, 3));
        let asked = seen(today, Some(far.0), far.1);
        assert_eq!(asked, (3, Some(far), false), "without counting up to it");
        let asked = seen(date(1, 1, 1), Some(far.0), far.1);
        assert_eq!(asked, (3, Some(far), false));
        assert_eq!(
            seen(Date::MIN, None, Date::MIN),
            (1, Some((Date::MIN, Date::MIN)), false)
        );
    }

    #[test]
    fn the_day_in_a_name() {
        for (name, day) in [
            ("2026-11-23-interviews-k3f9qd", Some(date(2026, 11, 23))),
            ("2026-11-23", Some(date(2026, 11, 23))),
            ("2026-11-23_x", Some(date(2026, 11, 23))),
            ("2026-11-233", None),
            ("2026-02-30-x", None),
            ("20261123-x", None),
            ("2026-1-2-xx", None),
            ("session", None),
            ("\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}", None),
        ] {
            assert_eq!(day_in_name(name), day, "{name}");
        }
    }

    prop_compose! {
        fn a_day()(days in -300_000i32..300_000) -> Date {
            date(2000, 1, 1).checked_add(Span::new().days(days)).unwrap()
        }
    }

    fn a_rhythm() -> impl Strategy<Value = Every> {
        let unit = prop_oneof![Just(Unit::Day), Just(Unit::Week), Just(Unit::Month)];
        (1u32..=366, unit).prop_map(|(count, unit)| Every { count, unit })
    }

    proptest! {
        #[test]
        fn due_days_increase_and_never_drift(start in a_day(), every in a_rhythm(), number in 0u32..400) {
            let (Some(one), Some(next)) = (due_day(start, every, number), due_day(start, every, number + 1)) else {
                return Ok(());
            };
            prop_assert!(one < next);
            let total = i32::try_from(every.count * number).unwrap();
            match every.unit {
                Unit::Month => {
                    let months = i32::from(start.year()) * 12 + i32::from(start.month()) - 1 + total;
                    prop_assert_eq!(i32::from(one.year()) * 12 + i32::from(one.month()) - 1, months);
                    prop_assert_eq!(one.day(), start.day().min(one.days_in_month()));
                }
                unit => {
                    let days = if unit == Unit::Week { 7 * total } else { total };
                    prop_assert_eq!(start.until(one).unwrap().get_days(), days);
                }
            }
        }

        #[test]
        fn the_first_due_day_is_found_without_counting(start in a_day(), every in a_rhythm(), days in -40i32..3000) {
            let day = start.saturating_add(Span::new().days(days));
            let counted = (0..5000).find(|number| due_day(start, every, *number).unwrap() >= day);
            prop_assert_eq!(Some(number_from(start, every, day)), counted);
        }

        #[test]
        fn a_window_shows_what_counting_shows(start in a_day(), every in a_rhythm(), steps in prop::collection::vec(-40i32..3000, 4)) {
            let day = |at: usize| start.saturating_add(Span::new().days(steps[at]));
            let within = (day(0).min(day(1)), day(0).max(day(1)));
            let (from, until) = (day(2), day(3));
            let (all, is_cut) = periods(start, every, Some(within), Window { from: Some(from), today: start, until });
            let counted: Vec<Date> = (0..5000)
                .map(|number| (due_day(start, every, number).unwrap(), due_day(start, every, number + 1).unwrap()))
                .take_while(|(due, _)| *due <= until)
                .filter(|(due, next)| within.0 <= *due && *due < within.1 && from < *next)
                .map(|(due, _)| due)
                .collect();
            prop_assert_eq!(all.iter().map(|period| period.from).collect::<Vec<_>>(), counted);
            prop_assert!(!is_cut);
        }

        #[test]
        fn each_record_counts_once(start in a_day(), every in a_rhythm(), steps in prop::collection::vec(-50i32..2000, 0..30)) {
            let days: Vec<Date> = steps.iter().map(|days| start.saturating_add(Span::new().days(*days))).collect();
            let (all, _) = periods(start, every, None, Window::until(start.saturating_add(Span::new().days(1000))));
            let found = counted(&all, &days);
            let mut used: Vec<usize> = found.iter().flatten().copied().collect();
            used.sort_unstable();
            used.dedup();
            prop_assert_eq!(used.len(), found.iter().flatten().count(), "nothing counts for two");
            for (period, found) in all.iter().zip(&found) {
                let inside = |day: &&Date| period.from <= **day && **day < period.to;
                let early = |day: &&Date| all.iter().any(|period| period.is_early(**day));
                let found = found.and_then(|at| days.get(at));
                match days.iter().filter(inside).filter(|day| !early(day)).min() {
                    Some(first) => prop_assert_eq!(found, Some(first)),
                    // Only one that is early for this day or for the next one can stand in.
                    None => prop_assert!(found.is_none_or(|day| period.is_early(*day) || (inside(&day) && early(&day)))),
                }
            }
            for pair in all.windows(2) {
                prop_assert_eq!(pair[0].to, pair[1].from, "no day between two periods");
            }
        }
    }
}
