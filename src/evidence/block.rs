//! A block of numbers as it stands in a text: its lines with their cells.

use super::Decimal;
use super::points::{DATE, EXAMPLE, PointColumn, PointFault, PointRow, Points, VALUE, fault};
use jiff::civil::Date;
use std::ops::Range;

/// The lines of a text that are numbers: inside a fence, or below a line of column names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointsText<'a> {
    /// The columns of the first line.
    pub columns: Vec<PointColumn>,
    /// Lines with the cells of each, as they stand there.
    pub lines: Vec<PointLine<'a>>,
}

/// A line of cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointLine<'a> {
    pub line: usize,
    pub text: &'a str,
    pub cells: Vec<String>,
}

impl PointLine<'_> {
    /// The day that it begins with, if it does.
    pub fn day(&self) -> Option<Date> {
        self.cells.first()?.parse().ok()
    }
}

/// Whether a line names columns: `date` and at least one more.
pub fn is_head(line: &str) -> bool {
    let mut columns = line.split(',').map(str::trim);
    columns
        .next()
        .is_some_and(|first| first.eq_ignore_ascii_case(DATE))
        && columns.next().is_some()
}

/// Whether a line begins with a day, so that the line of words above it names columns.
pub fn begins_with_day(line: &str) -> bool {
    let day = line.split(',').next().unwrap_or_default();
    day.trim().parse::<Date>().is_ok()
}

impl<'a> PointsText<'a> {
    /// Reads numbered lines, the first of which names the columns.
    pub fn read(lines: &[(usize, &'a str)]) -> Result<Self, PointFault> {
        let Some(((number, head), rest)) = lines.split_first() else {
            return Ok(Self {
                columns: Vec::new(),
                lines: Vec::new(),
            });
        };
        let columns = columns(*number, head)?;
        let mut read = Vec::with_capacity(rest.len());
        for (number, text) in rest.iter().filter(|(_, text)| !text.trim().is_empty()) {
            read.push(PointLine {
                line: *number,
                text,
                cells: cells_of(*number, text, &columns)?,
            });
        }
        Ok(Self {
            columns,
            lines: read,
        })
    }

    pub(super) fn position(&self, column: &PointColumn) -> Option<usize> {
        self.columns.iter().position(|one| one == column)
    }

    /// The numbers, by day.
    pub fn points(&self) -> Result<Points, PointFault> {
        let groups: Vec<&String> = self
            .columns
            .iter()
            .filter_map(|column| match column {
                PointColumn::Group(group) => Some(group),
                _ => None,
            })
            .collect();
        let rows: Result<Vec<PointRow>, PointFault> = self
            .lines
            .iter()
            .map(|line| self.row(line, &groups))
            .collect();
        let mut rows = rows?;
        rows.sort_by_key(|row| row.day);
        let twice = rows.windows(2).find_map(|pair| match pair {
            [one, other] if one.day == other.day => {
                Some((one.line.min(other.line), one.line.max(other.line), one.day))
            }
            _ => None,
        });
        if let Some((first, second, day)) = twice {
            return fault(
                second,
                format!(
                    "the day {day} appears twice in the points, first {} above",
                    lines(second - first)
                ),
                "keep one of the two",
            );
        }
        Ok(Points {
            groups: groups.into_iter().cloned().collect(),
            rows,
        })
    }

    fn row(&self, line: &PointLine<'_>, groups: &[&String]) -> Result<PointRow, PointFault> {
        let day = day_of(line)?;
        let cell = |column: &PointColumn| {
            let at = self.position(column)?;
            line.cells.get(at).map(String::as_str)
        };
        let mut row = PointRow {
            line: line.line,
            day,
            values: Vec::with_capacity(groups.len()),
            sizes: Vec::with_capacity(groups.len()),
            note: cell(&PointColumn::Note).unwrap_or_default().to_owned(),
        };
        for group in groups {
            let words = cell(&PointColumn::Group((*group).clone())).unwrap_or_default();
            row.values.push(number(line.line, group, words)?);
            let size = PointColumn::Size((*group).clone());
            row.sizes
                .push(count(line.line, &size, cell(&size).unwrap_or_default())?);
        }
        if !row.note.is_empty() && row.note.bytes().all(|byte| byte.is_ascii_digit()) {
            return fault(
                line.line,
                format!(
                    "the note of this line is only \"{}\", as after a decimal comma",
                    row.note
                ),
                "write numbers with a decimal point: 12.5; or write the note in words",
            );
        }
        Ok(row)
    }
}

/// The columns that a line names.
fn columns(number: usize, head: &str) -> Result<Vec<PointColumn>, PointFault> {
    let names = cells(number, head)?;
    let is_head = names
        .first()
        .is_some_and(|name| name.eq_ignore_ascii_case(DATE));
    if !is_head || names.len() < 2 {
        let help = if head.contains(';') {
            "write commas between the columns".to_owned()
        } else {
            format!("the block looks like this:\n{EXAMPLE}")
        };
        let message = "the first line of the points doesn't name the columns: date,value,note";
        return fault(number, message, help);
    }
    let mut columns = Vec::with_capacity(names.len());
    for (at, name) in names.iter().enumerate() {
        let column = match at {
            0 => PointColumn::Day,
            _ => PointColumn::of_name(name),
        };
        if name.is_empty() {
            return fault(
                number,
                format!("column {} has no name", at + 1),
                "name it, or delete its comma",
            );
        }
        if columns.contains(&column) {
            return fault(
                number,
                format!("the column \"{name}\" appears twice"),
                "keep one of the two",
            );
        }
        if columns.last() == Some(&PointColumn::Note) {
            return fault(
                number,
                format!("the column \"{name}\" comes after the note"),
                "make `note` the last column",
            );
        }
        columns.push(column);
    }
    let is_lost = |column: &&PointColumn| match column {
        PointColumn::Size(group) => !columns.contains(&PointColumn::Group(group.clone())),
        _ => false,
    };
    match columns.iter().find(is_lost) {
        None => Ok(columns),
        Some(lost) => fault(
            number,
            format!(
                "the column \"{}\" has no column of numbers beside it",
                lost.name()
            ),
            "add a column with the group's name",
        ),
    }
}

/// The cells of a line of numbers. What goes beyond a note belongs to it: people write commas in notes.
fn cells_of(number: usize, text: &str, columns: &[PointColumn]) -> Result<Vec<String>, PointFault> {
    let mut cells = cells(number, text)?;
    if cells.len() > columns.len() && columns.last() == Some(&PointColumn::Note) {
        cells.truncate(columns.len() - 1);
        let note = spans(text).and_then(|spans| spans.get(cells.len()).cloned());
        let note = text.get(note.map_or(0, |note| note.start)..);
        cells.push(unquoted(note.unwrap_or_default()));
    }
    if cells.len() <= columns.len() {
        return Ok(cells);
    }
    fault(
        number,
        format!(
            "this line has {} cells, the first line names {} columns",
            cells.len(),
            columns.len()
        ),
        "put a cell with a comma in double quotes; write a number with a decimal point: 12.5",
    )
}

fn lines(count: usize) -> String {
    if count == 1 {
        "1 line".to_owned()
    } else {
        format!("{count} lines")
    }
}

fn day_of(line: &PointLine<'_>) -> Result<Date, PointFault> {
    let words = line.cells.first().map(String::as_str).unwrap_or_default();
    // A time of day would be read as well.
    match words.parse::<Date>() {
        Ok(day) if words.len() == 10 => Ok(day),
        _ => fault(
            line.line,
            format!("\"{words}\" is not a date"),
            "start each point with its day: 2026-11-23",
        ),
    }
}

fn number(line: usize, group: &str, words: &str) -> Result<Option<Decimal>, PointFault> {
    if words.is_empty() {
        return Ok(None);
    }
    let column = if group == VALUE {
        String::new()
    } else {
        format!(" in the column \"{group}\"")
    };
    match Decimal::parse(words) {
        Some(number) => Ok(Some(number)),
        None => fault(
            line,
            format!("\"{words}\"{column} is not a number"),
            "write only digits, with a decimal point: 12.5; leave the cell empty where there is no number",
        ),
    }
}

fn count(line: usize, column: &PointColumn, words: &str) -> Result<Option<u64>, PointFault> {
    if words.is_empty() {
        return Ok(None);
    }
    match Decimal::parse(words).and_then(Decimal::count) {
        Some(count) => Ok(Some(count)),
        None => fault(
            line,
            format!(
                "\"{words}\" in the column \"{}\" is not a number of people",
                column.name()
            ),
            "write a whole number",
        ),
    }
}

/// The cells of a line, without blanks around them.
fn cells(number: usize, line: &str) -> Result<Vec<String>, PointFault> {
    spans(line)
        .map(|spans| {
            let cell = |span: Range<usize>| unquoted(line.get(span).unwrap_or_default());
            spans.into_iter().map(cell).collect()
        })
        .map_or_else(
            || {
                fault(
                    number,
                    "a double quote is open at the end of this line",
                    "close it, or delete it",
                )
            },
            Ok,
        )
}

/// Where the cells of a line are; `None` where a quotation isn't closed.
fn spans(line: &str) -> Option<Vec<Range<usize>>> {
    let mut found = Vec::new();
    let (mut start, mut is_quoted, mut is_fresh) = (0, false, true);
    for (at, letter) in line.char_indices() {
        match letter {
            '"' if is_quoted => is_quoted = false,
            // A quote in the middle of words is only a letter, unless it doubles one inside a quotation.
            '"' if is_fresh || line.get(..at).is_some_and(|before| before.ends_with('"')) => {
                is_quoted = true;
            }
            ',' if !is_quoted => {
                found.push(start..at);
                start = at + 1;
                is_fresh = true;
                continue;
            }
            _ => {}
        }
        is_fresh = is_fresh && letter.is_whitespace();
    }
    found.push(start..line.len());
    (!is_quoted).then_some(found)
}

fn unquoted(cell: &str) -> String {
    let cell = cell.trim();
    let inner = cell
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    inner.map_or_else(|| cell.to_owned(), |inner| inner.replace("\"\"", "\""))
}

/// A cell as CSV holds it on one line.
pub fn quoted(words: &str) -> String {
    let words = words.replace(['\n', '\r'], " ");
    if words.contains([',', '"']) || words.trim() != words {
        format!("\"{}\"", words.replace('"', "\"\""))
    } else {
        words
    }
}

#[cfg(test)]
mod tests {
    use super::super::Mark;
    use super::*;

    fn read(text: &str) -> Result<Points, PointFault> {
        let lines: Vec<(usize, &str)> = text.lines().enumerate().collect();
        PointsText::read(&lines)?.points()
    }

    #[test]
    fn groups_sizes_and_notes() {
        let points = read("Date, all ,ml,ml n,note\n2026-11-23,69,57,21,\"new seats, \"\"soft\"\"\"\n2026-09-07,58.0,,,\n2026-11-30,,,,school closed").unwrap();
        assert_eq!(points.groups, ["all", "ml"]);
        let days: Vec<String> = points.rows.iter().map(|row| row.day.to_string()).collect();
        assert_eq!(days, ["2026-09-07", "2026-11-23", "2026-11-30"]);
        let row = &points.rows[1];
        assert_eq!(row.values[1].unwrap().to_string(), "57");
        assert_eq!(row.sizes, [None, Some(21)]);
        assert_eq!(row.note, "new seats, \"soft\"");
        assert_eq!(points.rows[0].values[0].unwrap().to_string(), "58.0");
        assert_eq!(points.values(1), [None, Some(Decimal::whole(57)), None]);
    }

    #[test]
    fn faults_say_line_and_column() {
        for (text, line, words) in [
            ("2026-11-23,5", 0, "doesn't name the columns"),
            ("date;value\n2026-11-23;5", 0, "doesn't name the columns"),
            ("date", 0, "doesn't name the columns"),
            ("date,value,value", 0, "\"value\" appears twice"),
            ("date,value,,note", 0, "column 3 has no name"),
            ("date,note,value", 0, "after the note"),
            ("date,all,ml n", 0, "\"ml n\" has no column"),
            (
                "date,value\n23.11.2026,5",
                1,
                "\"23.11.2026\" is not a date",
            ),
            ("date,value\n2026-11-23T10:00,5", 1, "is not a date"),
            ("date,value\n2026-11-23,many", 1, "\"many\" is not a number"),
            (
                "date,all\n2026-11-23,62 %",
                1,
                "\"62 %\" in the column \"all\" is not a number",
            ),
            ("date,all,ml\n2026-11-23,5,5,", 1, "4 cells"),
            (
                "date,value,note\n2026-11-23,58,5",
                1,
                "as after a decimal comma",
            ),
            (
                "date,value\n2026-11-23,5\n\n2026-11-23,6",
                3,
                "appears twice in the points, first 2 lines above",
            ),
            (
                "date,value,n\n2026-11-23,5,2.5",
                1,
                "\"n\" is not a number of people",
            ),
            ("date,value,note\n2026-11-23,5,\"open", 1, "double quote"),
        ] {
            let fault = read(text).unwrap_err();
            assert_eq!(fault.line, line, "{text}: {fault:?}");
            assert!(fault.message.contains(words), "{text}: {fault:?}");
            assert!(!fault.help.is_empty());
        }
    }

    #[test]
    fn short_lines_are_gaps() {
        let points = read("date,all,ml,note\n2026-11-23\n2026-11-30,5").unwrap();
        assert_eq!(points.values(0), [None, Some(Decimal::whole(5))]);
        assert_eq!(read("date,value").unwrap().rows, []);
    }

    #[test]
    fn notes_that_mean_something() {
        let points = read("date,value,note\n2026-01-05,1,Baseline until here\n2026-01-12,2,baselines\n2026-01-19,3,new level: two more classes joined\n2026-01-26,4,rebase\n2026-02-02,5,").unwrap();
        let marks: Vec<_> = points.rows.iter().map(PointRow::mark).collect();
        assert_eq!(
            marks,
            [
                Some(Mark::Baseline),
                None,
                Some(Mark::Level(Some("two more classes joined"))),
                Some(Mark::Level(None)),
                None
            ]
        );
        assert_eq!(points.newest_level().len(), 3);
    }

    #[test]
    fn cells_there_and_back() {
        for words in ["plain", "a, b", "say \"x\"", " padded ", "two\nlines"] {
            let cell = quoted(words);
            let back = cells(0, &format!("a,{cell},b")).unwrap();
            assert_eq!(back[1], words.replace('\n', " "), "{cell}");
        }
        let commas = read("date,value,note\n2026-11-23,5,rain, and \"snow\", all day").unwrap();
        assert_eq!(commas.rows[0].note, "rain, and \"snow\", all day");
        assert_eq!(cells(0, "5\" nails,2").unwrap(), ["5\" nails", "2"]);
    }
}
