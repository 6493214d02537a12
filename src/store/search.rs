//! Finds the records with something in them: each file is read once as bytes, and only what may have it as a record.

use super::Workspace;
use super::plans::{Only, PlanRead};
use crate::model::Finding;
use rayon::prelude::*;

impl Workspace {
    /// Reads plans in parallel, each with only those records that may have what is sought. Which outputs are answered isn't
    /// known of them. `folders` are those to look in; empty for all. Returns the results in the order of the plans' paths.
    pub fn read_plans_with<T: Send>(
        &self,
        folders: &[String],
        may_have: &(impl Fn(&[u8]) -> bool + Sync),
        see: &(impl Fn(PlanRead) -> T + Sync),
    ) -> (Vec<T>, Vec<Finding>) {
        let (mut plans, findings) = self.list_plans();
        plans.retain(|plan| folders.is_empty() || folders.contains(&plan.path));
        let only = Only::Having(may_have);
        let read = plans.into_par_iter();
        let read = read.map(|plan| see(self.read_listed(plan, &only)));
        (read.collect(), findings)
    }
}
