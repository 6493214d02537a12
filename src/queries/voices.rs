//! Who is affected by what each plan changes, and who was heard.

use crate::model::{Plan, Voice, voices};
use crate::report::{Block, Report, Rows, few};
use schemars::JsonSchema;
use serde::Serialize;

/// A group that a plan names as affected, or of which somebody was heard.
#[derive(Debug, Hash, Serialize, JsonSchema)]
pub struct VoiceShown {
    /// The plan's id.
    pub plan: String,
    /// The group's name.
    pub group: String,
    /// Whether the plan names it as affected.
    pub is_affected: bool,
    /// `heard`, `not-heard`, or `not-matched`: no record has this name, but it may be another spelling of one.
    pub heard: &'static str,
    /// How many records it was heard in.
    pub records: usize,
    /// The first day on which it was heard; null if unknown.
    pub since: Option<String>,
    /// The last day on which it was heard; null if unknown.
    pub newest: Option<String>,
    #[serde(skip)]
    words: &'static str,
}

impl VoiceShown {
    pub fn of(plan: &Plan) -> Vec<Self> {
        let all = voices(plan).into_iter();
        all.map(|voice| Self::told(plan, voice)).collect()
    }

    fn told(plan: &Plan, voice: Voice) -> Self {
        let day = |day: Option<&jiff::civil::Date>| day.map(ToString::to_string);
        Self {
            plan: plan.id.to_string(),
            heard: voice.hearing.word(),
            words: voice.hearing.people_word(),
            is_affected: voice.is_affected,
            records: voice.records,
            since: day(voice.days.first()),
            newest: day(voice.days.last()),
            group: voice.group,
        }
    }
}

/// A row for each group; below, which plans name nobody as affected.
pub(super) fn report(title: &str, voices: &[VoiceShown], silent: &[String]) -> Report {
    let mut rows = Rows::of(voices);
    rows.column("plan", "Plan", |one| &one.plan);
    rows.column("group", "Group", |one| &one.group).wraps();
    rows.for_people("Affected", |one| {
        if one.is_affected { "yes" } else { "not named" }
    });
    rows.for_scripts(
        "is_affected",
        |one| {
            if one.is_affected { "yes" } else { "no" }
        },
    );
    rows.for_people("Heard", |one| one.words);
    rows.for_scripts("heard", |one| one.heard);
    rows.column("records", "Records", |one| {
        Some(one.records).filter(|count| *count > 0)
    })
    .number();
    rows.column("since", "Since", |one| one.since.as_ref());
    rows.column("newest", "Newest", |one| one.newest.as_ref())
        .rank(3);
    let mut blocks = vec![Block::Table(rows.table())];
    if !silent.is_empty() {
        blocks.push(Block::Text(format!(
            "Nobody is named as affected: {}.",
            few(silent)
        )));
    }
    Report::of(title, blocks)
}
