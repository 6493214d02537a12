//! Merges a measure's numbers by day and column: other weeks, other groups of one week, a correction and a new week go
//! together; the same number twice is a conflict at its line.

use super::Three;
use super::three::Versions;
use crate::evidence::{Decimal, PointColumn, VALUE, quoted};
use crate::kinds::{Misfit, SeriesText, is_blank_answer, is_fence, line_start};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// One version of an answer with a block of numbers, in three parts.
struct Parts<'a> {
    above: String,
    /// The line that names the columns.
    head: &'a str,
    columns: Vec<PointColumn>,
    days: BTreeMap<Date, DayLine<'a>>,
    below: String,
    /// Whether its days are in order, so that a merge may keep them so.
    is_sorted: bool,
}

/// A day's line.
struct DayLine<'a> {
    /// Blank lines above it.
    gap: Vec<&'a str>,
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
        let at = read.head?;
        let lines: Vec<&str> = text.lines().collect();
        let mut days = BTreeMap::new();
        let mut order = Vec::new();
        let mut last = at;
        for line in &read.points.lines {
            let day: Date = line.cells.first()?.parse().ok()?;
            let cells = columns.iter().cloned().zip(line.cells.iter().cloned());
            let gap = lines.get(last + 1..line.line)?;
            // Words or fences amid the numbers would be lost.
            if !gap.iter().all(|line| line.trim().is_empty()) {
                return None;
            }
            let day_line = DayLine {
                gap: gap.to_vec(),
                text: line.text,
                cells: cells.filter(|(_, cell)| !cell.is_empty()).collect(),
            };
            if days.insert(day, day_line).is_some() {
                return None;
            }
            order.push(day);
            last = line.line;
        }
        let part = |lines: Option<&[&str]>| lines.map(|lines| lines.join("\n"));
        Some(Self {
            above: part(lines.get(..at))?,
            head: lines.get(at)?,
            columns,
            days,
            below: part(lines.get(last + 1..))?,
            is_sorted: order.is_sorted(),
        })
    }

    /// An answer without a block.
    fn without(text: &str) -> Option<Self> {
        let is_without = SeriesText::read(text).ok()?.head.is_none();
        let words = if is_blank_answer(text) {
            ""
        } else {
            text.trim()
        };
        is_without.then(|| Self {
            above: words.to_owned(),
            head: "",
            columns: Vec::new(),
            days: BTreeMap::new(),
            below: String::new(),
            is_sorted: true,
        })
    }
}

/// How the merged block looks.
struct Layout {
    columns: Vec<PointColumn>,
    head: String,
    /// The blanks with which its lines begin.
    start: String,
    /// Whether all versions have its columns, so that lines can stay.
    is_as_ours: bool,
}

/// Merges three versions of an answer with numbers; the base may have none yet. `None` if they aren't of this form, or
/// in doubt. `beside` merges the words around the numbers.
pub(super) fn merged(
    texts: Three<&str>,
    beside: impl Fn(Three<&str>) -> Option<Versions>,
) -> Option<Versions> {
    let (ours, theirs) = (Parts::of(texts.ours)?, Parts::of(texts.theirs)?);
    let base = Parts::of(texts.base).or_else(|| Parts::without(texts.base))?;
    let all = Three {
        base: &base,
        ours: &ours,
        theirs: &theirs,
    };
    let is_sorted = base.is_sorted && ours.is_sorted && theirs.is_sorted;
    put_together(&all, beside).filter(|_| is_sorted)
}

/// Both versions of an answer in one: the days and columns of both. `None` if not both have numbers.
///
/// # Errors
/// The first day that has two numbers, or that the two aren't written alike.
pub(super) fn both(
    texts: [&str; 2],
    beside: impl Fn(&str, &str) -> String,
) -> Option<Result<String, Misfit>> {
    const HELP: &str = "choose --ours or --theirs, or edit the file";
    let has_numbers = |text: &&str| SeriesText::read(text).is_ok_and(|read| read.head.is_some());
    if !texts.iter().all(has_numbers) {
        return None;
    }
    let [ours, theirs] = texts.map(Parts::of);
    let (ours, theirs) = (ours.as_ref(), theirs.as_ref());
    if let Some(why) = ours
        .zip(theirs)
        .and_then(|(ours, theirs)| two_numbers(ours, theirs))
    {
        return Some(Err(Misfit::at(0, why, HELP)));
    }
    let merged = Parts::without("").and_then(|base| {
        let all = Three {
            base: &base,
            ours: ours?,
            theirs: theirs?,
        };
        let words = |texts: Three<&str>| Some(Versions::one(beside(texts.ours, texts.theirs)));
        put_together(&all, words).filter(Versions::is_settled)
    });
    let unlike = || Misfit::at(0, "the two blocks of numbers aren't written alike", HELP);
    Some(merged.map(|one| one.ours).ok_or_else(unlike))
}

/// The first day and column for which two versions differ, in words.
fn two_numbers(ours: &Parts<'_>, theirs: &Parts<'_>) -> Option<String> {
    ours.days.iter().find_map(|(day, line)| {
        let other = theirs.days.get(day)?;
        line.cells.iter().find_map(|(column, one)| {
            let two = other.cells.get(column).filter(|two| *two != one)?;
            if is_same_number(Some(one), Some(two)) || *column == PointColumn::Day {
                return None;
            }
            Some(match column {
                PointColumn::Note => format!("{day} has two notes, \"{one}\" and \"{two}\""),
                PointColumn::Group(group) if group == VALUE => {
                    format!("{day} has two numbers, {one} and {two}")
                }
                column => format!(
                    "{day} has two numbers for {}, {one} and {two}",
                    column.name()
                ),
            })
        })
    })
}

fn put_together(
    all: &Three<&Parts<'_>>,
    beside: impl Fn(Three<&str>) -> Option<Versions>,
) -> Option<Versions> {
    let is_new = all.base.columns.is_empty();
    let layout = Layout::of(all)?;
    let around = |texts: Three<&str>| match texts.settled() {
        Some(text) => Some(Versions::one(text.to_owned())),
        None => beside(texts),
    };
    let [above, below] = if is_new {
        around_new(all, around)?
    } else {
        [
            around(all.as_ref().map(|one| one.above.as_str()))?,
            around(all.as_ref().map(|one| one.below.as_str()))?,
        ]
    };
    let rows = rows(all, &layout);
    let text = |above: &str, below: &str, side: usize| {
        let rows = rows.iter().filter_map(|row| row.get(side)?.as_deref());
        let parts = [above, &layout.head].into_iter().chain(rows);
        let parts: Vec<&str> = parts.chain([below]).collect();
        parts.join("\n").trim_matches('\n').to_owned()
    };
    let versions = Versions::two(
        text(&above.ours, &below.ours, 0),
        text(&above.theirs, &below.theirs, 1),
    );
    let is_open = !versions.is_settled();
    // Where the words around the numbers differ too, the whole answer is shown twice.
    let is_fenced = above.is_settled() && below.is_settled() && all.ours.is_fenced();
    Some(Versions {
        is_fenced: is_fenced && is_open,
        is_sure: is_open,
        ..versions
    })
}

/// Whether a merge by line lost numbers that can be read on both sides.
pub(super) fn is_lost(texts: Three<&str>, merged: &str) -> bool {
    let can_be_read = |text: &str| {
        let read = SeriesText::read(text);
        read.is_ok_and(|read| read.head.is_some() && read.points.points().is_ok())
    };
    can_be_read(texts.ours) && can_be_read(texts.theirs) && !can_be_read(merged)
}

/// What stands around a block that is new on both sides: the words are merged, and fences and blank lines stay. `None`
/// if the fences differ.
fn around_new(
    all: &Three<&Parts<'_>>,
    around: impl Fn(Three<&str>) -> Option<Versions>,
) -> Option<[Versions; 2]> {
    let sides = [all.ours, all.theirs];
    let [(ours, open), (theirs, other_open)] = sides.map(|one| above_fence(&one.above));
    let [(close, our_rest), (other_close, their_rest)] = sides.map(|one| below_fence(&one.below));
    let (open, close) = (edge([open, other_open])?, edge([close, other_close])?);
    let words = all.base.above.as_str();
    // Earlier words stay where both sides have words.
    let is_below = ours.is_empty() && theirs.is_empty();
    let (above, below) = if is_below { ("", words) } else { (words, "") };
    let above = around(Three {
        base: above,
        ours,
        theirs,
    })?;
    let below = around(Three {
        base: below,
        ours: our_rest,
        theirs: their_rest,
    })?;
    let each = |versions: Versions, edged: &dyn Fn(String) -> String| {
        Versions::two(edged(versions.ours), edged(versions.theirs))
    };
    let open = |words: String| format!("{words}{open}").trim_start_matches('\n').to_owned();
    let close = |words: String| format!("{close}{words}").trim_end_matches('\n').to_owned();
    Some([each(above, &open), each(below, &close)])
}

/// The words above a block, and what stands between them and its head: blank lines, and a fence if there is one.
fn above_fence(above: &str) -> (&str, &str) {
    let last = above.trim_end();
    let fence = last.rfind('\n').map_or(0, |at| at + 1);
    let is_fenced = last.get(fence..).is_some_and(is_fence);
    let words = if is_fenced {
        last.get(..fence)
    } else {
        Some(last)
    };
    let words = words.unwrap_or_default().trim_end();
    (words, above.get(words.len()..).unwrap_or_default())
}

/// What stands between a block and the words below it, and these.
fn below_fence(below: &str) -> (&str, &str) {
    let first = below.trim_start_matches('\n');
    let fence = first.lines().next().filter(|line| is_fence(line));
    let after = first.get(fence.map_or(0, str::len)..).unwrap_or_default();
    let words = after.trim_start_matches('\n');
    let edge = below.len() - words.len();
    (below.get(..edge).unwrap_or_default(), words)
}

/// The same fence of both sides, with the more blank lines.
fn edge([one, other]: [&str; 2]) -> Option<&str> {
    let is_same = one.trim_matches('\n') == other.trim_matches('\n');
    is_same.then_some(if one.len() < other.len() { other } else { one })
}

impl Layout {
    /// `None` if one side took a column out.
    fn of(all: &Three<&Parts<'_>>) -> Option<Self> {
        let columns = columns(all)?;
        let heads = all.as_ref().map(|one| one.head);
        let starts = heads.map(line_start);
        let start = starts.settled().unwrap_or(starts.ours.min(starts.theirs));
        let has_all = |one: &Parts<'_>| one.columns == columns;
        let words = heads.map(str::trim_start);
        let words = match (has_all(all.ours), has_all(all.theirs)) {
            (true, true) => Some(words.settled().unwrap_or(words.ours.min(words.theirs))),
            (true, false) => Some(words.ours),
            (false, true) => Some(words.theirs),
            (false, false) => None,
        };
        let names = || columns.iter().map(|column| quoted(&column.name()));
        let head = words.map_or_else(|| names().collect::<Vec<_>>().join(","), str::to_owned);
        Some(Self {
            is_as_ours: has_all(all.ours)
                && has_all(all.theirs)
                && (all.base.columns.is_empty() || has_all(all.base)),
            head: format!("{start}{head}"),
            start: start.to_owned(),
            columns,
        })
    }
}

/// Each day's line, in our version and in theirs, with the blank lines above it.
fn rows(all: &Three<&Parts<'_>>, layout: &Layout) -> Vec<[Option<String>; 2]> {
    let sides = [all.base, all.ours, all.theirs];
    let days: BTreeSet<Date> = sides
        .iter()
        .flat_map(|one| one.days.keys().copied())
        .collect();
    let rows = days.into_iter().map(|day| {
        let gap = gap(day, all);
        row(day, all, layout).map(|line| Some([gap, &[line?.as_str()]].concat().join("\n")))
    });
    rows.collect()
}

/// The blank lines above a day's line: those of the side that changed them, or else the more.
fn gap<'a>(day: Date, all: &Three<&'a Parts<'_>>) -> &'a [&'a str] {
    let of = |one: &'a Parts<'_>| one.days.get(&day).map(|line| line.gap.as_slice());
    let gaps = all.as_ref().map(|one| of(one));
    let settled = gaps.settled().flatten();
    settled.or(gaps.ours.max(gaps.theirs)).unwrap_or_default()
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
fn row(day: Date, all: &Three<&Parts<'_>>, layout: &Layout) -> [Option<String>; 2] {
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
            Some(written(day, cells, all, layout))
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
    for column in &layout.columns {
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
    let write = |cells| Some(written(day, cells, all, layout));
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
    layout: &Layout,
) -> String {
    if layout.is_as_ours {
        let sides = [all.ours, all.theirs].into_iter();
        let lines = sides.filter_map(|one| {
            let line = one.days.get(&day).filter(|line| line.cells == *cells)?;
            Some(
                line.text
                    .strip_prefix(line_start(one.head))
                    .unwrap_or(line.text),
            )
        });
        if let Some(text) = lines.min() {
            return format!("{}{text}", layout.start);
        }
    }
    let cells = layout.columns.iter().map(|column| {
        cells
            .get(column)
            .map_or_else(String::new, |cell| quoted(cell))
    });
    format!("{}{}", layout.start, cells.collect::<Vec<_>>().join(","))
}
