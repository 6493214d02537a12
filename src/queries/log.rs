//! The versions of a plan, an activity or a record: who, when, what changed and why.

use crate::report::{Block, Report, Rows};
use schemars::JsonSchema;
use serde::Serialize;

/// Result of `log`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LogData {
    /// The plan's id.
    pub plan: String,
    /// The activity's id; null where the whole plan is meant.
    pub activity: Option<String>,
    /// Of a repeatable activity: the record's name; null where all are meant.
    pub record: Option<String>,
    /// What is on disk and not committed yet; null where nothing is.
    pub uncommitted: Option<String>,
    /// Versions, newest first.
    pub versions: Vec<VersionData>,
    /// Whether older versions are not here, because the clone holds only the newest commits.
    pub is_cut: bool,
}

/// One version.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct VersionData {
    /// `v1` is the oldest; null where older ones are not in this clone, so that the number isn't known.
    pub version: Option<String>,
    /// The commit's id.
    pub commit: String,
    /// When it came to this branch, RFC 3339 in UTC.
    pub date: String,
    /// When it was written, RFC 3339 in UTC.
    pub written: String,
    /// Who wrote the commit.
    pub author: String,
    /// Of a merge: who wrote the merged commits that changed it.
    pub merged_authors: Vec<String>,
    /// First line of the commit's message.
    pub subject: String,
    /// What the author said about it; empty where nothing was said.
    pub why: String,
    /// What changed, in few words.
    pub changes: String,
    /// Where it was then, relative to the workspace.
    pub path: String,
    /// Day for people, in the workspace's time zone.
    #[serde(skip)]
    pub day: String,
}

impl VersionData {
    /// Its number, or where that isn't known the first characters of the commit.
    fn name(&self) -> String {
        let commit = || self.commit.chars().take(7).collect();
        self.version.clone().unwrap_or_else(commit)
    }

    /// Who wrote it, for people.
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

/// A line of the table: one version, or several of one person on one day.
#[derive(Debug, Clone)]
pub struct VersionGroup {
    /// Positions of its versions in the data, newest first.
    pub versions: std::ops::Range<usize>,
    /// What changed from before the oldest to the newest.
    pub changes: String,
}

/// Versions that were written one after the other by one person on one day stand together.
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

/// For people.
pub fn report(title: String, data: &LogData, groups: &[VersionGroup]) -> Report {
    let versions = groups.iter().filter_map(|group| {
        let of = data.versions.get(group.versions.clone())?;
        (!of.is_empty()).then_some((&group.changes, of))
    });
    // What isn't committed yet is of no version.
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

/// What was said about some versions, oldest first, each once.
fn reasons(of: &[VersionData]) -> String {
    let mut reasons: Vec<&str> = Vec::new();
    for reason in of.iter().rev().map(|one| one.why.as_str()) {
        if !reason.is_empty() && !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons.join("; ")
}
