//! Words quoted in another record: escaped Markdown, and the link that follows it.

use super::source::Origin;
use crate::model::paths::{joined, relative};
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The version we write as a link's title.
static TITLE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#" "(?:as of [0-9a-f]{7,40}|not committed)"\)"#).ok());

/// One of our links, with or without a version.
static LINK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"\]\([^()<>\s]*(?: "(?:as of [0-9a-f]{7,40}|not committed)")?\)"#).ok()
});

/// The text without the versions in its links, for comparing and merging.
pub fn bare(text: &str) -> String {
    match TITLE.as_ref() {
        Some(title) => title.replace_all(text, ")").into_owned(),
        None => text.to_owned(),
    }
}

/// Restores the link versions found in the given texts; the first one wins.
pub fn with_titles_of(text: &str, texts: &[&str]) -> String {
    let Some(pattern) = LINK.as_ref() else {
        return text.to_owned();
    };
    let mut whole: BTreeMap<String, &str> = BTreeMap::new();
    let mut links: BTreeMap<String, &str> = BTreeMap::new();
    for line in texts.iter().flat_map(|text| text.lines()) {
        whole.entry(bare(line)).or_insert(line);
        for found in pattern.find_iter(line) {
            links.entry(bare(found.as_str())).or_insert(found.as_str());
        }
    }
    let restored = |line: &str| match whole.get(line) {
        Some(full) => (*full).to_owned(),
        None => pattern
            .replace_all(line, |found: &regex::Captures<'_>| {
                let bare = found.get(0).map_or("", |found| found.as_str());
                links.get(bare).copied().unwrap_or(bare).to_owned()
            })
            .into_owned(),
    };
    text.lines().map(restored).collect::<Vec<_>>().join("\n")
}

/// One line of words, escaped so that after a list or quotation mark they start no heading, comment, element, fence,
/// list, rule or check box. Inline marks, links and addresses stay.
pub(super) fn plain(words: &str) -> String {
    let words = without_elements(words);
    let first = words.chars().next().unwrap_or(' ');
    let rest = words.get(first.len_utf8()..).unwrap_or("");
    let is_mark = match first {
        '#' | '>' | '|' | '=' => true,
        '`' | '~' => words.starts_with("```") || words.starts_with("~~~"),
        '-' | '+' | '*' | '_' => {
            rest.is_empty()
                || rest.starts_with([' ', '\t'])
                || rest.chars().all(|one| one == first || one == ' ')
                || words.starts_with("**Two people changed")
        }
        // A check box, or a link definition, which renders as nothing.
        '[' => {
            ["[ ]", "[x]", "[X]"].contains(&words.get(..3).unwrap_or("")) || words.contains("]:")
        }
        _ => false,
    };
    if is_mark {
        return format!("\\{words}");
    }
    let digits = words.bytes().take_while(u8::is_ascii_digit).count();
    let after = words.get(digits..).unwrap_or("");
    if digits > 0 && after.starts_with(['.', ')']) && crate::kinds::bullet(&words).is_some() {
        return format!("{}\\{after}", words.get(..digits).unwrap_or(""));
    }
    words
}

/// Escapes each `<` that could start an element or comment; addresses in angle brackets stay.
fn without_elements(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once('<') {
        text.push_str(before);
        let address = after.split_once('>').map(|(inner, _)| inner);
        let is_address = address.is_some_and(|inner| {
            ["https://", "http://", "mailto:"]
                .iter()
                .any(|scheme| inner.starts_with(scheme))
                && !inner.contains([' ', '<'])
        });
        let opens = after.starts_with(|first: char| {
            first.is_ascii_alphabetic() || matches!(first, '!' | '?' | '/')
        });
        text.push_str(if opens && !is_address { "&lt;" } else { "<" });
        rest = after;
    }
    text.push_str(rest);
    text
}

/// Rewrites relative links in quoted words so that they work from the other file.
pub(super) fn rebased(words: &str, from: &str, to: &str) -> String {
    let mut text = String::with_capacity(words.len());
    let mut rest = words;
    while let Some((before, after)) = rest.split_once("](") {
        text.push_str(before);
        text.push_str("](");
        let length = after.find([')', ' ', '"', '\\']).unwrap_or(after.len());
        let (target, behind) = after.split_at(length);
        let is_beside = behind.starts_with(')')
            && !target.is_empty()
            && !target.starts_with(['/', '<'])
            && !target.contains(':');
        if is_beside {
            let (path, mark) = match target.split_once('#') {
                Some((path, mark)) => (path, format!("#{mark}")),
                None => (target, String::new()),
            };
            let place = if path.is_empty() {
                Some(from.to_owned())
            } else {
                joined(from, path)
            };
            match place {
                Some(place) => text.push_str(&format!("{}{mark}", relative(to, &place))),
                None => text.push_str(target),
            }
        } else {
            text.push_str(target);
        }
        rest = behind;
    }
    text.push_str(rest);
    text
}

/// The link that follows quoted words in a record at `to`. `version` is the quoted commit.
pub(super) fn link(origin: &Origin, to: &str, version: Option<&str>) -> String {
    let mut name = String::new();
    for letter in origin.name.chars() {
        // Many readers, ours included, still see a comment in an escaped `<!--`.
        if letter == '<' {
            name.push_str("&lt;");
            continue;
        }
        if matches!(letter, '[' | ']' | '\\' | '`' | '|' | '*' | '_') {
            name.push('\\');
        }
        name.push(letter);
    }
    let mark = if origin.anchor.is_empty() {
        String::new()
    } else {
        format!("#{}", origin.anchor)
    };
    let title = match version {
        Some("") => " \"not committed\"".to_owned(),
        Some(commit) => format!(" \"as of {commit}\""),
        None => String::new(),
    };
    let target = encoded(&relative(to, &origin.path));
    format!("([{name}]({target}{mark}{title}))")
}

/// A path in which nothing ends the link or table row around it.
fn encoded(path: &str) -> String {
    let mut text = String::with_capacity(path.len());
    for letter in path.chars() {
        let is_special = matches!(
            letter,
            '<' | '>' | '(' | ')' | '\\' | '|' | '%' | '#' | '?' | '"' | '`' | '*' | '[' | ']'
        );
        if is_special || letter.is_whitespace() || letter.is_control() {
            let mut bytes = [0; 4];
            for byte in letter.encode_utf8(&mut bytes).bytes() {
                text.push_str(&format!("%{byte:02X}"));
            }
        } else {
            text.push(letter);
        }
    }
    text
}

/// A heading's anchor, as git hosts write it.
pub(super) fn anchor(heading: &str) -> String {
    heading
        .trim()
        .chars()
        .flat_map(char::to_lowercase)
        .filter_map(|letter| match letter {
            ' ' => Some('-'),
            '-' | '_' => Some(letter),
            other => other.is_alphanumeric().then_some(other),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_words_open_nothing() {
        for (words, written) in [
            ("# A", "\\# A"),
            ("a <!-- b", "a &lt;!-- b"),
            ("<pre>", "&lt;pre>"),
            ("a < b", "a < b"),
            ("<https://example.org/a>", "<https://example.org/a>"),
            ("<https://example.org/a b>", "&lt;https://example.org/a b>"),
            ("```sh", "\\```sh"),
            ("`code` it", "`code` it"),
            ("---", "\\---"),
            ("- a", "\\- a"),
            ("-5 degrees", "-5 degrees"),
            ("**bold** words", "**bold** words"),
            ("***", "\\***"),
            ("12. May", "12\\. May"),
            ("12.5 days", "12.5 days"),
            ("[x] done", "\\[x] done"),
            ("[it](a.md)", "[it](a.md)"),
            ("[it]: a.md", "\\[it]: a.md"),
            (
                "**Two people changed this answer.**",
                "\\**Two people changed this answer.**",
            ),
        ] {
            assert_eq!(plain(words), written);
        }
    }

    #[test]
    fn links_lead_to_the_same_place() {
        let from = "plans/a/1-x/team.md";
        let to = "cohort/3-y/tale/one.md";
        for (words, written) in [
            ("[a](maps/b.png)", "[a](../../../plans/a/1-x/maps/b.png)"),
            ("[a](../c.md#d)", "[a](../../../plans/a/c.md#d)"),
            ("[a](#d)", "[a](../../../plans/a/1-x/team.md#d)"),
            ("[a](https://example.org)", "[a](https://example.org)"),
            ("[a](../../../../out.md)", "[a](../../../../out.md)"),
            ("](", "]("),
        ] {
            assert_eq!(rebased(words, from, to), written);
        }
    }

    #[test]
    fn versions_come_and_go() {
        let origin = Origin {
            name: "a/b: C [d]".to_owned(),
            path: "plans/a/b.md".to_owned(),
            anchor: anchor("C [d]"),
        };
        let full = link(&origin, "cohort/x.md", Some("4f1c2ab"));
        assert_eq!(
            full,
            "([a/b: C \\[d\\]](../plans/a/b.md#c-d \"as of 4f1c2ab\"))"
        );
        let none = link(&origin, "cohort/x.md", None);
        assert_eq!(bare(&full), none);
        assert_eq!(bare(&link(&origin, "cohort/x.md", Some(""))), none);
        let hostile = Origin {
            name: "a/b: `<!--` ](x) |".to_owned(),
            path: "plans/a/b (1) <x>.md".to_owned(),
            anchor: String::new(),
        };
        assert_eq!(
            link(&hostile, "cohort/x.md", None),
            "([a/b: \\`&lt;!--\\` \\](x) \\|](../plans/a/b%20%281%29%20%3Cx%3E.md))"
        );
        let changed = format!("> other words {none}");
        let theirs = format!("> words {}", link(&origin, "cohort/x.md", Some("1234567")));
        let ours = format!("> words {full}");
        assert_eq!(
            with_titles_of(&changed, &[&ours, &theirs]),
            format!("> other words {full}")
        );
        assert_eq!(with_titles_of(&bare(&theirs), &[&theirs]), theirs);
    }
}
