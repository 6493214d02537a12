//! An answer as a reader of the rendered page sees it, in the one plain form that kinds read: CommonMark and GFM,
//! without escapes, entities, emphasis, rules and wrapped lines (<https://github.github.com/gfm/>).
//!
//! An entry is a line that begins with `- ` or a number, what belongs to it stands indented below; a row is a line of
//! cells; links, images, check boxes and what is struck out keep their marks. Raw HTML is its text.

use super::form::Seen;
use super::scan;
use super::spans::Document;
use crate::kinds::{Tick, check_box, split_row};
use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, Options, Parser, Tag, TagEnd};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

impl Seen {
    /// Reads an answer, with the labels of the document in which it stands; nothing where it is its own plain form.
    pub fn of(text: &str, document: Option<&Document>) -> Option<Self> {
        (!is_plain(text)).then(|| Self::parsed(text, document))
    }

    fn parsed(text: &str, document: Option<&Document>) -> Self {
        let mut page = Page {
            source: text,
            ..Page::default()
        };
        let options =
            Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
        // One long address that is named often would grow the text without end.
        let mut left = text.len().max(LEAST_TARGETS);
        let label = |link: BrokenLink<'_>| {
            let target = document?.target(&link.reference)?;
            left = left.checked_sub(target.len())?;
            Some((CowStr::from(target.to_owned()), CowStr::from("")))
        };
        let parser = Parser::new_with_broken_link_callback(text, options, Some(label));
        for (event, range) in parser.into_offset_iter() {
            page.see(event, &range);
        }
        page.end_line();
        let (lines, text): (Vec<usize>, Vec<String>) = page.lines.into_iter().unzip();
        Self {
            text: text.join("\n"),
            lines,
        }
    }
}

/// Bytes that the targets of labels may have in one answer, however short it is.
const LEAST_TARGETS: usize = 100_000;

impl Document {
    /// What a link's label stands for, wherever in the file that is said.
    pub(super) fn target(&self, label: &str) -> Option<&str> {
        let targets = self.targets.get_or_init(|| {
            // Nearly no file has any.
            if !self.text.contains("]:") {
                return BTreeMap::new();
            }
            let body = self.text.get(scan::body_start(&self.text)..).unwrap_or("");
            let parser = Parser::new(body);
            let all = parser.reference_definitions().iter();
            all.map(|(label, found)| (folded(label), found.dest.to_string()))
                .collect()
        });
        targets.get(&folded(label)).map(String::as_str)
    }
}

/// A label as labels are compared.
fn folded(label: &str) -> String {
    let words: Vec<&str> = label.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// Whether a text is its own plain form, told without a parser: paragraphs, or bullets of one line each, of words without
/// marks.
fn is_plain(text: &str) -> bool {
    const MARKS: &[u8] = b"\\&<*_~`[]|\r\t";
    if text.is_empty() || text.bytes().any(|byte| MARKS.contains(&byte)) {
        return false;
    }
    let has_bullets = text.starts_with("- ");
    let mut is_blank_above = true;
    text.split('\n').all(|line| {
        let is_repeated_blank = line.is_empty() && (is_blank_above || has_bullets);
        is_blank_above = line.is_empty();
        let words = if has_bullets && !line.is_empty() {
            line.strip_prefix("- ")
        } else {
            Some(line)
        };
        !is_repeated_blank && words.is_some_and(|words| words.is_empty() || is_words(words))
    })
}

/// Whether a line without marks begins nothing but a paragraph.
fn is_words(line: &str) -> bool {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let begins = if digits > 0 {
        !matches!(line.as_bytes().get(digits), Some(b'.' | b')'))
    } else {
        line.starts_with(char::is_alphabetic)
    };
    begins && !line.ends_with(char::is_whitespace)
}

/// What is open around a line.
enum Around {
    /// An entry: its mark, until a line has it.
    Entry(Option<String>),
    /// A quotation.
    Quote,
}

/// A link or image whose words are being read.
struct Open {
    /// Where its words begin in the line.
    from: usize,
    target: String,
    title: String,
    is_image: bool,
}

#[derive(Default)]
pub(super) struct Page<'a> {
    source: &'a str,
    /// Lines of the plain form, each with its line of the source.
    lines: Vec<(usize, String)>,
    line: String,
    /// Offset in the source at which the line begins, once it has words.
    start: Option<usize>,
    /// Offset up to which line ends of the source were counted, and how many.
    counted: (usize, usize),
    around: Vec<Around>,
    /// Numbers of the next entries of the open lists; nothing for bullets.
    lists: Vec<Option<u64>>,
    open: Vec<Open>,
    /// Raw HTML of its own, and where it begins.
    html: Option<(String, usize)>,
    /// Cells of the open row.
    cells: Vec<String>,
    is_in_cell: bool,
    columns: usize,
    /// The open code, and where its fence stands, until a line has it.
    code: Option<(CodeBlockKind<'static>, Option<usize>)>,
}

impl Page<'_> {
    fn see(&mut self, event: Event<'_>, range: &Range<usize>) {
        let at = range.start;
        match event {
            Event::Start(tag) => self.begin(tag, at),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) if self.code.is_some() => self.code(&text, at),
            Event::Text(text) => self.push(&text, at),
            // Its marks stay: what looks like a link in code is none.
            Event::Code(text) => self.push(&code_span(&text), at),
            Event::SoftBreak if self.is_in_entry() => self.push(" ", at),
            Event::SoftBreak => self.end_line(),
            Event::HardBreak => self.break_line(),
            Event::TaskListMarker(is_done) => self.push(if is_done { "[x] " } else { "[ ] " }, at),
            Event::Html(text) if self.html.is_some() => {
                if let Some((html, _)) = &mut self.html {
                    html.push_str(&text);
                }
            }
            Event::InlineHtml(tag) | Event::Html(tag) => self.tag(&tag, at),
            _ => {}
        }
    }

    fn begin(&mut self, tag: Tag<'_>, at: usize) {
        match tag {
            Tag::TableCell => self.is_in_cell = true,
            Tag::Emphasis | Tag::Strong | Tag::TableRow => {}
            Tag::Strikethrough => self.push("~~", at),
            Tag::Link {
                dest_url, title, ..
            } => self.open(&dest_url, &title, false),
            Tag::Image {
                dest_url, title, ..
            } => self.open(&dest_url, &title, true),
            Tag::Item => {
                self.end_line();
                let number = self.lists.last_mut().and_then(Option::as_mut);
                let mark = number.map_or("- ".to_owned(), |number| {
                    *number += 1;
                    format!("{}. ", *number - 1)
                });
                self.around.push(Around::Entry(Some(mark)));
            }
            other => {
                self.begin_block();
                match other {
                    Tag::Heading { level, .. } => {
                        self.push(&format!("{} ", "#".repeat(level as usize)), at);
                    }
                    Tag::BlockQuote(_) => self.around.push(Around::Quote),
                    Tag::List(first) => self.lists.push(first),
                    Tag::CodeBlock(kind) => self.code = Some((kind.into_static(), Some(at))),
                    Tag::HtmlBlock => self.html = Some((String::new(), at)),
                    Tag::Table(columns) => self.columns = columns.len(),
                    _ => {}
                }
            }
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Emphasis | TagEnd::Strong => {}
            TagEnd::Strikethrough => self.push("~~", range.start),
            TagEnd::Link | TagEnd::Image => self.close(),
            TagEnd::TableCell => {
                self.is_in_cell = false;
                let cell = std::mem::take(&mut self.line);
                self.cells.push(cell.trim().replace('|', "\\|"));
            }
            TagEnd::TableHead | TagEnd::TableRow => self.row(range, tag == TagEnd::TableHead),
            TagEnd::CodeBlock => self.end_code(range),
            TagEnd::HtmlBlock => {
                if let Some((html, at)) = self.html.take() {
                    self.html(&html, at);
                }
                self.end_line();
            }
            other => {
                self.end_line();
                match other {
                    TagEnd::Item | TagEnd::BlockQuote(_) => drop(self.around.pop()),
                    TagEnd::List(_) => drop(self.lists.pop()),
                    _ => {}
                }
            }
        }
    }

    /// A block that isn't part of an entry is set apart from what stands above, also in a quotation.
    fn begin_block(&mut self) {
        self.end_line();
        if !self.has_entry()
            && let Some((line, above)) = self.lines.last()
            && above.contains(|one| one != '>' && one != ' ')
        {
            let between = "> ".repeat(self.around.len()).trim_end().to_owned();
            self.lines.push((*line, between));
        }
    }

    fn has_entry(&self) -> bool {
        let mut around = self.around.iter();
        around.any(|one| matches!(one, Around::Entry(_)))
    }

    fn is_in_entry(&self) -> bool {
        !self.open.is_empty() || self.has_entry()
    }

    pub(super) fn push(&mut self, words: &str, at: usize) {
        self.start.get_or_insert(at);
        self.line.push_str(words);
    }

    pub(super) fn break_line(&mut self) {
        if self.open.is_empty() && !self.is_in_cell {
            // Two spaces keep it apart from a line that was only wrapped.
            if !self.has_entry() && !self.line.trim().is_empty() {
                self.line.push_str("  ");
            }
            self.end_line();
        } else {
            self.line.push(' ');
        }
    }

    pub(super) fn end_line(&mut self) {
        // A row is one line, whatever stands in its cells.
        if self.is_in_cell {
            if !self.line.ends_with(' ') {
                self.line.push(' ');
            }
            return;
        }
        let words = std::mem::take(&mut self.line);
        let at = self.start.take().unwrap_or(0);
        let words = if self.code.is_some() {
            words.as_str()
        } else {
            words.trim_start()
        };
        let kept = words.trim_end();
        if kept.is_empty() && self.code.is_none() {
            return;
        }
        let is_broken = words.ends_with("  ") && !self.has_entry() && self.code.is_none();
        let begins_entry = matches!(self.around.last(), None | Some(Around::Entry(Some(_))));
        let mut line = self.indent();
        let kept = match without_sign(kept).filter(|_| begins_entry && self.code.is_none()) {
            Some(words) if self.around.is_empty() => {
                line.push_str("- ");
                words
            }
            found => found.unwrap_or(kept),
        };
        // Also a box that a formatter made plain text, or that another program writes as a sign.
        let kept = match check_box(kept).filter(|_| begins_entry && self.code.is_none()) {
            Some((length, tick)) => {
                line.push_str(match tick {
                    None => "[ ] ",
                    Some(Tick::Done) => "[x] ",
                    Some(Tick::Dropped) => "[-] ",
                });
                kept.get(length..).unwrap_or("").trim_start()
            }
            None => kept,
        };
        line.push_str(kept);
        line.truncate(line.trim_end().len());
        if is_broken {
            line.push_str("  ");
        }
        let number = self.line_of(at);
        self.lines.push((number, line));
    }

    /// What stands before the words of a line; the first line of an entry has its mark.
    fn indent(&mut self) -> String {
        let around = self.around.iter_mut().map(|around| match around {
            Around::Entry(mark) => mark.take().map_or(Cow::Borrowed("  "), Cow::Owned),
            Around::Quote => Cow::Borrowed("> "),
        });
        around.collect()
    }

    /// The line of an offset in the source. Offsets come in order, but for a row's or a block's own.
    fn line_of(&mut self, at: usize) -> usize {
        let (from, lines) = if at >= self.counted.0 {
            self.counted
        } else {
            (0, 0)
        };
        let between = self.source.get(from..at).unwrap_or("");
        let count = lines + memchr::memchr_iter(b'\n', between.as_bytes()).count();
        self.counted = (at, count);
        count
    }

    /// Code keeps its lines. A fence without any says nothing.
    fn code(&mut self, text: &str, at: usize) {
        if let Some((CodeBlockKind::Fenced(info), begin)) = &mut self.code
            && let Some(begin) = begin.take()
        {
            let mark = format!("```{info}");
            self.push(&mark, begin);
            self.end_line();
        }
        let mut offset = at;
        for line in text.split_inclusive('\n') {
            self.push(line.trim_end_matches(['\r', '\n']), offset);
            if line.ends_with('\n') {
                self.end_line();
            }
            offset += line.len();
        }
    }

    fn end_code(&mut self, range: &Range<usize>) {
        if !self.line.is_empty() {
            self.end_line();
        }
        if let Some((CodeBlockKind::Fenced(_), None)) = self.code.take() {
            self.push("```", range.end.saturating_sub(1));
            self.end_line();
        }
    }

    /// A row, and below the first the rule. Cells for which the table has no column are shown by no page: they are kept.
    fn row(&mut self, range: &Range<usize>, is_head: bool) {
        let mut cells = std::mem::take(&mut self.cells);
        let source = self.source.get(range.clone()).unwrap_or("");
        let more = split_row(source).into_iter().skip(self.columns);
        cells.extend(more.map(|cell| cell.replace('|', "\\|")));
        self.start = None;
        self.push(&format!("| {} |", cells.join(" | ")), range.start);
        self.end_line();
        if is_head {
            let rules = vec!["---"; self.columns];
            self.push(&format!("| {} |", rules.join(" | ")), range.end);
            self.end_line();
        }
    }

    pub(super) fn open(&mut self, target: &str, title: &str, is_image: bool) {
        self.open.push(Open {
            from: self.line.len(),
            target: target.to_owned(),
            title: title.to_owned(),
            is_image,
        });
    }

    pub(super) fn close(&mut self) {
        let Some(open) = self.open.pop() else {
            return;
        };
        let words = self.line.split_off(open.from.min(self.line.len()));
        let target = open.target;
        let is_bare = words == target || target == format!("mailto:{words}");
        if is_bare && !open.is_image && open.title.is_empty() {
            self.line.push_str(&words);
            return;
        }
        let mark = if open.is_image { "!" } else { "" };
        let is_odd = target.is_empty() || target.contains([' ', '(', ')']);
        let target = if is_odd {
            format!("<{target}>")
        } else {
            target
        };
        let title = match open.title.as_str() {
            "" => String::new(),
            title => format!(" \"{}\"", title.replace('"', "\\\"")),
        };
        self.line
            .push_str(&format!("{mark}[{words}]({target}{title})"));
    }
}

/// The line without the sign with which word processors begin an entry.
fn without_sign(line: &str) -> Option<&str> {
    const SIGNS: [char; 9] = ['•', '◦', '▪', '▫', '‣', '●', '○', '·', '\u{f0b7}'];
    let rest = line.strip_prefix(SIGNS)?;
    rest.starts_with(char::is_whitespace)
        .then(|| rest.trim_start())
}

/// Code among words, between as many backticks as it takes.
pub(super) fn code_span(text: &str) -> String {
    let mut mark = "`".to_owned();
    while text.contains(&mark) {
        mark.push('`');
    }
    let is_at_end = text.starts_with('`') || text.ends_with('`');
    let space = if is_at_end { " " } else { "" };
    format!("{mark}{space}{text}{space}{mark}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::test_runner::{Config, RngSeed, TestRunner};

    fn parsed(text: &str) -> Seen {
        Seen::parsed(text, None)
    }

    /// Each row: what is written, and its plain form.
    #[test]
    fn what_a_reader_sees() {
        for (written, seen) in [
            ("one\ntwo\n\nthree", "one\ntwo\n\nthree"),
            ("one  \ntwo\\\nthree", "one  \ntwo  \nthree"),
            (
                "lead\\_teacher, 2026\\-11\\-23 *four* **five** `six`",
                "lead_teacher, 2026-11-23 four five `six`",
            ),
            ("a &amp; b&nbsp;c &#39;d&#39;", "a & b\u{a0}c 'd'"),
            ("* a\n* b\n  more\n\n* c", "- a\n- b more\n- c"),
            ("  - a\n  - b\n  - c", "- a\n- b\n- c"),
            ("3) a\n4) b", "3. a\n4. b"),
            (
                "- a\n  - sub\n- b\n\n  second",
                "- a\n  - sub\n- b\n  second",
            ),
            (
                "- [ ] Ask the office\n  @coach due 2026-11-20",
                "- [ ] Ask the office @coach due 2026-11-20",
            ),
            (
                "- \\[x\\] Ask\n- ☒ Tell\n- [ x ] Call\n- [-] Drop\n-   ☐",
                "- [x] Ask\n- [x] Tell\n- [x] Call\n- [-] Drop\n- [ ]",
            ),
            ("- ~~Ask~~ her", "- ~~Ask~~ her"),
            (
                "| a | b |\n|:-:|---|\n| x \\| y | **z** |\n\nafter",
                "| a | b |\n| --- | --- |\n| x \\| y | z |\n\nafter",
            ),
            ("| a |\n|---|\n| x | more |", "| a |\n| --- |\n| x | more |"),
            ("a\n\n---\n\n***\n\nb", "a\n\nb"),
            (
                "[w](x.md 'title') <https://a.org/b> ![card](<my card.png>)",
                "[w](x.md \"title\") https://a.org/b ![card](<my card.png>)",
            ),
            ("[w][1] and [1]\n\n[1]: x.md", "[w](x.md) and [1](x.md)"),
            ("> said\n> so", "> said\n> so"),
            ("### Smaller\nwords", "### Smaller\n\nwords"),
            (
                "<p>Hello<br>you &amp; me</p>\n<img src=\"a.png\" alt=\"card\">",
                "Hello  \nyou & me\n![card](a.png)",
            ),
            ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
            (
                "see <a href='x.md'>this</a> <b>now</b>",
                "see [this](x.md) now",
            ),
            (
                "call <principal> or <PERSON_1>",
                "call <principal> or <PERSON_1>",
            ),
            (
                "```csv\ndate,value\n\n2026-11-23,1\n```",
                "```csv\ndate,value\n\n2026-11-23,1\n```",
            ),
            ("    four\n    spaces", "four\nspaces"),
            ("one\r\ntwo\r\n", "one\ntwo"),
            ("\\\n&nbsp;\n<br>", ""),
        ] {
            assert_eq!(parsed(written).text, seen, "{written:?}");
        }
    }

    #[test]
    fn lines_are_those_of_the_source() {
        let seen = parsed("- a\n  more\n\n\n- b\n\n| x |\n|---|\n| y |\n\n```\nc\n\nd\n```\nend");
        let found: Vec<(usize, &str)> = seen
            .lines
            .iter()
            .copied()
            .zip(seen.text.lines())
            .filter(|(_, line)| !line.is_empty())
            .collect();
        assert_eq!(
            found,
            [
                (0, "- a more"),
                (4, "- b"),
                (6, "| x |"),
                (7, "| --- |"),
                (8, "| y |"),
                (10, "```"),
                (11, "c"),
                (13, "d"),
                (14, "```"),
                (15, "end")
            ]
        );
    }

    /// What is told without a parser is what the parser says.
    #[test]
    fn plain_words_are_their_own_plain_form() {
        for text in ["one\ntwo\n\n3 more", "- a\n- b", "\u{e9}t\u{e9}: yes!"] {
            assert!(is_plain(text), "{text}");
            assert_eq!(parsed(text).text, text);
        }
        for text in [
            "",
            "1. a",
            "-",
            "a\n- b",
            "- a\n\n- b",
            "a\n\n\nb",
            "a ",
            "# a",
            "a\n---",
            "a_b_",
            "=",
            "- - a",
        ] {
            assert!(!is_plain(text), "{text:?}");
        }
    }

    /// Lines of words, and now and then of marks, one or more of which begin or end one.
    fn texts() -> impl Strategy<Value = String> {
        let word = prop_oneof![
            60 => "[a-zA-Z0-9\u{e9}\u{df}\u{65e5}]{1,6}[,.:;!?]?",
            2 => "[-+=#>().'\"/:;!?@$%^{}\u{2014}\u{2022}\u{1f642}]{1,3}",
            1 => "[0-9]{1,3}[.)]",
            1 => "\\PC{1,3}",
            1 => prop::sample::select(vec![
                "https://a.org/b", "www.a.org", "a@b.org", "[x]", "[ ]", "*a*", "_a_", "`a`", "~~a~~", "&amp;", "<br>", "\\",
                "|", "---", "===", "***", "[a](b)", "![](a)", "# a", "> a", "1. a", "- a", "\t", "\u{a0}", "\r",
            ]).prop_map(str::to_owned),
        ];
        let words = prop::collection::vec(word, 1..6).prop_map(|words| words.join(" "));
        let begin = prop::sample::select(vec!["", "", "", "", "", "", " ", "  ", "    "]);
        let end = prop::sample::select(vec!["", "", "", "", "", "", "", " ", "  "]);
        let line = prop_oneof![
            30 => words.clone(),
            3 => (begin, words, end).prop_map(|(begin, words, end)| format!("{begin}{words}{end}")),
        ];
        let gap = prop::sample::select(vec!["\n", "\n", "\n", "\n\n", "\n\n\n"]);
        let mark = prop::sample::select(vec!["", "", "- ", "- ", "1. ", "* "]);
        (mark, prop::collection::vec((line, gap), 1..5)).prop_map(|(mark, lines)| {
            let mut text = String::new();
            for (line, gap) in &lines {
                text.push_str(&format!(
                    "{mark}{line}{}",
                    if mark.is_empty() { gap } else { "\n" }
                ));
            }
            text.trim_end().to_owned()
        })
    }

    /// The way without a parser is the parser's; `PROPTEST_CASES` says over how many texts.
    #[test]
    fn any_text_told_without_a_parser_is_what_the_parser_says() {
        let mut config = Config {
            failure_persistence: None,
            ..Config::default()
        };
        config.cases = config.cases.max(1000);
        if config.rng_seed == RngSeed::Random {
            config.rng_seed = RngSeed::Fixed(20_261_128);
        }
        let cases = config.cases;
        let plain = std::cell::Cell::new(0);
        let checked = TestRunner::new(config).run(&texts(), |text| {
            if is_plain(&text) {
                plain.set(plain.get() + 1);
                let seen = parsed(&text);
                prop_assert_eq!(&seen.text, &text);
                for (at, line) in text.lines().enumerate() {
                    prop_assert!(line.is_empty() || seen.lines[at] == at, "{:?}", seen.lines);
                }
            }
            Ok(())
        });
        checked.unwrap();
        assert!(plain.get() > cases / 4, "only {} are plain", plain.get());
    }
}
