//! Puts answers into a record's text, each in one span; everything else stays as it is.

use super::{Content, Finding, Slot, codes, form};
use crate::document::Document;
use crate::kinds::Misfit;
use crate::toolkit::{Activity, Output, OutputAt};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filling {
    pub output: OutputAt,
    /// Markdown below the heading; empty removes the answer.
    pub text: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// The answer doesn't fit its kind or would break the record's form.
    Answer(Misfit),
    Record(Box<Finding>),
}

/// Whether Markdown fits the output's kind and can go below a heading without changing what follows.
pub fn accept(output: &Output, text: &str) -> Result<(), Misfit> {
    if text.trim().is_empty() {
        return Ok(());
    }
    stands(text)?;
    if crate::kinds::is_blank_answer(text) {
        return Ok(());
    }
    output.kind.fits(&output.shape, text.trim())
}

/// Whether Markdown can go below a heading without changing what follows.
pub fn stands(text: &str) -> Result<(), Misfit> {
    let document = Document::parse(text.as_bytes().to_vec())
        .map_err(|error| Misfit::at(0, format!("this is {error}"), "give it as text"))?;
    let line = |offset: usize| document.position(offset).0 - 1;
    if let Some(section) = document.sections().first() {
        return Err(Misfit::at(
            line(section.start),
            format!(
                "a heading inside an answer (\"{}\") would end it there",
                document.title(section)
            ),
            "use ### or bold text instead",
        ));
    }
    if let Some((offset, _)) = document.unclosed() {
        return Err(Misfit::at(
            line(offset),
            "an unclosed comment, code fence or HTML element would hide the rest of the record",
            "close it, or remove it",
        ));
    }
    if !document.conflicts().is_empty() {
        return Err(Misfit::at(
            0,
            "it contains conflict markers",
            "keep the right version, and delete the markers",
        ));
    }
    if let Some(comment) = document.comments_in(&(0..text.len())).first() {
        return Err(Misfit::at(
            line(comment.start),
            "it contains a comment, which nobody would see",
            "write the words without <!-- and -->",
        ));
    }
    if text.starts_with("---") {
        return Err(Misfit::at(
            0,
            "it starts with a front matter marker",
            "remove the first line",
        ));
    }
    Ok(())
}

/// A record's text with answers filled in.
pub fn fill(
    path: &str,
    activity: &Activity,
    mut text: String,
    fillings: &[Filling],
) -> Result<String, Unfit> {
    let unreadable = |finding| Unfit::Record(Box::new(finding));
    for filling in fillings {
        let output = activity.output(filling.output);
        accept(output, &filling.text).map_err(Unfit::Answer)?;
        let before = Content::of_text(path, activity, text).map_err(unreadable)?;
        text = with_answer(path, &before, output, &filling.text)?;
        let after = Content::of_text(path, activity, text.as_str()).map_err(unreadable)?;
        let is_blank = crate::kinds::is_blank_answer(&filling.text);
        counts_alone((&before, &after), activity, output, is_blank).map_err(Unfit::Answer)?;
        if after.is_undecided(output.at) {
            let message = "a comment in this section contains conflict markers";
            let start = after.section(output.at).map_or(0, |section| section.start);
            let finding = Finding::error(codes::CONFLICT, message)
                .in_text(path, after.document.text(), start)
                .with_help("keep the right version, and delete the markers first");
            return Err(unreadable(finding.breaking()));
        }
    }
    Ok(text)
}

/// Whether the whole answer counts, and no other lines count because of it.
fn counts_alone(
    (before, after): (&Content, &Content),
    activity: &Activity,
    output: &Output,
    is_blank: bool,
) -> Result<(), Misfit> {
    let at = output.at;
    let is_whole = after.answer(at).is_some() && after.left_out(at) == before.left_out(at);
    let is_doubled = |content: &Content, at| matches!(content.slot(at), Slot::Twice(..));
    let other = activity.outputs.iter().find(|other| {
        let is_empty = other.at == at && is_blank;
        let was_empty = other.at != at && !before.answered.contains(other.at);
        (is_empty || was_empty) && after.answered.contains(other.at)
            || !is_doubled(before, other.at) && is_doubled(after, other.at)
    });
    if let Some(Output { title, .. }) = other {
        return Err(Misfit::at(
            0,
            format!("the lines that follow it in the file would become an answer to \"{title}\""),
            "give those lines a heading of their own first, or remove them",
        ));
    }
    if !is_whole && !is_blank {
        return Err(Misfit::at(
            0,
            "a line repeats the title of another output, so nothing from there on would count",
            "word that line differently",
        ));
    }
    Ok(())
}

/// A record's text with one answer filled in, if its form allows.
fn with_answer(
    path: &str,
    content: &Content,
    output: &Output,
    answer: &str,
) -> Result<String, Unfit> {
    let document = &content.document;
    let broken = |finding: Finding, offset: usize, help: &str| {
        let finding = finding.in_text(path, document.text(), offset);
        Err(Unfit::Record(Box::new(finding.with_help(help).breaking())))
    };
    if let Some((offset, _)) = document.unclosed() {
        let message = "what starts here is never closed and hides the rest of the file";
        return broken(
            Finding::error(codes::HIDDEN_REST, message),
            offset,
            "close it first",
        );
    }
    let section = |at: usize| document.sections().get(at);
    if let Slot::Twice(_, second) = content.slot(output.at) {
        let message = format!(
            "the section \"{}\" appears twice, so it can't be filled in",
            output.title
        );
        return broken(
            Finding::error(codes::DOUBLED, message),
            section(second).map_or(0, |section| section.start),
            "merge the two into one",
        );
    }
    let Some(own) = content.section(output.at) else {
        if answer.trim().is_empty() {
            return Ok(document.text().to_owned());
        }
        // The heading is missing: insert it before the next output that is there.
        let mut later = content.slots.iter().skip(output.at.index() + 1);
        let next = later.find_map(|slot| match slot {
            Slot::At(at) => section(*at),
            _ => None,
        });
        return Ok(document.with_section(next, &form::section(output, answer)));
    };
    let conflicts = document.conflicts_in(&own.body);
    let mut crossing = conflicts
        .iter()
        .filter(|conflict| conflict.start < own.body.start || conflict.end > own.body.end);
    if let Some(crosses) = crossing.next() {
        let message = "conflict markers here span a heading";
        return broken(
            Finding::error(codes::CONFLICT, message),
            crosses.start,
            "keep the right version, and delete the markers first",
        );
    }
    Ok(document.with_answer(own, answer, &output.kind.blank(&output.shape)))
}
