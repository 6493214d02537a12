//! The data of templates. Whatever a template may name stands here; a template that names anything else is refused.

use crate::model::form;
use crate::toolkit::{Activity, Proposed, Toolkit};
use serde_json::{Value, json};

/// What is known of a plan when a template is rendered.
#[derive(Debug, Clone, Copy)]
pub struct PlanData<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its title; may be empty.
    pub title: &'a str,
    /// Whose it is; may be empty.
    pub organisation: &'a str,
}

/// Data of a record, a repeatable's folder page, or a worksheet.
pub fn activity(
    toolkit: &Toolkit,
    activity: &Activity,
    plan: PlanData<'_>,
    heading: &str,
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
        "outputs": form::sections(activity),
    })
}

/// Data of a plan's own README.
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
    activity
        .time()
        .map_or(String::new(), |time| time.replace("min", "minutes"))
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

/// Words of a person's own as Markdown on one line: no tag or comment can begin in them.
fn words(words: &str) -> String {
    one_line(words).replace('<', "&lt;")
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
