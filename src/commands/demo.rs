//! `redesign demo`

use crate::app::title::of_plans;
use crate::app::{App, Command, Formats, Global, Reply};
use crate::error::CommandError;
use crate::model::codes;
use crate::queries::Pass;
use crate::queries::status::{Standings, Status, StatusData, plans_report};
use crate::report::{Block, Report};
use crate::store::{Edit, Git, Message, NewFolder, Repository, Terms, Transaction, Workspace};
use include_dir::{Dir, include_dir};
use std::path::{Path, PathBuf};

static EXAMPLE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/examples/strategy-lab");

/// Write the example cohort into a new directory and show its status
///
/// The seven school systems of the Strategy Lab with what is publicly documented about their redesign, each fact with
/// its source. A git repository of its own to explore and try things in.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The new directory
    #[arg(default_value = "redesign-demo")]
    dir: PathBuf,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "demo";
    const FORMATS: Formats = Formats::All;
    type Data = StatusData;

    fn run(self, app: &App<'_>) -> Result<Reply<StatusData>, CommandError> {
        let folder = app.folder().join(&self.dir);
        self.refuse(&folder)?;
        let files = files();
        if app.global.dry_run {
            let words = format!(
                "would write {} files into {}",
                files.len(),
                self.dir.display()
            );
            return Ok(Reply {
                is_report_of_work: true,
                ..Reply::new(none_yet(), Report::untitled(vec![Block::Text(words)]))
            });
        }
        let parent = folder.parent().map(PathBuf::from).unwrap_or_default();
        crate::store::make_folder(&parent)?;
        let name = folder.file_name().unwrap_or_default();
        let transaction = Transaction {
            folders: vec![NewFolder {
                path: name.to_string_lossy().into_owned(),
                files,
            }],
            ..Transaction::default()
        };
        transaction.apply(&parent, &Repository::None, &Terms::default())?;
        Git::init(&folder)?;
        let inside = app.with(Global {
            folder: Some(folder),
            ..app.global.clone()
        });
        let not_committed = commit(&inside)?;
        let notes = not_committed.map(|reason| format!("not committed: {reason}"));
        let dir = self.dir.display();
        Ok(Reply {
            next: Some(format!("cd {dir} && redesign list problem/statement")),
            notes: Vec::from_iter(notes),
            ..status(&inside)?
        })
    }
}

impl Arguments {
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

/// Commits the example as its first state.
fn commit(app: &App<'_>) -> Result<Option<String>, CommandError> {
    let workspace = app.workspace()?;
    let session = workspace.begin(true)?;
    let edits = files()
        .into_iter()
        .map(|(path, _)| Edit::Keep { path })
        .collect();
    let message = Message {
        subject: "write the example cohort".to_owned(),
        command: "demo",
        ..Message::default()
    };
    let transaction = Transaction {
        edits,
        message,
        ..Transaction::default()
    };
    Ok(session.write(&transaction)?.not_committed)
}

fn files() -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![&EXAMPLE];
    while let Some(folder) = folders.pop() {
        folders.extend(folder.dirs());
        for file in folder.files() {
            found.push((
                file.path().to_string_lossy().replace('\\', "/"),
                file.contents().to_vec(),
            ));
        }
    }
    found.sort();
    found
}
