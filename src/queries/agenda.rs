//! Current data for templates, such as who is stuck, what moved and what is open.

use super::Pass;
use super::actions::{Actions, ActionsData, By, TaskFilter};
use super::board::Board;
use super::moment::When;
use super::status::{Standings, Status, StatusData};
use crate::error::CommandError;
use crate::model::{Finding, Plan};
use crate::store::Workspace;
use crate::template::data;
use crate::toolkit::{ActivityAt, Role};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Current data for a record about to be made; `about` is the team's plan it will be kept with. Reads all plans once.
pub fn now(
    workspace: &Workspace,
    when: &When,
    (plan, at): (&Plan, ActivityAt),
    about: Option<&str>,
) -> Result<Value, CommandError> {
    let since = last_day(plan, at, about, when);
    let folders: Vec<String> = about
        .into_iter()
        .flat_map(|id| workspace.find_plans(id))
        .collect();
    let moved = since
        .as_deref()
        .map(|day| Status::of(folders.clone()).since(workspace, day, None, when));
    // Without enough history, we don't know what moved.
    let (status, is_compared) = match moved {
        Some(Ok(status)) => (status, true),
        _ => (Status::of(folders.clone()), false),
    };
    let board = Board::of(folders.clone(), None);
    let asked = (status, board, Actions);
    let pass = Pass::new(workspace, when);
    let (standings, looked, tasks) = pass.ask(&asked).apart();
    let (status, board, _) = &asked;
    let Standings { plans, .. } = status.answer(&pass, standings)?;
    let shown = board.answer(&pass, None, looked)?;
    let filter = TaskFilter {
        folders,
        open: true,
        ..TaskFilter::default()
    };
    let tasks = Actions.answer(tasks).chosen(workspace, &filter, By::Due);
    let status = StatusData {
        at: None,
        since: since.clone().filter(|_| is_compared),
        plans,
    };
    let actions = ActionsData {
        at: None,
        today: when.day.to_string(),
        tasks: tasks.rows,
        written: None,
    };
    let mut all = Map::new();
    let mut status = value(status);
    let have_moved = those_that_moved(&mut status, since.as_deref());
    all.insert("status".to_owned(), status);
    all.insert("moved".to_owned(), Value::Array(have_moved));
    all.insert("unreadable".to_owned(), unreadable(&shown.findings));
    let called = shown
        .data
        .to_talk_about(about.is_some())
        .map(value)
        .collect();
    all.insert("calls".to_owned(), Value::Array(called));
    all.insert("board".to_owned(), value(shown.data));
    all.insert("actions".to_owned(), value(actions));
    all.insert("findings".to_owned(), claims(plan, since.as_deref()));
    Ok(data::now(&when.day.to_string(), since.as_deref(), all))
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

/// The plans that have moved since a day. Adds empty changes to all if unknown, since a template may use them anyway.
fn those_that_moved(status: &mut Value, since: Option<&str>) -> Vec<Value> {
    let mut moved = Vec::new();
    if let Some(Value::Array(plans)) = status.get_mut("plans") {
        for plan in plans.iter_mut().filter_map(Value::as_object_mut) {
            let has_moved = has_moved(plan, since);
            plan.entry("moved").or_insert_with(|| {
                json!({
                    "percent_before": null, "done": [], "begun": [], "skipped": [], "unskipped": [], "went_on": [],
                    "reopened": [], "review": [],
                })
            });
            moved.extend(has_moved.then(|| Value::Object(plan.clone())));
        }
    }
    moved
}

/// Whether a plan's states or numbers are others, or somebody worked on it after that day. Without an earlier day,
/// whether there is anything in it.
fn has_moved(plan: &Map<String, Value>, since: Option<&str>) -> bool {
    let number = |of: &Value, key: &str| of.get(key).and_then(Value::as_u64);
    let Some(moved) = plan.get("moved") else {
        let outputs = plan.get("outputs").unwrap_or(&Value::Null);
        return number(outputs, "filled") > Some(0);
    };
    let is_other = |value: &Value| value.as_array().is_some_and(|ids| !ids.is_empty());
    let worked = plan.get("last_activity").and_then(Value::as_str);
    let worked = worked.and_then(|moment| moment.get(.."2026-11-23".len()));
    moved
        .as_object()
        .into_iter()
        .flat_map(Map::values)
        .any(is_other)
        || number(moved, "percent_before") != plan.get("percent").and_then(Value::as_u64)
        || worked > since
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
