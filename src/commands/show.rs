//! `redesign show`

use super::{App, Command, Formats, Reply, target};
use crate::error::CommandError;
use crate::report::show::{ShowData, data, report};

/// Show a plan, an activity or a record
///
/// A plan: its activities and where each stands. An activity or record: what the team wrote, output by output. With
/// --format json the whole file too.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// PLAN, PLAN/ACTIVITY or PLAN/ACTIVITY/RECORD; inside a plan's directory the plan may be left out
    #[arg(value_name = "PLAN[/ACTIVITY[/RECORD]]")]
    target: Option<String>,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "show";
    const FORMATS: Formats = Formats::Only(&["table", "json", "markdown", "html"]);
    type Data = ShowData;

    fn run(self, app: &App<'_>) -> Result<Reply<ShowData>, CommandError> {
        let workspace = app.workspace()?;
        let words = match &self.target {
            Some(words) => words.clone(),
            None => target::around(app, &workspace)
                .and_then(|path| path.rsplit('/').next().map(str::to_owned))
                .ok_or_else(|| {
                    CommandError::usage("say which plan to show")
                        .hint("`redesign status` lists all plans")
                })?,
        };
        let found = target::find(app, &workspace, &words)?;
        let record = match (found.activity, &found.record) {
            (Some(activity), Some(name)) => target::record(&found.plan, activity, Some(name))?,
            _ => None,
        };
        let findings: Vec<_> = match found.activity {
            None => crate::check::unreadable(&found.plan).collect(),
            Some(activity) => {
                let records = found
                    .plan
                    .records
                    .iter()
                    .filter(|one| one.activity == activity);
                records
                    .filter_map(|one| one.content.as_ref().err())
                    .map(|finding| (**finding).clone())
                    .collect()
            }
        };
        let shown = data(&found.plan, found.activity, record)
            .ok_or_else(|| CommandError::usage("there is nothing to show"))?;
        let next = match found
            .activity
            .and_then(|at| found.plan.toolkit.activities.get(at))
        {
            Some(activity) => {
                let none = activity.repeat.is_some()
                    && found
                        .activity
                        .is_some_and(|at| found.plan.records_of(at).next().is_none());
                let add = if none { " --add" } else { "" };
                format!("redesign record {}/{}{add}", found.plan.id, activity.id)
            }
            None => format!("redesign next {}", found.plan.id),
        };
        let report = report(&shown);
        Ok(Reply {
            findings,
            next: Some(next),
            commit: app.head(&workspace),
            ..Reply::new(shown, report)
        })
    }
}
