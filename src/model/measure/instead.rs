//! What is said in place of numbers and groups that aren't shown as they are.

use super::groups::is_total_name;
use super::{Groups, Measure, numbers_of};
use crate::model::{Record, TWO_VERSIONS};
use crate::toolkit::{Activity, Output, Role};

/// Shown in place of numbers about too few people, and of those that would tell them.
const HIDDEN: &str = "too few people to show";
/// Shown in place of numbers about people whom nobody can count.
const UNCLEAR: &str = "unclear how many people it is about";
/// Shown in place of an answer that holds numbers or groups.
const UNREAD_NUMBERS: &str = "its numbers can't be read";
const UNREAD_GROUPS: &str = "can't be read as a table";

impl Measure {
    /// Whether the record says how many people a column's numbers are about, and nobody can read it.
    fn is_unclear(&self, column: usize) -> bool {
        let name = self.points.groups.get(column);
        match name.and_then(|name| self.groups.of_column(name)) {
            Some(group) => group.is_unclear,
            None => self.groups.known.is_empty() && self.groups.misfit.is_some(),
        }
    }

    /// Whether a column is to be hidden for that. All are at least as many as one of the groups.
    pub(super) fn may_be_few(&self, column: usize, min_n: u64) -> bool {
        let mut groups = self.groups.known.iter().filter_map(|group| group.people);
        let name = self.points.groups.get(column);
        let is_total = name.is_some_and(|name| is_total_name(name));
        self.is_unclear(column) && !(is_total && groups.any(|people| people >= min_n))
    }

    /// What is said in place of a hidden column's numbers; without one, of all.
    pub fn why_hidden(&self, column: Option<usize>) -> &'static str {
        let mut columns = match column {
            Some(at) => at..at + 1,
            None => 0..self.points.groups.len(),
        };
        if columns.any(|at| self.is_unclear(at)) {
            UNCLEAR
        } else {
            HIDDEN
        }
    }
}

/// What is told of a record's numbers in place of all of them, and of whom they are about in place of how many they are;
/// `None` if the output holds neither, or nothing is there.
pub fn told(
    record: &Record,
    (activity, output): (&Activity, &Output),
    min_n: u32,
) -> Option<String> {
    let numbers = numbers_of(activity)?;
    let is_groups = output.role == Some(Role::Groups);
    if output.at != numbers.at && !is_groups {
        return None;
    }
    let content = record.answered()?;
    let answer = content.answer(output.at)?;
    if content.is_undecided(output.at) {
        return Some(TWO_VERSIONS.to_owned());
    }
    if is_groups {
        let groups = Groups::read(output, answer.seen());
        let names: Vec<&str> = groups.known.iter().map(|one| one.name.as_str()).collect();
        return match (names.is_empty(), groups.misfit) {
            (false, _) => Some(names.join(", ")),
            (true, Some(_)) => Some(UNREAD_GROUPS.to_owned()),
            (true, None) => None,
        };
    }
    let measure = Measure::of(activity, content)?;
    if measure.misfit.is_some() {
        return Some(UNREAD_NUMBERS.to_owned());
    }
    let title = record.heading().unwrap_or_else(|| activity.title.clone());
    let sentence = measure.sentence(&title, min_n.into());
    let mut rows = measure.points.rows.iter();
    let has_numbers = rows.any(|row| row.values.iter().any(Option::is_some));
    sentence.or_else(|| has_numbers.then(|| measure.why_hidden(None).to_owned()))
}
