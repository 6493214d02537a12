//! What plans say in a role, whatever their toolkits call it: who was heard, and what checkpoints answered.

use super::checkpoints::{self, SharedQuestion};
use super::cohort::Cohort;
use super::list::{ListData, ListRow, rows};
use super::voices::{self, VoiceShown};
use super::{Kept, Question, Read, Scope};
use crate::model::Plan;
use crate::report::Report;
use crate::toolkit::{Activity, Role};
use jiff::civil::Date;

/// What can be asked for in this way, and its title.
pub(super) const LISTED: [(Role, &str); 2] = [
    (Role::Voices, "Who is affected and who was heard"),
    (Role::Equity, "The checkpoints side by side"),
];

/// The records with an output of a role, in some or all plans.
#[derive(Debug)]
pub struct ByRole<'a> {
    pub role: Role,
    pub title: &'static str,
    /// Ids of the outputs that are listed.
    pub outputs: &'a [String],
    /// Directories of the plans; empty for all.
    pub folders: &'a [String],
}

/// What one plan says.
#[derive(Debug)]
pub struct SaidInRole {
    plan: String,
    asked: Vec<SharedQuestion>,
    rows: Vec<ListRow>,
    voices: Vec<VoiceShown>,
}

/// The role with this word, if it can be listed, and its title.
pub fn listed(word: &str) -> Option<(Role, &'static str)> {
    LISTED.into_iter().find(|(role, _)| role.word() == word)
}

/// Ids of the outputs that are listed of an activity: of checkpoints all, what they decide first.
pub fn outputs<'a>(role: Role, activities: &[&'a Activity]) -> Vec<&'a str> {
    let own = activities
        .iter()
        .flat_map(|activity| activity.outputs_of(role));
    let rest = activities.iter().flat_map(|activity| &activity.outputs);
    let rest = rest.filter(|_| role == Role::Equity);
    let mut ids: Vec<&str> = Vec::new();
    for output in own.chain(rest) {
        if !ids.contains(&output.id.as_str()) {
            ids.push(output.id.as_str());
        }
    }
    ids
}

impl ByRole<'_> {
    fn of(&self, plan: &Plan, today: Date) -> Option<SaidInRole> {
        let all = plan.toolkit.activities.iter();
        let asking = all.filter(|one| one.output_of(self.role).is_some());
        let mut dated: Vec<(Option<Date>, ListRow)> = Vec::new();
        let mut is_asked = false;
        for activity in asking {
            is_asked = true;
            let before = dated.iter().filter_map(|(day, _)| *day).max();
            for row in rows(plan, activity.id.as_str(), self.outputs) {
                let mut records = plan.records_of(activity.at);
                let record = records.find(|record| record.path == row.path);
                let day = record.and_then(|record| record.day_by(activity, today));
                let row = ListRow {
                    activity: Some(activity.id.to_string()),
                    day: day.map(|day| day.to_string()),
                    ..row
                };
                if row.words.iter().any(|words| !words.is_empty()) {
                    // What has no day stands where its toolkit has it.
                    dated.push((day.or(before), row));
                }
            }
        }
        dated.sort_by_key(|(day, _)| *day);
        is_asked.then(|| SaidInRole {
            plan: plan.id.to_string(),
            asked: self.asked(plan),
            rows: dated.into_iter().map(|(_, row)| row).collect(),
            voices: match self.role {
                Role::Voices => VoiceShown::of(plan),
                _ => Vec::new(),
            },
        })
    }

    /// The questions of a plan's toolkit, in the order of the outputs.
    fn asked(&self, plan: &Plan) -> Vec<SharedQuestion> {
        let mut asked: Vec<SharedQuestion> = Vec::new();
        let all = plan.toolkit.activities.iter();
        let asking = all.filter(|one| one.output_of(self.role).is_some());
        for id in self.outputs {
            let own = asking.clone();
            for (activity, output) in own.filter_map(|one| Some((one, one.named(id)?))) {
                let is_same =
                    |one: &&mut SharedQuestion| one.id == *id && one.title == output.title;
                match asked.iter_mut().find(is_same) {
                    Some(known) => known.activities.push(activity.id.to_string()),
                    None => asked.push(SharedQuestion {
                        id: id.clone(),
                        title: output.title.clone(),
                        activities: vec![activity.id.to_string()],
                    }),
                }
            }
        }
        asked
    }

    /// The data and the table.
    pub fn answer(&self, said: Vec<SaidInRole>) -> (ListData, Report) {
        let mut data = ListData {
            activity: self.role.word().to_owned(),
            title: self.title.to_owned(),
            outputs: self.outputs.to_vec(),
            rows: Vec::new(),
            voices: None,
        };
        let (mut asked, mut voices, mut silent) = (Vec::new(), Vec::new(), Vec::new());
        for one in said {
            data.rows.extend(one.rows);
            if !one.voices.iter().any(|voice| voice.is_affected) {
                silent.push(one.plan.clone());
            }
            voices.extend(one.voices);
            asked.push((one.plan, one.asked));
        }
        let report = if self.role == Role::Voices {
            let report = voices::report(self.title, &voices, &silent);
            data.voices = Some(voices);
            report
        } else {
            checkpoints::report(self.title, &asked, &data)
        };
        (data, report)
    }
}

impl Question for ByRole<'_> {
    type Row = Kept<SaidInRole>;

    fn scope(&self) -> Scope<'_> {
        Scope::named_or_all(self.folders)
    }

    fn look(&self, read: &Read, cohort: &Cohort<'_>) -> Self::Row {
        Kept::of(read, |plan| self.of(plan, cohort.today))
    }
}
