//! Words of a record that belong to no answer and stand in no note: where they are, and whether an answer may have gone
//! astray with them. Every line that isn't the toolkit's own is part of an answer, a note below a heading of a team's own,
//! or one of these.

use super::record::{Content, Slot};
use crate::document::{Ours, Section, undressed};
use crate::kinds::{Fences, bullet, is_empty_item, is_fence};
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
    /// They are the hint of an output, of which the comment marks were damaged.
    Hint(OutputAt),
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
                if section.body.end < end {
                    let title = titled(activity, self.line_at(section.body.end));
                    self.note(section.body.end..end, title.map(Stray::Title), &mut found);
                }
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

    /// The hint of an output whose comment marks were damaged is no answer.
    pub(super) fn hide_hints(&mut self, activity: &Activity) {
        let mut hints = Vec::new();
        for output in &activity.outputs {
            if let Slot::At(at) = self.slot(output.at)
                && let Some(section) = self.document.sections().get(at)
                && section.marker.is_none()
            {
                hints.extend(self.hint_in(section, output));
            }
        }
        for hint in hints {
            self.document.hide(hint);
        }
    }

    /// Where lines of a section together say what the output's comment says, outside of comments.
    fn hint_in(&self, section: &Section, output: &Output) -> Option<Range<usize>> {
        let body = self.document.slice(&section.body);
        let begin = body
            .match_indices("output:")
            .map(|(at, _)| section.body.start + at);
        let comments = self.document.comments_in(&section.body);
        let mut begin = begin.filter(|at| !comments.iter().any(|comment| comment.contains(at)));
        let word = begin.next()?;
        let start = self
            .document
            .text()
            .get(..word)?
            .rfind('\n')
            .map_or(0, |end| end + 1);
        let hint = bare(output.comment());
        let mut end = start;
        for line in self
            .document
            .slice(&(start..section.body.end))
            .split_inclusive('\n')
        {
            end += line.len();
            let words = bare(self.document.slice(&(start..end)));
            if words == hint {
                return Some(start..start + self.document.slice(&(start..end)).trim_end().len());
            }
            if !hint.starts_with(&words) {
                return None;
            }
        }
        None
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

    /// Length of what is below an output's answer and begins with the title of another output.
    pub(super) fn left_out(&self, output: OutputAt) -> usize {
        let Slot::At(at) = self.slot(output) else {
            return 0;
        };
        let sections = self.document.sections();
        let end = sections.get(at + 1).map(|next| next.start);
        let end = end.unwrap_or(self.document.text().len());
        let section = sections.get(at);
        section.map_or(0, |section| end.saturating_sub(section.body.end))
    }

    /// Offset of the first line of a section that says the title of an output without a heading.
    fn title_in(&self, activity: &Activity, section: &Section) -> Option<usize> {
        let comments = self.document.comments_in(&section.body);
        let mut fences = Fences::default();
        let mut offset = section.body.start;
        for line in self.document.slice(&section.body).split_inclusive('\n') {
            let is_item = bullet(line.trim_start()).is_some() || line.contains('|');
            let is_hidden = comments.iter().any(|comment| comment.contains(&offset))
                || fences.mark(line)
                || fences.is_open();
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
        if lines == 0 {
            return;
        }
        let from = span.start + words.len() - words.trim_start().len();
        let span = from..span.start + words.trim_end().len();
        match found.last_mut() {
            // Of a pasted document with several headings one is enough to name.
            Some(run) if run.why == why && matches!(why, Stray::Below(_)) => {
                run.span.end = span.end;
                run.lines += lines;
            }
            _ => found.push(Astray {
                span,
                lines,
                why,
                is_doubtful: true,
            }),
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
        // The first is the file's own; a title of an output is meant as that.
        let own = sections.filter(|one| one.level == 1).take(1);
        let own = own.filter(|one| titled(activity, self.document.title(one)).is_none());
        let headings: Vec<&Range<usize>> = own.map(|one| &one.title).collect();
        let mut last = 0;
        // That is named by itself.
        let unread = self.document.unread_front_matter();
        for words in ours.foreign(text) {
            let line = self.line_at(words.start);
            let begin = text.get(..words.start).and_then(|above| above.rfind('\n'));
            let begin = begin.map_or(0, |end| end + 1);
            if is_empty_item(line)
                || undressed(self.line_at(begin)).is_empty() && !line.contains("img")
                || is_fence(text.get(begin..).unwrap_or(""))
                || unread.iter().any(|span| span.contains(&words.start))
                || headings
                    .iter()
                    .any(|title| title.start <= words.start && words.end <= title.end)
            {
                continue;
            }
            let between = self.document.slice(&(last..words.start));
            // A title in other clothes, such as one that is quoted, is known as the toolkit's.
            let above = between.trim_end_matches(|one: char| ">-*+ \t\r\n".contains(one));
            let above = above.rfind('\n').map_or(0, |end| end + 1);
            let above = last + above..words.start;
            let title_above = titled(activity, self.line_at(above.start))
                .filter(|title| self.slot(*title) == Slot::Missing);
            let title = titled(activity, line).or(title_above);
            let is_gap = between
                .lines()
                .all(|line| is_empty_item(line) || undressed(line).is_empty());
            last = words.end;
            match found.last_mut() {
                Some(run) if title.is_none() && is_gap => {
                    run.span.end = words.end;
                    run.lines += 1;
                }
                _ => found.push(Astray {
                    span: title_above.map_or(words.start, |_| above.start)..words.end,
                    lines: 1,
                    why: title.map_or(Stray::Before, Stray::Title),
                    is_doubtful: is_open,
                }),
            }
        }
    }

    /// What stands in an output's section and is no part of its answer.
    fn in_section(&self, section: &Section, output: &Output, found: &mut Vec<Astray>) {
        let comments = self.document.comments_in(&section.body).iter();
        let is_hint = |span: &&Range<usize>| {
            let words = self.document.slice(span);
            !words.starts_with("<!--") && bare(words).starts_with("output ")
        };
        found.extend(comments.filter(is_hint).map(|hint| Astray {
            span: hint.clone(),
            lines: 1,
            why: Stray::Hint(output.at),
            is_doubtful: false,
        }));
        if !self.answered.contains(output.at) {
            return;
        }
        let Some(answer) = self.document.answer(section) else {
            return;
        };
        let beside = output.kind.beside(answer.seen());
        if beside.is_empty() {
            return;
        }
        let seen: Vec<&str> = answer.seen().lines().collect();
        let mut last: Option<usize> = None;
        // Where there is nothing else, it is an answer that doesn't fit.
        let misfit = output.kind.fits(&output.shape, answer.seen()).err();
        if misfit.is_some_and(|misfit| beside.first() == Some(&misfit.line)) {
            return;
        }
        for line in beside {
            if seen.get(line).is_none_or(|line| is_empty_item(line)) {
                continue;
            }
            let start = self.document.answer_line(&answer, line);
            // It may have been wrapped.
            let next = (line + 1..seen.len())
                .find(|next| seen.get(*next).is_some_and(|words| !words.is_empty()));
            let end = next.map_or(section.body.end, |next| {
                self.document.answer_line(&answer, next)
            });
            let words = self.document.slice(&(start..end.max(start))).trim_end();
            let span = start..start + words.len();
            let goes_on = last.is_some_and(|last| {
                (last + 1..line)
                    .all(|between| seen.get(between).is_none_or(|line| is_empty_item(line)))
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
    pub(super) fn output_in<'a>(
        &self,
        activity: &'a Activity,
        section: usize,
    ) -> Option<&'a Output> {
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
    let mut outputs = activity.outputs.iter();
    let found = outputs.find(|output| output.is_called(&words));
    found.map(|output| output.at)
}

/// The words of a hint whose comment marks were damaged.
fn bare(words: &str) -> String {
    undressed(&words.replace("&lt;", " ").replace(['<', '>'], " "))
}
