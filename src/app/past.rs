//! The versions of a plan, an activity or a record.

use super::target::Target;
use super::{App, Opened};
use crate::error::CommandError;
use crate::model::{Plan, codes};
use crate::queries::moment::{comparable, cut, history, moment, workspace_at};
use crate::store::{History, PastMoment, StoreError, Traced};

/// The versions of a reference's target, and where to read them.
pub struct TargetVersions<'a> {
    workspace: &'a Opened<'a>,
    target: &'a Target,
    /// The history of the repository that contains it.
    pub history: History,
    /// Newest first.
    pub steps: Vec<Traced>,
    /// What the versions are of.
    pub of: Of,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Of {
    File(String),
    Activity(String),
    Plan,
}

/// One of the versions, or the content of another revision.
#[derive(Debug, Clone)]
pub struct Picked {
    /// `None` if the revision is not on this branch, or older versions are not in this clone.
    pub number: Option<usize>,
    pub commit: String,
    /// Commit time, in seconds since the epoch.
    pub seconds: i64,
    /// The path of the file or plan at that time, relative to the workspace.
    pub path: String,
}

impl Picked {
    /// The number as people write it, such as `v3`.
    pub fn version(&self) -> Option<String> {
        self.number.map(|number| format!("v{number}"))
    }

    /// `v3`, or the first characters of the commit.
    pub fn name(&self) -> String {
        let commit = || super::write::short(&self.commit);
        self.version().unwrap_or_else(commit)
    }
}

/// What a reference points to: a file (even a deleted one), all records of a repeatable activity, or a plan. Of a name
/// that no record has, also the error, unless history has it.
fn of(target: &Target) -> Result<(Of, Option<CommandError>), CommandError> {
    let plan = &target.plan;
    let Some(activity) = target.activity() else {
        return Ok((Of::Plan, None));
    };
    let at = activity.at;
    let named = target.named_record(plan);
    let named = named.map_err(|error| target.no_answer(error));
    if activity.repeat.is_none() {
        named?;
        let record = plan.records_of(at).next();
        let path = record.map_or_else(|| plan.place_of(at), |record| record.path.clone());
        return Ok((Of::File(path), None));
    }
    match (named, &target.record) {
        (Ok(Some(record)), _) => Ok((Of::File(record.path.clone()), None)),
        (Ok(None), _) => Ok((Of::Activity(activity.id.to_string()), None)),
        // A deleted record is known by its full name.
        (Err(error), Some(name)) if error.code == codes::USAGE => {
            let path = format!("{}/{name}.md", plan.place_of(at));
            Ok((Of::File(path), Some(error)))
        }
        (Err(error), _) => Err(error),
    }
}

impl<'a> TargetVersions<'a> {
    pub fn of(workspace: &'a Opened<'a>, target: &'a Target) -> Result<Self, CommandError> {
        let plan = &target.plan;
        let history = history(workspace, plan)?;
        let (of, unknown) = of(target)?;
        comparable(history.filtered(of.paths(plan)))?;
        let steps = if let Of::File(path) = &of {
            history.trace_file(path)?
        } else {
            let traced = history.trace_plans(std::slice::from_ref(&plan.path))?;
            let mut steps: Vec<Traced> = traced.into_iter().next().unwrap_or_default();
            let is_of_it = |path: &Option<String>| path.as_ref().is_some_and(|path| of.holds(path));
            steps.retain_mut(|step| {
                step.touched
                    .retain(|one| is_of_it(&one.from) || is_of_it(&one.to));
                of == Of::Plan || !step.touched.is_empty()
            });
            steps
        };
        history.whole()?;
        if let Some(error) = unknown.filter(|_| steps.is_empty()) {
            return Err(error);
        }
        Ok(Self {
            workspace,
            target,
            history,
            steps,
            of,
        })
    }

    /// Finds a version by `v2`, a revision or a day.
    pub fn pick(&self, words: &str) -> Result<Picked, CommandError> {
        let name = self.target.name();
        if self.steps.is_empty() {
            let message = format!("\"{name}\" has no versions: it was never committed");
            return Err(
                CommandError::usage(message).hint("`git status` shows what is not committed yet")
            );
        }
        let number = words.strip_prefix(['v', 'V']);
        if let Some(number) = number.and_then(|number| number.parse().ok()) {
            return self.of_number(number, words);
        }
        let now = self.workspace.app.context.now();
        let moment = moment(&self.history, self.workspace, words, now)
            .map_err(|error| error.hint(format!("`redesign log {name}` lists the versions")))?;
        let Some(age) = self.history.age_of(&moment.commit) else {
            // Not on this branch: what that revision has at the same path.
            let path = self.steps.first().map(|step| step.path.clone());
            return Ok(Picked {
                number: None,
                commit: moment.commit,
                seconds: moment.seconds,
                path: path.unwrap_or_default(),
            });
        };
        let is_then = |step: &Traced| {
            let own = self.history.age_of(&step.commit);
            own.is_some_and(|own| own >= age)
        };
        let at = self.steps.iter().position(is_then);
        let picked = at.and_then(|at| self.numbered(at));
        picked.ok_or_else(|| none_then(&name, words))
    }

    fn of_number(&self, number: usize, words: &str) -> Result<Picked, CommandError> {
        let (name, count) = (self.target.name(), self.steps.len());
        if self.is_cut() {
            let what = format!("can't tell which version of \"{name}\" is {words}");
            return Err(cut(&what).hint(format!(
                "`redesign log {name}` shows the versions in this clone by commit"
            )));
        }
        let at = count.checked_sub(number).filter(|_| number > 0);
        at.and_then(|at| self.numbered(at)).ok_or_else(|| {
            let there = if count == 1 {
                "only v1".to_owned()
            } else {
                format!("v1 to v{count}")
            };
            CommandError::usage(format!("\"{name}\" has no version \"{words}\"")).hint(format!(
                "there is {there}; `redesign log {name}` lists them"
            ))
        })
    }

    /// Whether older versions are missing from this clone, so that versions have no numbers.
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

    /// Files of it that differ from HEAD.
    pub fn uncommitted(&self) -> Result<Vec<String>, StoreError> {
        let path = match &self.of {
            Of::File(path) => path,
            Of::Plan | Of::Activity(_) => &self.target.plan.path,
        };
        let mut paths = self.history.uncommitted(path)?;
        paths.retain(|path| self.of.holds(path));
        Ok(paths)
    }

    /// The plan's directory in a version.
    fn folder(&self, picked: &Picked) -> String {
        let Of::File(now) = &self.of else {
            return picked.path.clone();
        };
        // As far above the record as it is now.
        let inside = now.strip_prefix(&self.target.plan.path).unwrap_or(now);
        let depth = inside.matches('/').count();
        let folder = picked.path.rsplitn(depth + 1, '/').last();
        folder.unwrap_or_default().to_owned()
    }

    /// The plan as it was in a version.
    pub fn plan_at(&self, picked: &Picked, words: &str) -> Result<Plan, CommandError> {
        let moment = PastMoment {
            words: words.to_owned(),
            commit: picked.commit.clone(),
            seconds: picked.seconds,
            day: None,
        };
        let then = workspace_at(&self.history, self.workspace, &moment);
        let read = then.and_then(|then| {
            let folder = match self.of {
                Of::File(_) => then.plan_around(&then.absolute(&picked.path)),
                Of::Plan | Of::Activity(_) => Some(picked.path.clone()),
            };
            let folder = folder.ok_or_else(|| none_then(&picked.path, words))?;
            Ok(then.read_plan(&folder)?)
        });
        let now = &self.target.plan;
        let plan = match read {
            Ok(plan) => plan,
            // Without a readable plan.toml the records are still there: they are read as those of the plan now.
            Err(why) => self
                .history
                .records_then(self.workspace, &picked.commit, &self.folder(picked), now)
                .ok_or(why)?,
        };
        self.history.whole()?;
        Ok(plan)
    }
}

impl Of {
    /// The files that belong to the target now.
    fn paths<'a>(&'a self, plan: &'a Plan) -> Vec<&'a str> {
        let records = || plan.records.iter().map(|record| record.path.as_str());
        match self {
            Self::File(path) => vec![path],
            Self::Plan => records().collect(),
            Self::Activity(_) => records().filter(|path| self.holds(path)).collect(),
        }
    }

    /// Whether a file of the plan belongs to the target.
    fn holds(&self, path: &str) -> bool {
        match self {
            Self::File(_) | Self::Plan => true,
            Self::Activity(id) => path.split('/').any(|part| part == id),
        }
    }
}

/// The error for something that didn't exist at that moment.
pub fn none_then(name: &str, words: &str) -> CommandError {
    CommandError::usage(format!("\"{name}\" did not exist at \"{words}\""))
        .hint(format!("`redesign log {name}` shows when it was added"))
}

/// Notes on plans that are repositories of their own while another moment of the workspace is shown; `what` says what
/// is not done with them.
pub fn own_pasts(app: &App<'_>, what: &str) -> Result<Vec<String>, CommandError> {
    let own = app.workspace()?.plans_of_their_own();
    let note = |plan: String| {
        format!(
            "note: {plan} is a git repository of its own, so it is {what}; `redesign log` and `redesign timeline` show its own history"
        )
    };
    Ok(own.into_iter().map(note).collect())
}
