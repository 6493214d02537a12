//! Tables as text: aligned by display width, no borders. On a terminal no word is broken: columns that may be missed are
//! dropped first; where the others are still too wide, the last ones stand below each row.

use super::clean::clean;
use super::format::Style;
use super::ink::{bold, command, in_style, words};
use super::wrap::{few, indent, lines, widest_word, width, wrapped};
use crate::report::{Cell, ReportColumn, ReportTable, rows, totals};
use std::borrow::Cow;

/// Width to which a text column is squeezed before others are dropped.
const NARROWEST: usize = 16;
const GAP: usize = 2;
/// Indent of what stands below a row.
const BELOW: usize = 2;

/// A column, with the widths that it may have.
struct Wide<'a> {
    column: &'a ReportColumn,
    /// Of its widest line.
    natural: usize,
    /// With its heading wrapped.
    upright: usize,
    /// With its cells wrapped, too.
    squeezed: usize,
    /// Whether its cells wrap before any column is dropped.
    wraps: bool,
}

impl Wide<'_> {
    /// The narrowest before any column is dropped.
    fn least(&self) -> usize {
        if self.wraps {
            self.squeezed
        } else {
            self.upright
        }
    }

    /// The narrowest of all.
    fn tightest(&self) -> usize {
        if self.wraps || self.upright > NARROWEST * 2 {
            self.squeezed
        } else {
            self.upright
        }
    }
}

pub fn table_text(table: &ReportTable, style: Style) -> String {
    let shown = table.for_people();
    let Some(limit) = style.width else {
        return spread_out(&shown, style);
    };
    let (columns, dropped) = fit(measured(&shown, limit, style), limit);
    let tightest: usize = columns.iter().map(|one| one.tightest() + GAP).sum();
    let mut text = if tightest <= limit + GAP {
        let widths = shared(&columns, limit);
        beside(&columns, &widths, &[], style)
    } else {
        let side_by_side = leading(&columns, limit);
        let (head, below) = columns.split_at(side_by_side);
        beside(head, &shared(head, limit), below, style)
    };
    if !dropped.is_empty() {
        let names: Vec<&str> = dropped.iter().map(|column| title(column)).collect();
        let note = format!("hidden at this width: {}", names.join(", "));
        text.push_str("\n\n");
        text.push_str(&wrapped(&note, style.width));
    }
    text
}

fn title(column: &ReportColumn) -> &str {
    column.title.as_deref().unwrap_or_default()
}

fn measured<'a>(shown: &[&'a ReportColumn], limit: usize, style: Style) -> Vec<Wide<'a>> {
    let last = shown.len().saturating_sub(1);
    let columns = shown.iter().enumerate().map(|(position, column)| {
        let heading = clean(title(column));
        let (mut widest, mut word) = (0, widest_word(&heading, limit));
        for cell in column.cells.iter().chain(&column.total) {
            let words = words(cell, style);
            widest = widest.max(width(&words));
            word = word.max(widest_word(&words, limit));
        }
        let natural = widest.max(width(&heading));
        let narrowest = column.narrowest.unwrap_or(NARROWEST);
        Wide {
            column,
            natural: natural.min(limit),
            upright: widest.min(limit).max(word),
            squeezed: narrowest.min(natural).max(word),
            wraps: column.wraps || position == last,
        }
    });
    columns.collect()
}

/// The columns that fit, and those that were dropped.
fn fit(mut kept: Vec<Wide<'_>>, limit: usize) -> (Vec<Wide<'_>>, Vec<&ReportColumn>) {
    let mut dropped = Vec::new();
    loop {
        if let Some(last) = kept.last_mut() {
            last.wraps = true;
        }
        let needed: usize = kept.iter().map(|one| one.least() + GAP).sum();
        let ranks = kept.iter().enumerate();
        let ranks = ranks.map(|(position, one)| (one.column.rank, position));
        let Some((_, position)) = ranks.filter(|(rank, _)| *rank > 0).max() else {
            return (kept, dropped);
        };
        if needed <= limit + GAP {
            return (kept, dropped);
        }
        dropped.push(kept.remove(position).column);
    }
}

/// How many columns stand side by side, if not all of them can.
fn leading(columns: &[Wide<'_>], limit: usize) -> usize {
    let mut taken = 0;
    let fitting = columns.iter().take_while(|one| {
        taken += one.upright + GAP;
        !one.wraps && taken <= limit + GAP
    });
    fitting.count().max(1)
}

/// The columns' widths: the widest ones give way.
fn shared(columns: &[Wide<'_>], limit: usize) -> Vec<usize> {
    let mut widths: Vec<usize> = columns.iter().map(|one| one.natural).collect();
    let room = limit.saturating_sub(GAP * columns.len().saturating_sub(1));
    for _ in room..widths.iter().sum() {
        let able = widths.iter_mut().zip(columns);
        let able = able.filter(|(width, one)| **width > one.tightest());
        match able.max_by_key(|(width, _)| **width) {
            Some((width, _)) => *width -= 1,
            None => break,
        }
    }
    widths
}

/// Rows with some columns side by side, and others below each.
fn beside(columns: &[Wide<'_>], widths: &[usize], below: &[Wide<'_>], style: Style) -> String {
    let numbers: Vec<bool> = columns.iter().map(|one| one.column.is_number).collect();
    let mut text = String::new();
    let titles = columns.iter().zip(widths).map(|(one, width)| {
        let lines = lines(&clean(title(one.column)), *width, None);
        lines.iter().map(|line| bold(line, style)).collect()
    });
    spread_row(&titles.collect::<Vec<_>>(), widths, &numbers, &mut text);
    if let [only] = below {
        let title = clean(title(only.column));
        text.push_str(&format!("\n{:BELOW$}{}", "", bold(&title, style)));
    }
    let all: Vec<&ReportColumn> = columns.iter().chain(below).map(|one| one.column).collect();
    for row in rows(&all).chain(totals(&all)) {
        text.push('\n');
        let cells = row.iter().zip(widths);
        let cells = cells.map(|(cell, width)| cell_lines(cell, *width, style));
        spread_row(&cells.collect::<Vec<_>>(), widths, &numbers, &mut text);
        let others = row.iter().skip(columns.len()).zip(below);
        for (cell, one) in others {
            let lead = match below {
                [_] => None,
                _ => Some(title(one.column)),
            };
            write_below(cell, lead, style, &mut text);
        }
        write_commands(&row, style, &mut text);
    }
    text
}

fn cell_lines(cell: &Cell, width: usize, style: Style) -> Vec<String> {
    match cell {
        Cell::Few { items, more } => {
            let items: Vec<String> = items
                .iter()
                .map(|item| in_style(item, style).into_owned())
                .collect();
            few(&items, *more, Some(width), style.ascii)
        }
        cell => lines(&words(cell, style), width, None),
    }
}

/// Writes a cell below its row, after its title where several are there.
fn write_below(cell: &Cell, lead: Option<&str>, style: Style, text: &mut String) {
    let limit = style.width.unwrap_or(usize::MAX);
    let words: Cow<'_, str> = match cell {
        Cell::Few { .. } => cell_lines(cell, limit.saturating_sub(BELOW), style)
            .join("\n")
            .into(),
        cell => words(cell, style),
    };
    if words.trim().is_empty() {
        return;
    }
    let (line, hang) = match lead {
        Some(lead) => (format!("{}: {words}", clean(lead)), BELOW * 2),
        None => (words.into_owned(), BELOW),
    };
    let hang = indent(hang, &line, limit);
    for (position, line) in line.lines().enumerate() {
        let indent = if position == 0 { BELOW.min(hang) } else { hang };
        let line = format!("{:indent$}{line}", "");
        for line in lines(&line, limit, Some(hang)) {
            text.push('\n');
            text.push_str(&line);
        }
    }
}

/// Writes the commands of a row below it, each on a line of its own, however long it is: it is there to be copied.
fn write_commands(row: &[&Cell], style: Style, text: &mut String) {
    for command in row.iter().filter_map(|cell| command(cell)) {
        let indent = BELOW * 2;
        text.push_str(&format!("\n{:indent$}{}", "", in_style(command, style)));
    }
}

/// Rows with each column as wide as its widest cell: line by line, since there may be thousands.
fn spread_out(columns: &[&ReportColumn], style: Style) -> String {
    let widths = columns.iter().map(|column| {
        let cells = column.cells.iter().chain(&column.total);
        let widest = cells.map(|cell| width(&words(cell, style))).max();
        widest.unwrap_or(0).max(width(title(column)))
    });
    let widths: Vec<usize> = widths.collect();
    let numbers: Vec<bool> = columns.iter().map(|column| column.is_number).collect();
    let mut text = String::new();
    let titles = columns
        .iter()
        .map(|column| bold(&clean(title(column)), style));
    let titles: Vec<String> = titles.collect();
    spread_line(&titles, &widths, &numbers, &mut text);
    for row in rows(columns).chain(totals(columns)) {
        let cells: Vec<Cow<'_, str>> = row.iter().map(|cell| words(cell, style)).collect();
        text.push('\n');
        if cells.iter().any(|cell| cell.contains('\n')) {
            let lines = cells.iter().map(|cell| cell.split('\n').collect());
            spread_row(
                &lines.collect::<Vec<Vec<&str>>>(),
                &widths,
                &numbers,
                &mut text,
            );
        } else {
            spread_line(&cells, &widths, &numbers, &mut text);
        }
        write_commands(&row, style, &mut text);
    }
    text
}

/// Writes the lines of one row's cells side by side.
fn spread_row<T: AsRef<str>>(
    cells: &[Vec<T>],
    widths: &[usize],
    numbers: &[bool],
    text: &mut String,
) {
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    for line in 0..height {
        if line > 0 {
            text.push('\n');
        }
        let parts = cells
            .iter()
            .map(|cell| cell.get(line).map_or("", T::as_ref));
        spread_line(&parts.collect::<Vec<_>>(), widths, numbers, text);
    }
}

fn spread_line<T: AsRef<str>>(parts: &[T], widths: &[usize], numbers: &[bool], text: &mut String) {
    let start = text.len();
    for ((words, natural), is_number) in parts.iter().zip(widths).zip(numbers) {
        let words = words.as_ref();
        let gap = natural.saturating_sub(width(words));
        let (before, after) = if *is_number { (gap, 0) } else { (0, gap) };
        text.extend(std::iter::repeat_n(' ', before));
        text.push_str(words);
        text.extend(std::iter::repeat_n(' ', after + GAP));
    }
    let end = text.get(start..).map_or(0, |line| line.trim_end().len());
    text.truncate(start + end);
}
