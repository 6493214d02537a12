//! Rows that were typed or pasted whole: from a spreadsheet, a Markdown table, or cells between `|`.

use crate::kinds::{Shape, is_table_rule, split_row};

/// Whether words are whole rows rather than one cell.
pub(super) fn are_rows(words: &str) -> bool {
    words.trim_end().contains(['\n', '\t']) || words.contains('|')
}

/// The rows in some words with the cells of each between `|`, as `--set` takes them; or why a line is no row.
pub fn rows_of(shape: &Shape, words: &str) -> Result<String, String> {
    let mut rows = Vec::new();
    for line in words.lines().filter(|line| !line.trim().is_empty()) {
        if is_table_rule(line) {
            continue;
        }
        let mut cells: Vec<String> = if line.contains('\t') {
            line.split('\t')
                .map(|cell| cell.trim().to_owned())
                .collect()
        } else {
            split_row(line)
        };
        while cells.len() > shape.columns.len() && cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        let columns = shape.columns.iter();
        if cells.len() > shape.columns.len() {
            let titles: Vec<_> = columns.map(|column| column.name.title.as_str()).collect();
            return Err(format!(
                "\"{line}\" has {} cells, but the columns are: {}",
                cells.len(),
                titles.join(", ")
            ));
        }
        let first = shape.columns.first().zip(cells.first());
        let is_header = cells.len() > 1
            && rows.is_empty()
            && first.is_some_and(|(column, cell)| column.is_meant_by(cell));
        if is_header {
            continue;
        }
        for (column, cell) in columns.zip(&cells) {
            if let Err(misfit) = column.parse(cell) {
                return Err(format!("\"{line}\": {}: {}", misfit.message, misfit.help));
            }
        }
        cells.resize(shape.columns.len(), String::new());
        rows.push(row(&cells));
    }
    Ok(rows.join("\n"))
}

/// A row for `--set`.
pub(super) fn row(cells: &[String]) -> String {
    let cells: Vec<_> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
    format!("| {} |", cells.join(" | "))
}
