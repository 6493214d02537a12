//! What a toolkit holds: steps, activities, outputs.

use super::draft::DraftSource;
use super::every::Every;
use super::ids::{ActivityId, OutputId, ToolkitId};
use super::places::{ActivityAt, OutputAt, OutputRef, PerActivity};
use super::role::Role;
use crate::document::Ours;
use crate::kinds::{Kind, Shape};
use schemars::JsonSchema;
use semver::Version;
use serde::{Serialize, Serializer};
use std::fmt::Debug;
use std::sync::{Arc, OnceLock};

/// Limit of activities in a toolkit.
pub const MAX_ACTIVITIES: usize = 500;
pub const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// A versioned bundle of data to make plans from.
#[derive(Debug)]
pub struct Toolkit {
    /// The built-in default's is its folder name.
    pub id: ToolkitId,
    pub version: Version,
    pub title: String,
    /// Whether it is for a team's plan or a cohort's programme.
    pub audience: Audience,
    pub credit: String,
    pub sources: Vec<String>,
    /// Remarks of its authors.
    pub notes: String,
    pub steps: Vec<Step>,
    pub activities: PerActivity<Activity>,
    /// Which words of records are its own; made on first use.
    pub wording: Wording,
    /// A number for what pages call its activities, outputs and options; made on first use.
    pub called: OnceLock<u64>,
}

/// Whom a toolkit's plans are for (`for = "..."`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// One team; its plans are in the workspace's `plans` folder.
    Team,
    /// A whole cohort; its plan is in `cohort`.
    Cohort,
}

/// A step of a toolkit.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "StepShown")]
pub struct Step {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What a team has when it finishes the step.
    pub objectives: Vec<String>,
    /// Questions to ask before starting.
    pub reflect: Vec<String>,
    /// Addresses of what it was made from.
    pub sources: Vec<String>,
    /// Fields that the toolkit's author proposes.
    #[schemars(with = "Vec<String>")]
    pub proposed: Proposed,
}

/// Parts of a table that the toolkit's author proposes, beyond the toolkit's source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proposed {
    /// Everything.
    All,
    /// Only these fields; none if empty.
    Fields(Vec<String>),
}

impl Serialize for Proposed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.fields().serialize(serializer)
    }
}

impl Proposed {
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Fields(fields) if fields.is_empty())
    }

    /// The field names; `all` for everything.
    pub fn fields(&self) -> Vec<String> {
        match self {
            Self::All => vec!["all".to_owned()],
            Self::Fields(fields) => fields.clone(),
        }
    }

    /// The field names as text; `everything` for everything.
    pub fn words(&self) -> String {
        match self {
            Self::All => "everything here".to_owned(),
            Self::Fields(fields) => fields.join(", "),
        }
    }
}

/// A guided piece of work.
#[derive(Debug)]
pub struct Activity {
    pub at: ActivityAt,
    /// The stem of its record's file, or the name of its folder.
    pub id: ActivityId,
    /// Index of its step in [`Toolkit::steps`].
    pub step: usize,
    pub title: String,
    /// Why a team does it.
    pub purpose: String,
    /// Suggested time: minimum and maximum in minutes.
    pub minutes: Option<(u32, u32)>,
    /// Activities to do first.
    pub needs: Vec<ActivityAt>,
    /// What to do, step by step.
    pub instructions: Vec<String>,
    pub questions: Vec<String>,
    pub sources: Vec<String>,
    /// How many records a repeatable activity needs to be done.
    pub repeat: Option<u32>,
    /// Its rhythm, such as `2 weeks`.
    pub every: Option<Every>,
    /// Whether the toolkit says `per = "plan"`; see [`Toolkit::is_per_plan`].
    pub per_plan: bool,
    /// Whether its answers stay true for a plan that continues this one (`carry = true`).
    pub carry: bool,
    /// First and last week of the cycle in which it is due.
    pub weeks: Option<(u32, u32)>,
    pub proposed: Proposed,
    pub sheets: Vec<Sheet>,
    pub outputs: Vec<Output>,
}

// Printed for one person's own use.
/// A worksheet for one person's own use.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[schemars(rename = "SheetShown")]
pub struct Sheet {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Stem of its file in the toolkit's `worksheets/`.
    #[serde(skip)]
    pub template: String,
    /// Whether it is never read back or committed.
    pub private: bool,
}

/// A named result of an activity.
#[derive(Debug)]
pub struct Output {
    pub at: OutputAt,
    pub id: OutputId,
    /// Its heading in records.
    pub title: String,
    /// What its title and its id say; see [`crate::document::undressed`].
    pub called: [String; 2],
    /// The form of its answers.
    pub kind: &'static dyn Kind,
    /// Whether the activity isn't done without it.
    pub required: bool,
    /// What a good answer says.
    pub hint: String,
    /// Options, columns and pattern.
    pub shape: Shape,
    /// Its meaning to the tool, whatever its name.
    pub role: Option<Role>,
    /// Outputs of other activities that it builds on.
    pub builds_on: Vec<OutputRef>,
    /// What it can be drafted from, in quoting order.
    pub draft: Vec<DraftSource>,
    /// An output that must be recorded later.
    pub before: Option<OutputRef>,
    /// The beginning of its section; made on first use.
    pub head: Head,
}

impl Debug for dyn Kind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}

/// Renders a toolkit's words. A toolkit is data, so its renderer is passed in.
pub trait Writer: Debug + Send + Sync {
    /// An output's scaffolded heading and comment; `None` if the template fails.
    fn head(&self, output: &Output) -> Option<String>;

    /// The words after the hint in that comment, the same for every output, if any.
    fn end(&self) -> Option<String>;

    /// Everything written for an activity, each text as in a whole file, in the current form and that of version 0.1.0.
    /// What differs between plans is written as [`crate::document::any`] says.
    fn texts(&self, toolkit: &Toolkit, activity: &Activity) -> Vec<String>;
}

/// The beginning of an output's section.
#[derive(Debug, Default)]
pub struct Head {
    pub(super) writer: Option<Arc<dyn Writer>>,
    pub(super) text: OnceLock<String>,
    pub(super) comment: OnceLock<String>,
    pub(super) end: OnceLock<Option<String>>,
}

/// The toolkit's own words, by activity.
#[derive(Debug, Default)]
pub struct Wording {
    pub(super) writer: Option<Arc<dyn Writer>>,
    pub(super) ours: OnceLock<PerActivity<OnceLock<Ours>>>,
}
