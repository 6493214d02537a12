//! `redesign next`

use crate::app::{App, Command, Formats, Reply, target};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::queries::Pass;
use crate::queries::next::WhatNext;
use crate::queries::next::{NextData, one, several};

/// Say what each team should do next, and why
///
/// For each plan: the activities to start or continue, the reasons, how long they take, the command to type and the
/// file to edit instead.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Plans, by id or path [default: all team plans, or the one around this directory]
    #[arg(value_name = "PLAN")]
    plans: Vec<String>,
    /// Show everything that can be done now, and everything that waits
    #[arg(long)]
    all: bool,
    /// Exit with 1 if something is left to do
    #[arg(long)]
    fail: bool,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "next";
    const FORMATS: Formats = Formats::All;
    type Data = NextData;

    fn run(self, app: &App<'_>) -> Result<Reply<NextData>, CommandError> {
        let workspace = app.workspace()?;
        let mut named = target::plan_folders(&workspace, &self.plans)?;
        if named.is_empty() {
            named.extend(target::around(&workspace));
        }
        let when = workspace.now();
        let pass = Pass::new(&workspace, &when);
        let is_named = !named.is_empty();
        let (plans, findings) = pass.ask(&WhatNext { folders: named }).kept();
        let broken = findings.iter().find(|finding| finding.breaks_file);
        if let (true, [], Some(broken)) = (is_named, plans.as_slice(), broken) {
            return Err(CommandError::broken(broken.clone()));
        }
        let report = match plans.as_slice() {
            [plan] => one(plan, self.all),
            plans => several(plans, self.all),
        };
        let next = match plans.as_slice() {
            [] if findings.is_empty() => Some("redesign new PLAN".to_owned()),
            [] => Some("redesign check".to_owned()),
            [plan] => plan
                .activities
                .first()
                .map(|activity| activity.command.to_string()),
            [first, ..] => Some(format!("redesign next {}", first.id)),
        };
        let left = plans.iter().any(|plan| !plan.activities.is_empty());
        // The single-plan view has no table, so scripts get the table of several.
        let report = match app.global.format.map(|format| format.name) {
            Some("csv" | "tsv") => several(&plans, self.all),
            _ => report,
        };
        Ok(Reply {
            findings,
            next,
            commit: when.commit,
            exit: Exit::found_if(self.fail && left),
            ..Reply::new(NextData { plans }, report)
        })
    }
}
