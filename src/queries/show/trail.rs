//! What followed a test: the decision on it, and the tests linked with it.

use crate::model::measure::trials;
use crate::model::ramp::{decisions, ramps};
use crate::model::{Plan, Record};
use crate::report::{Cell, fact};
use crate::toolkit::{Activity, Role};
use schemars::JsonSchema;
use serde::Serialize;

/// A decision on a test.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DecisionShown {
    /// The record that says it.
    pub record: String,
    /// Its file, relative to the workspace.
    pub path: String,
    /// Id of the output.
    pub output: String,
    /// What was decided, in one line.
    pub decision: String,
}

/// What followed a test.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct TrailShown {
    /// Decisions in its own record and in those that link to it.
    pub then: Vec<DecisionShown>,
    /// The tests linked with it and itself, from the first to the last; empty if there is no other.
    pub ramp: Vec<String>,
}

/// What followed a record; `None` if it isn't a test, or nothing did.
pub fn trail(plan: &Plan, activity: &Activity, record: &Record) -> Option<TrailShown> {
    let is_test = [Role::Prediction, Role::Result]
        .into_iter()
        .any(|role| activity.output_of(role).is_some());
    if !is_test || record.said().is_none() {
        return None;
    }
    let then = decisions(plan, record).into_iter();
    let then = then.map(|(from, output, decision)| DecisionShown {
        record: plan.name_of(from),
        path: from.path.clone(),
        output: output.id.to_string(),
        decision,
    });
    let tests = trials(plan);
    let mut all = ramps(plan, &tests).into_iter();
    let ramp = all.find(|ramp| ramp.iter().any(|test| test.path == record.path));
    let ramp = ramp.unwrap_or_default();
    let trail = TrailShown {
        then: then.collect(),
        ramp: ramp.iter().map(|test| test.name.clone()).collect(),
    };
    (!trail.then.is_empty() || !trail.ramp.is_empty()).then_some(trail)
}

impl TrailShown {
    /// For people.
    pub fn facts(&self, path: &str) -> Vec<(String, Cell)> {
        let then = self.then.iter().map(|one| {
            let from = if one.path == path {
                String::new()
            } else {
                format!(" ({})", one.record)
            };
            fact("then", format!("{}{from}", one.decision))
        });
        let mut facts: Vec<_> = then.collect();
        if !self.ramp.is_empty() {
            facts.push(fact("ramp", self.ramp.join(" -> ")));
        }
        facts
    }
}
