//! A record that is done doesn't say what it was built on, so nobody is told when that changes.

use crate::check::{Fix, Rule, Subject};
use crate::model::{Basis, Finding, Place, Stamps};

/// A record that is done doesn't say what it was built on, so nobody is told when that changes.
pub struct Unstamped;

impl Rule for Unstamped {
    fn code(&self) -> &'static str {
        "I0301"
    }

    fn about(&self) -> &'static str {
        "A record that is done doesn't say what it was built on, so nobody is told when that changes."
    }

    fn asks_for_work(&self) -> bool {
        true
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        for (path, stamps) in lacking(subject) {
            let names: Vec<&str> = stamps.keys().map(String::as_str).collect();
            found.push(
                Finding::info(
                    self.code(),
                    format!(
                        "nobody will be told when this changes, on which it was built: {}",
                        names.join(", ")
                    ),
                )
                .with_place(Place::file(path))
                .with_help(format!(
                    "`redesign check {} --fix` notes the answers as they are now",
                    subject.plan.id
                )),
            );
        }
    }

    fn fix(&self, subject: &Subject<'_>, finding: &Finding) -> Option<Fix> {
        let place = finding.place.as_ref()?;
        let (path, stamps) = lacking(subject)
            .into_iter()
            .find(|(path, _)| *path == place.path)?;
        let (_, content, _) = super::readable(subject).find(|(record, ..)| record.path == path)?;
        Some(Fix::Text {
            path: path.to_owned(),
            text: content.document.with_stamps(&stamps)?,
            said: format!(
                "it says now what it was built on: {}",
                stamps.into_keys().collect::<Vec<_>>().join(", ")
            ),
        })
    }
}

/// Records that are done, each with the stamps it lacks.
fn lacking<'a>(subject: &'a Subject<'_>) -> Vec<(&'a str, Stamps)> {
    let mut basis = Basis::of(subject.plan);
    let mut found = Vec::new();
    for (record, content, activity) in super::readable(subject) {
        if record.is_page || !content.is_complete(activity) {
            continue;
        }
        let stamps = content.lacking(&basis.stamps(record.activity, false));
        if !stamps.is_empty() {
            found.push((record.path.as_str(), stamps));
        }
    }
    found
}
