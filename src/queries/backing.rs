//! What backs a record meant for others, as data and in words.

use crate::model::{Backing, BackingSide, Release};
use crate::report::{Cell, fact};
use schemars::JsonSchema;
use serde::Serialize;

/// What backs a finding, or a record that can be released.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BackingShown {
    /// Evidence for it.
    pub support: BackingSide,
    /// Evidence against it.
    pub contrary: BackingSide,
    /// Link targets that have changed since the record was done.
    pub changed: Vec<String>,
    /// Links that are broken or lead to something unreadable, as written.
    pub gone: Vec<String>,
    /// What each linked team said; null if the toolkit doesn't ask.
    pub consent: Option<Vec<ConsentShown>>,
    /// `open`, `released`, `held-back`, `taken-back` if the text changed since, or what it rests on changed or was
    /// withdrawn, or `unknown` if this clone doesn't have the history that tells; null if the toolkit doesn't ask.
    pub release: Option<&'static str>,
    /// Whether nothing is missing.
    pub ready: bool,
    /// What is lacking before others can read it, briefly.
    pub lacking: Vec<String>,
    #[serde(skip)]
    is_finding: bool,
}

/// What one team said.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ConsentShown {
    /// Id of its plan.
    pub plan: String,
    /// `yes`, `no`, `not-asked`, `to-another-text` if the text changed after it agreed, or `unknown` if this clone doesn't
    /// have the history that tells.
    pub answer: &'static str,
}

/// A column about a record's backing.
pub struct Fact {
    /// Name in CSV.
    pub id: &'static str,
    /// Heading for people.
    pub title: &'static str,
    /// Columns with higher numbers are dropped first; 0 is never dropped.
    pub rank: u8,
    pub say: fn(&BackingShown) -> String,
}

impl BackingShown {
    pub fn of(backing: &Backing) -> Self {
        let lost = backing.gone.iter().chain(&backing.unknown);
        Self {
            support: backing.support.clone(),
            contrary: backing.contrary.clone(),
            changed: backing.changed.clone(),
            gone: lost.map(|(words, _)| words.clone()).collect(),
            consent: backing.consent.as_ref().map(|all| {
                all.iter()
                    .map(|(team, answer)| ConsentShown {
                        plan: team.id.clone(),
                        answer: answer.word(),
                    })
                    .collect()
            }),
            release: backing.release.as_ref().map(Release::word),
            ready: backing.is_ready(),
            lacking: backing.lacking(),
            is_finding: backing.is_finding,
        }
    }

    /// The columns that aren't empty for all records.
    pub fn columns(all: &[&Self]) -> Vec<Fact> {
        let any = |is: fn(&Self) -> bool| all.iter().any(|one| is(one));
        let mut columns: Vec<Fact> = Vec::new();
        let mut add = |id, title, rank, say| {
            columns.push(Fact {
                id,
                title,
                rank,
                say,
            });
        };
        if any(|one| one.is_finding) {
            add("evidence_for", "Behind it", 1, Self::strength);
            add("evidence_against", "Against it", 5, Self::against);
        }
        if any(|one| one.is_finding || !one.changed.is_empty() || !one.gone.is_empty()) {
            add("evidence_lost", "Changed or gone", 4, Self::evidence);
        }
        if any(|one| one.consent.is_some()) {
            add("consent_by_team", "Agreed", 3, Self::agreed);
        }
        if any(|one| one.release.is_some()) {
            add("release_state", "Release", 2, Self::released);
        }
        if !all.is_empty() {
            add("is_ready", "Ready", 0, Self::readiness);
        }
        columns
    }

    /// One record's facts; empty ones are left out.
    pub fn facts(&self) -> Vec<(String, Cell)> {
        let columns = Self::columns(&[self]).into_iter();
        columns
            .map(|column| (column.title, (column.say)(self).replace('\n', "; ")))
            .filter(|(_, words)| !words.is_empty())
            .map(|(title, words)| fact(title.to_lowercase(), words))
            .collect()
    }

    pub fn strength(&self) -> String {
        if self.support.is_empty() && self.is_finding {
            return "nothing".to_owned();
        }
        self.support.words()
    }

    fn against(&self) -> String {
        self.contrary.words()
    }

    fn released(&self) -> String {
        self.release.unwrap_or_default().replace('-', " ")
    }

    fn evidence(&self) -> String {
        let changed = self.changed.iter().map(|name| format!("{name} changed"));
        let gone = self.gone.iter().map(|words| format!("{words} gone"));
        changed.chain(gone).collect::<Vec<_>>().join("\n")
    }

    pub fn agreed(&self) -> String {
        let Some(all) = &self.consent else {
            return String::new();
        };
        let lines: Vec<String> = ["yes", "no", "not-asked", "to-another-text", "unknown"]
            .into_iter()
            .filter_map(|answer| {
                let own = all.iter().filter(|one| one.answer == answer);
                let teams: Vec<&str> = own.map(|one| one.plan.as_str()).collect();
                let word = answer.replace('-', " ");
                (!teams.is_empty()).then(|| format!("{word}: {}", teams.join(", ")))
            })
            .collect();
        if lines.is_empty() {
            "nobody to ask".to_owned()
        } else {
            lines.join("\n")
        }
    }

    pub fn readiness(&self) -> String {
        if self.ready {
            "yes".to_owned()
        } else {
            format!("no: {}", self.lacking.join("; "))
        }
    }
}
