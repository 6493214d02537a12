//! Where the links of an answer lead once it stands in a report.

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
        let around = file.rsplit_once('/').map_or("", |(folder, _)| folder);
        let inside = resolved(around, target)?;
        Some(relative(folder, &inside))
    }
}

/// A relative path from a folder, without `..`; `None` if it leads out of the workspace.
fn resolved(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            other => parts.push(other),
        }
    }
    Some(parts.join("/"))
}

/// A path of the workspace as it is written in a file of a folder.
fn relative(folder: &str, path: &str) -> String {
    let from: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    let to: Vec<&str> = path.split('/').collect();
    let shared = from.iter().zip(&to).take_while(|(one, two)| one == two);
    let shared = shared.count();
    let up = std::iter::repeat_n("..", from.len() - shared);
    let down = to.into_iter().skip(shared);
    up.chain(down).collect::<Vec<_>>().join("/")
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
