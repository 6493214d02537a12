//! The plans' states at an earlier moment, and what has moved since.

use crate::error::CommandError;
use crate::model::{Plan, Standing, State};
use crate::queries::moment;
use crate::store::{PROGRAMME, Workspace};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// Their states, by current id.
pub fn before(
    workspace: &Workspace,
    words: &str,
    at: Option<&str>,
    now: Timestamp,
) -> Result<BTreeMap<String, Before>, CommandError> {
    let history = moment::history_of_all(workspace)?;
    let moment = moment::moment(&history, workspace, words, now)?;
    moment::comparable(history.filtered_below(&[workspace.config.plans.as_str(), PROGRAMME]))?;
    if let Some(at) = at
        && moment::moment(&history, workspace, at, now)?.seconds < moment.seconds
    {
        return Err(CommandError::usage(format!(
            "--since \"{words}\" is later than --at \"{at}\""
        ))
        .hint("--since must be the earlier moment"));
    }
    let then = moment::workspace_at(&history, workspace, &moment)?;
    let (seen, _) = then.read_plans(&|read| {
        let plan = read.ok()?;
        Some((plan.id.to_string(), Before::of(&plan)))
    });
    let mut before: BTreeMap<String, Before> = seen.into_iter().flatten().collect();
    // History tells the earlier name of a renamed plan.
    let id_of = |path: &str| path.rsplit('/').next().unwrap_or(path).to_owned();
    let (folders, _) = workspace.read_plan_folders();
    let new: Vec<String> = folders
        .into_iter()
        .filter(|folder| !before.contains_key(&id_of(folder)))
        .collect();
    if new.is_empty() {
        history.whole()?;
        return Ok(before);
    }
    let age = history.age_of(&moment.commit);
    for (folder, steps) in new.iter().zip(history.trace_plans(&new)?) {
        let was = steps
            .iter()
            .find(|step| history.age_of(&step.commit) >= age && age.is_some());
        if let Some(plan) = was.and_then(|step| then.read_plan(&step.path).ok()) {
            before.insert(id_of(folder), Before::of(&plan));
        }
    }
    history.whole()?;
    Ok(before)
}

/// A plan's activities at an earlier moment.
#[derive(Debug, Clone)]
pub struct Before {
    percent: u32,
    states: BTreeMap<String, State>,
}

/// What has moved in a plan since an earlier moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Moved {
    /// Percentage then; null if the plan didn't exist.
    pub percent_before: Option<u32>,
    /// Ids of activities finished since.
    pub done: Vec<String>,
    /// Ids of activities started since and not finished.
    pub begun: Vec<String>,
    /// Ids of activities that were finished then but no longer are.
    pub reopened: Vec<String>,
    /// Ids of activities that now need a review.
    pub review: Vec<String>,
}

impl Before {
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
    /// What has moved; `before` is `None` if the plan didn't exist.
    pub fn of(plan: &Plan, standing: &Standing, before: Option<&Before>) -> Self {
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

    pub fn is_nothing(&self) -> bool {
        [&self.done, &self.begun, &self.reopened, &self.review]
            .iter()
            .all(|ids| ids.is_empty())
    }

    /// In brief: `+12 %; done: problem; begun: match`.
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
