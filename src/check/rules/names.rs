//! Names that some systems can't tell apart or can't hold.

use crate::check::{Rule, Subject};
use crate::model::Finding;
use crate::model::Place;
use std::collections::BTreeMap;

/// Names that some systems can't tell apart or can't hold.
pub struct Names;

impl Rule for Names {
    fn code(&self) -> &'static str {
        "W0206"
    }

    fn about(&self) -> &'static str {
        "Names that some systems can't tell apart or can't hold."
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        let mut seen: BTreeMap<String, &str> = BTreeMap::new();
        let paths = subject
            .plan
            .records
            .iter()
            .map(|record| record.path.as_str())
            .chain(subject.plan.strays.iter().map(String::as_str));
        for path in paths {
            if let Some(other) = seen.insert(path.to_lowercase(), path) {
                found.push(
                    Finding::warning(
                        self.code(),
                        format!("on many systems this is the same file as {other}"),
                    )
                    .with_place(Place::file(path))
                    .with_help("rename one of them"),
                );
            }
            let name = path.rsplit('/').next().unwrap_or(path);
            let stem = name.split('.').next().unwrap_or(name).to_lowercase();
            let hostile = name.contains(['<', '>', ':', '"', '|', '?', '*', '\\'])
                || name.ends_with(['.', ' '])
                || name.chars().any(char::is_control);
            if hostile || crate::toolkit::is_reserved(&stem) {
                found.push(
                    Finding::warning(self.code(), "some systems can't hold a file of this name")
                        .with_place(Place::file(path))
                        .with_help("rename it with letters, digits and hyphens"),
                );
            }
        }
    }
}
