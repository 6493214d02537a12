//! Stamps after a rename. Its links changed in some answers, but nobody said anything new: what stood on the words as they
//! were stands on the words as they are, and what stood on others still does.

use super::draft::stamp_of as draft_stamp_of;
use super::prediction::without_mark;
use super::stamp::{self, NOTHING, Stamp, Stamps};
use super::{Basis, Content, Gathered, Link, Plan, Record, There, WordsSince, own};
use crate::toolkit::{Activity, Output, PerActivity};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A plan before and after a rename: the same records at the same places, some with other words.
#[derive(Debug)]
pub struct Rewritten {
    pub before: Plan,
    /// Its records, with their new words; links and pledges aren't known.
    pub after: Plan,
}

impl Rewritten {
    /// A plan of which some files, by path, get other words.
    pub fn of(before: Plan, texts: &BTreeMap<String, String>) -> Self {
        let records = before.records.iter().map(|record| {
            let activity = before.toolkit.activity(record.activity);
            match &record.content {
                Ok(content) => {
                    let text = texts.get(&record.path);
                    let text = text.map_or(content.document.text(), String::as_str);
                    let bytes = Ok(text.as_bytes().to_vec());
                    Record::read(record.path.clone(), activity, record.is_page, bytes)
                }
                Err(finding) => Record {
                    path: record.path.clone(),
                    activity: record.activity,
                    is_page: record.is_page,
                    content: Err(finding.clone()),
                },
            }
        });
        let after = Plan {
            id: before.id.clone(),
            path: before.path.clone(),
            repository: before.repository.clone(),
            meta: before.meta.clone(),
            toolkit: Arc::clone(&before.toolkit),
            records: records.collect(),
            student_id: before.student_id.clone(),
            min_n: before.min_n,
            strays: Vec::new(),
            links: Vec::new(),
            pledges: Vec::new(),
            findings: Vec::new(),
        };
        Self { before, after }
    }

    /// Whether the file with a path is in it.
    fn holds(&self, path: &str) -> bool {
        let inside = path.strip_prefix(&self.before.path);
        inside.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// The stamps of a record that a rename changes, by the names that they have afterwards: those of answers and links, and
/// those of drafts.
///
/// # Errors
/// The words of a person's answer, if this clone doesn't know whether it holds.
pub fn restamped(
    all: &[Rewritten],
    (plan, record): (&Rewritten, &Record),
    (from, to): (&str, &str),
) -> Result<(Stamps, Stamps), String> {
    let mut stamps = Stamps::new();
    let mut drafted = Stamps::new();
    let Ok(before) = &record.content else {
        return Ok((stamps, drafted));
    };
    let mut records = plan.after.records.iter();
    let after = records.find(|one| one.path == record.path);
    let after = after
        .and_then(|one| one.content.as_ref().ok())
        .unwrap_or(before);
    let activity = plan.before.toolkit.activity(record.activity);
    let renamed = |name: &str| match name.strip_prefix(&format!("/{from}/")) {
        Some(rest) => format!("/{to}/{rest}"),
        None => name.to_owned(),
    };
    for (name, noted) in &before.stamps {
        let both = if name.starts_with('/') {
            let mut links = plan.before.links_in(&record.path);
            let link = links.find(|link| link.key.as_ref() == Some(name));
            link.and_then(|link| Some((link.now()?, now_of(all, link)?)))
        } else {
            answer_named(plan, activity, (before, after), name)
        };
        let kept = both.and_then(|(before, after)| kept(noted, &before, after));
        stamps.extend(kept.map(|stamp| (renamed(name), stamp)));
    }
    for (id, noted) in &before.drafted {
        let Some(output) = activity.named(id) else {
            continue;
        };
        let of = |content: &Content| {
            let answer = content.answer(output.at);
            let words = answer.map_or(String::new(), |answer| {
                answer.text.trim().replace("\r\n", "\n")
            });
            draft_stamp_of(output, &words)
        };
        let kept = kept(noted, &of(before), of(after));
        drafted.extend(kept.map(|stamp| (id.clone(), stamp)));
    }
    let is_rewritten = before.document.text() != after.document.text();
    for output in activity.outputs.iter().filter(|_| is_rewritten) {
        stamps.extend(pledged(
            &plan.before,
            record,
            activity,
            (before, after),
            output,
        )?);
    }
    Ok((stamps, drafted))
}

/// The stamp with which a noted one goes on saying what it said; `None` if it does.
fn kept(noted: &str, before: &Stamp, after: Stamp) -> Option<String> {
    if before.is_told_by(noted) {
        (!after.is_told_by(noted)).then(|| after.into_noted())
    } else if before.differs_from(noted) {
        (!after.differs_from(noted)).then(|| other_than(&after, before))
    } else {
        None
    }
}

/// A stamp that says that the words were others.
fn other_than(now: &Stamp, before: &Stamp) -> String {
    let earlier = before.clone().into_noted();
    if now.differs_from(&earlier) {
        earlier
    } else if now.differs_from(NOTHING) {
        NOTHING.to_owned()
    } else {
        Stamp::of([stamp::Essence::of_words("other words")]).into_noted()
    }
}

/// The stamp of what a link leads to, after the rename.
fn now_of(all: &[Rewritten], link: &Link) -> Option<Stamp> {
    let now = link.now()?;
    let Some(there) = link.there().filter(|there| there.withdrawn.is_none()) else {
        return Some(now);
    };
    let Some(plan) = all.iter().find(|one| one.holds(&there.path)) else {
        return Some(now);
    };
    let known = there
        .activity
        .as_ref()
        .and_then(|id| plan.after.toolkit.named(id))?;
    let mut records = plan.after.records_of(known.at);
    let only = there
        .record
        .as_ref()
        .map(|name| records.find(|one| one.stem() == name));
    let gathered: PerActivity<Gathered<'_>> = Gathered::all(&plan.after);
    let Some(only) = only.map_or(Some(None), |only| only.map(Some)) else {
        return Some(now);
    };
    let found = There::activity(&plan.after, known.at, gathered.at(known.at), only);
    found.ok()?.stamp
}

/// Stamps of the answer that a stamp's name names, before and after.
fn answer_named(
    plan: &Rewritten,
    activity: &Activity,
    (before, after): (&Content, &Content),
    name: &str,
) -> Option<(Stamp, Stamp)> {
    let toolkit = &plan.before.toolkit;
    let (first, rest) = name.split_once('/')?;
    if first == activity.id.as_str() {
        let id = without_mark(name).rsplit('/').next().unwrap_or(rest);
        let output = activity.named(id)?;
        return own::now(before, output).zip(own::now(after, output));
    }
    let other = toolkit.named(first)?;
    let reference = other.reference(other.named(rest)?);
    let now = |plan| Basis::of(plan).now(reference);
    now(&plan.before).zip(now(&plan.after))
}

/// Stamps for a person's answer that has none, where only they keep what it is worth by the history: its words, or those on
/// which it stands, are others now.
fn pledged(
    plan: &Plan,
    record: &Record,
    activity: &Activity,
    (before, after): (&Content, &Content),
    output: &Output,
) -> Result<Stamps, String> {
    let mut found = Stamps::new();
    let sources = own::unnoted(&plan.toolkit, activity, before, output);
    let is_other = |at| {
        let output = activity.output(at);
        own::now(before, output) != own::now(after, output)
    };
    let moved = sources.iter().any(|at| is_other(*at)) || is_other(output.at);
    if sources.is_empty() || !moved {
        return Ok(found);
    }
    let given = plan
        .pledges_in(&record.path)
        .filter(|one| one.output == output.at);
    let given: Vec<_> = given.collect();
    if given.iter().any(|one| one.since == WordsSince::Unknown) {
        return Err(format!("{}: {}", record.path, output.id));
    }
    for source in sources {
        let known = activity.output(source);
        let (Some(before), Some(after)) = (own::now(before, known), own::now(after, known)) else {
            continue;
        };
        let is_of_others = |since: &WordsSince| match since {
            WordsSince::Changed(those) => those.is_empty() || those.contains(&source),
            WordsSince::Unknown => true,
        };
        let noted = if given.iter().any(|one| is_of_others(&one.since)) {
            other_than(&after, &before)
        } else {
            after.into_noted()
        };
        found.insert(
            own::name(&plan.toolkit, output, activity.reference(known)),
            noted,
        );
    }
    Ok(found)
}
