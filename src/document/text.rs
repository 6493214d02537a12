//! Bytes as text, and places in a text.

/// Largest record, in bytes.
pub const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// Bytes which can't be a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct NotText {
    /// Why.
    pub why: &'static str,
    /// Line and column of the first byte that isn't text, both counted from 1.
    pub place: (usize, usize),
    /// What mends it.
    pub help: &'static str,
}

/// Bytes as text.
///
/// # Errors
/// When they are none, or text in another encoding.
pub fn as_text(bytes: Vec<u8>) -> Result<String, NotText> {
    let nul = memchr::memchr(0, &bytes);
    let not_text = |bytes: &[u8], why, offset: usize| {
        if is_utf_16(bytes) {
            return NotText {
                why: "this file is UTF-16, and only UTF-8 is read",
                place: (1, 1),
                help: "save it as UTF-8: editors ask for the encoding under \"Save as\"",
            };
        }
        let before = String::from_utf8_lossy(bytes.get(..offset).unwrap_or(bytes));
        NotText {
            why,
            place: position(&before, before.len()),
            help: "save it as UTF-8 text, or bring back its last good version with git",
        }
    };
    if let Some(offset) = nul {
        let why = "this file holds a NUL byte, so it is not text";
        return Err(not_text(&bytes, why, offset));
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        not_text(error.as_bytes(), "this file is not UTF-8 text", offset)
    })
}

/// Whether bytes begin as a text in UTF-16, with or without a byte order mark.
fn is_utf_16(bytes: &[u8]) -> bool {
    /// So many bytes tell.
    const ENOUGH: usize = 1024;
    /// So many plain letters and blanks are no chance.
    const FEWEST: usize = 4;
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return true;
    }
    let (units, _) = bytes
        .get(..bytes.len().min(ENOUGH))
        .unwrap_or(bytes)
        .as_chunks::<2>();
    let is_text = |read: fn([u8; 2]) -> u16| {
        let mut letters = 0;
        for one in char::decode_utf16(units.iter().map(|unit| read(*unit))) {
            match one {
                Ok(one) if one.is_control() && !matches!(one, '\n' | '\r' | '\t') => return false,
                Ok(one) => {
                    letters +=
                        usize::from(one.is_ascii_alphanumeric() || one == ' ' || one == '\n');
                }
                // Half a character at the end of what is looked at.
                Err(_) if units.len() * 2 == ENOUGH => {}
                Err(_) => return false,
            }
        }
        letters >= FEWEST && letters * 10 > units.len()
    };
    if bytes.len() % 2 == 1 {
        return false;
    }
    is_text(u16::from_le_bytes) || is_text(u16::from_be_bytes)
}

/// Line and column of an offset in a text, both counted from 1; columns count characters.
pub fn position(text: &str, offset: usize) -> (usize, usize) {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = text.get(..offset).unwrap_or("");
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    let column = before
        .get(line_start..)
        .unwrap_or("")
        .trim_start_matches('\u{feff}')
        .chars()
        .count()
        + 1;
    (
        memchr::memchr_iter(b'\n', before.as_bytes()).count() + 1,
        column,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf_16_is_known_with_and_without_its_mark() {
        let text = "# Team\n\n## Who\n\nГоворили о школе\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = [&[0xff, 0xfe][..], &little].concat();
        for bytes in [little, big, marked] {
            let error = as_text(bytes).unwrap_err();
            assert!(error.why.contains("UTF-16"), "{error}");
        }
        let other = as_text(b"a\nb\xffc".to_vec()).unwrap_err();
        assert_eq!(
            (other.why, other.place),
            ("this file is not UTF-8 text", (2, 2))
        );
        let nul = as_text(b"a\nbc\0".to_vec()).unwrap_err();
        assert!(nul.why.contains("NUL") && nul.place == (2, 3), "{nul:?}");
        assert_eq!(as_text("a".into()).unwrap(), "a");
    }
}
