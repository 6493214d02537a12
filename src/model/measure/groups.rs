//! Whom a measure's numbers are about: the groups that a record names, with how many people each is.

use crate::evidence::Decimal;
use crate::kinds::{Misfit, Sort, is_blank_answer};
use crate::model::TWO_VERSIONS;
use crate::toolkit::Output;

/// Names of the group that holds all others.
const TOTALS: [&str; 4] = ["all", "total", "everyone", "everybody"];
/// What a row of the groups says where the others are compared with it.
const REFERENCE: &str = "reference";

/// A group of people that a measure's numbers are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeopleGroup {
    pub name: String,
    /// How many people it has today.
    pub people: Option<u64>,
    /// Whether its row says how many, and nobody can read it.
    pub(super) is_unclear: bool,
    /// Whether the others are compared with it.
    pub(super) is_reference: bool,
}

/// The groups in an answer.
#[derive(Debug, Clone, Default)]
pub struct Groups {
    /// Those that can be read: a cell that can't be hides no other group.
    pub known: Vec<PeopleGroup>,
    /// Why some can't be read.
    pub misfit: Option<Misfit>,
}

impl Groups {
    /// Those of an answer in one version.
    pub(super) fn read(output: &Output, text: &str) -> Self {
        let (kind, shape) = (output.kind, &output.shape);
        let mut number = shape.columns.iter();
        let number = number.find(|one| one.kind.is_some_and(|kind| kind.sort() == Sort::Number));
        let name = shape.columns.first();
        let mut misfit = kind.fits(shape, text).err();
        let mut known: Vec<PeopleGroup> = Vec::new();
        for (line, row) in kind.rows(shape, text) {
            let words = |id: &str| row.get(id).map(|cell| cell.trim());
            let people = number.map(|column| words(&column.name.id));
            let counted = match people {
                // Without a column of people, or with a blank in it, nobody says how many.
                None => Ok(None),
                Some(Some(cell)) if is_blank_answer(cell) => Ok(None),
                Some(cell) => cell
                    .and_then(|cell| Decimal::parse(cell)?.count())
                    .map(Some)
                    .ok_or(cell.unwrap_or_default()),
            };
            if let (Err(cell), None) = (counted, &misfit) {
                misfit = Some(Misfit::at(
                    line,
                    format!("\"{cell}\" is not a number of people"),
                    "write a whole number, or leave the cell empty",
                ));
            }
            let Some(name) = name.and_then(|name| words(&name.name.id)) else {
                continue;
            };
            if !name.is_empty() {
                known.push(PeopleGroup {
                    name: name.to_owned(),
                    people: counted.ok().flatten(),
                    is_unclear: counted.is_err(),
                    is_reference: row.values().any(|cell| says_reference(cell)),
                });
            }
        }
        let mut beside = kind.beside(text).into_iter();
        let beside = beside.find(|line| {
            text.lines()
                .nth(*line)
                .is_some_and(|line| line.contains('|'))
        });
        let beside = beside.map(|line| {
            Misfit::at(
                line,
                "this row isn't part of the table above it",
                "delete the lines between them",
            )
        });
        Self {
            known,
            misfit: misfit.or(beside),
        }
    }

    /// Those of an answer of which a merge left two versions.
    pub(super) fn undecided() -> Self {
        Self {
            known: Vec::new(),
            misfit: Some(two_versions()),
        }
    }

    /// Whether somebody named groups, readable or not.
    pub(super) fn are_named(&self) -> bool {
        !self.known.is_empty() || self.misfit.is_some()
    }

    /// The group of a column. The only group may be that of the only column, whatever its name.
    pub(super) fn of_column(&self, column: &str) -> Option<&PeopleGroup> {
        let group = self.known.iter().find(|group| is_same(&group.name, column));
        let only = match self.known.as_slice() {
            [only] if column == crate::evidence::VALUE => Some(only),
            _ => None,
        };
        group.or(only)
    }
}

pub(super) fn two_versions() -> Misfit {
    Misfit::at(
        0,
        TWO_VERSIONS,
        "`redesign resolve` shows both and asks which counts",
    )
}

/// Whether a cell has the word that marks the group of comparison.
fn says_reference(words: &str) -> bool {
    let mut words = words.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| word.eq_ignore_ascii_case(REFERENCE))
}

/// Whether a name is one of the group that holds all others.
pub(super) fn is_total_name(name: &str) -> bool {
    TOTALS.iter().any(|total| is_same(name, total))
}

/// Whether two names of a group are one.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let plain = |name: &str| name.trim().to_lowercase();
    plain(one) == plain(other)
}
