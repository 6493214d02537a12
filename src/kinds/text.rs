//! `text`: words in any form of Markdown.

use super::lines::without_quote;
use super::{Facts, Fences, Kind, Misfit, Shape, Sort, bullet};
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
        super::essence::of_words(&prose(text))
    }

    fn fits(&self, shape: &Shape, text: &str) -> Result<(), Misfit> {
        match &shape.pattern {
            Some(pattern) if !pattern.is_match(text.trim()) => Err(Misfit::at(
                0,
                "the text doesn't match the required pattern",
                "",
            )),
            _ => Ok(()),
        }
    }
}

/// Words of which each paragraph is one line, also in a quotation: how it was wrapped says nothing. Two spaces at a line's
/// end keep it apart.
pub(super) fn prose(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // The marks of the quotation in which a paragraph, or code, is open.
    let mut paragraph = None;
    let mut quoted = "";
    let mut fences = Fences::default();
    for line in text.lines() {
        let words = without_quote(line);
        let marks = line.get(..line.len() - words.len()).unwrap_or("");
        let is_mark = (!fences.is_open() || quoted == marks) && fences.mark(words);
        if is_mark {
            quoted = marks;
        }
        let is_words = !fences.is_open()
            && !is_mark
            && !words.is_empty()
            && marks.len() == 2 * marks.matches('>').count()
            && !words.starts_with(['|', '#'])
            && bullet(words).is_none();
        if is_words && paragraph == Some(marks) {
            out.push(' ');
            out.push_str(words.trim_end());
        } else {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(line.trim_end());
        }
        paragraph = Some(marks).filter(|_| is_words && !line.ends_with("  "));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_paragraph_is_one_line_also_in_a_quotation() {
        for (text, one) in [
            ("> a\n> b", "> a b"),
            ("> a\n>\n> b\n> c", "> a\n>\n> b c"),
            ("> > a\n> > b\n>\n> c", "> > a b\n>\n> c"),
            ("a\nb\n\n> c\n> d\n\ne", "a b\n\n> c d\n\ne"),
            ("> - a\n> - b", "> - a\n> - b"),
            ("> ```\n> a\n> b\n> ```", "> ```\n> a\n> b\n> ```"),
            ("```\n> a\n> b\n```", "```\n> a\n> b\n```"),
            ("> | a |\n> | --- |\n> | b |", "> | a |\n> | --- |\n> | b |"),
        ] {
            assert_eq!(prose(text), one, "{text}");
            assert_eq!(
                Text.essence(&Shape::default(), text),
                Text.essence(&Shape::default(), one),
                "{text}"
            );
        }
        assert_eq!(prose("> a  \n> b"), "> a\n> b");
    }
}
