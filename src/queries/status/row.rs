//! The status of every plan: one row per plan or per activity.

use super::review::changes;
use super::since::Moved;
use crate::model::{
    ActivityStanding, Count, Plan, Progress, Standing, State, ToolkitName, is_coach,
};
use crate::report::{Block, Cell, Report, Rows};
use crate::toolkit::{ActivityAt, ActivityId, Step};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use std::slice;

/// Result of `status`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StatusData {
    /// The revision or date asked for; null for the work tree.
    pub at: Option<String>,
    /// The earlier moment of comparison; only with `--since`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// Plans in path order.
    pub plans: Vec<PlanStatus>,
}

/// The status of one plan.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PlanStatus {
    /// Its id.
    pub id: String,
    /// Its directory, relative to the workspace.
    pub path: String,
    /// Its title; may be empty.
    pub title: String,
    /// Whose it is; may be empty.
    pub organisation: String,
    /// Toolkit and exact version.
    pub toolkit: ToolkitName,
    /// Id of the first unfinished step; null if all are finished.
    pub step: Option<String>,
    /// Number of activities in each state.
    pub activities: Counts,
    /// Required outputs, and how many are filled; without skipped activities.
    pub outputs: Outputs,
    /// Percentage of required outputs that are filled, rounded down; 100 if none are required.
    pub percent: u32,
    /// Last commit on this branch that changed its files, RFC 3339 in UTC; null if unknown or not asked for (`show`).
    pub last_activity: Option<String>,
    /// What has moved since the earlier moment; only with `--since`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved: Option<Moved>,
    /// Ids of the next activities, most urgent first.
    pub next: Vec<ActivityId>,
    /// Every activity; only with `--activities`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activity: Option<Vec<ActivityStatus>>,
    #[serde(skip)]
    pub advice: Cell,
    #[serde(skip)]
    pub progress: Progress,
    #[serde(skip)]
    pub step_title: String,
    #[serde(skip)]
    pub unreadable_files: u32,
    /// How many headings of the team's own stand below answers, with words; only if `counts_own` asks for it.
    #[serde(skip)]
    pub own_sections: usize,
    pub coach: String,
    /// Why the plan is inactive, such as `paused: new timetable`; null if it is active.
    pub resting: Option<String>,
    /// Whole days since the last change.
    #[serde(skip)]
    pub days: Option<i64>,
    /// Root of its own repository, if it has one.
    #[serde(skip)]
    pub repository: Option<String>,
}

/// Number of activities in each state.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Counts {
    /// All.
    pub total: u32,
    /// All required outputs filled.
    pub done: u32,
    /// Something filled.
    pub doing: u32,
    /// Can be started.
    pub todo: u32,
    /// Done, but built on something that has changed.
    pub review: u32,
    /// Needs another activity first.
    pub waiting: u32,
    /// Skipped with a reason.
    pub skipped: u32,
    /// A file can't be read.
    pub unreadable: u32,
}

/// Required outputs.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Outputs {
    /// How many there are.
    pub required: u32,
    /// How many are filled.
    pub filled: u32,
}

/// The status of one activity.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ActivityStatus {
    /// Its id.
    pub id: String,
    /// Id of its step.
    pub step: String,
    /// Its state.
    pub state: &'static str,
    /// Records with an answer.
    pub records: u32,
    /// Required outputs that are filled.
    pub filled: u32,
    /// Required outputs.
    pub required: u32,
    /// Ids of required outputs that aren't filled.
    pub missing: Vec<String>,
    /// In review: changed answers it builds on (`activity/output`), changed link targets (`plan/activity`), or answers
    /// that ask to repeat it.
    pub changed: Vec<String>,
    /// Its file or folder, relative to the workspace.
    pub path: String,
    #[serde(skip)]
    pub title: String,
    #[serde(skip)]
    pub lacks: String,
    #[serde(skip)]
    pub lacks_in_words: String,
    #[serde(skip)]
    pub standing: State,
}

#[derive(Debug, Clone, Default)]
pub struct StatusFilter {
    /// Only plans in this step, or with `activities` only its activities.
    pub step: Option<String>,
    /// Only plans with an activity in this state, or with `activities` only those.
    pub state: Option<State>,
    /// Ignores case.
    pub coach: Option<String>,
    /// One row per activity.
    pub activities: bool,
    /// Whether to count headings of the team's own, which takes reading what is below them.
    pub counts_own: bool,
}

impl PlanStatus {
    /// A plan's row, or `None` if the filter drops it.
    pub fn of(
        plan: &Plan,
        standing: &Standing,
        filter: &StatusFilter,
        today: Date,
    ) -> Option<Self> {
        let toolkit = &plan.toolkit;
        let step = standing.step(toolkit).and_then(|at| toolkit.steps.get(at));
        if !filter.lets_through(plan, standing, step) {
            return None;
        }
        let (required, filled) = standing.outputs();
        let resting = plan.meta.resting(today);
        // Nothing is asked of an inactive team.
        let next = match resting {
            Some(_) => Vec::new(),
            None => standing.next(),
        };
        let broken = plan.findings.iter().filter(|one| one.breaks_file).count();
        let records = standing.activities.iter().map(|one| one.unreadable);
        let unreadable_files = records.sum::<u32>() + u32::try_from(broken).unwrap_or(u32::MAX);
        Some(Self {
            id: plan.id.to_string(),
            path: plan.path.clone(),
            title: plan.meta.title.clone(),
            organisation: plan.meta.organisation.clone(),
            toolkit: plan.meta.toolkit.clone(),
            step: step.map(|step| step.id.clone()),
            activities: Counts::of(standing),
            progress: Progress::of(standing),
            outputs: Outputs { required, filled },
            percent: standing.percent(),
            last_activity: None,
            moved: None,
            next: next
                .iter()
                .map(|at| toolkit.activity(*at).id.clone())
                .collect(),
            activity: filter
                .activities
                .then(|| activities(plan, standing, filter)),
            advice: advice(plan, standing, unreadable_files, resting.as_ref()),
            step_title: step.map_or_else(|| "-".to_owned(), |step| step.title.clone()),
            unreadable_files,
            own_sections: if filter.counts_own {
                own_sections(plan)
            } else {
                0
            },
            coach: plan.meta.coach.trim().to_owned(),
            resting,
            days: None,
            repository: plan.repository.clone(),
        })
    }
}

/// How many headings of the team's own a plan's records have, with words below.
fn own_sections(plan: &Plan) -> usize {
    let contents = plan.records.iter().filter_map(|record| {
        let content = record.content.as_ref().ok()?;
        Some(content.notes(plan.toolkit.activity(record.activity)))
    });
    contents.sum()
}

impl StatusFilter {
    fn lets_through(&self, plan: &Plan, standing: &Standing, step: Option<&Step>) -> bool {
        let is_in = |wanted: &String| step.is_some_and(|step| step.id == *wanted);
        is_coach(self.coach.as_deref(), &plan.meta.coach)
            && self.state.is_none_or(|state| standing.count(state) > 0)
            && (self.activities || self.step.as_ref().is_none_or(is_in))
    }
}

impl Counts {
    pub fn of(standing: &Standing) -> Self {
        let Progress {
            done,
            review,
            skipped,
            total,
        } = Progress::of(standing);
        Self {
            total,
            done,
            doing: standing.count(State::Doing),
            todo: standing.count(State::Todo),
            review,
            waiting: standing.count(State::Waiting),
            skipped,
            unreadable: standing.count(State::Unreadable),
        }
    }
}

/// One row per activity that passes the filter.
pub fn activities(plan: &Plan, standing: &Standing, filter: &StatusFilter) -> Vec<ActivityStatus> {
    let toolkit = &plan.toolkit;
    toolkit
        .activities
        .iter()
        .zip(&standing.activities)
        .filter_map(|(activity, found)| {
            let at = activity.at;
            let step = toolkit.steps.get(activity.step)?;
            let wanted = filter.step.as_ref().is_none_or(|wanted| step.id == *wanted)
                && filter.state.is_none_or(|state| found.state == state);
            wanted.then(|| ActivityStatus {
                id: activity.id.to_string(),
                step: step.id.clone(),
                state: found.state.word(),
                records: found.records,
                filled: found.filled_count(),
                required: found.required_count(),
                missing: missing(activity, found),
                changed: standing.changed_names(toolkit, at),
                path: plan.place_of(at),
                title: activity.title.clone(),
                lacks: lacks(plan, standing, at),
                lacks_in_words: lacks_in_words(plan, standing, at),
                standing: found.state,
            })
        })
        .collect()
}

/// Ids of required outputs that aren't filled.
pub fn missing(activity: &crate::toolkit::Activity, standing: &ActivityStanding) -> Vec<String> {
    standing
        .missing()
        .iter()
        .map(|at| activity.output(at).id.to_string())
        .collect()
}

/// What an activity lacks or waits for, or why it is skipped, in brief.
pub fn lacks(plan: &Plan, standing: &Standing, at: ActivityAt) -> String {
    let (activity, found) = (plan.toolkit.activity(at), standing.activity(at));
    match found.state {
        State::Done => String::new(),
        State::Skipped => skip_reason(plan, at).unwrap_or_default(),
        State::Review => changes(plan, standing, at),
        State::Unreadable => files(found.unreadable),
        State::Waiting => {
            let needs: Vec<&str> = standing
                .waits_for(activity)
                .map(|need| plan.toolkit.activity(need).id.as_str())
                .collect();
            format!("needs {}", needs.join(", "))
        }
        State::Doing | State::Todo => found.lacks(activity),
    }
}

/// The same in a sentence.
pub fn lacks_in_words(plan: &Plan, standing: &Standing, at: ActivityAt) -> String {
    let found = standing.activity(at);
    match found.state {
        State::Doing | State::Todo => found.lacks_in_words(plan.toolkit.activity(at)),
        _ => lacks(plan, standing, at),
    }
}

pub fn skip_reason(plan: &Plan, at: ActivityAt) -> Option<String> {
    plan.records
        .iter()
        .filter(|record| record.activity == at)
        .find_map(|record| record.skipped().map(str::to_owned))
}

fn files(number: u32) -> String {
    format!("{} can't be read", Count(number, "file"))
}

fn advice(plan: &Plan, standing: &Standing, unreadable: u32, resting: Option<&String>) -> Cell {
    if unreadable > 0 {
        return Cell::State(State::Unreadable, files(unreadable));
    }
    if let Some(resting) = resting {
        return Cell::State(State::Skipped, resting.clone());
    }
    let skipped = standing.count(State::Skipped);
    let Some(first) = standing.next().into_iter().next() else {
        let words = if skipped > 0 {
            format!("done, {skipped} skipped")
        } else {
            "done".to_owned()
        };
        return Cell::State(State::Done, words);
    };
    let (activity, found) = (plan.toolkit.activity(first), standing.activity(first));
    let words = match found.state {
        State::Todo => activity.id.to_string(),
        _ => format!("{}: {}", activity.id, lacks(plan, standing, first)),
    };
    Cell::State(found.state, words)
}

fn ago(days: i64) -> String {
    if days <= 0 {
        "today".to_owned()
    } else {
        format!("{days} d")
    }
}

/// The table of plans; `since` shows what moved instead of the step and what comes next.
pub fn plans_report(
    title: String,
    plans: &[PlanStatus],
    broken: usize,
    since: Option<&str>,
) -> Report {
    let has_dates = plans.iter().any(|plan| plan.days.is_some());
    let is_several = plans.len() > 1;
    let mut rows = Rows::of(plans);
    rows.column("plan", "Plan", |plan| &plan.id)
        .total(is_several.then(|| Count(plans.len(), "plan").to_string()));
    rows.for_scripts("path", |plan| &plan.path);
    rows.for_scripts("title", |plan| &plan.title);
    rows.for_scripts("organisation", |plan| &plan.organisation);
    if since.is_none() {
        rows.for_people("Step", |plan| &plan.step_title).rank(2);
    }
    rows.for_scripts("step", |plan| plan.step.as_ref());
    rows.column("percent", "Progress", |plan| Cell::Progress(plan.percent));
    rows.for_people("Done", |plan| done_of(slice::from_ref(plan)))
        .number()
        // `10/19,` above `3 to review`.
        .wraps_to(11)
        .rank(3)
        .total(is_several.then(|| done_of(plans)));
    if has_dates && since.is_none() {
        rows.for_people("Changed", |plan| plan.days.map(ago))
            .number()
            .rank(4);
    }
    if let Some(since) = since {
        rows.for_people(format!("Since {since}"), |plan| {
            let moved = plan.moved.as_ref()?.words(plan.percent);
            let resting = plan.resting.iter().cloned();
            Some(resting.chain([moved]).collect::<Vec<_>>().join("; "))
        });
    }
    rows.for_scripts("done", |plan| plan.activities.done);
    rows.for_scripts("doing", |plan| plan.activities.doing);
    rows.for_scripts("todo", |plan| plan.activities.todo);
    rows.for_scripts("review", |plan| plan.activities.review);
    rows.for_scripts("waiting", |plan| plan.activities.waiting);
    rows.for_scripts("skipped", |plan| plan.activities.skipped);
    rows.for_scripts("unreadable", |plan| plan.activities.unreadable);
    rows.for_scripts("total", |plan| plan.activities.total);
    rows.for_scripts("required", |plan| plan.outputs.required);
    rows.for_scripts("filled", |plan| plan.outputs.filled);
    if since.is_none() {
        rows.for_people("Next, and what it lacks", |plan| plan.advice.clone())
            .total(is_several.then(|| in_all(plans, broken)));
    }
    rows.for_scripts("next", |plan| joined(&plan.next));
    rows.for_scripts("last_activity", |plan| plan.last_activity.as_ref());
    if since.is_some() {
        let mut moved = |name: &str, say: fn(&Moved) -> Cell| {
            rows.for_scripts(name, |plan| plan.moved.as_ref().map(say));
        };
        moved("percent_before", |moved| moved.percent_before.into());
        moved("done_since", |moved| moved.done.join(" ").into());
        moved("begun_since", |moved| moved.begun.join(" ").into());
        moved("skipped_since", |moved| moved.skipped.join(" ").into());
        moved("unskipped_since", |moved| moved.unskipped.join(" ").into());
        moved("reopened_since", |moved| moved.reopened.join(" ").into());
        moved("review_since", |moved| moved.review.join(" ").into());
        moved("went_on_since", |moved| moved.went_on.join(" ").into());
    }
    Report::of(title, vec![Block::Table(rows.table())])
}

fn joined(ids: &[ActivityId]) -> String {
    ids.iter()
        .map(ActivityId::as_str)
        .collect::<Vec<_>>()
        .join(" ")
}

fn done_of(plans: &[PlanStatus]) -> String {
    let all: Progress = plans.iter().map(|plan| plan.progress).sum();
    all.to_string()
}

/// How many plans are done, not started or not shown.
fn in_all(plans: &[PlanStatus], broken: usize) -> String {
    let all_done = plans.iter().filter(|plan| plan.step.is_none()).count();
    let not_begun = plans
        .iter()
        .filter(|plan| plan.percent == 0 && plan.outputs.filled == 0)
        .count();
    let mut said = vec![format!("{all_done} done"), format!("{not_begun} not begun")];
    if broken > 0 {
        said.push(format!("{broken} not shown"));
    }
    said.join(", ")
}

/// The table of activities of one or more plans.
pub fn activities_report(title: String, plans: &[PlanStatus]) -> Report {
    let mut rows = Rows::of(plans.iter().flat_map(|plan| {
        let activities = plan.activity.iter().flatten();
        activities.map(move |activity| (plan, activity))
    }));
    rows.column("plan", "Plan", |(plan, _)| &plan.id)
        .for_people_if(plans.len() != 1);
    rows.column("step", "Step", |(_, one)| &one.step).rank(3);
    rows.column("activity", "Activity", |(_, one)| &one.id);
    rows.for_scripts("title", |(_, one)| &one.title);
    rows.for_scripts("state", |(_, one)| one.state);
    rows.for_people("State", |(_, one)| one.standing);
    rows.for_scripts("records", |(_, one)| one.records);
    rows.for_people("Filled", |(_, one)| {
        format!("{}/{}", one.filled, one.required)
    })
    .number()
    .rank(2);
    rows.for_scripts("filled", |(_, one)| one.filled);
    rows.for_scripts("required", |(_, one)| one.required);
    rows.for_scripts("missing", |(_, one)| one.missing.join(" "));
    rows.for_scripts("path", |(_, one)| &one.path);
    rows.for_people("Lacks", |(_, one)| &one.lacks);
    Report::of(title, vec![Block::Table(rows.table())])
}
