//! git's index, read as its file is laid out (gitformat-index(5)). libgit2 copies, hashes and indexes every entry, which
//! takes ten times as long.

use crate::store::files;
use git2::Oid;
use sha1::{Digest, Sha1};
use std::ffi::OsStr;
use std::ops::Range;
use std::path::Path;

/// Largest file that is read, and the most that its paths may take.
const MAX_INDEX: usize = 256 * 1024 * 1024;

/// Length of an object's id, and of the file's own at its end.
const HASH: usize = 20;

/// Longest path of an entry, as most systems limit it.
const MAX_PATH: usize = 4096;

/// Length of the head: a mark, the version, how many entries.
const HEAD: usize = 12;

/// Where an entry's parts begin, behind its times and numbers.
const MODE: usize = 24;
const ID: usize = 40;
const FLAGS: usize = 60;
const PATH: usize = 62;

/// Bits of an entry's flags: there are more of them, git isn't to look at the file, and which side of a merge it is.
const EXTENDED: u16 = 0x4000;
const VALID: u16 = 0x8000;
const STAGE: u16 = 0x3000;

/// A bit of the further flags: sparse checkout leaves the file out.
const SKIP_WORKTREE: u16 = 0x4000;

/// The entries of an index, by path, without the sides of a merge.
#[derive(Debug, Default)]
pub(in crate::store) struct RawIndex {
    paths: Vec<u8>,
    pub entries: Vec<RawEntry>,
    /// The paths of files that have entries for the sides of a merge.
    sides: Vec<Range<usize>>,
    /// Whether something follows that changes what the entries mean (a split or sparse index).
    pub is_foreign: bool,
}

#[derive(Debug)]
pub(in crate::store) struct RawEntry {
    path: Range<usize>,
    pub mode: u32,
    pub id: Oid,
    /// Whether git is told not to look at the file.
    pub is_hidden: bool,
}

impl RawIndex {
    /// `None` if it can't be read or exceeds the limits.
    pub fn read(file: &Path) -> Option<Self> {
        Self::parse(&bytes_of(file)?)
    }

    /// The same; also `None` if its checksum is wrong.
    pub fn read_sound(file: &Path) -> Option<Self> {
        let bytes = bytes_of(file).filter(|bytes| is_sound(bytes))?;
        Self::parse(&bytes)
    }

    /// An empty one with room for so many entries of a file.
    fn with_room(count: u32, length: usize) -> Self {
        let most = length / PATH;
        let count = usize::try_from(count).map_or(most, |count| count.min(most));
        Self {
            paths: Vec::with_capacity(length - count * PATH),
            entries: Vec::with_capacity(count),
            ..Self::default()
        }
    }

    fn parse(file: &[u8]) -> Option<Self> {
        let rest = file.strip_prefix(b"DIRC")?;
        let version = number(rest)?;
        let count = number(rest.get(4..)?)?;
        if !(2..=4).contains(&version) {
            return None;
        }
        let mut index = Self::with_room(count, file.len());
        let mut at = HEAD;
        let mut before: Range<usize> = 0..0;
        for _ in 0..count {
            let entry = file.get(at..)?;
            let flags = short(entry.get(FLAGS..)?)?;
            let (further, begin) = if version > 2 && flags & EXTENDED != 0 {
                (short(entry.get(PATH..)?)?, PATH + 2)
            } else {
                (0, PATH)
            };
            let rest = entry.get(begin..)?;
            let path = index.paths.len();
            let taken = if version == 4 {
                let (cut, taken) = cut_of(rest)?;
                let kept = before.end.checked_sub(cut)?;
                if kept < before.start {
                    return None;
                }
                index.paths.extend_from_within(before.start..kept);
                taken
            } else {
                0
            };
            let own = rest.get(taken..)?;
            let own = own.get(..memchr::memchr(0, own)?)?;
            index.paths.extend_from_slice(own);
            let length = begin + taken + own.len();
            // Up to the fourth version, at least one zero fills an entry up to a multiple of eight.
            at += if version == 4 {
                length + 1
            } else {
                (length + 8) & !7
            };
            before = path..index.paths.len();
            if before.len() > MAX_PATH || before.end > MAX_INDEX {
                return None;
            }
            if flags & STAGE == 0 {
                index.add(RawEntry {
                    path: before.clone(),
                    mode: number(entry.get(MODE..)?)?,
                    id: Oid::from_bytes(entry.get(ID..ID + HASH)?).ok()?,
                    is_hidden: flags & VALID != 0 || further & SKIP_WORKTREE != 0,
                })?;
            } else {
                index.sides.push(before.clone());
            }
        }
        index.is_foreign = extensions(file.get(at..)?).any(|name| !name.is_ascii_uppercase());
        Some(index)
    }

    /// Adds an entry if it follows the last one.
    fn add(&mut self, entry: RawEntry) -> Option<()> {
        let last = self.entries.last();
        let follows = last.is_none_or(|last| self.path(last) < self.path(&entry));
        follows.then(|| self.entries.push(entry))
    }

    /// The entry of a path, with `in_any_case` also in other capitals.
    pub fn find(&self, path: &Path, in_any_case: bool) -> Option<&RawEntry> {
        let path = written(path);
        let exact = self
            .entries
            .binary_search_by(|one| self.path(one).cmp(&path));
        let mut all = self.entries.iter().filter(|_| in_any_case);
        let exact = exact.ok().and_then(|at| self.entries.get(at));
        exact.or_else(|| all.find(|one| self.path(one).eq_ignore_ascii_case(&path)))
    }

    /// Whether git knows a file of this path, or a folder.
    pub fn knows(&self, path: &Path) -> bool {
        let folder = [written(path), vec![b'/']].concat();
        let from = self
            .entries
            .partition_point(|one| self.path(one) < folder.as_slice());
        let below = self.entries.get(from);
        self.find(path, false).is_some()
            || below.is_some_and(|one| self.path(one).starts_with(&folder))
    }

    pub fn has_sides(&self) -> bool {
        !self.sides.is_empty()
    }

    /// The paths of all files, also of those that a merge left in conflict.
    pub fn paths(&self) -> impl Iterator<Item = &[u8]> {
        let whole = self.entries.iter().map(|entry| &entry.path);
        let all = whole.chain(&self.sides);
        all.map(|path| self.paths.get(path.clone()).unwrap_or_default())
    }

    pub fn path(&self, entry: &RawEntry) -> &[u8] {
        self.paths.get(entry.path.clone()).unwrap_or_default()
    }
}

fn bytes_of(file: &Path) -> Option<Vec<u8>> {
    files::read_bytes(file, u64::try_from(MAX_INDEX).ok()?).ok()
}

/// A path as git writes it.
fn written(path: &Path) -> Vec<u8> {
    let parts: Vec<_> = path.iter().map(OsStr::as_encoded_bytes).collect();
    parts.join(&b'/')
}

/// Whether a file ends with the id of what stands before it.
fn is_sound(file: &[u8]) -> bool {
    let parts = file.split_last_chunk::<HASH>();
    parts.is_some_and(|(bytes, id)| Sha1::digest(bytes).as_slice() == id.as_slice())
}

/// The first letter of each extension behind the entries: a small one must be understood.
fn extensions(mut rest: &[u8]) -> impl Iterator<Item = u8> {
    std::iter::from_fn(move || {
        let (first, length) = (*rest.first()?, number(rest.get(4..)?)?);
        let end = usize::try_from(length).ok()?.checked_add(8)?;
        // The file ends with its own id.
        let is_one = rest.len() > HASH;
        rest = rest.get(end..).unwrap_or_default();
        is_one.then_some(first)
    })
}

fn number(bytes: &[u8]) -> Option<u32> {
    Some(u32::from_be_bytes(*bytes.first_chunk()?))
}

fn short(bytes: &[u8]) -> Option<u16> {
    Some(u16::from_be_bytes(*bytes.first_chunk()?))
}

/// How many bytes of the path before are cut off, and in how many bytes that is written.
fn cut_of(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut cut: usize = 0;
    for (at, byte) in bytes.iter().enumerate().take(4) {
        cut |= usize::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((cut, at + 1));
        }
        cut = (cut + 1) << 7;
    }
    None
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::path::Path;
    use std::process::Command;

    pub fn git(folder: &Path, words: &[&str]) {
        let mut command = Command::new("git");
        let done = command.arg("-C").arg(folder).args(words).output().unwrap();
        assert!(done.status.success(), "git {words:?}: {done:?}");
    }

    /// An index file, and what libgit2 reads in it: paths, modes and ids.
    type Known = (Vec<u8>, Vec<(Vec<u8>, u32, Oid)>);

    /// An index file of each version, with paths that share beginnings.
    fn indexes() -> Vec<Known> {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        git(folder, &["init", "-q"]);
        let long = format!("a/{}/x.md", "long".repeat(60));
        for path in ["a.md", "a/b/c.md", "a/b.md", "a0/x.md", &long, "z/y/w.md"] {
            let file = folder.join(path);
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(file, path).unwrap();
        }
        git(folder, &["add", "."]);
        git(folder, &["update-index", "--chmod=+x", "a/b.md"]);
        let versions = ["2", "3", "4"].map(|version| {
            if version == "3" {
                git(folder, &["update-index", "--skip-worktree", "a/b/c.md"]);
            }
            git(folder, &["update-index", "--index-version", version]);
            let repository = git2::Repository::open(folder).unwrap();
            let index = repository.index().unwrap();
            let known = index.iter().map(|one| (one.path, one.mode, one.id));
            let file = std::fs::read(folder.join(".git/index")).unwrap();
            assert_eq!(number(&file[4..]), version.parse().ok());
            (file, known.collect())
        });
        versions.into()
    }

    #[test]
    fn each_version_is_read_as_libgit2_reads_it() {
        let mut found = Vec::new();
        for (file, known) in indexes() {
            let index = RawIndex::parse(&file).unwrap();
            let entries = index.entries.iter();
            let read: Vec<_> = entries
                .map(|one| (index.path(one).to_vec(), one.mode, one.id))
                .collect();
            assert_eq!(read, known);
            assert!(!index.has_sides() && !index.is_foreign);
            let knows = |path: &str| index.knows(Path::new(path));
            assert!(knows("a.md") && knows("a") && !knows("a/b/c") && !knows("b"));
            let upper = |in_any_case| index.find(Path::new("A/B.md"), in_any_case).is_some();
            assert!(upper(true) && !upper(false));
            let mode = |path: &str| index.find(Path::new(path), false).map(|one| one.mode);
            assert_eq!((mode("a/b.md"), mode("a/b")), (Some(0o100_755), None));
            let hidden: Vec<&[u8]> = index
                .entries
                .iter()
                .filter(|one| one.is_hidden)
                .map(|one| index.path(one))
                .collect();
            // Hidden before the second of them is written.
            assert_eq!(hidden, vec![&b"a/b/c.md"[..]; hidden.len()]);
            found.push(hidden.len());
        }
        assert_eq!(found, [0, 1, 1]);
    }

    #[test]
    fn what_a_plain_reader_would_get_wrong_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        git(folder, &["init", "-q", "-b", "main"]);
        git(folder, &["config", "user.name", "Somebody"]);
        git(folder, &["config", "user.email", "somebody@example.org"]);
        let commit = |words: &str| {
            std::fs::write(folder.join("a.md"), words).unwrap();
            git(folder, &["add", "."]);
            git(folder, &["commit", "-qm", words]);
        };
        let told = || {
            let index = RawIndex::read(&folder.join(".git/index")).unwrap();
            (index.has_sides(), index.is_foreign)
        };
        commit("first");
        git(folder, &["checkout", "-qb", "other"]);
        commit("theirs");
        git(folder, &["checkout", "-q", "main"]);
        commit("ours");
        assert_eq!(told(), (false, false));
        let mut merge = Command::new("git");
        let merge = merge.arg("-C").arg(folder).args(["merge", "-q", "other"]);
        assert!(!merge.output().unwrap().status.success());
        assert_eq!(told(), (true, false));
        // What is in conflict is kept by git all the same.
        let index = RawIndex::read(&folder.join(".git/index")).unwrap();
        assert!(index.entries.is_empty());
        assert!(index.paths().all(|path| path == b"a.md"));
        git(folder, &["reset", "-q", "--hard"]);
        assert_eq!(told(), (false, false));
        git(folder, &["update-index", "--split-index"]);
        assert_eq!(told(), (false, true));
    }

    #[test]
    fn what_is_not_as_it_was_written_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("index");
        for (mut file, _) in indexes() {
            std::fs::write(&place, &file).unwrap();
            assert!(RawIndex::read_sound(&place).is_some());
            file[HEAD + MODE - 1] ^= 1;
            std::fs::write(&place, &file).unwrap();
            assert!(RawIndex::read_sound(&place).is_none());
            assert!(RawIndex::read(&place).is_some());
        }
    }

    #[test]
    fn what_is_no_index_is_not_read() {
        let (file, _) = indexes().remove(0);
        let mut unsorted = file.clone();
        // The first path, `a.md`, comes behind the others.
        unsorted[HEAD + PATH] = b'~';
        for file in [&b""[..], b"DIRC", &file[..file.len() / 2], &unsorted] {
            assert!(RawIndex::parse(file).is_none());
        }
    }

    proptest! {
        #[test]
        fn any_bytes_end_it(
            at in 0usize..600,
            bytes in proptest::collection::vec(any::<u8>(), 1..8),
            version in 0usize..3,
        ) {
            use std::sync::LazyLock;
            static FILES: LazyLock<Vec<Vec<u8>>> =
                LazyLock::new(|| indexes().into_iter().map(|(file, _)| file).collect());
            let mut file = FILES[version].clone();
            let end = (at + bytes.len()).min(file.len());
            let at = at.min(end);
            file[at..end].copy_from_slice(&bytes[..end - at]);
            if let Some(index) = RawIndex::parse(&file) {
                prop_assert!(index.entries.iter().all(|one| index.path(one).len() <= MAX_PATH));
            }
        }
    }
}
