//! Answers of many records at once: the rows of a form's export, as CSV or as an array of JSON objects.

mod cell;
mod columns;
mod csv;
mod json;

pub use cell::{Submitted, day_of};
pub use columns::{Columns, Heading, Wanted};

use super::quote::short;
use super::{Finding, Place, codes};
use crate::kinds::Misfit;
use crate::toolkit::Activity;

/// Most characters shown of a cell or heading.
const SHOWN: usize = 40;

/// A table of answers.
#[derive(Debug, PartialEq)]
pub struct Intake {
    pub headings: Vec<String>,
    pub rows: Vec<IntakeRow>,
}

/// The answers of one record.
#[derive(Debug, PartialEq)]
pub struct IntakeRow {
    /// Where it is, in words: `row 4`, as a spreadsheet counts, or `entry 3` of an array.
    pub place: String,
    /// In the order of the headings.
    pub cells: Vec<Submitted>,
}

/// How a text holds the answers of many records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntakeForm {
    Csv,
    Json,
}

impl IntakeForm {
    /// The form of a text; `None` if it holds one record. A table that doesn't come from a file named so needs at least
    /// two columns and the heading of an output.
    pub fn of(text: &str, is_named_csv: bool, activity: &Activity) -> Option<Self> {
        let start = text.trim_start();
        if start.starts_with('{') {
            return None;
        }
        let inside = start.strip_prefix('[').map(str::trim_start);
        if inside.is_some_and(|inside| inside.starts_with(['{', ']'])) {
            return Some(Self::Json);
        }
        (is_named_csv || csv::is_table(text, activity)).then_some(Self::Csv)
    }
}

impl Intake {
    /// Reads the rows of a text; `shown` is its name.
    ///
    /// # Errors
    /// Everything that keeps rows from being told apart.
    pub fn read(
        text: &str,
        form: IntakeForm,
        activity: &Activity,
        shown: &str,
    ) -> Result<Self, Vec<Finding>> {
        match form {
            IntakeForm::Csv => csv::read(text, activity, shown),
            IntakeForm::Json => json::read(text, shown),
        }
    }
}

/// What is wrong in a row, and in which column if it is one cell.
pub fn mistake(shown: &str, place: &str, heading: Option<&str>, misfit: &Misfit) -> Finding {
    let column = heading.map_or(String::new(), |heading| {
        format!(", \"{}\"", in_short(heading))
    });
    let finding = Finding::error(codes::USAGE, format!("{place}{column}: {}", misfit.message))
        .with_place(Place::file(shown));
    if misfit.help.is_empty() {
        finding
    } else {
        finding.with_help(misfit.help.clone())
    }
}

/// A text on one line, and only its beginning if it is long.
pub fn in_short(words: &str) -> String {
    let words: Vec<&str> = words.split_whitespace().collect();
    short(&words.join(" "), SHOWN)
}
