//! `table`: rows with named columns.

use super::lines::is_json;
use super::lines::{is_empty_item, is_table_rule};
use super::target::link_target;
use super::{
    Ask, Column, Facts, Kind, LinkHere, LinkTarget, Misfit, Said, Shape, Sort, before,
    is_blank_answer, split_row,
};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Rows with the toolkit's columns, as a GFM table.
pub struct Table;

impl Kind for Table {
    fn facts(&self) -> &'static Facts {
        &Facts {
            name: "table",
            about: "A Markdown table with the toolkit's `columns`; columns may be reordered and further ones added.",
            json: "an array of objects keyed by column",
            sort: Sort::Table,
            ask: Ask::Rows,
            items: Some("row"),
            ..Facts::ONE_LINE
        }
    }

    fn accepts(&self, shape: &Shape) -> Result<(), String> {
        super::no_options(shape)?;
        super::no_items(shape)?;
        if shape.columns.is_empty() {
            Err("a table needs `columns`".to_owned())
        } else {
            Ok(())
        }
    }

    fn blank(&self, shape: &Shape) -> String {
        let empty = vec![String::new(); shape.columns.len()];
        format!("{}\n{}", head(&shape.columns), row(&empty))
    }

    fn parse(&self, shape: &Shape, text: &str) -> Result<Value, Misfit> {
        let grid = Grid::read(shape, text)?;
        for column in &shape.columns {
            if !grid.keys.contains(&column.name.id) {
                return Err(Misfit::at(
                    grid.header,
                    format!("the column \"{}\" is missing", column.name.title),
                    format!("the header's columns are: {}", titles(&shape.columns)),
                ));
            }
        }
        let mut rows = Vec::new();
        for (number, cells) in grid.rows {
            if cells.len() > grid.keys.len() {
                return Err(Misfit::at(
                    number,
                    format!(
                        "this row has {} cells, the header {}",
                        cells.len(),
                        grid.keys.len()
                    ),
                    "write a | inside a cell as \\|",
                ));
            }
            let mut object = Map::new();
            for (position, key) in grid.keys.iter().enumerate() {
                let cell = cells.get(position).cloned().unwrap_or_default();
                let column = shape.columns.iter().find(|one| one.name.id == *key);
                let value = match column {
                    Some(column) => column.parse(&cell).map_err(|misfit| Misfit {
                        line: number,
                        ..misfit
                    })?,
                    None => Value::String(cell),
                };
                object.insert(key.clone(), value);
            }
            rows.push(Value::Object(object));
        }
        let beside = self.beside(text).into_iter().next();
        match beside.filter(|_| rows.is_empty()) {
            Some(line) => Err(Misfit::at(
                line,
                "the table has no rows, and this isn't part of it",
                "write one row per line right below the table's second line, with | between the cells",
            )),
            None => Ok(Value::Array(rows)),
        }
    }

    fn rows(&self, shape: &Shape, text: &str) -> Vec<(usize, BTreeMap<String, String>)> {
        let Ok(grid) = Grid::read(shape, text) else {
            return Vec::new();
        };
        let keys = || grid.keys.iter().cloned();
        let rows = grid.rows.into_iter().map(|(line, cells)| {
            let cells = cells.into_iter().chain(std::iter::repeat(String::new()));
            (line, keys().zip(cells).collect())
        });
        rows.collect()
    }

    fn said(&self, shape: &Shape, text: &str) -> Vec<Said> {
        let whom = shape.link_column().or(shape.columns.first());
        let grid = Grid::read(shape, text)
            .ok()
            .filter(|_| shape.choice_column().is_some());
        let (Some(whom), Some(grid)) = (whom, grid) else {
            return Vec::new();
        };
        let rows = grid.rows.iter().map(|(line, cells)| {
            let cell = |id: &str| {
                let at = grid.keys.iter().position(|key| key == id)?;
                cells.get(at).cloned()
            };
            let words = cell(&whom.name.id).unwrap_or_default();
            let cells = shape.columns.iter();
            let cells = cells.map(|column| cell(&column.name.id).unwrap_or_default());
            Said {
                line: *line,
                who: Some(link_target(words.trim_matches('`')).trim().to_owned()),
                option: option_of(shape, cell),
                words: cells.collect::<Vec<_>>().join(" | ").to_lowercase(),
            }
        });
        rows.collect()
    }

    fn links(&self, shape: &Shape, text: &str) -> Vec<LinkHere> {
        let columns = || {
            shape
                .columns
                .iter()
                .filter(|one| one.kind.is_some_and(Kind::is_link))
        };
        if columns().next().is_none() {
            return Vec::new();
        }
        let Ok(grid) = Grid::read(shape, text) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for (line, cells) in &grid.rows {
            let cell = |id: &str| {
                let at = grid.keys.iter().position(|key| key == id)?;
                cells.get(at).cloned()
            };
            for column in columns() {
                let words = cell(&column.name.id).filter(|words| !is_blank_answer(words));
                let Some((words, target)) =
                    words.and_then(|words| LinkTarget::parse(&words).map(|target| (words, target)))
                else {
                    continue;
                };
                found.push(LinkHere {
                    line: *line,
                    words: link_target(words.trim_matches('`')).trim().to_owned(),
                    target,
                    option: option_of(shape, cell),
                });
            }
        }
        found
    }

    fn write(&self, shape: &Shape, value: &Value) -> Result<String, Misfit> {
        let rows = match value {
            Value::Array(rows) => rows,
            Value::String(words) => return self.write_words(shape, words),
            _ => return Err(not_rows(shape)),
        };
        let mut text = head(&shape.columns);
        for (number, value) in rows.iter().enumerate() {
            let Value::Object(object) = value else {
                return Err(not_rows(shape));
            };
            if let Some(key) = object
                .keys()
                .find(|key| !shape.columns.iter().any(|column| column.is_meant_by(key)))
            {
                return Err(Misfit::at(
                    number,
                    format!("no column \"{key}\""),
                    format!("the columns are: {}", ids(&shape.columns)),
                ));
            }
            let cells: Vec<String> = shape
                .columns
                .iter()
                .map(|column| {
                    object
                        .iter()
                        .find(|(key, _)| column.is_meant_by(key))
                        .map_or(String::new(), |(_, value)| match value {
                            Value::String(words) => words.clone(),
                            Value::Null => String::new(),
                            other => other.to_string(),
                        })
                })
                .collect();
            text.push('\n');
            text.push_str(&row(&cells));
        }
        Ok(text)
    }

    fn write_words(&self, shape: &Shape, words: &str) -> Result<String, Misfit> {
        let words = words.trim();
        if is_json(words) {
            let value: Value = serde_json::from_str(words).map_err(|error| {
                Misfit::at(0, format!("this isn't JSON: {error}"), not_rows(shape).help)
            })?;
            return self.write(
                shape,
                &if value.is_object() {
                    Value::Array(vec![value])
                } else {
                    value
                },
            );
        }
        if words.lines().nth(1).is_some_and(is_table_rule) {
            self.fits(shape, words)?;
            return Ok(words.to_owned());
        }
        let mut text = head(&shape.columns);
        for (number, line) in words
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty())
        {
            let mut cells = split_row(line);
            if cells.len() > shape.columns.len() {
                return Err(Misfit::at(
                    number,
                    format!(
                        "this row has {} cells, the table {} columns",
                        cells.len(),
                        shape.columns.len()
                    ),
                    not_rows(shape).help,
                ));
            }
            cells.resize(shape.columns.len(), String::new());
            text.push('\n');
            text.push_str(&row(&cells));
        }
        self.fits(shape, &text)?;
        Ok(text)
    }

    fn essence_before(&self, shape: &Shape, text: &str) -> String {
        essence_before(shape, text).unwrap_or_else(|| before::of_words(text))
    }

    fn beside(&self, text: &str) -> Vec<usize> {
        let lines = text.lines().enumerate();
        let from_table = lines.skip_while(|(_, line)| !line.contains('|'));
        let after = from_table.skip_while(|(_, line)| line.contains('|'));
        let words = after.filter(|(_, line)| !line.trim().is_empty());
        words.map(|(number, _)| number).collect()
    }

    fn joined(&self, earlier: &str, further: &str) -> Option<String> {
        let head = |text: &str| {
            let plain = |cell: String| cell.trim_matches(['*', '_', '`']).to_lowercase();
            let header = split_row(text.lines().next().unwrap_or_default());
            header.into_iter().map(plain).collect::<Vec<_>>()
        };
        let rows = further.lines().skip(2);
        // Rows below another order of columns would be other rows.
        (head(earlier) == head(further)).then(|| {
            let all = std::iter::once(earlier.trim_end()).chain(rows);
            all.collect::<Vec<_>>().join("\n")
        })
    }
}

/// A table as a person wrote it.
struct Grid {
    /// Line of the header, counted from 0.
    header: usize,
    /// For each column of the header the toolkit's id for it, or the words of the header.
    keys: Vec<String>,
    /// Rows that aren't blank, each with its line.
    rows: Vec<(usize, Vec<String>)>,
}

impl Grid {
    fn read(shape: &Shape, text: &str) -> Result<Self, Misfit> {
        let mut lines = text
            .lines()
            .enumerate()
            .skip_while(|(_, line)| line.trim().is_empty());
        let (first, header) = lines.next().unwrap_or_default();
        let rule = lines.next();
        if !header.contains('|') || !rule.is_some_and(|(_, line)| is_table_rule(line)) {
            return Err(Misfit::at(
                first,
                "this must be a table",
                format!(
                    "start with these two lines, then write one row per line:\n{}",
                    head(&shape.columns)
                ),
            ));
        }
        // What follows a blank line isn't part of it.
        let rows = lines
            .map_while(|(number, line)| line.contains('|').then_some((number, line)))
            .filter(|(_, line)| !is_empty_item(line));
        Ok(Self {
            header: first,
            keys: keys(shape, header),
            rows: rows
                .map(|(number, line)| (number, split_row(line)))
                .collect(),
        })
    }
}

/// For each column of the header a person wrote: the toolkit's id for it, or the words of the header.
fn keys(shape: &Shape, header: &str) -> Vec<String> {
    split_row(header)
        .into_iter()
        .map(|words| {
            let plain = words.trim_matches(['*', '_', '`']).to_owned();
            shape
                .columns
                .iter()
                .find(|column| column.is_meant_by(&plain))
                .map_or(plain, |column| column.name.id.clone())
        })
        .collect()
}

fn not_rows(shape: &Shape) -> Misfit {
    let example: Map<String, Value> = shape
        .columns
        .iter()
        .map(|column| (column.name.id.clone(), Value::String("...".to_owned())))
        .collect();
    Misfit::at(
        0,
        "a table is an array of objects keyed by column",
        format!(
            "as JSON: [{}]; or one row per line, with | between the cells",
            Value::Object(example)
        ),
    )
}

fn head(columns: &[Column]) -> String {
    let titles: Vec<String> = columns
        .iter()
        .map(|column| column.name.title.clone())
        .collect();
    let rules = vec!["---".to_owned(); columns.len()];
    format!("{}\n{}", row(&titles), row(&rules))
}

fn row(cells: &[String]) -> String {
    let cells: Vec<String> = cells
        .iter()
        .map(|cell| {
            cell.split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
                .replace('|', "\\|")
        })
        .collect();
    format!("| {} |", cells.join(" | "))
}

fn titles(columns: &[Column]) -> String {
    columns
        .iter()
        .map(|column| column.name.title.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

fn ids(columns: &[Column]) -> String {
    columns
        .iter()
        .map(|column| column.name.id.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

/// Of a table's row, position of the option that its first column with options says.
fn option_of(shape: &Shape, cell_of: impl Fn(&str) -> Option<String>) -> Option<usize> {
    let column = shape.choice_column()?;
    let words = cell_of(&column.name.id)?;
    column.option(&words)
}

/// Of a table's rows; nothing where it has no header.
fn essence_before(shape: &Shape, text: &str) -> Option<String> {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let header = lines.next().filter(|header| header.contains('|'))?;
    lines.next().filter(|rule| is_table_rule(rule))?;
    let keys: Vec<String> = split_row(header)
        .into_iter()
        .map(|words| {
            let plain = words.trim_matches(['*', '_', '`']).to_owned();
            let mut columns = shape.columns.iter();
            columns
                .find(|column| column.is_meant_by(&plain))
                .map_or(plain, |column| column.name.id.clone())
        })
        .collect();
    if shape
        .columns
        .iter()
        .any(|column| !keys.contains(&column.name.id))
    {
        return None;
    }
    let rows: Option<Vec<String>> = lines
        .filter(|line| !before::is_empty(line))
        .map(|line| {
            let cells = split_row(line);
            if cells.len() > keys.len() {
                return None;
            }
            // Of two columns of one name the last one counted.
            let mut row: Vec<(String, String)> = Vec::new();
            for (at, key) in keys.iter().enumerate() {
                let cell = cells.get(at).map_or("", String::as_str);
                let column = shape.columns.iter().find(|one| one.name.id == *key);
                let value = match column {
                    Some(column) => before::of_value(&column.parse(cell).ok()?),
                    None => before::of_words(cell),
                };
                row.retain(|(other, _)| other != key);
                row.push((key.clone(), value));
            }
            let named = row
                .into_iter()
                .map(|(key, value)| (before::of_words(&key), value));
            Some(before::of_row(named.collect()))
        })
        .collect();
    Some(before::joined(rows?.into_iter()))
}

#[cfg(test)]
mod tests {
    use super::super::{Named, named};
    use super::*;
    use serde_json::json;

    fn column(id: &str, title: &str, kind: Option<&str>, options: &[&str]) -> Column {
        let both = |id: &str, title: &str| Named {
            id: id.to_owned(),
            title: title.to_owned(),
        };
        Column {
            name: both(id, title),
            kind: kind.and_then(named),
            shape: Shape {
                options: options.iter().map(|one| both(one, one)).collect(),
                ..Shape::default()
            },
        }
    }

    fn evidence() -> Shape {
        Shape {
            columns: vec![
                column("record", "Record", Some("link"), &[]),
                column("how", "How", Some("choice"), &["measured", "told"]),
            ],
            ..Shape::default()
        }
    }

    #[test]
    fn cells_have_kinds() {
        let text = "| Record | How |\n|---|---|\n| [a](../b.md) | MEASURED |\n| https://example.org | |\n| - | told |";
        assert_eq!(
            Table.parse(&evidence(), text).unwrap(),
            json!([
                {"record": "../b.md", "how": "measured"},
                {"record": "https://example.org", "how": ""},
                {"record": "", "how": "told"},
            ])
        );
        for (row, said) in [
            (
                "| two words | told |",
                "\"Record\", \"two words\" is not a link",
            ),
            (
                "| p | perhaps |",
                "\"How\", \"perhaps\" is not one of the options",
            ),
        ] {
            let misfit = Table
                .parse(&evidence(), &format!("{text}\n{row}"))
                .unwrap_err();
            assert_eq!(misfit.line, 5);
            assert!(misfit.message.contains(said), "{}", misfit.message);
            assert!(misfit.help.ends_with("or leave the cell empty"));
        }
        assert!(Table.write_words(&evidence(), "p | perhaps").is_err());
    }

    /// A cell that doesn't fit hides no link.
    #[test]
    fn links_of_rows() {
        let text = "| How | Record |\n|---|---|\n| told | `p/a` |\n| what | p/b@v2 |\n| measured | two words |\n| measured | [x](x.md) | more |";
        let found: Vec<(usize, String, Option<usize>)> = Table
            .links(&evidence(), text)
            .into_iter()
            .map(|link| (link.line, link.words, link.option))
            .collect();
        let row = |line, words: &str, option| (line, words.to_owned(), option);
        assert_eq!(
            found,
            [
                row(2, "p/a", Some(1)),
                row(3, "p/b@v2", None),
                row(5, "x.md", Some(0))
            ]
        );
    }

    #[test]
    fn who_chose_what() {
        let shape = Shape {
            columns: vec![
                column("yes", "Yes or no", Some("choice"), &["yes", "no"]),
                column("who", "Who", None, &[]),
            ],
            ..Shape::default()
        };
        let text =
            "| Who | Yes or no |\n|---|---|\n| north | NO |\n| south | what |\n| East Side | yes |";
        let found: Vec<(usize, Option<usize>)> = Table
            .said(&shape, text)
            .into_iter()
            .map(|said| (said.line, said.option))
            .collect();
        assert_eq!(found, [(2, Some(1)), (3, None), (4, Some(0))]);
        let said = Table.said(
            &evidence(),
            "| Record | How |\n|---|---|\n| [x](a.md) | told |",
        );
        assert_eq!(said[0].who.as_deref(), Some("a.md"));
    }

    fn shape() -> Shape {
        let plain = |id: &str, title: &str| column(id, title, None, &[]);
        Shape {
            columns: vec![plain("who", "Who"), plain("what", "What they said")],
            ..Shape::default()
        }
    }

    #[test]
    fn rows_are_keyed_by_column() {
        let text =
            "| What they said | Who | Extra |\n|---|---|---|\n| a \\| b | x | e |\n| | | |\n| c |";
        let rows = Table.parse(&shape(), text).unwrap();
        assert_eq!(
            rows,
            json!([{"what": "a | b", "who": "x", "Extra": "e"}, {"what": "c", "who": "", "Extra": ""}])
        );
    }

    #[test]
    fn what_is_written_reads_back() {
        let rows = json!([{"who": "a | b", "what": "c"}, {"who": "", "what": "d"}]);
        let text = Table.write(&shape(), &rows).unwrap();
        assert_eq!(Table.parse(&shape(), &text).unwrap(), rows);
        assert_eq!(
            Table.write_words(&shape(), "x | y").unwrap().lines().nth(2),
            Some("| x | y |")
        );
    }

    #[test]
    fn misfits_say_where() {
        assert!(
            Table
                .parse(&shape(), "just words")
                .unwrap_err()
                .message
                .contains("table")
        );
        let long = Table
            .parse(
                &shape(),
                "| Who | What they said |\n|---|---|\n| a | b | c |",
            )
            .unwrap_err();
        assert_eq!(long.line, 2);
        let lacking = Table
            .parse(&shape(), "| Who | B |\n|---|---|\n| a | b |")
            .unwrap_err();
        assert!(lacking.message.contains("What they said"));
        for json in [
            "[1]",
            "[{\"who\": \"a\"",
            "{\"who\": }",
            "[{\"whom\": \"a\"}]",
        ] {
            assert!(Table.write_words(&shape(), json).is_err(), "{json}");
        }
    }

    /// Words that only begin like JSON are words.
    #[test]
    fn a_first_cell_may_begin_with_a_bracket() {
        for (words, row) in [
            ("[ ] | not yet", "| [ ] | not yet |"),
            ("[] | x", "| [] | x |"),
            ("[{a}](b.md) | x", "| [{a}](b.md) | x |"),
            ("[1] | x", "| [1] | x |"),
            ("{draft} | x", "| {draft} | x |"),
            ("[not recorded] | x", "| [not recorded] | x |"),
        ] {
            let text = Table.write_words(&shape(), words).unwrap();
            assert_eq!(text.lines().nth(2), Some(row));
        }
        for json in ["{\"who\": \"a\"}", "[ {\"who\": \"a\", \"what\": \"\"} ]"] {
            let text = Table.write_words(&shape(), json).unwrap();
            assert_eq!(text.lines().nth(2), Some("| a |  |"));
        }
    }
}
