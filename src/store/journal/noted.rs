//! A file that is about to be written: its content before and after, and what has become of it.

use crate::store::git::StagedBytes;
use crate::store::{StoreError, files};
use serde::{Deserialize, Serialize};
use std::io::ErrorKind;
use std::path::Path;

/// What has become of a file since it was noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Now {
    Done,
    NotYet,
    /// Somebody else's.
    Other,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Noted {
    pub(super) path: String,
    pub(super) before: Option<Bytes>,
    /// `None` if it is to be removed.
    pub(super) after: Option<Bytes>,
    /// Whether it may be run, if it is new or to be removed.
    #[serde(default)]
    pub(super) is_program: bool,
}

/// A file's content: as text if possible, so that people can read it here too.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Bytes {
    Words(String),
    Other(Vec<u8>),
}

impl Bytes {
    pub(super) fn of(bytes: &[u8]) -> Self {
        match std::str::from_utf8(bytes) {
            Ok(words) => Self::Words(words.to_owned()),
            Err(_) => Self::Other(bytes.to_owned()),
        }
    }

    pub(super) fn as_slice(&self) -> &[u8] {
        match self {
            Self::Words(words) => words.as_bytes(),
            Self::Other(bytes) => bytes,
        }
    }
}

impl Noted {
    pub(super) fn of(path: String, before: Option<&[u8]>, after: Option<&[u8]>) -> Self {
        Self {
            path,
            before: before.map(Bytes::of),
            after: after.map(Bytes::of),
            is_program: false,
        }
    }

    /// What has become of it at a path.
    pub(super) fn now(&self, path: &Path) -> Result<Now, StoreError> {
        let held = match files::held(path) {
            Ok(held) => Some(held),
            Err(error) if is_gone(&error) => None,
            Err(_) if std::fs::metadata(path).is_ok_and(|found| !found.is_file()) => {
                return Ok(Now::Other);
            }
            Err(error) => return Err(StoreError::io("read", path)(error)),
        };
        let is = |bytes: &Option<Bytes>| bytes.as_ref().map(Bytes::as_slice) == held.as_deref();
        Ok(if is(&self.after) {
            Now::Done
        } else if is(&self.before) {
            Now::NotYet
        } else {
            Now::Other
        })
    }

    /// Gives it back what it was, if it has its final content.
    pub(super) fn restore(&self, path: &Path, root: &Path) -> Result<bool, StoreError> {
        if self.now(path)? != Now::Done {
            return Ok(false);
        }
        match (&self.before, &self.after) {
            (Some(before), Some(after)) => {
                files::change(path, after.as_slice(), before.as_slice(), &self.path)
            }
            (Some(before), None) => {
                files::create(path, before.as_slice(), self.is_program, &self.path)
            }
            // Neither before nor after: nothing to undo.
            (None, None) => return Ok(false),
            // Empty folders made for it are removed too.
            (None, Some(after)) => files::remove(path, after.as_slice(), root, &self.path),
        }?;
        Ok(true)
    }

    pub(super) fn is_new_and_there(&self, root: &Path) -> bool {
        self.before.is_none() && self.after.is_some() && root.join(&self.path).exists()
    }

    pub(super) fn content(&self) -> StagedBytes<'_> {
        self.after.as_ref().map_or(StagedBytes::Gone, |after| {
            StagedBytes::Words(after.as_slice())
        })
    }
}

fn is_gone(error: &std::io::Error) -> bool {
    matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory)
}
