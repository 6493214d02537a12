//! What an output can be drafted from, as a toolkit declares it: `draft = [...]`.

use super::{ActivityId, OutputId, OutputRef, Role, Toolkit, ToolkitId};

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

impl Role {
    /// Whether only a person can give an answer with this role, so that it is never drafted.
    pub fn is_a_persons_word(self) -> bool {
        matches!(self, Self::Consent | Self::Approval | Self::Rating)
    }
}

impl Toolkit {
    pub fn name_of_source(&self, source: &DraftSource) -> String {
        match source {
            DraftSource::Plan => PLAN.to_owned(),
            DraftSource::Role(role) => format!("{ROLE}{}", role.word()),
            DraftSource::Own(reference) => self.name_of(*reference),
            DraftSource::Other(other) => other.to_string(),
        }
    }

    /// Draft sources in other toolkits that don't exist there, as written and with their byte offsets. `known` returns
    /// all available versions of a toolkit; without any, nothing can be checked.
    pub fn lost_sources<'a>(
        &'a self,
        known: &'a dyn Fn(&ToolkitId) -> Vec<std::sync::Arc<Self>>,
    ) -> impl Iterator<Item = &'a OtherOutput> + 'a {
        let outputs = self.activities.iter().flat_map(|one| &one.outputs);
        let others = outputs
            .flat_map(|output| &output.draft)
            .filter_map(|source| match source {
                DraftSource::Other(other) => Some(other),
                _ => None,
            });
        others.filter(move |other| {
            let there = known(&other.toolkit);
            let has = |toolkit: &std::sync::Arc<Self>| {
                let activity = toolkit.named(other.activity.as_str());
                activity.is_some_and(|known| known.named(other.output.as_str()).is_some())
            };
            !there.is_empty() && !there.iter().any(has)
        })
    }
}
