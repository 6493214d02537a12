//! HTML blocks of CommonMark's types 1, 6 and 7: what hides a heading below it, and what doesn't
//! (<https://spec.commonmark.org/0.31.2/#html-blocks>). Comments are looked at in the scanner.

/// Elements whose content is raw until their end tag (type 1).
const RAW: [(&str, &str); 4] = [
    ("pre", "</pre"),
    ("script", "</script"),
    ("style", "</style"),
    ("textarea", "</textarea"),
];

/// Elements that begin a block wherever their tag begins a line (type 6), in order.
const BLOCKS: [&str; 62] = [
    "address",
    "article",
    "aside",
    "base",
    "basefont",
    "blockquote",
    "body",
    "caption",
    "center",
    "col",
    "colgroup",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "iframe",
    "legend",
    "li",
    "link",
    "main",
    "menu",
    "menuitem",
    "nav",
    "noframes",
    "ol",
    "optgroup",
    "option",
    "p",
    "param",
    "search",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "track",
    "ul",
];

/// Length of the longest name in [`BLOCKS`].
const LONGEST: usize = 10;

/// An HTML block other than a comment, by what ends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum HtmlBlock {
    /// A blank line.
    UntilBlank,
    /// The end tag of an element whose content is raw.
    Until(&'static str),
}

impl HtmlBlock {
    /// The block that a line begins. A tag of an inline element begins one only where it stands alone on the line and no
    /// paragraph goes on.
    pub fn begun_by(content: &str, in_paragraph: bool) -> Option<Self> {
        let rest = content.strip_prefix('<')?;
        let (name, after, is_end) = name_of(rest)?;
        if let Some((_, end)) = RAW.iter().find(|(raw, _)| name.eq_ignore_ascii_case(raw)) {
            let begins = matches!(after.bytes().next(), None | Some(b' ' | b'\t' | b'>'));
            return (begins && !is_end).then_some(Self::Until(end));
        }
        let ends_name =
            after.is_empty() || after.starts_with([' ', '\t', '>']) || after.starts_with("/>");
        if ends_name && is_block(name) {
            return Some(Self::UntilBlank);
        }
        (!in_paragraph && is_alone(after, is_end)).then_some(Self::UntilBlank)
    }

    /// Whether a line ends it. A blank line is looked at elsewhere.
    pub fn ends_in(self, line: &str) -> bool {
        match self {
            Self::UntilBlank => false,
            Self::Until(end) => line
                .as_bytes()
                .windows(end.len())
                .any(|part| part.eq_ignore_ascii_case(end.as_bytes())),
        }
    }
}

/// The name of the tag of which this stands behind its `<`, what follows the name, and whether the tag ends an element.
fn name_of(rest: &str) -> Option<(&str, &str, bool)> {
    let inner = rest.strip_prefix('/');
    let (rest, is_end) = (inner.unwrap_or(rest), inner.is_some());
    if !rest.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    let (name, after) = rest.split_at_checked(rest.bytes().take_while(is_name).count())?;
    Some((name, after, is_end))
}

fn is_block(name: &str) -> bool {
    let mut small = [0; LONGEST];
    let Some(small) = small.get_mut(..name.len()) else {
        return false;
    };
    small.copy_from_slice(name.as_bytes());
    small.make_ascii_lowercase();
    BLOCKS
        .binary_search_by(|known| known.as_bytes().cmp(small))
        .is_ok()
}

/// Whether a tag is whole, by what follows its name, and only blanks stand behind it.
fn is_alone(after: &str, is_end: bool) -> bool {
    let behind = if is_end {
        after.trim_start().strip_prefix('>')
    } else {
        behind_attributes(after)
    };
    behind.is_some_and(|behind| behind.trim().is_empty())
}

/// What stands behind an opening tag, by what follows its name.
fn behind_attributes(mut rest: &str) -> Option<&str> {
    loop {
        let next = rest.trim_start();
        if let Some(behind) = next.strip_prefix("/>").or_else(|| next.strip_prefix('>')) {
            return Some(behind);
        }
        if next.len() == rest.len()
            || !next.starts_with(|first: char| {
                first.is_ascii_alphabetic() || matches!(first, '_' | ':')
            })
        {
            return None;
        }
        let is_name =
            |one: char| one.is_ascii_alphanumeric() || matches!(one, '_' | ':' | '.' | '-');
        rest = next.trim_start_matches(is_name);
        let Some(value) = rest.trim_start().strip_prefix('=').map(str::trim_start) else {
            continue;
        };
        let first = value.chars().next()?;
        rest = if matches!(first, '"' | '\'') {
            value.get(1..)?.split_once(first)?.1
        } else {
            let end = value.find(|one: char| {
                one.is_whitespace() || matches!(one, '"' | '\'' | '=' | '<' | '>' | '`')
            });
            value.get(end.filter(|end| *end > 0)?..)?
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_in_order() {
        assert!(BLOCKS.is_sorted());
        assert_eq!(BLOCKS.iter().map(|name| name.len()).max(), Some(LONGEST));
    }

    #[test]
    fn blocks_as_commonmark_has_them() {
        let until_blank = Some(HtmlBlock::UntilBlank);
        let pre = Some(HtmlBlock::Until("</pre"));
        for (line, alone, in_paragraph) in [
            ("<div>x", until_blank, until_blank),
            ("</DIV", until_blank, until_blank),
            (
                "<details open><summary>x</summary>",
                until_blank,
                until_blank,
            ),
            ("<hr/>", until_blank, until_blank),
            ("<a id=\"x\">", until_blank, None),
            ("<a id=\"x\"> ", until_blank, None),
            ("</a>", until_blank, None),
            ("<x-y a b=c d='>' _e = \"f\" />", until_blank, None),
            ("<br>", until_blank, None),
            ("<a id=\"x\"></a>", None, None),
            ("<b>x</b>", None, None),
            ("<span>x", None, None),
            ("<img src=a.png> x", None, None),
            ("<a id=\"x\"", None, None),
            ("<a id=\"x\"y>", None, None),
            ("<a =x>", None, None),
            ("</a x>", None, None),
            ("<https://example.org>", None, None),
            ("<anna@example.org>", None, None),
            ("<1>", None, None),
            ("<", None, None),
            ("<pre>", pre, pre),
            ("<PRE class=x", pre, pre),
            ("</pre>", None, None),
            ("<divx", None, None),
        ] {
            assert_eq!(HtmlBlock::begun_by(line, false), alone, "{line}");
            assert_eq!(HtmlBlock::begun_by(line, true), in_paragraph, "{line}");
        }
        assert!(HtmlBlock::Until("</pre").ends_in("x</PrE>"));
        assert!(!HtmlBlock::Until("</pre").ends_in("x"));
    }
}
