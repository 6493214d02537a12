//! Words of a record that belong to no answer and stand in no note: where they are, and whether an answer may have gone
//! astray with them. Every line that isn't the toolkit's own is part of an answer, a note below a heading of a team's own,
//! or one of these.

use super::record::{Content, Slot};
use crate::document::{Ours, Section};
use crate::kinds::{bullet, is_empty_item, is_fence};
use crate::toolkit::{Activity, Output, OutputAt};
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

/// Why words count nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stray {
    /// They stand before the first output.
    Before,
    /// They stand below a line that says what the heading of an output says, and is none.
    Title(OutputAt),
    /// They stand below a heading of one's own right below the comment of an output without an answer.
    Below(OutputAt),
    /// They stand in the section of an output and are no part of its answer, such as what follows a table.
    Beside(OutputAt),
}

impl Content {
    /// Words that count nowhere. `ours` tells them from the toolkit's.
    pub fn astray(&self, activity: &Activity, ours: &Ours) -> Vec<Astray> {
        let mut found = Vec::new();
        let sections = self.document.sections();
        let whole = self.document.text().len();
        let outputs: Vec<Option<&Output>> = (0..sections.len())
            .map(|at| self.output_in(activity, at))
            .collect();
        let of = |at: usize| outputs.get(at).copied().flatten();
        let is_ours = |at: &usize| {
            of(*at).is_some() || sections.get(*at).is_some_and(|one| one.marker.is_some())
        };
        let first = (0..sections.len()).find(is_ours);
        let end = first.and_then(|at| sections.get(at));
        self.before(
            activity,
            ours,
            end.map_or(whole, |one| one.start),
            &mut found,
        );
        let mut empty = None;
        let from = first.unwrap_or(sections.len());
        for (at, section) in sections.iter().enumerate().skip(from) {
            let end = sections.get(at + 1).map_or(whole, |next| next.start);
            if let Some(output) = of(at) {
                empty = Some(output).filter(|one| !self.answered.contains(one.at));
                self.in_section(section, output, &mut found);
                let rest = section.body.end..end;
                let title = titled(activity, self.line_at(rest.start));
                self.note(rest, title.map(Stray::Title), &mut found);
            } else {
                // Below an output that may stay empty, a heading of one's own at the end of the file is a note.
                let is_last = (at..sections.len()).all(|later| of(later).is_none());
                let below = empty.filter(|one| one.required || !is_last);
                let title = titled(activity, self.document.title(section));
                let why = title.map(Stray::Title);
                let why = why.or(below.map(|one| Stray::Below(one.at)));
                self.note(section.start..end, why, &mut found);
            }
        }
        found
    }

    /// An answer ends where a line says the title of an output that has no heading here: what follows was meant for that.
    pub(super) fn end_at_titles(&mut self, activity: &Activity) {
        if !self.slots.contains(&Slot::Missing) {
            return;
        }
        let ends: Vec<(usize, usize)> = self
            .slots
            .iter()
            .filter_map(|slot| match slot {
                Slot::At(at) => Some((
                    *at,
                    self.title_in(activity, self.document.sections().get(*at)?)?,
                )),
                Slot::Missing | Slot::Twice(..) => None,
            })
            .collect();
        for (at, end) in ends {
            self.document.end_section(at, end);
        }
    }

    /// Offset of the first line of a section that says the title of an output without a heading.
    fn title_in(&self, activity: &Activity, section: &Section) -> Option<usize> {
        let comments = self.document.comments_in(&section.body);
        let mut is_fenced = false;
        let mut offset = section.body.start;
        for line in self.document.slice(&section.body).split_inclusive('\n') {
            is_fenced ^= is_fence(line);
            let is_item = bullet(line.trim_start()).is_some() || line.contains('|');
            let is_hidden = is_fenced || comments.iter().any(|comment| comment.contains(&offset));
            let title = titled(activity, line).filter(|_| !is_item && !is_hidden);
            if title.is_some_and(|output| self.slot(output) == Slot::Missing) {
                return Some(offset);
            }
            offset += line.len();
        }
        None
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
    fn before(&self, activity: &Activity, ours: &Ours, end: usize, found: &mut Vec<Astray>) {
        let text = self.document.slice(&(0..end));
        if ours.begins_with(text) {
            return;
        }
        let all = activity.those(|_| true);
        let is_open = !all.without(self.answered).is_empty();
        let sections = self.document.sections().iter();
        let headings: Vec<&Range<usize>> = sections
            .filter(|one| one.level == 1)
            .map(|one| &one.title)
            .collect();
        let mut last = 0;
        // That is named by itself.
        let unread = self.document.unread_front_matter();
        for words in ours.foreign(text) {
            let line = self.line_at(words.start);
            if is_empty_item(line)
                || unread.iter().any(|span| span.contains(&words.start))
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
                    why: title.map_or(Stray::Before, Stray::Title),
                    is_doubtful: is_open,
                }),
            }
        }
    }

    /// What stands in an output's section and is no part of its answer.
    fn in_section(&self, section: &Section, output: &Output, found: &mut Vec<Astray>) {
        let Some(answer) = self.document.answer(section) else {
            return;
        };
        let seen: Vec<&str> = answer.seen().lines().collect();
        let mut last: Option<usize> = None;
        for line in output.kind.beside(answer.seen()) {
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
                    why: Stray::Beside(output.at),
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
    fn output_in<'a>(&self, activity: &'a Activity, section: usize) -> Option<&'a Output> {
        let mut outputs = activity.outputs.iter();
        outputs.find(|output| match self.slot(output.at) {
            Slot::Missing => false,
            Slot::At(at) => at == section,
            Slot::Twice(first, second) => first == section || second == section,
        })
    }

    /// How many notes there are: headings of a team's own after the first output, with words below.
    pub fn notes(&self, activity: &Activity) -> usize {
        let sections = self.document.sections().iter().enumerate();
        let own = sections.map(|(at, section)| (self.output_in(activity, at).is_none(), section));
        own.skip_while(|(is_own, _)| *is_own)
            .filter(|(is_own, section)| *is_own && self.document.answer(section).is_some())
            .count()
    }
}

/// The output whose title or id a line says, in whatever dress: as another heading, in bold, in HTML.
fn titled(activity: &Activity, line: &str) -> Option<OutputAt> {
    let words = undressed(line);
    let says = |name: &str| !words.is_empty() && undressed(name) == words;
    let mut outputs = activity.outputs.iter();
    let found = outputs.find(|output| says(&output.title) || says(output.id.as_str()));
    found.map(|output| output.at)
}

/// The words of a line in small letters, without marks, tags, entities and what stands in braces.
pub(super) fn undressed(line: &str) -> String {
    let mut words = String::with_capacity(line.len());
    let mut closed_by = None;
    for character in line.chars() {
        match (closed_by, character) {
            (Some(end), one) if one == end => closed_by = None,
            (Some(_), _) => {}
            (None, '<') => closed_by = Some('>'),
            (None, '{') => closed_by = Some('}'),
            (None, '&') if line.contains(';') => closed_by = Some(';'),
            (None, one) if one.is_alphanumeric() => words.extend(one.to_lowercase()),
            // A quotation mark within a word is written in several ways.
            (None, '\'' | '\u{2019}') => {}
            (None, _) if !words.is_empty() && !words.ends_with(' ') => words.push(' '),
            (None, _) => {}
        }
    }
    words.truncate(words.trim_end().len());
    words
}
