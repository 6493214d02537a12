//! What of a record is about a plan: all of it where it is that plan's own, links it or is kept with it; else what names
//! the plan in so many words. Words that only sound like the plan's name never count.

use super::passage::{self, Passage};
use super::source::Wish;
use crate::kinds::Sort;
use crate::model::paths::{decoded, joined};
use crate::model::{Content, Plan, Record};
use crate::toolkit::{Activity, DraftSource, Output};

/// How much of an answer is about the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// All of it.
    All,
    /// The passages that name the plan.
    Named,
    /// None of it.
    Nothing,
}

/// How much of an answer in a record is about the plan that is drafted about.
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

/// Whether a passage names a plan: as what an entry is about, as a whole cell, or by a reference or link into it.
pub(super) fn names(about: &Plan, from: &str, passage: &Passage) -> bool {
    let mut cells = passage.cells.iter();
    cells.any(|cell| {
        subject(&cell.words) == about.id.as_str()
            || references(&cell.words).any(|word| leads_to(about, from, word))
    })
}

/// Whether each entry of a list, or each cell in a column of a table, names a plan: then the record is about those plans,
/// and not only a sentence in it.
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

/// What an entry such as `north-side: coach and two teachers` is about.
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

/// Words of a text that could refer to a plan: those with a `/` in them.
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

/// Whether a reference or the path of a file, written in a record at `from`, leads to a plan or into it.
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

/// What a record says about which plan it was drafted: the value of its link to the plan, else what its front matter
/// says.
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
