//! Three versions of something, and the marks of a conflict.

use crate::document::{MARK_LENGTH, NOTE, Side};

/// Which version wins if both changed the same lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Favour {
    Neither,
    One(Side),
}

/// Merges three texts line by line (base, ours, theirs); `None` on a conflict.
pub type Lines<'a> = &'a dyn Fn(&str, &str, &str, Favour) -> Option<String>;

/// Two sides and their common ancestor.
#[derive(Debug, Clone, Copy)]
pub struct Three<T> {
    /// The common ancestor.
    pub base: T,
    pub ours: T,
    pub theirs: T,
}

/// How conflicts are marked.
#[derive(Debug, Clone)]
pub struct Labels {
    /// After `<<<<<<<`.
    pub ours: String,
    /// After `>>>>>>>`.
    pub theirs: String,
    /// Length of the marks. Unless it is the usual one, as in a merge of ancestors, conflicts are left to git.
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
    pub(crate) fn map<U>(self, mut each: impl FnMut(T) -> U) -> Three<U> {
        Three {
            base: each(self.base),
            ours: each(self.ours),
            theirs: each(self.theirs),
        }
    }

    pub(crate) fn as_ref(&self) -> Three<&T> {
        Three {
            base: &self.base,
            ours: &self.ours,
            theirs: &self.theirs,
        }
    }
}

impl<T: PartialEq> Three<T> {
    /// The winning version if at most one side changed it, or both in the same way.
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

/// Result of merging an answer. Both versions are the same if nothing is left to decide; otherwise they share
/// everything merged and differ in each side's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Versions {
    pub ours: String,
    pub theirs: String,
    /// Whether lines that differ can be shown alone, since they stand in a fence, where marks do no harm.
    pub is_fenced: bool,
    /// Whether people decide even where git finds nothing to ask: what git makes of it can't be read.
    pub is_sure: bool,
}

impl Versions {
    pub(super) fn one(text: String) -> Self {
        Self::two(text.clone(), text)
    }

    pub(super) fn two(ours: String, theirs: String) -> Self {
        Self {
            ours,
            theirs,
            is_fenced: false,
            is_sure: false,
        }
    }

    pub fn is_settled(&self) -> bool {
        self.ours == self.theirs
    }
}

/// An answer shown in both versions.
pub(super) fn shown(versions: &Versions, labels: &Labels) -> String {
    let Versions {
        ours,
        theirs,
        is_fenced,
        ..
    } = versions;
    let mark = |sign: &str, label: &str| {
        format!("{} {label}", sign.repeat(labels.length))
            .trim_end()
            .to_owned()
    };
    if *is_fenced {
        let (ours, theirs): (Vec<&str>, Vec<&str>) =
            (ours.lines().collect(), theirs.lines().collect());
        let same = |(one, other): &(&&str, &&str)| one == other;
        let above = ours.iter().zip(&theirs).take_while(same).count();
        let rest = ours.len().min(theirs.len()) - above;
        let ends = ours.iter().rev().zip(theirs.iter().rev());
        let below = ends.take(rest).take_while(same).count();
        let part = |lines: &[&str]| {
            lines
                .get(above..lines.len() - below)
                .unwrap_or_default()
                .join("\n")
        };
        let parts = [
            ours.get(..above).unwrap_or_default().join("\n"),
            mark("<", &labels.ours),
            part(&ours),
            mark("=", ""),
            part(&theirs),
            mark(">", &labels.theirs),
            ours.get(ours.len() - below..)
                .unwrap_or_default()
                .join("\n"),
        ];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        return format!("{NOTE}\n\n{}", parts.join("\n"));
    }
    // Blank lines around the marks, so that no text line becomes a heading and no list absorbs them.
    let parts = [
        NOTE.to_owned(),
        mark("<", &labels.ours),
        ours.clone(),
        mark("=", ""),
        theirs.clone(),
        mark(">", &labels.theirs),
    ];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n\n")
}
