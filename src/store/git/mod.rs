//! git: a repository's state, and commits of exactly the paths we wrote.
//!
//! `commit` commits in process, `by_git` through the `git` program.

mod ahead;
mod by_git;
mod commit;
mod commits;
mod driver;
mod foreign;
mod line_ends;
mod locks;
mod next_index;
pub(super) mod open;
pub(super) mod ours;
pub(super) mod partial;
mod places;
mod raw_index;
mod repository;
mod sharing;
mod state;
mod tip;
mod work_tree;

pub(super) use commits::NewCommit;
pub use foreign::Foreign;
pub(super) use line_ends::is_stored_alike;
pub use ours::{Made, Since, undone};
pub(super) use raw_index::{RawEntry, RawIndex};
pub use repository::Repository;
pub use sharing::{Gone, Lacked, Sharing};
pub(super) use state::{CommitOrder, Committed, Dirt, Staged, StagedBytes};
pub use state::{Identity, Underway};
pub use work_tree::Git;
