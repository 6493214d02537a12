//! Which part of a record is about a plan: all of it if the record belongs to the plan, links to it or is kept with it;
//! otherwise the passages that name the plan exactly.

use super::passage::{self, Passage};
use super::source::Wish;
use crate::kinds::Sort;
use crate::model::paths::{decoded, joined};
use crate::model::{Content, Plan, Record};
use crate::toolkit::{Activity, DraftSource, Output};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    All,
    /// Only the passages that name the plan.
    Named,
    Nothing,
}

/// How much of an answer is about the plan in question.
pub(super) fn scope(
    wish: Wish<'_>,
    plan: &Plan,
    (activity, own): (&Activity, &Output),
    record: &Record,
    content: &Content,
) -> Extent {
    if plan.path == wish.about.path {
        return Extent::All;
    }
    if plan.toolkit.is_per_plan(activity) {
        let is_about = content.plan.as_deref() == Some(wish.about.id.as_str());
        return if is_about {
            Extent::All
        } else {
            Extent::Nothing
        };
    }
    let about = wish.about;
    let links = activity.outputs.iter().any(|output| {
        output.kind.is_link()
            && value_of(content, output).is_some_and(|value| leads_to(about, &record.path, &value))
    });
    if links || content.drafted_about.as_deref() == Some(about.id.as_str()) {
        return Extent::All;
    }
    let passages = |output: &Output| {
        let answer = content.answer(output.at);
        answer.map_or(Vec::new(), |answer| {
            passage::of_answer(output, &answer.text)
        })
    };
    let is_named = |passages: &[Passage]| {
        let mut all = passages.iter();
        all.any(|passage| names(about, &record.path, passage))
    };
    if is_named(&passages(own)) {
        return Extent::Named;
    }
    let outputs = activity.outputs.iter();
    let mut others = outputs.filter(|output| output.at != own.at);
    let lists_it = others.any(|output| {
        let passages = passages(output);
        is_named(&passages) && is_list_of_plans(wish, &record.path, output, &passages)
    });
    if lists_it {
        Extent::All
    } else {
        Extent::Nothing
    }
}

/// Whether a passage names a plan: as the subject of an entry, as a whole cell, or by a reference or link.
pub(super) fn names(about: &Plan, from: &str, passage: &Passage) -> bool {
    let mut cells = passage.cells.iter();
    cells.any(|cell| {
        subject(&cell.words) == about.id.as_str()
            || references(&cell.words).any(|word| leads_to(about, from, word))
    })
}

/// Whether every list entry, or every cell of a column, names a plan: then the whole record is about those plans.
fn is_list_of_plans(wish: Wish<'_>, from: &str, output: &Output, passages: &[Passage]) -> bool {
    let is_id = |words: &str| wish.ids.iter().any(|id| id == words);
    let is_of_plan = |words: &str| {
        is_id(subject(words))
            || is_address(words)
            || references(words).any(|word| word.split('/').next().is_some_and(is_id))
            || references(words).any(|word| leads_to(wish.about, from, word))
    };
    if output.kind.sort() == Sort::List {
        return passages
            .iter()
            .all(|passage| passage.cells.iter().all(|cell| is_of_plan(&cell.words)));
    }
    let is_column_of_plans = |column: &str| {
        let cells = passages.iter().flat_map(|passage| &passage.cells);
        let mut cells = cells.filter(|cell| cell.column == column).peekable();
        cells.peek().is_some() && cells.all(|cell| is_of_plan(&cell.words))
    };
    let mut columns = output.shape.columns.iter();
    columns.any(|column| is_column_of_plans(&column.name.id))
}

/// The subject of an entry such as `north-side: coach and two teachers`.
fn subject(words: &str) -> &str {
    let marks = [
        ":",
        " - ",
        " \u{2013} ",
        " \u{2014} ",
        " (",
        ",",
        " \u{b7} ",
    ];
    let ends = marks.iter().filter_map(|mark| words.find(mark));
    let end = ends.min().unwrap_or(words.len());
    let subject = words.get(..end).unwrap_or(words);
    subject.trim_matches(|one: char| one.is_whitespace() || "*_`.;@".contains(one))
}

/// Words that could refer to a plan: those with a `/`.
fn references(words: &str) -> impl Iterator<Item = &str> {
    let ends = |one: char| one.is_whitespace() || "()[]<>,;\"'`|*".contains(one);
    let words = words
        .split(ends)
        .map(|word| word.trim_end_matches(['.', ':']));
    words.filter(|word| word.contains('/') && !is_address(word))
}

fn is_address(words: &str) -> bool {
    words.starts_with("https://") || words.starts_with("http://")
}

/// Whether a reference or path written in a record at `from` leads to a plan or into it.
pub fn leads_to(about: &Plan, from: &str, value: &str) -> bool {
    let (value, _) = value.split_once(['@', '#']).unwrap_or((value, ""));
    if value.split('/').next() == Some(about.id.as_str()) {
        return true;
    }
    let place = joined(from, &decoded(value));
    place.is_some_and(|place| {
        let inside = place.strip_prefix(&about.path);
        value.contains('/') && inside.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// The plan a record was drafted about: from its link, else from its front matter.
pub fn about_of(activity: &Activity, content: &Content) -> Option<String> {
    let links = activity.outputs.iter();
    let mut links =
        links.filter(|output| output.kind.is_link() && output.draft.contains(&DraftSource::Plan));
    links
        .find_map(|output| value_of(content, output))
        .or_else(|| content.plan.clone())
        .or_else(|| content.drafted_about.clone())
}

fn value_of(content: &Content, output: &Output) -> Option<String> {
    match content.value(output)?.ok()? {
        serde_json::Value::String(words) => Some(words),
        _ => None,
    }
}
