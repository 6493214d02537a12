//! Which team needs a call first, and why.

mod row;

pub use row::{BoardData, BoardRow, report};

use super::changes::Unknown;
use super::cohort::Cohort;
use super::status::unknown_coach;
use super::{Around, Needs, Passed, Question, Read, Scope, moment};
use crate::error::CommandError;
use crate::model::{Finding, is_coach};
use crate::store::PROGRAMME;
use std::collections::BTreeSet;

/// The board of some plans, or of all and the programme.
#[derive(Debug)]
pub struct Board {
    /// Directories of the plans; none for all.
    pub folders: Vec<String>,
    /// Only teams of this coach.
    pub coach: Option<String>,
}

/// What is kept of one plan.
pub enum Looked {
    /// Its row, and what of it can't be read.
    Row(Box<BoardRow>, Vec<Finding>),
    /// Who coaches a team that is left out.
    LeftOut(String),
    /// Why it can't be read.
    Broken(Box<Finding>),
}

/// The board and what was found on the way.
pub struct Shown {
    /// The rows in their order.
    pub data: BoardData,
    /// What can't be read, and what isn't known.
    pub findings: Vec<Finding>,
}

impl Board {
    /// Rows in their order, and what was found. `at` is what was asked for as the moment.
    ///
    /// # Errors
    /// When no team has the coach that was asked for.
    pub fn answer(
        &self,
        at: Option<String>,
        today: String,
        passed: Passed<Looked>,
    ) -> Result<Shown, CommandError> {
        let mut findings = passed.findings;
        // Where its folder can't be listed, that was found on the way to the plans.
        if let Some(Err(broken)) = &passed.programme
            && !findings.contains(&broken.finding)
        {
            findings.push(broken.finding.clone());
        }
        let mut data = BoardData {
            at,
            today,
            teams: Vec::new(),
            programmes: Vec::new(),
            unreadable: 0,
        };
        let mut coaches = BTreeSet::new();
        let mut of_programme = Vec::new();
        for one in passed.rows {
            match one {
                Looked::Row(row, found) => {
                    if row.path == PROGRAMME {
                        of_programme.extend(found);
                    } else {
                        findings.extend(found);
                    }
                    if row.is_programme {
                        data.programmes.push(*row);
                    } else {
                        data.teams.push(*row);
                    }
                }
                Looked::LeftOut(coach) => {
                    coaches.insert(coach);
                }
                Looked::Broken(finding) => {
                    data.unreadable += 1;
                    findings.push(*finding);
                }
            }
        }
        findings.extend(of_programme);
        if let Some(coach) = &self.coach
            && data.teams.is_empty()
            && data.unreadable == 0
        {
            return Err(unknown_coach(coach, coaches));
        }
        data.sort();
        let unknown = passed.changes.as_ref();
        let unknown = unknown.and_then(|changes| changes.unknown.as_ref());
        findings.extend(unknown.and_then(Unknown::finding));
        Ok(Shown { data, findings })
    }
}

impl Question for Board {
    type Row = Looked;

    fn needs(&self) -> Needs {
        Needs {
            scope: if self.coach.is_some() {
                Scope::named_or_teams(&self.folders)
            } else {
                Scope::named_or_all(&self.folders)
            },
            around: Around::Changes,
        }
    }

    fn look(&self, read: &Read, cohort: &Cohort<'_>) -> Looked {
        let plan = match read {
            Ok(plan) => plan,
            // That of the programme is said by itself.
            Err(broken) if cohort.workspace.is_programme(&broken.path) => {
                return Looked::LeftOut(String::new());
            }
            Err(broken) => return Looked::Broken(Box::new(broken.finding.clone())),
        };
        let is_programme = cohort.workspace.is_programme(&plan.path);
        if !is_programme && !is_coach(self.coach.as_deref(), &plan.meta.coach) {
            return Looked::LeftOut(plan.meta.coach.trim().to_owned());
        }
        let seconds = cohort.changed(plan).map(moment::rfc3339);
        let row = cohort.look(plan, None, None, |subject| {
            BoardRow::of(subject, seconds, &cohort.workspace.config.web)
        });
        Looked::Row(Box::new(row), crate::check::unreadable(plan).collect())
    }
}
