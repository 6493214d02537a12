//! What `redesign record` is told, and which deed that asks for.

use std::path::PathBuf;

/// Record what an activity produced
///
/// Asks on a terminal, or takes answers from --set, --from or --edit. Only the answered sections change; the rest of
/// the file stays byte for byte.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// PLAN/ACTIVITY or PLAN/ACTIVITY/RECORD, with --reviewed also PLAN; PLAN can be omitted inside its directory
    #[arg(value_name = "PLAN/ACTIVITY[/RECORD]")]
    pub(super) target: String,
    /// Answer an output; repeatable. OUTPUT+=TEXT adds to a list or table, empty TEXT removes the answer
    #[arg(long, value_name = "OUTPUT=TEXT")]
    pub(super) set: Vec<String>,
    /// Take answers from a file, or from standard input with -: Markdown with the same headings, or JSON {"output":
    /// value}. With --add also a table, CSV or a JSON array: a record for each row
    #[arg(long, value_name = "FILE")]
    pub(super) from: Option<PathBuf>,
    /// Open the record in your editor
    #[arg(long, conflicts_with_all = ["set", "from"])]
    pub(super) edit: bool,
    /// Add another record to a repeatable activity
    #[arg(long)]
    pub(super) add: bool,
    /// Title of the added record
    #[arg(long, requires = "add")]
    pub(super) title: Option<String>,
    /// Day of the added record [default: today]
    #[arg(long, value_name = "YYYY-MM-DD", requires = "add")]
    pub(super) date: Option<String>,
    /// The team's plan that the added record is about, for an activity kept per plan
    #[arg(long, value_name = "PLAN", requires = "add")]
    pub(super) plan: Option<String>,
    /// Skip the activity for this reason. With --add, say why a regular session was not held on that day
    #[arg(long, value_name = "REASON", conflicts_with_all = ["set", "from", "edit", "unskip"])]
    pub(super) skip: Option<String>,
    /// Resume a skipped activity
    #[arg(long, conflicts_with_all = ["set", "from", "edit", "add"])]
    pub(super) unskip: bool,
    /// Confirm that the record still holds although what it builds on has changed. For a PLAN, confirms everything in
    /// review. To renew a team's consent, name its OUTPUT
    #[arg(long, value_name = "OUTPUT", num_args = 0..=1, require_equals = true, default_missing_value = "",
        conflicts_with_all = ["skip", "unskip", "add"])]
    pub(super) reviewed: Option<String>,
    /// Also commit changes made to this file by hand
    #[arg(long)]
    pub(super) with_edits: bool,
    /// The reason, for the commit message
    #[arg(short, value_name = "WHY")]
    pub(super) message: Option<String>,
}

/// What a run can do; it does one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deed<'a> {
    /// Take answers from the arguments.
    Fill,
    Ask,
    /// Open the editor.
    Edit,
    /// Skip the activity, or one day of it with `--add`.
    Skip(&'a str),
    Unskip,
    /// Confirm records whose basis changed, and answer nothing.
    Review,
    /// Commit changes made by hand.
    Keep,
}

impl Arguments {
    /// Which deed the arguments ask for; clap has refused contradictions.
    pub(super) fn deed(&self) -> Deed<'_> {
        match &self.skip {
            Some(reason) => Deed::Skip(reason),
            None if self.unskip => Deed::Unskip,
            None if self.edit => Deed::Edit,
            None if !self.set.is_empty() || self.from.is_some() => Deed::Fill,
            None if self.reviewed.is_some() => Deed::Review,
            None if self.with_edits && !self.add => Deed::Keep,
            None => Deed::Ask,
        }
    }
}
