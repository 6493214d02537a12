//! What a check, a reader or a command found: one type, whoever says it and however it is shown.

use super::Invocation;

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something isn't counted or can't be read until it is mended.
    Error,
    /// Something is probably not as it was meant.
    Warning,
    /// Worth knowing.
    Info,
}

impl Severity {
    /// The word in JSON and on a terminal.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

/// Where it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Relative to the workspace, with `/`.
    pub path: String,
    /// Counted from 1.
    pub line: Option<usize>,
    /// In characters, counted from 1.
    pub column: Option<usize>,
}

impl Place {
    /// A whole file or directory.
    pub fn file(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            line: None,
            column: None,
        }
    }

    /// A line and column of a file.
    pub fn at(path: impl Into<String>, (line, column): (usize, usize)) -> Self {
        Self {
            path: path.into(),
            line: Some(line),
            column: Some(column),
        }
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.path)?;
        if let Some(line) = self.line {
            write!(formatter, ":{line}")?;
            if let Some(column) = self.column {
                write!(formatter, ":{column}")?;
            }
        }
        Ok(())
    }
}

/// One thing found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How bad.
    pub severity: Severity,
    /// A stable name, such as `E0002`; `docs/checks.md` explains each.
    pub code: &'static str,
    /// What is wrong, lower case, without a full stop.
    pub message: String,
    /// Where.
    pub place: Option<Place>,
    /// How to mend it.
    pub help: Option<String>,
    /// Of the help: what to type first.
    pub command: Option<Invocation>,
    /// The line it is about, for people to see.
    pub excerpt: Option<String>,
    /// Whether a file could not be read or parsed because of it.
    pub breaks_file: bool,
    /// Whether a command about it is refused: what isn't followed may be somebody else's.
    pub refuses: bool,
}

impl Finding {
    /// An error.
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            message: message.into(),
            place: None,
            help: None,
            command: None,
            excerpt: None,
            breaks_file: false,
            refuses: false,
        }
    }

    /// A warning.
    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, message)
        }
    }

    /// Worth knowing.
    pub fn info(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Info,
            ..Self::error(code, message)
        }
    }

    /// Where it is.
    #[must_use]
    pub fn with_place(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Where it is in a text of which the line is shown too.
    #[must_use]
    pub fn in_text(mut self, path: &str, text: &str, offset: usize) -> Self {
        let (line, column) = crate::document::position(text, offset);
        self.excerpt = text.lines().nth(line - 1).map(str::to_owned);
        self.place = Some(Place::at(path, (line, column)));
        self
    }

    /// How to mend it.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// What to type: it mends it, or shows more.
    #[must_use]
    pub fn with_command(mut self, command: Invocation) -> Self {
        self.help.get_or_insert_with(|| command.to_string());
        self.command = Some(command);
        self
    }

    /// What to type, and what else helps.
    #[must_use]
    pub fn with_command_or(self, command: Invocation, more: &str) -> Self {
        self.with_help(format!("{command}; {more}"))
            .with_command(command)
    }

    /// A file can't be read because of it.
    #[must_use]
    pub fn breaking(mut self) -> Self {
        self.breaks_file = true;
        self
    }

    /// A command about it is refused because of it.
    #[must_use]
    pub fn refusing(mut self) -> Self {
        self.refuses = true;
        self
    }
}
