//! The rules, in the order of their codes. Each looks at one plan; what needs git or several plans at once, such as
//! committed private sheets or two plans with one id, is looked at where these are at hand (`commands/check.rs`).

mod conflict;
mod doubled;
mod gate;
mod hidden_rest;
mod hidden_words;
mod lost_heading;
mod misfit;
mod names;
mod scattered;
mod skip_reason;
mod stray;
mod unknown_output;

use super::Rule;

/// Every rule.
pub const RULES: &[&dyn Rule] = &[
    &misfit::Misfit,
    &doubled::Doubled,
    &conflict::Conflict,
    &hidden_rest::HiddenRest,
    &lost_heading::LostHeading,
    &scattered::Scattered,
    &hidden_words::HiddenWords,
    &unknown_output::UnknownOutput,
    &gate::Gate,
    &stray::Stray,
    &skip_reason::SkipReason,
    &names::Names,
];

use crate::check::Subject;
use crate::model::{Content, Record};
use crate::toolkit::Activity;

/// Every record of a plan that can be read, with its activity.
fn readable<'a>(
    subject: &'a Subject<'_>,
) -> impl Iterator<Item = (&'a Record, &'a Content, &'a Activity)> {
    subject.plan.records.iter().filter_map(|record| {
        let content = record.content.as_ref().ok()?;
        let activity = subject.plan.toolkit.activities.get(record.activity)?;
        Some((record, content, activity))
    })
}
