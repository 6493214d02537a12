//! A text's words as a reader of the rendered page sees them, block by block, with the places where they stand.

use super::scan;
use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use std::ops::Range;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum BlockKind {
    Heading(u8),
    /// A row of a table, also of one that a formatter took for a paragraph.
    Row,
    /// A paragraph, an entry of a list, words of HTML.
    Text,
    Comment,
    EndTag,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RenderedWord {
    pub text: String,
    pub place: Range<usize>,
}

/// Words which belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct RenderedBlock {
    pub kind: BlockKind,
    pub words: Vec<RenderedWord>,
}

/// All blocks of a text with words in them; without its front matter. What no reader sees, such as the target of a link,
/// is a block of its own at the end.
pub(super) fn blocks(text: &str) -> Vec<RenderedBlock> {
    let mut found = ReadBlocks {
        lines: Lines::of(text),
        blocks: Vec::new(),
    };
    within(text, 0, 0, &mut found);
    let unseen = found.lines.unseen(text);
    found.blocks.extend(unseen);
    found.blocks
}

struct ReadBlocks {
    lines: Lines,
    blocks: Vec<RenderedBlock>,
}

/// The lines of a text, and which of them a reader sees.
struct Lines {
    starts: Vec<usize>,
    seen: Vec<bool>,
}

impl Lines {
    fn of(text: &str) -> Self {
        let ends = memchr::memchr_iter(b'\n', text.as_bytes()).map(|end| end + 1);
        let starts: Vec<usize> = std::iter::once(0).chain(ends).collect();
        Self {
            seen: vec![false; starts.len()],
            starts,
        }
    }

    fn see(&mut self, span: Range<usize>) {
        let first = self.starts.partition_point(|start| *start <= span.start);
        let last = self.starts.partition_point(|start| *start < span.end);
        let lines = self.seen.get_mut(first.saturating_sub(1)..last);
        lines.into_iter().flatten().for_each(|line| *line = true);
    }

    /// Lines of which a parser makes nothing that is shown, but that have letters: definitions of links, what is said
    /// beside the mark of a fence.
    fn unseen(&self, text: &str) -> Vec<RenderedBlock> {
        let ends = self.starts.iter().skip(1).copied().chain([text.len()]);
        let lines = self.starts.iter().zip(ends).zip(&self.seen);
        let unseen = lines.filter(|(_, seen)| !**seen);
        let blocks = unseen.filter_map(|((start, end), _)| {
            let line = text.get(*start..end)?;
            let letters = line.chars().filter(|character| character.is_alphabetic());
            let mut piece = Piece::default();
            let marks = ['`', '~'];
            let words = line.trim_start().trim_start_matches(marks);
            let from = *start + line.len() - words.len();
            piece.push(words, &(from..end));
            (letters.count() > 1).then(|| RenderedBlock {
                kind: BlockKind::Text,
                words: piece.words(),
            })
        });
        blocks.filter(|block| !block.words.is_empty()).collect()
    }
}

/// How deep fenced Markdown may hold fenced Markdown.
const DEEPEST: usize = 3;

fn within(text: &str, base: usize, depth: usize, found: &mut ReadBlocks) {
    // A blank in a fence has no front matter of its own: whatever stands there is on the page.
    let start = if depth == 0 {
        scan::body_start(text)
    } else {
        0
    };
    let body = text.get(start..).unwrap_or("");
    found.lines.see(base..base + start);
    let mut reader = EventReader {
        body,
        base: base + start,
        depth,
        kind: BlockKind::Text,
        piece: Piece::default(),
        fence: None,
        link: None,
        found,
    };
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
    for (event, range) in Parser::new_ext(body, options).into_offset_iter() {
        reader.see(event, range);
    }
    reader.flush();
}

/// Rendered characters with the place of each in the source.
#[derive(Default)]
struct Piece(Vec<(char, Range<usize>)>);

impl Piece {
    fn push(&mut self, text: &str, range: &Range<usize>) {
        let is_as_written = text.len() <= range.len();
        // Of inline code and the like, marks stand on both sides.
        let margin = range.len().saturating_sub(text.len()) / 2;
        for (at, character) in text.char_indices() {
            let from = if is_as_written {
                range.start + margin + at
            } else {
                range.start
            };
            self.0.push((character, from..from + character.len_utf8()));
        }
    }

    fn break_word(&mut self) {
        self.0.push((' ', 0..0));
    }

    fn text(&self) -> String {
        self.0.iter().map(|(character, _)| *character).collect()
    }

    fn words(&self) -> Vec<RenderedWord> {
        let words = self.0.split(|(character, _)| character.is_whitespace());
        let words = words.filter(|word| word.iter().any(|(character, _)| says(*character)));
        let made = words.filter_map(|word| {
            let (first, last) = (word.first()?, word.last()?);
            Some(RenderedWord {
                text: word
                    .iter()
                    .map(|(character, _)| plain(*character))
                    .collect(),
                place: first.1.start..last.1.end,
            })
        });
        made.collect()
    }
}

/// Whether a character says anything: a letter, a digit, a picture.
fn says(character: char) -> bool {
    let code = character as u32;
    let is_box = (0x2610..=0x2612).contains(&code);
    character.is_alphanumeric()
        || super::any::ALL
            .iter()
            .any(|(any, _)| any.contains(character))
        || character == PICTURE
        || (0x2600..0x27c0).contains(&code) && !is_box
        || (0x1_f000..0x1_fb00).contains(&code)
}

/// Begins the word that stands for an image, or for a link without words; its target follows.
const PICTURE: char = '\u{fffc}';

/// Quotation marks as a keyboard has them: programs curl them.
fn plain(character: char) -> char {
    match character {
        '\u{2018}' | '\u{2019}' => '\'',
        '\u{201c}' | '\u{201d}' => '"',
        other => other,
    }
}

struct EventReader<'a> {
    body: &'a str,
    base: usize,
    depth: usize,
    kind: BlockKind,
    piece: Piece,
    /// Of the fence that is open: whether it holds Markdown, and the place of what is in it.
    fence: Option<(bool, Option<Range<usize>>)>,
    /// Target of the open link, and how much stood before it.
    link: Option<(String, usize)>,
    found: &'a mut ReadBlocks,
}

impl EventReader<'_> {
    fn see(&mut self, event: Event<'_>, range: Range<usize>) {
        let place = self.base + range.start..self.base + range.end;
        let is_shown = !matches!(event, Event::Start(_) | Event::End(_) | Event::Rule);
        match event {
            Event::Start(tag) => self.start(tag, &range),
            Event::End(tag) => self.end(tag, &range),
            Event::Text(text) => {
                if let Some((_, place)) = &mut self.fence {
                    let start = place.as_ref().map_or(range.start, |place| place.start);
                    *place = Some(start..range.end);
                }
                self.piece.push(&text, &range);
            }
            Event::Code(text) | Event::Html(text) => self.piece.push(&text, &range),
            Event::InlineHtml(text) => self.inline_html(&text, &range),
            Event::SoftBreak | Event::HardBreak => self.piece.break_word(),
            Event::Rule => self.flush(),
            _ => return,
        }
        if is_shown {
            self.found.lines.see(place);
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => {}
            Tag::Link { dest_url, .. } => {
                self.link = Some((dest_url.into_string(), self.piece.0.len()));
            }
            Tag::Image { dest_url, .. } => self.picture(&dest_url, range),
            Tag::TableCell => self.piece.break_word(),
            Tag::Heading { level, .. } => self.begin(BlockKind::Heading(number(level))),
            Tag::TableHead | Tag::TableRow => self.begin(BlockKind::Row),
            Tag::CodeBlock(kind) => {
                self.begin(BlockKind::Text);
                let is_markdown = matches!(&kind, CodeBlockKind::Fenced(info)
                    if ["markdown", "md"].contains(&info.split_whitespace().next().unwrap_or("")));
                self.fence = Some((is_markdown, None));
            }
            _ => self.begin(BlockKind::Text),
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Image => {}
            TagEnd::TableCell => self.piece.break_word(),
            TagEnd::Link => {
                if let Some((target, before)) = self.link.take()
                    && self.piece.0.len() == before
                {
                    self.picture(&target, range);
                }
            }
            TagEnd::HtmlBlock => self.html_block(),
            TagEnd::CodeBlock => self.code_block(),
            _ => self.flush(),
        }
    }

    fn picture(&mut self, target: &str, range: &Range<usize>) {
        self.piece.break_word();
        self.piece.0.push((PICTURE, range.clone()));
        let target = target
            .chars()
            .filter(|character| !character.is_whitespace());
        self.piece
            .0
            .extend(target.map(|character| (character, range.clone())));
        self.piece.break_word();
    }

    fn begin(&mut self, kind: BlockKind) {
        self.flush();
        self.kind = kind;
    }

    /// The words so far as a block.
    fn flush(&mut self) {
        let piece = std::mem::take(&mut self.piece);
        let is_row = self.kind == BlockKind::Text && piece.text().trim_start().starts_with('|');
        let kind = if is_row { BlockKind::Row } else { self.kind };
        self.kind = BlockKind::Text;
        self.add(kind, piece.words());
    }

    fn add(&mut self, kind: BlockKind, mut words: Vec<RenderedWord>) {
        if words.is_empty() {
            return;
        }
        for word in &mut words {
            word.place = self.base + word.place.start..self.base + word.place.end;
        }
        self.found.blocks.push(RenderedBlock { kind, words });
    }

    fn code_block(&mut self) {
        let Some((true, Some(place))) = self.fence.take() else {
            self.flush();
            return;
        };
        // In a list or quotation something stands before each line: then its words are read as they are.
        let inner = self.body.get(place.clone()).unwrap_or("");
        let is_in_one = inner.replace('\r', "") == self.piece.text().replace('\r', "");
        if self.depth >= DEEPEST || !is_in_one {
            self.flush();
            return;
        }
        self.piece = Piece::default();
        within(inner, self.base + place.start, self.depth + 1, self.found);
    }

    /// HTML of its own: comments, tags, and words between them.
    fn html_block(&mut self) {
        let piece = std::mem::take(&mut self.piece);
        let text = piece.text();
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let place = |offset: usize| starts.partition_point(|start| *start < offset);
        let part = |from: usize, to: usize| {
            Piece(piece.0.get(place(from)..place(to)).unwrap_or(&[]).to_vec()).words()
        };
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let next = rest.find('<').map_or(rest.len(), |found| found);
            self.add(BlockKind::Text, part(at, at + next));
            let tag = rest.get(next..).unwrap_or("");
            if tag.is_empty() {
                break;
            }
            let (kind, open, length) = markup(tag);
            let words = part(at + next + open, at + next + length);
            self.add_markup(kind, words);
            at += next + length;
        }
    }

    fn inline_html(&mut self, text: &str, range: &Range<usize>) {
        let (kind, open, length) = markup(text);
        let mut piece = Piece::default();
        let inner = text.get(open..length).unwrap_or("");
        piece.push(inner, &(range.start + open..range.end));
        self.add_markup(kind, piece.words());
        if text.starts_with("<br") {
            self.piece.break_word();
        }
    }

    /// A tag says something only where it has attributes: `<img src=...>`, or words that happen to stand between the marks.
    fn add_markup(&mut self, kind: BlockKind, words: Vec<RenderedWord>) {
        if kind != BlockKind::Text || words.len() > 1 {
            self.add(kind, words);
        }
    }
}

/// What begins with a `<`: what it is, where its words begin, and its length.
fn markup(text: &str) -> (BlockKind, usize, usize) {
    if text.starts_with("<!--") {
        let end = text.find("-->").map_or(text.len(), |end| end + 3);
        return (BlockKind::Comment, 4.min(end), end);
    }
    let rest = text.get(1..).unwrap_or("");
    let is_tag =
        rest.starts_with(|first: char| first.is_ascii_alphabetic() || "/!?".contains(first));
    let end = rest.find(['<', '>']).map(|end| end + 1);
    match end.filter(|end| is_tag && text.get(*end..).is_some_and(|at| at.starts_with('>'))) {
        Some(end) if rest.starts_with('/') => (BlockKind::EndTag, 2, end),
        Some(end) => (BlockKind::Text, 1, end + 1),
        None => (BlockKind::Text, 1, 1),
    }
}

fn number(level: HeadingLevel) -> u8 {
    level as u8
}
