//! One pass over a cohort's plans that answers one or more questions.

use super::changes::LastChanges;
use super::cohort::Cohort;
use super::moment::When;
use crate::model::{Finding, Plan};
use crate::store::{BrokenPlan, PROGRAMME, PlanFolder, PlanRead, Workspace};
use crate::system::both;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A plan that was read. Questions keep rows, not plans, unless they need all plans first.
pub type Read = Result<Arc<Plan>, Arc<BrokenPlan>>;

/// Something asked of each plan.
pub trait Question: Sync {
    /// What is kept of one plan.
    type Row: Send;

    fn scope(&self) -> Scope<'_>;

    /// What must be known before looking at the first plan.
    fn around(&self) -> KnownBefore {
        KnownBefore::Nothing
    }

    /// Looks at one plan and what is known around it.
    fn look(&self, read: &Read, cohort: &Cohort<'_>) -> Self::Row;
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope<'a> {
    /// All plans and the programme.
    All,
    /// All but the programme.
    Teams,
    /// Directories, relative to the workspace.
    Named(&'a [String]),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum KnownBefore {
    /// Only the day.
    Nothing,
    Programme,
    /// The programme and, if there is one, when each plan last changed.
    ChangesOfCohort,
    /// The programme, if any, and when each plan last changed.
    Changes,
}

pub struct Passed<T> {
    /// Ordered by path, or as named.
    pub rows: Vec<T>,
    /// Folders that can't be listed.
    pub findings: Vec<Finding>,
    /// The cohort's programme, if it was needed and exists.
    pub programme: Option<Read>,
    /// If they were needed.
    pub changes: Option<Arc<LastChanges>>,
}

/// What most questions keep of one plan.
pub struct Kept<T> {
    /// The plan's directory.
    pub folder: String,
    /// `None` if the plan is filtered out or can't be read.
    pub row: Option<T>,
    pub findings: Vec<Finding>,
    pub is_broken: bool,
}

impl<T> Kept<T> {
    /// A plan's row, and what can't be read.
    pub fn of(read: &Read, row: impl FnOnce(&Arc<Plan>) -> Option<T>) -> Self {
        Self::with(read, |plan, findings| {
            findings.extend(crate::check::unreadable(plan));
            row(plan)
        })
    }

    /// Like [`Kept::of`], for questions that collect findings themselves.
    pub fn with(read: &Read, row: impl FnOnce(&Arc<Plan>, &mut Vec<Finding>) -> Option<T>) -> Self {
        let mut findings = Vec::new();
        let row = match read {
            Ok(plan) => row(plan, &mut findings),
            Err(broken) => {
                findings.push(broken.finding.clone());
                None
            }
        };
        Self {
            folder: folder(read).to_owned(),
            row,
            findings,
            is_broken: read.is_err(),
        }
    }
}

impl<T> Passed<Kept<T>> {
    /// The rows in order, and all findings.
    pub fn kept(self) -> (Vec<T>, Vec<Finding>) {
        let (mut rows, mut findings) = (Vec::with_capacity(self.rows.len()), self.findings);
        for one in self.rows {
            rows.extend(one.row);
            findings.extend(one.findings);
        }
        (rows, findings)
    }

    pub fn broken(&self) -> usize {
        self.rows.iter().filter(|one| one.is_broken).count()
    }
}

pub struct Pass<'a> {
    pub workspace: &'a Workspace,
    pub when: &'a When,
    /// Number of plans read so far.
    pub count: AtomicUsize,
    /// The programme, if it was read already.
    known: Option<Read>,
}

impl<'a> Scope<'a> {
    /// The named plans, or all if none are named.
    pub fn named_or_all(folders: &'a [String]) -> Self {
        match folders {
            [] => Self::All,
            _ => Self::Named(folders),
        }
    }

    /// The named plans, or all but the programme if none are named.
    pub fn named_or_teams(folders: &'a [String]) -> Self {
        match folders {
            [] => Self::Teams,
            _ => Self::Named(folders),
        }
    }

    fn holds(self, folder: &str, workspace: &Workspace) -> bool {
        match self {
            Self::All => true,
            Self::Teams => !workspace.is_programme(folder),
            Self::Named(folders) => folders.iter().any(|one| one == folder),
        }
    }

    /// A scope that includes both.
    fn with(self, other: Self) -> Self {
        if self == other { self } else { Self::All }
    }
}

impl<'a> Pass<'a> {
    pub fn new(workspace: &'a Workspace, when: &'a When) -> Self {
        Self {
            workspace,
            when,
            count: AtomicUsize::new(0),
            known: None,
        }
    }

    /// The same; if this plan is the programme, it isn't read again.
    #[must_use]
    pub fn knowing(mut self, plan: &Arc<Plan>) -> Self {
        self.known = (plan.path == PROGRAMME).then(|| Ok(Arc::clone(plan)));
        self
    }

    /// Reads each plan in scope once, in parallel, and keeps its row.
    pub fn ask<Q: Question>(&self, question: &Q) -> Passed<Q::Row> {
        if question.around() != KnownBefore::Nothing {
            return self.ask_with_programme(question);
        }
        let workspace = self.workspace;
        let nothing = LastChanges::default();
        let cohort = Cohort::new(workspace, self.when.day, None, &nothing);
        let see = |read: PlanRead| self.look(question, &shared(read), &cohort);
        let (rows, findings) = match question.scope() {
            Scope::All => workspace.read_plans(&see),
            Scope::Teams => workspace.read_team_plans(&see),
            Scope::Named(folders) => {
                let reads = folders.iter().map(|folder| workspace.read_plan(folder));
                (reads.map(see).collect(), Vec::new())
            }
        };
        Passed {
            rows,
            findings,
            programme: None,
            changes: None,
        }
    }

    fn ask_with_programme<Q: Question>(&self, question: &Q) -> Passed<Q::Row> {
        let listed = match question.scope() {
            Scope::All | Scope::Teams => self.workspace.list_plans(),
            Scope::Named(_) => (Vec::new(), Vec::new()),
        };
        self.ask_listed(question, listed)
    }

    /// Asks what needs the programme, of all plans as [`Workspace::list_plans`] found them.
    pub fn ask_listed<Q: Question>(
        &self,
        question: &Q,
        (listed, findings): (Vec<PlanFolder>, Vec<Finding>),
    ) -> Passed<Q::Row> {
        let (workspace, scope) = (self.workspace, question.scope());
        let (programme, changes) = self.surroundings(question.around(), scope, &listed);
        let nothing = LastChanges::default();
        let known = programme.as_ref().and_then(|read| read.as_ref().ok());
        let cohort = Cohort::new(
            workspace,
            self.when.day,
            known.map(Arc::as_ref),
            changes.as_deref().unwrap_or(&nothing),
        );
        let own = || {
            let programme = programme.as_ref()?;
            Some(self.look(question, programme, &cohort))
        };
        let see = |read: PlanRead| self.look(question, &shared(read), &cohort);
        let mut rows: Vec<Q::Row> = Vec::with_capacity(listed.len() + 1);
        if let Scope::Named(folders) = scope {
            rows.extend(folders.iter().filter_map(|folder| {
                if workspace.is_programme(folder) {
                    own()
                } else {
                    Some(see(workspace.read_plan(folder)))
                }
            }));
        } else {
            let mut teams = listed;
            teams.retain(|plan| !workspace.is_programme(&plan.path));
            let own = || (scope == Scope::All).then(own).flatten();
            let (own, others) = both(own, || workspace.read_listed_plans(teams, &see));
            rows.extend(own.into_iter().chain(others));
        }
        Passed {
            rows,
            findings,
            programme,
            changes,
        }
    }

    /// The programme and last changes, as far as needed.
    fn surroundings(
        &self,
        around: KnownBefore,
        scope: Scope<'_>,
        listed: &[PlanFolder],
    ) -> (Option<Read>, Option<Arc<LastChanges>>) {
        let workspace = self.workspace;
        let changes = || {
            Arc::new(match scope {
                Scope::All | Scope::Teams => LastChanges::of_all(workspace, self.when, listed),
                Scope::Named(folders) => LastChanges::of_some(workspace, self.when, folders),
            })
        };
        if around == KnownBefore::Changes {
            let (programme, changes) = both(|| self.programme(), changes);
            return (programme, Some(changes));
        }
        let programme = self.programme();
        let is_there = matches!(programme, Some(Ok(_)));
        let changes = (around == KnownBefore::ChangesOfCohort && is_there).then(changes);
        (programme, changes)
    }

    fn programme(&self) -> Option<Read> {
        let known = self.known.clone();
        known.or_else(|| {
            let read = self.workspace.programme().map(shared);
            // Kept until the process ends: freeing thousands of records one by one would only take time.
            std::mem::forget(read.clone());
            read
        })
    }

    fn look<Q: Question>(&self, question: &Q, read: &Read, cohort: &Cohort<'_>) -> Q::Row {
        self.count.fetch_add(1, Ordering::Relaxed);
        question.look(read, cohort)
    }
}

fn shared(read: PlanRead) -> Read {
    read.map(Arc::new).map_err(Arc::new)
}

fn folder(read: &Read) -> &str {
    match read {
        Ok(plan) => &plan.path,
        Err(broken) => &broken.path,
    }
}

/// Several questions in one pass: each plan is read once.
macro_rules! several {
    ($($question:ident $at:tt),+) => {
        impl<$($question: Question),+> Question for ($($question,)+) {
            type Row = ($(Option<$question::Row>,)+);

            fn scope(&self) -> Scope<'_> {
                let all = [$(self.$at.scope()),+];
                all.into_iter().reduce(Scope::with).unwrap_or(Scope::All)
            }

            fn around(&self) -> KnownBefore {
                let all = [$(self.$at.around()),+];
                all.into_iter().max().unwrap_or(KnownBefore::Nothing)
            }

            fn look(&self, read: &Read, cohort: &Cohort<'_>) -> Self::Row {
                let folder = folder(read);
                ($(
                    self.$at.scope().holds(folder, cohort.workspace)
                        .then(|| self.$at.look(read, cohort)),
                )+)
            }
        }
    };
}

several!(A 0, B 1);
several!(A 0, B 1, C 2);

impl<Q: Question> Question for &Q {
    type Row = Q::Row;

    fn scope(&self) -> Scope<'_> {
        (*self).scope()
    }

    fn around(&self) -> KnownBefore {
        (*self).around()
    }

    fn look(&self, read: &Read, cohort: &Cohort<'_>) -> Self::Row {
        (*self).look(read, cohort)
    }
}

impl<A, B> Passed<(Option<A>, Option<B>)> {
    /// Splits the result by question.
    pub fn apart(self) -> (Passed<A>, Passed<B>) {
        let (mut a, mut b) = (Vec::new(), Vec::new());
        for row in self.rows {
            a.extend(row.0);
            b.extend(row.1);
        }
        let around = Passed::<()> {
            rows: Vec::new(),
            findings: self.findings,
            programme: self.programme,
            changes: self.changes,
        };
        (around.with(a), around.with(b))
    }
}

impl<A, B, C> Passed<(Option<A>, Option<B>, Option<C>)> {
    /// Splits the result by question.
    pub fn apart(self) -> (Passed<A>, Passed<B>, Passed<C>) {
        let (mut a, mut b, mut c) = (Vec::new(), Vec::new(), Vec::new());
        for row in self.rows {
            a.extend(row.0);
            b.extend(row.1);
            c.extend(row.2);
        }
        let around = Passed::<()> {
            rows: Vec::new(),
            findings: self.findings,
            programme: self.programme,
            changes: self.changes,
        };
        (around.with(a), around.with(b), around.with(c))
    }
}

impl Passed<()> {
    fn with<T>(&self, rows: Vec<T>) -> Passed<T> {
        Passed {
            rows,
            findings: self.findings.clone(),
            programme: self.programme.clone(),
            changes: self.changes.clone(),
        }
    }
}
