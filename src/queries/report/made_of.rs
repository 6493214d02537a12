//! What a team's page is made of, as a number: the same number means the same page.

use super::data::TeamTold;
use crate::check::Subject;
use crate::model::{Plan, Record};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Of everything that the page of a team shows; `form` is the template and whatever else is the same for all teams.
pub(super) fn made_of(subject: &Subject<'_>, told: &TeamTold, form: u64) -> u64 {
    let mut hasher = DefaultHasher::new();
    (form, env!("CARGO_PKG_VERSION")).hash(&mut hasher);
    note_plan(subject.plan, &mut hasher);
    if let Some(moment) = subject.moment {
        for record in moment.about {
            note(record, &mut hasher);
        }
    }
    // What depends on the day, on history and on other plans.
    let rest = (&told.stands, &told.resting, &told.last_change, &told.next);
    format!("{rest:?}{:?}{:?}{:?}", told.late, told.tasks, told.needs).hash(&mut hasher);
    hasher.finish()
}

fn note_plan(plan: &Plan, hasher: &mut DefaultHasher) {
    (plan.meta.text.as_str(), plan.toolkit.version.to_string()).hash(hasher);
    for record in &plan.records {
        note(record, hasher);
    }
}

fn note(record: &Record, hasher: &mut DefaultHasher) {
    record.path.hash(hasher);
    match &record.content {
        Ok(content) => content.document.text().hash(hasher),
        Err(finding) => finding.message.hash(hasher),
    }
}
