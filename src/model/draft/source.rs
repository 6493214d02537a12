//! What a draft is made for, and the answers that it can quote.

use super::passage::Passage;
use crate::model::Plan;
use crate::toolkit::Output;

/// What a draft is made for.
#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// The plan whose record is drafted.
    pub plan: &'a Plan,
    /// The plan that is drafted about; the same one where a plan is drafted from its own records.
    pub about: &'a Plan,
    /// Ids of all plans there are.
    pub ids: &'a [String],
    /// The record that is drafted, relative to the workspace: it is not its own source.
    pub path: &'a str,
}

/// An answer that can be quoted.
#[derive(Debug)]
pub struct Quotable<'a> {
    /// The output; nothing for the plan itself.
    pub(super) output: Option<&'a Output>,
    /// Its words, as they stand in the record.
    pub(super) text: String,
    /// Where it stands.
    pub(super) origin: Origin,
    /// Its words, one entry, row or paragraph after the other.
    pub(super) passages: Vec<Passage>,
}

/// Where words stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// What people call it: `plan/activity[/record]: Heading`.
    pub name: String,
    /// The file, relative to the workspace.
    pub path: String,
    /// Where in it: the heading as it is linked to; empty for a file without headings.
    pub anchor: String,
}
