//! Stamps: what a record was built on, written when it becomes done and renewed by `--reviewed`.

use super::arguments::Arguments;
use super::said::{Recorded, Reviewed, accepted};
use crate::app::record_file::RecordFile;
use crate::app::target::{self, Target};
use crate::app::{Opened, Reply, write};
use crate::error::CommandError;
use crate::model::{
    Basis, Cause, Content, Plan, Record, Stamps, Standing, State, link_stamps, own, prediction,
};
use crate::queries::next::{agreed_again, look};
use crate::store::{Edit, Message, Transaction};
use crate::toolkit::{Activity, Output, Toolkit};

/// Stamps for a record's new text.
#[derive(Default)]
pub(super) struct Stamped {
    /// Changed answers that were confirmed.
    pub reviewed: Vec<Reviewed>,
    pub notes: Vec<String>,
}

/// What `--reviewed` confirms: `None` without it, one output's basis, or if empty everything changed except teams'
/// consent.
#[derive(Clone, Copy)]
pub(super) struct Review<'a>(pub Option<&'a str>);

impl Review<'_> {
    fn is_of_all(self) -> bool {
        self.0 == Some("")
    }

    /// Whether to renew an answer although others of its record that it builds on changed. Consent is the team's: it is
    /// only renewed by name.
    fn renews(self, output: &Output) -> bool {
        match self.0 {
            None => false,
            Some("") => !output.is_consent(),
            Some(id) => output.id.as_str() == id,
        }
    }

    /// Whether a change is confirmed.
    fn accepts(self, toolkit: &Toolkit, cause: &Cause) -> bool {
        match cause {
            Cause::Answer(_) | Cause::Link { .. } => self.is_of_all(),
            Cause::Own { source, output, .. } => {
                self.renews(toolkit.activity(source.activity).output(*output))
            }
        }
    }

    /// Refuses an unknown output, and one named for several records at once.
    pub(super) fn refuse_unknown(self, target: &Target) -> Result<(), CommandError> {
        let Some(id) = self.0.filter(|id| !id.is_empty()) else {
            return Ok(());
        };
        let plan = &target.plan;
        let Some(activity) = target.activity() else {
            return Err(CommandError::usage(format!(
                "\"{}\" is a plan; say in which record \"{id}\" still holds",
                plan.id
            ))
            .hint(format!(
                "redesign record {}/ACTIVITY --reviewed={id}",
                plan.id
            )));
        };
        if activity.named(id).is_none() {
            let ids: Vec<_> = activity.outputs.iter().map(|one| one.id.as_str()).collect();
            let all = format!("outputs: {}", ids.join(", "));
            let message = format!("\"{}\" has no output \"{id}\"", target.name());
            return Err(CommandError::usage(message).near(id, ids, &all));
        }
        target::record(plan, activity.at, target.record.as_deref()).map(drop)
    }

    /// A record's new text with stamps: the missing ones once it is done, all of them with `--reviewed`, and those of
    /// answers in it that the new answers (`given`) build on.
    pub(super) fn stamped(
        self,
        file: &RecordFile<'_>,
        text: String,
        given: &[String],
    ) -> (String, Stamped) {
        let mut found = Stamped::default();
        let is_as_before = text == file.base && self.0.is_none();
        if is_as_before && given.is_empty() {
            return (text, found);
        }
        let Ok(content) = file.read(&text) else {
            return (text, found);
        };
        let mut stamps = if is_as_before {
            Some(Stamps::new())
        } else {
            self.stamps_of(file, &content)
        };
        if stamps.is_none() && self.0.is_some() {
            let note = format!("nothing to review: {} is not done", file.activity.id);
            found.notes.push(note);
        }
        // Whoever answers has seen the current content.
        for output in &file.activity.outputs {
            if given.iter().any(|id| id == output.id.as_str())
                || (self.renews(output) && stamps.is_some())
            {
                let own = own::stamps(&file.plan.toolkit, file.activity, &content, output);
                stamps.get_or_insert_default().extend(own);
            }
        }
        let before = file.content().ok();
        // A yes without a stamp stays with the words it was given to.
        if let Some(before) = &before {
            let of = (file.path.as_str(), file.activity);
            let before = own::stamps_before(file.plan, of, (before, &content));
            let stamps = stamps.get_or_insert_default();
            for (name, stamp) in before {
                stamps.entry(name).or_insert(stamp);
            }
        }
        let both = (before.as_ref(), &content);
        let predicted = prediction::stamps(&file.plan.toolkit, file.activity, both);
        stamps.get_or_insert_default().extend(predicted);
        let Some(after) = content.document.with_stamps(&stamps.unwrap_or_default()) else {
            found.notes.push(unfit(&file.path));
            return (text, found);
        };
        let standing = Standing::of(file.plan);
        let causes = standing.causes(file.activity.at);
        let accepted = causes
            .filter(|cause| self.accepts(&file.plan.toolkit, cause))
            .collect::<Vec<_>>();
        if content.is_complete(file.activity) && !accepted.is_empty() {
            let reviewed = Reviewed::of(file.activity, &accepted, file.plan);
            found.reviewed.push(reviewed);
        }
        (after, found)
    }

    /// Stamps of the basis outside the record for its new content; `None` while it isn't done.
    fn stamps_of(self, file: &RecordFile<'_>, content: &Content) -> Option<Stamps> {
        if !content.is_complete(file.activity) {
            return None;
        }
        let mut basis = Basis::of(file.plan);
        let links = file
            .workspace
            .links_in(file.plan, &file.path, file.activity.at, content);
        let before = file.content().ok().filter(|_| file.is_there);
        let was_done = before.is_some_and(|before| before.is_complete(file.activity));
        if self.is_of_all() {
            let mut stamps = basis.stamps(file.activity.at, true);
            stamps.extend(link_stamps(&links));
            return Some(stamps);
        }
        // Done by hand: an edit changes only what was asked, and `check --fix` stamps.
        let is_by_hand = was_done
            && content.stamps.is_empty()
            && !(basis.stamps(file.activity.at, false).is_empty()
                && link_stamps(file.plan.links_in(&file.path)).is_empty());
        if is_by_hand {
            return Some(Stamps::new());
        }
        let mut stamps = basis.stamps(file.activity.at, !was_done);
        stamps.extend(link_stamps(&links));
        Some(content.lacking(&stamps))
    }

    /// Renewed stamps of a record, with those of its outside basis if everything is confirmed.
    fn renewed(self, plan: &Plan, record: &Record, outer: Option<&Stamps>) -> Stamps {
        let mut all = Stamps::new();
        if let Some(outer) = outer {
            all.extend(outer.clone());
            all.extend(link_stamps(plan.links_in(&record.path)));
        }
        if let Ok(content) = &record.content {
            let activity = plan.toolkit.activity(record.activity);
            for output in activity.outputs.iter().filter(|output| self.renews(output)) {
                all.extend(own::stamps(&plan.toolkit, activity, content, output));
            }
        }
        all
    }
}

/// Confirmations below one activity, or a whole plan.
struct Acceptance<'a> {
    review: Review<'a>,
    plan: &'a Plan,
    only: Option<&'a Record>,
    edits: Vec<Edit>,
    reviewed: Vec<Reviewed>,
    /// Commands that show what changed.
    looks: Vec<String>,
    notes: Vec<String>,
}

impl<'a> Acceptance<'a> {
    fn of(review: Review<'a>, plan: &'a Plan, target: &Target) -> Result<Self, CommandError> {
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

impl Arguments {
    /// What `--reviewed` confirms.
    pub(super) fn review(&self) -> Review<'_> {
        Review(self.reviewed.as_deref())
    }

    /// `--reviewed` alone: confirms what changed below an activity, or in a whole plan.
    pub(super) fn accept(
        &self,
        workspace: &Opened<'_>,
        target: &Target,
    ) -> Result<Reply<Recorded>, CommandError> {
        let session = workspace.begin_in(&target.plan.path, self.with_edits)?;
        let plan = workspace.read_plan(&target.plan.path)?;
        let mut all = Acceptance::of(self.review(), &plan, target)?;
        let transaction = Transaction {
            edits: std::mem::take(&mut all.edits),
            message: self.review_message(target, &all.reviewed),
            ..Transaction::default()
        };
        if transaction.is_empty() && all.notes.is_empty() {
            all.notes.push("nothing to review".to_owned());
        }
        let written = session.write(&transaction)?;
        let now = workspace.read_plan(&plan.path)?;
        let after = Standing::of(&now);
        all.looks.sort();
        all.looks.dedup();
        if session.head().is_none() {
            all.looks.clear();
        }
        let reply = accepted((&now, &after), target, all.reviewed, all.looks, &written);
        let notes = all.notes;
        Ok(session.told(&written, Reply { notes, ..reply }))
    }

    fn review_message(&self, target: &Target, reviewed: &[Reviewed]) -> Message {
        let plan = &target.plan.id;
        let subject = if let (Some(activity), [one]) = (target.activity(), reviewed) {
            format!("review {plan}/{}: {}", activity.id, one.changed.join(", "))
        } else {
            let names: Vec<_> = reviewed.iter().map(|one| one.activity.as_str()).collect();
            format!("review {plan}: {}", names.join(", "))
        };
        Message {
            why: self.message.clone(),
            ..target.message("record", subject)
        }
    }
}

fn unfit(path: &str) -> String {
    format!(
        "note: the front matter of {path} has a form that can't record what it builds on; put each key on its own line"
    )
}
