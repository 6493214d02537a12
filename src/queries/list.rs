//! What teams wrote, side by side.

use super::cohort::Cohort;
use super::{Around, Needs, Passed, Question, Read, Scope};
use crate::model::Finding;
use crate::report::list::{ListRow, rows};
use crate::store::PROGRAMME;

/// The records of an activity in some plans, or in all.
#[derive(Debug)]
pub struct SideBySide<'a> {
    /// Id of the activity.
    pub activity: &'a str,
    /// Ids of the outputs, in the order of the columns.
    pub outputs: &'a [String],
    /// Directories of the plans; none for all.
    pub folders: &'a [String],
    /// Whether a programme may keep such records with plans.
    pub is_per_plan: bool,
}

impl SideBySide<'_> {
    /// Whether what the programme keeps with the plans that were named is listed too.
    fn takes_from_programme(&self) -> bool {
        self.is_per_plan
            && !self.folders.is_empty()
            && self.folders.iter().all(|folder| folder != PROGRAMME)
    }

    /// The rows in the order of their files, and what can't be read.
    pub fn answer(
        &self,
        passed: Passed<(Vec<ListRow>, Vec<Finding>)>,
    ) -> (Vec<ListRow>, Vec<Finding>) {
        let mut findings = passed.findings;
        let mut all = Vec::new();
        for (rows, found) in passed.rows {
            all.extend(rows);
            findings.extend(found);
        }
        let kept = passed.programme.filter(|_| self.takes_from_programme());
        if let Some(programme) = kept {
            let (mut rows, found) = self.of(&programme);
            let ids: Vec<&str> = self
                .folders
                .iter()
                .filter_map(|folder| folder.rsplit('/').next())
                .collect();
            rows.retain(|row| row.about.as_deref().is_some_and(|id| ids.contains(&id)));
            all.extend(rows);
            findings.extend(found);
        }
        (all, findings)
    }

    fn of(&self, read: &Read) -> (Vec<ListRow>, Vec<Finding>) {
        let plan = match read {
            Ok(plan) => plan,
            Err(broken) => return (Vec::new(), vec![broken.finding.clone()]),
        };
        let at = plan.toolkit.named(self.activity).map(|one| one.at);
        let records = plan.records.iter();
        let records = records.filter(|record| Some(record.activity) == at);
        let broken = records.filter_map(|record| record.content.as_ref().err());
        let broken = broken.map(|finding| (**finding).clone()).collect();
        (rows(plan, self.activity, self.outputs), broken)
    }
}

impl Question for SideBySide<'_> {
    type Row = (Vec<ListRow>, Vec<Finding>);

    fn needs(&self) -> Needs {
        Needs {
            scope: Scope::named_or_all(self.folders),
            around: if self.takes_from_programme() {
                Around::Programme
            } else {
                Around::Nothing
            },
        }
    }

    fn look(&self, read: &Read, _cohort: &Cohort<'_>) -> Self::Row {
        self.of(read)
    }
}
