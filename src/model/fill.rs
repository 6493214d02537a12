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
    for filling in fillings {
        let output = activity.output(filling.output);
        accept(output, &filling.text).map_err(Unfit::Answer)?;
        let content = Content::of_text(path, activity, text)
            .map_err(|finding| Unfit::Record(Box::new(finding)))?;
        let (before, left_out) = (content.answered, content.left_out(output.at));
        text = with_answer(path, &content, output, &filling.text)?;
        let after = Content::of_text(path, activity, text.as_str())
            .map_err(|finding| Unfit::Record(Box::new(finding)))?;
        let is_lost = after.answer(output.at).is_none() || after.left_out(output.at) != left_out;
        if is_lost && !crate::kinds::is_blank_answer(&filling.text) {
            let why =
                "a line repeats the title of another output, so nothing from there on would count";
            return Err(Unfit::Answer(Misfit::at(
                0,
                why,
                "word that line differently",
            )));
        }
        let mut others = after.answered.without(before).iter();
        if let Some(other) = others.find(|other| *other != output.at) {
            let title = &activity.output(other).title;
            return Err(Unfit::Answer(Misfit::at(
                0,
                format!(
                    "the lines that follow it in the file would become the answer to \"{title}\""
                ),
                format!("write \"## {title}\" above those lines first, or remove them"),
            )));
        }
    }
    Ok(text)
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
