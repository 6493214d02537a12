//! The report on a draft, output by output.

use crate::app::Reply;
use crate::app::write::{self, Written};
use crate::model::Count;
use crate::model::draft::Unquoted;
use crate::report::{Block, Cell, Report};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;

/// What happened to an output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "State")]
pub enum OutputState {
    /// The output has the new draft.
    Drafted,
    /// Nothing was recorded: the output has a gap.
    Gap,
    /// The output already had this draft.
    Unchanged,
    /// People's words stay; the sources didn't change.
    Kept,
    /// People's words and the new draft were merged.
    Merged,
    /// People's words stay, and a different new draft exists.
    Newer,
    /// A merge conflict or a duplicate heading: nothing was changed.
    Open,
}

/// Result of `draft`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Drafted {
    /// Id of the plan that owns the record.
    pub plan: String,
    /// The activity's id.
    pub activity: String,
    /// The record's name if the activity is repeatable; null if a new one had nothing to quote.
    pub record: Option<String>,
    /// Id of the plan drafted about.
    pub about: String,
    /// Whether the record is new.
    pub is_new: bool,
    /// The drafted outputs, in the toolkit's order.
    pub outputs: Vec<OutputDrafted>,
    /// Answers that could have been quoted but were not.
    pub left_out: Vec<LeftOutShown>,
    /// What was written.
    #[serde(flatten)]
    pub written: Written,
}

/// One output.
#[derive(Debug, Serialize, JsonSchema)]
pub struct OutputDrafted {
    /// Its id.
    pub id: String,
    /// Its title.
    #[serde(skip)]
    pub title: String,
    /// What happened to it.
    pub state: OutputState,
    /// How many passages its draft quotes.
    pub passages: usize,
    /// Their files, relative to the workspace.
    pub files: Vec<String>,
    /// The draft, as Markdown.
    pub draft: String,
}

/// An answer that could have been quoted but was not.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LeftOutShown {
    /// The file, relative to the workspace.
    pub path: String,
    /// The reason.
    pub why: String,
}

impl From<&Unquoted> for LeftOutShown {
    fn from(left: &Unquoted) -> Self {
        Self {
            path: left.path.clone(),
            why: left.why.clone(),
        }
    }
}

impl Drafted {
    /// `plan/activity[/record]`.
    fn name(&self) -> String {
        let record = self.record.as_ref();
        let record = record.map_or(String::new(), |record| format!("/{record}"));
        format!("{}/{}{record}", self.plan, self.activity)
    }

    /// Nothing to quote, so nothing is written: a new record isn't created.
    pub fn nothing_came(&mut self) {
        for output in self
            .outputs
            .iter_mut()
            .filter(|one| one.state == OutputState::Drafted)
        {
            output.state = OutputState::Gap;
        }
        if self.is_new {
            self.record = None;
        }
    }

    fn ids(&self, states: &[OutputState]) -> Vec<&str> {
        let outputs = self.outputs.iter();
        let outputs = outputs.filter(|output| states.contains(&output.state));
        outputs.map(|output| output.id.as_str()).collect()
    }

    /// The reply, with its notes after the given ones.
    pub fn reply(self, notes: Vec<String>) -> Reply<Self> {
        let nothing = self.written.written.is_empty();
        let nothing = nothing.then(|| "nothing changed".to_owned());
        let notes = nothing
            .into_iter()
            .chain(notes)
            .chain(self.notes())
            .collect();
        let (report, next) = (self.report(), Some(self.next()));
        Reply {
            next,
            notes,
            ..Reply::new(self, report)
        }
    }

    /// For people: files, sources, and gaps; a preview shows the drafts themselves.
    fn report(&self) -> Report {
        let mut facts = Vec::new();
        let mut fact = |name: &str, words: String| {
            if !words.is_empty() {
                facts.push((name.to_owned(), Cell::text(words)));
            }
        };
        fact("about", self.about.clone());
        let taken = [OutputState::Drafted, OutputState::Merged];
        let new = self
            .outputs
            .iter()
            .filter(|output| taken.contains(&output.state));
        let new: Vec<_> = new.collect();
        if !new.is_empty() {
            let passages: usize = new.iter().map(|output| output.passages).sum();
            let files: BTreeSet<&String> = new.iter().flat_map(|output| &output.files).collect();
            let (passages, files) = (Count(passages, "passage"), Count(files.len(), "file"));
            fact("drafted", self.ids(&[OutputState::Drafted]).join(", "));
            fact("merged", self.ids(&[OutputState::Merged]).join(", "));
            fact("from", format!("{passages} in {files}"));
        }
        fact("gaps", self.ids(&[OutputState::Gap]).join(", "));
        let kept = [OutputState::Kept, OutputState::Newer, OutputState::Open];
        fact("kept", self.ids(&kept).join(", "));
        let mut report = write::report(&self.written, 10, facts);
        if self.written.dry_run {
            let quiet = [OutputState::Unchanged, OutputState::Kept, OutputState::Open];
            let outputs = self.outputs.iter();
            for output in outputs.filter(|output| !quiet.contains(&output.state)) {
                report.blocks.push(Block::Heading(output.title.clone()));
                report.blocks.push(Block::Markdown(output.draft.clone()));
            }
        }
        report
    }

    fn notes(&self) -> Vec<String> {
        let mut notes: Vec<String> = self
            .left_out
            .iter()
            .map(|left| format!("note: left out: {}: {}", left.path, left.why))
            .collect();
        let newer = self.ids(&[OutputState::Newer]);
        if !newer.is_empty() {
            notes.push(format!(
                "note: your words stay, but there is a new draft of: {}; --dry-run shows it, --replace OUTPUT takes it",
                newer.join(", ")
            ));
        }
        let open = self.ids(&[OutputState::Open]);
        if !open.is_empty() {
            notes.push(format!(
                "note: not changed because of two versions: {}; `redesign check {}` says where",
                open.join(", "),
                self.plan
            ));
        }
        notes
    }

    fn next(&self) -> String {
        let name = self.name();
        if self.written.dry_run {
            let target = if self.is_new {
                format!("{}/{} --about {}", self.plan, self.activity, self.about)
            } else {
                name
            };
            return format!("redesign draft {target}");
        }
        format!("redesign show {name}")
    }
}
