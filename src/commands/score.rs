//! `redesign score`

use super::title::title;
use super::{App, Command, Formats, Reply, target};
use crate::error::CommandError;
use crate::model::{Count, Finding, Plan};
use crate::report::score::{PlanScore, ScoreData, one, several};
use crate::store::{PlanRead, Workspace};
use crate::toolkit::Audience;

/// Suggest a progress score from what is recorded, beside the typed ones
///
/// The scale goes from 0.5 (just named) to 5.0 (all goals met). Records can show levels up to 2.5, a change that was
/// tested; whatever is above needs a measured improvement and a person's word. Nothing is written, in nobody's name.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Teams' plans, by id or path; all unless said otherwise. One alone is shown in full
    #[arg(value_name = "PLAN")]
    plans: Vec<String>,
}

/// A cohort's programme, if there is one that can be read, and what else was found on the way to it.
pub(super) struct Around {
    pub(super) programme: Option<Plan>,
    pub(super) findings: Vec<Finding>,
}

impl Around {
    /// Reads the programme of a workspace.
    pub(super) fn of(workspace: &Workspace) -> Self {
        match workspace.programme() {
            Some(Ok(programme)) => Self {
                findings: crate::check::unreadable(&programme).collect(),
                programme: Some(programme),
            },
            Some(Err(broken)) => Self {
                programme: None,
                findings: vec![broken.finding],
            },
            None => Self {
                programme: None,
                findings: Vec::new(),
            },
        }
    }
}

/// Directories of the teams' plans that were named; none named means all.
///
/// # Errors
/// When one isn't there, or is no team's.
pub(super) fn team_folders(
    app: &App<'_>,
    workspace: &Workspace,
    names: &[String],
) -> Result<Vec<String>, CommandError> {
    let folders = target::plan_folders(app, workspace, names)?;
    match folders.iter().find(|folder| workspace.is_programme(folder)) {
        Some(folder) => Err(CommandError::usage(format!(
            "\"{folder}\" is the cohort's programme, and this command is about teams"
        ))
        .hint("name a team's plan, or none for all: `redesign status` lists them")),
        None => Ok(folders),
    }
}

impl Command for Arguments {
    const SCHEMA: &'static str = "score";
    const FORMATS: Formats = Formats::All;
    type Data = ScoreData;

    fn run(self, app: &App<'_>) -> Result<Reply<ScoreData>, CommandError> {
        let workspace = app.workspace()?;
        let named = team_folders(app, &workspace, &self.plans)?;
        let around = Around::of(&workspace);
        let kept = around.programme.as_ref().map(Plan::kept_with_teams);
        let kept = kept.unwrap_or_default();
        let far_apart = workspace.config.board.rating_gap;
        let see = |read: PlanRead| match read {
            Ok(plan) if plan.toolkit.audience == Audience::Cohort => (None, Vec::new()),
            Ok(plan) => {
                let about = kept.get(plan.id.as_str()).map_or(&[][..], Vec::as_slice);
                let score = PlanScore::of(&plan, around.programme.as_ref(), about, far_apart);
                (Some(score), crate::check::unreadable(&plan).collect())
            }
            Err(broken) => (None, vec![broken.finding]),
        };
        let (seen, mut findings) = if named.is_empty() {
            workspace.read_team_plans(&see)
        } else {
            let seen = named.iter().map(|folder| see(workspace.read_plan(folder)));
            (seen.collect(), Vec::new())
        };
        findings.extend(around.findings.iter().cloned());
        let mut plans = Vec::new();
        for (score, found) in seen {
            plans.extend(score);
            findings.extend(found);
        }
        let is_table = app
            .global
            .format
            .is_some_and(|format| matches!(format.name(), "csv" | "tsv"));
        let report = match plans.as_slice() {
            [plan] if named.len() == 1 && !is_table => one(plan),
            all => {
                let plans = Count(all.len(), "plan").to_string();
                let head = app.head(&workspace);
                several(title(&workspace, &[&plans], head.as_deref()), all)
            }
        };
        let next = match plans.as_slice() {
            [] if findings.is_empty() => Some("redesign new PLAN".to_owned()),
            [] => Some("redesign check".to_owned()),
            [plan] if named.len() == 1 => plan.next_command().map(str::to_owned),
            [plan, ..] => Some(format!("redesign score {}", plan.id)),
        };
        let data = ScoreData {
            ceiling: crate::model::CEILING.value(),
            far_apart,
            plans,
        };
        Ok(Reply {
            next,
            commit: app.head(&workspace),
            findings,
            ..Reply::new(data, report)
        })
    }
}
