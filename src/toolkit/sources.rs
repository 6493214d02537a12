//! Names of draft sources, and those that other toolkits lack.

use super::data::Toolkit;
use super::draft::{DraftSource, OtherOutput, PLAN, ROLE};
use super::ids::ToolkitId;

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
