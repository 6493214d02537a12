//! The day and the cohort around each plan, for rules that look at them.

use super::changes::LastChanges;
use crate::check::{Moment, PlanPage, Subject};
use crate::model::calendar::{Entry, Team, Window, due_days_of, due_with};
use crate::model::{LeftOut, Limits, Plan, Record, Standing};
use crate::store::Workspace;
use crate::toolkit::Audience;
use jiff::civil::Date;
use std::collections::BTreeMap;

pub struct Cohort<'a> {
    pub workspace: &'a Workspace,
    pub today: Date,
    limits: Limits,
    programme: Option<Programme<'a>>,
    moved: &'a LastChanges,
}

struct Programme<'a> {
    plan: &'a Plan,
    standing: Standing,
    /// What the programme keeps with each team's plan.
    kept: BTreeMap<&'a str, Vec<&'a Record>>,
    left_out: LeftOut,
}

impl<'a> Cohort<'a> {
    pub fn new(
        workspace: &'a Workspace,
        today: Date,
        programme: Option<&'a Plan>,
        moved: &'a LastChanges,
    ) -> Self {
        Self {
            workspace,
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

    pub fn programme(&self) -> Option<&'a Plan> {
        self.programme.as_ref().map(|one| one.plan)
    }

    /// Seconds since the epoch when a plan last changed, if it was looked for and is known.
    pub fn changed(&self, plan: &Plan) -> Option<i64> {
        self.moved.seconds(&plan.path)
    }

    pub fn kept_with(&self, plan: &Plan) -> &[&'a Record] {
        let programme = self.programme.as_ref();
        let kept = programme.and_then(|one| one.kept.get(plan.id.as_str()));
        kept.map_or(&[], Vec::as_slice)
    }

    /// Looks at one plan with everything known around it.
    pub fn look<T>(
        &self,
        plan: &Plan,
        page: Option<&PlanPage>,
        teams: Option<&[String]>,
        see: impl FnOnce(&Subject<'_>) -> T,
    ) -> T {
        let standing = Standing::of(plan);
        let is_team = plan.toolkit.audience == Audience::Team;
        let programme = self.programme.as_ref().filter(|_| is_team);
        let kept = programme.and_then(|one| one.kept.get(plan.id.as_str()));
        let about = kept.map_or(&[][..], Vec::as_slice);
        let mut entries: Vec<Entry> =
            due_days_of(plan, || &standing, &[], Window::until(self.today)).entries;
        if let Some(programme) = programme.filter(|_| plan.meta.resting(self.today).is_none()) {
            let team = Team {
                id: plan.id.to_string(),
                start: plan.meta.first_day(),
            };
            let days = Window::until(self.today);
            let with = due_with(programme.plan, &programme.standing, &team, about, days);
            entries.extend(with);
        }
        let nothing = LeftOut::default();
        let moment = Moment {
            today: self.today,
            moved: self.moved.day(&plan.path),
            programme: programme.map(|one| one.plan),
            about,
            left_out: programme.map_or(&nothing, |one| &one.left_out),
            due: &entries,
            limits: &self.limits,
        };
        see(&Subject {
            plan,
            standing: &standing,
            page,
            teams,
            today: Some(self.today),
            moment: Some(&moment),
        })
    }
}
