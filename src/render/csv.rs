//! CSV (RFC 4180) and TSV: the first table of a report, for spreadsheets and scripts.

use super::format::{Format, Printed, first_table, plain};
use crate::model::Finding;
use crate::report::{Cell, ReportTable, Rows, rows};

pub const CSV: Format = Format {
    holds_findings: false,
    ..Format::of("csv", |page| separated(page, b','))
};
pub const TSV: Format = Format {
    holds_findings: false,
    ..Format::of("tsv", |page| separated(page, b'\t'))
};

fn separated(page: &Printed<'_>, delimiter: u8) -> String {
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
    let on_one_line = |words: String| {
        if delimiter == b'\t' {
            words.replace(['\t', '\n', '\r'], " ")
        } else {
            words
        }
    };
    let names = columns.iter().filter_map(|column| column.name.clone());
    // Groups of a measure name columns.
    let names = names.map(|name| harmless(on_one_line(name)));
    // Writing to memory can't fail, and a table's rows all have the same length.
    let mut written = writer.write_record(names);
    for row in rows(&columns) {
        written = written.and_then(|()| {
            writer.write_record(row.into_iter().map(|cell| {
                let words = on_one_line(plain(cell));
                if matches!(cell, Cell::Number(_) | Cell::Decimal(_)) {
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

fn findings_table(findings: &[Finding]) -> ReportTable {
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

/// Keeps a spreadsheet from reading a cell as a formula.
fn harmless(words: String) -> String {
    if words.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{words}")
    } else {
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Place, State, codes};
    use crate::render::{Style, named};
    use crate::report::{Block, Report, ReportColumn};

    fn rendered(format: &str, report: &Report, findings: &[Finding]) -> String {
        (named(format).unwrap().render)(&Printed {
            name: "",
            report,
            findings,
            json: &String::new,
            style: Style::default(),
        })
    }

    fn report(blocks: Vec<Block>) -> Report {
        Report {
            title: Some("Title".to_owned()),
            blocks,
        }
    }

    /// A column with its name for scripts and its title for people, where it has them.
    fn column(name: &str, title: &str, cells: Vec<Cell>) -> ReportColumn {
        let known = |words: &str| Some(words.to_owned()).filter(|words| !words.is_empty());
        ReportColumn {
            name: known(name),
            title: known(title),
            cells,
            ..ReportColumn::default()
        }
    }

    fn one_column(cells: Vec<Cell>) -> Report {
        let table = ReportTable {
            columns: vec![column("x", "X", cells)],
        };
        report(vec![Block::Table(table)])
    }

    /// What spreadsheets take for a formula, in the data itself: whichever kind of cell holds it.
    #[test]
    fn no_cell_with_words_is_a_formula() {
        for words in [
            "=1+1",
            "=cmd|'/c calc'!A1",
            "+1",
            "-1",
            "- a list",
            "@SUM(A1)",
            "=HYPERLINK(\"https://example.org\")",
            "-",
        ] {
            let cells = [
                Cell::text(words),
                Cell::State(State::Done, words.to_owned()),
                Cell::Link {
                    words: words.to_owned(),
                    address: "https://example.org".to_owned(),
                },
                Cell::Typed {
                    words: words.to_owned(),
                    command: "redesign next".to_owned(),
                },
            ];
            for (format, delimiter) in [("csv", b','), ("tsv", b'\t')] {
                for cell in &cells {
                    let text = rendered(format, &one_column(vec![cell.clone()]), &[]);
                    let mut reader = ::csv::ReaderBuilder::new()
                        .delimiter(delimiter)
                        .from_reader(text.as_bytes());
                    let row = reader.records().next().unwrap().unwrap();
                    let expected = format!("'{words}");
                    assert!(row[0].starts_with(&expected), "{format} {cell:?}: {text}");
                }
            }
        }
    }

    #[test]
    fn what_begins_with_a_tab_or_a_return_is_no_formula_either() {
        for words in ["\t=1+1", "\r=1+1"] {
            let text = rendered("csv", &one_column(vec![Cell::text(words)]), &[]);
            assert!(text.contains(&format!("'{words}")), "{text:?}");
            // In TSV both are spaces.
            let text = rendered("tsv", &one_column(vec![Cell::text(words)]), &[]);
            assert_eq!(text, "x\n =1+1\n");
        }
    }

    /// What can't be a formula stays as it is, and so do numbers, with which spreadsheets are to reckon.
    #[test]
    fn other_cells_stay() {
        for (cell, csv, tsv) in [
            (Cell::Number(-3), "-3", "-3"),
            (Cell::Number(7), "7", "7"),
            (Cell::Progress(40), "40", "40"),
            (Cell::Empty, "\"\"", "\"\""),
            (Cell::text("a=1"), "a=1", "a=1"),
            (Cell::text("'quoted"), "'quoted", "'quoted"),
            (Cell::text("a, b"), "\"a, b\"", "a, b"),
            (
                Cell::text("say \"a\""),
                "\"say \"\"a\"\"\"",
                "\"say \"\"a\"\"\"",
            ),
            (Cell::text("a\nb\tc\rd"), "\"a\nb\tc\rd\"", "a b c d"),
            (Cell::State(State::Todo, String::new()), "to do", "to do"),
            (
                Cell::State(State::Todo, "2 of 3".to_owned()),
                "2 of 3",
                "2 of 3",
            ),
        ] {
            let report = one_column(vec![cell]);
            assert_eq!(rendered("csv", &report, &[]), format!("x\n{csv}\n"));
            assert_eq!(rendered("tsv", &report, &[]), format!("x\n{tsv}\n"));
        }
    }

    #[test]
    fn columns_for_scripts_with_the_toolkits_names_and_no_others() {
        let table = ReportTable {
            columns: [
                ("plan", "Plan", ["a", "e"]),
                ("", "Bar", ["b", "f"]),
                ("left", "", ["c", "g"]),
                ("title", "Its title", ["d", "h"]),
            ]
            .map(|(name, title, cells)| ReportColumn {
                total: Some(Cell::text("Total")),
                ..column(name, title, cells.map(Cell::text).to_vec())
            })
            .to_vec(),
        };
        let second = ReportTable {
            columns: vec![column("other", "Other", Vec::new())],
        };
        let blocks = vec![
            Block::Text("Words before it".to_owned()),
            Block::Table(table),
            Block::Table(second),
        ];
        let report = report(blocks);
        let csv = "plan,left,title\na,c,d\ne,g,h\n";
        assert_eq!(rendered("csv", &report, &[]), csv);
        assert_eq!(rendered("tsv", &report, &[]), csv.replace(',', "\t"));
    }

    /// What was found is a table only where it is the result; else it is said beside it.
    #[test]
    fn what_was_found() {
        let placed = Place::at("plans/a/plan.toml", (3, 5));
        let found = [
            Finding::error(codes::PLAN, "no title")
                .with_place(placed)
                .with_help("give it one"),
            Finding::warning(codes::SHALLOW, "=1+1").with_place(Place::file("-x.md")),
            Finding::warning(codes::REFUSED_BY_GIT, "somewhere"),
        ];
        let csv = "path,line,column,severity,code,message,help\n\
            plans/a/plan.toml,3,5,error,E0003,no title,give it one\n\
            '-x.md,,,warning,W0301,'=1+1,\n\
            ,,,warning,W0302,somewhere,\n";
        let result = report(vec![Block::Findings(None)]);
        assert_eq!(rendered("csv", &result, &found), csv);
        let beside = one_column(vec![Cell::text("a")]);
        assert_eq!(rendered("csv", &beside, &found), "x\na\n");
        for (name, format) in [("csv", CSV), ("tsv", TSV)] {
            assert!(!format.holds_findings, "{name}");
            assert_eq!(format.name, name);
        }
    }

    #[test]
    fn no_table_is_no_text() {
        let words = report(vec![Block::Text("Words".to_owned())]);
        assert_eq!(rendered("csv", &words, &[]), "");
        assert_eq!(rendered("tsv", &words, &[]), "");
    }
}
