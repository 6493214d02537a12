//! A link leads into a repository that isn't here, or to something that can't be read, so nothing is known of it.

use crate::check::{Rule, Subject};
use crate::model::{Finding, Found};

/// A link leads into a repository that isn't here, or to something that can't be read, so nothing is known of it.
pub struct Elsewhere;

impl Rule for Elsewhere {
    fn code(&self) -> &'static str {
        "I0312"
    }

    fn about(&self) -> &'static str {
        "A link leads into a repository that isn't here, or to something that can't be read, so nothing is known of it."
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        for (record, content, _, link) in super::links(subject) {
            let (why, help) = match &link.found {
                Found::Elsewhere { plan } => (
                    format!("\"{plan}\" is kept in a repository that isn't here"),
                    "`git submodule update --init` brings it, where you may read it".to_owned(),
                ),
                Found::Unreadable { why } => (
                    format!("it can't be read: {why}"),
                    "redesign check; it says where and why".to_owned(),
                ),
                _ => continue,
            };
            found.push(
                Finding::info(
                    self.code(),
                    format!("nothing is known of what this links to: {why}"),
                )
                .in_text(&record.path, content.document.text(), link.place.offset)
                .with_help(help),
            );
        }
    }
}
