//! Merges two versions of a record, output by output. Pure: three texts in, one out; needs no toolkit.
//!
//! A text is split into front matter, lead, and sections; each section into heading and comment, answer, and
//! surrounding blank lines. Each piece is merged by itself: answers by list item, table row or line. The result is
//! parsed again; anything unexpected makes the merge unsure, and then the result is what git alone would have written.

mod answer;
mod days;
mod form;
mod front;
mod order;
mod pieces;
mod sections;
mod three;
mod units;

pub use three::{Favour, Labels, Lines, Three};

use crate::document::MARK_LENGTH;
use crate::kinds::Misfit;
use sections::MergedText;

/// git's own merge of three texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plain {
    /// With git's marks in conflicts.
    pub bytes: Vec<u8>,
    pub clean: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    pub bytes: Vec<u8>,
    /// Whether nothing is left to decide.
    pub clean: bool,
    /// Names of the outputs, or texts of the headings, shown in both versions; empty if the text has git's own marks.
    pub conflicts: Vec<String>,
}

/// Merges a record. `plain` is git's own merge, used whenever we aren't sure.
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
    let Some(MergedText {
        text,
        conflicts,
        is_sure,
    }) = sections::merged(texts, labels, lines)
    else {
        return by_git(plain);
    };
    // If git finds no conflict there is nothing to ask, unless nobody could read the result; if it says the same, keep
    // its bytes.
    let is_unusual = labels.length != MARK_LENGTH;
    if conflicts.is_empty() {
        if plain.clean && sections::says_the_same(&plain.bytes, &text) {
            return by_git(plain);
        }
    } else if plain.clean && !is_sure || is_unusual {
        return by_git(plain);
    }
    Merged {
        bytes: text.into_bytes(),
        clean: conflicts.is_empty(),
        conflicts,
    }
}

/// Merges three versions of an answer; `None` if something is left to decide.
pub fn answers(texts: Three<&str>, lines: Lines<'_>) -> Option<String> {
    let versions = answer::merged(texts, lines)?;
    versions.is_settled().then_some(versions.ours)
}

/// Both versions of an answer in one: list entries, table rows and days with numbers once each, other words one after
/// the other.
///
/// # Errors
/// Why two versions of numbers can't both stay.
pub fn both(ours: &str, theirs: &str) -> Result<String, Misfit> {
    answer::both(ours, theirs)
}
