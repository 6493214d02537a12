//! The tasks of a record: where each stands, and the key by which it is known whatever is edited around it.

use super::stamp;
use super::{Content, Plan, Record};
use crate::document::{Answer, Section};
use crate::kinds::{Sort, Task};
use crate::toolkit::{Activity, ActivityAt, Output, OutputAt};
use std::collections::{BTreeMap, BTreeSet};

/// A task in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    pub output: OutputAt,
    /// What the line says.
    pub task: Task,
    /// Offset of its line in the record's text.
    pub offset: usize,
    /// Its line in the file, counted from 1.
    pub line: usize,
    /// Whether it stands in one of two versions that a merge left.
    pub is_undecided: bool,
    /// How many tasks with the same words stand above it in the record.
    pub same_above: usize,
    /// Where the record has others with the same words: how many stand above that are the same in every part.
    alike: Option<usize>,
}

impl Action {
    /// The key of the task in a record of a name: made from its words, so that ticking it, another owner or day, and moving
    /// its line leave it the same. Among several with the same words owner and day tell it apart. It holds no more than
    /// that, so nothing has to be stored beside the text and a merge of two versions of a record changes no key.
    pub fn key(&self, record: &str) -> String {
        match self.alike {
            None => self.key_of_words(record),
            Some(alike) => self.key_of_all(record, alike),
        }
    }

    /// Keys that it has where the record holds other tasks with the same words, or no longer does.
    pub fn other_keys(&self, record: &str) -> [String; 2] {
        [
            self.key_of_words(record),
            self.key_of_all(record, self.alike.unwrap_or(0)),
        ]
    }

    fn key_of_words(&self, record: &str) -> String {
        stamp::key(&[record, &self.task.text, "0"])
    }

    fn key_of_all(&self, record: &str, alike: usize) -> String {
        let due = self.task.due.map_or(String::new(), |due| due.to_string());
        let owners = self.task.owners.join(",");
        stamp::key(&[record, &self.task.text, &owners, &due, &alike.to_string()])
    }
}

impl Content {
    /// Its tasks, in the order of their lines: of every output whose kind has any, also where an answer doesn't fit, stands
    /// there twice or in two versions.
    pub fn actions(&self, activity: &Activity) -> Vec<Action> {
        let mut found = Vec::new();
        let with_tasks = activity.outputs.iter();
        for output in with_tasks.filter(|output| output.kind.sort() == Sort::Tasks) {
            for (section, answer) in self.answers(output.at) {
                self.actions_in(output, section, &answer, &mut found);
            }
        }
        found.sort_by_key(|action| action.offset);
        let (mut line, mut at) = (1, 0);
        for action in &mut found {
            let between = self.document.slice(&(at..action.offset));
            line += between.matches('\n').count();
            at = action.offset;
            action.line = line;
        }
        if found.len() > 1 {
            note_alike(&mut found);
        }
        found
    }

    fn actions_in(
        &self,
        output: &Output,
        section: &Section,
        answer: &Answer<'_>,
        found: &mut Vec<Action>,
    ) {
        let span = section.start..section.body.end;
        let conflicts = self.document.conflicts_in(&span);
        let rest = self.document.text().get(answer.start..).unwrap_or("");
        let mut lines = rest.split_inclusive('\n');
        let (mut line, mut offset) = (0, answer.start);
        for task in output.kind.tasks(answer.seen()) {
            while line < answer.line(task.line) {
                offset += lines.next().map_or(0, str::len);
                line += 1;
            }
            let around = conflicts
                .iter()
                .find(|conflict| (conflict.start..conflict.end).contains(&offset));
            // Within a conflict the marks, and what both versions came from, are no tasks.
            let is_text = around.is_none_or(|conflict| match (&conflict.ours, &conflict.theirs) {
                (Some(ours), Some(theirs)) => ours.contains(&offset) || theirs.contains(&offset),
                _ => !["<<<<<<<", "======="]
                    .iter()
                    .any(|mark| task.text.starts_with(mark)),
            });
            if is_text {
                found.push(Action {
                    output: output.at,
                    task,
                    offset,
                    line: 0,
                    is_undecided: around.is_some(),
                    same_above: 0,
                    alike: None,
                });
            }
        }
    }
}

/// Notes which tasks have the same words, and which are the same in every part.
fn note_alike(all: &mut [Action]) {
    let (mut same, mut alike) = (BTreeMap::new(), BTreeMap::new());
    let words = all.iter().map(|action| action.task.text.as_str());
    let above: Vec<usize> = words.map(|words| seen_before(&mut same, words)).collect();
    let alike: Vec<Option<usize>> = all
        .iter()
        .map(|Action { task, .. }| {
            let is_several = same.get(task.text.as_str()) > Some(&1);
            let parts = (&task.text, &task.owners, task.due);
            is_several.then(|| seen_before(&mut alike, parts))
        })
        .collect();
    for ((action, above), alike) in all.iter_mut().zip(above).zip(alike) {
        (action.same_above, action.alike) = (above, alike);
    }
}

/// How often something was seen before; from now on it counts once more.
fn seen_before<K: Ord>(seen: &mut BTreeMap<K, usize>, one: K) -> usize {
    let count = seen.entry(one).or_default();
    *count += 1;
    *count - 1
}

/// A plan's repeatable activities of which the page says that they are left out: looked for once, since there
/// may be thousands of records to be told of.
#[derive(Debug, Clone, Default)]
pub struct LeftOut(BTreeSet<ActivityAt>);

impl LeftOut {
    /// Whether a record of the plan is left out: it says so, or of a repeatable activity its page does.
    pub fn holds(&self, record: &Record) -> bool {
        self.0.contains(&record.activity) || record.skipped().is_some()
    }
}

impl Plan {
    /// What a record is called from anywhere: `PLAN/ACTIVITY`, of a repeatable activity with the record's name behind it.
    pub fn name_of(&self, record: &Record) -> String {
        let activity = self.toolkit.activity(record.activity);
        if activity.repeat.is_some() {
            format!("{}/{}/{}", self.id, activity.id, record.stem())
        } else {
            format!("{}/{}", self.id, activity.id)
        }
    }

    /// What an activity is called where people type it: PLAN/ACTIVITY.
    pub fn name_with(&self, activity: &Activity) -> String {
        format!("{}/{}", self.id, activity.id)
    }

    /// Why an activity, or one of its records, is left out, where it is.
    pub fn why_left_out(&self, activity: ActivityAt, only: Option<&Record>) -> Option<&str> {
        let is_single = self.toolkit.activity(activity).repeat.is_none();
        let speaks = |record: &&Record| {
            let is_meant = only.is_some_and(|only| only.path == record.path);
            record.activity == activity && (record.is_page || is_single || is_meant)
        };
        let mut speaking = self.records.iter().filter(speaks);
        speaking.find_map(Record::skipped)
    }

    pub fn left_out(&self) -> LeftOut {
        let pages = self.records.iter();
        let pages = pages.filter(|one| one.is_page && one.skipped().is_some());
        LeftOut(pages.map(|page| page.activity).collect())
    }
}
