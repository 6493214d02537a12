//! Words of a record that belong to no answer and stand in no note: where they are, and whether an answer may have gone
//! astray with them. Every line that isn't the toolkit's own is part of an answer, a note below a heading of a team's own,
//! or one of these.

use super::record::{Content, Slot};
use crate::document::{Ours, Section};
use crate::kinds::is_empty_item;
use crate::toolkit::Activity;
use std::ops::Range;

/// Lines one below the other that count nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Astray {
    /// From their first word to their last.
    pub span: Range<usize>,
    /// How many lines have words.
    pub lines: usize,
    /// Why they count nowhere.
    pub why: Stray,
    /// Whether an answer may have gone astray with them.
    pub is_doubtful: bool,
}

/// Why words count nowhere. Outputs are given by their positions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stray {
    /// They stand before the first output.
    Before,
    /// They stand below a line that says what the heading of an output says, and is none.
    Title(usize),
    /// They stand below a heading of one's own right below the comment of an output without an answer.
    Below(usize),
    /// They stand in the section of an output and are no part of its answer, such as what follows a table.
    Beside(usize),
}

impl Content {
    /// Words that count nowhere. `ours` tells them from the toolkit's.
    pub fn astray(&self, activity: &Activity, ours: Option<&Ours>) -> Vec<Astray> {
        let mut found = Vec::new();
        let sections = self.document.sections();
        let outputs: Vec<Option<usize>> =
            (0..sections.len()).map(|at| self.output_at(at)).collect();
        let is_marked = |at: &usize| sections.get(*at).is_some_and(|one| one.marker.is_some());
        let first = (0..sections.len())
            .find(|at| outputs.get(*at).is_some_and(Option::is_some) || is_marked(at));
        let end = first
            .and_then(|at| sections.get(at))
            .map_or(self.document.text().len(), |one| one.start);
        self.before(activity, ours, end, &mut found);
        let mut empty = None;
        for (at, section) in sections
            .iter()
            .enumerate()
            .skip(first.unwrap_or(sections.len()))
        {
            let end = sections
                .get(at + 1)
                .map_or(self.document.text().len(), |next| next.start);
            match outputs.get(at).copied().flatten() {
                Some(output) => {
                    empty = (self.answered & 1 << output == 0).then_some(output);
                    self.in_section(activity, (section, output), &mut found);
                    self.note(
                        section.body.end..end,
                        titled(activity, self.line_at(section.body.end)),
                        &mut found,
                    );
                }
                None => {
                    let title = self.document.title(section);
                    let why = titled(activity, title).or(empty.map(Stray::Below));
                    let is_last = !outputs.iter().skip(at).any(Option::is_some);
                    let why = why.filter(|why| !self.may_be_a_note(activity, *why, is_last));
                    self.note(section.start..end, why, &mut found);
                }
            }
        }
        found
    }

    /// Below an output that may stay empty, at the end of the file, a heading of one's own is a note like any other.
    fn may_be_a_note(&self, activity: &Activity, why: Stray, is_last: bool) -> bool {
        let Stray::Below(at) = why else {
            return false;
        };
        let is_required = activity
            .outputs
            .get(at)
            .is_some_and(|output| output.required);
        is_last && !is_required
    }

    fn note(&self, span: Range<usize>, why: Option<Stray>, found: &mut Vec<Astray>) {
        let Some(why) = why else {
            return;
        };
        let words = self.document.slice(&span);
        let lines = words.lines().filter(|line| !is_empty_item(line)).count();
        if lines > 0 {
            let from = span.start + words.len() - words.trim_start().len();
            found.push(Astray {
                span: from..span.start + words.trim_end().len(),
                lines,
                why,
                is_doubtful: true,
            });
        }
    }

    /// What stands before the first output; the file's own heading is a team's to change.
    fn before(
        &self,
        activity: &Activity,
        ours: Option<&Ours>,
        end: usize,
        found: &mut Vec<Astray>,
    ) {
        let Some(ours) = ours else {
            return;
        };
        let text = self.document.slice(&(0..end));
        if ours.begins_with(text) {
            return;
        }
        let is_open = activity.outputs.len() > (self.answered.count_ones() as usize);
        let sections = self.document.sections().iter();
        let headings: Vec<&Range<usize>> = sections
            .filter(|one| one.level == 1)
            .map(|one| &one.title)
            .collect();
        let mut last = 0;
        for words in ours.foreign(text) {
            let line = self.line_at(words.start);
            if is_empty_item(line)
                || headings
                    .iter()
                    .any(|title| title.start <= words.start && words.end <= title.end)
            {
                continue;
            }
            let between = self.document.slice(&(last..words.start));
            let title = titled(activity, line);
            last = words.end;
            match found.last_mut() {
                Some(run) if title.is_none() && !between.contains(char::is_alphanumeric) => {
                    run.span.end = words.end;
                    run.lines += 1;
                }
                _ => found.push(Astray {
                    span: words,
                    lines: 1,
                    why: title.unwrap_or(Stray::Before),
                    is_doubtful: is_open,
                }),
            }
        }
    }

    /// What stands in an output's section and is no part of its answer.
    fn in_section(
        &self,
        activity: &Activity,
        (section, output): (&Section, usize),
        found: &mut Vec<Astray>,
    ) {
        let known = activity.outputs.get(output);
        let Some((known, answer)) = known.zip(self.document.answer(section)) else {
            return;
        };
        let seen: Vec<&str> = answer.seen().lines().collect();
        let mut last: Option<usize> = None;
        for line in known.kind.beside(answer.seen()) {
            if seen.get(line).is_none_or(|line| is_empty_item(line)) {
                continue;
            }
            let start = self.document.answer_line(&answer, line);
            let span = start..start + self.line_at(start).trim_end().len();
            let goes_on = last.is_some_and(|last| {
                (last + 1..line).all(|between| seen.get(between).is_none_or(|line| line.is_empty()))
            });
            last = Some(line);
            match found.last_mut() {
                Some(run) if goes_on => {
                    run.span.end = span.end;
                    run.lines += 1;
                }
                _ => found.push(Astray {
                    span,
                    lines: 1,
                    why: Stray::Beside(output),
                    is_doubtful: false,
                }),
            }
        }
    }

    /// The line of an offset, from there on.
    fn line_at(&self, offset: usize) -> &str {
        let rest = self.document.text().get(offset..).unwrap_or("");
        rest.lines().next().unwrap_or("")
    }

    /// The output that stands in a section.
    fn output_at(&self, section: usize) -> Option<usize> {
        self.slots.iter().position(|slot| match slot {
            Slot::Missing => false,
            Slot::At(at) => *at == section,
            Slot::Twice(first, second) => *first == section || *second == section,
        })
    }

    /// How many notes there are: headings of a team's own after the first output, with words below.
    pub fn notes(&self) -> usize {
        let sections = self.document.sections().iter().enumerate();
        let from_first = sections.skip_while(|(at, _)| self.output_at(*at).is_none());
        from_first
            .filter(|(at, section)| {
                self.output_at(*at).is_none() && self.document.answer(section).is_some()
            })
            .count()
    }
}

/// The output whose title or id a line says, in whatever dress: as another heading, in bold, in HTML.
pub(super) fn titled(activity: &Activity, line: &str) -> Option<Stray> {
    let words = undressed(line);
    if words.is_empty() {
        return None;
    }
    let says = |name: &str| undressed(name) == words;
    let mut outputs = activity.outputs.iter();
    let found = outputs.position(|output| says(&output.title) || says(output.id.as_str()));
    found.map(Stray::Title)
}

/// The words of a line in small letters, without marks, tags and what stands in braces.
fn undressed(line: &str) -> String {
    let mut words = String::with_capacity(line.len());
    let mut closed_by = None;
    for character in line.chars() {
        match (closed_by, character) {
            (Some(end), one) if one == end => closed_by = None,
            (Some(_), _) => {}
            (None, '<') => closed_by = Some('>'),
            (None, '{') => closed_by = Some('}'),
            (None, one) if one.is_alphanumeric() => words.extend(one.to_lowercase()),
            (None, _) if !words.is_empty() && !words.ends_with(' ') => words.push(' '),
            (None, _) => {}
        }
    }
    words.truncate(words.trim_end().len());
    words
}
