//! What a commit needs of git's index, read by another thread while the commit's content is being made.

use super::open;
use super::raw_index::RawIndex;
use crate::store::StoreError;
use crate::system::{self, Ahead};
use git2::{Index, Repository};
use jiff::Timestamp;
use std::cell::Cell;
use std::io::ErrorKind::{AlreadyExists, NotFound};
use std::path::{Path, PathBuf};

/// Names in git's directory: the next index, what libgit2 writes it by, and the one before.
pub(super) const NEXT: &str = "redesign.index";
const HALF: &str = "redesign.index.lock";
pub(super) const BEFORE: &str = "redesign.index.before";

/// What is read ahead; each part can be taken once.
#[derive(Default)]
pub(super) struct ReadAhead {
    job: Cell<Option<Ahead<Found>>>,
    next: Cell<Option<(IndexStamp, Repository)>>,
    known: Cell<Option<Known>>,
}

/// The repository with its next index, and what is in the index, as far as each can be read.
type Found = (Option<(IndexStamp, Repository)>, Option<Known>);

impl ReadAhead {
    /// Begins to read an index; `own` is the work tree's git directory. Signals wait while `hold` is there.
    pub fn begin<G>(
        &self,
        (place, own, work_tree): (PathBuf, PathBuf, PathBuf),
        hold: impl FnOnce() -> G + Send + 'static,
    ) {
        self.job.set(Some(Ahead::of(move || {
            let next = {
                let _held = hold();
                let stamp = IndexStamp::of(&place).ok();
                let next = next_of(&place, &own, &work_tree).ok();
                remove_halves(&own);
                stamp.zip(next)
            };
            (next, known(&place))
        })));
    }

    fn wait(&self) {
        if let Some((next, known)) = self.job.take().and_then(Ahead::get) {
            self.next.set(next);
            self.known.set(known);
        }
    }

    /// What was in the index.
    pub fn known(&self) -> Option<Known> {
        self.wait();
        self.known.take()
    }

    /// The repository with its next index, if the index still has this stamp.
    pub fn next(&self, now: &IndexStamp) -> Option<Repository> {
        self.wait();
        let (stamp, repository) = self.next.take()?;
        (stamp == *now).then_some(repository)
    }
}

impl Drop for ReadAhead {
    /// The other thread makes a file for a moment, which it must have removed while the workspace is still locked.
    fn drop(&mut self) {
        self.wait();
    }
}

/// Removes what a run left of an index that never came to be.
pub(super) fn remove_halves(own: &Path) {
    for name in [NEXT, HALF, BEFORE] {
        let _gone = std::fs::remove_file(own.join(name));
    }
}

/// What tells whether an index is still as it was: when it was written, its length and number. Nothing if there is none.
#[derive(Debug, PartialEq)]
pub(super) struct IndexStamp(Option<(Option<Timestamp>, u64, Option<u64>)>);

impl IndexStamp {
    pub fn of(file: &Path) -> std::io::Result<Self> {
        let found = match file.metadata() {
            Ok(found) => found,
            Err(error) if error.kind() == NotFound => return Ok(Self(None)),
            Err(error) => return Err(error),
        };
        let written = found.modified().ok();
        let written = written.and_then(|written| Timestamp::try_from(written).ok());
        Ok(Self(Some((written, found.len(), system::number(&found)))))
    }
}

/// An index, and its stamp before it was read.
pub(super) type Known = (IndexStamp, RawIndex);

/// What is in an index file; `None` if it can't be read.
pub(super) fn known(file: &Path) -> Option<Known> {
    let stamp = IndexStamp::of(file).ok()?;
    let index = match stamp.0 {
        Some(_) => RawIndex::read_sound(file)?,
        None => RawIndex::default(),
    };
    Some((stamp, index))
}

/// The repository with what is to become its next index in place of its own, which need not be read.
pub(super) fn next_of(
    place: &Path,
    own: &Path,
    work_tree: &Path,
) -> Result<Repository, StoreError> {
    let failed = StoreError::git("read the index");
    let next = own.join(NEXT);
    same_file(place, &next)?;
    let repository = open::with_work_tree(own, work_tree).map_err(failed)?;
    let mut index = Index::open(&next).map_err(failed)?;
    repository.set_index(&mut index).map_err(failed)?;
    Ok(repository)
}

/// Gives a file another name, or copies it where there are no hard links. Its time stays: by it git tells which entries
/// may be out of date.
pub(super) fn same_file(file: &Path, other: &Path) -> Result<(), StoreError> {
    let failed = StoreError::io("write", other);
    let Ok(found) = std::fs::metadata(file) else {
        return Ok(());
    };
    match std::fs::hard_link(file, other) {
        Ok(()) => return Ok(()),
        // It may be the same file, which a copy would empty.
        Err(error) if error.kind() == AlreadyExists => return Err(failed(error)),
        Err(_) => {}
    }
    let copy = || {
        std::fs::copy(file, other)?;
        let copied = std::fs::File::options().append(true).open(other)?;
        copied.set_modified(found.modified()?)
    };
    copy().map_err(failed)
}
