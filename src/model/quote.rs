//! Quoting a record: one line without Markdown, shortened to fit.

use std::borrow::Cow;

/// Most bytes read of a text: more than anybody quotes or compares.
const MOST: usize = 4000;

/// A text on one line without Markdown: no list, table or emphasis marks, no addresses. Parentheses with only a link
/// name a source and are dropped.
pub fn plain(text: &str) -> String {
    let text = text.get(..text.floor_char_boundary(MOST)).unwrap_or(text);
    let mut words = String::with_capacity(text.len());
    for line in text.lines() {
        let line = crate::kinds::without_bullet(line.trim());
        if is_plain(line) {
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(line);
            continue;
        }
        if crate::kinds::is_table_rule(line) || crate::kinds::is_fence(line) {
            continue;
        }
        let line = unlinked(line);
        let has_address = line.contains("://") || line.contains("www.");
        for word in line.split(|letter: char| letter.is_whitespace() || letter == '|') {
            let word = word.trim_matches(['*', '_', '`', '#', '>']);
            let is_address = || word.contains("://") || word.starts_with("www.");
            if word.is_empty() || (has_address && is_address()) {
                continue;
            }
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(word);
        }
    }
    words
}

/// Whether a line is what is left of it, told at a glance: English words with a space between them.
fn is_plain(line: &str) -> bool {
    let is_one = |byte: u8| {
        byte.is_ascii_alphanumeric()
            || matches!(
                byte,
                b' ' | b',' | b'.' | b';' | b'!' | b'?' | b'\'' | b'"' | b'-'
            )
    };
    line.bytes().all(is_one)
        && line.starts_with(|one: char| one.is_alphanumeric())
        && !line.contains("  ")
        && !line.contains("www.")
}

/// A line without link addresses, and without links that only name a source.
fn unlinked(line: &str) -> Cow<'_, str> {
    if !line.contains('[') {
        return Cow::Borrowed(line);
    }
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('[') {
        let found = after
            .split_once("](")
            .filter(|(words, _)| !words.contains(['[', ']']))
            .and_then(|(words, target)| Some((words, target.split_once(')')?.1)));
        let Some((words, behind)) = found else {
            out.push_str(before);
            out.push('[');
            rest = after;
            continue;
        };
        let is_source = before.ends_with('(') && behind.starts_with(')');
        if is_source {
            out.push_str(before.strip_suffix('(').unwrap_or(before));
            rest = behind.strip_prefix(')').unwrap_or(behind);
        } else {
            out.push_str(before);
            out.push_str(words);
            rest = behind;
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Whether a text has more than so many characters.
pub fn is_longer(text: &str, most: usize) -> bool {
    text.len() > most && text.chars().nth(most).is_some()
}

/// A text on one line, cut between words to at most `most` characters.
pub fn short(text: &str, most: usize) -> String {
    if !is_longer(text, most) {
        return text.to_owned();
    }
    let end = text.char_indices().nth(most.saturating_sub(1));
    let cut = end.map_or(text, |(end, _)| text.get(..end).unwrap_or(text));
    let at_word = cut.rsplit_once(' ').map(|(before, _)| before);
    // Text without spaces is cut anywhere.
    let kept = at_word.filter(|before| before.chars().count() * 2 > most);
    format!(
        "{}\u{2026}",
        kept.unwrap_or(cut).trim_end_matches([',', ';', ':', '.'])
    )
}

/// Words in which no mark of Markdown means anything.
pub fn without_marks(words: &str) -> String {
    let is_mark = |byte: &u8| b"\\`*_[]<#".contains(byte);
    if !words.bytes().any(|byte| is_mark(&byte)) {
        return words.to_owned();
    }
    let mut text = String::with_capacity(words.len() * 2);
    for character in words.chars() {
        if u8::try_from(character).is_ok_and(|byte| is_mark(&byte)) {
            text.push('\\');
        }
        text.push(character);
    }
    text
}

/// A name as typed in a shell: file names may have spaces.
pub fn typed(name: &str) -> Cow<'_, str> {
    let is_plain = |letter: char| letter.is_alphanumeric() || "/._-@".contains(letter);
    if !name.is_empty() && !name.starts_with('-') && name.chars().all(is_plain) {
        name.into()
    } else {
        format!("'{}'", name.replace('\'', "'\\''")).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_word_of_a_shell() {
        assert_eq!(
            typed("cohort/finding/k3f9qd@v2"),
            "cohort/finding/k3f9qd@v2"
        );
        assert_eq!(typed("a/early words"), "'a/early words'");
        assert_eq!(typed("a/it's; $x"), "'a/it'\\''s; $x'");
        assert_eq!(typed(""), "''");
    }

    #[test]
    fn one_line_without_what_markdown_adds() {
        assert_eq!(
            plain(
                "- Grades *reward* compliance. ([source](https://a.org/b))\n- See [our page](x.md), www.a.org\n"
            ),
            "Grades reward compliance. See our page,"
        );
        assert_eq!(plain("| A | B |\n| --- | --- |\n| x | y |"), "A B x y");
        assert_eq!(plain("[not a link] (x) [[a](b)"), "[not a link] (x) [a");
        assert_eq!(plain("<https://a.org> https://b.org/c?d"), "");
    }

    #[test]
    fn cut_between_words() {
        assert_eq!(short("one two three", 13), "one two three");
        assert_eq!(short("one two, three", 11), "one two\u{2026}");
        assert_eq!(
            short("\u{65e5}\u{672c}\u{8a9e}\u{65e5}\u{672c}", 4),
            "\u{65e5}\u{672c}\u{8a9e}\u{2026}"
        );
    }
}
