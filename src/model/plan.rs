//! One team's plan: its `plan.toml` and its records.

use super::{Adjustments, Content, Finding, Link, Record};
use crate::toolkit::{ActivityAt, PlanId, Toolkit, toml_words};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A plan as it is on disk.
#[derive(Debug)]
pub struct Plan {
    /// Its directory's name.
    pub id: PlanId,
    /// Its directory, relative to the workspace, with `/`.
    pub path: String,
    /// The folder, relative to the workspace, in which a repository other than the workspace's begins: the plan's own
    /// directory or one above it. Nothing for the usual plan.
    pub repository: Option<String>,
    /// What its `plan.toml` says.
    pub meta: PlanMeta,
    /// The toolkit it is made from, in exactly the version it names.
    pub toolkit: Arc<Toolkit>,
    /// Its records and the pages of its repeatable activities, in the order of their paths.
    pub records: Vec<Record>,
    /// What an id of a student looks like, where the workspace says so: it is looked for in what is to be published.
    pub student_id: Option<regex::Regex>,
    /// Files which belong to no activity, relative to the workspace.
    pub strays: Vec<String>,
    /// The links in its records, and what they lead to, in the order of records, outputs and lines.
    pub links: Vec<Link>,
    /// What could not be read besides records.
    pub findings: Vec<Finding>,
}

/// `plan.toml`. Keys we don't know are other tools'; they stay and are not read.
#[derive(Debug, Clone, Deserialize)]
pub struct PlanMeta {
    /// The plan's title.
    #[serde(default)]
    pub title: String,
    /// Whose plan it is.
    #[serde(default, alias = "organization")]
    pub organisation: String,
    /// Toolkit and exact version.
    pub toolkit: ToolkitName,
    /// First day of the cycle, as it is written.
    #[serde(default, deserialize_with = "day")]
    pub start: Option<String>,
    /// Who coaches the team; a role is enough.
    #[serde(default)]
    pub coach: String,
    /// How to reach the team.
    #[serde(default)]
    pub contact: String,
    /// Why it rests, if it does.
    #[serde(default)]
    pub paused: String,
    /// When or why it ended, if it did.
    #[serde(default)]
    pub ended: String,
    /// Id of the plan whose work it continues, if it is a further cycle.
    #[serde(default)]
    pub continues: String,
    /// Weeks of activities, other than the toolkit's.
    #[serde(default)]
    pub pacing: Adjustments,
    /// Rhythms of activities, other than the toolkit's.
    #[serde(default)]
    pub rhythm: Adjustments,
}

/// A day, written as a TOML date or as a string.
fn day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "a date such as 2026-12-01")]
    enum Day {
        Date(toml::value::Datetime),
        Words(String),
    }
    let words = match Day::deserialize(deserializer)? {
        Day::Date(date) => date.to_string(),
        Day::Words(words) => words,
    };
    Ok(Some(words).filter(|words| !words.trim().is_empty()))
}

/// A toolkit's id and version.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[schemars(rename = "ToolkitStatus")]
pub struct ToolkitName {
    /// Its id.
    pub id: String,
    /// Its exact version.
    pub version: String,
}

impl std::fmt::Display for ToolkitName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} {}", self.id, self.version)
    }
}

/// A `plan.toml` that can't be read.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct PlanError {
    /// Why.
    pub message: String,
    /// Byte offset in the text.
    pub offset: usize,
}

impl PlanMeta {
    /// Reads a `plan.toml`.
    ///
    /// # Errors
    /// Where and why it can't be.
    pub fn parse(text: &str) -> Result<Self, PlanError> {
        let mut meta: Self = toml::from_str(text).map_err(|error| PlanError {
            message: toml_words(&error),
            offset: error.span().map_or(0, |span| span.start),
        })?;
        let adjustments = meta.pacing.values_mut().chain(meta.rhythm.values_mut());
        adjustments.for_each(|one| one.locate(text));
        Ok(meta)
    }
}

/// Whether a plan with this coach is one of those that are asked for: of all coaches, or of one, in any case.
pub fn is_coach(asked: Option<&str>, coach: &str) -> bool {
    asked.is_none_or(|one| one.trim().to_lowercase() == coach.trim().to_lowercase())
}

impl PlanMeta {
    /// Whether nobody is asked to go on, and why: it ended, or it rests for a while.
    pub fn resting(&self) -> Option<String> {
        [(&self.ended, "ended"), (&self.paused, "paused")]
            .into_iter()
            .find(|(why, _)| !why.trim().is_empty())
            .map(|(why, word)| format!("{word}: {}", why.trim()))
    }

    /// Whether the work on it is over.
    pub fn has_ended(&self) -> bool {
        !self.ended.trim().is_empty()
    }
}

impl Plan {
    /// What people call it: its title, or its id where it has none.
    pub fn name(&self) -> &str {
        if self.meta.title.trim().is_empty() {
            self.id.as_str()
        } else {
            &self.meta.title
        }
    }

    /// Records of an activity, without the page of a repeatable's folder.
    pub fn records_of(&self, activity: ActivityAt) -> impl Iterator<Item = &Record> {
        self.records
            .iter()
            .filter(move |record| record.activity == activity && !record.is_page)
    }

    /// What the readable records of an activity hold.
    pub fn contents_of(&self, activity: ActivityAt) -> impl Iterator<Item = &Content> {
        let records = self.records_of(activity);
        records.filter_map(|record| record.content.as_ref().ok())
    }

    /// Of a programme: the records that are kept with each team's plan, by that plan's id, in the order of their files.
    pub fn kept_with_teams(&self) -> BTreeMap<&str, Vec<&Record>> {
        let mut kept: BTreeMap<&str, Vec<&Record>> = BTreeMap::new();
        for record in self.records.iter().filter(|record| !record.is_page) {
            let activity = self.toolkit.activity(record.activity);
            let is_kept = self.toolkit.is_per_plan(activity);
            if let Some(team) = record.about().filter(|_| is_kept) {
                kept.entry(team).or_default().push(record);
            }
        }
        kept
    }

    /// Where an activity's file or folder is, relative to the workspace: where it was found, else where it belongs.
    pub fn place_of(&self, activity: ActivityAt) -> String {
        let known = self.toolkit.activity(activity);
        let found = self
            .records
            .iter()
            .find(|record| record.activity == activity);
        match found {
            Some(record) if known.repeat.is_none() => record.path.clone(),
            Some(record) => record
                .path
                .rsplit_once('/')
                .map_or_else(String::new, |(folder, _)| folder.to_owned()),
            None => format!("{}/{}", self.path, self.toolkit.place(known)),
        }
    }
}
