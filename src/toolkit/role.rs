//! What an output means to the tool.

/// What an output means to the tool: a closed list that checks and reports know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Problem,
    /// The goal: how much, for whom, by when.
    Aim,
    /// Whose voice was heard, as a stakeholder group.
    Voices,
    /// The groups that the change is about, under the names that `voices` uses.
    Affected,
    /// The solution to try.
    Idea,
    /// What the team expects, written before the result.
    Prediction,
    Result,
    /// What is measured: in words, or of kind `series` with its numbers.
    Measure,
    /// Which way a measure is better: a choice whose first option is more and whose second is less.
    Direction,
    /// Whom a measure's numbers are about: a table with a column of names and one of how many people they are today.
    Groups,
    /// The number that a measure is to reach.
    Target,
    /// Whether a measure counts people or things: a choice in this order.
    Counts,
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
    /// Whether those concerned agreed: a choice whose first option is yes and whose last one takes it back, or a table
    /// with a column whose first option is yes.
    Consent,
    /// Whether a person released it: a choice whose first option releases.
    Approval,
    /// A progress score that somebody entered.
    Rating,
}

/// Every role with its word in toolkits.
pub const ROLES: [(Role, &str); 23] = [
    (Role::Problem, "problem"),
    (Role::Aim, "aim"),
    (Role::Voices, "voices"),
    (Role::Affected, "affected"),
    (Role::Idea, "idea"),
    (Role::Prediction, "prediction"),
    (Role::Result, "result"),
    (Role::Measure, "measure"),
    (Role::Direction, "direction"),
    (Role::Groups, "groups"),
    (Role::Target, "target"),
    (Role::Counts, "counts"),
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

    /// Whether only a person can give an answer with this role, so that it is never drafted.
    pub fn is_a_persons_word(self) -> bool {
        matches!(self, Self::Consent | Self::Approval | Self::Rating)
    }
}
