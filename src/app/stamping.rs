//! Stamps: what a record was built on, written when it becomes done and renewed by `--reviewed`.

use super::record_file::RecordFile;
use super::target::{self, Target};
use crate::error::CommandError;
use crate::model::{
    Basis, Cause, Content, Plan, Record, Stamps, Standing, link_stamps, own, prediction,
};
use crate::report::Cell;
use crate::toolkit::{Activity, Output, Toolkit};
use schemars::JsonSchema;
use serde::Serialize;

/// An activity whose changed basis was confirmed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Reviewed {
    /// The activity's id.
    pub activity: String,
    /// The answers (`activity/output`) that changed, or that asked to repeat it.
    pub changed: Vec<String>,
}

impl Reviewed {
    pub fn of(activity: &Activity, causes: &[&Cause], plan: &Plan) -> Self {
        let mut changed: Vec<_> = causes
            .iter()
            .map(|cause| cause.name(&plan.toolkit))
            .collect();
        changed.dedup();
        Self {
            activity: activity.id.to_string(),
            changed,
        }
    }

    /// As a line of a report.
    pub fn fact(&self, dry_run: bool) -> (String, Cell) {
        let verb = if dry_run { "would accept" } else { "accepted" };
        let words = format!("{}: {}", self.activity, self.changed.join(", "));
        (verb.to_owned(), Cell::text(words))
    }
}

/// Stamps for a record's new text.
#[derive(Default)]
pub struct Stamped {
    /// Changed answers that were confirmed.
    pub reviewed: Vec<Reviewed>,
    pub notes: Vec<String>,
}

/// What `--reviewed` confirms: `None` without it, one output's basis, or if empty everything changed except teams'
/// consent.
#[derive(Clone, Copy)]
pub struct Review<'a>(pub Option<&'a str>);

impl Review<'_> {
    pub fn is_of_all(self) -> bool {
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
    pub fn accepts(self, toolkit: &Toolkit, cause: &Cause) -> bool {
        match cause {
            Cause::Answer(_) | Cause::Link { .. } => self.is_of_all(),
            Cause::Own { source, output, .. } => {
                self.renews(toolkit.activity(source.activity).output(*output))
            }
        }
    }

    /// Refuses an unknown output, and one named for several records at once.
    pub fn refuse_unknown(self, target: &Target) -> Result<(), CommandError> {
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
    pub fn stamped(
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
        let mut stamps = stamps.unwrap_or_default();
        for (name, stamp) in kept(file, &content) {
            stamps.entry(name).or_insert(stamp);
        }
        let Some(after) = content.document.with_stamps(&stamps) else {
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
    pub fn renewed(self, plan: &Plan, record: &Record, outer: Option<&Stamps>) -> Stamps {
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

/// Stamps that keep what a record's new content changes or adds to: a yes without one stays with the words it was given to,
/// and a result that is there for the first time with the prediction beside it.
fn kept(file: &RecordFile<'_>, content: &Content) -> Stamps {
    let before = file.content().ok();
    let both = (before.as_ref(), content);
    let mut found = prediction::stamps(&file.plan.toolkit, file.activity, both);
    if let Some(before) = &before {
        let of = (file.path.as_str(), file.activity);
        found.extend(own::stamps_before(file.plan, of, (before, content)));
    }
    found
}

pub fn unfit(path: &str) -> String {
    format!(
        "note: the front matter of {path} has a form that can't record what it builds on; put each key on its own line"
    )
}
