//! `table`: rows with named columns.

use super::lines::{is_empty_item, is_table_rule};
use super::{Ask, Kind, Misfit, Named, Shape, split_row};
use serde_json::{Map, Value};

/// Rows with the toolkit's columns, as a GFM table.
pub struct Table;

impl Kind for Table {
    fn name(&self) -> &'static str {
        "table"
    }

    fn about(&self) -> &'static str {
        "A Markdown table with the toolkit's `columns`; columns may be reordered and further ones added."
    }

    fn json(&self) -> &'static str {
        "an array of objects keyed by column"
    }

    fn accepts(&self, shape: &Shape) -> Result<(), String> {
        super::no_options(shape)?;
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
        let mut lines = text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty());
        let (first, header) = lines.next().unwrap_or_default();
        let rule = lines.next();
        if !header.contains('|') || !rule.is_some_and(|(_, line)| is_table_rule(line)) {
            return Err(Misfit::at(
                first,
                "a table is asked for here",
                format!(
                    "begin with these two lines, then one line a row:\n{}",
                    head(&shape.columns)
                ),
            ));
        }
        let keys = keys(shape, header);
        for column in &shape.columns {
            if !keys.contains(&column.id) {
                return Err(Misfit::at(
                    first,
                    format!("the column \"{}\" is missing", column.title),
                    format!("the header's columns are: {}", titles(&shape.columns)),
                ));
            }
        }
        let mut rows = Vec::new();
        for (number, line) in lines {
            if is_empty_item(line) {
                continue;
            }
            let cells = split_row(line);
            if cells.len() > keys.len() {
                return Err(Misfit::at(
                    number,
                    format!(
                        "this row has {} cells, the header {}",
                        cells.len(),
                        keys.len()
                    ),
                    "write a | inside a cell as \\|",
                ));
            }
            let mut object = Map::new();
            for (position, key) in keys.iter().enumerate() {
                let cell = cells.get(position).cloned().unwrap_or_default();
                object.insert(key.clone(), Value::String(cell));
            }
            rows.push(Value::Object(object));
        }
        Ok(Value::Array(rows))
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
        if words.starts_with(['[', '{']) {
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
        Ok(text)
    }

    fn ask(&self) -> Ask {
        Ask::Rows
    }

    fn items(&self) -> Option<(&'static str, &'static str)> {
        Some(("row", "rows"))
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
                .map_or(plain, |column| column.id.clone())
        })
        .collect()
}

fn not_rows(shape: &Shape) -> Misfit {
    let example: Map<String, Value> = shape
        .columns
        .iter()
        .map(|column| (column.id.clone(), Value::String("...".to_owned())))
        .collect();
    Misfit::at(
        0,
        "a table is an array of objects keyed by column",
        format!(
            "as JSON: [{}]; or one row a line with | between the cells",
            Value::Object(example)
        ),
    )
}

fn head(columns: &[Named]) -> String {
    let titles: Vec<String> = columns.iter().map(|column| column.title.clone()).collect();
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

fn titles(columns: &[Named]) -> String {
    columns
        .iter()
        .map(|column| column.title.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

fn ids(columns: &[Named]) -> String {
    columns
        .iter()
        .map(|column| column.id.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn shape() -> Shape {
        let named = |id: &str, title: &str| Named {
            id: id.to_owned(),
            title: title.to_owned(),
        };
        Shape {
            columns: vec![named("who", "Who"), named("what", "What they said")],
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
        assert!(Table.write_words(&shape(), "[1]").is_err());
    }
}
