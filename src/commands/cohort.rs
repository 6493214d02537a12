//! What is known of the day and of the cohort around each plan, for commands whose rules look at it.

use super::past;
use super::status::When;
use super::status::dates::{Place, Unknown, last_changes};
use crate::check::{Moment, Page, Subject};
use crate::model::{
    Entry, LeftOut, Limits, Plan, Record, Standing, Team, Window, agenda_of, agenda_with,
};
use crate::store::{PlanFolder, Workspace};
use crate::toolkit::Audience;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The cohort on a day.
pub(super) struct Cohort<'a> {
    today: Date,
    limits: Limits,
    programme: Option<Programme<'a>>,
    moved: &'a Changes,
}

struct Programme<'a> {
    plan: &'a Plan,
    standing: Standing,
    /// What it keeps with each team's plan.
    kept: BTreeMap<&'a str, Vec<&'a Record>>,
    left_out: LeftOut,
}

/// When some plans changed last.
#[derive(Default)]
pub(super) struct Changes {
    /// Seconds since the epoch and the day, by the plan's directory.
    last: BTreeMap<String, (i64, Date)>,
    /// Why it is not known of some.
    pub(super) unknown: Option<Unknown>,
}

impl Changes {
    /// Of plans in some places. `is_complete` says that these are all.
    fn of(workspace: &Workspace, when: &When, places: &[Place<'_>], is_complete: bool) -> Self {
        let (found, unknown) = last_changes(workspace, when, places, is_complete);
        let last = places
            .iter()
            .zip(found)
            .filter_map(|((_, folder), seconds)| {
                let seconds = seconds?;
                let day = past::day_of(workspace, seconds)?;
                Some(((*folder).to_owned(), (seconds, day)))
            });
        Self {
            last: last.collect(),
            unknown,
        }
    }

    /// Of all plans of a workspace.
    pub(super) fn of_all(workspace: &Workspace, when: &When, all: &[PlanFolder]) -> Self {
        let places = all.iter();
        let places = places.map(|one| (one.repository.as_deref(), one.path.as_str()));
        Self::of(workspace, when, &places.collect::<Vec<_>>(), true)
    }

    /// Of plans in some directories.
    pub(super) fn of_some(workspace: &Workspace, when: &When, folders: &[String]) -> Self {
        let own: Vec<Option<String>> = folders
            .iter()
            .map(|folder| workspace.repository_of(folder))
            .collect();
        let places = own.iter().zip(folders);
        let places = places.map(|(own, folder)| (own.as_deref(), folder.as_str()));
        Self::of(workspace, when, &places.collect::<Vec<_>>(), false)
    }

    /// In seconds since the epoch.
    pub(super) fn seconds(&self, folder: &str) -> Option<i64> {
        self.last.get(folder).map(|(seconds, _)| *seconds)
    }
}

impl<'a> Cohort<'a> {
    /// Of a workspace and its programme, if it has one.
    pub(super) fn new(
        workspace: &Workspace,
        today: Date,
        programme: Option<&'a Plan>,
        moved: &'a Changes,
    ) -> Self {
        Self {
            today,
            limits: workspace.config.board,
            programme: programme.map(|plan| Programme {
                plan,
                standing: Standing::of(plan),
                kept: plan.kept_with_teams(),
                left_out: plan.left_out(),
            }),
            moved,
        }
    }

    /// Looks at one plan with all that is known around it.
    pub(super) fn look<T>(
        &self,
        plan: &Plan,
        page: Option<&Page>,
        teams: Option<&[String]>,
        see: impl FnOnce(&Subject<'_>) -> T,
    ) -> T {
        let standing = Standing::of(plan);
        let is_team = plan.toolkit.audience == Audience::Team;
        let programme = self.programme.as_ref().filter(|_| is_team);
        let kept = programme.and_then(|one| one.kept.get(plan.id.as_str()));
        let about = kept.map_or(&[][..], Vec::as_slice);
        let mut entries: Vec<Entry> =
            agenda_of(plan, || &standing, &[], Window::until(self.today)).entries;
        if let Some(programme) = programme.filter(|_| plan.meta.resting().is_none()) {
            let team = Team {
                id: plan.id.to_string(),
                start: plan.meta.first_day(),
            };
            let days = Window::until(self.today);
            let with = agenda_with(programme.plan, &programme.standing, &team, about, days);
            entries.extend(with);
        }
        let nothing = LeftOut::default();
        let moment = Moment {
            today: self.today,
            moved: self.moved.last.get(&plan.path).map(|(_, day)| *day),
            programme: programme.map(|one| one.plan),
            about,
            left_out: programme.map_or(&nothing, |one| &one.left_out),
            agenda: &entries,
            limits: &self.limits,
        };
        see(&Subject {
            plan,
            standing: &standing,
            page,
            teams,
            moment: Some(&moment),
        })
    }
}
