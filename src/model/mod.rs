//! Plans, records, and where an activity stands and why. Pure: no file, no git, no clock.

mod action;
mod basis;
mod fill;
mod finding;
pub mod form;
mod plan;
mod record;
mod reference;
mod stamp;
mod standing;

pub use action::Action;
pub use basis::{Basis, Stamps, entries, named, references, repeat_lists};
pub use fill::{Filling, Unfit, accept, fill, stands};
pub use finding::{Finding, Place, Severity, codes};
pub use plan::{Plan, PlanError, PlanMeta, ToolkitName};
pub use record::{Content, Record, Slot, Unreadable};
pub use reference::{Reference, Version};
pub use stamp::fresh_suffix;
pub use standing::{ActivityStanding, STATES, Standing, State, bits};
