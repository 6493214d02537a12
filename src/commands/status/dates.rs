//! When each plan changed last: read from git, or known not to be known.

use super::When;
use crate::commands::past;
use crate::error::{CommandError, trusting};
use crate::exit::Exit;
use crate::model::Finding;
use crate::report::status::PlanStatus;
use crate::store::{Foreign, History, StoreError, Workspace};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Why some dates are not known.
pub(in crate::commands) enum Unknown {
    /// Older commits were left out when the repository was cloned.
    Shallow,
    /// There is no repository, or its form is one of which only dates can't be read.
    NoHistory(String),
    /// There is one, and it can't be read: what git says, and the directory that somebody else owns.
    Refused(String, Option<PathBuf>),
}

/// What helps with a repository that can't be read.
fn mend(untrusted: Option<&Path>) -> String {
    untrusted.map_or_else(
        || "`git fsck` says what is wrong with the repository".to_owned(),
        trusting,
    )
}

impl Unknown {
    /// Why a repository can't be read. One whose form only the git program reads is whole, so nothing is said of it.
    fn of(workspace: &Workspace, repository: Option<&str>, error: &StoreError) -> Self {
        let folder = repository.map_or_else(
            || workspace.root.clone(),
            |folder| workspace.absolute(folder),
        );
        match error {
            StoreError::Git { untrusted, .. }
                if untrusted.is_some() || Foreign::around(&folder).is_none() =>
            {
                Self::Refused(error.to_string(), untrusted.clone())
            }
            _ => Self::NoHistory(error.to_string()),
        }
    }

    /// What is said of it beside the table. Without git there are no dates, and nobody expects any.
    pub fn finding(&self) -> Option<Finding> {
        match self {
            Self::NoHistory(_) => None,
            Self::Refused(why, untrusted) => {
                let finding = Finding::warning(
                    "W0302",
                    format!("when plans changed last is not known: {why}"),
                );
                Some(finding.with_help(mend(untrusted.as_deref())))
            }
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
            Self::Shallow => (
                "this clone holds only the newest commits",
                past::UNSHALLOW.to_owned(),
            ),
            Self::NoHistory(why) => (why.as_str(), "dates are read from git's commits".to_owned()),
            Self::Refused(why, untrusted) => (why.as_str(), mend(untrusted.as_deref())),
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
    let places: Vec<Place<'_>> = plans
        .iter()
        .map(|plan| (plan.repository.as_deref(), plan.path.as_str()))
        .collect();
    let (found, unknown) = last_changes(workspace, when, &places, is_complete);
    for (plan, seconds) in plans.iter_mut().zip(found) {
        plan.last_activity = seconds.map(past::rfc3339);
        plan.days = seconds
            .and_then(|seconds| past::day_of(workspace, seconds))
            .and_then(|day| day.until(when.day).ok())
            .map(|span| i64::from(span.get_days()));
    }
    unknown
}

/// The folder in which a plan's own repository begins, if it has one, and its directory: both relative to the workspace.
pub(in crate::commands) type Place<'a> = (Option<&'a str>, &'a str);

/// When each of some plans changed last, in their order, in seconds since the epoch; and why some of it is not known.
pub(in crate::commands) fn last_changes(
    workspace: &Workspace,
    when: &When,
    plans: &[Place<'_>],
    is_complete: bool,
) -> (Vec<Option<i64>>, Option<Unknown>) {
    let mut last = vec![None; plans.len()];
    let mut by_repository: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
    for (at, (repository, _)) in plans.iter().enumerate() {
        by_repository.entry(*repository).or_default().push(at);
    }
    let mut unknown = None;
    for (repository, rows) in by_repository {
        let history = match History::of(&workspace.root, repository) {
            Ok(Some(history)) => history,
            Ok(None) => {
                let why = "there is no git repository here".to_owned();
                unknown = unknown.or(Some(Unknown::NoHistory(why)));
                continue;
            }
            Err(error) => {
                unknown = unknown.or_else(|| Some(Unknown::of(workspace, repository, &error)));
                continue;
            }
        };
        let folders: Vec<String> = rows
            .iter()
            .filter_map(|at| plans.get(*at))
            .map(|(_, path)| (*path).to_owned())
            .collect();
        let found = match when.commit.as_deref().filter(|_| when.is_past) {
            Some(commit) => history.last_activity_before(commit, &folders),
            None => history.last_activity(&folders, is_complete && repository.is_none()),
        };
        let found = match found {
            Ok(found) => found,
            Err(error) => {
                unknown = unknown.or_else(|| Some(Unknown::of(workspace, repository, &error)));
                continue;
            }
        };
        let is_lacking = found.iter().any(Option::is_none);
        for (at, seconds) in rows.into_iter().zip(found) {
            if let Some(slot) = last.get_mut(at) {
                *slot = seconds;
            }
        }
        if is_lacking && history.is_shallow() {
            unknown = Some(Unknown::Shallow);
        }
    }
    (last, unknown)
}
