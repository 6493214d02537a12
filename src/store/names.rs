//! What files and folders are called, and how their paths, relative and with `/`, lie to each other.

/// The file that makes a directory a workspace.
pub const WORKSPACE_FILE: &str = "redesign.toml";

/// The file that makes a directory a plan.
pub(super) const PLAN_FILE: &str = "plan.toml";

/// The file that makes a directory a toolkit.
pub(super) const TOOLKIT_FILE: &str = "toolkit.toml";

/// Where toolkits live in a workspace.
pub(super) const TOOLKITS: &str = "toolkits";

/// The folder and id of a cohort's programme.
pub const PROGRAMME: &str = "cohort";

/// Deepest folder below the workspace that is looked into.
pub(super) const MAX_DEPTH: usize = 24;

/// Whether a file's name is that of a folder's page.
pub(super) fn is_page(name: &str) -> bool {
    name.eq_ignore_ascii_case("README.md")
}

/// Whether a file's name is that of a Markdown file.
pub(super) fn is_markdown(name: &str) -> bool {
    name.len() > 3
        && name
            .get(name.len() - 3..)
            .is_some_and(|ending| ending.eq_ignore_ascii_case(".md"))
}

/// A sheet for one person's own use, which is never read back.
pub(super) fn is_private(name: &str) -> bool {
    name.to_ascii_lowercase().contains(".private.")
}

/// The last name of a path.
pub(super) fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The folder that a path is in; empty at the top.
pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A path and the folders around it, from the inside out.
pub(super) fn upwards(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |inner| Some(inner.rsplit_once('/')?.0))
}

/// A path in a folder; either may be empty.
pub(super) fn joined(folder: &str, rest: &str) -> String {
    match (folder.is_empty(), rest.is_empty()) {
        (true, _) => rest.to_owned(),
        (_, true) => folder.to_owned(),
        _ => format!("{folder}/{rest}"),
    }
}

/// A path as seen from a folder: empty for the folder itself, nothing for what isn't in it.
pub(super) fn within<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(folder)?;
    if folder.is_empty() || rest.is_empty() {
        return Some(rest);
    }
    rest.strip_prefix('/')
}

/// The names of a path.
pub(super) fn parts(path: &str) -> Vec<String> {
    let parts = path.split('/').filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}
