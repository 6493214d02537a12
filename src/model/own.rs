//! Answers of a record that stand on other answers of the same record, such as the release of a text or a team's yes to
//! it: which they are, and which of them stand on something else now.

use super::stamp::{Essence, Stamp};
use super::{Content, Stamps};
use crate::toolkit::{Activity, OutputRef, Role, Toolkit};

/// Answers of its own record on which an output stands.
fn sources(at: usize, activity: &Activity, output: usize) -> impl Iterator<Item = OutputRef> + '_ {
    let known = activity.outputs.get(output).into_iter();
    let all = known.flat_map(|known| &known.builds_on).copied();
    all.filter(move |source| source.activity == at && source.output != output)
}

/// Whether an output says something for which it matters what it stands on. Of a release that is a yes: what is held back
/// may change.
fn stands(activity: &Activity, content: &Content, output: usize) -> bool {
    let is_approval = activity
        .outputs
        .get(output)
        .is_some_and(|one| one.role == Some(Role::Approval));
    if is_approval {
        option(activity, content, output) == Some(0)
    } else {
        content.answered & 1 << output != 0
    }
}

/// Position of the option that the answer to a choice says; nothing where it says none.
pub fn option(activity: &Activity, content: &Content, output: usize) -> Option<usize> {
    let known = activity.outputs.get(output)?;
    let value = content.value(activity, output)?.ok()?;
    known
        .shape
        .options
        .iter()
        .position(|option| value == option.id.as_str())
}

/// Whether an output says what teams agreed to: nobody else may say that they still do.
pub fn is_consent(activity: &Activity, output: usize) -> bool {
    let found = activity.outputs.get(output);
    found.is_some_and(|one| one.role == Some(Role::Consent))
}

/// Name of the stamp of an answer on which an output of the same record stands. Consent has stamps of its own, with its id
/// in the middle, so that a release of the text renews nobody's yes.
fn name(toolkit: &Toolkit, activity: &Activity, output: usize, source: OutputRef) -> String {
    let whole = toolkit.name_of(source);
    let asking = activity
        .outputs
        .get(output)
        .filter(|_| is_consent(activity, output));
    match (asking, whole.split_once('/')) {
        (Some(asking), Some((own, id))) => format!("{own}/{}/{id}", asking.id),
        _ => whole,
    }
}

/// The stamp of one answer of a record as it is now; nothing where it can't be told.
fn now(activity: &Activity, content: &Content, output: usize) -> Option<Stamp> {
    if !content.is_whole() {
        return None;
    }
    let known = activity.outputs.get(output)?;
    let essences = match content.answer(output) {
        Some(answer) => vec![Essence::of(known, &answer)],
        None if content.answered & 1 << output != 0 => return None,
        None => Vec::new(),
    };
    Some(Stamp::of(essences))
}

/// Stamps of the answers on which an output of the record stands, as they are now; none where it says nothing for which
/// they matter.
pub fn stamps(toolkit: &Toolkit, at: usize, content: &Content, output: usize) -> Stamps {
    let Some(activity) = toolkit.activities.get(at) else {
        return Stamps::new();
    };
    if !stands(activity, content, output) {
        return Stamps::new();
    }
    let sources = sources(at, activity, output);
    sources
        .filter_map(|source| {
            Some((
                name(toolkit, activity, output, source),
                now(activity, content, source.output)?.into_noted(),
            ))
        })
        .collect()
}

/// Answers of a record that changed since others that stand on them were given, each with the one that stands on it.
pub fn changed(
    toolkit: &Toolkit,
    at: usize,
    activity: &Activity,
    content: &Content,
) -> Vec<(usize, OutputRef)> {
    let mut found = Vec::new();
    for output in (0..activity.outputs.len()).filter(|one| stands(activity, content, *one)) {
        for source in sources(at, activity, output) {
            let stamp = content.stamp(&name(toolkit, activity, output, source));
            let now = stamp.and_then(|_| now(activity, content, source.output));
            if stamp
                .zip(now)
                .is_some_and(|(noted, now)| now.differs_from(noted))
            {
                found.push((output, source));
            }
        }
    }
    found
}
