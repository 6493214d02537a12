//! `redesign next`

use super::{App, Command, Formats, Reply, target};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::report::next::{NextData, PlanNext, one, several};
use crate::report::web::Web;
use crate::store::Workspace;
use crate::toolkit::Audience;

/// Say what each team should do next, and why
///
/// For each plan the activities that can be started or gone on with, why these, how long they take, the command to type
/// and the file to edit instead.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Plans, by id or path; all team plans, or the one around this directory, unless said otherwise
    #[arg(value_name = "PLAN")]
    plans: Vec<String>,
    /// Everything that can be done now, and everything that waits
    #[arg(long)]
    all: bool,
    /// Exit with 1 where something is left to do
    #[arg(long)]
    fail: bool,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "next";
    const FORMATS: Formats = Formats::All;
    type Data = NextData;

    fn run(self, app: &App<'_>) -> Result<Reply<NextData>, CommandError> {
        let workspace = app.workspace()?;
        let mut named = target::plan_folders(app, &workspace, &self.plans)?;
        if named.is_empty() {
            named.extend(target::around(app, &workspace));
        }
        let web = web(&workspace);
        let now = app.context.now();
        let today = now.to_zoned_datetime(workspace.config.time_zone());
        let today = today.date().to_string();
        let mut findings = Vec::new();
        let (reads, found) = if named.is_empty() {
            workspace.read_plans(&|read| {
                read.map(|plan| {
                    let shown = (plan.toolkit.audience == Audience::Team)
                        .then(|| PlanNext::of(&plan, &web, &today));
                    (shown, crate::check::unreadable(&plan).collect::<Vec<_>>())
                })
            })
        } else {
            let read = |folder: &String| {
                workspace.read_plan(folder).map(|plan| {
                    (
                        Some(PlanNext::of(&plan, &web, &today)),
                        crate::check::unreadable(&plan).collect(),
                    )
                })
            };
            (named.iter().map(read).collect(), Vec::new())
        };
        findings.extend(found);
        let mut plans = Vec::new();
        for read in reads {
            match read {
                Ok((plan, found)) => {
                    plans.extend(plan);
                    findings.extend(found);
                }
                Err(broken) => findings.push(broken.finding),
            }
        }
        let report = match plans.as_slice() {
            [plan] => one(plan, self.all),
            plans => several(plans, self.all),
        };
        let next = match plans.as_slice() {
            [] => Some("redesign new PLAN".to_owned()),
            [plan] => plan
                .activities
                .first()
                .map(|activity| activity.command.clone()),
            [first, ..] => Some(format!("redesign next {}", first.id)),
        };
        let left = plans.iter().any(|plan| !plan.activities.is_empty());
        let exit = if self.fail && left {
            Exit::Found
        } else {
            Exit::Done
        };
        let commit = app.head(&workspace);
        // Of one plan its table form has no rows for scripts: those read the table of several.
        let report = match app.global.format.map(crate::render::Format::name) {
            Some("csv" | "tsv") => several(&plans, self.all),
            _ => report,
        };
        Ok(Reply {
            findings,
            next,
            commit,
            exit,
            ..Reply::new(NextData { plans }, report)
        })
    }
}

/// Where files are edited and made on a git host's page, as the settings say.
pub(super) fn web(workspace: &Workspace) -> Web {
    Web {
        edit: workspace.config.web.edit.clone(),
        new: workspace.config.web.new.clone(),
    }
}
