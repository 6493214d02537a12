//! A cache of when somebody last worked on each plan as of one commit, in the git directory. It may be deleted at any time and
//! holds only what never changes. A damaged file or one of another format is ignored.

use crate::store::files;
use git2::{ObjectType, Oid};
use std::collections::BTreeMap;
use std::path::Path;

/// More than any cohort's: one line per plan.
const MAX_CACHE_BYTES: u64 = 16 * 1024 * 1024;

const FORM: &str = "redesign last activity 2";

/// When each folder last changed, as of a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cache {
    pub head: Oid,
    /// By folder, as the repository names it; in seconds since the epoch.
    pub last: BTreeMap<String, i64>,
}

impl Cache {
    /// Reads a cache; `None` if missing or damaged.
    pub fn read(path: &Path) -> Option<Self> {
        let text = files::read_text(path, MAX_CACHE_BYTES).ok()?;
        let (text, sum) = text.trim_end().rsplit_once("\nsum ")?;
        if sum_of(text)? != sum {
            return None;
        }
        let mut lines = text.lines();
        let head = lines.next()?.strip_prefix(FORM)?.trim();
        let mut last = BTreeMap::new();
        for line in lines {
            let (seconds, folder) = line.split_once(' ')?;
            last.insert(folder.to_owned(), seconds.parse().ok()?);
        }
        Some(Self {
            head: Oid::from_str(head).ok()?,
            last,
        })
    }

    /// Writes the cache. Failure is ignored: the next run recomputes.
    pub fn keep(&self, path: &Path) {
        let mut text = format!("{FORM} {}", self.head);
        for (folder, seconds) in &self.last {
            // A name with a line break would be read back as two.
            if !folder.contains(['\n', '\r']) {
                text.push_str(&format!("\n{seconds} {folder}"));
            }
        }
        let Some(sum) = sum_of(&text) else { return };
        text.push_str(&format!("\nsum {sum}\n"));
        let Some(folder) = path.parent() else { return };
        let _made_or_there = std::fs::create_dir(folder);
        // A link here would lead to a place that isn't ours.
        if std::fs::symlink_metadata(folder).is_ok_and(|found| found.is_dir()) {
            let _kept = files::put_unflushed(path, text.as_bytes());
        }
    }
}

fn sum_of(text: &str) -> Option<String> {
    let sum = Oid::hash_object(ObjectType::Blob, text.as_bytes()).ok()?;
    Some(sum.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_damaged_is_no_cache() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("inner/cache");
        let cache = Cache {
            head: Oid::from_str("4b825dc642cb6eb9a060e54bf8d69288fbee4904").unwrap(),
            last: BTreeMap::from([("plans/a b".to_owned(), 5), ("plans/c".to_owned(), -1)]),
        };
        assert_eq!(Cache::read(&path), None);
        cache.keep(&path);
        assert_eq!(Cache::read(&path), Some(cache));
        let whole = std::fs::read(&path).unwrap();
        for at in 0..whole.len() - 1 {
            let mut bytes = whole.clone();
            bytes[at] ^= 1;
            std::fs::write(&path, &bytes).unwrap();
            assert_eq!(Cache::read(&path), None, "byte {at}");
            std::fs::write(&path, &whole[..at]).unwrap();
            assert_eq!(Cache::read(&path), None, "length {at}");
        }
    }
}
