//! Texts in the user's own editor.

use crate::context::Context;
use crate::error::CommandError;
use crate::model::codes;
use crate::store::write_draft;
use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Nobody reads a text and closes it in less time.
const AT_ONCE: Duration = Duration::from_secs(1);

/// Programs that open a window elsewhere and come back at once, however slowly, unless told to wait.
const WINDOWS: &[&str] = &[
    "atom",
    "bbedit",
    "code",
    "code-insiders",
    "codium",
    "cursor",
    "mate",
    "subl",
    "vscodium",
    "windsurf",
    "zed",
];

/// The user's editor, with a temporary file.
pub struct Editor<'a> {
    context: &'a Context,
    command: String,
    suffix: String,
    file: tempfile::NamedTempFile,
    /// Whether it ended before anybody could have typed anything.
    was_quick: Cell<bool>,
}

impl<'a> Editor<'a> {
    /// The file's name ends in `suffix`; settings of this repository are used only if they may be trusted.
    pub fn new(
        context: &'a Context,
        heeds_repository: bool,
        suffix: &str,
    ) -> Result<Self, CommandError> {
        let command = context.editor(heeds_repository).ok_or_else(|| {
            CommandError::usage("no editor is set").hint("set REDESIGN_EDITOR or EDITOR")
        })?;
        let mut builder = tempfile::Builder::new();
        let file = builder.prefix("redesign-").suffix(suffix).tempfile();
        Ok(Self {
            context,
            command,
            suffix: suffix.to_owned(),
            file: file.map_err(|error| no_file(&error))?,
            was_quick: Cell::new(false),
        })
    }

    pub fn edit(&self, text: &str) -> Result<String, CommandError> {
        let Self { command, file, .. } = self;
        std::fs::write(file.path(), text).map_err(|error| no_file(&error))?;
        let begun = Instant::now();
        let done = self.context.edit(command, file.path(), text);
        let now = read(file.path())?;
        let is_quick = begun.elapsed() < AT_ONCE || opens_a_window(command);
        self.was_quick.set(is_quick && now == text);
        let Err(error) = done else {
            return Ok(now);
        };
        let message = format!("the editor \"{command}\" failed: {error}");
        let failed = CommandError::new(codes::EDITOR, message);
        if now == text || now.trim().is_empty() {
            return Err(failed.hint("nothing was changed"));
        }
        let draft = write_draft(&self.suffix, &now)?;
        Err(failed.hint(format!(
            "nothing was changed; what you saved is kept in {}",
            draft.display()
        )))
    }

    /// If the editor came back at once and without a change, it may still be open: what to do then. The file is kept.
    pub fn still_open(self) -> Result<Option<StillOpen>, CommandError> {
        if !self.was_quick.get() {
            return Ok(None);
        }
        let command = self.command;
        let file = self.file.into_temp_path().keep();
        let file = file.map_err(|error| no_file(&error.error))?;
        Ok(Some(StillOpen { command, file }))
    }
}

/// An editor that wasn't waited for, and the file that may be open in it.
#[derive(Debug)]
pub struct StillOpen {
    command: String,
    pub file: PathBuf,
}

impl StillOpen {
    pub fn message(&self) -> String {
        format!(
            "the editor \"{}\" came back at once, without a change; its file is kept in {}",
            self.command,
            self.file.display()
        )
    }

    pub fn hint(&self) -> String {
        format!(
            "an editor with a window of its own has to be told to wait: set REDESIGN_EDITOR=\"{} --wait\"",
            self.command
        )
    }
}

/// Whether the command is known to come back while its window is open.
fn opens_a_window(command: &str) -> bool {
    let mut words = command.split_whitespace();
    let program = words.next().unwrap_or_default().trim_matches(['"', '\'']);
    let name = Path::new(program).file_stem().unwrap_or_default();
    WINDOWS.iter().any(|known| name == *known)
        && !words.any(|word| ["-w", "--wait"].contains(&word))
}

/// What an editor saved.
pub(super) fn read(file: &Path) -> Result<String, CommandError> {
    let bytes = std::fs::read(file).map_err(|error| no_file(&error))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn no_file(error: &std::io::Error) -> CommandError {
    let message = format!("can't write the editor's temporary file: {error}");
    CommandError::new(codes::IO, message)
}
