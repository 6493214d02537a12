//! Keys and pastes, read from the terminal byte by byte and never ahead, so that what waits can be told from what is
//! typed.

use crate::system;
use std::io::Result;
use std::time::Duration;

/// Ends a paste, where the terminal marks it.
const PASTE_END: &[u8] = b"\x1b[201~";
/// Ctrl-D.
const END_OF_INPUT: u8 = 0x04;
/// How long the rest of a key's sequence may take.
const SEQUENCE: Duration = Duration::from_millis(50);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Key {
    Char(char),
    /// All of it, with `\n` at the end of lines.
    Paste(String),
    Enter,
    /// Enter with Alt.
    NewLine,
    Backspace,
    Delete,
    Left,
    Right,
    Up,
    Down,
    Home,
    End,
    /// Ctrl-W.
    EraseWord,
    /// Ctrl-U.
    EraseBefore,
    /// Ctrl-K.
    EraseAfter,
    /// Ctrl-O.
    Editor,
    /// Ctrl-D.
    EndOfInput,
    Other,
}

/// Where keys come from.
pub(super) trait Bytes {
    /// The next byte; `None` if none came in that time.
    fn next(&mut self, patience: Option<Duration>) -> Result<Option<u8>>;
}

/// The terminal on standard input.
#[derive(Debug, Default)]
pub(super) struct Input {
    /// A byte that was read to see whether any waits.
    peeked: Option<u8>,
    /// Whether the last key was a carriage return, of which a line feed may be the rest.
    returned: bool,
}

impl Bytes for Input {
    fn next(&mut self, patience: Option<Duration>) -> Result<Option<u8>> {
        match self.peeked.take() {
            Some(byte) => Ok(Some(byte)),
            None => system::next_byte(patience),
        }
    }
}

impl Input {
    /// Waits for a key; end of input is one, too.
    pub fn key(&mut self) -> Result<Key> {
        loop {
            let byte = match self.next(None) {
                Ok(Some(byte)) => byte,
                Ok(None) => continue,
                Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => {
                    return Ok(Key::EndOfInput);
                }
                Err(error) => return Err(error),
            };
            let returned = std::mem::replace(&mut self.returned, byte == b'\r');
            if !(returned && byte == b'\n') {
                return decoded(byte, self);
            }
        }
    }

    /// Whether something was typed or pasted that isn't read yet, or is within that time.
    pub fn waits(&mut self, patience: Duration) -> bool {
        if self.peeked.is_none() {
            self.peeked = system::next_byte(Some(patience)).ok().flatten();
        }
        // The rest of a line's end is no input.
        if self.returned && self.peeked == Some(b'\n') {
            self.peeked = None;
            self.returned = false;
            return self.waits(patience);
        }
        self.peeked.is_some()
    }

    /// Everything that waits, as it was typed; keys that don't write are left out.
    pub fn drained(&mut self, patience: Duration) -> Result<String> {
        let mut text = String::new();
        while self.waits(patience) {
            match self.key()? {
                Key::Char(letter) => text.push(letter),
                Key::Paste(pasted) => text.push_str(&pasted),
                Key::Enter | Key::NewLine => text.push('\n'),
                Key::EndOfInput => {
                    // It answers what is asked next.
                    self.peeked = Some(END_OF_INPUT);
                    break;
                }
                _ => {}
            }
        }
        Ok(text)
    }
}

fn decoded(byte: u8, bytes: &mut impl Bytes) -> Result<Key> {
    Ok(match byte {
        b'\r' | b'\n' => Key::Enter,
        b'\t' => Key::Char('\t'),
        0x1b => sequence(bytes)?,
        0x01 => Key::Home,
        0x02 => Key::Left,
        END_OF_INPUT => Key::EndOfInput,
        0x05 => Key::End,
        0x06 => Key::Right,
        0x08 | 0x7f => Key::Backspace,
        0x0b => Key::EraseAfter,
        0x0e => Key::Down,
        0x0f => Key::Editor,
        0x10 => Key::Up,
        0x15 => Key::EraseBefore,
        0x17 => Key::EraseWord,
        0..0x20 => Key::Other,
        _ => character(byte, bytes)?,
    })
}

/// The character that begins with this byte.
fn character(first: u8, bytes: &mut impl Bytes) -> Result<Key> {
    let length = match first {
        0xf0..=0xf7 => 4,
        0xe0..=0xef => 3,
        0xc0..=0xdf => 2,
        _ => 1,
    };
    let mut whole = vec![first];
    while whole.len() < length {
        whole.extend(bytes.next(None)?);
    }
    let text = String::from_utf8(whole).ok();
    let letter = text.and_then(|text| text.chars().next());
    Ok(letter.map_or(Key::Other, Key::Char))
}

/// A key that sends Escape and more.
fn sequence(bytes: &mut impl Bytes) -> Result<Key> {
    let Some(next) = bytes.next(Some(SEQUENCE))? else {
        return Ok(Key::Other);
    };
    match next {
        b'\r' | b'\n' => return Ok(Key::NewLine),
        b'[' | b'O' => {}
        _ => return Ok(Key::Other),
    }
    let mut whole = Vec::new();
    while let Some(byte) = bytes.next(Some(SEQUENCE))? {
        whole.push(byte);
        if (0x40..=0x7e).contains(&byte) {
            break;
        }
    }
    Ok(match whole.as_slice() {
        b"200~" => Key::Paste(pasted(bytes)?),
        b"A" => Key::Up,
        b"B" => Key::Down,
        b"C" => Key::Right,
        b"D" => Key::Left,
        b"H" | b"1~" | b"7~" => Key::Home,
        b"F" | b"4~" | b"8~" => Key::End,
        b"3~" => Key::Delete,
        _ => Key::Other,
    })
}

/// What stands between the marks of a paste.
fn pasted(bytes: &mut impl Bytes) -> Result<String> {
    let mut whole = Vec::new();
    while !whole.ends_with(PASTE_END) {
        whole.extend(bytes.next(None)?);
    }
    whole.truncate(whole.len() - PASTE_END.len());
    let text = String::from_utf8_lossy(&whole);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    Ok(text.chars().filter(|one| is_written(*one)).collect())
}

fn is_written(letter: char) -> bool {
    matches!(letter, '\n' | '\t') || !letter.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    impl Bytes for std::slice::Iter<'_, u8> {
        fn next(&mut self, patience: Option<Duration>) -> Result<Option<u8>> {
            match (Iterator::next(self), patience) {
                (Some(byte), _) => Ok(Some(*byte)),
                (None, Some(_)) => Ok(None),
                (None, None) => Err(std::io::ErrorKind::UnexpectedEof.into()),
            }
        }
    }

    fn keys(text: &[u8]) -> Vec<Key> {
        let mut bytes = text.iter();
        let mut all = Vec::new();
        while let Some(byte) = Iterator::next(&mut bytes) {
            let Ok(key) = decoded(*byte, &mut bytes) else {
                break;
            };
            all.push(key);
        }
        all
    }

    #[test]
    fn keys_and_what_they_send() {
        use Key::{Char, Delete, End, Enter, Home, Left, NewLine, Other, Paste};
        for (sent, key) in [
            (&b"a"[..], Char('a')),
            ("\u{e9}".as_bytes(), Char('\u{e9}')),
            (b"\r", Enter),
            (b"\x1b\r", NewLine),
            (b"\x1b[D", Left),
            (b"\x1bOH", Home),
            (b"\x1b[4~", End),
            (b"\x1b[3~", Delete),
            (b"\x1b[1;5C", Other),
            (b"\x1b", Other),
            (
                b"\x1b[200~a\r\n\r\rb\x1b[201~",
                Paste("a\n\n\nb".to_owned()),
            ),
        ] {
            assert_eq!(keys(sent), [key], "{sent:?}");
        }
    }

    proptest! {
        #[test]
        fn a_paste_is_what_was_pasted(text in "[ -~\u{e9}\u{4e00}\u{1f600}\n\t]{0,200}") {
            let sent = format!("\x1b[200~{text}\x1b[201~");
            prop_assert_eq!(keys(sent.as_bytes()), [Key::Paste(text)]);
        }

        #[test]
        fn no_bytes_are_trouble(sent in proptest::collection::vec(any::<u8>(), 0..60)) {
            prop_assert!(keys(&sent).len() <= sent.len());
        }
    }
}
