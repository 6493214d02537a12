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
mod units;

use crate::document::{MARK_LENGTH, NOTE, Side};

/// Which version wins where both changed the same lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Favour {
    /// Neither: then it is a conflict.
    Neither,
    /// The one of this side.
    One(Side),
}

/// Merges three texts line by line (base, ours, theirs); nothing where that is a conflict.
pub type Lines<'a> = &'a dyn Fn(&str, &str, &str, Favour) -> Option<String>;

/// What two sides and their common ancestor say.
#[derive(Debug, Clone, Copy)]
pub struct Three<T> {
    /// The common ancestor.
    pub base: T,
    /// The one side.
    pub ours: T,
    /// The other side.
    pub theirs: T,
}

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

/// How conflicts are marked.
#[derive(Debug, Clone)]
pub struct Labels {
    /// Behind `<<<<<<<`.
    pub ours: String,
    /// Behind `>>>>>>>`.
    pub theirs: String,
    /// Length of the marks. With any other than git's usual one, as in a merge of ancestors, conflicts are left to git.
    pub length: usize,
}

impl Default for Labels {
    fn default() -> Self {
        Self {
            ours: "ours".to_owned(),
            theirs: "theirs".to_owned(),
            length: MARK_LENGTH,
        }
    }
}

impl<T> Three<T> {
    /// The same of all three.
    pub(crate) fn map<U>(self, mut each: impl FnMut(T) -> U) -> Three<U> {
        Three {
            base: each(self.base),
            ours: each(self.ours),
            theirs: each(self.theirs),
        }
    }

    /// References to all three.
    pub(crate) fn as_ref(&self) -> Three<&T> {
        Three {
            base: &self.base,
            ours: &self.ours,
            theirs: &self.theirs,
        }
    }
}

impl<T: PartialEq> Three<T> {
    /// The one that counts where at most one side changed it, or both in the same way.
    pub(crate) fn settled(self) -> Option<T> {
        if self.ours == self.theirs || self.theirs == self.base {
            Some(self.ours)
        } else if self.ours == self.base {
            Some(self.theirs)
        } else {
            None
        }
    }
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

/// An answer of which both versions are shown.
fn shown(ours: &str, theirs: &str, labels: &Labels) -> String {
    let mark = |sign: &str, label: &str| {
        format!("{} {label}", sign.repeat(labels.length))
            .trim_end()
            .to_owned()
    };
    // Blank lines around the marks: no line of words becomes a heading, and no list swallows them.
    let parts = [
        NOTE.to_owned(),
        mark("<", &labels.ours),
        ours.to_owned(),
        mark("=", ""),
        theirs.to_owned(),
        mark(">", &labels.theirs),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}
