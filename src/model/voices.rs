//! Whose voices were heard, beside who is affected. Groups are compared by name and never guessed.

use super::measure::began;
use super::withdrawal::still_said;
use super::{Content, Plan};
use crate::kinds::{Named, Shape};
use crate::toolkit::{Output, Role};
use jiff::civil::Date;
use serde_json::Value;
use std::collections::BTreeMap;

/// A group that a plan names as affected, or of which somebody was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// Its name: the option's title if it is one, else as the plan writes it.
    pub group: String,
    pub is_affected: bool,
    pub hearing: Hearing,
    /// How many records it was heard in.
    pub records: usize,
    /// Their days, as far as they are known, oldest first.
    pub days: Vec<Date>,
}

/// Whether a group was heard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hearing {
    Heard,
    NotYet,
    /// No record has this name: either none can, or others were heard that the plan doesn't name as affected, so that it
    /// may be one of these in another spelling.
    NotMatched,
}

impl Hearing {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Heard => "heard",
            Self::NotYet => "not-heard",
            Self::NotMatched => "not-matched",
        }
    }

    pub const fn people_word(self) -> &'static str {
        match self {
            Self::Heard => "heard",
            Self::NotYet => "not heard yet",
            Self::NotMatched => "not matched",
        }
    }
}

impl Voice {
    fn affected(group: String, hearing: Hearing) -> Self {
        Self {
            group,
            is_affected: true,
            hearing,
            records: 0,
            days: Vec::new(),
        }
    }
}

/// Whether the plan names somebody as affected, by a toolkit that listens to people.
pub fn names_affected(plan: &Plan) -> bool {
    !affected(plan).is_empty() && !shapes_of(plan, Role::Voices).is_empty()
}

/// The affected groups in the order in which the plan names them, then others that were heard; none if its toolkit
/// doesn't listen to anybody.
pub fn voices(plan: &Plan) -> Vec<Voice> {
    let listening = shapes_of(plan, Role::Voices);
    if listening.is_empty() {
        return Vec::new();
    }
    let mut heard = heard(plan);
    let names = names(&listening, &heard);
    let mut found: Vec<Voice> = Vec::new();
    for written in affected(plan) {
        let known = keys(&written).into_iter().find_map(|key| names.get(&key));
        let group = known.unwrap_or(&written);
        let is_same = |one: &Voice| key(&one.group) == key(group);
        if found.iter().any(is_same) {
            continue;
        }
        found.push(match (heard.iter().position(is_same), known) {
            (Some(at), _) => Voice {
                is_affected: true,
                ..heard.remove(at)
            },
            (None, Some(known)) => Voice::affected(known.clone(), Hearing::NotYet),
            (None, None) => Voice::affected(written, Hearing::NotMatched),
        });
    }
    // Where any name can be written, one that no record has is another spelling only if there is something to spell.
    let is_free = listening.iter().all(|shape| options(shape).is_empty());
    if is_free && heard.is_empty() {
        for voice in &mut found {
            if voice.hearing == Hearing::NotMatched {
                voice.hearing = Hearing::NotYet;
            }
        }
    }
    found.extend(heard);
    found
}

/// The names that records can give to whom they heard, as far as the toolkit says them.
pub fn names_heard(plan: &Plan) -> Vec<String> {
    let shapes = shapes_of(plan, Role::Voices);
    let options = shapes.into_iter().flat_map(options);
    options.map(|option| option.title.clone()).collect()
}

/// The groups that an answer names, as it is stored: a choice or text one in all, a list one per entry, a table one per
/// row, in its first column.
pub fn groups_in(content: &Content, output: &Output) -> Vec<String> {
    let first = output.shape.columns.first();
    let first = first.map(|column| column.name.id.as_str());
    let of_row = |row: &Value| match row {
        Value::Object(row) => row.get(first?)?.as_str().map(str::to_owned),
        other => other.as_str().map(str::to_owned),
    };
    let named: Vec<String> = match content.value(output) {
        Some(Ok(Value::Array(rows))) => rows.iter().filter_map(of_row).collect(),
        Some(Ok(one)) => of_row(&one).into_iter().collect(),
        _ => Vec::new(),
    };
    let words = named.iter().map(|group| group.trim().to_owned());
    words.filter(|group| !group.is_empty()).collect()
}

/// The same, each option by its title.
fn titles_in(content: &Content, output: &Output) -> Vec<String> {
    let title = |group: String| {
        let mut options = options(&output.shape).iter();
        let option = options.find(|option| option.id == group);
        option.map_or(group, |option| option.title.clone())
    };
    let groups = groups_in(content, output).into_iter();
    groups.map(title).collect()
}

/// The options from which groups are chosen; none if any name can be written.
fn options(shape: &Shape) -> &[Named] {
    match shape.columns.first() {
        Some(first) => &first.shape.options,
        None => &shape.options,
    }
}

fn shapes_of(plan: &Plan, role: Role) -> Vec<&Shape> {
    let outputs = plan.toolkit.outputs();
    let own = outputs.filter(|(_, output)| output.role == Some(role));
    own.map(|(_, output)| &output.shape).collect()
}

/// The records that say something about groups, with what they say.
fn said(plan: &Plan, role: Role) -> impl Iterator<Item = (Vec<String>, Option<Date>)> + '_ {
    let left_out = plan.left_out();
    let records = plan.records.iter();
    records.filter_map(move |record| {
        let activity = plan.toolkit.activity(record.activity);
        let content = still_said(activity, record).filter(|_| !left_out.holds(record))?;
        let outputs = activity.outputs_of(role);
        let groups = outputs.flat_map(|output| titles_in(content, output));
        Some((groups.collect(), began(activity, record)))
    })
}

fn affected(plan: &Plan) -> Vec<String> {
    said(plan, Role::Affected)
        .flat_map(|(groups, _)| groups)
        .collect()
}

/// Everybody who was heard, in the order of the records.
fn heard(plan: &Plan) -> Vec<Voice> {
    let mut found: Vec<Voice> = Vec::new();
    for (groups, day) in said(plan, Role::Voices) {
        let mut here: Vec<String> = Vec::new();
        for group in groups {
            // A record that names a group twice is one record.
            if here.contains(&key(&group)) {
                continue;
            }
            here.push(key(&group));
            let at = found.iter().position(|one| key(&one.group) == key(&group));
            let at = at.unwrap_or_else(|| {
                found.push(Voice {
                    is_affected: false,
                    ..Voice::affected(group, Hearing::Heard)
                });
                found.len() - 1
            });
            if let Some(voice) = found.get_mut(at) {
                voice.records += 1;
                voice.days.extend(day);
            }
        }
    }
    for voice in &mut found {
        voice.days.sort_unstable();
    }
    found
}

/// Every name by which a group can be meant, with the name that is shown.
fn names(listening: &[&Shape], heard: &[Voice]) -> BTreeMap<String, String> {
    let options = listening.iter().flat_map(|shape| options(shape));
    let options =
        options.flat_map(|one| [(key(&one.id), &one.title), (key(&one.title), &one.title)]);
    let heard = heard.iter().map(|one| (key(&one.group), &one.group));
    let all = heard.chain(options);
    all.map(|(key, name)| (key, name.clone())).collect()
}

/// A name as it is compared: capitals, spaces, emphasis and a last mark don't matter.
fn key(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let words = words.join(" ").to_lowercase();
    words
        .trim_matches(|mark: char| mark == ' ' || "*_`.,;:".contains(mark))
        .to_owned()
}

/// The names that an entry may be: what is added behind a colon or a dash is a remark.
fn keys(entry: &str) -> Vec<String> {
    const REMARKS: [&str; 4] = [": ", " - ", " \u{2013} ", " \u{2014} "];
    let first = entry.lines().next().unwrap_or_default();
    let shorter = REMARKS.iter().filter_map(|mark| first.split_once(mark));
    let shorter = shorter.map(|(name, _)| key(name));
    std::iter::once(key(entry)).chain(shorter).collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample::{plan, toolkit};
    use super::voices;

    /// Each group with what became of it, as words.
    fn told(activities: &[&str], affected: &str, heard: &[&str]) -> Vec<String> {
        let affected = format!("## who\n\n{affected}\n");
        let heard: Vec<(String, String)> = heard
            .iter()
            .enumerate()
            .map(|(at, group)| {
                let text = format!("## group\n\n{group}\n");
                (format!("ask/2026-10-0{}-one", at + 1), text)
            })
            .collect();
        let mut records = vec![("why", affected.as_str())];
        records.extend(
            heard
                .iter()
                .map(|(name, text)| (name.as_str(), text.as_str())),
        );
        let plan = plan("north", &toolkit("t", "team", activities), "", &records);
        let all = voices(&plan).into_iter();
        all.map(|one| {
            let mark = if one.is_affected { "" } else { "other " };
            let since = one.days.first().map_or(String::new(), ToString::to_string);
            let (word, records) = (one.hearing.word(), one.records);
            format!("{mark}{} {word} {records} {since}", one.group)
                .trim_end()
                .to_owned()
        })
        .collect()
    }

    const CHOSEN: [&str; 2] = ["why: who list affected", "ask repeat: group choice voices"];
    const FREE: [&str; 2] = ["why: who list affected", "ask repeat: group text voices"];

    #[test]
    fn of_options_only_their_own_names_match() {
        assert_eq!(
            told(
                &CHOSEN,
                "- **High**: most of all\n- LOW.\n- lows\n- high (some)",
                &["low", "low"]
            ),
            [
                "high not-heard 0",
                "low heard 2 2026-10-01",
                "lows not-matched 0",
                "high (some) not-matched 0",
            ]
        );
    }

    #[test]
    fn a_free_name_that_no_record_has_may_be_another_spelling_of_one_that_is_left() {
        assert_eq!(
            told(
                &FREE,
                "- Students\n- Night  staff",
                &["student", "night staff"]
            ),
            [
                "Students not-matched 0",
                "night staff heard 1 2026-10-02",
                "other student heard 1 2026-10-01",
            ]
        );
        assert_eq!(
            told(&FREE, "- Students\n- Night staff", &["night staff"]),
            ["Students not-heard 0", "night staff heard 1 2026-10-01"]
        );
    }

    #[test]
    fn who_was_heard_is_told_of_a_plan_that_names_nobody_as_affected() {
        assert_eq!(
            told(&CHOSEN, "", &["high"]),
            ["other high heard 1 2026-10-01"]
        );
    }
}
