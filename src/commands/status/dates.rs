//! When each plan changed last: read from git, or known not to be known.

use super::When;
use crate::commands::past;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::model::Finding;
use crate::report::status::PlanStatus;
use crate::store::{History, Workspace};
use std::collections::BTreeMap;

/// Why some dates are not known.
pub(super) enum Unknown {
    /// Older commits were left out when the repository was cloned.
    Shallow,
    /// There is no repository, or it can't be read.
    NoHistory(String),
}

impl Unknown {
    /// What is said of it beside the table. Without git there are no dates, and nobody expects any.
    pub fn finding(&self) -> Option<Finding> {
        match self {
            Self::NoHistory(_) => None,
            Self::Shallow => Some(
                Finding::warning(
                    "W0301",
                    "this clone holds only the newest commits, so when plans changed last is not known",
                )
                .with_help(past::UNSHALLOW),
            ),
        }
    }

    /// What is said where the answer depends on it.
    pub fn error(&self) -> CommandError {
        let (why, hint) = match self {
            Self::Shallow => ("this clone holds only the newest commits", past::UNSHALLOW),
            Self::NoHistory(why) => (why.as_str(), "dates are read from git's commits"),
        };
        CommandError::new(
            Exit::Surroundings,
            "S0006",
            format!("--stale can't be answered: {why}"),
        )
        .hint(hint)
    }
}

/// Writes into each row when its plan changed last. `is_complete` says that these are all plans, so that what was
/// counted is worth keeping for the next run. Reading never fails because of git: what is not known is given back.
pub(super) fn note(
    workspace: &Workspace,
    when: &When,
    plans: &mut [PlanStatus],
    is_complete: bool,
) -> Option<Unknown> {
    let mut by_repository: BTreeMap<Option<String>, Vec<usize>> = BTreeMap::new();
    for (at, plan) in plans.iter().enumerate() {
        by_repository
            .entry(plan.repository.clone())
            .or_default()
            .push(at);
    }
    let mut unknown = None;
    for (repository, rows) in by_repository {
        let history = match History::of(&workspace.root, repository.as_deref()) {
            Ok(Some(history)) => history,
            Ok(None) => {
                let why = "there is no git repository here".to_owned();
                unknown = unknown.or(Some(Unknown::NoHistory(why)));
                continue;
            }
            Err(error) => {
                unknown = unknown.or_else(|| Some(Unknown::NoHistory(error.to_string())));
                continue;
            }
        };
        let folders: Vec<String> = rows
            .iter()
            .filter_map(|at| plans.get(*at))
            .map(|plan| plan.path.clone())
            .collect();
        let found = match when.commit.as_deref().filter(|_| when.is_past) {
            Some(commit) => history.last_activity_before(commit, &folders),
            None => history.last_activity(&folders, is_complete && repository.is_none()),
        };
        let found = match found {
            Ok(found) => found,
            Err(error) => {
                unknown = unknown.or_else(|| Some(Unknown::NoHistory(error.to_string())));
                continue;
            }
        };
        let mut is_lacking = false;
        for (at, seconds) in rows.into_iter().zip(found) {
            let Some(plan) = plans.get_mut(at) else {
                continue;
            };
            is_lacking |= seconds.is_none();
            plan.last_activity = seconds.map(past::rfc3339);
            plan.days = seconds
                .and_then(|seconds| past::day_of(workspace, seconds))
                .and_then(|day| day.until(when.day).ok())
                .map(|span| i64::from(span.get_days()));
        }
        if is_lacking && history.is_shallow() {
            unknown = Some(Unknown::Shallow);
        }
    }
    unknown
}
