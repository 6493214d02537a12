//! A merge left two versions of something in a file.

use crate::check::{Rule, Subject};
use crate::model::{Finding, Slot};

/// A merge left two versions of something in a file.
pub struct Conflict;

impl Rule for Conflict {
    fn code(&self) -> &'static str {
        "E0103"
    }

    fn about(&self) -> &'static str {
        "A merge left two versions of something in a file."
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        for (record, content, activity) in super::readable(subject) {
            for conflict in content.document.conflicts() {
                let sections = content.document.sections();
                let around = sections
                    .iter()
                    .position(|section| section.body.contains(&conflict.start));
                let output = around.and_then(|around| {
                    let slots = activity.outputs.iter().zip(&content.slots);
                    let mut at = slots.filter(|(_, slot)| **slot == Slot::At(around));
                    at.next().map(|(output, _)| output)
                });
                let within = around.and_then(|around| sections.get(around));
                let ends = within.is_some_and(|section| conflict.end <= section.body.end);
                let (message, help) = match output {
                    Some(output) if ends && conflict.theirs.is_some() => {
                        let plan = &subject.plan.id;
                        let more = if activity.repeat.is_some() {
                            format!("/{}", record.stem())
                        } else {
                            String::new()
                        };
                        (
                            format!("{}: a merge left two versions of this answer", output.id),
                            format!("redesign resolve {plan}/{}{more}; or keep the words that are right and delete the lines with <<<<<<<, ======= and >>>>>>>", activity.id),
                        )
                    }
                    _ => (
                        "a merge left its marks here: two versions stand one below the other".to_owned(),
                        "keep the words that are right, and delete the lines with <<<<<<<, ======= and >>>>>>>".to_owned(),
                    ),
                };
                found.push(
                    Finding::error(self.code(), message)
                        .in_text(&record.path, content.document.text(), conflict.start)
                        .with_help(help),
                );
            }
        }
    }
}
