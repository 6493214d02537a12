//! The versions of a plan, activity or record: who, when, what changed and why.

use crate::report::{Block, Report, Rows};
use schemars::JsonSchema;
use serde::Serialize;

/// Result of `log`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LogData {
    /// The plan's id.
    pub plan: String,
    /// The activity's id; null for the whole plan.
    pub activity: Option<String>,
    /// The record's name, for a repeatable activity; null for all.
    pub record: Option<String>,
    /// Uncommitted changes on disk; null if there are none.
    pub uncommitted: Option<String>,
    /// Versions, newest first.
    pub versions: Vec<VersionData>,
    /// Whether older versions are missing because the clone is shallow.
    pub is_cut: bool,
}

/// One version.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct VersionData {
    /// `v1` is the oldest; null if the number is unknown because the clone is shallow.
    pub version: Option<String>,
    /// The commit's id.
    pub commit: String,
    /// When the commit reached this branch, RFC 3339 in UTC.
    pub date: String,
    /// When the commit was made, RFC 3339 in UTC.
    pub written: String,
    /// Who wrote the commit.
    pub author: String,
    /// For a merge: authors of the merged commits that changed it.
    pub merged_authors: Vec<String>,
    /// First line of the commit's message.
    pub subject: String,
    /// The author's reason; may be empty.
    pub why: String,
    /// What changed, in brief.
    pub changes: String,
    /// Its path at the time, relative to the workspace.
    pub path: String,
    /// Day for people, in the workspace's time zone.
    #[serde(skip)]
    pub day: String,
}

impl VersionData {
    /// Its number, or an abbreviated commit.
    fn name(&self) -> String {
        let commit = || self.commit.chars().take(7).collect();
        self.version.clone().unwrap_or_else(commit)
    }

    fn who(&self) -> String {
        if self.merged_authors.is_empty() {
            self.author.clone()
        } else {
            format!(
                "{} (merged by {})",
                self.merged_authors.join(", "),
                self.author
            )
        }
    }
}

/// A table row: one version, or several by one person on one day.
#[derive(Debug, Clone)]
pub struct VersionGroup {
    /// Indices of its versions, newest first.
    pub versions: std::ops::Range<usize>,
    /// What changed from before the oldest to the newest.
    pub changes: String,
}

/// Groups consecutive versions by one person on one day.
pub fn groups(data: &LogData, is_all: bool) -> Vec<std::ops::Range<usize>> {
    let mut groups: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, version) in data.versions.iter().enumerate() {
        let last = groups.last_mut().filter(|_| !is_all).filter(|group| {
            data.versions
                .get(group.start)
                .is_some_and(|first| first.day == version.day && first.who() == version.who())
        });
        match last {
            Some(group) => group.end = at + 1,
            None => groups.push(at..at + 1),
        }
    }
    groups
}

pub fn report(title: String, data: &LogData, groups: &[VersionGroup]) -> Report {
    let versions = groups.iter().filter_map(|group| {
        let of = data.versions.get(group.versions.clone())?;
        (!of.is_empty()).then_some((&group.changes, of))
    });
    // Uncommitted changes belong to no version.
    let uncommitted = data.uncommitted.iter().map(|changes| (changes, &[][..]));
    let mut rows = Rows::of(uncommitted.chain(versions));
    rows.column("version", "Version", |(_, of)| match of {
        [] => "now".to_owned(),
        [one] => one.name(),
        [newest, .., oldest] => format!("{}-{}", oldest.name(), newest.name()),
    });
    rows.for_people("When", |(_, of)| {
        of.first().map_or("-", |newest| &newest.day)
    });
    rows.for_scripts("date", |(_, of)| of.first().map(|newest| &newest.date));
    rows.column("who", "Who", |(_, of)| match of.first() {
        None => "not committed".to_owned(),
        Some(newest) => newest.who(),
    })
    .rank(2);
    rows.column("changes", "What changed", |(changes, _)| changes)
        .wraps();
    rows.column("why", "Why", |(_, of)| reasons(of))
        .wraps()
        .rank(3);
    rows.for_scripts("commit", |(_, of)| of.first().map(|newest| &newest.commit));
    rows.for_scripts("path", |(_, of)| of.first().map(|newest| &newest.path));
    Report::of(title, vec![Block::Table(rows.table())])
}

/// Reasons given for some versions, oldest first, without duplicates.
fn reasons(of: &[VersionData]) -> String {
    let mut reasons: Vec<&str> = Vec::new();
    for reason in of.iter().rev().map(|one| one.why.as_str()) {
        if !reason.is_empty() && !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons.join("; ")
}
