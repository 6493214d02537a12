//! A history as text, from which it is written: `examples/made-up/README.md` says how.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use std::collections::BTreeMap;

const DAYS: [&str; 5] = ["mon", "tue", "wed", "thu", "fri"];

/// One step of the history: a commit.
#[derive(Debug, Default)]
pub(super) struct Step {
    pub day: Date,
    pub deed: Deed,
    /// Lines `key: value` below the heading.
    facts: BTreeMap<String, String>,
    /// What is below the headings of second level, in their order.
    pub parts: Vec<(String, String)>,
}

#[derive(Debug)]
pub(super) enum Deed {
    /// Makes a plan.
    New(String),
    /// Answers in a record, by `PLAN/ACTIVITY[/RECORD]`.
    Record(String),
    /// A further record of `PLAN/ACTIVITY`, with its title.
    Add(String, String),
    /// Confirms everything in `PLAN` that builds on changed answers.
    Review(String),
    /// Replaces a part of these files.
    Edit(Vec<String>),
}

impl Default for Deed {
    fn default() -> Self {
        Self::Edit(Vec::new())
    }
}

impl Step {
    pub fn fact(&self, name: &str) -> &str {
        self.facts.get(name).map_or("", String::as_str)
    }

    pub fn part(&self, name: &str) -> &str {
        let part = self.parts.iter().find(|(one, _)| one == name);
        part.map_or("", |(_, text)| text.as_str())
    }
}

/// The Monday so many weeks before this one.
pub(super) fn begins(today: Date, weeks: i32) -> Date {
    let monday = today.weekday().since(Weekday::Monday);
    today
        .saturating_sub(i32::from(monday).days())
        .saturating_sub(weeks.weeks())
}

/// The day that words such as `w12 tue` mean.
pub(super) fn day_of(begins: Date, words: &str) -> Option<Date> {
    let (week, day) = words.strip_prefix('w')?.split_once(' ')?;
    let week: i32 = week.parse().ok()?;
    let day = DAYS.iter().position(|one| *one == day)?;
    let days = (week - 1) * 7 + i32::try_from(day).ok()?;
    begins.checked_add(days.days()).ok()
}

/// The steps of a file, with the facts above the first in each; the error is the line that can't be read.
pub(super) fn steps(text: &str, begins: Date) -> Result<Vec<Step>, String> {
    let mut usual = Step::default();
    let mut steps: Vec<Step> = Vec::new();
    for line in text.lines() {
        // Files that a step changes have comments that begin like a heading.
        if let Some(heading) = line.strip_prefix("# ").filter(|rest| rest.starts_with('w')) {
            let step = step(heading, begins).ok_or(line)?;
            let facts = usual.facts.clone();
            steps.push(Step { facts, ..step });
            continue;
        }
        let step = steps.last_mut().unwrap_or(&mut usual);
        if let Some(name) = line.strip_prefix("## ") {
            step.parts.push((name.trim().to_owned(), String::new()));
        } else if let Some((_, part)) = step.parts.last_mut() {
            part.push_str(line);
            part.push('\n');
        } else if !line.trim().is_empty() {
            let (name, value) = line.split_once(": ").ok_or(line)?;
            step.facts.insert(name.to_owned(), value.trim().to_owned());
        }
    }
    Ok(steps)
}

/// A step by its heading, such as `w12 tue add heron/interviews Student 1`.
fn step(heading: &str, begins: Date) -> Option<Step> {
    let words: Vec<&str> = heading.splitn(4, ' ').collect();
    let &[week, day, verb, rest] = words.as_slice() else {
        return None;
    };
    let deed = match verb {
        "new" => Deed::New(rest.to_owned()),
        "record" => Deed::Record(rest.to_owned()),
        "add" => {
            let (activity, title) = rest.split_once(' ')?;
            Deed::Add(activity.to_owned(), title.to_owned())
        }
        "review" => Deed::Review(rest.to_owned()),
        "edit" => Deed::Edit(rest.split(' ').map(str::to_owned).collect()),
        _ => return None,
    };
    Some(Step {
        day: day_of(begins, &format!("{week} {day}"))?,
        deed,
        ..Step::default()
    })
}

/// A text in which each `{...}` is replaced; the error is one without a meaning.
pub(super) fn replaced(
    text: &str,
    meaning: impl Fn(&str) -> Option<String>,
) -> Result<String, String> {
    let mut done = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or(after)?;
        done.push_str(before);
        done.push_str(&meaning(name).ok_or(name)?);
        rest = after;
    }
    done.push_str(rest);
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn a_year_begins_on_a_monday() {
        let mondays = [
            (date(2026, 11, 23), date(2026, 11, 9)),
            (date(2026, 11, 29), date(2026, 11, 9)),
            (date(2026, 11, 30), date(2026, 11, 16)),
        ];
        for (today, monday) in mondays {
            assert_eq!(begins(today, 2), monday);
            let last = day_of(monday, "w2 fri").unwrap();
            assert!(last < today && today < last + 10.days(), "{today}");
        }
    }

    #[test]
    fn steps_have_facts_and_parts() {
        let text = "by: Me\n\n# w2 tue add red/talks Student 1\nas: one\n\n## words\n\n- a\n- b\n\n## date\n\n{w2 tue}\n# w3 fri edit a.md b.md\n";
        let steps = steps(text, date(2026, 11, 9)).unwrap();
        let [add, edit] = steps.as_slice() else {
            panic!("{steps:?}");
        };
        assert_eq!(add.day, date(2026, 11, 17));
        assert!(
            matches!(&add.deed, Deed::Add(to, title) if to == "red/talks" && title == "Student 1")
        );
        assert_eq!((add.fact("as"), add.fact("by")), ("one", "Me"));
        assert_eq!(add.part("words").trim(), "- a\n- b");
        assert!(matches!(&edit.deed, Deed::Edit(files) if files.len() == 2));
        for wrong in [
            "# w2 sun new a",
            "# w2 tue new",
            "# w2 tue sing a",
            "# w1 mon new a\nnothing",
        ] {
            assert!(super::steps(wrong, date(2026, 11, 9)).is_err(), "{wrong}");
        }
    }

    #[test]
    fn names_are_replaced() {
        let meaning = |name: &str| (name == "a").then(|| "b".to_owned());
        assert_eq!(replaced("{a} and {a}", meaning).unwrap(), "b and b");
        assert_eq!(replaced("{c}", meaning).unwrap_err(), "c");
    }
}
