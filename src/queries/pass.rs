//! One pass over the plans of a cohort, which feeds one question or several.

use super::changes::Changes;
use super::cohort::Cohort;
use super::moment::When;
use crate::model::{Finding, Plan};
use crate::store::{BrokenPlan, PlanRead, Workspace};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A plan that was read. Only a question that has to know all plans first keeps it; the others keep their row.
pub type Read = Result<Arc<Plan>, Arc<BrokenPlan>>;

/// Something that is asked of each plan.
pub trait Question: Sync {
    /// What is kept of one plan.
    type Row: Send;

    /// What has to be read for it.
    fn needs(&self) -> Needs;

    /// Looks at one plan, with what is known around it as far as it is needed.
    fn look(&self, read: &Read, cohort: &Cohort<'_>) -> Self::Row;
}

/// What has to be read for a question.
#[derive(Debug, Clone)]
pub struct Needs {
    /// Of which plans.
    pub scope: Scope,
    /// What has to be known before the first plan is looked at.
    pub around: Around,
}

/// Which plans a question looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All plans and the programme.
    All,
    /// All but the programme.
    Teams,
    /// Those in some directories, relative to the workspace.
    Named(Vec<String>),
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
    pub changes: Option<Arc<Changes>>,
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

impl Scope {
    /// Those that were named; none named means all.
    pub fn named_or_all(folders: &[String]) -> Self {
        if folders.is_empty() {
            Self::All
        } else {
            Self::Named(folders.to_vec())
        }
    }

    /// Those that were named; none named means all but the programme.
    pub fn named_or_teams(folders: &[String]) -> Self {
        if folders.is_empty() {
            Self::Teams
        } else {
            Self::Named(folders.to_vec())
        }
    }

    fn holds(&self, folder: &str, workspace: &Workspace) -> bool {
        match self {
            Self::All => true,
            Self::Teams => !workspace.is_programme(folder),
            Self::Named(folders) => folders.iter().any(|one| one == folder),
        }
    }

    /// This and another one.
    fn with(self, other: Self) -> Self {
        match (self, other) {
            (Self::Named(mut one), Self::Named(other)) => {
                let new: Vec<String> = other.into_iter().filter(|it| !one.contains(it)).collect();
                one.extend(new);
                Self::Named(one)
            }
            (Self::Teams, Self::Teams) => Self::Teams,
            _ => Self::All,
        }
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
        let Needs { scope, around } = question.needs();
        let workspace = self.workspace;
        if around == Around::Nothing {
            let nothing = Changes::default();
            let cohort = Cohort::new(workspace, self.when.day, None, &nothing);
            let see = |read: PlanRead| self.look(question, &shared(read), &cohort);
            let (rows, findings) = match &scope {
                Scope::All => workspace.read_plans(&see),
                Scope::Teams => workspace.read_team_plans(&see),
                Scope::Named(folders) => {
                    let reads = folders.iter().map(|folder| workspace.read_plan(folder));
                    (reads.map(see).collect(), Vec::new())
                }
            };
            return Passed {
                rows,
                findings,
                programme: None,
                changes: None,
            };
        }
        self.ask_with_programme(question, &scope, around)
    }

    fn ask_with_programme<Q: Question>(
        &self,
        question: &Q,
        scope: &Scope,
        around: Around,
    ) -> Passed<Q::Row> {
        let workspace = self.workspace;
        let (listed, findings) = match scope {
            Scope::All | Scope::Teams => workspace.list_plans(),
            Scope::Named(_) => (Vec::new(), Vec::new()),
        };
        let changes = || match scope {
            Scope::All | Scope::Teams => Changes::of_all(workspace, self.when, &listed),
            Scope::Named(folders) => Changes::of_some(workspace, self.when, folders),
        };
        let (programme, changes) = if around == Around::Changes {
            let (programme, changes) = workspace.with_programme(changes);
            (programme.map(shared), Some(changes))
        } else {
            let programme = workspace.programme().map(shared);
            let is_there = matches!(programme, Some(Ok(_)));
            (
                programme,
                (around == Around::ChangesOfCohort && is_there).then(changes),
            )
        };
        let changes = changes.map(Arc::new);
        let nothing = Changes::default();
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
        let rows = match scope {
            Scope::All | Scope::Teams => {
                let mut teams = listed;
                teams.retain(|plan| !workspace.is_programme(&plan.path));
                let mut rows: Vec<Q::Row> = Vec::with_capacity(teams.len() + 1);
                rows.extend((*scope == Scope::All).then(own).flatten());
                rows.extend(workspace.read_listed_plans(teams, &see));
                rows
            }
            Scope::Named(folders) => {
                let rows = folders.iter().filter_map(|folder| {
                    if workspace.is_programme(folder) {
                        own()
                    } else {
                        Some(see(workspace.read_plan(folder)))
                    }
                });
                rows.collect()
            }
        };
        Passed {
            rows,
            findings,
            programme,
            changes,
        }
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

            fn needs(&self) -> Needs {
                let all = [$(self.$at.needs()),+];
                let mut needs = all.into_iter();
                let first = needs.next().unwrap_or(Needs {
                    scope: Scope::All,
                    around: Around::Nothing,
                });
                needs.fold(first, |one, other| Needs {
                    scope: one.scope.with(other.scope),
                    around: one.around.max(other.around),
                })
            }

            fn look(&self, read: &Read, cohort: &Cohort<'_>) -> Self::Row {
                let folder = folder(read);
                ($(
                    self.$at.needs().scope.holds(folder, cohort.workspace)
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
        let (findings, programme, changes) = (self.findings, self.programme, self.changes);
        (
            Passed {
                rows: a,
                findings: findings.clone(),
                programme: programme.clone(),
                changes: changes.clone(),
            },
            Passed {
                rows: b,
                findings: findings.clone(),
                programme: programme.clone(),
                changes: changes.clone(),
            },
            Passed {
                rows: c,
                findings,
                programme,
                changes,
            },
        )
    }
}
