//! When each activity was started, done and reopened.

use super::cohort::Cohort;
use super::{Kept, Passed, Question, Read, Scope, moment};
use crate::error::CommandError;
use crate::model::{Finding, Plan, Standing, State, codes};
use crate::report::{Block, Figure, Report, Row, Rows, Stretch};
use crate::store::{History, Traced, Workspace};
use crate::toolkit::Audience;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The history of some plans, or of all teams'.
#[derive(Debug)]
pub struct Timelines {
    /// Directories of the plans; empty for all.
    pub folders: Vec<String>,
}

impl Question for Timelines {
    type Row = Kept<Arc<Plan>>;

    fn scope(&self) -> Scope<'_> {
        Scope::named_or_all(&self.folders)
    }

    fn look(&self, read: &Read, _cohort: &Cohort<'_>) -> Self::Row {
        Kept::of(read, |plan| {
            let is_shown = !self.folders.is_empty() || plan.toolkit.audience == Audience::Team;
            is_shown.then(|| Arc::clone(plan))
        })
    }
}

impl Timelines {
    /// The plans' timelines in order, and what isn't known.
    pub fn answer(
        &self,
        workspace: &Workspace,
        passed: Passed<Kept<Arc<Plan>>>,
    ) -> Result<(Vec<PlanTimeline>, Vec<Finding>), CommandError> {
        let (plans, mut findings) = passed.kept();
        let timelines = timelines(workspace, &plans)?;
        if timelines.iter().any(|plan| plan.is_cut) {
            findings.push(
                Finding::warning(
                    codes::SHALLOW,
                    "this clone is shallow, so earlier moments are unknown",
                )
                .with_help(moment::UNSHALLOW),
            );
        }
        Ok((timelines, findings))
    }
}

/// The timelines in plan order; one walk per repository.
fn timelines(
    workspace: &Workspace,
    plans: &[Arc<Plan>],
) -> Result<Vec<PlanTimeline>, CommandError> {
    let mut by_repository: BTreeMap<Option<&str>, Vec<usize>> = BTreeMap::new();
    for (at, plan) in plans.iter().enumerate() {
        let repository = plan.repository.as_deref();
        by_repository.entry(repository).or_default().push(at);
    }
    let mut found: BTreeMap<usize, PlanTimeline> = BTreeMap::new();
    for rows in by_repository.into_values() {
        let of: Vec<&Plan> = rows
            .iter()
            .filter_map(|at| plans.get(*at))
            .map(Arc::as_ref)
            .collect();
        let Some(first) = of.first() else { continue };
        let history = moment::history(workspace, first)?;
        let folders: Vec<String> = of.iter().map(|plan| plan.path.clone()).collect();
        let names: Vec<&str> = folders.iter().map(String::as_str).collect();
        moment::comparable(history.filtered_below(&names))?;
        let traced = history.trace_plans(&folders)?;
        for ((at, plan), steps) in rows.into_iter().zip(of).zip(traced) {
            found.insert(at, timeline(workspace, &history, plan, &steps));
        }
        history.whole()?;
    }
    Ok(found.into_values().collect())
}

fn timeline(
    workspace: &Workspace,
    history: &History,
    plan: &Plan,
    steps: &[Traced],
) -> PlanTimeline {
    let mut gathering = Gathering::default();
    let states = history.plans_then(workspace, steps, &|plan| states(&plan));
    for (step, states) in steps.iter().zip(states).rev() {
        // Skip unreadable states; the next readable one counts.
        for (id, state) in states.into_iter().flatten() {
            gathering.note(id, state, step);
        }
    }
    let is_cut = steps.last().is_some_and(|step| step.is_cut);
    gathering.finish(plan, is_cut)
}

/// Result of `timeline`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TimelineData {
    /// Plans in path order.
    pub plans: Vec<PlanTimeline>,
}

/// One plan's history.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PlanTimeline {
    /// Its id.
    pub id: String,
    /// Its directory, relative to the workspace.
    pub path: String,
    /// In the toolkit's order.
    pub activities: Vec<ActivityTimeline>,
    /// Whether the first commits are missing because the clone is shallow.
    pub is_cut: bool,
}

/// One activity's history.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ActivityTimeline {
    /// Its id.
    pub id: String,
    /// State at the last commit.
    pub state: &'static str,
    /// First answer, RFC 3339 in UTC; null if there never was one.
    pub started: Option<String>,
    /// When it was last done, if it still is; null otherwise.
    pub done: Option<String>,
    /// When it was last skipped, if it still is; null otherwise.
    pub skipped: Option<String>,
    /// Each time it stopped being done, other than by being skipped.
    pub reopened: Vec<String>,
    /// Each time an answer it builds on changed.
    pub review: Vec<String>,
    /// All changes of state, oldest first.
    pub events: Vec<StateChange>,
    #[serde(skip)]
    title: String,
}

/// A change of state.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "Event")]
pub struct StateChange {
    /// When, RFC 3339 in UTC.
    pub date: String,
    /// The commit.
    pub commit: String,
    /// The new state.
    pub state: &'static str,
    #[serde(skip)]
    kind: State,
    #[serde(skip)]
    seconds: i64,
}

/// Collects a plan's states over time.
#[derive(Debug, Default)]
struct Gathering {
    states: BTreeMap<String, State>,
    events: BTreeMap<String, Vec<StateChange>>,
}

/// The states of a plan's activities, by id.
fn states(plan: &Plan) -> Vec<(String, State)> {
    let standing = Standing::of(plan);
    let activities = plan.toolkit.activities.iter().zip(&standing.activities);
    activities
        .map(|(activity, found)| {
            // For people both are 'not begun'.
            let state = match found.state {
                State::Waiting => State::Todo,
                other => other,
            };
            (activity.id.to_string(), state)
        })
        .collect()
}

impl Gathering {
    /// Notes a changed state; call it oldest first.
    fn note(&mut self, id: String, state: State, step: &Traced) {
        let before = self.states.insert(id.clone(), state);
        if before.unwrap_or(State::Todo) != state {
            self.events.entry(id).or_default().push(StateChange {
                date: moment::rfc3339(step.seconds),
                commit: step.commit.clone(),
                state: state.word(),
                kind: state,
                seconds: step.seconds,
            });
        }
    }

    /// The result, with the plan's current titles.
    fn finish(mut self, plan: &Plan, is_cut: bool) -> PlanTimeline {
        let activities = plan
            .toolkit
            .activities
            .iter()
            .map(|activity| {
                let id = activity.id.to_string();
                let events = self.events.remove(&id).unwrap_or_default();
                let state = self.states.get(&id).copied().unwrap_or(State::Todo);
                activity_timeline(id, activity.title.clone(), state, events)
            })
            .collect();
        PlanTimeline {
            id: plan.id.to_string(),
            path: plan.path.clone(),
            activities,
            is_cut,
        }
    }
}

fn activity_timeline(
    id: String,
    title: String,
    state: State,
    events: Vec<StateChange>,
) -> ActivityTimeline {
    let is_start = |event: &&StateChange| !matches!(event.kind, State::Todo | State::Skipped);
    let started = events.iter().find(is_start);
    let (mut done, mut skipped) = (None, None);
    let mut reopened = Vec::new();
    let mut review = Vec::new();
    for event in &events {
        if event.kind == State::Review {
            review.push(event.date.clone());
        }
        let is_skipped = event.kind == State::Skipped;
        match (event.kind.is_done(), &done) {
            (true, None) => done = Some(event.date.clone()),
            (false, Some(_)) => {
                reopened.extend((!is_skipped).then(|| event.date.clone()));
                done = None;
            }
            _ => {}
        }
        skipped = is_skipped.then(|| event.date.clone());
    }
    ActivityTimeline {
        id,
        state: state.word(),
        started: started.map(|event| event.date.clone()),
        done,
        skipped,
        reopened,
        review,
        title,
        events,
    }
}

/// The table, and the figure for formats that draw. `day` formats a moment; `now` is the figure's right edge and sets
/// its time zone.
pub fn report(
    title: String,
    data: &TimelineData,
    is_all: bool,
    day: &dyn Fn(&str) -> String,
    (now, zone): (i64, &jiff::tz::TimeZone),
) -> Report {
    let several = data.plans.len() != 1;
    let begun = |activity: &&ActivityTimeline| is_all || !activity.events.is_empty();
    let mut all = data.plans.iter().flat_map(|plan| &plan.activities);
    let is_any_skipped = all.any(|activity| activity.skipped.is_some());
    let mut rows = Rows::of(data.plans.iter().flat_map(|plan| {
        let shown = plan.activities.iter().filter(begun);
        shown.map(move |activity| (plan, activity))
    }));
    let days = |dates: &[String]| {
        let days: Vec<String> = dates.iter().map(|date| day(date)).collect();
        days.join(", ")
    };
    let one = |date: &Option<String>| date.as_ref().map(|date| day(date));
    rows.column("plan", "Plan", |(plan, _)| &plan.id)
        .for_people_if(several);
    rows.column("activity", "Activity", |(_, own)| &own.id);
    rows.for_scripts("title", |(_, own)| &own.title);
    rows.for_scripts("state", |(_, own)| own.state);
    rows.column("started", "Started", |(_, own)| one(&own.started))
        .rank(1);
    rows.column("done", "Done", |(_, own)| one(&own.done));
    rows.column("reopened", "Reopened", |(_, own)| days(&own.reopened))
        .rank(2);
    rows.column("review", "To review", |(_, own)| days(&own.review))
        .rank(3);
    rows.column("skipped", "Skipped", |(_, own)| one(&own.skipped))
        .rank(2)
        .for_people_if(is_any_skipped);
    let table = rows.table();
    let figure = figure(title.clone(), data, several, (now, zone));
    let is_nothing = table.for_people().is_empty() && !data.plans.is_empty();
    let nothing = is_nothing.then(|| {
        let words = "Nothing has been recorded yet; --all lists every activity.";
        Block::Text(words.to_owned())
    });
    let blocks = nothing
        .into_iter()
        .chain([Block::Table(table), Block::Figure(figure)]);
    Report::of(title, blocks.collect())
}

/// A bar per activity from its start, split by state; several plans one after the other.
fn figure(
    title: String,
    data: &TimelineData,
    several: bool,
    (now, zone): (i64, &jiff::tz::TimeZone),
) -> Figure {
    let mut rows = Vec::new();
    for plan in &data.plans {
        if several {
            rows.push(Row {
                name: plan.id.clone(),
                is_heading: true,
                stretches: Vec::new(),
            });
        }
        for activity in plan.activities.iter().filter(|one| !one.events.is_empty()) {
            let mut stretches: Vec<Stretch> = Vec::new();
            for event in &activity.events {
                if let Some(last) = stretches.last_mut() {
                    last.to = event.seconds;
                }
                if event.kind != State::Todo {
                    stretches.push(Stretch {
                        from: event.seconds,
                        to: now.max(event.seconds),
                        state: event.kind,
                    });
                }
            }
            rows.push(Row {
                name: activity.id.clone(),
                is_heading: false,
                stretches,
            });
        }
    }
    Figure {
        title,
        zone: zone.clone(),
        rows,
    }
}
