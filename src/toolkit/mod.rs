//! What a toolkit is: steps, activities, outputs, and the graph of needs between activities. Data only; nothing here
//! or elsewhere in the code knows an activity of a particular toolkit.

pub mod builtin;
pub mod draft;
mod graph;
mod ids;
mod parse;
mod places;
mod raw;
mod texts;
mod toml_words;
mod wording;

pub use draft::{DraftSource, OtherOutput};
pub use ids::{ActivityId, OutputId, PlanId, ToolkitId, is_reserved, name_problem, slug};
pub use parse::{Problem, ToolkitError, parse};
pub use places::{ActivityAt, MAX_OUTPUTS, OutputAt, OutputRef, OutputSet, PerActivity};
pub use texts::TemplateTexts;
pub use toml_words::toml_words;
pub use wording::{Head, Wording, Writer};

use crate::kinds::{Kind, Shape};
use schemars::JsonSchema;
use semver::Version;
use serde::{Serialize, Serializer};

/// Most activities a toolkit may have.
pub const MAX_ACTIVITIES: usize = 500;
/// Largest `toolkit.toml`, in bytes.
pub const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// A versioned bundle of data that plans are made from.
#[derive(Debug)]
pub struct Toolkit {
    /// Its id, such as the built-in default's folder name.
    pub id: ToolkitId,
    /// Its exact version; a plan names it.
    pub version: Version,
    /// What people call it.
    pub title: String,
    /// Whether it is for one team's plan or a cohort's programme.
    pub audience: Audience,
    /// Who is to be credited, and how.
    pub credit: String,
    /// Addresses of what it was made from.
    pub sources: Vec<String>,
    /// What its authors want to be known.
    pub notes: String,
    /// Steps in order.
    pub steps: Vec<Step>,
    /// Activities in the order of their places.
    pub activities: PerActivity<Activity>,
    /// Which words of records are its own: made when they are first asked for.
    pub wording: Wording,
}

/// Whom a toolkit's plans are for (`for = "..."`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Audience {
    /// One team; its plans live below the workspace's `plans`.
    Team,
    /// A whole cohort; its plan lives in `cohort`.
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
    /// What a team has when the step is finished.
    pub objectives: Vec<String>,
    /// Questions to ask before starting.
    pub reflect: Vec<String>,
    /// Addresses of what it was made from.
    pub sources: Vec<String>,
    /// Fields that are the toolkit author's own proposal.
    #[schemars(with = "Vec<String>")]
    pub proposed: Proposed,
}

/// What of a table the toolkit's author proposes, beyond the source the toolkit follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proposed {
    /// All of it, or with an empty list nothing.
    All,
    /// The fields of these names.
    Fields(Vec<String>),
}

impl Serialize for Proposed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.fields().serialize(serializer)
    }
}

impl Proposed {
    /// Whether nothing is.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Fields(fields) if fields.is_empty())
    }

    /// The names of the fields; `all` where all of it is.
    pub fn fields(&self) -> Vec<String> {
        match self {
            Self::All => vec!["all".to_owned()],
            Self::Fields(fields) => fields.clone(),
        }
    }

    /// The names as a list of words; `everything` where all of it is.
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
    /// Its place in the toolkit.
    pub at: ActivityAt,
    /// Its id: the stem of its record's file, or the name of its folder.
    pub id: ActivityId,
    /// Position of its step in [`Toolkit::steps`].
    pub step: usize,
    /// Its title.
    pub title: String,
    /// Why a team does it.
    pub purpose: String,
    /// Suggested time: least and most minutes.
    pub minutes: Option<(u32, u32)>,
    /// What has to be done before.
    pub needs: Vec<ActivityAt>,
    /// What to do, step by step.
    pub instructions: Vec<String>,
    /// Questions to discuss.
    pub questions: Vec<String>,
    /// Where it comes from.
    pub sources: Vec<String>,
    /// Of a repeatable activity: how many records it takes to be done.
    pub repeat: Option<u32>,
    /// Its rhythm, such as `2 weeks`.
    pub every: Option<Every>,
    /// Whether the toolkit says `per = "plan"`; [`Toolkit::is_per_plan`] says what that means.
    pub per_plan: bool,
    /// Whether its answers stay true for a plan that continues this one (`carry = true`).
    pub carry: bool,
    /// First and last week of a cycle in which it is due.
    pub weeks: Option<(u32, u32)>,
    /// What of it is the toolkit author's own proposal.
    pub proposed: Proposed,
    /// Worksheets.
    pub sheets: Vec<Sheet>,
    /// Outputs in the order of their places.
    pub outputs: Vec<Output>,
}

/// A rhythm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Every {
    /// How many units, at least 1.
    pub count: u32,
    /// Of what.
    pub unit: Unit,
}

/// Unit of a rhythm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Days.
    Day,
    /// Weeks.
    Week,
    /// Calendar months.
    Month,
}

impl Every {
    /// Reads words such as `2 weeks`, `1 month` or `10 days`.
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
/// A worksheet.
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

/// One named result of an activity.
#[derive(Debug)]
pub struct Output {
    /// Its place in the activity.
    pub at: OutputAt,
    /// Its id.
    pub id: OutputId,
    /// Its heading in records.
    pub title: String,
    /// What an answer must look like.
    pub kind: &'static dyn Kind,
    /// Whether the activity is done only with it.
    pub required: bool,
    /// What a good answer says.
    pub hint: String,
    /// Options, columns and pattern.
    pub shape: Shape,
    /// What it means to the tool whatever it is called.
    pub role: Option<Role>,
    /// Outputs of other activities which it stands on.
    pub builds_on: Vec<OutputRef>,
    /// What it can be drafted from, in the order in which it is quoted.
    pub draft: Vec<DraftSource>,
    /// An output which must be recorded later than this one.
    pub before: Option<OutputRef>,
    /// What its section begins with: made when it is first asked for.
    pub head: Head,
}

impl Output {
    /// Whether it says what teams agreed to: nobody else may say that they still do.
    pub fn is_consent(&self) -> bool {
        self.role == Some(Role::Consent)
    }

    /// Whether its answers may quote other records among words of any form: what can be drafted may be.
    pub fn quotes(&self) -> bool {
        !self.draft.is_empty() && !self.holds_links()
    }

    /// Whether its answers can hold links.
    pub fn holds_links(&self) -> bool {
        self.kind.is_link() || self.shape.has_links || self.shape.link_column().is_some()
    }
}

impl std::fmt::Debug for dyn Kind {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}

/// What an output means to the tool: a closed list, since checks and reports know these words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The problem of practice.
    Problem,
    /// What is to be reached: how much, for whom, by when.
    Aim,
    /// Whose voice was heard, as a stakeholder group.
    Voices,
    /// The solution to try.
    Idea,
    /// What the team expects, written down before the result.
    Prediction,
    /// What happened.
    Result,
    /// How the team will know.
    Measure,
    /// What was decided, and so what follows.
    Decision,
    /// The verdict of an equity checkpoint; of a list, the activities that it asks to repeat, one a line by id or title:
    /// those which are done go into review.
    Equity,
    /// What a team is looking for.
    Need,
    /// What a team or an expert can give.
    Offer,
    /// Who took part, by role and group.
    Attendance,
    /// A claim that others can use.
    Finding,
    /// Links to what supports the claim of its activity: a table, whose column with options says first that it was
    /// measured, or a list.
    Support,
    /// Links to what speaks against it, in the same form.
    Contrary,
    /// Whether those concerned agreed: a choice whose first option is yes, or a table with such a column.
    Consent,
    /// Whether a person released it: a choice whose first option releases.
    Approval,
    /// A progress score that somebody typed.
    Rating,
}

/// Every role with the word a toolkit writes.
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
    /// The word a toolkit writes.
    pub fn word(self) -> &'static str {
        ROLES
            .iter()
            .find(|(role, _)| *role == self)
            .map_or("", |(_, word)| word)
    }
}

impl Toolkit {
    /// Whether each record of an activity is about one team's plan: in a cohort's programme, where it says `per = "plan"`.
    /// In a team's own plan the records are that plan's anyway.
    pub fn is_per_plan(&self, activity: &Activity) -> bool {
        self.audience == Audience::Cohort && activity.per_plan
    }

    /// Folder of a step inside a plan: its number and id.
    pub fn step_folder(&self, step: usize) -> String {
        self.steps
            .get(step)
            .map_or_else(String::new, |found| format!("{}-{}", step + 1, found.id))
    }

    /// Where an activity is inside a plan: its file, or of a repeatable its folder. Always with `/`.
    pub fn place(&self, activity: &Activity) -> String {
        let ending = if activity.repeat.is_some() { "" } else { ".md" };
        format!(
            "{}/{}{ending}",
            self.step_folder(activity.step),
            activity.id
        )
    }

    /// Ids of the activities an activity needs.
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
    /// Its outputs with a role.
    pub fn outputs_of(&self, role: Role) -> impl Iterator<Item = &Output> {
        let outputs = self.outputs.iter();
        outputs.filter(move |output| output.role == Some(role))
    }

    /// The first of its outputs with a role.
    pub fn output_of(&self, role: Role) -> Option<&Output> {
        self.outputs_of(role).next()
    }
}

/// Suggested time, least and most minutes, in words: `60-120 min`.
pub fn time((least, most): (u32, u32)) -> String {
    if least == most {
        format!("{least} min")
    } else {
        format!("{least}-{most} min")
    }
}
