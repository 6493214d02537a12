//! A test's prediction beside its result: what was measured, and whether it changed once the result was known.

use crate::model::compared::{comparisons, in_words};
use crate::model::prediction::{Foresight, SinceResult};
use crate::model::{Plan, Record};
use crate::queries::measure::PredictedShown;
use crate::report::{Cell, fact};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

/// A test's prediction, and what became of it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PredictionShown {
    /// Id of the output that holds it.
    pub output: String,
    /// The prediction in one line: numbers and days, or the beginning of its text; null if there is none any more.
    pub predicted: Option<String>,
    /// Its numbers beside the measured ones, if it is a table with a link to a measure, a number and a day.
    pub numbers: Vec<PredictedShown>,
    /// `open` (no result yet), `unchanged`, `changed` or `written_after` since the result was first recorded; where somebody
    /// typed the result by hand, `seen_later` or `changed_since_seen`; `not_known` if nothing notes it.
    pub since: &'static str,
    /// What it was when the result was first recorded; null if it is unchanged or git doesn't have the words.
    pub changed_from: Option<String>,
    /// Which came first, as git knows: `prediction`, `result`, `together` (in one commit), `unclear` (each on one of the
    /// branches that were merged), `uncommitted`, or `unknown`.
    pub first: &'static str,
    /// The day on which somebody wrote the words that git has; null if unknown.
    pub written: Option<String>,
    /// The same for the result.
    pub result_written: Option<String>,
    /// Why git doesn't know; null if it does.
    pub why: Option<String>,
}

/// The prediction of a record without what git knows; `None` if it has none.
pub fn prediction(plan: &Plan, record: &Record, today: Date) -> Option<PredictionShown> {
    let activity = plan.toolkit.activity(record.activity);
    let content = record.said()?;
    let foresight = Foresight::of(&plan.toolkit, activity, content)?;
    let numbers = comparisons(plan, record, today);
    Some(PredictionShown {
        output: foresight.prediction.id.to_string(),
        predicted: in_words(foresight.prediction, content),
        numbers: numbers.iter().map(PredictedShown::of).collect(),
        since: word(foresight.since),
        changed_from: None,
        first: "unknown",
        written: None,
        result_written: None,
        why: None,
    })
}

fn word(since: SinceResult) -> &'static str {
    match since {
        SinceResult::Open => "open",
        SinceResult::Unchanged => "unchanged",
        SinceResult::Changed => "changed",
        SinceResult::WrittenAfter => "written_after",
        SinceResult::SeenLater => "seen_later",
        SinceResult::ChangedSinceSeen => "changed_since_seen",
        SinceResult::Unnoted | SinceResult::Unclear => "not_known",
    }
}

impl PredictionShown {
    /// For people.
    pub fn facts(&self, plan: &str) -> Vec<(String, Cell)> {
        let mut facts = Vec::new();
        for one in &self.numbers {
            facts.push(fact("predicted", one.words()));
            facts.push(fact("was", one.says.as_str()));
        }
        if self.numbers.is_empty() {
            let words = self.predicted.as_deref().unwrap_or("nothing any more");
            facts.push(fact("predicted", words));
        }
        facts.extend(self.dated().map(|words| fact("written", words)));
        facts.push(fact("since", self.since_in_words(plan)));
        facts
    }

    fn dated(&self) -> Option<String> {
        let day = || self.written.as_deref().unwrap_or("on an unknown day");
        let result = self.result_written.as_ref();
        let result = result.map_or_else(String::new, |day| format!(" of {day}"));
        Some(match (self.first, &self.why) {
            ("prediction", Some(why)) => {
                format!("before the result{result}; when is not known here: {why}")
            }
            (_, Some(why)) => format!("when is not known here: {why}"),
            ("prediction", _) if self.since == "open" => day().to_owned(),
            ("prediction", _) => format!("{}, before the result{result}", day()),
            ("result", _) => format!("{}, after the result{result}", day()),
            ("together", _) => format!("{}, in one commit with the result: order not known", day()),
            ("unclear", _) => "each on a branch of its own: order not known".to_owned(),
            ("uncommitted", _) => "not committed yet".to_owned(),
            _ => return None,
        })
    }

    fn since_in_words(&self, plan: &str) -> String {
        let was = match &self.changed_from {
            Some(words) => format!(": was {words}"),
            None => "; git here doesn't have the earlier words".to_owned(),
        };
        match self.since {
            "open" => "there is no result yet".to_owned(),
            "unchanged" => "unchanged since the result was known".to_owned(),
            "changed" if self.first == "unclear" => {
                format!("changed after the result was known, or on another branch{was}")
            }
            "changed" => format!("changed after the result was known{was}"),
            "written_after" if self.first == "unclear" => {
                "written after the result was known, or on another branch".to_owned()
            }
            "written_after" => "written after the result was known".to_owned(),
            "seen_later" => {
                "seen later: the result was typed by hand; unchanged since it was seen".to_owned()
            }
            "changed_since_seen" => {
                format!(
                    "changed after the result was known{was}; seen later: the result was typed by hand"
                )
            }
            _ => format!(
                "not known: nothing notes it; `redesign check {plan} --fix` notes it as it is now, as seen later"
            ),
        }
    }
}
