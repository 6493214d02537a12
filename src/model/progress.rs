//! How far a plan is: the one set of numbers that every table, report and format shows.

use super::{Standing, State};
use std::fmt::{Display, Formatter, Result};
use std::iter::Sum;

/// Numbers of activities. Done is done: what needs a review is counted beside it, and nobody is asked for what is
/// skipped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    pub done: u32,
    /// Done, but built on something that has changed.
    pub review: u32,
    pub skipped: u32,
    /// All, whatever their state.
    pub total: u32,
}

impl Progress {
    pub fn of(standing: &Standing) -> Self {
        Self {
            done: standing.count(State::Done),
            review: standing.count(State::Review),
            skipped: standing.count(State::Skipped),
            total: u32::try_from(standing.activities.len()).unwrap_or(u32::MAX),
        }
    }

    /// All that aren't skipped.
    pub const fn asked(self) -> u32 {
        self.total.saturating_sub(self.skipped)
    }

    /// In a sentence: `10 of 19 done, 3 to review`.
    pub fn in_words(self) -> String {
        format!("{} of {} done{}", self.done, self.asked(), self.beside())
    }

    fn beside(self) -> String {
        match self.review {
            0 => String::new(),
            review => format!(", {review} to review"),
        }
    }
}

/// In a table: `10/19, 3 to review`.
impl Display for Progress {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> Result {
        write!(formatter, "{}/{}{}", self.done, self.asked(), self.beside())
    }
}

impl Sum for Progress {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            done: sum.done + one.done,
            review: sum.review + one.review,
            skipped: sum.skipped + one.skipped,
            total: sum.total + one.total,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn review_is_named_beside_what_is_done() {
        let progress = Progress {
            done: 10,
            review: 3,
            skipped: 1,
            total: 20,
        };
        assert_eq!(progress.to_string(), "10/19, 3 to review");
        assert_eq!(progress.in_words(), "10 of 19 done, 3 to review");
        let all: Progress = [progress, progress].into_iter().sum();
        assert_eq!(all.to_string(), "20/38, 6 to review");
        assert_eq!(Progress::default().to_string(), "0/0");
    }
}
