//! What all formats share: their input and their description.

use super::clean::clean;
use super::wrap::few;
use crate::model::Finding;
use crate::report::{Block, Cell, Report, ReportTable};
use std::borrow::Cow;

#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// The word after `--format`.
    pub name: &'static str,
    pub render: fn(&Printed<'_>) -> String,
    /// Whether the document contains the findings; otherwise they go to standard error.
    pub holds_findings: bool,
    /// Whether it can show any table. Others are only for commands that name them.
    pub is_for_tables: bool,
    /// Whether it is read by people in a terminal; then hints about next commands are shown too.
    pub is_for_people: bool,
    /// Makes the document harmless on a terminal; elsewhere it stays as it is. `None` if it is made for terminals.
    pub on_terminal: Option<fn(&str) -> Cow<'_, str>>,
}

impl Format {
    /// Defaults: shows any table with the findings, and is read by programs.
    pub(super) const fn of(name: &'static str, render: fn(&Printed<'_>) -> String) -> Self {
        Self {
            name,
            render,
            holds_findings: true,
            is_for_tables: true,
            is_for_people: false,
            on_terminal: Some(clean),
        }
    }
}

pub struct Printed<'a> {
    /// The command's name, for pages of a report without a title.
    pub name: &'a str,
    /// The result for people.
    pub report: &'a Report,
    pub findings: &'a [Finding],
    /// The result for scripts.
    pub json: &'a dyn Fn() -> String,
    pub style: Style,
}

/// How a document may look on a terminal.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// In columns; `None` for no limit.
    pub width: Option<usize>,
    pub colour: bool,
    /// Whether only ASCII can be shown.
    pub ascii: bool,
}

/// The table for scripts.
pub(super) fn first_table(report: &Report) -> Option<&ReportTable> {
    report.blocks.iter().find_map(|block| match block {
        Block::Table(table) if !table.for_scripts().is_empty() => Some(table),
        _ => None,
    })
}

/// A cell's words without mark and bar, for data formats.
pub(super) fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Typed { words, command } if words.is_empty() => command.clone(),
        Cell::Typed { words, command } => format!("{words}\n{command}"),
        Cell::Few { items, more } => few(items, *more, None, false).join("\n"),
        Cell::Number(number) => number.to_string(),
        Cell::Decimal(number) => number.clone(),
        Cell::Progress(percent) => percent.to_string(),
        Cell::State(state, words) if words.is_empty() => state.people_word().to_owned(),
        Cell::Text(words) | Cell::State(_, words) | Cell::Link { words, .. } => words.clone(),
    }
}
