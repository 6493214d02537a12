//! The board: which teams whoever runs a cohort should call first, and why.

use crate::check::{BoardReason, Meetings, Moment, Subject, Urgency};
use crate::model::calendar::Due;
use crate::model::method::sentences;
use crate::model::{Finding, Invocation, State, Web};
use crate::report::few;
use crate::toolkit::Audience;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use std::cmp::Reverse;

/// Result of `board`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BoardData {
    /// The revision or date asked for; null for the work tree.
    pub at: Option<String>,
    /// The day used for judging, in the workspace's time zone.
    pub today: String,
    /// Teams to call, in order, followed by the others in path order.
    pub teams: Vec<BoardRow>,
    /// What to settle in the cohort's own programme.
    pub programmes: Vec<BoardRow>,
    /// Number of plans that can't be read, about which nothing is known.
    pub unreadable: usize,
}

/// One team, or the programme.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BoardRow {
    /// Its plan's id.
    pub id: String,
    /// Its directory, relative to the workspace.
    pub path: String,
    /// Its title; may be empty.
    pub title: String,
    /// Whose it is; may be empty.
    pub organisation: String,
    /// Who coaches it; may be empty.
    pub coach: String,
    /// How to reach it; may be empty.
    pub contact: String,
    /// 1 for the team to call first, and so on; null if no call is needed.
    pub call: Option<u32>,
    /// Id of the first unfinished step; null if all are finished.
    pub step: Option<String>,
    /// The most urgent activity; null if there is nothing to do.
    pub activity: Option<String>,
    /// What that activity lacks, briefly; may be empty.
    pub lacks: String,
    /// Percentage of required outputs that are filled, rounded down; 100 if none are required.
    pub percent: u32,
    /// Progress against the schedule; null if its weeks or first day are unknown.
    pub pace: Option<Pace>,
    /// Last commit on this branch that changed its files, RFC 3339 in UTC; null if unknown.
    pub last_activity: Option<String>,
    /// Whole days since then.
    pub days: Option<u32>,
    /// Day of the newest record the programme keeps with it.
    pub met: Option<String>,
    /// Whole days since then.
    pub met_days: Option<u32>,
    /// Why it is inactive, such as `paused: new timetable`; then it has no lines.
    pub resting: Option<String>,
    /// What its measures allow to be said, a sentence each.
    pub measures: Vec<String>,
    /// Reasons to call it, or what to settle.
    pub lines: Vec<BoardLine>,
    /// Whether it is a programme.
    #[serde(skip)]
    pub is_programme: bool,
    #[serde(skip)]
    step_title: String,
    /// Whether somebody met it so recently that others of the same urgency come first.
    #[serde(skip)]
    pub(super) is_just_met: bool,
    /// Whether it has weeks but no first day to count them from.
    #[serde(skip)]
    lacks_start: bool,
}

/// What calls are sorted by.
type CallPlace = (Urgency, bool, [Reverse<Option<u32>>; 2]);

/// A team's progress against the weeks of its activities.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Pace {
    /// Id of the furthest step with something due by now; null if there is none.
    pub step: Option<String>,
    /// Days since the last one on which the longest overdue activity was on time; 0 if none is late.
    pub days_late: u32,
    /// Whole weeks of these days.
    pub weeks_late: u32,
}

/// A reason to call a team, or something to settle.
#[derive(Debug, Serialize, JsonSchema)]
pub struct BoardLine {
    /// The rule's code; see docs/checks.md.
    pub code: &'static str,
    /// The reason.
    pub reason: String,
    /// Command that shows more.
    pub command: String,
    /// The file or folder it is about, relative to the workspace; null if there is none.
    pub path: Option<String>,
    /// Line in that file, counted from 1.
    pub line: Option<usize>,
    /// Address for editing that file on a git host; null if redesign.toml sets none.
    pub edit_url: Option<String>,
    /// Whether it alone is a reason to call the team.
    pub is_reason_to_call: bool,
    /// `quiet`, `decision`, `overdue`, `method` or `topic`: teams are sorted by the most urgent reason to call.
    pub urgency: &'static str,
    /// Codes of other rules that found the same cause.
    pub also: Vec<&'static str>,
    /// The day from which it is a reason; null if unknown.
    pub since: Option<String>,
    /// Last day on which a meeting puts it off; null if none does.
    pub put_off_until: Option<String>,
    #[serde(skip)]
    rank: Urgency,
    /// The reason, without the record that it means.
    #[serde(skip)]
    alike: String,
    #[serde(skip)]
    days: Option<u32>,
}

impl BoardRow {
    /// What the board's rules find in a plan. `last_activity` as in JSON.
    /// Whether a finding was true at the end of a day is told by `had`.
    pub fn of(
        subject: &Subject<'_>,
        last_activity: Option<String>,
        web: &Web,
        had: &dyn Fn(&Finding, Date) -> bool,
    ) -> Self {
        let (plan, standing) = (subject.plan, subject.standing);
        let moment = subject.moment;
        let step = standing.step(&plan.toolkit);
        let step = step.and_then(|at| plan.toolkit.steps.get(at));
        let resting = moment.and_then(|moment| plan.meta.resting(moment.today));
        let next = standing.next().first().copied();
        let next = next.filter(|_| resting.is_none());
        let at = next.map(|at| (plan.toolkit.activity(at), standing.activity(at)));
        let meetings = moment.and_then(Meetings::with);
        let met = meetings.map(|meetings| meetings.newest);
        let today = moment.map(|moment| moment.today);
        let since = |day: Option<Date>| {
            let days = day?.until(today?).ok()?;
            u32::try_from(days.get_days()).ok()
        };
        let lines = match &resting {
            Some(_) => Vec::new(),
            None => BoardLine::all(subject, meetings, web, had),
        };
        let pace = moment.and_then(|moment| Pace::of(subject, moment));
        let mut activities = plan.toolkit.activities.iter();
        let has_weeks = activities.any(|one| plan.weeks(one).is_some());
        Self {
            id: plan.id.to_string(),
            path: plan.path.clone(),
            title: plan.meta.title.clone(),
            organisation: plan.meta.organisation.clone(),
            coach: plan.meta.coach.trim().to_owned(),
            contact: plan.meta.contact.trim().to_owned(),
            call: None,
            step: step.map(|step| step.id.clone()),
            activity: at.map(|(activity, _)| activity.id.to_string()),
            lacks: at.map_or(String::new(), |(activity, found)| match found.state {
                State::Doing => found.lacks(activity),
                _ => String::new(),
            }),
            percent: standing.percent(),
            last_activity,
            days: since(moment.and_then(|moment| moment.moved)),
            is_just_met: since(met)
                .zip(moment)
                .is_some_and(|(days, moment)| days <= moment.limits.quiet_days),
            met: met.map(|day| day.to_string()),
            met_days: since(met),
            lacks_start: has_weeks && plan.meta.first_day().is_none() && resting.is_none(),
            measures: sentences(plan),
            resting,
            lines,
            pace,
            is_programme: plan.toolkit.audience == Audience::Cohort,
            step_title: step.map_or("all done", |step| &step.title).to_owned(),
        }
    }

    /// Its reasons to call that no meeting puts off, most urgent first.
    fn calling(&self) -> impl Iterator<Item = &BoardLine> {
        let lines = self.lines.iter().filter(|_| !self.is_programme);
        lines.filter(|line| line.is_reason_to_call && line.put_off_until.is_none())
    }

    /// Its place among the calls: by urgency, then who wasn't met lately, then the longest first; `None` if it needs no
    /// call.
    fn place(&self) -> Option<CallPlace> {
        let urgency = self.calling().map(|line| line.rank).min()?;
        let most = self.calling().filter(|line| line.rank == urgency);
        let days = most.map(|line| line.days).max().flatten();
        Some((
            urgency,
            self.is_just_met,
            [Reverse(days), Reverse(self.days)],
        ))
    }

    /// Its pace, in words.
    pub(super) fn pace_words(&self) -> Option<String> {
        let pace = self.pace.as_ref()?;
        Some(match (pace.days_late, pace.weeks_late) {
            (0, _) => "on time".to_owned(),
            (days, 0) => format!("{days} d late"),
            (_, weeks) => format!("{weeks} wk late"),
        })
    }

    /// When it last moved.
    pub(super) fn moved_words(&self) -> Option<String> {
        let days = self.days.filter(|_| !self.is_programme)?;
        Some(ago("moved", days))
    }

    /// When it was met, if that was lately.
    pub(super) fn just_met_words(&self) -> Option<String> {
        let days = self.met_days.filter(|_| self.is_just_met)?;
        Some(ago("met", days))
    }

    pub(super) fn step_title(&self) -> &str {
        &self.step_title
    }
}

fn ago(what: &str, days: u32) -> String {
    match days {
        0 => format!("{what} today"),
        days => format!("{what} {days} d ago"),
    }
}

impl Pace {
    fn of(subject: &Subject<'_>, moment: &Moment<'_>) -> Option<Self> {
        let plan = subject.plan;
        let own: Vec<_> = moment
            .due
            .iter()
            .filter(|entry| entry.keeper == plan.id.as_str() && entry.weeks.is_some())
            .collect();
        let begun = own.iter().filter(|entry| entry.from <= moment.today);
        let step = begun
            .map(|entry| plan.toolkit.activity(entry.activity).step)
            .max();
        let ends = own.iter().filter(|entry| entry.due == Due::Late);
        let late = ends.map(|entry| entry.to).min();
        // The end is the day after the last.
        let days = late.and_then(|end| end.until(moment.today).ok());
        let days = days.map_or(0, |days| days.get_days() + 1);
        let days_late = u32::try_from(days).unwrap_or(0);
        plan.meta.first_day().filter(|_| !own.is_empty())?;
        Some(Self {
            step: step
                .and_then(|step| plan.toolkit.steps.get(step))
                .map(|step| step.id.clone()),
            days_late,
            weeks_late: days_late / 7,
        })
    }
}

impl BoardLine {
    /// What the board's rules find, reasons that a meeting puts off below the others.
    fn all(
        subject: &Subject<'_>,
        meetings: Option<Meetings>,
        web: &Web,
        had: &dyn Fn(&Finding, Date) -> bool,
    ) -> Vec<Self> {
        let reasons = crate::check::board(subject);
        let lines = reasons.iter().map(|reason| {
            let meetings = meetings.filter(|_| reason.urgency.is_reason_to_call());
            let until = meetings.and_then(|meetings| {
                let finding = &reason.finding;
                meetings.put_off(subject, finding, |day| had(finding, day))
            });
            Self::of(reason, until, subject, web)
        });
        let mut lines: Vec<Self> = lines.collect();
        lines.sort_by_key(|line| (!line.is_reason_to_call, line.put_off_until.is_some()));
        lines
    }

    fn of(reason: &BoardReason, until: Option<Date>, subject: &Subject<'_>, web: &Web) -> Self {
        let finding = &reason.finding;
        let today = subject.moment.map(|moment| moment.today);
        let days = finding.since.zip(today);
        let days = days.and_then(|(since, today)| since.until(today).ok());
        let check = || Invocation::of("check").on(subject.plan.id.as_str());
        let command = finding.command.clone().unwrap_or_else(check);
        let path = finding.place.as_ref().map(|place| place.path.clone());
        let is_file = path.as_ref().is_some_and(|path| {
            let ending = std::path::Path::new(path).extension();
            let is_markdown = ending.is_some_and(|ending| ending.eq_ignore_ascii_case("md"));
            subject.plan.repository.is_none() && is_markdown
        });
        Self {
            code: finding.code,
            is_reason_to_call: reason.urgency.is_reason_to_call(),
            urgency: reason.urgency.word(),
            also: reason.also.clone(),
            since: finding.since.map(|day| day.to_string()),
            put_off_until: until.map(|day| day.to_string()),
            rank: reason.urgency,
            alike: finding.words_alike().to_owned(),
            days: days
                .filter(|_| reason.urgency != Urgency::Method)
                .and_then(|days| u32::try_from(days.get_days()).ok()),
            reason: finding.message.clone(),
            command: command.to_string(),
            line: finding.place.as_ref().and_then(|place| place.line),
            edit_url: path
                .as_ref()
                .filter(|_| is_file)
                .and_then(|path| web.edit(path)),
            path,
        }
    }
}

impl BoardLine {
    /// The reason, and until when it can wait.
    pub(super) fn words(&self) -> String {
        self.until(&self.reason)
    }

    /// The same, without the record that it means.
    pub(super) fn words_alike(&self) -> String {
        self.until(&self.alike)
    }

    fn until(&self, reason: &str) -> String {
        match &self.put_off_until {
            None => reason.to_owned(),
            Some(day) => format!("{reason} (met since; can wait until {day})"),
        }
    }
}

impl BoardData {
    /// Sorts teams: calls first, then others with lines, then those that are fine. Numbers the calls.
    pub fn sort(&mut self) {
        self.teams.sort_by_cached_key(|row| {
            let place = row.place();
            (
                place.is_none(),
                place,
                row.lines.is_empty(),
                row.resting.is_some(),
                row.path.clone(),
            )
        });
        let mut rank = 0;
        let calls = self.teams.iter_mut();
        for row in calls.filter(|row| row.place().is_some()) {
            rank += 1;
            row.call = Some(rank);
        }
    }

    pub fn calls(&self) -> usize {
        self.teams.iter().filter(|row| row.call.is_some()).count()
    }

    pub fn has_something_to_do(&self) -> bool {
        self.calls() > 0 || self.programmes.iter().any(|row| !row.lines.is_empty())
    }

    /// Teams to talk about in a session, whether or not a meeting puts off calling them; in a meeting with one, whatever
    /// there is to say of it.
    pub fn to_talk_about(&self, is_of_one: bool) -> impl Iterator<Item = &BoardRow> {
        let is_topic = move |line: &BoardLine| is_of_one || line.is_reason_to_call;
        let teams = self.teams.iter();
        teams.filter(move |team| team.lines.iter().any(is_topic))
    }

    /// The first with something to say.
    pub fn first_team(&self) -> Option<Invocation> {
        let mut all = self.teams.iter().chain(&self.programmes);
        let first = all.find(|row| !row.lines.is_empty())?;
        Some(Invocation::of("board").on(&first.id))
    }

    /// The command that shows more of the first reason.
    pub fn first_command(&self) -> Option<String> {
        let all = self.teams.iter().chain(&self.programmes);
        let mut lines = all.flat_map(|row| &row.lines);
        lines.next().map(|line| line.command.clone())
    }

    /// What the board can't know, and why.
    pub fn notes(&self) -> Vec<String> {
        let all = self.teams.iter().chain(&self.programmes);
        let lacking = all.filter(|row| row.lacks_start);
        let names: Vec<String> = lacking.map(|row| row.id.clone()).collect();
        let Some(first) = names.first() else {
            return Vec::new();
        };
        vec![format!(
            "note: no first day in plan.toml, so nothing counts as late: {}; `redesign set {first} start={}` gives one",
            few(&names),
            self.today
        )]
    }
}
