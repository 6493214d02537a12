//! Which team needs a call first, and why.

mod overview;
mod past;
mod row;
mod table;
mod team;

pub use row::{BoardData, BoardRow};
pub use table::report;

use super::changes::Unknown;
use super::cohort::Cohort;
use super::{Kept, KnownBefore, Pass, Passed, Question, Read, Scope, coach, moment};
use crate::error::CommandError;
use crate::model::{Finding, is_coach};
use crate::store::{History, PROGRAMME};
use past::Past;
use std::sync::Arc;

/// The board of some or all plans and the programme.
#[derive(Debug)]
pub struct Board {
    /// Directories of the plans; empty for all.
    pub folders: Vec<String>,
    pub coach: Option<String>,
    past: Past,
}

pub struct BoardAnswer {
    pub data: BoardData,
    /// What can't be read, and what isn't known.
    pub findings: Vec<Finding>,
}

impl Board {
    pub fn of(folders: Vec<String>, coach: Option<String>) -> Self {
        Self {
            folders,
            coach,
            past: Past::default(),
        }
    }

    /// The same; what was true earlier is looked up in a history that is already open.
    #[must_use]
    pub fn with_history(mut self, history: Option<Arc<History>>) -> Self {
        self.past = history.map_or_else(Past::default, Past::of);
        self
    }

    /// The board as requested for `at`.
    pub fn answer(
        &self,
        pass: &Pass<'_>,
        at: Option<String>,
        passed: Passed<Kept<BoardRow>>,
    ) -> Result<BoardAnswer, CommandError> {
        let mut findings = passed.findings;
        // If its folder can't be listed, finding the plans has already reported it.
        if let Some(Err(broken)) = &passed.programme
            && !findings.contains(&broken.finding)
        {
            findings.push(broken.finding.clone());
        }
        let mut data = BoardData {
            at,
            today: pass.when.day.to_string(),
            teams: Vec::new(),
            programmes: Vec::new(),
            unreadable: 0,
        };
        let mut of_programme = Vec::new();
        for one in passed.rows {
            match one.row {
                Some(row) if row.is_programme => data.programmes.push(row),
                Some(row) => data.teams.push(row),
                None => {}
            }
            if one.folder != PROGRAMME {
                findings.extend(one.findings);
                data.unreadable += usize::from(one.is_broken);
            } else if !one.is_broken {
                of_programme.extend(one.findings);
            }
        }
        findings.extend(of_programme);
        if data.teams.is_empty() && data.unreadable == 0 {
            coach::known(pass, &self.folders, self.coach.as_deref())?;
        }
        data.sort();
        let unknown = passed.changes.as_ref();
        let unknown = unknown.and_then(|changes| changes.unknown.as_ref());
        findings.extend(unknown.and_then(Unknown::finding));
        Ok(BoardAnswer { data, findings })
    }
}

impl Question for Board {
    type Row = Kept<BoardRow>;

    fn scope(&self) -> Scope<'_> {
        if self.coach.is_some() {
            Scope::named_or_teams(&self.folders)
        } else {
            Scope::named_or_all(&self.folders)
        }
    }

    fn around(&self) -> KnownBefore {
        KnownBefore::Changes
    }

    fn look(&self, read: &Read, cohort: &Cohort<'_>) -> Self::Row {
        let workspace = cohort.workspace;
        Kept::with(read, |plan, findings| {
            let is_of_coach = is_coach(self.coach.as_deref(), &plan.meta.coach);
            if !is_of_coach && !workspace.is_programme(&plan.path) {
                return None;
            }
            findings.extend(crate::check::unreadable(plan));
            let seconds = cohort.changed(plan).map(moment::rfc3339);
            Some(cohort.look(plan, None, None, |subject| {
                let had = |finding: &Finding, day| self.past.had(workspace, subject, finding, day);
                BoardRow::of(subject, seconds, &workspace.config.web, &had)
            }))
        })
    }
}
