//! Who should meet whom, and why: teams with similar problems or needs, an offer that meets a need, a team that got
//! past what another is stuck on. Only proposals: a person decides.

mod likeness;
mod matchmaking;
mod party;
mod proposal;

pub use matchmaking::introduce;
pub use party::{Arrange, FromProgramme, Party, Statement};
pub use proposal::{Introductions, Met, Partner, Proposal, REASONS, Reason, command};

#[cfg(test)]
mod tests;
