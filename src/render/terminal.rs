//! Tables for a terminal or pipe: aligned by display width, no borders, colour only in addition to words and marks.

use super::clean::clean;
use super::format::{Format, Printed, Style};
use super::grid::table_text;
use super::ink::{bold, command, in_ascii, painted, words};
use super::snippet::{findings, folded};
use super::wrap::{indent, lines, widest_word, width, wrapped};
use crate::report::{Block, Cell, ChangedLine, Span};
use anstyle::{AnsiColor, Style as Paint};
use std::borrow::Cow;

pub const TABLE: Format = Format {
    holds_findings: false,
    is_for_people: true,
    on_terminal: None,
    ..Format::of("table", render)
};

fn render(page: &Printed<'_>) -> String {
    let style = page.style;
    let mut parts = Vec::new();
    if let Some(title) = &page.report.title {
        parts.push(wrapped(&bold(&clean(title), style), style.width));
    }
    for block in &page.report.blocks {
        parts.push(match block {
            Block::Heading(words) => wrapped(&bold(&clean(words), style), style.width),
            Block::Text(words) => wrapped(&clean(words), style.width),
            Block::Markdown(text) | Block::Document(text) => clean(text.trim()).into_owned(),
            Block::Facts(facts) => facts_text(facts, style),
            Block::Table(table) => table_text(table, style),
            Block::Changes(lines) => changes_text(lines, style),
            Block::Plot(plot) => super::plot::on_terminal(plot, style),
            Block::Texts { .. } | Block::Figure(_) | Block::Events(_) => String::new(),
            Block::Findings(None) => findings(page.findings, style).trim_end().to_owned(),
            Block::Findings(Some(folding)) => folded(page.findings, folding, style),
        });
    }
    parts.retain(|part| !part.is_empty());
    if style.ascii {
        parts = parts.into_iter().map(|part| in_ascii(&part)).collect();
    }
    // A table may have megabytes, so it is copied once.
    let length: usize = parts.iter().map(|part| part.len() + 2).sum();
    let mut text = String::with_capacity(length);
    for part in &parts {
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(part);
        text.push('\n');
    }
    text
}

/// Names, and beside them their values; below them where a word wouldn't fit beside them.
fn facts_text(facts: &[(String, Cell)], style: Style) -> String {
    let widest = facts.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
    let limit = style.width.unwrap_or(usize::MAX);
    let facts = facts.iter().map(|(name, cell)| {
        let words = words(cell, style);
        let command = command(cell).map(clean);
        let longest = command.as_deref().map_or(0, width);
        let longest = longest.max(widest_word(&words, usize::MAX));
        let fits = widest + 2 + longest <= limit;
        let indent = if fits {
            widest + 2
        } else {
            indent(2, &words, limit)
        };
        let indent = " ".repeat(indent);
        let room = limit.saturating_sub(indent.len());
        let mut value = lines(&words, room, None);
        // A command stays on one line, to be copied.
        value.extend(command.map(Cow::into_owned));
        let value = value.join(&format!("\n{indent}"));
        let start = if fits {
            " ".repeat(widest - width(name) + 2)
        } else {
            format!("\n{indent}")
        };
        let name = painted(&clean(name), Paint::new().dimmed(), style);
        format!("{name}{start}{value}").trim_end().to_owned()
    });
    facts.collect::<Vec<_>>().join("\n")
}

/// Deleted words are in `[-` `-]`, new ones in `{+` `+}`; colour is an addition.
fn changes_text(lines: &[ChangedLine], style: Style) -> String {
    let gone = Paint::new().fg_color(Some(AnsiColor::Yellow.into()));
    let new = Paint::new().fg_color(Some(AnsiColor::Blue.into()));
    let lines = lines.iter().map(|line| {
        let spans = line.spans.iter().map(|span| {
            let words = clean(span.words());
            match (span, line.sign) {
                (Span::Same(_), _) => words.into_owned(),
                (Span::Gone(_), '~') => painted(&format!("[-{words}-]"), gone, style),
                (Span::New(_), '~') => painted(&format!("{{+{words}+}}"), new, style),
                (Span::Gone(_), _) => painted(&words, gone, style),
                (Span::New(_), _) => painted(&words, new, style),
            }
        });
        let text = format!("{} {}", line.sign, spans.collect::<String>());
        wrapped(text.trim_end(), style.width)
    });
    lines.collect::<Vec<_>>().join("\n")
}
