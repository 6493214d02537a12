//! Confirms what changed below an activity, or in a whole plan: `record --reviewed` alone.

use super::stamping::{Review, Reviewed, unfit};
use super::target::Target;
use super::write;
use crate::error::CommandError;
use crate::model::{Basis, Cause, Plan, Record, Stamps, Standing, State};
use crate::queries::next::{agreed_again, look};
use crate::store::{Edit, Message};
use crate::toolkit::Activity;

/// Confirmations below one activity, or a whole plan.
pub struct Acceptance<'a> {
    review: Review<'a>,
    plan: &'a Plan,
    only: Option<&'a Record>,
    pub edits: Vec<Edit>,
    pub reviewed: Vec<Reviewed>,
    /// Commands that show what changed.
    pub looks: Vec<String>,
    pub notes: Vec<String>,
}

impl<'a> Acceptance<'a> {
    pub fn of(review: Review<'a>, plan: &'a Plan, target: &Target) -> Result<Self, CommandError> {
        let mut all = Self {
            review,
            plan,
            only: target.named_record(plan)?,
            edits: Vec::new(),
            reviewed: Vec::new(),
            looks: Vec::new(),
            notes: Vec::new(),
        };
        let standing = Standing::of(plan);
        let mut basis = Basis::of(plan);
        for activity in &plan.toolkit.activities {
            if target.activity.is_none_or(|only| only == activity.at) {
                let is_review = standing.activity(activity.at).state == State::Review;
                all.add(activity, is_review, &mut basis);
            }
        }
        Ok(all)
    }

    /// The message of the commit that confirms.
    pub fn message(&self, target: &Target, why: Option<&str>) -> Message {
        let (plan, reviewed) = (&target.plan.id, self.reviewed.as_slice());
        let subject = if let (Some(activity), [one]) = (target.activity(), reviewed) {
            format!("review {plan}/{}: {}", activity.id, one.changed.join(", "))
        } else {
            let names: Vec<_> = reviewed.iter().map(|one| one.activity.as_str()).collect();
            format!("review {plan}: {}", names.join(", "))
        };
        Message {
            why: why.map(str::to_owned),
            ..target.message("record", subject)
        }
    }

    /// Confirms what changed below an activity.
    fn add(&mut self, activity: &Activity, is_review: bool, basis: &mut Basis<'_>) {
        let (plan, review, only) = (self.plan, self.review, self.only);
        // Report one record's basis even if others of its activity aren't done.
        let mut causes = basis.causes(activity.at);
        causes.retain(|cause| match (cause.record(), only) {
            (None, _) => is_review,
            (Some(path), Some(only)) => path == only.path,
            (Some(_), None) => true,
        });
        let (accepted, left): (Vec<Cause>, Vec<Cause>) = causes
            .into_iter()
            .partition(|cause| review.accepts(&plan.toolkit, cause));
        if review.is_of_all() {
            self.ask_teams(&left);
        }
        if accepted.is_empty() {
            return;
        }
        let outer = review.is_of_all().then(|| basis.stamps(activity.at, true));
        let records = plan.records_of(activity.at);
        let records = records.filter(|record| only.is_none_or(|only| only.path == record.path));
        let before = self.edits.len();
        for record in records {
            self.renew(record, &review.renewed(plan, record, outer.as_ref()));
        }
        if self.edits.len() > before {
            let causes: Vec<_> = accepted.iter().collect();
            self.reviewed.push(Reviewed::of(activity, &causes, plan));
            let looks = look(plan, accepted.iter());
            self.looks.extend(looks.iter().map(ToString::to_string));
        }
    }

    /// Notes on what only teams can confirm.
    fn ask_teams(&mut self, left: &[Cause]) {
        for command in agreed_again(self.plan, left) {
            let note = format!(
                "note: what teams agreed to has changed, and only they can renew their consent: ask them, then {command}"
            );
            if !self.notes.contains(&note) {
                self.notes.push(note);
            }
        }
    }

    /// Renews the stamps of a record with an answer.
    fn renew(&mut self, record: &Record, stamps: &Stamps) {
        let Some(content) = record.answered() else {
            return;
        };
        let before = content.document.text().as_bytes();
        match content.document.with_stamps(stamps) {
            None => self.notes.push(unfit(&record.path)),
            Some(after) => {
                self.edits
                    .extend(write::edit(&record.path, Some(before), after));
            }
        }
    }
}
