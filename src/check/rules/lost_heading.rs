//! The heading above the comment of an output is gone, so its words count for the output before it.

use crate::check::{Rule, Subject};
use crate::model::Finding;

/// The heading above the comment of an output is gone, so its words count for the output before it.
pub struct LostHeading;

impl Rule for LostHeading {
    fn code(&self) -> &'static str {
        "E0105"
    }

    fn about(&self) -> &'static str {
        "The heading above the comment of an output is gone, so its words count for the output before it."
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        for (record, content, _) in super::readable(subject) {
            for offset in content
                .document
                .sections()
                .iter()
                .filter_map(|section| section.second_marker)
            {
                found.push(
                    Finding::error(self.code(), "the heading above this comment is gone, so the words below it count for the output before")
                        .in_text(&record.path, content.document.text(), offset)
                        .with_help("write the heading again on a line of its own, beginning with ##"),
                );
            }
        }
    }
}
