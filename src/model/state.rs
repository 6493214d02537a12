/// State of an activity, derived from bytes alone: the first that applies, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// One of its files can't be read or parsed.
    Unreadable,
    Skipped,
    /// Done, but an answer it builds on has changed.
    Review,
    /// All required outputs are filled.
    Done,
    /// Something is filled.
    Doing,
    /// An activity it needs isn't done.
    Waiting,
    /// It can be started.
    Todo,
}

/// In order of precedence.
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
    /// The word in JSON, filters and tables.
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

    pub const fn people_word(self) -> &'static str {
        match self {
            Self::Waiting => "later",
            Self::Todo => "to do",
            Self::Unreadable => "can't be read",
            other => other.word(),
        }
    }

    pub fn named(word: &str) -> Option<Self> {
        STATES.into_iter().find(|state| state.word() == word)
    }

    /// Whether its required outputs are filled, whether or not it needs a review.
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Done | Self::Review)
    }

    /// Whether it satisfies the needs of other activities and lets a step finish.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Done | Self::Review | Self::Skipped)
    }
}
