//! When each plan last changed, as far as git tells.

use super::moment::{self, When};
use crate::error::{COMPLETE, CommandError, trusting};
use crate::model::{Finding, codes};
use crate::store::{Foreign, History, PlanFolder, StoreError, Workspace};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[derive(Debug, Default)]
pub struct LastChanges {
    /// Seconds since the epoch and the day, by plan directory.
    last: BTreeMap<String, (i64, Date)>,
    /// Why some dates are unknown.
    pub unknown: Option<Unknown>,
}

impl LastChanges {
    /// For plans in some places. `is_complete` means these are all plans, so the result is cached.
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

    pub fn of_all(workspace: &Workspace, when: &When, all: &[PlanFolder]) -> Self {
        let places = all.iter();
        let places = places.map(|one| (one.repository.as_deref(), one.path.as_str()));
        Self::of(workspace, when, &places.collect::<Vec<_>>(), true)
    }

    pub fn of_some(workspace: &Workspace, when: &When, folders: &[String]) -> Self {
        let own: Vec<Option<String>> = folders
            .iter()
            .map(|folder| workspace.repository_of(folder))
            .collect();
        let places = own.iter().zip(folders);
        let places = places.map(|(own, folder)| (own.as_deref(), folder.as_str()));
        Self::of(workspace, when, &places.collect::<Vec<_>>(), false)
    }

    /// In the workspace's time zone.
    pub fn day(&self, folder: &str) -> Option<Date> {
        self.last.get(folder).map(|(_, day)| *day)
    }

    /// Seconds since the epoch.
    pub fn seconds(&self, folder: &str) -> Option<i64> {
        self.last.get(folder).map(|(seconds, _)| *seconds)
    }
}

/// Why some dates are unknown.
#[derive(Debug, Clone)]
pub enum Unknown {
    Shallow,
    /// The clone is partial and lacks something that would tell.
    Partial,
    /// There is no repository, or its format hides only the dates.
    NoHistory(String),
    /// It can't be read: git's message, and the directory if somebody else owns it.
    Refused(String, Option<PathBuf>),
}

fn mend(untrusted: Option<&Path>) -> String {
    untrusted.map_or_else(
        || "`git fsck` shows what is wrong with the repository".to_owned(),
        trusting,
    )
}

impl Unknown {
    /// Why a repository can't be read. One that only the git program can read is intact, so it isn't reported.
    fn of(workspace: &Workspace, repository: Option<&str>, error: &StoreError) -> Self {
        let folder = repository.map_or_else(
            || workspace.root.clone(),
            |folder| workspace.absolute(folder),
        );
        match error {
            StoreError::LeftOutOfClone => Self::Partial,
            StoreError::Git { untrusted, .. }
                if untrusted.is_some() || Foreign::around(&folder).is_none() =>
            {
                Self::Refused(error.to_string(), untrusted.clone())
            }
            _ => Self::NoHistory(error.to_string()),
        }
    }

    /// A finding to show beside the table. Without git nobody expects dates.
    pub fn finding(&self) -> Option<Finding> {
        match self {
            Self::NoHistory(_) => None,
            Self::Refused(why, untrusted) => {
                let finding = Finding::warning(
                    codes::REFUSED_BY_GIT,
                    format!("the last change of each plan is unknown: {why}"),
                );
                Some(finding.with_help(mend(untrusted.as_deref())))
            }
            Self::Shallow => Some(
                Finding::warning(
                    codes::SHALLOW,
                    "this clone is shallow, so the last change of each plan is unknown",
                )
                .with_help(moment::UNSHALLOW),
            ),
            Self::Partial => Some(
                Finding::warning(
                    codes::SHALLOW,
                    "this clone is partial, so the last change of each plan is unknown",
                )
                .with_help(COMPLETE),
            ),
        }
    }

    /// An error if the answer depends on it.
    pub fn error(&self) -> CommandError {
        let (why, hint) = match self {
            Self::Shallow => ("this clone is shallow", moment::UNSHALLOW.to_owned()),
            Self::Partial => ("this clone is partial", COMPLETE.to_owned()),
            Self::NoHistory(why) => (why.as_str(), "dates come from git commits".to_owned()),
            Self::Refused(why, untrusted) => (why.as_str(), mend(untrusted.as_deref())),
        };
        CommandError::new(codes::NO_HISTORY, format!("can't apply --stale: {why}")).hint(hint)
    }
}

/// The root of a plan's own repository, if any, and its directory, both relative to the workspace.
pub type Place<'a> = (Option<&'a str>, &'a str);

/// When plans of one repository last changed, in seconds since the epoch, and whether the clone is shallow.
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
    let found = found.and_then(|found| history.whole().map(|()| found));
    Ok((found.map_err(refused)?, history.is_shallow()))
}
