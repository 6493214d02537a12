//! The rules, in the order of their codes. Each looks at one plan; what needs git or several plans at once, such as
//! committed private sheets or two plans with one id, is looked at where these are at hand (`commands/check.rs`).

use super::Rule;

/// Names the modules of all rules and lists the rules, from one list.
macro_rules! rules {
    ($($module:ident :: $rule:ident),+ $(,)?) => {
        $(mod $module;)+

        /// Every rule.
        pub const RULES: &[&dyn Rule] = &[$(&$module::$rule),+];
    };
}

rules! {
    misfit::Misfit,
    doubled::Doubled,
    conflict::Conflict,
    hidden_rest::HiddenRest,
    lost_heading::LostHeading,
    scattered::Scattered,
    about::About,
    hidden_words::HiddenWords,
    unknown_output::UnknownOutput,
    gate::Gate,
    stray::Stray,
    skip_reason::SkipReason,
    names::Names,
    unknown_repeat::UnknownRepeat,
    same_suffix::SameSuffix,
    lost_link::LostLink,
    adjusted::Adjusted,
    off_scale::OffScale,
    rating::Rating,
    unstamped::Unstamped,
}

pub(super) use lost_link::lacks_any as lacks_links;

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
