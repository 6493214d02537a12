//! What was due, is due and is ahead in a plan: by its rhythms and its pacing.

mod pace;
mod rhythm;

pub use pace::day_before;
pub use rhythm::{MAX_DUE_DAYS, Window};

use super::{Plan, Record, Standing, State};
use crate::toolkit::{Activity, ActivityAt, Every};
use jiff::civil::Date;
use pace::days_of_weeks;
use rhythm::{Period, counted, periods};

/// How it stands with something that is due at some time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// Of a rhythm: its time is over, and no record is of that time.
    Missed,
    /// Of pacing: its last week is over, and it isn't settled.
    Late,
    /// Now is its time, and it isn't settled.
    Due,
    /// Its time is still to come.
    Ahead,
    /// There is a record of it; of pacing, it is done.
    Done,
    /// A reason was given to leave it out.
    Skipped,
}

/// Each with the word in JSON and in tables.
pub const DUE_STATES: [(Due, &str); 6] = [
    (Due::Missed, "missed"),
    (Due::Late, "late"),
    (Due::Due, "due"),
    (Due::Ahead, "ahead"),
    (Due::Done, "done"),
    (Due::Skipped, "skipped"),
];

impl Due {
    /// The word in JSON and in tables.
    pub fn word(self) -> &'static str {
        let found = DUE_STATES.iter().find(|(due, _)| *due == self);
        found.map_or("", |(_, word)| word)
    }

    /// Whether its time is over and nothing came of it.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Missed | Self::Late)
    }

    fn of_time(from: Date, to: Date, today: Date, over: Self) -> Self {
        if to <= today {
            over
        } else if from <= today {
            Self::Due
        } else {
            Self::Ahead
        }
    }
}

/// Something that is due at some time.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Id of the plan whose team it is for.
    pub plan: String,
    /// Id of the plan that keeps the records; the programme's where it is kept with each plan.
    pub keeper: String,
    /// Its directory, relative to the workspace.
    pub path: String,
    /// The place of the activity in that plan's toolkit.
    pub activity: ActivityAt,
    /// The due day; of pacing, the first day.
    pub from: Date,
    /// The first day that is no longer part of it: of a rhythm, the next due day.
    pub to: Date,
    /// Of pacing, first and last week; nothing for a due day of a rhythm.
    pub weeks: Option<(u32, u32)>,
    /// How it stands.
    pub due: Due,
    /// The record's file, relative to the workspace, if there is one.
    pub record: Option<String>,
    /// The record's name.
    pub stem: Option<String>,
}

/// A team's plan that goes on: for each there is a series of what the programme keeps with each plan.
#[derive(Debug, Clone)]
pub struct Team {
    /// Its id.
    pub id: String,
    /// Its first day.
    pub start: Option<Date>,
}

/// What a plan's calendar holds.
#[derive(Debug, Default)]
pub struct DueDays {
    /// In the order of activities, teams and days.
    pub entries: Vec<Entry>,
    /// Records of activities with a rhythm of which no day is known, so that they count for none.
    pub undated: Vec<String>,
    /// Activities with a rhythm, as `plan/activity`, of which more days are due than are looked at.
    pub cut: Vec<String>,
    /// Whether something would be due, if only a first day were known.
    pub lacks_start: bool,
}

/// What was due, is due and is ahead in a window. Of a plan that rests or has ended nothing is.
pub fn due_days(plan: &Plan, teams: &[Team], window: Window) -> DueDays {
    // Where every activity stands takes looking at every record, so only plans that need it pay for it.
    let standing = || Standing::of(plan);
    due_days_of(plan, standing, teams, window)
}

/// As [`due_days`], of a plan of which it is known where its activities stand.
pub fn due_days_of<'a, S: std::borrow::Borrow<Standing>>(
    plan: &'a Plan,
    standing: impl FnOnce() -> S,
    teams: &'a [Team],
    window: Window,
) -> DueDays {
    let mut days = DueDays::default();
    if plan.meta.resting().is_some() || !is_paced(plan) {
        return days;
    }
    let Some(start) = plan.meta.first_day() else {
        days.lacks_start = true;
        return days;
    };
    let standing = standing();
    let kept = plan.kept_with_teams();
    for (look, state) in looks(plan, standing.borrow(), start, window) {
        look.note_undated(&mut days);
        if !plan.toolkit.is_per_plan(look.activity) {
            look.note(&mut days, start, None, state);
            continue;
        }
        for team in teams {
            let records = kept.get(team.id.as_str()).map_or(&[][..], Vec::as_slice);
            let start = team.start.map_or(start, |own| own.max(start));
            look.note(&mut days, start, Some((&team.id, records)), state);
        }
    }
    days
}

/// Of a programme, what is due with one team alone. `standing` is the programme's, `records` are those that it keeps with
/// the team's plan.
pub fn due_with(
    programme: &Plan,
    standing: &Standing,
    team: &Team,
    records: &[&Record],
    window: Window,
) -> Vec<Entry> {
    let mut days = DueDays::default();
    let start = programme.meta.first_day();
    let Some(start) = start.filter(|_| programme.meta.resting().is_none()) else {
        return Vec::new();
    };
    for (look, state) in looks(programme, standing, start, window) {
        if programme.toolkit.is_per_plan(look.activity) {
            let start = team.start.map_or(start, |own| own.max(start));
            look.note(&mut days, start, Some((&team.id, records)), state);
        }
    }
    days.entries
}

fn is_paced(plan: &Plan) -> bool {
    let mut all = plan.toolkit.activities.iter();
    all.any(|activity| plan.weeks(activity).is_some() || plan.rhythm(activity).is_some())
}

/// Every activity of a plan, ready to be looked at, with its state.
fn looks<'a>(
    plan: &'a Plan,
    standing: &'a Standing,
    start: Date,
    window: Window,
) -> impl Iterator<Item = (ActivityDays<'a>, State)> {
    let activities = plan.toolkit.activities.iter();
    activities
        .zip(&standing.activities)
        .map(move |(activity, found)| {
            let weeks = plan.weeks(activity);
            let look = ActivityDays {
                plan,
                activity,
                every: plan.rhythm(activity),
                // Weeks that begin after the last day there is are none.
                weeks: weeks.and_then(|weeks| Some((weeks, days_of_weeks(start, weeks)?))),
                window,
            };
            (look, found.state)
        })
}

/// A team's plan and the records that are kept with it.
type With<'a> = Option<(&'a str, &'a [&'a Record])>;

/// One activity of a plan, looked at for one or several teams.
struct ActivityDays<'a> {
    plan: &'a Plan,
    activity: &'a Activity,
    every: Option<Every>,
    weeks: Option<((u32, u32), (Date, Date))>,
    window: Window,
}

impl ActivityDays<'_> {
    /// Records in which something is said, be it why they are left out.
    fn records<'b>(&'b self, team: With<'b>) -> impl Iterator<Item = &'b Record> {
        let own = team
            .is_none()
            .then(|| self.plan.records_of(self.activity.at))
            .into_iter()
            .flatten();
        let kept = team.map_or(&[][..], |(_, records)| records);
        let kept = kept.iter().copied();
        own.chain(kept.filter(|record| record.activity == self.activity.at))
            .filter(|record| record.answered().is_some() || record.skipped().is_some())
    }

    fn note_undated(&self, days: &mut DueDays) {
        if self.every.is_some() {
            let undated = self
                .records(None)
                .filter(|record| record.day(self.activity).is_none());
            days.undated
                .extend(undated.map(|record| record.path.clone()));
        }
    }

    fn note(&self, days: &mut DueDays, start: Date, team: With<'_>, state: State) {
        if let Some(every) = self.every
            && state != State::Skipped
        {
            self.note_rhythm(days, start, every, team);
        }
        let Some((weeks, (from, to))) = self.weeks else {
            return;
        };
        let due = match (state, team) {
            (State::Skipped, _) => Due::Skipped,
            (_, Some(_)) if self.is_enough(team) => Due::Done,
            (state, None) if state.is_settled() => Due::Done,
            _ => Due::of_time(from, to, self.window.today, Due::Late),
        };
        // A rhythm says when it is due; of its weeks there is only to say that they are over.
        if (self.every.is_some() && due != Due::Late) || from > self.window.until {
            return;
        }
        let record = match self.activity.repeat {
            None => self.records(team).next(),
            Some(_) => None,
        };
        let entry = self.entry(team, Period { from, to }, due, record);
        days.entries.push(Entry {
            weeks: Some(weeks),
            ..entry
        });
    }

    /// Whether a team has as many whole records as the activity takes.
    fn is_enough(&self, team: With<'_>) -> bool {
        let is_whole = |record: &&Record| {
            let content = record.content.as_ref();
            content.is_ok_and(|content| content.is_complete(self.activity))
        };
        let count = self.records(team).filter(is_whole).count();
        u32::try_from(count).is_ok_and(|count| count >= self.activity.repeat.unwrap_or(1))
    }

    fn note_rhythm(&self, days: &mut DueDays, start: Date, every: Every, team: With<'_>) {
        let within = self.weeks.map(|(_, days)| days);
        let (periods, is_cut) = periods(start, every, within, self.window);
        if is_cut {
            let name = format!("{}/{}", self.plan.id, self.activity.id);
            // Once for all teams.
            if days.cut.last() != Some(&name) {
                days.cut.push(name);
            }
        }
        let (records, known): (Vec<&Record>, Vec<Date>) = self
            .records(team)
            .filter_map(|record| Some((record, record.day(self.activity)?)))
            .unzip();
        for (period, found) in periods.iter().zip(counted(&periods, &known)) {
            let record = found.and_then(|at| records.get(at)).copied();
            let due = match record.and_then(|record| record.content.as_ref().ok()) {
                Some(content) if content.answered.is_empty() => Due::Skipped,
                Some(_) => Due::Done,
                None => Due::of_time(period.from, period.to, self.window.today, Due::Missed),
            };
            days.entries.push(self.entry(team, *period, due, record));
        }
    }

    fn entry(&self, team: With<'_>, period: Period, due: Due, record: Option<&Record>) -> Entry {
        Entry {
            plan: team.map_or(self.plan.id.as_str(), |(id, _)| id).to_owned(),
            keeper: self.plan.id.to_string(),
            path: self.plan.path.clone(),
            activity: self.activity.at,
            from: period.from,
            to: period.to,
            weeks: None,
            due,
            record: record.map(|record| record.path.clone()),
            stem: record.map(|record| record.stem().to_owned()),
        }
    }
}
