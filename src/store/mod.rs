//! Files and git: no other room touches them.

mod astray;
mod chronicle;
mod config;
mod earlier;
mod edits;
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
mod moving;
mod names;
mod own;
mod owner;
mod page;
mod plan_folders;
mod plans;
mod pledges;
mod remains;
mod reports;
pub mod scaffold;
mod search;
mod site;
mod targets;
mod then;
mod toolkit_files;
mod toolkits;
mod transaction;
mod trust;
mod undo;
mod wording;
mod workspace;

pub use chronicle::{Chapter, Chronicle, Told};
pub use config::Config;
pub use earlier::{Earlier, EarlierPlans};
pub use edits::{Applied, Edit, Message, NewFolder, Terms, Transaction};
pub use error::StoreError;
pub use files::{
    MAX_PLAN_BYTES, held, make_folder, read_bytes, read_text, remove_if_empty, replace, resolved,
    write_draft, write_new,
};
pub use git::{
    Foreign, Git, Gone, Identity, Lacked, Made, Repository, Sharing, Since, Underway, undone,
};
pub use history::{
    Asked, Filtered, History, NoMoment, PastMoment, Reach, Remains, Revision, Snapshot, Touched,
    Traced, text_id,
};
pub use journal::{Pending, Recovered};
pub use lock::Lock;
pub use merge::{merge_lines, merge_plainly};
pub use moving::PlanFiles;
pub use names::{PROGRAMME, WORKSPACE_FILE};
pub use plan_folders::PlanFolder;
pub use plans::{BrokenPlan, PlanRead};
pub use reports::path_of as report_path;
pub use site::{MadePage, SITE_MARK, SiteFolder, SiteWritten, with_end};
pub use toolkit_files::ToolkitFiles;
pub use toolkits::{Toolkits, Unusable};
pub use transaction::WITH_EDITS;
pub use undo::Obstacle;
pub use workspace::Workspace;
