//! What is ahead and what was missed across plans, as a table and as calendar events.

use crate::model::calendar::{Due, Entry, day_before};
use crate::model::{Invocation, key_of};
use crate::report::Event;
use crate::toolkit::{Activity, Toolkit};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;

/// Result of `calendar`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CalendarData {
    /// The moment asked for; null for now.
    pub at: Option<String>,
    /// The day used for judging what was missed, in the workspace's time zone.
    pub today: String,
    /// First day shown; unless asked for, anything missed or late before it is shown too.
    pub from: String,
    /// Last day shown.
    pub until: String,
    /// Missed and late entries first, then by day.
    pub entries: Vec<CalendarEntry>,
    /// Ids of plans left out because their `plan.toml` has no first day.
    pub without_start: Vec<String>,
    /// Plans left out because they are paused or have ended.
    pub resting: Vec<Resting>,
    /// Records without a day, which count for no due day; relative to the workspace.
    pub undated: Vec<String>,
    /// Activities with a rhythm, as `plan/activity`, with over 5,000 due days before or after the days shown; the rest
    /// is left out.
    pub cut: Vec<String>,
}

/// A plan that is paused or has ended.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Resting {
    /// Its id.
    pub id: String,
    /// Why, such as `paused: new timetable`.
    pub why: String,
}

/// Something with a due date.
#[derive(Debug, Serialize, JsonSchema)]
pub struct CalendarEntry {
    /// Id of the team's plan.
    pub plan: String,
    /// Id of the programme that keeps the records, if it keeps them per plan; otherwise null.
    pub programme: Option<String>,
    /// The activity's id.
    pub activity: String,
    /// The activity's title.
    pub title: String,
    /// The due day of a rhythm, or the first day of the weeks.
    pub from: String,
    /// Last day on which it still counts.
    pub to: String,
    /// First and last week of the plan; null for a rhythm.
    pub weeks: Option<[u32; 2]>,
    /// `missed`, `late`, `due`, `ahead`, `done` or `skipped`.
    pub state: &'static str,
    /// The record's file, relative to the workspace, if there is one.
    pub record: Option<String>,
    /// Command that records it or shows the record.
    pub command: String,
    #[serde(skip)]
    pub(super) due: Due,
    #[serde(skip)]
    pub(super) days: (Date, Date),
    #[serde(skip)]
    pub(super) name: Option<String>,
    #[serde(skip)]
    key: String,
}

impl CalendarEntry {
    /// An entry in words. `workspace` keeps the events of different workspaces apart.
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

    /// The calendar event: for a rhythm, only the due day.
    pub(super) fn event(&self) -> Event {
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

/// The command that records it; for a series, as a record of the day that was missed.
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
    /// How many entries of a plan were missed or are late.
    pub fn over(&self, plan: &str) -> usize {
        let all = self.entries.iter().filter(|entry| entry.plan == plan);
        all.filter(|entry| entry.due.is_over()).count()
    }

    /// Overdue entries first, then by day.
    pub fn sort(&mut self) {
        // Their places are sorted, since they are large.
        self.entries
            .sort_by_cached_key(|entry| (!entry.due.is_over(), entry.days.0));
    }
}
