//! One team's plan: its `plan.toml` and its records.

use super::{Adjustments, Content, Finding, Link, Pledge, Record};
use crate::toolkit::{ActivityAt, PlanId, Toolkit, toml_words};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(Debug)]
pub struct Plan {
    /// Its directory's name.
    pub id: PlanId,
    /// Its directory, relative to the workspace, with `/`.
    pub path: String,
    /// Root of a repository other than the workspace's, relative to the workspace: the plan's directory or one above
    /// it. Usually `None`.
    pub repository: Option<String>,
    pub meta: PlanMeta,
    /// In exactly the version it names.
    pub toolkit: Arc<Toolkit>,
    /// Records and pages of repeatable activities, ordered by path.
    pub records: Vec<Record>,
    /// Pattern of student ids, if the workspace sets one: searched for in what is to be published.
    pub student_id: Option<regex::Regex>,
    /// Smallest number of people that numbers may be about.
    pub min_n: u32,
    /// Files that belong to no activity, relative to the workspace.
    pub strays: Vec<String>,
    /// Links in records and their targets, ordered by record, output and line.
    pub links: Vec<Link>,
    /// Answers that only people give, without a stamp: those that hold for other words, ordered by record.
    pub pledges: Vec<Pledge>,
    /// Problems besides unreadable records.
    pub findings: Vec<Finding>,
}

/// `plan.toml`. Unknown keys belong to other tools and are ignored.
#[derive(Debug, Clone, Deserialize)]
pub struct PlanMeta {
    /// The whole file.
    #[serde(skip)]
    pub text: String,
    #[serde(default)]
    pub title: String,
    #[serde(default, alias = "organization")]
    pub organisation: String,
    pub toolkit: ToolkitName,
    /// First day of the cycle, as written.
    #[serde(default, deserialize_with = "day")]
    pub start: Option<String>,
    /// A role is enough.
    #[serde(default)]
    pub coach: String,
    /// How to reach the team.
    #[serde(default)]
    pub contact: String,
    /// Why it is paused, if it is.
    #[serde(default)]
    pub paused: String,
    /// Last day of the pause, as written, if it is known.
    #[serde(default, deserialize_with = "day")]
    pub paused_until: Option<String>,
    /// When or why it ended, if it has.
    #[serde(default)]
    pub ended: String,
    /// Id of the plan it continues, if it is a later cycle.
    #[serde(default)]
    pub continues: String,
    /// Weeks that override the toolkit's.
    #[serde(default)]
    pub pacing: Adjustments,
    /// Rhythms that override the toolkit's.
    #[serde(default)]
    pub rhythm: Adjustments,
}

/// A day, written as a TOML date or a string.
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

#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct PlanError {
    pub message: String,
    /// Byte offset in the text.
    pub offset: usize,
}

impl PlanMeta {
    pub fn parse(text: &str) -> Result<Self, PlanError> {
        let mut meta: Self = toml::from_str(text).map_err(|error| PlanError {
            message: toml_words(&error, text),
            offset: error.span().map_or(0, |span| span.start),
        })?;
        let adjustments = meta.pacing.values_mut().chain(meta.rhythm.values_mut());
        adjustments.for_each(|one| one.locate(text));
        text.clone_into(&mut meta.text);
        Ok(meta)
    }
}

/// Whether a plan with this coach is asked for; ignores case. `None` asks for every coach.
pub fn is_coach(asked: Option<&str>, coach: &str) -> bool {
    asked.is_none_or(|one| one.trim().to_lowercase() == coach.trim().to_lowercase())
}

impl PlanMeta {
    /// Why the plan is inactive on a day, if it is: it ended or is paused.
    pub fn resting(&self, today: Date) -> Option<String> {
        if self.has_ended() {
            return Some(format!("ended: {}", self.ended.trim()));
        }
        match (self.paused.trim(), self.last_day_of_pause()) {
            (_, Some(last)) if last < today => None,
            ("", Some(last)) => Some(format!("paused: until {last}")),
            (why, Some(last)) => Some(format!("paused: {why} (until {last})")),
            ("", None) => None,
            (why, None) => Some(format!("paused: {why}")),
        }
    }

    /// Last day of a pause that is over, although plan.toml still says so.
    pub fn pause_over(&self, today: Date) -> Option<Date> {
        let last = self.last_day_of_pause().filter(|_| !self.has_ended())?;
        (last < today).then_some(last)
    }

    pub fn has_ended(&self) -> bool {
        !self.ended.trim().is_empty()
    }
}

impl Plan {
    /// The title, or the id if it has none.
    pub fn name(&self) -> &str {
        if self.meta.title.trim().is_empty() {
            self.id.as_str()
        } else {
            &self.meta.title
        }
    }

    /// Records of an activity, without a repeatable's page.
    pub fn records_of(&self, activity: ActivityAt) -> impl Iterator<Item = &Record> {
        self.records
            .iter()
            .filter(move |record| record.activity == activity && !record.is_page)
    }

    /// What is known of a record's answers that only people give, without a stamp.
    pub fn pledges_in<'a>(&'a self, path: &'a str) -> impl Iterator<Item = &'a Pledge> {
        self.pledges
            .iter()
            .filter(move |pledge| pledge.path == path)
    }

    /// What an activity's readable records contain.
    pub fn contents_of(&self, activity: ActivityAt) -> impl Iterator<Item = &Content> {
        let records = self.records_of(activity);
        records.filter_map(|record| record.content.as_ref().ok())
    }

    /// A programme's records kept with each team's plan, by plan id, in file order.
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

    /// Path of an activity's file or folder, relative to the workspace: the actual one, else the default.
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
