//! Why an answer doesn't fit.

/// Why an answer doesn't fit its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// Line of the answer, counted from 0 at its first line.
    pub line: usize,
    /// What is wrong, lower case, without a full stop.
    pub message: String,
    /// How to mend it; empty where the output's own hint says it.
    pub help: String,
}

impl Misfit {
    /// How to mend it: its own words, or else the hint of the output it is about.
    pub fn help_or(&self, hint: &str) -> String {
        if self.help.is_empty() {
            hint.to_owned()
        } else {
            self.help.clone()
        }
    }

    /// A misfit on the given line of the answer.
    pub fn at(line: usize, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            line,
            message: message.into(),
            help: help.into(),
        }
    }
}
