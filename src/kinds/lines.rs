//! What counts as words and what is only a blank left by a form: the one place which knows.

/// Stands in a draft where nothing was recorded.
pub const GAP: &str = "[not recorded]";

/// The line without a leading bullet, number or check box.
pub fn without_bullet(line: &str) -> &str {
    let line = line.trim_start();
    let rest = bullet(line).map_or(line, |width| line.get(width..).unwrap_or(""));
    let rest = rest.trim_start();
    for mark in ["[ ]", "[x]", "[X]", "[]"] {
        if let Some(after) = rest.strip_prefix(mark)
            && (after.is_empty() || after.starts_with(char::is_whitespace))
        {
            return after.trim_start();
        }
    }
    rest
}

/// Width of a bullet (`-`, `*`, `+`, `1.`, `1)`) which begins the line and is followed by white space or nothing.
pub fn bullet(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    let width = match bytes.first()? {
        b'-' | b'*' | b'+' => 1,
        b'0'..=b'9' => {
            let digits = bytes
                .iter()
                .take_while(|byte| byte.is_ascii_digit())
                .count();
            match bytes.get(digits) {
                Some(b'.' | b')') if digits <= 9 => digits + 1,
                _ => return None,
            }
        }
        _ => return None,
    };
    match bytes.get(width) {
        None | Some(b' ' | b'\t') => Some(width),
        _ => None,
    }
}

/// Whether a line holds nothing but a blank: white space, an empty bullet or check box, a placeholder such as `TBD`,
/// an empty table row or a table's rule.
pub fn is_empty_item(line: &str) -> bool {
    let words = without_bullet(line.trim()).trim();
    is_placeholder(words) || is_empty_row(words) || is_row_of_gaps(words)
}

/// Whether all that a table's row says is that something isn't recorded.
fn is_row_of_gaps(line: &str) -> bool {
    let is_gap = |cell: &String| cell.is_empty() || cell.eq_ignore_ascii_case(GAP);
    line.contains('|') && line.contains('[') && split_row(line).iter().all(is_gap)
}

fn is_placeholder(words: &str) -> bool {
    let words = words.trim_end_matches(':');
    words.is_empty()
        || matches!(
            words,
            "?" | "..." | "\u{2026}" | "-" | "\u{2013}" | "\u{2014}"
        )
        || words.eq_ignore_ascii_case("tbd")
        || words.eq_ignore_ascii_case("todo")
        || words.eq_ignore_ascii_case(GAP)
}

fn is_empty_row(line: &str) -> bool {
    line.contains('|')
        && line
            .bytes()
            .all(|byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t'))
}

/// Whether a line is the rule below a table's header (`| --- | :-: |`).
pub fn is_table_rule(line: &str) -> bool {
    is_empty_row(line.trim()) && line.contains('-')
}

/// Whether a whole section holds no answer: only blanks, or a table whose rows are all empty.
pub fn is_blank_answer(text: &str) -> bool {
    let mut header = None;
    for line in text.lines() {
        if is_empty_item(line) {
            if header.is_some() && is_table_rule(line) {
                // What stood above the rule was a table's header, not an answer.
                header = None;
            }
            continue;
        }
        if header.is_some() {
            return false;
        }
        if line.contains('|') {
            header = Some(line);
        } else {
            return false;
        }
    }
    header.is_none()
}

/// The cells of a GFM table row, trimmed, with `\|` read as `|`.
pub fn split_row(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut characters = line.chars().peekable();
    let mut ended = false;
    while let Some(character) = characters.next() {
        ended = false;
        match character {
            '\\' if characters.peek() == Some(&'|') => {
                characters.next();
                push(&mut cells, '|');
            }
            '|' => {
                cells.push(String::new());
                ended = true;
            }
            other => push(&mut cells, other),
        }
    }
    if ended {
        cells.pop();
    }
    for cell in &mut cells {
        *cell = cell.trim().to_owned();
    }
    cells
}

fn push(cells: &mut [String], character: char) {
    if let Some(cell) = cells.last_mut() {
        cell.push(character);
    }
}

/// Whether a line opens or closes a code fence.
pub fn is_fence(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("```") || line.starts_with("~~~")
}

/// Whether words are meant as JSON: they are an array or object, or begin like one that holds an object with a key. A
/// row or task may begin with a check box, a Markdown link or other brackets.
pub(super) fn is_json(words: &str) -> bool {
    let words = words.trim();
    let inner = words.strip_prefix('[').map_or(words, str::trim_start);
    let has_key = inner
        .strip_prefix('{')
        .is_some_and(|inner| inner.trim_start().starts_with('"'));
    let read = || serde_json::from_str::<serde_json::Value>(words);
    has_key
        || (words.starts_with(['[', '{'])
            && read().is_ok_and(|value| value.is_array() || value.is_object()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_are_no_answers() {
        for blank in [
            "",
            "\n \n",
            "-",
            "- ",
            "- [ ]",
            "* [ ] ",
            "1.",
            "TBD",
            "todo",
            "?",
            "...",
            "- TBD\n- TODO",
            "| A | B |\n| --- | --- |\n|  |  |",
            "A | B\n-|-\n | ",
            "| A |\n|---|",
            "[not recorded]",
            "- [Not recorded]\n- TBD",
            "| A | B |\n| --- | --- |\n| [not recorded] |  |",
        ] {
            assert!(is_blank_answer(blank), "{blank:?} is a blank");
        }
    }

    #[test]
    fn words_are_answers() {
        for words in [
            "no",
            "0",
            "- a",
            "1. a",
            "[ ] a",
            "| A | B |\n| --- | --- |\n| x |  |",
            "TBD by May",
            "[not recorded] by us",
            "| A | B |\n| --- | --- |\n| [not recorded] | x |",
            "[not recorded](why.md)",
            "a | b",
            "-5",
            "```\n```",
            "# x",
        ] {
            assert!(!is_blank_answer(words), "{words:?} is an answer");
        }
    }

    #[test]
    fn rows_keep_escaped_pipes() {
        assert_eq!(split_row(r"| a \| b | c |"), ["a | b", "c"]);
        assert_eq!(split_row("a | "), ["a"]);
        assert_eq!(split_row("|  |  |"), ["", ""]);
    }
}
