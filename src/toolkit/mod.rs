//! What a toolkit is: steps, activities, outputs, and the graph of needs between activities. Only data: no code knows
//! any particular toolkit's activities.

pub mod builtin;
mod data;
pub mod draft;
mod every;
mod graph;
mod ids;
mod lookup;
mod parse;
mod places;
mod raw;
mod role;
mod sources;
mod texts;
mod toml_words;
mod wording;

pub use data::{
    Activity, Audience, Head, MAX_ACTIVITIES, MAX_BYTES, Output, Proposed, Sheet, Step, Toolkit,
    Wording, Writer,
};
pub use draft::{DraftSource, OtherOutput};
pub use every::{Every, Unit};
pub use ids::{ActivityId, OutputId, PlanId, ToolkitId, is_reserved, name_problem, slug};
pub use lookup::time;
pub use parse::{Problem, ToolkitError, parse};
pub use places::{ActivityAt, MAX_OUTPUTS, OutputAt, OutputRef, OutputSet, PerActivity};
pub use role::{ROLES, Role};
pub use texts::TemplateTexts;
pub use toml_words::toml_words;
