//! `redesign` alone: where you are and what to type next.

use crate::app::{App, Command, Formats, Reply};
use crate::error::CommandError;
use crate::report::{Block, Cell, Report};
use crate::store::Workspace;
use schemars::JsonSchema;
use serde::Serialize;

/// Say where you are
#[derive(Debug, clap::Args)]
pub struct Arguments {}

/// Where the command runs.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Here {
    /// The workspace's directory; null outside one.
    workspace: Option<String>,
    /// Its title.
    title: String,
    /// How many plans it has.
    plans: usize,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "here";
    const FORMATS: Formats = Formats::Only(&["table", "json"]);
    type Data = Here;

    fn run(self, app: &App<'_>) -> Result<Reply<Here>, CommandError> {
        let is_bare = || matches!(Workspace::in_bare_repository(&app.folder()), Ok(Some(_)));
        if Workspace::find(&app.folder()).is_none() && !is_bare() {
            let words = "redesign keeps a team's redesign plan as plain files in git: it scaffolds a plan from a toolkit of guided \
                         activities, records what each activity produced, and shows where every plan stands.";
            let facts = vec![
                (
                    "redesign demo".to_owned(),
                    Cell::text("writes an example cohort and shows its status"),
                ),
                (
                    "redesign init".to_owned(),
                    Cell::text("starts a workspace in this directory"),
                ),
                (
                    "redesign --help".to_owned(),
                    Cell::text("lists all commands"),
                ),
            ];
            let report = Report {
                title: None,
                blocks: vec![Block::Text(words.to_owned()), Block::Facts(facts)],
            };
            return Ok(Reply::new(
                Here {
                    workspace: None,
                    title: String::new(),
                    plans: 0,
                },
                report,
            ));
        }
        let workspace = app.workspace()?;
        let (plans, findings) = workspace.read_plan_folders();
        let title = if workspace.config.title.is_empty() {
            "workspace"
        } else {
            &workspace.config.title
        };
        let facts = vec![
            (
                "folder".to_owned(),
                Cell::text(workspace.root.display().to_string()),
            ),
            ("plans".to_owned(), Cell::text(plans.len().to_string())),
        ];
        let report = Report {
            title: Some(title.to_owned()),
            blocks: vec![Block::Facts(facts)],
        };
        let next = if plans.is_empty() {
            "redesign new PLAN"
        } else {
            "redesign status"
        };
        let here = Here {
            workspace: Some(workspace.root.display().to_string()),
            title: workspace.config.title.clone(),
            plans: plans.len(),
        };
        Ok(Reply {
            next: Some(next.to_owned()),
            findings,
            commit: workspace.head(),
            ..Reply::new(here, report)
        })
    }
}
