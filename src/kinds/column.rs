//! A column of a table, and what its cells must look like.

use super::{Kind, Misfit, Named, Shape, is_blank_answer};
use serde_json::Value;

/// A column of a table.
#[derive(Debug, Clone)]
pub struct Column {
    /// Its id and title.
    pub name: Named,
    /// What a cell must look like; nothing where any words do.
    pub kind: Option<&'static dyn Kind>,
    /// What the kind needs, such as options.
    pub shape: Shape,
}

impl Column {
    /// Whether somebody who wrote `words` meant this one.
    pub fn is_meant_by(&self, words: &str) -> bool {
        self.name.is_meant_by(words)
    }

    /// The value of a cell; a blank is an empty string, whatever the kind.
    ///
    /// # Errors
    /// Why the cell doesn't fit, on line 0.
    pub fn parse(&self, cell: &str) -> Result<Value, Misfit> {
        let Some(kind) = self.kind else {
            return Ok(Value::String(cell.to_owned()));
        };
        if is_blank_answer(cell) {
            return Ok(Value::String(String::new()));
        }
        kind.parse_item(&self.shape, cell).map_err(|misfit| {
            Misfit::at(
                0,
                format!("in the column \"{}\", {}", self.name.title, misfit.message),
                if misfit.help.is_empty() {
                    "leave the cell empty where it isn't known".to_owned()
                } else {
                    format!("{}; or leave the cell empty", misfit.help)
                },
            )
        })
    }

    /// Position of the option that a cell says.
    pub fn option(&self, cell: &str) -> Option<usize> {
        let Ok(Value::String(id)) = self.parse(cell) else {
            return None;
        };
        self.shape.options.iter().position(|option| option.id == id)
    }
}

impl Shape {
    /// The first column of links.
    pub fn link_column(&self) -> Option<&Column> {
        let mut all = self.columns.iter();
        all.find(|column| column.kind.is_some_and(Kind::is_link))
    }

    /// The first column with options.
    pub fn choice_column(&self) -> Option<&Column> {
        let mut all = self.columns.iter();
        all.find(|column| !column.shape.options.is_empty())
    }
}
