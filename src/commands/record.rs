//! `redesign record`

mod answers;
pub(super) mod place;
mod review;

use crate::app::target;
use crate::app::write::{self, Session, Written};
use crate::app::{App, Command, Formats, Reply};
use crate::error::CommandError;
use crate::model::quote::typed;
use crate::model::{Content, Filling, Standing, State, Unfit, codes, fill, to_record};
use crate::queries::next::reviewed;
use crate::queries::status::{lacks_in_words, missing};
use crate::report::{Block, Cell};
use crate::store::{Edit, Message, Transaction, Workspace, write_draft};
use crate::toolkit::{ActivityAt, Output, OutputAt};
use answers::Answers;
use place::{LookedAt, Place, stem};
use review::{Reviewed, Stamped};
use schemars::JsonSchema;
use serde::Serialize;
use std::path::PathBuf;

/// Record what an activity produced
///
/// Asks on a terminal; or takes answers from --set, --from or --edit. Only the sections that are answered change: all
/// other bytes of the file stay as they are.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// PLAN/ACTIVITY, or PLAN/ACTIVITY/RECORD; inside a plan's directory the plan may be left out. With --reviewed also PLAN
    #[arg(value_name = "PLAN/ACTIVITY[/RECORD]")]
    target: String,
    /// Answer an output; may be given several times. OUTPUT+=TEXT adds to a list or table, empty TEXT takes the answer away
    #[arg(long, value_name = "OUTPUT=TEXT")]
    set: Vec<String>,
    /// Take answers from a file, or with - from standard input: Markdown with the same headings, or JSON {"output": value}
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Open the record in your editor
    #[arg(long, conflicts_with_all = ["set", "from"])]
    edit: bool,
    /// Add one more record of a repeatable activity
    #[arg(long)]
    add: bool,
    /// Title of the added record
    #[arg(long, requires = "add")]
    title: Option<String>,
    /// Day of the added record; today unless said otherwise
    #[arg(long, value_name = "YYYY-MM-DD", requires = "add")]
    date: Option<String>,
    /// The team's plan that the added record is about, where the activity is kept with each plan
    #[arg(long, value_name = "PLAN", requires = "add")]
    plan: Option<String>,
    /// Leave the activity out, and say why. With --add, of what has a rhythm: say why nothing was held on that day
    #[arg(long, value_name = "REASON", conflicts_with_all = ["set", "from", "edit", "unskip"])]
    skip: Option<String>,
    /// Take the activity up again
    #[arg(long, conflicts_with_all = ["set", "from", "edit", "add"])]
    unskip: bool,
    /// Accept that what the record builds on has changed: it still holds. For a PLAN, all that is in review. What teams
    /// agreed to is renewed only by naming its OUTPUT
    #[arg(long, value_name = "OUTPUT", num_args = 0..=1, require_equals = true, default_missing_value = "",
        conflicts_with_all = ["skip", "unskip", "add"])]
    reviewed: Option<String>,
    /// Commit what was changed in this file by hand, too
    #[arg(long)]
    with_edits: bool,
    /// Say why, in the commit's message
    #[arg(short, value_name = "WHY")]
    message: Option<String>,
}

/// Result of `record`.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Recorded {
    /// The plan's id.
    plan: String,
    /// The activity's id; null where all of a plan's were looked at.
    activity: Option<String>,
    /// Of a repeatable activity: the record's name.
    record: Option<String>,
    /// Ids of the outputs that changed.
    outputs: Vec<String>,
    /// Of which activities a changed basis was accepted.
    reviewed: Vec<Reviewed>,
    /// State of the activity now; null where all of a plan's were looked at.
    state: Option<&'static str>,
    /// Ids of the required outputs that are still empty.
    missing: Vec<String>,
    /// Percent of the plan now.
    percent: u32,
    /// Ids of the activities to do next.
    next: Vec<String>,
    /// What was written.
    #[serde(flatten)]
    written: Written,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "record";
    const FORMATS: Formats = Formats::Only(&["table", "json"]);
    type Data = Recorded;

    fn run(self, app: &App<'_>) -> Result<Reply<Recorded>, CommandError> {
        let workspace = app.workspace()?;
        let target = target::find(app, &workspace, &self.target)?;
        self.refuse_unknown_review(&target)?;
        if self.is_only_review() {
            return self.review(app, &workspace, &target);
        }
        let Some(at) = target.activity else {
            return Err(CommandError::usage(format!(
                "\"{}\" is a plan; say which activity",
                self.target
            ))
            .hint(format!(
                "redesign record {}/ACTIVITY; `redesign next {}` says which",
                target.plan.id, target.plan.id
            )));
        };
        // Said before anything is asked.
        self.about(app, &workspace, &target.plan, at)?;
        app.refuse_of_strangers(&workspace, &workspace.absolute(&target.plan.path))?;
        // Answers are gathered before the lock is taken: nobody waits for somebody who is typing.
        let answers = if self.asks_for_answers() {
            Some(self.answers(app, &workspace, &target, at)?)
        } else {
            None
        };
        let placeholders = match &answers {
            Some(Answers::Fillings { fillings, .. }) => placeholders(fillings, &target, at),
            _ => Vec::new(),
        };
        let session = app.begin_in(&workspace, &target.plan.path, self.with_edits)?;
        // Read again under the lock: what others wrote meanwhile stays.
        let plan = workspace
            .read_plan(&target.plan.path)
            .map_err(|broken| CommandError::broken(broken.finding))?;
        let name = target.record.as_deref();
        let place = self.place(app, &workspace, &plan, at, name, LookedAt::Whole)?;
        let mut stamped = Stamped::default();
        let (transaction, outputs) = match answers {
            Some(Answers::Fillings { fillings, adds }) => {
                self.fill_in(&place, &fillings, &adds, &mut stamped)?
            }
            Some(Answers::Whole { shown, text }) => {
                self.replace(&place, &shown, text, &mut stamped)?
            }
            None if self.skip.is_some() || self.unskip => (self.skip_or_not(&place)?, Vec::new()),
            None => (self.keep(&place), Vec::new()),
        };
        if transaction.is_empty() {
            let mut reply = reply_of(
                &Standing::of(place.plan),
                &place,
                outputs,
                Written::nothing(),
            );
            reply.notes.push("nothing changed".to_owned());
            reply.notes.append(&mut stamped.notes);
            write::notes(&mut reply, &Written::nothing(), &session);
            return Ok(reply);
        }
        let written = app.apply(&workspace, &session, &transaction)?;
        let is_nothing_new =
            self.is_only_commit() && written.commit.is_none() && written.not_committed.is_none();
        let mut reply = finished(&workspace, &session, &place, outputs, &written)?;
        if self.add && self.skip.is_some() {
            let day = stem(&place.path).get(..10).unwrap_or_default().to_owned();
            reply.notes.push(format!(
                "note: it says why nothing was held on {day}; {} goes on",
                place.activity.id
            ));
        }
        stamped.tell(&mut reply);
        for output in placeholders {
            reply.notes.push(format!("note: {output}: what was given only holds a place, so it doesn't count as an answer"));
        }
        if is_nothing_new && !app.global.dry_run {
            reply.notes.push("nothing changed".to_owned());
        }
        Ok(reply)
    }
}

impl Arguments {
    /// Whether there is something to fill in, and not only to skip or to commit.
    fn asks_for_answers(&self) -> bool {
        self.skip.is_none() && !self.unskip && !self.is_only_commit()
    }

    /// `--with-edits` alone commits what was changed by hand.
    fn is_only_commit(&self) -> bool {
        self.with_edits
            && self.set.is_empty()
            && self.from.is_none()
            && !self.edit
            && !self.add
            && self.skip.is_none()
            && !self.unskip
    }

    fn message(&self, place: &Place<'_>, verb: &str, said: &str) -> Message {
        let name = place.name();
        let said = if said.is_empty() {
            String::new()
        } else {
            format!(": {said}")
        };
        Message {
            subject: format!("{verb} {name}{said}"),
            why: self.message.clone(),
            plans: vec![place.plan.id.to_string()],
            activity: Some(place.activity.id.to_string()),
            command: "record",
            ..Message::default()
        }
    }

    fn fill_in(
        &self,
        place: &Place<'_>,
        fillings: &[Filling],
        adds: &[OutputAt],
        stamped: &mut Stamped,
    ) -> Result<(Transaction, Vec<String>), CommandError> {
        let bytes = place.base.clone().into_bytes();
        let content =
            Content::of_text(&place.path, place.activity, bytes).map_err(CommandError::broken)?;
        let (fillings, notes) = answers::grown(place.activity, &content, fillings, adds)?;
        let fillings = fillings.as_slice();
        let text =
            fill(&place.path, place.activity, place.base.clone(), fillings).map_err(|unfit| {
                match unfit {
                    Unfit::Answer(misfit) => CommandError::usage(misfit.message).hint(misfit.help),
                    Unfit::Record(finding) => CommandError::broken(*finding),
                }
            })?;
        refuse_undecided(place, fillings)?;
        let changed: Vec<String> = fillings
            .iter()
            .map(|filling| place.activity.output(filling.output).id.to_string())
            .collect();
        let transaction = self.transaction(place, text, &changed, stamped);
        stamped.notes.extend(notes);
        Ok((transaction, changed))
    }

    fn replace(
        &self,
        place: &Place<'_>,
        shown: &str,
        text: String,
        stamped: &mut Stamped,
    ) -> Result<(Transaction, Vec<String>), CommandError> {
        if text == shown && self.reviewed.is_none() {
            return Ok((Transaction::default(), Vec::new()));
        }
        if place.before.is_some() && place.base != shown {
            let draft = write_draft(&format!("-{}.md", place.activity.id), &text)?;
            return Err(CommandError::new(
                codes::CHANGED,
                format!(
                    "\"{}\" was changed by somebody else while you were editing",
                    place.path
                ),
            )
            .hint(format!(
                "your text is kept in {}; bring both together, then run the command again",
                draft.display()
            )));
        }
        let changed = changed_outputs(place, shown, &text);
        let transaction = self.transaction(place, text, &changed, stamped);
        Ok((transaction, changed))
    }

    fn transaction(
        &self,
        place: &Place<'_>,
        text: String,
        changed: &[String],
        stamped: &mut Stamped,
    ) -> Transaction {
        let (text, found) = self.stamped(place, text, changed);
        *stamped = found;
        let after = text.into_bytes();
        let edit = match &place.before {
            None => Edit::Create {
                path: place.path.clone(),
                bytes: after,
            },
            // Nothing to write; there may be hand edits to commit.
            Some(before) if *before == after && self.with_edits => Edit::Keep {
                path: place.path.clone(),
            },
            Some(before) if *before == after => return Transaction::default(),
            Some(before) => Edit::Change {
                path: place.path.clone(),
                before: before.clone(),
                after,
            },
        };
        let said = if changed.is_empty() {
            "edited".to_owned()
        } else {
            changed.join(", ")
        };
        Transaction {
            edits: vec![edit],
            message: self.message(place, "record", &said),
            ..Transaction::default()
        }
    }

    fn skip_or_not(&self, place: &Place<'_>) -> Result<Transaction, CommandError> {
        let content = Content::of_text(&place.path, place.activity, place.base.clone())
            .map_err(CommandError::broken)?;
        let reason = self.skip.as_deref().map(str::trim);
        if reason.is_some_and(str::is_empty) {
            return Err(CommandError::usage("say why the activity is left out")
                .hint("--skip \"done last year with the same team\""));
        }
        let text = content.document.with_front_matter("skipped", reason);
        // Front matter can have a form in which no line of ours fits, such as braces: then it stays as it is.
        let back = Content::of_text(&place.path, place.activity, text.clone());
        if !back.is_ok_and(|back| back.skipped.as_deref() == reason) {
            return Err(CommandError::new(
                codes::FRONT_MATTER,
                format!(
                    "the front matter of {} has a form to which `skipped` can't be added",
                    place.path
                ),
            )
            .hint("write `skipped: \"why\"` on a line of its own between the two lines of ---"));
        }
        let before = place.before.clone();
        let edit = match before {
            Some(before) if before == text.as_bytes() => return Ok(Transaction::default()),
            Some(before) => Edit::Change {
                path: place.path.clone(),
                before,
                after: text.into_bytes(),
            },
            None if reason.is_none() => return Ok(Transaction::default()),
            None => Edit::Create {
                path: place.path.clone(),
                bytes: text.into_bytes(),
            },
        };
        let verb = if reason.is_some() { "skip" } else { "unskip" };
        Ok(Transaction {
            edits: vec![edit],
            message: self.message(place, verb, reason.unwrap_or_default()),
            ..Transaction::default()
        })
    }

    fn keep(&self, place: &Place<'_>) -> Transaction {
        if place.before.is_none() {
            return Transaction::default();
        }
        let edits = vec![Edit::Keep {
            path: place.path.clone(),
        }];
        Transaction {
            edits,
            message: self.message(place, "record", "edited by hand"),
            ..Transaction::default()
        }
    }
}

/// Where a merge left two versions of an answer, a third one would throw both away: `resolve` shows them first.
fn refuse_undecided(place: &Place<'_>, fillings: &[Filling]) -> Result<(), CommandError> {
    let base = place.base.clone().into_bytes();
    let Ok(content) = Content::of_text(&place.path, place.activity, base) else {
        return Ok(());
    };
    let undecided = fillings
        .iter()
        .find(|filling| content.is_undecided(filling.output))
        .map(|filling| place.activity.output(filling.output));
    match undecided {
        None => Ok(()),
        Some(output) => Err(CommandError::new(
            codes::UNDECIDED,
            format!(
                "a merge left two versions of \"{}\", and both would be lost",
                output.id
            ),
        )
        .hint(format!(
            "redesign resolve {0}; or --set {1}=TEXT there",
            place.name(),
            output.id
        ))),
    }
}

/// Says what was written, how far the activity is now, and what comes next.
fn finished(
    workspace: &Workspace,
    session: &Session,
    place: &Place<'_>,
    outputs: Vec<String>,
    written: &Written,
) -> Result<Reply<Recorded>, CommandError> {
    let now = workspace
        .read_plan(&place.plan.path)
        .map_err(|broken| CommandError::broken(broken.finding))?;
    let standing = Standing::of(&now);
    let now = Place {
        workspace,
        plan: &now,
        at: place.at,
        activity: place.activity,
        path: place.path.clone(),
        before: None,
        base: String::new(),
    };
    let mut reply = reply_of(&standing, &now, outputs, written.clone());
    let waits: Vec<&str> = standing
        .waits_for(place.activity)
        .map(|need| place.plan.toolkit.activity(need).id.as_str())
        .collect();
    if !waits.is_empty() && !written.dry_run {
        reply.notes.push(format!(
            "note: {} usually comes after {}",
            place.activity.id,
            waits.join(", ")
        ));
    }
    let before = Standing::of(place.plan);
    let reopened: Vec<&str> = now
        .plan
        .toolkit
        .activities
        .iter()
        .filter(|one| {
            standing.causes(one.at).next().is_some() && before.causes(one.at).next().is_none()
        })
        .map(|activity| activity.id.as_str())
        .collect();
    if !reopened.is_empty() {
        reply.notes.push(format!(
            "note: to be looked at again, since what they build on is another now: {}",
            reopened.join(", ")
        ));
    }
    write::notes(&mut reply, written, session);
    Ok(reply)
}

fn reply_of(
    standing: &Standing,
    place: &Place<'_>,
    outputs: Vec<String>,
    written: Written,
) -> Reply<Recorded> {
    let found = standing.activity(place.at);
    let state = found.state;
    let next: Vec<String> = standing
        .next()
        .into_iter()
        .map(|at| place.plan.toolkit.activity(at).id.to_string())
        .collect();
    let mut report = write::report(&written, 10);
    let lacking = lacks_in_words(place.plan, standing, place.at);
    let words = match (state, lacking.is_empty()) {
        (State::Done, _) | (_, true) => state.people_word().to_owned(),
        (State::Skipped, _) => format!("skipped: {lacking}"),
        (State::Review, _) => format!("review: {lacking}"),
        (State::Waiting, _) => format!("later, {lacking}"),
        _ => format!("{}, {lacking}", state.people_word()),
    };
    if !written.dry_run {
        let mut facts = vec![
            (place.activity.id.to_string(), Cell::State(state, words)),
            (
                place.plan.id.to_string(),
                Cell::Progress(standing.percent()),
            ),
        ];
        match report.blocks.first_mut() {
            Some(Block::Facts(first)) => first.append(&mut facts),
            _ => report.blocks.push(Block::Facts(facts)),
        }
    }
    let hint = next_command(place, standing, &next);
    let recorded = Recorded {
        plan: place.plan.id.to_string(),
        activity: Some(place.activity.id.to_string()),
        record: place.activity.repeat.is_some().then(|| stem(&place.path)),
        outputs,
        reviewed: Vec::new(),
        state: Some(state.word()),
        missing: missing(place.activity, found),
        percent: standing.percent(),
        next,
        written,
    };
    Reply {
        next: hint,
        is_report_of_work: true,
        ..Reply::new(recorded, report)
    }
}

/// Outputs that were given words such as `TBD`.
fn placeholders(fillings: &[Filling], target: &target::Target, at: ActivityAt) -> Vec<String> {
    let activity = target.plan.toolkit.activity(at);
    let given = fillings
        .iter()
        .filter(|filling| !filling.text.trim().is_empty());
    given
        .filter(|filling| crate::kinds::is_blank_answer(&filling.text))
        .map(|filling| activity.output(filling.output).id.to_string())
        .collect()
}

/// The command that goes on from here.
fn next_command(place: &Place<'_>, standing: &Standing, next: &[String]) -> Option<String> {
    let found = standing.activity(place.at);
    let state = found.state;
    let plan = &place.plan.id;
    if place.plan.meta.resting().is_some() {
        return Some(format!("redesign show {plan}"));
    }
    if state == State::Review {
        return Some(reviewed(place.plan, standing, place.at).to_string());
    }
    if state == State::Doing {
        // This one first, as long as it lacks something.
        let own = place.plan.records.iter().find(|one| one.path == place.path);
        let lacks = |content: &Content| !content.is_complete(place.activity);
        let lacking = own.filter(|record| record.answered().is_some_and(lacks));
        return Some(match lacking.filter(|_| found.undecided == 0) {
            Some(record) => format!("redesign record {}", typed(&place.plan.name_of(record))),
            None => to_record(place.plan, standing, place.at).to_string(),
        });
    }
    // What is in review asks for a look first, and `next` says at what.
    let is_review = |id: &String| {
        let activity = place.plan.toolkit.named(id);
        activity.is_some_and(|one| standing.activity(one.at).state == State::Review)
    };
    if next.first().is_some_and(is_review) {
        return Some(format!("redesign next {plan}"));
    }
    next.first()
        .and_then(|activity| place.plan.toolkit.named(activity))
        .map(|one| to_record(place.plan, standing, one.at).to_string())
        .or_else(|| Some(format!("redesign show {plan}")))
}

/// Ids of the outputs whose answers differ between two texts of a record.
fn changed_outputs(place: &Place<'_>, before: &str, after: &str) -> Vec<String> {
    let read = |text: &str| Content::of_text(&place.path, place.activity, text).ok();
    let (Some(before), Some(after)) = (read(before), read(after)) else {
        return Vec::new();
    };
    let answer = |content: &Content, output: &Output| {
        let answer = content.answer(output.at);
        answer.map(|answer| answer.text.into_owned())
    };
    let outputs = place.activity.outputs.iter();
    outputs
        .filter(|output| answer(&before, output) != answer(&after, output))
        .map(|output| output.id.to_string())
        .collect()
}
