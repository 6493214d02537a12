//! A file belongs to no activity.

use crate::check::{Rule, Subject};
use crate::model::Finding;
use crate::model::Place;

/// A file belongs to no activity.
pub struct Stray;

impl Rule for Stray {
    fn code(&self) -> &'static str {
        "W0204"
    }

    fn about(&self) -> &'static str {
        "A file belongs to no activity."
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        let toolkit = &subject.plan.toolkit;
        for path in &subject.plan.strays {
            let name = path.rsplit('/').next().unwrap_or(path);
            let stem = name.strip_suffix(".md").unwrap_or(name);
            let help = match toolkit.activity(stem) {
                Some(activity) => format!(
                    "move it into the folder {}, beside its README",
                    toolkit.place(activity)
                ),
                None => "give it the name of an activity, or move it out of the plan".to_owned(),
            };
            found.push(
                Finding::warning(
                    self.code(),
                    format!(
                        "no activity of {} is called \"{stem}\", so this file is not read",
                        toolkit.title
                    ),
                )
                .with_place(Place::file(path.as_str()))
                .with_help(help),
            );
        }
    }
}
