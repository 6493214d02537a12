//! A merge left conflict marks in a file.

use crate::check::{Rule, Subject};
use crate::model::Finding;

/// A merge left conflict marks in a file.
pub struct Conflict;

impl Rule for Conflict {
    fn code(&self) -> &'static str {
        "E0103"
    }

    fn about(&self) -> &'static str {
        "A merge left conflict marks in a file."
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        for (record, content, _) in super::readable(subject) {
            if let Some(offset) = content.document.conflict() {
                found.push(
                    Finding::error(self.code(), "a merge left its marks here: two versions stand one below the other")
                        .in_text(&record.path, content.document.text(), offset)
                        .with_help("keep the words that are right, and delete the lines with <<<<<<<, ======= and >>>>>>>"),
                );
            }
        }
    }
}
