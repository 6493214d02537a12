//! Renames between two trees, as `git diff-tree -M` finds them by default; never copies.
//!
//! The rules are git's rename detection (<https://git-scm.com/docs/diff-options>, `-M`; candidate order as in git
//! 2.47):
//! identical files first, then files whose name is unique on both sides, then the most similar, with at least half of
//! the
//! larger file's bytes in common.

use super::changes::FileChange;
use super::objects::{Mode, Objects};
use crate::store::StoreError;
use crate::store::names::last as name;
use git2::Oid;
use std::collections::BTreeMap;

/// The similarity of identical files.
const FULL: u64 = 60_000;
/// The minimum for a rename.
const LEAST: u64 = FULL / 2;
/// The minimum for two files whose name is unique on both sides.
const LEAST_OF_ONE_NAME: u64 = FULL * 3 / 4;
/// Above this many squared pairs, content isn't compared (`diff.renameLimit`).
const LIMIT: usize = 1000;
/// Candidates kept per new file.
const KEPT: usize = 4;
/// Identical alternatives considered.
const ALTERNATIVES: usize = 100;
/// Number of hash values for chunks of a file.
const HASHES: u32 = 107_927;
/// Longest chunk; a line end ends it earlier.
const CHUNK: u32 = 64;
/// Bytes examined to tell text from binary.
const HEAD: usize = 8000;

struct LoneFile<'a> {
    path: &'a str,
    mode: Mode,
    id: Oid,
}

/// The old path of each new path that is a rename.
pub(super) fn renames(
    objects: &Objects,
    changes: &[FileChange],
) -> Result<BTreeMap<String, String>, StoreError> {
    let lone = |side: fn(&FileChange) -> Option<(Mode, Oid)>| {
        let lone = changes.iter().filter_map(|change| {
            let (mode, id) = side(change)?;
            let path = change.path.as_str();
            Some(LoneFile { path, mode, id })
        });
        lone.collect::<Vec<LoneFile<'_>>>()
    };
    let sources = lone(FileChange::gone);
    let targets = lone(FileChange::come);
    let mut search = RenameSearch {
        objects,
        sources: &sources,
        targets: &targets,
        source_of: vec![None; targets.len()],
        is_used: vec![false; sources.len()],
        chunks: BTreeMap::new(),
    };
    if !sources.is_empty() && !targets.is_empty() {
        search.same_bytes();
        search.one_name()?;
        search.most_alike()?;
    }
    let pairs = search.source_of.iter().zip(&targets);
    Ok(pairs
        .filter_map(|(source, target)| {
            let source = sources.get((*source)?)?;
            Some((target.path.to_owned(), source.path.to_owned()))
        })
        .collect())
}

struct RenameSearch<'a> {
    objects: &'a Objects,
    sources: &'a [LoneFile<'a>],
    targets: &'a [LoneFile<'a>],
    /// The source each target was renamed from.
    source_of: Vec<Option<usize>>,
    is_used: Vec<bool>,
    /// How many bytes of each chunk a file has, by file id.
    chunks: BTreeMap<Oid, (u64, BTreeMap<u32, u64>)>,
}

impl RenameSearch<'_> {
    fn pair(&mut self, source: usize, target: usize) {
        if let Some(mark) = self.is_used.get_mut(source) {
            *mark = true;
        }
        if let Some(pair) = self.source_of.get_mut(target) {
            *pair = Some(source);
        }
    }

    fn is_used(&self, source: usize) -> bool {
        self.is_used.get(source).copied().unwrap_or(true)
    }

    fn is_paired(&self, target: usize) -> bool {
        self.source_of.get(target).is_none_or(Option::is_some)
    }

    /// Identical files, preferring the same name.
    fn same_bytes(&mut self) {
        let mut by_id: BTreeMap<Oid, Vec<usize>> = BTreeMap::new();
        for (at, source) in self.sources.iter().enumerate() {
            by_id.entry(source.id).or_default().push(at);
        }
        for (at, target) in self.targets.iter().enumerate() {
            let mut best = None;
            let mut looked_at = 0;
            for candidate in by_id.get(&target.id).into_iter().flatten() {
                let Some(source) = self.sources.get(*candidate) else {
                    continue;
                };
                let both_files = source.mode.is_file() && target.mode.is_file();
                if (!both_files && source.mode != target.mode) || self.is_used(*candidate) {
                    continue;
                }
                if name(source.path) == name(target.path) {
                    best = Some(*candidate);
                    break;
                }
                best = best.or(Some(*candidate));
                looked_at += 1;
                if looked_at > ALTERNATIVES {
                    break;
                }
            }
            if let Some(best) = best {
                self.pair(best, at);
            }
        }
    }

    /// Files whose name is unique among the rest on both sides.
    fn one_name(&mut self) -> Result<(), StoreError> {
        let (sources, targets) = self.left();
        let by_source = only_of_name(self.sources, &sources);
        let by_target = only_of_name(self.targets, &targets);
        for (name, source) in by_source {
            let target = by_target.get(name).copied().flatten();
            let (Some(source), Some(target)) = (source, target) else {
                continue;
            };
            if self.likeness(source, target, LEAST_OF_ONE_NAME)? >= LEAST_OF_ONE_NAME {
                self.pair(source, target);
            }
        }
        Ok(())
    }

    /// Sources and targets not paired yet.
    fn left(&self) -> (Vec<usize>, Vec<usize>) {
        let sources = (0..self.sources.len()).filter(|at| !self.is_used(*at));
        let targets = (0..self.targets.len()).filter(|at| !self.is_paired(*at));
        (sources.collect(), targets.collect())
    }

    /// The most similar of the rest.
    fn most_alike(&mut self) -> Result<(), StoreError> {
        let (sources, targets) = self.left();
        if sources.len().saturating_mul(targets.len()) > LIMIT * LIMIT {
            return Ok(());
        }
        let mut candidates: Vec<Candidate> = Vec::new();
        for target in targets {
            let mut kept: Vec<Candidate> = Vec::with_capacity(KEPT);
            for source in &sources {
                let likeness = self.likeness(*source, target, LEAST)?;
                let path = |files: &[LoneFile<'_>], at: usize| {
                    files.get(at).map(|file| name(file.path).to_owned())
                };
                let candidate = Candidate {
                    likeness,
                    same_name: path(self.sources, *source) == path(self.targets, target),
                    source: *source,
                    target,
                };
                keep(&mut kept, candidate);
            }
            candidates.extend(kept);
        }
        // A stable sort: among equals, the first target's comes first.
        candidates.sort_by_key(|one| std::cmp::Reverse(one.rank()));
        for candidate in candidates {
            if candidate.likeness < LEAST {
                break;
            }
            if !self.is_paired(candidate.target) && !self.is_used(candidate.source) {
                self.pair(candidate.source, candidate.target);
            }
        }
        Ok(())
    }

    /// How much of the larger file both share, out of [`FULL`]; 0 if it can't reach `least`.
    fn likeness(&mut self, source: usize, target: usize, least: u64) -> Result<u64, StoreError> {
        let (Some(source), Some(target)) = (self.sources.get(source), self.targets.get(target))
        else {
            return Ok(0);
        };
        if !source.mode.is_file() || !target.mode.is_file() {
            return Ok(0);
        }
        self.read(source.id)?;
        self.read(target.id)?;
        let (Some((old_size, old)), Some((new_size, new))) =
            (self.chunks.get(&source.id), self.chunks.get(&target.id))
        else {
            return Ok(0);
        };
        let (most, difference) = (*old_size.max(new_size), old_size.abs_diff(*new_size));
        if most * (FULL - least) < difference * FULL || *new_size == 0 {
            return Ok(0);
        }
        let shared: u64 = old
            .iter()
            .filter_map(|(hash, count)| Some(*count.min(new.get(hash)?)))
            .sum();
        Ok(shared * FULL / most)
    }

    fn read(&mut self, id: Oid) -> Result<(), StoreError> {
        if !self.chunks.contains_key(&id) {
            let read = self
                .objects
                .read(id, |_, bytes| (bytes.len() as u64, chunks(bytes)))?;
            self.chunks.insert(id, read);
        }
        Ok(())
    }
}

#[derive(Debug, Clone, Copy)]
struct Candidate {
    likeness: u64,
    same_name: bool,
    source: usize,
    target: usize,
}

impl Candidate {
    fn rank(&self) -> (u64, bool) {
        (self.likeness, self.same_name)
    }
}

/// Keeps the best few: a better one replaces the worst.
fn keep(kept: &mut Vec<Candidate>, candidate: Candidate) {
    if kept.len() < KEPT {
        kept.push(candidate);
        return;
    }
    let mut worst = 0;
    for (at, one) in kept.iter().enumerate() {
        if kept
            .get(worst)
            .is_some_and(|worst| one.rank() < worst.rank())
        {
            worst = at;
        }
    }
    if let Some(worst) = kept
        .get_mut(worst)
        .filter(|worst| worst.rank() < candidate.rank())
    {
        *worst = candidate;
    }
}

/// Names with the one file that has each; `None` if several do.
fn only_of_name<'a>(files: &'a [LoneFile<'a>], at: &[usize]) -> BTreeMap<&'a str, Option<usize>> {
    let mut by_name: BTreeMap<&str, Option<usize>> = BTreeMap::new();
    for at in at {
        if let Some(file) = files.get(*at) {
            by_name
                .entry(name(file.path))
                .and_modify(|only| *only = None)
                .or_insert(Some(*at));
        }
    }
    by_name
}

/// How many bytes of a file are in each chunk: a line, or 64 bytes of a longer one.
fn chunks(bytes: &[u8]) -> BTreeMap<u32, u64> {
    let is_text = !bytes.iter().take(HEAD).any(|byte| *byte == 0);
    let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
    let (mut low, mut high, mut length) = (0u32, 0u32, 0u32);
    let mut rest = bytes.iter().peekable();
    let hash = |low: u32, high: u32| low.wrapping_add(high.wrapping_mul(0x61)) % HASHES;
    while let Some(byte) = rest.next() {
        if is_text && *byte == b'\r' && rest.peek() == Some(&&b'\n') {
            continue;
        }
        let old = low;
        low = (low << 7) ^ (high >> 25);
        high = (high << 7) ^ (old >> 25);
        low = low.wrapping_add(u32::from(*byte));
        length += 1;
        if length < CHUNK && *byte != b'\n' {
            continue;
        }
        *counts.entry(hash(low, high)).or_default() += u64::from(length);
        (low, high, length) = (0, 0, 0);
    }
    if length > 0 {
        *counts.entry(hash(low, high)).or_default() += u64::from(length);
    }
    counts
}
