//! What is asked of a cohort, without a command line: one pass over its plans at one moment feeds each question with
//! what it keeps of a plan. Questions only read.

pub mod actions;
pub mod agenda;
pub mod board;
pub mod calendar;
pub mod changes;
pub mod check;
pub mod cohort;
pub mod introduce;
pub mod list;
pub mod moment;
pub mod next;
mod pass;
pub mod score;
pub mod status;
pub mod timeline;

use crate::report::web::Web;
use crate::store::Workspace;

pub use pass::{Around, Needs, Pass, Passed, Question, Read, Scope};

/// Where files are edited and made on a git host's page, as the settings say.
pub fn web(workspace: &Workspace) -> Web {
    Web {
        edit: workspace.config.web.edit.clone(),
        new: workspace.config.web.new.clone(),
    }
}
