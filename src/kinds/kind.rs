//! What a kind of output is, and what a toolkit can say of an output beyond it.

use super::lines::{is_blank_answer, without_bullet, without_quote};
use super::misfit::Misfit;
use super::target::LinkHere;
use super::task::Task;
use super::{before, essence};
use regex::Regex;
use serde_json::Value;
use std::collections::BTreeMap;

/// An id with the title people see: of an option of a choice, or of a column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Stands in JSON and on the command line.
    pub id: String,
    /// Stands in records and tables.
    pub title: String,
}

impl Named {
    /// Whether somebody who wrote `words` meant this one: its id or its title, in any case.
    pub fn is_meant_by(&self, words: &str) -> bool {
        let words = words.trim();
        let plain = |words: &str| words.to_lowercase();
        self.id.eq_ignore_ascii_case(words)
            || plain(&self.title)
                .split_whitespace()
                .eq(plain(words).split_whitespace())
    }
}

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
                    "leave the cell empty if it isn't known".to_owned()
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
    pub fn link_column(&self) -> Option<&Column> {
        let mut all = self.columns.iter();
        all.find(|column| column.kind.is_some_and(Kind::is_link))
    }

    pub fn choice_column(&self) -> Option<&Column> {
        let mut all = self.columns.iter();
        all.find(|column| !column.shape.options.is_empty())
    }
}

/// What a toolkit says of one output beyond its kind.
#[derive(Debug, Clone, Default)]
pub struct Shape {
    /// Of a `choice`: what may be chosen.
    pub options: Vec<Named>,
    /// Of a `table`: its columns, in order.
    pub columns: Vec<Column>,
    /// Of a `list`: whether each entry begins with a link.
    pub has_links: bool,
    /// What the answer's text has to match.
    pub pattern: Option<Regex>,
}

/// What somebody chose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Line of the answer, counted from 0 at its first line.
    pub line: usize,
    /// Of a table's row: the link in it, or else the words of its first column. Nothing of an answer that speaks for all.
    pub who: Option<String>,
    /// Position of the option; nothing where none is said.
    pub option: Option<usize>,
    /// All its words, to tell the same answer in another version: in small letters, each cell without blanks around it.
    pub words: String,
}

/// How a person is asked for an answer of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    Line,
    /// One entry a line, until an empty line.
    Lines,
    /// One of the shape's options.
    Choose,
    /// One row a line, a question for each column, until an empty first cell.
    Rows,
}

/// What a kind is built on, for what treats answers of some kinds otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Words on one line, of whatever form.
    Words,
    /// Words in any form.
    Text,
    /// Entries.
    List,
    /// Rows.
    Table,
    /// One of some options.
    Choice,
    /// A day.
    Date,
    Number,
    File,
    /// What is to be done.
    Tasks,
    /// A plan, or a record of one.
    Link,
    /// Numbers by days.
    Series,
}

/// What is to be known of a kind before an answer is read.
#[derive(Debug)]
pub struct Facts {
    /// The word in a toolkit's `kind = "..."`.
    pub name: &'static str,
    /// One sentence for people who write toolkits.
    pub about: &'static str,
    /// The form of its value in JSON, in words.
    pub json: &'static str,
    /// What it is built on.
    pub sort: Sort,
    /// Whether an answer fits into a cell of a table.
    pub fits_cells: bool,
    pub ask: Ask,
    /// What one of the items of its value is called; nothing where the value is no array of items.
    pub items: Option<&'static str>,
}

impl Facts {
    /// What most kinds have in common: one line of words.
    pub const ONE_LINE: Self = Self {
        name: "",
        about: "",
        json: "",
        sort: Sort::Words,
        fits_cells: false,
        ask: Ask::Line,
        items: None,
    };
}

pub trait Kind: Sync {
    /// What is to be known of it before an answer is read.
    fn facts(&self) -> &'static Facts;

    /// The word in a toolkit's `kind = "..."`.
    fn name(&self) -> &'static str {
        self.facts().name
    }

    /// What it is built on.
    fn sort(&self) -> Sort {
        self.facts().sort
    }

    /// Whether it is the same kind as another.
    fn is_same(&self, other: &dyn Kind) -> bool {
        self.name() == other.name()
    }

    fn is_link(&self) -> bool {
        self.sort() == Sort::Link
    }

    /// Whether a toolkit gave what this kind needs.
    fn accepts(&self, shape: &Shape) -> Result<(), String> {
        no_options(shape)?;
        no_columns(shape)?;
        no_items(shape)
    }

    /// What a scaffolded record holds where the answer goes: nothing, or a blank to fill.
    fn blank(&self, _shape: &Shape) -> String {
        String::new()
    }

    /// Reads an answer. `text` is not blank and holds no comments.
    fn parse(&self, shape: &Shape, text: &str) -> Result<Value, Misfit>;

    /// Whether the answer fits; as [`Kind::parse`], where that can be told without building the value.
    fn fits(&self, shape: &Shape, text: &str) -> Result<(), Misfit> {
        self.parse(shape, text).map(drop)
    }

    /// Reads a cell of a table, or the beginning of an entry of a list; only of a kind that [fits cells](Facts::fits_cells).
    fn parse_item(&self, shape: &Shape, words: &str) -> Result<Value, Misfit> {
        self.parse(shape, words)
    }

    /// Writes a value that came as JSON as Markdown.
    fn write(&self, shape: &Shape, value: &Value) -> Result<String, Misfit> {
        match value {
            Value::String(words) => self.write_words(shape, words),
            Value::Number(number) => self.write_words(shape, &number.to_string()),
            _ => Err(Misfit::at(
                0,
                format!("a value of kind {} is {}", self.name(), self.facts().json),
                format!("give it as {}", self.facts().json),
            )),
        }
    }

    /// Writes the words of a `--set` as Markdown.
    fn write_words(&self, shape: &Shape, words: &str) -> Result<String, Misfit> {
        let text = words.trim();
        self.fits(shape, text)?;
        Ok(text.to_owned())
    }

    /// The normal form of an answer: two texts have the same one if they say the same in other clothes, such as other
    /// list marks, white space, wrapping, or an option's title in place of its id. Words that don't fit the kind have one
    /// too. Records are stamped with hashes of it, so another normal form is another answer to all of them.
    fn essence(&self, shape: &Shape, text: &str) -> String {
        match self.parse(shape, text) {
            Ok(value) => essence::of_value(&value),
            Err(_) => essence::of_words(text),
        }
    }

    /// The normal form that 0.1.0 hashed, of an answer as it stands in the file: its stamps are judged by it.
    fn essence_before(&self, shape: &Shape, text: &str) -> String {
        match self.parse(shape, text) {
            Ok(value) => before::of_value(&value),
            Err(_) => before::of_words(text),
        }
    }

    /// Everything in an answer that doesn't fit, where that can be told of several lines.
    fn misfits(&self, shape: &Shape, text: &str) -> Vec<Misfit> {
        self.fits(shape, text).err().into_iter().collect()
    }

    /// Lines of an answer's plain form that are no part of its value, counted from 0.
    fn beside(&self, _text: &str) -> Vec<usize> {
        Vec::new()
    }

    /// Two answers as one, where an answer may hold several things; both are written as [`Kind::write_words`] gives them.
    fn joined(&self, _earlier: &str, _further: &str) -> Option<String> {
        None
    }

    /// What an answer asks somebody to do, line by line. A line that doesn't fit hides no other.
    fn tasks(&self, _text: &str) -> Vec<Task> {
        Vec::new()
    }

    /// The rows of a table with their lines: each cell's words by its column. A cell that doesn't fit hides no other.
    fn rows(&self, _shape: &Shape, _text: &str) -> Vec<(usize, BTreeMap<String, String>)> {
        Vec::new()
    }

    /// Who chose what: of a table with options, row by row. A row that doesn't fit hides no other.
    fn said(&self, _shape: &Shape, _text: &str) -> Vec<Said> {
        Vec::new()
    }

    /// The links in an answer, in the order of their lines. One that can't be read hides no other.
    fn links(&self, _shape: &Shape, _text: &str) -> Vec<LinkHere> {
        Vec::new()
    }
}

pub(super) fn no_items(shape: &Shape) -> Result<(), String> {
    if shape.has_links {
        Err("only a list has `items`".to_owned())
    } else {
        Ok(())
    }
}

pub(super) fn no_options(shape: &Shape) -> Result<(), String> {
    if shape.options.is_empty() {
        Ok(())
    } else {
        Err("only a choice and columns of a table have `options`".to_owned())
    }
}

pub(super) fn no_columns(shape: &Shape) -> Result<(), String> {
    if shape.columns.is_empty() {
        Ok(())
    } else {
        Err("only a table has `columns`".to_owned())
    }
}

/// The single line of an answer of a scalar kind: one line of words, a bullet or the mark of a quotation before it forgiven.
pub(super) fn one_line<'a>(text: &'a str, what: &str) -> Result<&'a str, Misfit> {
    let mut lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    let first = lines
        .next()
        .map_or("", |(_, line)| without_bullet(without_quote(line)));
    match lines.next() {
        None => Ok(first.trim().trim_matches('`')),
        Some((number, _)) => Err(Misfit::at(
            number,
            format!("{what} must be one line, but this is a second one"),
            "keep one line; anything else goes below a heading of its own",
        )),
    }
}
