mod entry;
mod table;

pub use entry::CalendarData;
pub use table::{CalendarTold, report, told};

use super::cohort::Cohort;
use super::{Kept, Passed, Question, Read, Scope};
use crate::model::calendar::{DueDays, Entry, Team, Window, due_days};
use crate::model::{Finding, Plan};
use crate::system::each;
use crate::toolkit::{Audience, Toolkit};
use entry::{CalendarEntry, Resting};
use jiff::civil::Date;
use std::sync::Arc;

/// Entries below this number are put into words by one thread.
const MANY: usize = 64;

/// The calendar of some or all plans and the programme.
#[derive(Debug)]
pub struct Calendar {
    /// Directories of the plans; empty for all.
    pub folders: Vec<String>,
    pub window: Window,
    /// Title of the workspace.
    pub cohort: String,
}

/// A plan's days, as far as they don't depend on other plans.
pub struct Days {
    id: String,
    path: String,
    toolkit: Arc<Toolkit>,
    start: Option<Date>,
    resting: Option<String>,
    entries: Vec<CalendarEntry>,
    due: DueDays,
    /// The plan itself, if other plans have to be known first.
    programme: Option<Arc<Plan>>,
}

pub struct Ahead {
    pub data: CalendarData,
    /// What can't be read.
    pub findings: Vec<Finding>,
    /// Ids of the teams, in path order.
    pub teams: Vec<String>,
}

impl Question for Calendar {
    type Row = Kept<Days>;

    fn scope(&self) -> Scope<'_> {
        Scope::All
    }

    fn look(&self, read: &Read, _cohort: &Cohort<'_>) -> Self::Row {
        Kept::of(read, |plan| Some(self.days(plan)))
    }
}

impl Calendar {
    /// What a plan alone tells; a programme's entries need the teams.
    fn days(&self, plan: &Arc<Plan>) -> Days {
        let is_programme = plan.toolkit.audience == Audience::Cohort;
        let mut due = if is_programme {
            DueDays::default()
        } else {
            due_days(plan, &[], self.window)
        };
        Days {
            entries: self.entries(&mut due, &plan.toolkit),
            id: plan.id.to_string(),
            path: plan.path.clone(),
            toolkit: Arc::clone(&plan.toolkit),
            start: plan.meta.first_day(),
            resting: plan.meta.resting(self.window.today),
            due,
            programme: is_programme.then(|| Arc::clone(plan)),
        }
    }

    /// The calendar as requested for `at`.
    pub fn answer(&self, at: Option<String>, passed: Passed<Kept<Days>>) -> Ahead {
        let Window { from, today, until } = self.window;
        let mut findings = passed.findings;
        let mut seen: Vec<(Days, Vec<Finding>)> = Vec::with_capacity(passed.rows.len());
        for one in passed.rows {
            match one.row {
                Some(days) => seen.push((days, one.findings)),
                None if self.names(&one.folder) => findings.extend(one.findings),
                None => {}
            }
        }
        self.add_teams(&mut seen);
        let teams = self.teams(&seen);
        let mut data = CalendarData {
            at,
            today: today.to_string(),
            from: from.unwrap_or(today).to_string(),
            until: until.to_string(),
            entries: Vec::with_capacity(seen.iter().map(|(one, _)| one.entries.len()).sum()),
            without_start: Vec::new(),
            resting: Vec::new(),
            undated: Vec::new(),
            cut: Vec::new(),
        };
        for (one, found) in &mut seen {
            let mut entries = std::mem::take(&mut one.entries);
            entries.retain(|entry| self.wants(&teams, one, &entry.plan));
            data.entries.append(&mut entries);
            // A plan that wasn't asked for still explains why its per-plan entries are missing.
            if self.names(&one.path) || one.programme.is_some() {
                one.say_why_not(&mut data);
                findings.append(found);
            }
        }
        data.sort();
        let teams = seen.into_iter().map(|(one, _)| one);
        let teams = teams.filter(|one| one.programme.is_none());
        Ahead {
            data,
            findings,
            teams: teams.map(|one| one.id).collect(),
        }
    }

    /// Adds what programmes keep with each active team.
    fn add_teams(&self, seen: &mut [(Days, Vec<Finding>)]) {
        let on = seen.iter().map(|(one, _)| one);
        let on = on.filter(|one| one.programme.is_none() && one.resting.is_none());
        let teams: Vec<Team> = on
            .map(|one| Team {
                id: one.id.clone(),
                start: one.start,
            })
            .collect();
        for (one, _) in seen {
            if let Some(plan) = &one.programme {
                one.due = due_days(plan, &teams, self.window);
                one.entries = self.entries(&mut one.due, &one.toolkit);
            }
        }
    }

    /// Takes the entries of the days asked for out of all.
    fn entries(&self, due: &mut DueDays, toolkit: &Toolkit) -> Vec<CalendarEntry> {
        let mut entries = std::mem::take(&mut due.entries);
        entries.retain(|entry| self.shows(entry));
        let in_words = |entry: &Entry| CalendarEntry::of(entry, toolkit, &self.cohort);
        // A programme has thousands.
        each(&entries, MANY, in_words)
    }

    /// Whether an entry's time overlaps the days asked for. Anything overdue is shown unless a first day is given.
    fn shows(&self, entry: &Entry) -> bool {
        let Window { from, today, until } = self.window;
        let reaches = |first: Date| entry.from <= until && first < entry.to;
        match from {
            None => entry.due.is_over() || reaches(today),
            Some(from) => reaches(from),
        }
    }

    /// Whether a plan was asked for; an empty list means all.
    fn names(&self, path: &str) -> bool {
        self.folders.is_empty() || self.folders.iter().any(|folder| folder == path)
    }

    /// Ids of the teams among the named plans.
    fn teams(&self, seen: &[(Days, Vec<Finding>)]) -> Vec<&str> {
        let is_team = |folder: &&String| {
            let found = seen.iter().find(|(one, _)| one.path == **folder);
            found.is_none_or(|(one, _)| one.programme.is_none())
        };
        let teams = self.folders.iter().filter(is_team);
        teams
            .map(|folder| folder.rsplit('/').next().unwrap_or(folder))
            .collect()
    }

    /// Whether an entry is wanted: a programme's per-plan entries belong to the team's plan or, if no team is named, to
    /// the programme.
    fn wants(&self, teams: &[&str], keeper: &Days, team: &str) -> bool {
        if keeper.id == team || teams.is_empty() {
            return self.names(&keeper.path);
        }
        teams.contains(&team)
    }
}

impl Days {
    /// Notes why something isn't shown.
    fn say_why_not(&mut self, data: &mut CalendarData) {
        if self.due.lacks_start {
            data.without_start.push(self.id.clone());
        }
        if let Some(why) = self.resting.take() {
            let id = self.id.clone();
            data.resting.push(Resting { id, why });
        }
        data.undated.append(&mut self.due.undated);
        data.cut.append(&mut self.due.cut);
    }
}
