//! Plans and their surroundings built from words, for testing rules.

use super::{Moment, PlanPage, Rule, Subject};
use crate::model::calendar::{Team, Window, due_days_of, due_with};
use crate::model::sample::{plan, toolkit};
use crate::model::{Found, Limits, Link, Plan, Standing, There, link_key};
use jiff::civil::{Date, date};

/// The day of every test.
pub const TODAY: Date = date(2026, 11, 23);

pub struct Scene {
    plan: Plan,
    programme: Option<Plan>,
    page: Option<PlanPage>,
    teams: Option<Vec<String>>,
    moved: Option<Date>,
    limits: Limits,
}

impl Scene {
    /// A team's plan "north", from activities and records as in `model/sample.rs`.
    pub fn team(activities: &[&str], records: &[(&str, &str)]) -> Self {
        Self::of("north", "team", activities, records)
    }

    pub fn programme(activities: &[&str], records: &[(&str, &str)]) -> Self {
        Self::of("cohort", "cohort", activities, records)
    }

    fn of(id: &str, audience: &str, activities: &[&str], records: &[(&str, &str)]) -> Self {
        Self {
            plan: plan(id, &toolkit("t", audience, activities), "", records),
            programme: None,
            page: None,
            teams: None,
            moved: None,
            limits: Limits::default(),
        }
    }

    pub fn with_toml(self, lines: &str) -> Self {
        let lines = plan(self.plan.id.as_str(), &self.plan.toolkit, lines, &[]).meta;
        self.altered(|plan| plan.meta = lines)
    }

    pub fn in_cohort(mut self, activities: &[&str], records: &[(&str, &str)]) -> Self {
        let known = toolkit("p", "cohort", activities);
        self.programme = Some(plan("cohort", &known, "start = 2026-08-03", records));
        self
    }

    /// Makes every link of the plan lead there.
    pub fn with_links_to(self, found: &Found) -> Self {
        self.altered(|plan| {
            let toolkit = &plan.toolkit;
            let links = plan.records.iter().flat_map(|record| {
                let activity = toolkit.activity(record.activity);
                let places = record.content.as_ref().unwrap().links(activity);
                places.into_iter().map(|place| Link {
                    path: record.path.clone(),
                    place,
                    found: found.clone(),
                    key: Some(link_key("south", "trial", None)),
                })
            });
            plan.links = links.collect();
            assert!(!plan.links.is_empty(), "no link was found");
        })
    }

    /// With a page, and that page as it would be made now.
    pub fn with_page(mut self, text: &str, fresh: &str) -> Self {
        self.page = Some(PlanPage {
            path: "plans/north/README.md".to_owned(),
            text: text.to_owned(),
            fresh: fresh.to_owned(),
        });
        self
    }

    pub fn with_teams(mut self, teams: &[&str]) -> Self {
        self.teams = Some(teams.iter().map(|id| (*id).to_owned()).collect());
        self
    }

    pub fn changed_days_ago(mut self, days: i64) -> Self {
        self.moved = TODAY.checked_sub(jiff::Span::new().days(days)).ok();
        self
    }

    pub fn with_limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    pub fn altered(mut self, alter: impl FnOnce(&mut Plan)) -> Self {
        alter(&mut self.plan);
        self
    }

    /// What a rule says: place without the plan's folder, and message.
    pub fn said(&self, rule: &Rule) -> Vec<String> {
        let (plan, standing) = (&self.plan, Standing::of(&self.plan));
        let programme = self.programme.as_ref();
        let kept = programme.map(Plan::kept_with_teams).unwrap_or_default();
        let about = kept.get(plan.id.as_str()).map_or(&[][..], Vec::as_slice);
        let window = Window::until(TODAY);
        let mut due = due_days_of(plan, || &standing, &[], window).entries;
        if let Some(programme) = programme {
            let team = Team {
                id: plan.id.to_string(),
                start: plan.meta.first_day(),
            };
            let state = Standing::of(programme);
            due.extend(due_with(programme, &state, &team, about, window));
        }
        let moment = Moment {
            today: TODAY,
            moved: self.moved,
            programme,
            about,
            left_out: &programme.map(Plan::left_out).unwrap_or_default(),
            due: &due,
            limits: &self.limits,
        };
        let mut found = Vec::new();
        (rule.look)(
            &Subject {
                plan,
                standing: &standing,
                page: self.page.as_ref(),
                teams: self.teams.as_deref(),
                today: Some(TODAY),
                moment: Some(&moment),
            },
            &mut found,
        );
        let folder = format!("{}/", plan.path);
        let said = found.iter().map(|one| {
            assert_eq!(one.code, rule.code);
            assert!(one.help.is_some(), "nobody says how to mend it: {one:?}");
            let place = one.place.as_ref().unwrap().to_string();
            format!("{}: {}", place.replacen(&folder, "", 1), one.message)
        });
        said.collect()
    }
}

/// An existing link target: the trial of team "south".
pub fn trial_of_south() -> There {
    let activities = ["trial: came text result"];
    let south = plan("south", &toolkit("t", "team", &activities), "", &[]);
    There {
        activity: Some("trial".to_owned()),
        ..There::plan(&south)
    }
}

pub fn messages(rule: &Rule, plan: &Plan) -> Vec<String> {
    let mut found = Vec::new();
    let subject = Subject {
        plan,
        standing: &Standing::of(plan),
        page: None,
        teams: None,
        today: None,
        moment: None,
    };
    (rule.look)(&subject, &mut found);
    found.into_iter().map(|one| one.message).collect()
}
