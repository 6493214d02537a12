//! Who should meet whom, and why.

use super::cohort::Cohort;
use super::score::of_programme;
use super::status::unknown_coach;
use super::{Around as Needed, Needs, Passed, Question, Read, Scope};
use crate::error::CommandError;
use crate::model::{Around, Finding, Introductions, Party, Proposal, introduce, is_coach};
use crate::report::introduce::{Activities, IntroduceData, Proposed};
use crate::toolkit::{ActivityAt, Toolkit};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Proposals for some plans, or for all.
#[derive(Debug)]
pub struct Introduce {
    /// Directories of the plans for which something is proposed; none for all.
    pub folders: Vec<String>,
    /// Only proposals for plans of this coach.
    pub coach: Option<String>,
    /// No more than this many.
    pub limit: usize,
}

/// The toolkits of plans by their directories.
struct Known(BTreeMap<String, Arc<Toolkit>>);

impl Activities for Known {
    fn activity(&self, path: &str, at: ActivityAt) -> Option<(String, String)> {
        let activity = self.0.get(path)?.activity(at);
        Some((activity.id.to_string(), activity.title.clone()))
    }
}

impl Question for Introduce {
    type Row = (Option<Party>, Vec<Finding>);

    fn needs(&self) -> Needs {
        Needs {
            scope: Scope::Teams,
            around: Needed::Programme,
        }
    }

    fn look(&self, read: &Read, _cohort: &Cohort<'_>) -> Self::Row {
        match read {
            Ok(plan) => (Party::of(plan), crate::check::unreadable(plan).collect()),
            Err(broken) => (None, vec![broken.finding.clone()]),
        }
    }
}

impl Introduce {
    /// The proposals, and what can't be read.
    ///
    /// # Errors
    /// When no plan has the coach that was asked for.
    pub fn answer(
        &self,
        passed: Passed<(Option<Party>, Vec<Finding>)>,
    ) -> Result<(IntroduceData, Vec<Finding>), CommandError> {
        let mut findings = passed.findings;
        let mut parties = Vec::new();
        for (party, found) in passed.rows {
            parties.extend(party);
            findings.extend(found);
        }
        findings.extend(of_programme(passed.programme.as_ref()));
        let programme = passed.programme.as_ref();
        let programme = programme.and_then(|read| read.as_ref().ok());
        let around = programme.map(|plan| Around::of(plan)).unwrap_or_default();
        let wanted = self.wanted(&parties)?;
        let toolkits = parties.iter();
        let toolkits = toolkits.map(|party| (party.path.clone(), Arc::clone(&party.toolkit)));
        let known = Known(toolkits.collect());
        let found = introduce(parties, &around);
        let data = self.data(found, &around, &known, wanted.as_ref());
        Ok((data, findings))
    }

    /// Directories of the plans for which something is proposed; nothing for all.
    fn wanted(&self, parties: &[Party]) -> Result<Option<BTreeSet<String>>, CommandError> {
        if self.coach.is_none() && self.folders.is_empty() {
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
            return Err(unknown_coach(coach, all));
        }
        let is_named =
            |party: &&&Party| self.folders.is_empty() || self.folders.contains(&party.path);
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
        let shown = proposals.iter().take(self.limit);
        IntroduceData {
            left_out: proposals.len().saturating_sub(self.limit),
            proposals: shown
                .map(|proposal| Proposed::of(proposal, around.arrange.as_ref(), known))
                .collect(),
            met: found.met,
            silent: found.silent,
            teams: found.teams,
        }
    }
}
