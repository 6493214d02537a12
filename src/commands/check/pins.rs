//! Links that name a version: whether history has it.

use crate::commands::{App, past, target};
use crate::model::{Finding, Place, Plan, codes};
use crate::store::Workspace;

/// A link that names a version of something that is there.
pub struct Pin {
    /// Where it stands.
    place: Place,
    /// The line it stands in.
    excerpt: Option<String>,
    /// `PLAN[/ACTIVITY[/RECORD]]@VERSION`.
    name: String,
}

/// The links of a plan that name a version.
pub fn of(plan: &Plan) -> Vec<Pin> {
    let pins = plan.links.iter().filter_map(|link| {
        let there = link.there().filter(|there| there.version.is_some())?;
        let record = plan
            .records
            .iter()
            .find(|record| record.path == link.path)?;
        let document = &record.content.as_ref().ok()?.document;
        let (line, column) = document.position(link.place.offset);
        Some(Pin {
            place: Place::at(record.path.as_str(), (line, column)),
            excerpt: document.text().lines().nth(line - 1).map(str::to_owned),
            name: there.name(),
        })
    });
    pins.collect()
}

/// What is to be said of them. Nothing where there is no history, or not all of it is here.
pub fn findings(app: &App<'_>, workspace: &Workspace, pins: Vec<Pin>) -> Vec<Finding> {
    let said = pins.into_iter().filter_map(|pin| {
        let found = target::find_version(app, workspace, &pin.name).ok()?;
        let words = found.version.clone()?;
        let versions = past::versions(workspace, &found).ok()?;
        let error = versions.pick(workspace, &found.name(), &words).err()?;
        if versions.is_cut() {
            return None;
        }
        let mut finding = Finding::warning(codes::NO_VERSION, error.message)
            .with_place(pin.place)
            .with_help(format!(
                "`redesign log {}` lists the versions",
                found.name()
            ));
        finding.excerpt = pin.excerpt;
        Some(finding)
    });
    said.collect()
}
