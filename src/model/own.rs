//! Answers of a record that stand on other answers of the same record, such as the release of a text or a team's yes to
//! it: which they are, and which of them stand on something else now.

use super::{Content, Stamps, stamp};
use crate::toolkit::{Activity, Output, OutputRef, Role, Toolkit};

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
fn name(toolkit: &Toolkit, output: &Output, source: OutputRef) -> String {
    let whole = toolkit.name_of(source);
    match whole.split_once('/').filter(|_| output.is_consent()) {
        Some((own, id)) => format!("{own}/{}/{id}", output.id),
        _ => whole,
    }
}

/// The stamp of one answer of a record as it is now; nothing where it can't be told.
fn now(content: &Content, output: &Output) -> Option<String> {
    if !content.is_whole() {
        return None;
    }
    let essences = match content.answer(output.at) {
        Some(answer) => vec![output.kind.essence(&output.shape, &answer.text)],
        None if content.answered.contains(output.at) => return None,
        None => Vec::new(),
    };
    Some(stamp::of_answers(essences))
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
            Some((name(toolkit, output, source), now))
        })
        .collect()
}

/// Answers of a record that changed since others that stand on them were given, each with the one that stands on it.
pub fn changed<'a>(
    toolkit: &Toolkit,
    activity: &'a Activity,
    content: &Content,
) -> Vec<(&'a Output, OutputRef)> {
    let mut found = Vec::new();
    let outputs = activity.outputs.iter();
    for output in outputs.filter(|one| stands(content, one)) {
        for source in sources(activity, output) {
            let stamp = content.stamp(&name(toolkit, output, source));
            let now = stamp.and_then(|_| now(content, activity.output(source.output)));
            if stamp
                .zip(now)
                .is_some_and(|(stamp, now)| stamp::differs(stamp, &now))
            {
                found.push((output, source));
            }
        }
    }
    found
}
