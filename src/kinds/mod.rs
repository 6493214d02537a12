//! Kinds of output: what an answer must look like, one kind in one file.
//!
//! A kind reads an answer (Markdown, as a person wrote it) into a JSON value, and writes a JSON value or the words of
//! a `--set` back as Markdown. Pure: no file, no git, no clock.
//!
//! To add a kind: one new file here, and one line in the list below.

mod before;
mod essence;
mod kind;
mod lines;
mod misfit;
mod target;
mod task;

/// Names the modules of all kinds and lists the kinds, from one list.
macro_rules! kinds {
    ($($module:ident :: $kind:ident),+ $(,)?) => {
        $(mod $module;)+

        /// Every kind there is, in the order in which docs list them.
        pub const KINDS: &[&dyn Kind] = &[$(&$module::$kind),+];
    };
}

kinds! {
    text::Text,
    list::List,
    table::Table,
    choice::Choice,
    date::Date,
    number::Number,
    person::Person,
    file::File,
    tasks::Tasks,
    link::LinkKind,
    series::Series,
}

pub use kind::{Ask, Column, Facts, Kind, Named, Said, Shape, Sort};
pub use lines::{
    Fences, GAP, NOTHING_OPTIONAL, NOTHING_YET, Tick, UNREADABLE, bullet, check_box,
    is_blank_answer, is_empty_item, is_fence, is_gap, is_table_rule, line_start, says, split_row,
    without_bullet,
};
pub use misfit::Misfit;
pub use series::{SeriesText, with_points};
pub use target::{LinkHere, LinkTarget, links_in_words};
pub use task::{Task, ticked};

use kind::{no_columns, no_items, no_options, one_line};

/// The kind called `name`, if there is one.
pub fn named(name: &str) -> Option<&'static dyn Kind> {
    KINDS.iter().copied().find(|kind| kind.name() == name)
}
