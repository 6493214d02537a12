//! A record that is done doesn't say what it was built on, so nobody is told when that changes.

use crate::check::{Fix, Rule, Subject};
use crate::model::{Basis, Finding, Place, Stamps, link_stamps, own};

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
            let names: Vec<&str> = stamps.keys().map(|name| plain(name)).collect();
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
                stamps
                    .keys()
                    .map(|name| plain(name))
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
        })
    }
}

/// Records with the stamps they lack: of what lies outside of them once they are done, and of their own answers on which
/// others stand.
fn lacking<'a>(subject: &'a Subject<'_>) -> Vec<(&'a str, Stamps)> {
    let plan = subject.plan;
    let mut basis = Basis::of(plan);
    let mut found = Vec::new();
    for (record, content, activity) in super::readable(subject) {
        if record.is_page || content.answered == 0 {
            continue;
        }
        let mut stamps = Stamps::new();
        if content.is_complete(activity) {
            stamps = basis.stamps(record.activity, false);
            stamps.extend(link_stamps(plan.links_in(&record.path)));
        }
        for output in 0..activity.outputs.len() {
            stamps.extend(own::stamps(&plan.toolkit, record.activity, content, output));
        }
        let stamps = content.lacking(&stamps);
        if !stamps.is_empty() {
            found.push((record.path.as_str(), stamps));
        }
    }
    found
}

/// The name of a stamp as people type what it is of.
fn plain(name: &str) -> &str {
    name.trim_start_matches('/')
}
