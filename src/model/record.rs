//! One record: which output stands where, and which of them are filled.

use super::{Finding, codes};
use crate::document::{Answer, Document, Section, undressed};
use crate::kinds::Misfit;
use crate::toolkit::{Activity, ActivityAt, Output, OutputAt, OutputSet};
use std::cell::LazyCell;

/// Why an answer with conflict marks has no value.
pub const TWO_VERSIONS: &str = "a merge left two versions";

/// A file that holds outputs of an activity, or the page of a repeatable activity's folder.
#[derive(Debug, Clone)]
pub struct Record {
    /// Relative to the workspace, with `/`.
    pub path: String,
    /// The place of its activity in the toolkit.
    pub activity: ActivityAt,
    /// The README of a repeatable's folder: guidance, never a record.
    pub is_page: bool,
    /// What it holds, or why it can't be read.
    pub content: Result<Content, Box<Finding>>,
}

/// Bytes that could not be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Why, lower case, without a full stop.
    pub message: String,
    /// How to mend it.
    pub help: String,
}

/// What a readable record holds.
#[derive(Debug, Clone)]
pub struct Content {
    pub document: Document,
    /// Why the activity is skipped, if it is.
    pub skipped: Option<String>,
    /// Whether `skipped` stands there without a reason.
    pub skipped_without_reason: bool,
    /// Id of the plan that it is about, as it is written: of an activity whose records are kept with each plan.
    pub plan: Option<String>,
    /// What it was built on: stamps of answers by their names (`activity/output`).
    pub stamps: Vec<(String, String)>,
    /// Stamps of its answers as they were drafted, by the outputs' ids.
    pub drafted: Vec<(String, String)>,
    /// Id of the plan that it was drafted about, where only its front matter says so.
    pub drafted_about: Option<String>,
    /// For each output of the activity, where it stands.
    pub slots: Vec<Slot>,
    /// Outputs under which something stands that is no blank.
    pub answered: OutputSet,
    pub filled: OutputSet,
}

/// Where an output stands in a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// Nowhere.
    Missing,
    /// In the section at this position.
    At(usize),
    /// In both these sections, so in neither.
    Twice(usize, usize),
}

impl Record {
    /// The file's stem: how an occurrence of a repeatable activity is called.
    pub fn stem(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or("");
        match name
            .len()
            .checked_sub(3)
            .and_then(|at| name.split_at_checked(at))
        {
            Some((stem, ending)) if ending.eq_ignore_ascii_case(".md") => stem,
            _ => name,
        }
    }

    /// Id of the plan that it is about, as it is written, whether or not there is such a plan.
    pub fn about(&self) -> Option<&str> {
        self.content.as_ref().ok()?.plan.as_deref()
    }

    /// What it holds, where it says anything: it can be read, isn't left out, and is no page of a folder.
    pub fn said(&self) -> Option<&Content> {
        let content = self.answered()?;
        (!self.is_page && content.skipped.is_none()).then_some(content)
    }

    /// What it holds, where it holds any answer.
    pub fn answered(&self) -> Option<&Content> {
        let content = self.content.as_ref().ok()?;
        (!content.answered.is_empty()).then_some(content)
    }

    pub fn skipped(&self) -> Option<&str> {
        self.content.as_ref().ok()?.skipped.as_deref()
    }

    /// Reads a record's bytes as outputs of its activity.
    pub fn read(
        path: String,
        activity: &Activity,
        is_page: bool,
        bytes: Result<Vec<u8>, Unreadable>,
    ) -> Self {
        let mut record = Self::laid_out(path, activity, is_page, bytes);
        if let Ok(content) = &mut record.content
            && !is_page
        {
            content.note_answers(activity);
        }
        record
    }

    /// Like [`Record::read`], but without which outputs are answered.
    pub fn laid_out(
        path: String,
        activity: &Activity,
        is_page: bool,
        bytes: Result<Vec<u8>, Unreadable>,
    ) -> Self {
        let content = bytes
            .map_err(|unreadable| {
                Finding::error(codes::FILE, unreadable.message)
                    .with_place(super::Place::file(path.as_str()))
                    .with_help(unreadable.help)
                    .breaking()
            })
            .and_then(|bytes| Content::laid_out(&path, activity, is_page, bytes))
            .map_err(Box::new);
        Self {
            path,
            activity: activity.at,
            is_page,
            content,
        }
    }
}

impl Finding {
    #[must_use]
    pub fn in_record(self, record: &Record, offset: usize) -> Self {
        let content = record.content.as_ref();
        let text = content.map_or("", |content| content.document.text());
        self.in_text(&record.path, text, offset)
    }
}

impl Content {
    /// Reads a text that is, or may become, a record and no page.
    pub fn of_text(
        path: &str,
        activity: &Activity,
        text: impl Into<Vec<u8>>,
    ) -> Result<Self, Finding> {
        let mut content = Self::laid_out(path, activity, false, text.into())?;
        content.note_answers(activity);
        Ok(content)
    }

    /// Reads bytes as outputs of an activity, but not yet which are answered.
    fn laid_out(
        path: &str,
        activity: &Activity,
        is_page: bool,
        bytes: Vec<u8>,
    ) -> Result<Self, Finding> {
        let parsed = if is_page {
            Document::parse_front(bytes)
        } else {
            Document::parse(bytes)
        };
        let document = match parsed {
            Ok(document) => document,
            Err(error) => {
                return Err(Finding::error(codes::FILE, error.why)
                    .with_place(super::Place::at(path, error.place))
                    .with_help(error.help)
                    .breaking());
            }
        };
        let front_matter = document.front_matter().map_err(|error| {
            Finding::error(codes::FRONT_MATTER, error.message.clone())
                .in_text(path, document.text(), error.offset)
                .with_help("front matter is `key: value` lines between two lines of ---; quote a value that contains : or #")
                .breaking()
        })?;
        let mut content = Self {
            skipped: front_matter.skipped,
            skipped_without_reason: front_matter.skipped_without_reason,
            plan: front_matter.plan,
            stamps: front_matter.builds_on,
            drafted: front_matter.drafted,
            drafted_about: front_matter.drafted_about,
            slots: Vec::new(),
            answered: OutputSet::NONE,
            filled: OutputSet::NONE,
            document,
        };
        if !is_page {
            content.slots = content.find_outputs(activity);
            content.end_at_titles(activity);
            content.hide_hints(activity);
        }
        Ok(content)
    }

    /// For each output the section that its comment names, or else whose heading is its id or title.
    fn find_outputs(&self, activity: &Activity) -> Vec<Slot> {
        let mut slots = vec![Slot::Missing; activity.outputs.len()];
        for (position, section) in self.document.sections().iter().enumerate() {
            let marked = self
                .document
                .marked(section)
                .and_then(|name| activity.named(name));
            let output = marked.or_else(|| {
                if section.level != 2 {
                    return None;
                }
                let title = self.document.title(section);
                let words = LazyCell::new(|| undressed(title));
                let same = |one: &&Output| {
                    one.title.eq_ignore_ascii_case(title)
                        || one.id.as_str().eq_ignore_ascii_case(title)
                        || one.is_called(&words)
                };
                activity.outputs.iter().find(same)
            });
            if let Some(slot) = output.and_then(|output| slots.get_mut(output.at.index())) {
                *slot = match *slot {
                    Slot::Missing => Slot::At(position),
                    Slot::At(first) | Slot::Twice(first, _) => Slot::Twice(first, position),
                };
            }
        }
        slots
    }

    fn note_answers(&mut self, activity: &Activity) {
        let (mut answered, mut filled) = (OutputSet::NONE, OutputSet::NONE);
        for output in &activity.outputs {
            for (section, answer) in self.answers(output.at) {
                answered.insert(output.at);
                let is_sure = self.section(output.at).is_some() && !self.has_two_versions(section);
                if is_sure && output.kind.fits(&output.shape, answer.seen()).is_ok() {
                    filled.insert(output.at);
                }
            }
        }
        (self.answered, self.filled) = (answered, filled);
    }

    pub fn slot(&self, output: OutputAt) -> Slot {
        let slot = self.slots.get(output.index());
        slot.copied().unwrap_or(Slot::Missing)
    }

    /// The sections in which an output stands, however often, with what is written in each.
    pub fn answers(&self, output: OutputAt) -> impl Iterator<Item = (&Section, Answer<'_>)> {
        let places = match self.slot(output) {
            Slot::Missing => [None, None],
            Slot::At(at) => [Some(at), None],
            Slot::Twice(first, second) => [Some(first), Some(second)],
        };
        let sections = self.document.sections();
        let sections = places
            .into_iter()
            .flatten()
            .filter_map(|at| sections.get(at));
        sections.filter_map(|section| Some((section, self.document.answer(section)?)))
    }

    /// Whether all of the file can be told: no marks of a merge in it, and nothing that hides its rest.
    pub fn is_whole(&self) -> bool {
        self.document.conflicts().is_empty() && self.document.unclosed().is_none()
    }

    /// Whether every required output of its activity is filled.
    pub fn is_complete(&self, activity: &Activity) -> bool {
        let required = activity.those(|output| output.required);
        !self.answered.is_empty() && required.without(self.filled).is_empty()
    }

    /// Its stamp of an answer that it builds on, by the answer's name.
    pub fn stamp(&self, name: &str) -> Option<&str> {
        let found = self.stamps.iter().find(|(one, _)| one == name);
        found.map(|(_, stamp)| stamp.as_str())
    }

    /// Those of some stamps whose answers it has none of.
    pub fn lacking(&self, stamps: &super::Stamps) -> super::Stamps {
        let all = stamps.iter();
        all.filter(|(name, _)| self.stamp(name).is_none())
            .map(|(name, stamp)| (name.clone(), stamp.clone()))
            .collect()
    }

    /// The section in which an output stands, if it is there once.
    pub fn section(&self, output: OutputAt) -> Option<&Section> {
        match self.slot(output) {
            Slot::At(at) => self.document.sections().get(at),
            Slot::Missing | Slot::Twice(..) => None,
        }
    }

    /// Whether a merge left two versions of something in a section.
    fn has_two_versions(&self, section: &Section) -> bool {
        let span = section.start..section.body.end;
        !self.document.conflicts_in(&span).is_empty()
    }

    /// Whether a merge left two versions of an output's answer.
    pub fn is_undecided(&self, output: OutputAt) -> bool {
        self.section(output)
            .is_some_and(|section| self.has_two_versions(section))
    }

    /// The words of an output's answer, whether or not they fit its kind.
    pub fn answer(&self, output: OutputAt) -> Option<Answer<'_>> {
        self.document.answer(self.section(output)?)
    }

    /// The value of an output: nothing where it has no answer, and a misfit where it has two.
    pub fn value(&self, output: &Output) -> Option<Result<serde_json::Value, Misfit>> {
        let answer = self.answer(output.at)?;
        if self.is_undecided(output.at) {
            return Some(Err(Misfit::at(
                0,
                format!("{TWO_VERSIONS} of it"),
                "`redesign resolve` shows both and asks which counts",
            )));
        }
        Some(output.kind.parse(&output.shape, answer.seen()))
    }
}
