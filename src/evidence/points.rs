//! A measure's numbers as people keep them: CSV with a line a day and a column a group.
//!
//! ```csv
//! date,all,ml,ml n,note
//! 2026-09-07,58,41,21,
//! 2026-11-30,,,,school closed
//! ```
//!
//! `date` comes first; then `value`, or a column for each group; `n` or `GROUP n` are how many people a number is of,
//! where that changes; `note` is last. A missing number is a week without one. Quotes as in RFC 4180.

use super::Decimal;
use jiff::civil::Date;
use std::ops::Range;

/// The column of the only group.
pub const VALUE: &str = "value";
const DATE: &str = "date";
const NOTE: &str = "note";
const SIZE: &str = "n";

/// How a block of numbers looks, for messages.
pub const EXAMPLE: &str = "```csv\ndate,value,note\n2026-11-23,12,\n```";

/// What a column holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum PointColumn {
    Day,
    /// Numbers of a group; [`VALUE`] where there is one group only.
    Group(String),
    /// How many people a group's numbers are of.
    Size(String),
    Note,
}

impl PointColumn {
    /// The column that a name other than the first in a head stands for.
    pub fn of_name(name: &str) -> Self {
        match name.to_lowercase().as_str() {
            NOTE => Self::Note,
            SIZE => Self::Size(VALUE.to_owned()),
            _ => match name.rsplit_once(char::is_whitespace) {
                Some((group, "n")) => Self::Size(group.trim_end().to_owned()),
                _ => Self::Group(name.to_owned()),
            },
        }
    }

    /// Its name in the first line.
    pub fn name(&self) -> String {
        match self {
            Self::Day => DATE.to_owned(),
            Self::Group(group) => group.clone(),
            Self::Size(group) if group == VALUE => SIZE.to_owned(),
            Self::Size(group) => format!("{group} {SIZE}"),
            Self::Note => NOTE.to_owned(),
        }
    }
}

/// A day's line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointRow {
    /// Line of the text, counted from 0.
    pub line: usize,
    pub day: Date,
    /// One for each group, in the order of [`Points::groups`].
    pub values: Vec<Option<Decimal>>,
    /// The same for how many people the numbers are of.
    pub sizes: Vec<Option<u64>>,
    pub note: String,
}

/// What a note says about the line from which on it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mark<'a> {
    /// The baseline ends here.
    Baseline,
    /// A new stretch begins here, and why; without a reason it doesn't.
    Level(Option<&'a str>),
}

impl PointRow {
    /// Whether its note sets the baseline or a new level.
    pub fn mark(&self) -> Option<Mark<'_>> {
        let begins = |word: &str| {
            let start = self.note.get(..word.len())?;
            let rest = self.note.get(word.len()..)?;
            let is_whole = !rest.starts_with(char::is_alphanumeric);
            (start.eq_ignore_ascii_case(word) && is_whole).then_some(rest)
        };
        if begins("baseline").is_some() {
            return Some(Mark::Baseline);
        }
        let rest = begins("new level").or_else(|| begins("rebase"))?;
        let reason = rest.trim_start_matches([':', ',', '-', ' ']).trim();
        Some(Mark::Level((!reason.is_empty()).then_some(reason)))
    }
}

/// Why a line of numbers can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PointFault {
    /// Line of the text, counted from 0.
    pub line: usize,
    /// What is wrong, lower case, without a full stop.
    pub message: String,
    pub help: String,
}

fn fault<T>(
    line: usize,
    message: impl Into<String>,
    help: impl Into<String>,
) -> Result<T, PointFault> {
    Err(PointFault {
        line,
        message: message.into(),
        help: help.into(),
    })
}

/// A measure's numbers, by day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Points {
    /// The groups with numbers, in the order of their columns.
    pub groups: Vec<String>,
    /// In the order of their days.
    pub rows: Vec<PointRow>,
}

impl Points {
    /// The numbers of one group in the order of days; `None` in the place of a missing one.
    pub fn values(&self, group: usize) -> Vec<Option<Decimal>> {
        let rows = self.rows.iter();
        rows.map(|row| row.values.get(group).copied().flatten())
            .collect()
    }

    pub fn group(&self, name: &str) -> Option<usize> {
        self.groups.iter().position(|group| group == name)
    }

    /// Rows from the newest level on.
    pub fn newest_level(&self) -> &[PointRow] {
        let begins = |row: &PointRow| matches!(row.mark(), Some(Mark::Level(Some(_))));
        let from = self.rows.iter().rposition(begins).unwrap_or(0);
        self.rows.get(from..).unwrap_or_default()
    }
}

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
        let names = cells(*number, head)?;
        let is_head = names
            .first()
            .is_some_and(|name| name.eq_ignore_ascii_case(DATE));
        if !is_head || names.len() < 2 {
            let semicolons = head
                .contains(';')
                .then_some("write commas between the columns");
            return fault(
                *number,
                "the first line of the points doesn't name the columns: date,value,note",
                semicolons.map_or_else(
                    || format!("the block looks like this:\n{EXAMPLE}"),
                    str::to_owned,
                ),
            );
        }
        let mut columns = Vec::with_capacity(names.len());
        for (at, name) in names.iter().enumerate() {
            let column = match at {
                0 => PointColumn::Day,
                _ => PointColumn::of_name(name),
            };
            if name.is_empty() {
                return fault(
                    *number,
                    format!("column {} has no name", at + 1),
                    "name it, or delete its comma",
                );
            }
            if columns.contains(&column) {
                return fault(
                    *number,
                    format!("the column \"{name}\" appears twice"),
                    "keep one of the two",
                );
            }
            if columns.last() == Some(&PointColumn::Note) {
                return fault(
                    *number,
                    format!("the column \"{name}\" comes after the note"),
                    "make `note` the last column",
                );
            }
            columns.push(column);
        }
        let lost = columns.iter().find_map(|column| match column {
            PointColumn::Size(group) => {
                (!columns.contains(&PointColumn::Group(group.clone()))).then_some(column)
            }
            _ => None,
        });
        if let Some(lost) = lost {
            return fault(
                *number,
                format!(
                    "the column \"{}\" has no column of numbers beside it",
                    lost.name()
                ),
                "add a column with the group's name",
            );
        }
        let mut read = Vec::with_capacity(rest.len());
        for (number, text) in rest {
            if text.trim().is_empty() {
                continue;
            }
            let mut cells = cells(*number, text)?;
            if cells.len() > columns.len() && columns.last() == Some(&PointColumn::Note) {
                // People write commas in a note.
                cells.truncate(columns.len() - 1);
                let note = spans(text).and_then(|spans| spans.get(cells.len()).cloned());
                cells.push(unquoted(
                    text.get(note.map_or(0, |note| note.start)..)
                        .unwrap_or_default(),
                ));
            }
            if cells.len() > columns.len() {
                return fault(
                    *number,
                    format!(
                        "this line has {} cells, the first line names {} columns",
                        cells.len(),
                        columns.len()
                    ),
                    "put a cell with a comma in double quotes; write a number with a decimal point: 12.5",
                );
            }
            read.push(PointLine {
                line: *number,
                text,
                cells,
            });
        }
        Ok(Self {
            columns,
            lines: read,
        })
    }

    fn position(&self, column: &PointColumn) -> Option<usize> {
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
        let mut rows: Vec<PointRow> = Vec::with_capacity(self.lines.len());
        for line in &self.lines {
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
            for group in &groups {
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
            rows.push(row);
        }
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
}

/// Numbers of a day that are to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPoints {
    pub day: Date,
    /// Numbers and sizes by column.
    pub cells: Vec<(PointColumn, Decimal)>,
    /// Empty to leave the day's note as it is.
    pub note: String,
}

/// What became of a day's new numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LineChange {
    /// The line is there already, and says the same.
    Same,
    /// It is put before the line with this number of the block, counted from 0; after all of them if there are so many.
    New { before: usize, text: String },
    /// The line with this number of the block is another one now.
    Changed { at: usize, text: String },
}

impl PointsText<'_> {
    /// The line that holds a day's new numbers. Numbers that stand there already are only replaced if `replaces`.
    pub fn with(&self, new: &NewPoints, replaces: bool) -> Result<LineChange, PointFault> {
        let at = self.lines.iter().position(|line| {
            let day = line.cells.first().and_then(|day| day.parse::<Date>().ok());
            day == Some(new.day)
        });
        let mut cells = match at.and_then(|at| self.lines.get(at)) {
            Some(line) => line.cells.clone(),
            None => vec![new.day.to_string()],
        };
        cells.resize(self.columns.len(), String::new());
        let before = cells.clone();
        let note = (!new.note.is_empty()).then(|| (PointColumn::Note, new.note.clone()));
        let numbers = new
            .cells
            .iter()
            .map(|(column, number)| (column.clone(), number.to_string()));
        for (column, words) in numbers.chain(note) {
            let Some(cell) = self.position(&column).and_then(|at| cells.get_mut(at)) else {
                let known: Vec<String> =
                    self.columns.iter().skip(1).map(PointColumn::name).collect();
                return fault(
                    0,
                    format!("there is no column \"{}\"", column.name()),
                    format!("the columns are: {}", known.join(", ")),
                );
            };
            let is_same = match (Decimal::parse(cell), Decimal::parse(&words)) {
                (Some(one), Some(other)) => one == other,
                _ => *cell == words,
            };
            if is_same {
                continue;
            }
            if !cell.is_empty() && !replaces {
                return fault(
                    0,
                    format!(
                        "{} has {} = {cell} already, not {words}",
                        new.day,
                        column.name()
                    ),
                    "to correct it, add --replace",
                );
            }
            *cell = words;
        }
        let text = cells
            .iter()
            .map(|cell| quoted(cell))
            .collect::<Vec<_>>()
            .join(",");
        Ok(match at {
            Some(_) if before == cells => LineChange::Same,
            Some(at) => LineChange::Changed { at, text },
            None => {
                let later = |line: &PointLine<'_>| {
                    let day = line.cells.first().and_then(|day| day.parse::<Date>().ok());
                    day.is_some_and(|day| day > new.day)
                };
                let before = self
                    .lines
                    .iter()
                    .position(later)
                    .unwrap_or(self.lines.len());
                LineChange::New { before, text }
            }
        })
    }
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
                is_quoted = true
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
    fn new_numbers_go_where_their_day_belongs() {
        let text = "date,all,ml,note\n2026-11-02,5,,\n2026-11-16,7,3,\"a, b\"";
        let lines: Vec<(usize, &str)> = text.lines().enumerate().collect();
        let block = PointsText::read(&lines).unwrap();
        let new = |day: &str, all: &str, note: &str| NewPoints {
            day: day.parse().unwrap(),
            cells: vec![(
                PointColumn::Group("all".to_owned()),
                Decimal::parse(all).unwrap(),
            )],
            note: note.to_owned(),
        };
        let with = |new: &NewPoints, replaces| block.with(new, replaces);
        let line = |before, text: &str| LineChange::New {
            before,
            text: text.to_owned(),
        };
        assert_eq!(
            with(&new("2026-11-09", "6.0", "x, y"), false),
            Ok(line(1, "2026-11-09,6.0,,\"x, y\""))
        );
        assert_eq!(
            with(&new("2026-11-30", "8", ""), false),
            Ok(line(2, "2026-11-30,8,,"))
        );
        assert_eq!(
            with(&new("2026-11-16", "7.0", ""), false),
            Ok(LineChange::Same)
        );
        let refused = with(&new("2026-11-16", "8", ""), false).unwrap_err();
        assert_eq!(refused.message, "2026-11-16 has all = 7 already, not 8");
        let changed = LineChange::Changed {
            at: 1,
            text: "2026-11-16,8,3,\"a, b\"".to_owned(),
        };
        assert_eq!(with(&new("2026-11-16", "8", ""), true), Ok(changed));
        let unknown = NewPoints {
            cells: vec![(PointColumn::Group("al".to_owned()), Decimal::ZERO)],
            ..new("2026-11-30", "8", "")
        };
        assert_eq!(
            with(&unknown, false).unwrap_err().message,
            "there is no column \"al\""
        );
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
