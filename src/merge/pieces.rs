//! Splits a record's text so that the pieces add up to the same text.

use crate::document::{Document, Section};
use std::collections::BTreeMap;

/// Limit of sections; a file with more isn't a record and is left to git.
const MOST: usize = 1000;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pieces {
    /// The front matter with its marks, after an optional byte order mark.
    pub front: String,
    /// Everything above the first heading.
    pub lead: String,
    pub parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// Identifies it: the output that its comment names, or its heading.
    pub key: Key,
    /// The output's name, or the heading's text.
    pub name: String,
    /// Heading and comments, up to the answer.
    pub head: String,
    /// Blank lines above the answer.
    pub above: String,
    pub answer: String,
    /// Blank lines below it.
    pub below: String,
}

/// Identifies a section within a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Output(String),
    /// Level and lower-case text of its heading.
    Heading(u8, String),
}

/// Parses a text, unless anything about it is doubtful.
pub(super) fn read(text: &str) -> Option<Document> {
    let document = Document::parse(text.as_bytes().to_vec()).ok()?;
    let doubtful = document.sections().len() > MOST
        || document.unclosed().is_some()
        || !document.conflicts().is_empty()
        || document.front_matter().is_err()
        || document
            .sections()
            .iter()
            .any(|section| section.second_marker.is_some());
    (!doubtful).then_some(document)
}

/// The output of each heading whose comment names it in any text: someone may have deleted the comment in another.
pub(super) fn outputs_of<'a>(
    documents: impl IntoIterator<Item = &'a Document>,
) -> BTreeMap<(u8, String), String> {
    let mut known = BTreeMap::new();
    for document in documents {
        for section in document.sections() {
            if let Some(name) = document.marked(section) {
                known.insert(heading(document, section), name.to_owned());
            }
        }
    }
    known
}

fn heading(document: &Document, section: &Section) -> (u8, String) {
    (section.level, document.title(section).to_lowercase())
}

impl Pieces {
    pub fn of(document: &Document, outputs: &BTreeMap<(u8, String), String>) -> Self {
        let text = document.text();
        let front_end = document.front_matter_span().map_or(0, |span| {
            let rest = text.get(span.end..).unwrap_or("");
            span.end + rest.find('\n').map_or(rest.len(), |newline| newline + 1)
        });
        let first = document
            .sections()
            .first()
            .map_or(text.len(), |section| section.start);
        let marked: Vec<&str> = document
            .sections()
            .iter()
            .filter_map(|section| document.marked(section))
            .collect();
        let parts = document.sections().iter().map(|section| {
            let heading = heading(document, section);
            let by_heading = outputs
                .get(&heading)
                .map(String::as_str)
                .filter(|name| !marked.contains(name));
            let output = document.marked(section).or(by_heading);
            let key = output.map_or_else(
                || Key::Heading(heading.0, heading.1.clone()),
                |name| Key::Output(name.to_owned()),
            );
            let name = output.unwrap_or_else(|| document.title(section)).to_owned();
            part(document, section, key, name)
        });
        Self {
            front: text.get(..front_end).unwrap_or("").to_owned(),
            lead: text.get(front_end..first).unwrap_or("").to_owned(),
            parts: parts.collect(),
        }
    }

    pub fn part(&self, key: &Key) -> Option<&Part> {
        self.parts.iter().find(|part| part.key == *key)
    }

    pub fn keys(&self) -> Option<Vec<&Key>> {
        let keys: Vec<&Key> = self.parts.iter().map(|part| &part.key).collect();
        let mut sorted = keys.clone();
        sorted.sort();
        sorted.dedup();
        (sorted.len() == keys.len()).then_some(keys)
    }
}

fn part(document: &Document, section: &Section, key: Key, name: String) -> Part {
    let whole = section.start..section.body.end;
    let (before, answer, after) = match document.answer_span(section) {
        Some(words) => {
            // Comments below the words belong to them: only blank lines remain below.
            let rest = document.slice(&(words.start..whole.end));
            let (answer, after) = rest.split_at(rest.trim_end().len());
            (document.slice(&(whole.start..words.start)), answer, after)
        }
        None => (document.slice(&whole), "", ""),
    };
    let head = before.trim_end();
    let gap = before.get(head.len()..).unwrap_or("");
    let (above, below) = if answer.is_empty() {
        ("", gap)
    } else {
        (gap, after)
    };
    Part {
        key,
        name,
        head: head.to_owned(),
        above: above.to_owned(),
        answer: answer.to_owned(),
        below: below.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_the_whole() {
        for text in [
            "",
            "words",
            "---\nskipped: x\n---\n\n# T\n\nGuidance.\n\n## A\n\n<!-- output: a. -->\n\n  - x\n  - y\n\n## B\n<!-- output: b -->\n",
            "## A\nwords <!-- in --> words\n\n<!-- after -->\n\n## B",
        ] {
            let document = read(text).unwrap();
            let pieces = Pieces::of(&document, &BTreeMap::new());
            let mut whole = pieces.front.clone() + &pieces.lead;
            for part in &pieces.parts {
                for piece in [&part.head, &part.above, &part.answer, &part.below] {
                    whole.push_str(piece);
                }
            }
            assert_eq!(whole, text);
        }
    }

    #[test]
    fn a_comment_that_is_gone_in_one_text_is_known_from_another() {
        let texts = ["## A b\n<!-- output: ab -->\nx\n", "## **A B:**\n\nx\n"];
        let documents: Vec<Document> = texts.iter().map(|text| read(text).unwrap()).collect();
        let outputs = outputs_of(&documents);
        for document in &documents {
            let pieces = Pieces::of(document, &outputs);
            assert_eq!(pieces.parts[0].key, Key::Output("ab".to_owned()));
        }
    }

    /// Where a text can be read in two ways, git's own merge is the better one.
    #[test]
    fn what_is_doubtful_is_not_read() {
        let many = |count: usize| "## A\n\n".repeat(count);
        for (text, is_read) in [
            (many(MOST), true),
            (many(MOST + 1), false),
            ("## A\n\n<!-- and more\n".to_owned(), false),
            ("## A\n\n```\ncode\n".to_owned(), false),
            ("---\na: [1\n---\n## A\n".to_owned(), false),
            (
                "## A\n\n<<<<<<< ours\na\n=======\nb\n>>>>>>> theirs\n".to_owned(),
                false,
            ),
            (
                "## A\n\n<!-- output: a. -->\n\nx\n\n<!-- output: b. -->\n".to_owned(),
                false,
            ),
        ] {
            let shown: String = text.chars().take(60).collect();
            assert_eq!(read(&text).is_some(), is_read, "{shown}");
        }
    }
}
