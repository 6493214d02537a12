//! Files and git: the only room that touches them.

mod behind;
mod config;
mod error;
mod files;
mod git;
mod ground;
mod history;
mod inside;
mod journal;
mod links;
mod listing;
mod lock;
mod lookup;
mod merge;
mod own;
mod page;
mod plans;
pub mod scaffold;
mod targets;
mod toolkits;
mod transaction;
mod trust;
mod undo;
mod wording;
mod workspace;

pub use config::Config;
pub use error::StoreError;
pub use files::{
    MAX_PLAN_BYTES, held, make_folder, read_bytes, read_text, remove_if_empty, resolved,
    write_draft, write_new,
};
pub use git::foreign::Foreign;
pub use git::ours::{Made, Since, undone};
pub use git::repository::Repository;
pub use git::sharing::Sharing;
pub use git::{Git, Identity};
pub use history::{History, Moment, NoMoment, Revision, Step, Touched};
pub use journal::Recovered;
pub use lock::Lock;
pub use merge::{merge_lines, merge_plainly, put_merged};
pub use plans::{BrokenPlan, PROGRAMME, PlanFolder, PlanRead};
pub use scaffold::quoted;
pub use toolkits::{Source, Toolkits, Unusable};
pub use transaction::{Applied, Edit, Message, NewFolder, Transaction, Wish};
pub use undo::Obstacle;
pub use workspace::{WORKSPACE_FILE, Workspace};
