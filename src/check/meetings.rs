//! Meetings with a team, which put off calling it.

use super::rules::{later, open_tasks};
use super::{Moment, Subject};
use crate::model::Finding;
use jiff::civil::Date;

/// Longest time for which a meeting puts a reason off, whenever its tasks are due.
const MOST_DAYS: u32 = 28;

/// The newest meeting with a team, of the records that the programme keeps with it, and the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meetings {
    pub newest: Date,
    before: Option<Date>,
    /// Last day on which the newest puts a reason off.
    until: Date,
}

impl Meetings {
    /// The meetings up to today; `None` if there were none.
    pub fn with(moment: &Moment<'_>) -> Option<Self> {
        let programme = moment.programme?;
        let held = moment.about.iter().filter_map(|record| {
            record.said()?;
            let activity = programme.toolkit.activity(record.activity);
            let day = record.day(activity).filter(|day| *day <= moment.today)?;
            Some((day, *record))
        });
        let held: Vec<_> = held.collect();
        let newest = held.iter().map(|(day, _)| *day).max()?;
        let (last, earlier): (Vec<_>, Vec<_>) =
            held.into_iter().partition(|(day, _)| *day == newest);
        let tasks = last
            .iter()
            .filter(|(_, record)| !moment.left_out.holds(record))
            .flat_map(|(_, record)| open_tasks(programme, record));
        let due = tasks.filter_map(|action| action.task.due).min();
        let quiet = later(newest, moment.limits.quiet_days);
        let until = due.map_or(quiet, |due| quiet.max(due.min(later(newest, MOST_DAYS))));
        Some(Self {
            newest,
            before: earlier.iter().map(|(day, _)| *day).max(),
            until,
        })
    }

    /// The last day on which a reason is put off. Only the first meeting after it began does that, and not once there was
    /// another. `was_there` tells whether a reason was there at the end of a day, where its rule can't tell since when.
    pub fn put_off(
        &self,
        subject: &Subject<'_>,
        reason: &Finding,
        was_there: impl Fn(Date) -> bool,
    ) -> Option<Date> {
        let today = subject.moment?.today;
        let had_begun = |day: Date| match reason.since {
            Some(since) => since <= day,
            None => day >= today || was_there(day),
        };
        let is_first = || had_begun(self.newest) && !self.before.is_some_and(had_begun);
        (today <= self.until && is_first()).then_some(self.until)
    }
}
