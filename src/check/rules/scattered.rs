//! An activity that has one record stands in several files.

use crate::check::{Rule, Subject};
use crate::model::Finding;
use crate::model::Place;

/// An activity that has one record stands in several files.
pub struct Scattered;

impl Rule for Scattered {
    fn code(&self) -> &'static str {
        "E0106"
    }

    fn about(&self) -> &'static str {
        "An activity that has one record stands in several files."
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        let plan = subject.plan;
        for (position, activity) in plan
            .toolkit
            .activities
            .iter()
            .enumerate()
            .filter(|(_, one)| one.repeat.is_none())
        {
            let mut records = plan.records_of(position);
            let Some(first) = records.next() else {
                continue;
            };
            for other in records {
                found.push(
                    Finding::error(
                        self.code(),
                        format!("\"{}\" stands in {} too", activity.id, first.path),
                    )
                    .with_place(Place::file(other.path.as_str()))
                    .with_help("put the words of both into one file and delete the other"),
                );
            }
        }
    }
}
