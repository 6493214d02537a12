//! The files of a new plan and of a new record.

use super::NewFolder;
use super::names::TOOLKITS;
use crate::model::{Setting, quoted};
use crate::template::data::PlanData;
use crate::template::{TemplateError, Templates};
use crate::toolkit::{Activity, Toolkit};
use jiff::civil::Date;

/// The folder of a toolkit's copy in the workspace.
pub fn toolkit_folder(toolkit: &Toolkit) -> String {
    format!("{TOOLKITS}/{}-{}", toolkit.id, toolkit.version)
}

/// What is known of a new plan's cycle, given or taken over from the plan it continues; empty if unknown.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cycle<'a> {
    /// Its first day.
    pub start: Option<Date>,
    pub coach: &'a str,
    /// How to reach the coach.
    pub contact: &'a str,
    pub continues: &'a str,
}

fn settings(toolkit: &Toolkit, plan: PlanData<'_>, cycle: Cycle<'_>) -> String {
    let continues = if cycle.continues.is_empty() {
        String::new()
    } else {
        format!(
            "\n# The plan whose work this one goes on with.\ncontinues = {}\n",
            quoted(cycle.continues)
        )
    };
    let start = cycle.start.map_or(String::new(), |day| day.to_string());
    let line =
        |key: &str, value: &str| Setting::named(key).map_or(String::new(), |one| one.line(value));
    format!(
        "# What this plan is. Edit it by hand; keys of your own are kept.\n{}\n{}\ntoolkit = {{ id = {}, version = {} }}\n{continues}\n# First day of the cycle, who coaches the team and how to reach it (a role is enough).\n{}\n{}\n{}\n\n# Say why, and nobody asks this team to go on; until when, if that is known.\n{}\n{}\n{}\n",
        line("title", plan.title),
        line("organisation", plan.organisation),
        quoted(toolkit.id.as_str()),
        quoted(&toolkit.version.to_string()),
        line("start", &start),
        line("coach", cycle.coach),
        line("contact", cycle.contact),
        line("paused", ""),
        line("paused_until", ""),
        line("ended", ""),
    )
}

/// All files of a new plan: `plan.toml`, README, records, and a page for each repeatable activity.
pub fn plan(
    path: &str,
    templates: &mut Templates,
    toolkit: &Toolkit,
    plan: PlanData<'_>,
    cycle: Cycle<'_>,
) -> Result<NewFolder, TemplateError> {
    let settings = settings(toolkit, plan, cycle);
    let readme = templates.plan(toolkit, plan)?;
    let mut files = vec![
        ("plan.toml".to_owned(), settings.into_bytes()),
        ("README.md".to_owned(), readme.into_bytes()),
    ];
    for activity in &toolkit.activities {
        let place = toolkit.place(activity);
        let name = if activity.repeat.is_some() {
            format!("{place}/README.md")
        } else {
            place
        };
        files.push((
            name,
            record(templates, toolkit, activity, plan)?.into_bytes(),
        ));
    }
    Ok(NewFolder {
        path: path.to_owned(),
        files,
    })
}

/// An activity's empty record; for a repeatable activity, its folder's page.
pub fn record(
    templates: &mut Templates,
    toolkit: &Toolkit,
    activity: &Activity,
    plan: PlanData<'_>,
) -> Result<String, TemplateError> {
    let kind = if activity.repeat.is_some() {
        "folder"
    } else {
        "record"
    };
    templates.activity(kind, toolkit, activity, plan, &activity.title)
}
