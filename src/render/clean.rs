//! Makes untrusted text harmless: characters that a terminal would interpret are shown instead.

use std::borrow::Cow;

/// The text with control and bidirectional characters made visible; line ends and tabs stay.
pub fn clean(text: &str) -> Cow<'_, str> {
    with_obeyed(text, |character, shown| {
        if character != '\r' {
            shown.push_str(&format!("<U+{:04X}>", u32::from(character)));
        }
    })
}

/// Whether a text is nothing but printable ASCII and line ends. It never stops early, so that many bytes are looked at in
/// one step.
pub(super) fn is_plain(text: &str) -> bool {
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~' | b'\n');
    text.bytes().fold(true, |all, byte| all & is_plain(byte))
}

/// The text with each character that a terminal obeys written by `show`.
pub(super) fn with_obeyed(text: &str, show: impl Fn(char, &mut String)) -> Cow<'_, str> {
    // Nearly no text has any, and few lines may have one.
    let has_obeyed = |line: &str| !is_plain(line) && line.chars().any(is_obeyed);
    if is_plain(text) || !text.split('\n').any(has_obeyed) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        if is_obeyed(character) {
            show(character, &mut shown);
        } else {
            shown.push(character);
        }
    }
    Cow::Owned(shown)
}

fn is_obeyed(character: char) -> bool {
    (character.is_control() && !matches!(character, '\n' | '\t'))
        || matches!(character,
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}'
            | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Words in SVG, as text or as the value of an attribute.
pub(super) fn escaped(words: &str) -> String {
    clean(words)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_is_looked_at() {
        for character in ('\0'..=char::MAX).filter(|one| is_obeyed(*one)) {
            let text = format!("\u{e9}{character}");
            assert_ne!(clean(&text), text, "{character:?}");
        }
    }

    #[test]
    fn what_a_terminal_obeys_is_shown() {
        assert_eq!(clean("plain é ◐\n"), "plain é ◐\n");
        assert_eq!(clean("\u{1b}[31mred\u{7}"), "<U+001B>[31mred<U+0007>");
        assert_eq!(clean("a\u{202e}b\r\n"), "a<U+202E>b\n");
    }
}
