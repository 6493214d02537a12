//! What was, is and will be due in a plan, by rhythms and pacing.

mod pace;
mod rhythm;

pub use pace::day_before;
pub use rhythm::{MAX_DUE_DAYS, Window, day_in_name};

use super::{Plan, Record, Standing, State};
use crate::toolkit::{Activity, ActivityAt, Every};
use jiff::civil::Date;
use pace::days_of_weeks;
use rhythm::{Period, counted, periods};

/// State of something with a due date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    /// A rhythm's period is over and has no record.
    Missed,
    /// A paced activity's last week is over and it isn't settled.
    Late,
    /// Due now and not settled.
    Due,
    Ahead,
    /// There is a record; for pacing, the activity is done.
    Done,
    Skipped,
}

pub const DUE_STATES: [(Due, &str); 6] = [
    (Due::Missed, "missed"),
    (Due::Late, "late"),
    (Due::Due, "due"),
    (Due::Ahead, "ahead"),
    (Due::Done, "done"),
    (Due::Skipped, "skipped"),
];

impl Due {
    pub fn word(self) -> &'static str {
        let found = DUE_STATES.iter().find(|(due, _)| *due == self);
        found.map_or("", |(_, word)| word)
    }

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

#[derive(Debug, Clone)]
pub struct Entry {
    pub plan: String,
    /// Id of the plan that keeps the records: the programme's if it keeps them per plan.
    pub keeper: String,
    /// The keeper's directory, relative to the workspace.
    pub path: String,
    /// In the keeper's toolkit.
    pub activity: ActivityAt,
    /// The due day, or for pacing the first day.
    pub from: Date,
    /// Exclusive end; for a rhythm, the next due day.
    pub to: Date,
    /// First and last week, for pacing; `None` for a rhythm.
    pub weeks: Option<(u32, u32)>,
    pub due: Due,
    /// Relative to the workspace.
    pub record: Option<String>,
    pub stem: Option<String>,
}

/// A team's plan that is running: the programme's per-plan records form one series for each.
#[derive(Debug, Clone)]
pub struct Team {
    pub id: String,
    pub start: Option<Date>,
}

#[derive(Debug, Default)]
pub struct DueDays {
    /// By activity, team and day.
    pub entries: Vec<Entry>,
    /// Records of rhythmic activities without a date, which therefore don't count.
    pub undated: Vec<String>,
    /// Activities with a rhythm, as `plan/activity`, with more due days than we look at.
    pub cut: Vec<String>,
    /// Whether something would be due if the plan had a start date.
    pub lacks_start: bool,
}

/// What is due in a window. A paused or ended plan has nothing due.
pub fn due_days(plan: &Plan, teams: &[Team], window: Window) -> DueDays {
    // Computing a standing reads every record, so do it only for plans that need it.
    let standing = || Standing::of(plan);
    due_days_of(plan, standing, teams, window)
}

/// Like [`due_days`], for a plan whose standing is known.
pub fn due_days_of<'a, S: std::borrow::Borrow<Standing>>(
    plan: &'a Plan,
    standing: impl FnOnce() -> S,
    teams: &'a [Team],
    window: Window,
) -> DueDays {
    let mut days = DueDays::default();
    if plan.meta.resting(window.today).is_some() || !is_paced(plan) {
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

/// What a programme has due with one team. `standing` is the programme's; `records` are those it keeps for the team's
/// plan.
pub fn due_with(
    programme: &Plan,
    standing: &Standing,
    team: &Team,
    records: &[&Record],
    window: Window,
) -> Vec<Entry> {
    let mut days = DueDays::default();
    let start = programme.meta.first_day();
    let Some(start) = start.filter(|_| programme.meta.resting(window.today).is_none()) else {
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
                // Weeks beyond the last representable day don't exist.
                weeks: weeks.and_then(|weeks| Some((weeks, days_of_weeks(start, weeks)?))),
                window,
            };
            (look, found.state)
        })
}

type With<'a> = Option<(&'a str, &'a [&'a Record])>;

struct ActivityDays<'a> {
    plan: &'a Plan,
    activity: &'a Activity,
    every: Option<Every>,
    weeks: Option<((u32, u32), (Date, Date))>,
    window: Window,
}

impl ActivityDays<'_> {
    /// Records with content, including a reason to skip.
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
        // A rhythm sets its own due days; its weeks only tell when it is over.
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

    /// Whether a team has all the complete records the activity requires.
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
