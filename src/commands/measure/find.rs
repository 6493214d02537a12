//! The measure that words name.

use crate::app::{Opened, target};
use crate::error::CommandError;
use crate::model::measure::numbers_of;
use crate::model::{Plan, Record, TWO_VERSIONS, codes};
use crate::queries::measure::{MeasureRow, left_out_of, measures_of};
use crate::toolkit::Output;
use std::sync::Arc;

/// The measure that `PLAN/NAME` names; inside a plan's directory the plan may be left out.
pub(super) fn find(
    workspace: &Opened<'_>,
    words: &str,
) -> Result<(Arc<Plan>, MeasureRow), CommandError> {
    let (plan, name) = match words.split_once('/') {
        Some((plan, name)) if !words.starts_with(['.', '/']) => {
            let folder = target::plan_folder(workspace, &plan.to_owned())?;
            (Arc::new(workspace.read_plan(&folder)?), name)
        }
        None if target::around(workspace).is_none() => {
            let folder = target::plan_folder(workspace, &words.to_owned())?;
            (Arc::new(workspace.read_plan(&folder)?), "")
        }
        _ => (target::here(workspace)?.plan, words),
    };
    let measures = measures_of(&plan);
    match meant(&measures, name).as_slice() {
        [one] => {
            let record = plan.records.iter().find(|record| record.path == one.path);
            if let Some(error) = record.and_then(|record| open_merge(&plan, record)) {
                return Err(error);
            }
            let one = (*one).clone();
            Ok((plan, one))
        }
        [] => Err(none(&plan, &measures, name)),
        several => {
            let names: Vec<&str> = several.iter().map(|row| row.name.as_str()).collect();
            let message = format!("\"{name}\" matches several measures");
            Err(CommandError::new(codes::AMBIGUOUS, message)
                .hint(format!("write one in full: {}", names.join(", "))))
        }
    }
}

/// The measures that a name means, or else that begin with it.
fn meant<'a>(measures: &'a [MeasureRow], name: &str) -> Vec<&'a MeasureRow> {
    let named = |row: &&MeasureRow| row.is_meant_by(name);
    let found: Vec<&MeasureRow> = measures.iter().filter(named).collect();
    if !found.is_empty() || name.is_empty() {
        return found;
    }
    let begins = |row: &&MeasureRow| row.begins_with(name);
    measures.iter().filter(begins).collect()
}

/// The error of a measure of which a merge left two versions of the numbers.
fn open_merge(plan: &Plan, record: &Record) -> Option<CommandError> {
    let numbers = numbers_of(plan.toolkit.activity(record.activity))?;
    let content = record.content.as_ref().ok()?;
    let is_open = content.is_undecided(numbers.at);
    is_open.then(|| undecided(numbers, &plan.name_of(record)))
}

/// The error of a record, called `name`, of which a merge left two versions of an answer.
pub(super) fn undecided(output: &Output, name: &str) -> CommandError {
    let message = format!("{TWO_VERSIONS} of \"{}\"", output.id);
    CommandError::new(codes::UNDECIDED, message).hint(format!("redesign resolve {name}"))
}

/// Why no measure of a plan is called so.
fn none(plan: &Plan, measures: &[MeasureRow], name: &str) -> CommandError {
    // A record that can't be read may be the one.
    let mut records = plan.records.iter().filter(|record| {
        let activity = plan.toolkit.activity(record.activity);
        numbers_of(activity).is_some() && !record.is_page
    });
    let broken = records.find_map(|record| record.content.as_ref().err());
    if let Some(finding) = broken {
        return finding.into();
    }
    if let Some(error) = skipped(plan, measures, name) {
        return error;
    }
    let names: Vec<String> = measures.iter().map(|row| row.name.clone()).collect();
    let all = format!("its measures are: {}", names.join(", "));
    let error = match name {
        "" => CommandError::usage(format!("say which measure of \"{}\"", plan.id)),
        _ => CommandError::usage(format!("\"{}\" has no measure \"{name}\"", plan.id)),
    };
    match (name, names.as_slice()) {
        (_, []) => error.hint("it measures nothing yet; a measure is a record of an activity whose output is of kind series"),
        ("", _) => error.hint(all),
        _ => error.near(name, names, &all),
    }
}

/// The error of a measure that is skipped, by itself or with its activity; of any one where the plan has no other.
fn skipped(plan: &Plan, measures: &[MeasureRow], name: &str) -> Option<CommandError> {
    let mut activities = plan.toolkit.activities.iter().filter(|activity| {
        let is_any = measures.is_empty() || *activity.id.as_str() == *name;
        numbers_of(activity).is_some() && is_any
    });
    let by_page = activities.find_map(|activity| {
        let why = plan.why_left_out(activity.at, None)?;
        Some((activity.id.to_string(), why))
    });
    let left_out = left_out_of(plan);
    let one = meant(&left_out, name).into_iter().next();
    let one = one.or(left_out.first().filter(|_| measures.is_empty()));
    let by_itself = || {
        let path = one?.path.as_str();
        let record = plan.records.iter().find(|record| record.path == path)?;
        let activity = plan.toolkit.activity(record.activity);
        if let Some(why) = plan.why_left_out(record.activity, None) {
            return Some((activity.id.to_string(), why));
        }
        let what = format!("{}/{}", activity.id, record.stem());
        Some((what, record.skipped()?))
    };
    let (what, why) = by_page.or_else(by_itself)?;
    Some(
        CommandError::usage(format!("\"{what}\" is skipped: {why}"))
            .hint(format!("redesign record {}/{what} --unskip", plan.id)),
    )
}
