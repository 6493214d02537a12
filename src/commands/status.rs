//! `redesign status`

use crate::app::title::of_plans;
use crate::app::{App, Command, Formats, Opened, Reply, past, sharing, target};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::model::{Count, STATES, State};
use crate::queries::Pass;
use crate::queries::moment::When;
use crate::queries::status::{
    PlanStatus, Standings, Status, StatusData, StatusFilter, activities_report, plans_report,
};
use crate::store::Workspace;
use std::collections::BTreeSet;

/// Show the state of every plan
///
/// One row per plan: its step, how much is filled in, and what comes next. Everything is derived from the files;
/// nothing is entered by hand. Files that can't be read are named; the others are shown.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Plans, by id or path [default: all team plans]
    #[arg(value_name = "PLAN")]
    plans: Vec<String>,
    /// One row per activity
    #[arg(long)]
    activities: bool,
    /// Only plans in this step; with --activities, only its activities
    #[arg(long, value_name = "STEP")]
    step: Option<String>,
    /// Only plans with an activity in this state; with --activities, only those
    #[arg(long, value_name = "STATE", value_parser = states())]
    state: Option<String>,
    /// Only plans of this coach, by the role in plan.toml
    #[arg(long, value_name = "ROLE")]
    coach: Option<String>,
    /// Show the plans as of a revision or the end of a day
    #[arg(long, value_name = "REV|DATE")]
    at: Option<String>,
    /// Show what changed since a revision or the end of a day
    #[arg(long, value_name = "REV|DATE", conflicts_with = "activities")]
    since: Option<String>,
    /// Only plans unchanged for more than this many days; leaves out paused and ended plans
    #[arg(long, value_name = "DAYS")]
    stale: Option<u32>,
    /// Exit with 1 if a file can't be read, or with --state or --stale if any plan is shown
    #[arg(long)]
    fail: bool,
}

fn states() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(STATES.map(State::word))
}

impl Command for Arguments {
    const SCHEMA: &'static str = "status";
    const FORMATS: Formats = Formats::All;
    type Data = StatusData;

    fn run(self, app: &App<'_>) -> Result<Reply<StatusData>, CommandError> {
        let (workspace, when) = app.workspace_as_of(self.at.as_deref())?;
        let question = self.question(&workspace, &when)?;
        let pass = Pass::new(&workspace, &when);
        let passed = app.watched(&pass.count, || pass.ask(&question));
        let Standings {
            mut plans,
            mut findings,
            broken,
            unknown,
        } = question.answer(&pass, passed)?;
        if let Some(stale) = self.stale {
            if let Some(unknown) = &unknown {
                return Err(unknown.error());
            }
            plans.retain(|plan| {
                plan.resting.is_none() && plan.days.is_some_and(|days| days > i64::from(stale))
            });
        }
        let title = of_plans(&workspace, plans.len() + broken, &when);
        let report = if self.activities {
            activities_report(title, &plans)
        } else {
            plans_report(title, &plans, broken, self.since.as_deref())
        };
        let is_new = plans.is_empty() && broken == 0 && question.is_of_all();
        let next = if is_new && self.stale.is_none() && self.at.is_none() {
            "redesign new PLAN"
        } else if findings.is_empty() {
            "redesign next"
        } else {
            "redesign check"
        };
        let unreadable = findings.iter().any(|finding| finding.breaks_file);
        let is_search = self.state.is_some() || self.stale.is_some();
        let has_failed = self.fail && (unreadable || (is_search && !plans.is_empty()));
        findings.extend(unknown.and_then(|unknown| unknown.finding()));
        findings.extend(workspace.interrupted());
        let mut notes = self.notes(&workspace)?;
        notes.extend(plans.iter().filter_map(own_words));
        let data = StatusData {
            at: self.at,
            since: self.since,
            plans,
        };
        Ok(Reply {
            findings,
            next: Some(next.to_owned()),
            commit: when.commit,
            exit: Exit::found_if(has_failed),
            notes,
            ..Reply::new(data, report)
        })
    }
}

impl Arguments {
    fn question(&self, workspace: &Opened<'_>, when: &When) -> Result<Status, CommandError> {
        if let Some(step) = &self.step {
            known_step(workspace, step)?;
        }
        let mut question = Status::of(target::plan_folders(workspace, &self.plans)?);
        question.filter = StatusFilter {
            step: self.step.clone(),
            state: self.state.as_deref().and_then(State::named),
            coach: self.coach.clone(),
            activities: self.activities,
            counts_own: workspace.app.global.verbose > 0,
        };
        match &self.since {
            Some(words) => question.since(workspace, words, self.at.as_deref(), when),
            None => Ok(question),
        }
    }

    /// Notes beside the table: what isn't shared yet, and what can't be shown of another moment.
    fn notes(&self, workspace: &Opened<'_>) -> Result<Vec<String>, CommandError> {
        let mut notes = sharing::notes(workspace);
        if self.at.is_none() && self.since.is_none() {
            return Ok(notes);
        }
        let word = if self.at.is_some() {
            "not shown as of then"
        } else {
            "not compared"
        };
        notes.extend(past::own_pasts(workspace.app, word)?);
        Ok(notes)
    }
}

/// What a plan holds beside its answers.
fn own_words(plan: &PlanStatus) -> Option<String> {
    let own = Count(plan.own_sections, "heading");
    let id = &plan.id;
    (plan.own_sections > 0).then(|| format!("note: {id} has notes below {own} of its own"))
}

fn known_step(workspace: &Workspace, step: &str) -> Result<(), CommandError> {
    // A toolkit is often here twice, built in and copied: name each step once.
    let toolkits = workspace.toolkits.usable();
    let steps = toolkits.iter().flat_map(|(toolkit, ..)| &toolkit.steps);
    let steps: BTreeSet<String> = steps.map(|step| step.id.clone()).collect();
    if steps.contains(step) {
        return Ok(());
    }
    let list = format!(
        "steps: {}",
        steps.iter().cloned().collect::<Vec<_>>().join(", ")
    );
    Err(CommandError::usage(format!("no step named \"{step}\"")).near(step, steps, &list))
}
