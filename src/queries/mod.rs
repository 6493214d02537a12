//! Questions about a cohort, without a command line. One pass over its plans at one moment serves several. Questions
//! only read.

pub mod actions;
pub mod agenda;
mod asked;
mod backing;
pub mod board;
pub mod by_role;
pub mod calendar;
pub mod changes;
pub mod check;
mod checkpoints;
pub mod chosen;
mod coach;
pub mod cohort;
pub mod completions;
pub mod diff;
pub mod gone;
pub mod introduce;
pub mod list;
pub mod log;
pub mod measure;
pub mod moment;
pub mod next;
mod pass;
pub mod report;
pub mod score;
pub mod search;
pub mod show;
pub mod status;
pub mod timeline;
pub mod toolkit;
mod voices;

pub use pass::{Kept, KnownBefore, Pass, Passed, Question, Read, Scope};
