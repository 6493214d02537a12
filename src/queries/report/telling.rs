//! What a telling is asked for, and since when things count as new.

use super::data::{CohortTold, TeamTold};
use super::links::ReportLinks;
use super::wanted::ReportUses;
use crate::error::CommandError;
use crate::model::{Plan, Readers};
use crate::queries::moment::{self, When, day_of};
use crate::queries::status::Before;
use crate::store::{History, Workspace};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use std::sync::{Arc, OnceLock};

/// Tells of some teams, or of all, and of the cohort.
pub struct Telling {
    /// Directories of the plans; empty for all teams.
    pub folders: Vec<String>,
    pub readers: Readers,
    pub wanted: ReportUses,
    pub links: ReportLinks,
    /// The pages that are there already, if a site is made.
    pub pages: Option<TeamPages>,
    since: OnceLock<NewSince>,
    /// Where what has moved since then is looked up; `None` inside if it can't be opened.
    history: OnceLock<Option<Arc<History>>>,
    now: Timestamp,
}

/// Whether the page of a team, by the id of its plan, was made of the same.
pub type IsCurrent = dyn Fn(&str, u64) -> bool + Send + Sync;

/// Makes the page of a team, of which the last is what it is made of; the cohort is what is said around each team.
pub type MakePage =
    dyn Fn(&CohortTold, &TeamTold, u64) -> Result<String, CommandError> + Send + Sync;

/// The pages of a site, one a team.
pub struct TeamPages {
    /// A number for what all of them have in common.
    pub form: u64,
    /// What the other pages use.
    pub others: ReportUses,
    /// Whether the page of a team, by the id of its plan, is there and was made of the same.
    pub is_current: Box<IsCurrent>,
    pub make: Box<MakePage>,
}

/// From which moment on things count as new.
#[derive(Debug, Default)]
pub(super) struct NewSince {
    pub day: Option<Date>,
    /// Whether that is the day of the cohort's last session.
    pub is_session: bool,
    /// The plans then, if they are asked for and known.
    pub before: Option<Before>,
}

impl Telling {
    /// `since` is the moment from which on things count as new: by default the cohort's last session, or a month ago.
    pub fn of(
        workspace: &Workspace,
        when: &When,
        folders: Vec<String>,
        (readers, wanted): (Readers, ReportUses),
        (since, at): (Option<&str>, Option<&str>),
    ) -> Result<Self, CommandError> {
        let telling = Self {
            folders,
            readers,
            wanted,
            links: ReportLinks::default(),
            pages: None,
            since: OnceLock::new(),
            history: OnceLock::new(),
            now: when.now,
        };
        let known = match since {
            _ if readers == Readers::Public => Some(NewSince::default()),
            None => None,
            Some(words) => {
                let before = Before::at(workspace, words, at, (&telling.folders, when.now))?;
                Some(NewSince {
                    day: day_of(workspace, before.seconds()),
                    is_session: false,
                    before: Some(before),
                })
            }
        };
        if let Some(known) = known {
            let _first = telling.since.set(known);
        }
        Ok(telling)
    }

    /// Prepares for looking up what has moved, as far as that can be done before the programme is known.
    pub(super) fn prepare(&self, workspace: &Workspace) {
        if self.wanted.moved && self.since.get().is_none() {
            let history = self.history(workspace);
            if let Some(history) = history.filter(|_| self.folders.is_empty()) {
                history.learn_trees();
            }
        }
    }

    fn history(&self, workspace: &Workspace) -> Option<Arc<History>> {
        let open = || Some(Arc::new(moment::history_of_all(workspace).ok()?));
        self.history.get_or_init(open).clone()
    }

    /// By default since the last session, or a month ago; found out when the programme is known.
    pub(super) fn since(
        &self,
        workspace: &Workspace,
        programme: Option<&Plan>,
        today: Date,
    ) -> &NewSince {
        self.since.get_or_init(|| {
            let session = programme.and_then(|plan| last_session(plan, today));
            let day = session.unwrap_or_else(|| today.saturating_sub(1.month()));
            let words = day.to_string();
            // Without enough history, we don't know what moved.
            let before = || {
                let history = self.history(workspace)?;
                let about = (self.folders.as_slice(), self.now);
                Before::in_history(history, workspace, &words, None, about).ok()
            };
            NewSince {
                day: Some(day),
                is_session: session.is_some(),
                before: self.wanted.moved.then(before).flatten(),
            }
        })
    }
}

/// The day of the last session before today: the newest record of what a programme does in a rhythm with all teams.
fn last_session(plan: &Plan, today: Date) -> Option<Date> {
    let toolkit = &plan.toolkit;
    let together = toolkit
        .activities
        .iter()
        .filter(|activity| !toolkit.is_per_plan(activity) && plan.rhythm(activity).is_some());
    let days = together.flat_map(|activity| {
        let said = plan.records_of(activity.at);
        let said = said.filter(|record| record.said().is_some());
        said.filter_map(|record| record.day(activity))
    });
    days.filter(|day| *day < today).max()
}
