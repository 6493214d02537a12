//! A record's text: its front matter and its headings, found by one line scanner and edited span by span.
//!
//! This is the only reader of records. An edit replaces one span; every other byte stays as it was. Pure.

mod answer;
pub mod any;
mod conflict;
mod edit;
mod front_matter;
mod html_block;
mod ours;
mod rendered;
mod scan;
mod seen;
mod tags;
mod top;
mod wrapped;

pub use answer::Answer;
pub use conflict::{Conflict, MARK_LENGTH, NOTE, Side, first_mark, label};
pub use front_matter::{FrontMatter, FrontMatterError};
pub use ours::{LIVE, LIVE_END, Ours};
pub use wrapped::{Wrap, Wrapped};

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

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
    /// What looks like front matter, and stands where, or in a dress in which, it isn't read.
    unread_front_matter: Vec<Range<usize>>,
    /// What labels of links stand for, once somebody asks.
    targets: OnceLock<BTreeMap<String, String>>,
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
#[error("{why}")]
pub struct NotText {
    /// Why.
    pub why: &'static str,
    /// Line and column of the first byte that isn't text, both counted from 1.
    pub place: (usize, usize),
    /// What mends it.
    pub help: &'static str,
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

    /// Treats a span as a comment: nobody's answer.
    pub fn hide(&mut self, span: Range<usize>) {
        let at = self
            .comments
            .partition_point(|comment| comment.start < span.start);
        self.comments.insert(at, span);
    }

    /// Ends a section's body before the next heading.
    pub fn end_section(&mut self, section: usize, end: usize) {
        if let Some(section) = self.sections.get_mut(section) {
            section.body.end = end.clamp(section.body.start, section.body.end);
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

/// Bytes as text.
///
/// # Errors
/// When they are none, or text in another encoding.
pub fn as_text(bytes: Vec<u8>) -> Result<String, NotText> {
    let nul = memchr::memchr(0, &bytes);
    let not_text = |bytes: &[u8], why, offset: usize| {
        if is_utf_16(bytes) {
            return NotText {
                why: "this file is UTF-16, and only UTF-8 is read",
                place: (1, 1),
                help: "save it as UTF-8: editors ask for the encoding under \"Save as\"",
            };
        }
        let before = String::from_utf8_lossy(bytes.get(..offset).unwrap_or(bytes));
        NotText {
            why,
            place: position(&before, before.len()),
            help: "save it as UTF-8 text, or bring back its last good version with git",
        }
    };
    if let Some(offset) = nul {
        let why = "this file holds a NUL byte, so it is not text";
        return Err(not_text(&bytes, why, offset));
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        not_text(error.as_bytes(), "this file is not UTF-8 text", offset)
    })
}

/// Whether bytes begin as a text in UTF-16, with or without a byte order mark.
fn is_utf_16(bytes: &[u8]) -> bool {
    /// So many bytes tell.
    const ENOUGH: usize = 1024;
    /// So many plain letters and blanks are no chance.
    const FEWEST: usize = 4;
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return true;
    }
    let (units, _) = bytes
        .get(..bytes.len().min(ENOUGH))
        .unwrap_or(bytes)
        .as_chunks::<2>();
    let is_text = |read: fn([u8; 2]) -> u16| {
        let mut letters = 0;
        for one in char::decode_utf16(units.iter().map(|unit| read(*unit))) {
            match one {
                Ok(one) if one.is_control() && !matches!(one, '\n' | '\r' | '\t') => return false,
                Ok(one) => {
                    letters +=
                        usize::from(one.is_ascii_alphanumeric() || one == ' ' || one == '\n');
                }
                // Half a character at the end of what is looked at.
                Err(_) if units.len() * 2 == ENOUGH => {}
                Err(_) => return false,
            }
        }
        letters >= FEWEST && letters * 10 > units.len()
    };
    if bytes.len() % 2 == 1 {
        return false;
    }
    is_text(u16::from_le_bytes) || is_text(u16::from_be_bytes)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_16_is_known_with_and_without_its_mark() {
        let text = "# Team\n\n## Who\n\nГоворили о школе\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = [&[0xff, 0xfe][..], &little].concat();
        for bytes in [little, big, marked] {
            let error = as_text(bytes).unwrap_err();
            assert!(error.why.contains("UTF-16"), "{error}");
        }
        let other = as_text(b"a\nb\xffc".to_vec()).unwrap_err();
        assert_eq!(
            (other.why, other.place),
            ("this file is not UTF-8 text", (2, 2))
        );
        let nul = as_text(b"a\nbc\0".to_vec()).unwrap_err();
        assert!(nul.why.contains("NUL") && nul.place == (2, 3), "{nul:?}");
        assert_eq!(as_text("a".into()).unwrap(), "a");
    }
}
