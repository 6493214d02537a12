//! What a report or a page tells of a cohort, and the templates that write it down.

mod answers;
mod data;
mod links;
mod made_of;
mod published;
mod sample;
mod team;
mod telling;
mod templates;
mod wanted;
mod written;

pub use data::{CohortTold, LeftOutTold, TeamTold};
pub use links::ReportLinks;
pub use sample::{fields, sample};
pub use telling::{TeamPages, Telling};
pub use templates::{
    FoundReport, ReportSource, all as templates, findings, findings_of, found, site_page, starter,
};
pub use wanted::ReportUses;
pub use written::{ReportInput, for_programs};

use super::calendar::{self, Calendar};
use super::cohort::Cohort;
use super::{Kept, KnownBefore, Pass, Passed, Question, Read, Scope};
use crate::error::CommandError;
use crate::model::calendar::{Window, due_days};
use crate::model::{Content, Finding, Plan, Readers, chosen, still_said};
use crate::store::{PROGRAMME, Workspace};
use crate::system::{both, free};
use crate::toolkit::{Audience, Role};
use data::{DecisionTold, GroupTold, ProgrammeTold, UnreadableTold};
use jiff::ToSpan;
use jiff::civil::Date;
use published::ForOthers;
use std::sync::Arc;
use team::{newest_first, no_answers, note, part_of, shown, tasks, team};
use telling::NewSince;

/// How many weeks the calendar looks ahead.
const AHEAD: i64 = 6;

/// What is told of a cohort, and what is said beside it.
pub struct CohortAnswer {
    pub told: CohortTold,
    /// Records whose words aren't in it, and why.
    pub left_out: Vec<LeftOutTold>,
    /// What can't be read.
    pub findings: Vec<Finding>,
    /// The calendar, if it is asked for: `told` is without it.
    pub calendar: Option<CalendarLater>,
}

/// Makes the calendar, with what is said around the teams: it takes a while, in which another thread can go on.
pub type CalendarLater = Box<dyn FnOnce() -> CohortTold + Send>;

/// What is told of one plan.
#[derive(Default)]
pub struct PlanTold {
    /// `None` for the public, and of the programme.
    team: Option<TeamTold>,
    /// Of the programme alone; `None` for the public.
    programme: Option<ProgrammeTold>,
    for_others: ForOthers,
    groups: Vec<(String, bool)>,
}

impl Telling {
    /// Everything that is told, what is left out, and what can't be read.
    pub fn ask(self, pass: &Pass<'_>) -> Result<CohortAnswer, CommandError> {
        let answer = self.asked(pass);
        free(self);
        answer
    }

    fn asked(&self, pass: &Pass<'_>) -> Result<CohortAnswer, CommandError> {
        let prepare = || self.prepare(pass.workspace);
        if !self.wanted.calendar || self.readers == Readers::Public {
            let ((), told) = both(prepare, || pass.ask(self));
            return self.answer(pass, told);
        }
        let today = pass.when.day;
        let calendar = Calendar {
            folders: self.folders.clone(),
            window: Window {
                from: None,
                today,
                until: today.saturating_add(AHEAD.weeks()),
            },
            cohort: String::new(),
        };
        let ((), asked) = both(prepare, || pass.ask(&(self, &calendar)));
        let (told, days) = asked.apart();
        let mut answer = self.answer(pass, told)?;
        let around = answer.told.around();
        answer.calendar = Some(Box::new(move || {
            let ahead = calendar.answer(None, days);
            let calendar = calendar::told(&ahead.data, today, ahead.teams.len());
            // The process ends soon; freeing thousands of entries one by one would only take time.
            std::mem::forget(ahead);
            CohortTold { calendar, ..around }
        }));
        Ok(answer)
    }

    fn answer(
        &self,
        pass: &Pass<'_>,
        mut passed: Passed<Kept<PlanTold>>,
    ) -> Result<CohortAnswer, CommandError> {
        let programme = passed.programme.clone();
        // With all teams it was looked at beside them, and is told behind them.
        let rows = &mut passed.rows;
        let own = rows.iter().position(|row| row.folder == PROGRAMME);
        let own = own.filter(|_| self.folders.is_empty());
        let own = own.and_then(|at| rows.remove(at).row);
        let known = programme.as_ref().and_then(|read| read.as_ref().ok());
        let since = self.since(pass.workspace, known.map(Arc::as_ref), pass.when.day);
        if let Some(before) = &since.before {
            before.whole()?;
        }
        let (plans, mut findings) = passed.kept();
        let today = pass.when.day;
        let mut told = self.begun(pass.workspace, today, since);
        let commit = pass.when.commit.iter();
        let commit = commit.filter(|_| self.readers == Readers::Internal);
        told.commit = commit.map(|commit| commit.chars().take(7).collect()).next();
        let mut left_out = Vec::new();
        let add = |told: &mut CohortTold, out: &mut Vec<LeftOutTold>, mut others: ForOthers| {
            told.findings.append(&mut others.findings);
            told.studies.append(&mut others.studies);
            out.append(&mut others.left_out);
        };
        told.team_count = plans.len();
        // Of one team the public isn't told whom it asked: so few can be meant.
        let is_one_team = self.readers == Readers::Public && plans.len() < 2;
        for plan in plans {
            left_out.extend(plan.team.iter().flat_map(|team| team.left_out.clone()));
            told.teams.extend(plan.team);
            add(&mut told, &mut left_out, plan.for_others);
            for (title, asked) in plan.groups.into_iter().filter(|_| !is_one_team) {
                match told.groups.iter_mut().find(|group| group.title == title) {
                    Some(group) => group.asked |= asked,
                    None => told.groups.push(GroupTold { title, asked }),
                }
            }
        }
        match programme {
            Some(Ok(plan)) => {
                findings.extend(crate::check::unreadable(&plan));
                let own = own.unwrap_or_else(|| self.of_programme(&plan, today, since));
                add(&mut told, &mut left_out, own.for_others);
                told.programme = own.programme;
            }
            Some(Err(broken)) => findings.push(broken.finding.clone()),
            None => {}
        }
        conclude(&mut told);
        if self.readers == Readers::Internal {
            told.unreadable = unreadable(&findings);
            told.left_out.clone_from(&left_out);
        }
        Ok(CohortAnswer {
            told,
            left_out,
            findings,
            calendar: None,
        })
    }

    /// What is said around each team, whatever the others do.
    fn begun(&self, workspace: &Workspace, today: Date, since: &NewSince) -> CohortTold {
        CohortTold {
            title: workspace.config.name().to_owned(),
            day: today.to_string(),
            audience: self.readers.word(),
            is_public: self.readers == Readers::Public,
            since: since.day.map(|day| day.to_string()),
            is_since_session: since.is_session,
            ..CohortTold::default()
        }
    }

    /// The stakeholder groups that a plan's toolkit names, and whether somebody of each was asked; for the public, and
    /// agreed. Of named plans the public isn't told either.
    fn groups(&self, plan: &Plan) -> Vec<(String, bool)> {
        let is_public = self.readers == Readers::Public;
        let mut groups: Vec<(String, bool)> = Vec::new();
        if is_public && !self.folders.is_empty() {
            return groups;
        }
        let left_out = plan.left_out();
        for activity in &plan.toolkit.activities {
            let asks = activity.output_of(Role::Consent).filter(|_| is_public);
            let agreed =
                |content: &Content| asks.is_none_or(|asks| chosen(content, asks) == Some(0));
            for output in activity.outputs_of(Role::Voices) {
                let first = groups.len();
                let options = output.shape.options.iter();
                groups.extend(options.map(|option| (option.title.clone(), false)));
                let records = plan.records_of(activity.at);
                let records = records.filter(|record| !left_out.holds(record));
                let said = records.filter_map(|record| still_said(activity, record));
                for content in said.filter(|content| agreed(content)) {
                    let group = chosen(content, output).and_then(|at| groups.get_mut(first + at));
                    if let Some((_, asked)) = group {
                        *asked = true;
                    }
                }
            }
        }
        groups
    }

    /// What is told of the programme.
    fn of_programme(&self, plan: &Plan, today: Date, since: &NewSince) -> PlanTold {
        let is_internal = self.readers == Readers::Internal;
        PlanTold {
            programme: is_internal.then(|| self.programme(plan, today)),
            for_others: ForOthers::of(plan, today, self, since.day),
            ..PlanTold::default()
        }
    }

    fn programme(&self, plan: &Plan, today: Date) -> ProgrammeTold {
        let mut by_role = no_answers(self.wanted);
        let mut session = None;
        for activity in &plan.toolkit.activities {
            if plan.toolkit.is_per_plan(activity) {
                continue;
            }
            // What isn't shown is named with what is written for others.
            let told = shown(plan, activity, today, self, &mut Vec::new());
            for one in &told {
                let asked = activity.outputs.iter();
                let asked = asked.filter(|output| self.wanted.wants(output.role));
                for answer in asked.filter_map(|output| one.answer(output)) {
                    note(&mut by_role, answer);
                }
            }
            if plan.rhythm(activity).is_some() {
                let newest = told.iter().max_by_key(|one| one.day());
                let outputs = |one: &answers::ToldRecord<'_>| {
                    let outputs = activity.outputs.iter();
                    outputs.filter_map(|output| one.answer(output)).collect()
                };
                let part = newest.map(|one| part_of(*one, outputs(one)));
                session = session
                    .into_iter()
                    .chain(part)
                    .max_by(|one: &data::PartTold, other| one.day.cmp(&other.day));
            }
        }
        newest_first(&mut by_role);
        let due = due_days(plan, &[], Window::until(today)).entries;
        let left_out = plan.left_out();
        let own = plan.records.iter();
        let own = own.filter(|record| record.about().is_none() && !left_out.holds(record));
        ProgrammeTold {
            id: plan.id.to_string(),
            name: plan.name().to_owned(),
            start: plan.meta.first_day().map(|day| day.to_string()),
            by_role,
            session,
            tasks: if self.wanted.tasks {
                tasks(own.map(|record| (plan, record)), today)
            } else {
                Vec::new()
            },
            late: team::late(due.iter(), today, |_| &plan.toolkit),
        }
    }
}

impl Question for Telling {
    type Row = Kept<PlanTold>;

    fn scope(&self) -> Scope<'_> {
        Scope::named_or_all(&self.folders)
    }

    fn around(&self) -> KnownBefore {
        match self.readers {
            Readers::Internal => KnownBefore::Changes,
            Readers::Public => KnownBefore::Programme,
        }
    }

    fn look(&self, read: &Read, cohort: &Cohort<'_>) -> Self::Row {
        Kept::of(read, |plan| {
            let since = self.since(cohort.workspace, cohort.programme(), cohort.today);
            if self.folders.is_empty() && plan.toolkit.audience == Audience::Cohort {
                let is_programme = plan.path == PROGRAMME;
                return is_programme.then(|| self.of_programme(plan, cohort.today, since));
            }
            let team = (self.readers == Readers::Internal)
                .then(|| cohort.look(plan, None, None, |subject| team(subject, cohort, self)));
            // What a programme writes for others is told with the programme.
            let for_others = match plan.toolkit.audience {
                Audience::Cohort => ForOthers::default(),
                Audience::Team => ForOthers::of(plan, cohort.today, self, since.day),
            };
            Some(PlanTold {
                team,
                for_others,
                groups: self.groups(plan),
                ..PlanTold::default()
            })
        })
    }
}

/// The files that can't be read.
fn unreadable(findings: &[Finding]) -> Vec<UnreadableTold> {
    let broken = findings.iter().filter(|finding| finding.breaks_file);
    let told = broken.map(|finding| UnreadableTold {
        path: finding
            .place
            .as_ref()
            .map_or(String::new(), |place| place.path.clone()),
        why: finding.message.clone(),
    });
    told.collect()
}

/// What follows from the rest.
fn conclude(told: &mut CohortTold) {
    // The newest last; those of one day in the order of their records.
    told.findings.sort_by(|one, other| one.day.cmp(&other.day));
    told.studies.sort_by(|one, other| one.day.cmp(&other.day));
    for (at, finding) in told.findings.iter_mut().enumerate() {
        finding.number = at + 1;
    }
    told.ready_findings = told.findings.iter().filter(|one| one.is_ready).count();
    told.ready_studies = told.studies.iter().filter(|one| one.is_ready).count();
    for team in &told.teams {
        let decided = team.by_role.get(Role::Decision.word());
        told.decisions
            .extend(decided.into_iter().flatten().map(|answer| DecisionTold {
                team: team.id.clone(),
                name: team.name.clone(),
                is_new: told.since.is_some() && answer.day >= told.since,
                answer: answer.clone(),
            }));
    }
    told.decisions
        .sort_by(|one, other| other.answer.day.cmp(&one.answer.day));
    told.is_anything_measured = told.teams.iter().any(|team| !team.measures.is_empty());
    let mut teams = told.teams.iter();
    told.is_anything_due = teams.any(TeamTold::is_anything_due)
        || told
            .programme
            .as_ref()
            .is_some_and(|programme| !programme.late.is_empty() || !programme.tasks.is_empty());
}
