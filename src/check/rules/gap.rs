//! A record says in so many words that something isn't recorded.

use crate::check::{Rule, Subject};
use crate::document::{Document, Section};
use crate::kinds::{GAP, split_row, without_bullet};
use crate::model::quote::typed;
use crate::model::{Content, Finding, Record};
use crate::toolkit::Activity;

/// A record says in so many words that something isn't recorded.
pub struct Gap;

impl Rule for Gap {
    fn code(&self) -> &'static str {
        "W0221"
    }

    fn about(&self) -> &'static str {
        "A record says in so many words that something isn't recorded: a gap that a draft left."
    }

    fn asks_for_work(&self) -> bool {
        true
    }

    fn on_board(&self) -> bool {
        true
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        for (record, content, activity) in super::readable(subject) {
            let is_asked = content.answered != 0 && content.skipped.is_none();
            if !record.is_page && is_asked && may_hold_one(content.document.text()) {
                found.extend(self.of(subject, record, content, activity));
            }
        }
    }
}

impl Gap {
    fn of(
        &self,
        subject: &Subject<'_>,
        record: &Record,
        content: &Content,
        activity: &Activity,
    ) -> Option<Finding> {
        let outputs = activity.outputs.iter().enumerate();
        let gaps = outputs.filter_map(|(at, output)| {
            let offset = gap_in(&content.document, content.section(at)?)?;
            Some((offset, output.id.as_str()))
        });
        let gaps: Vec<(usize, &str)> = gaps.collect();
        let (first, output) = *gaps.iter().min()?;
        let names: Vec<&str> = gaps.iter().map(|(_, id)| *id).collect();
        let name = super::name_of(record, activity);
        Some(
            Finding::warning(
                self.code(),
                format!("not recorded in {name}: {}", names.join(", ")),
            )
            .in_text(&record.path, content.document.text(), first)
            .with_help(format!(
                "redesign record {} --set {output}=TEXT; or record it where it is drafted from, and draft again",
                typed(&subject.plan.name_of(record))
            )),
        )
    }
}

/// Whether the words of a gap stand anywhere. They hardly ever do, and then nobody looks line by line.
fn may_hold_one(text: &str) -> bool {
    text.match_indices('[').any(|(at, _)| {
        let words = text.get(at..at + GAP.len());
        words.is_some_and(|words| words.eq_ignore_ascii_case(GAP))
    })
}

/// Offset of the first gap in a section: a line, an entry or a cell that says nothing else.
fn gap_in(document: &Document, section: &Section) -> Option<usize> {
    let is_gap = |words: &str| words.trim().eq_ignore_ascii_case(GAP);
    let mut at = section.body.start;
    for line in document.slice(&section.body).split_inclusive('\n') {
        let holds = line.contains(['[']) && {
            is_gap(without_bullet(line.trim()))
                || line.contains('|') && split_row(line).iter().any(|cell| is_gap(cell))
        };
        if holds {
            let lead = line.find('[').unwrap_or(0);
            return Some(at + lead);
        }
        at += line.len();
    }
    None
}
