//! A record's text: its front matter and its headings, found by one line scanner and edited span by span.
//!
//! This is the only reader of records. An edit replaces one span; every other byte stays as it was. Pure.

mod answer;
pub mod any;
mod conflict;
mod edit;
mod front_matter;
mod ours;
mod rendered;
mod scan;

pub use answer::Answer;
pub use conflict::{Conflict, MARK_LENGTH, NOTE, Side};
pub use front_matter::{FrontMatter, FrontMatterError};
pub use ours::{LIVE, LIVE_END, Ours};

use std::ops::Range;

/// Largest record, in bytes.
pub const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// A record's text with the places of what matters in it.
#[derive(Debug)]
pub struct Document {
    text: String,
    front_matter: Option<Range<usize>>,
    sections: Vec<Section>,
    /// Spans of the comments outside fences, in order.
    comments: Vec<Range<usize>>,
    /// Offset of what was opened and never closed, and what it is.
    unclosed: Option<(usize, Unclosed)>,
    /// Conflicts that a merge left, in order.
    conflicts: Vec<Conflict>,
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
#[derive(Debug, Clone, PartialEq, Eq)]
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
}

/// The comment below a heading which names an output: `<!-- output: evidence. ... -->`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker {
    pub name: Range<usize>,
    /// The whole comment, with `<!--` and `-->`.
    pub comment: Range<usize>,
}

/// Bytes which can't be a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotText {
    /// Not UTF-8.
    #[error("not UTF-8 text")]
    Encoding {
        /// Offset of the first wrong byte.
        offset: usize,
    },
    /// A NUL byte.
    #[error("holds a NUL byte, so it is not text")]
    Nul {
        /// Offset of it.
        offset: usize,
    },
}

impl Document {
    /// Finds the places in a record's bytes.
    pub fn parse(bytes: Vec<u8>) -> Result<Self, NotText> {
        as_text(bytes).map(scan::scan)
    }

    /// As [`Document::parse`], for a page of which only the front matter is read: its headings are not looked for.
    pub fn parse_front(bytes: Vec<u8>) -> Result<Self, NotText> {
        as_text(bytes).map(scan::scan_front)
    }

    /// The whole text, byte for byte as it was read.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Sections in order.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// What was opened and never closed, so that the rest of the file is hidden.
    pub fn unclosed(&self) -> Option<(usize, Unclosed)> {
        self.unclosed
    }

    /// Span of the front matter between its marks.
    pub fn front_matter_span(&self) -> Option<&Range<usize>> {
        self.front_matter.as_ref()
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

fn as_text(bytes: Vec<u8>) -> Result<String, NotText> {
    if let Some(offset) = memchr::memchr(0, &bytes) {
        return Err(NotText::Nul { offset });
    }
    String::from_utf8(bytes).map_err(|error| NotText::Encoding {
        offset: error.utf8_error().valid_up_to(),
    })
}

/// Line and column of an offset in a text, both counted from 1; columns count characters.
pub fn position(text: &str, offset: usize) -> (usize, usize) {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = text.get(..offset).unwrap_or("");
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let column = before
        .get(line_start..)
        .unwrap_or("")
        .trim_start_matches('\u{feff}')
        .chars()
        .count()
        + 1;
    (
        memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1,
        column,
    )
}
