//! A comment or code fence is never closed and hides the rest of the file.

use crate::check::{Rule, Subject};
use crate::document::Unclosed;
use crate::model::Finding;

/// A comment or code fence is never closed and hides the rest of the file.
pub struct HiddenRest;

impl Rule for HiddenRest {
    fn code(&self) -> &'static str {
        "E0104"
    }

    fn about(&self) -> &'static str {
        "A comment or code fence is never closed and hides the rest of the file."
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        for (record, content, _) in super::readable(subject) {
            let Some((offset, what)) = content.document.unclosed() else {
                continue;
            };
            let (message, help) = match what {
                Unclosed::Comment => (
                    "this comment is never closed, so the rest of the file is hidden",
                    "write --> where it ends",
                ),
                Unclosed::Fence => (
                    "this code block is never closed, so no heading below it counts",
                    "close it with a line of the same marks",
                ),
            };
            found.push(
                Finding::error(self.code(), message)
                    .in_text(&record.path, content.document.text(), offset)
                    .with_help(help),
            );
        }
    }
}
