//! How a report looks: one format in one file. Renderers know reports and findings, and nothing of plans or files.
//!
//! To add a format: one new file here, and one line in the list below.

mod clean;
mod snippet;

pub use clean::clean;
pub use html::page as html_page;
pub use json::{Diagnostic, Envelope, Source, envelope};
pub use snippet::findings;

use crate::model::Finding;
use crate::report::{Block, Cell, Report};

/// Names the modules of all formats and lists the formats, from one list.
macro_rules! formats {
    ($($module:ident :: {$($format:ident),+}),+ $(,)?) => {
        $(mod $module;)+

        /// Every format, in the order in which help lists them; the first is the default.
        pub const FORMATS: &[&dyn Format] = &[$($(&$module::$format),+),+];
    };
}

formats! {
    terminal::{Terminal},
    json::{Json},
    csv::{Csv, Tsv},
    markdown::{Markdown},
    html::{Html},
    patch::{Patch},
    svg::{Svg},
    ics::{Ics},
}

/// One output format.
pub trait Format: Sync {
    /// The word after `--format`.
    fn name(&self) -> &'static str;

    /// The whole document.
    fn render(&self, page: &Page<'_>) -> String;

    /// Whether the document itself holds the findings; else they are said on standard error.
    fn holds_findings(&self) -> bool {
        true
    }

    /// Whether it can show any table. Others are for commands which name them.
    fn is_for_tables(&self) -> bool {
        true
    }

    /// Whether people are meant to read it in a terminal: then what comes next is said too.
    fn is_for_people(&self) -> bool {
        false
    }
}

impl std::fmt::Debug for dyn Format {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The format of this name.
pub fn named(name: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.name() == name)
}

/// What is rendered.
pub struct Page<'a> {
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
fn first_table(report: &Report) -> Option<&crate::report::Table> {
    report.blocks.iter().find_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    })
}

/// A cell's words without mark and bar, as data formats show them.
fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Typed { words, command } => format!("{words}\n{command}"),
        Cell::Number(number) => number.to_string(),
        Cell::Progress(percent) => percent.to_string(),
        Cell::State(state, words) if words.is_empty() => state.people_word().to_owned(),
        Cell::Text(words) | Cell::State(_, words) | Cell::Link { words, .. } => words.clone(),
    }
}
