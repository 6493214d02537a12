//! `--reviewed`: what it confirms, and the story of `--reviewed` alone.

use super::arguments::Arguments;
use super::said::{Recorded, accepted};
use crate::app::acceptance::Acceptance;
use crate::app::stamping::Review;
use crate::app::target::Target;
use crate::app::{Opened, Reply};
use crate::error::CommandError;
use crate::model::Standing;
use crate::store::Transaction;

impl Arguments {
    /// What `--reviewed` confirms.
    pub(super) fn review(&self) -> Review<'_> {
        Review(self.reviewed.as_deref())
    }

    /// `--reviewed` alone: confirms what changed below an activity, or in a whole plan.
    pub(super) fn accept(
        &self,
        workspace: &Opened<'_>,
        target: &Target,
    ) -> Result<Reply<Recorded>, CommandError> {
        let session = workspace.begin_in(&target.plan.path, self.with_edits)?;
        let plan = workspace.read_plan(&target.plan.path)?;
        let mut all = Acceptance::of(self.review(), &plan, target)?;
        let transaction = Transaction {
            edits: std::mem::take(&mut all.edits),
            message: all.message(target, self.message.as_deref()),
            ..Transaction::default()
        };
        if transaction.is_empty() && all.notes.is_empty() {
            all.notes.push("nothing to review".to_owned());
        }
        let written = session.write(&transaction)?;
        let records = plan.records.iter();
        let records = records.filter(|record| written.written.contains(&record.path));
        let activities = records.map(|record| record.activity).collect();
        let now = workspace.read_again(&plan, &activities)?;
        let after = Standing::of(&now);
        all.looks.sort();
        all.looks.dedup();
        if session.head().is_none() {
            all.looks.clear();
        }
        let reply = accepted((&now, &after), target, all.reviewed, all.looks, &written);
        let notes = all.notes;
        Ok(session.told(&written, Reply { notes, ..reply }))
    }
}
