//! What is said of a draft, output by output.

use crate::app::Reply;
use crate::app::write::{self, Written};
use crate::model::Count;
use crate::model::draft::Unquoted;
use crate::report::{Block, Cell, Report};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeSet;

/// What became of an output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "State")]
pub enum OutputState {
    /// The draft stands there.
    Drafted,
    /// Nothing was recorded: a gap stands there.
    Gap,
    /// The draft stood there already.
    Unchanged,
    /// What people wrote stays; what it was drafted from didn't change.
    Kept,
    /// What people wrote and what is new in the draft were brought together.
    Merged,
    /// What people wrote stays, and there is a draft that says something else.
    Newer,
    /// A merge left two versions, or the heading stands there twice: nothing is touched.
    Open,
}

/// Result of `draft`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Drafted {
    /// Id of the plan whose record it is.
    pub plan: String,
    /// The activity's id.
    pub activity: String,
    /// Of a repeatable activity: the record's name; null where there was nothing to quote for a new one.
    pub record: Option<String>,
    /// Id of the plan that was drafted about.
    pub about: String,
    /// Whether the record wasn't there before.
    pub is_new: bool,
    /// The outputs that are drafted, in the toolkit's order.
    pub outputs: Vec<OutputDrafted>,
    /// Answers that could have been quoted and were not.
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
    /// What became of it.
    pub state: OutputState,
    /// How many passages its draft quotes.
    pub passages: usize,
    /// The files that they stand in, relative to the workspace.
    pub files: Vec<String>,
    /// The draft, as Markdown.
    pub draft: String,
}

/// An answer that could have been quoted and was not.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LeftOutShown {
    /// The file, relative to the workspace.
    pub path: String,
    /// Why.
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

    /// There was nothing to quote, so nothing is written: a new record stays one that isn't there.
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

    /// What is said of it, behind these notes.
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

    /// For people: files, what was drafted from how much, and gaps; of a preview the drafts themselves.
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

    /// What else is to be known.
    fn notes(&self) -> Vec<String> {
        let mut notes: Vec<String> = self
            .left_out
            .iter()
            .map(|left| format!("note: left out: {}: {}", left.path, left.why))
            .collect();
        let newer = self.ids(&[OutputState::Newer]);
        if !newer.is_empty() {
            notes.push(format!(
                "note: your words stay, and there is another draft of: {}; --dry-run shows it, --replace OUTPUT takes it",
                newer.join(", ")
            ));
        }
        let open = self.ids(&[OutputState::Open]);
        if !open.is_empty() {
            notes.push(format!(
                "note: not touched, since two versions stand there: {}; `redesign check {}` says where",
                open.join(", "),
                self.plan
            ));
        }
        notes
    }

    /// The command that goes on from here.
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
