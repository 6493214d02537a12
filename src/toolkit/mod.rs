//! What a toolkit is: steps, activities, outputs, and the graph of needs between activities. Only data: no code knows
//! any particular toolkit's activities.

pub mod builtin;
pub mod draft;
mod graph;
mod ids;
mod parse;
mod places;
mod raw;
mod texts;
mod wording;

pub use draft::{DraftSource, OtherOutput};
pub use ids::{ActivityId, OutputId, PlanId, ToolkitId, is_reserved, name_problem, slug};
pub use parse::{Problem, ToolkitError, parse};
pub use places::{ActivityAt, MAX_OUTPUTS, OutputAt, OutputRef, OutputSet, PerActivity};
pub use texts::TemplateTexts;
pub use wording::{Head, Wording, Writer};

use crate::kinds::{Kind, Shape};
use schemars::JsonSchema;
use semver::Version;
use serde::{Serialize, Serializer};

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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Every {
    /// At least 1.
    pub count: u32,
    pub unit: Unit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Day,
    Week,
    Month,
}

impl Every {
    /// Parses words such as `2 weeks`, `1 month` or `10 days`.
    pub fn parse(words: &str) -> Option<Self> {
        let (count, unit) = words.trim().split_once(' ')?;
        let count = count
            .parse()
            .ok()
            .filter(|count| (1..=366).contains(count))?;
        let unit = match unit.trim() {
            "day" | "days" => Unit::Day,
            "week" | "weeks" => Unit::Week,
            "month" | "months" => Unit::Month,
            _ => return None,
        };
        Some(Self { count, unit })
    }
}

impl std::fmt::Display for Every {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let unit = match self.unit {
            Unit::Day => "day",
            Unit::Week => "week",
            Unit::Month => "month",
        };
        write!(
            formatter,
            "{} {unit}{}",
            self.count,
            if self.count == 1 { "" } else { "s" }
        )
    }
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

impl Output {
    /// Whether it records consent: nobody else may say that the teams still agree.
    pub fn is_consent(&self) -> bool {
        self.role == Some(Role::Consent)
    }

    /// Whether its answers may quote other records in free text: any that can be drafted may.
    pub fn quotes(&self) -> bool {
        !self.draft.is_empty() && !self.holds_links()
    }

    /// Whether its answers can contain links.
    pub fn holds_links(&self) -> bool {
        self.kind.is_link() || self.shape.has_links || self.shape.link_column().is_some()
    }
}

impl std::fmt::Debug for dyn Kind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}

/// What an output means to the tool: a closed list that checks and reports know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Problem,
    /// The goal: how much, for whom, by when.
    Aim,
    /// Whose voice was heard, as a stakeholder group.
    Voices,
    /// The solution to try.
    Idea,
    /// What the team expects, written before the result.
    Prediction,
    Result,
    Measure,
    /// What was decided, and so what follows.
    Decision,
    /// The verdict of an equity checkpoint; in a list, the activities to repeat by id or title: those done need review.
    Equity,
    /// What a team is looking for.
    Need,
    /// What a team or an expert can offer.
    Offer,
    /// Participants, by role and group.
    Attendance,
    /// A claim that others can use.
    Finding,
    /// Links to what supports the activity's claim: a list, or a table whose option column starts with "measured".
    Support,
    /// Links to what contradicts it, in the same form.
    Contrary,
    /// Whether those concerned agreed: a choice whose first option is yes, or a table with such a column.
    Consent,
    /// Whether a person released it: a choice whose first option releases.
    Approval,
    /// A progress score that somebody entered.
    Rating,
}

/// Every role with its word in toolkits.
pub const ROLES: [(Role, &str); 18] = [
    (Role::Problem, "problem"),
    (Role::Aim, "aim"),
    (Role::Voices, "voices"),
    (Role::Idea, "idea"),
    (Role::Prediction, "prediction"),
    (Role::Result, "result"),
    (Role::Measure, "measure"),
    (Role::Decision, "decision"),
    (Role::Equity, "equity"),
    (Role::Need, "need"),
    (Role::Offer, "offer"),
    (Role::Attendance, "attendance"),
    (Role::Finding, "finding"),
    (Role::Support, "support"),
    (Role::Contrary, "contrary"),
    (Role::Consent, "consent"),
    (Role::Approval, "approval"),
    (Role::Rating, "rating"),
];

impl Role {
    pub fn word(self) -> &'static str {
        ROLES
            .iter()
            .find(|(role, _)| *role == self)
            .map_or("", |(_, word)| word)
    }
}

impl Toolkit {
    /// Whether each record of an activity is about one team's plan: in a programme with `per = "plan"`. A team's own
    /// records are about its plan anyway.
    pub fn is_per_plan(&self, activity: &Activity) -> bool {
        self.audience == Audience::Cohort && activity.per_plan
    }

    /// Folder of a step inside a plan: its number and id.
    pub fn step_folder(&self, step: usize) -> String {
        self.steps
            .get(step)
            .map_or_else(String::new, |found| format!("{}-{}", step + 1, found.id))
    }

    /// An activity's place inside a plan with `/`: its file, or its folder if repeatable.
    pub fn place(&self, activity: &Activity) -> String {
        let ending = if activity.repeat.is_some() { "" } else { ".md" };
        format!(
            "{}/{}{ending}",
            self.step_folder(activity.step),
            activity.id
        )
    }

    /// Ids of the activities that an activity needs.
    pub fn needs_of<'a>(&'a self, activity: &'a Activity) -> impl Iterator<Item = &'a ActivityId> {
        activity.needs.iter().map(|need| &self.activity(*need).id)
    }

    /// The reference as `activity/output`.
    pub fn name_of(&self, reference: OutputRef) -> String {
        let activity = self.activity(reference.activity);
        format!("{}/{}", activity.id, activity.output(reference.output).id)
    }
}

impl Activity {
    pub fn outputs_of(&self, role: Role) -> impl Iterator<Item = &Output> {
        self.outputs
            .iter()
            .filter(move |output| output.role == Some(role))
    }

    /// The first of its outputs with a role.
    pub fn output_of(&self, role: Role) -> Option<&Output> {
        self.outputs_of(role).next()
    }
}

/// Suggested time, minimum and maximum in minutes, as text: `60-120 min`.
pub fn time((least, most): (u32, u32)) -> String {
    if least == most {
        format!("{least} min")
    } else {
        format!("{least}-{most} min")
    }
}
