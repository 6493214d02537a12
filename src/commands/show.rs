//! `redesign show`

use crate::app::past::{self, Of};
use crate::app::target::{self, Target};
use crate::app::{App, Command, Formats, Reply};
use crate::error::CommandError;
use crate::model::quote::typed;
use crate::model::{Standing, State, to_record, unfinished};
use crate::queries::moment;
use crate::queries::next::reviewed;
use crate::queries::show::about;
use crate::queries::show::{ShowData, VersionShown, data, report};
use crate::store::Workspace;

/// Show a plan, an activity or a record
///
/// A plan: its activities and where each stands. An activity or record: what the team wrote, output by output. With
/// --format json the whole file too.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// PLAN, PLAN/ACTIVITY or PLAN/ACTIVITY/RECORD, as it is or with @v2, @REVISION or @2026-03-01 as it was; inside a
    /// plan's directory the plan may be left out
    #[arg(value_name = "PLAN[/ACTIVITY[/RECORD]][@VERSION]")]
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
        let found = target::find_version(app, &workspace, &words)?;
        if let Some(version) = &found.version {
            return then(&workspace, &found, version);
        }
        let record = match (found.activity, &found.record) {
            (Some(activity), Some(name)) => target::record(&found.plan, activity, Some(name))?,
            _ => None,
        };
        let mut findings: Vec<_> = match found.activity {
            None => crate::check::unreadable(&found.plan).collect(),
            Some(activity) => {
                let records = found
                    .plan
                    .records
                    .iter()
                    .filter(|one| one.activity == activity);
                let broken = records.filter_map(|one| one.content.as_ref().err());
                // What can't be listed may be where its record is.
                let unlisted = found.plan.findings.iter().filter(|one| one.breaks_file);
                broken
                    .map(|finding| (**finding).clone())
                    .chain(unlisted.cloned())
                    .collect()
            }
        };
        let mut shown = data(&found.plan, found.activity, record)
            .ok_or_else(|| CommandError::usage("there is nothing to show"))?;
        if found.activity.is_none() {
            match workspace.programme() {
                Some(Ok(programme)) => shown.programme = about(&programme, found.plan.id.as_str()),
                // Without it nobody would know that something may be missing here.
                Some(Err(broken)) if broken.path != found.plan.path => {
                    findings.push(broken.finding);
                }
                _ => {}
            }
        }
        let next = match found.activity() {
            Some(activity) => {
                let is_review = shown
                    .activity
                    .as_ref()
                    .is_some_and(|one| one.standing.standing == State::Review);
                let standing = Standing::of(&found.plan);
                let at = activity.at;
                let own = standing.activity(at);
                // The only record there is needs no name, unless more are wanted.
                let is_only = own.records >= own.least && found.plan.records_of(at).count() == 1;
                match record.filter(|_| activity.repeat.is_some()) {
                    _ if is_review => reviewed(&found.plan, &standing, at).to_string(),
                    Some(record) => {
                        format!("redesign record {}", typed(&found.plan.name_of(record)))
                    }
                    None if is_only && unfinished(&found.plan, at).is_none() => {
                        format!("redesign record {}/{}", found.plan.id, activity.id)
                    }
                    None => to_record(&found.plan, &standing, at).to_string(),
                }
            }
            None => format!("redesign next {}", found.plan.id),
        };
        let report = report(&shown);
        Ok(Reply {
            findings,
            next: Some(next),
            commit: workspace.head(),
            ..Reply::new(shown, report)
        })
    }
}

/// The plan, activity or record as it was in a version.
fn then(
    workspace: &Workspace,
    target: &Target,
    words: &str,
) -> Result<Reply<ShowData>, CommandError> {
    let name = target.name();
    let versions = past::versions(workspace, target)?;
    let picked = versions.pick(workspace, &name, words)?;
    let plan = versions.plan_at(workspace, &picked, words)?;
    let not_there = || {
        CommandError::usage(format!("\"{name}\" was not there at \"{words}\""))
            .hint(format!("`redesign log {name}` says since when it is"))
    };
    // The toolkit may have been another one then, so the activity is looked for by its name.
    let activity = match target.activity() {
        None => None,
        Some(known) => {
            let then = plan.toolkit.named(known.id.as_str());
            Some(then.ok_or_else(not_there)?.at)
        }
    };
    let record = match versions.of {
        Of::File(_) => Some(
            plan.records
                .iter()
                .find(|record| record.path == picked.path)
                .ok_or_else(not_there)?,
        ),
        Of::Plan | Of::Activity(_) => None,
    };
    let findings = match record {
        Some(record) => record
            .content
            .as_ref()
            .err()
            .map(|finding| vec![(**finding).clone()])
            .unwrap_or_default(),
        None => crate::check::unreadable(&plan).collect(),
    };
    let mut shown = data(&plan, activity, record)
        .ok_or_else(|| CommandError::usage("there is nothing to show"))?;
    let revision = versions.history.revision(&picked.commit)?;
    shown.version = Some(VersionShown {
        version: picked.number.map(|number| format!("v{number}")),
        commit: picked.commit.clone(),
        date: moment::rfc3339(picked.seconds),
        author: revision.author,
        day: moment::day_of(workspace, picked.seconds).map_or(String::new(), |day| day.to_string()),
    });
    let report = report(&shown);
    let version = picked
        .number
        .map_or_else(|| words.to_owned(), |number| format!("v{number}"));
    Ok(Reply {
        findings,
        next: Some(format!("redesign diff {name} {version}")),
        commit: Some(picked.commit),
        ..Reply::new(shown, report)
    })
}
