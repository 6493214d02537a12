//! What was true of a team at an earlier meeting, looked up in history where a rule can't tell since when.

use crate::check::{Moment, Subject, was_found};
use crate::model::{Finding, Record, Standing};
use crate::queries::moment;
use crate::store::{Asked, Earlier, EarlierPlans, History, NoMoment, PROGRAMME, Workspace};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Earlier days, each read when it is first needed.
#[derive(Debug, Default)]
pub struct Past {
    history: OnceLock<Option<Arc<History>>>,
    days: Mutex<BTreeMap<Date, PastDay>>,
}

/// The plans at the end of a day.
#[derive(Debug, Clone)]
enum PastDay {
    /// With the day's last commit.
    Plans(String, Arc<EarlierPlans>),
    /// Nothing was committed yet.
    NotBegun,
    Unknown,
}

impl Past {
    /// Days of a history that is already open, and can be compared.
    pub fn of(history: Arc<History>) -> Self {
        Self {
            history: Some(history).into(),
            ..Self::default()
        }
    }

    /// Whether a finding was true at the end of a day. What isn't known counts as true, so that nothing is put off for
    /// ever.
    pub fn had(
        &self,
        workspace: &Workspace,
        subject: &Subject<'_>,
        finding: &Finding,
        day: Date,
    ) -> bool {
        let (plan, Some(now)) = (subject.plan, subject.moment) else {
            return true;
        };
        let then = match self.at(workspace, day) {
            PastDay::Plans(_, then) if plan.repository.is_none() => then,
            PastDay::NotBegun => return false,
            PastDay::Plans(..) | PastDay::Unknown => return true,
        };
        let other = match then.of(workspace, plan) {
            _ if then.whole().is_err() => return true,
            None => return false,
            Some(Earlier::Same) => None,
            Some(Earlier::Other(other)) => Some(other),
        };
        let plan = other.as_deref().unwrap_or(plan);
        let mut about: Vec<&Record> = now.about.to_vec();
        about.retain(|record| {
            let keeper = now
                .programme
                .map(|keeper| keeper.toolkit.activity(record.activity));
            let held = keeper.and_then(|activity| record.day(activity));
            held.is_none_or(|held| held <= day)
        });
        was_found(
            &Subject {
                plan,
                standing: &Standing::of(plan),
                page: None,
                teams: None,
                today: Some(day),
                moment: Some(&Moment {
                    today: day,
                    moved: None,
                    about: &about,
                    due: &[],
                    ..*now
                }),
            },
            finding,
        )
    }

    fn at(&self, workspace: &Workspace, day: Date) -> PastDay {
        let mut days = self.days.lock().unwrap_or_else(PoisonError::into_inner);
        let known = days.get(&day).cloned();
        known.unwrap_or_else(|| {
            let then = self.read(workspace, day, days.values());
            days.insert(day, then.clone());
            then
        })
    }

    /// The plans at the end of a day. `known` are those of other days: in quiet weeks they are the same.
    fn read<'a>(
        &self,
        workspace: &Workspace,
        day: Date,
        mut known: impl Iterator<Item = &'a PastDay>,
    ) -> PastDay {
        let history = self.history.get_or_init(|| {
            let history = moment::history_of_all(workspace).ok()?;
            let all = [workspace.config.plans.as_str(), PROGRAMME];
            let is_plain = history.filtered_below(&all).is_none();
            is_plain.then(|| Arc::new(history))
        });
        let Some(history) = history else {
            return PastDay::Unknown;
        };
        let zone = workspace.config.time_zone();
        match history.moment(&day.to_string(), Asked::Day(day), &zone) {
            Ok(Ok(then)) => {
                let is_same = |day: &&PastDay| matches!(day, PastDay::Plans(commit, _) if *commit == then.commit);
                if let Some(same) = known.find(is_same) {
                    return same.clone();
                }
                let plans = moment::plans_at(history, workspace, &then, false);
                plans.map_or(PastDay::Unknown, |plans| {
                    PastDay::Plans(then.commit, Arc::new(plans))
                })
            }
            Ok(Err(NoMoment::TooEarly(_))) if !history.is_shallow() => PastDay::NotBegun,
            _ => PastDay::Unknown,
        }
    }
}
