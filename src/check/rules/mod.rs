//! The rules, in the order of their codes, in which `check --fix` mends, too. Each looks at one plan; what needs git or
//! several plans at once, such as committed private sheets or two plans with one id, is looked at where these are at hand
//! (`commands/check.rs`).

use super::Rule;

/// Names the modules of all rules and lists the rules, from one list.
macro_rules! rules {
    ($($module:ident),+ $(,)?) => {
        $(pub(super) mod $module;)+

        /// Every rule.
        pub const RULES: &[Rule] = &[$($module::RULE),+];
    };
}

rules! {
    misfit,
    doubled,
    conflict,
    hidden_rest,
    lost_heading,
    scattered,
    about,
    hidden_words,
    unknown_output,
    gate,
    stray,
    skip_reason,
    names,
    unknown_repeat,
    same_suffix,
    lost_link,
    adjusted,
    dead_end,
    lost_evidence,
    changed_link,
    unasked,
    taken_back,
    outweighed,
    gap,
    personal,
    off_scale,
    checkpoint,
    decided,
    reworded,
    unstamped,
    pinned,
    elsewhere,
    silent,
    stopped,
    overdue,
    behind,
    stuck,
    due,
    left_out,
    one_voice,
    rating,
}

use crate::check::{Moment, Subject};
use crate::model::calendar::Entry;
use crate::model::quote::{plain, short};
use crate::model::{Content, Link, Plan, Record};
use crate::toolkit::{Activity, Role};
use jiff::civil::Date;

/// A record as it is named inside its plan: `activity`, or `activity/record` of a repeatable one.
fn name_of(record: &Record, activity: &Activity) -> String {
    if activity.repeat.is_some() {
        format!("{}/{}", activity.id, record.stem())
    } else {
        activity.id.to_string()
    }
}

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

/// Every link of a plan, with its record and activity.
fn links<'a>(
    subject: &'a Subject<'_>,
) -> impl Iterator<Item = (&'a Record, &'a Content, &'a Activity, &'a Link)> {
    readable(subject).flat_map(|(record, content, activity)| {
        let links = subject.plan.links_in(&record.path);
        links.map(move |link| (record, content, activity, link))
    })
}

/// Whether a link is evidence for or against a finding.
fn is_evidence(activity: &Activity, link: &Link) -> bool {
    let output = activity.outputs.get(link.place.output);
    output.is_some_and(|one| matches!(one.role, Some(Role::Support | Role::Contrary)))
}

/// How a link that leads to nothing is mended.
fn meant(near: Option<&str>) -> String {
    let list = "`redesign status` lists all plans, `redesign show PLAN` what is in one";
    near.map_or_else(
        || list.to_owned(),
        |near| format!("did you mean \"{near}\"? {list}"),
    )
}

/// The moment, where it is known and the plan neither rests nor has ended.
fn going_on<'a>(subject: &Subject<'a>) -> Option<&'a Moment<'a>> {
    let moment = subject.moment?;
    subject.plan.meta.resting().is_none().then_some(moment)
}

/// Whole days from one day to a later one; none where it isn't later.
fn days(from: Date, to: Date) -> u32 {
    let span = from.until(to).map_or(0, |span| span.get_days());
    u32::try_from(span).unwrap_or(0)
}

/// The plan that keeps the records of some of what is due: this one, or the programme.
fn keeper<'a>(subject: &Subject<'a>, moment: &Moment<'a>, entries: &[&Entry]) -> Option<&'a Plan> {
    let id = entries.first().map(|entry| entry.keeper.as_str())?;
    [Some(subject.plan), moment.programme]
        .into_iter()
        .flatten()
        .find(|plan| plan.id.as_str() == id)
}

/// Whether an activity has an output of a role.
fn has_role(activity: &Activity, role: Role) -> bool {
    let mut outputs = activity.outputs.iter();
    outputs.any(|output| output.role == Some(role))
}

/// Whether an activity tries something out: it says what is expected, or what happened.
fn is_test(activity: &Activity) -> bool {
    has_role(activity, Role::Prediction) || has_role(activity, Role::Result)
}

/// How many records of an activity have an answer to an output of a role.
fn records_with(subject: &Subject<'_>, activity: usize, role: Role) -> usize {
    let Some(known) = subject.plan.toolkit.activities.get(activity) else {
        return 0;
    };
    let outputs = known.outputs.iter().enumerate();
    let asked = outputs
        .filter(|(_, output)| output.role == Some(role))
        .fold(0u64, |bits, (at, _)| bits | 1 << at);
    if asked == 0 {
        return 0;
    }
    let records = subject.plan.records_of(activity);
    let contents = records.filter_map(|record| record.content.as_ref().ok());
    contents
        .filter(|content| content.filled & asked != 0)
        .count()
}

/// How many records of a plan have an answer to an output of a role.
fn filled_with(subject: &Subject<'_>, role: Role) -> usize {
    let all = 0..subject.plan.toolkit.activities.len();
    all.map(|at| records_with(subject, at, role)).sum()
}

/// The beginning of what somebody wrote, in one line and between quotation marks.
fn quoted(words: &str) -> String {
    const MOST: usize = 60;
    let mut lines = words.lines().map(plain).filter(|line| !line.is_empty());
    format!("\"{}\"", short(&lines.next().unwrap_or_default(), MOST))
}

#[cfg(test)]
mod tests {
    use super::RULES;

    #[test]
    fn rules_stand_in_the_order_of_their_codes() {
        let place = |code: &'static str| ("EWI".find(&code[..1]).unwrap(), code);
        let codes: Vec<_> = RULES.iter().map(|rule| place(rule.code)).collect();
        assert!(codes.is_sorted_by(|one, next| one < next), "{codes:?}");
        assert!(RULES.iter().all(|rule| rule.about.len() > 20));
    }
}
