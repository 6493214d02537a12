//! Resolves what was typed after `@`, `--at` or `--since` to a day and a commit.

use crate::error::CommandError;
use crate::model::{Plan, codes};
use crate::store::{EarlierPlans, History, NoMoment, PastMoment, StoreError, Workspace};
use jiff::Timestamp;
use jiff::civil::Date;

#[derive(Debug, Clone)]
pub struct When {
    /// Days are counted from this one.
    pub day: Date,
    /// The commit shown, or HEAD.
    pub commit: Option<String>,
    pub is_past: bool,
}

impl When {
    pub fn now(workspace: &Workspace, now: Timestamp) -> Self {
        Self {
            day: now.to_zoned_datetime(workspace.config.time_zone()).date(),
            commit: workspace.head(),
            is_past: false,
        }
    }
}

/// The workspace now, or at a revision or the end of a day.
pub fn as_of(
    here: Workspace,
    at: Option<&str>,
    now: Timestamp,
) -> Result<(Workspace, When), CommandError> {
    let Some(words) = at else {
        let when = When::now(&here, now);
        return Ok((here, when));
    };
    let history = history_of_all(&here)?;
    let moment = moment(&history, &here, words)?;
    let then = workspace_at(&history, &here, &moment)?;
    let day = moment
        .day
        .or_else(|| day_of(&here, moment.seconds))
        .unwrap_or_default();
    let when = When {
        day,
        commit: Some(moment.commit),
        is_past: true,
    };
    Ok((then, when))
}

/// How to complete a shallow clone.
pub const UNSHALLOW: &str = "`git fetch --unshallow` fetches the rest; in GitHub Actions, set `fetch-depth: 0` for actions/checkout";

/// An error about something unknown because the clone is shallow.
pub fn cut(what: &str) -> CommandError {
    CommandError::new(codes::CUT_OFF, format!("this clone is shallow, so {what}")).hint(UNSHALLOW)
}

pub fn history(workspace: &Workspace, plan: &Plan) -> Result<History, CommandError> {
    History::of(&workspace.root, plan.repository.as_deref())?.ok_or_else(no_repository)
}

pub fn history_of_all(workspace: &Workspace) -> Result<History, CommandError> {
    History::of(&workspace.root, None)?.ok_or_else(no_repository)
}

fn no_repository() -> CommandError {
    CommandError::new(
        codes::NO_HISTORY,
        "there is no git repository here, so there are no earlier versions",
    )
    .hint("`git init` creates one and keeps versions from then on")
}

pub fn moment(
    history: &History,
    workspace: &Workspace,
    words: &str,
) -> Result<PastMoment, CommandError> {
    history
        .moment(words, &workspace.config.time_zone())?
        .map_err(|why| match why {
            NoMoment::Unknown => {
                let error = CommandError::usage(format!("\"{words}\" is neither a revision nor a date"))
                    .hint("a revision is a branch, a commit or the like, such as HEAD~3; write dates as 2026-03-01");
                if history.is_shallow() {
                    error.hint(format!("this clone is shallow: {UNSHALLOW}"))
                } else {
                    error
                }
            }
            NoMoment::TooEarly(_) if history.is_shallow() => {
                cut(&format!("the state at the end of {words} is unknown"))
            }
            NoMoment::TooEarly(first) => {
                let error = CommandError::usage(format!(
                    "there were no commits yet at the end of {words}"
                ));
                match first {
                    Some(day) => error.hint(format!("the first commit is from {day}")),
                    None => error.hint("there are no commits"),
                }
            }
        })
}

/// The workspace as it was at a moment.
pub fn workspace_at(
    history: &History,
    workspace: &Workspace,
    moment: &PastMoment,
) -> Result<Workspace, CommandError> {
    let then = history.workspace(workspace, &moment.commit);
    then.map_err(|error| none_at(moment, error))
}

/// The plans as they were at a moment; `of_all` says whether most of them will be asked about.
pub fn plans_at(
    history: &History,
    workspace: &Workspace,
    moment: &PastMoment,
    of_all: bool,
) -> Result<EarlierPlans, CommandError> {
    let plans = EarlierPlans::at(workspace, history, &moment.commit, of_all);
    plans.map_err(|error| none_at(moment, error))
}

fn none_at(moment: &PastMoment, error: StoreError) -> CommandError {
    match error {
        StoreError::NoWorkspace { .. } => CommandError::usage(format!(
            "there was no workspace here at \"{}\"",
            moment.words
        ))
        .hint("`git log -- redesign.toml` shows when it was created"),
        other => other.into(),
    }
}

/// In the workspace's time zone.
pub fn day_of(workspace: &Workspace, seconds: i64) -> Option<Date> {
    let moment = Timestamp::from_second(seconds).ok()?;
    Some(
        moment
            .to_zoned_datetime(workspace.config.time_zone())
            .date(),
    )
}

/// RFC 3339, in UTC.
pub fn rfc3339(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(|_| String::new(), |moment| moment.to_string())
}
