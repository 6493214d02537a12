//! The conflicts in a document, and a section's words in the version of one side.

use super::conflict::{Conflict, is_note, note_length};
use super::spans::{Document, Section};
use std::ops::Range;

/// One of the two versions that met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What stands above the line of `=======`.
    Ours,
    /// What stands below it.
    Theirs,
}

impl Document {
    /// Every conflict that a merge left, in order.
    pub fn conflicts(&self) -> &[Conflict] {
        &self.conflicts
    }

    /// Offset of the note above a conflict of ours that stands in a section where no conflict is left.
    pub fn note_left_in(&self, section: &Section) -> Option<usize> {
        let comments = self.comments_in(&section.body);
        let note = comments
            .iter()
            .find(|comment| is_note(self.slice(comment)))?;
        self.conflicts_in(&section.body)
            .is_empty()
            .then_some(note.start)
    }

    /// Conflicts of which any line lies in a span.
    pub fn conflicts_in(&self, span: &Range<usize>) -> &[Conflict] {
        let before = |conflict: &Conflict| conflict.end <= span.start;
        let begun = |conflict: &Conflict| conflict.start < span.end;
        let from = self.conflicts.partition_point(before);
        let to = self.conflicts.partition_point(begun).max(from);
        self.conflicts.get(from..to).unwrap_or(&[])
    }

    /// A section's words in the version of one side, comments among them included, our note left out; nothing where a
    /// conflict has no two sides, or reaches beyond the section's words.
    pub fn side_of(&self, section: &Section, side: Side) -> Option<String> {
        let words = self.answer_span(section)?;
        let mut text = String::new();
        let mut at = words.start;
        for conflict in self.conflicts_in(&section.body) {
            if conflict.start < words.start || conflict.end < at {
                return None;
            }
            if conflict.end > section.body.end {
                return None;
            }
            text.push_str(self.slice(&(at..conflict.start)));
            let lines = match side {
                Side::Ours => conflict.ours.as_ref(),
                Side::Theirs => conflict.theirs.as_ref(),
            }?;
            let lines = self.slice(lines);
            let blank = lines.len() - lines.trim_start_matches(['\r', '\n']).len();
            let lines = lines.get(blank..).unwrap_or("").trim_end();
            text.push_str(lines);
            if !lines.is_empty() {
                text.push('\n');
            }
            at = conflict.end;
        }
        text.push_str(self.slice(&(at.min(words.end)..words.end)));
        let mut without_notes = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(line) = rest.split_inclusive('\n').next() {
            let length = if is_note(line) {
                note_length(rest)
            } else {
                without_notes.push_str(line);
                line.len()
            };
            rest = rest.get(length..).unwrap_or("");
        }
        let lead = without_notes.len() - without_notes.trim_start_matches(['\r', '\n']).len();
        Some(
            without_notes
                .get(lead..)
                .unwrap_or("")
                .trim_end()
                .to_owned(),
        )
    }
}
