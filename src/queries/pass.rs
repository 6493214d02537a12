//! One pass over the plans of a cohort, which feeds one question or several.

use super::changes::LastChanges;
use super::cohort::Cohort;
use super::moment::When;
use crate::model::{Finding, Plan};
use crate::store::{BrokenPlan, PlanFolder, PlanRead, Workspace};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A plan that was read. Only a question that has to know all plans first keeps it; the others keep their row.
pub type Read = Result<Arc<Plan>, Arc<BrokenPlan>>;

/// Something that is asked of each plan.
pub trait Question: Sync {
    /// What is kept of one plan.
    type Row: Send;

    /// Of which plans it is asked.
    fn scope(&self) -> Scope<'_>;

    /// What has to be known before the first plan is looked at.
    fn around(&self) -> Around {
        Around::Nothing
    }

    /// Looks at one plan, with what is known around it as far as it is needed.
    fn look(&self, read: &Read, cohort: &Cohort<'_>) -> Self::Row;
}

/// Which plans a question looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope<'a> {
    /// All plans and the programme.
    All,
    /// All but the programme.
    Teams,
    /// Those in some directories, relative to the workspace.
    Named(&'a [String]),
}

/// What is known around a plan when it is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Around {
    /// Nothing but the day.
    Nothing,
    /// The cohort's programme.
    Programme,
    /// The programme, and where there is one, when each plan changed last.
    ChangesOfCohort,
    /// The programme, if there is one, and when each plan changed last.
    Changes,
}

/// What a pass came to.
pub struct Passed<T> {
    /// What was kept, in the order of the plans' paths, or in that in which they were named.
    pub rows: Vec<T>,
    /// Folders that can't be looked into.
    pub findings: Vec<Finding>,
    /// The cohort's programme, where it was needed and there is one.
    pub programme: Option<Read>,
    /// When the plans changed last, where that was needed.
    pub changes: Option<Arc<LastChanges>>,
}

/// What most questions keep of one plan.
pub struct Kept<T> {
    /// The plan's directory.
    pub folder: String,
    /// Its row; nothing where it is left out or can't be read.
    pub row: Option<T>,
    /// What of it can't be read, and what else has to be said of it.
    pub findings: Vec<Finding>,
    /// Whether the plan itself can't be read.
    pub is_broken: bool,
}

impl<T> Kept<T> {
    /// Of a plan: its row, and what of it can't be read.
    pub fn of(read: &Read, row: impl FnOnce(&Arc<Plan>) -> Option<T>) -> Self {
        Self::with(read, |plan, findings| {
            findings.extend(crate::check::unreadable(plan));
            row(plan)
        })
    }

    /// As [`Kept::of`], where the question says itself what is found.
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
    /// The rows in their order, and what was found on the way.
    pub fn kept(self) -> (Vec<T>, Vec<Finding>) {
        let (mut rows, mut findings) = (Vec::with_capacity(self.rows.len()), self.findings);
        for one in self.rows {
            rows.extend(one.row);
            findings.extend(one.findings);
        }
        (rows, findings)
    }

    /// How many plans can't be read.
    pub fn broken(&self) -> usize {
        self.rows.iter().filter(|one| one.is_broken).count()
    }
}

/// A workspace at one moment.
pub struct Pass<'a> {
    /// The workspace, as it is or was.
    pub workspace: &'a Workspace,
    /// As of when.
    pub when: &'a When,
    /// How many plans were read so far.
    pub count: AtomicUsize,
}

impl<'a> Scope<'a> {
    /// Those that were named; none named means all.
    pub fn named_or_all(folders: &'a [String]) -> Self {
        match folders {
            [] => Self::All,
            _ => Self::Named(folders),
        }
    }

    /// Those that were named; none named means all but the programme.
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

    /// One that holds this and another.
    fn with(self, other: Self) -> Self {
        if self == other { self } else { Self::All }
    }
}

impl<'a> Pass<'a> {
    /// Over a workspace as of a moment.
    pub fn new(workspace: &'a Workspace, when: &'a When) -> Self {
        Self {
            workspace,
            when,
            count: AtomicUsize::new(0),
        }
    }

    /// Reads each plan that a question looks at once, in parallel, and keeps of it what the question keeps.
    pub fn ask<Q: Question>(&self, question: &Q) -> Passed<Q::Row> {
        if question.around() != Around::Nothing {
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
        let (workspace, scope) = (self.workspace, question.scope());
        let (listed, findings) = match scope {
            Scope::All | Scope::Teams => workspace.list_plans(),
            Scope::Named(_) => (Vec::new(), Vec::new()),
        };
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
            rows.extend((scope == Scope::All).then(own).flatten());
            rows.extend(workspace.read_listed_plans(teams, &see));
        }
        Passed {
            rows,
            findings,
            programme,
            changes,
        }
    }

    /// The programme, and when the plans changed last, as far as they are asked for.
    fn surroundings(
        &self,
        around: Around,
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
        if around == Around::Changes {
            let (programme, changes) = workspace.with_programme(changes);
            return (programme.map(shared), Some(changes));
        }
        let programme = workspace.programme().map(shared);
        let is_there = matches!(programme, Some(Ok(_)));
        let changes = (around == Around::ChangesOfCohort && is_there).then(changes);
        (programme, changes)
    }

    fn look<Q: Question>(&self, question: &Q, read: &Read, cohort: &Cohort<'_>) -> Q::Row {
        self.count.fetch_add(1, Ordering::Relaxed);
        question.look(read, cohort)
    }
}

fn shared(read: PlanRead) -> Read {
    read.map(Arc::new).map_err(Arc::new)
}

/// The directory of a plan, relative to the workspace.
fn folder(read: &Read) -> &str {
    match read {
        Ok(plan) => &plan.path,
        Err(broken) => &broken.path,
    }
}

/// Several questions in one pass: each plan is read once for all of them.
macro_rules! several {
    ($($question:ident $at:tt),+) => {
        impl<$($question: Question),+> Question for ($($question,)+) {
            type Row = ($(Option<$question::Row>,)+);

            fn scope(&self) -> Scope<'_> {
                let all = [$(self.$at.scope()),+];
                all.into_iter().reduce(Scope::with).unwrap_or(Scope::All)
            }

            fn around(&self) -> Around {
                let all = [$(self.$at.around()),+];
                all.into_iter().max().unwrap_or(Around::Nothing)
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

several!(A 0, B 1, C 2);

impl<A, B, C> Passed<(Option<A>, Option<B>, Option<C>)> {
    /// What each of the questions kept, with what is known to all of them.
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
    /// The same with some rows.
    fn with<T>(&self, rows: Vec<T>) -> Passed<T> {
        Passed {
            rows,
            findings: self.findings.clone(),
            programme: self.programme.clone(),
            changes: self.changes.clone(),
        }
    }
}
