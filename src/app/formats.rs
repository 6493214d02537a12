//! Which formats a command has.

use crate::render;

#[derive(Debug, Clone, Copy)]
pub enum Formats {
    /// All of them: its result is a table.
    All,
    /// Only these; the first is the default.
    Only(&'static [&'static str]),
}

impl Formats {
    /// The words after `--format`; the first is the default.
    pub fn names(self) -> Vec<&'static str> {
        let tables = || render::FORMATS.iter().filter(|one| one.is_for_tables);
        match self {
            Self::All => tables().map(|one| one.name).collect(),
            Self::Only(names) => names.to_vec(),
        }
    }
}
