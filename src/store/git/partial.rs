//! Partial clones (`git clone --filter=...`): git fetches what they lack when it is asked for. We use no network.

use crate::store::StoreError;
use git2::{ErrorCode, Repository};

/// The error for an object that can't be read.
pub(in crate::store) fn unread(
    repository: &Repository,
    doing: &'static str,
    error: &git2::Error,
) -> StoreError {
    if error.code() == ErrorCode::NotFound && is_partial(repository) {
        return StoreError::LeftOutOfClone;
    }
    StoreError::by_git(doing, error.message())
}

fn is_partial(repository: &Repository) -> bool {
    let Ok(settings) = repository.config() else {
        return false;
    };
    // The first is how clones were marked before any remote could be a promisor.
    let is_marked = settings.get_string("extensions.partialclone").is_ok();
    let mut is_promised = false;
    let _none_of_them = settings
        .entries(Some(r"^remote\..*\.promisor$"))
        .map(|all| {
            all.for_each(|entry| is_promised |= entry.value().is_ok_and(|value| value != "false"))
        });
    is_marked || is_promised
}
