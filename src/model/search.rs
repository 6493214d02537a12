//! Searching what teams wrote for words, whatever their capitals and accents.

use super::quote;
use super::record::Content;
use super::sought::plain;
use crate::document::{SKIPPED, body_start};
use crate::kinds::without_bullet;
use crate::toolkit::{Activity, OutputAt, Toolkit};
use std::borrow::Cow;
use std::cell::LazyCell;
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::LazyLock;

/// The words of a search: all must be in one answer, or in one note.
pub struct SearchWords<'a> {
    all: Vec<SearchWord>,
    /// Lines of toolkits with one of them. Made when a word is first found.
    ours: OurLines<'a>,
}

type OurLines<'a> = LazyLock<BTreeSet<Vec<u8>>, Box<dyn FnOnce() -> BTreeSet<Vec<u8>> + Send + 'a>>;

/// Letters and digits without accents, in lower case.
#[derive(Debug, Clone)]
struct SearchWord {
    plain: String,
    /// The rarest of its bytes, in both cases, and where it is in the word.
    rare: (u8, u8, usize),
}

/// A line with one of the words.
#[derive(Debug, PartialEq, Eq)]
pub struct FoundLine {
    /// The output it answers; `None` in a note.
    pub output: Option<OutputAt>,
    /// Counted from 1.
    pub line: usize,
    /// As written, without its bullet.
    pub words: String,
}

/// Letters of English, rarest last: a guess that only costs time where it is wrong.
const FREQUENT: &[u8] = b"etaoinshrdlcumwfgypbvkjxqz";

impl SearchWord {
    fn of(plain: &str) -> Self {
        let rank = |byte: u8| FREQUENT.iter().position(|one| *one == byte);
        let bytes = plain.bytes().enumerate();
        let rare = bytes.max_by_key(|(_, byte)| rank(*byte).unwrap_or(FREQUENT.len()));
        let (at, byte) = rare.unwrap_or((0, 0));
        Self {
            plain: plain.to_owned(),
            rare: (byte, byte.to_ascii_uppercase(), at),
        }
    }

    /// Offset at or behind `from` of the word in bytes, in any case of ASCII.
    fn find(&self, bytes: &[u8], from: usize) -> Option<usize> {
        let (lower, upper, at) = self.rare;
        let begin = from + at;
        let word = self.plain.as_bytes();
        memchr::memchr2_iter(lower, upper, bytes.get(begin..)?).find_map(|found| {
            let start = begin + found - at;
            let part = bytes.get(start..start + word.len())?;
            part.eq_ignore_ascii_case(word).then_some(start)
        })
    }

    fn is_in(&self, line: &str) -> bool {
        self.find(line.as_bytes(), 0).is_some()
            || !line.is_ascii() && plain(line).contains(&self.plain)
    }

    /// Whether a file may have the word outside of these lines. Told from its bytes, since most files have it nowhere.
    fn may_be_in(&self, bytes: &[u8], ours: &OurLines<'_>) -> bool {
        let mut from = 0;
        while let Some(found) = self.find(bytes, from) {
            let line = line_around(bytes, found);
            if !ours.contains(bytes.get(line.clone()).unwrap_or(&[]).trim_ascii()) {
                return true;
            }
            from = line.end;
        }
        let mut lines = bytes.split(|byte| *byte == b'\n');
        !bytes.is_ascii()
            && lines.any(|line| {
                let text = (!line.is_ascii()).then(|| String::from_utf8_lossy(line));
                text.is_some_and(|text| plain(&text).contains(&self.plain))
                    && !ours.contains(line.trim_ascii())
            })
    }
}

fn line_around(bytes: &[u8], at: usize) -> Range<usize> {
    let (before, behind) = bytes.split_at_checked(at).unwrap_or((bytes, &[]));
    let start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    let end = memchr::memchr(b'\n', behind).map_or(bytes.len(), |length| at + length);
    start..end.max(at + 1)
}

/// Whether a line of a toolkit's is no answer, wherever it is: a heading, a comment, the head of a table, or so long that
/// nobody writes the same.
fn is_never_an_answer(line: &str) -> bool {
    line.starts_with(['#', '<', '|']) || line.chars().count() >= 40
}

/// A record's text without front matter, in which only the reason why it is skipped is searched.
fn without_keys(text: &str) -> &str {
    let (keys, body) = text
        .split_at_checked(body_start(text))
        .unwrap_or(("", text));
    if keys.to_ascii_lowercase().contains(SKIPPED) {
        text
    } else {
        body
    }
}

impl SearchWords<'_> {
    /// `None` if there is no letter or digit to search for.
    pub fn of(words: &str) -> Option<Self> {
        let plain = plain(words);
        let all: Vec<SearchWord> = plain.split_whitespace().map(SearchWord::of).collect();
        let ours = LazyLock::new(Box::new(BTreeSet::new) as Box<_>);
        (!all.is_empty()).then_some(Self { all, ours })
    }

    /// The same, passing over the lines that toolkits write in these texts.
    #[must_use]
    pub fn without<'b>(self, texts: impl FnOnce() -> Vec<String> + Send + 'b) -> SearchWords<'b> {
        let all = self.all.clone();
        let made = move || {
            let texts = texts();
            let lines = texts.iter().flat_map(|text| text.lines().map(str::trim));
            let lines = lines.filter(|line| is_never_an_answer(line));
            let lines = lines.filter(|line| all.iter().any(|word| word.is_in(line)));
            lines.map(|line| line.as_bytes().to_vec()).collect()
        };
        SearchWords {
            all: self.all,
            ours: LazyLock::new(Box::new(made)),
        }
    }

    /// Whether a record with these bytes may have all words outside of such lines, or can't be searched.
    pub fn may_be_in(&self, bytes: &[u8]) -> bool {
        let is_there = |bytes: &[u8]| {
            let mut all = self.all.iter();
            all.all(|word| word.may_be_in(bytes, &self.ours))
        };
        match (std::str::from_utf8(bytes), is_there(bytes)) {
            (Err(_), _) => true,
            (Ok(_), false) => false,
            (Ok(text), true) => is_there(without_keys(text).as_bytes()),
        }
    }

    /// A line for people: without Markdown, and of a long one what is around the first of the words.
    pub fn excerpt(&self, line: &str, most: usize) -> String {
        let line = quote::plain(line);
        let found = self
            .all
            .iter()
            .filter_map(|word| word.find(line.as_bytes(), 0));
        let found = found.min().unwrap_or(0);
        let before = line.get(..line.floor_char_boundary(found)).unwrap_or("");
        if before.chars().count() * 2 <= most {
            return quote::short(&line, most);
        }
        // From a word on, a few words before.
        let few = before
            .char_indices()
            .rev()
            .nth(most / 3)
            .map_or(0, |(at, _)| at);
        let from = before.get(few..).and_then(|few| few.find(' '));
        let from = from.map_or(found, |at| few + at + 1);
        format!(
            "\u{2026}{}",
            quote::short(line.get(from..).unwrap_or(""), most - 1)
        )
    }

    /// The lines of a record with these words, in order.
    pub fn lines(
        &self,
        content: &Content,
        toolkit: &Toolkit,
        activity: &Activity,
    ) -> Vec<FoundLine> {
        let is_sought = |line: &str| {
            self.all.iter().any(|word| word.is_in(line))
                && !self.ours.contains(line.trim().as_bytes())
        };
        let mut found = Vec::new();
        for part in content.parts(toolkit, activity, &is_sought) {
            let has = |word: &SearchWord| part.lines.iter().any(|(_, line)| word.is_in(line));
            if self.all.iter().all(has) {
                let lines = part.lines.into_iter();
                found.extend(lines.map(|(start, line)| (start, part.output, line)));
            }
        }
        found.sort_by_key(|(start, ..)| *start);
        // Lines are counted once, from one found to the next.
        let (text, mut counted, mut number) = (content.document.text(), 0, 1);
        let numbered = found.into_iter().map(|(start, output, line)| {
            let passed = text.get(counted..start).unwrap_or("");
            number += passed.matches('\n').count();
            counted = start;
            FoundLine {
                output,
                line: number,
                words: without_bullet(line.trim()).trim().to_owned(),
            }
        });
        numbered.collect()
    }
}

/// Lines that people wrote in one section of a record, or as the reason why it is skipped.
struct SearchedPart<'a> {
    output: Option<OutputAt>,
    /// Each with its offset, without comments.
    lines: Vec<(usize, Cow<'a, str>)>,
}

impl Content {
    /// The sought lines that people wrote, section by section.
    fn parts(
        &self,
        toolkit: &Toolkit,
        activity: &Activity,
        is_sought: &dyn Fn(&str) -> bool,
    ) -> Vec<SearchedPart<'_>> {
        let text = self.document.text();
        let sections = self.document.sections();
        // Telling a note from the toolkit's words takes longer than all else: only where a sought line may be one.
        let foreign = LazyCell::new(|| toolkit.ours(activity.at).foreign(text));
        let is_foreign = |line: &Range<usize>| {
            let at = foreign.partition_point(|one| one.end <= line.start);
            foreign.get(at).is_some_and(|one| one.start < line.end)
        };
        let first = sections.first().map_or(text.len(), |section| section.start);
        let mut parts = vec![SearchedPart {
            output: None,
            lines: self.skipped_line(is_sought),
        }];
        let mut add = |output: Option<OutputAt>, span: Range<usize>| {
            let lines = self.lines_in(span).filter_map(|line| {
                let words = self.without_comments(&line);
                let is_theirs = is_sought(&words) && (output.is_some() || is_foreign(&line));
                is_theirs.then_some((line.start, words))
            });
            parts.push(SearchedPart {
                output,
                lines: lines.collect(),
            });
        };
        add(None, 0..first);
        for (at, section) in sections.iter().enumerate() {
            let end = sections.get(at + 1).map_or(text.len(), |next| next.start);
            match self.output_in(activity, at) {
                Some(output) => {
                    add(Some(output.at), section.body.clone());
                    add(None, section.body.end..end);
                }
                None => add(None, section.start..end),
            }
        }
        parts
    }

    /// The line with the reason why it is skipped.
    fn skipped_line(&self, is_sought: &dyn Fn(&str) -> bool) -> Vec<(usize, Cow<'_, str>)> {
        let Some(reason) = self.skipped.as_deref().filter(|reason| is_sought(reason)) else {
            return Vec::new();
        };
        let key = SKIPPED;
        let is_key = |line: &Range<usize>| {
            let words = self.document.slice(line).trim_start().as_bytes();
            words
                .get(..key.len())
                .is_some_and(|begin| begin.eq_ignore_ascii_case(key.as_bytes()))
        };
        let line = self.lines_in(0..self.document.text().len()).find(is_key);
        vec![(line.map_or(0, |line| line.start), Cow::Borrowed(reason))]
    }

    fn lines_in(&self, span: Range<usize>) -> impl Iterator<Item = Range<usize>> {
        let mut at = span.start;
        let lines = self.document.slice(&span).split_inclusive('\n');
        lines.map(move |line| {
            let start = at;
            at += line.len();
            start..at
        })
    }

    fn without_comments(&self, line: &Range<usize>) -> Cow<'_, str> {
        // One that began in a line above may end in this one.
        let comments = self.document.comments_in(&(0..line.end));
        let first = comments.partition_point(|comment| comment.end <= line.start);
        let comments = comments.get(first..).unwrap_or(&[]);
        if comments.is_empty() {
            return Cow::Borrowed(self.document.slice(line));
        }
        let mut words = String::new();
        let mut at = line.start;
        for comment in comments {
            words.push_str(self.document.slice(&(at..comment.start.max(at))));
            at = comment.end.min(line.end);
        }
        words.push_str(self.document.slice(&(at..line.end)));
        Cow::Owned(words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_in(words: &str, text: &str) -> bool {
        let words = SearchWords::of(words).unwrap();
        let found = words.all.iter().all(|word| word.is_in(text));
        assert!(!found || words.may_be_in(text.as_bytes()), "{text}");
        found
    }

    #[test]
    fn capitals_accents_and_order_say_nothing() {
        for (words, text) in [
            ("attendance", "**Attendance** is low"),
            ("LOW attendance", "attendance is low"),
            ("family-night", "night of the family"),
            ("jose", "Jos\u{e9} and Jose\u{301}"),
            ("José", "JOSE"),
            ("straße", "STRASSE"),
            ("日本", "das 日本語"),
        ] {
            assert!(is_in(words, text), "{words}: {text}");
        }
        for (words, text) in [("attendance", "attend"), ("low high", "low"), ("é", "b")] {
            assert!(!is_in(words, text), "{words}: {text}");
        }
        assert!(SearchWords::of(" - !").is_none());
    }

    #[test]
    fn a_long_line_is_cut_around_the_word() {
        let words = SearchWords::of("needle").unwrap();
        let hay = "hay ".repeat(30);
        let long = format!("- {hay}[needle](x.md) {hay}");
        let excerpt = words.excerpt(&long, 40);
        assert_eq!(
            excerpt,
            "\u{2026}hay hay hay needle hay hay hay hay\u{2026}"
        );
        assert_eq!(words.excerpt("| a | **needle** |", 40), "a needle");
        assert_eq!(
            SearchWords::of("é").unwrap().excerpt(&hay, 9),
            "hay hay\u{2026}"
        );
    }

    #[test]
    fn lines_of_a_toolkit_are_passed_over_if_nobody_answers_like_that() {
        let words = SearchWords::of("team").unwrap();
        let words = words
            .without(|| vec!["## The team\n\n<!-- the team -->\n- our team\n| Team |".to_owned()]);
        assert!(!words.may_be_in(b"## The team\r\n\r\n<!-- the team -->\r\n| Team |"));
        for text in [
            "## The team\n- our team",
            "## The team!",
            "`<!--` is code, and the team writes on",
            "<!-- the team --> and ours",
        ] {
            assert!(words.may_be_in(text.as_bytes()), "{text}");
        }
        assert!(words.may_be_in(b"\xff\xfe"));
        assert!(!words.may_be_in(b"---\nowner: team\n---\n# T\n"));
        assert!(words.may_be_in(b"---\nowner: team\n---\n# T\nour team\n"));
        assert!(words.may_be_in(b"---\nSkipped: no team\n---\n# T\n"));
    }
}
