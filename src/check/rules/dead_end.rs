//! A link leads to nothing.

use crate::check::{Rule, Subject};
use crate::model::{Finding, Found};

/// A link leads to nothing.
pub struct DeadEnd;

impl Rule for DeadEnd {
    fn code(&self) -> &'static str {
        "W0211"
    }

    fn about(&self) -> &'static str {
        "A link leads to nothing."
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        for (record, content, activity, link) in super::links(subject) {
            let Found::Missing { why, near } = &link.found else {
                continue;
            };
            if super::is_evidence(activity, link) {
                continue;
            }
            found.push(
                Finding::warning(self.code(), format!("this link leads to nothing: {why}"))
                    .in_text(&record.path, content.document.text(), link.place.offset)
                    .with_help(super::meant(near.as_deref())),
            );
        }
    }
}
