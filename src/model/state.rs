//! The states in which an activity can be.

/// State of an activity, derived from bytes alone: the first that fits, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// A file of it can't be read or parsed.
    Unreadable,
    /// Somebody gave a reason to leave it out.
    Skipped,
    /// Done, but an answer it builds on has changed since.
    Review,
    /// All required outputs are filled.
    Done,
    /// Something is filled.
    Doing,
    /// An activity it needs is not done.
    Waiting,
    /// It can be started.
    Todo,
}

/// Every state, in the order in which they are looked for.
pub const STATES: [State; 7] = [
    State::Unreadable,
    State::Skipped,
    State::Review,
    State::Done,
    State::Doing,
    State::Waiting,
    State::Todo,
];

impl State {
    /// The word in JSON, in filters and in tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Skipped => "skipped",
            Self::Review => "review",
            Self::Done => "done",
            Self::Doing => "doing",
            Self::Waiting => "waiting",
            Self::Todo => "todo",
        }
    }

    /// The word people see.
    pub const fn people_word(self) -> &'static str {
        match self {
            Self::Waiting => "later",
            Self::Todo => "to do",
            Self::Unreadable => "can't be read",
            other => other.word(),
        }
    }

    /// The state of this word.
    pub fn named(word: &str) -> Option<Self> {
        STATES.into_iter().find(|state| state.word() == word)
    }

    /// Whether it satisfies the needs of others and lets a step be finished.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Done | Self::Review | Self::Skipped)
    }
}
