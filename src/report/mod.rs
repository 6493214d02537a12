//! What a report says, as data: renderers know nothing else.

mod table;

pub use table::{Cell, ReportColumn, ReportTable, Rows, rows, totals};

use crate::model::State;
use jiff::civil::Date;

/// A result for people: blocks one below the other.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The line on top.
    pub title: Option<String>,
    /// What follows.
    pub blocks: Vec<Block>,
}

impl Report {
    /// A title, and what follows it.
    pub fn of(title: impl Into<String>, blocks: Vec<Block>) -> Self {
        Self {
            title: Some(title.into()),
            blocks,
        }
    }

    /// Blocks without a title.
    pub fn untitled(blocks: Vec<Block>) -> Self {
        Self {
            title: None,
            blocks,
        }
    }

    /// Facts alone; nothing where there are none.
    pub fn of_facts(facts: Vec<(String, Cell)>) -> Self {
        let blocks = (!facts.is_empty()).then(|| Block::Facts(facts));
        Self::untitled(Vec::from_iter(blocks))
    }

    /// Whether what was found is the result, and so no message beside it.
    pub fn is_of_findings(&self) -> bool {
        self.blocks
            .iter()
            .any(|block| matches!(block, Block::Findings))
    }
}

/// A part of a report.
#[derive(Debug, Clone)]
pub enum Block {
    /// A heading.
    Heading(String),
    /// A paragraph.
    Text(String),
    /// Facts about one thing: a name and what it is.
    Facts(Vec<(String, Cell)>),
    /// A table.
    Table(ReportTable),
    /// Markdown that people wrote.
    Markdown(String),
    /// Words that are gone and words that are new.
    Changes(Vec<ChangedLine>),
    /// A file's whole text before and after, for formats that show the difference their own way; others leave it out.
    Texts {
        /// The file.
        path: String,
        /// Nothing where it wasn't there.
        before: Option<String>,
        /// Nothing where it is gone.
        after: Option<String>,
    },
    /// Bars through time, for formats that draw; others leave it out.
    Figure(Figure),
    /// Days for other calendars, for formats that are one; others leave it out.
    Events(Events),
    /// What was found: here it is the result itself.
    Findings,
}

/// Days for other calendars.
#[derive(Debug, Clone)]
pub struct Events {
    /// What the calendar is called.
    pub name: String,
    /// When it was made, in seconds since the epoch.
    pub now: i64,
    /// In order.
    pub events: Vec<Event>,
}

/// One or several whole days.
#[derive(Debug, Clone)]
pub struct Event {
    /// Tells it from every other, and stays the same when it is written again.
    pub key: String,
    /// Its first day.
    pub from: Date,
    /// Its last day.
    pub last: Date,
    /// What it is, in a few words.
    pub summary: String,
    /// More about it.
    pub description: String,
    /// Words by which it can be found.
    pub categories: Vec<String>,
}

/// Bars through time.
#[derive(Debug, Clone)]
pub struct Figure {
    /// What it shows.
    pub title: String,
    /// Where days begin.
    pub zone: jiff::tz::TimeZone,
    /// From top to bottom.
    pub rows: Vec<Row>,
}

/// A row of a figure.
#[derive(Debug, Clone)]
pub struct Row {
    /// What it is about.
    pub name: String,
    /// Whether it only names the rows below it.
    pub is_heading: bool,
    /// What stood how long, in order.
    pub stretches: Vec<Stretch>,
}

/// A time during which something was in one state, in seconds since the epoch.
#[derive(Debug, Clone, Copy)]
pub struct Stretch {
    /// Its begin.
    pub from: i64,
    /// Its end.
    pub to: i64,
    /// The state.
    pub state: State,
}

/// A line of changed words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedLine {
    /// `+` new, `-` gone, `~` changed, a space for one that is the same.
    pub sign: char,
    /// Its words.
    pub spans: Spans,
}

/// Words of a line, in order.
pub type Spans = Vec<Span>;

/// Words that are the same, gone or new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Span {
    /// In both.
    Same(String),
    /// Only before.
    Gone(String),
    /// Only after.
    New(String),
}

impl Span {
    /// Its words.
    pub fn words(&self) -> &str {
        match self {
            Self::Same(words) | Self::Gone(words) | Self::New(words) => words,
        }
    }

    /// Other words, marked as these.
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

/// A fact about something.
pub fn fact(name: impl Into<String>, cell: impl Into<Cell>) -> (String, Cell) {
    (name.into(), cell.into())
}

/// The first few of many names, and how many more there are.
pub fn few(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown = names.get(..SHOWN.min(names.len())).unwrap_or_default();
    match names.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
