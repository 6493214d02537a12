//! A lock for one writer at a time. The operating system releases it when its holder exits, for whatever reason.

use super::{StoreError, own};
use crate::system;
use std::fs::{File, TryLockError};
use std::io::{ErrorKind, Read, Seek, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a writer waits for another.
const PATIENCE: Duration = Duration::from_secs(10);

/// Held while writing; released when dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Waits at most ten seconds for the lock. `who` is written into it for people to read.
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
        // Only text for people; it may fail.
        let _written = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(who.as_bytes()));
        Ok(Self { _file: file })
    }
}

impl Lock {
    /// Whether a writer holds it now. Creates nothing.
    pub(super) fn is_held(path: &Path) -> bool {
        let file = own::open(path, File::options().read(true)).ok().flatten();
        file.is_some_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }
}

/// Opens or creates the lock file. Its owner doesn't matter: its content isn't trusted.
fn file_of(path: &Path) -> Result<File, StoreError> {
    loop {
        match own::open(path, File::options().read(true).write(true)) {
            Ok(Some(file)) => return Ok(file),
            // Another user's file can be locked even if it isn't writable.
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
            // Somebody else created it first.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(StoreError::io("lock", path)(error)),
        }
    }
}
