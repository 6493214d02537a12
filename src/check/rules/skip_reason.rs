//! An activity is marked as skipped, but no reason is given or it is marked in the wrong file.

use crate::check::{Rule, Subject};
use crate::model::Finding;

/// An activity is marked as skipped, but no reason is given or it is marked in the wrong file.
pub struct SkipReason;

impl Rule for SkipReason {
    fn code(&self) -> &'static str {
        "W0205"
    }

    fn about(&self) -> &'static str {
        "An activity is marked as skipped, but no reason is given or it is marked in the wrong file."
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        for (record, content, activity) in super::readable(subject) {
            let offset = content.document.text().find("skipped").unwrap_or(0);
            let (message, help) = if content.skipped_without_reason {
                (
                    "`skipped` has no reason, so the activity is not skipped",
                    "write why it is left out, or delete the line".to_owned(),
                )
            } else if content.skipped.is_some()
                && activity.repeat.is_some()
                && !record.is_page
                // Of a rhythm it says why nothing was held that time.
                && subject.plan.rhythm(activity).is_none()
            {
                (
                    "one record alone can't be skipped, only the whole activity",
                    format!(
                        "write `skipped` in {}/README.md, or delete the line",
                        activity.id
                    ),
                )
            } else {
                continue;
            };
            found.push(
                Finding::warning(self.code(), message)
                    .in_text(&record.path, content.document.text(), offset)
                    .with_help(help),
            );
        }
    }
}
