//! Putting answers into a record's text: one span for each, everything else stays as it is.

use super::{Content, Finding, Slot, codes, form};
use crate::document::Document;
use crate::kinds::Misfit;
use crate::toolkit::{Activity, Output};

/// An answer to put into a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filling {
    /// Position of the output.
    pub output: usize,
    /// Markdown to stand below its heading; empty takes the answer away.
    pub text: String,
}

/// Why an answer can't be put into a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unfit {
    /// The answer doesn't fit its kind, or would break the record's form.
    Answer(Misfit),
    /// The record itself is broken.
    Record(Box<Finding>),
}

/// Whether Markdown can stand below a heading without changing what follows it, and fits the output's kind.
///
/// # Errors
/// Where and why not.
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

/// Whether Markdown can stand below a heading without changing what follows it.
///
/// # Errors
/// Where and why not.
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
            "use ### or bold words instead",
        ));
    }
    if let Some((offset, _)) = document.unclosed() {
        return Err(Misfit::at(
            line(offset),
            "a comment, code fence or HTML element in it is never closed and would hide the rest of the record",
            "close it, or leave it out",
        ));
    }
    if !document.conflicts().is_empty() {
        return Err(Misfit::at(
            0,
            "it holds the marks of a merge conflict",
            "keep the words that are right",
        ));
    }
    if let Some(comment) = document.comments_in(&(0..text.len())).first() {
        return Err(Misfit::at(
            line(comment.start),
            "it holds a comment, which nobody would see",
            "write the words without <!-- and -->",
        ));
    }
    if text.starts_with("---") {
        return Err(Misfit::at(
            0,
            "it begins with the mark of front matter",
            "leave the first line out",
        ));
    }
    Ok(())
}

/// A record's text with answers put in.
///
/// # Errors
/// When an answer can't stand in it, or the record is broken.
pub fn fill(
    path: &str,
    activity: &Activity,
    text: String,
    fillings: &[Filling],
) -> Result<String, Unfit> {
    let mut text = text;
    for filling in fillings {
        let Some(output) = activity.outputs.get(filling.output) else {
            continue;
        };
        accept(output, &filling.text).map_err(Unfit::Answer)?;
        let content = Content::read(path, activity, false, text.into_bytes())
            .map_err(|finding| Unfit::Record(Box::new(finding)))?;
        if let Some((offset, _)) = content.document.unclosed() {
            return Err(Unfit::Record(Box::new(
                Finding::error(
                    codes::HIDDEN_REST,
                    "what begins here is never closed and hides the rest of the file",
                )
                .in_text(path, content.document.text(), offset)
                .with_help("close it first")
                .breaking(),
            )));
        }
        text = match content.slots.get(filling.output) {
            Some(Slot::At(at)) => {
                let Some(section) = content.document.sections().get(*at) else {
                    return Ok(content.document.text().to_owned());
                };
                let conflicts = content.document.conflicts_in(&section.body);
                let crosses = conflicts.iter().find(|conflict| {
                    conflict.start < section.body.start || conflict.end > section.body.end
                });
                if let Some(crosses) = crosses {
                    return Err(Unfit::Record(Box::new(
                        Finding::error(
                            codes::CONFLICT,
                            "a merge left marks here which reach over a heading",
                        )
                        .in_text(path, content.document.text(), crosses.start)
                        .with_help("keep the words that are right, and delete the marks first")
                        .breaking(),
                    )));
                }
                content.document.with_answer(
                    section,
                    &filling.text,
                    &output.kind.blank(&output.shape),
                )
            }
            Some(Slot::Twice(_, second)) => {
                let offset = content
                    .document
                    .sections()
                    .get(*second)
                    .map_or(0, |section| section.start);
                return Err(Unfit::Record(Box::new(
                    Finding::error(
                        codes::DOUBLED,
                        format!(
                            "the section \"{}\" is there twice, so it can't be written",
                            output.title
                        ),
                    )
                    .in_text(path, content.document.text(), offset)
                    .with_help("keep one of them, with the words of both")
                    .breaking(),
                )));
            }
            _ if filling.text.trim().is_empty() => content.document.text().to_owned(),
            _ => {
                // Its heading is gone: it comes back where it belongs, before the next output that is there.
                let next =
                    content
                        .slots
                        .iter()
                        .skip(filling.output + 1)
                        .find_map(|slot| match slot {
                            Slot::At(at) => content.document.sections().get(*at),
                            _ => None,
                        });
                content
                    .document
                    .with_section(next, &form::section(output, &filling.text))
            }
        };
    }
    Ok(text)
}
