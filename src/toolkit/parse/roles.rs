//! The form that some roles require of outputs: code reads them by role, never by id.

use super::Reader;
use crate::kinds::{Column, Kind, Shape, Sort};
use crate::toolkit::{Output, Role, raw};

/// Roles that an activity can have only once, since they speak for the whole record.
const ONCE: [Role; 7] = [
    Role::Finding,
    Role::Consent,
    Role::Approval,
    Role::Direction,
    Role::Groups,
    Role::Target,
    Role::Counts,
];

impl Reader {
    pub(super) fn roles(&mut self, raw: &raw::ActivityToml, outputs: &[Output]) {
        let mut seen: Vec<Role> = Vec::new();
        for output in outputs {
            let Some(role) = output.role else { continue };
            let written = raw
                .output
                .iter()
                .find(|one| one.id.get_ref() == output.id.as_str());
            let at = written.and_then(|one| one.role.as_ref()).unwrap_or(&raw.id);
            let (id, word, whose) = (&output.id, role.word(), raw.id.get_ref());
            if let Err(problem) = form(role, output) {
                self.wrong(
                    at,
                    format!("the output \"{id}\" has the role {word}, so it {problem}"),
                );
            }
            if ONCE.contains(&role) && seen.contains(&role) {
                self.wrong(
                    at,
                    format!("two outputs of \"{whose}\" have the role {word}"),
                );
            }
            seen.push(role);
            let is_of_measure = matches!(
                role,
                Role::Direction | Role::Groups | Role::Target | Role::Counts
            );
            if is_of_measure && !outputs.iter().any(is_numbers) {
                self.wrong(
                    at,
                    format!(
                        "\"{id}\" is about a measure, but no output of \"{whose}\" of kind series has the role {}",
                        Role::Measure.word()
                    ),
                );
            }
            let is_evidence = matches!(role, Role::Support | Role::Contrary);
            if is_evidence && !outputs.iter().any(|one| one.role == Some(Role::Finding)) {
                self.wrong(
                    at,
                    format!(
                        "\"{id}\" is evidence, but no output of \"{whose}\" has the role {}",
                        Role::Finding.word()
                    ),
                );
            }
        }
    }
}

/// Checks that an output has its role's form; the error says what it must be.
fn form(role: Role, output: &Output) -> Result<(), &'static str> {
    let shape = &output.shape;
    let is_choice = !shape.options.is_empty();
    match role {
        Role::Support | Role::Contrary => {
            let is_table = count(shape, |one| one.kind.is_some_and(Kind::is_link)) == 1
                && count(shape, |one| !one.shape.options.is_empty()) == 1;
            if is_table || shape.has_links {
                Ok(())
            } else {
                Err(
                    "must be a table with one column of kind = \"link\" and one with options, where the first means measured; or a list with items = \"link\"",
                )
            }
        }
        Role::Consent => {
            let has_whom = shape.link_column().is_some()
                || shape
                    .columns
                    .first()
                    .is_some_and(|first| first.kind.is_none());
            let is_table = has_whom
                && count(shape, |one| one.kind.is_some_and(Kind::is_link)) <= 1
                && count(shape, |one| !one.shape.options.is_empty()) == 1;
            if is_choice || is_table {
                Ok(())
            } else {
                Err(
                    "must be a choice whose first option means yes; or a table whose first column, or the one of kind = \"link\", says whose records, and where one column has options and the first means yes",
                )
            }
        }
        Role::Approval if !is_choice => Err("must be a choice whose first option releases"),
        Role::Direction if shape.options.len() != 2 => {
            Err("must be a choice of two options: more is better, then less is better")
        }
        Role::Counts if shape.options.len() != 2 => {
            Err("must be a choice of two options: people, then things")
        }
        Role::Target if output.kind.sort() != Sort::Number => Err("must be a number"),
        Role::Groups => {
            let is_number = |one: &Column| one.kind.is_some_and(|kind| kind.sort() == Sort::Number);
            let has_names = shape.columns.first().is_some_and(|one| one.kind.is_none());
            if has_names && count(shape, is_number) == 1 {
                Ok(())
            } else {
                Err(
                    "must be a table whose first column has the groups' names and one column of kind = \"number\" how many people they are",
                )
            }
        }
        _ => Ok(()),
    }
}

/// Whether an output holds a measure's numbers.
fn is_numbers(output: &Output) -> bool {
    output.role == Some(Role::Measure) && output.kind.sort() == Sort::Series
}

fn count(shape: &Shape, is_one: impl Fn(&Column) -> bool) -> usize {
    shape.columns.iter().filter(|column| is_one(column)).count()
}
