//! Numbers about too few people: which columns hold them, and which others would tell them.

use super::{Measure, TOTALS, has_number, is_same};
use crate::evidence::{Counts, PointRow, VALUE};
use crate::kinds::Misfit;
use crate::model;
use std::collections::BTreeSet;

/// Numbers about too few people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Few {
    /// The column about them; several where only all of these together leave them out.
    pub columns: Vec<String>,
    pub people: u64,
    /// `None` if the column itself is about few; else the group of which the columns leave so few out.
    pub beside: Option<String>,
    /// The line of the numbers that says so; `None` if the record's groups do.
    pub line: Option<usize>,
}

/// Groups that are parts of another one, with how many people each has.
struct Split {
    /// Their columns, where these have numbers.
    parts: Vec<(usize, u64)>,
    total: String,
    /// The column of all, where it has numbers.
    total_at: Option<usize>,
    all: u64,
}

impl Split {
    /// How many people the parts leave out; `None` if the groups overlap.
    fn rest(&self) -> Option<u64> {
        let mut parts = self.parts.iter().map(|(_, people)| *people);
        let sum = parts.try_fold(0, u64::checked_add)?;
        self.all.checked_sub(sum)
    }

    /// Hides more columns where few people could be worked out from those that are shown.
    fn hide_what_tells(&self, min_n: u64, hidden: &mut [bool]) {
        let is_told = |rest: &u64| *rest == 0 || *rest < min_n && self.total_at.is_some();
        let Some(rest) = self.rest().filter(is_told) else {
            // Groups overlap, or nothing is known of those left out, or they are many enough to hide any other.
            return;
        };
        let mut places: Vec<Option<usize>> = Vec::new();
        let mut counts = Vec::new();
        let mut now = Vec::new();
        for (at, people) in &self.parts {
            places.push(Some(*at));
            counts.push(*people);
            now.push(hidden.get(*at).copied().unwrap_or(false));
        }
        if rest > 0 {
            // People without a column are hidden.
            places.push(None);
            counts.push(rest);
            now.push(true);
        }
        places.push(self.total_at);
        now.push(
            self.total_at
                .and_then(|at| hidden.get(at).copied())
                .unwrap_or(false),
        );
        let counts = Counts::of_groups(&counts);
        if counts.keeps(&now, min_n) {
            return;
        }
        for (place, more) in places.iter().zip(counts.hidden(min_n)) {
            if let Some(at) = place.filter(|_| more) {
                hide(hidden, at);
            }
        }
    }
}

impl Few {
    /// The columns that tell of them.
    pub fn telling(self) -> Vec<String> {
        let total = self.beside.filter(|_| self.columns.len() > 1);
        self.columns.into_iter().chain(total).collect()
    }

    /// Why the numbers are refused.
    pub fn misfit(&self, min_n: u64) -> Misfit {
        let names = self.columns.iter().map(|name| match name.as_str() {
            VALUE => "the group",
            name => name,
        });
        let names = listed(&names.collect::<Vec<_>>());
        let whom = model::Count(self.people, "person")
            .to_string()
            .replace("persons", "people");
        let (leave, their) = match self.columns.as_slice() {
            [_] => ("leaves", "its"),
            _ => ("together leave", "their"),
        };
        let why = match &self.beside {
            None => format!("{names} has {whom}"),
            Some(all) => format!(
                "{names} {leave} {whom} of {all} out, whom {their} numbers would tell as well"
            ),
        };
        Misfit::at(
            self.line.unwrap_or(0),
            format!("{why}; numbers about fewer than {min_n} people give them away"),
            "git keeps what is committed, in every clone, also after you delete it: count over a longer time or a larger group, or say in words what you saw, without names",
        )
    }
}

impl Measure {
    /// Numbers about fewer people than `min_n`, or that leave so few out: first single columns in their order, then
    /// those that do so together. None of a measure that counts things.
    pub fn about_few(&self, min_n: u64) -> Vec<Few> {
        if !self.counts_people {
            return Vec::new();
        }
        let columns = 0..self.points.groups.len();
        let mut found: Vec<Few> = columns
            .filter_map(|at| self.few_of_column(at, min_n))
            .collect();
        found.extend(self.few_left_out(&found, min_n));
        found
    }

    fn few_of_column(&self, at: usize, min_n: u64) -> Option<Few> {
        let group = self.points.groups.get(at)?;
        let is_small = |people: &u64| (1..min_n).contains(people);
        let said = || self.points.rows.iter().filter(|row| has_number(row, at));
        said().next()?;
        let few = |people, beside, line| {
            Some(Few {
                columns: vec![group.clone()],
                people,
                beside,
                line,
            })
        };
        let people = self.people(group);
        if let Some(people) = people.filter(is_small) {
            return few(people, None, None);
        }
        if let Some(((total, all), people)) = self.total().zip(people)
            && let Some(rest) = all.checked_sub(people).filter(is_small)
        {
            return few(rest, Some(total.to_owned()), None);
        }
        let sizes = || said().filter_map(|row| Some((row, (*row.sizes.get(at)?)?)));
        if let Some((row, people)) = sizes().find(|(_, size)| is_small(size)) {
            return few(people, None, Some(row.line));
        }
        sizes().find_map(|(row, size)| {
            let (_, name, all) = self.total_in(row)?;
            let rest = all.checked_sub(size).filter(is_small)?;
            few(rest, Some(name.to_owned()), Some(row.line))
        })
    }

    /// Columns that leave few of all out only together: the numbers of all less theirs are those of the rest. None
    /// where one of the columns is `found` by itself, or where groups overlap.
    fn few_left_out(&self, found: &[Few], min_n: u64) -> Option<Few> {
        self.splits().find_map(|(split, line)| {
            split.total_at?;
            let rest = split.rest().filter(|rest| (1..min_n).contains(rest))?;
            let columns = split.parts.iter();
            let columns = columns.filter_map(|(at, _)| self.points.groups.get(*at).cloned());
            let columns: Vec<String> = columns.collect();
            let is_found = |name| found.iter().any(|few| few.columns.contains(name));
            let is_told = columns.len() > 1 && !columns.iter().any(is_found);
            is_told.then_some(Few {
                columns,
                people: rest,
                beside: Some(split.total),
                line,
            })
        })
    }

    /// Where numbers of a group and of its parts are known: by the record's groups, then by the sizes of each day, with
    /// its line.
    fn splits(&self) -> impl Iterator<Item = (Split, Option<usize>)> {
        let days = self.points.rows.iter();
        let days = days.filter_map(|row| Some((self.split_of_day(row)?, Some(row.line))));
        let today = self.split_of_groups().map(|split| (split, None));
        today.into_iter().chain(days)
    }

    fn split_of_groups(&self) -> Option<Split> {
        let (total, all) = self.total()?;
        let groups = self.points.groups.iter().enumerate();
        let said = groups.filter(|(at, _)| self.newest(*at).is_some());
        let (totals, parts): (Vec<_>, Vec<_>) = said.partition(|(_, group)| is_same(group, total));
        let parts = parts.into_iter();
        Some(Split {
            parts: parts
                .filter_map(|(at, group)| Some((at, self.people(group)?)))
                .collect(),
            total: total.to_owned(),
            total_at: totals.first().map(|(at, _)| *at),
            all,
        })
    }

    fn split_of_day(&self, row: &PointRow) -> Option<Split> {
        let (total_at, total, all) = self.total_in(row)?;
        let sizes = row.sizes.iter().enumerate();
        let parts = sizes.filter(|(at, _)| *at != total_at && has_number(row, *at));
        Some(Split {
            parts: parts
                .filter_map(|(at, size)| Some((at, (*size)?)))
                .collect(),
            total: total.to_owned(),
            total_at: Some(total_at).filter(|at| has_number(row, *at)),
            all,
        })
    }

    /// The column of the group that holds all others, its name, and its size on one day.
    fn total_in(&self, row: &PointRow) -> Option<(usize, &str, u64)> {
        let groups = self.points.groups.iter().zip(&row.sizes).enumerate();
        let mut sized = groups.filter_map(|(at, (name, size))| Some((at, name.as_str(), (*size)?)));
        sized.find(|(_, name, _)| TOTALS.iter().any(|total| is_same(name, total)))
    }

    /// For each column whether it must not be shown: it is about too few people, or what is shown beside it would tell
    /// them.
    pub fn hidden_columns(&self, min_n: u64) -> Vec<bool> {
        let columns = &self.points.groups;
        let mut hidden = vec![false; columns.len()];
        for few in self.about_few(min_n) {
            if let [one] = few.columns.as_slice()
                && let Some(at) = self.points.group(one)
            {
                hide(&mut hidden, at);
            }
        }
        if !self.counts_people {
            return hidden;
        }
        let mut seen = BTreeSet::new();
        for (split, _) in self.splits() {
            if seen.insert((split.parts.clone(), split.all)) {
                split.hide_what_tells(min_n, &mut hidden);
            }
        }
        hidden
    }
}

fn hide(hidden: &mut [bool], at: usize) {
    if let Some(one) = hidden.get_mut(at) {
        *one = true;
    }
}

/// Names in a sentence: `a`, `a and b`, `a, b and c`.
fn listed(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
