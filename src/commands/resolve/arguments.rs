//! What `redesign resolve` is told.

/// Decide what a merge left open
///
/// Shows both versions of each answer and asks which to keep, or takes the decision from flags. Without a target, lists
/// what is open. During a merge it only writes the file: `git add` and finishing the merge are up to you.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// PLAN/ACTIVITY, or PLAN/ACTIVITY/RECORD [default: list everything open]
    #[arg(value_name = "PLAN/ACTIVITY[/RECORD]")]
    pub(super) target: Option<String>,
    /// Keep the version above =======; `all` for every output
    #[arg(long, value_name = "OUTPUT")]
    pub(super) ours: Vec<String>,
    /// Keep the version below it
    #[arg(long, value_name = "OUTPUT")]
    pub(super) theirs: Vec<String>,
    /// Keep both: each entry and row once, other text one after the other
    #[arg(long, value_name = "OUTPUT")]
    pub(super) both: Vec<String>,
    /// Write another answer
    #[arg(long, value_name = "OUTPUT=TEXT")]
    pub(super) set: Vec<String>,
    /// Also commit changes made to this file by hand
    #[arg(long)]
    pub(super) with_edits: bool,
    /// The reason, for the commit message
    #[arg(short, value_name = "WHY")]
    pub(super) message: Option<String>,
}

impl Arguments {
    pub(super) fn is_decided(&self) -> bool {
        ![&self.ours, &self.theirs, &self.both, &self.set]
            .into_iter()
            .all(Vec::is_empty)
    }
}
