//! Where commands may write: folders of plans, the programme and toolkits, and a few files at the root. A journal may
//! name no other place, whoever wrote it.

use super::Workspace;
use super::names::{PROGRAMME, TOOLKITS, WORKSPACE_FILE, within};
use std::path::Path;

/// Files that commands write at the root of a workspace.
const AT_ROOT: [&str; 3] = [WORKSPACE_FILE, ".gitignore", ".gitattributes"];

pub(super) struct Ground<'a> {
    root: &'a Path,
    plans: &'a str,
}

impl<'a> Ground<'a> {
    pub fn of(workspace: &'a Workspace) -> Self {
        Self {
            root: &workspace.root,
            plans: &workspace.config.plans,
        }
    }

    /// Why commands never write to this path (relative to the workspace).
    pub fn problem(&self, path: &str, is_file: bool) -> Option<&'static str> {
        let parts: Vec<&str> = path.split('/').collect();
        if !parts.iter().all(|part| is_name(part)) || !self.is_on(path, is_file) {
            return Some("no command writes there");
        }
        let mut place = self.root.to_owned();
        for (number, part) in parts.iter().enumerate() {
            place.push(part);
            let Ok(found) = std::fs::symlink_metadata(&place) else {
                return None;
            };
            let is_last = number + 1 == parts.len();
            if found.is_symlink() {
                return Some("its path goes through a link");
            }
            if found.is_file() != (is_last && is_file) {
                return Some("something else is there");
            }
        }
        None
    }

    fn is_on(&self, path: &str, is_file: bool) -> bool {
        let below = |folder: &str| within(path, folder).is_some_and(|rest| !rest.is_empty());
        (is_file && AT_ROOT.contains(&path))
            || [self.plans, PROGRAMME, TOOLKITS].into_iter().any(below)
    }
}

/// Whether a path component is a plain name on every system and not git's directory.
fn is_name(part: &str) -> bool {
    // Some file systems ignore these characters in names; a colon starts a stream's name.
    let visible: String = part
        .chars()
        .filter(|sign| !matches!(sign, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}'))
        .collect::<String>()
        .to_lowercase();
    let stem = visible.split(':').next().unwrap_or_default();
    let stem = stem.trim_end_matches(['.', ' ']);
    // `.` and `..` have no stem.
    !stem.is_empty() && stem != ".git" && !stem.starts_with("git~") && !part.contains(['\\', '\0'])
}

#[cfg(test)]
mod tests {
    use super::*;

    const OUTSIDE: [&str; 31] = [
        "",
        "/",
        "/etc/passwd",
        "x",
        "plans",
        "plans/",
        "plans//x",
        "plansx/y",
        "..",
        "../home/.bash_profile",
        "plans/../../x",
        "plans/../.git/config",
        "plans/./x",
        "./plans/x",
        "C:/x",
        "C:plans/x",
        "plans\\x",
        "plans/a\\..\\..\\x",
        "\\\\host\\share",
        ".git/config",
        ".git/hooks/pre-commit",
        "plans/own/.git/config",
        "plans/own/.GIT/config",
        "plans/own/.git./config",
        "plans/own/.git /config",
        "plans/own/.gi\u{200c}t/config",
        "plans/own/.git::$INDEX_ALLOCATION/config",
        "plans/own/GIT~1/config",
        "PLANS/x",
        "src/main.rs",
        "plans/a\0b",
    ];

    fn ground(root: &Path) -> Ground<'_> {
        Ground {
            root,
            plans: "teams/plans",
        }
    }

    #[test]
    fn nothing_outside_of_where_commands_write() {
        let root = tempfile::tempdir().unwrap();
        let mut plain = ground(root.path());
        plain.plans = "plans";
        for path in OUTSIDE {
            assert!(plain.problem(path, true).is_some(), "{path:?}");
            assert!(plain.problem(path, false).is_some(), "{path:?}");
        }
        for path in [
            "plans/a/x.md",
            "cohort/plan.toml",
            "toolkits/t-1.0.0/toolkit.toml",
        ] {
            assert_eq!(plain.problem(path, true), None, "{path}");
        }
        for path in AT_ROOT {
            assert_eq!(plain.problem(path, true), None, "{path}");
            assert!(plain.problem(path, false).is_some(), "{path}");
        }
        let other = ground(root.path());
        assert!(other.problem("plans/a/x.md", true).is_some());
        assert_eq!(
            other.problem("teams/plans/a/.github/10:30 talk.md", true),
            None
        );
    }

    #[test]
    fn what_is_in_the_way_is_seen() {
        let root = tempfile::tempdir().unwrap();
        let root = std::fs::canonicalize(root.path()).unwrap();
        std::fs::create_dir_all(root.join("teams/plans/a")).unwrap();
        std::fs::write(root.join("teams/plans/a/x.md"), "x").unwrap();
        let ground = ground(&root);
        assert_eq!(ground.problem("teams/plans/a/x.md", true), None);
        assert_eq!(ground.problem("teams/plans/a", false), None);
        for (path, is_file) in [
            ("teams/plans/a", true),
            ("teams/plans/a/x.md", false),
            ("teams/plans/a/x.md/y", true),
        ] {
            assert_eq!(
                ground.problem(path, is_file),
                Some("something else is there")
            );
        }
    }
}
