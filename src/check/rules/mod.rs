//! The rules in the order of their codes, which is also the order of `check --fix`. Each looks at one plan; checks that
//! need git or several plans, such as committed private sheets or duplicate ids, are in `commands/check.rs`.

use super::Rule;

pub(super) use overdue::open_tasks;

/// Defines the modules and the list of rules.
macro_rules! rules {
    ($($module:ident),+ $(,)?) => {
        $(pub(super) mod $module;)+

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
    few_people,
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
    astray,
    unread_front,
    gap,
    personal,
    wrapped,
    page_answers,
    withdrawn,
    odd_day,
    other_name,
    off_scale,
    reversed,
    unknown_group,
    words_left,
    checkpoint,
    decided,
    reworded,
    unstamped,
    uncounted,
    unbulleted,
    before_start,
    unnoted_prediction,
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
    pause_over,
    vague_aim,
    no_baseline,
    unpredicted,
    few_points,
    unbalanced,
    unheard,
    one_try,
    not_heard,
}

use crate::check::{Moment, Subject};
use crate::model::calendar::Entry;
use crate::model::quote::{plain, short};
use crate::model::{ActivityStanding, Content, Link, Plan, Record};
use crate::toolkit::{Activity, ActivityAt, Output, Role};
use jiff::civil::Date;

/// A record's name inside its plan: `activity`, or `activity/record` if repeatable.
fn name_of(record: &Record, activity: &Activity) -> String {
    if activity.repeat.is_some() {
        format!("{}/{}", activity.id, record.stem())
    } else {
        activity.id.to_string()
    }
}

/// All readable records of a plan with their activities.
fn readable<'a>(
    subject: &'a Subject<'_>,
) -> impl Iterator<Item = (&'a Record, &'a Content, &'a Activity)> {
    subject.plan.records.iter().filter_map(|record| {
        let content = record.content.as_ref().ok()?;
        let activity = subject.plan.toolkit.activity(record.activity);
        Some((record, content, activity))
    })
}

/// All links of a plan with their records and activities.
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
    let role = activity.output(link.place.output).role;
    matches!(role, Some(Role::Support | Role::Contrary))
}

/// What an activity lacks, in parentheses; empty if unknown.
fn lacking(standing: &ActivityStanding, activity: &Activity) -> String {
    match standing.lacks_in_words(activity) {
        lacks if lacks.is_empty() => lacks,
        lacks => format!(" ({lacks})"),
    }
}

/// Whether all answers but one are unchanged in another version of a record.
fn are_others_as_before(
    activity: &Activity,
    but: &Output,
    before: &Content,
    after: &Content,
) -> bool {
    let words = |content: &Content, at| content.answer(at).map(|answer| answer.text.into_owned());
    let mut others = activity.outputs.iter().map(|output| output.at);
    others.all(|at| at == but.at || words(before, at) == words(after, at))
}

/// How to fix a broken link.
fn meant(near: Option<&str>) -> String {
    let list = "`redesign status` lists all plans, `redesign show PLAN` what is in one";
    near.map_or_else(
        || list.to_owned(),
        |near| format!("did you mean \"{near}\"? {list}"),
    )
}

/// The moment, if it is known and the plan is neither paused nor ended.
fn going_on<'a>(subject: &Subject<'a>) -> Option<&'a Moment<'a>> {
    let moment = subject.moment?;
    let resting = subject.plan.meta.resting(moment.today);
    resting.is_none().then_some(moment)
}

/// The day since which nothing was heard of a team: of its last change, or of the end of a pause after that.
fn quiet_since(subject: &Subject<'_>, moment: &Moment<'_>) -> Option<Date> {
    let over = subject.plan.meta.pause_over(moment.today);
    moment
        .moved
        .map(|moved| over.map_or(moved, |over| moved.max(over)))
}

/// The day so many days later.
pub(super) fn later(day: Date, days: u32) -> Date {
    day.saturating_add(jiff::Span::new().days(i64::from(days)))
}

/// Whole days between two days; 0 if the second isn't later.
fn days(from: Date, to: Date) -> u32 {
    let span = from.until(to).map_or(0, |span| span.get_days());
    u32::try_from(span).unwrap_or(0)
}

/// The plan that keeps these entries' records: this one, or the programme.
fn keeper<'a>(subject: &Subject<'a>, moment: &Moment<'a>, entries: &[&Entry]) -> Option<&'a Plan> {
    let id = entries.first().map(|entry| entry.keeper.as_str())?;
    [Some(subject.plan), moment.programme]
        .into_iter()
        .flatten()
        .find(|plan| plan.id.as_str() == id)
}

fn has_role(activity: &Activity, role: Role) -> bool {
    let mut outputs = activity.outputs.iter();
    outputs.any(|output| output.role == Some(role))
}

/// Whether an activity tests something: it records a prediction or a result.
fn is_test(activity: &Activity) -> bool {
    has_role(activity, Role::Prediction) || has_role(activity, Role::Result)
}

/// Number of an activity's records with an answer in this role.
fn records_with(subject: &Subject<'_>, activity: ActivityAt, role: Role) -> usize {
    let known = subject.plan.toolkit.activity(activity);
    let asked = known.those(|output| output.role == Some(role));
    if asked.is_empty() {
        return 0;
    }
    let contents = subject.plan.contents_of(activity);
    contents
        .filter(|content| !content.filled.and(asked).is_empty())
        .count()
}

/// Number of a plan's records with an answer in this role.
fn filled_with(subject: &Subject<'_>, role: Role) -> usize {
    let all = subject.plan.toolkit.activities.places();
    all.map(|at| records_with(subject, at, role)).sum()
}

/// The first line of what somebody wrote, shortened and in quotes.
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
