//! What a merge left open in a record: answers with two versions, and marks that no command can settle.

use crate::document::{Conflict, Document, Side};
use crate::model::{Finding, Plan, Record, Slot, codes};
use crate::toolkit::{Activity, Output, OutputAt};
use schemars::JsonSchema;
use serde::Serialize;

pub(super) struct OpenAnswer {
    /// The output's id, or the heading if there is no output.
    pub name: String,
    /// Position of the output in its activity.
    pub output: Option<OutputAt>,
    /// Position of the section in the document.
    pub section: usize,
    /// Line of the first mark, counted from 1.
    pub line: usize,
    /// Our version and git's label for it.
    pub ours: (String, String),
    /// Their version and git's label for it.
    pub theirs: (String, String),
}

/// An answer with two versions, for scripts.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Undecided {
    /// The record's name on the command line.
    pub reference: String,
    /// The plan's id.
    pub plan: String,
    /// The activity's id.
    pub activity: String,
    /// The record's name if the activity is repeatable.
    pub record: Option<String>,
    /// The record's file, relative to the workspace.
    pub path: String,
    /// Line of the first mark, counted from 1.
    pub line: usize,
    /// The output's id, or the heading if there is no output.
    pub output: String,
    /// The version above `=======`.
    pub ours: String,
    /// The version below it.
    pub theirs: String,
}

/// What a merge left open in a record.
pub(super) struct Unsettled<'a> {
    pub plan: &'a Plan,
    pub record: &'a Record,
    pub open: Vec<OpenAnswer>,
    pub tangled: Vec<Finding>,
}

impl<'a> Unsettled<'a> {
    /// Of a record, if readable. A folder's page has no answers.
    pub fn of(plan: &'a Plan, record: &'a Record) -> Self {
        let mut found = Self {
            plan,
            record,
            open: Vec::new(),
            tangled: Vec::new(),
        };
        let Ok(content) = &record.content else {
            return found;
        };
        let (path, document) = (record.path.as_str(), &content.document);
        if record.is_page {
            let marks = document.conflicts().iter();
            found.tangled = marks.map(|one| tangle(path, document, one)).collect();
            return found;
        }
        let (mut open, tangled) = of_document(path, document);
        for one in &mut open {
            let mut outputs = found.activity().outputs.iter();
            let output = outputs.find(|output| content.slot(output.at) == Slot::At(one.section));
            one.output = output.map(|output| output.at);
            if let Some(output) = found.output(one) {
                one.name = output.id.to_string();
            }
        }
        Self {
            open,
            tangled,
            ..found
        }
    }

    pub fn activity(&self) -> &'a Activity {
        self.plan.toolkit.activity(self.record.activity)
    }

    /// The output whose answer is open, if there is one.
    pub fn output(&self, one: &OpenAnswer) -> Option<&'a Output> {
        Some(self.activity().output(one.output?))
    }

    /// Open answers that weren't decided, for scripts.
    pub fn left(&self, is_decided: impl Fn(usize) -> bool) -> Vec<Undecided> {
        let open = self.open.iter().enumerate();
        let left = open.filter(|(at, _)| !is_decided(*at));
        left.map(|(_, one)| self.undecided(one)).collect()
    }

    fn undecided(&self, one: &OpenAnswer) -> Undecided {
        let activity = self.activity();
        Undecided {
            reference: self.plan.name_of(self.record),
            plan: self.plan.id.to_string(),
            activity: activity.id.to_string(),
            record: activity.repeat.map(|_| self.record.stem().to_owned()),
            path: self.record.path.clone(),
            line: one.line,
            output: one.name.clone(),
            ours: one.ours.1.clone(),
            theirs: one.theirs.1.clone(),
        }
    }
}

/// Answers with two versions, and findings on other marks, in a text without a known activity.
pub(super) fn of_text(path: &str, text: &str) -> (Vec<OpenAnswer>, Vec<Finding>) {
    Document::parse(text.as_bytes().to_vec()).map_or((Vec::new(), Vec::new()), |document| {
        of_document(path, &document)
    })
}

fn of_document(path: &str, document: &Document) -> (Vec<OpenAnswer>, Vec<Finding>) {
    let mut open = Vec::new();
    let mut settled: Vec<usize> = Vec::new();
    for (at, section) in document.sections().iter().enumerate() {
        let conflicts = document.conflicts_in(&section.body);
        let Some(first) = conflicts.first() else {
            continue;
        };
        let sides = [Side::Ours, Side::Theirs].map(|side| document.side_of(section, side));
        let [Some(ours), Some(theirs)] = sides else {
            continue;
        };
        settled.extend(conflicts.iter().map(|conflict| conflict.start));
        let (one, other) = labels(document, first);
        open.push(OpenAnswer {
            name: document.title(section).to_owned(),
            output: None,
            section: at,
            line: document.position(first.start).0,
            ours: (one, ours),
            theirs: (other, theirs),
        });
    }
    let marks = document.conflicts().iter();
    let tangled = marks.filter(|conflict| settled.binary_search(&conflict.start).is_err());
    let tangled = tangled.map(|conflict| tangle(path, document, conflict));
    (open, tangled.collect())
}

/// git's labels for the two versions.
fn labels(document: &Document, conflict: &Conflict) -> (String, String) {
    let line = |from: usize, mark: char| {
        let rest = document.slice(&(from..conflict.end));
        let line = rest.lines().next().unwrap_or("");
        line.trim_start_matches(mark).trim().to_owned()
    };
    let last = conflict
        .theirs
        .as_ref()
        .map_or(conflict.start, |theirs| theirs.end);
    (line(conflict.start, '<'), line(last, '>'))
}

fn tangle(path: &str, document: &Document, conflict: &Conflict) -> Finding {
    Finding::error(
        codes::CONFLICT,
        "these conflict marks are not within one answer, so only an editor can settle them",
    )
    .in_text(path, document.text(), conflict.start)
    .with_help("keep the right text, and delete the lines with <<<<<<<, ======= and >>>>>>>")
}
