//! What a plan's tests, measures and decisions say about how the team works.

use super::measure::{Measure, numbers_of, trials};
use super::voices::{Hearing, voices};
use super::withdrawal::still_said;
use super::{Content, Plan, Record};
use crate::kinds::Sort;
use crate::toolkit::{Activity, Role};
use jiff::civil::Date;

/// Words of an option's id that say that a test goes on at a larger scale. Ids are English in every toolkit.
const SCALES: &[&str] = &["scale", "adopt", "spread", "expand"];

/// The word that marks a measure of what could get worse.
const BALANCING: &str = "balancing";

/// Whether the plan's toolkit measures anything in numbers.
pub fn has_measures(plan: &Plan) -> bool {
    plan.toolkit
        .activities
        .iter()
        .any(|activity| numbers_of(activity).is_some())
}

/// A plan's measures with their records, but for those of activities that are left out.
pub fn measures(plan: &Plan) -> Vec<(&Record, Measure)> {
    all_measures(plan, false)
}

/// The measures that a plan leaves out.
pub fn measures_left_out(plan: &Plan) -> Vec<(&Record, Measure)> {
    all_measures(plan, true)
}

fn all_measures(plan: &Plan, are_left_out: bool) -> Vec<(&Record, Measure)> {
    let left_out = plan.left_out();
    let records = plan.records.iter();
    let records =
        records.filter(|record| !record.is_page && left_out.holds(record) == are_left_out);
    let found = records.filter_map(|record| {
        let activity = plan.toolkit.activity(record.activity);
        Some((record, Measure::of(activity, record.answered()?)?))
    });
    found.collect()
}

/// What a plan's measures allow to be said, a sentence each.
pub fn sentences(plan: &Plan) -> Vec<String> {
    said(plan, &Measure::sentence)
}

/// The same, with what may be said of each group.
pub fn sentences_with_groups(plan: &Plan) -> Vec<String> {
    said(plan, &|measure, title, min_n| {
        let sentence = measure.sentence(title, min_n)?;
        Some(sentence + &measure.groups_said(min_n))
    })
}

fn said(plan: &Plan, say: &dyn Fn(&Measure, &str, u64) -> Option<String>) -> Vec<String> {
    if !has_measures(plan) {
        return Vec::new();
    }
    let measures = measures(plan).into_iter();
    let said = measures.filter_map(|(record, measure)| {
        let activity = plan.toolkit.activity(record.activity);
        let title = record.heading().unwrap_or_else(|| activity.title.clone());
        say(&measure, &title, plan.min_n.into())
    });
    said.collect()
}

/// How many points the fullest column of a plan's measures has.
pub fn most_points(plan: &Plan) -> usize {
    let measures = measures(plan).into_iter();
    let counts = measures.flat_map(|(_, measure)| {
        let columns = 0..measure.points.groups.len();
        let counts = columns.map(|at| measure.points.values(at).iter().flatten().count());
        counts.collect::<Vec<_>>()
    });
    counts.max().unwrap_or(0)
}

/// Whether a measure says of itself that it looks at what could get worse.
pub fn is_balancing(record: &Record, measure: &Measure) -> bool {
    let heading = record.heading().unwrap_or_default();
    let says = |words: &str| words.to_lowercase().contains(BALANCING);
    says(&heading) || says(&measure.definition)
}

/// The records that decide to go on at a larger scale.
pub fn scaling(plan: &Plan) -> Vec<&Record> {
    let records = plan.records.iter().filter(|record| !record.is_page);
    let found = records.filter(|record| {
        let activity = plan.toolkit.activity(record.activity);
        record
            .said()
            .is_some_and(|content| scales(activity, content))
    });
    found.collect()
}

fn scales(activity: &Activity, content: &Content) -> bool {
    let mut outputs = activity.outputs_of(Role::Decision);
    outputs.any(|output| {
        let chosen = content.value(output).and_then(Result::ok);
        let chosen = chosen.as_ref().and_then(|chosen| chosen.as_str());
        let mut words = chosen.into_iter().flat_map(|id| id.split('-'));
        output.kind.sort() == Sort::Choice && words.any(|word| SCALES.contains(&word))
    })
}

/// The records of tests with a result.
pub fn results(plan: &Plan) -> Vec<(&Record, &Content)> {
    let records = plan.records.iter().filter(|record| !record.is_page);
    let found = records.filter_map(|record| {
        let activity = plan.toolkit.activity(record.activity);
        let content = record.said()?;
        let results = activity.those(|output| output.role == Some(Role::Result));
        (!content.filled.and(results).is_empty()).then_some((record, content))
    });
    found.collect()
}

/// The day on which the plan's first test began.
pub fn first_test(plan: &Plan) -> Option<Date> {
    trials(plan).first().map(|trial| trial.day)
}

/// The day of the newest measured number, and of the oldest one.
pub fn measured(plan: &Plan) -> Option<(Date, Date)> {
    let measures = measures(plan);
    let days = || {
        let rows = measures
            .iter()
            .flat_map(|(_, measure)| &measure.points.rows);
        rows.filter(|row| row.values.iter().any(Option::is_some))
            .map(|row| row.day)
    };
    days().min().zip(days().max())
}

/// The days on which somebody was listened to. If the plan names who is affected and all of these names are known:
/// somebody of those.
pub fn heard(plan: &Plan) -> Vec<Date> {
    let voices = voices(plan);
    let mut affected = voices.iter().filter(|voice| voice.is_affected).peekable();
    let is_any = affected.peek().is_some();
    if is_any && voices.iter().all(|one| one.hearing != Hearing::NotMatched) {
        return affected.flat_map(|voice| voice.days.clone()).collect();
    }
    let mut days = Vec::new();
    for activity in &plan.toolkit.activities {
        if activity.output_of(Role::Voices).is_some() {
            let records = plan.records_of(activity.at);
            let records = records.filter(|record| still_said(activity, record).is_some());
            days.extend(records.filter_map(|record| super::measure::began(activity, record)));
        }
    }
    days
}
