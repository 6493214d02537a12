//! What an output can be drafted from, as a toolkit says it: `draft = [...]`.

use super::{ActivityId, OutputId, OutputRef, Role, Toolkit, ToolkitId};

/// The word that stands for the plan itself.
pub const PLAN: &str = "plan";
/// Begins a source that is named by its role.
pub const ROLE: &str = "role:";

/// Something that an output can be drafted from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftSource {
    /// The plan that is drafted about: its id, or its title and organisation (`plan`).
    Plan,
    /// Every output with this role in the plan that is drafted about, whatever toolkit that is made from (`role:idea`).
    Role(Role),
    /// An output of the toolkit itself (`activity/output`).
    Own(OutputRef),
    /// An output of the plan that is drafted about, where that is made from this toolkit (`TOOLKIT:activity/output`).
    Other(OtherOutput),
}

/// An output of another toolkit. Whether there is one can only be said where that toolkit is at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherOutput {
    /// The toolkit's id; in any version.
    pub toolkit: ToolkitId,
    /// The activity's id.
    pub activity: ActivityId,
    /// The output's id.
    pub output: OutputId,
    /// Byte offset at which it stands in `toolkit.toml`.
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
    /// Whether only a person can say what stands in an output of this role, so that it is never drafted.
    pub fn is_a_persons_word(self) -> bool {
        matches!(self, Self::Consent | Self::Approval | Self::Rating)
    }
}

impl Toolkit {
    /// A source as the toolkit writes it.
    pub fn name_of_source(&self, source: &DraftSource) -> String {
        match source {
            DraftSource::Plan => PLAN.to_owned(),
            DraftSource::Role(role) => format!("{ROLE}{}", role.word()),
            DraftSource::Own(reference) => self.name_of(*reference),
            DraftSource::Other(other) => other.to_string(),
        }
    }

    /// Outputs of another toolkit that this one would draft from and that aren't there, each as the toolkit writes it and
    /// with the byte offset at which it stands. `known` gives every version of a toolkit that is at hand; one of which
    /// none is, nobody can check.
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
