//! Names that a shell completes: those of a workspace that begin with what is typed.

use super::measure::measures_of;
use crate::model::{Plan, Record, SETTINGS};
use crate::store::Workspace;
use crate::toolkit::{Activity, Output};
use std::collections::BTreeMap;

/// What a value on the command line names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completes {
    Plan,
    /// A plan, its activities, and if asked for their records and outputs.
    Target {
        records: bool,
        outputs: bool,
    },
    /// An activity of any toolkit, or one of its outputs.
    Activity,
    /// What can be listed: an activity, a role, or one of their outputs.
    Listed,
    /// An output; with `value`, what comes behind it is its value.
    Output {
        value: bool,
    },
    Toolkit,
    Step,
    Coach,
    Report,
    /// A plan, and behind it one of its measures.
    Measure,
    /// A group of the measure that another word names.
    Group,
    /// A key of `plan.toml`, and behind `coach=` a coach.
    Setting,
}

/// A name that fits, and its title.
#[derive(Debug, PartialEq, Eq)]
pub struct NameThatFits {
    pub name: String,
    pub title: String,
}

/// What is typed, and where.
pub struct Typed<'a> {
    pub value: &'a str,
    /// The other words of the command line.
    pub words: &'a [String],
    /// Directory of the plan around the current directory.
    pub around: Option<&'a str>,
}

/// The names that begin with what is typed, in order. What can't be read has no names.
pub fn names(workspace: &Workspace, wanted: Completes, typed: &Typed<'_>) -> Vec<NameThatFits> {
    let mut all = match wanted {
        Completes::Plan => plans(workspace, ""),
        Completes::Target { records, outputs } => targets(workspace, (records, outputs), typed),
        Completes::Activity => activities(workspace, typed.value),
        Completes::Listed => {
            let own = activities(workspace, typed.value).into_iter();
            own.chain(by_role(workspace, typed.value)).collect()
        }
        Completes::Output { value } => outputs(workspace, value, typed),
        Completes::Toolkit => of_toolkits(workspace, |toolkit| {
            vec![fits(toolkit.id.as_str(), &toolkit.title)]
        }),
        Completes::Step => of_toolkits(workspace, |toolkit| {
            let steps = toolkit.steps.iter();
            steps
                .map(|step| fits(step.id.as_str(), &step.title))
                .collect()
        }),
        Completes::Report => super::report::templates(workspace)
            .iter()
            .map(|report| fits(report.name.as_str(), report.title()))
            .collect(),
        Completes::Coach => coaches(workspace, ""),
        Completes::Measure => measures(workspace, typed),
        Completes::Group => groups(workspace, typed.words),
        Completes::Setting => settings(workspace, typed.value),
    };
    all.retain(|one| one.name.starts_with(typed.value));
    all.sort_by(|one, other| one.name.cmp(&other.name));
    all.dedup_by(|one, other| one.name == other.name);
    all
}

fn fits(name: impl Into<String>, title: &str) -> NameThatFits {
    NameThatFits {
        name: name.into(),
        title: title.to_owned(),
    }
}

fn plans(workspace: &Workspace, behind: &str) -> Vec<NameThatFits> {
    let folders = workspace.read_plan_folders().0;
    let ids = folders
        .iter()
        .filter_map(|folder| folder.rsplit('/').next());
    ids.map(|id| fits(format!("{id}{behind}"), "")).collect()
}

fn targets(
    workspace: &Workspace,
    (records, outputs): (bool, bool),
    typed: &Typed<'_>,
) -> Vec<NameThatFits> {
    let around = typed
        .around
        .and_then(|folder| workspace.read_plan(folder).ok());
    let Some((first, rest)) = typed.value.split_once('/') else {
        // In a plan's directory its activities can stand there, too.
        let own = around.map(|plan| activities_of(&plan, ""));
        let own = own.into_iter().flatten();
        return own.chain(plans(workspace, "/")).collect();
    };
    let found = workspace.find_plans(first);
    let plan = found
        .first()
        .and_then(|path| workspace.read_plan(path).ok());
    let (plan, activity, rest) = match (plan, around, rest.split_once('/')) {
        (Some(plan), _, None) => return activities_of(&plan, &format!("{first}/")),
        (Some(plan), _, Some((activity, rest))) => (plan, activity, rest),
        (None, Some(plan), _) => (plan, first, rest),
        (None, None, _) => return Vec::new(),
    };
    let whole = typed.value;
    let typed = whole.len() - rest.len();
    let before = whole.get(..typed).unwrap_or("");
    let mut all = Vec::new();
    if let Some(activity) = plan.toolkit.named(activity) {
        match (activity.repeat.is_some(), rest.split_once('/')) {
            (true, None) if records => all.extend(records_of(&plan, activity, before)),
            (true, Some((record, _))) if outputs => {
                all.extend(outputs_of(activity, &format!("{before}{record}/")));
            }
            (false, None) if outputs => all.extend(outputs_of(activity, before)),
            _ => {}
        }
    }
    all
}

fn activities_of(plan: &Plan, before: &str) -> Vec<NameThatFits> {
    let activities = plan.toolkit.activities.iter();
    activities
        .map(|activity| fits(format!("{before}{}", activity.id), &activity.title))
        .collect()
}

fn records_of(plan: &Plan, activity: &Activity, before: &str) -> Vec<NameThatFits> {
    let records = plan.records_of(activity.at);
    let records = records.filter(|record| !record.is_page);
    records
        .map(|record: &Record| fits(format!("{before}{}", record.stem()), ""))
        .collect()
}

fn outputs_of(activity: &Activity, before: &str) -> Vec<NameThatFits> {
    let outputs = activity.outputs.iter();
    outputs
        .map(|output| fits(format!("{before}{}", output.id), &output.title))
        .collect()
}

fn measures(workspace: &Workspace, typed: &Typed<'_>) -> Vec<NameThatFits> {
    let Some((first, _)) = typed.value.split_once('/') else {
        return plans(workspace, "/");
    };
    let found = workspace.find_plans(first);
    let plan = found
        .first()
        .and_then(|path| workspace.read_plan(path).ok());
    let measures = plan.iter().flat_map(measures_of);
    measures
        .map(|row| fits(format!("{first}/{}", row.name), &row.title))
        .collect()
}

/// The groups of the measures that words name.
fn groups(workspace: &Workspace, words: &[String]) -> Vec<NameThatFits> {
    let named = words.iter().filter_map(|word| word.split_once('/'));
    let found = named.flat_map(|(id, name)| {
        let folders = workspace.find_plans(id).into_iter();
        let plan = folders
            .take(1)
            .find_map(|folder| workspace.read_plan(&folder).ok());
        let measures = plan.iter().flat_map(measures_of).collect::<Vec<_>>();
        measures.into_iter().filter(move |row| row.name == name)
    });
    let groups = found.flat_map(|row| row.groups);
    groups.map(|one| fits(one.name, "")).collect()
}

/// The roles that can be listed, or the outputs with the one that is typed.
fn by_role(workspace: &Workspace, typed: &str) -> Vec<NameThatFits> {
    let Some((word, _)) = typed.split_once('/') else {
        let roles = super::by_role::LISTED.into_iter();
        return roles
            .map(|(role, title)| fits(role.word(), title))
            .collect();
    };
    let Some((role, _)) = super::by_role::listed(word) else {
        return Vec::new();
    };
    let toolkits = workspace.toolkits.usable();
    let activities = toolkits.iter().flat_map(|(one, ..)| &one.activities);
    let asking: Vec<&Activity> = activities
        .filter(|activity| activity.output_of(role).is_some())
        .collect();
    let outputs = super::by_role::outputs(role, &asking).into_iter();
    outputs.map(|id| fits(format!("{word}/{id}"), "")).collect()
}

fn of_toolkits(
    workspace: &Workspace,
    names: impl Fn(&crate::toolkit::Toolkit) -> Vec<NameThatFits>,
) -> Vec<NameThatFits> {
    let usable = workspace.toolkits.usable();
    usable
        .iter()
        .flat_map(|(toolkit, ..)| names(toolkit))
        .collect()
}

fn activities(workspace: &Workspace, typed: &str) -> Vec<NameThatFits> {
    match typed.split_once('/') {
        None => of_toolkits(workspace, |toolkit| {
            let activities = toolkit.activities.iter();
            activities
                .map(|one| fits(one.id.as_str(), &one.title))
                .collect()
        }),
        Some((activity, _)) => of_toolkits(workspace, |toolkit| {
            let outputs = toolkit
                .named(activity)
                .into_iter()
                .flat_map(|one| &one.outputs);
            let name = |output: &Output| format!("{activity}/{}", output.id);
            outputs.map(|one| fits(name(one), &one.title)).collect()
        }),
    }
}

/// The outputs of the activity that another word names, or of all.
fn outputs(workspace: &Workspace, value: bool, typed: &Typed<'_>) -> Vec<NameThatFits> {
    let mut parts = typed.words.iter().flat_map(|word| word.split(['/', '@']));
    let toolkits = workspace.toolkits.usable();
    let named = parts.find_map(|part| {
        let found: Vec<&Activity> = toolkits
            .iter()
            .filter_map(|(toolkit, ..)| toolkit.named(part))
            .collect();
        (!found.is_empty()).then_some(found)
    });
    let activities = named.unwrap_or_else(|| {
        let all = toolkits
            .iter()
            .flat_map(|(toolkit, ..)| &toolkit.activities);
        all.collect()
    });
    let behind = if value { "=" } else { "" };
    let outputs = activities
        .into_iter()
        .flat_map(|activity| &activity.outputs);
    outputs
        .map(|one| fits(format!("{}{behind}", one.id), &one.title))
        .collect()
}

fn settings(workspace: &Workspace, typed: &str) -> Vec<NameThatFits> {
    const COACH: &str = "coach=";
    if typed.starts_with(COACH) {
        return coaches(workspace, COACH);
    }
    let keys = SETTINGS.iter();
    keys.map(|one| fits(format!("{}=", one.key), "")).collect()
}

fn coaches(workspace: &Workspace, before: &str) -> Vec<NameThatFits> {
    let (coaches, _) = workspace.read_plan_files(&|read| read.ok().map(|plan| plan.meta.coach));
    let mut plans: BTreeMap<String, usize> = BTreeMap::new();
    for coach in coaches
        .into_iter()
        .flatten()
        .filter(|coach| !coach.trim().is_empty())
    {
        *plans.entry(coach).or_default() += 1;
    }
    let named = plans.into_iter();
    named
        .map(|(coach, plans)| {
            let title = crate::model::Count(plans, "plan").to_string();
            fits(format!("{before}{coach}"), &title)
        })
        .collect()
}
