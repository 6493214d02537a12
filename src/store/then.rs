//! The workspace in a commit.

use super::history::{History, Snapshot, Traced};
use super::{Config, MAX_PLAN_BYTES, StoreError, Toolkits, WORKSPACE_FILE, Workspace};
use crate::model::Plan;
use rayon::prelude::*;
use std::path::Path;

impl History {
    /// The workspace in a commit. For a plan with its own repository it contains only that plan, with current settings
    /// and toolkits.
    pub fn workspace(&self, now: &Workspace, commit: &str) -> Result<Workspace, StoreError> {
        let snapshot = self.snapshot(commit)?;
        if self.inside.is_empty() {
            Workspace::then(&now.root, snapshot)
        } else {
            Ok(now.with_plan_of(snapshot))
        }
    }

    /// A plan's records in a commit in which its `plan.toml`, or the workspace's settings, can't be read: those files
    /// of a folder that are records of the plan now. `None` if there are none.
    pub fn records_then(
        &self,
        now: &Workspace,
        commit: &str,
        folder: &str,
        plan: &Plan,
    ) -> Option<Plan> {
        let then = now.with_plan_of(self.snapshot(commit).ok()?);
        let read = then.read_records_of(folder, plan)?;
        (!read.records.is_empty()).then_some(read)
    }

    /// What `see` returns for a plan in each commit, in order, called from several threads; `None` if the plan can't be
    /// read.
    pub fn plans_then<T: Send>(
        &self,
        now: &Workspace,
        steps: &[Traced],
        see: &(dyn Fn(Plan) -> T + Sync),
    ) -> Vec<Option<T>> {
        let look = |step: &Traced| {
            let then = self.workspace(now, &step.commit).ok()?;
            then.read_plan(&step.path).ok().map(see)
        };
        steps.par_iter().map(look).collect()
    }
}

impl Workspace {
    /// The workspace in a commit, with its settings, toolkits and plans of that time.
    fn then(root: &Path, then: Snapshot) -> Result<Self, StoreError> {
        let text = then.text(WORKSPACE_FILE, MAX_PLAN_BYTES);
        let text = text.ok_or_else(|| StoreError::NoWorkspace(root.to_owned()))?;
        let config = Config::parse(&text)?;
        let toolkits = Toolkits::then(&then);
        Ok(Self {
            then: Some(then),
            ..Self::new(root.to_owned(), config, toolkits)
        })
    }

    /// This workspace with only one plan, from the plan's own repository in a commit.
    fn with_plan_of(&self, then: Snapshot) -> Self {
        Self {
            found_above: self.found_above,
            then: Some(then),
            ..Self::new(
                self.root.clone(),
                self.config.clone(),
                Toolkits::of(&self.root),
            )
        }
    }

    /// The workspace in a bare repository at HEAD; `None` if the directory isn't in one.
    pub fn in_bare_repository(folder: &Path) -> Result<Option<Self>, StoreError> {
        let Some(history) = History::of_bare(folder)? else {
            return Ok(None);
        };
        let head = history
            .head()
            .ok_or_else(|| StoreError::NoWorkspace(folder.to_owned()))?;
        Self::then(history.folder(), history.snapshot(&head)?).map(Some)
    }
}
