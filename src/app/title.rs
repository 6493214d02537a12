//! The line above a report.

use super::write::short;
use crate::model::Count;
use crate::queries::moment::When;
use crate::store::Workspace;

/// The workspace's name, the parts, and the commit.
pub fn title(workspace: &Workspace, parts: &[&str], commit: Option<&str>) -> String {
    let mut title = workspace.config.name().to_owned();
    for part in parts.iter().copied().chain(commit.map(short).as_deref()) {
        title.push_str(" \u{b7} ");
        title.push_str(part);
    }
    title
}

/// The line above a listing: how many plans, when, at which commit.
pub fn of_plans(workspace: &Workspace, plans: usize, when: &When) -> String {
    let count = Count(plans, "plan").to_string();
    let parts = [count.as_str(), &when.day.to_string()];
    title(workspace, &parts, when.commit.as_deref())
}
