//! Where the links of a Markdown text lead, by their places in it.

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};
use std::ops::Range;

/// Attributes of HTML tags that lead somewhere.
const ATTRIBUTES: [&str; 2] = ["href", "src"];

/// Places of the destinations of all links and images, as they are written, in order: those in round brackets, those of
/// definitions such as `[label]: path`, and those in HTML tags.
pub fn destinations(text: &str) -> Vec<Range<usize>> {
    if !["](", "]:", "<"].iter().any(|mark| text.contains(mark)) {
        return Vec::new();
    }
    let mut parser = Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter();
    let mut found = Vec::new();
    for (event, span) in parser.by_ref() {
        match event {
            Event::Start(Tag::Link { link_type, .. } | Tag::Image { link_type, .. })
                if link_type == LinkType::Inline =>
            {
                found.extend(behind(text, span, "]("));
            }
            Event::Html(_) | Event::InlineHtml(_) => found.extend(in_tags(text, span)),
            _ => {}
        }
    }
    let definitions = parser.reference_definitions().iter();
    found.extend(definitions.filter_map(|(_, one)| behind(text, one.span.clone(), "]:")));
    found.sort_by_key(|place| place.start);
    found.dedup();
    found
}

/// The values of attributes that lead somewhere, in a piece of HTML. A tag can go over several pieces.
fn in_tags(text: &str, span: Range<usize>) -> Vec<Range<usize>> {
    let html = text.get(span.clone()).unwrap_or_default();
    let names = html.match_indices('=').filter_map(|(at, _)| {
        let name = html.get(..at)?.trim_end();
        let name = name.rsplit(char::is_whitespace).next()?;
        let leads = ATTRIBUTES.iter().any(|one| name.eq_ignore_ascii_case(one));
        leads.then_some(at + 1)
    });
    let values = names.filter_map(|after| {
        let rest = html.get(after..)?;
        let words = rest.trim_start();
        let start = after + rest.len() - words.len();
        let (start, end) = if let quote @ ('"' | '\'') = words.chars().next()? {
            (start + 1, words.get(1..)?.find(quote)?)
        } else {
            let end = words.find(|one: char| one.is_whitespace() || one == '>');
            (start, end.unwrap_or(words.len()))
        };
        (end > 0).then_some(span.start + start..span.start + start + end)
    });
    values.collect()
}

/// The destination behind the last such mark of a link.
fn behind(text: &str, span: Range<usize>, mark: &str) -> Option<Range<usize>> {
    let link = text.get(span.clone())?;
    let after = link.rfind(mark)? + mark.len();
    let rest = link.get(after..)?;
    let words = rest.trim_start();
    let start = span.start + after + rest.len() - words.len();
    if let Some(inner) = words.strip_prefix('<') {
        let end = inner.find('>')?;
        return Some(start + 1..start + 1 + end);
    }
    let mut depth = 0u32;
    let end = words.find(|one: char| {
        match one {
            '(' => depth += 1,
            ')' if depth == 0 => return true,
            ')' => depth -= 1,
            _ => {}
        }
        one.is_whitespace()
    });
    let end = start + end.unwrap_or(words.len());
    (end > start).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::destinations;

    #[test]
    fn every_form_of_a_link_has_a_destination() {
        let text = "---\nplan: a\n---\n\nSee [a](../a/b.md#c \"as (of) 4f1c\"), ![i](<i j.png>), [b][x], `[no](no.md)`,\n\
                    [![in](in.png)](out_(1).md) and <https://example.org>.\n\n| a |\n| --- |\n| [t](t.md) |\n\n\
                    ```\n[no](no.md)\n```\n\n[x]: ./x.md 'title'\n[y]: <y z.md>\n";
        let found = destinations(text);
        let words: Vec<&str> = found.iter().map(|place| &text[place.clone()]).collect();
        let expected = [
            "../a/b.md#c",
            "i j.png",
            "in.png",
            "out_(1).md",
            "t.md",
            "./x.md",
            "y z.md",
        ];
        assert_eq!(words, expected);
        assert!(destinations("no link").is_empty());
    }

    #[test]
    fn tags_lead_somewhere_too() {
        let text = "A <a class=x href=\"../a/b.md#c\">b</a>, <IMG alt='href=\"no\"' SRC = 'i j.png'>, <a href=u.md>u</a>, `<a href=\"no\">`\n\n\
                    <div data-href=\"no\">\n<a\n  href=\"over/lines.md\"\n  title=\"href\">x</a>\n</div>\n\n\
                    ```\n<a href=\"no.md\">\n```\n\n<a href=\"\">x</a> href=\"no\" 1 < 2\n";
        let found = destinations(text);
        let words: Vec<&str> = found.iter().map(|place| &text[place.clone()]).collect();
        assert_eq!(words, ["../a/b.md#c", "i j.png", "u.md", "over/lines.md"]);
    }
}
