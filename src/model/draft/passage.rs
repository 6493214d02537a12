//! Splits an answer into passages, one per paragraph, entry or row.

use crate::kinds::{bullet, is_empty_item, is_fence, is_table_rule, split_row, without_bullet};
use crate::toolkit::Output;
use serde_json::Value;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Passage {
    /// A row's non-empty cells; otherwise a single cell with the words.
    pub cells: Vec<PassageCell>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PassageCell {
    /// The column's id or header; empty outside tables.
    pub column: String,
    pub title: String,
    pub words: String,
}

/// A passage of cells (column, title, words), if any isn't empty.
pub(super) fn of_cells<'a>(
    cells: impl Iterator<Item = (&'a str, &'a str, &'a str)>,
) -> Option<Passage> {
    let cells = cells.filter(|(.., words)| !is_empty_item(words));
    let cells: Vec<PassageCell> = cells
        .map(|(column, title, words)| PassageCell {
            column: column.to_owned(),
            title: title.to_owned(),
            words: on_one_line(words),
        })
        .collect();
    (!cells.is_empty()).then_some(Passage { cells })
}

pub(super) fn of_answer(output: &Output, text: &str) -> Vec<Passage> {
    let value = output.kind.parse(&output.shape, text);
    match value {
        Ok(Value::Array(items)) if !output.shape.columns.is_empty() => items
            .iter()
            .filter_map(Value::as_object)
            .filter_map(|row| {
                // In the toolkit's order, followed by columns that people added.
                let known = output.shape.columns.iter();
                let known =
                    known.map(|column| (column.name.id.as_str(), column.name.title.as_str()));
                let is_own =
                    |key: &&String| output.shape.columns.iter().all(|one| one.name.id != **key);
                let added = row.keys().filter(is_own);
                let added = added.map(|key| (key.as_str(), key.as_str()));
                let cell = |(id, title)| {
                    let words = row.get(id).and_then(Value::as_str).unwrap_or("");
                    (id, title, words)
                };
                of_cells(known.chain(added).map(cell))
            })
            .collect(),
        Ok(Value::Array(items)) if items.iter().all(Value::is_string) => items
            .iter()
            .filter_map(Value::as_str)
            .flat_map(of_words)
            .collect(),
        _ => of_words(text),
    }
}

/// Passages of any Markdown: paragraphs, entries and code lines on one line each, and rows.
pub(super) fn of_words(text: &str) -> Vec<Passage> {
    let mut found: Vec<Passage> = Vec::new();
    let mut paragraph: Vec<&str> = Vec::new();
    let mut fenced = false;
    let mut close = |paragraph: &mut Vec<&str>| {
        found.extend(of_cells(std::iter::once((
            "",
            "",
            paragraph.join(" ").as_str(),
        ))));
        paragraph.clear();
    };
    for line in text.lines() {
        let line = line.trim();
        if is_fence(line) {
            close(&mut paragraph);
            fenced = !fenced;
            continue;
        }
        let line = unquoted(line);
        let is_alone = fenced || line.starts_with('|') || is_heading(line);
        if is_empty_item(line) || is_table_rule(line) {
            close(&mut paragraph);
            continue;
        }
        if is_alone || bullet(line).is_some() {
            close(&mut paragraph);
        }
        if line.starts_with('|') && !fenced {
            let mut cells = split_row(line);
            cells.retain(|cell| !is_empty_item(cell));
            let cells = cells.join(" \u{b7} ");
            let mut row = vec![cells.as_str()];
            close(&mut row);
            continue;
        }
        let words = if fenced {
            line
        } else {
            without_bullet(line.trim_start_matches('#'))
        };
        paragraph.push(words);
        if is_alone {
            close(&mut paragraph);
        }
    }
    close(&mut paragraph);
    found
}

/// A line without its `>` markers.
fn unquoted(line: &str) -> &str {
    let mut line = line;
    while let Some(rest) = line.strip_prefix('>') {
        line = rest.trim_start();
    }
    line
}

fn is_heading(line: &str) -> bool {
    let level = line.bytes().take_while(|byte| *byte == b'#').count();
    (1..=6).contains(&level) && matches!(line.as_bytes().get(level), None | Some(b' ' | b'\t'))
}

fn on_one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_taken_apart_and_stay_the_same() {
        let text = "One\ntwo.\n\n- three\n  more\n- [x] four\n\n### Five\nsix\n> seven\n> > eight\n```\n# nine\n- ten\n```\n| a | b |\n| --- | --- |\n| c | |\n[not recorded]\nTBD";
        let words: Vec<String> = of_words(text)
            .into_iter()
            .map(|passage| passage.cells[0].words.clone())
            .collect();
        assert_eq!(
            words,
            [
                "One two.",
                "three more",
                "four",
                "Five",
                "six seven eight",
                "# nine",
                "- ten",
                "a \u{b7} b",
                "c",
            ]
        );
    }
}
