//! An output stands in a file twice, so neither is counted.

use crate::check::{Rule, Subject};
use crate::model::Finding;
use crate::model::Slot;

/// An output stands in a file twice, so neither is counted.
pub struct Doubled;

impl Rule for Doubled {
    fn code(&self) -> &'static str {
        "E0102"
    }

    fn about(&self) -> &'static str {
        "An output stands in a file twice, so neither is counted."
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        for (record, content, activity) in super::readable(subject) {
            for (output, slot) in activity.outputs.iter().zip(&content.slots) {
                let Slot::Twice(_, second) = slot else {
                    continue;
                };
                let Some(section) = content.document.sections().get(*second) else {
                    continue;
                };
                let message = format!(
                    "the section \"{}\" is there twice, so neither is counted",
                    output.title
                );
                found.push(
                    Finding::error(self.code(), message)
                        .in_text(&record.path, content.document.text(), section.start)
                        .with_help("keep one of them, with the words of both"),
                );
            }
        }
    }
}
