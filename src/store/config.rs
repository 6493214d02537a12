//! `redesign.toml`: the workspace's settings.

use crate::model::{Finding, Limits, Web, codes};
use regex::{Regex, RegexBuilder};
use serde::Deserialize;

/// Settings of a workspace. Keys we don't know are other tools'.
#[derive(Debug, Clone, Deserialize)]
pub struct Config {
    /// Title of the workspace, above tables.
    #[serde(default)]
    pub title: String,
    /// Toolkit that `new` uses unless told otherwise.
    #[serde(default)]
    pub toolkit: String,
    /// Where team plans live, relative to the workspace.
    #[serde(default = "plans")]
    pub plans: String,
    /// Time zone in which days begin; UTC unless set.
    #[serde(default)]
    pub timezone: String,
    /// How git is used.
    #[serde(default)]
    pub git: GitConfig,
    /// Where files are edited on a git host's web page.
    #[serde(default)]
    pub web: Web,
    /// Limits that protect people.
    #[serde(default)]
    pub privacy: PrivacyConfig,
    /// What the board counts as long, late or far apart.
    #[serde(default)]
    pub board: Limits,
}

/// `[git]`
#[derive(Debug, Clone, Deserialize)]
pub struct GitConfig {
    /// Whether commands commit what they wrote.
    #[serde(default = "yes")]
    pub commit: bool,
}

/// `[privacy]`
#[derive(Debug, Clone, Deserialize)]
pub struct PrivacyConfig {
    /// Smallest group of people about which a number may be kept; 10 or more.
    #[serde(default = "ten")]
    pub min_n: u32,
    /// What an id of a student looks like; nothing where none is set.
    #[serde(default, deserialize_with = "pattern")]
    pub student_id: Option<Regex>,
}

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
        serde::de::Error::custom(format!("`student_id` can't be used: {reason}"))
    })?;
    if regex.is_match("") {
        return Err(serde::de::Error::custom(
            "`student_id` would be found everywhere: it matches nothing at all",
        ));
    }
    Ok(Some(regex))
}

fn plans() -> String {
    "plans".to_owned()
}

fn yes() -> bool {
    true
}

fn ten() -> u32 {
    10
}

impl Default for GitConfig {
    fn default() -> Self {
        Self { commit: yes() }
    }
}

impl Default for PrivacyConfig {
    fn default() -> Self {
        Self {
            min_n: ten(),
            student_id: None,
        }
    }
}

impl Config {
    /// Reads a `redesign.toml`.
    ///
    /// # Errors
    /// The finding that names line, column and cause.
    pub fn parse(text: &str) -> Result<Self, Box<Finding>> {
        let file = super::WORKSPACE_FILE;
        let broken = |message: String, offset: usize| {
            Box::new(
                Finding::error(codes::WORKSPACE, message)
                    .in_text(file, text, offset)
                    .with_help(format!(
                        "correct {file}; `docs/file-formats.md` lists its keys"
                    ))
                    .breaking(),
            )
        };
        let config: Self = toml::from_str(text).map_err(|error| {
            broken(
                error.message().to_owned(),
                error.span().map_or(0, |span| span.start),
            )
        })?;
        let at = |key: &str| text.find(key).unwrap_or(0);
        let outside = config.plans.starts_with('/')
            || config.plans.contains('\\')
            || config
                .plans
                .split('/')
                .any(|part| part.is_empty() || part.starts_with('.'));
        if outside {
            return Err(broken(
                format!(
                    "`plans` is a folder inside the workspace, not \"{}\"",
                    config.plans
                ),
                at("plans"),
            ));
        }
        if config.privacy.min_n < ten() {
            return Err(broken(
                format!(
                    "`min_n` can be raised above 10, not lowered to {}",
                    config.privacy.min_n
                ),
                at("min_n"),
            ));
        }
        let gap = config.board.rating_gap;
        if !gap.is_finite() || gap < 0.0 {
            return Err(broken(
                format!("`rating_gap` is a number such as 1.0, not {gap}"),
                at("rating_gap"),
            ));
        }
        for (key, address, place) in [
            ("edit", &config.web.edit, "{path}"),
            ("new", &config.web.new, "{folder}"),
        ] {
            if address.is_empty() {
                continue;
            }
            let is_on_the_web = address.starts_with("https://") || address.starts_with("http://");
            let is_one_word = !address.contains(|one: char| {
                one.is_whitespace()
                    || one.is_control()
                    || matches!(one, '"' | '<' | '>' | '(' | ')' | '|')
            });
            if !is_on_the_web || !is_one_word {
                return Err(broken(
                    format!(
                        "`web.{key}` is an address that begins with https:// or http://, not \"{address}\""
                    ),
                    at(address),
                ));
            }
            if !address.contains(place) && !address.contains("{path}") {
                let places = if key == "edit" {
                    "{path}"
                } else {
                    "{folder} and {name}, or {path}"
                };
                return Err(broken(
                    format!("`web.{key}` says nowhere which file is meant: it needs {places}"),
                    at(address),
                ));
            }
        }
        if !config.timezone.is_empty() && jiff::tz::TimeZone::get(&config.timezone).is_err() {
            return Err(broken(
                format!(
                    "no time zone is called \"{}\"; write one such as America/Chicago",
                    config.timezone
                ),
                at("timezone"),
            ));
        }
        Ok(config)
    }

    /// What the workspace is called above tables: its title, or the program's name where it has none.
    pub fn name(&self) -> &str {
        match self.title.as_str() {
            "" => "redesign",
            title => title,
        }
    }

    /// The time zone in which days begin.
    pub fn time_zone(&self) -> jiff::tz::TimeZone {
        jiff::tz::TimeZone::get(&self.timezone).unwrap_or(jiff::tz::TimeZone::UTC)
    }
}
