//! The lock that one writer at a time holds. The operating system lets go of it when its holder ends, however it ends.

use super::StoreError;
use std::fs::{File, TryLockError};
use std::io::{Read, Seek, Write};
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
    ///
    /// # Errors
    /// When somebody else holds it for longer, or the file can't be made.
    pub fn take(path: &Path, who: &str) -> Result<Self, StoreError> {
        let io = || StoreError::io("lock", path);
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)
            .map_err(io())?;
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
                    return Err(StoreError::Locked {
                        holder: holder.trim().to_owned(),
                    });
                }
                Err(TryLockError::Error(error)) => return Err(io()(error)),
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
