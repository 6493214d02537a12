//! Questions on a terminal and texts in an editor: the only user of dialoguer, which asks for yes and no. Answers have
//! lines of their own, since dialoguer knows neither pastes nor texts of several lines (see `Cargo.toml`).
//!
//! With `ACCESSIBLE=1` and on a dumb terminal nothing is drawn twice, so that a screen reader can follow.

mod editor;
mod field;
mod keys;
mod question;
mod shown;
mod table;

pub use editor::Editor;
pub use question::{Manner, Now, Question};
pub use shown::readable;
pub use table::rows_of;

use crate::context::Context;
use crate::error::CommandError;
use dialoguer::Confirm;
use dialoguer::theme::SimpleTheme;
use field::{Field, shown_width};
use keys::{Input, Key};
use std::cell::RefCell;
use std::io::{Result, Write};
use std::time::Duration;

/// How long the next piece of a long paste may take to arrive.
const PASTING: Duration = Duration::from_millis(60);

/// Stands before what is typed.
const MARK: &str = "> ";

/// An answer to a question.
#[derive(Debug, PartialEq, Eq)]
pub enum Given {
    Words(String),
    /// An empty line: leave the answer unchanged.
    Nothing,
    /// A single `.` or the end of input: stop asking and keep what was entered.
    Stop,
}

/// One of several words, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chosen {
    At(usize),
    /// An empty line.
    Nothing,
    /// A single `.` or the end of input.
    Stop,
}

/// What was typed until Enter.
enum Typed {
    Words(String),
    /// These words are to be opened in the editor.
    Editor(String),
    /// Nothing, and the end of input.
    End,
}

pub struct Prompter<'a> {
    context: &'a Context,
    /// Whether settings of this repository may name the editor.
    heeds_repository: bool,
    plain: bool,
    /// Whether the terminal leaves it to us to show what is typed.
    shows_keys: bool,
    input: RefCell<Input>,
}

impl Drop for Prompter<'_> {
    fn drop(&mut self) {
        Context::end_keys();
    }
}

impl<'a> Prompter<'a> {
    pub fn new(context: &'a Context, heeds_repository: bool) -> Self {
        context.heed_signals();
        let accessible = context
            .variable("ACCESSIBLE")
            .is_some_and(|value| value != "0");
        let dumb = context.variable("TERM").is_none_or(|term| term == "dumb");
        let shows_keys = Context::begin_keys(!accessible && !dumb);
        Self {
            context,
            heeds_repository,
            plain: accessible || dumb || !shows_keys,
            shows_keys,
            input: RefCell::default(),
        }
    }

    /// Whether nothing is drawn twice and each question is said in whole sentences.
    pub fn is_plain(&self) -> bool {
        self.plain
    }

    /// Asks a yes/no question; anything but yes is no.
    pub fn yes(&self, question: &str) -> std::result::Result<bool, CommandError> {
        if self.plain {
            self.say(&format!("{question} Type y for yes; an empty line is no."));
            let given = self.line()?;
            return Ok(
                matches!(given, Given::Words(words) if ["y", "yes"].contains(&words.to_lowercase().as_str())),
            );
        }
        let asked = Context::asking(|| {
            Confirm::with_theme(&SimpleTheme)
                .with_prompt(crate::render::wrapped(question, Some(self.width())))
                .default(false)
                .wait_for_newline(true)
                .interact()
        });
        match asked {
            Err(dialoguer::Error::IO(error)) if error.kind() == std::io::ErrorKind::Interrupted => {
                Err(CommandError::cancelled())
            }
            other => Ok(other.unwrap_or(false)),
        }
    }

    /// Asks for one of these words, of which the first letter is enough, or its number; gives its position.
    pub fn one_of(
        &self,
        question: &str,
        words: &[&str],
    ) -> std::result::Result<Chosen, CommandError> {
        self.say(question);
        loop {
            let given = match self.line()? {
                Given::Words(given) => given.to_lowercase(),
                Given::Nothing => return Ok(Chosen::Nothing),
                Given::Stop => return Ok(Chosen::Stop),
            };
            if let Some(position) = meant(&given, words) {
                return Ok(Chosen::At(position));
            }
            self.say(&format!(
                "  \"{given}\" is not one of: {}",
                words.join(", ")
            ));
        }
    }

    /// Prints lines for the person who answers, wrapped between words.
    pub fn say(&self, words: &str) {
        let words = crate::render::clean(words);
        let lines = crate::render::wrapped(&words, Some(self.width()));
        let _unread = writeln!(std::io::stderr(), "{lines}");
    }

    /// Asks for a line.
    pub fn line(&self) -> std::result::Result<Given, CommandError> {
        loop {
            match self.typed()? {
                Typed::Words(words) => return Ok(given(&words)),
                Typed::End => return Ok(Given::Stop),
                // Nothing here needs an editor.
                Typed::Editor(_) => {}
            }
        }
    }

    /// Opens words in the editor; gives nothing if they weren't changed there.
    pub fn edited(&self, text: &str) -> std::result::Result<Option<String>, CommandError> {
        Context::end_keys();
        let editor = Editor::new(self.context, self.heeds_repository, ".md")?;
        let edited = editor.edit(text);
        Context::begin_keys(!self.plain);
        let now = edited?;
        if now != text {
            return Ok(Some(now.trim_end().to_owned()));
        }
        let Some(open) = editor.still_open()? else {
            return Ok(None);
        };
        self.say(&format!("{}\n{}", open.message(), open.hint()));
        self.say("If it is still open: save there, close it, then press Enter here.");
        self.line()?;
        let now = editor::read(&open.file)?;
        Ok((now != text).then(|| now.trim_end().to_owned()))
    }

    /// What was typed or pasted since the last answer, before anything else was asked.
    pub fn waiting(&self) -> std::result::Result<String, CommandError> {
        let drained = self.input.borrow_mut().drained(PASTING);
        drained.map_err(|_| CommandError::cancelled())
    }

    fn width(&self) -> usize {
        self.context.screen().0
    }

    fn typed(&self) -> std::result::Result<Typed, CommandError> {
        let mut input = self.input.borrow_mut();
        let read = Context::asking(|| {
            if self.plain {
                self.echoed(&mut input)
            } else {
                self.drawn(&mut input)
            }
        });
        match read {
            Ok(typed) => Ok(typed),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {
                Err(CommandError::cancelled())
            }
            Err(_) => Ok(Typed::End),
        }
    }

    /// Shows each letter once, where it was typed.
    fn echoed(&self, input: &mut Input) -> Result<Typed> {
        let mut field = Field::default();
        let show = |words: &str| {
            let mut error = std::io::stderr();
            if self.shows_keys {
                write!(error, "{}", crate::render::clean(words))?;
                error.flush()?;
            }
            Ok::<(), std::io::Error>(())
        };
        write!(std::io::stderr(), "{MARK}")?;
        loop {
            match input.key()? {
                Key::EndOfInput if field.is_empty() => {
                    show("\n")?;
                    return Ok(Typed::End);
                }
                Key::Enter | Key::EndOfInput => break,
                Key::Editor => {
                    show("\n")?;
                    return Ok(Typed::Editor(field.text().to_owned()));
                }
                Key::Backspace => {
                    let last = field.text().chars().next_back();
                    let last = last.filter(|letter| *letter != '\n');
                    if let Some(letter) = last {
                        field.press(&Key::Backspace);
                        let mut error = std::io::stderr();
                        for _ in 0..shown_width(letter) {
                            error.write_all(b"\x08 \x08")?;
                        }
                    }
                }
                Key::Char(letter) => {
                    field.press(&Key::Char(letter));
                    show(letter.encode_utf8(&mut [0; 4]))?;
                }
                Key::Paste(words) => {
                    show(&words)?;
                    field.press(&Key::Paste(words));
                }
                _ => {}
            }
        }
        show("\n")?;
        Ok(Typed::Words(field.text().to_owned()))
    }

    /// Draws the words again after each key, unless more keys wait.
    fn drawn(&self, input: &mut Input) -> Result<Typed> {
        let mut field = Field::default();
        // The row of the cursor, counted from the first that is drawn.
        let mut row = 0;
        loop {
            if !input.waits(Duration::ZERO) {
                row = self.draw(&field, row)?;
            }
            let key = input.key()?;
            let width = self.width().saturating_sub(MARK.len() + 1).max(8);
            let typed = match &key {
                Key::EndOfInput if field.is_empty() => Typed::End,
                Key::Enter | Key::EndOfInput => Typed::Words(field.text().to_owned()),
                Key::Editor => Typed::Editor(field.text().to_owned()),
                Key::Up | Key::Down => {
                    field.move_row(key == Key::Down, width);
                    continue;
                }
                _ => {
                    field.press(&key);
                    continue;
                }
            };
            field.move_end();
            self.draw(&field, row)?;
            std::io::stderr().write_all(b"\n")?;
            return Ok(typed);
        }
    }

    /// Draws the rows around the cursor that the screen has room for, over those drawn before; returns the cursor's.
    fn draw(&self, field: &Field, before: usize) -> Result<usize> {
        let (columns, lines) = self.context.screen();
        let rows = field.rows(columns.saturating_sub(MARK.len() + 1).max(8));
        let (row, column) = field.cursor(&rows);
        let height = rows.len().min(lines.saturating_sub(1).max(1));
        let first = (row + 1).saturating_sub(height);
        let mut out = String::new();
        if before > 0 {
            out.push_str(&format!("\x1b[{before}A"));
        }
        out.push_str("\r\x1b[J");
        for (number, one) in rows.iter().skip(first).take(height).enumerate() {
            if number > 0 {
                out.push('\n');
            }
            out.push_str(if first + number == 0 { MARK } else { "  " });
            out.push_str(&crate::render::clean(&field.row(one)));
        }
        let below = height.saturating_sub(1 + row - first);
        if below > 0 {
            out.push_str(&format!("\x1b[{below}A"));
        }
        out.push_str(&format!("\r\x1b[{}C", MARK.len() + column));
        let mut error = std::io::stderr();
        error.write_all(out.as_bytes())?;
        error.flush()?;
        Ok(row - first)
    }
}

/// The position of the word that somebody means by it, its first letters, or its number.
fn meant(given: &str, words: &[&str]) -> Option<usize> {
    match given.parse::<usize>() {
        Ok(number) => number.checked_sub(1).filter(|at| *at < words.len()),
        Err(_) => words.iter().position(|word| word.starts_with(given)),
    }
}

fn given(words: &str) -> Given {
    match words.trim() {
        "" => Given::Nothing,
        "." => Given::Stop,
        words => Given::Words(words.to_owned()),
    }
}
