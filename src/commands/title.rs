//! The line on top of a report.

use super::write::short;
use crate::store::Workspace;

/// What the workspace is called, what is shown of it, and at which commit.
pub(in crate::commands) fn title(
    workspace: &Workspace,
    parts: &[&str],
    commit: Option<&str>,
) -> String {
    let mut title = workspace.config.name().to_owned();
    for part in parts.iter().copied().chain(commit.map(short).as_deref()) {
        title.push_str(" \u{b7} ");
        title.push_str(part);
    }
    title
}
