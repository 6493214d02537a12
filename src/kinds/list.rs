//! `list`: one entry a line.

use super::lines::{Fences, bullet, is_empty_item};
use super::target::no_target;
use super::{Ask, Facts, Kind, LinkHere, LinkTarget, Misfit, Shape, Sort, before, without_bullet};
use serde_json::Value;

/// Entries, in order.
pub struct List;

impl Kind for List {
    fn facts(&self) -> &'static Facts {
        &Facts {
            name: "list",
            about: "One entry per line, with or without bullets; indented lines belong to the entry above.",
            json: "an array of strings",
            sort: Sort::List,
            ask: Ask::Lines,
            items: Some("entry"),
            ..Facts::ONE_LINE
        }
    }

    fn accepts(&self, shape: &Shape) -> Result<(), String> {
        super::no_options(shape)?;
        super::no_columns(shape)
    }

    fn parse(&self, shape: &Shape, text: &str) -> Result<Value, Misfit> {
        self.fits(shape, text)?;
        Ok(Value::Array(
            entries(text).into_iter().map(Value::String).collect(),
        ))
    }

    fn fits(&self, shape: &Shape, text: &str) -> Result<(), Misfit> {
        if !shape.has_links {
            return Ok(());
        }
        for (line, entry) in numbered_entries(text) {
            if LinkTarget::first_of(&entry).is_none() {
                let first = entry.lines().next().unwrap_or_default();
                let misfit = no_target(first, true);
                return Err(Misfit::at(
                    line,
                    format!("\"{first}\" doesn't begin with a link to a plan or record"),
                    misfit.help,
                ));
            }
        }
        Ok(())
    }

    fn links(&self, shape: &Shape, text: &str) -> Vec<LinkHere> {
        if !shape.has_links {
            return Vec::new();
        }
        let entries = numbered_entries(text).into_iter();
        entries
            .filter_map(|(line, entry)| {
                let (words, target) = LinkTarget::first_of(&entry)?;
                Some(LinkHere {
                    line,
                    words: words.to_owned(),
                    target,
                    option: None,
                })
            })
            .collect()
    }

    fn write(&self, shape: &Shape, value: &Value) -> Result<String, Misfit> {
        match value {
            Value::Array(items) => {
                let items: Option<Vec<&str>> = items.iter().map(Value::as_str).collect();
                let items = items.ok_or_else(|| {
                    Misfit::at(
                        0,
                        "a list is an array of strings",
                        "put each entry in quotation marks",
                    )
                })?;
                Ok(items
                    .iter()
                    .filter(|item| !item.trim().is_empty())
                    .map(|item| bulleted(item))
                    .collect::<Vec<_>>()
                    .join("\n"))
            }
            Value::String(words) => self.write_words(shape, words),
            _ => Err(Misfit::at(
                0,
                "a list is an array of strings",
                "for example [\"first\", \"second\"]",
            )),
        }
    }

    fn write_words(&self, _shape: &Shape, words: &str) -> Result<String, Misfit> {
        let words = words.trim();
        if words.lines().any(|line| bullet(line).is_some()) {
            return Ok(words.to_owned());
        }
        Ok(words
            .lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| bulleted(line.trim()))
            .collect::<Vec<_>>()
            .join("\n"))
    }

    fn essence(&self, _shape: &Shape, text: &str) -> String {
        super::essence::of_lines(text)
    }

    fn essence_before(&self, shape: &Shape, text: &str) -> String {
        match self.fits(shape, text) {
            Ok(()) => before::of_list(text),
            Err(_) => before::of_words(text),
        }
    }

    fn joined(&self, earlier: &str, further: &str) -> Option<String> {
        Some(format!("{earlier}\n{further}"))
    }
}

/// An entry as a bullet, its further lines indented below it.
fn bulleted(item: &str) -> String {
    let mut lines = item.trim().lines();
    let mut text = format!("- {}", lines.next().unwrap_or_default().trim());
    for line in lines {
        text.push('\n');
        if !line.trim().is_empty() {
            text.push_str("  ");
            text.push_str(line.trim_end());
        }
    }
    text
}

/// The entries of a list as a person wrote it.
pub(super) fn entries(text: &str) -> Vec<String> {
    let numbered = numbered_entries(text).into_iter();
    numbered.map(|(_, entry)| entry).collect()
}

/// The same, each with its first line, counted from 0.
fn numbered_entries(text: &str) -> Vec<(usize, String)> {
    let mut entries: Vec<(usize, String)> = Vec::new();
    let mut fences = Fences::default();
    let mut open = false;
    for (number, line) in text.lines().enumerate() {
        // A list that is quoted has entries, too.
        let line = line
            .strip_prefix("> ")
            .filter(|_| !fences.is_open())
            .unwrap_or(line);
        let inside = fences.is_open() || line.starts_with([' ', '\t']);
        fences.mark(line);
        if line.trim().is_empty() && !fences.is_open() {
            open = open && !entries.is_empty();
            continue;
        }
        match entries.last_mut() {
            Some((_, last))
                if inside
                    && open
                    && (fences.is_open()
                        || bullet(line.trim_start()).is_none()
                        || line.starts_with("  ")) =>
            {
                last.push('\n');
                last.push_str(line.trim());
            }
            _ if is_empty_item(line) => open = false,
            _ => {
                entries.push((number, without_bullet(line).trim_end().to_owned()));
                open = true;
            }
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_as_people_write_them() {
        assert_eq!(entries("- a\n- b"), ["a", "b"]);
        assert_eq!(entries("a\nb\n"), ["a", "b"]);
        assert_eq!(entries("1. a\n   more\n2. b"), ["a\nmore", "b"]);
        assert_eq!(entries("- a\n  - sub\n\n- b\n-"), ["a\n- sub", "b"]);
    }

    #[test]
    fn entries_that_begin_with_links() {
        let shape = Shape {
            has_links: true,
            ..Shape::default()
        };
        let text = "- north/problem: the same bus\n  and more\n-\n- (nobody)\n- south";
        assert_eq!(List.fits(&shape, text).unwrap_err().line, 3);
        let found: Vec<(usize, String)> = List
            .links(&shape, text)
            .into_iter()
            .map(|link| (link.line, link.words))
            .collect();
        assert_eq!(
            found,
            [(0, "north/problem".to_owned()), (4, "south".to_owned())]
        );
        assert!(List.links(&Shape::default(), text).is_empty());
    }

    #[test]
    fn what_is_written_reads_back() {
        let value = serde_json::json!(["one", "two\nlines", "three"]);
        let text = List.write(&Shape::default(), &value).unwrap();
        assert_eq!(List.parse(&Shape::default(), &text).unwrap(), value);
    }
}
