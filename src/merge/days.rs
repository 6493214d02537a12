//! Merges a measure's numbers by day and column: other weeks, other groups of one week, a correction and a new week go
//! together; the same number twice is a conflict at its line.

use super::Three;
use super::three::Versions;
use crate::evidence::{Decimal, PointColumn, quoted};
use crate::kinds::{SeriesText, is_fence};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// One version of an answer with a block of numbers, in three parts.
struct Parts<'a> {
    above: String,
    columns: Vec<PointColumn>,
    days: BTreeMap<Date, DayLine<'a>>,
    below: String,
    /// Whether its days are in order, so that a merge may keep them so.
    is_sorted: bool,
}

/// A day's line.
struct DayLine<'a> {
    text: &'a str,
    cells: BTreeMap<PointColumn, String>,
}

impl<'a> Parts<'a> {
    /// Whether the numbers stand in a fence.
    fn is_fenced(&self) -> bool {
        self.above.lines().last().is_some_and(is_fence)
    }

    /// `None` without a block, or if a line isn't one of a day.
    fn of(text: &'a str) -> Option<Self> {
        let read = SeriesText::read(text).ok()?;
        let columns = read.points.columns;
        let head = read.head?;
        let mut days = BTreeMap::new();
        let mut order = Vec::new();
        let mut last = head;
        for line in &read.points.lines {
            let day: Date = line.cells.first()?.parse().ok()?;
            let cells = columns.iter().cloned().zip(line.cells.iter().cloned());
            let is_new = days.insert(
                day,
                DayLine {
                    text: line.text,
                    cells: cells.filter(|(_, cell)| !cell.is_empty()).collect(),
                },
            );
            if is_new.is_some() {
                return None;
            }
            order.push(day);
            last = line.line;
        }
        let lines: Vec<&str> = text.lines().collect();
        let part = |lines: Option<&[&str]>| lines.map(|lines| lines.join("\n"));
        Some(Self {
            above: part(lines.get(..head))?,
            columns,
            days,
            below: part(lines.get(last + 1..))?,
            is_sorted: order.is_sorted(),
        })
    }
}

/// Merges three versions of an answer with numbers; the base may have none yet. `None` if they aren't of this form, or
/// in doubt. `beside` merges the words around the numbers.
pub(super) fn merged(
    texts: Three<&str>,
    beside: impl Fn(Three<&str>) -> Option<Versions>,
) -> Option<Versions> {
    let (ours, theirs) = (Parts::of(texts.ours)?, Parts::of(texts.theirs)?);
    let base = Parts::of(texts.base).or_else(|| {
        let is_without = SeriesText::read(texts.base).ok()?.head.is_none();
        is_without.then(|| Parts {
            // The fences are new on both sides.
            above: String::new(),
            columns: Vec::new(),
            days: BTreeMap::new(),
            below: String::new(),
            is_sorted: true,
        })
    })?;
    let is_new = base.columns.is_empty();
    let all = Three {
        base: &base,
        ours: &ours,
        theirs: &theirs,
    };
    if !(base.is_sorted && ours.is_sorted && theirs.is_sorted) {
        return None;
    }
    let columns = columns(&all)?;
    let around = |texts: Three<&str>| {
        let settled = if is_new {
            // Without an earlier version of the fences, two that differ are in doubt.
            (texts.ours == texts.theirs).then_some(texts.ours)
        } else {
            texts.settled()
        };
        match settled {
            Some(text) => Some(Versions::one(text.to_owned())),
            None if is_new => None,
            None => beside(texts),
        }
    };
    let above = around(all.as_ref().map(|one| one.above.as_str()))?;
    let below = around(all.as_ref().map(|one| one.below.as_str()))?;
    let rows = rows(&all, &columns);
    let head: Vec<String> = columns
        .iter()
        .map(|column| quoted(&column.name()))
        .collect();
    let head = head.join(",");
    let text = |above: &str, below: &str, side: usize| {
        let rows = rows.iter().filter_map(|row| row.get(side)?.as_deref());
        let parts = [above, &head].into_iter().chain(rows).chain([below]);
        let parts: Vec<&str> = parts.collect();
        parts.join("\n").trim_matches('\n').to_owned()
    };
    let versions = Versions::two(
        text(&above.ours, &below.ours, 0),
        text(&above.theirs, &below.theirs, 1),
    );
    // Where the words around the numbers differ too, the whole answer is shown twice.
    let is_fenced = above.is_settled() && below.is_settled() && ours.is_fenced();
    Some(Versions {
        is_fenced: is_fenced && !versions.is_settled(),
        ..versions
    })
}

/// Each day's line, in our version and in theirs.
fn rows(all: &Three<&Parts<'_>>, columns: &[PointColumn]) -> Vec<[Option<String>; 2]> {
    let sides = [all.base, all.ours, all.theirs];
    let days: BTreeSet<Date> = sides
        .iter()
        .flat_map(|one| one.days.keys().copied())
        .collect();
    let has_same = |one: &Parts<'_>| one.columns.is_empty() || one.columns == columns;
    let is_as_ours = sides.into_iter().all(has_same);
    let days = days.into_iter();
    days.map(|day| row(day, all, columns, is_as_ours)).collect()
}

/// The columns of both sides; `None` if one side took a column out.
fn columns(all: &Three<&Parts<'_>>) -> Option<Vec<PointColumn>> {
    let is_there = |column: &PointColumn| {
        all.ours.columns.contains(column) && all.theirs.columns.contains(column)
    };
    if !all.base.columns.iter().all(is_there) {
        return None;
    }
    let (first, second) = if all.ours.columns <= all.theirs.columns {
        (&all.ours.columns, &all.theirs.columns)
    } else {
        (&all.theirs.columns, &all.ours.columns)
    };
    let mut columns = first.clone();
    let note = columns.pop_if(|last| *last == PointColumn::Note);
    let is_note = |column: &&PointColumn| **column == PointColumn::Note;
    let more = second.iter().filter(|column| !is_note(column));
    for column in more {
        if !columns.contains(column) {
            columns.push(column.clone());
        }
    }
    let has_note = note.is_some() || second.iter().any(|column| is_note(&column));
    columns.extend(has_note.then_some(PointColumn::Note));
    Some(columns)
}

/// A day's line in both versions; the same if nothing is left to decide.
fn row(
    day: Date,
    all: &Three<&Parts<'_>>,
    columns: &[PointColumn],
    is_as_ours: bool,
) -> [Option<String>; 2] {
    let line = |one: &Parts<'_>| one.days.get(&day).map(|line| line.cells.clone());
    let lines = all.as_ref().map(|one| line(one));
    let (ours, theirs) = match (&lines.base, &lines.ours, &lines.theirs) {
        // Taken out by one side and left alone by the other.
        (Some(base), None, Some(other)) | (Some(base), Some(other), None) if base == other => {
            return [None, None];
        }
        (_, ours, theirs) => (ours, theirs),
    };
    let (Some(ours), Some(theirs)) = (ours, theirs) else {
        let written = |cells: &Option<BTreeMap<PointColumn, String>>| {
            let cells = cells.as_ref()?;
            Some(written(day, cells, all, columns, is_as_ours))
        };
        let sides = [written(ours), written(theirs)];
        // New on one side only.
        return match (&lines.base, sides) {
            (None, [Some(one), None] | [None, Some(one)]) => [Some(one.clone()), Some(one)],
            (_, sides) => sides,
        };
    };
    let empty = BTreeMap::new();
    let base = lines.base.as_ref().unwrap_or(&empty);
    let (mut one, mut other) = (BTreeMap::new(), BTreeMap::new());
    for column in columns {
        let cells = Three {
            base: base.get(column),
            ours: ours.get(column),
            theirs: theirs.get(column),
        };
        let (left, right) = match cells.settled() {
            Some(cell) => (cell, cell),
            None if is_same_number(cells.ours, cells.theirs) => {
                let cell = cells.ours.min(cells.theirs);
                (cell, cell)
            }
            None => (cells.ours, cells.theirs),
        };
        one.extend(left.map(|cell| (column.clone(), cell.clone())));
        other.extend(right.map(|cell| (column.clone(), cell.clone())));
    }
    let write = |cells| Some(written(day, cells, all, columns, is_as_ours));
    [write(&one), write(&other)]
}

fn is_same_number(one: Option<&String>, other: Option<&String>) -> bool {
    let number = |cell: Option<&String>| Decimal::parse(cell?);
    number(one).is_some_and(|one| number(other) == Some(one))
}

/// A line with these cells: as a side has it, if one does.
fn written(
    day: Date,
    cells: &BTreeMap<PointColumn, String>,
    all: &Three<&Parts<'_>>,
    columns: &[PointColumn],
    is_as_ours: bool,
) -> String {
    if is_as_ours {
        let lines = [all.ours, all.theirs]
            .into_iter()
            .filter_map(|one| one.days.get(&day));
        let same = lines
            .filter(|line| line.cells == *cells)
            .map(|line| line.text)
            .min();
        if let Some(text) = same {
            return text.to_owned();
        }
    }
    let cells = columns.iter().map(|column| {
        cells
            .get(column)
            .map_or_else(String::new, |cell| quoted(cell))
    });
    cells.collect::<Vec<_>>().join(",")
}
