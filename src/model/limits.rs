//! Thresholds of the board: when something counts as long, late or far apart.

use serde::Deserialize;

/// `[board]` of `redesign.toml`. Days are whole days.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(default)]
pub struct Limits {
    /// Days without a change after which a team's plan is silent.
    pub silent_days: u32,
    /// Days after its last week when an open activity is behind.
    pub late_days: u32,
    /// Days after which an overdue task is a reason to call.
    pub overdue_days: u32,
    /// Missed due days in a row after which a rhythm has stopped.
    pub missed: u32,
    /// Days after a record kept with a team's plan during which the team isn't called again.
    pub quiet_days: u32,
    /// Difference, on the scale from 0.5 to 5.0, at which two ratings are far apart.
    pub rating_gap: f64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            silent_days: 28,
            late_days: 14,
            overdue_days: 14,
            missed: 2,
            quiet_days: 7,
            rating_gap: 1.0,
        }
    }
}
