//! Lines of a width: words are kept whole, and so are commands.

use super::clean::is_plain;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Most lines of a cell that shows the first few of some words.
const FEW: usize = 2;

/// Width of the widest line, without colour codes.
pub fn width(text: &str) -> usize {
    // In plain ASCII every character has the same width.
    if is_plain(text) {
        return match memchr::memchr(b'\n', text.as_bytes()) {
            None => text.len(),
            Some(_) => text.lines().map(str::len).max().unwrap_or(0),
        };
    }
    text.lines()
        .map(|line| UnicodeWidthStr::width(anstream::adapter::strip_str(line).to_string().as_str()))
        .max()
        .unwrap_or(0)
}

/// Width of the widest part that stays on one line, of those that fit into `limit`.
pub fn widest_word(text: &str, limit: usize) -> usize {
    let words = text.lines().flat_map(pieces);
    let widths = words.map(|(_, word)| width(word));
    widths.filter(|width| *width <= limit).max().unwrap_or(0)
}

/// The indent that is wanted, or as much of it as leaves room for every word.
pub fn indent(wanted: usize, text: &str, limit: usize) -> usize {
    wanted.min(limit - widest_word(text, limit))
}

/// Wraps at spaces; without a limit, the text stays as it is.
pub fn wrapped(text: &str, limit: Option<usize>) -> String {
    match limit {
        Some(limit) => lines(text, limit, None).join("\n"),
        None => text.to_owned(),
    }
}

/// Lines of at most `limit` columns. A line keeps its indent when it goes on, or hangs by as many columns as given.
pub fn lines(text: &str, limit: usize, hang: Option<usize>) -> Vec<String> {
    let mut all = Vec::new();
    for line in text.lines() {
        if width(line) <= limit {
            all.push(line.to_owned());
        } else {
            wrap_line(line, limit, hang, &mut all);
        }
    }
    all
}

fn wrap_line(line: &str, limit: usize, hang: Option<usize>, all: &mut Vec<String>) {
    let indent = line.len() - line.trim_start().len();
    let hang = " ".repeat(hang.unwrap_or(indent));
    let mut current = " ".repeat(indent);
    let (mut is_empty, mut taken) = (true, indent);
    for (gap, word) in pieces(line) {
        let (gap, own) = (if is_empty { "" } else { gap }, width(word));
        if !is_empty && taken + gap.len() + own > limit {
            all.push(std::mem::replace(&mut current, hang.clone()));
            current.push_str(word);
            taken = hang.len() + own;
        } else {
            current.push_str(gap);
            current.push_str(word);
            taken += gap.len() + own;
        }
        is_empty = false;
    }
    all.push(current);
}

/// The parts of a line that aren't broken, each with the space before it: words, commands between backticks, and
/// characters of scripts that need no spaces.
fn pieces(line: &str) -> impl Iterator<Item = (&'static str, &str)> {
    let mut rest = line.trim_start();
    let mut gap = "";
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let end = end_of_piece(rest);
        let (word, after) = rest.split_at(end);
        rest = after.trim_start();
        let before = std::mem::replace(&mut gap, if after.len() == rest.len() { "" } else { " " });
        Some((before, word))
    })
}

fn end_of_piece(text: &str) -> usize {
    let mut quoted = false;
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        if character == '`' {
            let after = text.get(at + 1..).unwrap_or_default();
            quoted = !quoted && after.contains('`');
        } else if character.is_whitespace() && !quoted {
            return at;
        } else if is_wide(character) && !quoted {
            // What belongs to it, such as a full stop, stays with it.
            let next = characters.peek().copied();
            if let Some((next, after)) = next
                && is_wide(after)
            {
                return next;
            }
        }
    }
    text.len()
}

/// Whether it is a character of a script such as Chinese, between two of which a line may end.
fn is_wide(character: char) -> bool {
    character.width() == Some(2) && character.is_alphabetic()
}

/// The first few of some words, each on a line of its own, and how many more there are: two lines at most.
pub fn few(items: &[String], more: usize, limit: Option<usize>, ascii: bool) -> Vec<String> {
    let mut shown: Vec<String> = Vec::new();
    let mut taken = 0;
    for item in items {
        let own = match limit {
            Some(limit) => lines(item, limit, None),
            None => vec![item.replace('\n', " ")],
        };
        if taken > 0 && shown.len() + own.len() > FEW {
            break;
        }
        taken += 1;
        shown.extend(own);
        if shown.len() >= FEW {
            break;
        }
    }
    let is_cut = shown.len() > FEW;
    shown.truncate(FEW);
    let left = items.len() - taken + more;
    let tail = match left {
        0 => String::new(),
        left => format!("({left} more)"),
    };
    if let Some(last) = shown.last_mut() {
        let room = limit.unwrap_or(usize::MAX);
        end_with(last, is_cut, &tail, (room, ascii));
    }
    shown
}

/// Adds a tail to a line, and takes as many of its words away as that needs.
fn end_with(line: &mut String, is_cut: bool, tail: &str, (room, ascii): (usize, bool)) {
    let cut = if ascii { "..." } else { "\u{2026}" };
    let whole = match tail {
        "" => String::new(),
        tail => format!(" {tail}"),
    };
    if !is_cut && width(line) + width(&whole) <= room {
        line.push_str(&whole);
        return;
    }
    let tail = format!(" {cut}{whole}");
    while width(line.trim_end()) + width(&tail) > room {
        match line.trim_end().rfind(' ') {
            Some(end) => line.truncate(end),
            None if line.is_empty() => break,
            None => line.clear(),
        }
    }
    line.truncate(line.trim_end().len());
    line.push_str(if line.is_empty() {
        tail.trim_start()
    } else {
        &tail
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<&str> {
        text.split_whitespace().collect()
    }

    proptest! {
        #[test]
        fn no_word_is_broken_and_no_line_is_too_wide(
            text in "[a-z -]{0,60}(\n[a-z]{1,12}){0,3}",
            limit in 12usize..40,
        ) {
            let shown = wrapped(&text, Some(limit));
            prop_assert_eq!(words(&shown), words(&text));
            let longest = words(&text).iter().map(|word| word.len()).max().unwrap_or(0);
            for line in shown.lines() {
                let own = line.trim_start().len().min(longest.max(limit));
                prop_assert!(line.len() <= limit.max(own + line.len() - line.trim_start().len()));
                prop_assert!(line.len() <= limit || !line.trim_start().contains(' '));
            }
        }
    }

    #[test]
    fn commands_stay_on_one_line() {
        assert_eq!(
            lines("run `git rm --cached X` on it", 14, None),
            ["run", "`git rm --cached X`", "on it"]
        );
        assert_eq!(lines("one ` two three", 8, None), ["one `", "two", "three"]);
    }

    #[test]
    fn scripts_without_spaces_wrap_anywhere() {
        assert_eq!(lines("\u{4e00}\u{4e01}\u{4e02}\u{4e03}", 4, None).len(), 2);
    }

    #[test]
    fn few_of_many() {
        let few = |items: &[&str], more, width| {
            let items: Vec<String> = items.iter().map(|one| (*one).to_owned()).collect();
            few(&items, more, width, false)
        };
        assert_eq!(few(&["one"], 0, Some(20)), ["one"]);
        assert_eq!(
            few(&["one", "two", "three"], 0, None),
            ["one", "two (1 more)"]
        );
        assert_eq!(
            few(&["one two three", "four"], 2, Some(9)),
            ["one two", "\u{2026} (3 more)"]
        );
        assert_eq!(
            few(&["one two three four five"], 0, Some(9)),
            ["one two", "three \u{2026}"]
        );
    }
}
