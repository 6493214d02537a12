//! `redesign show`

use crate::app::past::{Of, TargetVersions, none_then};
use crate::app::target::{self, Target};
use crate::app::{App, Command, Formats, Opened, Reply};
use crate::error::CommandError;
use crate::model::{Finding, Invocation, Record, Standing, State, to_record, unfinished};
use crate::queries::moment;
use crate::queries::next::reviewed;
use crate::queries::show::{ShowData, VersionShown, about, data, date_predictions, report};
use crate::toolkit::Activity;

/// Show a plan, a record or one answer
///
/// For a plan: its activities and their states. For an activity or record: what the team wrote, output by output, with
/// --format json also the whole file. For an output: that one answer.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// PLAN, PLAN/ACTIVITY or PLAN/ACTIVITY/RECORD, the last two also with /OUTPUT; with @v2, @REVISION or @2026-03-01
    /// as it was then; PLAN can be omitted inside its directory
    #[arg(value_name = "PLAN[/ACTIVITY[/RECORD][/OUTPUT]][@VERSION]")]
    target: Option<String>,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "show";
    const FORMATS: Formats = Formats::Only(&["table", "json", "markdown", "html"]);
    type Data = ShowData;

    fn run(self, app: &App<'_>) -> Result<Reply<ShowData>, CommandError> {
        let workspace = app.workspace()?;
        let found = match &self.target {
            Some(words) => target::find_output(&workspace, words)?,
            None => target::here(&workspace)?,
        };
        if let Some(version) = &found.version {
            return then(&workspace, &found, version);
        }
        let record = found
            .named_record(&found.plan)
            .map_err(|error| found.no_answer(error))?;
        let mut findings = unreadable(&found);
        let output = found.output.as_deref();
        let mut shown = data(
            &found.plan,
            found.activity,
            record,
            (output, workspace.now().day),
        )
        .ok_or_else(nothing)?;
        date_predictions(&workspace, &found.plan, None, shown.predictions())?;
        if found.activity.is_none() {
            match workspace.programme() {
                Some(Ok(programme)) => shown.programme = about(&programme, found.plan.id.as_str()),
                // Otherwise nobody would know that something may be missing here.
                Some(Err(broken)) if broken.path != found.plan.path => {
                    findings.push(broken.finding);
                }
                _ => {}
            }
        }
        let report = report(&shown);
        Ok(Reply {
            findings,
            next: Some(next(&found, record).to_string()),
            commit: workspace.head(),
            ..Reply::new(shown, report)
        })
    }
}

fn nothing() -> CommandError {
    CommandError::usage("nothing to show")
}

/// What can't be read of the plan or activity.
fn unreadable(found: &Target) -> Vec<Finding> {
    let Some(activity) = found.activity else {
        return crate::check::unreadable(&found.plan).collect();
    };
    let records = found.plan.records.iter();
    let records = records.filter(|one| one.activity == activity);
    let broken = records.filter_map(|one| one.content.as_ref().err());
    // The record may be in what can't be listed.
    let unlisted = found.plan.findings.iter().filter(|one| one.breaks_file);
    broken
        .map(|finding| &**finding)
        .chain(unlisted)
        .cloned()
        .collect()
}

fn next(found: &Target, record: Option<&Record>) -> Invocation {
    let plan = &found.plan;
    let Some(activity) = found.activity() else {
        return Invocation::of("next").on(plan.id.as_str());
    };
    let (at, standing) = (activity.at, Standing::of(plan));
    let own = standing.activity(at);
    let is_broken = record.map_or(own.state == State::Unreadable, |one| one.content.is_err());
    if is_broken {
        return Invocation::of("check").on(plan.id.as_str());
    }
    if own.state == State::Review {
        return reviewed(plan, &standing, at);
    }
    if let Some(record) = record.filter(|_| activity.repeat.is_some()) {
        return Invocation::of("record").on(plan.name_of(record));
    }
    // The only record needs no name, unless more are wanted.
    let is_enough = own.records >= own.least;
    let is_only = is_enough && plan.records_of(at).count() == 1;
    if is_only && unfinished(plan, at).is_none() {
        return Invocation::of("record").on(plan.name_with(activity));
    }
    to_record(plan, &standing, at)
}

/// The plan, activity or record in a version.
fn then(
    workspace: &Opened<'_>,
    target: &Target,
    words: &str,
) -> Result<Reply<ShowData>, CommandError> {
    let name = target.name();
    let versions = TargetVersions::of(workspace, target)?;
    let picked = versions.pick(words)?;
    let plan = versions.plan_at(&picked, words)?;
    let not_there = || none_then(&name, words);
    // The toolkit may have changed since, so the activity is found by name.
    let named = |known: &Activity| plan.toolkit.named(known.id.as_str());
    let activity = target.activity();
    let activity = activity.map(|known| named(known).ok_or_else(not_there));
    let activity = activity.transpose()?.map(|activity| activity.at);
    let record = match versions.of {
        Of::File(_) => {
            let mut records = plan.records.iter();
            let found = records.find(|record| record.path == picked.path);
            Some(found.ok_or_else(not_there)?)
        }
        Of::Plan | Of::Activity(_) => None,
    };
    let findings = match record.map(|record| &record.content) {
        Some(Err(finding)) => vec![(**finding).clone()],
        Some(Ok(_)) => Vec::new(),
        None => crate::check::unreadable(&plan).collect(),
    };
    let output = target.output.as_deref();
    // The toolkit of that time may not have it.
    let known = activity.map(|at| plan.toolkit.activity(at));
    if output.is_some_and(|id| known.is_some_and(|known| known.named(id).is_none())) {
        return Err(not_there());
    }
    let day = moment::day_of(workspace, picked.seconds);
    let today = day.unwrap_or_else(|| workspace.now().day);
    let mut shown = data(&plan, activity, record, (output, today)).ok_or_else(nothing)?;
    let at = Some(picked.commit.as_str());
    date_predictions(workspace, &plan, at, shown.predictions())?;
    let revision = versions.history.revision(&picked.commit)?;
    shown.version = Some(VersionShown {
        version: picked.version(),
        commit: picked.commit.clone(),
        date: moment::rfc3339(picked.seconds),
        author: revision.author,
        day: day.map_or(String::new(), |day| day.to_string()),
    });
    let report = report(&shown);
    let version = picked.version().unwrap_or_else(|| words.to_owned());
    Ok(Reply {
        findings,
        next: Some(format!("redesign diff {name} {version}")),
        commit: Some(picked.commit),
        ..Reply::new(shown, report)
    })
}
