//! The days that a record names, and which of them can't be: nothing was held or measured in the future, and a day of
//! another century is mistyped, whatever it is for.

use super::Content;
use crate::kinds::Sort;
use crate::model::calendar::day_in_name;
use crate::toolkit::{Activity, Output, Role};
use jiff::Span;
use jiff::civil::Date;
use serde_json::Value;

/// From so many years ahead on, a day isn't a plan but a mistake.
const YEARS_AHEAD: i16 = 10;

/// From so many years ago on, a day is a mistake; measures may go back that far.
const YEARS_AGO: i16 = 50;

/// What a day says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DaySense {
    /// What the record tells of happened then, as somebody typed it.
    Held,
    /// The same by its file's name: the day on which it was made, unless somebody chose another.
    Named,
    /// Something was measured then, perhaps long before there was a plan.
    Measured,
    /// Something is due or planned, so it may be ahead.
    Planned,
}

/// A day that a record names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NamedDay {
    pub day: Date,
    pub sense: DaySense,
    /// Id of its output; `None` for the file's name.
    pub output: Option<String>,
    /// Where its answer begins, in the record's text.
    pub offset: usize,
}

impl DaySense {
    /// Why a day can't be, continuing `DAY `.
    pub fn why_not(self, day: Date, today: Date) -> Option<String> {
        let years = |count: i16| today.saturating_add(Span::new().years(count));
        let apart = (day.year() - today.year()).unsigned_abs();
        if day > years(YEARS_AHEAD) {
            return Some(format!("is {apart} years from now"));
        }
        if day < years(-YEARS_AGO) {
            return Some(format!("is {apart} years ago"));
        }
        (day > today && self != Self::Planned).then(|| "is in the future".to_owned())
    }

    /// What a day of this sense must be, for help.
    pub fn help(self) -> &'static str {
        match self {
            Self::Held => "write the day on which it happened, year first",
            Self::Named => {
                "rename the file, so that its name begins with the day on which it happened"
            }
            Self::Measured => "write the day of the measurement, year first",
            Self::Planned => "check the year",
        }
    }
}

/// The days in a record's answers and in the name of its file, `stem`.
pub fn days_in(stem: &str, activity: &Activity, content: &Content) -> Vec<NamedDay> {
    let held = held(activity, content).map(|output| output.at);
    let mut found = Vec::new();
    for output in &activity.outputs {
        let sense = match output.kind.sort() {
            Sort::Date if held == Some(output.at) => DaySense::Held,
            Sort::Series => DaySense::Measured,
            Sort::Date | Sort::Table | Sort::Tasks => DaySense::Planned,
            _ => continue,
        };
        let Some((answer, Ok(value))) = content.answer(output.at).zip(content.value(output)) else {
            continue;
        };
        for day in days_of(output, &value) {
            let words = content.document.text().get(answer.start..).unwrap_or("");
            let inside = words.find(&day.to_string()).unwrap_or(0);
            found.push(NamedDay {
                day,
                sense,
                output: Some(output.id.to_string()),
                offset: answer.start + inside,
            });
        }
    }
    let is_told = found.iter().any(|one| one.sense == DaySense::Held);
    let day = day_in_name(stem).filter(|_| activity.repeat.is_some() && !is_told);
    found.extend(day.map(|day| NamedDay {
        day,
        // What isn't filled in yet may be prepared for that day.
        sense: if content.is_complete(activity) {
            DaySense::Named
        } else {
            DaySense::Planned
        },
        output: None,
        offset: 0,
    }));
    found
}

/// The days in a new answer.
pub fn days_of_answer(activity: &Activity, output: &Output, text: &str) -> Vec<(Date, DaySense)> {
    let mut days = activity
        .outputs
        .iter()
        .filter(|one| one.kind.sort() == Sort::Date);
    let is_held = activity.repeat.is_some() && output.required && {
        let first = days.find(|one| one.required);
        first.is_some_and(|first| first.at == output.at)
    };
    let sense = match output.kind.sort() {
        Sort::Date if is_held => DaySense::Held,
        Sort::Series => DaySense::Measured,
        _ => DaySense::Planned,
    };
    let value = output.kind.parse(&output.shape, text).ok();
    let days = value.map_or_else(Vec::new, |value| days_of(output, &value));
    days.into_iter().map(|day| (day, sense)).collect()
}

/// The output that says when what a record tells of happened: of what is done several times, its required day, once it
/// says who was there; of what people took part in, also another day, once all is told. Before, it may be prepared.
fn held<'a>(activity: &'a Activity, content: &Content) -> Option<&'a Output> {
    activity.repeat?;
    let is_told = content.is_complete(activity);
    let people = activity.those(|one| matches!(one.role, Some(Role::Attendance | Role::Voices)));
    let was_there = !content.answered.and(people).is_empty();
    let days = || {
        let outputs = activity.outputs.iter();
        outputs.filter(|one| one.kind.sort() == Sort::Date)
    };
    let required = days().find(|output| output.required);
    match required {
        Some(required) => Some(required).filter(|_| is_told || was_there),
        None => days().next().filter(|_| is_told && was_there),
    }
}

/// The day that words are, if they are nothing more, such as a time.
pub fn day_alone(words: &str) -> Option<Date> {
    let is_of_day = |one: char| one.is_ascii_digit() || "+-".contains(one);
    words.parse().ok().filter(|_| words.chars().all(is_of_day))
}

fn days_of(output: &Output, value: &Value) -> Vec<Date> {
    let day = |value: &Value| value.as_str()?.trim().parse::<Date>().ok();
    let each = |rows: &Value, keys: &[&str]| {
        let rows = rows.as_array().into_iter().flatten();
        rows.flat_map(|row| keys.iter().filter_map(|key| day(row.get(key)?)))
            .collect()
    };
    match output.kind.sort() {
        Sort::Series => each(value.get("points").unwrap_or(&Value::Null), &["date"]),
        Sort::Tasks => each(value, &["due"]),
        Sort::Table => {
            let columns = output.shape.columns.iter();
            let columns =
                columns.filter(|one| one.kind.is_some_and(|kind| kind.sort() == Sort::Date));
            let keys: Vec<&str> = columns.map(|one| one.name.id.as_str()).collect();
            each(value, &keys)
        }
        _ => day(value).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::DaySense;
    use jiff::civil::date;

    #[test]
    fn what_a_day_can_be_depends_on_what_it_is_for() {
        let today = date(2026, 11, 23);
        for (day, held, planned) in [
            (date(2026, 11, 23), false, false),
            (date(2026, 11, 24), true, false),
            (date(2027, 9, 1), true, false),
            (date(2072, 11, 20), true, true),
            (date(1990, 1, 1), false, false),
            (date(1926, 11, 20), true, true),
            (date(202, 11, 20), true, true),
            (date(9999, 12, 31), true, true),
        ] {
            let is_odd = |sense: DaySense| sense.why_not(day, today).is_some();
            assert_eq!(
                (is_odd(DaySense::Held), is_odd(DaySense::Planned)),
                (held, planned),
                "{day}"
            );
            assert_eq!(is_odd(DaySense::Measured), held, "{day}");
        }
    }
}
