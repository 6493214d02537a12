//! Answers of a record that stand on other answers of the same record, such as the release of a text or a team's yes to
//! it: which they are, and which of them stand on something else now.

use super::pledge::WordsSince;
use super::stamp::{self, Essence, Stamp};
use super::{Content, Plan, Record, Stamps};
use crate::toolkit::{Activity, Output, OutputAt, OutputRef, Role, Toolkit};

/// Answers of its own record on which an output stands.
fn sources<'a>(
    activity: &Activity,
    output: &'a Output,
) -> impl Iterator<Item = OutputRef> + use<'a> {
    let own = activity.at;
    let all = output.builds_on.iter().copied();
    all.filter(move |source| source.activity == own && source.output != output.at)
}

/// Whether an output says something for which it matters what it stands on. Of a release that is a yes: what is held back
/// may change.
fn stands(content: &Content, output: &Output) -> bool {
    if output.role == Some(Role::Approval) {
        option(content, output) == Some(0)
    } else {
        content.answered.contains(output.at)
    }
}

/// Position of the option that the answer to a choice says; nothing where it says none.
pub fn option(content: &Content, output: &Output) -> Option<usize> {
    let value = content.value(output)?.ok()?;
    let mut options = output.shape.options.iter();
    options.position(|option| value == option.id.as_str())
}

/// Name of the stamp of an answer on which an output of the same record stands. Consent has stamps of its own, with its id
/// in the middle, so that a release of the text renews nobody's yes.
pub(super) fn name(toolkit: &Toolkit, output: &Output, source: OutputRef) -> String {
    let whole = toolkit.name_of(source);
    match whole.split_once('/').filter(|_| output.is_consent()) {
        Some((own, id)) => format!("{own}/{}/{id}", output.id),
        _ => whole,
    }
}

/// The stamp of one answer of a record as it is now; nothing where it can't be told.
pub(super) fn now(content: &Content, output: &Output) -> Option<Stamp> {
    if !content.is_whole() {
        return None;
    }
    let essences = match content.answer(output.at) {
        Some(answer) => vec![Essence::of(output, &answer)],
        None if content.answered.contains(output.at) => return None,
        None => Vec::new(),
    };
    Some(Stamp::of(essences))
}

/// Stamps of the answers on which an output of the record stands, as they are now; none where it says nothing for which
/// they matter.
pub fn stamps(
    toolkit: &Toolkit,
    activity: &Activity,
    content: &Content,
    output: &Output,
) -> Stamps {
    if !stands(content, output) {
        return Stamps::new();
    }
    sources(activity, output)
        .filter_map(|source| {
            let now = now(content, activity.output(source.output))?;
            Some((name(toolkit, output, source), now.into_noted()))
        })
        .collect()
}

/// Whether only a person can give an answer that stands on others of its record: nobody else says for which words it was
/// given, so without a stamp git is asked.
pub fn is_given(activity: &Activity, output: &Output) -> bool {
    let is_asked = matches!(output.role, Some(Role::Consent | Role::Approval));
    is_asked && sources(activity, output).next().is_some()
}

/// Answers of its own record on which a person's answer stands without a stamp that says what they were.
pub fn unnoted(
    toolkit: &Toolkit,
    activity: &Activity,
    content: &Content,
    output: &Output,
) -> Vec<OutputAt> {
    if !is_given(activity, output) || !stands(content, output) {
        return Vec::new();
    }
    let is_noted = |source: &OutputRef| {
        let noted = content.stamp(&name(toolkit, output, *source));
        noted.is_some_and(stamp::is_known)
    };
    let lacking = sources(activity, output).filter(|source| !is_noted(source));
    lacking.map(|source| source.output).collect()
}

/// Those of some answers that say something else in another version of the record.
pub fn differing(
    activity: &Activity,
    sources: &[OutputAt],
    (one, other): (&Content, &Content),
) -> Vec<OutputAt> {
    let all = sources.iter().copied();
    all.filter(|at| {
        let output = activity.output(*at);
        let stamps = now(one, output).zip(now(other, output));
        stamps.is_some_and(|(one, other)| one != other)
    })
    .collect()
}

/// Stamps that hold a person's answers to the words beside them before a change, where only those words are new.
pub fn stamps_before(
    plan: &Plan,
    (path, activity): (&str, &Activity),
    (before, after): (&Content, &Content),
) -> Stamps {
    let mut found = Stamps::new();
    for output in &activity.outputs {
        let sources = unnoted(&plan.toolkit, activity, before, output);
        let is_same = || now(before, output) == now(after, output);
        if sources.is_empty()
            || plan.pledges_in(path).any(|one| one.output == output.at)
            || !is_same()
        {
            continue;
        }
        for source in differing(activity, &sources, (before, after)) {
            let was = now(before, activity.output(source));
            let key = name(
                &plan.toolkit,
                output,
                activity.reference(activity.output(source)),
            );
            found.extend(was.map(|was| (key, was.into_noted())));
        }
    }
    found
}

/// Answers on which an output of the record stands, and whose stamps say that they were others.
fn stale(
    plan: &Plan,
    activity: &Activity,
    content: &Content,
    output: &Output,
) -> impl Iterator<Item = OutputRef> {
    sources(activity, output).filter(move |source| {
        let stamp = content.stamp(&name(&plan.toolkit, output, *source));
        let now = stamp.and_then(|_| now(content, activity.output(source.output)));
        stamp
            .zip(now)
            .is_some_and(|(noted, now)| now.differs_from(noted))
    })
}

/// Whether the record's stamps say that an answer was given to other words.
pub fn is_stale(plan: &Plan, activity: &Activity, content: &Content, output: &Output) -> bool {
    stands(content, output) && stale(plan, activity, content, output).next().is_some()
}

/// Answers of a record that changed since others that stand on them were given, each with the one that stands on it.
pub fn changed<'a>(
    plan: &Plan,
    record: &Record,
    activity: &'a Activity,
    content: &Content,
) -> Vec<(&'a Output, OutputRef)> {
    let mut found: Vec<(&Output, OutputRef)> = Vec::new();
    let outputs = activity.outputs.iter();
    for output in outputs.filter(|one| stands(content, one)) {
        found.extend(stale(plan, activity, content, output).map(|source| (output, source)));
        for given in plan.pledges_in(&record.path) {
            if let WordsSince::Changed(sources) = &given.since
                && given.output == output.at
            {
                let sources = sources.iter().map(|at| activity.output(*at));
                let sources = sources.map(|source| (output, activity.reference(source)));
                found.extend(sources);
            }
        }
    }
    found.dedup_by_key(|(output, source)| (output.at, *source));
    found
}
