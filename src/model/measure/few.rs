//! Numbers about too few people: which columns hold them, and which others would tell them.

use super::groups::is_total_name;
use super::{Measure, has_number};
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
        let theirs = match self.people {
            1 => "that person's numbers".to_owned(),
            several => format!("the numbers of those {several}"),
        };
        let why = match &self.beside {
            None => format!("{names} has {whom}"),
            Some(all) => {
                format!("all but {whom} of \"{all}\" are in {names}, so {theirs} can be worked out")
            }
        };
        Misfit::at(
            self.line.unwrap_or(0),
            format!("{why}; numbers about fewer than {min_n} people give them away"),
            "git keeps what is committed, in every clone, also after you delete it: count over a longer time or a larger group, or say in words what you saw, without names",
        )
    }
}

/// A day's line, and how many people the numbers of each column are about on that day.
struct Day<'a> {
    row: &'a PointRow,
    sizes: Vec<Option<u64>>,
}

/// The group that holds all others.
struct Whole<'a> {
    name: &'a str,
    column: Option<usize>,
    people: Option<u64>,
}

impl Measure {
    /// Numbers about fewer people than `min_n`, or that leave so few out: first single columns in their order, then
    /// those that do so together. None of a measure that counts things.
    pub fn about_few(&self, min_n: u64) -> Vec<Few> {
        if !self.counts_people {
            return Vec::new();
        }
        let days = self.days();
        let columns = 0..self.points.groups.len();
        let mut found: Vec<Few> = columns
            .filter_map(|at| self.few_of_column(at, &days, min_n))
            .collect();
        found.extend(self.few_left_out(&found, &days, min_n));
        found
    }

    /// How many people each column's numbers are about by the record's groups.
    fn today(&self) -> Vec<Option<u64>> {
        let columns = self.points.groups.iter();
        columns.map(|column| self.people(column)).collect()
    }

    /// The days with how many people each column's numbers are about: as many as the day's line says, or else the
    /// newest earlier one, or else the record's groups.
    fn days(&self) -> Vec<Day<'_>> {
        let mut known = self.today();
        let days = self.points.rows.iter().map(|row| {
            for (size, own) in known.iter_mut().zip(&row.sizes) {
                *size = own.or(*size);
            }
            Day {
                row,
                sizes: known.clone(),
            }
        });
        days.collect()
    }

    fn few_of_column(&self, at: usize, days: &[Day<'_>], min_n: u64) -> Option<Few> {
        let group = self.points.groups.get(at)?;
        let said = || days.iter().filter(|day| has_number(day.row, at));
        said().next()?;
        let today = self.today();
        let by_day = || said().map(|day| (&day.sizes, Some(day.row.line)));
        let places = || std::iter::once((&today, None)).chain(by_day());
        let few = |people: u64, beside: Option<&str>, line| {
            (1..min_n).contains(&people).then(|| Few {
                columns: vec![group.clone()],
                people,
                beside: beside.map(str::to_owned),
                line,
            })
        };
        let own = |sizes: &[Option<u64>]| sizes.get(at).copied().flatten();
        let small = places().find_map(|(sizes, line)| few(own(sizes)?, None, line));
        small.or_else(|| {
            places().find_map(|(sizes, line)| {
                let whole = self.whole(sizes)?;
                let rest = whole.people?.checked_sub(own(sizes)?)?;
                few(rest, Some(whole.name), line)
            })
        })
    }

    /// Columns that leave few of all out only together: the numbers of all less theirs are those of the rest. None
    /// where one of the columns is `found` by itself, or where groups overlap.
    fn few_left_out(&self, found: &[Few], days: &[Day<'_>], min_n: u64) -> Option<Few> {
        self.splits(days).find_map(|(split, line)| {
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

    /// Where numbers of a group and of its parts are known: by the record's groups, then on each day, with its line.
    fn splits(&self, days: &[Day<'_>]) -> impl Iterator<Item = (Split, Option<usize>)> {
        let is_said = |at: usize| self.newest(at).is_some();
        let today = self.split(&self.today(), &is_said);
        let by_day = days.iter().filter_map(|day| {
            let split = self.split(&day.sizes, &|at| has_number(day.row, at))?;
            Some((split, Some(day.row.line)))
        });
        let today = today.map(|split| (split, None));
        today.into_iter().chain(by_day)
    }

    /// The columns with numbers as parts of all, with how many people each has.
    fn split(&self, sizes: &[Option<u64>], is_said: &dyn Fn(usize) -> bool) -> Option<Split> {
        let whole = self.whole(sizes)?;
        let parts = sizes.iter().enumerate();
        let parts = parts.filter(|(at, _)| Some(*at) != whole.column && is_said(*at));
        let parts: Vec<(usize, u64)> = parts
            .filter_map(|(at, size)| Some((at, (*size)?)))
            .collect();
        let total_at = whole.column.filter(|at| is_said(*at));
        // Of all without a size, the parts may be all: then any of them can be worked out from the others.
        let sum = || {
            total_at?;
            let mut people = parts.iter().map(|(_, people)| *people);
            people.try_fold(0, u64::checked_add)
        };
        Some(Split {
            all: whole.people.or_else(sum)?,
            parts,
            total: whole.name.to_owned(),
            total_at,
        })
    }

    /// The group that holds all others, if columns have so many people.
    fn whole(&self, sizes: &[Option<u64>]) -> Option<Whole<'_>> {
        let size = |at: usize| sizes.get(at).copied().flatten();
        let columns = self.points.groups.iter().enumerate();
        let mut named = columns.filter(|(_, name)| is_total_name(name));
        let first = named.clone().next();
        if let Some((at, name)) = named.find(|(at, _)| size(*at).is_some()) {
            return Some(Whole {
                name,
                column: Some(at),
                people: size(at),
            });
        }
        let Some((name, all)) = self.total() else {
            return first.map(|(at, name)| Whole {
                name,
                column: Some(at),
                people: None,
            });
        };
        let column = self.column_named(name).or(first.map(|(at, _)| at));
        Some(Whole {
            name,
            column,
            people: column.and_then(size).or(Some(all)),
        })
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
        for at in 0..columns.len() {
            if self.may_be_few(at, min_n) {
                hide(&mut hidden, at);
            }
        }
        let mut seen = BTreeSet::new();
        for (split, _) in self.splits(&self.days()) {
            if seen.insert((split.parts.clone(), split.total_at, split.all)) {
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
