//! What counts as words and what is only a blank left by a form: the one place which knows.

/// Stands in a draft where nothing was recorded.
pub const GAP: &str = "[not recorded]";

/// Stands where an output has no answer.
pub const NOTHING_YET: &str = "(nothing yet)";

/// The same, where it may have none.
pub const NOTHING_OPTIONAL: &str = "(nothing, optional)";

/// Stands for what is in a file that can't be read.
pub const UNREADABLE: &str = "(can't be read)";

/// Words that only hold a place, in any case.
const PLACEHOLDERS: &[&str] = &[
    "tbd",
    "todo",
    GAP,
    NOTHING_YET,
    NOTHING_OPTIONAL,
    UNREADABLE,
];

/// The line without a leading bullet, number or check box.
pub fn without_bullet(line: &str) -> &str {
    let item = without_mark(line);
    check_box(item).map_or(item, |(length, _)| {
        item.get(length..).unwrap_or("").trim_start()
    })
}

/// The line without the marks of a quotation before it.
pub(super) fn without_quote(line: &str) -> &str {
    line.trim_start_matches(['>', ' ', '\t'])
}

pub(super) fn without_mark(line: &str) -> &str {
    let line = line.trim_start();
    let rest = bullet(line).and_then(|width| line.get(width..));
    rest.unwrap_or(line).trim_start()
}

/// Whether a line's check box is ticked.
pub(super) fn is_ticked(line: &str) -> bool {
    check_box(without_mark(line)).is_some_and(|(_, tick)| tick == Some(Tick::Done))
}

/// What a check box says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tick {
    /// It is done, or chosen.
    Done,
    /// It was given up.
    Dropped,
}

/// Length of the check box with which words begin, and what it says; nothing where it is empty. As on git hosts, a box has
/// white space or nothing behind it: `[x](...)` is a link. A box without a space, with two, or whose brackets a formatter
/// escaped is meant as one, too.
pub fn check_box(words: &str) -> Option<(usize, Option<Tick>)> {
    let sign = match words.chars().next()? {
        '\u{2610}' => Some(None),
        '\u{2611}' | '\u{2612}' => Some(Some(Tick::Done)),
        _ => None,
    };
    let (length, tick) = if let Some(tick) = sign {
        ('\u{2610}'.len_utf8(), tick)
    } else {
        let open = words
            .strip_prefix("\\[")
            .or_else(|| words.strip_prefix('['))?;
        let (inner, after) = open.split_once(']')?;
        let inner = inner.strip_suffix('\\').unwrap_or(inner);
        let tick = match inner.trim_matches([' ', '\t']) {
            "" | "_" => None,
            "x" | "X" => Some(Tick::Done),
            "-" | "~" => Some(Tick::Dropped),
            _ => return None,
        };
        (words.len() - after.len(), tick)
    };
    let rest = words.get(length..)?;
    (rest.is_empty() || rest.starts_with(char::is_whitespace)).then_some((length, tick))
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
    let words = without_bullet(without_quote(line)).trim();
    is_placeholder(words) || is_empty_row(words) || is_row_of_gaps(words)
}

/// Whether words say nothing but that something isn't recorded, also where a formatter escaped the brackets.
pub fn is_gap(words: &str) -> bool {
    let words = words.trim();
    let words = words.strip_prefix('\\').unwrap_or(words);
    let inner = words
        .strip_prefix('[')
        .and_then(|words| words.strip_suffix(']'));
    let inner = inner.map(|words| words.strip_suffix('\\').unwrap_or(words));
    let name = GAP.trim_matches(['[', ']']);
    inner.is_some_and(|words| words.eq_ignore_ascii_case(name))
}

/// Whether all that a table's row says is that something isn't recorded.
fn is_row_of_gaps(line: &str) -> bool {
    let is_gap = |cell: &String| cell.is_empty() || cell.eq_ignore_ascii_case(GAP);
    line.contains('|') && line.contains('[') && split_row(line).iter().all(is_gap)
}

fn is_placeholder(words: &str) -> bool {
    let words = words.trim_matches(['*', '_', ':']);
    !words.chars().any(says)
        || PLACEHOLDERS
            .iter()
            .any(|placeholder| words.eq_ignore_ascii_case(placeholder))
}

/// Whether a character says anything: a letter, a digit, a picture; no punctuation, no box of a form.
pub fn says(character: char) -> bool {
    let code = character as u32;
    let is_box = (0x2610..=0x2612).contains(&code);
    character.is_alphanumeric()
        || (0x2600..0x27c0).contains(&code) && !is_box
        || (0x1_f000..0x1_fb00).contains(&code)
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

/// Whether a whole section has no answer: only blanks, or a table whose rows are all empty.
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

/// The blanks with which a line begins.
pub fn line_start(line: &str) -> &str {
    let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
    line.get(..blanks).unwrap_or_default()
}

/// Whether a line looks as if it opened or closed a code fence.
pub fn is_fence(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("```") || line.starts_with("~~~")
}

/// Tells line after line what is in a code fence: one of four backticks may hold one of three, or one of tildes.
#[derive(Debug, Default)]
pub struct Fences {
    /// The mark and its length of the fence that is open.
    open: Option<(u8, usize)>,
}

impl Fences {
    /// Takes the next line; gives whether it opens or closes a fence.
    pub fn mark(&mut self, line: &str) -> bool {
        if !is_fence(line) {
            return false;
        }
        let words = line.trim().as_bytes();
        let mark = words.first().copied().unwrap_or(b'`');
        let length = words.iter().take_while(|byte| **byte == mark).count();
        let rest = words.get(length..).unwrap_or(&[]);
        let is_mark = match self.open {
            Some((open, least)) => mark == open && length >= least && rest.is_empty(),
            None => mark != b'`' || !rest.contains(&mark),
        };
        if is_mark {
            self.open = self.open.xor(Some((mark, length)));
        }
        is_mark
    }

    pub fn is_open(&self) -> bool {
        self.open.is_some()
    }
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
    fn a_fence_ends_at_its_own_mark() {
        for (text, inside) in [
            ("```\na\n```\nb", vec!["a"]),
            ("````md\n```\na\n```\n````\nb", vec!["```", "a", "```"]),
            ("~~~\n```\n~~~\nb\n```\nc", vec!["```", "c"]),
            ("```\n``` x\na\n   ````\nb", vec!["``` x", "a"]),
            ("```inline```\na", vec![]),
        ] {
            let mut fences = Fences::default();
            let lines = text.lines();
            let found: Vec<&str> = lines
                .filter(|line| !fences.mark(line) && fences.is_open())
                .collect();
            assert_eq!(found, inside, "{text:?}");
        }
    }

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
            "---\n***\n* * *\n___",
            "> \n>\n**",
            "```\n```",
            "- \u{2610}\n- \\[ \\]\n- [_]",
            "(nothing yet)",
            "\u{200b}",
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
            "# x",
            "\u{1f642}",
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
