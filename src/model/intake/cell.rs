//! One cell of a table, as the Markdown that a record holds.

use crate::kinds::{Misfit, Sort, bullet};
use crate::toolkit::Output;
use jiff::civil::Date;
use serde_json::Value;

/// One answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Submitted {
    /// A cell of CSV.
    Words(String),
    Value(Value),
}

/// Separates entries in a cell on one line, as CSV of ours does.
const ENTRIES: &str = "; ";
/// Separates the cells of a table's row in one cell, as CSV of ours does.
const CELLS: &str = " \u{b7} ";
/// What other programs put before an entry.
const BULLETS: [char; 4] = ['\u{2022}', '\u{2023}', '\u{25e6}', '\u{25aa}'];

impl Submitted {
    /// What was typed; a value that isn't words as JSON.
    pub fn words(&self) -> String {
        match self {
            Self::Words(words) => unguarded(words).to_owned(),
            Self::Value(Value::String(words)) => words.trim().to_owned(),
            Self::Value(Value::Null) => String::new(),
            Self::Value(value) => value.to_string(),
        }
    }

    pub fn is_empty(&self) -> bool {
        match self {
            Self::Words(words) | Self::Value(Value::String(words)) => words.trim().is_empty(),
            Self::Value(Value::Null) => true,
            Self::Value(_) => false,
        }
    }

    /// The answer as a record holds it.
    ///
    /// # Errors
    /// Why it doesn't fit its output.
    pub fn answer(&self, output: &Output) -> Result<String, Misfit> {
        let (kind, shape) = (output.kind, &output.shape);
        let words = match self {
            Self::Value(value) => return kind.write(shape, value),
            Self::Words(words) => unguarded(words),
        };
        match kind.sort() {
            Sort::Date => match day_of(words) {
                Some(day) => Ok(day.to_string()),
                None => kind.write_words(shape, words),
            },
            Sort::List => kind.write_words(shape, &lines_of(words)),
            Sort::Tasks => {
                let lines: Vec<String> = lines_of(words).lines().map(task).collect();
                kind.write_words(shape, &lines.join("\n"))
            }
            Sort::Table if !words.contains('|') && !words.starts_with(['[', '{']) => {
                let rows: Result<Vec<String>, Misfit> = lines_of(words)
                    .lines()
                    .map(|line| row(line, shape.columns.len()))
                    .collect();
                kind.write_words(shape, &rows?.join("\n"))
            }
            _ => kind.write_words(shape, words),
        }
    }
}

/// Words without the mark that keeps a spreadsheet from reading them as a formula.
fn unguarded(words: &str) -> &str {
    let words = words.trim();
    match words.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
        _ => words,
    }
}

/// The entries of a cell, one a line: its lines, or if it has one, the parts of that.
fn lines_of(words: &str) -> String {
    let mut lines = words.lines().filter(|line| !line.trim().is_empty());
    let (first, second) = (lines.next().unwrap_or(""), lines.next());
    let entries: Vec<String> = if second.is_some() {
        words.lines().map(as_bullet).collect()
    } else if first.trim_start().starts_with(BULLETS) {
        let parts = first.split(BULLETS).map(str::trim);
        parts.map(str::to_owned).collect()
    } else {
        let parts = first.trim_end_matches(ENTRIES.trim_end()).split(ENTRIES);
        parts.map(|part| part.trim().to_owned()).collect()
    };
    entries.join("\n").trim().to_owned()
}

/// A line with a bullet of Markdown in place of another one.
fn as_bullet(line: &str) -> String {
    let item = line.trim_start();
    match item.strip_prefix(BULLETS) {
        Some(rest) if bullet(item).is_none() => format!("- {}", rest.trim()),
        _ => line.trim_end().to_owned(),
    }
}

/// A row of a table as one line with `|` between its cells.
fn row(line: &str, columns: usize) -> Result<String, Misfit> {
    let cells: Vec<&str> = line.split(CELLS).collect();
    // CSV of ours leaves empty cells out, so nobody knows which.
    if cells.len() > 1 && cells.len() != columns {
        return Err(Misfit::at(
            0,
            format!("this row has {} cells, the table {columns}", cells.len()),
            "write each row on its own line, with | between the cells",
        ));
    }
    Ok(cells.join(" | "))
}

/// A task as its line says it; CSV of ours has its parts with dots between them.
fn task(line: &str) -> String {
    let mut parts: Vec<&str> = line.split(CELLS).map(str::trim).collect();
    if parts.len() < 2 {
        return line.to_owned();
    }
    let is_done = parts.first() == Some(&"done");
    if is_done {
        parts.remove(0);
    }
    let due = parts.pop_if(|last| last.parse::<Date>().is_ok());
    let owners = if parts.len() == 2 { parts.pop() } else { None };
    let mut task = format!(
        "- [{}] {}",
        if is_done { 'x' } else { ' ' },
        parts.join(CELLS)
    );
    for owner in owners.into_iter().flat_map(|owners| owners.split(", ")) {
        task.push_str(&format!(" @{owner}"));
    }
    if let Some(due) = due {
        task.push_str(&format!(" due {due}"));
    }
    task
}

/// The day that words say, if they can only mean one: the year comes first, or the month is a word. A time may follow.
pub fn day_of(words: &str) -> Option<Date> {
    let words = words.trim();
    let first = words.split(['T', ' ']).next().unwrap_or(words);
    let numbers: Vec<&str> = first.split(['-', '/', '.']).collect();
    if let [year, month, day] = numbers.as_slice()
        && year.len() == 4
    {
        return Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok();
    }
    let parts = words.split([' ', ',', '.', '-']);
    let parts: Vec<&str> = parts
        .filter(|part| !part.is_empty())
        .map(without_ending)
        .collect();
    let words = parts.join(" ");
    let forms = ["%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y"];
    let mut days = forms
        .iter()
        .filter_map(|form| Date::strptime(form, &words).ok());
    // A year of two digits could be one of several.
    days.find(|day| day.year() > 999)
}

/// `5th` without its letters.
fn without_ending(part: &str) -> &str {
    let number = part.trim_end_matches(char::is_alphabetic);
    if number.is_empty() { part } else { number }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_can_only_be_one() {
        let day = Some(Date::constant(2026, 11, 3));
        for words in [
            "2026-11-03",
            "2026/11/3",
            "2026-11-03T10:15:00Z",
            "2026/11/03 10:15:00 AM GMT",
            "3 Nov 2026",
            "November 3, 2026",
            "Nov 3rd, 2026",
            "3. november 2026",
            "03-Nov-2026",
        ] {
            assert_eq!(day_of(words), day, "{words}");
        }
        for words in [
            "03/11/2026",
            "23/11/2026",
            "3 Nov 26",
            "Novice 3 2026",
            "2026-02-30",
            "soon",
            "",
        ] {
            assert_eq!(day_of(words), None, "{words}");
        }
    }

    #[test]
    fn entries_of_a_cell() {
        for (words, lines) in [
            ("a", "a"),
            ("a; b;", "a\nb"),
            ("- a; - b", "- a\n- b"),
            ("a;b", "a;b"),
            ("a; b\nc", "a; b\nc"),
            ("\u{2022} a \u{2022} b", "a\nb"),
            ("\u{2022} a\n\u{2022} b", "- a\n- b"),
            ("- a\n  more\n- b", "- a\n  more\n- b"),
        ] {
            assert_eq!(lines_of(words), lines, "{words}");
        }
        assert_eq!(unguarded("'- a"), "- a");
        assert_eq!(unguarded("'tis so"), "'tis so");
    }

    #[test]
    fn tasks_and_rows_in_one_line() {
        assert_eq!(task("Call"), "Call");
        assert_eq!(
            task("done \u{b7} Call \u{b7} coach, us \u{b7} 2026-12-01"),
            "- [x] Call @coach @us due 2026-12-01"
        );
        assert_eq!(task("Call \u{b7} 2026-12-01"), "- [ ] Call due 2026-12-01");
        assert_eq!(row("a \u{b7} b", 2).unwrap(), "a | b");
        assert_eq!(row("a", 2).unwrap(), "a");
        assert!(row("a \u{b7} b", 3).is_err());
    }
}
