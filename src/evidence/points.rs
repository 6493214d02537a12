//! A measure's numbers as people keep them: CSV with a line a day and a column a group.
//!
//! ```csv
//! date,all,ml,ml n,note
//! 2026-09-07,58,41,21,
//! 2026-11-30,,,,school closed
//! ```
//!
//! `date` comes first; then `value`, or a column for each group; `n` or `GROUP n` are how many people a number is of,
//! where that changes; `note` is last. A missing number is a week without one. Quotes as in RFC 4180.

use super::Decimal;
use jiff::civil::Date;

/// The column of the only group.
pub const VALUE: &str = "value";
pub(super) const DATE: &str = "date";
const NOTE: &str = "note";
const SIZE: &str = "n";

/// How a block of numbers looks, for messages.
pub const EXAMPLE: &str = "```csv\ndate,value,note\n2026-11-23,12,\n```";

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum PointColumn {
    Day,
    /// Numbers of a group; [`VALUE`] where there is one group only.
    Group(String),
    /// How many people a group's numbers are of.
    Size(String),
    Note,
}

impl PointColumn {
    /// The column that a name other than the first in a head stands for.
    pub fn of_name(name: &str) -> Self {
        match name.to_lowercase().as_str() {
            NOTE => Self::Note,
            SIZE => Self::Size(VALUE.to_owned()),
            _ => match name.rsplit_once(char::is_whitespace) {
                Some((group, "n")) => Self::Size(group.trim_end().to_owned()),
                _ => Self::Group(name.to_owned()),
            },
        }
    }

    /// Its name in the first line.
    pub fn name(&self) -> String {
        match self {
            Self::Day => DATE.to_owned(),
            Self::Group(group) => group.clone(),
            Self::Size(group) if group == VALUE => SIZE.to_owned(),
            Self::Size(group) => format!("{group} {SIZE}"),
            Self::Note => NOTE.to_owned(),
        }
    }
}

/// A day's line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointRow {
    /// Line of the text, counted from 0.
    pub line: usize,
    pub day: Date,
    /// One for each group, in the order of [`Points::groups`].
    pub values: Vec<Option<Decimal>>,
    /// The same for how many people the numbers are of.
    pub sizes: Vec<Option<u64>>,
    pub note: String,
}

/// What a note says about the line from which on it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark<'a> {
    /// The baseline ends here.
    Baseline,
    /// A new stretch begins here, and why; without a reason it doesn't.
    Level(Option<&'a str>),
}

impl PointRow {
    /// Whether its note sets the baseline or a new level.
    pub fn mark(&self) -> Option<Mark<'_>> {
        let begins = |word: &str| {
            let start = self.note.get(..word.len())?;
            let rest = self.note.get(word.len()..)?;
            let is_whole = !rest.starts_with(char::is_alphanumeric);
            (start.eq_ignore_ascii_case(word) && is_whole).then_some(rest)
        };
        if begins("baseline").is_some() {
            return Some(Mark::Baseline);
        }
        let rest = begins("new level").or_else(|| begins("rebase"))?;
        let reason = rest.trim_start_matches([':', ',', '-', ' ']).trim();
        Some(Mark::Level((!reason.is_empty()).then_some(reason)))
    }
}

/// Why a line of numbers can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointFault {
    /// Line of the text, counted from 0.
    pub line: usize,
    /// What is wrong, lower case, without a full stop.
    pub message: String,
    pub help: String,
}

pub(super) fn fault<T>(
    line: usize,
    message: impl Into<String>,
    help: impl Into<String>,
) -> Result<T, PointFault> {
    Err(PointFault {
        line,
        message: message.into(),
        help: help.into(),
    })
}

/// A measure's numbers, by day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Points {
    /// The groups with numbers, in the order of their columns.
    pub groups: Vec<String>,
    /// In the order of their days.
    pub rows: Vec<PointRow>,
}

impl Points {
    /// The numbers of one group in the order of days; `None` in the place of a missing one.
    pub fn values(&self, group: usize) -> Vec<Option<Decimal>> {
        let rows = self.rows.iter();
        rows.map(|row| row.values.get(group).copied().flatten())
            .collect()
    }

    pub fn group(&self, name: &str) -> Option<usize> {
        self.groups.iter().position(|group| group == name)
    }

    /// Rows from the newest level on.
    pub fn newest_level(&self) -> &[PointRow] {
        let begins = |row: &PointRow| matches!(row.mark(), Some(Mark::Level(Some(_))));
        let from = self.rows.iter().rposition(begins).unwrap_or(0);
        self.rows.get(from..).unwrap_or_default()
    }
}
