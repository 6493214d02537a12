//! A measure: what is counted, for whom, and its numbers over time.

mod few;
mod groups;
mod instead;
mod said;
mod trial;

pub use few::Few;
pub use groups::{Groups, PeopleGroup};
pub use instead::told;
pub use said::{because, centre, says};
pub use trial::{TrialMark, began, trials};

use groups::{is_same, is_total_name};

use super::Content;
use crate::evidence::{
    Chart, Decimal, Direction, Mark, NewPoints, PointColumn, PointRow, Points, VALUE,
};
use crate::kinds::{Misfit, SeriesText, Sort};
use crate::toolkit::{Activity, Output, Role};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// Names of the group that holds those of no other one.
const OTHERS: [&str; 2] = ["others", "all others"];

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
    pub groups: Groups,
    pub points: Points,
    /// Why the numbers can't be read; then there are none.
    pub misfit: Option<Misfit>,
    /// Where the numbers' answer begins, in the record's text.
    pub offset: usize,
}

impl Measure {
    /// The measure of a record, if its activity has one.
    pub fn of(activity: &Activity, content: &Content) -> Option<Self> {
        let answer = |output: &Output| {
            let answer = content.answer(output.at)?;
            Some(answer.seen().to_owned())
        };
        let mut measure = Self::read(activity, &answer, &|output| content.is_undecided(output.at))?;
        measure.offset = content.answer(numbers_of(activity)?.at)?.start;
        Some(measure)
    }

    /// The measure that some answers are, where there are numbers among them.
    pub fn of_answers(
        activity: &Activity,
        answer: &dyn Fn(&Output) -> Option<String>,
    ) -> Option<Self> {
        Self::read(activity, answer, &|_| false)
    }

    /// The measure that answers are; a merge may have left two versions of some.
    fn read(
        activity: &Activity,
        answer: &dyn Fn(&Output) -> Option<String>,
        is_undecided: &dyn Fn(&Output) -> bool,
    ) -> Option<Self> {
        let numbers = numbers_of(activity)?;
        let text = answer(numbers)?;
        let value = |role| {
            let output = activity.output_of(role)?;
            let words = answer(output)?;
            let value = output.kind.parse(&output.shape, &words).ok();
            Some(value.filter(|_| !is_undecided(output)))
        };
        let option = |role| {
            let output = activity.output_of(role)?;
            let chosen = value(role)??;
            let mut options = output.shape.options.iter();
            options.position(|option| chosen == option.id.as_str())
        };
        let (definition, points, misfit) = match points_of(&text, is_undecided(numbers)) {
            Ok((definition, points)) => (definition, points, None),
            Err(misfit) => (String::new(), Points::default(), Some(misfit)),
        };
        let groups = activity.output_of(Role::Groups).and_then(|output| {
            let text = answer(output)?;
            Some(if is_undecided(output) {
                Groups::undecided()
            } else {
                Groups::read(output, &text)
            })
        });
        let groups = groups.unwrap_or_default();
        Some(Self {
            definition,
            direction: option(Role::Direction).map(|first| match first {
                0 => Direction::More,
                _ => Direction::Less,
            }),
            target: value(Role::Target)
                .flatten()
                .and_then(|target| Decimal::parse(&target.to_string())),
            counts_people: match option(Role::Counts) {
                Some(chosen) => chosen == 0,
                // What can't be read may say that it counts people.
                None => value(Role::Counts).is_some() || groups.are_named(),
            },
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

    /// How many people a column's numbers are about, by the record's groups.
    pub fn people(&self, column: &str) -> Option<u64> {
        self.groups.of_column(column)?.people
    }

    /// The group that holds all others, and how many it is: the one named so, or the one that is as many as all others
    /// together.
    fn total(&self) -> Option<(&str, u64)> {
        let known = || {
            let groups = self.groups.known.iter();
            groups.filter_map(|group| Some((group.name.as_str(), group.people?)))
        };
        let named = known().find(|(name, _)| is_total_name(name));
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
                self.why_hidden(Some(at)).to_owned()
            } else {
                says(&chart, &chart.claim)
            };
            format!("; {name}: {words}")
        });
        said.collect()
    }

    /// The column with which the others are compared: the group marked so, or the one of all others.
    pub fn reference(&self) -> Option<usize> {
        let marked = self.groups.known.iter().find(|group| group.is_reference);
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
            is_total_name(name) || total == Some(name)
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

/// What is counted, and the numbers of a text.
fn points_of(text: &str, is_undecided: bool) -> Result<(String, Points), Misfit> {
    if is_undecided {
        return Err(groups::two_versions());
    }
    let read = SeriesText::read(text)?;
    Ok((read.definition, read.points.points()?))
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

/// The output that holds an activity's numbers.
pub fn numbers_of(activity: &Activity) -> Option<&Output> {
    activity
        .outputs_of(Role::Measure)
        .find(|output| output.kind.sort() == Sort::Series)
}
