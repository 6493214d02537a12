//! The tests that a team ran, as marks on its charts.

use crate::kinds::Sort;
use crate::model::calendar::day_in_name;
use crate::model::{Plan, Record};
use crate::toolkit::{Activity, Role};
use jiff::civil::Date;

/// A test that the team ran, as a mark on a chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialMark {
    /// The day on which it began.
    pub day: Date,
    /// The activity's id and the number of the test, such as `pilot 1`.
    pub name: String,
    /// Its record, relative to the workspace.
    pub path: String,
}

/// The tests of a plan by the days on which they began: records with a prediction or a result.
pub fn trials(plan: &Plan) -> Vec<TrialMark> {
    let mut found = Vec::new();
    for activity in &plan.toolkit.activities {
        let is_test = [Role::Prediction, Role::Result]
            .into_iter()
            .any(|role| activity.output_of(role).is_some());
        if !is_test {
            continue;
        }
        let mut days: Vec<(Date, &str)> = plan
            .records_of(activity.at)
            .filter_map(|record| Some((began(activity, record)?, record.path.as_str())))
            .collect();
        days.sort_unstable();
        let is_one = activity.repeat.is_none();
        found.extend(
            days.into_iter()
                .zip(1..)
                .map(|((day, path), number)| TrialMark {
                    day,
                    path: path.to_owned(),
                    name: if is_one {
                        activity.id.to_string()
                    } else {
                        format!("{} {number}", activity.id)
                    },
                }),
        );
    }
    found.sort_by_key(|one| one.day);
    found
}

/// The day on which a record says it began, or else that of its name.
pub fn began(activity: &Activity, record: &Record) -> Option<Date> {
    let content = record.said()?;
    let mut days = activity
        .outputs
        .iter()
        .filter(|output| output.kind.sort() == Sort::Date);
    let typed = days.find_map(|output| {
        let value = content.value(output)?.ok()?;
        value.as_str()?.trim().parse().ok()
    });
    let named = || day_in_name(record.stem()).filter(|_| activity.repeat.is_some());
    typed.or_else(named)
}
