//! What a check, reader or command found: one type for all sources and outputs.

use super::Invocation;
use crate::toolkit::ActivityAt;
use jiff::civil::Date;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Something isn't counted or can't be read until it is fixed.
    Error,
    /// Something is probably not as intended.
    Warning,
    Info,
}

/// Gravest first.
pub const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];

impl Severity {
    pub fn named(word: &str) -> Option<Self> {
        SEVERITIES.into_iter().find(|one| one.word() == word)
    }

    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }
}

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
    pub fn file(path: impl Into<String>) -> Self {
        Self {
            path: path.into(),
            line: None,
            column: None,
        }
    }

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

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub severity: Severity,
    /// A stable name such as `E0002`, see `docs/checks.md`.
    pub code: &'static str,
    /// Lower case, without a full stop.
    pub message: String,
    pub place: Option<Place>,
    /// How to fix it.
    pub help: Option<String>,
    pub command: Option<Invocation>,
    /// The source line, for people.
    pub excerpt: Option<String>,
    /// The day from which it is true, if the rule that found it can tell.
    pub since: Option<Date>,
    /// The activity that isn't done, if that is what it is about: two findings about one have one cause.
    pub lacking: Option<ActivityAt>,
    /// What its message ends with: the record that it means, if its words alone don't tell. Findings that differ only in
    /// that say the same.
    pub seen_in: String,
    /// Whether it keeps a file from being read or parsed.
    pub breaks_file: bool,
    /// Whether commands refuse to run because of it: a path that isn't followed may be somebody else's.
    pub refuses: bool,
}

impl Finding {
    pub fn error(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            message: message.into(),
            place: None,
            help: None,
            command: None,
            excerpt: None,
            since: None,
            lacking: None,
            seen_in: String::new(),
            breaks_file: false,
            refuses: false,
        }
    }

    pub fn warning(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(code, message)
        }
    }

    pub fn info(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Info,
            ..Self::error(code, message)
        }
    }

    #[must_use]
    pub fn with_place(mut self, place: Place) -> Self {
        self.place = Some(place);
        self
    }

    /// Its place in a text, whose line is shown too.
    #[must_use]
    pub fn in_text(mut self, path: &str, text: &str, offset: usize) -> Self {
        let (line, column) = crate::document::position(text, offset);
        self.excerpt = text.lines().nth(line - 1).map(str::to_owned);
        self.place = Some(Place::at(path, (line, column)));
        self
    }

    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// A command that fixes it or shows more.
    #[must_use]
    pub fn with_command(mut self, command: Invocation) -> Self {
        self.help.get_or_insert_with(|| command.to_string());
        self.command = Some(command);
        self
    }

    #[must_use]
    pub fn with_command_or(self, command: Invocation, more: &str) -> Self {
        self.with_help(format!("{command}; {more}"))
            .with_command(command)
    }

    #[must_use]
    pub fn true_since(mut self, day: Option<Date>) -> Self {
        self.since = day;
        self
    }

    #[must_use]
    pub fn for_lack_of(mut self, activity: ActivityAt) -> Self {
        self.lacking = Some(activity);
        self
    }

    /// Names the record that it means, unless the message does.
    #[must_use]
    pub fn seen_in(mut self, record: &str) -> Self {
        if !self.message.contains(record) {
            self.seen_in = format!(", see {record}");
            self.message.push_str(&self.seen_in);
        }
        self
    }

    /// The message without the record that it means.
    pub fn words_alike(&self) -> &str {
        self.message
            .strip_suffix(self.seen_in.as_str())
            .unwrap_or(&self.message)
    }

    #[must_use]
    pub fn breaking(mut self) -> Self {
        self.breaks_file = true;
        self
    }

    #[must_use]
    pub fn refusing(mut self) -> Self {
        self.refuses = true;
        self
    }
}
