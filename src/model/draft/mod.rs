//! Drafts: answers quoted from other records, each with a link to its source. Nothing is invented or rephrased; where
//! nothing was recorded, a gap says so.

mod about;
mod answer;
mod passage;
mod quote;
mod source;

pub use about::{about_of, leads_to};
pub use answer::{Answered, drafted, is_drafted};
pub use quote::{bare, with_titles_of};
pub use source::{Origin, Quotable, Wish};

use super::stamp::{Essence, Stamp};
use super::{Backing, Content, Measure, Plan, Record, refused};
use crate::document::Answer;
use crate::kinds::{Sort, is_blank_answer};
use crate::toolkit::{Activity, DraftSource, Output, OutputRef, Role};

/// An answer that could have been quoted but wasn't.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unquoted {
    /// Relative to the workspace.
    pub path: String,
    /// Why, continuing `left out: `.
    pub why: String,
}

/// Everything an output can be drafted from, in the toolkit's order.
pub fn sources<'a>(
    wish: Wish<'a>,
    output: &Output,
    left_out: &mut Vec<Unquoted>,
) -> Vec<Quotable<'a>> {
    let mut found: Vec<Quotable<'a>> = Vec::new();
    for source in &output.draft {
        match source {
            DraftSource::Plan => found.push(of_plan(wish.about)),
            DraftSource::Role(role) => {
                let toolkit = &wish.about.toolkit;
                let outputs = toolkit.outputs();
                for (activity, output) in outputs.filter(|(_, one)| one.role == Some(*role)) {
                    let reference = activity.reference(output);
                    collect(wish, (wish.about, reference), &mut found, left_out);
                }
            }
            DraftSource::Own(reference) => {
                collect(wish, (wish.plan, *reference), &mut found, left_out);
            }
            DraftSource::Other(other) => {
                let toolkit = &wish.about.toolkit;
                if toolkit.id != other.toolkit {
                    continue;
                }
                if let Some(activity) = toolkit.named(other.activity.as_str())
                    && let Some(output) = activity.named(other.output.as_str())
                {
                    let reference = activity.reference(output);
                    collect(wish, (wish.about, reference), &mut found, left_out);
                }
            }
        }
    }
    left_out.sort();
    left_out.dedup();
    found
}

/// The stamp of a drafted answer; ignores the versions in links.
pub fn stamp_of(output: &Output, text: &str) -> Stamp {
    if is_blank_answer(text) {
        return Stamp::nothing();
    }
    Stamp::of([Essence::of(output, &Answer::of_text(&bare(text)))])
}

fn of_plan(plan: &Plan) -> Quotable<'_> {
    let words = [plan.meta.title.as_str(), plan.meta.organisation.as_str()];
    Quotable {
        output: None,
        text: plan.id.to_string(),
        origin: Origin {
            name: plan.id.to_string(),
            path: format!("{}/plan.toml", plan.path),
            anchor: String::new(),
        },
        passages: passage::of_cells(words.iter().map(|words| ("", "", *words)))
            .into_iter()
            .collect(),
    }
}

/// Adds what a plan's records say in one output, as far as it concerns the drafted plan.
fn collect<'a>(
    wish: Wish<'_>,
    (plan, reference): (&'a Plan, OutputRef),
    found: &mut Vec<Quotable<'a>>,
    left_out: &mut Vec<Unquoted>,
) {
    let activity = plan.toolkit.activity(reference.activity);
    let output = activity.output(reference.output);
    if output.role.is_some_and(Role::is_a_persons_word) {
        return;
    }
    let page = plan
        .records
        .iter()
        .find(|one| one.activity == reference.activity && one.is_page);
    let all_skipped = page.and_then(Record::skipped).is_some();
    for record in plan.records_of(reference.activity) {
        if record.path == wish.path {
            continue;
        }
        let mut leave = |why: String| {
            left_out.push(Unquoted {
                path: record.path.clone(),
                why,
            });
        };
        let Ok(content) = &record.content else {
            leave("it can't be read".to_owned());
            continue;
        };
        let scope = about::scope(wish, plan, (activity, output), record, content);
        if !content.answered.contains(output.at) || scope == about::Extent::Nothing {
            continue;
        }
        if all_skipped || content.skipped.is_some() {
            leave("it is skipped".to_owned());
            continue;
        }
        if let Some(why) = refused(activity, content) {
            leave(format!("it {why}"));
            continue;
        }
        if output.role == Some(Role::Finding) && speaks_against(wish.about, plan, record) {
            leave(format!("what {} found speaks against it", wish.about.id));
            continue;
        }
        if let Some(why) = uncounted(content, output) {
            leave(why);
            continue;
        }
        let Some(mut source) = source(plan, record, content, (activity, output)) else {
            continue;
        };
        let is_there = |other: &Quotable<'_>| other.origin == source.origin;
        if found.iter().any(is_there) {
            continue;
        }
        if scope == about::Extent::Named {
            keep_named(wish.about, &record.path, &mut source);
        }
        if !source.passages.is_empty() {
            found.push(source);
        }
    }
}

/// Whether what a team measured, or all that it saw, speaks against a finding: then it isn't what that team learned.
fn speaks_against(team: &Plan, plan: &Plan, record: &Record) -> bool {
    let holds = |teams: &[String]| teams.iter().any(|id| id == team.id.as_str());
    Backing::of(plan, record).is_some_and(|backing| {
        holds(&backing.contrary.measured)
            || (holds(&backing.contrary.teams) && !holds(&backing.support.teams))
    })
}

/// Keeps only what names a plan, and drops the name, which a draft about it doesn't need.
fn keep_named(about: &Plan, path: &str, source: &mut Quotable<'_>) {
    source
        .passages
        .retain(|passage| about::names(about, path, passage));
    let id = about.id.as_str();
    let rows = source.passages.iter_mut();
    for row in rows.filter(|row| row.cells.iter().any(|cell| cell.words != id)) {
        row.cells.retain(|cell| cell.words != id);
    }
}

/// Why an existing answer doesn't count.
fn uncounted(content: &Content, output: &Output) -> Option<String> {
    if content.document.unclosed().is_some() {
        return Some("something in it is never closed and hides the rest".to_owned());
    }
    if content.is_undecided(output.at) {
        return Some(format!("a merge left two versions of \"{}\"", output.id));
    }
    (!content.filled.contains(output.at)).then(|| format!("\"{}\" isn't counted there", output.id))
}

fn source<'a>(
    plan: &Plan,
    record: &Record,
    content: &Content,
    (activity, output): (&'a Activity, &'a Output),
) -> Option<Quotable<'a>> {
    let answer = content.answer(output.at)?;
    // A setext heading may span lines.
    let heading = content.document.title(content.section(output.at)?);
    let heading = heading.split_whitespace().collect::<Vec<_>>().join(" ");
    let stem = if activity.repeat.is_some() {
        format!("/{}", record.stem())
    } else {
        String::new()
    };
    // Of numbers only what may be said of them: never all of them, and nothing about few people.
    let text = match Measure::of(activity, content).filter(|_| output.kind.sort() == Sort::Series) {
        Some(measure) => measure.sentence(&record.heading()?, plan.min_n.into())?,
        None => answer.text.trim().to_owned(),
    };
    Some(Quotable {
        passages: passage::of_answer(output, &text),
        output: Some(output),
        text,
        origin: Origin {
            name: format!("{}/{}{stem}: {heading}", plan.id, activity.id),
            path: record.path.clone(),
            anchor: quote::anchor(&heading),
        },
    })
}
