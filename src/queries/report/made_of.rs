//! What a team's page is made of, as a number: the same number means the same page.

use super::data::TeamTold;
use crate::check::Subject;
use crate::model::{Plan, Record};
use crate::store::text_id;
use crate::toolkit::{Role, Toolkit};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Of everything that the page of a team shows, of which `told` is what isn't its answers; `form` is the template and
/// whatever else is the same for all teams.
pub(super) fn made_of(subject: &Subject<'_>, told: &TeamTold, form: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    (form, env!("CARGO_PKG_VERSION")).hash(&mut hasher);
    note_plan(subject.plan, &mut hasher);
    if let Some(moment) = subject.moment {
        for record in moment.about {
            note(record, &mut hasher);
        }
    }
    told.hash(&mut hasher);
    hasher.finish()
}

fn note_plan(plan: &Plan, hasher: &mut DefaultHasher) {
    (plan.meta.text.as_str(), plan.min_n).hash(hasher);
    let called = || called(&plan.toolkit);
    plan.toolkit.called.get_or_init(called).hash(hasher);
    for record in &plan.records {
        note(record, hasher);
    }
    for link in &plan.links {
        let there = link.there();
        there.map(|there| &there.title).hash(hasher);
    }
}

/// A number for what a toolkit calls its parts.
fn called(toolkit: &Toolkit) -> u64 {
    let mut hasher = DefaultHasher::new();
    for activity in &toolkit.activities {
        (activity.id.as_str(), &activity.title).hash(&mut hasher);
        for output in &activity.outputs {
            let role = output.role.map(Role::word);
            (output.id.as_str(), &output.title, role, output.kind.name()).hash(&mut hasher);
            for option in &output.shape.options {
                (option.id.as_str(), &option.title).hash(&mut hasher);
            }
        }
    }
    hasher.finish()
}

fn note(record: &Record, hasher: &mut DefaultHasher) {
    record.path.hash(hasher);
    match &record.content {
        Ok(content) => text_id(&content.document).hash(hasher),
        Err(finding) => finding.message.hash(hasher),
    }
}
