//! Raw HTML in an answer: its words, and what of its tags a reader sees.

use super::seen::Page;

/// Elements of which each stands on lines of its own.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "blockquote",
    "br",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "figure",
    "footer",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "main",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "td",
    "th",
    "tr",
    "ul",
];

/// Elements that stand among words.
const INLINE: &[&str] = &[
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "big",
    "button",
    "caption",
    "center",
    "cite",
    "code",
    "col",
    "colgroup",
    "data",
    "del",
    "dfn",
    "em",
    "figcaption",
    "font",
    "form",
    "i",
    "iframe",
    "img",
    "input",
    "ins",
    "kbd",
    "label",
    "li",
    "link",
    "mark",
    "meta",
    "nav",
    "picture",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "script",
    "small",
    "source",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "sup",
    "svg",
    "tbody",
    "textarea",
    "tfoot",
    "thead",
    "time",
    "title",
    "tt",
    "u",
    "var",
    "video",
    "wbr",
];

/// A tag: its name in small letters, whether it ends an element, and what stands behind the name.
struct Markup<'a> {
    name: String,
    is_end: bool,
    attributes: &'a str,
}

impl<'a> Markup<'a> {
    fn of(tag: &'a str) -> Option<Self> {
        let inner = tag.strip_prefix('<')?.strip_suffix('>')?;
        let is_end = inner.starts_with('/');
        let inner = inner.trim_start_matches('/');
        let length = inner.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let (name, attributes) = inner.split_at_checked(length)?;
        Some(Self {
            name: name.to_ascii_lowercase(),
            is_end,
            attributes,
        })
        .filter(|_| length > 0)
    }

    /// Whether there is such an element; those of word processors have a colon in their names.
    fn is_known(&self) -> bool {
        let name = self.name.as_str();
        INLINE.contains(&name) || BLOCKS.contains(&name) || self.attributes.starts_with(':')
    }

    fn attribute(&self, name: &str) -> Option<String> {
        let mut rest = self.attributes;
        loop {
            let at = rest.to_ascii_lowercase().find(name)?;
            let begins_name = rest.get(..at)?.ends_with(|before: char| {
                before.is_whitespace() || before == '"' || before == '\''
            });
            rest = rest.get(at + name.len()..)?;
            let Some(value) = rest.trim_start().strip_prefix('=').filter(|_| begins_name) else {
                continue;
            };
            let value = value.trim_start();
            let found = match value.chars().next() {
                Some(quote @ ('"' | '\'')) => value.get(1..)?.split(quote).next(),
                _ => value
                    .split(|end: char| end.is_whitespace() || end == '/' && value.ends_with('/'))
                    .next(),
            };
            return found.map(unescaped);
        }
    }
}

impl Page<'_> {
    /// A tag among other words.
    pub(super) fn tag(&mut self, tag: &str, at: usize) {
        let Some(markup) = Markup::of(tag) else {
            return;
        };
        if !markup.is_known() {
            // No page shows it, but whoever wrote `<name>` meant it.
            self.push(tag, at);
            return;
        }
        match (markup.name.as_str(), markup.is_end) {
            ("br", _) => self.break_line(),
            ("img", false) => {
                self.open(&markup.attribute("src").unwrap_or_default(), "", true);
                self.push(&markup.attribute("alt").unwrap_or_default(), at);
                self.close();
            }
            ("a", false) => {
                if let Some(target) = markup.attribute("href") {
                    self.open(&target, "", false);
                }
            }
            ("a", true) => self.close(),
            ("del" | "s" | "strike", _) => self.push("~~", at),
            ("input", false) => {
                let is_done = markup.attributes.contains("checked");
                self.push(if is_done { "[x] " } else { "[ ] " }, at);
            }
            ("li", false) => {
                self.end_line();
                self.push("- ", at);
            }
            (name, _) if name == "li" || BLOCKS.contains(&name) => self.end_line(),
            _ => {}
        }
    }

    /// HTML which is a block of its own.
    pub(super) fn html(&mut self, html: &str, at: usize) {
        let mut offset = 0;
        while let Some(rest) = html.get(offset..).filter(|rest| !rest.is_empty()) {
            let tag = rest.find('>').filter(|_| rest.starts_with('<'));
            let end = match tag {
                Some(end) if Markup::of(rest.get(..=end).unwrap_or("")).is_some() => {
                    self.tag(rest.get(..=end).unwrap_or(""), at + offset);
                    end + 1
                }
                _ => {
                    let end = rest.char_indices().skip(1).find(|(_, one)| *one == '<');
                    let end = end.map_or(rest.len(), |(end, _)| end);
                    self.text(rest.get(..end).unwrap_or(""), at + offset);
                    end
                }
            };
            offset += end;
        }
    }

    fn text(&mut self, words: &str, at: usize) {
        let mut offset = at;
        for line in words.split_inclusive('\n') {
            if !line.trim().is_empty() {
                self.push(&unescaped(line.trim_end_matches(['\r', '\n'])), offset);
            }
            if line.ends_with('\n') {
                self.end_line();
            }
            offset += line.len();
        }
    }
}

/// Words with the characters for which their entities stand.
fn unescaped(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let found = after.split_once(';').and_then(|(name, behind)| {
            let character = match name {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                "apos" => '\'',
                "nbsp" => '\u{a0}',
                _ => {
                    let number = name.strip_prefix('#')?;
                    let hex = number.strip_prefix(['x', 'X']);
                    let code =
                        hex.map_or_else(|| number.parse(), |hex| u32::from_str_radix(hex, 16));
                    char::from_u32(code.ok()?)?
                }
            };
            Some((character, behind))
        });
        let (character, behind) = found.unwrap_or(('&', after));
        out.push(character);
        rest = behind;
    }
    out.push_str(rest);
    out
}
