//! A link names a version by its number, which a merge can give to another one.

use crate::check::{Rule, Subject};
use crate::model::Finding;

/// A link names a version by its number, which a merge can give to another one.
pub struct Pinned;

impl Rule for Pinned {
    fn code(&self) -> &'static str {
        "I0311"
    }

    fn about(&self) -> &'static str {
        "A link names a version by its number, which a merge can give to another one."
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        for (record, content, _, link) in super::links(subject) {
            let version = link.there().and_then(|there| there.version.as_ref());
            let is_number = version.is_some_and(|version| {
                version.strip_prefix('v').is_some_and(|rest| {
                    !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit())
                })
            });
            if is_number {
                let name = link.place.words.split('@').next().unwrap_or_default();
                found.push(
                    Finding::info(self.code(), "a merge can give this number to another version")
                        .in_text(&record.path, content.document.text(), link.place.offset)
                        .with_help(format!(
                            "redesign log {name}; its commit or its day, behind the @, stay what they are"
                        )),
                );
            }
        }
    }
}
