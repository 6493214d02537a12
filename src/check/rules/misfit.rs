//! An answer doesn't fit its kind, so it isn't counted.

use crate::check::{Rule, Subject};
use crate::model::Finding;

/// An answer doesn't fit its kind, so it isn't counted.
pub struct Misfit;

impl Rule for Misfit {
    fn code(&self) -> &'static str {
        "E0101"
    }

    fn about(&self) -> &'static str {
        "An answer doesn't fit its kind, so it isn't counted."
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        for (record, content, activity) in super::readable(subject) {
            for (position, output) in activity.outputs.iter().enumerate() {
                let Some(answer) = content.answer(position) else {
                    continue;
                };
                // Two versions together fit nothing: that is said by its own rule.
                if content.is_undecided(position) {
                    continue;
                }
                if let Err(misfit) = output.kind.fits(&output.shape, &answer.text) {
                    let offset = content.document.answer_line(&answer, misfit.line);
                    let message = format!("{}: {}", output.id, misfit.message);
                    found.push(
                        Finding::error(self.code(), message)
                            .in_text(&record.path, content.document.text(), offset)
                            .with_help(misfit.help_or(&output.hint)),
                    );
                }
            }
        }
    }
}
