//! git: what a repository's state is, and commits which hold exactly the paths we wrote.
//!
//! One job a file: `commit` makes commits in process, `by_git` through the `git` program.

mod by_git;
mod commit;
mod driver;
mod foreign;
pub(super) mod open;
pub(super) mod ours;
mod places;
mod repository;
mod sharing;
mod state;
mod work_tree;

pub use foreign::Foreign;
pub use ours::{Made, Since, undone};
pub use repository::Repository;
pub use sharing::Sharing;
pub(super) use state::{Committed, Dirt};
pub use state::{Identity, Underway};
pub use work_tree::Git;
