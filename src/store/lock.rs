//! The lock that one writer at a time holds. The operating system lets go of it when its holder ends, however it ends.

use super::{StoreError, own};
use crate::system;
use std::fs::{File, TryLockError};
use std::io::{ErrorKind, Read, Seek, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a writer waits for another.
const PATIENCE: Duration = Duration::from_secs(10);

/// Held while writing; let go when dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Waits for the lock, at most ten seconds. `who` is written into it for people to read.
    pub fn take(path: &Path, who: &str) -> Result<Self, StoreError> {
        let mut file = file_of(path)?;
        let started = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if started.elapsed() < PATIENCE => {
                    std::thread::sleep(Duration::from_millis(5));
                }
                Err(TryLockError::WouldBlock) => {
                    let mut holder = String::new();
                    let _unread = Read::by_ref(&mut file)
                        .take(200)
                        .read_to_string(&mut holder);
                    return Err(StoreError::Locked(holder.trim().to_owned()));
                }
                Err(TryLockError::Error(error)) => return Err(StoreError::io("lock", path)(error)),
            }
        }
        // Only words for people; whether they can be written doesn't matter.
        let _written = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(who.as_bytes()));
        Ok(Self { _file: file })
    }
}

/// The lock's file as it is, or a new one. Whose it is doesn't matter: nothing in it is trusted.
fn file_of(path: &Path) -> Result<File, StoreError> {
    loop {
        match own::open(path, File::options().read(true).write(true)) {
            Ok(Some(file)) => return Ok(file),
            // Another user's, which we may not write in: it can be held all the same.
            Err(StoreError::Io { source, .. }) if source.kind() == ErrorKind::PermissionDenied => {
                if let Some(file) = own::open(path, File::options().read(true))? {
                    return Ok(file);
                }
            }
            Err(error) => return Err(error),
            Ok(None) => {}
        }
        match File::options()
            .read(true)
            .write(true)
            .create_new(true)
            .open(path)
        {
            Ok(file) => {
                system::share(&file, path.parent().unwrap_or(Path::new(".")));
                return Ok(file);
            }
            // Somebody else was faster.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(StoreError::io("lock", path)(error)),
        }
    }
}
