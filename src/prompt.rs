//! Questions on a terminal and texts in an editor: the only user of dialoguer. One line at a time, numbered choices and
//! no redrawing, so that a screen reader can follow; plain line input with `ACCESSIBLE=1` or on a dumb terminal.

use crate::context::Context;
use crate::error::CommandError;
use crate::kinds::{Ask, Column, Shape};
use crate::model::codes;
use crate::store::write_draft;
use crate::toolkit::Output;
use dialoguer::Input;
use dialoguer::theme::SimpleTheme;
use std::io::{BufRead, ErrorKind, Write};

/// An answer to a question.
#[derive(Debug, PartialEq, Eq)]
pub enum Given {
    Words(String),
    /// An empty line: leave the answer unchanged.
    Nothing,
    /// A single `.` or the end of input: stop asking and keep what was entered.
    Stop,
}

pub struct Prompter {
    plain: bool,
}

impl Prompter {
    pub fn new(context: &Context) -> Self {
        context.heed_signals();
        let accessible = context
            .variable("ACCESSIBLE")
            .is_some_and(|value| value != "0");
        let dumb = context.variable("TERM").is_none_or(|term| term == "dumb");
        Self {
            plain: accessible || dumb,
        }
    }

    /// Asks for one output; returns its text as `--set` would take it.
    pub fn output(&self, output: &Output) -> Result<Given, CommandError> {
        let required = if output.required { "" } else { " (optional)" };
        Self::say(&format!("\n{}{required}", output.title));
        if !output.hint.is_empty() {
            Self::say(&format!("  {}", output.hint));
        }
        match output.kind.facts().ask {
            Ask::Line => self.line("  answer"),
            Ask::Choose => self.choice(&output.shape),
            Ask::Lines => self.lines(),
            Ask::Rows => self.rows(&output.shape),
        }
    }

    /// Asks a yes/no question; anything but yes is no.
    pub fn yes(&self, question: &str) -> Result<bool, CommandError> {
        let given = self.line(&format!("{question} [y/N]"))?;
        Ok(
            matches!(given, Given::Words(words) if ["y", "yes"].contains(&words.to_lowercase().as_str())),
        )
    }

    /// Asks for one of these words; the first letter is enough.
    pub fn one_of(
        &self,
        question: &str,
        words: &[&'static str],
    ) -> Result<Option<&'static str>, CommandError> {
        loop {
            let given = match self.line(question)? {
                Given::Words(given) => given.to_lowercase(),
                Given::Nothing | Given::Stop => return Ok(None),
            };
            let meant = words.iter().find(|word| word.starts_with(&given));
            if let Some(word) = meant {
                return Ok(Some(word));
            }
            Self::say(&format!(
                "  \"{given}\" is not one of: {}",
                words.join(", ")
            ));
        }
    }

    /// Prints a line about the answer.
    pub fn say(words: &str) {
        let _unread = writeln!(std::io::stderr(), "{}", crate::render::clean(words));
    }

    fn line(&self, prompt: &str) -> Result<Given, CommandError> {
        let read = Context::asking(|| {
            if self.plain {
                plain_line(prompt)
            } else {
                edited_line(prompt)
            }
        });
        match read {
            Ok(words) => Ok(match words.trim() {
                "" => Given::Nothing,
                "." => Given::Stop,
                words => Given::Words(words.to_owned()),
            }),
            Err(error) if error.kind() == ErrorKind::Interrupted => Err(CommandError::cancelled()),
            Err(_) => Ok(Given::Stop),
        }
    }

    fn choice(&self, shape: &Shape) -> Result<Given, CommandError> {
        for (position, option) in shape.options.iter().enumerate() {
            Self::say(&format!("  {} {}", position + 1, option.title));
        }
        Ok(match self.line("  number or word")? {
            Given::Words(words) => {
                let by_number = words
                    .parse::<usize>()
                    .ok()
                    .and_then(|number| shape.options.get(number.checked_sub(1)?));
                Given::Words(by_number.map_or(words, |option| option.id.clone()))
            }
            other => other,
        })
    }

    fn lines(&self) -> Result<Given, CommandError> {
        Self::say("  one entry per line; an empty line finishes");
        let mut entries: Vec<String> = Vec::new();
        loop {
            match self.line("  -")? {
                Given::Words(words) => entries.push(words),
                Given::Stop if entries.is_empty() => return Ok(Given::Stop),
                Given::Nothing | Given::Stop => break,
            }
        }
        Ok(if entries.is_empty() {
            Given::Nothing
        } else {
            Given::Words(entries.join("\n"))
        })
    }

    /// Asks for a cell until it fits.
    fn cell(&self, column: &Column) -> Result<Given, CommandError> {
        let options = &column.shape.options;
        let words: Vec<&str> = options.iter().map(|option| option.id.as_str()).collect();
        let question = if words.is_empty() {
            format!("  {}", column.name.title)
        } else {
            format!("  {} ({})", column.name.title, words.join(", "))
        };
        loop {
            let given = self.line(&question)?;
            match &given {
                Given::Words(words) => match column.parse(words) {
                    Ok(_) => return Ok(given),
                    Err(misfit) => Self::say(&format!("  {}: {}", misfit.message, misfit.help)),
                },
                Given::Nothing | Given::Stop => return Ok(given),
            }
        }
    }

    fn rows(&self, shape: &Shape) -> Result<Given, CommandError> {
        Self::say("  one row at a time; an empty first answer finishes");
        let mut rows: Vec<String> = Vec::new();
        loop {
            let mut cells: Vec<String> = Vec::new();
            for (position, column) in shape.columns.iter().enumerate() {
                match self.cell(column)? {
                    Given::Words(words) => cells.push(words.replace('|', "\\|")),
                    Given::Nothing if position > 0 => cells.push(String::new()),
                    Given::Stop if rows.is_empty() && cells.is_empty() => return Ok(Given::Stop),
                    Given::Nothing | Given::Stop => break,
                }
            }
            if cells.is_empty() {
                break;
            }
            cells.resize(shape.columns.len(), String::new());
            rows.push(format!("{} |", cells.join(" | ")));
        }
        Ok(if rows.is_empty() {
            Given::Nothing
        } else {
            Given::Words(rows.join("\n"))
        })
    }
}

/// The user's editor, with a temporary file.
pub struct Editor<'a> {
    context: &'a Context,
    command: String,
    suffix: String,
    file: tempfile::NamedTempFile,
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
        })
    }

    pub fn edit(&self, text: &str) -> Result<String, CommandError> {
        let Self { command, file, .. } = self;
        std::fs::write(file.path(), text).map_err(|error| no_file(&error))?;
        let done = self.context.edit(command, file.path(), text);
        let bytes = std::fs::read(file.path()).map_err(|error| no_file(&error))?;
        let now = String::from_utf8_lossy(&bytes).into_owned();
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
}

fn no_file(error: &std::io::Error) -> CommandError {
    let message = format!("can't write the editor's temporary file: {error}");
    CommandError::new(codes::IO, message)
}

fn edited_line(prompt: &str) -> std::io::Result<String> {
    Input::<String>::with_theme(&SimpleTheme)
        .with_prompt(prompt)
        .allow_empty(true)
        .report(true)
        .interact_text()
        .map_err(|dialoguer::Error::IO(error)| error)
}

fn plain_line(prompt: &str) -> std::io::Result<String> {
    let mut error = std::io::stderr();
    write!(error, "{prompt}: ")?;
    error.flush()?;
    let mut line = String::new();
    if std::io::stdin().lock().read_line(&mut line)? == 0 {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    Ok(line)
}
