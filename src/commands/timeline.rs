//! `redesign timeline`

use super::{App, Command, Formats, Reply, past, target};
use crate::error::CommandError;
use crate::model::{Finding, Plan, codes};
use crate::report::timeline::{Gathering, PlanTimeline, Then, TimelineData, report, states};
use crate::store::{History, Step, Workspace};
use crate::toolkit::Audience;
use std::collections::BTreeMap;

/// Show when each activity started, was done, was reopened
///
/// Read from the commits that changed a plan's files. An activity counts as done when all its required outputs were
/// filled; the column shows when that was so last and stayed so.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Plans, by id or path; all team plans unless said otherwise
    #[arg(value_name = "PLAN")]
    plans: Vec<String>,
    /// Activities that were never begun, too
    #[arg(long)]
    all: bool,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "timeline";
    const FORMATS: Formats =
        Formats::Only(&["table", "json", "csv", "tsv", "markdown", "html", "svg"]);
    type Data = TimelineData;

    fn run(self, app: &App<'_>) -> Result<Reply<TimelineData>, CommandError> {
        let workspace = app.workspace()?;
        let named = target::plan_folders(app, &workspace, &self.plans)?;
        let (reads, mut findings) = if named.is_empty() {
            workspace.read_plans(&|read| read)
        } else {
            let read = |folder: &String| workspace.read_plan(folder);
            (named.iter().map(read).collect(), Vec::new())
        };
        let mut plans: Vec<Plan> = Vec::new();
        for read in reads {
            match read {
                Ok(plan) if named.is_empty() && plan.toolkit.audience == Audience::Cohort => {}
                Ok(plan) => plans.push(plan),
                Err(broken) => findings.push(broken.finding),
            }
        }
        let timelines = timelines(&workspace, &plans)?;
        if timelines.iter().any(|plan| plan.is_cut) {
            findings.push(
                Finding::warning(
                    codes::SHALLOW,
                    "this clone holds only the newest commits, so earlier moments are not known",
                )
                .with_help(past::UNSHALLOW),
            );
        }
        let data = TimelineData { plans: timelines };
        let zone = workspace.config.time_zone();
        let day = |date: &str| {
            date.parse::<jiff::Timestamp>().map_or_else(
                |_| String::new(),
                |moment| moment.to_zoned_datetime(zone.clone()).date().to_string(),
            )
        };
        let name = workspace.config.name();
        let title = match data.plans.as_slice() {
            [one] => format!("{name} \u{b7} {}", one.id),
            several => format!("{name} \u{b7} {} plans", several.len()),
        };
        let now = app.context.now().as_second();
        let report = report(title, &data, self.all, &day, (now, &zone));
        Ok(Reply {
            findings,
            next: Some("redesign timeline --format svg > timeline.svg".to_owned()),
            commit: app.head(&workspace),
            ..Reply::new(data, report)
        })
    }
}

/// The plans' timelines, in their order: those of one repository in one walk through it.
fn timelines(workspace: &Workspace, plans: &[Plan]) -> Result<Vec<PlanTimeline>, CommandError> {
    let mut by_repository: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
    for (at, plan) in plans.iter().enumerate() {
        let repository = plan.repository.as_deref();
        by_repository.entry(repository).or_default().push(at);
    }
    let mut found: BTreeMap<usize, PlanTimeline> = BTreeMap::new();
    for rows in by_repository.into_values() {
        let of: Vec<&Plan> = rows.iter().filter_map(|at| plans.get(*at)).collect();
        let Some(first) = of.first() else { continue };
        let history = past::history(workspace, first)?;
        let folders: Vec<String> = of.iter().map(|plan| plan.path.clone()).collect();
        let traced = history.trace_plans(&folders)?;
        for ((at, plan), steps) in rows.into_iter().zip(of).zip(traced) {
            found.insert(at, timeline(workspace, &history, plan, &steps));
        }
    }
    Ok(found.into_values().collect())
}

fn timeline(workspace: &Workspace, history: &History, plan: &Plan, steps: &[Step]) -> PlanTimeline {
    let mut gathering = Gathering::default();
    let states = history.plans_then(workspace, steps, &|plan| states(&plan));
    for (step, states) in steps.iter().zip(states).rev() {
        // A state of the plan that can't be read says nothing; the next one that can does.
        if let Some(states) = states {
            let then = Then {
                seconds: step.seconds,
                date: past::rfc3339(step.seconds),
                commit: &step.commit,
            };
            gathering.note(states, &then);
        }
    }
    let is_cut = steps.last().is_some_and(|step| step.is_cut);
    gathering.finish(plan, is_cut)
}
