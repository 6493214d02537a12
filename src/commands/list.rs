//! `redesign list`

use crate::app::{App, Command, Formats, Opened, Reply, target};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::queries::Pass;
use crate::queries::by_role::{self, ByRole};
use crate::queries::list::SideBySide;
use crate::queries::list::{ListData, report};
use crate::store::ToolkitFiles;
use crate::toolkit::{Activity, Role, Toolkit};
use std::sync::Arc;

/// List what teams wrote, side by side
///
/// One row per record, one column per output: every problem of practice, or every interview by stakeholder group
/// (`redesign list interviews --by group`). Whatever the activities are called, `redesign list voices` compares who was
/// heard with who is affected, and `redesign list equity` has a row per question and a column per checkpoint.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// ACTIVITY, or ACTIVITY/OUTPUT for one column; `voices` or `equity`
    #[arg(value_name = "ACTIVITY[/OUTPUT]")]
    what: String,
    /// Plans, by id or path [default: all, or the one around this directory]
    #[arg(value_name = "PLAN")]
    plans: Vec<String>,
    /// Sort the rows by this output
    #[arg(long, value_name = "OUTPUT")]
    by: Option<String>,
    /// Exit with 1 if a file can't be read
    #[arg(long)]
    fail: bool,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "list";
    const FORMATS: Formats = Formats::All;
    type Data = ListData;

    fn run(self, app: &App<'_>) -> Result<Reply<ListData>, CommandError> {
        let workspace = app.workspace()?;
        let (name, wanted) = match self.what.split_once('/') {
            Some((activity, output)) => (activity, Some(output)),
            None => (self.what.as_str(), None),
        };
        let mut named = target::plan_folders(&workspace, &self.plans)?;
        let toolkits = workspace.toolkits.usable();
        let same_name: Vec<&Activity> = toolkits
            .iter()
            .filter_map(|(toolkit, ..)| toolkit.named(name))
            .collect();
        let Some(known) = same_name.first().copied() else {
            return match by_role::listed(name) {
                Some(listed) => self.by_role(&workspace, listed, wanted),
                None => Err(unknown_activity(name, &toolkits)),
            };
        };
        let outputs = self.outputs(name, wanted, &same_name)?;
        let is_per_plan = toolkits.iter().any(|(toolkit, ..)| {
            toolkit
                .named(name)
                .is_some_and(|activity| toolkit.is_per_plan(activity))
        });
        let here = here(&workspace, name, is_per_plan).filter(|_| named.is_empty());
        let notes = here.iter().map(|path| only(path)).collect();
        named.extend(here);
        let when = workspace.now();
        let question = SideBySide {
            activity: name,
            outputs: &outputs,
            folders: &named,
            is_per_plan,
        };
        let (rows, findings) = question.answer(Pass::new(&workspace, &when).ask(&question));
        let mut data = ListData {
            activity: name.to_owned(),
            title: known.title.clone(),
            outputs: outputs.clone(),
            rows,
            voices: None,
        };
        let by = self.by.as_ref();
        if let Some(by) = by.and_then(|by| outputs.iter().position(|id| id == by)) {
            data.rows
                .sort_by(|one, other| one.words.get(by).cmp(&other.words.get(by)));
        }
        drop_empty_columns(&mut data);
        let titles = titles(&data.outputs, &same_name);
        let report = report(&data, &titles, known.repeat.is_some(), wanted.is_none());
        let has_failed = self.fail && findings.iter().any(|finding| finding.breaks_file);
        let first = data.rows.first();
        let next = first.map(|row| format!("redesign show {}/{name}", row.plan));
        Ok(Reply {
            findings,
            next,
            notes,
            exit: Exit::found_if(has_failed),
            commit: when.commit,
            ..Reply::new(data, report)
        })
    }
}

/// What is said to whoever sees only the plan around them.
fn only(path: &str) -> String {
    format!("note: only {path}, since you are in it; from elsewhere `list` shows all plans")
}

/// The plan around this directory if it can have the activity's records.
fn here(workspace: &Opened<'_>, activity: &str, is_per_plan: bool) -> Option<String> {
    let path = target::around(workspace)?;
    let plan = workspace.read_plan(&path);
    let has_it = plan.map_or(true, |plan| plan.toolkit.named(activity).is_some());
    (is_per_plan || has_it).then_some(path)
}

/// Titles of outputs, from the first toolkit that has each.
fn titles(outputs: &[String], same_name: &[&Activity]) -> Vec<String> {
    let title = |id: &String| {
        let mut activities = same_name.iter();
        let output = activities.find_map(|activity| activity.named(id));
        output.map_or_else(|| id.clone(), |output| output.title.clone())
    };
    outputs.iter().map(title).collect()
}

impl Arguments {
    /// What is said in a role, whatever the activities are called.
    fn by_role(
        &self,
        workspace: &Opened<'_>,
        (role, title): (Role, &'static str),
        wanted: Option<&str>,
    ) -> Result<Reply<ListData>, CommandError> {
        if let Some(by) = &self.by {
            let error =
                CommandError::usage(format!("\"{}\" can't be sorted by \"{by}\"", self.what));
            return Err(error.hint("`--by` is for the records of one activity"));
        }
        let mut folders = target::plan_folders(workspace, &self.plans)?;
        let here = target::around(workspace).filter(|_| folders.is_empty());
        let notes = here.iter().map(|path| only(path)).collect();
        folders.extend(here);
        let toolkits = workspace.toolkits.usable();
        let activities = toolkits.iter().flat_map(|(one, ..)| &one.activities);
        let asking: Vec<&Activity> = activities
            .filter(|activity| activity.output_of(role).is_some())
            .collect();
        let all = by_role::outputs(role, &asking);
        let outputs = match wanted {
            Some(one) if all.contains(&one) => vec![one.to_owned()],
            Some(one) => return Err(unknown_output(one, role.word(), &all)),
            None => all.iter().map(|id| (*id).to_owned()).collect(),
        };
        let question = ByRole {
            role,
            title,
            outputs: &outputs,
            folders: &folders,
        };
        let when = workspace.now();
        let (said, findings) = Pass::new(workspace, &when).ask(&question).kept();
        let (data, report) = question.answer(said);
        let has_failed = self.fail && findings.iter().any(|finding| finding.breaks_file);
        Ok(Reply {
            findings,
            notes,
            exit: Exit::found_if(has_failed),
            commit: when.commit,
            ..Reply::new(data, report)
        })
    }

    /// Ids of the requested outputs, in the toolkits' order.
    fn outputs(
        &self,
        name: &str,
        wanted: Option<&str>,
        same_name: &[&Activity],
    ) -> Result<Vec<String>, CommandError> {
        // Two toolkits may use one name for different things: their outputs are side by side.
        let mut all: Vec<String> = Vec::new();
        for output in same_name.iter().flat_map(|activity| &activity.outputs) {
            if !all.iter().any(|id| id == output.id.as_str()) {
                all.push(output.id.to_string());
            }
        }
        for asked in wanted.iter().copied().chain(self.by.as_deref()) {
            if !all.iter().any(|id| id == asked) {
                return Err(unknown_output(asked, name, &all));
            }
        }
        let mut outputs: Vec<String> = match wanted {
            Some(one) => vec![one.to_owned()],
            None => all,
        };
        if let Some(by) = &self.by
            && !outputs.contains(by)
        {
            outputs.insert(0, by.clone());
        }
        Ok(outputs)
    }
}

/// Drops the columns that no row fills.
fn drop_empty_columns(data: &mut ListData) {
    let is_kept = |id: &String| {
        data.rows.is_empty() || data.rows.iter().any(|row| row.outputs.contains_key(id))
    };
    let kept: Vec<bool> = data.outputs.iter().map(is_kept).collect();
    let mut keeps = kept.iter();
    data.outputs
        .retain(|_| keeps.next().copied().unwrap_or(true));
    for row in &mut data.rows {
        let mut keeps = kept.iter();
        row.words.retain(|_| keeps.next().copied().unwrap_or(true));
    }
}

fn unknown_output<S: AsRef<str>>(asked: &str, of: &str, all: &[S]) -> CommandError {
    let all: Vec<&str> = all.iter().map(AsRef::as_ref).collect();
    let list = format!("\"{of}\" has: {}", all.join(", "));
    let error = CommandError::usage(format!("no output named \"{asked}\""));
    error.near(asked, &all, &list)
}

fn unknown_activity(name: &str, toolkits: &[(Arc<Toolkit>, ToolkitFiles, String)]) -> CommandError {
    let activities = toolkits
        .iter()
        .flat_map(|(toolkit, ..)| &toolkit.activities);
    let ids = activities.map(|one| &one.id);
    CommandError::usage(format!("no activity named \"{name}\"")).near(
        name,
        ids,
        "`redesign toolkit show` lists all activities",
    )
}
