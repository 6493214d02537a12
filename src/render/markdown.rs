//! Markdown (GFM), for pull requests, wikis and mail.

use super::clean::clean;
use super::format::{Format, Printed, plain};
use crate::model::quote::without_marks;
use crate::report::{self, Block, Cell, ChangedLine, ReportTable, Span};

pub const MARKDOWN: Format = Format::of("markdown", render);

fn render(page: &Printed<'_>) -> String {
    let mut parts = Vec::new();
    if let Some(title) = &page.report.title {
        parts.push(format!("# {}", escaped(title)));
    }
    for block in &page.report.blocks {
        parts.push(match block {
            Block::Heading(words) => format!("## {}", escaped(words)),
            Block::Text(words) => escaped(words),
            Block::Markdown(text) | Block::Document(text) => clean(text.trim()).into_owned(),
            Block::Facts(facts) => facts
                .iter()
                .map(|(name, cell)| format!("- **{}:** {}", escaped(name), linked(cell, escaped)))
                .collect::<Vec<_>>()
                .join("\n"),
            Block::Table(table) if table.for_people().is_empty() => String::new(),
            Block::Table(table) => rows(table),
            Block::Changes(lines) => changes(lines),
            // Findings follow below, as in every report.
            Block::Texts { .. }
            | Block::Figure(_)
            | Block::Plot(_)
            | Block::Events(_)
            | Block::Findings(_) => String::new(),
        });
    }
    if !page.findings.is_empty() {
        parts.push("## Needs attention".to_owned());
        let lines = page.findings.iter().map(|finding| {
            let place = finding.place.as_ref().map_or(String::new(), |place| {
                format!("`{}`: ", clean(&place.to_string()).replace('`', "'"))
            });
            let help = finding.help.as_ref().map_or(String::new(), |help| {
                format!(" ({})", escaped(&one_line(help)))
            });
            format!(
                "- {place}{} {}{help}",
                finding.severity.word(),
                escaped(&finding.message)
            )
        });
        parts.push(lines.collect::<Vec<_>>().join("\n"));
    }
    parts.retain(|part| !part.is_empty());
    format!("{}\n", parts.join("\n\n"))
}

/// Deleted words are struck out, new ones bold.
fn changes(lines: &[ChangedLine]) -> String {
    let lines = lines.iter().map(|line| {
        let spans = line.spans.iter().map(|span| {
            let words = span.words();
            let trimmed = words.trim();
            let (mark, escaped) = match span {
                Span::Same(_) => ("", escaped(trimmed)),
                Span::Gone(_) => ("~~", escaped(trimmed)),
                Span::New(_) => ("**", escaped(trimmed)),
            };
            if trimmed.is_empty() {
                return words.to_owned();
            }
            // Marks must touch the words, so spaces go outside.
            words.replacen(trimmed, &format!("{mark}{escaped}{mark}"), 1)
        });
        format!("- {}", spans.collect::<String>().trim())
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Progress(percent) => format!("{percent} %"),
        Cell::State(state, words) => {
            let mark = super::ink::mark(*state, false);
            let words = if words.is_empty() {
                state.people_word()
            } else {
                words
            };
            format!("{mark} {words}")
        }
        other => plain(other),
    }
}

/// A cell's words, escaped by `safe`, with their address.
fn linked(cell: &Cell, safe: fn(&str) -> String) -> String {
    match cell {
        // Settings refuse these characters, and the filled-in parts are percent-encoded.
        Cell::Link { words, address } if !address.contains(['(', ')', '<', '>', '|', ' ']) => {
            format!("[{}]({address})", safe(words))
        }
        Cell::Typed { words, command } if !command.contains(['`', '|', '\n']) => {
            let gap = if words.is_empty() { "" } else { "<br>" };
            format!("{}{gap}`{}`", safe(words), clean(command))
        }
        other => safe(&shown(other)),
    }
}

fn rows(table: &ReportTable) -> String {
    let columns = table.for_people();
    let (mut head, mut rule) = (String::from("|"), String::from("|"));
    for column in &columns {
        let title = column.title.as_deref().unwrap_or_default();
        head.push_str(&format!(" {} |", escaped_cell(title)));
        rule.push_str(if column.is_number {
            " ---: |"
        } else {
            " --- |"
        });
    }
    let mut lines = vec![head, rule];
    for row in report::rows(&columns).chain(report::totals(&columns)) {
        let mut line = String::from("|");
        for cell in row {
            line.push_str(&format!(" {} |", linked(cell, escaped_cell)));
        }
        lines.push(line);
    }
    lines.join("\n")
}

fn escaped(words: &str) -> String {
    without_marks(&clean(words))
}

fn escaped_cell(words: &str) -> String {
    let lines: Vec<&str> = words
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    lines
        .iter()
        .map(|line| escaped(line).replace('|', "\\|"))
        .collect::<Vec<_>>()
        .join("<br>")
}
