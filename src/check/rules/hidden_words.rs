//! Somebody typed words inside a comment, where nobody sees them.

use crate::check::{Rule, Subject};
use crate::model::{Finding, Slot, form};

/// Somebody typed words inside a comment, where nobody sees them.
pub struct HiddenWords;

impl Rule for HiddenWords {
    fn code(&self) -> &'static str {
        "W0201"
    }

    fn about(&self) -> &'static str {
        "Somebody typed words inside a comment, where nobody sees them."
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        for (record, content, activity) in super::readable(subject) {
            let document = &content.document;
            for (output, slot) in activity.outputs.iter().zip(&content.slots) {
                let Slot::At(at) = slot else { continue };
                let Some(section) = document.sections().get(*at) else {
                    continue;
                };
                let empty = document.answer(section).is_none();
                for comment in document.comments_in(&section.body) {
                    let is_marker = section
                        .marker
                        .as_ref()
                        .is_some_and(|marker| marker.comment == *comment);
                    let ours = is_marker.then_some(output);
                    let Some(words) = form::words_hidden_in(document.slice(comment), ours, empty)
                    else {
                        continue;
                    };
                    // Point at the words themselves where they stand as they were found.
                    let within = document
                        .slice(comment)
                        .find(words.split(' ').next().unwrap_or_default())
                        .unwrap_or(0);
                    found.push(
                        Finding::warning(
                            self.code(),
                            format!(
                                "{}: these words are inside a comment, where nobody sees them",
                                output.id
                            ),
                        )
                        .in_text(&record.path, document.text(), comment.start + within)
                        .with_help("move them below the line that ends in -->"),
                    );
                }
            }
        }
    }
}
