//! What stands behind a record that others are to read, as data and in words.

use crate::model::{Backing, BackingSide, Release};
use crate::report::{Cell, fact};
use schemars::JsonSchema;
use serde::Serialize;

/// What stands behind a finding, or a record that somebody releases.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BackingShown {
    /// Evidence for it.
    pub support: BackingSide,
    /// Evidence against it.
    pub contrary: BackingSide,
    /// Names of what its links lead to that says something else than when the record was done.
    pub changed: Vec<String>,
    /// Links that lead to nothing any more, or to what can't be read, as they are written.
    pub gone: Vec<String>,
    /// What each team said whose records are linked; null where the toolkit doesn't ask.
    pub consent: Option<Vec<ConsentShown>>,
    /// `open`, `released`, `held-back`, or `taken-back` where the text changed after it was released; null where the
    /// toolkit doesn't ask.
    pub release: Option<&'static str>,
    /// Whether nothing is lacking.
    pub ready: bool,
    /// What is lacking before others can read it, each in few words.
    pub lacking: Vec<String>,
    /// Whether it makes a claim.
    #[serde(skip)]
    is_finding: bool,
}

/// What one team said.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ConsentShown {
    /// Id of its plan.
    pub plan: String,
    /// `yes`, `no`, `not-asked`, or `to-another-text` where the text changed after it agreed.
    pub answer: &'static str,
}

/// Something that is said of a record.
pub struct Fact {
    /// Name in CSV.
    pub id: &'static str,
    /// Heading for people.
    pub title: &'static str,
    /// Where there is little room: higher numbers go first, 0 stays.
    pub rank: u8,
    /// What it says.
    pub say: fn(&BackingShown) -> String,
}

impl BackingShown {
    /// Of a record.
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

    /// The columns that say something of some records.
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

    /// The same for one record, line by line; what is empty is left out.
    pub fn facts(&self) -> Vec<(String, Cell)> {
        let columns = Self::columns(&[self]).into_iter();
        columns
            .map(|column| (column.title, (column.say)(self).replace('\n', "; ")))
            .filter(|(_, words)| !words.is_empty())
            .map(|(title, words)| fact(title.to_lowercase(), words))
            .collect()
    }

    /// How strong it is, in words.
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

    /// Who agreed, in words.
    pub fn agreed(&self) -> String {
        let Some(all) = &self.consent else {
            return String::new();
        };
        let lines: Vec<String> = ["yes", "no", "not-asked", "to-another-text"]
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

    /// Whether it is ready, or what is lacking.
    pub fn readiness(&self) -> String {
        if self.ready {
            "yes".to_owned()
        } else {
            format!("no: {}", self.lacking.join("; "))
        }
    }
}
