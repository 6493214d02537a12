//! Tables as text, drawn by comfy-table, without borders. On a terminal no word is broken: columns that may be missed are
//! dropped first; where the others are still too wide, the last ones stand below each row.

use super::clean::clean;
use super::format::Style;
use super::ink::{bold, command, in_style, words};
use super::wrap::{few, indent, lines, widest_word, width, wrapped};
use crate::report::{Cell, ReportColumn, ReportTable, rows, totals};
use comfy_table::{CellAlignment, ColumnConstraint, Row, Table, Width, presets};
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
    let beside = if tightest <= limit + GAP {
        columns.len()
    } else {
        leading(&columns, limit)
    };
    let widths = shared(columns.get(..beside).unwrap_or(&columns), limit);
    let shown: Vec<&ReportColumn> = columns.iter().map(|one| one.column).collect();
    let mut text = drawn(&shown, &widths, style);
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

/// Rows with as many columns side by side as there are widths, and the others below each.
fn drawn(columns: &[&ReportColumn], widths: &[usize], style: Style) -> String {
    let mut grid = grid(columns, widths);
    let mut text = String::new();
    let titles = columns.iter().zip(widths).map(|(column, width)| {
        let lines = lines(&clean(title(column)), *width, None);
        let lines: Vec<String> = lines.iter().map(|line| bold(line, style)).collect();
        lines.join("\n")
    });
    draw(&mut grid, titles.collect(), widths, &mut text);
    let below = columns.get(widths.len()..).unwrap_or_default();
    if let [only] = below {
        let title = clean(title(only));
        text.push_str(&format!("\n{:BELOW$}{}", "", bold(&title, style)));
    }
    for row in rows(columns).chain(totals(columns)) {
        text.push('\n');
        let cells = row.iter().zip(widths);
        let cells = cells.map(|(cell, width)| fitted(cell, Some(*width), style));
        draw(&mut grid, cells.collect(), widths, &mut text);
        for (cell, column) in row.iter().skip(widths.len()).zip(below) {
            let lead = match below {
                [_] => None,
                _ => Some(title(column)),
            };
            write_below(cell, lead, style, &mut text);
        }
        write_commands(&row, style, &mut text);
    }
    text
}

/// A grid of one row, which `draw` fills again and again: what has no room beside others goes between two rows, and
/// thousands of rows at once would take much memory.
fn grid(columns: &[&ReportColumn], widths: &[usize]) -> Table {
    let mut grid = Table::new();
    grid.load_style(presets::NOTHING).force_no_tty();
    grid.add_row(widths.iter().map(|_| ""));
    for (shown, column) in grid.column_iter_mut().zip(columns) {
        shown.set_padding((0, u16::try_from(GAP).unwrap_or_default()));
        if column.is_number {
            shown.set_cell_alignment(CellAlignment::Right);
        }
    }
    grid
}

/// Draws a row of cells that `wrap` has wrapped: the library would break commands, and words wider than their column.
/// Such a word pushes aside what comes after it, but only on its own line.
fn draw(grid: &mut Table, cells: Vec<String>, widths: &[usize], text: &mut String) {
    let is_wide = |(cell, own): (&String, &usize)| width(cell) > *own;
    if !cells.iter().zip(widths).any(is_wide) {
        return draw_lines(grid, cells, widths, text);
    }
    let mut rests: Vec<_> = cells.iter().map(|cell| cell.lines()).collect();
    let height = cells.iter().map(|cell| cell.lines().count()).max();
    for position in 0..height.unwrap_or(0) {
        if position > 0 {
            text.push('\n');
        }
        let line = rests.iter_mut().map(|rest| rest.next().unwrap_or(""));
        draw_lines(grid, line.map(str::to_owned).collect(), widths, text);
    }
}

fn draw_lines(grid: &mut Table, cells: Vec<String>, widths: &[usize], text: &mut String) {
    for ((column, cell), least) in grid.column_iter_mut().zip(&cells).zip(widths) {
        let own = u16::try_from(width(cell).max(*least)).unwrap_or(u16::MAX);
        let own = Width::Fixed(own.saturating_add(column.padding_width()));
        column.set_constraint(ColumnConstraint::Absolute(own));
    }
    if let Some(row) = grid.row_mut(0) {
        *row = Row::from(cells);
    }
    text.push_str(&grid.trim_fmt());
}

/// A cell's words in lines of at most so many columns.
fn fitted(cell: &Cell, limit: Option<usize>, style: Style) -> String {
    match cell {
        Cell::Few { items, more } if limit.is_some() => {
            let items = items.iter().map(|item| in_style(item, style).into_owned());
            few(&items.collect::<Vec<_>>(), *more, limit, style.ascii).join("\n")
        }
        cell => wrapped(&words(cell, style), limit),
    }
}

/// Writes a cell below its row, after its title where several are there.
fn write_below(cell: &Cell, lead: Option<&str>, style: Style, text: &mut String) {
    let limit = style.width.unwrap_or(usize::MAX);
    let words = match cell {
        Cell::Few { .. } => fitted(cell, Some(limit.saturating_sub(BELOW)), style),
        cell => words(cell, style).into_owned(),
    };
    if words.trim().is_empty() {
        return;
    }
    let (line, hang) = match lead {
        Some(lead) => (format!("{}: {words}", clean(lead)), BELOW * 2),
        None => (words, BELOW),
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

/// Rows with each column as wide as its widest cell, where there is no screen to fit. Without comfy-table, since there may
/// be thousands: it took a quarter more of the time of 19,000 rows.
fn spread_out(columns: &[&ReportColumn], style: Style) -> String {
    let titles = columns
        .iter()
        .map(|column| bold(&clean(title(column)), style));
    let titles: Vec<MeasuredWords<'_>> = titles
        .map(|title| MeasuredWords::of(title.into()))
        .collect();
    let mut widths: Vec<usize> = titles.iter().map(|one| one.width).collect();
    let mut said = Vec::new();
    for row in rows(columns).chain(totals(columns)) {
        for (cell, widest) in row.iter().zip(&mut widths) {
            let one = MeasuredWords::of(words(cell, style));
            *widest = one.width.max(*widest);
            said.push(one);
        }
    }
    let numbers: Vec<bool> = columns.iter().map(|column| column.is_number).collect();
    let mut text = String::new();
    spread_line(&titles, &widths, &numbers, &mut text);
    let rows = rows(columns).chain(totals(columns));
    for (row, cells) in rows.zip(said.chunks(columns.len().max(1))) {
        text.push('\n');
        if cells.iter().any(|one| one.words.contains('\n')) {
            spread_row(cells, &widths, &numbers, &mut text);
        } else {
            spread_line(cells, &widths, &numbers, &mut text);
        }
        write_commands(&row, style, &mut text);
    }
    text
}

/// A cell's words, measured.
struct MeasuredWords<'a> {
    words: Cow<'a, str>,
    width: usize,
}

impl<'a> MeasuredWords<'a> {
    fn of(words: Cow<'a, str>) -> Self {
        let width = width(&words);
        Self { words, width }
    }
}

/// Writes the lines of one row's cells side by side.
fn spread_row(cells: &[MeasuredWords<'_>], widths: &[usize], numbers: &[bool], text: &mut String) {
    let mut cells: Vec<_> = cells.iter().map(|cell| cell.words.split('\n')).collect();
    let height = cells.iter().map(|lines| lines.clone().count()).max();
    for position in 0..height.unwrap_or(0) {
        if position > 0 {
            text.push('\n');
        }
        let parts = cells.iter_mut().map(|lines| lines.next().unwrap_or(""));
        let parts: Vec<MeasuredWords<'_>> =
            parts.map(|line| MeasuredWords::of(line.into())).collect();
        spread_line(&parts, widths, numbers, text);
    }
}

fn spread_line(parts: &[MeasuredWords<'_>], widths: &[usize], numbers: &[bool], text: &mut String) {
    let start = text.len();
    for ((said, natural), is_number) in parts.iter().zip(widths).zip(numbers) {
        let gap = natural.saturating_sub(said.width);
        let (before, after) = if *is_number { (gap, 0) } else { (0, gap) };
        write_spaces(before, text);
        text.push_str(&said.words);
        write_spaces(after + GAP, text);
    }
    let end = text.get(start..).map_or(0, |line| line.trim_end().len());
    text.truncate(start + end);
}

fn write_spaces(mut number: usize, text: &mut String) {
    const SOME: &str = "                                                                ";
    while number > 0 {
        let some = SOME.get(..number).unwrap_or(SOME);
        text.push_str(some);
        number -= some.len();
    }
}

/// Writes the commands of a row below it, each on a line of its own, however long it is: it is there to be copied.
fn write_commands(row: &[&Cell], style: Style, text: &mut String) {
    for command in row.iter().filter_map(|cell| command(cell)) {
        let indent = BELOW * 2;
        text.push_str(&format!("\n{:indent$}{}", "", in_style(command, style)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Rows;

    #[test]
    fn a_word_wider_than_the_screen_stays_whole_and_pushes_aside_only_its_own_line() {
        let mut rows = Rows::of(["see https://example.org/more/than/a/line of it"]);
        rows.for_people("What", |words| words).wraps();
        rows.for_people("How", |_| "one two").wraps();
        let style = Style {
            width: Some(30),
            ..Style::default()
        };
        assert_eq!(
            table_text(&rows.table(), style),
            "\
What                   How
see                    one two
https://example.org/more/than/a/line
of it"
        );
    }
}
