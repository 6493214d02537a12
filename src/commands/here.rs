//! `redesign` alone: where you are and what to type next.

use crate::app::{App, Command, Formats, Reply};
use crate::error::CommandError;
use crate::report::{Block, Cell, Report};
use crate::store::{PROGRAMME, Workspace};
use schemars::JsonSchema;
use serde::Serialize;

/// Show where you are
#[derive(Debug, clap::Args)]
pub struct Arguments {}

/// Where the command runs.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Here {
    /// The workspace's directory; null outside one.
    workspace: Option<String>,
    /// Its title.
    title: String,
    /// Number of team plans, as `status` counts them; the programme isn't one.
    plans: usize,
    /// Directory of the cohort's programme, relative to the workspace; null if there is none.
    programme: Option<String>,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "here";
    const FORMATS: Formats = Formats::Only(&["table", "json"]);
    type Data = Here;

    fn run(self, app: &App<'_>) -> Result<Reply<Here>, CommandError> {
        let is_bare = || matches!(Workspace::in_bare_repository(&app.folder()), Ok(Some(_)));
        if Workspace::find(&app.folder()).is_none() && !is_bare() {
            return Ok(Reply::new(Here::default(), elsewhere()));
        }
        let workspace = app.workspace()?;
        let (mut plans, findings) = workspace.read_plan_folders();
        let all = plans.len();
        plans.retain(|folder| !workspace.is_programme(folder));
        let programme = (plans.len() < all).then(|| PROGRAMME.to_owned());
        let folder = workspace.root.display().to_string();
        let title = workspace.config.title.clone();
        let shown = if title.is_empty() {
            "workspace"
        } else {
            &title
        };
        let mut facts = vec![
            ("folder", folder.clone()),
            ("plans", plans.len().to_string()),
        ];
        facts.extend(programme.clone().map(|folder| ("programme", folder)));
        let report = Report::of(shown, vec![self::facts(facts)]);
        let next = if all == 0 {
            "redesign new PLAN"
        } else {
            "redesign status"
        };
        let here = Here {
            workspace: Some(folder),
            title,
            plans: plans.len(),
            programme,
        };
        Ok(Reply {
            next: Some(next.to_owned()),
            findings,
            commit: workspace.head(),
            ..Reply::new(here, report)
        })
    }
}

/// What to show outside a workspace.
fn elsewhere() -> Report {
    let words = "redesign keeps a team's redesign plan as plain files in git: it scaffolds a plan from a toolkit of guided \
                 activities, records what each activity produced, and shows where every plan stands.";
    let commands = [
        (
            "redesign demo",
            "writes an example cohort and shows its status",
        ),
        ("redesign init", "starts a workspace in this directory"),
        ("redesign --help", "lists all commands"),
    ];
    let words = Block::Text(words.to_owned());
    Report::untitled(vec![words, facts(commands)])
}

fn facts<W: AsRef<str>>(facts: impl IntoIterator<Item = (&'static str, W)>) -> Block {
    let facts = facts
        .into_iter()
        .map(|(name, words)| (name.to_owned(), Cell::text(words.as_ref())));
    Block::Facts(facts.collect())
}
