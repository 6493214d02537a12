//! Words to find, however they are written: what is said to be gone must be gone in every form.

use regex::{Captures, Regex};
use std::borrow::Cow;
use std::char::decode_utf16;
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Words to find, whatever is between them, whatever accents and capitals they have, and in whatever encoding of text.
#[derive(Debug, Clone)]
pub struct Sought(String);

impl Sought {
    /// `None` if there is no letter or digit to look for.
    pub fn of(words: &str) -> Option<Self> {
        let plain = plain(words).trim().to_owned();
        (!plain.is_empty()).then_some(Self(plain))
    }

    pub fn is_in(&self, bytes: &[u8]) -> bool {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return self.is_in_text(text) || bytes.contains(&0) && self.is_in_wide(bytes);
        }
        let one_byte_each: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        self.is_in_text(&String::from_utf8_lossy(bytes))
            || self.is_in_text(&one_byte_each)
            || self.is_in_wide(bytes)
    }

    fn is_in_text(&self, text: &str) -> bool {
        let holds = |text: &str| plain(text).contains(&self.0);
        holds(text) || unmarked(text).is_some_and(|text| holds(&text))
    }

    /// UTF-16, from the first byte on or from the second.
    fn is_in_wide(&self, bytes: &[u8]) -> bool {
        [u16::from_le_bytes, u16::from_be_bytes].iter().any(|of| {
            [0, 1].iter().any(|from| {
                let pairs = bytes.get(*from..).unwrap_or(&[]).as_chunks::<2>().0;
                let letters = decode_utf16(pairs.iter().map(|pair| of(*pair)));
                let text: String = letters.map(|letter| letter.unwrap_or(' ')).collect();
                self.is_in_text(&text)
            })
        })
    }
}

/// Letters and digits without accents and in one case, with one space between: word processors, formatters and systems
/// change all else.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.nfkd() {
        if letter.is_alphanumeric() {
            // Only letters of one case in both directions are alike: "SS" and "ß", the two sigmas.
            let capitals = letter.to_uppercase();
            plain.extend(
                capitals
                    .flat_map(char::to_lowercase)
                    .filter(|one| !is_combining_mark(*one)),
            );
        } else if !is_combining_mark(letter) && !is_invisible(letter) && !plain.ends_with(' ') {
            plain.push(' ');
        }
    }
    plain
}

/// Soft hyphens and what joins or separates letters without a width.
fn is_invisible(letter: char) -> bool {
    matches!(
        letter,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}'
    )
}

/// Hyphens at the ends of lines, tags and entities of HTML, and encoded bytes of an address.
static MARKS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let marks =
        r"-\r?\n|<[^<>]{0,200}>|&#[xX]?[0-9a-fA-F]{1,6};|&[A-Za-z]{1,30};|(?:%[0-9A-Fa-f]{2})+";
    Regex::new(marks).ok()
});

/// A text without these marks, with the letters that they stand for; nothing where there are none.
fn unmarked(text: &str) -> Option<Cow<'_, str>> {
    let marks = MARKS.as_ref()?;
    let unmarked = marks.replace_all(text, |found: &Captures<'_>| {
        let mark = found.get(0).map_or("", |found| found.as_str());
        if mark.starts_with('-') {
            String::new()
        } else if let Some(code) = mark.strip_prefix("&#") {
            numbered(code.trim_end_matches(';'))
                .unwrap_or(' ')
                .to_string()
        } else if mark.starts_with('%') {
            let codes = mark.split('%').skip(1);
            let bytes: Vec<u8> = codes
                .filter_map(|code| u8::from_str_radix(code, 16).ok())
                .collect();
            String::from_utf8_lossy(&bytes).into_owned()
        } else {
            " ".to_owned()
        }
    });
    matches!(unmarked, Cow::Owned(_)).then_some(unmarked)
}

/// The letter of a numbered entity, such as `233` or `xe9`.
fn numbered(code: &str) -> Option<char> {
    let number = match code.strip_prefix(['x', 'X']) {
        Some(code) => u32::from_str_radix(code, 16),
        None => code.parse(),
    };
    char::from_u32(number.ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_whatever_is_between_them() {
        let sought = Sought::of("Nobody asked \u{201c}Maya\u{201d}!").unwrap();
        for text in [
            "Nobody asked Maya",
            "- nobody\n  asked **MAYA**, ever",
            "> Nobody\n> asked\n> \"Maya\"",
            "x,Nobody asked Maya's,y",
            "Nobody&nbsp;asked&#160;Maya",
            "Nobody <br> asked <b class=\"x\">Maya</b>",
            "No-\nbody asked Ma-\r\nya",
            "No\u{ad}body asked Ma\u{200b}ya",
            "https://a.example/Nobody%20asked%20Maya",
        ] {
            assert!(sought.is_in(text.as_bytes()), "{text}");
        }
        for text in [
            "Nobody ever asked Maya",
            "Nobody asked",
            "asked Maya",
            "100% <& %",
            "&;&#;&#x;%%%",
        ] {
            assert!(!sought.is_in(text.as_bytes()), "{text}");
        }
        assert!(Sought::of("-- !").is_none());
    }

    #[test]
    fn words_are_found_in_every_form_of_letters() {
        for (words, text) in [
            ("jose\u{301} mu\u{308}ller", "José Müller"),
            ("José Müller", "jose\u{301} mu\u{308}ller"),
            ("STRASSE WEISS", "Straße Weiß"),
            ("σοφος νικος", "ΣΟΦΟΣ ΝΙΚΟΣ"),
            ("ΣΟΦΟΣ", "σοφος"),
            ("ibrahim öz", "İbrahim Öz"),
            ("finn", "\u{fb01}nn"),
            ("José", "Jos%C3%A9"),
            ("José", "Jos&#233; and Jos&#xE9;"),
        ] {
            assert!(
                Sought::of(words).unwrap().is_in(text.as_bytes()),
                "{words}: {text}"
            );
        }
    }

    #[test]
    fn words_are_found_in_every_encoding_of_text() {
        let sought = Sought::of("José Müller").unwrap();
        let text = "x José Müller";
        let latin: Vec<u8> = text.chars().map(|one| u8::try_from(one).unwrap()).collect();
        assert!(sought.is_in(&latin));
        let wide = |of: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(of).collect::<Vec<u8>>();
        for bytes in [wide(u16::to_le_bytes), wide(u16::to_be_bytes)] {
            assert!(sought.is_in(&bytes));
            assert!(sought.is_in(&[&[b'x'][..], &bytes].concat()));
        }
        let maya = Sought::of("Maya").unwrap();
        let plain: Vec<u8> = "Maya".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert!(maya.is_in(&plain));
        assert!(!maya.is_in(b"M\0a\0y"));
    }
}
