//! All that was heard is from one stakeholder group.

use crate::check::{Rule, Subject};
use crate::model::{Content, Finding, Place};
use crate::toolkit::{Activity, Role};
use serde_json::Value;
use std::collections::BTreeMap;

/// All that was heard is from one stakeholder group.
pub struct OneVoice;

impl Rule for OneVoice {
    fn code(&self) -> &'static str {
        "I0348"
    }

    fn about(&self) -> &'static str {
        "There are voices enough (role `voices`), and all of them are of one stakeholder group."
    }

    fn asks_for_work(&self) -> bool {
        true
    }

    fn on_board(&self) -> bool {
        true
    }

    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>) {
        let plan = subject.plan;
        for (at, activity) in plan.toolkit.activities.iter().enumerate() {
            for (output, known) in activity.outputs.iter().enumerate() {
                if known.role != Some(Role::Voices) {
                    continue;
                }
                let mut count = 0u32;
                let mut groups: BTreeMap<String, String> = BTreeMap::new();
                let contents = plan
                    .records_of(at)
                    .filter_map(|record| record.content.as_ref().ok());
                for group in contents.flat_map(|content| groups_in(content, activity, output)) {
                    count += 1;
                    groups.entry(group.to_lowercase()).or_insert(group);
                }
                let least = activity.repeat.unwrap_or(1).max(2);
                let mut only = groups.values();
                if let (true, Some(group), None) = (count >= least, only.next(), only.next()) {
                    found.push(
                        Finding::info(
                            self.code(),
                            format!(
                                "all {count} of {} are of one group: {}",
                                activity.id,
                                super::quoted(group)
                            ),
                        )
                        .with_place(Place::file(plan.place_of(at)))
                        .with_help(format!(
                            "redesign list {}/{} {}",
                            activity.id, known.id, plan.id
                        )),
                    );
                }
            }
        }
    }
}

/// The groups that an answer names: a choice or words one, a list one an entry, a table one a row, in its first column.
fn groups_in(content: &Content, activity: &Activity, output: usize) -> Vec<String> {
    let first = activity
        .outputs
        .get(output)
        .and_then(|known| known.shape.columns.first())
        .map(|column| column.id.as_str());
    let of_row = |row: &Value| match row {
        Value::Object(row) => row.get(first?)?.as_str().map(str::to_owned),
        other => other.as_str().map(str::to_owned),
    };
    let named: Vec<String> = match content.value(activity, output) {
        Some(Ok(Value::Array(rows))) => rows.iter().filter_map(of_row).collect(),
        Some(Ok(one)) => of_row(&one).into_iter().collect(),
        _ => Vec::new(),
    };
    let words = named.iter().map(|group| group.trim().to_owned());
    words.filter(|group| !group.is_empty()).collect()
}
