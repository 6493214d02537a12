//! Links that name a version: whether history has it.

use crate::app::past::Versions;
use crate::app::{Opened, target};
use crate::model::{Finding, codes};
use crate::queries::check::Pin;

/// Findings about pinned links; none without the full history.
pub fn findings(workspace: &Opened<'_>, pins: Vec<Pin>) -> Vec<Finding> {
    let said = pins.into_iter().filter_map(|pin| {
        let found = target::find_version(workspace, &pin.name).ok()?;
        let words = found.version.clone()?;
        let versions = Versions::of(workspace, &found).ok()?;
        let error = versions.pick(&words).err()?;
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
