//! A sheet for one person's own use lies in the plan.

use crate::check::{Rule, Subject};
use crate::model::Finding;
use crate::model::Place;

/// A sheet for one person's own use lies in the plan.
pub struct PrivateSheet;

impl Rule for PrivateSheet {
    fn code(&self) -> &'static str {
        "E0107"
    }

    fn about(&self) -> &'static str {
        "A sheet for one person's own use lies in the plan."
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        for path in &subject.plan.private {
            found.push(
                Finding::error(self.code(), "this sheet is for its owner alone and must not be committed")
                    .with_place(Place::file(path.as_str()))
                    .with_help("move it out of the workspace; where it was committed, ask who keeps the repository to remove it from its history"),
            );
        }
    }
}
