//! `redesign score`

use crate::app::title::title;
use crate::app::{App, Command, Formats, Reply, target};
use crate::error::CommandError;
use crate::model::Count;
use crate::queries::Pass;
use crate::queries::score::Scores;
use crate::queries::score::{ScoreData, one, several};

/// Suggest progress scores from what is recorded, beside typed ones
///
/// The scale runs from 0.5 (just named) to 5.0 (all goals met). Records can show levels up to 2.5, a tested change,
/// and 3.0 where a measure changed for the better and a person rated the team so. Nothing is written.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Teams' plans, by id or path [default: all]. A single one is shown in full
    #[arg(value_name = "PLAN")]
    plans: Vec<String>,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "score";
    const FORMATS: Formats = Formats::All;
    type Data = ScoreData;

    fn run(self, app: &App<'_>) -> Result<Reply<ScoreData>, CommandError> {
        let workspace = app.workspace()?;
        let named = target::team_folders(&workspace, &self.plans)?;
        let when = workspace.now();
        let is_one = named.len() == 1;
        let question = Scores { folders: named };
        let passed = Pass::new(&workspace, &when).ask(&question);
        let (plans, findings) = question.answer(passed);
        let is_table = app
            .global
            .format
            .is_some_and(|format| matches!(format.name, "csv" | "tsv"));
        let report = match plans.as_slice() {
            [plan] if is_one && !is_table => one(plan),
            all => {
                let plans = Count(all.len(), "plan").to_string();
                several(title(&workspace, &[&plans], when.commit.as_deref()), all)
            }
        };
        let next = match plans.as_slice() {
            [] if findings.is_empty() => Some("redesign new PLAN".to_owned()),
            [] => Some("redesign check".to_owned()),
            [plan] if is_one => plan.next_command().map(str::to_owned),
            [plan, ..] => Some(format!("redesign score {}", plan.id)),
        };
        let data = ScoreData {
            ceiling: crate::model::score::CEILING.value(),
            far_apart: workspace.config.board.rating_gap,
            plans,
        };
        Ok(Reply {
            next,
            commit: when.commit,
            findings,
            ..Reply::new(data, report)
        })
    }
}
