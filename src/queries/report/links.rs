//! Where the links of an answer lead once it stands in a report.

use crate::model::paths::{joined, relative};

/// What relative links of a report are relative to.
#[derive(Debug, Clone, Default)]
pub struct ReportLinks {
    /// The report's folder, relative to the workspace; `None` if it stands elsewhere, so that only web addresses hold.
    pub folder: Option<String>,
}

impl ReportLinks {
    /// The target of a link in a file of the workspace, as it must be in the report; `None` if it would lead nowhere.
    pub fn target(&self, file: &str, target: &str) -> Option<String> {
        let lower = target.to_ascii_lowercase();
        if ["http://", "https://", "mailto:"]
            .iter()
            .any(|scheme| lower.starts_with(scheme))
        {
            return Some(target.to_owned());
        }
        let folder = self.folder.as_deref()?;
        if target.is_empty() || target.starts_with(['/', '#', '?']) || target.contains(':') {
            return None;
        }
        // A file of that folder, whatever its name.
        let report = format!("{folder}/-");
        Some(relative(
            report.trim_start_matches('/'),
            &joined(file, target)?,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_stay_true() {
        let file = "plans/a/2-dream-big/problem.md";
        let links = |folder: Option<&str>| ReportLinks {
            folder: folder.map(str::to_owned),
        };
        for (folder, target, there) in [
            (Some(""), "../team.md", Some("plans/a/team.md")),
            (Some("reports"), "../team.md", Some("../plans/a/team.md")),
            (
                Some("plans/a"),
                "match.md#x",
                Some("2-dream-big/match.md#x"),
            ),
            (
                Some("plans/b"),
                "match.md",
                Some("../a/2-dream-big/match.md"),
            ),
            (Some(""), "../../../../etc/passwd", None),
            (Some(""), "/etc/passwd", None),
            (Some(""), "#here", None),
            (Some(""), "javascript:x", None),
            (Some(""), "data:x", None),
            (None, "../team.md", None),
            (None, "https://a.b", Some("https://a.b")),
            (None, "HTTPS://a.b", Some("HTTPS://a.b")),
            (None, "mailto:a@b.c", Some("mailto:a@b.c")),
        ] {
            let found = links(folder).target(file, target);
            assert_eq!(found.as_deref(), there, "{folder:?} {target}");
        }
    }
}
