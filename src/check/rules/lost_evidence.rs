//! Evidence of a finding is gone: nothing is there, it was left out, or it holds no answer.

use crate::check::{Rule, Subject};
use crate::model::quote::typed;
use crate::model::{Finding, Found};

/// Evidence of a finding is gone: nothing is there, it was left out, or it holds no answer.
pub struct LostEvidence;

impl Rule for LostEvidence {
    fn code(&self) -> &'static str {
        "W0212"
    }

    fn about(&self) -> &'static str {
        "Evidence of a finding is gone: nothing is there, it was left out, or it holds no answer."
    }

    fn asks_for_work(&self) -> bool {
        true
    }

    fn on_board(&self) -> bool {
        true
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        for (record, content, activity, link) in super::links(subject) {
            if !super::is_evidence(activity, link) {
                continue;
            }
            let (words, name) = (&link.place.words, subject.plan.name_of(record));
            let (why, help) = match &link.found {
                Found::Missing { why, near } => (
                    why.clone(),
                    format!(
                        "redesign show {}; {}",
                        typed(&name),
                        super::meant(near.as_deref())
                    ),
                ),
                Found::There(there) => match &there.withdrawn {
                    Some(why) => (
                        format!("it {why}"),
                        format!(
                            "redesign show {}; take the row out, or say on what else it rests",
                            typed(&there.name())
                        ),
                    ),
                    None => continue,
                },
                _ => continue,
            };
            found.push(
                Finding::warning(
                    self.code(),
                    format!("\"{words}\" is evidence no more, and isn't counted: {why}"),
                )
                .in_text(&record.path, content.document.text(), link.place.offset)
                .with_help(help),
            );
        }
    }
}
