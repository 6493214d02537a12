//! Names of files and folders, and relations between relative paths with `/`.

/// Makes a directory a workspace.
pub const WORKSPACE_FILE: &str = "redesign.toml";

pub(super) const PLAN_FILE: &str = "plan.toml";

/// Git's file of attributes, such as filters.
pub(super) const ATTRIBUTES: &str = ".gitattributes";

pub(super) const TOOLKIT_FILE: &str = "toolkit.toml";

pub(super) const TOOLKITS: &str = "toolkits";

/// The folder and id of a cohort's programme.
pub const PROGRAMME: &str = "cohort";

/// Deepest folder searched below the workspace.
pub(super) const MAX_DEPTH: usize = 24;

pub(super) fn is_page(name: &str) -> bool {
    name.eq_ignore_ascii_case("README.md")
}

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

pub(super) fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// A path's parent folder; empty at the top.
pub(super) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// A path and its parent folders, innermost first.
pub(super) fn upwards(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |inner| Some(inner.rsplit_once('/')?.0))
}

/// Joins two paths; either may be empty.
pub(super) fn joined(folder: &str, rest: &str) -> String {
    match (folder.is_empty(), rest.is_empty()) {
        (true, _) => rest.to_owned(),
        (_, true) => folder.to_owned(),
        _ => format!("{folder}/{rest}"),
    }
}

/// A path relative to a folder: empty for the folder itself, `None` outside it.
pub(super) fn within<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(folder)?;
    if folder.is_empty() || rest.is_empty() {
        return Some(rest);
    }
    rest.strip_prefix('/')
}

pub(super) fn parts(path: &str) -> Vec<String> {
    path.split('/')
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}
