//! How an answer is told: whole, as a block of Markdown that stands anywhere, and in one line.

use super::data::AnswerTold;
use super::links::ReportLinks;
use crate::document::{HEADING, quoted};
use crate::kinds::Sort;
use crate::model::measure::told;
use crate::model::quote::{is_longer, plain, short};
use crate::model::{Content, Plan, Readers, Record};
use crate::queries::list::shown;
use crate::toolkit::{Activity, Output};
use jiff::civil::Date;

/// Longest answer that isn't put into an appendix, in characters and in lines.
const LONG: (usize, usize) = (900, 16);

/// Longest answer that is one line, in characters.
const LINE: usize = 120;

/// Longest beginning of an answer, in characters.
const SHORT: usize = 280;

/// A record whose answers are told.
#[derive(Clone, Copy)]
pub(super) struct ToldRecord<'a> {
    pub plan: &'a Plan,
    pub readers: Readers,
    pub record: &'a Record,
    pub content: &'a Content,
    pub activity: &'a Activity,
    /// Days later than this one can't be.
    pub today: Date,
    pub links: &'a ReportLinks,
}

impl ToldRecord<'_> {
    pub fn day(&self) -> Option<String> {
        let day = self.record.day_by(self.activity, self.today);
        day.map(|day| day.to_string())
    }

    /// What an output says; `None` without an answer.
    pub fn answer(&self, output: &Output) -> Option<AnswerTold> {
        self.beginning(output, true)
    }

    /// The same; the whole of it only if it is asked for.
    pub fn beginning(&self, output: &Output, is_whole: bool) -> Option<AnswerTold> {
        let answer = self.content.answer(output.at)?;
        let (line, text) = if self.content.is_undecided(output.at) {
            let words = "A merge left two versions of this answer.".to_owned();
            (words.clone(), Some(words))
        } else if let Some(said) = told(self.record, (self.activity, output), self.plan.min_n) {
            let text = crate::model::quote::without_marks(&said);
            (said, Some(text))
        } else if let Some(value) = self.chosen(output).or_else(|| self.linked(output)) {
            let text = crate::model::quote::without_marks(&value);
            (value, Some(text))
        } else {
            let link = |target: &str| self.links.target(&self.record.path, target);
            let document = Some(&self.content.document);
            let text = is_whole.then(|| quoted(&answer, document, &link));
            (in_a_line(answer.seen()), text)
        };
        let text = text.filter(|_| is_whole).unwrap_or_default();
        Some(AnswerTold {
            output: output.id.to_string(),
            title: output.title.clone(),
            role: output.role.map(crate::toolkit::Role::word),
            activity: self.activity.title.clone(),
            day: self.day(),
            short: short(&line, SHORT),
            is_line: is_line(&text),
            text,
            appendix: None,
        })
    }

    /// The title of what was chosen, of a choice.
    fn chosen(&self, output: &Output) -> Option<String> {
        if output.shape.options.is_empty() {
            return None;
        }
        let value = self.content.value(output)?.ok()?;
        value.is_string().then(|| shown(output, &value))
    }

    /// What people call what a link leads to, of an output that is one link. Nobody agreed to that name in public.
    fn linked(&self, output: &Output) -> Option<String> {
        if output.kind.sort() != Sort::Link || self.readers == Readers::Public {
            return None;
        }
        let mut links = self.plan.links_in(&self.record.path);
        let link = links.find(|link| link.place.output == output.at)?;
        let title = link.there()?.title.trim();
        (!title.is_empty()).then(|| title.to_owned())
    }
}

/// Whether a block is one short line of words.
fn is_line(text: &str) -> bool {
    let is_numbered = text.starts_with(|one: char| one.is_ascii_digit()) && text.contains(". ");
    !text.contains('\n')
        && !is_longer(text, LINE)
        && !text.starts_with(['-', '|', '>', HEADING, '`'])
        && !is_numbered
}

impl AnswerTold {
    /// The same; the whole of it only if it is asked for.
    pub(super) fn beginning(&self, is_whole: bool) -> Self {
        Self {
            text: if is_whole {
                self.text.clone()
            } else {
                String::new()
            },
            output: self.output.clone(),
            title: self.title.clone(),
            activity: self.activity.clone(),
            day: self.day.clone(),
            short: self.short.clone(),
            ..*self
        }
    }

    /// Whether it belongs into an appendix.
    pub(super) fn is_long(&self) -> bool {
        is_longer(&self.text, LONG.0) || self.text.lines().count() > LONG.1
    }
}

/// The beginning of an answer in its plain form, on one line: entries of a list with semicolons between them.
fn in_a_line(seen: &str) -> String {
    let is_list = seen
        .lines()
        .all(|line| line.starts_with(['-', ' ']) || line.is_empty());
    let (between, ends): (&str, &[char]) = if is_list {
        ("; ", &['.', ';', ','])
    } else {
        (" ", &[])
    };
    let mut words = String::new();
    let lines = seen.lines().map(plain).filter(|line| !line.is_empty());
    for line in lines {
        if !words.is_empty() {
            words.push_str(between);
        }
        words.push_str(line.trim_end_matches(ends));
        // What follows would be cut off.
        if is_longer(&words, SHORT) {
            break;
        }
    }
    words
}
