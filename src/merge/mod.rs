//! Merging two versions of a record, output by output. Pure: three texts in, one out; needs no toolkit.
//!
//! A text is taken apart into its front matter, the words on top, and its sections; each section into heading and
//! comment, answer, and the blank lines around it. Each piece is merged by itself: the answer by list item, table row
//! or line. What comes out is read again, and whatever was not meant makes the merge unsure. Where it is unsure, the
//! result is what git alone would have written.

mod answer;
mod form;
mod front;
mod order;
mod pieces;
mod sections;
mod three;
mod units;

pub use three::{Favour, Labels, Lines, Three};

use crate::document::MARK_LENGTH;

/// What git alone makes of three texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plain {
    /// The merged text, with git's marks where there are conflicts.
    pub bytes: Vec<u8>,
    /// Whether there are none.
    pub clean: bool,
}

/// What a merge came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The merged text.
    pub bytes: Vec<u8>,
    /// Whether nothing is left to decide.
    pub clean: bool,
    /// Names of the outputs, or words of the headings, of which both versions are shown; empty where git's own marks
    /// stand in the text.
    pub conflicts: Vec<String>,
}

/// Merges a record. `plain` is what git alone makes of the same bytes, and the result wherever we aren't sure.
pub fn merge(texts: Three<&[u8]>, plain: Plain, labels: &Labels, lines: Lines<'_>) -> Merged {
    if let Some(bytes) = texts.settled() {
        return Merged {
            bytes: bytes.to_owned(),
            clean: true,
            conflicts: Vec::new(),
        };
    }
    let by_git = |plain: Plain| Merged {
        bytes: plain.bytes,
        clean: plain.clean,
        conflicts: Vec::new(),
    };
    let Some((text, conflicts)) = sections::merged(texts, labels, lines) else {
        return by_git(plain);
    };
    // Where git finds nothing to decide there is nothing to ask, and where it says the same, its bytes stand.
    let is_unusual = labels.length != MARK_LENGTH;
    if conflicts.is_empty() {
        if plain.clean && sections::says_the_same(&plain.bytes, &text) {
            return by_git(plain);
        }
    } else if plain.clean || is_unusual {
        return by_git(plain);
    }
    Merged {
        bytes: text.into_bytes(),
        clean: conflicts.is_empty(),
        conflicts,
    }
}

/// Merges three versions of one answer; nothing where something is left to decide.
pub fn answers(texts: Three<&str>, lines: Lines<'_>) -> Option<String> {
    let versions = answer::merged(texts, lines)?;
    versions.is_settled().then_some(versions.ours)
}

/// Both versions of an answer in one: entries of lists and rows of tables each once, other words one below the other.
pub fn both(ours: &str, theirs: &str) -> String {
    answer::both(ours, theirs)
}
