//! Predicted numbers beside the measured ones.

use super::as_written::AsWritten;
use crate::model::Plan;
use crate::model::compared::{Comparison, Outcome, all_compared};
use crate::model::measure::TrialMark;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

/// A predicted number beside the measured one.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct PredictedShown {
    /// The measure's title, or the words of the link.
    pub title: String,
    /// The measure's file, relative to the workspace; null if the link doesn't lead to one of this plan.
    pub measure: Option<String>,
    /// The group whose numbers count; null if there is only one.
    pub group: Option<String>,
    /// The predicted number.
    #[schemars(with = "f64")]
    pub number: AsWritten,
    /// The day on which it was to be reached.
    pub by: String,
    /// The newest number up to that day; null if there is none, it is hidden, or the day is still to come.
    #[schemars(with = "Option<f64>")]
    pub was: Option<AsWritten>,
    /// Its day.
    pub on: Option<String>,
    /// Whether it is as good as predicted or better; null if unknown, or if nobody said which way is better.
    pub right: Option<bool>,
    /// How far it lies above the predicted number.
    #[schemars(with = "Option<f64>")]
    pub above: Option<AsWritten>,
    /// The same in words.
    pub says: String,
    #[serde(skip)]
    predicted: String,
}

impl PredictedShown {
    pub fn of(compared: &Comparison) -> Self {
        let mut shown = Self {
            title: compared.title.clone(),
            measure: compared.measure.clone(),
            group: compared.group.clone(),
            number: AsWritten(compared.predicted.number),
            by: compared.predicted.by.to_string(),
            was: None,
            on: None,
            right: None,
            above: None,
            says: compared.was(),
            predicted: compared.predicted(),
        };
        if let Outcome::Measured {
            day,
            number,
            is_right,
            above,
        } = &compared.outcome
        {
            shown.was = Some(AsWritten(*number));
            shown.on = Some(day.to_string());
            shown.right = *is_right;
            shown.above = Some(AsWritten(*above));
        }
        shown
    }

    /// For a page about the measure, such as `predicted 68 by 2026-11-23`; with the group, if there are several.
    pub fn predicted(&self) -> String {
        let group = self
            .group
            .as_ref()
            .map_or_else(String::new, |group| format!(" ({group})"));
        format!("predicted {}{group}", self.predicted)
    }

    /// What came of it, such as `was 69 on 2026-11-20: right, by 1`.
    pub fn was(&self) -> String {
        match self.was {
            Some(_) => format!("was {}", self.says),
            None => self.says.clone(),
        }
    }

    /// What was predicted, and of which measure.
    pub fn words(&self) -> String {
        let group = self
            .group
            .as_ref()
            .map_or_else(String::new, |group| format!(" ({group})"));
        format!("{}, {}{group}", self.predicted, self.title)
    }
}

/// What a test predicted of a measure.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct TestPredicted {
    /// The test: its activity and number, such as `pilot 1`, or its record if nobody knows when it began.
    pub test: String,
    /// Its file, relative to the workspace.
    pub path: String,
    /// The predicted number beside the measured one.
    pub prediction: PredictedShown,
}

impl TestPredicted {
    /// What a plan's tests predicted of the measure in one of its files.
    pub(super) fn all(plan: &Plan, (tests, path): (&[TrialMark], &str), today: Date) -> Vec<Self> {
        let all = all_compared(plan, today).into_iter();
        let own = all.filter(|(_, compared)| compared.measure.as_deref() == Some(path));
        let found = own.map(|(record, compared)| {
            let test = tests.iter().find(|test| test.path == record.path);
            Self {
                test: test.map_or_else(|| plan.name_of(record), |test| test.name.clone()),
                path: record.path.clone(),
                prediction: PredictedShown::of(&compared),
            }
        });
        found.collect()
    }
}
