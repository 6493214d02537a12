//! What a report or a page tells of a cohort: the one set of data of report templates.

use crate::error::CommandError;
use crate::queries::calendar::CalendarTold;
use crate::queries::voices::VoiceShown;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};

/// What is told of a cohort: the data of report templates.
#[derive(Debug, Default, Serialize, JsonSchema)]
#[schemars(rename = "Told")]
pub struct CohortTold {
    /// Title of the workspace.
    pub title: String,
    /// The day on which it is told, in the workspace's time zone.
    pub day: String,
    /// The first characters of the commit; null without one, and for the public.
    pub commit: Option<String>,
    /// Who reads it: `internal` or `public`.
    pub audience: &'static str,
    /// Whether it is for the public.
    pub is_public: bool,
    /// The day since which `moved` counts; null if unknown.
    pub since: Option<String>,
    /// Whether that is the day of the cohort's last session.
    pub is_since_session: bool,
    /// The teams asked for, in path order; none for the public.
    pub teams: Vec<TeamTold>,
    /// How many teams there are.
    pub team_count: usize,
    /// What the cohort does together; null without a programme, and for the public.
    pub programme: Option<ProgrammeTold>,
    /// What teams decided, newest first.
    pub decisions: Vec<DecisionTold>,
    /// Whether anything is late, overdue or needed.
    pub is_anything_due: bool,
    /// Whether any team has numbers of which something may be said.
    pub is_anything_measured: bool,
    /// The stakeholder groups that teams can ask, and whether any did.
    pub groups: Vec<GroupTold>,
    /// Claims, newest last.
    pub findings: Vec<FindingTold>,
    /// How many of them others can read.
    pub ready_findings: usize,
    /// What is written for others about teams, such as case studies, newest last.
    pub studies: Vec<StudyTold>,
    /// How many of them others can read.
    pub ready_studies: usize,
    /// What was missed, is due or ahead; none for the public.
    pub calendar: Vec<CalendarTold>,
    /// Records whose words aren't shown, and why; none for the public.
    pub left_out: Vec<LeftOutTold>,
    /// Files that can't be read; none for the public.
    pub unreadable: Vec<UnreadableTold>,
}

/// A team and its plan.
#[derive(Debug, Default, Hash, Serialize, JsonSchema)]
pub struct TeamTold {
    /// Id of the plan.
    pub id: String,
    /// Its title, or its id.
    pub name: String,
    /// Whose it is; may be empty.
    pub organisation: String,
    /// Who coaches it; may be empty.
    pub coach: String,
    /// First day of the cycle; null if unset.
    pub start: Option<String>,
    /// Where it stands: `in Dream Big, 9 of 19 done, 1 to review`.
    pub stands: String,
    /// The same in a word: `done`, `doing`, `todo`, `review` or `resting`.
    pub state: &'static str,
    /// Title of the first unfinished step; null if all are finished.
    pub step: Option<String>,
    /// How many activities are done.
    pub done: u32,
    /// How many activities there are, without skipped ones.
    pub total: u32,
    /// Percentage of required answers that are there.
    pub percent: u32,
    /// Why it rests, such as `paused: new timetable`; null if it goes on.
    pub resting: Option<String>,
    /// Day of the last change; null if unknown.
    pub last_change: Option<String>,
    /// What has moved since `since`; null if unknown.
    pub moved: Option<MovedTold>,
    /// Answers by the roles of their outputs, newest first.
    pub by_role: BTreeMap<String, Vec<AnswerTold>>,
    /// All answers, as parts of a story.
    pub sections: Vec<SectionTold>,
    /// What its measures allow to be said, of all and of each group, a sentence each; none for the public.
    pub measures: Vec<String>,
    /// Who is affected and who was heard, if the plan names who is affected; none for the public.
    pub voices: Vec<VoiceShown>,
    /// How many answers are so long that they are numbered for an appendix.
    pub long_answers: usize,
    /// What comes next, most urgent first; none while it rests.
    pub next: Vec<NextTold>,
    /// What is late or was missed.
    pub late: Vec<LateTold>,
    /// What the team last said it needs.
    pub needs: Vec<AnswerTold>,
    /// Open tasks, of the plan and of what the programme keeps with it, by day.
    pub tasks: Vec<TaskTold>,
    /// Its tasks that are overdue.
    pub overdue: Vec<TaskTold>,
    /// Records of it whose words aren't shown, and why.
    pub left_out: Vec<LeftOutTold>,
    /// Its page, if pages are made and it isn't there already; its answers are in the page alone.
    #[serde(skip)]
    pub page: TeamPage,
}

/// The page of a team, if it was made. It doesn't count for the hash, from which it is told whether to make it.
#[derive(Debug, Default)]
pub struct TeamPage(pub Option<Result<String, CommandError>>);

impl Hash for TeamPage {
    fn hash<H: Hasher>(&self, _state: &mut H) {}
}

impl CohortTold {
    /// What is said around the teams, without anything of them.
    pub(super) fn around(&self) -> Self {
        Self {
            title: self.title.clone(),
            day: self.day.clone(),
            commit: self.commit.clone(),
            audience: self.audience,
            is_public: self.is_public,
            since: self.since.clone(),
            is_since_session: self.is_since_session,
            ..Self::default()
        }
    }
}

impl TeamTold {
    /// Whether anything is late, overdue or needed.
    pub(super) fn is_anything_due(&self) -> bool {
        !self.late.is_empty() || !self.overdue.is_empty() || !self.needs.is_empty()
    }
}

/// A part of a team's story.
#[derive(Debug, Hash, Serialize, JsonSchema)]
pub struct SectionTold {
    /// `question`, `aim`, `team`, `start`, `heard`, `tried`, `found`, `decision` or `after`.
    pub id: &'static str,
    /// Its heading.
    pub title: &'static str,
    /// Records, or what of them belongs here.
    pub parts: Vec<PartTold>,
}

/// The answers of one record.
#[derive(Debug, Hash, Serialize, JsonSchema)]
pub struct PartTold {
    /// Id of the activity.
    pub activity: String,
    /// Heading of the record if the activity has several, otherwise the activity's title.
    pub title: String,
    /// The record's name if the activity has several.
    pub record: Option<String>,
    /// Its day; null if it has none.
    pub day: Option<String>,
    /// Its answers, in the toolkit's order.
    pub answers: Vec<AnswerTold>,
}

/// One answer.
#[derive(Debug, Clone, Hash, Serialize, JsonSchema)]
pub struct AnswerTold {
    /// Id of the output.
    pub output: String,
    /// Title of the output.
    pub title: String,
    /// Role of the output; null if it has none.
    pub role: Option<&'static str>,
    /// Title of its activity.
    pub activity: String,
    /// Day of its record; null if it has none.
    pub day: Option<String>,
    /// The whole answer: a block of Markdown.
    pub text: String,
    /// Its beginning, in one line of words.
    pub short: String,
    /// Whether the whole answer is one short line.
    pub is_line: bool,
    /// Its number in the appendix, if it is long.
    pub appendix: Option<usize>,
}

/// What has moved in a plan.
#[derive(Debug, Hash, Serialize, JsonSchema)]
pub struct MovedTold {
    /// In words: `done: Define a Problem; begun: Brainstorm`.
    pub words: String,
    /// Whether nothing has.
    pub is_nothing: bool,
    /// Whether the plan is new since then.
    pub is_new: bool,
    /// Percentage then; null if the plan is new.
    pub percent_before: Option<u32>,
    /// Titles of activities that were done.
    pub done: Vec<String>,
    /// Titles of activities that were begun.
    pub begun: Vec<String>,
    /// Titles of activities that went on without being done.
    pub went_on: Vec<String>,
    /// Titles of activities that were done and no longer are.
    pub reopened: Vec<String>,
    /// Titles of activities that now need a review.
    pub review: Vec<String>,
    /// Titles of activities that were skipped.
    pub skipped: Vec<String>,
}

/// An activity that comes next.
#[derive(Debug, Hash, Serialize, JsonSchema)]
pub struct NextTold {
    /// Id of the activity.
    pub activity: String,
    /// Its title.
    pub title: String,
    /// Its state in words.
    pub state: &'static str,
    /// What it lacks; may be empty.
    pub lacks: String,
}

/// Something late or missed.
#[derive(Debug, Hash, Serialize, JsonSchema)]
pub struct LateTold {
    /// Title of the activity.
    pub title: String,
    /// `late` or `missed`.
    pub state: &'static str,
    /// The last day on which it was on time.
    pub day: String,
    /// Days since then.
    pub days: u32,
    /// How many times in a row it was missed; 1 if it is late.
    pub times: usize,
}

/// An open task.
#[derive(Debug, Clone, Hash, Serialize, JsonSchema)]
pub struct TaskTold {
    /// What is to be done.
    pub what: String,
    /// Who is to do it, by role; null if nobody is named.
    pub owner: Option<String>,
    /// When it is due; null if no day is given.
    pub due: Option<String>,
    /// Days since it was due; null unless it is overdue.
    pub days_overdue: Option<u32>,
}

/// The cohort's programme.
#[derive(Debug, Serialize, JsonSchema)]
pub struct ProgrammeTold {
    /// Id of its plan.
    pub id: String,
    /// Its title, or its id.
    pub name: String,
    /// First day of the cycle; null if unset.
    pub start: Option<String>,
    /// Answers by the roles of their outputs, newest first; without what it keeps with teams.
    pub by_role: BTreeMap<String, Vec<AnswerTold>>,
    /// The newest record of what all do together in a rhythm; null if there is none.
    pub session: Option<PartTold>,
    /// Open tasks that belong to no team, by day.
    pub tasks: Vec<TaskTold>,
    /// What is late or was missed.
    pub late: Vec<LateTold>,
}

/// A decision of a team.
#[derive(Debug, Serialize, JsonSchema)]
pub struct DecisionTold {
    /// Id of the team's plan.
    pub team: String,
    /// The team's name.
    pub name: String,
    /// Whether it is newer than `since`.
    pub is_new: bool,
    /// What it decided.
    pub answer: AnswerTold,
}

/// A stakeholder group.
#[derive(Debug, Serialize, JsonSchema)]
pub struct GroupTold {
    /// Its title.
    pub title: String,
    /// Whether any team asked somebody of it. Never how many.
    pub asked: bool,
}

/// A claim.
#[derive(Debug, Serialize, JsonSchema)]
pub struct FindingTold {
    /// Its number among the findings, oldest first.
    pub number: usize,
    /// Its name: the record's.
    pub name: String,
    /// Its day; null if it has none.
    pub day: Option<String>,
    /// Whether it is newer than `since`.
    pub is_new: bool,
    /// The claim.
    pub claim: AnswerTold,
    /// The other answers of its record.
    pub answers: Vec<AnswerTold>,
    /// What supports it, counted: `3 teams, 1 measured`.
    pub strength: String,
    /// What speaks against it, counted; empty if nothing does.
    pub against: String,
    /// Who agreed, in words, for the public only how many teams; empty if the toolkit doesn't ask.
    pub consent: String,
    /// Whether nothing is missing, so that others can read it.
    pub is_ready: bool,
    /// What is lacking.
    pub lacking: Vec<String>,
}

/// A text for others about a team.
#[derive(Debug, Serialize, JsonSchema)]
pub struct StudyTold {
    /// Its name: the record's.
    pub name: String,
    /// Its heading; for the public, the names of the teams that agreed.
    pub title: String,
    /// Title of its activity.
    pub activity: String,
    /// Its day; null if it has none.
    pub day: Option<String>,
    /// Its answers.
    pub answers: Vec<AnswerTold>,
    /// `open`, `released`, `held-back`, `taken-back` or `unknown`.
    pub release: &'static str,
    /// Who agreed, in words; empty if the toolkit doesn't ask.
    pub consent: String,
    /// Whether nothing is missing, so that others can read it.
    pub is_ready: bool,
    /// What is lacking.
    pub lacking: Vec<String>,
}

/// A record whose words aren't shown.
#[derive(Debug, Clone, Hash, Serialize, JsonSchema)]
pub struct LeftOutTold {
    /// PLAN/ACTIVITY or PLAN/ACTIVITY/RECORD.
    pub record: String,
    /// Why, continuing `it `.
    pub why: String,
}

/// A file that can't be read.
#[derive(Debug, Serialize, JsonSchema)]
pub struct UnreadableTold {
    /// The file, relative to the workspace.
    pub path: String,
    /// Why.
    pub why: String,
}
