//! What a record links to says something else than when the record was done.

use crate::check::{Rule, Subject};
use crate::model::quote::typed;
use crate::model::{Finding, Found};

/// What a record links to says something else than when the record was done.
pub struct ChangedLink;

impl Rule for ChangedLink {
    fn code(&self) -> &'static str {
        "W0213"
    }

    fn about(&self) -> &'static str {
        "What a record links to says something else than when the record was done."
    }

    fn asks_for_work(&self) -> bool {
        true
    }

    fn on_board(&self) -> bool {
        true
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        let mut said = Vec::new();
        for (record, content, _, link) in super::links(subject) {
            // What is gone is said by others.
            let is_there = matches!(&link.found, Found::There(there) if there.withdrawn.is_none());
            if !is_there || !link.has_changed(content) {
                continue;
            }
            let (target, name) = (link.name(), subject.plan.name_of(record));
            // What is quoted in several places is told once.
            if link.place.is_quote && said.contains(&(&record.path, link.key.clone())) {
                continue;
            }
            said.push((&record.path, link.key.clone()));
            found.push(
                Finding::warning(
                    self.code(),
                    format!("{target} changed since {name} was done"),
                )
                .in_text(&record.path, content.document.text(), link.place.offset)
                .with_help(if link.place.is_quote {
                    format!(
                        "redesign diff {0}; to quote it anew: redesign draft {1}; where it holds: redesign record {1} --reviewed",
                        typed(&target),
                        typed(&name)
                    )
                } else {
                    format!(
                        "redesign diff {}; where it still holds: redesign record {} --reviewed",
                        typed(&target),
                        typed(&name)
                    )
                }),
            );
        }
    }
}
