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
            let document = &content.document;
            // A comment that holds the beginning of another was meant to end before it.
            for comment in document.comments_in(&(0..document.text().len())) {
                if document
                    .slice(comment)
                    .get(4..)
                    .is_some_and(|inside| inside.contains("<!--"))
                {
                    found.push(
                        Finding::error(
                            self.code(),
                            "this comment is never closed, so it hides everything down to the end of the next one",
                        )
                        .in_text(&record.path, document.text(), comment.start)
                        .with_help("write --> where it ends"),
                    );
                }
            }
            let Some((offset, what)) = content.document.unclosed() else {
                continue;
            };
            let (message, help) = match what {
                Unclosed::Comment => (
                    "this comment is never closed, so the rest of the file is hidden",
                    "write --> where it ends",
                ),
                Unclosed::Html => (
                    "this HTML element is never closed, so no heading below it counts",
                    "write its end tag, or leave it out",
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
