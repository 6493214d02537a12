//! What a merge left open in a record: answers with two versions, and marks that no command can settle.

use crate::document::{Conflict, Document, Side};
use crate::model::{Finding, Plan, Record, Slot, codes};
use crate::toolkit::OutputAt;
use schemars::JsonSchema;
use serde::Serialize;

/// An answer with two versions.
pub(super) struct Open {
    /// The output's id; where no output stands there, the heading's words.
    pub name: String,
    /// Position of the output in its activity.
    pub output: Option<OutputAt>,
    /// Position of the section in the document.
    pub section: usize,
    /// Line of the first mark, counted from 1.
    pub line: usize,
    /// The one version, and what git calls it.
    pub ours: (String, String),
    /// The other.
    pub theirs: (String, String),
}

/// An answer with two versions, for scripts.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Undecided {
    /// How the record is named on the command line.
    pub reference: String,
    /// The plan's id.
    pub plan: String,
    /// The activity's id.
    pub activity: String,
    /// Of a repeatable activity: the record's name.
    pub record: Option<String>,
    /// The record's file, relative to the workspace.
    pub path: String,
    /// Line of the first mark, counted from 1.
    pub line: usize,
    /// The output's id; where no output stands there, the heading's words.
    pub output: String,
    /// The version above the line of `=======`.
    pub ours: String,
    /// The version below it.
    pub theirs: String,
}

impl Open {
    /// As scripts see it.
    pub fn undecided(&self, plan: &Plan, record: &Record) -> Undecided {
        let activity = plan.toolkit.activity(record.activity);
        Undecided {
            reference: reference(plan, record),
            plan: plan.id.to_string(),
            activity: activity.id.to_string(),
            record: activity.repeat.map(|_| record.stem().to_owned()),
            path: record.path.clone(),
            line: self.line,
            output: self.name.clone(),
            ours: self.ours.1.clone(),
            theirs: self.theirs.1.clone(),
        }
    }
}

/// How a record is named on the command line.
pub(super) fn reference(plan: &Plan, record: &Record) -> String {
    plan.name_of(record)
}

/// Answers of a record with two versions, and a finding for each mark that lies elsewhere.
pub(super) fn of(plan: &Plan, record: &Record) -> (Vec<Open>, Vec<Finding>) {
    let Ok(content) = &record.content else {
        return (Vec::new(), Vec::new());
    };
    if record.is_page {
        let tangled = content.document.conflicts().iter();
        let path = record.path.as_str();
        return (
            Vec::new(),
            tangled
                .map(|one| tangle(path, &content.document, one))
                .collect(),
        );
    }
    let (mut open, tangled) = of_document(&record.path, &content.document);
    let activity = plan.toolkit.activity(record.activity);
    for one in &mut open {
        let mut outputs = activity.outputs.iter();
        let output = outputs.find(|output| content.slot(output.at) == Slot::At(one.section));
        one.output = output.map(|output| output.at);
        if let Some(output) = output {
            one.name = output.id.to_string();
        }
    }
    (open, tangled)
}

/// As [`of`], of a text of which no activity is known.
pub(super) fn of_text(path: &str, text: &str) -> (Vec<Open>, Vec<Finding>) {
    Document::parse(text.as_bytes().to_vec()).map_or((Vec::new(), Vec::new()), |document| {
        of_document(path, &document)
    })
}

fn of_document(path: &str, document: &Document) -> (Vec<Open>, Vec<Finding>) {
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
        open.push(Open {
            name: document.title(section).to_owned(),
            output: None,
            section: at,
            line: document.position(first.start).0,
            ours: (one, ours),
            theirs: (other, theirs),
        });
    }
    let tangled = document
        .conflicts()
        .iter()
        .filter(|conflict| settled.binary_search(&conflict.start).is_err())
        .map(|conflict| tangle(path, document, conflict));
    let tangled = tangled.collect();
    (open, tangled)
}

/// What git calls the two versions.
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
        "these marks of a merge don't lie within one answer, so only an editor can settle them",
    )
    .in_text(path, document.text(), conflict.start)
    .with_help(
        "keep the words that are right, and delete the lines with <<<<<<<, ======= and >>>>>>>",
    )
}
