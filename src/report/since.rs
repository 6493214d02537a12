//! What moved in a plan between two moments.

use crate::model::{Plan, Standing, State};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// Where a plan's activities stood at an earlier moment.
#[derive(Debug, Clone)]
pub struct Before {
    percent: u32,
    states: BTreeMap<String, State>,
}

/// What moved in a plan since an earlier moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Moved {
    /// Percent then; null where the plan wasn't there.
    pub percent_before: Option<u32>,
    /// Ids of the activities that were finished since.
    pub done: Vec<String>,
    /// Ids of the activities that were begun since and are not finished.
    pub begun: Vec<String>,
    /// Ids of the activities that were finished then and are not any more.
    pub reopened: Vec<String>,
    /// Ids of the activities that have to be looked at again since.
    pub review: Vec<String>,
}

impl Before {
    /// Where a plan stands.
    pub fn of(plan: &Plan) -> Self {
        let standing = Standing::of(plan);
        let states = plan
            .toolkit
            .activities
            .iter()
            .zip(&standing.activities)
            .map(|(activity, found)| (activity.id.to_string(), found.state))
            .collect();
        Self {
            percent: standing.percent(),
            states,
        }
    }
}

impl Moved {
    /// What moved in a plan since then; `before` is nothing where it wasn't there.
    pub fn of(plan: &Plan, before: Option<&Before>) -> Self {
        let standing = Standing::of(plan);
        let mut moved = Self {
            percent_before: before.map(|before| before.percent),
            done: Vec::new(),
            begun: Vec::new(),
            reopened: Vec::new(),
            review: Vec::new(),
        };
        for (activity, found) in plan.toolkit.activities.iter().zip(&standing.activities) {
            let id = activity.id.to_string();
            let then = before
                .and_then(|before| before.states.get(&id))
                .copied()
                .unwrap_or(State::Todo);
            let is_finished = |state: State| state.is_settled();
            let list = match (then, found.state) {
                (then, State::Review) if then != State::Review => &mut moved.review,
                (then, now) if !is_finished(then) && is_finished(now) => &mut moved.done,
                (then, now) if is_finished(then) && !is_finished(now) => &mut moved.reopened,
                (State::Todo | State::Waiting, State::Doing) => &mut moved.begun,
                _ => continue,
            };
            list.push(id);
        }
        moved
    }

    /// Whether nothing moved from one state to another.
    pub fn is_nothing(&self) -> bool {
        [&self.done, &self.begun, &self.reopened, &self.review]
            .iter()
            .all(|ids| ids.is_empty())
    }

    /// In few words: `+12 %; done: problem; begun: match`.
    pub fn words(&self, percent: u32) -> String {
        let mut words = match self.percent_before {
            None => vec!["new".to_owned()],
            Some(before) if before == percent => Vec::new(),
            Some(before) if before < percent => vec![format!("+{} %", percent - before)],
            Some(before) => vec![format!("-{} %", before - percent)],
        };
        for (word, ids) in [
            ("done", &self.done),
            ("begun", &self.begun),
            ("reopened", &self.reopened),
            ("to review", &self.review),
        ] {
            if !ids.is_empty() {
                words.push(format!("{word}: {}", ids.join(", ")));
            }
        }
        if words.is_empty() {
            "nothing moved".to_owned()
        } else {
            words.join("; ")
        }
    }
}
