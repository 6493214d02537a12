//! Where a transaction writes: each file at the place that the links on its way lead to, and nothing behind a link out of
//! the workspace.

use super::{Edit, StoreError, Transaction, inside};
use std::borrow::Cow;
use std::path::{Path, PathBuf};

impl Edit {
    fn path_mut(&mut self) -> &mut String {
        match self {
            Self::Create { path, .. }
            | Self::Change { path, .. }
            | Self::Remove { path, .. }
            | Self::Keep { path } => path,
        }
    }
}

impl Transaction {
    /// The same writes, each at the place that the links on its way lead to.
    ///
    /// # Errors
    /// The link that isn't followed.
    pub(super) fn behind_links(&self, root: &Path) -> Result<Cow<'_, Self>, StoreError> {
        let real = |path: &str| {
            inside::real(root, path).map_err(|finding| StoreError::Broken(Box::new(finding)))
        };
        let folders = self.folders.iter().map(|folder| folder.path.as_str());
        let mut is_plain = true;
        for path in folders.chain(self.edits.iter().map(Edit::path)) {
            is_plain &= real(path)? == path;
        }
        if is_plain {
            return Ok(Cow::Borrowed(self));
        }
        let mut behind = self.clone();
        let folders = behind.folders.iter_mut().map(|folder| &mut folder.path);
        for path in folders.chain(behind.edits.iter_mut().map(Edit::path_mut)) {
            *path = real(path)?;
        }
        Ok(Cow::Owned(behind))
    }
}

/// Where a file is to be written: still the place that was checked, and not behind a link that came since.
pub(super) fn unlinked(root: &Path, path: &str) -> Result<PathBuf, StoreError> {
    let place = root.join(path);
    match inside::follow(root, path) {
        Ok(now) if now == place => Ok(place),
        _ => Err(StoreError::Changed {
            path: path.to_owned(),
        }),
    }
}
