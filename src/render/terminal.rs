//! Tables for people in a terminal or a pipe: aligned by display width, no borders, colour only on top of words and
//! marks.

use super::{Format, Page, Style, clean, is_for};
use crate::model::State;
use crate::report::{Block, Cell, Column, Line, Reader, Span, Table};
use anstyle::{AnsiColor, Style as Paint};
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Width, presets};
use std::borrow::Cow;
use unicode_width::UnicodeWidthStr;

/// Blocks of a progress bar.
const BAR: u32 = 6;
/// Narrowest that a column of words is squeezed to before others are dropped.
const NARROWEST: usize = 16;

/// The report for a terminal.
pub struct Terminal;

impl Format for Terminal {
    fn name(&self) -> &'static str {
        "table"
    }

    fn holds_findings(&self) -> bool {
        false
    }

    fn is_for_people(&self) -> bool {
        true
    }

    fn render(&self, page: &Page<'_>) -> String {
        let style = page.style;
        let mut parts = Vec::new();
        if let Some(title) = &page.report.title {
            parts.push(wrapped(
                &painted(&clean(title), Paint::new().bold(), style),
                style,
            ));
        }
        for block in &page.report.blocks {
            parts.push(match block {
                Block::Heading(words) => painted(&clean(words), Paint::new().bold(), style),
                Block::Text(words) => wrapped(&clean(words), style),
                Block::Markdown(text) => clean(text.trim()).into_owned(),
                Block::Facts(facts) => facts_text(facts, style),
                Block::Table(table) => table_text(table, style),
                Block::Changes(lines) => changes_text(lines, style),
                Block::Texts { .. } | Block::Figure(_) | Block::Events(_) => String::new(),
                Block::Findings => super::findings(page.findings, style).trim_end().to_owned(),
            });
        }
        parts.retain(|part| !part.is_empty());
        if style.ascii {
            parts = parts.into_iter().map(|part| in_ascii(&part)).collect();
        }
        if parts.is_empty() {
            String::new()
        } else {
            format!("{}\n", parts.join("\n\n"))
        }
    }
}

/// The mark of a state, so that it can be told without colour.
pub(super) const fn mark(state: State, ascii: bool) -> &'static str {
    if ascii {
        return match state {
            State::Unreadable => "!",
            State::Skipped => "-",
            State::Review => "~",
            State::Done => "*",
            State::Doing => "+",
            State::Waiting => ".",
            State::Todo => "o",
        };
    }
    match state {
        State::Unreadable => "!",
        State::Skipped => "\u{2013}",
        State::Review => "\u{21bb}",
        State::Done => "\u{25cf}",
        State::Doing => "\u{25d0}",
        State::Waiting => "\u{00b7}",
        State::Todo => "\u{25cb}",
    }
}

/// Blue for what is done, orange for what needs somebody: told apart by nearly everyone.
fn paint(state: State) -> Paint {
    match state {
        State::Done => Paint::new().fg_color(Some(AnsiColor::Blue.into())),
        State::Unreadable | State::Review => {
            Paint::new().fg_color(Some(AnsiColor::Yellow.into())).bold()
        }
        State::Doing => Paint::new().fg_color(Some(AnsiColor::Cyan.into())),
        State::Skipped | State::Waiting => Paint::new().dimmed(),
        State::Todo => Paint::new(),
    }
}

fn painted(words: &str, paint: Paint, style: Style) -> String {
    if style.colour {
        format!("{}{words}{}", paint.render(), paint.render_reset())
    } else {
        words.to_owned()
    }
}

fn bar(percent: u32, style: Style) -> String {
    let full = (percent.min(100) * BAR + 50) / 100;
    let full = if percent < 100 {
        full.min(BAR - 1)
    } else {
        full
    }
    .max(u32::from(percent > 0));
    let (on, off) = if style.ascii {
        ("#", "-")
    } else {
        ("\u{2588}", "\u{2591}")
    };
    format!(
        "{}{} {percent:>3} %",
        on.repeat(full as usize),
        off.repeat((BAR - full) as usize)
    )
}

/// Our own separators; what people wrote stays as they wrote it.
fn in_ascii(text: &str) -> String {
    text.replace(" \u{b7} ", " - ")
        .replace(" \u{2192} ", " -> ")
}

fn words(cell: &Cell, style: Style) -> Cow<'_, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        // Before the columns are laid out: it is wider than what it stands for.
        Cell::Text(words) | Cell::Link { words, .. } if style.ascii => {
            in_ascii(&clean(words)).into()
        }
        Cell::Text(words) | Cell::Link { words, .. } => clean(words),
        Cell::Typed { words, command } => {
            let words = clean(words);
            let words = if style.ascii {
                in_ascii(&words).into()
            } else {
                words
            };
            format!("{words}\n  {}", clean(command)).into()
        }
        Cell::Number(number) => number.to_string().into(),
        Cell::Progress(percent) => bar(*percent, style).into(),
        Cell::State(state, words) => {
            let words = if words.is_empty() {
                state.people_word().into()
            } else {
                clean(words)
            };
            format!(
                "{} {words}",
                painted(mark(*state, style.ascii), paint(*state), style)
            )
            .into()
        }
    }
}

/// Width of the widest line, without the marks of colours.
fn width(text: &str) -> usize {
    // Of plain text every character is as wide as any other.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n')) {
        return text.lines().map(str::len).max().unwrap_or(0);
    }
    text.lines()
        .map(|line| UnicodeWidthStr::width(anstream::adapter::strip_str(line).to_string().as_str()))
        .max()
        .unwrap_or(0)
}

fn table_text(table: &Table, style: Style) -> String {
    let rows: Vec<&Vec<Cell>> = table.rows.iter().chain(&table.total).collect();
    let natural: Vec<usize> = table
        .columns
        .iter()
        .enumerate()
        .map(|(position, column)| {
            let cells = rows.iter().filter_map(|row| row.get(position));
            let is_shown = is_for(column, Reader::People);
            let widest = cells
                .filter(|_| is_shown)
                .map(|cell| width(&words(cell, style)))
                .max();
            widest.unwrap_or(0).max(width(&column.title))
        })
        .collect();
    let (kept, dropped) = fit(&table.columns, &natural, style.width);
    let columns: Vec<(usize, &Column, usize)> = kept
        .iter()
        .filter_map(|at| Some((*at, table.columns.get(*at)?, *natural.get(*at)?)))
        .collect();
    // A terminal's width is shared out among all rows together; without one each column has its own.
    let mut text = match style.width {
        Some(width) => laid_out(&columns, &rows, width, style),
        None => spread_out(&columns, &rows, style),
    };
    if !dropped.is_empty() {
        let names: Vec<&str> = dropped.iter().map(|column| column.title.as_str()).collect();
        let note = format!("hidden at this width: {}", names.join(", "));
        text.push_str("\n\n");
        text.push_str(&wrapped(&note, style));
    }
    text
}

fn heading(column: &Column, style: Style) -> String {
    painted(&clean(&column.title), Paint::new().bold(), style)
}

/// Rows below each other, each column as wide as its widest cell: line by line, since there may be thousands.
fn spread_out(columns: &[(usize, &Column, usize)], rows: &[&Vec<Cell>], style: Style) -> String {
    let mut text = String::new();
    let headings = columns.iter().map(|(_, column, _)| heading(column, style));
    let headings: Vec<Cow<'_, str>> = headings.map(Cow::Owned).collect();
    spread_row(&headings, columns, &mut text);
    let mut cells: Vec<Cow<'_, str>> = Vec::with_capacity(columns.len());
    for row in rows {
        cells.clear();
        let shown = columns.iter().filter_map(|(at, ..)| row.get(*at));
        cells.extend(shown.map(|cell| words(cell, style)));
        text.push('\n');
        spread_row(&cells, columns, &mut text);
    }
    text
}

/// The lines of one row's cells beside each other.
fn spread_row(cells: &[Cow<'_, str>], columns: &[(usize, &Column, usize)], text: &mut String) {
    let mut rests: Vec<_> = cells.iter().map(|cell| cell.split('\n')).collect();
    let height = cells.iter().map(|cell| cell.matches('\n').count() + 1);
    for line in 0..height.max().unwrap_or(0) {
        if line > 0 {
            text.push('\n');
        }
        let start = text.len();
        for (rest, (_, column, natural)) in rests.iter_mut().zip(columns) {
            let words = rest.next().unwrap_or("");
            let gap = natural.saturating_sub(width(words));
            let (before, after) = if column.is_number { (gap, 0) } else { (0, gap) };
            text.extend(std::iter::repeat_n(' ', before));
            text.push_str(words);
            text.extend(std::iter::repeat_n(' ', after + 2));
        }
        let end = text.get(start..).map_or(0, |line| line.trim_end().len());
        text.truncate(start + end);
    }
}

/// Rows below each other in a terminal of some width, each column as wide as it needs or the terminal allows.
fn laid_out(
    columns: &[(usize, &Column, usize)],
    rows: &[&Vec<Cell>],
    width: usize,
    style: Style,
) -> String {
    let mut text = comfy_table::Table::new();
    text.load_style(presets::NOTHING);
    text.set_content_arrangement(ContentArrangement::Dynamic);
    text.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    text.set_header(columns.iter().map(|(_, column, _)| heading(column, style)));
    for row in rows {
        text.add_row(
            columns
                .iter()
                .filter_map(|(at, ..)| row.get(*at))
                .map(|cell| words(cell, style)),
        );
    }
    let widest = columns
        .iter()
        .map(|(_, _, natural)| *natural)
        .max()
        .unwrap_or(0);
    for (position, (_, column, natural)) in columns.iter().enumerate() {
        let Some(shown) = text.column_mut(position) else {
            continue;
        };
        let padding = if position + 1 == columns.len() { 0 } else { 2 };
        shown.set_padding((0, padding));
        if column.is_number {
            shown.set_cell_alignment(CellAlignment::Right);
        }
        let own = Width::Fixed(u16::try_from(natural + usize::from(padding)).unwrap_or(u16::MAX));
        if !column.wraps && *natural < widest && *natural <= NARROWEST * 2 {
            // Columns of figures keep their width; only the widest column of words is wrapped, and those that say so.
            shown.set_constraint(ColumnConstraint::LowerBoundary(own));
        }
    }
    text.lines()
        .map(|line| line.trim_end().to_owned())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Positions of the columns for people that fit the width, and those that had to go.
fn fit<'a>(
    columns: &'a [Column],
    natural: &[usize],
    width: Option<usize>,
) -> (Vec<usize>, Vec<&'a Column>) {
    let mut kept: Vec<usize> = (0..columns.len())
        .filter(|at| {
            columns
                .get(*at)
                .is_some_and(|column| is_for(column, Reader::People))
        })
        .collect();
    let mut dropped = Vec::new();
    let Some(width) = width else {
        return (kept, dropped);
    };
    loop {
        // The last column may wrap, and some others, so they count with what they can be squeezed to.
        let needed: usize = kept
            .iter()
            .enumerate()
            .map(|(position, at)| {
                let own = natural.get(*at).copied().unwrap_or(0);
                let is_last = position + 1 == kept.len();
                let wraps = is_last || columns.get(*at).is_some_and(|column| column.wraps);
                let own = if wraps { own.min(NARROWEST) } else { own };
                own + if is_last { 0 } else { 2 }
            })
            .sum();
        if needed <= width {
            return (kept, dropped);
        }
        let next = kept
            .iter()
            .enumerate()
            .filter_map(|(position, at)| columns.get(*at).map(|column| (column.rank, position)))
            .filter(|(rank, _)| *rank > 0)
            .max();
        let Some((_, position)) = next else {
            return (kept, dropped);
        };
        if let Some(column) = columns.get(kept.remove(position)) {
            dropped.push(column);
        }
    }
}

fn facts_text(facts: &[(String, Cell)], style: Style) -> String {
    let widest = facts.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    facts
        .iter()
        .map(|(name, cell)| {
            let gap = " ".repeat(widest - width(name) + 2);
            let value = words(cell, style);
            let indent = " ".repeat(widest + 2);
            let room = style.width.map(|all| Style {
                width: Some(all.saturating_sub(widest + 2).max(NARROWEST)),
                ..style
            });
            let value =
                room.map_or_else(|| value.clone().into_owned(), |room| wrapped(&value, room));
            let value = value
                .lines()
                .collect::<Vec<_>>()
                .join(&format!("\n{indent}"));
            format!(
                "{}{gap}{value}",
                painted(&clean(name), Paint::new().dimmed(), style)
            )
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// Gone words stand between `[-` and `-]`, new ones between `{+` and `+}`; colour only comes on top.
fn changes_text(lines: &[Line], style: Style) -> String {
    let gone = Paint::new().fg_color(Some(AnsiColor::Yellow.into()));
    let new = Paint::new().fg_color(Some(AnsiColor::Blue.into()));
    let lines = lines.iter().map(|line| {
        let spans = line.spans.iter().map(|span| {
            let words = clean(span.words());
            match (span, line.sign) {
                (Span::Same(_), _) => words.into_owned(),
                (Span::Gone(_), '~') => painted(&format!("[-{words}-]"), gone, style),
                (Span::New(_), '~') => painted(&format!("{{+{words}+}}"), new, style),
                (Span::Gone(_), _) => painted(&words, gone, style),
                (Span::New(_), _) => painted(&words, new, style),
            }
        });
        let text = format!("{} {}", line.sign, spans.collect::<String>());
        wrapped(text.trim_end(), style)
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Words broken at spaces to fit the width.
fn wrapped(text: &str, style: Style) -> String {
    let Some(limit) = style.width else {
        return text.to_owned();
    };
    let mut lines = Vec::new();
    for line in text.lines() {
        if width(line) <= limit {
            lines.push(line.to_owned());
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        let mut current = line.get(..indent).unwrap_or("").to_owned();
        let mut empty = true;
        for word in line.split_whitespace() {
            if !empty && width(&current) + 1 + width(word) > limit {
                lines.push(std::mem::replace(
                    &mut current,
                    line.get(..indent).unwrap_or("").to_owned(),
                ));
                empty = true;
            }
            if !empty {
                current.push(' ');
            }
            current.push_str(word);
            empty = false;
        }
        lines.push(current);
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// As `spread_out`, laid out by the library that lays out what a terminal shows.
    fn by_the_library(columns: &[(usize, &Column, usize)], rows: &[&Vec<Cell>]) -> String {
        let mut text = comfy_table::Table::new();
        text.load_style(presets::NOTHING);
        text.set_content_arrangement(ContentArrangement::Disabled);
        text.set_header(columns.iter().map(|(_, column, _)| clean(&column.title)));
        for row in rows {
            text.add_row(row.iter().map(|cell| words(cell, Style::default())));
        }
        for (at, (_, column, natural)) in columns.iter().enumerate() {
            let shown = text.column_mut(at).unwrap();
            let padding = if at + 1 == columns.len() { 0 } else { 2 };
            shown.set_padding((0, padding));
            if column.is_number {
                shown.set_cell_alignment(CellAlignment::Right);
            }
            let own = u16::try_from(*natural).unwrap() + padding;
            shown.set_constraint(ColumnConstraint::Absolute(Width::Fixed(own)));
        }
        let lines = text.lines().map(|line| line.trim_end().to_owned());
        lines.collect::<Vec<_>>().join("\n")
    }

    fn cell() -> impl Strategy<Value = Cell> {
        prop_oneof![
            Just(Cell::Empty),
            any::<u32>().prop_map(Cell::count),
            (0..=100u32).prop_map(Cell::Progress),
            "[a-z \n\t\u{e9}\u{4e00}\u{301}\u{200d}\u{1f468}\r\u{1b}]{0,12}".prop_map(Cell::text),
        ]
    }

    proptest! {
        #[test]
        fn without_a_limit_it_is_as_the_library_does_it(
            rows in prop::collection::vec(prop::collection::vec(cell(), 3), 0..6),
        ) {
            let columns = [
                Column::new("a", "A"),
                Column::new("b", "Number").number(),
                Column::new("c", "C\u{e9}"),
            ];
            let lines: Vec<&Vec<Cell>> = rows.iter().collect();
            let natural = |at: usize, column: &Column| {
                let cells = rows.iter().filter_map(|row| row.get(at));
                let widths = cells.map(|cell| width(&words(cell, Style::default())));
                widths.max().unwrap_or(0).max(width(&column.title))
            };
            let columns: Vec<_> = columns.iter().enumerate().map(|(at, one)| (at, one, natural(at, one))).collect();
            prop_assert_eq!(
                spread_out(&columns, &lines, Style::default()),
                by_the_library(&columns, &lines)
            );
        }
    }

    #[test]
    fn a_bar_is_full_only_at_the_end() {
        let style = Style {
            ascii: true,
            ..Style::default()
        };
        assert_eq!(bar(0, style), "------   0 %");
        assert_eq!(bar(1, style), "#-----   1 %");
        assert_eq!(bar(99, style), "#####-  99 %");
        assert_eq!(bar(100, style), "###### 100 %");
    }
}
