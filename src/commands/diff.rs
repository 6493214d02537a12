//! `redesign diff`

use crate::app::past::{Of, Picked, TargetVersions};
use crate::app::target::{self, Target};
use crate::app::{App, Command, Formats, Opened, Reply};
use crate::error::CommandError;
use crate::queries::diff::{Between, Compared, DiffData, report};
use crate::queries::moment;
use crate::store::Workspace;

/// Show what changed between two versions, output by output
///
/// Without FROM: uncommitted changes, or else the last version's. With only FROM: the changes from then to now. A
/// version is v2, a git revision, or a date.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// PLAN, PLAN/ACTIVITY or PLAN/ACTIVITY/RECORD; PLAN can be omitted inside its directory
    #[arg(value_name = "PLAN[/ACTIVITY[/RECORD]]")]
    target: Option<String>,
    /// The older version
    from: Option<String>,
    /// The newer version [default: the current files]
    to: Option<String>,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "diff";
    const FORMATS: Formats = Formats::Only(&["table", "json", "markdown", "html", "patch"]);
    type Data = DiffData;

    fn run(self, app: &App<'_>) -> Result<Reply<DiffData>, CommandError> {
        let workspace = app.workspace()?;
        let (target, from, to) = self.sought(&workspace)?;
        let name = target.name();
        let versions = TargetVersions::of(&workspace, &target)?;
        let (from, to) = sides(&workspace, &versions, from, to)?;
        let (from, to) = (from.as_ref(), to.as_ref());
        let then = |picked: Option<&Picked>| {
            picked
                .map(|picked| versions.plan_at(picked, &picked.name()))
                .transpose()
        };
        let (old, new) = (then(from)?, then(to)?);
        let between = Between {
            old: old.as_ref(),
            new: new.as_ref().unwrap_or(&target.plan),
            now: &target.plan,
        };
        let changes = match &versions.of {
            Of::File(now) => {
                let before = from.map(|picked| picked.path.as_str());
                between.file(before, to.map_or(now, |picked| &picked.path))
            }
            Of::Plan | Of::Activity(_) => between.records(target.activity()),
        };
        let title = format!(
            "{name} \u{b7} {} \u{2192} {}",
            from.map_or_else(|| "nothing".to_owned(), Picked::name),
            to.map_or_else(|| "now".to_owned(), Picked::name)
        );
        let is_several = !matches!(versions.of, Of::File(_));
        let report = report(title, &changes, is_several);
        let next = match from {
            Some(picked) if !changes.is_empty() && to.is_none() => {
                format!("redesign restore {name}@{}", picked.name())
            }
            _ => format!("redesign log {name}"),
        };
        let told = |picked: &Picked| Compared {
            version: picked.version(),
            commit: picked.commit.clone(),
            date: moment::rfc3339(picked.seconds),
        };
        let data = DiffData {
            plan: target.plan.id.to_string(),
            from: from.map(told),
            to: to.map(told),
            records: changes,
        };
        Ok(Reply {
            findings: crate::check::unreadable(&target.plan).collect(),
            next: Some(next),
            commit: workspace.head(),
            ..Reply::new(data, report)
        })
    }
}

/// What is compared, and the words for its older and newer version.
type Sought<'a> = (Target, Option<&'a str>, Option<&'a str>);

impl Arguments {
    /// Inside a plan's directory the plan may be left out, so that the first word is a version.
    fn sought(&self, workspace: &Opened<'_>) -> Result<Sought<'_>, CommandError> {
        let (from, to) = (self.from.as_deref(), self.to.as_deref());
        let Some(first) = self.target.as_deref() else {
            return Ok((target::here(workspace)?, None, None));
        };
        let unknown = match target::find(workspace, first) {
            Ok(target) => return Ok((target, from, to)),
            Err(error) => error,
        };
        let Some(here) = target::here(workspace).ok().filter(|_| to.is_none()) else {
            return Err(unknown);
        };
        let picked = TargetVersions::of(workspace, &here)?.pick(first);
        match picked {
            Ok(_) => Ok((here, Some(first), from)),
            Err(error) if is_number(first) => Err(error),
            Err(_) => Err(unknown),
        }
    }
}

/// Whether a word can only be a version, such as `v2`.
fn is_number(word: &str) -> bool {
    let number = word.strip_prefix(['v', 'V']);
    number.is_some_and(|number| number.parse::<usize>().is_ok())
}

/// The versions to compare; `None` on the right means the current files, on the left nothing.
fn sides(
    workspace: &Workspace,
    versions: &TargetVersions<'_>,
    from: Option<&str>,
    to: Option<&str>,
) -> Result<(Option<Picked>, Option<Picked>), CommandError> {
    let is_bare = workspace.commit().is_some();
    if let Some(from) = from {
        let from = versions.pick(from)?;
        let to = to.map(|to| versions.pick(to)).transpose()?;
        let newest = || versions.numbered(0).filter(|_| is_bare);
        return Ok((Some(from), to.or_else(newest)));
    }
    let is_dirty = !is_bare && !versions.uncommitted()?.is_empty();
    if is_dirty || versions.steps.is_empty() {
        return Ok((versions.numbered(0), None));
    }
    if versions.is_cut() && versions.steps.len() == 1 {
        return Err(moment::cut("can't tell what the last version changed"));
    }
    Ok((versions.numbered(1), versions.numbered(0)))
}
