//! The normal form that 0.1.0 hashed: what its stamps are judged by, for as long as there are any. Kept as it was.

use super::lines::GAP;
use super::{bullet, is_fence, split_row};
use serde_json::Value;

/// The words of a text: without list marks, check boxes and blanks, with one space between two words.
pub(super) fn of_words(text: &str) -> String {
    let lines = text.lines().filter(|line| !is_empty(line));
    let words: Vec<&str> = lines
        .flat_map(|line| without_bullet(line).split_whitespace())
        .collect();
    words.join(" ")
}

/// Of tasks and other answers whose lines each say something.
pub(super) fn of_lines(text: &str) -> String {
    joined(text.lines().map(of_words))
}

/// Of a value.
pub(super) fn of_value(value: &Value) -> String {
    match value {
        Value::Null | Value::Bool(_) => String::new(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => of_words(text),
        Value::Array(entries) => joined(entries.iter().map(of_value)),
        Value::Object(row) => {
            let cells = row
                .iter()
                .map(|(name, value)| (of_words(name), of_value(value)));
            of_row(cells.collect())
        }
    }
}

/// Of a list's entries.
pub(super) fn of_list(text: &str) -> String {
    let mut entries: Vec<String> = Vec::new();
    let (mut is_fenced, mut is_open) = (false, false);
    for line in text.lines() {
        let is_inside = is_fenced || line.starts_with([' ', '\t']);
        if is_fence(line) {
            is_fenced = !is_fenced;
        }
        if line.trim().is_empty() && !is_fenced {
            is_open = is_open && !entries.is_empty();
            continue;
        }
        let goes_on = is_inside
            && is_open
            && (is_fenced || bullet(line.trim_start()).is_none() || line.starts_with("  "));
        match entries.last_mut().filter(|_| goes_on) {
            Some(last) => {
                last.push('\n');
                last.push_str(line.trim());
            }
            None if is_empty(line) => is_open = false,
            None => {
                entries.push(without_bullet(line).trim_end().to_owned());
                is_open = true;
            }
        }
    }
    joined(entries.iter().map(|entry| of_words(entry)))
}

pub(super) fn of_row(cells: Vec<(String, String)>) -> String {
    let mut cells: Vec<String> = cells
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name}\t{value}"))
        .collect();
    cells.sort();
    cells.join("\t")
}

pub(super) fn joined(entries: impl Iterator<Item = String>) -> String {
    let entries: Vec<String> = entries.filter(|entry| !entry.is_empty()).collect();
    entries.join("\n")
}

/// Whether 0.1.0 took a line for a blank.
pub(super) fn is_empty(line: &str) -> bool {
    let words = without_bullet(line.trim()).trim();
    let plain = words.trim_end_matches(':');
    let placeholders = ["", "?", "...", "\u{2026}", "-", "\u{2013}", "\u{2014}"];
    let is_marks = |byte| matches!(byte, b'|' | b'-' | b':' | b' ' | b'\t');
    let is_gap = |cell: &String| cell.is_empty() || cell.eq_ignore_ascii_case(GAP);
    placeholders.contains(&plain)
        || ["tbd", "todo", GAP]
            .iter()
            .any(|one| plain.eq_ignore_ascii_case(one))
        || words.contains('|') && words.bytes().all(is_marks)
        || words.contains('|') && words.contains('[') && split_row(words).iter().all(is_gap)
}

/// The line without a bullet, a number or a check box of the forms that 0.1.0 knew.
fn without_bullet(line: &str) -> &str {
    let line = line.trim_start();
    let rest = bullet(line).and_then(|width| line.get(width..));
    let rest = rest.unwrap_or(line).trim_start();
    let mut boxes = ["[ ]", "[x]", "[X]", "[]"].into_iter();
    let found = boxes.find_map(|mark| rest.strip_prefix(mark));
    found
        .filter(|after| after.is_empty() || after.starts_with(char::is_whitespace))
        .map_or(rest, str::trim_start)
}
