//! A comment names an output that the activity hasn't, or a heading was renamed.

use crate::check::{Rule, Subject};
use crate::model::Finding;
use crate::model::Slot;

/// A comment names an output that the activity hasn't, or a heading was renamed.
pub struct UnknownOutput;

impl Rule for UnknownOutput {
    fn code(&self) -> &'static str {
        "W0202"
    }

    fn about(&self) -> &'static str {
        "A comment names an output that the activity hasn't, or a heading was renamed."
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        for (record, content, activity) in
            super::readable(subject).filter(|(record, ..)| !record.is_page)
        {
            let document = &content.document;
            let missing: Vec<&str> = activity
                .outputs
                .iter()
                .zip(&content.slots)
                .filter(|(_, slot)| **slot == Slot::Missing)
                .map(|(output, _)| output.title.as_str())
                .collect();
            for (position, section) in document.sections().iter().enumerate() {
                let known = content.slots.iter().any(|slot| match slot {
                    Slot::Missing => false,
                    Slot::At(at) => *at == position,
                    Slot::Twice(first, second) => *first == position || *second == position,
                });
                let marked = document.marked(section);
                // A heading of a team's own is welcome; it is doubtful only where a heading of ours is missing.
                let renamed =
                    section.level == 2 && !missing.is_empty() && document.answer(section).is_some();
                let message = match marked {
                    Some(name) if activity.position(name).is_none() => {
                        format!("\"{}\" has no output \"{name}\"", activity.id)
                    }
                    None if !known && renamed => {
                        format!(
                            "nobody knows the heading \"{}\", so what stands below it is not counted",
                            document.title(section)
                        )
                    }
                    _ => continue,
                };
                let help = if missing.is_empty() {
                    "delete the comment, or correct the name in it".to_owned()
                } else {
                    format!("not found in this file: {}", missing.join("; "))
                };
                found.push(
                    Finding::warning(self.code(), message)
                        .in_text(&record.path, document.text(), section.start)
                        .with_help(help),
                );
            }
        }
    }
}
