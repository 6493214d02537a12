//! Who wrote each side of a conflict, and when.

use super::open::{OpenAnswer, Unsettled};
use crate::app::Opened;
use crate::document::Side;
use crate::model::Content;
use crate::queries::moment;
use crate::store::{Asked, History, Traced};
use jiff::Timestamp;

/// Versions of a record that are read to find the one that an answer came with.
const MAX_VERSIONS: usize = 200;

/// What git calls the other side of what is under way.
const THEIRS: [&str; 3] = ["MERGE_HEAD", "CHERRY_PICK_HEAD", "REBASE_HEAD"];

/// The history that tells.
pub(super) struct Writers<'a> {
    workspace: &'a Opened<'a>,
    history: Option<History>,
}

impl<'a> Writers<'a> {
    pub fn of(workspace: &'a Opened<'a>, unsettled: &Unsettled<'_>) -> Self {
        Self {
            workspace,
            history: moment::history(workspace, unsettled.plan).ok(),
        }
    }

    /// Name and day, such as `Ann Ash, 2026-11-23`; `None` where git doesn't tell.
    pub fn wrote(&self, unsettled: &Unsettled<'_>, one: &OpenAnswer, side: Side) -> Option<String> {
        let history = self.history.as_ref()?;
        let (label, text) = match side {
            Side::Ours => &one.ours,
            Side::Theirs => &one.theirs,
        };
        let tip = self.tip(unsettled, label, side)?;
        let path = &unsettled.record.path;
        let steps = history.trace_file_from(&tip, path).ok()??;
        let step = self.came_with(unsettled, one, text, &steps)?;
        let revision = history.revision(&step.commit).ok()?;
        let merged = revision
            .is_merge
            .then(|| history.merged_authors(&step.commit, path).ok());
        let authors = merged.flatten().filter(|authors| !authors.is_empty());
        let names = authors.map_or(revision.author, |authors| authors.join(", "));
        let zone = self.workspace.config.time_zone();
        let written = Timestamp::from_second(revision.written).ok()?;
        Some(format!(
            "{names}, {}",
            written.to_zoned_datetime(zone).date()
        ))
    }

    /// The commit that a side comes from: the one its label names, or what git keeps of a merge under way.
    fn tip(&self, unsettled: &Unsettled<'_>, label: &str, side: Side) -> Option<String> {
        // Whoever committed the marks wrote neither side.
        let names = match side {
            Side::Ours => vec!["HEAD"],
            Side::Theirs => {
                let said = label.split([' ', ':']).next();
                said.into_iter().chain(THEIRS).collect()
            }
        };
        let mut tips = names.into_iter().filter_map(|name| self.commit(name));
        tips.find(|commit| !self.has_marks(commit, &unsettled.record.path))
    }

    fn commit(&self, name: &str) -> Option<String> {
        if name.is_empty() {
            return None;
        }
        let zone = self.workspace.config.time_zone();
        let found = self.history.as_ref()?.moment(name, Asked::Revision, &zone);
        Some(found.ok()?.ok()?.commit)
    }

    fn has_marks(&self, commit: &str, path: &str) -> bool {
        let history = self.history.as_ref();
        let bytes = history.and_then(|history| history.bytes_at(commit, path).ok().flatten());
        bytes.is_none_or(|bytes| {
            crate::document::Document::parse(bytes).is_ok_and(|one| !one.conflicts().is_empty())
        })
    }

    /// The version that first had this answer, going back from the newest; the newest if even that one hasn't.
    fn came_with<'t>(
        &self,
        unsettled: &Unsettled<'_>,
        one: &OpenAnswer,
        text: &str,
        steps: &'t [Traced],
    ) -> Option<&'t Traced> {
        let has = |step: &&Traced| {
            let history = self.history.as_ref()?;
            let bytes = history.bytes_at(&step.commit, &step.path).ok()??;
            let content = Content::of_text(&step.path, unsettled.activity(), bytes).ok()?;
            Some(content.answer(one.output?)?.text.trim() == text.trim())
        };
        let same = steps.iter().take(MAX_VERSIONS);
        let same = same.take_while(|step| has(step) == Some(true));
        same.last().or(steps.first())
    }
}
