//! The state of each activity of a plan, and why: the single source for tables and reports.

use super::{Basis, Cause, Plan, Record, State, repeat_lists};
use crate::toolkit::{Activity, ActivityAt, OutputRef, OutputSet, PerActivity, Toolkit};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActivityStanding {
    pub state: State,
    pub records: u32,
    /// Records required to be done.
    pub least: u32,
    pub required: OutputSet,
    /// Filled outputs; for a repeatable, those filled in every record.
    pub filled: OutputSet,
    /// Outputs missing from some record, even if there are enough records.
    pub lacking: OutputSet,
    pub unreadable: u32,
    /// Records with an unresolved merge.
    pub undecided: u32,
}

impl ActivityStanding {
    pub const fn required_count(&self) -> u32 {
        self.required.len()
    }

    pub const fn filled_count(&self) -> u32 {
        self.required.and(self.filled).len()
    }

    /// Required outputs that aren't filled.
    pub const fn missing(&self) -> OutputSet {
        self.required.without(self.filled)
    }

    /// What is missing, briefly: outputs, or the number of records.
    pub fn lacks(&self, activity: &Activity) -> String {
        let missing = self.lacks_answers(activity);
        match (self.undecided > 0, missing.is_empty()) {
            (false, _) => missing,
            (true, true) => "a merge to resolve".to_owned(),
            (true, false) => format!("a merge to resolve; {missing}"),
        }
    }

    /// The same in a sentence: `still missing: roster`, or `1 of 5 so far`, which can't be misread as a missing output.
    pub fn lacks_in_words(&self, activity: &Activity) -> String {
        let missing = if activity.repeat.is_some() && self.records > 0 {
            self.required.and(self.lacking)
        } else if activity.repeat.is_none() || self.least == 1 {
            self.missing()
        } else {
            OutputSet::NONE
        };
        let is_short = activity.repeat.is_some() && self.least > 1 && self.records < self.least;
        let parts = [
            (self.undecided > 0).then(|| "a merge to resolve".to_owned()),
            is_short.then(|| format!("{} of {} so far", self.records, self.least)),
            (!missing.is_empty()).then(|| format!("still missing: {}", activity.names(missing))),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        parts.join("; ")
    }

    fn lacks_answers(&self, activity: &Activity) -> String {
        if activity.repeat.is_none() {
            return activity.names(self.missing());
        }
        let lacking = activity.names(self.required.and(self.lacking));
        if self.records >= self.least {
            return lacking;
        }
        let count = if self.least == 1 {
            String::new()
        } else {
            format!("{} of {}", self.records, self.least)
        };
        match (count.is_empty(), lacking.is_empty() || self.records == 0) {
            (true, _) => activity.names(self.required),
            (false, true) => count,
            (false, false) => format!("{count}; {lacking}"),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Standing {
    /// In the toolkit's order.
    pub activities: PerActivity<ActivityStanding>,
    /// Activities in review and why.
    changed: Vec<(ActivityAt, Cause)>,
}

impl Standing {
    pub fn of(plan: &Plan) -> Self {
        let toolkit = &plan.toolkit;
        let mut activities = toolkit.per_activity(empty);
        let mut skipped = toolkit.per_activity(|_| false);
        let lists: Vec<OutputRef> = repeat_lists(toolkit).collect();
        let mut may_change = false;
        for record in &plan.records {
            let activity = toolkit.activity(record.activity);
            *skipped.at_mut(activity.at) |= note(activities.at_mut(activity.at), activity, record);
            may_change = may_change || may_reopen(record, &lists);
        }
        for (standing, skipped) in activities.iter_mut().zip(&skipped) {
            settle(standing, *skipped);
        }
        for activity in &toolkit.activities {
            let mut needs = activity.needs.iter();
            let waits = needs.any(|need| !activities.at(*need).state.is_settled());
            let standing = activities.at_mut(activity.at);
            if standing.state == State::Todo && waits {
                standing.state = State::Waiting;
            }
        }
        let mut standing = Self {
            activities,
            changed: Vec::new(),
        };
        if may_change {
            standing.look_for_changes(plan);
        }
        standing
    }

    /// Puts done activities into review if an answer they build on has changed.
    fn look_for_changes(&mut self, plan: &Plan) {
        let mut basis = Basis::of(plan);
        for activity in &plan.toolkit.activities {
            let found = self.activities.at_mut(activity.at);
            if found.state != State::Done {
                continue;
            }
            for cause in basis.causes(activity.at) {
                found.state = State::Review;
                self.changed.push((activity.at, cause));
            }
        }
    }

    pub fn activity(&self, at: ActivityAt) -> &ActivityStanding {
        self.activities.at(at)
    }

    pub fn causes(&self, activity: ActivityAt) -> impl Iterator<Item = &Cause> {
        let own = self.changed.iter().filter(move |(at, _)| *at == activity);
        own.map(|(_, cause)| cause)
    }

    /// The changed or repeating answers that put an activity into review.
    pub fn changed(&self, activity: ActivityAt) -> impl Iterator<Item = OutputRef> + '_ {
        self.causes(activity).filter_map(|cause| match cause {
            Cause::Answer(reference) => Some(*reference),
            Cause::Link { .. } | Cause::Own { .. } => None,
        })
    }

    /// The record that alone puts an activity into review; `None` if several do.
    pub fn only_record(&self, activity: ActivityAt) -> Option<&str> {
        let mut causes = self.causes(activity);
        let first = causes.next()?.record()?;
        causes
            .all(|cause| cause.record() == Some(first))
            .then_some(first)
    }

    /// What put an activity into review: answers as `activity/output`, and link targets.
    pub fn changed_names(&self, toolkit: &Toolkit, activity: ActivityAt) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for name in self.causes(activity).map(|cause| cause.name(toolkit)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    pub fn count(&self, state: State) -> u32 {
        let count = self
            .activities
            .iter()
            .filter(|standing| standing.state == state)
            .count();
        u32::try_from(count).unwrap_or(u32::MAX)
    }

    /// Required outputs of activities that aren't skipped, and how many are filled.
    pub fn outputs(&self) -> (u32, u32) {
        let counted = self
            .activities
            .iter()
            .filter(|standing| standing.state != State::Skipped);
        counted.fold((0, 0), |(required, filled), standing| {
            (
                required + standing.required_count(),
                filled + standing.filled_count(),
            )
        })
    }

    /// Filled required outputs in percent, rounded down; 100 if nothing is required.
    pub fn percent(&self) -> u32 {
        let (required, filled) = self.outputs();
        (filled * 100).checked_div(required).unwrap_or(100)
    }

    /// Index of the first step with an unsettled activity.
    pub fn step(&self, toolkit: &Toolkit) -> Option<usize> {
        self.activities
            .iter()
            .zip(&toolkit.activities)
            .filter(|(standing, _)| !standing.state.is_settled())
            .map(|(_, activity)| activity.step)
            .min()
    }

    /// What to do next, most urgent first: fix, review, continue, start.
    pub fn next(&self) -> Vec<ActivityAt> {
        let in_state = |state: State| {
            let all = self.activities.places();
            all.filter(move |at| self.activity(*at).state == state)
        };
        [State::Unreadable, State::Review, State::Doing, State::Todo]
            .into_iter()
            .flat_map(in_state)
            .collect()
    }

    /// Unsettled activities that an activity needs.
    pub fn waits_for<'a>(
        &'a self,
        activity: &'a Activity,
    ) -> impl Iterator<Item = ActivityAt> + 'a {
        let needs = activity.needs.iter().copied();
        needs.filter(|need| !self.activity(*need).state.is_settled())
    }

    pub fn is_done(&self) -> bool {
        self.activities
            .iter()
            .all(|standing| standing.state.is_settled())
    }
}

/// Whether a record has stamps or asks to repeat something. Most plans have none, and then nothing is hashed.
fn may_reopen(record: &Record, lists: &[OutputRef]) -> bool {
    record.content.as_ref().is_ok_and(|content| {
        let is_listed = |list: &OutputRef| {
            list.activity == record.activity && content.answered.contains(list.output)
        };
        !content.stamps.is_empty() || lists.iter().any(is_listed)
    })
}

fn empty(activity: &Activity) -> ActivityStanding {
    ActivityStanding {
        state: State::Todo,
        records: 0,
        least: activity.repeat.unwrap_or(1),
        required: activity.those(|output| output.required),
        filled: OutputSet::ALL,
        lacking: OutputSet::NONE,
        unreadable: 0,
        undecided: 0,
    }
}

/// Counts a record; returns whether it skips the activity.
fn note(standing: &mut ActivityStanding, activity: &Activity, record: &Record) -> bool {
    match &record.content {
        Err(_) => {
            standing.unreadable += 1;
            false
        }
        Ok(content) => {
            if !content.answered.is_empty() {
                standing.records += 1;
                standing.filled = standing.filled.and(content.filled);
                standing.lacking = standing.lacking.or(OutputSet::ALL.without(content.filled));
            }
            standing.undecided += u32::from(!content.document.conflicts().is_empty());
            // Only the folder's page can skip a whole repeatable activity.
            content.skipped.is_some() && (record.is_page || activity.repeat.is_none())
        }
    }
}

fn settle(standing: &mut ActivityStanding, skipped: bool) {
    let begun = standing.records > 0;
    if standing.records < standing.least || standing.unreadable > 0 {
        standing.filled = OutputSet::NONE;
    }
    standing.state = if standing.unreadable > 0 {
        State::Unreadable
    } else if skipped {
        State::Skipped
    } else if begun && standing.missing().is_empty() && standing.undecided == 0 {
        State::Done
    } else if begun {
        State::Doing
    } else {
        State::Todo
    };
}

#[cfg(test)]
mod tests;
