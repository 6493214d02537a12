//! The versions of what a reference leads to.

use super::App;
use super::target::Target;
use crate::error::CommandError;
use crate::model::{Plan, Record};
use crate::queries::moment::{cut, history, moment, workspace_at};
use crate::store::{History, PastMoment, Traced, Workspace};

/// The versions of a plan, an activity or a record, and where they are read from.
pub struct Versions {
    /// The history of the repository that keeps it.
    pub history: History,
    /// One for each version, newest first.
    pub steps: Vec<Traced>,
    /// What they are versions of.
    pub of: Of,
}

/// What versions are of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    /// A file, by its path now.
    File(String),
    /// All records of a repeatable activity.
    Activity(String),
    /// A whole plan.
    Plan,
}

/// One of the versions, or what is there at a revision that is none of them.
#[derive(Debug, Clone)]
pub struct Picked {
    /// Its number; nothing where the revision is not on this branch, or older ones are not in this clone.
    pub number: Option<usize>,
    /// The commit from which it is read.
    pub commit: String,
    /// When that was committed, in seconds since the epoch.
    pub seconds: i64,
    /// Where the file or the plan's folder was then, relative to the workspace.
    pub path: String,
}

impl Picked {
    /// What people call it: `v3`, or the first characters of the commit.
    pub fn name(&self) -> String {
        self.number.map_or_else(
            || super::write::short(&self.commit),
            |number| format!("v{number}"),
        )
    }
}

/// The record that a reference means, and the versions of what it leads to.
///
/// # Errors
/// When there is no repository, or the reference means no record.
pub fn versions(workspace: &Workspace, target: &Target) -> Result<Versions, CommandError> {
    let plan = &target.plan;
    let history = history(workspace, plan)?;
    let of = of(target)?;
    let steps = match &of {
        Of::File(path) => history.trace_file(path)?,
        Of::Plan | Of::Activity(_) => {
            let traced = history.trace_plans(std::slice::from_ref(&plan.path))?;
            let mut steps: Vec<Traced> = traced.into_iter().next().unwrap_or_default();
            if let Of::Activity(id) = &of {
                let is_of_it = |path: &Option<String>| {
                    path.as_deref()
                        .is_some_and(|path| path.split('/').any(|part| part == id))
                };
                steps.retain_mut(|step| {
                    step.touched
                        .retain(|one| is_of_it(&one.from) || is_of_it(&one.to));
                    !step.touched.is_empty()
                });
            }
            steps
        }
    };
    Ok(Versions { history, steps, of })
}

/// What a reference leads to: a file, also one that is gone, all records of a repeatable activity, or a plan.
fn of(target: &Target) -> Result<Of, CommandError> {
    let plan = &target.plan;
    let Some(at) = target.activity else {
        return Ok(Of::Plan);
    };
    let activity = plan.toolkit.activity(at);
    if activity.repeat.is_some() {
        return match &target.record {
            None => Ok(Of::Activity(activity.id.to_string())),
            Some(name) => match super::target::record(plan, at, Some(name)) {
                Ok(Some(record)) => Ok(Of::File(record.path.clone())),
                // One that is gone is known by its whole name.
                _ if name.contains('-') => Ok(Of::File(format!("{}/{name}.md", plan.place_of(at)))),
                Ok(None) => Ok(Of::Activity(activity.id.to_string())),
                Err(error) => Err(error),
            },
        };
    }
    let record: Option<&Record> = plan.records_of(at).next();
    Ok(Of::File(record.map_or_else(
        || plan.place_of(at),
        |record| record.path.clone(),
    )))
}

impl Versions {
    /// The version that words name: `v2`, a revision or a day.
    ///
    /// # Errors
    /// When they name none.
    pub fn pick(
        &self,
        workspace: &Workspace,
        name: &str,
        words: &str,
    ) -> Result<Picked, CommandError> {
        let count = self.steps.len();
        let log = format!("`redesign log {name}`");
        if count == 0 {
            return Err(CommandError::usage(format!(
                "\"{name}\" has no versions: it was never committed"
            ))
            .hint("`git status` says what is not committed yet"));
        }
        let number = words
            .strip_prefix(['v', 'V'])
            .and_then(|number| number.parse::<usize>().ok());
        if let Some(number) = number {
            if self.is_cut() {
                return Err(cut(&format!(
                    "which version of \"{name}\" is {words} is not known"
                ))
                .hint(format!("{log} shows which are here, by their commits")));
            }
            let at = count
                .checked_sub(number)
                .filter(|_| number > 0)
                .and_then(|at| self.numbered(at));
            return at.ok_or_else(|| {
                let there = if count == 1 {
                    "only v1".to_owned()
                } else {
                    format!("v1 to v{count}")
                };
                CommandError::usage(format!("\"{name}\" has no version \"{words}\""))
                    .hint(format!("there is {there}; {log} lists them"))
            });
        }
        let moment = moment(&self.history, workspace, words)
            .map_err(|error| error.hint(format!("{log} lists the versions")))?;
        let at = self.history.age_of(&moment.commit).map(|age| {
            self.steps.iter().position(|step| {
                self.history
                    .age_of(&step.commit)
                    .is_some_and(|of_step| of_step >= age)
            })
        });
        match at {
            Some(Some(at)) => self.numbered(at).ok_or_else(|| none_then(name, words)),
            Some(None) => Err(none_then(name, words)),
            // Not on this branch: what stands at the same place there.
            None => {
                let path = self.steps.first().map(|step| step.path.clone());
                Ok(Picked {
                    number: None,
                    commit: moment.commit,
                    seconds: moment.seconds,
                    path: path.unwrap_or_default(),
                })
            }
        }
    }

    /// Whether older versions are not here, so that nobody knows the numbers of those that are.
    pub fn is_cut(&self) -> bool {
        self.steps.last().is_some_and(|step| step.is_cut)
    }

    /// The version at a position, counted from the newest.
    pub fn numbered(&self, at: usize) -> Option<Picked> {
        let step = self.steps.get(at)?;
        Some(Picked {
            number: (!self.is_cut()).then(|| self.steps.len() - at),
            commit: step.commit.clone(),
            seconds: step.seconds,
            path: step.path.clone(),
        })
    }

    /// The plan as it was in a version.
    ///
    /// # Errors
    /// When it wasn't there, or can't be read.
    pub fn plan_at(
        &self,
        workspace: &Workspace,
        picked: &Picked,
        words: &str,
    ) -> Result<Plan, CommandError> {
        let moment = PastMoment {
            words: words.to_owned(),
            commit: picked.commit.clone(),
            seconds: picked.seconds,
            day: None,
        };
        let then = workspace_at(&self.history, workspace, &moment)?;
        let folder = match self.of {
            Of::File(_) => then.plan_around(&then.absolute(&picked.path)),
            Of::Plan | Of::Activity(_) => Some(picked.path.clone()),
        };
        let folder = folder.ok_or_else(|| none_then(&picked.path, words))?;
        then.read_plan(&folder)
            .map_err(|broken| CommandError::broken(broken.finding))
    }
}

fn none_then(name: &str, words: &str) -> CommandError {
    CommandError::usage(format!("\"{name}\" was not there at \"{words}\""))
        .hint(format!("`redesign log {name}` says since when it is"))
}

/// What is said of plans whose past lies in repositories of their own, where another moment of the workspace is shown:
/// `what` is what isn't done with them.
pub fn own_pasts(app: &App<'_>, what: &str) -> Result<Vec<String>, CommandError> {
    let own = app.workspace()?.plans_of_their_own();
    let note = |plan: String| {
        format!(
            "note: {plan} is a git repository of its own, so it is {what}; `redesign log` and `redesign timeline` of it go through its own history"
        )
    };
    Ok(own.into_iter().map(note).collect())
}
