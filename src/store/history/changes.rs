//! What differs between two trees; only folders with different ids are read.

use super::objects::{HASH, Mode, Objects, TreeEntry, first_entry};
use crate::store::StoreError;
use crate::store::names::joined;
use git2::Oid;
use std::cmp::Ordering;

/// A file whose content differs between two trees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FileChange {
    /// Relative to the compared trees, with `/`.
    pub path: String,
    pub old: Option<(Mode, Oid)>,
    pub new: Option<(Mode, Oid)>,
}

impl FileChange {
    /// The old version, if its content is gone.
    pub fn gone(&self) -> Option<(Mode, Oid)> {
        self.old.filter(|_| self.new.is_none())
    }

    /// The new version, if its content is new.
    pub fn come(&self) -> Option<(Mode, Oid)> {
        self.new.filter(|_| self.old.is_none())
    }
}

/// Entries in which two raw trees differ, in git's order. A file that became a folder, or the reverse, counts as two.
pub(super) fn entries_that_differ<'a>(
    old: &'a [u8],
    new: &'a [u8],
    see: &mut impl FnMut(Option<TreeEntry<'a>>, Option<TreeEntry<'a>>),
) {
    // Large trees usually differ in one entry: skip the common ends without parsing them.
    let start = common_start(old, new);
    let tail = common_end(old, new);
    let mut old = old.get(start..).unwrap_or_default();
    let mut new = new.get(start..).unwrap_or_default();
    while !(old.len() == new.len() && old.len() <= tail) {
        let (one, other) = (first_entry(old), first_entry(new));
        let order = match (&one, &other) {
            (Some((one, _)), Some((other, _))) => order(one, other),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return,
        };
        let removed = one.filter(|_| order != Ordering::Greater);
        let added = other.filter(|_| order != Ordering::Less);
        if let Some((_, rest)) = removed {
            old = rest;
        }
        if let Some((_, rest)) = added {
            new = rest;
        }
        let (removed, added) = (removed.map(|one| one.0), added.map(|one| one.0));
        if removed != added {
            see(removed, added);
        }
    }
}

/// Length of the whole entries both trees begin with.
fn common_start(old: &[u8], new: &[u8]) -> usize {
    let same = old
        .iter()
        .zip(new)
        .take_while(|(one, other)| one == other)
        .count();
    let mut at = 0;
    while let Some(rest) = old.get(at..same) {
        let Some(nul) = memchr::memchr(0, rest) else {
            break;
        };
        let end = at + nul + 1 + HASH;
        if end > same {
            break;
        }
        at = end;
    }
    at
}

/// Length of the bytes both trees end with.
fn common_end(old: &[u8], new: &[u8]) -> usize {
    old.iter()
        .rev()
        .zip(new.iter().rev())
        .take_while(|(one, other)| one == other)
        .count()
}

/// git's order of tree entries: a folder sorts as if its name ended in `/`.
fn order(one: &TreeEntry<'_>, other: &TreeEntry<'_>) -> Ordering {
    let shared = one.name.len().min(other.name.len());
    let end = |entry: &TreeEntry<'_>| match entry.name.get(shared) {
        Some(byte) => *byte,
        None if entry.mode == Mode::Folder => b'/',
        None => 0,
    };
    one.name
        .get(..shared)
        .cmp(&other.name.get(..shared))
        .then_with(|| end(one).cmp(&end(other)))
        .then_with(|| one.name.len().cmp(&other.name.len()))
}

/// Which differences to find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Both,
    /// Only removed files; new folders are not read.
    Removed,
}

/// Files that differ between two trees, sorted by path. A changed mode alone doesn't count.
pub(super) fn files_that_differ(
    objects: &Objects,
    old: Option<Oid>,
    new: Option<Oid>,
    wanted: Wanted,
) -> Result<Vec<FileChange>, StoreError> {
    let mut found = Vec::new();
    collect(objects, (old, new), wanted, "", &mut found)?;
    Ok(found)
}

fn collect(
    objects: &Objects,
    (old, new): (Option<Oid>, Option<Oid>),
    wanted: Wanted,
    path: &str,
    found: &mut Vec<FileChange>,
) -> Result<(), StoreError> {
    if old == new || (wanted == Wanted::Removed && old.is_none()) {
        return Ok(());
    }
    let bytes = |tree: Option<Oid>| tree.map_or(Ok(Vec::new()), |tree| objects.bytes(tree));
    let (old, new) = (bytes(old)?, bytes(new)?);
    let mut pairs = Vec::new();
    entries_that_differ(&old, &new, &mut |one, other| pairs.push((one, other)));
    for (one, other) in pairs {
        let Some(name) = one.or(other).map(|entry| entry.name) else {
            continue;
        };
        let name = String::from_utf8_lossy(name);
        let inner = joined(path, &name);
        let folder = |entry: Option<TreeEntry<'_>>| entry.and_then(TreeEntry::folder);
        let file = |entry: Option<TreeEntry<'_>>| {
            let entry = entry.filter(|entry| entry.mode != Mode::Folder)?;
            Some((entry.mode, entry.id))
        };
        if folder(one).is_some() || folder(other).is_some() {
            collect(objects, (folder(one), folder(other)), wanted, &inner, found)?;
        }
        let (old, new) = (file(one), file(other));
        let is_wanted = wanted == Wanted::Both || new.is_none();
        if is_wanted && old.map(|(_, id)| id) != new.map(|(_, id)| id) {
            found.push(FileChange {
                path: inner,
                old,
                new,
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(entries: &[(&str, &str, u8)]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (mode, name, id) in entries {
            bytes.extend(format!("{mode} {name}\0").bytes());
            bytes.extend([*id; HASH]);
        }
        bytes
    }

    fn told(old: &[u8], new: &[u8]) -> Vec<String> {
        let mut told = Vec::new();
        entries_that_differ(old, new, &mut |one, other| {
            let name = one
                .or(other)
                .map(|entry| String::from_utf8_lossy(entry.name).into_owned());
            let mark = match (one, other) {
                (Some(_), Some(_)) => '~',
                (Some(_), None) => '-',
                _ => '+',
            };
            told.push(format!("{mark}{}", name.unwrap()));
        });
        told
    }

    #[test]
    fn only_what_differs_is_told() {
        let file = "100644";
        let old = tree(&[
            (file, "a", 1),
            (file, "b", 2),
            ("40000", "d", 3),
            (file, "e", 4),
        ]);
        assert_eq!(told(&old, &old), Vec::<String>::new());
        for (new, expected) in [
            (
                vec![
                    (file, "a", 1),
                    (file, "b", 9),
                    ("40000", "d", 3),
                    (file, "e", 4),
                ],
                vec!["~b"],
            ),
            (
                vec![(file, "b", 2), ("40000", "d", 3), (file, "e", 4)],
                vec!["-a"],
            ),
            (
                vec![(file, "a", 1), (file, "b", 2), ("40000", "d", 3)],
                vec!["-e"],
            ),
            (
                vec![
                    (file, "a", 1),
                    (file, "b", 2),
                    (file, "c", 7),
                    ("40000", "d", 3),
                    (file, "e", 4),
                ],
                vec!["+c"],
            ),
            (
                vec![
                    (file, "a", 1),
                    (file, "b", 2),
                    (file, "d", 3),
                    (file, "e", 4),
                ],
                vec!["+d", "-d"],
            ),
            (vec![], vec!["-a", "-b", "-d", "-e"]),
        ] {
            assert_eq!(told(&old, &tree(&new)), expected);
        }
        // The same hash before and behind must not be taken for a common end.
        let one = tree(&[(file, "a", 1), (file, "b", 1)]);
        let other = tree(&[(file, "a", 1), (file, "aa", 1), (file, "b", 1)]);
        assert_eq!(told(&one, &other), ["+aa"]);
        assert_eq!(told(&other, &one), ["-aa"]);
    }
}
