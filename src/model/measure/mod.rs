//! A measure: what is counted, for whom, and its numbers over time.

mod few;
mod said;
mod trial;

pub use few::Few;
pub use said::{because, centre, says};
pub use trial::{TrialMark, began, trials};

use super::{Content, Record};
use crate::evidence::{
    Chart, Decimal, Direction, Mark, NewPoints, PointColumn, PointRow, Points, VALUE,
};
use crate::kinds::{Misfit, SeriesText, Sort};
use crate::toolkit::{Activity, Output, Role};
use jiff::civil::Date;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Names of the group that holds all others.
const TOTALS: [&str; 4] = ["all", "total", "everyone", "everybody"];
/// Names of the group that holds those of no other one.
const OTHERS: [&str; 2] = ["others", "all others"];
/// What a row of the groups says where the others are compared with it.
const REFERENCE: &str = "reference";

/// A measure of one record.
#[derive(Debug, Clone)]
pub struct Measure {
    /// What is counted, in words.
    pub definition: String,
    /// Which way is better, if somebody said so.
    pub direction: Option<Direction>,
    pub target: Option<Decimal>,
    /// Whether it counts people; of a measure with groups of people unless somebody said otherwise.
    pub counts_people: bool,
    /// Whom the numbers are about, as far as the record says.
    pub groups: Vec<PeopleGroup>,
    pub points: Points,
    /// Why the numbers can't be read; then there are none.
    pub misfit: Option<Misfit>,
    /// Where the numbers' answer begins, in the record's text.
    pub offset: usize,
}

/// A group of people that a measure's numbers are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PeopleGroup {
    pub name: String,
    /// How many people it has today.
    pub people: Option<u64>,
    /// Whether the others are compared with it.
    is_reference: bool,
}

impl Measure {
    /// The measure of a record, if its activity has one.
    pub fn of(activity: &Activity, content: &Content) -> Option<Self> {
        let mut measure = Self::of_answers(activity, &|output| {
            let is_sure = !content.is_undecided(output.at);
            let answer = content.answer(output.at).filter(|_| is_sure)?;
            Some(answer.seen().to_owned())
        })?;
        measure.offset = content.answer(numbers_of(activity)?.at)?.start;
        Some(measure)
    }

    /// The measure that some answers are, where there are numbers among them.
    pub fn of_answers(
        activity: &Activity,
        answer: &dyn Fn(&Output) -> Option<String>,
    ) -> Option<Self> {
        let text = answer(numbers_of(activity)?)?;
        let value = |role| {
            let output = activity.output_of(role)?;
            let words = answer(output)?;
            output.kind.parse(&output.shape, &words).ok()
        };
        let option = |role| {
            let output = activity.output_of(role)?;
            let chosen = value(role)?;
            let mut options = output.shape.options.iter();
            options.position(|option| chosen == option.id.as_str())
        };
        let read = SeriesText::read(&text).and_then(|read| {
            let points = read.points.points()?;
            Ok((read.definition, points))
        });
        let (definition, points, misfit) = match read {
            Ok((definition, points)) => (definition, points, None),
            Err(misfit) => (String::new(), Points::default(), Some(misfit)),
        };
        let groups = groups(activity, value(Role::Groups));
        Some(Self {
            definition,
            direction: option(Role::Direction).map(|first| match first {
                0 => Direction::More,
                _ => Direction::Less,
            }),
            target: value(Role::Target).and_then(|target| Decimal::parse(&target.to_string())),
            counts_people: option(Role::Counts)
                .map_or_else(|| !groups.is_empty(), |chosen| chosen == 0),
            groups,
            points,
            misfit,
            offset: 0,
        })
    }

    /// Whether this is the earlier measure with new numbers, and nothing else; an earlier one may not be there yet.
    pub fn is_with(&self, before: Option<&Self>, new: &[NewPoints]) -> bool {
        let rows = |measure: Option<&Self>| -> BTreeMap<Date, PointRow> {
            let rows = measure.into_iter().flat_map(|measure| &measure.points.rows);
            rows.map(|row| {
                (
                    row.day,
                    PointRow {
                        line: 0,
                        ..row.clone()
                    },
                )
            })
            .collect()
        };
        let mut now = rows(Some(self));
        let old = rows(before);
        let is_there = |(column, number): &(PointColumn, Decimal), row: &PointRow| {
            let at = |group: &str| self.points.group(group);
            match column {
                PointColumn::Group(group) => {
                    at(group).and_then(|at| cell(row, at)) == Some(*number)
                }
                PointColumn::Size(group) => {
                    let size = at(group).and_then(|at| *row.sizes.get(at)?);
                    size.is_some() && size == number.count()
                }
                PointColumn::Day | PointColumn::Note => false,
            }
        };
        let has_new = new.iter().all(|one| {
            let row = now.get(&one.day);
            row.is_some_and(|row| one.cells.iter().all(|cell| is_there(cell, row)))
        });
        let days: BTreeSet<Date> = new.iter().map(|one| one.day).collect();
        now.retain(|day, _| !days.contains(day));
        let has_old = old
            .iter()
            .filter(|(day, _)| !days.contains(day))
            .eq(now.iter());
        let is_same = before.is_none_or(|before| {
            let groups = &before.points.groups;
            before.definition == self.definition
                && (groups.is_empty() || *groups == self.points.groups)
        });
        self.misfit.is_none() && has_new && has_old && is_same
    }

    /// How many people a column's numbers are about, by the record's groups. The only group may be that of the only
    /// column, whatever its name.
    pub fn people(&self, column: &str) -> Option<u64> {
        let named = |group: &&PeopleGroup| is_same(&group.name, column);
        let group = self.groups.iter().find(named);
        let only = match self.groups.as_slice() {
            [only] if column == VALUE => Some(only),
            _ => None,
        };
        group.or(only)?.people
    }

    /// The group that holds all others, and how many it is: the one named so, or the one that is as many as all others
    /// together.
    fn total(&self) -> Option<(&str, u64)> {
        let known = || {
            let groups = self.groups.iter();
            groups.filter_map(|group| Some((group.name.as_str(), group.people?)))
        };
        let named = known().find(|(name, _)| TOTALS.iter().any(|total| is_same(name, total)));
        let sum: u64 = known()
            .map(|(_, people)| people)
            .fold(0, u64::saturating_add);
        named.or_else(|| {
            let is_sum = |(_, people): &(&str, u64)| people.saturating_mul(2) == sum;
            known().find(is_sum).filter(|_| known().count() > 2)
        })
    }

    /// The column that stands for the whole measure: that of all together, or else the first that may be shown.
    pub fn leading(&self, hidden: &[bool]) -> Option<usize> {
        let shown = || {
            (0..self.points.groups.len()).filter(|at| !hidden.get(*at).copied().unwrap_or(false))
        };
        shown()
            .find(|at| self.is_total(*at))
            .or_else(|| shown().next())
    }

    /// What may be said of it, in a sentence that goes into other documents; `None` without numbers that may be shown.
    pub fn sentence(&self, title: &str, min_n: u64) -> Option<String> {
        let column = self.leading(&self.hidden_columns(min_n))?;
        let (first, last) = (self.oldest(column)?, self.newest(column)?);
        let chart = self.chart(column);
        let title = title.trim_end_matches('.');
        let said = says(&chart, &chart.claim);
        let points = super::Count(chart.points, "point");
        let group = self.points.groups.get(column).filter(|name| *name != VALUE);
        let group = group.map_or_else(String::new, |name| format!(" ({name})"));
        let from = if first.0 == last.0 {
            String::new()
        } else {
            format!("{} on {}, ", first.1, first.0)
        };
        let counted = if said.contains("point") {
            String::new()
        } else {
            format!(", {points}")
        };
        Some(format!(
            "{title}{group}: {from}{} on {}; {said}{counted}",
            last.1, last.0
        ))
    }

    /// What may be said of each other group, to be put behind the sentence; empty without other groups.
    pub fn groups_said(&self, min_n: u64) -> String {
        let hidden = self.hidden_columns(min_n);
        let leading = self.leading(&hidden);
        let groups = self.points.groups.iter().zip(&hidden).enumerate();
        let others = groups.filter(|(at, _)| Some(*at) != leading);
        let said = others.map(|(at, (name, is_hidden))| {
            let chart = self.chart(at);
            let words = if *is_hidden {
                HIDDEN.to_owned()
            } else {
                says(&chart, &chart.claim)
            };
            format!("; {name}: {words}")
        });
        said.collect()
    }

    /// The column with which the others are compared: the group marked so, or the one of all others.
    pub fn reference(&self) -> Option<usize> {
        let marked = self.groups.iter().find(|group| group.is_reference);
        match marked {
            Some(marked) => self.column_named(&marked.name),
            None => OTHERS.iter().find_map(|name| self.column_named(name)),
        }
    }

    /// Whether a column is that of all together.
    pub fn is_total(&self, column: usize) -> bool {
        let name = self.points.groups.get(column);
        name.is_some_and(|name| {
            let total = self.total().map(|(total, _)| total);
            TOTALS.iter().any(|one| is_same(name, one)) || total == Some(name)
        })
    }

    /// The chart of a column from its newest level on.
    pub fn chart(&self, column: usize) -> Chart {
        let rows = self.points.newest_level();
        let values: Vec<Option<Decimal>> = rows.iter().map(|row| cell(row, column)).collect();
        Chart::of(
            &values,
            baseline(rows, |row| cell(row, column)),
            self.direction,
        )
    }

    /// How far a column lies above another, on each day of the newest level on which both have a number.
    pub fn gap(&self, column: usize, reference: usize) -> Vec<(Date, Option<Decimal>)> {
        let rows = self.points.newest_level().iter();
        rows.map(|row| {
            let both = cell(row, column).zip(cell(row, reference));
            (row.day, both.map(|(own, other)| own.less(other)))
        })
        .collect()
    }

    /// The chart of [`Measure::gap`].
    pub fn gap_chart(&self, column: usize, reference: usize) -> Chart {
        let values: Vec<Option<Decimal>> = self
            .gap(column, reference)
            .into_iter()
            .map(|(_, gap)| gap)
            .collect();
        let rows = self.points.newest_level();
        let of_both = |row: &PointRow| cell(row, column).and(cell(row, reference));
        Chart::of(&values, baseline(rows, of_both), None)
    }

    /// Whether the gap went from one side of its median to the other, and is smaller now; `None` if it didn't.
    pub fn is_gap_smaller(&self, column: usize, reference: usize) -> Option<bool> {
        let line = self.gap_chart(column, reference).line?.size();
        let gaps = self.gap(column, reference);
        let mut sizes = gaps.iter().filter_map(|(_, gap)| gap.map(Decimal::size));
        let oldest = sizes.next()?;
        let newest = sizes.next_back()?;
        let is_smaller = newest < line && line < oldest;
        let is_larger = newest > line && line > oldest;
        (is_smaller || is_larger).then_some(is_smaller)
    }

    /// The oldest number of a column, with its day.
    pub fn oldest(&self, column: usize) -> Option<(Date, Decimal)> {
        let mut rows = self.points.rows.iter();
        rows.find_map(|row| Some((row.day, cell(row, column)?)))
    }

    /// The newest number of a column, with its day.
    pub fn newest(&self, column: usize) -> Option<(Date, Decimal)> {
        self.newest_until(column, Date::MAX)
    }

    /// The newest number of a column up to a day, with its own day.
    pub fn newest_until(&self, column: usize, until: Date) -> Option<(Date, Decimal)> {
        let rows = self.points.rows.iter().rev();
        let mut rows = rows.filter(|row| row.day <= until);
        rows.find_map(|row| Some((row.day, cell(row, column)?)))
    }

    /// The column that words name.
    pub fn column_named(&self, words: &str) -> Option<usize> {
        let mut columns = self.points.groups.iter();
        columns.position(|column| is_same(column, words))
    }
}

fn has_number(row: &PointRow, column: usize) -> bool {
    cell(row, column).is_some()
}

fn cell(row: &PointRow, column: usize) -> Option<Decimal> {
    row.values.get(column).copied().flatten()
}

/// How many numbers stand up to the line that ends the baseline.
fn baseline(rows: &[PointRow], value: impl Fn(&PointRow) -> Option<Decimal>) -> Option<usize> {
    let end = rows
        .iter()
        .rposition(|row| row.mark() == Some(Mark::Baseline))?;
    let first = rows.get(..=end)?;
    Some(first.iter().filter(|row| value(row).is_some()).count())
}

/// Whether two names of a group are one.
fn is_same(one: &str, other: &str) -> bool {
    let plain = |name: &str| name.trim().to_lowercase();
    plain(one) == plain(other)
}

/// The output that holds an activity's numbers.
pub fn numbers_of(activity: &Activity) -> Option<&Output> {
    activity
        .outputs_of(Role::Measure)
        .find(|output| output.kind.sort() == Sort::Series)
}

fn groups(activity: &Activity, value: Option<Value>) -> Vec<PeopleGroup> {
    let Some((output, Value::Array(rows))) = activity.output_of(Role::Groups).zip(value) else {
        return Vec::new();
    };
    let columns = &output.shape.columns;
    let number = columns
        .iter()
        .find(|one| one.kind.is_some_and(|kind| kind.sort() == Sort::Number));
    let name = columns.first();
    let found = rows.iter().filter_map(|row| {
        let words = |id: &str| row.get(id).and_then(Value::as_str).map(str::trim);
        let name = words(&name?.name.id).filter(|name| !name.is_empty())?;
        let people = number.and_then(|column| row.get(&column.name.id));
        let mut cells = row.as_object().into_iter().flat_map(|row| row.values());
        Some(PeopleGroup {
            name: name.to_owned(),
            people: people.and_then(Value::as_u64),
            is_reference: cells.any(|cell| cell.as_str().is_some_and(says_reference)),
        })
    });
    found.collect()
}

/// Whether a cell has the word that marks the group of comparison.
fn says_reference(words: &str) -> bool {
    let mut words = words.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| word.eq_ignore_ascii_case(REFERENCE))
}

/// Shown in place of numbers about too few people, and of those that would tell them.
pub const HIDDEN: &str = "too few people to show";

/// What is told of a record's numbers in place of all of them, and of whom they are about in place of how many they are;
/// `None` if the output holds neither, or nothing is there.
pub fn told(
    record: &Record,
    (activity, output): (&Activity, &Output),
    min_n: u32,
) -> Option<String> {
    let numbers = numbers_of(activity)?;
    if output.at != numbers.at && output.role != Some(Role::Groups) {
        return None;
    }
    let measure = Measure::of(activity, record.said()?)?;
    if output.at != numbers.at {
        let names: Vec<&str> = measure
            .groups
            .iter()
            .map(|group| group.name.as_str())
            .collect();
        return (!names.is_empty()).then(|| names.join(", "));
    }
    let title = record.heading().unwrap_or_else(|| activity.title.clone());
    let sentence = measure.sentence(&title, min_n.into());
    let mut rows = measure.points.rows.iter();
    let has_numbers = rows.any(|row| row.values.iter().any(Option::is_some));
    sentence.or_else(|| has_numbers.then(|| HIDDEN.to_owned()))
}
