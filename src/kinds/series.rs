//! `series`: a measure over time.

use super::lines::{Fences, line_start};
use super::{Ask, Facts, Kind, Misfit, Shape, Sort, before, essence};
use crate::evidence::{
    EXAMPLE, LineChange, NewPoints, PointColumn, PointFault, Points, PointsText, VALUE,
    begins_with_day, is_head, quoted,
};
use jiff::civil::Date;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// A measure: words which define it, and a fenced CSV block of its points.
pub struct Series;

/// A series as it stands in its text.
pub struct SeriesText<'a> {
    /// What is counted, in words.
    pub definition: String,
    pub points: PointsText<'a>,
    /// The line that names the columns, counted from 0; `None` if there is no block.
    pub head: Option<usize>,
    /// The line on which a further point goes; `None` if there is no block.
    pub end: Option<usize>,
}

impl<'a> SeriesText<'a> {
    /// Reads an answer.
    ///
    /// # Errors
    /// The first line that doesn't fit. Numbers are read by [`PointsText::points`].
    pub fn read(text: &'a str) -> Result<Self, Misfit> {
        let mut definition = Vec::new();
        let mut block = Vec::new();
        let mut end = None;
        let mut fences = Fences::default();
        // Word processors make the fence a block without one, which ends at a blank line.
        let mut is_bare = false;
        let mut lines = text.lines().enumerate().peekable();
        while let Some((number, line)) = lines.next() {
            let below = lines.peek().map_or("", |(_, below)| *below);
            is_bare = is_bare && !line.trim().is_empty();
            if fences.mark(line) {
                is_bare = false;
                // The first block's closing fence.
                if !fences.is_open() && end.is_none() {
                    end = Some(number);
                }
            } else if fences.is_open() {
                block.push((number, line));
            } else if is_bare || (is_head(line) && is_bare_head(line, below)) {
                is_bare = true;
                end = Some(number + 1);
                block.push((number, line));
            } else {
                definition.push(line);
            }
        }
        let blank = block.iter().take_while(|(_, line)| line.trim().is_empty());
        let block = block.get(blank.count()..).unwrap_or_default();
        Ok(Self {
            head: block.first().map(|(line, _)| *line),
            definition: super::text::prose(definition.join("\n").trim()),
            points: PointsText::read(block)?,
            end,
        })
    }
}

/// A series' text with further numbers, and what became of each. `groups` are the columns of a block that isn't there
/// yet.
///
/// # Errors
/// Why the text or the numbers don't fit.
pub fn with_points(
    text: &str,
    groups: &[String],
    new: &[NewPoints],
    replaces: bool,
) -> Result<(String, Vec<LineChange>), Misfit> {
    let mut text = text.trim_end().to_owned();
    if SeriesText::read(&text)?.points.columns.is_empty() {
        let groups = groups.iter().cloned().map(PointColumn::Group);
        let columns = std::iter::once(PointColumn::Day)
            .chain(groups)
            .chain([PointColumn::Note]);
        let head: Vec<String> = columns.map(|column| quoted(&column.name())).collect();
        let gap = if text.is_empty() { "" } else { "\n\n" };
        text.push_str(&format!("{gap}```csv\n{}\n```", head.join(",")));
    }
    let read = SeriesText::read(&text)?;
    let changes = read.points.with(new, replaces)?;
    let days = new.iter().map(|one| one.day);
    let text = with_lines(&text, &read, days.zip(&changes));
    Ok((text, changes))
}

/// The text with changed lines of its block. Each begins and ends as the line in whose place or below which it goes, so
/// that a block in a list stays in it.
fn with_lines<'a>(
    text: &str,
    read: &SeriesText<'_>,
    changes: impl Iterator<Item = (Date, &'a LineChange)>,
) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let line_of = |at: usize| read.points.lines.get(at).map(|line| line.line);
    let end = read.end.unwrap_or(lines.len()).min(lines.len());
    let (mut corrected, mut new) = (BTreeMap::new(), BTreeMap::new());
    for (day, change) in changes {
        match change {
            LineChange::Same => {}
            LineChange::New { before, text } => {
                new.insert((line_of(*before).unwrap_or(end), day), text);
            }
            LineChange::Changed { at, text, .. } => {
                corrected.extend(line_of(*at).map(|at| (at, text)));
            }
        }
    }
    let mut numbers = read.points.lines.iter().map(|line| line.line).peekable();
    let mut above = read.head.and_then(|at| lines.get(at)).unwrap_or(&"");
    let mut now = String::with_capacity(text.len());
    let mut put = |line: &str, like: &str| {
        if !now.is_empty() && !now.ends_with('\n') {
            now.push('\n');
        }
        now.push_str(line_start(like));
        now.push_str(line);
        now.push_str(
            like.get(like.trim_end_matches(['\r', '\n']).len()..)
                .unwrap_or_default(),
        );
    };
    for at in 0..=lines.len() {
        for line in new.range((at, Date::MIN)..=(at, Date::MAX)) {
            put(line.1, above);
        }
        let Some(line) = lines.get(at) else { continue };
        match corrected.get(&at) {
            Some(text) => put(text, line),
            None => put(line, ""),
        }
        if numbers.next_if_eq(&at).is_some() {
            above = line;
        }
    }
    now.truncate(now.trim_end().len());
    now
}

/// Whether a line outside of a fence names columns, rather than being a sentence that begins with "Date, ".
fn is_bare_head(line: &str, below: &str) -> bool {
    let mut columns = line.split(',').map(str::trim);
    columns.nth(1) == Some(VALUE) || begins_with_day(below)
}

impl From<PointFault> for Misfit {
    fn from(fault: PointFault) -> Self {
        Self::at(fault.line, fault.message, fault.help)
    }
}

impl Kind for Series {
    fn facts(&self) -> &'static Facts {
        &Facts {
            name: "series",
            about: "A measure: what is counted in words, then its points in a fenced `csv` block with `date,value,note`, or a column for each group in place of `value`.",
            json: "an object with definition and points",
            sort: Sort::Series,
            ask: Ask::Lines,
            ..Facts::ONE_LINE
        }
    }

    fn parse(&self, _shape: &Shape, text: &str) -> Result<Value, Misfit> {
        let read = SeriesText::read(text)?;
        let points = read.points.points()?;
        let rows: Vec<Value> = values(&points);
        Ok(json!({ "definition": read.definition, "points": rows }))
    }

    /// As it always was: each number as a decimal fraction, so that stamps stay what they are.
    fn essence(&self, shape: &Shape, text: &str) -> String {
        match self.parse(shape, text) {
            Ok(value) => essence::of_value(&in_fractions(value)),
            Err(_) => essence::of_words(text),
        }
    }

    fn essence_before(&self, shape: &Shape, text: &str) -> String {
        match self.parse(shape, text) {
            Ok(value) => before::of_value(&in_fractions(value)),
            Err(_) => before::of_words(text),
        }
    }

    fn write(&self, shape: &Shape, value: &Value) -> Result<String, Misfit> {
        let Value::Object(series) = value else {
            return match value {
                Value::String(words) => self.write_words(shape, words),
                _ => Err(Misfit::at(
                    0,
                    "a series is an object with definition and points",
                    EXAMPLE,
                )),
            };
        };
        let definition = series.get("definition").and_then(Value::as_str);
        let points = series.get("points").and_then(Value::as_array);
        let block = block(points.map_or(&[], Vec::as_slice));
        let text = format!("{}\n\n{block}", definition.unwrap_or_default().trim());
        let text = text.trim().to_owned();
        self.fits(shape, &text)?;
        Ok(text)
    }
}

/// Each day as JSON: `value` of the only group, or `values` and `sizes` by group.
fn values(points: &Points) -> Vec<Value> {
    let is_plain = points.groups == [VALUE];
    let rows = points.rows.iter().map(|row| {
        let numbers = row.values.iter().map(|value| match value {
            Some(number) => as_written(&number.to_string()),
            None => Value::Null,
        });
        let mut point = Map::new();
        point.insert("date".to_owned(), Value::from(row.day.to_string()));
        if is_plain {
            point.insert(
                VALUE.to_owned(),
                numbers.into_iter().next().unwrap_or_default(),
            );
            if let Some(size) = row.sizes.iter().flatten().next() {
                point.insert("size".to_owned(), Value::from(*size));
            }
        } else {
            let by_group: Map<String, Value> = points.groups.iter().cloned().zip(numbers).collect();
            point.insert("values".to_owned(), Value::Object(by_group));
            let sizes = points.groups.iter().cloned().zip(&row.sizes);
            let sizes: Map<String, Value> = sizes
                .filter_map(|(group, size)| size.map(|size| (group, Value::from(size))))
                .collect();
            if !sizes.is_empty() {
                point.insert("sizes".to_owned(), Value::Object(sizes));
            }
        }
        point.insert("note".to_owned(), Value::from(row.note.as_str()));
        Value::Object(point)
    });
    rows.collect()
}

/// A value with all its numbers as decimal fractions.
fn in_fractions(value: Value) -> Value {
    match value {
        Value::Number(number) => number.as_f64().map_or(Value::Null, Value::from),
        Value::Array(all) => all.into_iter().map(in_fractions).collect(),
        Value::Object(all) => {
            let all = all.into_iter();
            Value::Object(all.map(|(key, value)| (key, in_fractions(value))).collect())
        }
        other => other,
    }
}

/// A number as JSON: with a point only where it was written with one.
fn as_written(number: &str) -> Value {
    match number.parse::<i64>() {
        Ok(whole) => Value::from(whole),
        Err(_) => number.parse::<f64>().map_or(Value::Null, Value::from),
    }
}

/// JSON points as a block of CSV.
fn block(points: &[Value]) -> String {
    let part = |value: Option<&Value>| match value {
        Some(Value::String(words)) => quoted(words),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    };
    let mut columns = Vec::new();
    for point in points {
        for (key, size) in [("values", false), ("sizes", true)] {
            let names = point.get(key).and_then(Value::as_object);
            for name in names.into_iter().flat_map(Map::keys) {
                let column = if size {
                    PointColumn::Size(name.clone())
                } else {
                    PointColumn::Group(name.clone())
                };
                if !columns.contains(&column) {
                    columns.push(column);
                }
            }
        }
        if point.get("size").is_some() && !columns.contains(&PointColumn::Size(VALUE.to_owned())) {
            columns.push(PointColumn::Size(VALUE.to_owned()));
        }
    }
    let is_plain = !columns
        .iter()
        .any(|column| matches!(column, PointColumn::Group(_)));
    if is_plain {
        columns.insert(0, PointColumn::Group(VALUE.to_owned()));
    }
    columns.insert(0, PointColumn::Day);
    columns.push(PointColumn::Note);
    let head: Vec<String> = columns
        .iter()
        .map(|column| quoted(&column.name()))
        .collect();
    let mut text = format!("```csv\n{}", head.join(","));
    for point in points {
        let cells = columns.iter().map(|column| match column {
            PointColumn::Day => part(point.get("date")),
            PointColumn::Group(_) if is_plain => part(point.get(VALUE)),
            PointColumn::Group(group) => part(point.get("values").and_then(|all| all.get(group))),
            PointColumn::Size(_) if is_plain => part(point.get("size")),
            PointColumn::Size(group) => part(point.get("sizes").and_then(|all| all.get(group))),
            PointColumn::Note => part(point.get("note")),
        });
        text.push('\n');
        text.push_str(&cells.collect::<Vec<_>>().join(","));
    }
    text.push_str("\n```");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_with_their_definition() {
        let text = "Share of exit tickets with a goal, in percent.\n\n```csv\ndate,value,note\n2026-11-23,12.5,first try\n```";
        let value = Series.parse(&Shape::default(), text).unwrap();
        assert_eq!(
            value["points"][0],
            json!({"date": "2026-11-23", "value": 12.5, "note": "first try"})
        );
        assert_eq!(Series.write(&Shape::default(), &value).unwrap(), text);
    }

    /// A docx and back makes the fence an indented block; wrapped words are the same words.
    #[test]
    fn points_without_a_fence() {
        let fenced = "Share of tickets, in percent.\n\n```csv\ndate,value,note\n2026-11-23,12.5,\n```\n\nMore.";
        let bare = "Share of tickets,\nin percent.\n\ndate,value,note\n2026-11-23,12.5,\n\nMore.";
        let read = |text| Series.parse(&Shape::default(), text).unwrap();
        assert_eq!(read(fenced)["points"].as_array().unwrap().len(), 1);
        let definition = |text| {
            read(text)["definition"]
                .as_str()
                .unwrap()
                .replace("\n\n\n", "\n\n")
        };
        assert_eq!(read(fenced)["points"], read(bare)["points"]);
        assert_eq!(definition(fenced), definition(bare));
        let wrong = "x\n\ndate,value\n2026-11-23,many";
        assert_eq!(Series.parse(&Shape::default(), wrong).unwrap_err().line, 3);
    }

    #[test]
    fn a_column_for_each_group() {
        let text = "Tickets.\n\n```csv\ndate,all,ml,ml n,note\n2026-11-23,69,57.5,21,\"new, soft seats\"\n2026-11-30,70,,,\n```";
        let value = Series.parse(&Shape::default(), text).unwrap();
        assert_eq!(
            value["points"][0],
            json!({"date": "2026-11-23", "values": {"all": 69, "ml": 57.5}, "sizes": {"ml": 21}, "note": "new, soft seats"})
        );
        assert_eq!(value["points"][1]["values"], json!({"all": 70, "ml": null}));
        let sized = "```csv\ndate,value,n,note\n2026-11-23,69,21,\n```";
        let back = Series.write(
            &Shape::default(),
            &Series.parse(&Shape::default(), sized).unwrap(),
        );
        assert_eq!(back.unwrap(), sized);
        let written = Series.write(&Shape::default(), &value).unwrap();
        assert_eq!(written, text);
    }

    /// Stamps that records hold are hashes of it.
    #[test]
    fn the_normal_form_of_a_series_stays() {
        let text =
            "Hours.\n\n```csv\ndate,value,note\n2026-11-01,12,\n2026-11-08,400.5,quiet, very\n```";
        assert_eq!(
            Series.essence(&Shape::default(), text),
            "definition\tHours.\tpoints\tdate\t2026-11-01\tvalue\t12.0\ndate\t2026-11-08\tnote\tquiet, very\tvalue\t400.5"
        );
    }

    #[test]
    fn a_sentence_about_dates_is_no_block() {
        let text =
            "Date, place and time are on the sheet.\n\n```csv\ndate,value\n2026-11-23,5\n```";
        let value = Series.parse(&Shape::default(), text).unwrap();
        assert_eq!(
            value["definition"],
            "Date, place and time are on the sheet."
        );
        assert_eq!(value["points"].as_array().unwrap().len(), 1);
    }

    /// A daily measure's years: one pass, so that it ends.
    #[test]
    fn many_points_at_once() {
        let start: Date = "2000-01-01".parse().unwrap();
        let day = |at: i64| start + jiff::Span::new().days(at);
        let line = |at: i64| format!("{},{at}\n", day(at));
        let block = |days: &mut dyn Iterator<Item = i64>| {
            format!(
                "```csv\ndate,value\n{}```",
                days.map(line).collect::<String>()
            )
        };
        let new = |at: i64| NewPoints {
            day: day(at),
            cells: vec![(
                PointColumn::Group(VALUE.to_owned()),
                crate::evidence::Decimal::whole(at),
            )],
            note: String::new(),
        };
        let all: Vec<NewPoints> = (0..20_000).rev().filter(|at| at % 4 > 0).map(new).collect();
        let (with, _) = with_points(&block(&mut (0..20_000).step_by(4)), &[], &all, false).unwrap();
        assert!(with == block(&mut (0..20_000)));
    }

    #[test]
    fn further_points_leave_all_else_as_it_is() {
        let new = |day: &str, value: &str| NewPoints {
            day: day.parse().unwrap(),
            cells: vec![(
                PointColumn::Group(VALUE.to_owned()),
                crate::evidence::Decimal::parse(value).unwrap(),
            )],
            note: String::new(),
        };
        let text = "Tickets.\n\n```csv\ndate,value,note\n2026-11-02,5,\n\n2026-11-16, 7 ,\n```\n\nMore words.";
        let (with, _) = with_points(
            text,
            &[],
            &[new("2026-11-23", "8"), new("2026-11-09", "6")],
            false,
        )
        .unwrap();
        assert_eq!(
            with,
            "Tickets.\n\n```csv\ndate,value,note\n2026-11-02,5,\n\n2026-11-09,6,\n2026-11-16, 7 ,\n2026-11-23,8,\n```\n\nMore words."
        );
        let (first, _) =
            with_points("", &[VALUE.to_owned()], &[new("2026-11-23", "8")], false).unwrap();
        assert_eq!(first, "```csv\ndate,value,note\n2026-11-23,8,\n```");
        // In a list, with the line ends of each line.
        let item = "- Tickets.\r\n\r\n  ```csv\r\n  date,value\n  2026-11-02,5\r\n   2026-11-16, 7\n  ```\n- More.";
        let (with, _) = with_points(
            item,
            &[],
            &[
                new("2026-11-23", "8"),
                new("2026-11-16", "9"),
                new("2026-10-26", "4"),
                new("2026-11-10", "6.5"),
                new("2026-11-09", "6"),
            ],
            true,
        )
        .unwrap();
        assert_eq!(
            with,
            "- Tickets.\r\n\r\n  ```csv\r\n  date,value\n  2026-10-26,4\n  2026-11-02,5\r\n  2026-11-09,6\r\n  2026-11-10,6.5\r\n   2026-11-16,9\n   2026-11-23,8\n  ```\n- More."
        );
        let twice = [new("2026-11-23", "8"), new("2026-11-23", "9")];
        let twice = with_points(item, &[], &twice, true).unwrap_err();
        assert_eq!(twice.message, "2026-11-23 appears twice");
        let bare = "Tickets.\n\ndate,value\n2026-11-02,5\n\nMore.";
        let (with, _) = with_points(bare, &[], &[new("2026-11-09", "6")], false).unwrap();
        assert_eq!(
            with,
            "Tickets.\n\ndate,value\n2026-11-02,5\n2026-11-09,6\n\nMore."
        );
    }

    #[test]
    fn misfits_say_where() {
        let text = "x\n```csv\ndate,value\n2026-11-23,many\n```";
        assert_eq!(Series.parse(&Shape::default(), text).unwrap_err().line, 3);
    }
}
