//! An answer as Markdown that stands in another document and says there what it said: no mark of it opens, closes or
//! names anything outside of it. Written anew from what the parser reads (CommonMark and GFM).

use super::Answer;
use super::seen::code_span;
use super::spans::Document;
use pulldown_cmark::{Alignment, BrokenLink, CowStr, Event, Options, Parser, Tag, TagEnd};
use std::fmt::Write as _;

/// Begins a line that is a heading, with its level (1 is the answer's highest) behind it: how deep it goes is known only
/// where the answer is put.
pub const HEADING: char = '\u{e000}';

/// Where a link leads in the document in which the answer will stand; `None` keeps only its words.
pub type LinkWriter<'a> = &'a dyn Fn(&str) -> Option<String>;

/// An answer for another document; it isn't one of which a merge left two versions. Images become links, HTML is shown
/// as text.
pub fn quoted(answer: &Answer<'_>, document: Option<&Document>, link: LinkWriter<'_>) -> String {
    let text = answer.text.replace(HEADING, "");
    if answer.is_plain() {
        return text;
    }
    anew(&text, document, link)
}

fn anew(text: &str, document: Option<&Document>, link: LinkWriter<'_>) -> String {
    let label = |found: BrokenLink<'_>| {
        let target = document?.target(&found.reference)?;
        Some((CowStr::from(target.to_owned()), CowStr::from("")))
    };
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
    let parser = Parser::new_with_broken_link_callback(text, options, Some(label));
    let events: Vec<Event<'_>> = parser.collect();
    let mut writer = QuoteWriter {
        blocks: vec![QuotedBlocks::default()],
        inline: String::new(),
        links: Vec::new(),
        highest: highest(&events),
        is_in_row: false,
        code: None,
        columns: Vec::new(),
        cells: Vec::new(),
        rows: Vec::new(),
        link,
    };
    for event in events {
        writer.see(event);
    }
    writer.end()
}

/// The level of the answer's highest heading.
fn highest(events: &[Event<'_>]) -> usize {
    let levels = events.iter().filter_map(|event| match event {
        Event::Start(Tag::Heading { level, .. }) => Some(*level as usize),
        _ => None,
    });
    levels.min().unwrap_or(1)
}

/// What stands in a container: blocks, one below the other.
#[derive(Default)]
struct QuotedBlocks {
    parts: Vec<String>,
    /// For a list, the number of its next entry; `None` for bullets.
    next: Option<u64>,
    /// Whether blank lines stand between its blocks.
    is_loose: bool,
}

struct QuoteWriter<'a> {
    /// The open containers, innermost last.
    blocks: Vec<QuotedBlocks>,
    /// The words of the open paragraph, heading or cell.
    inline: String,
    /// Where the open links lead.
    links: Vec<Option<String>>,
    highest: usize,
    is_in_row: bool,
    /// The open code.
    code: Option<String>,
    columns: Vec<Alignment>,
    cells: Vec<String>,
    rows: Vec<String>,
    link: LinkWriter<'a>,
}

impl QuoteWriter<'_> {
    fn see(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.begin(tag),
            Event::End(tag) => self.close(tag),
            Event::Text(text) | Event::Html(text) if self.code.is_some() => {
                self.code.get_or_insert_default().push_str(&text);
            }
            Event::Text(text) => self.words(&text),
            Event::Code(text) => {
                let span = code_span(&text.replace('\n', " "));
                let span = if self.is_in_row {
                    span.replace('|', "\\|")
                } else {
                    span
                };
                self.inline.push_str(&span);
            }
            Event::InlineHtml(tag) if is_break(&tag) => self.hard_break(),
            Event::InlineHtml(tag) | Event::Html(tag) => self.words(&tag),
            Event::SoftBreak if self.is_in_row => self.inline.push(' '),
            Event::SoftBreak => self.inline.push('\n'),
            Event::HardBreak => self.hard_break(),
            Event::TaskListMarker(is_done) => {
                self.inline.push_str(if is_done { "[x] " } else { "[ ] " });
            }
            Event::Rule => self.block("* * *"),
            _ => {}
        }
    }

    fn begin(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Emphasis => self.inline.push('*'),
            Tag::Strong => self.inline.push_str("**"),
            Tag::Strikethrough => self.inline.push_str("~~"),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                // No link stands in another.
                let is_inside = self.links.iter().any(Option::is_some);
                let target = (self.link)(&dest_url).filter(|_| !is_inside);
                let target = target.map(|target| address(&target));
                if target.is_some() {
                    self.inline.push('[');
                }
                self.links.push(target);
            }
            Tag::TableHead | Tag::TableRow => self.is_in_row = true,
            Tag::TableCell => {}
            other => {
                self.flush();
                match other {
                    Tag::List(next) => self.blocks.push(QuotedBlocks {
                        next,
                        ..QuotedBlocks::default()
                    }),
                    Tag::Item | Tag::BlockQuote(_) => self.blocks.push(QuotedBlocks::default()),
                    Tag::CodeBlock(_) => self.code = Some(String::new()),
                    Tag::Table(columns) => self.columns = columns,
                    _ => {}
                }
            }
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Emphasis => self.inline.push('*'),
            TagEnd::Strong => self.inline.push_str("**"),
            TagEnd::Strikethrough => self.inline.push_str("~~"),
            TagEnd::Link | TagEnd::Image => {
                if let Some(target) = self.links.pop().flatten() {
                    let _infallible = write!(self.inline, "]({target})");
                }
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.inline);
                self.cells.push(cell.trim().to_owned());
            }
            TagEnd::TableHead | TagEnd::TableRow => self.row(tag == TagEnd::TableHead),
            TagEnd::Table => {
                let rows = std::mem::take(&mut self.rows);
                self.block(&rows.join("\n"));
            }
            TagEnd::Heading(level) => {
                let words = std::mem::take(&mut self.inline).replace('\n', " ");
                let level = level as usize + 1 - self.highest;
                let marked = format!("{HEADING}{level} {}", words.trim());
                if !words.trim().is_empty() {
                    self.block(&marked);
                }
            }
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::Paragraph => {
                // Only loose lists have paragraphs.
                self.loosen();
                self.flush();
            }
            TagEnd::HtmlBlock => self.flush(),
            TagEnd::Item => {
                self.flush();
                self.end_item();
            }
            TagEnd::List(_) | TagEnd::BlockQuote(_) => {
                self.flush();
                let Some(inside) = self.blocks.pop() else {
                    return;
                };
                let text = if matches!(tag, TagEnd::List(_)) {
                    inside.parts.join(inside.between())
                } else {
                    prefixed(&inside.parts.join("\n\n"), "> ", "> ")
                };
                self.block(&text);
            }
            _ => {}
        }
    }

    /// Words without a mark's meaning.
    fn words(&mut self, text: &str) {
        let mut before = self.inline.chars().last().unwrap_or('\n');
        let mut all = text.chars().peekable();
        while let Some(one) = all.next() {
            let is_inside =
                before.is_alphanumeric() && all.peek().is_some_and(|next| next.is_alphanumeric());
            let is_mark = match one {
                '\\' | '`' | '*' | '[' | ']' | '<' | '>' | '&' | '~' | '|' => true,
                '_' => !is_inside,
                '#' | '+' | '-' | '=' => before == '\n',
                '.' | ')' => before.is_ascii_digit() && self.is_number(),
                _ => false,
            };
            match one {
                HEADING => continue,
                '\n' if self.is_in_row => self.inline.push(' '),
                '\n' => {
                    let end = self.inline.trim_end_matches([' ', '\t']).len();
                    self.inline.truncate(end);
                    self.inline.push('\n');
                }
                ' ' | '\t' if before == '\n' => continue,
                _ => {
                    if is_mark {
                        self.inline.push('\\');
                    }
                    self.inline.push(one);
                }
            }
            before = one;
        }
    }

    /// Whether the line so far is a number, which a list would begin with.
    fn is_number(&self) -> bool {
        let line = self.inline.rsplit('\n').next().unwrap_or("");
        !line.is_empty() && line.bytes().all(|byte| byte.is_ascii_digit())
    }

    fn hard_break(&mut self) {
        if self.is_in_row {
            self.inline.push_str("<br>");
        } else if !self.inline.trim().is_empty() {
            self.inline.push_str("\\\n");
        }
    }

    /// Ends the open words: they are a paragraph.
    fn flush(&mut self) {
        let words = std::mem::take(&mut self.inline);
        // A blank line would end the paragraph, and a break at its end is a backslash.
        let lines = words.lines().map(str::trim_end);
        let lines: Vec<&str> = lines
            .filter(|line| !line.is_empty() && *line != "\\")
            .collect();
        let words = lines.join("\n");
        let words = words.strip_suffix("\\").map_or(words.as_str(), |before| {
            let slashes = before.len() - before.trim_end_matches('\\').len();
            if slashes % 2 == 0 { before } else { &words }
        });
        if !words.is_empty() {
            self.block(words);
        }
    }

    /// Adds a block to the innermost container.
    fn block(&mut self, text: &str) {
        if let Some(open) = self.blocks.last_mut().filter(|_| !text.is_empty()) {
            open.parts.push(text.to_owned());
        }
    }

    fn loosen(&mut self) {
        if let [.., list, _] = self.blocks.as_mut_slice() {
            list.is_loose = true;
        }
    }

    fn end_item(&mut self) {
        let Some(item) = self.blocks.pop() else {
            return;
        };
        let Some(list) = self.blocks.last_mut() else {
            return;
        };
        let mark = match &mut list.next {
            Some(number) => {
                *number += 1;
                format!("{}. ", *number - 1)
            }
            None => "- ".to_owned(),
        };
        let gap = " ".repeat(mark.len());
        let text = item.parts.join(list.between());
        list.parts.push(prefixed(&text, &mark, &gap));
    }

    fn row(&mut self, is_head: bool) {
        self.is_in_row = false;
        let mut cells = std::mem::take(&mut self.cells);
        cells.resize(self.columns.len(), String::new());
        self.rows.push(format!("| {} |", cells.join(" | ")));
        if is_head {
            let rules = self.columns.iter().map(|column| match column {
                Alignment::Right => "---:",
                Alignment::Center => ":---:",
                Alignment::Left | Alignment::None => "---",
            });
            let rules: Vec<&str> = rules.collect();
            self.rows.push(format!("| {} |", rules.join(" | ")));
        }
    }

    fn end_code(&mut self) {
        let code = self.code.take().unwrap_or_default();
        let mut fence = "```".to_owned();
        while code.contains(&fence) {
            fence.push('`');
        }
        let code = code.trim_end_matches('\n');
        if !code.trim().is_empty() {
            self.block(&format!("{fence}\n{code}\n{fence}"));
        }
    }

    fn end(mut self) -> String {
        self.flush();
        let whole = self.blocks.pop().unwrap_or_default();
        whole.parts.join("\n\n")
    }
}

impl QuotedBlocks {
    /// What stands between the parts of a list.
    const fn between(&self) -> &'static str {
        if self.is_loose { "\n\n" } else { "\n" }
    }
}

/// Whether a tag breaks a line: the one harmless tag that people use, in cells.
fn is_break(tag: &str) -> bool {
    matches!(tag.trim(), "<br>" | "<br/>" | "<br />")
}

/// An address between the parentheses of a link.
fn address(target: &str) -> String {
    let mut text = String::with_capacity(target.len());
    for one in target.chars() {
        match one {
            HEADING => {}
            '(' | ')' | '<' | '>' | ' ' | '\\' | '|' | '"' | '`' | '\n' | '\r' | '\t' => {
                let _infallible = write!(text, "%{:02X}", u32::from(one));
            }
            other => text.push(other),
        }
    }
    text
}

/// Lines with something before the first, and before each other one.
fn prefixed(text: &str, first: &str, other: &str) -> String {
    let mut lines = String::with_capacity(text.len() + first.len());
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            lines.push('\n');
        }
        let before = if at == 0 { first } else { other };
        lines.push_str(before);
        lines.push_str(line);
        let end = lines.trim_end_matches(' ').len();
        lines.truncate(end);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::test_runner::{Config, RngSeed, TestRunner};

    fn here(text: &str) -> String {
        quoted(&Answer::of_text(text), None, &|target| {
            Some(target.to_owned())
        })
    }

    /// Each row: what is written, and what stands in another document.
    #[test]
    fn an_answer_says_the_same_elsewhere() {
        for (written, there) in [
            ("One.\n\nTwo.", "One.\n\nTwo."),
            ("* a\n* **b** *c*\n  1. d\n", "- a\n- **b** *c*\n  1. d"),
            ("- a\n\n- b\n\n  more", "- a\n\n- b\n\n  more"),
            ("### A\n\nx\n\n#### B", "\u{e000}1 A\n\nx\n\n\u{e000}2 B"),
            ("> a\n> - b", "> a\n>\n> - b"),
            ("- [x] a\n- [ ] b", "- [x] a\n- [ ] b"),
            ("a<br>b", "a\\\nb"),
            (
                "| a | b |\n| - | -: |\n| c<br>d | e\\|f |",
                "| a | b |\n| --- | ---: |\n| c<br>d | e\\|f |",
            ),
            (
                "lead_teacher 5 * 3 [x] #1",
                "lead_teacher 5 \\* 3 \\[x\\] #1",
            ),
            (
                "[a](https://b.c/d_e) ![f](g.png)",
                "[a](https://b.c/d_e) [f](g.png)",
            ),
            ("[a][b]\n\n[b]: https://c", "[a](https://c)"),
            ("```\nopen", "```\nopen\n```"),
            (
                "- a\n\n      code\n\n      more",
                "- a\n\n  ```\n  code\n\n  more\n  ```",
            ),
            ("<script>x</script>", "\\<script\\>x\\</script\\>"),
            ("<pre>\nopen *a*", "\\<pre\\>\nopen \\*a\\*"),
            ("&lt;b&gt; &amp;", "\\<b\\> \\&"),
            ("\u{e000}1 no heading", "1 no heading"),
            ("*a* &#xe000;1 no heading", "*a* 1 no heading"),
            ("[a](b&#xe000;c)", "[a](bc)"),
        ] {
            assert_eq!(here(written), there, "{written:?}");
        }
        let dropped = anew("[a](x.md) [b](javascript:c)", None, &|_| None);
        assert_eq!(dropped, "a b");
    }

    const OPTIONS: Options = Options::ENABLE_TABLES
        .union(Options::ENABLE_TASKLISTS)
        .union(Options::ENABLE_STRIKETHROUGH);

    /// What texts are made of, to find what gets out of its place.
    const PIECES: &[&str] = &[
        "a",
        "1",
        " ",
        "  ",
        "    ",
        "\n",
        "\n\n",
        "\t",
        "- ",
        "* ",
        "1. ",
        "> ",
        "#",
        "## ",
        "```",
        "~~~",
        "`",
        "*",
        "**",
        "_",
        "~~",
        "[",
        "]",
        "(b)",
        "[a]: b",
        "<!--",
        "-->",
        "<pre>",
        "<script>",
        "</div>",
        "<div>",
        "<?",
        "<![CDATA[",
        "|",
        "| - |",
        "---",
        "===",
        "\\",
        "&lt;",
        "<br>",
        "![",
        "https://a.b",
        "<https://a.b>",
        "+",
        "=",
        "\u{e9}",
    ];

    /// The letters and digits that a reader of the page sees.
    fn letters(text: &str) -> String {
        let all = Parser::new_ext(text, OPTIONS).map(|event| match event {
            Event::InlineHtml(tag) if is_break(&tag) => String::new(),
            Event::Text(words)
            | Event::Code(words)
            | Event::Html(words)
            | Event::InlineHtml(words) => words.replace(|one: char| !one.is_alphanumeric(), ""),
            _ => String::new(),
        });
        all.collect()
    }

    /// How a page ends: its last words, each behind the mark of its block.
    fn end(events: &[Event<'_>]) -> String {
        let last = events.iter().skip(events.len().saturating_sub(9));
        let last = last.map(|event| match event {
            Event::Text(words) => words.to_string(),
            Event::Start(Tag::Heading { .. }) => "#".to_owned(),
            Event::Start(Tag::Paragraph) => "p".to_owned(),
            _ => String::new(),
        });
        last.collect()
    }

    /// What stands below isn't reached, whatever is written, and a second time nothing changes.
    #[test]
    fn nothing_gets_out() {
        let pieces = prop::sample::select(PIECES);
        let texts = prop::collection::vec(pieces, 0..14).prop_map(|all| all.concat());
        let config = Config {
            cases: 4096,
            rng_seed: RngSeed::Fixed(1),
            failure_persistence: None,
            ..Config::default()
        };
        let checked = TestRunner::new(config).run(&texts, |text| {
            let there = (1..=6).fold(here(&text), |there, level| {
                there.replace(&format!("{HEADING}{level}"), "###")
            });
            let page = format!("{there}\n\n# The end\n\n[a]\n");
            let events: Vec<Event<'_>> = Parser::new_ext(&page, OPTIONS).collect();
            prop_assert!(
                end(&events).ends_with("#The endp[a]"),
                "{text:?} gave {there:?}"
            );
            let is_raw = |event: &Event<'_>| match event {
                Event::Html(_) => true,
                Event::InlineHtml(tag) => !is_break(tag),
                _ => false,
            };
            prop_assert!(!events.iter().any(is_raw), "{text:?} gave {there:?}");
            let (before, after) = (letters(&text), letters(&there));
            prop_assert_eq!(before, after, "{:?} gave {:?}", text, there);
            Ok(())
        });
        checked.unwrap();
    }
}
