//! `choice`: one of the toolkit's options.

use super::lines::{check_box, is_ticked, without_bullet, without_mark};
use super::{Ask, Facts, Kind, Misfit, Said, Shape, Sort, one_line};
use serde_json::Value;

/// One of a closed list.
pub struct Choice;

impl Kind for Choice {
    fn facts(&self) -> &'static Facts {
        &Facts {
            name: "choice",
            about: "One of the toolkit's `options`, written as its id or its title.",
            json: "the id of an option",
            sort: Sort::Choice,
            fits_cells: true,
            ask: Ask::Choose,
            ..Facts::ONE_LINE
        }
    }

    fn accepts(&self, shape: &Shape) -> Result<(), String> {
        super::no_columns(shape)?;
        super::no_items(shape)?;
        if shape.options.len() < 2 {
            Err("a choice needs at least two `options`".to_owned())
        } else {
            Ok(())
        }
    }

    fn parse(&self, shape: &Shape, text: &str) -> Result<Value, Misfit> {
        let boxed = |line: &&str| check_box(without_mark(line)).is_some();
        let is_form = text.lines().any(|line| boxed(&line));
        let ticked: Vec<&str> = text.lines().filter(|line| is_ticked(line)).collect();
        let words = match ticked.as_slice() {
            _ if !is_form => one_line(text, "a choice")?,
            [] => {
                return Err(Misfit::at(
                    0,
                    "no box is ticked",
                    "write [x] before the one that was chosen",
                ));
            }
            [one] => without_bullet(one),
            _ => {
                return Err(Misfit::at(
                    0,
                    "more than one box is ticked",
                    "tick one, or write its name alone",
                ));
            }
        };
        let words = words.trim().trim_matches(['*', '_', '.']);
        shape
            .options
            .iter()
            .find(|option| option.is_meant_by(words))
            .map(|option| Value::String(option.id.clone()))
            .ok_or_else(|| {
                Misfit::at(
                    0,
                    format!("\"{words}\" is not one of the options"),
                    format!("write one of: {}", ids(shape)),
                )
            })
    }

    fn said(&self, shape: &Shape, text: &str) -> Vec<Said> {
        let Ok(Value::String(id)) = self.parse(shape, text) else {
            return Vec::new();
        };
        let option = shape.options.iter().position(|option| option.id == id);
        vec![Said {
            line: 0,
            who: None,
            option,
            words: id,
        }]
    }

    fn write_words(&self, shape: &Shape, words: &str) -> Result<String, Misfit> {
        match self.parse(shape, words)? {
            Value::String(id) => Ok(id),
            other => Ok(other.to_string()),
        }
    }
}

fn ids(shape: &Shape) -> String {
    shape
        .options
        .iter()
        .map(|option| option.id.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

#[cfg(test)]
mod tests {
    use super::super::Named;
    use super::*;

    #[test]
    fn an_option_by_id_or_title_and_nothing_else() {
        let named = |id: &str, title: &str| Named {
            id: id.to_owned(),
            title: title.to_owned(),
        };
        let shape = Shape {
            options: vec![named("go-on", "Go on"), named("repeat", "Repeat a step")],
            ..Shape::default()
        };
        for words in ["go-on", "Go on", "- GO ON.", "**Go on**"] {
            assert_eq!(Choice.parse(&shape, words).unwrap(), "go-on", "{words}");
        }
        assert!(
            Choice
                .parse(&shape, "maybe")
                .unwrap_err()
                .help
                .contains("go-on, repeat")
        );
        assert_eq!(Choice.parse(&shape, "go-on\nrepeat").unwrap_err().line, 1);
        let ticked = "- [ ] Go on\n- [x] Repeat a step";
        assert_eq!(Choice.parse(&shape, ticked).unwrap(), "repeat");
        for wrong in ["- [ ] Go on", "- [x] Go on\n- [x] Repeat a step"] {
            let misfit = Choice.parse(&shape, wrong).unwrap_err();
            assert!(misfit.message.contains("ticked"), "{misfit:?}");
        }
    }
}
