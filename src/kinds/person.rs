//! `person`: who, by role.

use super::{Kind, Misfit, Shape, one_line};
use serde_json::Value;

/// One person, best named by role.
pub struct Person;

impl Kind for Person {
    fn name(&self) -> &'static str {
        "person"
    }

    fn about(&self) -> &'static str {
        "One person on one line; a role is enough, and better than a name in a repository."
    }

    fn json(&self) -> &'static str {
        "a string"
    }

    fn fits_cells(&self) -> bool {
        true
    }

    fn parse(&self, _shape: &Shape, text: &str) -> Result<Value, Misfit> {
        one_line(text, "a person").map(|words| Value::String(words.to_owned()))
    }
}
