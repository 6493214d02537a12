//! A table of answers, and what is wrong in one of its rows.

use super::cell::Submitted;
use crate::kinds::Misfit;
use crate::model::quote::short;
use crate::model::{Finding, Place, codes};

/// Most characters shown of a cell or heading.
const SHOWN: usize = 40;

/// Whether words are a heading that a table like this can have.
pub type IsHeading<'a> = dyn Fn(&str) -> bool + 'a;

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
