//! Finds the records with something in them: each file is read as bytes, and only what may have it as a record.

use super::Workspace;
use super::listing::{Folder, Listing};
use super::names::{is_markdown, is_private};
use super::plans::{Only, PlanFolder, PlanRead};
use crate::document;
use crate::model::Finding;
use rayon::prelude::*;
use std::collections::BTreeSet;

impl Workspace {
    /// Reads the plans of which a file may have what is sought, in parallel, each with the records in such files only.
    /// `folders` are those to look in; empty for all. Returns the results in the order of the plans' paths.
    pub fn read_plans_with<T: Send>(
        &self,
        folders: &[String],
        may_have: &(impl Fn(&[u8]) -> bool + Sync),
        see: &(impl Fn(PlanRead) -> T + Sync),
    ) -> (Vec<T>, Vec<Finding>) {
        let (mut plans, findings) = self.list_plans();
        plans.retain(|plan| folders.is_empty() || folders.contains(&plan.path));
        let read = |plan: PlanFolder| {
            let mut paths = BTreeSet::new();
            let place = (&plan.folder, plan.path.as_str());
            self.collect(place, &plan.listing, 0, may_have, &mut paths);
            let activities = BTreeSet::new();
            (!paths.is_empty())
                .then(|| see(self.read_listed(plan, &Only::These { activities, paths })))
        };
        let found: Vec<Option<T>> = plans.into_par_iter().map(read).collect();
        (found.into_iter().flatten().collect(), findings)
    }

    fn collect(
        &self,
        (folder, relative): (&Folder, &str),
        listing: &Listing,
        depth: usize,
        may_have: &(impl Fn(&[u8]) -> bool + Sync),
        paths: &mut BTreeSet<String>,
    ) {
        let records = listing.files.iter();
        for entry in records.filter(|one| is_markdown(&one.name) && !is_private(&one.name)) {
            let bytes = self.read(folder, entry, document::MAX_BYTES);
            // What can't be read is named when its plan is read.
            if bytes.map_or(true, |bytes| may_have(&bytes)) {
                paths.insert(format!("{relative}/{}", entry.name));
            }
        }
        for entry in &listing.folders {
            let inner = folder.inner(entry);
            let relative = format!("{relative}/{}", entry.name);
            if let Ok(listing) = self.list(&inner, &relative, depth + 1)
                && !listing.is_plan()
            {
                self.collect((&inner, &relative), &listing, depth + 1, may_have, paths);
            }
        }
    }
}
