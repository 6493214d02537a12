//! The plans' states at an earlier moment, and what has moved since.

use crate::error::CommandError;
use crate::model::{Plan, Standing, State};
use crate::queries::moment;
use crate::store::{Earlier, EarlierPlans, History, PROGRAMME, PastMoment, StoreError, Workspace};
use crate::toolkit::Activity;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// The plans at an earlier moment.
#[derive(Debug)]
pub struct Before {
    history: Arc<History>,
    moment: PastMoment,
    plans: EarlierPlans,
    /// Directories of the plans asked about; empty for all.
    folders: Vec<String>,
    /// Where plans were that have another id now, by their folder now: found when the first of them is met.
    renamed: OnceLock<Result<BTreeMap<String, String>, StoreError>>,
}

impl Before {
    /// Finds the moment, which must not be later than `at`. `folders` are those asked about; empty for all.
    pub fn at(
        workspace: &Workspace,
        words: &str,
        at: Option<&str>,
        (folders, now): (&[String], Timestamp),
    ) -> Result<Self, CommandError> {
        let history = Arc::new(moment::history_of_all(workspace)?);
        Self::in_history(history, workspace, words, at, (folders, now))
    }

    /// The same in a history that is already open.
    pub fn in_history(
        history: Arc<History>,
        workspace: &Workspace,
        words: &str,
        at: Option<&str>,
        (folders, now): (&[String], Timestamp),
    ) -> Result<Self, CommandError> {
        let moment = moment::moment(&history, workspace, words, now)?;
        let all = [workspace.config.plans.as_str(), PROGRAMME];
        moment::comparable(history.filtered_below(&all))?;
        if let Some(at) = at
            && moment::moment(&history, workspace, at, now)?.seconds < moment.seconds
        {
            return Err(CommandError::usage(format!(
                "--since \"{words}\" is later than --at \"{at}\""
            ))
            .hint("--since must be the earlier moment"));
        }
        let plans = moment::plans_at(&history, workspace, &moment, folders.is_empty())?;
        history.whole()?;
        Ok(Self {
            history,
            moment,
            plans,
            folders: folders.to_vec(),
            renamed: OnceLock::new(),
        })
    }

    /// The history in which it is.
    pub fn history(&self) -> &Arc<History> {
        &self.history
    }

    /// The moment, in seconds since the epoch.
    pub fn seconds(&self) -> i64 {
        self.moment.seconds
    }

    /// An error if something of then couldn't be read, so that what has moved is unknown.
    pub fn whole(&self) -> Result<(), StoreError> {
        self.history.whole()?;
        if let Some(Err(error)) = self.renamed.get() {
            return Err(StoreError::by_git("read history", error.to_string()));
        }
        self.plans.whole()
    }

    /// Where a plan of another id now was.
    fn folder_then(&self, workspace: &Workspace, plan: &Plan) -> Option<&str> {
        // Nobody waits for it: whoever did could be given another plan by what is done in parallel here.
        let made = || {
            let mut new = match self.folders.as_slice() {
                [] => workspace.read_plan_folders().0,
                some => some.to_vec(),
            };
            new.retain(|folder| !self.plans.had(id_of(folder)));
            renamed(&self.history, &self.moment, new)
        };
        if self.renamed.get().is_none() {
            let _first = self.renamed.set(made());
        }
        let renamed = self.renamed.get()?;
        let found = renamed.as_ref().ok()?.get(&plan.path)?;
        Some(found)
    }

    /// What has moved in a plan.
    pub fn moved(&self, workspace: &Workspace, plan: &Plan, standing: &Standing) -> Moved {
        let earlier = self.plans.of(workspace, plan);
        let renamed = || self.plans.in_folder(self.folder_then(workspace, plan)?);
        match earlier.or_else(renamed) {
            None => Moved::of(plan, standing, None),
            Some(Earlier::Same) => Moved::nothing(standing.percent()),
            Some(Earlier::Other(then)) => Moved::of(plan, standing, Some(&PlanThen::of(&then))),
        }
    }
}

fn id_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Where plans were at a moment before they had their folder, as history tells.
fn renamed(
    history: &History,
    moment: &PastMoment,
    new: Vec<String>,
) -> Result<BTreeMap<String, String>, StoreError> {
    let Some(age) = history.age_of(&moment.commit).filter(|_| !new.is_empty()) else {
        return Ok(BTreeMap::new());
    };
    let steps = history.trace_plans(&new)?;
    let renamed = new.into_iter().zip(steps).filter_map(|(folder, steps)| {
        let mut steps = steps.into_iter();
        let was = steps.find(|step| history.age_of(&step.commit) >= Some(age))?;
        Some((folder, was.path))
    });
    Ok(renamed.collect())
}

/// A plan's activities at an earlier moment.
struct PlanThen<'a> {
    plan: &'a Plan,
    standing: Standing,
}

/// What has moved in a plan since an earlier moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Moved {
    /// Percentage then; null if the plan didn't exist.
    pub percent_before: Option<u32>,
    /// Ids of activities done since.
    pub done: Vec<String>,
    /// Ids of activities started since and not finished.
    pub begun: Vec<String>,
    /// Ids of activities skipped since.
    pub skipped: Vec<String>,
    /// Ids of activities that were skipped then and are taken up again.
    pub unskipped: Vec<String>,
    /// Ids of activities that were done then but no longer are.
    pub reopened: Vec<String>,
    /// Ids of activities that now need a review.
    pub review: Vec<String>,
    /// Ids of activities in the same state as then in which something else is recorded.
    pub went_on: Vec<String>,
}

impl<'a> PlanThen<'a> {
    fn of(plan: &'a Plan) -> Self {
        Self {
            plan,
            standing: Standing::of(plan),
        }
    }

    fn activity(&self, id: &str) -> Option<(&Activity, State)> {
        let activity = self.plan.toolkit.named(id)?;
        Some((activity, self.standing.activity(activity.at).state))
    }
}

/// What the records of an activity say: for each, its name and its answers by output.
fn said<'a>(plan: &'a Plan, activity: &'a Activity) -> BTreeMap<&'a str, Vec<(&'a str, String)>> {
    let records = plan.records_of(activity.at).filter_map(|record| {
        let content = record.answered()?;
        let answers = activity.outputs.iter().filter_map(|output| {
            let answer = content.answer(output.at)?;
            Some((output.id.as_str(), answer.seen().trim().to_owned()))
        });
        Some((record.stem(), answers.collect()))
    });
    records.collect()
}

impl Moved {
    fn nothing(percent: u32) -> Self {
        Self {
            percent_before: Some(percent),
            done: Vec::new(),
            begun: Vec::new(),
            skipped: Vec::new(),
            unskipped: Vec::new(),
            reopened: Vec::new(),
            review: Vec::new(),
            went_on: Vec::new(),
        }
    }

    /// What has moved; `before` is `None` if the plan didn't exist.
    fn of(plan: &Plan, standing: &Standing, before: Option<&PlanThen<'_>>) -> Self {
        let mut moved = Self {
            percent_before: before.map(|before| before.standing.percent()),
            ..Self::nothing(0)
        };
        for (activity, found) in plan.toolkit.activities.iter().zip(&standing.activities) {
            let id = activity.id.to_string();
            let before = before.and_then(|before| Some((before.plan, before.activity(&id)?)));
            let then = before.map_or(State::Todo, |(_, (_, state))| state);
            let went_on = || {
                before.is_some_and(|(then, (known, _))| said(then, known) != said(plan, activity))
            };
            let list = match (then, found.state) {
                (then, now) if then == now && went_on() => &mut moved.went_on,
                (then, now) if then == now => continue,
                (_, State::Review) => &mut moved.review,
                (_, State::Skipped) => &mut moved.skipped,
                (then, State::Done) if !then.is_done() => &mut moved.done,
                (State::Skipped, _) => &mut moved.unskipped,
                (then, now) if then.is_done() && !now.is_done() => &mut moved.reopened,
                (State::Todo | State::Waiting, State::Doing) => &mut moved.begun,
                _ => continue,
            };
            list.push(id);
        }
        moved
    }

    pub fn is_nothing(&self) -> bool {
        self.lists().iter().all(|(_, ids)| ids.is_empty())
    }

    /// Its lists, with what people call them.
    fn lists(&self) -> [(&'static str, &[String]); 7] {
        [
            ("done", &self.done),
            ("begun", &self.begun),
            ("skipped", &self.skipped),
            ("taken up again", &self.unskipped),
            ("reopened", &self.reopened),
            ("to review", &self.review),
            ("went on", &self.went_on),
        ]
    }

    /// In brief: `+12 %; done: problem; begun: match`.
    pub fn words(&self, percent: u32) -> String {
        let mut words = match self.percent_before {
            None => vec!["new".to_owned()],
            Some(before) if before == percent => Vec::new(),
            Some(before) if before < percent => vec![format!("+{} %", percent - before)],
            Some(before) => vec![format!("-{} %", before - percent)],
        };
        for (word, ids) in self.lists() {
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
