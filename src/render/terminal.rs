//! Tables for a terminal or pipe: aligned by display width, no borders, colour only in addition to words and marks.

use super::clean::clean;
use super::format::{Format, Printed, Style};
use crate::model::State;
use crate::report::{Block, Cell, ChangedLine, ReportColumn, ReportTable, Span, rows, totals};
use anstyle::{AnsiColor, Style as Paint};
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Width, presets};
use std::borrow::Cow;
use unicode_width::UnicodeWidthStr;

/// Blocks of a progress bar.
const BAR: u32 = 6;
/// Width to which a text column is squeezed before others are dropped.
const NARROWEST: usize = 16;

pub const TABLE: Format = Format {
    holds_findings: false,
    is_for_people: true,
    on_terminal: None,
    ..Format::of("table", render)
};

fn render(page: &Printed<'_>) -> String {
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
            Block::Findings => super::snippet::findings(page.findings, style)
                .trim_end()
                .to_owned(),
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

/// A state's mark, so that it can be told without colour.
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

/// Blue for done, orange for needing attention: distinguishable by nearly everyone.
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

/// Replaces our own separators; people's words stay.
fn in_ascii(text: &str) -> String {
    text.replace(" \u{b7} ", " - ")
        .replace(" \u{2192} ", " -> ")
}

fn words(cell: &Cell, style: Style) -> Cow<'_, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        // Before layout, since ASCII is wider.
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

/// Width of the widest line, without colour codes.
fn width(text: &str) -> usize {
    // In plain ASCII every character has the same width.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\n')) {
        return text.lines().map(str::len).max().unwrap_or(0);
    }
    text.lines()
        .map(|line| UnicodeWidthStr::width(anstream::adapter::strip_str(line).to_string().as_str()))
        .max()
        .unwrap_or(0)
}

type Wide<'a> = (&'a ReportColumn, usize);

fn table_text(table: &ReportTable, style: Style) -> String {
    let columns = table.for_people().into_iter().map(|column| {
        let cells = column.cells.iter().chain(&column.total);
        let widest = cells.map(|cell| width(&words(cell, style))).max();
        (column, widest.unwrap_or(0).max(width(title(column))))
    });
    let (columns, dropped) = fit(columns.collect(), style.width);
    let shown: Vec<&ReportColumn> = columns.iter().map(|(column, _)| *column).collect();
    let all = rows(&shown).chain(totals(&shown));
    // A terminal's width is shared among all rows; without one, each column is independent.
    let mut text = match style.width {
        Some(width) => laid_out(&columns, all, width, style),
        None => spread_out(&columns, all, style),
    };
    if !dropped.is_empty() {
        let names: Vec<&str> = dropped.iter().map(|column| title(column)).collect();
        let note = format!("hidden at this width: {}", names.join(", "));
        text.push_str("\n\n");
        text.push_str(&wrapped(&note, style));
    }
    text
}

fn title(column: &ReportColumn) -> &str {
    column.title.as_deref().unwrap_or_default()
}

fn heading(column: &ReportColumn, style: Style) -> String {
    painted(&clean(title(column)), Paint::new().bold(), style)
}

/// Rows with each column as wide as its widest cell: line by line, since there may be thousands.
fn spread_out<'a>(
    columns: &[Wide<'_>],
    rows: impl Iterator<Item = Vec<&'a Cell>>,
    style: Style,
) -> String {
    let mut text = String::new();
    let headings = columns.iter().map(|(column, _)| heading(column, style));
    let headings: Vec<Cow<'_, str>> = headings.map(Cow::Owned).collect();
    spread_row(&headings, columns, &mut text);
    for row in rows {
        let cells: Vec<_> = row.into_iter().map(|cell| words(cell, style)).collect();
        text.push('\n');
        spread_row(&cells, columns, &mut text);
    }
    text
}

/// Writes the lines of one row's cells side by side.
fn spread_row(cells: &[Cow<'_, str>], columns: &[Wide<'_>], text: &mut String) {
    let mut rests: Vec<_> = cells.iter().map(|cell| cell.split('\n')).collect();
    let height = cells.iter().map(|cell| cell.matches('\n').count() + 1);
    for line in 0..height.max().unwrap_or(0) {
        if line > 0 {
            text.push('\n');
        }
        let start = text.len();
        for (rest, (column, natural)) in rests.iter_mut().zip(columns) {
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

/// Rows within a terminal's width.
fn laid_out<'a>(
    columns: &[Wide<'_>],
    rows: impl Iterator<Item = Vec<&'a Cell>>,
    width: usize,
    style: Style,
) -> String {
    let mut text = comfy_table::Table::new();
    text.load_style(presets::NOTHING);
    text.set_content_arrangement(ContentArrangement::Dynamic);
    text.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    text.set_header(columns.iter().map(|(column, _)| heading(column, style)));
    for row in rows {
        text.add_row(row.into_iter().map(|cell| words(cell, style)));
    }
    let widest = columns.iter().map(|(_, natural)| *natural).max();
    let widest = widest.unwrap_or(0);
    for (position, (column, natural)) in columns.iter().enumerate() {
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
            // Number columns keep their width; only the widest text column wraps, and those marked so.
            shown.set_constraint(ColumnConstraint::LowerBoundary(own));
        } else if let Some(narrowest) = column.narrowest {
            let least = narrowest.min(*natural) + usize::from(padding);
            let least = Width::Fixed(u16::try_from(least).unwrap_or(u16::MAX));
            shown.set_constraint(ColumnConstraint::LowerBoundary(least));
        }
    }
    text.lines()
        .map(|line| line.trim_end().to_owned())
        .collect::<Vec<_>>()
        .join("\n")
}

/// The columns that fit, and those that were dropped.
fn fit(mut kept: Vec<Wide<'_>>, width: Option<usize>) -> (Vec<Wide<'_>>, Vec<&ReportColumn>) {
    let mut dropped = Vec::new();
    let Some(width) = width else {
        return (kept, dropped);
    };
    loop {
        // The last column and some others may wrap, so count their squeezed width.
        let last = kept.len().saturating_sub(1);
        let needed = kept
            .iter()
            .enumerate()
            .map(|(position, (column, natural))| {
                let is_last = position == last;
                let own = if is_last || column.wraps {
                    column.narrowest.unwrap_or(NARROWEST).min(*natural)
                } else {
                    *natural
                };
                own + if is_last { 0 } else { 2 }
            });
        if needed.sum::<usize>() <= width {
            return (kept, dropped);
        }
        let ranks = kept.iter().enumerate();
        let ranks = ranks.map(|(position, (column, _))| (column.rank, position));
        let Some((_, position)) = ranks.filter(|(rank, _)| *rank > 0).max() else {
            return (kept, dropped);
        };
        dropped.push(kept.remove(position).0);
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

/// Deleted words are in `[-` `-]`, new ones in `{+` `+}`; colour is an addition.
fn changes_text(lines: &[ChangedLine], style: Style) -> String {
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

/// Wraps at spaces.
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
    use crate::report::Rows;
    use proptest::prelude::*;

    /// As `spread_out`, laid out by the library that lays out what a terminal shows.
    fn by_the_library(columns: &[Wide<'_>]) -> String {
        let mut text = comfy_table::Table::new();
        text.load_style(presets::NOTHING);
        text.set_content_arrangement(ContentArrangement::Disabled);
        let shown: Vec<&ReportColumn> = columns.iter().map(|(column, _)| *column).collect();
        text.set_header(shown.iter().map(|column| clean(title(column))));
        for row in rows(&shown) {
            text.add_row(row.into_iter().map(|cell| words(cell, Style::default())));
        }
        for (at, (column, natural)) in columns.iter().enumerate() {
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
            any::<u32>().prop_map(Cell::from),
            (0..=100u32).prop_map(Cell::Progress),
            "[a-z \n\t\u{e9}\u{4e00}\u{301}\u{200d}\u{1f468}\r\u{1b}]{0,12}".prop_map(Cell::text),
        ]
    }

    proptest! {
        #[test]
        fn without_a_limit_it_is_as_the_library_does_it(
            cells in prop::collection::vec(prop::collection::vec(cell(), 3), 0..6),
        ) {
            let mut table = Rows::of(&cells);
            table.for_people("A", |row| row[0].clone());
            table.for_people("Number", |row| row[1].clone()).number();
            table.for_people("C\u{e9}", |row| row[2].clone());
            let table = table.table();
            let shown = table.for_people();
            let natural = |column: &ReportColumn| {
                let widths = column.cells.iter().map(|cell| width(&words(cell, Style::default())));
                widths.max().unwrap_or(0).max(width(title(column)))
            };
            let columns: Vec<_> = shown.iter().map(|one| (*one, natural(one))).collect();
            prop_assert_eq!(
                spread_out(&columns, rows(&shown), Style::default()),
                by_the_library(&columns)
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
