//! CSV as forms and spreadsheets export it: commas, semicolons or tabs, quoted cells with line breaks.

use super::cell::Submitted;
use super::rows::{Intake, IntakeRow, IsHeading, mistake};
use crate::kinds::Misfit;
use crate::model::Finding;

/// What may separate cells.
const SEPARATORS: [char; 3] = [',', ';', '\t'];

/// Closes the text, to tell an open quotation from the last row.
const END: &str = "end";

/// A row with its number as a spreadsheet counts it: the first is 1, empty ones count too.
type NumberedRow = (usize, Vec<String>);

pub(super) fn is_table(text: &str, is_heading: &IsHeading<'_>) -> bool {
    let first = text.lines().find(|line| !line.trim().is_empty());
    let headings = first.map(|line| first_row(line, separator_of(line, is_heading)));
    headings
        .is_some_and(|headings| headings.len() > 1 && headings.iter().any(|one| is_heading(one)))
}

pub(super) fn read(
    text: &str,
    is_heading: &IsHeading<'_>,
    shown: &str,
) -> Result<Intake, Vec<Finding>> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let separator = separator_of(&text, is_heading);
    let rows = rows(&text, separator).map_err(|number| {
        let misfit = Misfit::at(
            0,
            "a quotation mark opens a cell here and is never closed",
            "close it; write a quotation mark inside a quoted cell twice: \"\"",
        );
        vec![mistake(shown, &place(number), None, &misfit)]
    })?;
    let mut rows = rows.into_iter();
    let headings: Vec<String> = rows.next().map_or(Vec::new(), |(_, cells)| {
        cells.iter().map(|cell| cell.trim().to_owned()).collect()
    });
    let mut mistakes = Vec::new();
    let mut read = Vec::new();
    for (number, cells) in rows {
        let beyond = cells.get(headings.len()..).unwrap_or_default();
        if beyond.iter().any(|cell| !cell.trim().is_empty()) {
            let message = format!(
                "this row has {} cells, the first row {}",
                cells.len(),
                headings.len()
            );
            let help = match separator {
                '\t' => "put a cell with a tab in it in quotation marks".to_owned(),
                separator => format!("put a cell with \"{separator}\" in it in quotation marks"),
            };
            let misfit = Misfit::at(0, message, help);
            mistakes.push(mistake(shown, &place(number), None, &misfit));
        }
        read.push(IntakeRow {
            place: place(number),
            cells: cells.into_iter().map(Submitted::Words).collect(),
        });
    }
    if mistakes.is_empty() {
        Ok(Intake {
            headings,
            rows: read,
        })
    } else {
        Err(mistakes)
    }
}

fn place(number: usize) -> String {
    format!("row {number}")
}

/// The separator with which most headings are known, or else the one that makes most columns.
fn separator_of(text: &str, is_heading: &IsHeading<'_>) -> char {
    let worth = |separator: char| {
        let headings = first_row(text, separator);
        let fitting = headings.iter().filter(|one| is_heading(one));
        (fitting.count(), headings.len())
    };
    // Of several equal ones the last would win.
    let separators = SEPARATORS.into_iter().rev();
    separators.max_by_key(|one| worth(*one)).unwrap_or(',')
}

fn first_row(text: &str, separator: char) -> Vec<String> {
    let first = reader(text, separator).into_records().next();
    let first = first.and_then(Result::ok);
    first.map_or(Vec::new(), |row| row.iter().map(str::to_owned).collect())
}

fn reader(text: &str, separator: char) -> ::csv::Reader<&[u8]> {
    ::csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(u8::try_from(separator).unwrap_or(b','))
        .from_reader(text.as_bytes())
}

/// The rows of a text with line feeds only. The error is the number of a row in which a quotation isn't closed.
fn rows(text: &str, separator: char) -> Result<Vec<NumberedRow>, usize> {
    let closed = format!("{text}\n{END}\n");
    let mut rows = Vec::new();
    let mut number = 0;
    // The text is UTF-8 and rows may have any length, so nothing can fail.
    let records = reader(&closed, separator).into_records();
    for record in records.filter_map(Result::ok) {
        let from = record.position().map_or(0, ::csv::Position::byte);
        let from = usize::try_from(from).unwrap_or(usize::MAX);
        // The reader passes over empty lines.
        let rest = closed.bytes().skip(from);
        number += 1 + rest.take_while(|byte| *byte == b'\n').count();
        rows.push((number, record.iter().map(str::to_owned).collect()));
    }
    match rows.pop() {
        Some((_, last)) if last == [END] => Ok(rows),
        _ => Err(number),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_numbered_as_in_a_spreadsheet() {
        let text = "a;b\n\n1;\"x\n\ny \"\"z\"\"\"\n\n\n;\n2;3";
        let row = |number, cells: [&str; 2]| (number, cells.map(str::to_owned).to_vec());
        assert_eq!(
            rows(text, ';'),
            Ok(vec![
                row(1, ["a", "b"]),
                row(3, ["1", "x\n\ny \"z\""]),
                row(6, ["", ""]),
                row(7, ["2", "3"]),
            ])
        );
    }

    #[test]
    fn a_quotation_that_is_never_closed_is_told() {
        assert_eq!(rows("a,b\n1,2\n3,\"x\n4,5\n", ','), Err(3));
        assert_eq!(rows("a,b\n1,5\" nail\n", ',').map(|rows| rows.len()), Ok(2));
        assert_eq!(rows("", ','), Ok(Vec::new()));
    }
}
