//! Names that a shell completes: those of a workspace that begin with what is typed.

use crate::model::{Plan, Record};
use crate::store::Workspace;
use crate::toolkit::{Activity, Output};
use std::collections::BTreeMap;

/// What a value on the command line names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Completes {
    Plan,
    /// A plan, its activities, and with `records` their records.
    Target {
        records: bool,
    },
    /// An activity of any toolkit, or one of its outputs.
    Activity,
    /// An output; with `value`, what comes behind it is its value.
    Output {
        value: bool,
    },
    Toolkit,
    Step,
    Coach,
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
        Completes::Target { records } => targets(workspace, records, typed),
        Completes::Activity => activities(workspace, typed.value),
        Completes::Output { value } => outputs(workspace, value, typed),
        Completes::Toolkit => of_toolkits(workspace, |toolkit| {
            vec![candidate(toolkit.id.as_str(), &toolkit.title)]
        }),
        Completes::Step => of_toolkits(workspace, |toolkit| {
            let steps = toolkit.steps.iter();
            steps
                .map(|step| candidate(step.id.as_str(), &step.title))
                .collect()
        }),
        Completes::Coach => coaches(workspace),
    };
    all.retain(|one| one.name.starts_with(typed.value));
    all.sort_by(|one, other| one.name.cmp(&other.name));
    all.dedup_by(|one, other| one.name == other.name);
    all
}

fn candidate(name: impl Into<String>, title: &str) -> NameThatFits {
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
    ids.map(|id| candidate(format!("{id}{behind}"), ""))
        .collect()
}

fn targets(workspace: &Workspace, records: bool, typed: &Typed<'_>) -> Vec<NameThatFits> {
    let parts: Vec<&str> = typed.value.split('/').collect();
    let around = typed
        .around
        .and_then(|folder| workspace.read_plan(folder).ok());
    match parts.as_slice() {
        [] | [_] => {
            // In a plan's directory its activities come first in one's mind: both can stand there.
            let own = around.map(|plan| activities_of(&plan, "", false));
            own.into_iter()
                .flatten()
                .chain(plans(workspace, "/"))
                .collect()
        }
        [first, rest @ ..] => {
            let found = workspace.find_plans(first);
            let plan = found
                .first()
                .and_then(|path| workspace.read_plan(path).ok());
            let (plan, activity, before) = match (plan, rest) {
                (Some(plan), [_]) => return activities_of(&plan, &format!("{first}/"), records),
                (Some(plan), [activity, _]) => (plan, *activity, format!("{first}/{activity}/")),
                (None, [_]) => match around {
                    Some(plan) => (plan, *first, format!("{first}/")),
                    None => return Vec::new(),
                },
                _ => return Vec::new(),
            };
            records_of(&plan, activity, &before)
        }
    }
}

fn activities_of(plan: &Plan, before: &str, records: bool) -> Vec<NameThatFits> {
    let behind = |activity: &Activity| {
        let has_more = records && activity.repeat.is_some();
        if has_more { "/" } else { "" }
    };
    let activities = plan.toolkit.activities.iter();
    activities
        .flat_map(|activity| {
            let name = format!("{before}{}", activity.id);
            let more = Some(behind(activity)).filter(|more| !more.is_empty());
            let more = more.map(|more| candidate(format!("{name}{more}"), &activity.title));
            [candidate(name, &activity.title)].into_iter().chain(more)
        })
        .collect()
}

fn records_of(plan: &Plan, activity: &str, before: &str) -> Vec<NameThatFits> {
    let Some(activity) = plan
        .toolkit
        .named(activity)
        .filter(|one| one.repeat.is_some())
    else {
        return Vec::new();
    };
    let records = plan.records_of(activity.at);
    let records = records.filter(|record| !record.is_page);
    records
        .map(|record: &Record| candidate(format!("{before}{}", record.stem()), ""))
        .collect()
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
                .map(|one| candidate(one.id.as_str(), &one.title))
                .collect()
        }),
        Some((activity, _)) => of_toolkits(workspace, |toolkit| {
            let outputs = toolkit
                .named(activity)
                .into_iter()
                .flat_map(|one| &one.outputs);
            let name = |output: &Output| format!("{activity}/{}", output.id);
            outputs
                .map(|one| candidate(name(one), &one.title))
                .collect()
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
        .map(|one| candidate(format!("{}{behind}", one.id), &one.title))
        .collect()
}

fn coaches(workspace: &Workspace) -> Vec<NameThatFits> {
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
        .map(|(coach, plans)| candidate(coach, &crate::model::Count(plans, "plan").to_string()))
        .collect()
}
