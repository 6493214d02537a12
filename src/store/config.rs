//! `redesign.toml`: the workspace's settings.

use super::files;
use super::names::WORKSPACE_FILE;
use crate::model::{Finding, Limits, Web, codes};
use crate::toolkit::toml_words;
use regex::{Regex, RegexBuilder};
use serde::Deserialize;

/// Settings of a workspace. Unknown keys belong to other tools.
#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct Config {
    /// Title above tables.
    pub title: String,
    /// The default toolkit of `new`.
    pub toolkit: String,
    /// The folder of team plans, relative to the workspace.
    pub plans: String,
    /// Time zone for days; UTC by default.
    pub timezone: String,
    pub git: GitConfig,
    /// Where the git host's web pages edit files.
    pub web: Web,
    /// Limits that protect people.
    pub privacy: PrivacyConfig,
    /// What the board counts as long, late or far apart.
    pub board: Limits,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct GitConfig {
    /// Whether commands commit what they write.
    pub commit: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(default)]
pub struct PrivacyConfig {
    /// Smallest group of people a number may describe; at least 10.
    pub min_n: u32,
    /// The form of a student id, if set.
    #[serde(deserialize_with = "pattern")]
    pub student_id: Option<Regex>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            title: String::new(),
            toolkit: String::new(),
            plans: "plans".to_owned(),
            timezone: String::new(),
            git: GitConfig::default(),
            web: Web::default(),
            privacy: PrivacyConfig::default(),
            board: Limits::default(),
        }
    }
}

impl Default for GitConfig {
    fn default() -> Self {
        Self { commit: true }
    }
}

impl Default for PrivacyConfig {
    fn default() -> Self {
        Self {
            min_n: LEAST_GROUP,
            student_id: None,
        }
    }
}

const LEAST_GROUP: u32 = 10;

/// Largest compiled `student_id`, in bytes.
const MAX_PATTERN: usize = 64 * 1024;

fn pattern<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Regex>, D::Error> {
    let words = String::deserialize(deserializer)?;
    if words.trim().is_empty() {
        return Ok(None);
    }
    let regex = RegexBuilder::new(&words).size_limit(MAX_PATTERN).build();
    let regex = regex.map_err(|error| {
        let reason = error.to_string();
        let reason = reason.lines().last().unwrap_or_default().trim();
        serde::de::Error::custom(format!("`student_id` is invalid: {reason}"))
    })?;
    if regex.is_match("") {
        return Err(serde::de::Error::custom(
            "`student_id` matches the empty string, so it would match everywhere",
        ));
    }
    Ok(Some(regex))
}

impl Config {
    pub fn parse(text: &str) -> Result<Self, Finding> {
        let broken = |message: String, offset: usize| {
            Finding::error(codes::WORKSPACE, message)
                .in_text(WORKSPACE_FILE, text, offset)
                .with_help(format!(
                    "fix {WORKSPACE_FILE}; `docs/file-formats.md` lists its keys"
                ))
                .breaking()
        };
        let config: Self = toml::from_str(text).map_err(|error| {
            if let Some(mark) = crate::document::first_mark(text) {
                return files::with_marks(codes::WORKSPACE, WORKSPACE_FILE, text, mark);
            }
            let offset = error.span().map_or(0, |span| span.start);
            broken(toml_words(&error, text), offset)
        })?;
        match config.problem() {
            Some((why, at)) => Err(broken(why, text.find(at).unwrap_or(0))),
            None => Ok(config),
        }
    }

    /// Why a value can't be used, and the value's key.
    fn problem(&self) -> Option<(String, &str)> {
        let plans = &self.plans;
        let is_odd = |part: &str| part.is_empty() || part.starts_with('.');
        let gap = self.board.rating_gap;
        let zone = &self.timezone;
        if plans.starts_with('/') || plans.contains('\\') || plans.split('/').any(is_odd) {
            let why = format!("`plans` must be a folder inside the workspace, not \"{plans}\"");
            return Some((why, "plans"));
        }
        if self.privacy.min_n < LEAST_GROUP {
            let least = self.privacy.min_n;
            let why = format!("`min_n` must be at least 10, not {least}");
            return Some((why, "min_n"));
        }
        if !gap.is_finite() || gap < 0.0 {
            let why = format!("`rating_gap` must be a number such as 1.0, not {gap}");
            return Some((why, "rating_gap"));
        }
        if let Some(problem) = self.web.problem() {
            return Some(problem);
        }
        if !zone.is_empty() && jiff::tz::TimeZone::get(zone).is_err() {
            let why = format!("unknown time zone \"{zone}\"; write one such as America/Chicago");
            return Some((why, "timezone"));
        }
        None
    }

    /// The workspace's name above tables: its title, or the program's name.
    pub fn name(&self) -> &str {
        match self.title.as_str() {
            "" => "redesign",
            title => title,
        }
    }

    pub fn time_zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::get(&self.timezone).unwrap_or(jiff::tz::TimeZone::UTC)
    }
}
