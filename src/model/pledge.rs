//! For which words a person's answer was given, where no stamp in the record says it: what the history of its file tells.

use crate::toolkit::OutputAt;

/// A person's answer without a stamp that doesn't hold for the words beside it, or of which that isn't known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pledge {
    /// The record's file, relative to the workspace.
    pub path: String,
    /// The answer: consent, or a release.
    pub output: OutputAt,
    /// What was said, as [`crate::kinds::Said`] has its words: one row of a table.
    pub words: String,
    pub since: WordsSince,
}

/// What became of the words since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WordsSince {
    /// These answers were others when it was given.
    Changed(Vec<OutputAt>),
    /// The history isn't here, or can't be read.
    Unknown,
}
