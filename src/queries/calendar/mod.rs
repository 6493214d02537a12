//! What is ahead and what was missed.

mod entry;

pub use entry::{CalendarData, report};

use super::cohort::Cohort;
use super::{Around, Needs, Passed, Question, Read, Scope};
use crate::model::calendar::{DueDays, Team, Window, due_days};
use crate::model::{Finding, Plan};
use crate::toolkit::{Audience, Toolkit};
use entry::{CalendarEntry, Resting};
use jiff::civil::Date;
use std::sync::Arc;

/// The days of some plans, or of all and the programme's.
#[derive(Debug)]
pub struct Calendar {
    /// Directories of the plans; none for all.
    pub folders: Vec<String>,
    /// Which days.
    pub window: Window,
    /// Title of the workspace.
    pub cohort: String,
}

/// A plan, looked at as far as it can be without the others.
pub struct Days {
    id: String,
    path: String,
    toolkit: Arc<Toolkit>,
    start: Option<Date>,
    resting: Option<String>,
    due: DueDays,
    /// The plan itself where others have to be known first.
    programme: Option<Arc<Plan>>,
    findings: Vec<Finding>,
}

/// The calendar, and what was found on the way.
pub struct Ahead {
    /// The entries in their order.
    pub data: CalendarData,
    /// What can't be read.
    pub findings: Vec<Finding>,
    /// Ids of the teams, in the order of their paths.
    pub teams: Vec<String>,
}

impl Question for Calendar {
    type Row = Result<Days, (String, Finding)>;

    fn needs(&self) -> Needs {
        Needs {
            scope: Scope::All,
            around: Around::Nothing,
        }
    }

    fn look(&self, read: &Read, _cohort: &Cohort<'_>) -> Self::Row {
        match read {
            Ok(plan) => Ok(self.days(plan)),
            Err(broken) => Err((broken.path.clone(), broken.finding.clone())),
        }
    }
}

impl Calendar {
    /// What can be said of a plan alone; of a programme, only once the teams are known.
    fn days(&self, plan: &Arc<Plan>) -> Days {
        let is_programme = plan.toolkit.audience == Audience::Cohort;
        Days {
            id: plan.id.to_string(),
            path: plan.path.clone(),
            toolkit: Arc::clone(&plan.toolkit),
            start: plan.meta.first_day(),
            resting: plan.meta.resting(),
            due: if is_programme {
                DueDays::default()
            } else {
                due_days(plan, &[], self.window)
            },
            findings: crate::check::unreadable(plan).collect(),
            programme: is_programme.then(|| Arc::clone(plan)),
        }
    }

    /// The entries in their order. `at` is what was asked for as the moment.
    pub fn answer(
        &self,
        at: Option<String>,
        passed: Passed<Result<Days, (String, Finding)>>,
    ) -> Ahead {
        let Window { from, today, until } = self.window;
        let mut findings = passed.findings;
        let mut seen: Vec<Days> = Vec::with_capacity(passed.rows.len());
        for read in passed.rows {
            match read {
                Ok(one) => seen.push(one),
                Err((path, finding)) if self.folders.is_empty() || self.folders.contains(&path) => {
                    findings.push(finding);
                }
                Err(_) => {}
            }
        }
        let teams: Vec<Team> = seen
            .iter()
            .filter(|one| one.programme.is_none() && one.resting.is_none())
            .map(|one| Team {
                id: one.id.clone(),
                start: one.start,
            })
            .collect();
        for one in &mut seen {
            if let Some(plan) = &one.programme {
                one.due = due_days(plan, &teams, self.window);
            }
        }
        let wanted = Wanted::of(&seen, &self.folders);
        let mut data = CalendarData {
            at,
            today: today.to_string(),
            from: from.unwrap_or(today).to_string(),
            until: until.to_string(),
            entries: Vec::new(),
            without_start: Vec::new(),
            resting: Vec::new(),
            undated: Vec::new(),
            cut: Vec::new(),
        };
        for one in &mut seen {
            let entries = one.due.entries.iter();
            let entries = entries.filter(|entry| wanted.has(&one.path, &one.id, &entry.plan));
            let shown = entries
                .map(|entry| CalendarEntry::of(entry, &one.toolkit, &self.cohort))
                .filter(|entry| entry.is_within(from, today, until));
            data.entries.extend(shown);
            // A plan that wasn't asked for still says why nothing of what it keeps with the others is there.
            if !wanted.names(&one.path) && one.programme.is_none() {
                continue;
            }
            if one.due.lacks_start {
                data.without_start.push(one.id.clone());
            }
            if let Some(why) = one.resting.take() {
                let id = one.id.clone();
                data.resting.push(Resting { id, why });
            }
            data.undated.append(&mut one.due.undated);
            data.cut.append(&mut one.due.cut);
            findings.append(&mut one.findings);
        }
        data.sort();
        let teams = seen.into_iter().filter(|one| one.programme.is_none());
        Ahead {
            data,
            findings,
            teams: teams.map(|one| one.id).collect(),
        }
    }
}

/// Which plans were asked for. None named means all.
struct Wanted<'a> {
    folders: &'a [String],
    /// Ids of the teams among them.
    teams: Vec<&'a str>,
}

impl<'a> Wanted<'a> {
    fn of(seen: &[Days], folders: &'a [String]) -> Self {
        let is_team = |folder: &&String| {
            let found = seen.iter().find(|one| one.path == **folder);
            found.is_none_or(|one| one.programme.is_none())
        };
        let teams = folders.iter().filter(is_team);
        Self {
            folders,
            teams: teams
                .map(|folder| folder.rsplit('/').next().unwrap_or(folder))
                .collect(),
        }
    }

    fn names(&self, path: &str) -> bool {
        self.folders.is_empty() || self.folders.iter().any(|folder| folder == path)
    }

    /// Whether an entry of the plan at `path` for a team is wanted: what a programme keeps with each plan belongs to
    /// that plan; with no team named, to the programme.
    fn has(&self, path: &str, keeper: &str, plan: &str) -> bool {
        if keeper == plan || self.teams.is_empty() {
            return self.names(path);
        }
        self.teams.contains(&plan)
    }
}
