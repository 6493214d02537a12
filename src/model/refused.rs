//! What is refused where somebody types it, and only named by `check` where a file says it: a rating off its scale, a
//! start after its end, and numbers about so few people that they give them away.

use super::Measure;
use super::measure::numbers_of;
use super::score::off_scale;
use crate::kinds::{Column, Misfit, Sort, is_blank_answer};
use crate::toolkit::{Activity, Output, Role};
use jiff::civil::Date;
use serde_json::Value;

/// Words of ids that say what something begins with. Ids are English in every toolkit.
const STARTS: &[&str] = &["start", "starts", "begin", "begins", "from", "first"];
/// The same for what it ends with.
const ENDS: &[&str] = &[
    "end", "ends", "finish", "finishes", "until", "to", "due", "last",
];

/// Why an answer can't be, if it isn't refused by its kind; `other` gives the answers of other outputs.
pub fn refusal(
    activity: &Activity,
    output: &Output,
    text: &str,
    other: &dyn Fn(&Output) -> Option<String>,
) -> Option<Misfit> {
    if is_blank_answer(text) {
        return None;
    }
    // Of its own options, none can be refused.
    let rating = Some(output).filter(|output| output.kind.sort() != Sort::Choice);
    rating
        .and_then(|output| off_scale(output, text))
        .or_else(|| reversed(activity, output, text, other))
}

/// Why the numbers among some answers give people away: they are about fewer than `min_n` of them. Only all answers
/// together can tell.
pub fn too_few_people<'a>(
    activity: &'a Activity,
    min_n: u32,
    answer: &dyn Fn(&Output) -> Option<String>,
) -> Option<(&'a Output, Misfit)> {
    let measure = Measure::of_answers(activity, &|output| {
        answer(output).filter(|words| !is_blank_answer(words))
    })?;
    let few = measure.about_few(min_n.into()).into_iter().next()?;
    Some((numbers_of(activity)?, few.misfit(min_n.into())))
}

/// Why it is unclear how many people numbers are about: some say of whom they are, and nobody can read it.
pub fn unclear_groups<'a>(
    activity: &'a Activity,
    measure: &Measure,
) -> Option<(&'a Output, Misfit)> {
    let misfit = measure.groups.misfit.clone()?;
    let output = activity.output_of(Role::Groups)?;
    measure.counts_people.then_some((output, misfit))
}

/// The day in an answer that comes after its end, or before its start.
pub fn reversed(
    activity: &Activity,
    output: &Output,
    text: &str,
    other: &dyn Fn(&Output) -> Option<String>,
) -> Option<Misfit> {
    match output.kind.sort() {
        Sort::Date => {
            let own = day_in(output, text)?;
            let outputs = activity.outputs.iter();
            let dates = outputs.filter(|one| one.kind.sort() == Sort::Date);
            dates.filter(|one| one.at != output.at).find_map(|one| {
                why_not(
                    (output.id.as_str(), own),
                    (one.id.as_str(), day_in(one, &other(one)?)?),
                )
            })
        }
        Sort::Table => {
            let rows = output.kind.parse(&output.shape, text).ok()?;
            let columns = output.shape.columns.iter();
            let dates = |one: &&Column| one.kind.is_some_and(|kind| kind.sort() == Sort::Date);
            let dates: Vec<&str> = columns
                .filter(dates)
                .map(|one| one.name.id.as_str())
                .collect();
            rows.as_array()?.iter().find_map(|row| {
                let days = || {
                    dates
                        .iter()
                        .filter_map(|id| Some((*id, day_of(row.get(id)?)?)))
                };
                days().find_map(|one| days().find_map(|other| why_not(one, other)))
            })
        }
        _ => None,
    }
}

/// Why two days can't both be, if one is the start of what ends on the other.
fn why_not((id, day): (&str, Date), (other, its): (&str, Date)) -> Option<Misfit> {
    let words = if starts_and_ends(id, other) && day > its {
        format!("{day} is after \"{other}\", {its}")
    } else if starts_and_ends(other, id) && its > day {
        format!("{day} is before \"{other}\", {its}")
    } else {
        return None;
    };
    Some(Misfit::at(0, words, "check both days"))
}

/// Whether two ids differ only in a word for the start and one for the end: `start` and `end`, `first-day` and
/// `last-day`.
fn starts_and_ends(start: &str, end: &str) -> bool {
    let (starts, ends) = (start.split('-'), end.split('-'));
    let mut differing = starts
        .clone()
        .zip(ends.clone())
        .filter(|(one, other)| one != other);
    let is_pair = differing
        .next()
        .is_some_and(|(one, other)| STARTS.contains(&one) && ENDS.contains(&other));
    is_pair && differing.next().is_none() && starts.count() == ends.count()
}

fn day_in(output: &Output, text: &str) -> Option<Date> {
    day_of(&output.kind.parse(&output.shape, text).ok()?)
}

fn day_of(value: &Value) -> Option<Date> {
    value.as_str()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::starts_and_ends;

    #[test]
    fn pairs_of_ids() {
        for (start, end) in [
            ("start", "end"),
            ("begins", "ends"),
            ("first-day", "last-day"),
            ("pilot-start", "pilot-end"),
            ("from", "until"),
        ] {
            assert!(starts_and_ends(start, end), "{start} {end}");
            assert!(!starts_and_ends(end, start), "{end} {start}");
        }
        for (start, end) in [
            ("start", "start"),
            ("start", "pilot-end"),
            ("pilot-start", "trial-end"),
            ("held", "end"),
        ] {
            assert!(!starts_and_ends(start, end), "{start} {end}");
        }
    }
}
