//! An answer while it is typed: its words, the place of the cursor, and the rows that a terminal shows of them.

use super::keys::Key;
use std::ops::Range;
use unicode_width::UnicodeWidthChar;

/// Words that are being typed.
#[derive(Debug, Default)]
pub(super) struct Field {
    text: String,
    /// Where the next letter goes, in bytes.
    at: usize,
}

impl Field {
    pub fn text(&self) -> &str {
        &self.text
    }

    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub fn insert(&mut self, words: &str) {
        self.text.insert_str(self.at, words);
        self.at += words.len();
    }

    pub fn move_end(&mut self) {
        self.at = self.text.len();
    }

    /// Does what a key does to words, except what ends them. Up and down are for [`Field::move_row`].
    pub fn press(&mut self, key: &Key) {
        match key {
            Key::Char(letter) => self.insert(letter.encode_utf8(&mut [0; 4])),
            Key::Paste(words) => self.insert(words),
            Key::NewLine => self.insert("\n"),
            Key::Backspace => self.erase(self.before()..self.at),
            Key::Delete => self.erase(self.at..self.after()),
            Key::Left => self.at = self.before(),
            Key::Right => self.at = self.after(),
            Key::Home => self.at = self.line_start(),
            Key::End => self.at = self.line_end(),
            Key::EraseBefore => self.erase(self.line_start()..self.at),
            Key::EraseAfter => self.erase(self.at..self.line_end()),
            Key::EraseWord => {
                let before = self.text.get(..self.at).unwrap_or_default();
                let words = before.trim_end();
                let start = words.rfind(char::is_whitespace).map_or(0, |at| {
                    at + words
                        .get(at..)
                        .map_or(1, |rest| rest.chars().next().map_or(1, char::len_utf8))
                });
                self.erase(start..self.at);
            }
            _ => {}
        }
    }

    /// Moves the cursor a row up or down, as far as there is one.
    pub fn move_row(&mut self, down: bool, width: usize) {
        let rows = self.rows(width);
        let (row, column) = self.cursor(&rows);
        let row = if down {
            row + 1
        } else {
            match row.checked_sub(1) {
                Some(row) => row,
                None => return,
            }
        };
        let Some(range) = rows.get(row) else {
            return;
        };
        let mut taken = 0;
        let before = self.letters(range).find(|(_, letter)| {
            let is_there = taken >= column;
            taken += shown_width(*letter);
            is_there
        });
        let at = before.map_or(range.end, |(at, _)| at);
        self.at = at;
    }

    /// The parts of the words that stand on a row each; at most `width` columns, broken between words.
    pub fn rows(&self, width: usize) -> Vec<Range<usize>> {
        let mut rows = Vec::new();
        let mut start = 0;
        for line in self.text.split('\n') {
            self.wrap(start..start + line.len(), width.max(1), &mut rows);
            start += line.len() + 1;
        }
        rows
    }

    fn wrap(&self, line: Range<usize>, width: usize, rows: &mut Vec<Range<usize>>) {
        let (mut start, mut taken) = (line.start, 0);
        // After the last space, and the columns up to there.
        let mut gap = None;
        for (at, letter) in self.letters(&line) {
            let own = shown_width(letter);
            while taken > 0 && taken + own > width {
                let (end, before) = gap.take().unwrap_or((at, taken));
                rows.push(start..end);
                start = end;
                taken -= before;
            }
            taken += own;
            if letter == ' ' {
                gap = Some((at + 1, taken));
            }
        }
        rows.push(start..line.end);
    }

    /// Row and column of the cursor.
    pub fn cursor(&self, rows: &[Range<usize>]) -> (usize, usize) {
        let later = rows.partition_point(|row| row.start <= self.at);
        let row = later.saturating_sub(1);
        let start = rows.get(row).map_or(0, |row| row.start);
        let before = start..self.at;
        let before = self.letters(&before);
        (row, before.map(|(_, letter)| shown_width(letter)).sum())
    }

    /// What a row shows: tabs as a space, and nothing that a terminal obeys.
    pub fn row(&self, row: &Range<usize>) -> String {
        let words = self.text.get(row.clone()).unwrap_or_default();
        words.replace('\t', " ")
    }

    fn letters(&self, part: &Range<usize>) -> impl Iterator<Item = (usize, char)> {
        let start = part.start;
        let words = self.text.get(part.clone()).unwrap_or_default();
        words
            .char_indices()
            .map(move |(at, letter)| (start + at, letter))
    }

    fn erase(&mut self, part: Range<usize>) {
        self.at = part.start;
        self.text.replace_range(part, "");
    }

    fn before(&self) -> usize {
        let before = self.text.get(..self.at).unwrap_or_default();
        before.char_indices().next_back().map_or(0, |(at, _)| at)
    }

    fn after(&self) -> usize {
        let after = self.text.get(self.at..).unwrap_or_default();
        let next = after.chars().next();
        self.at + next.map_or(0, char::len_utf8)
    }

    fn line_start(&self) -> usize {
        let before = self.text.get(..self.at).unwrap_or_default();
        before.rfind('\n').map_or(0, |at| at + 1)
    }

    fn line_end(&self) -> usize {
        let after = self.text.get(self.at..).unwrap_or_default();
        after.find('\n').map_or(self.text.len(), |at| self.at + at)
    }
}

pub(super) fn shown_width(letter: char) -> usize {
    match letter {
        '\t' => 1,
        letter => letter.width().unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn field(text: &str) -> Field {
        let mut field = Field::default();
        field.insert(text);
        field
    }

    #[test]
    fn what_keys_do() {
        let mut field = field("one two");
        for key in [Key::EraseWord, Key::Char('3'), Key::NewLine, Key::Char('x')] {
            field.press(&key);
        }
        assert_eq!(field.text(), "one 3\nx");
        for key in [
            Key::Home,
            Key::Left,
            Key::Backspace,
            Key::EraseBefore,
            Key::Delete,
        ] {
            field.press(&key);
        }
        assert_eq!(field.text(), "x");
        field.press(&Key::Paste("a\n\nb".to_owned()));
        field.press(&Key::EraseAfter);
        assert_eq!(field.text(), "a\n\nb");
        field.move_row(false, 20);
        field.move_row(false, 20);
        field.press(&Key::Char('-'));
        assert_eq!(field.text(), "-a\n\nb");
    }

    #[test]
    fn rows_end_between_words() {
        let field = field("one two three\n\nfourfourfour");
        let rows = field.rows(8);
        let shown: Vec<_> = rows.iter().map(|row| field.row(row)).collect();
        assert_eq!(shown, ["one two ", "three", "", "fourfour", "four"]);
        assert_eq!(field.cursor(&rows), (4, 4));
    }

    proptest! {
        #[test]
        fn rows_hold_all_words(text in "[a-z \n\u{4e00}\u{1f600}]{0,80}", width in 4usize..20) {
            let field = field(&text);
            let rows = field.rows(width);
            let all: String = rows.iter().map(|row| field.row(row)).collect();
            prop_assert_eq!(all, text.replace('\n', ""));
            for row in &rows {
                let own: usize = field.row(row).chars().map(shown_width).sum();
                prop_assert!(own <= width);
            }
            prop_assert!(field.cursor(&rows).0 < rows.len());
        }
    }
}
