//! CSV (RFC 4180) and TSV: the first table of a report, for spreadsheets and scripts.

use super::{Format, Page, first_table, is_for, plain};
use crate::model::Finding;
use crate::report::{Cell, Column, Reader, Table};

/// Comma-separated values.
pub struct Csv;
/// Tab-separated values.
pub struct Tsv;

impl Format for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn render(&self, page: &Page<'_>) -> String {
        separated(page, b',')
    }

    fn holds_findings(&self) -> bool {
        false
    }
}

impl Format for Tsv {
    fn name(&self) -> &'static str {
        "tsv"
    }

    fn render(&self, page: &Page<'_>) -> String {
        separated(page, b'\t')
    }

    fn holds_findings(&self) -> bool {
        false
    }
}

fn separated(page: &Page<'_>, delimiter: u8) -> String {
    let found = page
        .report
        .is_of_findings()
        .then(|| findings_table(page.findings));
    let Some(table) = found.as_ref().or_else(|| first_table(page.report)) else {
        return String::new();
    };
    let mut writer = ::csv::WriterBuilder::new()
        .delimiter(delimiter)
        .from_writer(Vec::new());
    let shown: Vec<bool> = table
        .columns
        .iter()
        .map(|column| is_for(column, Reader::Scripts))
        .collect();
    let names = table
        .columns
        .iter()
        .zip(&shown)
        .filter(|(_, shown)| **shown);
    let names = names.map(|(column, _)| {
        column
            .data_name
            .clone()
            .unwrap_or_else(|| column.id.to_owned())
    });
    // Writing into memory can't fail; a record of another length can't come from a table.
    let mut written = writer.write_record(names);
    for row in &table.rows {
        let cells = row.iter().zip(&shown).filter(|(_, shown)| **shown);
        written = written.and_then(|()| {
            writer.write_record(cells.map(|(cell, _)| {
                let words = plain(cell);
                let words = if delimiter == b'\t' {
                    words.replace(['\t', '\n', '\r'], " ")
                } else {
                    words
                };
                if matches!(cell, Cell::Number(_)) {
                    words
                } else {
                    harmless(words)
                }
            }))
        });
    }
    let bytes = written
        .ok()
        .and_then(|()| writer.into_inner().ok())
        .unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// What was found, as rows.
fn findings_table(findings: &[Finding]) -> Table {
    let columns = [
        "path", "line", "column", "severity", "code", "message", "help",
    ]
    .map(|id| Column::new(id, id))
    .to_vec();
    let rows = findings.iter().map(|finding| {
        let place = finding.place.as_ref();
        let number = |number: Option<usize>| {
            number.map_or(Cell::Empty, |number| {
                Cell::Number(i64::try_from(number).unwrap_or(i64::MAX))
            })
        };
        vec![
            Cell::text(place.map_or("", |place| place.path.as_str())),
            number(place.and_then(|place| place.line)),
            number(place.and_then(|place| place.column)),
            Cell::text(finding.severity.word()),
            Cell::text(finding.code),
            Cell::text(&finding.message),
            Cell::text(finding.help.clone().unwrap_or_default()),
        ]
    });
    Table {
        columns,
        rows: rows.collect(),
        total: None,
    }
}

/// A cell that a spreadsheet can't take for a formula.
fn harmless(words: String) -> String {
    if words.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{words}")
    } else {
        words
    }
}
