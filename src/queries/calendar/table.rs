//! The calendar as a table and as events. For people, equal rows are one, and what was missed long ago is folded.

use super::entry::{CalendarData, CalendarEntry};
use crate::model::Count;
use crate::model::calendar::{Due, day_before};
use crate::report::{Block, Events, Report, ReportTable, Rows};
use jiff::ToSpan;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Days after which what is late is folded into one row a plan.
const LONG_AGO: i64 = 28;

/// The table, and the events for calendar formats. `teams` is how many there are in all.
pub fn report(name: &str, data: &CalendarData, today: Date, teams: usize) -> Report {
    let title = format!("{name} \u{b7} {} \u{b7} until {}", data.today, data.until);
    let first = if data.entries.is_empty() {
        Block::Text(format!("Nothing is due until {}.", data.until))
    } else {
        Block::Table(for_people(data, today, teams))
    };
    let events = Events {
        name: name.to_owned(),
        today,
        events: data.entries.iter().map(CalendarEntry::event).collect(),
    };
    let blocks = vec![
        first,
        Block::Table(for_scripts(data)),
        Block::Events(events),
    ];
    Report::of(title, blocks)
}

fn for_scripts(data: &CalendarData) -> ReportTable {
    let mut rows = Rows::of(&data.entries);
    rows.for_scripts("from", |entry| &entry.from);
    rows.for_scripts("to", |entry| &entry.to);
    rows.for_scripts("plan", |entry| &entry.plan);
    rows.for_scripts("programme", |entry| entry.programme.as_ref());
    rows.for_scripts("activity", |entry| &entry.activity);
    rows.for_scripts("title", |entry| &entry.title);
    rows.for_scripts("state", |entry| entry.state);
    rows.for_scripts("record", |entry| entry.record.as_ref());
    rows.for_scripts("command", |entry| &entry.command);
    rows.table()
}

/// What a row says, whoever it is about.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct RowWords<'a> {
    due: Due,
    from: Cow<'a, str>,
    to: Cow<'a, str>,
    what: Cow<'a, str>,
    state: Cow<'a, str>,
}

/// Entries that say the same of several plans.
struct GroupedRow<'a> {
    said: RowWords<'a>,
    plans: BTreeSet<&'a str>,
    record: Option<&'a String>,
}

fn for_people(data: &CalendarData, today: Date, teams: usize) -> ReportTable {
    let all = rows(data, today);
    let mut rows = Rows::of(&all);
    rows.for_people("When", |row| row.said.when());
    rows.for_people("State", |row| row.said.state.as_ref());
    rows.for_people("Plan", |row| row.who(teams)).wraps();
    rows.for_people("What", |row| row.said.what.as_ref());
    rows.for_people("Record", |row| row.record).rank(2);
    rows.table()
}

/// A row of the calendar in words.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CalendarTold {
    /// The day or days.
    pub when: String,
    /// `missed`, `late`, `due`, `ahead`, `done` or `skipped`, and how often.
    pub state: String,
    /// Ids of the plans, or how many teams there are.
    pub who: String,
    /// Title of the activity.
    pub what: String,
}

/// The table's rows in words.
pub fn told(data: &CalendarData, today: Date, teams: usize) -> Vec<CalendarTold> {
    let rows = rows(data, today).into_iter();
    rows.map(|row| CalendarTold {
        who: row.who(teams),
        when: row.said.when(),
        state: row.said.state.into_owned(),
        what: row.said.what.into_owned(),
    })
    .collect()
}

/// What is folded into one row: a series that was missed, and whatever is late since long ago.
fn folded(entry: &CalendarEntry, long_ago: Date) -> Option<(&str, Due, &str)> {
    match entry.due {
        Due::Missed => Some((&entry.plan, entry.due, &entry.activity)),
        Due::Late if entry.days.1 <= long_ago => Some((&entry.plan, entry.due, "")),
        _ => None,
    }
}

fn rows(data: &CalendarData, today: Date) -> Vec<GroupedRow<'_>> {
    let long_ago = today.saturating_sub(LONG_AGO.days());
    let mut old: BTreeMap<_, Vec<&CalendarEntry>> = BTreeMap::new();
    for entry in &data.entries {
        if let Some(key) = folded(entry, long_ago) {
            old.entry(key).or_default().push(entry);
        }
    }
    let mut rows: Vec<GroupedRow<'_>> = Vec::new();
    let mut places: BTreeMap<RowWords<'_>, usize> = BTreeMap::new();
    for entry in &data.entries {
        let (said, record) = match folded(entry, long_ago) {
            None => (said(entry), entry.name.as_ref()),
            Some(key) => match old.remove(&key) {
                Some(entries) => (fold(&entries), None),
                None => continue,
            },
        };
        let place = *places.entry(said.clone()).or_insert(rows.len());
        match rows.get_mut(place) {
            Some(row) => {
                row.record = None;
                row.plans.insert(&entry.plan);
            }
            None => rows.push(GroupedRow {
                said,
                plans: BTreeSet::from([entry.plan.as_str()]),
                record,
            }),
        }
    }
    rows
}

fn said(entry: &CalendarEntry) -> RowWords<'_> {
    let from = entry.from.as_str();
    RowWords {
        due: entry.due,
        from: from.into(),
        to: entry.weeks.map_or(from, |_| &entry.to).into(),
        what: entry.title.as_str().into(),
        state: entry.state.into(),
    }
}

impl RowWords<'_> {
    fn when(&self) -> String {
        if self.from == self.to {
            self.from.to_string()
        } else {
            format!("{} to {}", self.from, self.to)
        }
    }
}

/// One row for several entries of a plan.
fn fold<'a>(entries: &[&'a CalendarEntry]) -> RowWords<'a> {
    let mut titles: Vec<&str> = entries.iter().map(|entry| entry.title.as_str()).collect();
    titles.sort_unstable();
    titles.dedup();
    let from = entries.iter().map(|entry| entry.from.as_str()).min();
    // A rhythm's day, or the last of its weeks.
    let to = entries.iter().map(|entry| match entry.weeks {
        None => entry.days.0,
        Some(_) => day_before(entry.days.1),
    });
    let to = to.max().map(|day| day.to_string());
    let (state, due) = entries
        .first()
        .map_or(("", Due::Late), |entry| (entry.state, entry.due));
    RowWords {
        due,
        from: from.unwrap_or_default().into(),
        to: to.unwrap_or_default().into(),
        what: match titles[..] {
            [title] => title.into(),
            _ => format!("{} activities", titles.len()).into(),
        },
        state: match entries.len() {
            count if count > titles.len() => format!("{state} {count} times").into(),
            _ => state.into(),
        },
    }
}

impl GroupedRow<'_> {
    /// The plans by name where something is left to do for some of the teams.
    fn who(&self, teams: usize) -> String {
        let is_open = self.said.due.is_over() || self.said.due == Due::Due;
        let (count, names) = (self.plans.len(), self.plans.iter().copied());
        if count == 1 || (is_open && count < teams) {
            return names.collect::<Vec<_>>().join(", ");
        }
        Count(count, "team").to_string()
    }
}
