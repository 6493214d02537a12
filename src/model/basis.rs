//! What activities build on: which answers, what these are now, and which stamps in records speak of others.

use super::stamp::{Essence, Stamp};
use super::{Content, Plan, Record, Stamps, own};
use crate::kinds::Sort;
use crate::toolkit::{ActivityAt, Output, OutputAt, OutputRef, Role, Toolkit};
use std::collections::BTreeMap;

/// Why an activity is to be looked at again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// An answer of another activity changed, or a list asks to repeat it.
    Answer(OutputRef),
    /// Something that a record links to changed.
    Link {
        /// The record's file, relative to the workspace.
        record: String,
        name: String,
    },
    /// An answer of a record changed on which another of its answers stands.
    Own {
        /// The record's file, relative to the workspace.
        record: String,
        /// What changed.
        source: OutputRef,
        output: OutputAt,
    },
}

impl Cause {
    /// The record that it is about, where it is one.
    pub fn record(&self) -> Option<&str> {
        match self {
            Self::Answer(_) => None,
            Self::Link { record, .. } | Self::Own { record, .. } => Some(record),
        }
    }

    /// What changed: `activity/output`, or the target of a link.
    pub fn name(&self, toolkit: &Toolkit) -> String {
        match self {
            Self::Answer(reference) => toolkit.name_of(*reference),
            Self::Link { name, .. } => name.clone(),
            Self::Own { source, .. } => toolkit.name_of(*source),
        }
    }
}

/// Answers that an activity's toolkit says it builds on, each once, without those in its own records.
pub fn references(toolkit: &Toolkit, at: ActivityAt) -> Vec<OutputRef> {
    let outputs = &toolkit.activity(at).outputs;
    let mut found: Vec<OutputRef> = Vec::new();
    for reference in outputs.iter().flat_map(|output| &output.builds_on) {
        if reference.activity != at && !found.contains(reference) {
            found.push(*reference);
        }
    }
    found
}

/// Lists of activities to be repeated: outputs with the role of an equity checkpoint whose kind is `list`.
pub fn repeat_lists(toolkit: &Toolkit) -> impl Iterator<Item = OutputRef> + '_ {
    let outputs = toolkit.outputs();
    outputs
        .filter(|(_, one)| one.role == Some(Role::Equity) && one.kind.sort() == Sort::List)
        .map(|(activity, output)| activity.reference(output))
}

/// The activity that an entry of such a list names, by its id or title; what a person adds behind it doesn't matter.
pub fn named(toolkit: &Toolkit, entry: &str) -> Option<ActivityAt> {
    let is_meant = |words: &str| {
        let words =
            words.trim_matches(|mark: char| mark.is_whitespace() || "*_`.,;".contains(mark));
        let lower = words.to_lowercase();
        let mut all = toolkit.activities.iter();
        let found = all.find(|one| {
            one.id.as_str().eq_ignore_ascii_case(words) || one.title.to_lowercase() == lower
        });
        found.map(|one| one.at)
    };
    let reasons = [":", " - ", " \u{2013} ", " \u{2014} ", "(", ","];
    let first = entry.lines().next().unwrap_or_default();
    is_meant(first).or_else(|| {
        let shorter = reasons.iter().filter_map(|mark| first.split_once(mark));
        shorter.map(|(name, _)| name).find_map(is_meant)
    })
}

pub fn entries(content: &Content, output: &Output) -> Vec<String> {
    match content.value(output) {
        Some(Ok(serde_json::Value::Array(entries))) => entries
            .iter()
            .filter_map(|entry| entry.as_str().map(str::to_owned))
            .collect(),
        _ => Vec::new(),
    }
}

/// The answers of a plan, each hashed once and only when it is asked for.
pub struct Basis<'a> {
    plan: &'a Plan,
    /// Stamps by output; nothing where an answer can't be told.
    known: BTreeMap<OutputRef, Option<Stamp>>,
    /// Activities that checkpoints ask to repeat, each with the list that names it.
    called: Option<Vec<(ActivityAt, OutputRef)>>,
}

impl<'a> Basis<'a> {
    pub fn of(plan: &'a Plan) -> Self {
        Self {
            plan,
            known: BTreeMap::new(),
            called: None,
        }
    }

    /// The stamp of an answer as it is now; nothing while a file that may hold it can't be read, or holds it twice, marks
    /// of a merge, or something that hides its rest.
    pub fn now(&mut self, reference: OutputRef) -> Option<Stamp> {
        let plan = self.plan;
        self.known
            .entry(reference)
            .or_insert_with(|| stamp_of(plan, reference))
            .clone()
    }

    /// Lists that ask to repeat an activity.
    pub fn calls(&mut self, activity: ActivityAt) -> Vec<OutputRef> {
        let plan = self.plan;
        let called = self.called.get_or_insert_with(|| called(plan));
        called
            .iter()
            .filter(|(named, list)| *named == activity && list.activity != activity)
            .map(|(_, list)| *list)
            .collect()
    }

    /// Stamps of all answers that an activity builds on as they are now, as far as they can be told; with `calls` those
    /// of the lists that ask to repeat it, too.
    pub fn stamps(&mut self, activity: ActivityAt, calls: bool) -> Stamps {
        let mut references = references(&self.plan.toolkit, activity);
        if calls {
            references.append(&mut self.calls(activity));
        }
        let mut stamps = Stamps::new();
        for reference in references {
            if let Some(now) = self.now(reference) {
                stamps.insert(self.plan.toolkit.name_of(reference), now.into_noted());
            }
        }
        stamps
    }

    /// Everything that changed since an activity's records were stamped, or that asks to repeat it: answers in the toolkit's
    /// order, then what is told of single records, in the order of their files.
    pub fn causes(&mut self, activity: ActivityAt) -> Vec<Cause> {
        let plan = self.plan;
        let mut causes: Vec<Cause> = self
            .changed(activity)
            .into_iter()
            .map(Cause::Answer)
            .collect();
        let known = plan.toolkit.activity(activity);
        for record in plan.records_of(activity) {
            let is_known = |content: &&Content| {
                !content.stamps.is_empty() || plan.pledges_in(&record.path).next().is_some()
            };
            let Some(content) = record.answered().filter(is_known) else {
                continue;
            };
            let mut names: Vec<String> = Vec::new();
            for link in plan
                .links_in(&record.path)
                .filter(|link| link.has_changed(content))
            {
                if !names.contains(&link.name()) {
                    names.push(link.name());
                }
            }
            causes.extend(names.into_iter().map(|name| Cause::Link {
                record: record.path.clone(),
                name,
            }));
            for (output, source) in own::changed(plan, record, known, content) {
                causes.push(Cause::Own {
                    record: record.path.clone(),
                    source,
                    output: output.at,
                });
            }
        }
        causes
    }

    /// Answers of other activities that changed since an activity's records were stamped, or that ask to repeat it: in the
    /// toolkit's order.
    fn changed(&mut self, activity: ActivityAt) -> Vec<OutputRef> {
        let plan = self.plan;
        let stamped = |name: &str| -> Vec<&str> {
            let records = plan.records_of(activity).filter_map(Record::answered);
            records.filter_map(|content| content.stamp(name)).collect()
        };
        let mut changed = Vec::new();
        for reference in references(&plan.toolkit, activity) {
            let stamps = stamped(&plan.toolkit.name_of(reference));
            if stamps.is_empty() {
                continue;
            }
            let now = self.now(reference);
            if now.is_some_and(|now| stamps.iter().any(|one| now.differs_from(one))) {
                changed.push(reference);
            }
        }
        for list in self.calls(activity) {
            // One record that was made or looked at since is enough: what is repeated often has a new record.
            let now = self.now(list);
            let name = plan.toolkit.name_of(list);
            let is_answered = |now: &Stamp| stamped(&name).iter().any(|one| !now.differs_from(one));
            if now.is_some_and(|now| !is_answered(&now)) && !changed.contains(&list) {
                changed.push(list);
            }
        }
        changed
    }
}

fn stamp_of(plan: &Plan, reference: OutputRef) -> Option<Stamp> {
    let output = plan.toolkit.output(reference);
    let mut essences = Vec::new();
    for record in plan.records_of(reference.activity) {
        let content = record.content.as_ref().ok()?;
        if !content.is_whole() {
            return None;
        }
        if !content.answered.contains(output.at) {
            continue;
        }
        let answer = content.answer(reference.output)?;
        essences.push(Essence::of(output, &answer));
    }
    Some(Stamp::of(essences))
}

fn called(plan: &Plan) -> Vec<(ActivityAt, OutputRef)> {
    let toolkit = &plan.toolkit;
    let mut called = Vec::new();
    for list in repeat_lists(toolkit) {
        for content in plan.records_of(list.activity).filter_map(Record::answered) {
            let names = entries(content, toolkit.output(list));
            let found = names.iter().filter_map(|entry| named(toolkit, entry));
            for activity in found {
                if !called.contains(&(activity, list)) {
                    called.push((activity, list));
                }
            }
        }
    }
    called
}
