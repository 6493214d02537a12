//! What is ahead, and what was missed, across plans: as a table and as events for other calendars.

use crate::model::calendar::{Due, Entry, day_before};
use crate::model::{Invocation, key_of};
use crate::report::{Block, Event, Events, Report, Rows};
use crate::toolkit::{Activity, Toolkit};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

/// Result of `calendar`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CalendarData {
    /// The moment that was asked for; null for now.
    pub at: Option<String>,
    /// The day from which it is judged what was missed, in the workspace's time zone.
    pub today: String,
    /// The first day that is shown; what was missed or is late before it is shown too unless it was asked for.
    pub from: String,
    /// The last day that is shown.
    pub until: String,
    /// What was missed or is late first, then by day.
    pub entries: Vec<CalendarEntry>,
    /// Ids of plans of which nothing is shown because their `plan.toml` says no first day.
    pub without_start: Vec<String>,
    /// Plans that rest or have ended, of which nothing is shown.
    pub resting: Vec<Resting>,
    /// Records that count for no due day since no day is known of them; relative to the workspace.
    pub undated: Vec<String>,
    /// Activities with a rhythm, as `plan/activity`, of which more than 5,000 days are due before or after the days that
    /// are shown, so that the others are left out.
    pub cut: Vec<String>,
}

/// A plan that rests or has ended.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Resting {
    /// Its id.
    pub id: String,
    /// Why, such as `paused: new timetable`.
    pub why: String,
}

/// Something that is due at some time.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CalendarEntry {
    /// Id of the plan whose team it is for.
    pub plan: String,
    /// Id of the programme that keeps the records, where it is kept with each plan; else null.
    pub programme: Option<String>,
    /// The activity's id.
    pub activity: String,
    /// The activity's title.
    pub title: String,
    /// The due day of a rhythm, or the first day of its weeks.
    pub from: String,
    /// The last day on which it still counts.
    pub to: String,
    /// First and last week of the plan; null for a due day of a rhythm.
    pub weeks: Option<[u32; 2]>,
    /// `missed`, `late`, `due`, `ahead`, `done` or `skipped`.
    pub state: &'static str,
    /// The record's file, relative to the workspace, if there is one.
    pub record: Option<String>,
    /// What to type: what records it, or what shows the record.
    pub command: String,
    #[serde(skip)]
    due: Due,
    #[serde(skip)]
    days: (Date, Date),
    #[serde(skip)]
    name: Option<String>,
    #[serde(skip)]
    key: String,
}

impl CalendarEntry {
    /// An entry in words. `workspace` keeps the events of two workspaces apart.
    pub fn of(entry: &Entry, toolkit: &Toolkit, workspace: &str) -> Self {
        let activity = toolkit.activity(entry.activity);
        let keeper = format!("{}/{}", entry.keeper, activity.id);
        let programme = (entry.plan != entry.keeper).then(|| entry.keeper.clone());
        let name = entry.stem.as_ref().map(|stem| match activity.repeat {
            Some(_) => format!("{keeper}/{stem}"),
            None => keeper.clone(),
        });
        let is_settled = matches!(entry.due, Due::Done | Due::Skipped);
        let command = if is_settled {
            Invocation::of("show").on(name.as_ref().unwrap_or(&keeper))
        } else {
            to_record(entry, activity, &keeper)
        };
        let moment = match entry.weeks {
            Some(_) => "weeks".to_owned(),
            None => entry.from.to_string(),
        };
        let id = activity.id.as_str();
        let key = key_of(&[workspace, &entry.path, &entry.plan, id, &moment]);
        Self {
            plan: entry.plan.clone(),
            programme,
            activity: activity.id.to_string(),
            title: activity.title.clone(),
            from: entry.from.to_string(),
            to: day_before(entry.to).to_string(),
            weeks: entry.weeks.map(|(first, last)| [first, last]),
            state: entry.due.word(),
            record: entry.record.clone(),
            command: command.to_string(),
            due: entry.due,
            days: (entry.from, entry.to),
            name,
            key,
        }
    }

    /// Whether it is shown: its time reaches into the days that are asked for. What is over and open is shown unless
    /// only some days are.
    pub fn is_within(&self, from: Option<Date>, today: Date, until: Date) -> bool {
        let reaches = |first: Date| self.days.0 <= until && first < self.days.1;
        match from {
            None => self.due.is_over() || reaches(today),
            Some(from) => reaches(from),
        }
    }

    fn when(&self) -> String {
        match self.weeks {
            None => self.from.clone(),
            Some(_) => format!("{} to {}", self.from, self.to),
        }
    }

    /// The event of other calendars: of a rhythm the due day alone.
    fn event(&self) -> Event {
        let title = match &self.programme {
            None if self.weeks.is_none() => self.title.clone(),
            _ => format!("{}: {}", self.plan, self.title),
        };
        let summary = if self.due.is_over() {
            format!("{} ({})", title, self.state)
        } else {
            title
        };
        Event {
            key: self.key.clone(),
            from: self.days.0,
            last: match self.weeks {
                None => self.days.0,
                Some(_) => day_before(self.days.1),
            },
            summary,
            description: format!("{}: {}\n{}", self.plan, self.state, self.command),
            categories: vec![self.plan.clone(), self.activity.clone()],
        }
    }
}

/// What records it: of a series in a record of its own, of the day that was missed.
fn to_record(entry: &Entry, activity: &Activity, keeper: &str) -> Invocation {
    let mut command = Invocation::of("record").on(keeper);
    if activity.repeat.is_some() {
        command = command.adding();
        if entry.plan != entry.keeper {
            command = command.flag("--plan").on(&entry.plan);
        }
        if entry.due == Due::Missed {
            command = command.flag("--date").on(entry.from.to_string());
        }
    }
    command
}

impl CalendarData {
    /// How much of one plan was missed or is late.
    pub fn over(&self, plan: &str) -> usize {
        let all = self.entries.iter().filter(|entry| entry.plan == plan);
        all.filter(|entry| entry.due.is_over()).count()
    }

    /// Puts what is over first, then everything in the order of days.
    pub fn sort(&mut self) {
        self.entries
            .sort_by_key(|entry| (!entry.due.is_over(), entry.days.0));
    }
}

/// The table, and the events for formats that are calendars. `now` is in seconds since the epoch.
pub fn report(name: &str, data: &CalendarData, now: i64) -> Report {
    let mut rows = Rows::of(&data.entries);
    rows.for_people("When", CalendarEntry::when);
    rows.for_scripts("from", |entry| &entry.from);
    rows.for_scripts("to", |entry| &entry.to);
    rows.column("plan", "Plan", |entry| &entry.plan);
    rows.for_scripts("programme", |entry| entry.programme.as_ref());
    rows.for_scripts("activity", |entry| &entry.activity);
    rows.column("title", "What", |entry| &entry.title);
    rows.column("state", "State", |entry| entry.state);
    rows.for_scripts("record", |entry| entry.record.as_ref());
    rows.for_people("Record", |entry| entry.name.as_ref())
        .rank(2);
    rows.for_scripts("command", |entry| &entry.command);
    let title = format!("{name} \u{b7} {} \u{b7} until {}", data.today, data.until);
    let mut blocks = vec![Block::Table(rows.table())];
    if data.entries.is_empty() {
        blocks.push(Block::Text(format!("Nothing is due until {}.", data.until)));
    }
    blocks.push(Block::Events(Events {
        name: name.to_owned(),
        now,
        events: data.entries.iter().map(CalendarEntry::event).collect(),
    }));
    Report::of(title, blocks)
}
