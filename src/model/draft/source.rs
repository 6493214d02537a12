//! What a draft is for, and the answers it can quote.

use super::passage::Passage;
use crate::model::Plan;
use crate::toolkit::Output;

#[derive(Debug, Clone, Copy)]
pub struct Wish<'a> {
    /// The plan whose record is drafted.
    pub plan: &'a Plan,
    /// The plan it is about; the same one if a plan is drafted from its own records.
    pub about: &'a Plan,
    pub ids: &'a [String],
    /// The drafted record, relative to the workspace; never its own source.
    pub path: &'a str,
}

#[derive(Debug)]
pub struct Quotable<'a> {
    /// `None` for the plan itself.
    pub(super) output: Option<&'a Output>,
    pub(super) text: String,
    pub(super) origin: Origin,
    pub(super) passages: Vec<Passage>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// As people see it: `plan/activity[/record]: Heading`.
    pub name: String,
    /// Relative to the workspace.
    pub path: String,
    /// Anchor of the heading; empty for a file without headings.
    pub anchor: String,
}
