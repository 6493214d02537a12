//! Resolves what was typed after `@`, `--at` or `--since` to a day and a commit.

use super::asked::{FORMS, asked};
use crate::error::CommandError;
use crate::model::quote::typed;
use crate::model::{Plan, codes};
use crate::store::{
    Asked, EarlierPlans, Filtered, History, NoMoment, PROGRAMME, PastMoment, StoreError, Workspace,
};
use jiff::Timestamp;
use jiff::civil::Date;

#[derive(Debug, Clone)]
pub struct When {
    /// Days are counted from this one.
    pub day: Date,
    /// The commit shown, or HEAD.
    pub commit: Option<String>,
    pub is_past: bool,
    /// From which words such as `yesterday` count.
    pub now: Timestamp,
}

impl When {
    pub fn now(workspace: &Workspace, now: Timestamp) -> Self {
        Self {
            day: now.to_zoned_datetime(workspace.config.time_zone()).date(),
            commit: workspace.head(),
            is_past: false,
            now,
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
    let moment = moment(&history, &here, words, now)?;
    comparable(history.filtered_below(&[here.config.plans.as_str(), PROGRAMME]))?;
    let then = workspace_at(&history, &here, &moment)?;
    let day = moment
        .day
        .or_else(|| day_of(&here, moment.seconds))
        .unwrap_or_default();
    let when = When {
        day,
        commit: Some(moment.commit),
        is_past: true,
        now,
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

/// The error of a command that needs a history where there is none.
pub fn no_repository() -> CommandError {
    CommandError::new(
        codes::NO_HISTORY,
        "there is no git repository here, so there are no earlier versions",
    )
    .hint("`git init` creates one and keeps versions from then on")
}

/// An error if git stores one of the compared files through a filter: its history holds something else than people
/// wrote.
pub fn comparable(found: Option<Filtered>) -> Result<(), CommandError> {
    let Some(Filtered { path, filter }) = found else {
        return Ok(());
    };
    let message = format!(
        "git stores \"{path}\" through the filter \"{filter}\", so its history can't be compared here"
    );
    let path = typed(&path);
    Err(CommandError::new(codes::NO_HISTORY, message).hint(format!(
        "`git log -- {path}` lists its commits, and `git cat-file --filters COMMIT:./{path}` shows one"
    )))
}

pub fn moment(
    history: &History,
    workspace: &Workspace,
    words: &str,
    now: Timestamp,
) -> Result<PastMoment, CommandError> {
    let zone = workspace.config.time_zone();
    let asked = asked(words, now, &zone);
    let when = match asked {
        Asked::Day(_) => format!("the end of {words}"),
        Asked::Time(_) | Asked::Revision => words.to_owned(),
    };
    history
        .moment(words, asked, &zone)?
        .map_err(|why| match why {
            NoMoment::Unknown => {
                let error =
                    CommandError::usage(format!("\"{words}\" is neither a revision nor a date"))
                        .hint(format!(
                            "a revision is a branch, a commit or the like, such as HEAD~3; {FORMS}"
                        ));
                if history.is_shallow() {
                    error.hint(format!("this clone is shallow: {UNSHALLOW}"))
                } else {
                    error
                }
            }
            NoMoment::TooEarly(_) if history.is_shallow() => {
                cut(&format!("the state at {when} is unknown"))
            }
            NoMoment::TooEarly(first) => {
                let error = CommandError::usage(format!("there were no commits yet at {when}"));
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
    then.map_err(|error| none_at(history, moment, error))
}

/// The plans as they were at a moment; `of_all` says whether most of them will be asked about.
pub fn plans_at(
    history: &History,
    workspace: &Workspace,
    moment: &PastMoment,
    of_all: bool,
) -> Result<EarlierPlans, CommandError> {
    let plans = EarlierPlans::at(workspace, history, &moment.commit, of_all);
    plans.map_err(|error| none_at(history, moment, error))
}

fn none_at(history: &History, moment: &PastMoment, error: StoreError) -> CommandError {
    match error {
        StoreError::NoWorkspace { .. } if let Err(lacks) = history.whole() => lacks.into(),
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
