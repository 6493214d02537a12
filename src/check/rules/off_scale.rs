//! A rating is not on the scale from 0.5 to 5.0.

use crate::check::{Rule, Subject};
use crate::model::{Finding, Record, ratings_of};

/// A rating is not on the scale from 0.5 to 5.0.
pub struct OffScale;

impl Rule for OffScale {
    fn code(&self) -> &'static str {
        "W0231"
    }

    fn about(&self) -> &'static str {
        "A rating is no number from 0.5 to 5.0 in steps of a half."
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        for record in &subject.plan.records {
            self.of(subject, record, found);
        }
    }
}

impl OffScale {
    fn of(&self, subject: &Subject<'_>, record: &Record, found: &mut Vec<Finding>) {
        let known = subject.plan.toolkit.activities.get(record.activity);
        let (Ok(content), Some(activity)) = (&record.content, known) else {
            return;
        };
        for (at, rating) in ratings_of(subject.plan, record) {
            // What doesn't fit its kind at all, or stands in two versions, is said by rules of its own.
            if rating.level.is_some() || content.filled & 1 << at == 0 {
                continue;
            }
            let (Some(answer), Some(output)) = (content.answer(at), activity.outputs.get(at))
            else {
                continue;
            };
            let message = format!(
                "{}: \"{}\" is not on the scale, so it is compared with nothing",
                output.id, rating.words
            );
            found.push(
                Finding::warning(self.code(), message)
                    .in_text(&record.path, content.document.text(), answer.start)
                    .with_help(
                        "write a number from 0.5 (just named) to 5.0 (all goals met), in steps of a half: 2.5",
                    ),
            );
        }
    }
}
