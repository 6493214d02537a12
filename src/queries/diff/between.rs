//! Differences between two states of a plan, record by record.

use super::{RecordChange, RecordVersion, change};
use crate::model::{Plan, Record};
use crate::toolkit::Activity;
use std::collections::BTreeMap;

/// Two states of a plan, described with the new one's toolkit.
pub struct Between<'a> {
    /// `None` if the plan didn't exist.
    pub old: Option<&'a Plan>,
    pub new: &'a Plan,
    /// The plan as it is.
    pub now: &'a Plan,
}

impl<'a> Between<'a> {
    /// Changes in one record, which may have moved.
    pub fn file(&self, from: Option<&str>, to: &str) -> Vec<RecordChange> {
        let record = |plan: &'a Plan, path: &str| plan.records.iter().find(|one| one.path == path);
        let before = self.old.zip(from).and_then(|(old, from)| record(old, from));
        Vec::from_iter(self.change(before, record(self.new, to)))
    }

    /// Changes in all records, or in those of one activity.
    pub fn records(&self, only: Option<&Activity>) -> Vec<RecordChange> {
        type Pair<'a> = (Option<&'a Record>, Option<&'a Record>);
        let mut pairs: BTreeMap<_, Pair<'_>> = BTreeMap::new();
        let both = self
            .old
            .map(|plan| (plan, true))
            .into_iter()
            .chain([(self.new, false)]);
        for (plan, is_old) in both {
            for record in plan.records.iter().filter(|record| !record.is_page) {
                let known = plan.toolkit.activity(record.activity);
                let Some(now) = self.new.toolkit.named(known.id.as_str()) else {
                    continue;
                };
                if only.is_none_or(|only| only.id == known.id) {
                    let pair = pairs.entry((now.at, key(known, record))).or_default();
                    *(if is_old { &mut pair.0 } else { &mut pair.1 }) = Some(record);
                }
            }
        }
        let pairs = pairs.into_values();
        pairs
            .filter_map(|(before, after)| self.change(before, after))
            .collect()
    }

    fn change(&self, before: Option<&Record>, after: Option<&Record>) -> Option<RecordChange> {
        let (old, new) = (before.map(version), after.map(version));
        if let (Some(one), Some(other)) = (&old, &new)
            && one.content.is_some()
            && one.text == other.text
        {
            return None;
        }
        let known = after.or(before)?;
        let plan = if after.is_some() { self.new } else { self.old? };
        let id = &plan.toolkit.activity(known.activity).id;
        let activity = self.new.toolkit.named(id.as_str())?;
        let mut change = change(&known.path, activity, old.as_ref(), new.as_ref());
        change.place = self.place(plan, known, activity);
        Some(change)
    }

    /// Where a record of an earlier plan is now, or would be: plans and records may have moved since.
    fn place(&self, plan: &Plan, record: &Record, activity: &Activity) -> String {
        let own = self.now.toolkit.named(activity.id.as_str());
        let is_it = |one: &&Record| {
            own.is_some_and(|own| one.activity == own.at)
                && one.is_page == record.is_page
                && key(activity, one) == key(activity, record)
        };
        let mut found = self.now.records.iter().filter(is_it);
        match (found.next(), found.next()) {
            (Some(one), None) => one.path.clone(),
            _ => match record.path.strip_prefix(&plan.path) {
                Some(rest) => format!("{}{rest}", self.now.path),
                None => record.path.clone(),
            },
        }
    }
}

/// A record's identity across renames: for a repeatable activity, its random suffix.
fn key<'a>(activity: &Activity, record: &'a Record) -> &'a str {
    let stem = record.stem();
    let end = stem.rsplit('-').next().unwrap_or(stem);
    activity.repeat.map_or("", |_| end)
}

fn version(record: &Record) -> RecordVersion<'_> {
    let content = record.content.as_ref().ok();
    RecordVersion {
        text: content.map_or("", |content| content.document.text()),
        content,
    }
}
