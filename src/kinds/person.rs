//! `person`: who, by role.

use super::{Facts, Kind, Misfit, Shape, one_line};
use serde_json::Value;

/// One person, best named by role.
pub struct Person;

impl Kind for Person {
    fn facts(&self) -> &'static Facts {
        &Facts {
            name: "person",
            about: "One person on one line; a role is enough, and better than a name in a repository.",
            json: "a string",
            fits_cells: true,
            ..Facts::ONE_LINE
        }
    }

    fn parse(&self, _shape: &Shape, text: &str) -> Result<Value, Misfit> {
        one_line(text, "a person").map(|words| Value::String(words.to_owned()))
    }
}
