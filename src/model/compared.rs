//! Predicted numbers beside measured ones.

use super::measure::{Measure, began};
use super::{Content, Plan, Record, quote};
use crate::evidence::{Decimal, Direction};
use crate::kinds::{Column, Kind, Sort};
use crate::toolkit::{Output, Role};
use jiff::civil::Date;
use serde_json::Value;

/// Most characters of a prediction in words that are quoted.
const QUOTED: usize = 80;

/// Where a prediction in numbers has its parts: columns of a table, by their kinds.
struct TableForm<'a> {
    link: &'a Column,
    /// The last number: what is to be reached.
    number: &'a Column,
    day: &'a Column,
    /// Columns of words before the numbers, which may name a group.
    words: Vec<&'a Column>,
}

impl<'a> TableForm<'a> {
    fn of(output: &'a Output) -> Option<Self> {
        let columns = &output.shape.columns;
        let is = |column: &&Column, sort: Sort| column.kind.is_some_and(|kind| kind.sort() == sort);
        let is_number = |column: &&Column| is(column, Sort::Number);
        let words = columns.iter().take_while(|column| !is_number(column));
        Some(Self {
            link: columns
                .iter()
                .find(|one| one.kind.is_some_and(Kind::is_link))?,
            number: columns.iter().rfind(is_number)?,
            day: columns.iter().rfind(|one| is(one, Sort::Date))?,
            words: words.filter(|one| one.kind.is_none()).collect(),
        })
    }
}

/// One row of a prediction in numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct PredictedNumber {
    /// The link to the measure, as written.
    pub link: String,
    /// What its columns of words say, one of which may name a group.
    words: Vec<String>,
    pub number: Decimal,
    pub by: Date,
}

impl PredictedNumber {
    /// The rows of a record's answer, as far as they say a number and a day.
    fn all(output: &Output, content: &Content) -> Vec<Self> {
        let rows = TableForm::of(output).zip(content.value(output).and_then(Result::ok));
        let Some((form, Value::Array(rows))) = rows else {
            return Vec::new();
        };
        let row = |row: &Value| {
            let cell = |column: &Column| row.get(&column.name.id).and_then(Value::as_str);
            let number = row.get(&form.number.name.id)?;
            Some(Self {
                link: cell(form.link)?.trim().to_owned(),
                words: form
                    .words
                    .iter()
                    .filter_map(|one| cell(one))
                    .map(str::to_owned)
                    .collect(),
                number: Decimal::parse(&number.to_string())?,
                by: cell(form.day)?.trim().parse().ok()?,
            })
        };
        rows.iter().filter_map(row).collect()
    }
}

/// A prediction's words in one line: numbers and days, or the beginning of a text.
pub fn in_words(output: &Output, content: &Content) -> Option<String> {
    let numbers = PredictedNumber::all(output, content);
    if !numbers.is_empty() {
        let all = numbers
            .iter()
            .map(|one| format!("{} by {}", one.number, one.by));
        return Some(all.collect::<Vec<_>>().join("; "));
    }
    let answer = content.answer(output.at)?;
    Some(quote::short(&quote::plain(answer.seen()), QUOTED))
}

/// A predicted number beside the measured one.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    pub predicted: PredictedNumber,
    /// The measure's record, relative to the workspace; `None` if the link doesn't lead to a measure of the plan.
    pub measure: Option<String>,
    /// The measure's title, or the words of the link.
    pub title: String,
    /// The column that was compared, unless it is the only one.
    pub group: Option<String>,
    pub outcome: Outcome,
}

/// What became of a predicted number.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The link doesn't lead to a measure of the plan.
    NoMeasure,
    /// Nothing was measured until that day.
    NoNumber,
    /// The number is about too few people.
    Hidden(&'static str),
    /// The day is still to come; the newest number, if there is one.
    Open(Option<(Date, Decimal)>),
    /// The number nearest to that day, not after it.
    Measured {
        day: Date,
        number: Decimal,
        /// Whether it is as good as predicted or better; `None` if nobody said which way is better.
        is_right: Option<bool>,
        /// How far it lies above what was predicted.
        above: Decimal,
    },
}

/// The predicted numbers of a record beside the measured ones; none if its prediction isn't a table with a link, a number and
/// a day.
pub fn comparisons(plan: &Plan, record: &Record, today: Date) -> Vec<Comparison> {
    let activity = plan.toolkit.activity(record.activity);
    let Some(content) = record.said() else {
        return Vec::new();
    };
    let outputs = activity.outputs_of(Role::Prediction);
    let rows = outputs.flat_map(|output| {
        let rows = PredictedNumber::all(output, content).into_iter();
        rows.map(|row| compared(plan, (record, output), row, today))
    });
    rows.collect()
}

fn compared(
    plan: &Plan,
    (record, output): (&Record, &Output),
    predicted: PredictedNumber,
    today: Date,
) -> Comparison {
    let mut links = plan.links_in(&record.path);
    let link =
        links.find(|link| link.place.output == output.at && link.place.words == predicted.link);
    let there = link.and_then(|link| link.there());
    let target = there.and_then(|there| plan.records.iter().find(|one| one.path == there.path));
    let measure = target.and_then(|target| {
        let measure = Measure::of(plan.toolkit.activity(target.activity), target.said()?)?;
        Some((target, measure))
    });
    let Some((target, measure)) = measure else {
        return Comparison {
            title: there.map_or_else(|| predicted.link.clone(), |there| there.title.clone()),
            predicted,
            measure: None,
            group: None,
            outcome: Outcome::NoMeasure,
        };
    };
    let hidden = measure.hidden_columns(plan.min_n.into());
    let named = predicted
        .words
        .iter()
        .find_map(|words| measure.column_named(words));
    let column = named.or_else(|| measure.leading(&hidden));
    let outcome = match column {
        None if measure.points.groups.is_empty() => Outcome::NoNumber,
        Some(at) if hidden.get(at) != Some(&true) => outcome(&measure, at, &predicted, today),
        _ => Outcome::Hidden(measure.why_hidden(column)),
    };
    let groups = &measure.points.groups;
    let group = column
        .and_then(|at| groups.get(at))
        .filter(|_| groups.len() > 1);
    Comparison {
        title: target.heading().unwrap_or_else(|| target.stem().to_owned()),
        group: group.cloned(),
        measure: Some(target.path.clone()),
        predicted,
        outcome,
    }
}

fn outcome(measure: &Measure, column: usize, predicted: &PredictedNumber, today: Date) -> Outcome {
    if predicted.by > today {
        return Outcome::Open(measure.newest(column));
    }
    let Some((day, number)) = measure.newest_until(column, predicted.by) else {
        return Outcome::NoNumber;
    };
    let above = number.less(predicted.number);
    let is_right = measure.direction.map(|better| match better {
        Direction::More => !above.is_negative(),
        Direction::Less => above.is_negative() || above.is_zero(),
    });
    Outcome::Measured {
        day,
        number,
        is_right: is_right.or(above.is_zero().then_some(true)),
        above,
    }
}

impl Comparison {
    /// What was predicted, such as `68 by 2026-11-23`.
    pub fn predicted(&self) -> String {
        format!("{} by {}", self.predicted.number, self.predicted.by)
    }

    /// What it was, such as `69 on 2026-11-20: right, by 1`.
    pub fn was(&self) -> String {
        match &self.outcome {
            Outcome::NoMeasure => {
                "not known: the link doesn't lead to a measure of this plan".to_owned()
            }
            Outcome::NoNumber => "not known: nothing was measured until then".to_owned(),
            Outcome::Hidden(why) => format!("not shown: {why}"),
            Outcome::Open(None) => "still to come".to_owned(),
            Outcome::Open(Some((day, number))) => format!("still to come; {number} on {day}"),
            Outcome::Measured {
                day,
                number,
                is_right,
                above,
            } => {
                let by = above.size();
                let judged = match is_right {
                    Some(true) if above.is_zero() => "right".to_owned(),
                    Some(true) => format!("right, by {by}"),
                    Some(false) => format!("wrong, by {by}"),
                    None if above.is_negative() => format!("{by} less"),
                    None => format!("{by} more"),
                };
                format!("{number} on {day}: {judged}")
            }
        }
    }
}

/// Whether a plan's toolkit has predictions in numbers, so that it is worth looking for them.
pub fn are_compared(plan: &Plan) -> bool {
    let outputs = plan.toolkit.outputs();
    let mut predictions = outputs.filter(|(_, output)| output.role == Some(Role::Prediction));
    predictions.any(|(_, output)| TableForm::of(output).is_some())
}

/// The predicted numbers of all tests of a plan, each with the record of its test: in the order in which they began, then of
/// their files.
pub fn all_compared(plan: &Plan, today: Date) -> Vec<(&Record, Comparison)> {
    if !are_compared(plan) {
        return Vec::new();
    }
    let mut tests: Vec<(Option<Date>, &Record)> = plan
        .records
        .iter()
        .map(|record| {
            (
                began(plan.toolkit.activity(record.activity), record),
                record,
            )
        })
        .collect();
    tests.sort_by_key(|(day, _)| (day.is_none(), *day));
    let found = tests.into_iter().flat_map(|(_, record)| {
        let all = comparisons(plan, record, today).into_iter();
        all.map(move |one| (record, one))
    });
    found.collect()
}
