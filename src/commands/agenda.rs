//! What is true today, for templates that ask for it: an agenda holds who is stuck, what moved, what is open.

use super::{App, Command, actions, board, status};
use crate::error::CommandError;
use crate::model::Plan;
use crate::store::Workspace;
use crate::template::data;
use crate::toolkit::Role;
use serde::Serialize;
use serde_json::{Map, Value, json};

/// What is true today beside a record that an activity of a plan is to have; `about` is the team's plan that it will be
/// kept with.
///
/// # Errors
/// When plans can't be looked for.
pub(super) fn now(
    app: &App<'_>,
    workspace: &Workspace,
    plan: &Plan,
    at: usize,
    about: Option<&str>,
) -> Result<Value, CommandError> {
    let today = status::now(app, workspace).day;
    let activity = plan.toolkit.activities.get(at);
    let records = plan.records_of(at).filter(|record| {
        let is_with = about.is_none() || record.about() == about;
        is_with
            && record
                .content
                .as_ref()
                .is_ok_and(|content| content.answered != 0)
    });
    let days = records.filter_map(|record| record.day(activity?));
    let since = days.filter(|day| *day <= today).max();
    let since = since.map(|day| day.to_string());
    let plans: Vec<String> = about.map(str::to_owned).into_iter().collect();
    let moved = status::Arguments::since(plans.clone(), since.clone());
    let status = match moved.run(app) {
        Ok(reply) => reply,
        // No history reaches back so far.
        Err(_) => status::Arguments::since(plans.clone(), None).run(app)?,
    };
    let mut all = Map::new();
    insert(&mut all, "status", status.data);
    let board = board::Arguments::of(plans.clone()).run(app)?;
    // What can't be read is named here as in every listing: nobody could tell otherwise that a team is missing.
    let unreadable = board.findings.iter().filter(|finding| finding.breaks_file);
    let unreadable: Vec<Value> = unreadable
        .map(|finding| {
            let place = finding.place.as_ref().map(ToString::to_string);
            json!({ "place": place.unwrap_or_default(), "why": finding.message })
        })
        .collect();
    all.insert("unreadable".to_owned(), Value::Array(unreadable));
    insert(&mut all, "board", board.data);
    insert(
        &mut all,
        "actions",
        actions::Arguments::of(plans).run(app)?.data,
    );
    all.insert("findings".to_owned(), findings(plan, since.as_deref()));
    // Plans are only in it with what moved where that is known; a template may ask for it in any case.
    if let Some(Value::Array(plans)) = all
        .get_mut("status")
        .and_then(|status| status.get_mut("plans"))
    {
        for plan in plans.iter_mut().filter_map(Value::as_object_mut) {
            plan.entry("moved").or_insert_with(|| {
                json!({ "percent_before": null, "done": [], "begun": [], "reopened": [], "review": [] })
            });
        }
    }
    Ok(data::now(&today.to_string(), since.as_deref(), all))
}

fn insert<T: Serialize>(all: &mut Map<String, Value>, name: &str, data: Option<T>) {
    let value = data.and_then(|data| serde_json::to_value(data).ok());
    all.insert(name.to_owned(), value.unwrap_or(Value::Null));
}

/// Claims in a plan, in the order of their files: outputs of the role `finding`.
fn findings(plan: &Plan, since: Option<&str>) -> Value {
    let mut found = Vec::new();
    for record in plan.records.iter().filter(|record| !record.is_page) {
        let known = plan.toolkit.activities.get(record.activity);
        let (Some(activity), Ok(content)) = (known, &record.content) else {
            continue;
        };
        let outputs = activity.outputs.iter().enumerate();
        for (at, _) in outputs.filter(|(_, output)| output.role == Some(Role::Finding)) {
            let Some(answer) = content.answer(at) else {
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
