//! Plans, records, and where an activity stands and why. Pure: no file, no git, no clock.

mod action;
mod agenda;
mod backing;
mod basis;
pub mod draft;
mod fill;
mod finding;
pub mod form;
mod limits;
mod link;
mod near;
pub mod own;
mod pace;
mod plan;
mod record;
mod reference;
mod rhythm;
mod stamp;
mod standing;

pub use action::Action;
pub use agenda::{Agenda, DUE_STATES, Due, Entry, Team, agenda, agenda_of, agenda_with};
pub use backing::{Backing, Consent, Release, Side};
pub use basis::{Basis, Cause, Stamps, entries, named, references, repeat_lists};
pub use fill::{Filling, Unfit, accept, fill, stands};
pub use finding::{Finding, Place, Severity, codes};
pub use limits::Limits;
pub use link::{Found, Link, LinkPlace, TeamName, There, link_key, link_stamps};
pub use near::nearest;
pub use pace::{Adjustment, Adjustments, day_before, days_of_weeks};
pub use plan::{Plan, PlanError, PlanMeta, ToolkitName};
pub use record::{Content, Record, Slot, Unreadable};
pub use reference::{Reference, Version};
pub use rhythm::{MAX_DUE_DAYS, Period, counted, due_day, periods};
pub use stamp::{fresh_suffix, key_of};
pub use standing::{ActivityStanding, STATES, Standing, State, bits};
