//! Where the links of a Markdown text lead, by their places in it.

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag};
use std::ops::Range;

/// Places of the destinations of all links and images, as they are written, in order: those in round brackets, and those
/// of definitions such as `[label]: path`.
pub fn destinations(text: &str) -> Vec<Range<usize>> {
    if !text.contains("](") && !text.contains("]:") {
        return Vec::new();
    }
    let mut parser = Parser::new_ext(text, Options::ENABLE_TABLES).into_offset_iter();
    let mut found = Vec::new();
    for (event, span) in parser.by_ref() {
        if let Event::Start(Tag::Link { link_type, .. } | Tag::Image { link_type, .. }) = event
            && link_type == LinkType::Inline
        {
            found.extend(behind(text, span, "]("));
        }
    }
    let definitions = parser.reference_definitions().iter();
    found.extend(definitions.filter_map(|(_, one)| behind(text, one.span.clone(), "]:")));
    found.sort_by_key(|place| place.start);
    found.dedup();
    found
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
}
