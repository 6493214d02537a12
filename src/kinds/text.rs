//! `text`: words in any form of Markdown.

use super::{Kind, Misfit, Shape};
use serde_json::Value;

/// Words, as many as needed.
pub struct Text;

impl Kind for Text {
    fn name(&self) -> &'static str {
        "text"
    }

    fn about(&self) -> &'static str {
        "Words in any form of Markdown: a sentence, paragraphs, a quotation. May have a `pattern`."
    }

    fn json(&self) -> &'static str {
        "a string"
    }

    fn fits_cells(&self) -> bool {
        true
    }

    fn parse(&self, shape: &Shape, text: &str) -> Result<Value, Misfit> {
        self.fits(shape, text)?;
        Ok(Value::String(text.trim().to_owned()))
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
