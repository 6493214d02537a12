//! `redesign demo`

mod embedded;
mod public;
mod script;
mod year;

use crate::app::title::of_plans;
use crate::app::{App, Command, Formats, Global, Reply};
use crate::error::CommandError;
use crate::model::quote::typed;
use crate::model::{Count, codes};
use crate::queries::Pass;
use crate::queries::status::{Standings, Status, StatusData, plans_report};
use crate::report::{Block, Report};
use crate::store::{Chronicle, Workspace};
use embedded::files_of;
use std::path::{Path, PathBuf};

/// Write an example cohort into a new directory and show its status
///
/// A made-up cohort ten months into its year: its teams, their meetings, what they found, and the history of it all,
/// up to today. With --public, the seven school systems of the Strategy Lab with what is publicly documented about their
/// redesign, each fact with its source. A git repository of its own to explore and try things in.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The new directory
    #[arg(default_value = "redesign-demo")]
    dir: PathBuf,
    /// Write what is publicly known about seven real school systems instead
    #[arg(long)]
    public: bool,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "demo";
    const FORMATS: Formats = Formats::All;
    type Data = StatusData;

    fn run(self, app: &App<'_>) -> Result<Reply<StatusData>, CommandError> {
        let folder = app.folder().join(&self.dir);
        self.refuse(&folder)?;
        if app.global.no_commit && !self.public {
            let message = "the made-up year is in its commits, so --no-commit can't be used";
            return Err(
                CommandError::usage(message).hint("--public writes files without a history")
            );
        }
        if app.global.dry_run {
            return self.preview(app);
        }
        let inside = app.with(Global {
            folder: Some(folder.clone()),
            ..app.global.clone()
        });
        let (first, note) = if self.public {
            ("list problem/statement", public::write(&inside, &folder)?)
        } else {
            write_year(app, &folder)?;
            ("board", None)
        };
        let dir = self.dir.to_string_lossy();
        Ok(Reply {
            next: Some(format!("cd {} && redesign {first}", typed(&dir))),
            notes: Vec::from_iter(note),
            ..status(&inside)?
        })
    }
}

impl Arguments {
    fn preview(&self, app: &App<'_>) -> Result<Reply<StatusData>, CommandError> {
        let number = if self.public {
            Count(files_of(&public::PUBLIC).len(), "file")
        } else {
            Count(year::steps(today(app))?.len() + 1, "commit")
        };
        let words = format!("would write {number} into {}", self.dir.display());
        Ok(Reply {
            is_report_of_work: true,
            ..Reply::new(none_yet(), Report::untitled(vec![Block::Text(words)]))
        })
    }

    /// Refuses an existing path, or one inside a workspace.
    fn refuse(&self, folder: &Path) -> Result<(), CommandError> {
        if std::fs::symlink_metadata(folder).is_ok() {
            let message = format!("\"{}\" already exists", self.dir.display());
            return Err(CommandError::new(codes::EXISTS, message)
                .hint("name a new directory: redesign demo DIR"));
        }
        let Some(outer) = Workspace::find(&crate::store::resolved(folder)) else {
            return Ok(());
        };
        let message = format!(
            "\"{}\" is a workspace around that directory",
            outer.display()
        );
        Err(CommandError::new(codes::WORKSPACE_EXISTS, message)
            .hint("write the demo outside it: redesign demo ../DIR"))
    }
}

/// Writes the made-up year, which no signal leaves half done.
fn write_year(app: &App<'_>, folder: &Path) -> Result<(), CommandError> {
    app.context.heed_signals();
    let write = || {
        let chronicle = Chronicle::begin(folder)?;
        year::write(app, chronicle, today(app)).map(|()| ((), true))
    };
    app.context.writing(write, |_| true)
}

fn today(app: &App<'_>) -> jiff::civil::Date {
    let zone = jiff::tz::TimeZone::UTC;
    zone.to_datetime(app.context.now()).date()
}

fn none_yet() -> StatusData {
    StatusData {
        at: None,
        since: None,
        plans: Vec::new(),
    }
}

fn status(app: &App<'_>) -> Result<Reply<StatusData>, CommandError> {
    let workspace = app.workspace()?;
    let when = workspace.now();
    let question = Status::of(Vec::new());
    let pass = Pass::new(&workspace, &when);
    let Standings {
        plans,
        findings,
        broken,
        unknown: _,
    } = question.answer(&pass, pass.ask(&question))?;
    let title = of_plans(&workspace, plans.len() + broken, &when);
    let report = plans_report(title, &plans, broken, None);
    let data = StatusData {
        plans,
        ..none_yet()
    };
    Ok(Reply {
        findings,
        commit: when.commit,
        ..Reply::new(data, report)
    })
}
