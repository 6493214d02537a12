//! Who is proposed to whom, and how their meeting is recorded.

use super::party::{Arrange, Statement};
use crate::model::{Invocation, State};
use crate::toolkit::ActivityAt;
use schemars::JsonSchema;
use serde::Serialize;

/// Why two should meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The second offers what the first needs.
    Offer,
    /// The second has done what the first is stuck on.
    Ahead,
    /// Their problems or needs are alike.
    Alike,
}

/// Each with the word in JSON.
pub const REASONS: [(Reason, &str); 3] = [
    (Reason::Offer, "offer"),
    (Reason::Ahead, "ahead"),
    (Reason::Alike, "alike"),
];

impl Reason {
    /// The word in JSON.
    pub fn word(self) -> &'static str {
        let found = REASONS.iter().find(|(reason, _)| *reason == self);
        found.map_or("", |(_, word)| word)
    }
}

/// Two who should meet.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// Why.
    pub reason: Reason,
    /// How much speaks for it, of `WHOLE`.
    pub strength: u32,
    /// Who: first who has the problem, then who is to be met.
    pub sides: [Partner; 2],
    /// Words that both use and that tell them from others, heaviest first.
    pub words: Vec<String>,
}

/// One of two who should meet.
#[derive(Debug, Clone)]
pub struct Partner {
    /// A plan's id, or an expert's record.
    pub who: String,
    /// Whether it is a team's plan.
    pub is_plan: bool,
    /// Directory of the plan; of an expert the record's file.
    pub path: String,
    /// What it says about it.
    pub says: Option<Statement>,
    /// Of [`Reason::Ahead`]: position of the activity in the plan's toolkit, and its state.
    pub at: Option<(ActivityAt, State)>,
}

// They met by what a record says, or are to meet.
/// Two who met already.
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

/// What came of looking.
#[derive(Debug, Default)]
pub struct Introductions {
    /// What most speaks for first.
    pub proposals: Vec<Proposal>,
    /// Who met already, in order.
    pub met: Vec<Met>,
    /// Teams that go on and have said nothing that could be compared.
    pub silent: Vec<String>,
    /// How many teams go on.
    pub teams: usize,
}

/// The command that records a meeting of two, for a person who wants it.
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
    // Where the answers can't name them, the record's name does.
    let [one, other] = sides;
    command
        .flag("--title")
        .on(format!("{} {}", one.who, other.who))
}
