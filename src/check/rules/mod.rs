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
    checkpoint::Checkpoint,
    decided::Decided,
    reworded::Reworded,
    gap::Gap,
    personal::Personal,
    dead_end::DeadEnd,
    lost_evidence::LostEvidence,
    changed_link::ChangedLink,
    unasked::Unasked,
    taken_back::TakenBack,
    outweighed::Outweighed,
    unstamped::Unstamped,
    pinned::Pinned,
    elsewhere::Elsewhere,
    silent::Silent,
    stopped::Stopped,
    overdue::Overdue,
    behind::Behind,
    stuck::Stuck,
    due::DueNow,
    left_out::LeftOut,
    one_voice::OneVoice,
    rating::Rating,
}

pub(super) use lost_link::lacks_any as lacks_links;

use crate::check::{Moment, Subject};
use crate::model::quote::{plain, short};
use crate::model::{Content, Entry, Link, Plan, Record};
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

/// The plan that keeps the records of some entries of an agenda: this one, or the programme.
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
    use super::*;
    use std::collections::BTreeSet;

    fn codes(which: impl Fn(&dyn Rule) -> bool) -> Vec<&'static str> {
        let found = RULES.iter().filter(|rule| which(**rule));
        found.map(|rule| rule.code()).collect()
    }

    /// What nobody is told any more once a plan has ended, what the board shows, and what of it calls nobody by itself.
    #[test]
    fn who_is_told() {
        assert_eq!(
            codes(|rule| rule.asks_for_work() && rule.on_board()),
            [
                "W0241", "W0242", "W0243", "W0221", "W0212", "W0213", "W0214", "W0215", "W0216",
                "I0341", "I0342", "I0343", "I0344", "I0345", "I0346", "I0347", "I0348"
            ]
        );
        assert_eq!(
            codes(|rule| rule.asks_for_work() && !rule.on_board()),
            ["W0203", "I0301"]
        );
        assert_eq!(
            codes(|rule| !rule.asks_for_work() && rule.on_board()),
            ["E0109", "W0222", "I0349"]
        );
        assert_eq!(codes(|rule| !rule.is_reason_to_call()), ["I0345"]);
    }

    #[test]
    fn each_has_a_code_and_a_sentence_of_its_own() {
        let codes: BTreeSet<&str> = RULES.iter().map(|rule| rule.code()).collect();
        assert_eq!(codes.len(), RULES.len());
        for rule in RULES {
            let (code, about) = (rule.code(), rule.about());
            assert!(
                code.len() == 5 && code.starts_with(['E', 'W', 'I']),
                "{code}"
            );
            assert!(
                about.contains(' ') && about.ends_with('.'),
                "{code}: {about}"
            );
            let same = RULES.iter().filter(|one| one.about() == about).count();
            assert_eq!(same, 1, "{code}: {about}");
        }
    }
}
