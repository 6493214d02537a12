//! What another name of a plan, or another place, changes in texts: links and references that lead to it, and links out of
//! its own files. Nothing else of a text changes.

use super::paths::{decoded, joined, relative};
use super::{Content, Plan, PlanMeta, Record};
use crate::document::destinations;
use crate::kinds::{LinkTarget, Sort};
use crate::toolkit::{Audience, Output, Role, Toolkit};
use std::collections::BTreeMap;
use std::ops::Range;
use toml::de::DeTable;

/// A plan that gets another name, another place or both.
#[derive(Debug, Clone, Copy)]
pub struct Renaming<'a> {
    pub from: PlanPlace<'a>,
    pub to: PlanPlace<'a>,
    /// Its toolkit: `PLAN/WORD` is a reference to it if the word is an activity.
    pub toolkit: &'a Toolkit,
}

/// A plan's id and its directory, relative to the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlanPlace<'a> {
    pub id: &'a str,
    pub path: &'a str,
}

/// What stands in place of some spans of a text.
type Changes = BTreeMap<usize, (usize, String)>;

impl Renaming<'_> {
    /// The new place of a file, or its only one.
    pub fn moved(&self, path: &str) -> String {
        match path.strip_prefix(self.from.path) {
            Some("") => self.to.path.to_owned(),
            Some(rest) if rest.starts_with('/') => format!("{}{rest}", self.to.path),
            _ => path.to_owned(),
        }
    }

    /// Whether a file at this path can have anything to change.
    fn concerns(&self, path: &str, text: &str) -> bool {
        text.contains(self.from.id) || self.moved(path) != path
    }

    /// The text of a Markdown file that is no record, if it changes: its links.
    pub fn page(&self, path: &str, text: &str) -> Option<String> {
        if !self.concerns(path, text) {
            return None;
        }
        let mut changes = self.links(path, text);
        // A page that a plan without a title got is called by its id.
        let heading = format!("# {}", self.from.id);
        let first = text.trim_start_matches('\u{feff}');
        let is_own = path == format!("{}/README.md", self.from.path);
        if is_own && first.lines().next() == Some(&heading) {
            let start = text.len() - first.len() + 2;
            changes.insert(start, (start + self.from.id.len(), self.to.id.to_owned()));
        }
        changed(text, &changes)
    }

    /// The first line of a file's new text that still names the old place, from 1: what no link leads by, such as the
    /// address of a page of a git host.
    pub fn line_left(&self, path: &str, text: &str) -> Option<usize> {
        if !text.contains(self.from.id) || self.from.path == self.to.path {
            return None;
        }
        let near = relative(&self.moved(path), self.from.path);
        let is_of_word = |one: char| one.is_alphanumeric() || "-_".contains(one);
        let names = |line: &str, place: &str, more: &str| {
            line.match_indices(place).any(|(at, _)| {
                let before = line.get(..at).unwrap_or_default();
                let after = line.get(at + place.len()..).unwrap_or_default();
                !before.ends_with(|one| is_of_word(one) || more.contains(one))
                    && !after.starts_with(is_of_word)
            })
        };
        let is_left = |line: &str| {
            names(line, self.from.path, "") || near.contains('/') && names(line, &near, "./")
        };
        text.lines().position(is_left).map(|at| at + 1)
    }

    /// The text of another plan's `plan.toml`, if it continues this one.
    pub fn plan_file(&self, meta: &PlanMeta) -> Option<String> {
        let text = &meta.text;
        if meta.continues.trim() != self.from.id || self.from.id == self.to.id {
            return None;
        }
        let table = DeTable::parse(text).ok()?.into_inner();
        let (_, value) = table.iter().find(|(key, _)| key.get_ref() == "continues")?;
        let span = value.span();
        changed(
            text,
            &Changes::from([(span.start, (span.end, super::quoted(self.to.id)))]),
        )
    }

    /// The text of a record, if it changes: its links, its references, and the plan that it is about.
    pub fn record(&self, plan: &Plan, record: &Record, content: &Content) -> Option<String> {
        let text = content.document.text();
        if !self.concerns(&record.path, text) {
            return None;
        }
        let mut changes = self.links(&record.path, text);
        if text.contains(self.from.id) {
            self.front_matter(content, &mut changes);
            self.answers(plan, record, content, &mut changes);
        }
        changed(text, &changes)
    }

    /// Links whose destination is a path.
    fn links(&self, path: &str, text: &str) -> Changes {
        let mut changes = Changes::new();
        for place in destinations(text) {
            let words = text.get(place.clone()).unwrap_or_default();
            if let Some(now) = self.destination(path, words) {
                changes.extend(self.label(text, place.start));
                changes.insert(place.start, (place.end, now));
            }
        }
        changes
    }

    /// The label of a link, if it is the path of a file that moves.
    fn label(&self, text: &str, destination: usize) -> Option<(usize, (usize, String))> {
        let before = text.get(..destination)?;
        let before = before
            .strip_suffix('<')
            .unwrap_or(before)
            .strip_suffix("](")?;
        let start = before.rfind('[')? + 1;
        let label = before.get(start..)?;
        let now = self.moved(label);
        (now != label).then_some((start, (before.len(), now)))
    }

    /// A path as another one, if it has to be: where it leads, or the file in which it stands, has moved.
    fn destination(&self, from: &str, words: &str) -> Option<String> {
        let (place, behind) = match words.find(['#', '?']) {
            Some(at) => words.split_at_checked(at)?,
            None => (words, ""),
        };
        let is_address = place
            .split('/')
            .next()
            .is_some_and(|part| part.contains(':'));
        if place.is_empty() || is_address || place.starts_with('/') || place.contains('\\') {
            return None;
        }
        let target = joined(from, &decoded(place))?;
        let (from, to) = (self.moved(from), self.moved(&target));
        if joined(&from, &decoded(place)).as_deref() == Some(&to) {
            return None;
        }
        let end = if place.ends_with('/') { "/" } else { "" };
        Some(format!("{}{end}{behind}", encoded(&relative(&from, &to))))
    }

    /// The keys of our front matter that name a plan, and the names of stamps.
    fn front_matter(&self, content: &Content, changes: &mut Changes) {
        let Some(span) = content.document.front_matter_span() else {
            return;
        };
        let is_named = |id: &Option<String>| id.as_deref() == Some(self.from.id);
        let stamp = format!("/{}/", self.from.id);
        let mut start = span.start;
        for line in content.document.slice(span).split_inclusive('\n') {
            let key = line.split(':').next().unwrap_or_default();
            let key = key.trim_matches(['"', '\'', ' ', '\t']).to_lowercase();
            let is_id = key == "plan" && is_named(&content.plan)
                || key == "drafted_about" && is_named(&content.drafted_about);
            let value = line.find(':').unwrap_or(0);
            let id = line.get(value..).and_then(|rest| rest.find(self.from.id));
            let id = id.filter(|_| is_id).map(|at| value + at);
            let stamps = line.match_indices(&stamp).filter(|(at, _)| {
                let name = line.get(*at..).unwrap_or_default();
                let mut names = content.stamps.iter();
                names.any(|(one, _)| one.starts_with(&stamp) && name.starts_with(one.as_str()))
            });
            for at in id.into_iter().chain(stamps.map(|(at, _)| at + 1)) {
                let at = start + at;
                changes.insert(at, (at + self.from.id.len(), self.to.id.to_owned()));
            }
            start += line.len();
        }
    }

    /// References in answers: `PLAN/ACTIVITY`, links of every form, and entries that are the plan's id.
    fn answers(&self, plan: &Plan, record: &Record, content: &Content, changes: &mut Changes) {
        let activity = plan.toolkit.activity(record.activity);
        let text = content.document.text();
        let links = content.links(activity);
        for output in &activity.outputs {
            for (section, answer) in content.answers(output.at) {
                let mut start = answer.start;
                let body = text.get(start..section.body.end).unwrap_or_default();
                for line in body.split_inclusive('\n') {
                    let own = start..start + line.len();
                    let mut names = Vec::new();
                    for link in links.iter().filter(|link| own.contains(&link.offset)) {
                        names.push(link.words.as_str());
                        if let LinkTarget::File(words) = &link.target
                            && let Some(now) = self.destination(&record.path, words)
                            && text
                                .get(link.offset..)
                                .is_some_and(|rest| rest.starts_with(words))
                        {
                            let end = link.offset + words.len();
                            changes.entry(link.offset).or_insert((end, now));
                        }
                    }
                    let read = LineOfAnswer {
                        words: line,
                        names: &names,
                        is_of_programme: plan.toolkit.audience == Audience::Cohort,
                        output,
                    };
                    for at in self.ids_in(&read) {
                        let at = start + at;
                        let end = at + self.from.id.len();
                        let is_free =
                            |(from, (to, _)): (&usize, &(usize, String))| end <= *from || *to <= at;
                        if changes.iter().all(is_free) {
                            changes.insert(at, (end, self.to.id.to_owned()));
                        }
                    }
                    start = own.end;
                }
            }
        }
    }

    /// Where the id in a line is a reference.
    fn ids_in(&self, line: &LineOfAnswer<'_>) -> Vec<usize> {
        let id = self.from.id;
        if id == self.to.id {
            return Vec::new();
        }
        let cells = line.cells();
        let mut is_named_before = false;
        let mut found = Vec::new();
        for (at, _) in line.words.match_indices(id) {
            let before = line.words.get(..at).unwrap_or_default();
            let after = line.words.get(at + id.len()..).unwrap_or_default();
            let is_of_word = |one: char| one.is_alphanumeric() || "-_".contains(one);
            if before.ends_with(|one| is_of_word(one) || "/.@".contains(one))
                || after.starts_with(is_of_word)
            {
                continue;
            }
            let word = after.strip_prefix('/').unwrap_or_default();
            let word = word
                .split(|one| !is_of_word(one))
                .next()
                .unwrap_or_default();
            let is_reference = self.toolkit.named(word).is_some();
            let cell = cells.iter().find(|cell| cell.contains(&at));
            let is_link = |name: &&str| {
                let ends =
                    |rest: &str| !rest.starts_with(|one| is_of_word(one) || "/@".contains(one));
                let rest = line
                    .words
                    .get(at..)
                    .and_then(|rest| rest.strip_prefix(*name));
                let is_whole =
                    || cell.is_some_and(|cell| cell.start == at && cell.len() == name.len());
                rest.is_some_and(ends)
                    && if line.is_row() {
                        is_whole()
                    } else {
                        !is_named_before
                    }
            };
            let is_link = line.names.iter().any(is_link);
            is_named_before |= is_link;
            if is_reference || is_link || line.names_team(at..at + id.len(), &cells) {
                found.push(at);
            }
        }
        found
    }
}

/// A line of an answer, and the links that stand in it.
struct LineOfAnswer<'a> {
    words: &'a str,
    names: &'a [&'a str],
    is_of_programme: bool,
    output: &'a Output,
}

impl LineOfAnswer<'_> {
    fn is_row(&self) -> bool {
        self.output.kind.sort() == Sort::Table
    }

    /// The words of its cells, or of the entry that it is, without what surrounds them.
    fn cells(&self) -> Vec<Range<usize>> {
        let mut start = 0;
        let mark = if self.is_row() { '|' } else { '\n' };
        let all = self.words.split(mark).map(|cell| {
            let from = start;
            start += cell.len() + 1;
            let around = |one: char| one.is_whitespace() || "*`".contains(one);
            let mut words = cell.trim_start_matches(around);
            if !self.is_row() {
                words = words.trim_start_matches([
                    '-', '+', '.', ')', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9',
                ]);
                words = words.trim_start_matches(around);
            }
            let from = from + cell.len() - words.len();
            from..from + words.trim_end_matches(around).len()
        });
        all.collect()
    }

    /// Whether a plan's id names the team there: as a whole cell or entry of the programme's, or among those who were there.
    fn names_team(&self, id: Range<usize>, cells: &[Range<usize>]) -> bool {
        let is_list = matches!(self.output.kind.sort(), Sort::List | Sort::Table);
        if !self.is_of_programme || !is_list {
            return false;
        }
        if cells.contains(&id) {
            return true;
        }
        let Some(cell) = cells.iter().find(|cell| cell.contains(&id.start)) else {
            return false;
        };
        let before = self.words.get(cell.start..id.start).unwrap_or_default();
        let after = self.words.get(id.end..cell.end).unwrap_or_default();
        let (before, after) = (before.trim_end(), after.trim_start());
        self.output.role == Some(Role::Attendance)
            && (before.is_empty() || before.ends_with([',', ';']))
            && (after.is_empty()
                || after.starts_with([',', ';', ':', '(', '\u{2013}', '\u{2014}'])
                || after.starts_with("- "))
    }
}

/// A path as a link holds it.
fn encoded(path: &str) -> String {
    let mut words = String::with_capacity(path.len());
    for one in path.chars() {
        match one {
            ' ' | '(' | ')' | '<' | '>' | '%' | '"' | '#' | '?' => {
                words.push_str(&format!("%{:02X}", u32::from(one)));
            }
            one => words.push(one),
        }
    }
    words
}

fn changed(text: &str, changes: &Changes) -> Option<String> {
    let mut after = String::with_capacity(text.len());
    let mut done = 0;
    for (start, (end, words)) in changes {
        after.push_str(text.get(done..*start)?);
        after.push_str(words);
        done = *end;
    }
    after.push_str(text.get(done..)?);
    (after != text).then_some(after)
}
