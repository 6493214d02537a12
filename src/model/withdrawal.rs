//! Records whose words nobody may use any more, though they are there.

use super::{Backing, Consent, Content, Plan, Record, Release, own};
use crate::kinds::Sort;
use crate::toolkit::{Activity, Output, OutputSet, Role};

/// Why a record isn't for others, continuing `it `: whoever was asked didn't agree, or it is held back.
pub fn refused(activity: &Activity, content: &Content) -> Option<String> {
    let asked = activity.output_of(Role::Consent);
    let answer = asked.and_then(|output| {
        let answer = content.answer(output.at)?;
        let said = output.kind.said(&output.shape, answer.seen());
        let no = said.into_iter().find(|one| one.option > Some(0))?;
        let option = output.shape.options.get(no.option.unwrap_or(0));
        Some(match (no.who, option) {
            (Some(who), _) => format!("has no consent: {who} said no"),
            (None, Some(option)) => format!("has no consent: \"{}\"", option.title),
            (None, None) => "has no consent".to_owned(),
        })
    });
    let released = activity.output_of(Role::Approval);
    answer.or_else(|| {
        let option = own::option(content, released?)?;
        (option > 0).then(|| "is held back".to_owned())
    })
}

/// The title of the option by which whoever was asked took a record back: the last of a choice with the role `consent`.
pub fn taken_back<'a>(activity: &'a Activity, content: &Content) -> Option<&'a str> {
    let asked = activity.output_of(Role::Consent)?;
    let (at, options) = (own::option(content, asked)?, &asked.shape.options);
    let last = options.last().filter(|_| at > 0 && at + 1 == options.len());
    last.map(|option| option.title.as_str())
}

/// What a record says, unless whoever said it took it back.
pub fn still_said<'a>(activity: &Activity, record: &'a Record) -> Option<&'a Content> {
    let content = record.said()?;
    taken_back(activity, content).is_none().then_some(content)
}

/// Most words of an optional answer on one line that is taken for a label, such as "Student 3".
const LABEL: usize = 3;

/// The answers in words of a record that was taken back: all but what was only chosen, counted or dated, whose voice it
/// was, and labels.
pub fn words_left(activity: &Activity, content: &Content) -> OutputSet {
    if taken_back(activity, content).is_none() {
        return OutputSet::NONE;
    }
    let is_mark = |output: &Output| {
        matches!(output.kind.sort(), Sort::Choice | Sort::Date | Sort::Number)
            || matches!(output.role, Some(Role::Consent | Role::Voices))
    };
    let is_label = |output: &Output| {
        let answer = content.answer(output.at);
        let words = answer.as_ref().map_or("", |answer| answer.seen().trim());
        let is_short = words.lines().count() == 1 && words.split_whitespace().count() <= LABEL;
        !output.required && is_short
    };
    let removed = activity.those(|output| !is_mark(output) && !is_label(output));
    content.answered.and(removed)
}

/// Who reads what is told of a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Readers {
    /// Those who work with it: everything but what nobody may use.
    #[default]
    Internal,
    /// Anybody: only what a person released, or those concerned agreed to.
    Public,
}

impl Readers {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Public => "public",
        }
    }
}

/// Why a record that isn't left out isn't for these readers, continuing `it `; `None` if it is.
pub fn hidden_from(
    readers: Readers,
    plan: &Plan,
    record: &Record,
    content: &Content,
) -> Option<String> {
    let activity = plan.toolkit.activity(record.activity);
    if let Some(why) = refused(activity, content) {
        return Some(why);
    }
    match readers {
        Readers::Internal => is_unasked(activity, content)
            .then(|| "doesn't say whether those concerned agreed".to_owned()),
        Readers::Public => unpublished(plan, record),
    }
}

/// Whether a record of what somebody said doesn't tell whether they agreed. A claim or a text to be released is written
/// by the team itself, and asks later.
fn is_unasked(activity: &Activity, content: &Content) -> bool {
    let is_for_others = [Role::Finding, Role::Approval]
        .iter()
        .any(|role| activity.output_of(*role).is_some());
    let asked = activity.output_of(Role::Consent);
    !is_for_others && asked.is_some_and(|asked| !content.filled.contains(asked.at))
}

/// Why a record isn't public: nobody released it or agreed to it, or something is lacking.
fn unpublished(plan: &Plan, record: &Record) -> Option<String> {
    let Some(backing) = Backing::of(plan, record) else {
        return Some("isn't meant for others".to_owned());
    };
    let lacking = backing.lacking();
    if !lacking.is_empty() {
        return Some(format!("isn't ready: {}", lacking.join("; ")));
    }
    let consent = backing.consent.iter().flatten();
    let is_agreed = consent.into_iter().any(|(_, one)| *one == Consent::Yes);
    let is_released = backing.release == Some(Release::Released);
    (!is_agreed && !is_released).then(|| "was neither released nor agreed to".to_owned())
}

/// The outputs of a record for others that a release or a consent speaks of: all but the answers themselves where the
/// toolkit doesn't say.
pub fn published(activity: &Activity) -> OutputSet {
    let asks = |output: &Output| matches!(output.role, Some(Role::Consent | Role::Approval));
    let mut named = OutputSet::NONE;
    for asking in activity.outputs.iter().filter(|output| asks(output)) {
        for source in &asking.builds_on {
            if source.activity == activity.at {
                named.insert(source.output);
            }
        }
    }
    if named.is_empty() {
        activity.those(|output| !asks(output))
    } else {
        named
    }
}
