//! `redesign board`

use crate::app::title::of_plans;
use crate::app::{App, Command, Formats, Reply, past, target};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::queries::Pass;
use crate::queries::board::{Board, BoardAnswer, BoardData, report};

/// Show which team needs a call first, and why
///
/// One screen for whoever runs the cohort: each team's progress against its weeks, how long nothing has moved, and
/// every reason to call it, with the command that shows more. The most urgent reason decides the order. A meeting puts
/// off a reason that began before it, once. The [board] section of redesign.toml sets what counts as long or late.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Teams, by id or path [default: all and the programme]
    #[arg(value_name = "PLAN")]
    plans: Vec<String>,
    /// Only teams of this coach, by the role in plan.toml
    #[arg(long, value_name = "ROLE")]
    coach: Option<String>,
    /// Show the board as of a revision or the end of a day
    #[arg(long, value_name = "REV|DATE")]
    at: Option<String>,
    /// Exit with 1 if a team needs a call, something needs settling or a file can't be read
    #[arg(long)]
    fail: bool,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "board";
    const FORMATS: Formats = Formats::All;
    type Data = BoardData;

    fn run(self, app: &App<'_>) -> Result<Reply<BoardData>, CommandError> {
        let is_named = !self.plans.is_empty();
        let (workspace, when) = app.workspace_as_of(self.at.as_deref())?;
        let folders = target::plan_folders(&workspace, &self.plans)?;
        let question = Board::of(folders, self.coach.clone());
        let pass = Pass::new(&workspace, &when);
        let BoardAnswer { data, findings } =
            question.answer(&pass, self.at.clone(), pass.ask(&question))?;
        let mut plans = data.teams.len() + data.unreadable;
        if is_named {
            plans += data.programmes.len();
        }
        let title = of_plans(&workspace, plans, &when);
        let unreadable = findings.iter().any(|finding| finding.breaks_file);
        let has_failed = self.fail && (data.has_something_to_do() || unreadable);
        let mut notes = data.notes();
        if self.at.is_some() {
            notes.extend(past::own_pasts(app, "not shown as of then")?);
        }
        let next = match data.teams.first() {
            None if self.coach.is_none() && plans == 0 => Some("redesign new PLAN".to_owned()),
            _ if unreadable => Some("redesign check".to_owned()),
            _ if is_named => data.first_command(),
            _ => data.first_team().map(|command| command.to_string()),
        };
        let report = report(title, &data, is_named);
        Ok(Reply {
            findings,
            next,
            notes,
            commit: when.commit,
            exit: Exit::found_if(has_failed),
            ..Reply::new(data, report)
        })
    }
}
