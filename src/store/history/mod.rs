//! What git remembers: commits along the first parents, their changes, and the workspace at each.

mod activity;
mod cache;
mod changes;
mod filters;
mod follow;
mod index;
mod linked;
mod links;
mod objects;
mod past;
mod reach;
mod renames;
mod snapshot;
mod trace;
mod uncommitted;
mod walk;
mod words;
mod work;

pub use filters::Filtered;
pub use index::text_id;
pub(super) use index::{document_id, file_id};
pub(super) use links::TreeItem;
pub use past::{Asked, History, NoMoment, PastMoment, Revision};
pub use reach::Reach;
pub use snapshot::Snapshot;
pub use trace::{Touched, Traced};
pub use words::Remains;
