//! Answers of many records at once: the rows of a form's export, as CSV or as an array of JSON objects.

mod cell;
mod columns;
mod csv;
mod json;
mod numbers;
mod rows;

pub use cell::{Submitted, day_of};
pub use columns::{Columns, Heading, RowFacts, alike, is_output};
pub use numbers::{NumberTable, column_of, is_of_numbers};
pub use rows::{Intake, IntakeRow, IsHeading, in_short, mistake};

use super::Finding;

/// How a text holds the answers of many records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntakeForm {
    Csv,
    Json,
}

impl IntakeForm {
    /// The form of a text; `None` if it holds one record. A table that doesn't come from a file named so needs at least
    /// two columns and a known heading.
    pub fn of(text: &str, is_named_csv: bool, is_heading: &IsHeading<'_>) -> Option<Self> {
        let start = text.trim_start();
        if start.starts_with('{') {
            return None;
        }
        let inside = start.strip_prefix('[').map(str::trim_start);
        if inside.is_some_and(|inside| inside.starts_with(['{', ']'])) {
            return Some(Self::Json);
        }
        (is_named_csv || csv::is_table(text, is_heading)).then_some(Self::Csv)
    }
}

/// Reads the rows of a text; `shown` is its name.
///
/// # Errors
/// Everything that keeps rows from being told apart.
pub fn read(
    text: &str,
    form: IntakeForm,
    is_heading: &IsHeading<'_>,
    shown: &str,
) -> Result<Intake, Vec<Finding>> {
    match form {
        IntakeForm::Csv => csv::read(text, is_heading, shown),
        IntakeForm::Json => json::read(text, shown),
    }
}
