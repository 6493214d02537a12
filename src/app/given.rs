//! The file or standard input that `--from` names, and what is wrong with the rows in it.

use super::App;
use crate::document::as_text;
use crate::error::CommandError;
use crate::kinds::Misfit;
use crate::model::intake::in_short;
use crate::model::{Count, Finding, codes};
use std::path::Path;

const MAX_INPUT: u64 = crate::document::MAX_BYTES;

/// Endings of tables as text.
const TABLES: &[&str] = &["csv", "tsv", "tab"];
/// Endings of what spreadsheet programs keep.
const SHEETS: &[&str] = &["xlsx", "xls", "ods", "numbers"];

/// What `--from` gives, read once.
pub struct Given {
    /// Its name, as typed.
    pub shown: String,
    pub text: String,
    /// Whether its name says that it is a table.
    pub is_named_csv: bool,
}

impl Given {
    pub fn read(app: &App<'_>, from: &Path) -> Result<Self, CommandError> {
        let is_input = from.as_os_str() == "-";
        let shown = if is_input {
            "standard input".to_owned()
        } else {
            from.display().to_string()
        };
        let ending = from.extension().unwrap_or_default().to_ascii_lowercase();
        let is_named = |endings: &[&str]| endings.iter().any(|one| ending == *one);
        let hint = if is_named(SHEETS) {
            "save the sheet as CSV first, in UTF-8"
        } else if is_named(TABLES) && app.folder().join(from).exists() {
            "save it again as CSV in UTF-8; spreadsheet programs ask for it under \"Save as\""
        } else {
            "--from - reads standard input"
        };
        let text = if is_input {
            let bytes = app.context.input(MAX_INPUT).map_err(|error| {
                CommandError::new(codes::IO, format!("can't read standard input: {error}"))
            })?;
            as_text(bytes).map_err(|error| {
                CommandError::usage(format!("{shown}: {error}")).hint(error.help)
            })?
        } else {
            crate::store::read_text(&app.folder().join(from), MAX_INPUT).map_err(|unreadable| {
                CommandError::usage(format!("\"{shown}\": {}", unreadable.message)).hint(hint)
            })?
        };
        // Spreadsheets begin their files with a mark that isn't part of the text.
        let text = match text.strip_prefix('\u{feff}') {
            Some(text) => text.to_owned(),
            None => text,
        };
        Ok(Self {
            shown,
            text,
            is_named_csv: is_named(TABLES),
        })
    }
}

/// The error without its exit.
pub fn misfit_of(error: &CommandError) -> Misfit {
    Misfit::at(0, error.message.clone(), error.hints.join("; "))
}

/// The error for rows that can't be written.
pub fn refused(shown: &str, mistakes: Vec<Finding>) -> CommandError {
    let number = Count(mistakes.len(), "mistake");
    CommandError {
        mistakes,
        ..CommandError::usage(format!("{shown} has {number}, so nothing was written"))
    }
}

/// Headings as a list; `None` if all are empty.
pub fn quoted<'a>(headings: impl IntoIterator<Item = &'a String>) -> Option<String> {
    let headings = headings.into_iter().filter(|heading| !heading.is_empty());
    let quoted: Vec<String> = headings
        .map(|heading| format!("\"{}\"", in_short(heading)))
        .collect();
    (!quoted.is_empty()).then(|| quoted.join(", "))
}
