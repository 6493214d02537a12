//! A suggested command as a value, and the one way to write it.

use super::quote::typed;
use serde::{Serialize, Serializer};
use std::fmt;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invocation {
    verb: &'static str,
    words: Vec<Argument>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Argument {
    Name(String),
    Flag(&'static str),
    Pair(String, String),
}

const ADD: &str = "--add";

impl Invocation {
    pub fn of(verb: &'static str) -> Self {
        Self {
            verb,
            words: Vec::new(),
        }
    }

    /// Adds a name, quoted if a shell needs it.
    #[must_use]
    pub fn on(self, name: impl Into<String>) -> Self {
        self.with(Argument::Name(name.into()))
    }

    #[must_use]
    pub fn flag(self, flag: &'static str) -> Self {
        self.with(Argument::Flag(flag))
    }

    /// Adds `NAME=VALUE`.
    #[must_use]
    pub fn pair(self, name: &str, value: &str) -> Self {
        self.with(Argument::Pair(name.to_owned(), value.to_owned()))
    }

    #[must_use]
    pub fn adding(self) -> Self {
        self.flag(ADD)
    }

    pub fn adds(&self) -> bool {
        self.words.contains(&Argument::Flag(ADD))
    }

    fn with(mut self, word: Argument) -> Self {
        self.words.push(word);
        self
    }
}

impl fmt::Display for Invocation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "redesign {}", self.verb)?;
        for word in &self.words {
            match word {
                Argument::Name(name) => write!(formatter, " {}", typed(name)),
                Argument::Flag(flag) => write!(formatter, " {flag}"),
                Argument::Pair(name, value) => write!(formatter, " {name}={}", typed(value)),
            }?;
        }
        Ok(())
    }
}

impl Serialize for Invocation {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::Invocation;

    #[test]
    fn it_can_be_typed_as_it_stands() {
        let show = |name: &str| Invocation::of("show").on(name).to_string();
        assert_eq!(show("a/one, two"), "redesign show 'a/one, two'");
        assert_eq!(show("a/it's; so"), r"redesign show 'a/it'\''s; so'");
        let add = Invocation::of("record").on("a/b").adding();
        assert!(add.adds());
        assert_eq!(
            add.flag("--set").pair("who", "x y").to_string(),
            "redesign record a/b --add --set who='x y'"
        );
        assert!(!Invocation::of("record").on("--add").adds());
    }
}
