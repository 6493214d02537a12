//! The data available to templates; a template that names anything else is refused.

use crate::kinds::{KINDS, Kind, Named, Shape};
use crate::model::Plan;
use crate::system::each_mut;
use crate::toolkit::{Activity, Output, Proposed, Toolkit};
use serde_json::{Value, json};

/// A plan's data when a template is rendered.
#[derive(Debug, Clone, Copy)]
pub struct PlanData<'a> {
    pub id: &'a str,
    /// May be empty.
    pub title: &'a str,
    /// May be empty.
    pub organisation: &'a str,
}

impl<'a> From<&'a Plan> for PlanData<'a> {
    fn from(plan: &'a Plan) -> Self {
        Self {
            id: plan.id.as_str(),
            title: &plan.meta.title,
            organisation: &plan.meta.organisation,
        }
    }
}

/// Data of a record, a repeatable activity's folder page, or a worksheet.
pub fn activity(
    toolkit: &Toolkit,
    activity: &Activity,
    plan: PlanData<'_>,
    heading: &str,
    sections: &str,
) -> Value {
    json!({
        "plan": plan_data(plan),
        "toolkit": toolkit_data(toolkit),
        "step": { "title": toolkit.steps.get(activity.step).map_or("", |step| step.title.as_str()) },
        "heading": words(heading),
        "activity": {
            "id": activity.id.as_str(),
            "title": activity.title,
            "purpose": activity.purpose,
            "time": time(activity),
            "instructions": numbered(&activity.instructions),
            "questions": numbered(&activity.questions),
            "sources": numbered(&activity.sources),
            "proposed": proposed(&activity.proposed),
            "least": activity.repeat.unwrap_or(1),
            "per_plan": toolkit.is_per_plan(activity),
            "several": activity.repeat.is_some_and(|least| least > 1),
            "sheets": activity.sheets.iter().map(|sheet| json!({
                "id": sheet.id, "title": sheet.title, "private": sheet.private,
            })).collect::<Vec<_>>(),
        },
        "outputs": sections,
    })
}

/// Gives data of [`activity`] another heading.
pub fn set_heading(data: &mut Value, heading: &str) {
    data["heading"] = Value::from(words(heading));
}

/// The part of [`activity`] that is the same for every plan and toolkit version.
pub fn without_plan(data: &Value) -> Value {
    let mut data = data.clone();
    if let Value::Object(all) = &mut data {
        all.shift_remove("plan");
        if let Some(Value::Object(toolkit)) = all.get_mut("toolkit") {
            toolkit.shift_remove("version");
        }
    }
    data
}

/// Data of an output's heading and comment.
pub fn section(output: &Output) -> Value {
    section_of(
        (output.id.as_str(), &output.title),
        output.required,
        &output.hint,
        Some(output.kind),
        &output.shape,
    )
}

/// Data of a heading and comment of any kind.
pub fn any_section(hint: &str) -> Value {
    section_of(("x", "x"), true, hint, None, &Shape::default())
}

fn section_of(
    (id, title): (&str, &str),
    required: bool,
    hint: &str,
    kind: Option<&dyn Kind>,
    shape: &Shape,
) -> Value {
    let options = |all: &[Named]| {
        all.iter()
            .map(|one| json!({ "id": one.id, "title": one.title }))
            .collect::<Vec<_>>()
    };
    let columns = shape.columns.iter().map(|column| {
        json!({
            "id": column.name.id, "title": column.name.title,
            "options": options(&column.shape.options),
        })
    });
    let is: serde_json::Map<String, Value> = KINDS
        .iter()
        .map(|one| (one.name(), kind.is_some_and(|kind| kind.is_same(*one))))
        .map(|(name, is)| (name.to_owned(), json!(is)))
        .collect();
    json!({
        "id": id,
        "title": title,
        "required": required,
        "hint": hint,
        "is": is,
        "options": options(&shape.options),
        "columns": columns.collect::<Vec<_>>(),
        "links": shape.has_links,
    })
}

pub fn plan(toolkit: &Toolkit, plan: PlanData<'_>) -> Value {
    let steps: Vec<Value> = toolkit
        .steps
        .iter()
        .enumerate()
        .map(|(position, step)| {
            let activities: Vec<Value> = toolkit
                .activities
                .iter()
                .filter(|activity| activity.step == position)
                .map(|activity| {
                    let needs: Vec<&str> = toolkit
                        .needs_of(activity)
                        .map(crate::toolkit::ActivityId::as_str)
                        .collect();
                    json!({
                        "title": activity.title.replace('|', "\\|"),
                        "place": toolkit.place(activity),
                        "time": time(activity),
                        "needs": needs.join(", "),
                    })
                })
                .collect();
            json!({
                "number": position + 1,
                "title": step.title,
                "objectives": numbered(&step.objectives),
                "reflect": numbered(&step.reflect),
                "reflect_is_ours": match &step.proposed {
                    Proposed::All => true,
                    Proposed::Fields(fields) => fields.iter().any(|field| field == "reflect"),
                },
                "activities": activities,
            })
        })
        .collect();
    json!({ "plan": plan_data(plan), "toolkit": toolkit_data(toolkit), "steps": steps })
}

/// The current state, `now` in templates. `since` is the day of the previous record; `board`, `actions` and `status`
/// are the JSON data of these commands; `findings` are the claims; `calls` the board's teams to talk about;
/// `new_findings` the claims since that record; `moved` the plans of `status` that have moved since then.
pub fn now(day: &str, since: Option<&str>, mut rest: serde_json::Map<String, Value>) -> Value {
    rest.values_mut().for_each(harmless);
    let claims = rest.get("findings").and_then(Value::as_array);
    let is_new = |claim: &&Value| claim.get("is_new") == Some(&Value::Bool(true));
    let new: Vec<&Value> = claims.into_iter().flatten().filter(is_new).collect();
    let new = json!(new);
    rest.insert("new_findings".to_owned(), new);
    rest.insert("day".to_owned(), json!(day));
    rest.insert("since".to_owned(), json!(since.unwrap_or("")));
    Value::Object(rest)
}

/// Escapes others' words for one line of Markdown.
fn harmless(value: &mut Value) {
    match value {
        Value::String(text) if is_plain(text) => {}
        Value::String(text) => *text = words(text),
        Value::Array(all) => each_mut(all, MANY, harmless),
        Value::Object(all) => all.values_mut().for_each(harmless),
        _ => {}
    }
}

/// From so many entries on, several threads look at a list.
const MANY: usize = 128;

/// Whether words are harmless as they are, told at a glance.
fn is_plain(text: &str) -> bool {
    let is_one = |byte: u8| byte.is_ascii_graphic() && byte != b'<' || byte == b' ';
    text.bytes().all(is_one)
        && !text.contains("  ")
        && !text.starts_with(' ')
        && !text.ends_with(' ')
}

/// [`now`] without a day, for a new plan's files: everything is empty.
pub fn no_day() -> Value {
    json!({
        "day": "", "since": "", "findings": [], "new_findings": [], "calls": [], "moved": [],
        "unreadable": [],
        "board": { "at": null, "today": "", "teams": [], "programmes": [], "unreadable": 0 },
        "actions": { "at": null, "today": "", "tasks": [], "written": null },
        "status": { "at": null, "since": null, "plans": [] },
    })
}

/// [`now`] with one of everything that a template may name.
pub fn any_day() -> Value {
    let pace = json!({ "step": "x", "days_late": 1, "weeks_late": 1 });
    let line = json!({
        "code": "x", "reason": "x", "command": "x", "path": "x", "line": 1, "edit_url": "x",
        "is_reason_to_call": true, "urgency": "x", "also": ["x"], "since": "x",
        "put_off_until": "x",
    });
    let row = json!({
        "id": "x", "path": "x", "title": "x", "organisation": "x", "coach": "x", "contact": "x",
        "call": 1, "step": "x", "activity": "x", "lacks": "x", "percent": 1, "pace": pace,
        "last_activity": "x", "days": 1, "met": "x", "met_days": 1, "resting": "x", "measures": ["x"], "lines": [line],
    });
    let task = json!({
        "id": "x", "plan": "x", "owner": "x", "due": "x", "what": "x", "state": "x",
        "days_overdue": 1, "record": "x", "output": "x", "path": "x", "line": 1,
        "undecided": false,
    });
    let counts = json!({
        "total": 1, "done": 1, "doing": 1, "todo": 1, "review": 1, "waiting": 1, "skipped": 1,
        "unreadable": 1,
    });
    let moved = json!({
        "percent_before": 1, "done": ["x"], "begun": ["x"], "skipped": ["x"], "unskipped": ["x"], "went_on": ["x"],
        "reopened": ["x"], "review": ["x"],
    });
    let plan = json!({
        "id": "x", "path": "x", "title": "x", "organisation": "x",
        "toolkit": { "id": "x", "version": "x" }, "step": "x", "activities": counts,
        "outputs": { "required": 1, "filled": 1 }, "percent": 1, "last_activity": "x",
        "moved": moved, "next": ["x"], "coach": "x", "resting": "x",
    });
    let claim = json!({ "record": "x", "claim": "x", "is_new": true });
    json!({
        "day": "2026-01-01", "since": "2026-01-01",
        "findings": [claim], "new_findings": [claim], "calls": [row], "moved": [plan],
        "unreadable": [{ "place": "x", "why": "x" }],
        "board": { "at": "x", "today": "x", "teams": [row], "programmes": [row], "unreadable": 0 },
        "actions": { "at": "x", "today": "x", "tasks": [task], "written": null },
        "status": { "at": "x", "since": "x", "plans": [plan] },
    })
}

fn plan_data(plan: PlanData<'_>) -> Value {
    let title = words(plan.title);
    json!({
        "id": plan.id,
        "title": title,
        "name": if title.is_empty() { plan.id.to_owned() } else { title.clone() },
        "organisation": words(plan.organisation),
    })
}

fn toolkit_data(toolkit: &Toolkit) -> Value {
    json!({
        "id": toolkit.id.as_str(),
        "version": toolkit.version.to_string(),
        "title": toolkit.title,
        "credit": one_line(&toolkit.credit),
    })
}

fn time(activity: &Activity) -> String {
    activity.minutes.map_or(String::new(), |time| {
        crate::toolkit::time(time).replace("min", "minutes")
    })
}

fn numbered(lines: &[String]) -> Vec<Value> {
    lines
        .iter()
        .enumerate()
        .map(|(position, text)| json!({ "number": position + 1, "text": one_line(text) }))
        .collect()
}

fn proposed(proposed: &Proposed) -> String {
    if proposed.is_nothing() {
        String::new()
    } else {
        proposed.words()
    }
}

/// A person's words as one line of Markdown: no tag or comment can begin in them.
fn words(words: &str) -> String {
    one_line(words).replace('<', "&lt;")
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn what_is_harmless_at_a_glance_is_so(value in "[ -~\t\n\u{a0}]{0,12}") {
            if is_plain(&value) {
                proptest::prop_assert_eq!(words(&value), value);
            }
        }
    }
}
