//! CSV (RFC 4180) and TSV: the first table of a report, for spreadsheets and scripts.

use super::{Format, Page, first_table, plain};
use crate::model::Finding;
use crate::report::{Cell, Rows, Table, rows};

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
    let columns = table.for_scripts();
    let names = columns.iter().filter_map(|column| column.name.as_ref());
    // Writing into memory can't fail; a record of another length can't come from a table.
    let mut written = writer.write_record(names);
    for row in rows(&columns) {
        written = written.and_then(|()| {
            writer.write_record(row.into_iter().map(|cell| {
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
    let mut rows = Rows::of(findings);
    rows.for_scripts("path", |one| one.place.as_ref().map(|place| &place.path));
    rows.for_scripts("line", |one| {
        one.place.as_ref().and_then(|place| place.line)
    });
    rows.for_scripts("column", |one| {
        one.place.as_ref().and_then(|place| place.column)
    });
    rows.for_scripts("severity", |one| one.severity.word());
    rows.for_scripts("code", |one| one.code);
    rows.for_scripts("message", |one| &one.message);
    rows.for_scripts("help", |one| one.help.as_ref());
    rows.table()
}

/// A cell that a spreadsheet can't take for a formula.
fn harmless(words: String) -> String {
    if words.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{words}")
    } else {
        words
    }
}
