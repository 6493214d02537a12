//! Whether a change in a plan's folder is somebody's work on the plan, or housekeeping such as a line in `plan.toml`,
//! `check --fix`, an upgrade or a formatter.

use super::changes::FileChange;
use super::objects::{Mode, Objects};
use crate::document::{Answer, Document, FrontMatter};
use crate::kinds::{Tick, bullet, check_box, says};
use crate::model::PlanMeta;
use crate::store::names::{PLAN_FILE, last};
use git2::Oid;

/// The page of a plan or of an activity's folder.
const PAGE: &str = "README.md";

/// What instructions stand between.
const INSTRUCTIONS: (&str, &str) = ("<details", "</details>");

/// Whether one of the changes is work: other words in a record, another reason to skip, a review, or any other file.
/// `None` if this clone lacks what would tell.
pub(super) fn is_work(objects: &Objects, changes: &[FileChange]) -> Option<bool> {
    if changes.is_empty() || is_upgrade(objects, changes)? {
        return Some(false);
    }
    for change in changes {
        if change.path != PLAN_FILE && is_work_on(objects, change)? {
            return Some(true);
        }
    }
    Some(false)
}

fn is_work_on(objects: &Objects, change: &FileChange) -> Option<bool> {
    let is_markdown = change.path.to_ascii_lowercase().ends_with(".md");
    let sides = [change.old, change.new];
    if !is_markdown || sides.iter().flatten().any(|(mode, _)| *mode == Mode::Link) {
        return Some(true);
    }
    let (before, after) = (read(objects, change.old)?, read(objects, change.new)?);
    let (was, is) = (front(&before), front(&after));
    if was.skipped != is.skipped || is_reviewed(&was, &is) {
        return Some(true);
    }
    // Nobody writes answers on a page.
    Some(last(&change.path) != PAGE && words(&before) != words(&after))
}

/// An upgrade writes into records what the newer toolkit says, and changes the version beside them.
fn is_upgrade(objects: &Objects, changes: &[FileChange]) -> Option<bool> {
    let Some(change) = changes.iter().find(|change| change.path == PLAN_FILE) else {
        return Some(false);
    };
    let (before, after) = (read(objects, change.old)?, read(objects, change.new)?);
    let [was, is] =
        [&before, &after].map(|text| PlanMeta::parse(text).ok().map(|meta| meta.toolkit));
    Some(was.is_some() && is.is_some() && was != is)
}

fn read(objects: &Objects, side: Option<(Mode, Oid)>) -> Option<String> {
    let bytes = match side {
        Some((_, blob)) => objects.bytes_if_here(blob)?,
        None => Vec::new(),
    };
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// What the front matter says; nothing if it can't be read.
fn front(text: &str) -> FrontMatter {
    if !text.trim_start_matches('\u{feff}').starts_with("---") {
        return FrontMatter::default();
    }
    let document = Document::parse_front(text.as_bytes().to_vec());
    document
        .ok()
        .and_then(|document| document.front_matter().ok())
        .unwrap_or_default()
}

/// Whether somebody accepted a changed answer: its stamp is another of the same form. `check --fix` only adds stamps, or
/// renews those of an older form.
fn is_reviewed(was: &FrontMatter, is: &FrontMatter) -> bool {
    let form = |stamp: &str| stamp.chars().next();
    is.builds_on.iter().any(|(name, now)| {
        let before = was.builds_on.iter().find(|(other, _)| other == name);
        before.is_some_and(|(_, before)| before != now && form(before) == form(now))
    })
}

/// The words that a reader of the rendered page sees, ticks and what is struck out among them: without front matter,
/// comments, instructions, headings and blanks.
fn words(text: &str) -> String {
    let body = body(text);
    let mut words = String::new();
    let Ok(document) = Document::parse(body.as_bytes().to_vec()) else {
        return body.to_owned();
    };
    let sections = document.sections();
    let first = sections.first().map_or(body.len(), |first| first.start);
    add_words(
        &Answer::of_text(body.get(..first).unwrap_or("")),
        &mut words,
    );
    for answer in sections
        .iter()
        .filter_map(|section| document.answer(section))
    {
        if answer.text.contains(INSTRUCTIONS.0) {
            let without = without(&answer.text, INSTRUCTIONS);
            add_words(&Answer::of_text(&without), &mut words);
        } else {
            add_words(&answer, &mut words);
        }
    }
    words
}

fn add_words(answer: &Answer<'_>, words: &mut String) {
    for line in answer.seen().lines().map(str::trim) {
        // Formatters write other bullets, and number anew.
        let entry = line.get(bullet(line).unwrap_or(0)..).unwrap_or("");
        let (box_length, tick) = check_box(entry.trim_start()).unwrap_or_default();
        words.extend(tick.map(|tick| if tick == Tick::Done { 'x' } else { '-' }));
        let entry = entry.trim_start().get(box_length..).unwrap_or("");
        words.extend(entry.chars().filter(|one| says(*one) || *one == '~'));
    }
}

fn body(text: &str) -> &str {
    let text = text.trim_start_matches('\u{feff}');
    let Some(rest) = text.strip_prefix("---") else {
        return text;
    };
    let end = rest.find("\n---").and_then(|at| rest.get(at + 4..));
    end.unwrap_or(text)
}

/// Without every stretch from one mark to the other; one without an end is kept.
fn without(text: &str, (from, to): (&str, &str)) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(from) {
        let Some((_, after)) = after.split_once(to) else {
            break;
        };
        kept.push_str(before);
        rest = after;
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = "---\nbuilds_on: {a/b: j1}\n---\n# One\n\n<details><summary>What to do</summary>\n\n1. Ask.\n</details>\n\n## Our question\n\n<!-- output: statement. Required. -->\n\nHow might we?\n\n1. first\n1. second\n";

    #[test]
    fn a_formatter_and_a_fix_leave_the_words() {
        for (from, to) in [
            ("1. second", "2. second"),
            ("How might we?", "How *might*\nwe?"),
            ("<!-- output: statement. Required. -->\n", ""),
            ("## Our question", "## Our Question {#statement}"),
            ("# One", "One\n==="),
            ("How might we?", "How might we?\n\n---"),
            ("1. first", "* first"),
            ("1. Ask.", "1. Ask everybody."),
            ("{a/b: j1}", "{a/b: j1, a/c: j2}"),
        ] {
            let other = RECORD.replace(from, to);
            assert_ne!(other, RECORD, "{from}");
            assert_eq!(words(&other), words(RECORD), "{to}");
            assert!(!is_reviewed(&front(RECORD), &front(&other)), "{to}");
        }
    }

    #[test]
    fn an_answer_a_tick_and_a_review_are_work() {
        for (from, to) in [
            ("How might we?", "How might they?"),
            ("second", "second\n1. third"),
            ("1. first", "- [x] first"),
            ("1. first", "- [-] first"),
            ("1. first", "- ~~first~~"),
            ("1. first", "1. [first](a.md)"),
            ("How might we?", "\u{1f600}"),
            ("# One\n", "Typed above it.\n\n# One\n"),
        ] {
            assert_ne!(words(&RECORD.replace(from, to)), words(RECORD), "{to}");
        }
        let reviewed = RECORD.replace("j1", "j9");
        assert!(is_reviewed(&front(RECORD), &front(&reviewed)));
        let renewed = RECORD.replace("j1", "k1");
        assert!(!is_reviewed(&front(RECORD), &front(&renewed)));
    }
}
