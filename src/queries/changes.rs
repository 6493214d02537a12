//! When each plan changed last: read from git, or known not to be known.

use super::moment::{self, When};
use crate::error::{CommandError, trusting};
use crate::model::{Finding, codes};
use crate::store::{Foreign, History, PlanFolder, StoreError, Workspace};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// When some plans changed last.
#[derive(Debug, Default)]
pub struct LastChanges {
    /// Seconds since the epoch and the day, by the plan's directory.
    last: BTreeMap<String, (i64, Date)>,
    /// Why it is not known of some.
    pub unknown: Option<Unknown>,
}

impl LastChanges {
    /// Of plans in some places. `is_complete` says that these are all: what was counted of all is kept for the next run.
    pub fn of(workspace: &Workspace, when: &When, places: &[Place<'_>], is_complete: bool) -> Self {
        let mut by_repository: BTreeMap<Option<&str>, Vec<String>> = BTreeMap::new();
        for (repository, folder) in places {
            let folders = by_repository.entry(*repository).or_default();
            folders.push((*folder).to_owned());
        }
        let mut changes = Self::default();
        for (repository, folders) in by_repository {
            let is_complete = is_complete && repository.is_none();
            match seconds(workspace, when, repository, &folders, is_complete) {
                Ok((found, is_shallow)) => {
                    if is_shallow && found.iter().any(Option::is_none) {
                        changes.unknown = Some(Unknown::Shallow);
                    }
                    let found = folders.into_iter().zip(found);
                    changes.last.extend(found.filter_map(|(folder, seconds)| {
                        let day = moment::day_of(workspace, seconds?)?;
                        Some((folder, (seconds?, day)))
                    }));
                }
                Err(unknown) => {
                    changes.unknown.get_or_insert(unknown);
                }
            }
        }
        changes
    }

    /// Of all plans of a workspace.
    pub fn of_all(workspace: &Workspace, when: &When, all: &[PlanFolder]) -> Self {
        let places = all.iter();
        let places = places.map(|one| (one.repository.as_deref(), one.path.as_str()));
        Self::of(workspace, when, &places.collect::<Vec<_>>(), true)
    }

    /// Of plans in some directories.
    pub fn of_some(workspace: &Workspace, when: &When, folders: &[String]) -> Self {
        let own: Vec<Option<String>> = folders
            .iter()
            .map(|folder| workspace.repository_of(folder))
            .collect();
        let places = own.iter().zip(folders);
        let places = places.map(|(own, folder)| (own.as_deref(), folder.as_str()));
        Self::of(workspace, when, &places.collect::<Vec<_>>(), false)
    }

    /// The day, in the workspace's time zone.
    pub fn day(&self, folder: &str) -> Option<Date> {
        self.last.get(folder).map(|(_, day)| *day)
    }

    /// In seconds since the epoch.
    pub fn seconds(&self, folder: &str) -> Option<i64> {
        self.last.get(folder).map(|(seconds, _)| *seconds)
    }
}

/// Why some dates are not known.
#[derive(Debug, Clone)]
pub enum Unknown {
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
                    codes::REFUSED_BY_GIT,
                    format!("when plans changed last is not known: {why}"),
                );
                Some(finding.with_help(mend(untrusted.as_deref())))
            }
            Self::Shallow => Some(
                Finding::warning(
                    codes::SHALLOW,
                    "this clone holds only the newest commits, so when plans changed last is not known",
                )
                .with_help(moment::UNSHALLOW),
            ),
        }
    }

    /// What is said where the answer depends on it.
    pub fn error(&self) -> CommandError {
        let (why, hint) = match self {
            Self::Shallow => (
                "this clone holds only the newest commits",
                moment::UNSHALLOW.to_owned(),
            ),
            Self::NoHistory(why) => (why.as_str(), "dates are read from git's commits".to_owned()),
            Self::Refused(why, untrusted) => (why.as_str(), mend(untrusted.as_deref())),
        };
        CommandError::new(
            codes::NO_HISTORY,
            format!("--stale can't be answered: {why}"),
        )
        .hint(hint)
    }
}

/// The folder in which a plan's own repository begins, if it has one, and its directory: both relative to the workspace.
pub type Place<'a> = (Option<&'a str>, &'a str);

/// When plans of one repository changed last, in seconds since the epoch, and whether older commits of it were left out.
fn seconds(
    workspace: &Workspace,
    when: &When,
    repository: Option<&str>,
    folders: &[String],
    is_complete: bool,
) -> Result<(Vec<Option<i64>>, bool), Unknown> {
    let refused = |error: StoreError| Unknown::of(workspace, repository, &error);
    let history = History::of(&workspace.root, repository)
        .map_err(refused)?
        .ok_or_else(|| Unknown::NoHistory("there is no git repository here".to_owned()))?;
    let commit = when.commit.as_deref().filter(|_| when.is_past);
    let found = history.last_activity(commit, folders, is_complete);
    Ok((found.map_err(refused)?, history.is_shallow()))
}
