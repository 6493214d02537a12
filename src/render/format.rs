//! What every format has in common: what it is given, and what it says of itself.

use crate::model::Finding;
use crate::report::{Block, Cell, Report, ReportTable};

/// One output format.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// The word after `--format`.
    pub name: &'static str,
    /// Makes the whole document.
    pub render: fn(&Printed<'_>) -> String,
    /// Whether the document itself holds the findings; else they are said on standard error.
    pub holds_findings: bool,
    /// Whether it can show any table. Others are for commands which name them.
    pub is_for_tables: bool,
    /// Whether people are meant to read it in a terminal: then what comes next is said too.
    pub is_for_people: bool,
}

impl Format {
    /// What most formats have in common: they show any table with what was found, and are read by programs.
    pub(super) const fn of(name: &'static str, render: fn(&Printed<'_>) -> String) -> Self {
        Self {
            name,
            render,
            holds_findings: true,
            is_for_tables: true,
            is_for_people: false,
        }
    }
}

/// What is rendered.
pub struct Printed<'a> {
    /// The result for people.
    pub report: &'a Report,
    /// What was found on the way.
    pub findings: &'a [Finding],
    /// The result for scripts.
    pub json: &'a dyn Fn() -> String,
    /// How it may look.
    pub style: Style,
}

/// How a document may look on a terminal.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// Columns there are; nothing where there is no limit.
    pub width: Option<usize>,
    /// Whether colour is shown.
    pub colour: bool,
    /// Whether only ASCII can be shown.
    pub ascii: bool,
}

/// The first table of a report.
pub(super) fn first_table(report: &Report) -> Option<&ReportTable> {
    report.blocks.iter().find_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    })
}

/// A cell's words without mark and bar, as data formats show them.
pub(super) fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Typed { words, command } => format!("{words}\n{command}"),
        Cell::Number(number) => number.to_string(),
        Cell::Progress(percent) => percent.to_string(),
        Cell::State(state, words) if words.is_empty() => state.people_word().to_owned(),
        Cell::Text(words) | Cell::State(_, words) | Cell::Link { words, .. } => words.clone(),
    }
}
