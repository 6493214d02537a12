//! What stands in a code fence, an indented code block or a quotation: a record that somebody pasted so is one for them.

use super::scan::body_start;
use super::spans::Document;
use std::ops::Range;

/// In what a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrap {
    /// Between the lines of a code fence.
    Fence,
    /// Below four blanks.
    Indent,
    /// In a quotation.
    Quote,
}

/// A text without what is around it.
#[derive(Debug, PartialEq, Eq)]
pub struct Wrapped {
    /// In what it stands.
    pub wrap: Wrap,
    /// Offset of its first line.
    pub start: usize,
    /// Its lines.
    pub text: String,
    /// Where its lines stand, with what is around them.
    pub spans: Vec<Range<usize>>,
}

impl Document {
    /// What stands in code fences, each by itself, what is indented, and what is quoted.
    pub fn wrapped(&self) -> Vec<Wrapped> {
        let mut found: Vec<Wrapped> = Vec::new();
        let mut fence: Option<(&str, usize)> = None;
        let mut at = body_start(self.text());
        for line in self.text().get(at..).unwrap_or("").split_inclusive('\n') {
            let start = at;
            at += line.len();
            let content = line.trim_start_matches(' ');
            let marks = fence_marks(content);
            if let Some((open, place)) = fence {
                let is_end = marks.starts_with(open) && content.trim_end() == marks;
                if let Some(inner) = found.get_mut(place) {
                    inner.spans.push(start..at);
                    inner.text.push_str(if is_end { "" } else { line });
                }
                fence = fence.filter(|_| !is_end);
                continue;
            }
            if !marks.is_empty() {
                fence = Some((marks, found.len()));
                found.push(Wrapped {
                    wrap: Wrap::Fence,
                    start,
                    text: String::new(),
                    spans: std::iter::once(start..at).collect(),
                });
                continue;
            }
            let inner = line
                .strip_prefix("    ")
                .or_else(|| line.strip_prefix('\t'));
            if let Some(inner) = inner {
                add(&mut found, Wrap::Indent, start..at, inner);
            } else if let Some(inner) = content.strip_prefix('>') {
                add(
                    &mut found,
                    Wrap::Quote,
                    start..at,
                    inner.strip_prefix(' ').unwrap_or(inner),
                );
            } else if line.trim().is_empty() {
                let indented = found.iter_mut().filter(|one| one.wrap == Wrap::Indent);
                indented.for_each(|one| one.text.push('\n'));
            }
        }
        found
    }
}

/// Adds a line to what is indented, or quoted, so far.
fn add(found: &mut Vec<Wrapped>, wrap: Wrap, span: Range<usize>, line: &str) {
    match found.iter_mut().find(|one| one.wrap == wrap) {
        Some(one) => {
            one.text.push_str(line);
            one.spans.push(span);
        }
        None => found.push(Wrapped {
            wrap,
            start: span.start,
            text: line.to_owned(),
            spans: std::iter::once(span).collect(),
        }),
    }
}

/// The marks that begin or end a code fence; empty where none stand there.
fn fence_marks(content: &str) -> &str {
    let mark = if content.starts_with('~') { '~' } else { '`' };
    let length = content.len() - content.trim_start_matches(mark).len();
    content.get(..length).filter(|_| length >= 3).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrapped_comes_out() {
        let text = "# T\n\n````md\n## A\n```\nx\n```\n````\n\n    ## B\n\n    y\n\n> ## C\n> z\n";
        let document = Document::parse(text.as_bytes().to_vec()).unwrap();
        let found = document.wrapped();
        let found: Vec<_> = found
            .iter()
            .map(|one| (one.wrap, one.start, one.text.trim_end()))
            .collect();
        assert_eq!(
            found,
            [
                (Wrap::Fence, 5, "## A\n```\nx\n```"),
                (Wrap::Indent, 33, "## B\n\ny"),
                (Wrap::Quote, 50, "## C\nz"),
            ]
        );
    }
}
