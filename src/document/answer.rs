//! What of a section is an answer: its text without comments, and whether that says anything.

use super::form::{AnswerForm, Seen};
use super::spans::{Document, Section};
use crate::kinds::is_blank_answer;
use std::borrow::Cow;
use std::ops::Range;

/// What stands below a heading.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer<'a> {
    /// The words, without comments and without blank lines around them.
    pub text: Cow<'a, str>,
    /// Offset in the document at which the words' first line begins.
    pub start: usize,
    /// The plain form, where the words aren't their own.
    seen: Option<Cow<'a, Seen>>,
}

impl<'a> Answer<'a> {
    /// Words that stand in no file.
    pub fn of_text(text: &'a str) -> Self {
        Self {
            seen: Seen::of(text, None).map(Cow::Owned),
            text: Cow::Borrowed(text),
            start: 0,
        }
    }

    /// Whether its words are their own plain form: paragraphs or bullets without marks.
    pub(super) fn is_plain(&self) -> bool {
        self.seen.is_none()
    }

    /// The line of the words at which a line of the plain form begins, both counted from 0.
    pub fn line(&self, line: usize) -> usize {
        let lines = self.seen.as_ref().map(|seen| &seen.lines);
        lines
            .and_then(|lines| lines.get(line))
            .copied()
            .unwrap_or(line)
    }

    /// What a reader of the rendered page sees, in the plain form that kinds read.
    pub fn seen(&self) -> &str {
        self.seen.as_ref().map_or(&self.text, |seen| &seen.text)
    }
}

impl Document {
    /// The answer in a section, or nothing where only blanks stand.
    pub fn answer<'a>(&'a self, section: &'a Section) -> Option<Answer<'a>> {
        let answer = self.words(section);
        let form = || self.form(section, &answer.text);
        let seen = match section.form.get_or_init(form) {
            AnswerForm::Blank => return None,
            AnswerForm::AsWritten => None,
            AnswerForm::Seen(seen) => Some(Cow::Borrowed(seen)),
        };
        Some(Answer { seen, ..answer })
    }

    fn form(&self, section: &Section, words: &str) -> AnswerForm {
        if is_blank_answer(words) {
            return AnswerForm::Blank;
        }
        // Between the marks of a merge nothing is what it will be.
        let span = section.start..section.body.end;
        let is_sure = self.conflicts_in(&span).is_empty();
        match is_sure.then(|| Seen::of(words, Some(self))).flatten() {
            None => AnswerForm::AsWritten,
            Some(seen) if is_blank_answer(&seen.text) => AnswerForm::Blank,
            Some(seen) => AnswerForm::Seen(seen),
        }
    }

    /// All words of a section, blanks of a form included.
    fn words(&self, section: &Section) -> Answer<'_> {
        let body = self.slice(&section.body);
        let comments = self.comments_in(&section.body);
        // The usual case: one comment right below the heading, words after it.
        let mut start = section.body.start;
        let mut rest = comments;
        while let Some((first, others)) = rest.split_first() {
            if !self.slice(&(start..first.start)).trim().is_empty() {
                break;
            }
            start = first.end.min(section.body.end);
            rest = others;
        }
        if rest.is_empty() {
            let words = self.slice(&(start..section.body.end));
            let lead = blank_lines(words);
            let text = words.get(lead..).unwrap_or("").trim_end();
            return Answer {
                text: Cow::Borrowed(text),
                start: start + lead,
                seen: None,
            };
        }
        // A comment among the words is left out, its line ends are kept so that lines can be counted.
        let mut text = String::with_capacity(body.len());
        let mut at = start;
        for comment in rest {
            text.push_str(self.slice(&(at..comment.start)));
            let inside = self.slice(&(comment.start..comment.end.min(section.body.end)));
            text.extend(inside.chars().filter(|character| *character == '\n'));
            at = comment.end.min(section.body.end);
        }
        text.push_str(self.slice(&(at..section.body.end)));
        let lead = blank_lines(&text);
        let text = text.get(lead..).unwrap_or("").trim_end().to_owned();
        Answer {
            text: Cow::Owned(text),
            start: start + lead,
            seen: None,
        }
    }

    /// Offset of a line of an answer's plain form, counted from 0.
    pub fn answer_line(&self, answer: &Answer<'_>, line: usize) -> usize {
        let rest = self.text.get(answer.start..).unwrap_or("");
        let lines = rest.split_inclusive('\n').take(answer.line(line));
        let before: usize = lines.map(str::len).sum();
        answer.start + before
    }

    /// A section's words with the comments among them, from the beginning of their first line: an item keeps its
    /// indentation.
    pub fn answer_span(&self, section: &Section) -> Option<Range<usize>> {
        let words = self.words_span(section)?;
        let before = self.slice(&(section.body.start..words.start));
        let indent = before.len() - before.trim_end_matches([' ', '\t']).len();
        let begins_line = before.len() == indent
            || before
                .get(..before.len() - indent)
                .is_some_and(|above| above.ends_with('\n'));
        Some(words.start - if begins_line { indent } else { 0 }..words.end)
    }

    /// From the first to the last line of a section that holds words or blanks of a form: what an edit replaces. The
    /// note above a conflict is one of them, although it is no answer.
    pub(super) fn words_span(&self, section: &Section) -> Option<Range<usize>> {
        let comments = self.comments_in(&section.body).iter();
        let comments = comments.filter(|comment| !super::conflict::is_note(self.slice(comment)));
        let mut first = None;
        let mut last = 0;
        let mut note = |from: usize, to: usize| {
            let piece = self.slice(&(from..to));
            if !piece.trim().is_empty() {
                let lead = piece.len() - piece.trim_start().len();
                first.get_or_insert(from + lead);
                last = from + piece.trim_end().len();
            }
        };
        let mut at = section.body.start;
        for comment in comments {
            note(at, comment.start);
            at = comment.end.min(section.body.end);
        }
        note(at, section.body.end);
        first.map(|first| first..last)
    }
}

/// Length of the blank lines at the start: indentation of the first line with words is kept.
fn blank_lines(text: &str) -> usize {
    let words = text.len() - text.trim_start().len();
    text.get(..words)
        .and_then(|blank| blank.rfind('\n'))
        .map_or(0, |newline| newline + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(text: &str) -> Vec<Option<String>> {
        let document = Document::parse(text.as_bytes().to_vec()).unwrap();
        document
            .sections
            .iter()
            .map(|section| {
                document
                    .answer(section)
                    .map(|answer| answer.text.into_owned())
            })
            .collect()
    }

    #[test]
    fn an_answer_is_what_is_shown() {
        assert_eq!(
            answers("## A\n\n<!-- output: a. Hint -->\n\n  - x\n  - y\n\n"),
            [Some("  - x\n  - y".to_owned())]
        );
        assert_eq!(answers("## A\n<!-- h -->\n- [ ]\nTBD\n"), [None]);
        assert_eq!(
            answers("## A\nbefore <!-- in\nside --> after\n"),
            [Some("before \n after".to_owned())]
        );
        assert_eq!(
            answers("## A\nwords\n<!-- output: a -->\n"),
            [Some("words".to_owned())]
        );
        assert_eq!(
            answers("## A\r\n\r\nwords\r\n## B"),
            [Some("words".to_owned()), None]
        );
    }

    /// Paragraphs of a quotation stay apart, and so do lines with a break.
    #[test]
    fn quotations() {
        for (written, seen) in [
            ("> said\n>\n> so\\\n> on", "> said\n>\n> so  \n> on"),
            ("> - a\n> - b\n>\n> so", "> - a\n> - b\n>\n> so"),
            ("> a\n> > b\n> > c", "> a\n>\n> > b\n> > c"),
            ("- a\n  > b\n  > c", "- a\n  > b c"),
        ] {
            let document = Document::parse(format!("## A\n\n{written}\n").into_bytes()).unwrap();
            let answer = document.answer(&document.sections()[0]).unwrap();
            assert_eq!(answer.seen(), seen, "{written:?}");
        }
    }
}
