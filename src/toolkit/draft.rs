//! What an output can be drafted from, as a toolkit declares it: `draft = [...]`.

use super::ids::{ActivityId, OutputId, ToolkitId};
use super::places::OutputRef;
use super::role::Role;

/// Stands for the plan itself.
pub const PLAN: &str = "plan";
/// Prefix of a source named by its role.
pub const ROLE: &str = "role:";

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftSource {
    /// The plan that the draft is about: its id, or its title and organisation (`plan`).
    Plan,
    /// Every output with this role in that plan, whatever its toolkit (`role:idea`).
    Role(Role),
    /// An output of the same toolkit (`activity/output`).
    Own(OutputRef),
    /// An output of that plan, if it is made from this toolkit (`TOOLKIT:activity/output`).
    Other(OtherOutput),
}

/// An output of another toolkit. Whether it exists can only be checked if that toolkit is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherOutput {
    /// Any version of it.
    pub toolkit: ToolkitId,
    pub activity: ActivityId,
    pub output: OutputId,
    /// Byte offset in `toolkit.toml`.
    pub offset: usize,
}

impl std::fmt::Display for OtherOutput {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "{}:{}/{}",
            self.toolkit, self.activity, self.output
        )
    }
}
