//! Where answers go: the record that was named, the only one there is, or a new one.

use super::Arguments;
use crate::app::record_file::{Coming, RecordFile};
use crate::app::{Opened, target};
use crate::error::CommandError;
use crate::model::{Plan, Record, to_add};
use crate::toolkit::Activity;

impl Arguments {
    /// Where the answers go; what is true today is only looked up where all of a fresh record is shown or written.
    pub(super) fn file<'a>(
        &self,
        workspace: &'a Opened<'a>,
        plan: &'a Plan,
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

    /// Of what has one record only none can be added, and where nothing was to be held on any day it can't be said why
    /// nothing was.
    fn refuse_to_add(&self, plan: &Plan, activity: &Activity) -> Result<(), CommandError> {
        let (id, name) = (&activity.id, format!("{}/{}", plan.id, activity.id));
        if activity.repeat.is_none() {
            let message = format!("\"{id}\" has one record only, so none can be added");
            return Err(CommandError::usage(message).hint(format!("redesign record {name}")));
        }
        if self.skip.is_some() && plan.rhythm(activity).is_none() {
            let message =
                format!("\"{id}\" has no rhythm, so there is no day on which it was to be held");
            return Err(CommandError::usage(message).hint(format!(
                "redesign record {name} --skip REASON leaves the whole activity out"
            )));
        }
        Ok(())
    }

    /// Id of the plan that a record to come is about: of an activity that is kept with each plan, and of no other.
    ///
    /// # Errors
    /// When it is missing, named for another activity, or is no team's plan.
    pub(super) fn about(
        &self,
        workspace: &Opened<'_>,
        plan: &Plan,
        activity: &Activity,
    ) -> Result<Option<String>, CommandError> {
        if !self.add {
            return Ok(None);
        }
        let name = format!("{}/{}", plan.id, activity.id);
        match &self.plan {
            None if plan.toolkit.is_per_plan(activity) => Err(CommandError::usage(format!(
                "\"{}\" is kept with each plan; say with which",
                activity.id
            ))
            .hint(format!("redesign record {name} --add --plan PLAN"))),
            None => Ok(None),
            Some(_) if !plan.toolkit.is_per_plan(activity) => Err(CommandError::usage(format!(
                "\"{}\" isn't kept with each plan, so --plan has no place here",
                activity.id
            ))
            .hint(format!("redesign record {name} --add"))),
            Some(named) => {
                let folder = target::plan_folder(workspace, named)?;
                if folder == plan.path {
                    return Err(CommandError::usage(format!(
                        "\"{named}\" is the programme itself; --plan names a team's plan"
                    ))
                    .hint("`redesign status` lists all plans"));
                }
                let id = folder.rsplit('/').next().unwrap_or(&folder);
                Ok(Some(id.to_owned()))
            }
        }
    }
}

/// The record that is there.
fn existing<'a>(
    plan: &'a Plan,
    activity: &Activity,
    name: Option<&str>,
) -> Result<Option<&'a Record>, CommandError> {
    if activity.repeat.is_none() {
        if let Some(name) = name {
            return Err(CommandError::usage(format!(
                "\"{}\" has one record only, not \"{name}\"",
                activity.id
            ))
            .hint(format!("redesign record {}/{}", plan.id, activity.id)));
        }
        let mut records = plan.records_of(activity.at);
        let first = records.next();
        if let (Some(first), Some(second)) = (first, records.next()) {
            return Err(CommandError::usage(format!(
                "\"{}\" stands in two files: {} and {}",
                activity.id, first.path, second.path
            ))
            .hint("put the words of both into one file and delete the other"));
        }
        return Ok(first);
    }
    let record = target::record(plan, activity.at, name)?;
    record.map(Some).ok_or_else(|| {
        CommandError::usage(format!("\"{}\" has no records yet", activity.id))
            .hint(to_add(plan, activity).to_string())
    })
}
