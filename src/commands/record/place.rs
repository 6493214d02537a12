//! Where answers go: the named record, the only one, or a new one.

use super::arguments::Arguments;
use crate::app::record_file::{Coming, RecordFile};
use crate::app::{Opened, answer, target};
use crate::error::CommandError;
use crate::model::{Plan, Record, to_add};
use crate::toolkit::Activity;
use std::sync::Arc;

impl Arguments {
    /// The file for the answers. The current status is only computed if all of a new record is shown or written.
    pub(super) fn file<'a>(
        &self,
        workspace: &'a Opened<'a>,
        plan: &'a Arc<Plan>,
        (activity, name): (&'a Activity, Option<&str>),
        is_shown: bool,
    ) -> Result<RecordFile<'a>, CommandError> {
        if self.add {
            self.refuse_to_add(plan, activity)?;
            let about = self.about(workspace, plan, activity)?;
            let coming = Coming {
                title: self.title.as_deref(),
                date: self.date.as_deref(),
                about: about.as_deref(),
                with_now: is_shown,
                ending: None,
            };
            return RecordFile::further(workspace, plan, activity, &coming);
        }
        let is_page = activity.repeat.is_some() && (self.skip.is_some() || self.unskip);
        let record = if is_page {
            let mut records = plan.records.iter();
            records.find(|one| one.activity == activity.at && one.is_page)
        } else {
            existing(plan, activity, name)?
        };
        match record {
            Some(record) => RecordFile::of(workspace, plan, record),
            None => RecordFile::fresh(workspace, plan, activity),
        }
    }

    /// Refuses `--add` for a single record, a skipped day for an activity without a rhythm, and a day that is none.
    pub(super) fn refuse_to_add(
        &self,
        plan: &Plan,
        activity: &Activity,
    ) -> Result<(), CommandError> {
        let (id, name) = (&activity.id, format!("{}/{}", plan.id, activity.id));
        if activity.repeat.is_none() {
            let message = format!("\"{id}\" can have only one record");
            return Err(CommandError::usage(message).hint(format!("redesign record {name}")));
        }
        if self.skip.is_some() && plan.rhythm(activity).is_none() {
            let message = format!("\"{id}\" has no rhythm, so it has no days to skip");
            return Err(CommandError::usage(message).hint(format!(
                "redesign record {name} --skip REASON skips the whole activity"
            )));
        }
        let day = self.date.as_ref();
        day.map_or(Ok(()), |day| answer::day("--date", day).map(drop))
    }

    /// Id of the plan that a new record is about, required exactly for activities kept per plan.
    pub(super) fn about(
        &self,
        workspace: &Opened<'_>,
        plan: &Plan,
        activity: &Activity,
    ) -> Result<Option<String>, CommandError> {
        if !self.add {
            return Ok(None);
        }
        about_plan(workspace, plan, activity, self.plan.as_ref())
    }
}

/// Id of the plan that a new record is about, if this one is named.
pub(super) fn about_plan(
    workspace: &Opened<'_>,
    plan: &Plan,
    activity: &Activity,
    named: Option<&String>,
) -> Result<Option<String>, CommandError> {
    let name = format!("{}/{}", plan.id, activity.id);
    match named {
        None if plan.toolkit.is_per_plan(activity) => Err(CommandError::usage(format!(
            "\"{}\" is kept per plan; say which plan",
            activity.id
        ))
        .hint(format!("redesign record {name} --add --plan PLAN"))),
        None => Ok(None),
        Some(_) if !plan.toolkit.is_per_plan(activity) => Err(CommandError::usage(format!(
            "\"{}\" isn't kept per plan, so --plan can't be used",
            activity.id
        ))
        .hint(format!("redesign record {name} --add"))),
        Some(named) => {
            let folder = target::plan_folder(workspace, named)?;
            if folder == plan.path {
                return Err(CommandError::usage(format!(
                    "\"{named}\" is the programme itself, but --plan needs a team's plan"
                ))
                .hint("`redesign status` lists all plans"));
            }
            let id = folder.rsplit('/').next().unwrap_or(&folder);
            Ok(Some(id.to_owned()))
        }
    }
}
fn existing<'a>(
    plan: &'a Plan,
    activity: &Activity,
    name: Option<&str>,
) -> Result<Option<&'a Record>, CommandError> {
    if activity.repeat.is_none() {
        if let Some(name) = name {
            return Err(CommandError::usage(format!(
                "\"{}\" has only one record, not \"{name}\"",
                activity.id
            ))
            .hint(format!("redesign record {}/{}", plan.id, activity.id)));
        }
        let mut records = plan.records_of(activity.at);
        let first = records.next();
        if let (Some(first), Some(second)) = (first, records.next()) {
            return Err(CommandError::usage(format!(
                "\"{}\" is in two files: {} and {}",
                activity.id, first.path, second.path
            ))
            .hint("merge them into one file and delete the other"));
        }
        return Ok(first);
    }
    let record = target::record(plan, activity.at, name)?;
    record.map(Some).ok_or_else(|| {
        CommandError::usage(format!("\"{}\" has no records yet", activity.id))
            .hint(to_add(plan, activity).to_string())
    })
}
