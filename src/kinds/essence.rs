//! The normal form of an answer: what is left of it when the way in which it was written down is taken away.

use super::lines::{is_empty_item, without_bullet};
use serde_json::Value;

/// Stands between entries and rows, and between the cells of a row; white space of answers is never kept as it is.
const NEXT_ENTRY: &str = "\n";
const NEXT_CELL: &str = "\t";

/// The words of a text: without list marks, check boxes and blanks, with one space between two words, however the lines
/// are wrapped.
pub(super) fn of_words(text: &str) -> String {
    let mut words = String::with_capacity(text.len());
    for line in text.lines().filter(|line| !is_empty_item(line)) {
        for word in without_bullet(line).split_whitespace() {
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(word);
        }
    }
    words
}

/// The normal form of a value: words as [`of_words`], entries one after the other, a row by the names of its columns.
/// Whether a task is ticked off, an empty cell and the order of columns don't matter.
pub(super) fn of_value(value: &Value) -> String {
    match value {
        Value::Null | Value::Bool(_) => String::new(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => of_words(text),
        Value::Array(entries) => entries
            .iter()
            .map(of_value)
            .filter(|entry| !entry.is_empty())
            .collect::<Vec<_>>()
            .join(NEXT_ENTRY),
        Value::Object(row) => {
            let mut cells: Vec<String> = row
                .iter()
                .map(|(name, value)| (of_words(name), of_value(value)))
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, value)| format!("{name}{NEXT_CELL}{value}"))
                .collect();
            cells.sort();
            cells.join(NEXT_CELL)
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::kinds::{Column, KINDS, Named, Shape, named};

    fn essence(kind: &str, text: &str) -> String {
        let both = |id: &str, title: &str| Named {
            id: id.to_owned(),
            title: title.to_owned(),
        };
        let mut shape = Shape::default();
        match kind {
            "choice" => shape.options = vec![both("go-on", "Go on"), both("stop", "Stop here")],
            "table" => {
                let column = |name: Named| Column {
                    name,
                    kind: None,
                    shape: Shape::default(),
                };
                shape.columns = vec![
                    column(both("who", "Who")),
                    column(both("says", "What they say")),
                ];
            }
            _ => {}
        }
        named(kind).unwrap().essence(&shape, text)
    }

    /// Each row: a kind, and texts that say the same.
    #[test]
    fn the_same_in_other_clothes() {
        for (kind, texts) in [
            (
                "text",
                &["one two\nthree", "one  two three", " one\r\ntwo\tthree\n"][..],
            ),
            (
                "list",
                &[
                    "- a b\n- c",
                    "* a  b\n\n* c\n-",
                    "1. a\n   b\n2. c",
                    "a b\nc",
                    "- [ ] a b\n- [x] c\n- TBD",
                ],
            ),
            (
                "table",
                &[
                    "| Who | What they say |\n| --- | --- |\n| a | b |",
                    "|What they say|Who|\n|:-:|--:|\n|b|a|\n| | |",
                    "| Who | What they say | Extra |\n| --- | --- | --- |\n|  a | b | |",
                ],
            ),
            ("choice", &["go-on", "Go on", "- **GO ON**"]),
            ("number", &["12", "- 12"]),
            ("tasks", &["- [ ] Call", "* [x] Call", "Call"]),
            (
                "series",
                &[
                    "Count.\n\n```csv\ndate,value,note\n2026-11-23,12.5,x\n```",
                    "Count.\n```csv\ndate, value, note\n2026-11-23, 12.50, x\n\n```",
                ],
            ),
        ] {
            for text in texts {
                assert_eq!(
                    essence(kind, text),
                    essence(kind, texts[0]),
                    "{kind} {text:?}"
                );
            }
        }
    }

    /// Each row: a kind, and texts of which no two say the same.
    #[test]
    fn other_words_are_another_answer() {
        for (kind, texts) in [
            (
                "text",
                &["one two", "one", "two one", "onetwo", "One two"][..],
            ),
            ("list", &["- a\n- b", "- b\n- a", "- a b", "- a"]),
            (
                "table",
                &[
                    "| Who | What they say |\n| --- | --- |\n| a | b |",
                    "| Who | What they say |\n| --- | --- |\n| b | a |",
                    "| Who | What they say |\n| --- | --- |\n| a | |",
                    "| Who | What they say | X |\n| --- | --- | --- |\n| a | b | c |",
                    "no table at all",
                ],
            ),
            ("choice", &["go-on", "stop", "something else"]),
            (
                "tasks",
                &["- [ ] Call", "- [ ] Call @us", "- [ ] Call\n  at noon"],
            ),
            ("date", &["2026-11-23", "2026-11-24", "in November"]),
        ] {
            for (at, one) in texts.iter().enumerate() {
                for other in &texts[at + 1..] {
                    assert_ne!(essence(kind, one), essence(kind, other), "{kind}: {one:?}");
                }
            }
        }
    }

    #[test]
    fn every_kind_has_one() {
        for kind in KINDS {
            let essence = kind.essence(&Shape::default(), "- word");
            assert!(essence.ends_with("word"), "{}: {essence}", kind.name());
        }
    }
}
