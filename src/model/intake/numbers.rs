//! A table of numbers by day, as spreadsheets export it.

use super::cell::day_of;
use super::columns::alike;
use super::rows::{Intake, IntakeRow};
use crate::evidence::{Decimal, NewPoints, PointColumn, VALUE};
use crate::kinds::Misfit;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Headings of the column of days.
const DAYS: [&str; 4] = ["date", "day", "week", "when"];
/// Headings of the column of notes.
const NOTES: [&str; 4] = ["note", "notes", "remark", "comment"];

/// In which order a column of days has day and month, where both are numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum DayOrder {
    DayFirst,
    MonthFirst,
    /// Both are possible, or neither.
    Unknown,
}

/// What a table of numbers holds.
#[derive(Debug, Default)]
pub struct NumberTable {
    pub points: Vec<NewPoints>,
    /// What is wrong, with the row and the heading of its column.
    pub mistakes: Vec<(String, Option<String>, Misfit)>,
    /// Headings of columns that are no numbers of the measure.
    pub left_over: Vec<String>,
}

/// Whether a heading is one of a table of numbers with these columns.
pub fn is_of_numbers(heading: &str, known: &[PointColumn]) -> bool {
    let is_one_of = |names: &[&str]| names.contains(&alike(heading).as_str());
    is_one_of(&DAYS) || is_one_of(&NOTES) || column_of(heading, known).is_some()
}

/// The column of a measure that a heading means: the one called so, or else one with other capitals.
pub fn column_of(heading: &str, known: &[PointColumn]) -> Option<PointColumn> {
    let columns = || known.iter().filter(|one| **one != PointColumn::Day);
    let exact = columns().find(|one| one.name() == heading);
    exact
        .or_else(|| columns().find(|one| alike(&one.name()) == alike(heading)))
        .cloned()
}

impl NumberTable {
    /// Reads rows as numbers of a measure with these columns.
    pub fn read(intake: &Intake, known: &[PointColumn]) -> Self {
        let mut table = Self::default();
        let find = |names: &[&str]| {
            let mut headings = intake.headings.iter();
            headings.position(|one| names.contains(&alike(one).as_str()))
        };
        let (day_at, note_at) = (find(&DAYS).unwrap_or(0), find(&NOTES));
        let others = (0..intake.headings.len()).filter(|at| *at != day_at && Some(*at) != note_at);
        let others: Vec<usize> = others.collect();
        let columns = table.columns(intake, &others, known);
        let days: Vec<String> = intake.rows.iter().map(|row| words(row, day_at)).collect();
        let orders = orders(&days);
        let order = |day: &str| {
            let order = orders.get(&form_of(day)).copied();
            order.unwrap_or(DayOrder::Unknown)
        };
        let heading = |at: usize| intake.headings.get(at).cloned();
        if let Some(twice) = heading_twice(&columns, &heading) {
            table.mistakes.push(("headings".to_owned(), None, twice));
            return table;
        }
        let mut seen = BTreeSet::new();
        for (row, day) in intake.rows.iter().zip(&days) {
            let mut wrong = |at: usize, misfit| {
                table
                    .mistakes
                    .push((row.place.clone(), heading(at), misfit));
            };
            let day = match day_in(day, order(day)) {
                Ok(day) => day,
                Err(misfit) => {
                    wrong(day_at, misfit);
                    continue;
                }
            };
            let mut point = NewPoints {
                day,
                cells: Vec::new(),
                note: note_at.map(|at| words(row, at)).unwrap_or_default(),
            };
            for (at, column) in &columns {
                match number_in(&words(row, *at)) {
                    Ok(number) => point
                        .cells
                        .extend(number.map(|number| (column.clone(), number))),
                    Err(misfit) => wrong(*at, misfit),
                }
            }
            if seen.contains(&day) {
                let twice = format!("{day} appears twice");
                wrong(day_at, Misfit::at(0, twice, "keep one of the two rows"));
            } else if !point.cells.is_empty() || !point.note.is_empty() {
                seen.insert(day);
                table.points.push(point);
            }
        }
        table
    }

    /// The columns of the measure that headings mean; others are left over.
    fn columns(
        &mut self,
        intake: &Intake,
        others: &[usize],
        known: &[PointColumn],
    ) -> Vec<(usize, PointColumn)> {
        let value = PointColumn::Group(VALUE.to_owned());
        // The only column of numbers may have any heading.
        let is_alone = known.contains(&value) && others.len() == 1;
        let mut columns = Vec::new();
        for at in others {
            let heading = intake.headings.get(*at).map_or("", String::as_str);
            let column = column_of(heading, known).or_else(|| is_alone.then(|| value.clone()));
            match column {
                Some(column) => columns.push((*at, column)),
                None => self.left_over.push(heading.to_owned()),
            }
        }
        columns
    }
}

/// Two headings that mean one column.
fn heading_twice(
    columns: &[(usize, PointColumn)],
    heading: &dyn Fn(usize) -> Option<String>,
) -> Option<Misfit> {
    columns
        .iter()
        .enumerate()
        .find_map(|(count, (at, column))| {
            let mut earlier = columns.iter().take(count);
            let (first, _) = earlier.find(|(_, one)| one == column)?;
            let (one, other) = (heading(*first)?, heading(*at)?);
            Some(Misfit::at(
                0,
                format!("\"{one}\" and \"{other}\" are one column of the measure"),
                "keep one of the two columns",
            ))
        })
}

fn words(row: &IntakeRow, at: usize) -> String {
    row.cells
        .get(at)
        .map(super::Submitted::words)
        .unwrap_or_default()
}

/// Two numbers of one or two digits and a year of four, as spreadsheets write days.
fn numbers_of(day: &str) -> Option<[i16; 3]> {
    let first = day.trim().split([' ', 'T']).next()?;
    let parts: Vec<&str> = first.split(['/', '.', '-']).collect();
    let [one, two, year] = parts.as_slice() else {
        return None;
    };
    let is_short = one.len() <= 2 && two.len() <= 2 && year.len() == 4;
    let number = |words: &str| words.parse().ok();
    is_short.then(|| Some([number(one)?, number(two)?, number(year)?]))?
}

/// What stands between the numbers of a day: days of another form may be in another order.
fn form_of(day: &str) -> String {
    let first = day.trim().split([' ', 'T']).next().unwrap_or_default();
    first
        .chars()
        .filter(|sign| !sign.is_ascii_digit())
        .collect()
}

/// The order that days of each form can only be in.
fn orders(days: &[String]) -> BTreeMap<String, DayOrder> {
    let mut seen: BTreeMap<String, [bool; 2]> = BTreeMap::new();
    for day in days {
        if let Some([one, two, _]) = numbers_of(day) {
            let [day_first, month_first] = seen.entry(form_of(day)).or_default();
            *day_first |= one > 12;
            *month_first |= two > 12;
        }
    }
    let order = |of: [bool; 2]| match of {
        [true, false] => DayOrder::DayFirst,
        [false, true] => DayOrder::MonthFirst,
        _ => DayOrder::Unknown,
    };
    let orders = seen.into_iter().map(|(form, of)| (form, order(of)));
    orders.collect()
}

fn day_in(words: &str, order: DayOrder) -> Result<Date, Misfit> {
    if let Some(day) = day_of(words) {
        return Ok(day);
    }
    let Some([one, two, year]) = numbers_of(words) else {
        let message = if words.is_empty() {
            "the day is missing".to_owned()
        } else {
            format!("\"{words}\" is not a date")
        };
        return Err(Misfit::at(0, message, "write the year first: 2026-11-23"));
    };
    let day = match order {
        DayOrder::DayFirst => date(year, two, one),
        DayOrder::MonthFirst => date(year, one, two),
        DayOrder::Unknown => None,
    };
    day.ok_or_else(|| {
        Misfit::at(
            0,
            format!("\"{words}\" could be one of two days"),
            "write the year first: 2026-11-23",
        )
    })
}

fn date(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A number as a spreadsheet writes it: with a decimal comma or a percent sign. `None` of an empty cell.
fn number_in(words: &str) -> Result<Option<Decimal>, Misfit> {
    let plain = words.trim().trim_end_matches('%').trim_end();
    if plain.is_empty() && !words.contains('%') || matches!(plain, "-" | "\u{2013}") {
        return Ok(None);
    }
    let pointed = match plain.split_once(',') {
        // Three digits behind a comma may be thousands.
        Some((_, part)) if part.len() == 3 && !plain.starts_with('0') => None,
        Some((whole, part)) if !part.contains([',', '.']) && !whole.contains('.') => {
            Some(format!("{whole}.{part}"))
        }
        Some(_) => None,
        None => Some(plain.to_owned()),
    };
    match pointed.and_then(|number| Decimal::parse(&number)) {
        Some(number) => Ok(Some(number)),
        None if plain.contains(',') => Err(Misfit::at(
            0,
            format!("\"{words}\" could be one of two numbers"),
            "write it with a decimal point and without separators: 1234.5",
        )),
        None => Err(Misfit::at(
            0,
            format!("\"{words}\" is not a number"),
            "leave the cell empty where there is no number",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(words: &str, order: DayOrder) -> Option<String> {
        day_in(words, order).ok().map(|day| day.to_string())
    }

    #[test]
    fn days_of_spreadsheets() {
        let all = |days: &[&str]| {
            let days: Vec<String> = days.iter().map(|day| (*day).to_owned()).collect();
            orders(&days)[&form_of(&days[0])]
        };
        assert_eq!(all(&["03/04/2026", "17/04/2026"]), DayOrder::DayFirst);
        assert_eq!(all(&["3/4/2026", "4/17/2026"]), DayOrder::MonthFirst);
        assert_eq!(all(&["03/04/2026"]), DayOrder::Unknown);
        assert_eq!(all(&["03/04/2026", "17.04.2026"]), DayOrder::Unknown);
        assert_eq!(all(&["13/04/2026", "04/13/2026"]), DayOrder::Unknown);
        assert_eq!(day("03.04.2026", DayOrder::DayFirst).unwrap(), "2026-04-03");
        assert_eq!(
            day("03/04/2026", DayOrder::MonthFirst).unwrap(),
            "2026-03-04"
        );
        assert_eq!(day("03/04/2026", DayOrder::Unknown), None);
        assert_eq!(day("2026-04-03", DayOrder::Unknown).unwrap(), "2026-04-03");
        assert_eq!(day("3 Apr 2026", DayOrder::Unknown).unwrap(), "2026-04-03");
        assert_eq!(day("03/04/26", DayOrder::DayFirst), None);
        assert_eq!(day("46115", DayOrder::DayFirst), None);
    }

    #[test]
    fn numbers_of_spreadsheets() {
        let number = |words: &str| number_in(words).map(|number| number.map(|one| one.to_string()));
        for (words, read) in [
            ("62", "62"),
            ("62.0", "62.0"),
            ("58,5", "58.5"),
            ("62 %", "62"),
            ("58,5\u{a0}%", "58.5"),
            ("0,125", "0.125"),
            ("-3", "-3"),
        ] {
            assert_eq!(number(words), Ok(Some(read.to_owned())), "{words}");
        }
        for empty in ["", " ", "-"] {
            assert_eq!(number(empty), Ok(None), "{empty}");
        }
        for wrong in ["1,234", "1.234,5", "1,2,3", "many", "%", "1 234", "#DIV/0!"] {
            assert!(number(wrong).is_err(), "{wrong}");
        }
    }
}
