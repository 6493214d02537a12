//! `text`: words in any form of Markdown.

use super::{Facts, Kind, Misfit, Shape, Sort, bullet, is_fence};
use serde_json::Value;

/// Words, as many as needed.
pub struct Text;

impl Kind for Text {
    fn facts(&self) -> &'static Facts {
        &Facts {
            name: "text",
            about: "Words in any form of Markdown: a sentence, paragraphs, a quotation. May have a `pattern`.",
            json: "a string",
            sort: Sort::Text,
            fits_cells: true,
            ..Facts::ONE_LINE
        }
    }

    fn parse(&self, shape: &Shape, text: &str) -> Result<Value, Misfit> {
        self.fits(shape, text)?;
        Ok(Value::String(prose(text.trim())))
    }

    fn essence(&self, _shape: &Shape, text: &str) -> String {
        super::essence::of_words(text)
    }

    fn fits(&self, shape: &Shape, text: &str) -> Result<(), Misfit> {
        match &shape.pattern {
            Some(pattern) if !pattern.is_match(text.trim()) => Err(Misfit::at(
                0,
                "the text hasn't the form that is asked for here",
                "",
            )),
            _ => Ok(()),
        }
    }
}

/// Words of which each paragraph is one line: how it was wrapped says nothing. Two spaces at a line's end keep it apart.
fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_paragraph = false;
    let mut is_fenced = false;
    for line in text.lines() {
        let is_mark = is_fence(line);
        is_fenced ^= is_mark;
        let is_words = !is_fenced
            && !is_mark
            && !line.is_empty()
            && !line.starts_with([' ', '|', '>', '#'])
            && bullet(line).is_none();
        if !out.is_empty() {
            out.push(if is_words && is_paragraph { ' ' } else { '\n' });
        }
        out.push_str(line.trim_end());
        is_paragraph = is_words && !line.ends_with("  ");
    }
    out
}
