//! More teams measured something that speaks against a finding than something that supports it.

use crate::check::{Rule, Subject};
use crate::model::quote::typed;
use crate::model::{Backing, Count, Finding, Place};

/// More teams measured something that speaks against a finding than something that supports it.
pub struct Outweighed;

impl Rule for Outweighed {
    fn code(&self) -> &'static str {
        "W0216"
    }

    fn about(&self) -> &'static str {
        "More teams measured something that speaks against a finding than something that supports it."
    }

    fn asks_for_work(&self) -> bool {
        true
    }

    fn on_board(&self) -> bool {
        true
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        let plan = subject.plan;
        for (record, ..) in super::readable(subject) {
            let Some(backing) = Backing::of(plan, record).filter(|one| one.missing.is_empty())
            else {
                continue;
            };
            let (with, against) = (&backing.support.measured, &backing.contrary.measured);
            if against.len() <= with.len() {
                continue;
            }
            let name = plan.name_of(record);
            let count = match with.len() {
                0 => "nobody measured anything for it".to_owned(),
                some => format!("{} measured something for it", Count(some, "team")),
            };
            found.push(
                Finding::warning(
                    self.code(),
                    format!(
                        "{count}, and these something against it: {}",
                        against.join(", ")
                    ),
                )
                .with_place(Place::file(record.path.as_str()))
                .with_help(format!(
                    "redesign show {}; say for whom it holds, or take the claim back",
                    typed(&name)
                )),
            );
        }
    }
}
