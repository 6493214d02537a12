//! Reports as data; renderers know nothing else.

mod plot;
mod table;

pub use plot::{CentreLine, Dot, Panel, Plot, place};
pub use table::{Cell, ReportColumn, ReportTable, Rows, rows, totals};

use crate::model::State;
use jiff::civil::Date;

/// A result for people.
#[derive(Debug, Clone, Default)]
pub struct Report {
    pub title: Option<String>,
    pub blocks: Vec<Block>,
}

impl Report {
    pub fn of(title: impl Into<String>, blocks: Vec<Block>) -> Self {
        Self {
            title: Some(title.into()),
            blocks,
        }
    }

    pub fn untitled(blocks: Vec<Block>) -> Self {
        Self {
            title: None,
            blocks,
        }
    }

    /// Only facts; no block if there are none.
    pub fn of_facts(facts: Vec<(String, Cell)>) -> Self {
        let blocks = (!facts.is_empty()).then(|| Block::Facts(facts));
        Self::untitled(Vec::from_iter(blocks))
    }

    /// Whether the findings are the result rather than messages beside it.
    pub fn is_of_findings(&self) -> bool {
        self.blocks
            .iter()
            .any(|block| matches!(block, Block::Findings(_)))
    }
}

#[derive(Debug, Clone)]
pub enum Block {
    Heading(String),
    Text(String),
    /// Names and values.
    Facts(Vec<(String, Cell)>),
    Table(ReportTable),
    Markdown(String),
    /// Deleted and new words.
    Changes(Vec<ChangedLine>),
    /// A file's full text before and after, for formats that show differences their own way.
    Texts {
        path: String,
        /// `None` if it didn't exist.
        before: Option<String>,
        /// `None` if it was deleted.
        after: Option<String>,
    },
    /// Bars over time, for formats that draw.
    Figure(Figure),
    /// Points over time.
    Plot(Plot),
    /// For calendar formats.
    Events(Events),
    /// The findings, if they are the result itself.
    Findings(Option<Folding>),
}

/// What people are told at once: of information, what another command says, and what is alike. Errors and warnings are
/// never folded.
#[derive(Debug, Clone)]
pub struct Folding {
    /// Codes of what another command says.
    pub told: Vec<&'static str>,
    /// Its command.
    pub by: String,
    /// The command that shows each.
    pub each: String,
    /// The command that fixes what can be fixed.
    pub fix: String,
}

#[derive(Debug, Clone)]
pub struct Events {
    pub name: String,
    /// The day as of which it was asked for.
    pub today: Date,
    pub events: Vec<Event>,
}

/// One or more whole days.
#[derive(Debug, Clone)]
pub struct Event {
    /// Unique, and stable when written again.
    pub key: String,
    pub from: Date,
    /// Inclusive.
    pub last: Date,
    pub summary: String,
    pub description: String,
    pub categories: Vec<String>,
}

/// Bars over time.
#[derive(Debug, Clone)]
pub struct Figure {
    pub title: String,
    pub zone: jiff::tz::TimeZone,
    /// From top to bottom.
    pub rows: Vec<Row>,
}

#[derive(Debug, Clone)]
pub struct Row {
    pub name: String,
    /// Whether it only names the rows below.
    pub is_heading: bool,
    /// In order.
    pub stretches: Vec<Stretch>,
}

/// A time in one state, in seconds since the epoch.
#[derive(Debug, Clone, Copy)]
pub struct Stretch {
    pub from: i64,
    pub to: i64,
    pub state: State,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedLine {
    /// `+` new, `-` deleted, `~` changed, a space if unchanged.
    pub sign: char,
    pub spans: Spans,
}

pub type Spans = Vec<Span>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Span {
    Same(String),
    Gone(String),
    New(String),
}

impl Span {
    pub fn words(&self) -> &str {
        match self {
            Self::Same(words) | Self::Gone(words) | Self::New(words) => words,
        }
    }

    /// Other words with the same mark.
    #[must_use]
    pub fn with(&self, words: &str) -> Self {
        let words = words.to_owned();
        match self {
            Self::Same(_) => Self::Same(words),
            Self::Gone(_) => Self::Gone(words),
            Self::New(_) => Self::New(words),
        }
    }
}

pub fn fact(name: impl Into<String>, cell: impl Into<Cell>) -> (String, Cell) {
    (name.into(), cell.into())
}

/// The first few names, and how many more there are.
pub fn few(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown = names.get(..SHOWN.min(names.len())).unwrap_or_default();
    match names.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
