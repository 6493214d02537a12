//! Which words of a record the program wrote, by what they say to a reader of the rendered page: white space, wrapping,
//! escapes and marks make no difference, so formatters don't.

use super::conflict::NOTE;
use super::rendered::{BlockKind, RenderedBlock, RenderedWord, blocks};
use super::{any, scan};
use regex::Regex;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;

/// Begins what the program writes beyond a toolkit's words.
pub const LIVE: &str = "<!-- live: written by redesign, down to the end mark; write below that -->";
pub const LIVE_END: &str = "<!-- live: end -->";

/// Fewest words of ours that are known again in the middle of a paragraph.
const FEWEST: usize = 4;
/// Most words that a block of ours with a plan's own words in it can have.
const MOST: usize = 1000;

/// The words that the program writes for one activity.
#[derive(Debug, Default)]
pub struct Ours {
    /// Each as a whole file.
    texts: Vec<String>,
    /// What stands in them before the first output.
    begins: Vec<Beginning>,
    /// A live part of another form than between [`LIVE`] and [`LIVE_END`].
    live: Option<String>,
    /// Made for the first file that isn't as we wrote it.
    blocks: OnceLock<Blocks>,
}

/// Their blocks.
#[derive(Debug, Default)]
struct Blocks {
    plain: BTreeSet<(BlockKind, Vec<String>)>,
    /// Blocks in which something differs from plan to plan.
    patterns: Vec<(BlockKind, Regex)>,
    /// What begins a live part, and how it ends.
    live: Vec<Live>,
}

/// What stands before the first output, cut where something differs from plan to plan.
#[derive(Debug)]
struct Beginning {
    first: String,
    /// What may differ, with the words that follow it.
    rest: Vec<(char, String)>,
}

impl Beginning {
    /// None of a text without words.
    fn of(written: &str) -> Option<Self> {
        let mut places = written.match_indices(any::is_any).peekable();
        let first = places.peek().map_or(written.len(), |(at, _)| *at);
        let mut rest = Vec::new();
        while let Some((at, any)) = places.next() {
            let end = places.peek().map_or(written.len(), |(next, _)| *next);
            let words = written.get(at + any.len()..end)?;
            rest.push((any.chars().next()?, words.to_owned()));
        }
        let first = written.get(..first)?.to_owned();
        (!written.is_empty()).then_some(Self { first, rest })
    }

    /// Whether a text is this, word for word but for what differs: told in one pass.
    fn is_of(&self, text: &str) -> bool {
        let Some(mut left) = text.strip_prefix(self.first.as_str()) else {
            return false;
        };
        let last = self.rest.len().saturating_sub(1);
        for (at, (any, words)) in self.rest.iter().enumerate() {
            let end = if at == last {
                left.strip_suffix(words.as_str()).map(str::len)
            } else {
                left.find(words)
            };
            let Some((differing, after)) = end.and_then(|end| left.split_at_checked(end)) else {
                return false;
            };
            if !any::allows(*any, differing) {
                return false;
            }
            left = after.get(words.len()..).unwrap_or("");
        }
        left.is_empty()
    }
}

#[derive(Debug)]
struct Live {
    kind: BlockKind,
    begins: Regex,
    end: (BlockKind, Vec<String>),
}

impl Live {
    fn is_begun_by(&self, block: &RenderedBlock) -> bool {
        self.kind == block.kind && {
            let words = joined(&block.words);
            matched(&self.begins, &words) == Some(words.len())
        }
    }

    fn is_ended_by(&self, block: &RenderedBlock) -> bool {
        self.end.0 == block.kind && texts_of(&block.words) == self.end.1
    }
}

impl Ours {
    /// From what is written, each text as a whole file. `live` is a live part of another form: its first block begins one,
    /// with any day where `DAY` stands, and its last one ends it.
    pub fn of(texts: Vec<String>, live: Option<&str>) -> Self {
        let begins = texts.iter().map(|text| beginning(before_outputs(text)));
        Self {
            begins: begins.filter_map(Beginning::of).collect(),
            texts,
            live: live.map(|live| live.replace("DAY", any::DAY)),
            blocks: OnceLock::new(),
        }
    }

    /// Whether what stands before the first output is as it is written.
    pub fn begins_with(&self, text: &str) -> bool {
        let begin = beginning(text);
        self.begins.iter().any(|written| written.is_of(begin))
    }

    fn blocks(&self) -> &Blocks {
        self.blocks
            .get_or_init(|| Blocks::of(&self.texts, self.live.as_ref()))
    }

    /// The words of a text that are somebody else's: for each line with such words, from the first to the last of them, in
    /// order. What stands in front matter isn't looked at.
    pub fn foreign(&self, text: &str) -> Vec<Range<usize>> {
        let known = self.blocks();
        let mut words: Vec<Range<usize>> = known
            .without_live(blocks(text))
            .iter()
            .flat_map(|block| known.others_in(text, block))
            .collect();
        words.sort_by_key(|word| word.start);
        let mut lines: Vec<Range<usize>> = Vec::new();
        for word in words {
            // Code may be broken in the middle of a word.
            let written = text.get(word.clone()).unwrap_or("");
            let length = written.find('\n').unwrap_or(written.len());
            let word = word.start..word.start + length;
            match lines.last_mut() {
                Some(line) if !has_line_end(text, line.start..word.start) => {
                    line.end = line.end.max(word.end);
                }
                _ => lines.push(word),
            }
        }
        lines
    }
}

impl Blocks {
    fn of(texts: &[String], live: Option<&String>) -> Self {
        let mut known = Self::default();
        let marks = format!("{LIVE}\n\n{LIVE_END}");
        for part in live.into_iter().chain([&marks]) {
            let all = blocks(part);
            if let (Some(first), Some(last)) = (all.first(), all.last())
                && let Some(begins) = pattern(&joined(&first.words))
            {
                known.live.push(Live {
                    kind: first.kind,
                    begins,
                    end: (last.kind, texts_of(&last.words)),
                });
            }
        }
        let note = NOTE.to_owned();
        for text in texts.iter().chain([&note]) {
            for block in known.without_live(blocks(text)) {
                let words = joined(&block.words);
                if any::ALL.iter().any(|(any, _)| words.contains(any)) {
                    known
                        .patterns
                        .extend(pattern(&words).map(|pattern| (kind_of(&block), pattern)));
                } else {
                    known
                        .plain
                        .insert((kind_of(&block), texts_of(&block.words)));
                }
            }
        }
        known
    }

    /// Blocks outside of live parts; a part without an end is none.
    fn without_live(&self, blocks: Vec<RenderedBlock>) -> Vec<RenderedBlock> {
        let mut kept = Vec::with_capacity(blocks.len());
        let mut open: Option<(&Live, usize)> = None;
        for block in blocks {
            if let Some((live, _)) = open {
                if live.is_ended_by(&block) {
                    let (_, from) = open.take().unwrap_or((live, kept.len()));
                    kept.truncate(from);
                    continue;
                }
            } else if let Some(live) = self.live.iter().find(|live| live.is_begun_by(&block)) {
                open = Some((live, kept.len()));
            }
            kept.push(block);
        }
        kept.retain(|block| block.kind != BlockKind::EndTag);
        kept
    }

    /// Places of the words in a block that aren't ours.
    fn others_in(&self, text: &str, block: &RenderedBlock) -> Vec<Range<usize>> {
        let mut others = Vec::new();
        let kind = kind_of(block);
        let texts = texts_of(&block.words);
        if self.plain.contains(&(kind, texts.clone())) {
            return others;
        }
        let mut at = 0;
        while let Some(word) = block.words.get(at) {
            let rest = texts.get(at..).unwrap_or(&[]);
            let before = at.checked_sub(1).and_then(|before| block.words.get(before));
            let begins_line =
                before.is_none_or(|before| has_line_end(text, before.place.end..word.place.start));
            let length = if begins_line {
                self.length(kind, rest)
            } else {
                0
            };
            let is_whole = at == 0 && length == rest.len();
            if is_whole || length >= FEWEST {
                at += length;
            } else {
                others.push(word.place.clone());
                at += 1;
            }
        }
        others
    }

    /// How many of these words, from the first on, are one of our longer blocks: the longest that fits.
    fn length(&self, kind: BlockKind, all: &[String]) -> usize {
        let start: Vec<String> = all.iter().take(FEWEST).cloned().collect();
        let plain = self
            .plain
            .range((kind, start.clone())..)
            .take_while(|(one, words)| *one == kind && words.starts_with(&start))
            .filter(|(_, words)| all.starts_with(words))
            .map(|(_, words)| words.len());
        let text = all.get(..all.len().min(MOST)).unwrap_or(all).join(" ");
        let patterns = self.patterns.iter().filter(|(one, _)| *one == kind);
        let patterns = patterns.filter_map(|(_, pattern)| matched(pattern, &text));
        let counted = patterns.map(|end| text.get(..end).unwrap_or("").split(' ').count());
        plain.chain(counted).max().unwrap_or(0)
    }
}

/// A text's beginning without front matter and white space around it.
fn beginning(text: &str) -> &str {
    text.get(scan::body_start(text)..).unwrap_or("").trim()
}

/// A text up to the heading of its first output; nothing of one that has no output.
fn before_outputs(text: &str) -> &str {
    let comment = text.find("\n<!-- output: ");
    let heading = comment.and_then(|comment| text.get(..comment)?.rfind("\n## "));
    heading.and_then(|end| text.get(..=end)).unwrap_or("")
}

/// Where a pattern that fits whole words from the first on ends.
fn matched(pattern: &Regex, words: &str) -> Option<usize> {
    let end = pattern.find(words)?.end();
    Some(words.get(..end)?.trim_end().len())
}

fn pattern(words: &str) -> Option<Regex> {
    let mut pattern = regex::escape(words);
    for (any, allowed) in any::ALL {
        pattern = pattern.replace(any, allowed);
    }
    Regex::new(&format!("^{pattern}(?: |$)")).ok()
}

/// A comment's words are ours wherever they stand: somebody may have damaged its marks.
fn kind_of(block: &RenderedBlock) -> BlockKind {
    match block.kind {
        BlockKind::Comment => BlockKind::Text,
        kind => kind,
    }
}

fn texts_of(words: &[RenderedWord]) -> Vec<String> {
    words.iter().map(|word| word.text.clone()).collect()
}

fn joined(words: &[RenderedWord]) -> String {
    texts_of(words).join(" ")
}

fn has_line_end(text: &str, span: Range<usize>) -> bool {
    text.get(span).is_some_and(|between| between.contains('\n'))
}
