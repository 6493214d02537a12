//! Lock files of git's that we take. Ours says whose it is, from the moment it exists, so that the next command can
//! remove it after a kill. Any other stays git's.

use super::state::PATIENCE;
use crate::store::{StoreError, own};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How a lock of ours begins; the git directory follows. git's own are empty, or hold an index or an id.
const OURS: &str = "held by redesign for ";

/// Held until dropped.
#[derive(Debug)]
pub(super) struct GitLock {
    place: PathBuf,
}

impl GitLock {
    /// Waits for the lock of a file of git's; `own` is the work tree's git directory.
    pub fn of(file: &Path, own: &Path) -> Result<Self, StoreError> {
        let place = place_of(file);
        // It appears with its words, or not at all.
        let made = own.join("redesign.git-lock");
        let failed = |error| StoreError::io("lock", file)(error);
        let _left_by_a_kill = std::fs::remove_file(&made);
        let words = words(own);
        let written = File::create_new(&made).and_then(|mut lock| lock.write_all(words.as_bytes()));
        let started = Instant::now();
        let taken = written.map_err(failed).and_then(|()| {
            loop {
                match link(&made, &place, &words) {
                    Ok(()) => return Ok(()),
                    Err(error) if error.kind() != ErrorKind::AlreadyExists => {
                        return Err(failed(error));
                    }
                    Err(_) if started.elapsed() > PATIENCE => {
                        return Err(StoreError::IndexLocked(place.clone()));
                    }
                    Err(_) => std::thread::sleep(Duration::from_millis(10)),
                }
            }
        });
        let _made = std::fs::remove_file(&made);
        taken.map(|()| Self { place })
    }
}

impl Drop for GitLock {
    fn drop(&mut self) {
        let _the_next_command_removes_it = std::fs::remove_file(&self.place);
    }
}

/// Where git locks a file of its own.
pub(super) fn place_of(file: &Path) -> PathBuf {
    let mut place = file.as_os_str().to_owned();
    place.push(".lock");
    place.into()
}

fn words(own: &Path) -> String {
    format!("{OURS}{}\n", own.display())
}

fn link(made: &Path, place: &Path, words: &str) -> std::io::Result<()> {
    match std::fs::hard_link(made, place) {
        Err(error) if error.kind() == ErrorKind::NotFound => Err(error),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(error),
        // Not every file system has hard links.
        Err(_) => File::create_new(place)?.write_all(words.as_bytes()),
        Ok(()) => Ok(()),
    }
}

/// A lock that isn't ours to remove.
pub(super) fn of_others(own: &Path, places: &[PathBuf]) -> Option<PathBuf> {
    let mut held = places
        .iter()
        .filter(|place| place.symlink_metadata().is_ok());
    held.find(|place| !is_ours(own, place)).cloned()
}

/// Whether a lock says that it is ours.
fn is_ours(own: &Path, place: &Path) -> bool {
    let words = words(own);
    let Ok(Some(file)) = own::open(place, OpenOptions::new().read(true)) else {
        return false;
    };
    let mut found = String::new();
    let read = file.take(words.len() as u64).read_to_string(&mut found);
    read.is_ok() && found == words
}

/// Removes locks that a killed run of ours left. Only called by the holder of the workspace's lock.
pub(super) fn remove_ours(own: &Path, places: &[PathBuf]) {
    for place in places {
        // A kill can leave the name under which it was made, too, which is the same file.
        let _made = std::fs::remove_file(own.join("redesign.git-lock"));
        if is_ours(own, place) {
            let _gone = std::fs::remove_file(place);
        }
    }
}
