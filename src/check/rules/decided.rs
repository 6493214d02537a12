//! A decision was taken without what it has to stand on.

use crate::check::{Rule, Subject};
use crate::model::{Finding, Place, to_record};
use crate::toolkit::{Activity, Role};

/// A decision was taken without what it has to stand on.
pub struct Decided;

impl Rule for Decided {
    fn code(&self) -> &'static str {
        "W0242"
    }

    fn about(&self) -> &'static str {
        "A decision (role `decision`) was taken before what it needs is done, or there are more decisions than whole records of what each needs."
    }

    fn asks_for_work(&self) -> bool {
        true
    }

    fn on_board(&self) -> bool {
        true
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        let plan = subject.plan;
        for (at, activity) in plan.toolkit.activities.iter().enumerate() {
            let decisions = super::records_with(subject, at, Role::Decision);
            if decisions == 0 {
                continue;
            }
            let lacking = activity
                .needs
                .iter()
                .filter_map(|need| lacking(subject, activity, decisions, *need));
            found.extend(lacking.map(|(message, help)| {
                Finding::warning(self.code(), message)
                    .with_place(Place::file(plan.place_of(at)))
                    .with_help(help)
            }));
        }
    }
}

/// What a needed activity lacks for as many decisions, and what would mend it.
fn lacking(
    subject: &Subject<'_>,
    activity: &Activity,
    decisions: usize,
    need: usize,
) -> Option<(String, String)> {
    let needed = subject.plan.toolkit.activities.get(need)?;
    let state = subject.standing.activities.get(need)?;
    let name = format!("{}/{}", subject.plan.id, needed.id);
    if state.state.is_settled() {
        let whole = whole(subject, need);
        let is_counted = activity.repeat.is_some() && needed.repeat.is_some() && whole > 0;
        return (is_counted && decisions > whole).then(|| {
            let message = format!(
                "{} holds {decisions} decisions, {} only {whole} to stand on",
                activity.id, needed.id
            );
            (message, format!("redesign record {name} --add"))
        });
    }
    let lacks = match state.lacks_in_words(needed) {
        lacks if lacks.is_empty() => String::new(),
        lacks => format!(" ({lacks})"),
    };
    let message = format!(
        "{} holds a decision before {} is done{lacks}",
        activity.id, needed.id
    );
    Some((message, to_record(subject.plan, subject.standing, need)))
}

/// How many records of an activity are whole.
fn whole(subject: &Subject<'_>, activity: usize) -> usize {
    let Some(known) = subject.plan.toolkit.activities.get(activity) else {
        return 0;
    };
    let records = subject.plan.records_of(activity);
    let contents = records.filter_map(|record| record.content.as_ref().ok());
    contents
        .filter(|content| content.is_complete(known))
        .count()
}
