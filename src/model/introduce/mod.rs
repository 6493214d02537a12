//! Who should meet whom, and why: teams with like problems or needs, somebody who offers what a team needs, a team that
//! got past what another is stuck on. Proposals only: a person decides.

mod likeness;
mod matchmaking;
mod party;
mod proposal;

pub use matchmaking::introduce;
pub use party::{Arrange, FromProgramme, Party, Statement};
pub use proposal::{Introductions, Met, Partner, Proposal, REASONS, Reason, command};

#[cfg(test)]
mod tests;
