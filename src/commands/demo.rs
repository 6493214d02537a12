//! `redesign demo`

use super::{App, Command, Formats, Reply, status};
use crate::error::CommandError;
use crate::exit::Exit;
use crate::report::status::StatusData;
use crate::store::{Git, Message, NewFolder, Repository, Transaction, Workspace};
use include_dir::{Dir, include_dir};
use std::path::PathBuf;

static EXAMPLE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/examples/strategy-lab");

/// Write the example cohort into a new directory, and show its status
///
/// The seven school systems of the Strategy Lab with what is publicly documented about their redesign, each fact with
/// its source. A git repository of its own, to look around and try things in.
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
        if std::fs::symlink_metadata(&folder).is_ok() {
            return Err(CommandError::new(
                Exit::Refused,
                "R0001",
                format!("\"{}\" is there already", self.dir.display()),
            )
            .hint("name a directory that isn't: redesign demo DIR"));
        }
        if let Some(outer) = Workspace::find(&crate::store::resolved(&folder)) {
            return Err(CommandError::new(
                Exit::Refused,
                "R0006",
                format!(
                    "\"{}\" is a workspace around that directory",
                    outer.display()
                ),
            )
            .hint("write the demo outside it: redesign demo ../DIR"));
        }
        let files = files();
        if app.global.dry_run {
            let report = crate::report::Report {
                title: None,
                blocks: vec![crate::report::Block::Text(format!(
                    "would write {} files into {}",
                    files.len(),
                    self.dir.display()
                ))],
            };
            return Ok(Reply {
                is_report_of_work: true,
                ..Reply::new(
                    StatusData {
                        at: None,
                        since: None,
                        plans: Vec::new(),
                    },
                    report,
                )
            });
        }
        let parent = folder.parent().map(PathBuf::from).unwrap_or_default();
        crate::store::make_folder(&parent)?;
        let name = folder
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let transaction = Transaction {
            folders: vec![NewFolder { path: name, files }],
            ..Transaction::default()
        };
        transaction.apply(&parent, &Repository::None, &crate::store::Wish::default())?;
        Git::init(&folder)?;
        let inside = App {
            context: app.context,
            global: crate::cli::Global {
                folder: Some(folder.clone()),
                ..app.global.clone()
            },
            warning: app.warning.clone(),
        };
        let not_committed = commit(&inside)?;
        let mut reply = status::Arguments::default().run(&inside)?;
        if let Some(reason) = not_committed {
            reply.notes.push(format!("not committed: {reason}"));
        }
        reply.next = Some(format!(
            "cd {} && redesign list problem/statement",
            self.dir.display()
        ));
        Ok(reply)
    }
}

/// Commits the example as its first state.
fn commit(app: &App<'_>) -> Result<Option<String>, CommandError> {
    let workspace = app.workspace()?;
    let session = app.begin(&workspace, true)?;
    let edits = files()
        .into_iter()
        .map(|(path, _)| crate::store::Edit::Keep { path })
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
    Ok(app.apply(&workspace, &session, &transaction)?.not_committed)
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
