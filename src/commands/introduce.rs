//! `redesign introduce`

use super::score::{Around as Programme, team_folders};
use super::title::title;
use super::{App, Command, Formats, Reply, status};
use crate::error::CommandError;
use crate::model::{Around, Count, Finding, Introductions, Party, Proposal, introduce, is_coach};
use crate::report::few;
use crate::report::introduce::{Activities, IntroduceData, Proposed, report};
use crate::store::PlanRead;
use crate::toolkit::Toolkit;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Propose who should meet whom, and why
///
/// Teams with like problems or needs, somebody who offers what a team needs, a team that got past what another is stuck
/// on: each with the words of both. Found by the words that they share and nobody else uses; a person decides.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Only proposals for these plans, by id or path; for all unless said otherwise
    #[arg(value_name = "PLAN")]
    plans: Vec<String>,
    /// Show no more than this many
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..))]
    limit: u32,
    /// Only proposals for plans of this coach, as plan.toml names the role
    #[arg(long, value_name = "ROLE")]
    coach: Option<String>,
}

/// The toolkits of plans by their directories.
struct Known(BTreeMap<String, Arc<Toolkit>>);

impl Activities for Known {
    fn activity(&self, path: &str, at: usize) -> Option<(String, String)> {
        let activity = self.0.get(path)?.activities.get(at)?;
        Some((activity.id.to_string(), activity.title.clone()))
    }
}

impl Command for Arguments {
    const SCHEMA: &'static str = "introduce";
    const FORMATS: Formats = Formats::All;
    type Data = IntroduceData;

    fn run(self, app: &App<'_>) -> Result<Reply<IntroduceData>, CommandError> {
        let workspace = app.workspace()?;
        let named = team_folders(app, &workspace, &self.plans)?;
        let Programme {
            programme,
            findings: around_it,
        } = Programme::of(&workspace);
        let around = programme.as_ref().map(Around::of).unwrap_or_default();
        drop(programme);
        let see = |read: PlanRead| match read {
            Ok(plan) => (Party::of(&plan), crate::check::unreadable(&plan).collect()),
            Err(broken) => (None, vec![broken.finding]),
        };
        let (seen, mut findings) = workspace.read_team_plans(&see);
        let mut parties = Vec::new();
        for (party, found) in seen {
            let found: Vec<Finding> = found;
            parties.extend(party);
            findings.extend(found);
        }
        findings.extend(around_it);
        let wanted = self.wanted(&parties, &named)?;
        let known = Known(
            parties
                .iter()
                .map(|party| (party.path.clone(), Arc::clone(&party.toolkit)))
                .collect(),
        );
        let found = introduce(parties, &around);
        let mut notes = notes(app, &found);
        let data = self.data(found, &around, &known, wanted.as_ref());
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
        let title = title(&workspace, &[&proposals], app.head(&workspace).as_deref());
        let report = report(title, &data, &self.plans);
        Ok(Reply {
            next,
            notes,
            findings,
            commit: app.head(&workspace),
            ..Reply::new(data, report)
        })
    }
}

impl Arguments {
    /// Directories of the plans for which something is proposed; nothing for all.
    fn wanted(
        &self,
        parties: &[Party],
        named: &[String],
    ) -> Result<Option<BTreeSet<String>>, CommandError> {
        if self.coach.is_none() && named.is_empty() {
            return Ok(None);
        }
        let is_of = |party: &&Party| is_coach(self.coach.as_deref(), &party.coach);
        let of_coach: Vec<&Party> = parties.iter().filter(is_of).collect();
        if let Some(coach) = self.coach.as_ref().filter(|_| of_coach.is_empty()) {
            let all: BTreeSet<String> = parties
                .iter()
                .map(|party| party.coach.clone())
                .filter(|coach| !coach.is_empty())
                .collect();
            return Err(status::unknown_coach(coach, all));
        }
        let is_named = |party: &&&Party| named.is_empty() || named.contains(&party.path);
        let wanted = of_coach.iter().filter(is_named);
        Ok(Some(wanted.map(|party| party.path.clone()).collect()))
    }

    fn data(
        &self,
        found: Introductions,
        around: &Around,
        known: &Known,
        wanted: Option<&BTreeSet<String>>,
    ) -> IntroduceData {
        let is_wanted = |proposal: &&Proposal| {
            let mut sides = proposal.sides.iter();
            wanted
                .is_none_or(|wanted| sides.any(|side| side.is_plan && wanted.contains(&side.path)))
        };
        let proposals: Vec<&Proposal> = found.proposals.iter().filter(is_wanted).collect();
        let limit = usize::try_from(self.limit).unwrap_or(usize::MAX);
        let shown = proposals.iter().take(limit);
        IntroduceData {
            left_out: proposals.len().saturating_sub(limit),
            proposals: shown
                .map(|proposal| Proposed::of(proposal, around.arrange.as_ref(), known))
                .collect(),
            met: found.met,
            silent: found.silent,
            teams: found.teams,
        }
    }
}

/// What isn't in the result for people, and why.
fn notes(app: &App<'_>, found: &Introductions) -> Vec<String> {
    let mut notes = Vec::new();
    if app.global.verbose > 0 {
        notes.extend(found.met.iter().map(|met| {
            let [one, other] = &met.who;
            format!("note: {one} and {other} met already: {}", met.record)
        }));
    }
    if !found.silent.is_empty() {
        notes.push(format!(
            "note: no problem or need is recorded yet by: {}",
            few(&found.silent)
        ));
    }
    notes
        .into_iter()
        .map(|note| crate::render::clean(&note.replace('\n', " ")).into_owned())
        .collect()
}
