//! The line scanner: one pass over the text, following CommonMark where it decides what is a heading, a fence or a
//! comment (<https://spec.commonmark.org/0.31.2/>).

use super::conflict::{self, Conflict, OpenConflict};
use super::headings::{atx_title, is_deeper_heading};
use super::html_block::HtmlBlock;
use super::markers::find_markers;
use super::spans::{Document, Section, Unclosed};
use super::text::{NotText, as_text};
use super::top;
use memchr::memmem::Finder;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

static COMMENT_END: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new("-->"));

/// The key that the page of a folder may have, as it is written in small and in capital letters.
static PAGE_KEYS: LazyLock<[Finder<'static>; 2]> =
    LazyLock::new(|| [Finder::new("kipped"), Finder::new("KIPPED")]);

#[derive(Default)]
struct ScanState {
    /// Mark and length of the open fence, and where it was opened.
    fence: Option<(u8, usize, usize)>,
    /// Offset of the open comment's `<!--`, and the offset behind its `-->` unless it has none.
    comment: Option<(usize, Option<usize>)>,
    /// Offset of a `<`, with none between there and where it was looked for.
    angle: usize,
    /// Inside an HTML block, and where it began.
    html: Option<(HtmlBlock, usize)>,
    /// Start of the paragraph that a setext underline could turn into a heading.
    paragraph: Option<usize>,
    /// Inside a list item or quotation, where an underline is a rule and no heading.
    container: bool,
    /// The conflict whose end hasn't come yet.
    conflict: Option<OpenConflict>,
    /// Offset behind what is no line of the text, such as front matter in a place where it isn't read.
    behind: usize,
}

impl ScanState {
    /// Offset of the first `<` from there on; the text's length if there is none.
    fn angle_from(&mut self, at: usize, text: &str) -> usize {
        if self.angle < at {
            let rest = text.as_bytes().get(at..).unwrap_or(&[]);
            self.angle = memchr::memchr(b'<', rest).map_or(text.len(), |found| at + found);
        }
        self.angle
    }
}

impl Document {
    /// Finds the places in a record's bytes.
    pub fn parse(bytes: Vec<u8>) -> Result<Self, NotText> {
        as_text(bytes).map(scan)
    }

    /// As [`Document::parse`], for a page of which only the front matter is read: its headings are not looked for.
    pub fn parse_front(bytes: Vec<u8>) -> Result<Self, NotText> {
        as_text(bytes).map(scan_front)
    }
}

/// Finds front matter and the first conflict mark, and looks no further.
pub(super) fn scan_front(text: String) -> Document {
    let (mut document, at) = begun(&text);
    let body = text.as_bytes().get(at..).unwrap_or(&[]);
    for found in PAGE_KEYS.iter().filter_map(|key| key.find(body)) {
        let before = text.get(..at + found).unwrap_or("");
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        document
            .unread_front_matter
            .extend(top::unread_at(&text, start));
    }
    if let Some(newline) = memchr::memmem::find(text.as_bytes(), b"\n<<<<<<< ") {
        document.conflicts.push(Conflict {
            start: newline + 1,
            ours: None,
            theirs: None,
            end: text.len(),
        });
    }
    document.text = text;
    document
}

/// Offset at which a text's body begins: behind its front matter, if it has any.
pub fn body_start(text: &str) -> usize {
    begun(text).1
}

/// A document of which only the front matter is known, and the offset behind that.
fn begun(text: &str) -> (Document, usize) {
    let mut document = Document::default();
    let mut at = top::behind_bom(text);
    if let Some((span, after)) = top::front_matter_span(text) {
        document.front_matter = Some(span);
        at = after;
    } else if let Some(unread) = top::unread_at_top(text) {
        at = unread.end;
        document.comments.push(unread.clone());
        document.unread_front_matter.push(unread);
    }
    (document, at)
}

pub(super) fn scan(text: String) -> Document {
    let (mut document, mut at) = begun(&text);
    let bytes = text.as_bytes();
    let mut state = ScanState::default();
    while at < bytes.len() {
        let end = memchr::memchr(b'\n', bytes.get(at..).unwrap_or(&[]))
            .map_or(bytes.len(), |length| at + length + 1);
        line(&text, at, end, &mut state, &mut document);
        at = end.max(state.behind);
    }
    if let Some((start, _)) = state.comment {
        document.comments.push(start..text.len());
        document.unclosed = Some((start, Unclosed::Comment));
    } else if let Some((_, _, start)) = state.fence {
        document.unclosed = Some((start, Unclosed::Fence));
    } else if let Some((HtmlBlock::Until(_), start)) = state.html {
        document.unclosed = Some((start, Unclosed::Html));
    }
    document
        .conflicts
        .extend(conflict::unfinished(state.conflict, text.len()));
    close_section(&mut document, text.len());
    document.text = text;
    find_markers(&mut document);
    hide_last_key(&mut document);
    document
}

/// A reason to skip in the file's last line, with nothing else below its heading, is meant as front matter: no answer.
fn hide_last_key(document: &mut Document) {
    let Some(line) = top::unread_at_end(&document.text) else {
        return;
    };
    let Some(section) = document.sections.last() else {
        return;
    };
    let above = section.body.start..line.start;
    let is_hidden = document.unclosed.is_some()
        || document
            .comments
            .last()
            .is_some_and(|last| last.end > line.start);
    if above.start > above.end || is_hidden {
        return;
    }
    let mut words = String::new();
    let mut from = above.start;
    for comment in document.comments_in(&above) {
        words.push_str(document.slice(&(from..comment.start)));
        from = comment.end;
    }
    words.push_str(document.slice(&(from..above.end)));
    if crate::kinds::is_blank_answer(&words) {
        document.comments.push(line.clone());
        document.unread_front_matter.push(line);
    }
}

fn line(text: &str, start: usize, end: usize, state: &mut ScanState, document: &mut Document) {
    let full = text.get(start..end).unwrap_or("");
    let line = full
        .strip_suffix('\n')
        .unwrap_or(full)
        .trim_end_matches('\r');
    // Told by one byte, since this is asked of every line.
    let first = line.bytes().find(|byte| !matches!(byte, b' ' | b'\t'));
    let is_mark = matches!(first, Some(b'<' | b'|' | b'=' | b'>' | b'\\' | b'&'))
        && !line.starts_with("<!")
        && is_mark(text, (line, start, end), state, document);
    if state.comment.is_some() {
        comments((text, line), start, state, document);
        return;
    }
    let indent = line.bytes().take_while(|byte| *byte == b' ').count();
    let content = line.get(indent..).unwrap_or("");
    if let Some((mark, length, _)) = state.fence {
        if indent <= 3 && closes_fence(content.trim_end(), mark, length) {
            state.fence = None;
        }
        return;
    }
    if is_mark {
        // Words above a line of ======= are no heading here.
        state.paragraph = None;
        return;
    }
    if first == Some(b'>') && conflict::is_note(line) {
        note(text, start, state, document);
        return;
    }
    if first.is_none_or(|byte| !byte.is_ascii_graphic()) && content.trim().is_empty() {
        // A blank line ends a paragraph and most HTML blocks.
        state.paragraph = None;
        if matches!(state.html, Some((HtmlBlock::UntilBlank, _))) {
            state.html = None;
        }
        return;
    }
    if let Some((block, _)) = state.html {
        if block.ends_in(line) {
            state.html = None;
        }
        comments((text, line), start, state, document);
        return;
    }
    // Further in it is indented code, or goes on with what stands above.
    if indent <= 3 && !content.starts_with('\t') {
        let place = Line {
            start,
            end,
            indent,
            content,
        };
        match begins(text, place, state, document) {
            Begun::Fence => return,
            Begun::Block => {}
            Begun::Words => words(place, state),
        }
    } else if state.paragraph.is_none() && !state.container {
        // Code: what stands in it is text.
        return;
    }
    comments((text, line), start, state, document);
}

/// Notes a line that is a mark of a merge; gives whether it is one.
fn is_mark(
    text: &str,
    (line, start, end): (&str, usize, usize),
    state: &mut ScanState,
    document: &mut Document,
) -> bool {
    let (paragraph, is_title) = (state.paragraph, document.sections.is_empty());
    let is_shown = state.comment.is_none() && state.fence.is_none() && state.html.is_none();
    let underlines = || {
        // Whoever underlines a heading of another length with exactly seven would be rare.
        let above = paragraph.and_then(|paragraph| text.get(paragraph..start));
        let length = above.map(|above| above.trim().chars().count());
        !is_shown || is_title || length == Some(conflict::MARK_LENGTH)
    };
    let (open, found) = (&mut state.conflict, &mut document.conflicts);
    conflict::look(line, (start, end), open, found, underlines)
}

/// Notes the note above a conflict of ours, which begins there.
fn note(text: &str, start: usize, state: &mut ScanState, document: &mut Document) {
    let rest = text.get(start..).unwrap_or("");
    let length = conflict::note_length(rest);
    let words = rest.get(..length).unwrap_or("").trim_end();
    document.comments.push(start..start + words.len());
    state.paragraph = None;
    state.behind = start + length;
}

/// A line outside fences, comments and HTML blocks.
#[derive(Clone, Copy)]
struct Line<'a> {
    start: usize,
    end: usize,
    indent: usize,
    content: &'a str,
}

/// What a line begins.
enum Begun {
    /// A code fence: nothing in it is looked at.
    Fence,
    /// A heading, an HTML block or a comment.
    Block,
    /// None of these.
    Words,
}

/// Notes what begins with a line: a heading, a fence, an HTML block.
#[expect(
    clippy::too_many_lines,
    reason = "one arm for each mark that may begin a line"
)]
fn begins(text: &str, line: Line<'_>, state: &mut ScanState, document: &mut Document) -> Begun {
    let Line {
        start,
        end,
        indent,
        content,
    } = line;
    let Some(first) = content.bytes().next() else {
        return Begun::Words;
    };
    match first {
        b'#' => {
            let Some(title) = atx_title(content) else {
                if is_deeper_heading(content) {
                    // It begins no section, but ends a paragraph: no line below can make it part of a heading.
                    state.paragraph = None;
                    return Begun::Block;
                }
                return Begun::Words;
            };
            let offset = start + indent;
            let level = if content.starts_with("##") { 2 } else { 1 };
            open_section(
                document,
                start,
                level,
                offset + title.start..offset + title.end,
                end,
            );
            state.paragraph = None;
            state.container = false;
            Begun::Block
        }
        b'`' | b'~' => {
            let length = content.bytes().take_while(|byte| *byte == first).count();
            let info = content.get(length..).unwrap_or("");
            if length < 3 || (first == b'`' && info.contains('`')) {
                return Begun::Words;
            }
            state.fence = Some((first, length, start));
            state.paragraph = None;
            Begun::Fence
        }
        b'=' | b'-' if content.trim_end().bytes().all(|byte| byte == first) => {
            let Some(paragraph) = state.paragraph.take().filter(|_| !state.container) else {
                return Begun::Words;
            };
            let words = text.get(paragraph..start).unwrap_or("");
            let lead = words.len() - words.trim_start().len();
            let title = paragraph + lead..paragraph + words.trim_end().len();
            open_section(
                document,
                paragraph,
                if first == b'=' { 1 } else { 2 },
                title,
                end,
            );
            Begun::Block
        }
        b'<' if content.starts_with("<!--") => {
            state.paragraph = None;
            Begun::Block
        }
        b'<' => match HtmlBlock::begun_by(content, state.paragraph.is_some()) {
            Some(block) => {
                state.paragraph = None;
                state.html = Some((block, start)).filter(|(block, _)| !block.ends_in(content));
                Begun::Block
            }
            None => Begun::Words,
        },
        b's' | b'S' | b'p' | b'P' | b'b' | b'B' | b'd' | b'D' if top::has_our_key(content) => {
            let Some(unread) = top::unread_at(text, start) else {
                return Begun::Words;
            };
            state.paragraph = None;
            state.behind = unread.end;
            document.comments.push(unread.clone());
            document.unread_front_matter.push(unread);
            Begun::Block
        }
        _ => Begun::Words,
    }
}

/// Notes a line of ordinary words: a paragraph, a list item, a quotation, a table row.
fn words(line: Line<'_>, state: &mut ScanState) {
    if state.paragraph.is_some() {
        return;
    }
    let begins_item = line.content.starts_with(['>', '|'])
        || crate::kinds::without_bullet(line.content).len() < line.content.len();
    if begins_item {
        state.container = true;
    } else if line.indent == 0 {
        state.container = false;
    }
    state.paragraph = Some(line.start);
}

fn closes_fence(line: &str, mark: u8, length: usize) -> bool {
    line.len() >= length && line.bytes().all(|byte| byte == mark)
}

fn open_section(
    document: &mut Document,
    start: usize,
    level: u8,
    title: Range<usize>,
    body: usize,
) {
    close_section(document, start);
    document.sections.push(Section {
        start,
        level,
        title,
        body: body..body,
        marker: None,
        second_marker: None,
        form: OnceLock::new(),
    });
}

fn close_section(document: &mut Document, end: usize) {
    if let Some(last) = document.sections.last_mut() {
        last.body.end = end.max(last.body.start);
    }
}

/// Whether a comment among words ends before the next blank line: otherwise it is text, as CommonMark has it.
fn ends_in_paragraph(text: &str) -> bool {
    let mut lines = text.lines().take_while(|line| !line.trim().is_empty());
    lines.any(|line| line.contains("-->"))
}

/// Notes the comments of a line; one may begin or end elsewhere.
fn comments(
    (text, line): (&str, &str),
    start: usize,
    state: &mut ScanState,
    document: &mut Document,
) {
    let end = start + line.len();
    let mut at = start;
    loop {
        if let Some((open, close)) = state.comment {
            let Some(close) = close.filter(|close| *close <= end) else {
                return;
            };
            at = close;
            document.comments.push(open..at);
            state.comment = None;
        } else {
            let open = state.angle_from(at, text);
            if open >= end {
                return;
            }
            let rest = text.get(open..).unwrap_or("");
            if !rest.starts_with("<!--") {
                at = open + 1;
                continue;
            }
            at = open + 4;
            // Between backticks it is code, and behind a backslash text.
            let before = text.get(start..open).unwrap_or("");
            let ticks = before.bytes().filter(|byte| *byte == b'`').count();
            let escapes = before.len() - before.trim_end_matches('\\').len();
            let is_text = || {
                let words = before.trim_start_matches(['>', ' ', '\t']);
                let inline = !crate::kinds::without_bullet(words).trim().is_empty();
                inline && !ends_in_paragraph(rest)
            };
            if ticks % 2 == 1 || escapes % 2 == 1 || is_text() {
                continue;
            }
            let rest = rest.get(4..).unwrap_or("");
            // `<!-->` and `<!--->` are whole comments.
            let length = if rest.starts_with('>') {
                Some(1)
            } else if rest.starts_with("->") {
                Some(2)
            } else {
                COMMENT_END.find(rest.as_bytes()).map(|found| found + 3)
            };
            state.comment = Some((open, length.map(|length| at + length)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles(text: &str) -> Vec<String> {
        let document = scan(text.to_owned());
        document
            .sections
            .iter()
            .map(|section| document.slice(&section.title).to_owned())
            .collect()
    }

    #[test]
    fn headings_as_commonmark_has_them() {
        for (text, expected) in [
            ("# A\n## B\n### C\ntext", vec!["A", "B"]),
            ("#A\n####### B\n# \n", vec![""]),
            ("A\n===\nB\n---\n", vec!["A", "B"]),
            ("A\nmore\n---\n", vec!["A\nmore"]),
            ("### A\nB\n===\n", vec!["B"]),
            ("- A\n---\n## B", vec!["B"]),
            ("- A\n\n  more\n---\n", vec![]),
            ("> A\n---\n", vec![]),
            ("\n---\n", vec![]),
            ("## A ##\n  ## B\n    ## C", vec!["A", "B"]),
            ("```\n## A\n```\n## B", vec!["B"]),
            ("~~~ x\n```\n## A\n~~~\n## B", vec!["B"]),
            ("````\n```\n## A\n````\n## B", vec!["B"]),
            ("<!--\n## A\n-->\n## B", vec!["B"]),
            ("a <!-- b\n## A --> c\n## B", vec!["B"]),
            ("`<!--` is code\n## A", vec!["A"]),
            ("a\n<pre>\n\n## A\n\n</pre>\n## B", vec!["B"]),
            ("\\<!-- is text\n## A", vec!["A"]),
            ("# T\n\n    <!-- is code\n## A", vec!["T", "A"]),
            ("- x\n\n    <!-- in an item\n## A", vec![]),
            ("<details>\n## A\n\n## B\n</details>", vec!["B"]),
            ("<pre>\n\n## A\n</pre>\n## B", vec!["B"]),
            ("<https://example.org>\n## A", vec!["A"]),
            ("<a id=\"x\"></a>\n## A", vec!["A"]),
            ("<span>x</span> y\n## A\n<b></b>\n# B", vec!["A", "B"]),
            ("<a id=\"x\">\n## A\n\n## B", vec!["B"]),
            ("x\n<a id=\"x\">\n## A", vec!["A"]),
            ("x\n<div>\n## A\n\n## B", vec!["B"]),
            ("</pre>\n## A", vec!["A"]),
            ("| a |\n| --- |\n## A", vec!["A"]),
            ("\u{feff}## A\r\nx\r\n## B\r\n", vec!["A", "B"]),
            ("---\nkey: 1\n---\n## A", vec!["A"]),
        ] {
            assert_eq!(titles(text), expected, "{text:?}");
        }
    }

    #[test]
    fn the_comment_names_the_output() {
        let document = scan("## T\n\n<!-- output: a-b. Required. -->\nx\n## U\n<!--output: c-->\n<!-- output: d -->".to_owned());
        let names: Vec<Option<&str>> = document
            .sections
            .iter()
            .map(|section| document.marked(section))
            .collect();
        assert_eq!(names, [Some("a-b"), Some("c")]);
        assert!(document.sections[1].second_marker.is_some());
    }

    #[test]
    fn a_comment_is_seen_below_a_first_letter_of_many_bytes() {
        let document = scan("日本語 <!-- a -->\n\n<!-- b -->\n".to_owned());
        let comments = document.comments_in(&(0..document.text.len()));
        let seen: Vec<&str> = comments.iter().map(|at| document.slice(at)).collect();
        assert_eq!(seen, ["<!-- a -->", "<!-- b -->"]);
    }

    #[test]
    fn what_is_not_closed_is_known() {
        assert_eq!(
            scan("a\n<!-- b".to_owned()).unclosed,
            Some((2, Unclosed::Comment))
        );
        assert_eq!(
            scan("a\n```\nb".to_owned()).unclosed,
            Some((2, Unclosed::Fence))
        );
        assert_eq!(scan("<!-->\na <!-- b --> c".to_owned()).unclosed, None);
    }
}
