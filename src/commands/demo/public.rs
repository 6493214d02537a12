//! The public example: files as they are, in one commit.

use super::embedded::files_of;
use crate::app::App;
use crate::error::CommandError;
use crate::store::{Edit, Git, Message, NewFolder, Repository, Terms, Transaction};
use include_dir::{Dir, include_dir};
use std::path::{Path, PathBuf};

pub(super) static PUBLIC: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/examples/strategy-lab");

/// Writes it as one commit; the note says why it isn't committed.
pub(super) fn write(inside: &App<'_>, folder: &Path) -> Result<Option<String>, CommandError> {
    let parent = folder.parent().map(PathBuf::from).unwrap_or_default();
    crate::store::make_folder(&parent)?;
    let name = folder.file_name().unwrap_or_default();
    let transaction = Transaction {
        folders: vec![NewFolder {
            path: name.to_string_lossy().into_owned(),
            files: files_of(&PUBLIC),
        }],
        ..Transaction::default()
    };
    transaction.apply(&parent, &Repository::None, &Terms::default())?;
    Git::init(folder)?;
    let not_committed = commit(inside)?;
    Ok(not_committed.map(|reason| format!("not committed: {reason}")))
}

/// Commits the example as its first state.
fn commit(app: &App<'_>) -> Result<Option<String>, CommandError> {
    let workspace = app.workspace()?;
    let session = workspace.begin(true)?;
    let edits = files_of(&PUBLIC)
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
