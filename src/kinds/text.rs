//! `text`: words in any form of Markdown.

use super::{Facts, Kind, Misfit, Shape, Sort};
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
