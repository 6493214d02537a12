//! Checks: what is wrong or doubtful in a workspace. One rule, one file; pure.
//!
//! To add a rule: one new file in `rules/`, and one line in the list of `rules/mod.rs`.

pub mod rules;

use crate::model::{Finding, Plan, Standing};

/// What a rule looks at.
pub struct Subject<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Where its activities stand.
    pub standing: &'a Standing,
}

/// One rule.
pub trait Rule: Sync {
    /// Its stable code, such as `E0102`; `E` says that something isn't counted until it is mended, `W` that it is
    /// probably not as meant.
    fn code(&self) -> &'static str;

    /// One sentence: what it finds. Printed in the docs.
    fn about(&self) -> &'static str;

    /// Looks at one plan.
    fn look(&self, subject: &Subject<'_>, found: &mut Vec<Finding>);
}

/// Everything that is to be said of one plan: what couldn't be read, then what the rules find, in the order of places.
pub fn plan(plan: &Plan) -> Vec<Finding> {
    let standing = Standing::of(plan);
    let subject = Subject {
        plan,
        standing: &standing,
    };
    let mut found: Vec<Finding> = unreadable(plan).collect();
    for rule in rules::RULES {
        rule.look(&subject, &mut found);
    }
    found.sort_by(|one, other| {
        (&one.place, one.code, &one.message).cmp(&(&other.place, other.code, &other.message))
    });
    found.dedup();
    found
}

/// What could not be read of a plan.
pub fn unreadable(plan: &Plan) -> impl Iterator<Item = Finding> + '_ {
    let records = plan
        .records
        .iter()
        .filter_map(|record| record.content.as_ref().err())
        .map(|finding| (**finding).clone());
    plan.findings.iter().cloned().chain(records)
}
