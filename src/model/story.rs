//! The parts of a plan's story, whatever its toolkit calls them: which part an answer belongs to follows from the roles
//! of outputs and the toolkit's order.

use crate::toolkit::{Activity, Output, PerActivity, Role, Toolkit};

/// A part of the story, in the order in which it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StoryPart {
    Question,
    Aim,
    Team,
    /// What comes before anybody was heard.
    Start,
    Heard,
    Tried,
    Found,
    Decision,
    /// What comes after the decision.
    After,
}

/// In order, with the ids and titles that reports use.
pub const STORY: [(StoryPart, &str, &str); 9] = [
    (StoryPart::Question, "question", "The question"),
    (StoryPart::Aim, "aim", "The aim"),
    (StoryPart::Team, "team", "Who is on the team"),
    (StoryPart::Start, "start", "Where the team began"),
    (StoryPart::Heard, "heard", "What was heard"),
    (StoryPart::Tried, "tried", "What was tried"),
    (StoryPart::Found, "found", "What was found"),
    (StoryPart::Decision, "decision", "What was decided"),
    (StoryPart::After, "after", "What came of it"),
];

/// The part to which each activity of a toolkit belongs.
#[derive(Debug)]
pub struct Story(PerActivity<StoryPart>);

impl Story {
    pub fn of(toolkit: &Toolkit) -> Self {
        let mut reached = StoryPart::Start;
        Self(toolkit.per_activity(|activity| {
            let has = |role: Role| activity.output_of(role).is_some();
            let (own, next) = if has(Role::Decision) {
                (StoryPart::Decision, StoryPart::After)
            } else if has(Role::Result) || has(Role::Prediction) {
                (StoryPart::Tried, StoryPart::Found)
            } else if has(Role::Problem) {
                (StoryPart::Question, StoryPart::Tried)
            } else if has(Role::Idea) {
                (StoryPart::Tried, StoryPart::Tried)
            } else if has(Role::Voices) {
                (StoryPart::Heard, StoryPart::Heard)
            } else if has(Role::Attendance) && reached == StoryPart::Start {
                (StoryPart::Team, StoryPart::Start)
            } else {
                (reached, reached)
            };
            reached = reached.max(next);
            own
        }))
    }

    /// The part to which an answer belongs.
    pub fn part(&self, activity: &Activity, output: &Output) -> StoryPart {
        match output.role {
            Some(Role::Aim) => StoryPart::Aim,
            Some(Role::Result) => StoryPart::Found,
            _ => *self.0.at(activity.at),
        }
    }
}
