//! Stamps: what a record was built on, written when it becomes done and renewed by `--reviewed`.

use super::{Arguments, Place, Recorded};
use crate::app::target::{self, Target};
use crate::app::write::{self, Written};
use crate::app::{App, Reply};
use crate::error::CommandError;
use crate::model::{
    Basis, Cause, Content, Plan, Record, Stamps, Standing, State, link_stamps, nearest, own,
};
use crate::queries::next::{agreed_again, look};
use crate::report::{Block, Cell};
use crate::store::{Edit, Message, Transaction, Workspace};
use crate::toolkit::{ActivityAt, Output, Toolkit};
use schemars::JsonSchema;
use serde::Serialize;

/// An activity of which a changed basis was accepted.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Reviewed {
    /// The activity's id.
    activity: String,
    /// The answers (`activity/output`) that had changed, or that asked to repeat it.
    changed: Vec<String>,
}

/// What came of stamping a record's new text.
#[derive(Default)]
pub(super) struct Stamped {
    /// Answers that had changed and were accepted.
    pub reviewed: Vec<Reviewed>,
    /// What is to be said of it.
    pub notes: Vec<String>,
}

impl Stamped {
    /// Says it in a reply.
    pub(super) fn tell(mut self, reply: &mut Reply<Recorded>) {
        let Some(data) = &mut reply.data else { return };
        let dry_run = data.written.dry_run;
        let facts = self.reviewed.iter().map(|one| reviewed_fact(one, dry_run));
        if let Some(Block::Facts(first)) = reply.report.blocks.first_mut() {
            first.extend(facts);
        }
        data.reviewed = self.reviewed;
        reply.notes.append(&mut self.notes);
    }
}

impl Arguments {
    /// Whether a changed basis is accepted and nothing is answered.
    pub(super) fn is_only_review(&self) -> bool {
        self.reviewed.is_some() && self.set.is_empty() && self.from.is_none() && !self.edit
    }

    /// Whether all is accepted that changed, but for what teams agreed to.
    fn reviews_all(&self) -> bool {
        self.reviewed.as_deref() == Some("")
    }

    /// Whether an answer is said to hold still, although others of its record on which it stands changed. A team's yes is
    /// the team's: only who names it says so.
    fn renews(&self, output: &Output) -> bool {
        match self.reviewed.as_deref() {
            None => false,
            Some("") => !output.is_consent(),
            Some(id) => output.id.as_str() == id,
        }
    }

    /// Whether what changed is accepted.
    fn accepts(&self, toolkit: &Toolkit, cause: &Cause) -> bool {
        match cause {
            Cause::Answer(_) | Cause::Link { .. } => self.reviews_all(),
            Cause::Own { source, output, .. } => {
                self.renews(toolkit.activity(source.activity).output(*output))
            }
        }
    }

    /// Refuses an output that the activity hasn't, and one named for several records at once.
    pub(super) fn refuse_unknown_review(&self, target: &Target) -> Result<(), CommandError> {
        let Some(id) = self.reviewed.as_deref().filter(|id| !id.is_empty()) else {
            return Ok(());
        };
        let Some(at) = target.activity else {
            return Err(CommandError::usage(format!(
                "\"{}\" is a plan; say of which record \"{id}\" still holds",
                target.plan.id
            ))
            .hint(format!(
                "redesign record {}/ACTIVITY --reviewed={id}",
                target.plan.id
            )));
        };
        let activity = target.plan.toolkit.activity(at);
        let outputs = || activity.outputs.iter();
        if outputs().all(|one| one.id.as_str() != id) {
            let ids: Vec<String> = outputs().map(|one| one.id.to_string()).collect();
            let all = format!("its outputs are {}", ids.join(", "));
            let near = nearest(id, ids);
            let hint = near.map(|near| format!("did you mean \"{near}\"? {all}"));
            return Err(CommandError::usage(format!(
                "\"{}\" has no output \"{id}\"",
                target.name()
            ))
            .hint(hint.unwrap_or(all)));
        }
        target::record(&target.plan, at, target.record.as_deref()).map(drop)
    }

    /// A record's new text with its stamps: those it lacks once it is done, with `--reviewed` all of them anew; and those of
    /// answers in it on which the ones stand that are given now, whose ids are `given`.
    pub(super) fn stamped(
        &self,
        place: &Place<'_>,
        text: String,
        given: &[String],
    ) -> (String, Stamped) {
        let read = |text: &str| Content::of_text(&place.path, place.activity, text).ok();
        if text == place.base && self.reviewed.is_none() && given.is_empty() {
            return (text, Stamped::default());
        }
        let mut found = Stamped::default();
        let Some(content) = read(&text) else {
            return (text, found);
        };
        let before = place.before.as_ref().and_then(|_| read(&place.base));
        let mut stamps = if text == place.base && self.reviewed.is_none() {
            Some(Stamps::new())
        } else {
            self.stamps_of(place, &content, before.as_ref())
        };
        if stamps.is_none() && self.reviewed.is_some() {
            found.notes.push(not_done(place.activity.id.as_str()));
        }
        // Who gives an answer gives it on what stands there now.
        for output in &place.activity.outputs {
            if given.iter().any(|id| id == output.id.as_str())
                || (self.renews(output) && stamps.is_some())
            {
                let own = own::stamps(&place.plan.toolkit, place.activity, &content, output);
                stamps.get_or_insert_default().extend(own);
            }
        }
        let Some(after) = content.document.with_stamps(&stamps.unwrap_or_default()) else {
            found.notes.push(unfit(&place.path));
            return (text, found);
        };
        let standing = Standing::of(place.plan);
        let causes = standing.causes(place.at);
        let accepted: Vec<Cause> = causes
            .filter(|cause| self.accepts(&place.plan.toolkit, cause))
            .cloned()
            .collect();
        let changed = names_of(&accepted, place.plan);
        let is_news = content.is_complete(place.activity) && !changed.is_empty();
        found.reviewed.extend(is_news.then(|| Reviewed {
            activity: place.activity.id.to_string(),
            changed,
        }));
        (after, found)
    }

    /// Stamps that a record's new content is to have of what lies outside of it; nothing while it isn't done.
    fn stamps_of(
        &self,
        place: &Place<'_>,
        content: &Content,
        before: Option<&Content>,
    ) -> Option<Stamps> {
        if !content.is_complete(place.activity) {
            return None;
        }
        let mut basis = Basis::of(place.plan);
        let links = place
            .workspace
            .links_in(place.plan, &place.path, place.at, content);
        let was_done = before.is_some_and(|before| before.is_complete(place.activity));
        if self.reviews_all() {
            let mut stamps = basis.stamps(place.at, true);
            stamps.extend(link_stamps(&links));
            return Some(stamps);
        }
        // Done by hand: an edit changes what it was asked to, and `check --fix` stamps.
        let is_by_hand = was_done
            && content.stamps.is_empty()
            && !(basis.stamps(place.at, false).is_empty()
                && link_stamps(place.plan.links_in(&place.path)).is_empty());
        if is_by_hand {
            return Some(Stamps::new());
        }
        let mut stamps = basis.stamps(place.at, !was_done);
        stamps.extend(link_stamps(&links));
        Some(content.lacking(&stamps))
    }

    /// `--reviewed` alone: accepts what changed below one activity, or below all of a plan's.
    pub(super) fn review(
        &self,
        app: &App<'_>,
        workspace: &Workspace,
        target: &Target,
    ) -> Result<Reply<Recorded>, CommandError> {
        let session = app.begin_in(workspace, &target.plan.path, self.with_edits)?;
        let plan = workspace
            .read_plan(&target.plan.path)
            .map_err(|broken| CommandError::broken(broken.finding))?;
        let standing = Standing::of(&plan);
        let only = match (target.activity, &target.record) {
            (Some(at), Some(name)) => target::record(&plan, at, Some(name))?,
            _ => None,
        };
        let mut notes = Vec::new();
        let mut reviewed = Vec::new();
        let mut edits = Vec::new();
        let mut looks: Vec<String> = Vec::new();
        let mut basis = Basis::of(&plan);
        let all = plan.toolkit.activities.iter();
        let asked = all.filter(|one| target.activity.is_none_or(|only| only == one.at));
        for activity in asked {
            let at = activity.at;
            let is_review = standing.activity(at).state == State::Review;
            // What one record stands on is told also while others of its activity aren't done yet.
            let mut causes = basis.causes(at);
            causes.retain(|cause| match (cause.record(), only) {
                (None, _) => is_review,
                (Some(path), Some(only)) => path == only.path,
                (Some(_), None) => true,
            });
            let (accepted, left): (Vec<_>, Vec<_>) = causes
                .into_iter()
                .partition(|cause| self.accepts(&plan.toolkit, cause));
            let causes = accepted;
            for command in agreed_again(&plan, &left) {
                let note = format!(
                    "note: what teams agreed to has changed, and only they can renew their yes: ask them, then {command}"
                );
                if self.reviews_all() && !notes.contains(&note) {
                    notes.push(note);
                }
            }
            if causes.is_empty() {
                continue;
            }
            let outer = self.reviews_all().then(|| basis.stamps(at, true));
            let records = plan
                .records_of(at)
                .filter(|record| only.is_none_or(|only| only.path == record.path));
            let before = edits.len();
            for record in records {
                match renewed(record, &self.renewed_stamps(&plan, record, outer.as_ref())) {
                    Some(Ok(edit)) => edits.push(edit),
                    Some(Err(note)) => notes.push(note),
                    None => {}
                }
            }
            if edits.len() > before {
                reviewed.push(Reviewed {
                    activity: activity.id.to_string(),
                    changed: names_of(&causes, &plan),
                });
                looks.extend(look(&plan, causes.iter()).iter().map(ToString::to_string));
            }
        }
        if edits.is_empty() {
            let unwritten = Written::nothing();
            let mut reply = accepted(
                (&plan, &standing),
                target,
                Vec::new(),
                Vec::new(),
                &unwritten,
            );
            if notes.is_empty() {
                notes.push("nothing to review".to_owned());
            }
            reply.notes = notes;
            write::notes(&mut reply, &Written::nothing(), &session);
            return Ok(reply);
        }
        let transaction = Transaction {
            edits,
            message: self.review_message(&plan, target, &reviewed),
            ..Transaction::default()
        };
        let written = app.apply(workspace, &session, &transaction)?;
        let now = workspace
            .read_plan(&plan.path)
            .map_err(|broken| CommandError::broken(broken.finding))?;
        let after = Standing::of(&now);
        looks.sort();
        looks.dedup();
        if session.head().is_none() {
            looks.clear();
        }
        let mut reply = accepted((&now, &after), target, reviewed, looks, &written);
        reply.notes.append(&mut notes);
        write::notes(&mut reply, &written, &session);
        Ok(reply)
    }

    /// Stamps of a record that are renewed: with those of what lies outside of it, where all is accepted.
    fn renewed_stamps(&self, plan: &Plan, record: &Record, outer: Option<&Stamps>) -> Stamps {
        let mut all = Stamps::new();
        if let Some(outer) = outer {
            all.extend(outer.clone());
            all.extend(link_stamps(plan.links_in(&record.path)));
        }
        if let Ok(content) = &record.content {
            let activity = plan.toolkit.activity(record.activity);
            let outputs = activity.outputs.iter();
            for output in outputs.filter(|output| self.renews(output)) {
                all.extend(own::stamps(&plan.toolkit, activity, content, output));
            }
        }
        all
    }

    fn review_message(&self, plan: &Plan, target: &Target, reviewed: &[Reviewed]) -> Message {
        let activity = target.activity().map(|activity| activity.id.to_string());
        let subject = if let (Some(activity), [one]) = (&activity, reviewed) {
            format!("review {}/{activity}: {}", plan.id, one.changed.join(", "))
        } else {
            let names: Vec<&str> = reviewed.iter().map(|one| one.activity.as_str()).collect();
            format!("review {}: {}", plan.id, names.join(", "))
        };
        Message {
            subject,
            command: "record",
            why: self.message.clone(),
            plans: vec![plan.id.to_string()],
            activity,
            ..Message::default()
        }
    }
}

/// What was accepted, and how the plan stands.
fn accepted(
    (plan, standing): (&Plan, &Standing),
    target: &Target,
    reviewed: Vec<Reviewed>,
    look: Vec<String>,
    written: &Written,
) -> Reply<Recorded> {
    let mut report = write::report(written, 10);
    let mut facts: Vec<(String, Cell)> = reviewed
        .iter()
        .map(|one| reviewed_fact(one, written.dry_run))
        .collect();
    facts.extend(
        look.into_iter()
            .map(|command| ("look".to_owned(), Cell::text(command))),
    );
    if !written.dry_run {
        facts.push((plan.id.to_string(), Cell::Progress(standing.percent())));
    }
    match report.blocks.first_mut() {
        Some(Block::Facts(first)) => first.append(&mut facts),
        _ => report.blocks.push(Block::Facts(facts)),
    }
    let name = |at: ActivityAt| plan.toolkit.activity(at).id.to_string();
    let recorded = Recorded {
        plan: plan.id.to_string(),
        activity: target.activity.map(name),
        record: target.record.clone(),
        outputs: Vec::new(),
        reviewed,
        state: target.activity.map(|at| standing.activity(at).state.word()),
        missing: Vec::new(),
        percent: standing.percent(),
        next: standing.next().into_iter().map(name).collect(),
        written: written.clone(),
    };
    Reply {
        next: Some(format!("redesign next {}", plan.id)),
        is_report_of_work: true,
        ..Reply::new(recorded, report)
    }
}

/// What was accepted, as a line of a report.
fn reviewed_fact(reviewed: &Reviewed, dry_run: bool) -> (String, Cell) {
    let verb = if dry_run { "would accept" } else { "accepted" };
    let words = format!("{}: {}", reviewed.activity, reviewed.changed.join(", "));
    (verb.to_owned(), Cell::text(words))
}

fn names_of(causes: &[Cause], plan: &Plan) -> Vec<String> {
    let mut names: Vec<String> = causes
        .iter()
        .map(|cause| cause.name(&plan.toolkit))
        .collect();
    names.dedup();
    names
}

/// The edit that renews a record's stamps, or why it can't be; nothing where they are right or there is no answer.
fn renewed(record: &Record, stamps: &Stamps) -> Option<Result<Edit, String>> {
    let content = record.answered()?;
    let before = content.document.text();
    match content.document.with_stamps(stamps) {
        None => Some(Err(unfit(&record.path))),
        Some(after) if after == before => None,
        Some(after) => Some(Ok(Edit::Change {
            path: record.path.clone(),
            before: before.as_bytes().to_vec(),
            after: after.into_bytes(),
        })),
    }
}

fn not_done(activity: &str) -> String {
    format!("nothing to review: {activity} is not done")
}

fn unfit(path: &str) -> String {
    format!(
        "note: the front matter of {path} has a form into which what it builds on can't be written; with each key on a line of its own it could"
    )
}
