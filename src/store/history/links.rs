//! Paths of a tree with links followed as they led then, as long as they stay in the workspace.

use super::objects::{Mode, Objects};
use crate::store::inside::{NOWHERE, OUTSIDE};
use git2::Oid;
use std::path::Path;

/// Most links followed in a row; Linux has the same limit.
const MAX_LINKS: usize = 40;

/// What is at a path of a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum TreeItem {
    Folder(Oid),
    File(Oid),
    Link(Oid),
}

impl TreeItem {
    pub(super) fn of(mode: Mode, id: Oid) -> Option<Self> {
        match mode {
            Mode::Folder => Some(Self::Folder(id)),
            Mode::Link => Some(Self::Link(id)),
            Mode::Repository => None,
            Mode::File | Mode::Executable => Some(Self::File(id)),
        }
    }
}

/// Why a path leads nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Lost {
    /// Nothing is there, and no link led there.
    Missing,
    Outside,
    Nowhere,
    Loop,
}

impl Lost {
    /// The message about the link that led there; `None` if none did.
    pub fn words(self) -> Option<String> {
        Some(match self {
            Self::Missing => return None,
            Self::Outside => OUTSIDE.to_owned(),
            Self::Nowhere => format!("{NOWHERE}: no such file or directory"),
            Self::Loop => format!("{NOWHERE}: too many levels of symbolic links"),
        })
    }
}

/// Walks a tree from a folder along further names; returns the path without links.
pub(super) fn walk(
    objects: &Objects,
    tree: Oid,
    mut place: Vec<String>,
    mut rest: Vec<String>,
) -> Result<(Vec<String>, TreeItem), Lost> {
    rest.reverse();
    let mut links = 0;
    let lost = |links: usize| {
        if links == 0 {
            Lost::Missing
        } else {
            Lost::Nowhere
        }
    };
    while let Some(part) = rest.pop() {
        match part.as_str() {
            "" | "." => continue,
            ".." => {
                if place.pop().is_none() {
                    return Err(Lost::Outside);
                }
                continue;
            }
            _ => place.push(part),
        }
        match plain(objects, tree, &place) {
            Some(TreeItem::Link(link)) => {
                links += 1;
                if links > MAX_LINKS {
                    return Err(Lost::Loop);
                }
                place.pop();
                let target = objects.bytes(link).map_err(|_| Lost::Nowhere)?;
                let target = String::from_utf8(target).map_err(|_| Lost::Nowhere)?;
                let more = rest_of(objects, &target, &mut place)?;
                rest.extend(more.into_iter().rev());
            }
            Some(TreeItem::Folder(_)) => {}
            Some(TreeItem::File(_)) if rest.is_empty() => {}
            _ => return Err(lost(links)),
        }
    }
    let found = plain(objects, tree, &place).ok_or(lost(links))?;
    Ok((place, found))
}

/// What is at a path without links.
fn plain(objects: &Objects, tree: Oid, place: &[String]) -> Option<TreeItem> {
    if place.is_empty() {
        return Some(TreeItem::Folder(tree));
    }
    let (mode, id) = objects.find(tree, &place.join("/"))?;
    TreeItem::of(mode, id)
}

/// The names in a link's target, relative to the link's folder; an absolute target must be in the workspace.
pub(super) fn rest_of(
    objects: &Objects,
    target: &str,
    place: &mut Vec<String>,
) -> Result<Vec<String>, Lost> {
    let mut rest = target;
    if target.starts_with('/') {
        let inside = Path::new(target).strip_prefix(objects.root());
        rest = inside.ok().and_then(Path::to_str).ok_or(Lost::Outside)?;
        place.clear();
    }
    Ok(rest.split('/').map(str::to_owned).collect())
}
