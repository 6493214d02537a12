//! Edits: each gives a new text in which one span is different and every other byte is as it was.

use super::front_matter::{self, DRAFTED, DRAFTED_ABOUT, STAMPS};
use super::spans::{Document, Section};
use std::collections::{BTreeMap, BTreeSet};

impl Document {
    /// The line end this text uses: that of its first line, or `\n`.
    pub fn newline(&self) -> &'static str {
        match memchr::memchr(b'\n', self.text.as_bytes()) {
            Some(at) if at > 0 && self.text.as_bytes().get(at - 1) == Some(&b'\r') => "\r\n",
            _ => "\n",
        }
    }

    /// The text with another answer in a section. Comments in the section stay. An empty answer leaves the heading and
    /// its comments; `blank` is then what stands for the form (an empty table).
    pub fn with_answer(&self, section: &Section, answer: &str, blank: &str) -> String {
        let words = if answer.trim().is_empty() {
            blank
        } else {
            answer
        };
        let newline = self.newline();
        let Some(span) = self.words_span(section) else {
            let words = in_line_ends(words.trim_end(), newline);
            return self.inserted(section, &words, newline);
        };
        let words = in_kept_line_ends(words.trim_end(), newline, self.slice(&span));
        let mut text = String::with_capacity(self.text.len() + words.len() + 8);
        // Words begin a line of their own: not with the indentation of the old ones, and not behind a comment.
        text.push_str(self.slice(&(0..span.start)).trim_end_matches([' ', '\t']));
        if !text.is_empty() && !text.ends_with('\n') {
            text.push_str(newline);
            text.push_str(newline);
        }
        text.push_str(&words);
        // Comments that stood among the old words are the user's: they follow the new ones.
        let mut after = words.is_empty();
        for comment in self.comments_in(&span) {
            let comment = self.slice(comment);
            // The note above a conflict goes with it.
            if words.contains(comment) || super::conflict::is_note(comment) {
                continue;
            }
            if !after {
                text.push_str(newline);
                text.push_str(newline);
            }
            after = false;
            text.push_str(comment);
        }
        let rest = self.slice(&(span.end..self.text.len()));
        text.push_str(&apart(rest, newline));
        text.push_str(rest.trim_start_matches([' ', '\t']));
        text
    }

    /// Words put below the heading and its comments, with a blank line before and after.
    fn inserted(&self, section: &Section, words: &str, newline: &str) -> String {
        if words.is_empty() {
            return self.text.clone();
        }
        let last_comment = self
            .comments_in(&section.body)
            .last()
            .map(|comment| comment.end.min(section.body.end));
        let at = last_comment.unwrap_or(section.body.start);
        let before = self.slice(&(0..at));
        let rest = self.slice(&(at..self.text.len()));
        let mut text = String::with_capacity(self.text.len() + words.len() + 8);
        text.push_str(before);
        if !before.ends_with('\n') {
            text.push_str(newline);
        }
        text.push_str(newline);
        text.push_str(words);
        let blank_before_next = rest.len() - rest.trim_start_matches(['\r', '\n', ' ', '\t']).len();
        if blank_before_next == rest.len() {
            // The end of the file: one line end.
            text.push_str(newline);
            return text;
        }
        text.push_str(&apart(rest, newline));
        text.push_str(rest);
        text
    }

    /// The text with a section more: before the section `next`, or at the end.
    pub fn with_section(&self, next: Option<&Section>, section: &str) -> String {
        let newline = self.newline();
        let section = in_line_ends(section.trim_end(), newline);
        let at = next.map_or(self.text.len(), |next| next.start);
        let before = self.slice(&(0..at));
        let mut text = String::with_capacity(self.text.len() + section.len() + 8);
        text.push_str(before);
        if !before.is_empty() && !before.ends_with('\n') {
            text.push_str(newline);
        }
        let blank = format!("{newline}{newline}");
        if !before.is_empty() && !text.ends_with(&blank) {
            text.push_str(newline);
        }
        text.push_str(&section);
        text.push_str(newline);
        if next.is_some() {
            text.push_str(newline);
        }
        text.push_str(self.slice(&(at..self.text.len())));
        text
    }

    /// The text with a front-matter key set to a string, or without the key. Other keys keep their bytes.
    pub fn with_front_matter(&self, key: &str, value: Option<&str>) -> String {
        let newline = self.newline();
        let line = value.map(|value| format!("{key}: {}{newline}", quoted(value)));
        let Some(span) = &self.front_matter else {
            let Some(line) = line else {
                return self.text.clone();
            };
            return self.with_new_front_matter(&line);
        };
        let old = front_matter::key_span(&self.text, span.clone(), key);
        let (start, end) = old.map_or((span.end, span.end), |old| (old.start, old.end));
        let kept = format!(
            "{}{}",
            self.slice(&(span.start..start)),
            self.slice(&(end..span.end))
        );
        if line.is_none() && kept.is_empty() {
            // Nothing is left to say. The marks go too where they have the form that we write, a blank line below them.
            let opening = self
                .text
                .get(..span.start)
                .and_then(|text| text.rfind("---"));
            let rest = self.text.get(span.end..).unwrap_or("");
            let below = rest
                .find('\n')
                .and_then(|newline| rest.get(newline + 1..))
                .unwrap_or("");
            let body = below
                .strip_prefix("\r\n")
                .or_else(|| below.strip_prefix('\n'));
            if let (Some(opening), Some(body)) = (opening, body) {
                let text = format!("{}{body}", self.slice(&(0..opening)));
                // What follows may be a rule, which must not become a mark.
                let left = Self::parse(text.clone().into_bytes());
                if left.is_ok_and(|left| left.front_matter.is_none()) {
                    return text;
                }
            }
        }
        format!(
            "{}{}{}",
            self.slice(&(0..start)),
            line.unwrap_or_default(),
            self.slice(&(end..self.text.len()))
        )
    }
}

impl Document {
    /// The text with stamps in its front matter: those of the given names get the given values, other stamps, keys and
    /// comments stay as they are. Nothing where the front matter has a form into which our lines can't go.
    pub fn with_stamps(&self, stamps: &BTreeMap<String, String>) -> Option<String> {
        self.with_block(STAMPS, stamps)
    }

    /// The text with the stamps of drafted answers in its front matter, as [`Document::with_stamps`]; where only the
    /// front matter can say about which plan they were drafted, with that plan's id.
    pub fn with_drafted(
        &self,
        stamps: &BTreeMap<String, String>,
        about: Option<&str>,
    ) -> Option<String> {
        let text = self.with_block(DRAFTED, stamps)?;
        if about.is_none() {
            return Some(text);
        }
        let stamped = Self::parse(text.into_bytes()).ok()?;
        let text = stamped.with_front_matter(DRAFTED_ABOUT, about);
        let back = Self::parse(text.clone().into_bytes()).ok()?;
        let found = back.front_matter().ok()?;
        (found.drafted_about.as_deref() == about).then_some(text)
    }

    fn with_block(&self, key: &str, stamps: &BTreeMap<String, String>) -> Option<String> {
        if stamps.is_empty() {
            return Some(self.text.clone());
        }
        let newline = self.newline();
        let span = self.front_matter.clone();
        let block = span
            .clone()
            .and_then(|span| front_matter::key_span(&self.text, span, key));
        let text = match (span, block) {
            (Some(_), Some(block)) => {
                let lines = with_lines(self.slice(&block), stamps, newline)?;
                format!(
                    "{}{lines}{}",
                    self.slice(&(0..block.start)),
                    self.slice(&(block.end..self.text.len()))
                )
            }
            (Some(span), None) => {
                let lines = with_lines(&format!("{key}:{newline}"), stamps, newline)?;
                format!(
                    "{}{lines}{}",
                    self.slice(&(0..span.end)),
                    self.slice(&(span.end..self.text.len()))
                )
            }
            (None, _) => {
                let lines = with_lines(&format!("{key}:{newline}"), stamps, newline)?;
                self.with_new_front_matter(&lines)
            }
        };
        let back = Self::parse(text.clone().into_bytes()).ok()?;
        let found = back.front_matter().ok()?;
        let before = self.front_matter().ok()?;
        let below = if key == STAMPS {
            &found.builds_on
        } else {
            &found.drafted
        };
        let holds = |(name, stamp): (&String, &String)| {
            below
                .iter()
                .any(|(one, value)| one == name && value == stamp)
        };
        (stamps.iter().all(holds) && found.skipped == before.skipped).then_some(text)
    }

    fn with_new_front_matter(&self, lines: &str) -> String {
        let newline = self.newline();
        let mark = if self.text.starts_with('\u{feff}') {
            '\u{feff}'.len_utf8()
        } else {
            0
        };
        let (bom, rest) = self.text.split_at(mark);
        format!("{bom}---{newline}{lines}---{newline}{newline}{rest}")
    }
}

/// A block of stamps, its key's line first, in which the given ones have the given values: each stands on a line of its
/// own, new ones before the first name that comes after theirs. Nothing where the key holds something else.
fn with_lines(block: &str, stamps: &BTreeMap<String, String>, newline: &str) -> Option<String> {
    let mut lines: Vec<String> = block.split_inclusive('\n').map(str::to_owned).collect();
    let (_, value) = lines.first()?.split_once(':')?;
    let value = value.trim();
    if !value.is_empty() && !value.starts_with('#') {
        return None;
    }
    let indent: String = lines.get(1).map_or_else(
        || "  ".to_owned(),
        |line| line.chars().take_while(|one| *one == ' ').collect(),
    );
    for (name, stamp) in stamps {
        let line = format!("{indent}{}: {}{newline}", quoted(name), quoted(stamp));
        let entries = || lines.iter().enumerate().skip(1);
        let old = entries().find(|(_, line)| name_of(line) == Some(name));
        match old.map(|(at, old)| (at, value_of(old) == Some(stamp))) {
            Some((_, true)) => {}
            Some((at, false)) => {
                if let Some(old) = lines.get_mut(at) {
                    *old = line;
                }
            }
            None => {
                let after = entries()
                    .find(|(_, line)| name_of(line).is_some_and(|one| one > name.as_str()));
                let at = after.map_or(lines.len(), |(at, _)| at);
                lines.insert(at, line);
            }
        }
    }
    Some(lines.concat())
}

/// The name in a line of a block, without its quotation marks.
fn name_of(line: &str) -> Option<&str> {
    let (name, _) = line.split_once(": ")?;
    Some(name.trim().trim_matches(['"', '\'']))
}

/// The value in a line of a block, if nothing stands behind it.
fn value_of(line: &str) -> Option<&str> {
    let (_, value) = line.split_once(": ")?;
    Some(value.trim().trim_matches(['"', '\'']))
}

/// The line ends that are missing between words and what follows them: without a blank line a heading below could
/// become part of the words, or the words part of it.
fn apart(rest: &str, newline: &str) -> String {
    let gap = rest
        .get(..rest.len() - rest.trim_start().len())
        .unwrap_or("");
    if gap.len() == rest.len() {
        return String::new();
    }
    newline.repeat(2usize.saturating_sub(gap.matches('\n').count()))
}

/// Words with these line ends, but for lines that stand among the old ones with another.
fn in_kept_line_ends(words: &str, newline: &str, old: &str) -> String {
    let is_other = |line: &&str| line.ends_with("\r\n") != (newline == "\r\n");
    let old = old.split_inclusive('\n');
    let kept: BTreeSet<&str> = old
        .filter(|line| line.ends_with('\n'))
        .filter(is_other)
        .collect();
    let lines = words.split_inclusive('\n').map(|line| {
        if kept.contains(line) {
            line.to_owned()
        } else {
            in_line_ends(line, newline)
        }
    });
    lines.collect()
}

fn in_line_ends(words: &str, newline: &str) -> String {
    let plain = words.replace("\r\n", "\n").replace('\r', "\n");
    if newline == "\n" {
        plain
    } else {
        plain.replace('\n', newline)
    }
}

/// A string as a YAML scalar on one line, always between double quotes: `no`, `1e3` and dates stay words.
fn quoted(value: &str) -> String {
    let mut text = String::from("\"");
    for character in value.trim().chars() {
        match character {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '\n' | '\r' | '\t' => text.push(' '),
            control if control.is_control() => {}
            other => text.push(other),
        }
    }
    text.push('"');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document(text: &str) -> Document {
        Document::parse(text.as_bytes().to_vec()).unwrap()
    }

    fn set(text: &str, section: usize, answer: &str) -> String {
        let document = document(text);
        document.with_answer(&document.sections()[section], answer, "")
    }

    #[test]
    fn one_span_changes() {
        assert_eq!(
            set(
                "# T\n\n## A\n\n<!-- output: a. -->\n\n## B\n\nb\n",
                1,
                "new"
            ),
            "# T\n\n## A\n\n<!-- output: a. -->\n\nnew\n\n## B\n\nb\n"
        );
        assert_eq!(
            set("## A\n<!-- output: a -->\nold\nlines\n\n## B\n", 0, "new"),
            "## A\n<!-- output: a -->\nnew\n\n## B\n"
        );
        assert_eq!(set("## A\n## B\n", 0, "new"), "## A\n\nnew\n\n## B\n");
        assert_eq!(set("## A\n\n## B\n", 0, "new"), "## A\n\nnew\n\n## B\n");
        assert_eq!(set("## A", 0, "new"), "## A\n\nnew\n");
        assert_eq!(
            set("## A\n\n<!-- output: a -->\n", 0, "new"),
            "## A\n\n<!-- output: a -->\n\nnew\n"
        );
        assert_eq!(
            set("## A\r\n\r\n<!-- output: a -->\r\n", 0, "x\ny"),
            "## A\r\n\r\n<!-- output: a -->\r\n\r\nx\r\ny\r\n"
        );
        // Lines that stay keep their own.
        assert_eq!(
            set("## A\n\na\r\nb\n\nc\r\n\n## B\n", 0, "a\r\nx\r\nb\n\nc"),
            "## A\n\na\r\nx\nb\n\nc\r\n\n## B\n"
        );
        assert_eq!(
            set("## A\nold <!-- mine --> words\n## B\n", 0, "new"),
            "## A\nnew\n\n<!-- mine -->\n\n## B\n"
        );
        assert_eq!(set("## A\n\nold\n", 0, ""), "## A\n\n\n");
    }

    #[test]
    fn sections_are_added_in_place() {
        let two = document("# T\n\n## A\n\na\n\n## C\n\nc");
        assert_eq!(
            two.with_section(Some(&two.sections()[2]), "## B\n\nb"),
            "# T\n\n## A\n\na\n\n## B\n\nb\n\n## C\n\nc"
        );
        assert_eq!(
            two.with_section(None, "## D\n\nd"),
            "# T\n\n## A\n\na\n\n## C\n\nc\n\n## D\n\nd\n"
        );
    }

    #[test]
    fn front_matter_keeps_what_others_wrote() {
        let plain = document("# T\n");
        let skipped = plain.with_front_matter("skipped", Some("no \"time\""));
        assert_eq!(skipped, "---\nskipped: \"no \\\"time\\\"\"\n---\n\n# T\n");
        assert_eq!(
            document(&skipped).with_front_matter("skipped", None),
            "# T\n"
        );
        let others = document("---\ntags: [a]\nskipped: x # why\nz: 1\n---\n# T\n");
        assert_eq!(
            others.with_front_matter("skipped", None),
            "---\ntags: [a]\nz: 1\n---\n# T\n"
        );
        assert_eq!(
            others.with_front_matter("skipped", Some("y")),
            "---\ntags: [a]\nskipped: \"y\"\nz: 1\n---\n# T\n"
        );
        let bom = document("\u{feff}# T\n");
        assert_eq!(
            bom.with_front_matter("skipped", Some("y")),
            "\u{feff}---\nskipped: \"y\"\n---\n\n# T\n"
        );
    }

    fn stamps(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(name, stamp)| ((*name).to_owned(), (*stamp).to_owned()))
            .collect()
    }

    #[test]
    fn stamps_stand_among_what_others_wrote() {
        let two = stamps(&[("b/y", "h2"), ("a/x", "h1")]);
        let block = "builds_on:\n  \"a/x\": \"h1\"\n  \"b/y\": \"h2\"\n";
        for (before, after) in [
            ("# T\n".to_owned(), format!("---\n{block}---\n\n# T\n")),
            (
                "---\ntags: [a] # mine\n---\n# T\n".to_owned(),
                format!("---\ntags: [a] # mine\n{block}---\n# T\n"),
            ),
            (
                format!("---\n{block}z: 1\n---\n"),
                format!("---\n{block}z: 1\n---\n"),
            ),
            (
                "---\nbuilds_on: # why\n    'b/y': old # hm\n    c/z: 3\nz: 1\n---\n".to_owned(),
                "---\nbuilds_on: # why\n    \"a/x\": \"h1\"\n    \"b/y\": \"h2\"\n    c/z: 3\nz: 1\n---\n".to_owned(),
            ),
            ("---\n---\n# T".to_owned(), format!("---\n{block}---\n# T")),
        ] {
            let document = document(&before);
            let stamped = document.with_stamps(&two).unwrap();
            assert_eq!(stamped, after);
            let again = self::document(&stamped).with_stamps(&two).unwrap();
            assert_eq!(again, after, "twice");
        }
        let crlf = document("\u{feff}# T\r\n").with_stamps(&two).unwrap();
        assert!(
            crlf.starts_with("\u{feff}---\r\nbuilds_on:\r\n  \"a/x\""),
            "{crlf:?}"
        );
        assert_eq!(crlf.matches('\n').count(), crlf.matches("\r\n").count());
    }

    #[test]
    fn front_matter_of_another_form_is_left_alone() {
        for text in [
            "---\n{a: 1}\n---\n# T\n",
            "---\nbuilds_on: {a/x: h0}\n---\n# T\n",
            "---\nbuilds_on: [other, tool]\n---\n# T\n",
            "---\nbuilds_on:\n  - other\n---\n# T\n",
            "---\nbroken: [\n---\n# T\n",
        ] {
            let stamped = document(text).with_stamps(&stamps(&[("a/x", "h1")]));
            assert_eq!(stamped, None, "{text:?}");
        }
    }
}
