//! Where front matter stands, and what looks like it in a place or a dress in which it isn't read.

use super::front_matter::{DRAFTED, DRAFTED_ABOUT, KEYS, PLAN, SKIPPED, STAMPS, is_mark};
use std::ops::Range;

/// Most lines of what only looks like front matter.
const MOST_LINES: usize = 64;

/// Offset behind a byte order mark.
pub(super) fn behind_bom(text: &str) -> usize {
    if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    }
}

/// The front matter between its marks, and the offset behind it.
pub(super) fn front_matter_span(text: &str) -> Option<(Range<usize>, usize)> {
    let start = behind_bom(text);
    let rest = text.get(start..)?;
    let words = rest.trim_start();
    let blank = rest.len() - words.len();
    let above = rest.get(..blank)?;
    if blank == 0 {
        return span_at(text, start);
    }
    // Below blank lines it is a rule, unless a key of ours stands in it and nothing but keys.
    if !above.ends_with('\n') {
        return None;
    }
    let (span, after) = span_at(text, start + blank)?;
    let inner = text.get(span.clone())?;
    let is_sure = span.end < after && inner.lines().all(goes_on) && inner.lines().any(has_our_key);
    is_sure.then_some((span, after))
}

/// As [`front_matter_span`], from its first mark on. Without an end mark there is none.
fn span_at(text: &str, start: usize) -> Option<(Range<usize>, usize)> {
    let rest = text.get(start..)?;
    let first = rest.lines().next()?;
    if first.trim_end() != "---" || !rest.starts_with("---") {
        return None;
    }
    let inner = start + rest.find('\n')? + 1;
    let mut at = inner;
    for line in text.get(inner..)?.split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return Some((inner..at, at + line.len()));
        }
        at += line.len();
    }
    // No end mark: a rule at the top of an ordinary text, unless it looks like keys.
    let looks_like_keys = text.get(inner..)?.lines().next().is_some_and(|line| {
        line.split_once(':')
            .is_some_and(|(key, _)| !key.is_empty() && !key.contains(char::is_whitespace))
    });
    looks_like_keys.then_some((inner..text.len(), text.len()))
}

/// What looks like front matter and isn't read, where a line of it begins at an offset: between marks of any dress, with a
/// key of ours.
pub(super) fn unread_at(text: &str, start: usize) -> Option<Range<usize>> {
    let line = text.get(start..)?.lines().next()?;
    if !has_our_key(line) {
        return None;
    }
    let mut first = start;
    for _ in 0..MOST_LINES {
        let above = text.get(..first)?.strip_suffix('\n')?;
        first = above.rfind('\n').map_or(0, |newline| newline + 1);
        let above = above.get(first..)?.trim_start_matches('\u{feff}');
        if is_mark(above) {
            let end = end_of(text, start)?;
            return Some(first..end);
        }
        if above.trim().is_empty() || !goes_on(above) {
            return None;
        }
    }
    None
}

/// What was front matter at the top of a text until a formatter that doesn't know it took it for words: the keys stand
/// apart from their marks, or have become a heading below a rule.
pub(super) fn unread_at_top(text: &str) -> Option<Range<usize>> {
    let begin = behind_bom(text);
    let rest = text.get(begin..)?;
    let start = begin + rest.len() - rest.trim_start().len();
    let mut lines = text.get(start..)?.split_inclusive('\n');
    let first = lines.next().filter(|line| is_mark(line))?;
    let mut end = start + first.len();
    let mut has_ours = false;
    for line in lines.take(MOST_LINES) {
        end += line.len();
        let words = line.trim_start_matches('#').trim_start();
        let is_heading = words.len() < line.trim_start().len();
        has_ours |= has_our_key(words) || is_heading && names_our_key(words);
        if is_heading || is_mark(line) {
            return has_ours.then_some(start..end);
        }
        if !goes_on(line) {
            return None;
        }
    }
    None
}

/// Whether a line into which several keys were joined has one of ours. Beside the stamps, which nobody writes as words,
/// it must begin with a key and have two; a plan's name is one word.
fn names_our_key(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let key_at = |at: usize| words.get(at).and_then(|word| word.strip_suffix(':'));
    let keys = (0..words.len()).filter_map(|at| Some((at, key_at(at)?)));
    let keys: Vec<(usize, &str)> = keys.collect();
    let is_joined = key_at(0).is_some() && keys.len() > 1;
    keys.into_iter().any(|(at, key)| {
        let is = |known: &str| key.eq_ignore_ascii_case(known);
        let has_one_word = words.len() == at + 2 || key_at(at + 2).is_some();
        [STAMPS, DRAFTED, DRAFTED_ABOUT].contains(&key)
            || is_joined && (is(SKIPPED) || is(PLAN) && has_one_word)
    })
}

/// The last line of a text, where it is a paragraph of its own that says `skipped: reason`.
pub(super) fn unread_at_end(text: &str) -> Option<Range<usize>> {
    let text = text.trim_end();
    let start = text.rfind('\n')? + 1;
    let line = text.get(start..)?;
    let (key, reason) = line.split_once(':')?;
    let above = text.get(..start)?.lines().next_back()?;
    let is_key = key.eq_ignore_ascii_case(SKIPPED) && !reason.trim().is_empty();
    (is_key && above.trim().is_empty()).then_some(start..text.len())
}

/// Offset behind the mark which ends a block of keys.
fn end_of(text: &str, start: usize) -> Option<usize> {
    let mut at = start;
    for line in text.get(start..)?.split_inclusive('\n').take(MOST_LINES) {
        let end = at + line.len();
        if is_mark(line) {
            return Some(end);
        }
        if !goes_on(line) {
            return None;
        }
        at = end;
    }
    None
}

/// Whether a line goes on with a block of keys: a key, what belongs to it, a remark, nothing.
fn goes_on(line: &str) -> bool {
    let is_key = |key: &str| !key.is_empty() && !key.trim_end().contains(char::is_whitespace);
    line.trim().is_empty()
        || line.starts_with([' ', '\t', '#', '-'])
        || line
            .split_once([':', '='])
            .is_some_and(|(key, _)| is_key(key))
}

/// Whether a line begins with a key of ours, in any case, as nobody writes words.
pub(super) fn has_our_key(line: &str) -> bool {
    let words = line.trim_start();
    let known = KEYS.iter().find_map(|key| {
        let name = words.get(..key.len())?;
        let rest = words.get(key.len()..)?.trim_start();
        let value = rest.strip_prefix([':', '='])?;
        name.eq_ignore_ascii_case(key)
            .then_some((key, value.trim()))
    });
    known.is_some_and(|(key, value)| *key != PLAN || !value.contains(char::is_whitespace))
}

#[cfg(test)]
mod tests {
    use crate::document::Document;

    fn document(text: &str) -> Document {
        Document::parse(text.as_bytes().to_vec()).unwrap()
    }

    #[test]
    fn front_matter_below_blank_lines_is_read() {
        for text in [
            "\n---\nskipped: no time\n---\n# T\n",
            "\u{feff}\r\n \r\n---\r\ntags:\r\n- a\r\nSkipped: no time\r\n---\r\n# T\r\n",
        ] {
            let front_matter = document(text).front_matter().unwrap();
            assert_eq!(front_matter.skipped.as_deref(), Some("no time"), "{text:?}");
            assert!(document(text).unread_front_matter().is_empty(), "{text:?}");
        }
        for text in [
            "\n---\nTeam: Anna and Berta\n---\n# T\n",
            "\n---\n\nskipped: x\n\nA weir stood there\n\n---\n# T\n",
            " ---\nskipped: x\n---\n",
        ] {
            assert_eq!(document(text).front_matter_span(), None, "{text:?}");
        }
    }

    #[test]
    fn what_looks_like_front_matter_is_known_and_no_answer() {
        for text in [
            "***\nskipped: x\n***\n",
            "\n\u{2014}\nskipped: x\n\u{2014}\n# T\n",
            "----\nSkipped: x\n----\n",
            "\u{feff}***\r\nskipped: x\r\n---\r\n",
            "+++\nskipped = \"x\"\n+++\n",
            "# T\n\n---\nskipped: x\n---\n",
            "\\---\nskipped: x\n\\---\n",
            "## A\n\n***\nskipped: x\n***\n",
            "## A\n\n- [ ]\n\nskipped: no time\n",
            "## A\n\n<!-- output: a. -->\n\nSkipped: no time",
            // As mdformat and remark leave it without their extensions.
            "____\n\n## skipped: x\n\n# T\n",
            "***\n\naliases: \\[a b]\nbuilds_on:\n\"a/b\": \"none\"\n------\n\n# T\n",
            "---\n\n## plan: \"north\" builds_on: \"a/b\": \"none\"\n\n# T\n",
            "---\n\n## plan: north activity: team\n\n# T\n",
            "***\n\n## activity: team plan: \"north\"\n\n# T\n",
            "---\n\n## tags: a skipped: no time\n\n# T\n",
            "## A\n\n---\ntags: [a]\nskipped: x\n---",
            "## A\n\n---\nplan: north\n---\n\n## B\n",
        ] {
            let document = document(text);
            let unread = document.unread_front_matter();
            assert_eq!(unread.len(), 1, "{text:?}");
            let words = document.slice(&unread[0]);
            assert!(words.contains(": ") || words.contains(" = "), "{text:?}");
            for section in document.sections() {
                assert_eq!(document.answer(section), None, "{text:?}");
            }
            assert_eq!(document.front_matter().unwrap().skipped, None, "{text:?}");
        }
        for text in [
            "## A\n\nskipped: x\n\n## B\n",
            "## A\n\nWe began.\n\nskipped: x\n",
            "## A\n\n```\n\nskipped: x\n",
            "## A\n\n<!-- x\n\nskipped: x\n",
            "## A\n\n- [ ]\nskipped: x\n",
            "---\n\n## Plan: talk to all\n",
            "---\n\n## Plan: talk to all: everyone\n",
            "---\n\n## Our plan: north\n",
            "---\n\n## Our plan: north activity: team\n",
            "***\n\n# T\n\nskipped: x\nand more\n",
            "## A\n\n***\nplan: talk to all\n***\n",
            "## A\n\n```\n---\nskipped: x\n---\n```\n",
            "---\nskipped: x\n---\n",
            "## A\n\n| skipped: x |\n| --- |\n",
        ] {
            assert!(document(text).unread_front_matter().is_empty(), "{text:?}");
        }
        let page = Document::parse_front(b"# T\n\n***\nSKIPPED: x\n***\n".to_vec()).unwrap();
        assert_eq!(page.unread_front_matter().len(), 1);
    }
}
