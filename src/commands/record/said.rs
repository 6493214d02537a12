//! The report on a written record or a confirmation.

use crate::app::Reply;
use crate::app::record_file::RecordFile;
use crate::app::stamping::Reviewed;
use crate::app::target::Target;
use crate::app::write::{self, Written};
use crate::model::{Found, Invocation, Plan, Standing, State, to_record};
use crate::queries::next::reviewed;
use crate::queries::status::{lacks_in_words, missing};
use crate::report::Cell;
use crate::toolkit::ActivityAt;
use schemars::JsonSchema;
use serde::Serialize;

/// Result of `record`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Recorded {
    /// The plan's id.
    plan: String,
    /// The activity's id; null if a whole plan was reviewed.
    activity: Option<String>,
    /// The record's name if the activity is repeatable; null if several were added.
    record: Option<String>,
    /// Ids of the outputs that changed.
    outputs: Vec<String>,
    /// The activities whose changed basis was confirmed.
    reviewed: Vec<Reviewed>,
    /// State of the activity now; null if a whole plan was reviewed.
    state: Option<&'static str>,
    /// Ids of the required outputs that are still empty.
    missing: Vec<String>,
    /// Percentage of the plan that is done now.
    percent: u32,
    /// Ids of the activities to do next.
    next: Vec<String>,
    /// What was written.
    #[serde(flatten)]
    written: Written,
}

/// The state of the activity and its plan, and what comes next.
pub(super) fn reply(
    file: &RecordFile<'_>,
    (plan, standing): (&Plan, &Standing),
    outputs: Vec<String>,
    reviewed: Vec<Reviewed>,
    written: &Written,
) -> Reply<Recorded> {
    let found = standing.activity(file.activity.at);
    let state = found.state;
    let mut facts = Vec::new();
    if !written.dry_run {
        let words = in_words(plan, standing, file.activity.at);
        facts.push((file.activity.id.to_string(), Cell::State(state, words)));
        facts.push(percent(plan, standing));
    }
    facts.extend(reviewed.iter().map(|one| one.fact(written.dry_run)));
    let recorded = Recorded {
        activity: Some(file.activity.id.to_string()),
        record: file.record(),
        outputs,
        reviewed,
        state: Some(state.word()),
        missing: missing(file.activity, found),
        ..Recorded::of(plan, standing, written)
    };
    Reply {
        next: Some(next_command(file, plan, standing).to_string()),
        ..Reply::new(recorded, write::report(written, 10, facts))
    }
}

/// The same for so many added records; `file` is one of them.
pub(super) fn many(
    file: &RecordFile<'_>,
    state: (&Plan, &Standing),
    outputs: Vec<String>,
    number: usize,
    written: &Written,
) -> Reply<Recorded> {
    let mut reply = reply(file, state, outputs, Vec::new(), written);
    if let Some(data) = reply.data.as_mut().filter(|_| number > 1) {
        data.record = None;
    }
    reply
}

/// What was confirmed, and the plan's state.
pub(super) fn accepted(
    (plan, standing): (&Plan, &Standing),
    target: &Target,
    reviewed: Vec<Reviewed>,
    look: Vec<String>,
    written: &Written,
) -> Reply<Recorded> {
    let mut facts: Vec<_> = reviewed
        .iter()
        .map(|one| one.fact(written.dry_run))
        .collect();
    facts.extend(
        look.into_iter()
            .map(|command| ("look".to_owned(), Cell::text(command))),
    );
    if !written.dry_run {
        facts.push(percent(plan, standing));
    }
    let recorded = Recorded {
        activity: target.activity_id(),
        record: target.record.clone(),
        reviewed,
        state: target.activity.map(|at| standing.activity(at).state.word()),
        ..Recorded::of(plan, standing, written)
    };
    Reply {
        next: Some(format!("redesign next {}", plan.id)),
        ..Reply::new(recorded, write::report(written, 10, facts))
    }
}

impl Recorded {
    /// Only the plan is known.
    fn of(plan: &Plan, standing: &Standing, written: &Written) -> Self {
        let next = standing.next().into_iter();
        let next = next.map(|at| plan.toolkit.activity(at).id.to_string());
        Self {
            plan: plan.id.to_string(),
            activity: None,
            record: None,
            outputs: Vec::new(),
            reviewed: Vec::new(),
            state: None,
            missing: Vec::new(),
            percent: standing.percent(),
            next: next.collect(),
            written: written.clone(),
        }
    }
}

fn percent(plan: &Plan, standing: &Standing) -> (String, Cell) {
    (plan.id.to_string(), Cell::Progress(standing.percent()))
}

/// The state of an activity, with what it lacks.
fn in_words(plan: &Plan, standing: &Standing, at: ActivityAt) -> String {
    let lacking = lacks_in_words(plan, standing, at);
    let state = standing.activity(at).state;
    match (state, lacking.is_empty()) {
        (State::Done, _) | (_, true) => state.people_word().to_owned(),
        (State::Skipped, _) => format!("skipped: {lacking}"),
        (State::Review, _) => format!("review: {lacking}"),
        (State::Waiting, _) => format!("later, {lacking}"),
        _ => format!("{}, {lacking}", state.people_word()),
    }
}

/// Notes on what usually comes before this activity, and on what needs review because of it.
pub(super) fn consequences(
    file: &RecordFile<'_>,
    (before, after): (&Standing, &Standing),
    dry_run: bool,
) -> Vec<String> {
    let toolkit = &file.plan.toolkit;
    let mut notes = Vec::new();
    let waits = after.waits_for(file.activity);
    let waits: Vec<&str> = waits
        .map(|need| toolkit.activity(need).id.as_str())
        .collect();
    if !waits.is_empty() && !dry_run {
        notes.push(format!(
            "note: {} usually comes after {}",
            file.activity.id,
            waits.join(", ")
        ));
    }
    let has_cause = |standing: &Standing, at| standing.causes(at).next().is_some();
    let reopened: Vec<&str> = toolkit
        .activities
        .iter()
        .filter(|one| has_cause(after, one.at) && !has_cause(before, one.at))
        .map(|activity| activity.id.as_str())
        .collect();
    if !reopened.is_empty() {
        notes.push(format!(
            "note: needs review because an answer it builds on has changed: {}",
            reopened.join(", ")
        ));
    }
    notes
}

/// Notes on links in some outputs of a record whose targets don't exist: they may come from another branch.
pub(super) fn dead_links(plan: &Plan, path: &str, outputs: &[String]) -> Vec<String> {
    let Some(record) = plan.records.iter().find(|one| one.path == path) else {
        return Vec::new();
    };
    let activity = plan.toolkit.activity(record.activity);
    let notes = plan.links_in(path).filter_map(|link| {
        let Found::Missing { why, near } = &link.found else {
            return None;
        };
        let id = &activity.output(link.place.output).id;
        let near = near
            .as_ref()
            .map_or(String::new(), |near| format!("; did you mean \"{near}\"?"));
        let is_new = outputs.iter().any(|one| one == id.as_str());
        is_new.then(|| {
            format!(
                "note: {id}: {why}{near}; the link is kept, since that may come from another branch"
            )
        })
    });
    notes.collect()
}

/// A note on a skipped day.
pub(super) fn goes_on(file: &RecordFile<'_>) -> String {
    let record = file.record().unwrap_or_default();
    format!(
        "note: this says why nothing was held on {}; {} continues",
        record.get(..10).unwrap_or_default(),
        file.activity.id
    )
}

fn next_command(file: &RecordFile<'_>, plan: &Plan, standing: &Standing) -> Invocation {
    let at = file.activity.at;
    let found = standing.activity(at);
    let show = || Invocation::of("show").on(plan.id.as_str());
    if plan.meta.resting(file.workspace.now().day).is_some() {
        return show();
    }
    if found.state == State::Review {
        return reviewed(plan, standing, at);
    }
    if found.state == State::Doing {
        // This one first, as long as it lacks something.
        let own = plan.records.iter().find(|one| one.path == file.path);
        let lacking = own.filter(|record| {
            let content = record.answered();
            content.is_some_and(|content| !content.is_complete(file.activity))
        });
        return match lacking.filter(|_| found.undecided == 0) {
            Some(record) => Invocation::of("record").on(plan.name_of(record)),
            None => to_record(plan, standing, at),
        };
    }
    let Some(next) = standing.next().first().copied() else {
        return show();
    };
    // What needs review comes first, and `next` says what to look at.
    match standing.activity(next).state {
        State::Review => Invocation::of("next").on(plan.id.as_str()),
        _ => to_record(plan, standing, next),
    }
}
