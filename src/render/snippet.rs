//! Findings as compilers show them: what, where with the source line, and how to fix it.

use super::clean::clean;
use super::format::Style;
use crate::model::{Finding, Severity};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};

/// Findings separated by blank lines.
pub fn findings(all: &[Finding], style: Style) -> String {
    let renderer = if style.colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    // ASCII, the classic style of compilers, which works on every terminal.
    let renderer = renderer
        .decor_style(DecorStyle::Ascii)
        .term_width(style.width.unwrap_or(200));
    let mut text = String::new();
    for (position, finding) in all.iter().enumerate() {
        if position > 0 {
            text.push('\n');
        }
        text.push_str(one(finding, &renderer).trim_end());
        text.push('\n');
    }
    text
}

fn one(finding: &Finding, renderer: &Renderer) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::NOTE,
    };
    let message = clean(&finding.message);
    let excerpt = finding.excerpt.as_deref().map(clean);
    let place = finding.place.as_ref();
    let path = place.map(|place| clean(&place.path));
    let help = finding.help.as_deref().map(clean);
    let mut group = level
        .primary_title(message.as_ref())
        .id(finding.code)
        .elements(std::iter::empty::<Origin<'_>>());
    if let (Some(place), Some(path)) = (place, &path) {
        match (&excerpt, place.line) {
            (Some(line), Some(number)) if line.len() <= 400 => {
                let column = place.column.unwrap_or(1);
                let start = line
                    .char_indices()
                    .nth(column - 1)
                    .map_or(line.len(), |(at, _)| at);
                let end = line
                    .get(start..)
                    .and_then(|rest| rest.chars().next())
                    .map_or(start, |one| start + one.len_utf8());
                group = group.element(
                    Snippet::source(line.as_ref())
                        .line_start(number)
                        .path(path.as_ref())
                        .annotation(AnnotationKind::Primary.span(start..end)),
                );
            }
            _ => {
                let mut origin = Origin::path(path.as_ref());
                if let Some(line) = place.line {
                    origin = origin.line(line);
                    if let Some(column) = place.column {
                        origin = origin.char_column(column);
                    }
                }
                group = group.element(origin);
            }
        }
    }
    if let Some(help) = &help {
        group = group.element(Level::HELP.message(help.as_ref()));
    }
    let text = renderer.render(&[group]);
    if place.is_some() {
        return text;
    }
    // Without a place, the bar has nothing to lead down from.
    let is_bar = |line: &&str| anstream::adapter::strip_str(line).to_string().trim() == "|";
    let lines: Vec<&str> = text.lines().filter(|line| !is_bar(line)).collect();
    lines.join("\n")
}
