//! Plans, records, and where an activity stands and why. Pure: no file, no git, no clock.

mod action;
mod agenda;
mod basis;
pub mod draft;
mod fill;
mod finding;
pub mod form;
mod introduce;
mod likeness;
mod limits;
mod pace;
mod party;
mod plan;
pub mod quote;
mod rating;
mod record;
mod reference;
mod rhythm;
#[cfg(test)]
pub(crate) mod sample;
mod score;
mod stamp;
mod standing;
mod words;

pub use action::Action;
pub use agenda::{Agenda, DUE_STATES, Due, Entry, Team, agenda, agenda_of, agenda_with};
pub use basis::{Basis, Stamps, entries, named, references, repeat_lists};
pub use fill::{Filling, Unfit, accept, fill, stands};
pub use finding::{Finding, Place, Severity, codes};
pub use introduce::{Introductions, Met, Proposal, REASONS, Reason, Side, command, introduce};
pub use limits::Limits;
pub use pace::{Adjustment, Adjustments, day_before, days_of_weeks};
pub use party::{Around, Arrange, Course, Expert, Group, Party, Statement};
pub use plan::{Plan, PlanError, PlanMeta, ToolkitName};
pub use rating::{Level, Rating, of_record as ratings_of};
pub use record::{Content, Record, Slot, Unreadable};
pub use reference::{Reference, Version};
pub use rhythm::{MAX_DUE_DAYS, Period, counted, due_day, periods};
pub use score::{CEILING, Criterion, Evidence, Gap, Score, Step};
pub use stamp::{fresh_suffix, key_of};
pub use standing::{ActivityStanding, STATES, Standing, State, bits};
