//! Findings as compilers show them: what, where with the source line, and how to fix it.

use super::clean::clean;
use super::format::Style;
use super::wrap::{widest_word, wrapped};
use crate::model::{Count, Finding, Severity};
use crate::report::{Folding, few};
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Origin, Renderer, Snippet};
use std::collections::BTreeMap;

/// How many that are alike are told at once.
const MANY: usize = 3;

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
        text.push_str(one(finding, &renderer, style).trim_end());
        text.push('\n');
    }
    text
}

/// The same without information that is told elsewhere, and with one for many that are alike.
pub(super) fn folded(all: &[Finding], folding: &Folding, style: Style) -> String {
    let is_info = |one: &Finding| one.severity == Severity::Info;
    let is_told = |one: &Finding| is_info(one) && folding.told.contains(&one.code);
    let mut shown: Vec<Finding> = Vec::new();
    let (mut told, mut folded) = (0, Vec::new());
    let mut alike: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for one in all.iter().filter(|one| is_info(one) && !is_told(one)) {
        alike.entry(one.code).or_default().push(one);
    }
    for one in all {
        let others = alike.get(one.code).filter(|_| is_info(one));
        match others {
            _ if is_told(one) => told += 1,
            Some(others) if others.len() >= MANY => {
                if others
                    .first()
                    .is_some_and(|first| std::ptr::eq(*first, one))
                {
                    shown.push(for_many(others));
                    folded.extend(others);
                }
            }
            _ => shown.push(one.clone()),
        }
    }
    let mut parts = vec![findings(&shown, style).trim_end().to_owned()];
    let by = &folding.by;
    let told = (told > 0).then(|| match told {
        1 => format!("1 note is on the board: `{by}`"),
        told => format!("{told} notes are on the board: `{by}`"),
    });
    let each = format!("`{}` lists each", folding.each);
    let each = (!folded.is_empty() || told.is_some()).then_some(each);
    let has_fix = |one: &&&Finding| one.help.as_ref().is_some_and(|help| help.contains("--fix"));
    let fix = folded.iter().find(has_fix);
    let fix = fix.map(|_| format!("`{}` fixes what it can", folding.fix));
    let words: Vec<String> = told.into_iter().chain(each).chain(fix).collect();
    parts.push(wrapped(&clean(&words.join("; ")), style.width));
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

/// One for several that are alike: the first, and how many others there are.
fn for_many(alike: &[&Finding]) -> Finding {
    let Some(first) = alike.first() else {
        return Finding::info("", "");
    };
    let others = alike.iter().skip(1);
    let files = others.filter_map(|one| Some(one.place.as_ref()?.path.clone()));
    let mut files: Vec<String> = files.collect();
    files.dedup();
    let more = Count(alike.len() - 1, "other");
    let mut shown = Finding::clone(first);
    shown.excerpt = None;
    // What helps with one of them isn't all that helps.
    shown.help = shown
        .help
        .filter(|_| alike.iter().all(|one| one.help == first.help));
    shown.message = format!("{}; and {more}, in {}", first.message, few(&files));
    shown
}

fn one(finding: &Finding, renderer: &Renderer, style: Style) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::NOTE,
    };
    // `warning[W0201]: `
    let prefix = finding.severity.word().len() + finding.code.len() + 4;
    let message = hanging(&clean(&finding.message), prefix, style);
    let excerpt = finding.excerpt.as_deref().map(clean);
    let place = finding.place.as_ref();
    let path = place.map(|place| clean(&place.path));
    let help = help_lines(finding, style);
    let mut group = level
        .primary_title(message.as_str())
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
    for help in &help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let text = dedented(&renderer.render(&[group]));
    if place.is_some() {
        return text;
    }
    // Without a place, the bar has nothing to lead down from.
    let is_bar = |line: &&str| anstream::adapter::strip_str(line).to_string().trim() == "|";
    let lines: Vec<&str> = text.lines().filter(|line| !is_bar(line)).collect();
    lines.join("\n")
}

/// Words after so many columns: lines of what is left of the width, or below if a word has no room beside them.
fn hanging(words: &str, columns: usize, style: Style) -> String {
    let Some(limit) = style.width else {
        return words.to_owned();
    };
    let room = limit.saturating_sub(columns);
    if widest_word(words, limit) <= room {
        return wrapped(words, Some(room));
    }
    format!("\n{}", wrapped(words, Some(limit)))
}

/// The text, with no indent below what has nothing beside it.
fn dedented(text: &str) -> String {
    let mut indent: Option<String> = None;
    let lines = text.lines().map(|line| {
        let plain = anstream::adapter::strip_str(line).to_string();
        if let Some(indent) = indent.as_ref().filter(|indent| plain.starts_with(*indent)) {
            return line.replacen(indent, "", 1);
        }
        let is_bare = plain.trim_end().ends_with("]:") || plain.trim_end().ends_with("= help:");
        indent = is_bare.then(|| " ".repeat(plain.trim_end().len() + 1));
        line.to_owned()
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Columns before the sign that help begins with.
fn finding_gutter(finding: &Finding) -> usize {
    let line = finding.place.as_ref().and_then(|place| place.line);
    let line = line.filter(|_| finding.excerpt.is_some());
    line.map_or(0, |line| line.to_string().len()) + 1
}

/// The help: a command stays on a line of its own.
fn help_lines(finding: &Finding, style: Style) -> Vec<String> {
    let help = finding.help.as_deref().map(clean).unwrap_or_default();
    let command = finding.command.as_ref().map(ToString::to_string);
    let command = command.filter(|command| help.starts_with(command));
    let rest = help.get(command.as_ref().map_or(0, String::len)..);
    let rest = rest.unwrap_or_default().trim_start_matches("; ");
    // `   = help: `
    let columns = finding_gutter(finding) + 10;
    let rest = (!rest.is_empty()).then(|| hanging(rest, columns, style));
    command.into_iter().chain(rest).collect()
}
