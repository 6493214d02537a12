//! A record's text, and the spans of what matters in it.

use super::conflict::Conflict;
use super::form::AnswerForm;
use super::front_matter::{self, FrontMatter, FrontMatterError};
use super::text::position;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

/// A record's text with the places of what matters in it.
#[derive(Debug, Clone, Default)]
pub struct Document {
    pub(super) text: String,
    pub(super) front_matter: Option<Range<usize>>,
    pub(super) sections: Vec<Section>,
    /// Spans of the comments outside fences, in order.
    pub(super) comments: Vec<Range<usize>>,
    /// Offset of what was opened and never closed, and what it is.
    pub(super) unclosed: Option<(usize, Unclosed)>,
    /// Conflicts that a merge left, in order.
    pub(super) conflicts: Vec<Conflict>,
    /// What looks like front matter, and stands where, or in a dress in which, it isn't read.
    pub(super) unread_front_matter: Vec<Range<usize>>,
    /// What labels of links stand for, once somebody asks.
    pub(super) targets: OnceLock<BTreeMap<String, String>>,
    /// The id of the text, once somebody asks.
    pub(super) id: OnceLock<[u8; 20]>,
}

/// What hides the rest of a file when its end is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unclosed {
    /// A comment without `-->`.
    Comment,
    /// A code fence without its closing line.
    Fence,
    /// An HTML element whose content is raw, such as `<pre>`, without its end tag.
    Html,
}

/// A heading of level 1 or 2 and what stands below it, up to the next one.
#[derive(Debug, Clone)]
pub struct Section {
    /// Offset of the heading's line.
    pub start: usize,
    /// 1 or 2.
    pub level: u8,
    /// The heading's words.
    pub title: Range<usize>,
    /// From below the heading's line to the next heading or the end.
    pub body: Range<usize>,
    /// Span of the name in the comment that says which output this is, and of that comment.
    pub marker: Option<Marker>,
    /// Offset of a second such comment below the same heading: a heading between them is gone.
    pub second_marker: Option<usize>,
    /// The form of its answer, once somebody asks.
    pub(super) form: OnceLock<AnswerForm>,
}

/// The comment below a heading which names an output: `<!-- output: evidence. ... -->`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    pub name: Range<usize>,
    /// The whole comment, with `<!--` and `-->`.
    pub comment: Range<usize>,
}

impl Document {
    /// The whole text, byte for byte as it was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The id of the text, made only once.
    pub fn id(&self, make: impl FnOnce(&str) -> [u8; 20]) -> [u8; 20] {
        *self.id.get_or_init(|| make(&self.text))
    }

    /// Sections in order.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// Treats a span as a comment: nobody's answer.
    pub fn hide(&mut self, span: Range<usize>) {
        let at = self
            .comments
            .partition_point(|comment| comment.start < span.start);
        self.comments.insert(at, span);
        for section in &mut self.sections {
            section.form = OnceLock::new();
        }
    }

    /// Ends a section's body before the next heading.
    pub fn end_section(&mut self, section: usize, end: usize) {
        if let Some(section) = self.sections.get_mut(section) {
            section.body.end = end.clamp(section.body.start, section.body.end);
            section.form = OnceLock::new();
        }
    }

    /// What was opened and never closed, so that the rest of the file is hidden.
    pub fn unclosed(&self) -> Option<(usize, Unclosed)> {
        self.unclosed
    }

    /// Span of the front matter between its marks.
    pub fn front_matter_span(&self) -> Option<&Range<usize>> {
        self.front_matter.as_ref()
    }

    /// What looks like front matter and isn't read, each with its marks.
    pub fn unread_front_matter(&self) -> &[Range<usize>] {
        &self.unread_front_matter
    }

    /// Text of a span; empty where the span is not one of this document's.
    pub fn slice(&self, span: &Range<usize>) -> &str {
        self.text.get(span.clone()).unwrap_or("")
    }

    /// The output that the comment in a section names.
    pub fn marked(&self, section: &Section) -> Option<&str> {
        section
            .marker
            .as_ref()
            .map(|marker| self.slice(&marker.name))
    }

    /// A heading's words without emphasis, code marks and a final colon.
    pub fn title(&self, section: &Section) -> &str {
        let decoration = ['*', '_', '`', ' ', '\t', ':'];
        self.slice(&section.title).trim_matches(decoration)
    }

    /// Comments in a span, each with `<!--` and `-->`.
    pub fn comments_in(&self, span: &Range<usize>) -> &[Range<usize>] {
        let from = self
            .comments
            .partition_point(|comment| comment.start < span.start);
        let to = self
            .comments
            .partition_point(|comment| comment.start < span.end);
        self.comments.get(from..to).unwrap_or(&[])
    }

    /// The front matter, read.
    pub fn front_matter(&self) -> Result<FrontMatter, FrontMatterError> {
        match &self.front_matter {
            None => Ok(FrontMatter::default()),
            Some(span) => front_matter::read(&self.text, span.clone()),
        }
    }

    /// Line and column of an offset, both counted from 1; columns count characters.
    pub fn position(&self, offset: usize) -> (usize, usize) {
        position(&self.text, offset)
    }
}
