//! What a cohort's programme says about a team's plan: its records kept with that plan.

use crate::model::Plan;
use crate::report::{Block, Rows};
use schemars::JsonSchema;
use serde::Serialize;

/// A programme record about a plan.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AboutShown {
    /// Id of the programme.
    pub programme: String,
    /// The activity's id.
    pub activity: String,
    /// The activity's title.
    pub title: String,
    /// The record's name.
    pub record: String,
    /// Its file, relative to the workspace.
    pub path: String,
}

/// A programme's records about a plan, by activity and file. Records without answers are left out.
pub fn about(programme: &Plan, plan: &str) -> Vec<AboutShown> {
    let toolkit = &programme.toolkit;
    let mut found = Vec::new();
    for activity in &toolkit.activities {
        if !toolkit.is_per_plan(activity) {
            continue;
        }
        let all = programme.records_of(activity.at);
        let records = all.filter(|one| one.about() == Some(plan) && one.answered().is_some());
        found.extend(records.map(|record| AboutShown {
            programme: programme.id.to_string(),
            activity: activity.id.to_string(),
            title: activity.title.clone(),
            record: record.stem().to_owned(),
            path: record.path.clone(),
        }));
    }
    found
}

/// A heading and a table; empty if there are no records.
pub fn blocks(records: &[AboutShown]) -> Vec<Block> {
    if records.is_empty() {
        return Vec::new();
    }
    let mut rows = Rows::of(records);
    rows.column("activity", "Activity", |one| &one.title);
    rows.column("record", "Record", |one| {
        format!("{}/{}/{}", one.programme, one.activity, one.record)
    });
    vec![
        Block::Heading("In the programme".to_owned()),
        Block::Table(rows.table()),
    ]
}
