//! The measure that words name.

use crate::app::{Opened, target};
use crate::error::CommandError;
use crate::model::measure::numbers_of;
use crate::model::{Plan, codes};
use crate::queries::measure::{MeasureRow, measures_of};

/// The measure that `PLAN/NAME` names; inside a plan's directory the plan may be left out.
pub(super) fn find(
    workspace: &Opened<'_>,
    words: &str,
) -> Result<(Plan, MeasureRow), CommandError> {
    let (plan, name) = match words.split_once('/') {
        Some((plan, name)) if !words.starts_with(['.', '/']) => {
            let folder = target::plan_folder(workspace, &plan.to_owned())?;
            (workspace.read_plan(&folder)?, name)
        }
        None if target::around(workspace).is_none() => {
            let folder = target::plan_folder(workspace, &words.to_owned())?;
            (workspace.read_plan(&folder)?, "")
        }
        _ => (target::here(workspace)?.plan, words),
    };
    let measures = measures_of(&plan);
    let mut found: Vec<&MeasureRow> = measures
        .iter()
        .filter(|row| row.is_meant_by(name))
        .collect();
    if found.is_empty() && !name.is_empty() {
        found = measures
            .iter()
            .filter(|row| row.begins_with(name))
            .collect();
    }
    match found.as_slice() {
        [one] => {
            let one = (*one).clone();
            Ok((plan, one))
        }
        [] => {
            // A record that can't be read may be the one.
            let mut records = plan.records.iter().filter(|record| {
                let activity = plan.toolkit.activity(record.activity);
                numbers_of(activity).is_some() && !record.is_page
            });
            let broken = records.find_map(|record| record.content.as_ref().err());
            if let Some(finding) = broken {
                return Err((**finding).clone().into());
            }
            let names: Vec<String> = measures.iter().map(|row| row.name.clone()).collect();
            let all = format!("its measures are: {}", names.join(", "));
            let error = match name {
                "" => CommandError::usage(format!("say which measure of \"{}\"", plan.id)),
                _ => CommandError::usage(format!("\"{}\" has no measure \"{name}\"", plan.id)),
            };
            Err(match (name, names.as_slice()) {
                (_, []) => error.hint("it measures nothing yet; a measure is a record of an activity whose output is of kind series"),
                ("", _) => error.hint(all),
                _ => error.near(name, names, &all),
            })
        }
        several => {
            let names: Vec<&str> = several.iter().map(|row| row.name.as_str()).collect();
            let message = format!("\"{name}\" matches several measures");
            Err(CommandError::new(codes::AMBIGUOUS, message)
                .hint(format!("write one in full: {}", names.join(", "))))
        }
    }
}
