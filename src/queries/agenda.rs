//! Current data for templates, such as who is stuck, what moved and what is open.

use super::actions::{Actions, ActionsData, By, PlanTasks, TaskFilter};
use super::board::Board;
use super::moment::When;
use super::status::{PlanStatus, Standings, Status, StatusData};
use super::{Kept, Pass, Passed};
use crate::error::CommandError;
use crate::model::{Finding, Plan};
use crate::store::Workspace;
use crate::system::{both, each, free};
use crate::template::{NowUses, data};
use crate::toolkit::{ActivityAt, Role};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// How many plans a thread takes at once.
const PLANS: usize = 32;

/// What is known only from all plans.
const OF_ALL_PLANS: [&str; 6] = ["status", "moved", "unreadable", "calls", "board", "actions"];

/// Current data for a record about to be made, as far as its template `uses` it; `about` is the team's plan it will be
/// kept with.
pub fn now(
    workspace: &Workspace,
    when: &When,
    (plan, at): (&Arc<Plan>, ActivityAt),
    about: Option<&str>,
    uses: &NowUses,
) -> Result<Value, CommandError> {
    let since = last_day(plan, at, about, when);
    let since = since.as_deref();
    let mut all = if uses.names(&OF_ALL_PLANS) {
        of_all_plans(workspace, when, plan, (about, since), uses)?
    } else {
        Map::new()
    };
    if uses.names(&["findings", "new_findings"]) {
        all.insert("findings".to_owned(), claims(plan, since));
    }
    Ok(data::now(&when.day.to_string(), since, all))
}

/// Reads all plans once.
fn of_all_plans(
    workspace: &Workspace,
    when: &When,
    plan: &Arc<Plan>,
    (about, since): (Option<&str>, Option<&str>),
    uses: &NowUses,
) -> Result<Map<String, Value>, CommandError> {
    let folders: Vec<String> = about
        .into_iter()
        .flat_map(|id| workspace.find_plans(id))
        .collect();
    let moved = || Some(Status::of(folders.clone()).since(workspace, since?, None, when));
    let (moved, listed) = both(moved, || workspace.list_plans());
    // Without enough history, we don't know what moved.
    let (status, is_compared) = match moved {
        Some(Ok(status)) => (status, true),
        _ => (Status::of(folders.clone()), false),
    };
    let board = Board::of(folders.clone(), None).with_history(status.history());
    let asked = (status, board, Actions);
    let pass = Pass::new(workspace, when).knowing(plan);
    let (standings, looked, tasks) = pass.ask_listed(&asked, listed).apart();
    let (status, board, _) = &asked;
    let Standings { plans, .. } = status.answer(&pass, standings)?;
    let open = || open_tasks(workspace, when, folders, tasks);
    let called = || {
        let shown = board.answer(&pass, None, looked)?;
        let called = shown.data.to_talk_about(about.is_some());
        let called: Vec<_> = called.collect();
        let called = each(&called, PLANS, |row| value(*row));
        Ok::<_, CommandError>((shown, called))
    };
    let (open, called) = both(|| uses.names(&["actions"]).then(open), called);
    let (shown, called) = called?;
    let mut all = Map::new();
    let mut add = NowParts {
        uses,
        all: &mut all,
    };
    let status = StatusData {
        at: None,
        since: since.filter(|_| is_compared).map(str::to_owned),
        plans,
    };
    add.part("status", || with_changes(&status));
    add.part("moved", || {
        let moved = |plan: &PlanStatus| {
            let moved = has_moved(plan, since).then(|| value(plan));
            moved.map(with_moved)
        };
        each(&status.plans, PLANS, moved)
            .into_iter()
            .flatten()
            .collect()
    });
    add.part("unreadable", || unreadable(&shown.findings));
    add.part("calls", || Value::Array(called));
    add.part("board", || value(&shown.data));
    add.part("actions", || open.unwrap_or_default());
    free((asked, status, shown));
    Ok(all)
}

/// The open tasks for some plans, by day; of all plans if none are given.
fn open_tasks(
    workspace: &Workspace,
    when: &When,
    folders: Vec<String>,
    tasks: Passed<Kept<PlanTasks>>,
) -> Value {
    let filter = TaskFilter {
        folders,
        open: true,
        ..TaskFilter::default()
    };
    let tasks = Actions.answer(tasks).chosen(workspace, &filter, By::Due);
    let data = ActionsData {
        at: None,
        today: when.day.to_string(),
        tasks: tasks.rows,
        written: None,
    };
    let said = value(&data);
    free(data);
    said
}

/// Current data as far as a template uses it.
struct NowParts<'a> {
    uses: &'a NowUses,
    all: &'a mut Map<String, Value>,
}

impl NowParts<'_> {
    fn part(&mut self, name: &str, said: impl FnOnce() -> Value) {
        if self.uses.names(&[name]) {
            self.all.insert(name.to_owned(), said());
        }
    }
}

/// Names what can't be read, as every listing does: otherwise nobody would notice a missing team.
fn unreadable(findings: &[Finding]) -> Value {
    let broken = findings.iter().filter(|finding| finding.breaks_file);
    let named = broken.map(|finding| {
        let place = finding.place.as_ref().map(ToString::to_string);
        json!({ "place": place.unwrap_or_default(), "why": finding.message })
    });
    Value::Array(named.collect())
}

/// The day of the previous record with any content.
fn last_day(plan: &Plan, at: ActivityAt, about: Option<&str>, when: &When) -> Option<String> {
    let activity = plan.toolkit.activity(at);
    let records = plan.records_of(at).filter(|record| {
        let is_with = about.is_none() || record.about() == about;
        is_with && record.answered().is_some()
    });
    let days = records.filter_map(|record| record.day(activity));
    let last = days.filter(|day| *day <= when.day).max();
    last.map(|day| day.to_string())
}

fn value(data: impl Serialize) -> Value {
    serde_json::to_value(data).unwrap_or(Value::Null)
}

/// The status of all plans; without an earlier day with empty changes, since a template may use them anyway.
fn with_changes(status: &StatusData) -> Value {
    let mut status = value(status);
    if let Value::Object(status) = &mut status {
        status.entry("since").or_insert(Value::Null);
        let plans = status.get_mut("plans").and_then(Value::as_array_mut);
        for plan in plans.into_iter().flatten() {
            *plan = with_moved(plan.take());
        }
    }
    status
}

/// The same of one plan.
fn with_moved(mut plan: Value) -> Value {
    if let Value::Object(plan) = &mut plan {
        plan.entry("moved").or_insert_with(|| {
            json!({
                "percent_before": null, "done": [], "begun": [], "skipped": [], "unskipped": [], "went_on": [],
                "reopened": [], "review": [],
            })
        });
    }
    plan
}

/// Whether a plan's states or numbers are others, or somebody worked on it after that day. Without an earlier day,
/// whether there is anything in it.
fn has_moved(plan: &PlanStatus, since: Option<&str>) -> bool {
    let Some(moved) = &plan.moved else {
        return plan.outputs.filled > 0;
    };
    let worked = plan.last_activity.as_ref();
    let worked = worked.and_then(|moment| moment.get(.."2026-11-23".len()));
    !moved.is_nothing() || moved.percent_before != Some(plan.percent) || worked > since
}

/// A plan's claims (outputs with the role `finding`), in file order.
fn claims(plan: &Plan, since: Option<&str>) -> Value {
    let mut found = Vec::new();
    for record in plan.records.iter().filter(|record| !record.is_page) {
        let activity = plan.toolkit.activity(record.activity);
        let Ok(content) = &record.content else {
            continue;
        };
        for output in activity.outputs_of(Role::Finding) {
            let Some(answer) = content.answer(output.at) else {
                continue;
            };
            let day = record.day(activity).map(|day| day.to_string());
            found.push(json!({
                "record": plan.name_of(record),
                "claim": answer.text,
                "is_new": since.is_none_or(|since| day.is_none_or(|day| day.as_str() >= since)),
            }));
        }
    }
    Value::Array(found)
}
