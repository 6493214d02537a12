//! Proposed meetings, and how they are recorded.

use super::party::{Arrange, Statement};
use crate::model::{Invocation, State};
use crate::toolkit::ActivityAt;
use schemars::JsonSchema;
use serde::Serialize;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The second offers what the first needs.
    Offer,
    /// The second has done what the first is stuck on.
    Ahead,
    /// Their problems or needs are similar.
    Alike,
}

pub const REASONS: [(Reason, &str); 3] = [
    (Reason::Offer, "offer"),
    (Reason::Ahead, "ahead"),
    (Reason::Alike, "alike"),
];

impl Reason {
    pub fn word(self) -> &'static str {
        let found = REASONS.iter().find(|(reason, _)| *reason == self);
        found.map_or("", |(_, word)| word)
    }
}

#[derive(Debug, Clone)]
pub struct Proposal {
    pub reason: Reason,
    /// Out of `WHOLE`.
    pub strength: u32,
    /// Who has the problem, then whom to meet.
    pub sides: [Partner; 2],
    /// Distinctive words both use, heaviest first.
    pub words: Vec<String>,
}

#[derive(Debug, Clone)]
pub struct Partner {
    /// A plan's id, or an expert's record.
    pub who: String,
    pub is_plan: bool,
    /// The plan's directory, or the expert's record file.
    pub path: String,
    pub says: Option<Statement>,
    /// For [`Reason::Ahead`]: the activity in the plan's toolkit, and its state.
    pub at: Option<(ActivityAt, State)>,
}

// According to a record, they met or will meet.
/// Two who have already met.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[schemars(rename = "MetShown")]
pub struct Met {
    /// Plans' ids or experts' records.
    #[serde(rename = "between")]
    #[schemars(with = "Vec<String>")]
    pub who: [String; 2],
    /// The record that names both.
    pub record: String,
}

#[derive(Debug, Default)]
pub struct Introductions {
    /// Strongest first.
    pub proposals: Vec<Proposal>,
    /// In order.
    pub met: Vec<Met>,
    /// Active teams that have said nothing to compare.
    pub silent: Vec<String>,
    pub teams: usize,
}

/// The command that records a meeting of two.
pub fn command(arrange: &Arrange, sides: &[Partner; 2]) -> Invocation {
    let mut command = Invocation::of("record").on(&arrange.target).adding();
    let mut names_any = false;
    for side in sides {
        let output = if side.is_plan {
            &arrange.names
        } else {
            &arrange.link
        };
        if let Some(output) = output {
            command = command.flag("--set").pair(output, &side.who);
            names_any = true;
        }
    }
    if names_any {
        return command;
    }
    // If the answers can't name them, the record's name does.
    let [one, other] = sides;
    command
        .flag("--title")
        .on(format!("{} {}", one.who, other.who))
}
