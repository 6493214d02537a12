//! Numbers that are to be added to a block.

use super::Decimal;
use super::block::{PointsText, quoted};
use super::points::{PointColumn, PointFault, fault};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Numbers of a day that are to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPoints {
    pub day: Date,
    /// Numbers and sizes by column.
    pub cells: Vec<(PointColumn, Decimal)>,
    /// Empty to leave the day's note as it is.
    pub note: String,
}

/// What became of a day's new numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineChange {
    /// The line is there already, and says the same.
    Same,
    /// It is put before the line with this number of the block, counted from 0; after all of them if there are so many.
    New { before: usize, text: String },
    /// The line with this number of the block is another one now; cells that weren't empty as they were.
    Changed {
        at: usize,
        text: String,
        was: Vec<(PointColumn, String)>,
    },
}

impl PointsText<'_> {
    /// The lines that hold new numbers, in the order of `new`. Numbers that stand there already are only replaced if
    /// `replaces`.
    pub fn with(&self, new: &[NewPoints], replaces: bool) -> Result<Vec<LineChange>, PointFault> {
        let mut lines = BTreeMap::new();
        // The newest day up to each line: lines may be in any order.
        let mut newest: Vec<Option<Date>> = Vec::with_capacity(self.lines.len());
        for (at, line) in self.lines.iter().enumerate() {
            let day = line.day();
            lines.entry(day).or_insert(at);
            newest.push(day.max(newest.last().copied().flatten()));
        }
        let mut seen = BTreeSet::new();
        let changes = new.iter().map(|one| {
            if !seen.insert(one.day) {
                let message = format!("{} appears twice", one.day);
                return fault(0, message, "keep one of the two");
            }
            let day = Some(one.day);
            let later = newest.partition_point(|newest| *newest <= day);
            self.line_with(one, lines.get(&day).copied(), later, replaces)
        });
        changes.collect()
    }

    /// The line that holds a day's new numbers: the one with the number `at`, or else a new one before
    /// the one with the number `later`.
    fn line_with(
        &self,
        new: &NewPoints,
        at: Option<usize>,
        later: usize,
        replaces: bool,
    ) -> Result<LineChange, PointFault> {
        let mut cells = match at.and_then(|at| self.lines.get(at)) {
            Some(line) => line.cells.clone(),
            None => vec![new.day.to_string()],
        };
        cells.resize(self.columns.len(), String::new());
        let before = cells.clone();
        let mut was = Vec::new();
        let note = (!new.note.is_empty()).then(|| (PointColumn::Note, new.note.clone()));
        let numbers = new.cells.iter();
        let numbers = numbers.map(|(column, number)| (column.clone(), number.to_string()));
        for (column, words) in numbers.chain(note) {
            let cell = self.position(&column).and_then(|at| cells.get_mut(at));
            let cell = cell.ok_or_else(|| self.unknown(&column))?;
            if is_same(cell, &words) {
                continue;
            }
            if !cell.is_empty() && !replaces {
                let name = column.name();
                let message = format!("{} has {name} = {cell} already, not {words}", new.day);
                return fault(0, message, "to correct it, add --replace");
            }
            if !cell.is_empty() {
                was.push((column, std::mem::take(cell)));
            }
            *cell = words;
        }
        let text: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        let text = text.join(",");
        Ok(match at {
            Some(_) if before == cells => LineChange::Same,
            Some(at) => LineChange::Changed { at, text, was },
            None => LineChange::New {
                before: later,
                text,
            },
        })
    }

    fn unknown(&self, column: &PointColumn) -> PointFault {
        let known: Vec<String> = self.columns.iter().skip(1).map(PointColumn::name).collect();
        PointFault {
            line: 0,
            message: format!("there is no column \"{}\"", column.name()),
            help: format!("the columns are: {}", known.join(", ")),
        }
    }
}

/// Whether two cells say the same, however the number is written.
fn is_same(one: &str, other: &str) -> bool {
    match (Decimal::parse(one), Decimal::parse(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_numbers_go_where_their_day_belongs() {
        let text = "date,all,ml,note\n2026-11-02,5,,\n2026-11-16,7,3,\"a, b\"";
        let lines: Vec<(usize, &str)> = text.lines().enumerate().collect();
        let block = PointsText::read(&lines).unwrap();
        let new = |day: &str, all: &str, note: &str| NewPoints {
            day: day.parse().unwrap(),
            cells: vec![(
                PointColumn::Group("all".to_owned()),
                Decimal::parse(all).unwrap(),
            )],
            note: note.to_owned(),
        };
        let with = |new: &NewPoints, replaces| {
            let mut changes = block.with(std::slice::from_ref(new), replaces)?;
            Ok(changes.remove(0))
        };
        let line = |before, text: &str| LineChange::New {
            before,
            text: text.to_owned(),
        };
        assert_eq!(
            with(&new("2026-11-09", "6.0", "x, y"), false),
            Ok(line(1, "2026-11-09,6.0,,\"x, y\""))
        );
        assert_eq!(
            with(&new("2026-11-30", "8", ""), false),
            Ok(line(2, "2026-11-30,8,,"))
        );
        assert_eq!(
            with(&new("2026-11-16", "7.0", ""), false),
            Ok(LineChange::Same)
        );
        let refused: PointFault = with(&new("2026-11-16", "8", ""), false).unwrap_err();
        assert_eq!(refused.message, "2026-11-16 has all = 7 already, not 8");
        let changed = LineChange::Changed {
            at: 1,
            text: "2026-11-16,8,3,\"a, b\"".to_owned(),
            was: vec![(PointColumn::Group("all".to_owned()), "7".to_owned())],
        };
        assert_eq!(with(&new("2026-11-16", "8", ""), true), Ok(changed));
        let unknown = NewPoints {
            cells: vec![(PointColumn::Group("al".to_owned()), Decimal::ZERO)],
            ..new("2026-11-30", "8", "")
        };
        assert_eq!(
            with(&unknown, false).unwrap_err().message,
            "there is no column \"al\""
        );
    }
}
