//! `redesign introduce`

use crate::app::title::title;
use crate::app::{App, Command, Formats, Reply, target};
use crate::error::CommandError;
use crate::model::Count;
use crate::queries::Pass;
use crate::queries::introduce::Introduce;
use crate::queries::introduce::{IntroduceData, report};
use crate::report::few;

/// Propose who should meet whom, and why
///
/// Teams with similar problems or needs, someone who offers what a team needs, a team that solved what another is stuck
/// on: each with the words of both. Matched by words that they share and others rarely use; a person decides.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Only proposals for these plans, by id or path [default: all]
    #[arg(value_name = "PLAN")]
    plans: Vec<String>,
    /// Show at most this many
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    /// Only proposals for plans of this coach, by the role in plan.toml
    #[arg(long, value_name = "ROLE")]
    coach: Option<String>,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "introduce";
    const FORMATS: Formats = Formats::All;
    type Data = IntroduceData;

    fn run(self, app: &App<'_>) -> Result<Reply<IntroduceData>, CommandError> {
        let workspace = app.workspace()?;
        let named = target::team_folders(&workspace, &self.plans)?;
        let when = workspace.now();
        let question = Introduce {
            folders: named,
            coach: self.coach.clone(),
            limit: usize::try_from(self.limit).unwrap_or(usize::MAX),
        };
        let pass = Pass::new(&workspace, &when);
        let (data, findings) = question.answer(&pass, pass.ask(&question))?;
        let mut notes = notes(app, &data);
        let next = match (data.proposals.first(), findings.is_empty()) {
            (Some(proposal), _) => proposal.commands.first().cloned(),
            (None, true) => Some("redesign next".to_owned()),
            (None, false) => Some("redesign check".to_owned()),
        };
        if data.left_out > 0 {
            notes.push(format!(
                "note: {} more left out; --limit {} shows all",
                data.left_out,
                data.left_out + data.proposals.len()
            ));
        }
        let proposals = Count(data.proposals.len() + data.left_out, "proposal").to_string();
        let title = title(&workspace, &[&proposals], when.commit.as_deref());
        let report = report(title, &data, &self.plans);
        Ok(Reply {
            next,
            notes,
            findings,
            commit: when.commit,
            ..Reply::new(data, report)
        })
    }
}

/// What people's output leaves out, and why.
fn notes(app: &App<'_>, found: &IntroduceData) -> Vec<String> {
    let mut notes = Vec::new();
    if app.global.verbose > 0 {
        notes.extend(found.met.iter().map(|met| {
            let who = met.who.join(" and ");
            format!("note: {who} already met: {}", met.record)
        }));
    }
    if !found.silent.is_empty() {
        notes.push(format!(
            "note: no problem or need recorded yet by: {}",
            few(&found.silent)
        ));
    }
    notes
        .into_iter()
        .map(|note| crate::render::clean(&note.replace('\n', " ")).into_owned())
        .collect()
}
