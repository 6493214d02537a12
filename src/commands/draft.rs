//! `redesign draft`

mod again;
mod place;
mod said;
mod versions;

use crate::app::target;
use crate::app::write::{self, Session, Written};
use crate::app::{App, Command, Formats, Reply};
use crate::error::CommandError;
use crate::model::draft::{self, LeftOut, Wish};
use crate::model::{Basis, Content, Filling, Plan, Unfit, codes, fill, link_stamps};

use crate::store::{Message, Transaction, Workspace};
use crate::toolkit::OutputAt;
use again::Again;
use place::Place;
use said::{Drafted, OutputDrafted};
use std::collections::BTreeMap;
use versions::Versions;

/// Draft a record from what other records say
///
/// Quotes what was recorded about one plan, each passage with a link to where it stands; what nobody recorded is marked
/// [not recorded]. Drafting again keeps what people edited. The toolkit says what each output is drafted from.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// PLAN/ACTIVITY, or PLAN/ACTIVITY/RECORD to draft one again; inside a plan's directory the plan may be left out
    #[arg(value_name = "PLAN/ACTIVITY[/RECORD]")]
    target: String,
    /// The team's plan to draft about; a record that is there knows its own, and a team's plan is about itself
    #[arg(long, value_name = "PLAN", visible_alias = "plan")]
    about: Option<String>,
    /// Title of the record, where it isn't there yet
    #[arg(long)]
    title: Option<String>,
    /// Take the new draft of this output in place of the words that stand there; may be given several times
    #[arg(long, value_name = "OUTPUT")]
    replace: Vec<String>,
    /// Commit what was changed in this file by hand, too
    #[arg(long)]
    with_edits: bool,
    /// Say why, in the commit's message
    #[arg(short, value_name = "WHY")]
    message: Option<String>,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "draft";
    const FORMATS: Formats = Formats::Only(&["table", "json"]);
    type Data = Drafted;

    fn run(self, app: &App<'_>) -> Result<Reply<Drafted>, CommandError> {
        let workspace = app.workspace()?;
        let target = target::find(app, &workspace, &self.target)?;
        let Some(at) = target.activity else {
            return Err(CommandError::usage(format!(
                "\"{}\" is a plan; say which activity",
                self.target
            ))
            .hint(format!(
                "redesign draft {}/ACTIVITY --about PLAN",
                target.plan.id
            )));
        };
        let session = app.begin_in(&workspace, &target.plan.path, self.with_edits)?;
        // Read again under the lock: what others wrote meanwhile stays.
        let plan = read(&workspace, &target.plan.path)?;
        let place = Place::find(app, &workspace, &plan, at, &self, target.record.as_deref())?;
        let other = place.other(&workspace)?;
        let about = other.as_ref().unwrap_or(&plan);
        let ids = workspace.plan_ids();
        let wish = Wish {
            plan: &plan,
            about,
            ids: &ids,
            path: &place.path,
        };
        let replace = self.replaced(&place)?;
        let mut made = Made::of(&workspace, &place, wish, &replace)?;
        let unread = place.unread();
        if !unread.is_empty() {
            made.notes.push(format!(
                "note: this can't be read, and may be about {} too: {}",
                about.id,
                unread.join(", ")
            ));
        }
        let is_empty = made.is_empty(&place);
        if is_empty {
            let why = format!(
                "nothing is recorded from which {} about {} could be drafted",
                place.activity.id, about.id
            );
            made.notes.insert(0, why);
            made.fillings.clear();
            made.stamps.clear();
        } else if let Some(why) = place.why_left_out() {
            made.notes.push(format!(
                "note: {0} is left out ({why}), so what is drafted isn't counted; redesign record {1}/{0} --unskip takes it up again",
                place.activity.id, plan.id
            ));
        }
        let text = made.text(&workspace, &place)?;
        let mut drafted = made.data(&place, about);
        if is_empty {
            drafted.nothing_came();
        }
        let edit = place.edit(text, self.with_edits).filter(|_| !is_empty);
        let Some(edit) = edit else {
            drafted.written.dry_run = app.global.dry_run;
            return Ok(reply(drafted, made.notes, &session));
        };
        let transaction = Transaction {
            edits: vec![edit],
            message: self.said(&place, about),
            ..Transaction::default()
        };
        drafted.written = app.apply(&workspace, &session, &transaction)?;
        Ok(reply(drafted, made.notes, &session))
    }
}

/// The plan in a folder.
fn read(workspace: &Workspace, folder: &str) -> Result<Plan, CommandError> {
    workspace
        .read_plan(folder)
        .map_err(|broken| CommandError::broken(broken.finding))
}

/// What drafting came to, before it is written.
struct Made {
    outputs: Vec<OutputDrafted>,
    fillings: Vec<Filling>,
    /// Stamps of what was taken from the new draft, by the outputs' ids.
    stamps: BTreeMap<String, String>,
    left_out: Vec<LeftOut>,
    notes: Vec<String>,
}

impl Arguments {
    /// The outputs whose words are to be replaced.
    fn replaced(&self, place: &Place<'_>) -> Result<Vec<OutputAt>, CommandError> {
        let names = self.replace.iter();
        names
            .map(|name| {
                let output = target::output(place.activity, name)?;
                if draft::is_drafted(output) {
                    return Ok(output.at);
                }
                Err(
                    CommandError::usage(format!("\"{name}\" is never drafted")).hint(format!(
                        "these are: {}",
                        place
                            .drafted()
                            .map(|output| output.id.as_str())
                            .collect::<Vec<_>>()
                            .join(", ")
                    )),
                )
            })
            .collect()
    }

    fn said(&self, place: &Place<'_>, about: &Plan) -> Message {
        let mut plans = vec![place.plan.id.to_string()];
        let with = if about.path == place.plan.path {
            String::new()
        } else {
            plans.push(about.id.to_string());
            format!(": about {}", about.id)
        };
        Message {
            subject: format!("draft {}{with}", place.name()),
            why: self.message.clone(),
            plans,
            activity: Some(place.activity.id.to_string()),
            command: "draft",
            ..Message::default()
        }
    }
}

impl Made {
    /// Drafts each output, and says what becomes of it.
    fn of(
        workspace: &Workspace,
        place: &Place<'_>,
        wish: Wish<'_>,
        replace: &[OutputAt],
    ) -> Result<Self, CommandError> {
        let versions = Versions::of(workspace, &[wish.plan, wish.about])?;
        let content = place.content()?;
        let mut again = Again::of(workspace, place, &content, wish);
        let mut made = Self {
            outputs: Vec::new(),
            fillings: Vec::new(),
            stamps: BTreeMap::new(),
            left_out: Vec::new(),
            notes: Vec::new(),
        };
        for output in place.drafted() {
            let sources = draft::sources(wish, output, &mut made.left_out);
            let answer = draft::drafted(output, &sources, &place.path, &|path| versions.at(path));
            if answer.is_misfit {
                made.notes.push(format!(
                    "note: {}: what is recorded hasn't the form that is asked for here, so it is left as a gap",
                    output.id
                ));
            }
            let decided = again.decide(output, &answer, replace.contains(&output.at))?;
            if let Some(text) = decided.text {
                let output = output.at;
                made.fillings.push(Filling { output, text });
            }
            if let Some(stamp) = decided.stamp {
                made.stamps.insert(output.id.to_string(), stamp);
            }
            made.outputs.push(OutputDrafted {
                id: output.id.to_string(),
                title: output.title.clone(),
                state: decided.state,
                passages: answer.passages,
                files: answer.files.into_iter().collect(),
                draft: answer.text,
            });
        }
        Ok(made)
    }

    /// Whether there is nothing to quote for a record that was never drafted: a file full of gaps would help nobody.
    fn is_empty(&self, place: &Place<'_>) -> bool {
        let is_quoted = |output: &OutputDrafted| {
            let known = place.activity.named(&output.id);
            output.passages > 0 && known.is_some_and(|known| !known.kind.is_link())
        };
        !place.was_drafted() && !self.outputs.iter().any(is_quoted)
    }

    /// The record's text with what is new in it.
    fn text(&mut self, workspace: &Workspace, place: &Place<'_>) -> Result<String, CommandError> {
        let text = fill(
            &place.path,
            place.activity,
            place.base.clone(),
            &self.fillings,
        )
        .map_err(|unfit| match unfit {
            Unfit::Answer(misfit) => CommandError::usage(misfit.message).hint(misfit.help),
            Unfit::Record(finding) => CommandError::broken(*finding),
        })?;
        if u64::try_from(text.len()).unwrap_or(u64::MAX) > crate::document::MAX_BYTES {
            return Err(CommandError::new(
                codes::TOO_LONG,
                format!(
                    "the draft would have more than {} bytes, which no record has",
                    crate::document::MAX_BYTES
                ),
            )
            .hint("let the toolkit draft from fewer outputs"));
        }
        let read = |text: &str| {
            Content::of_text(&place.path, place.activity, text).map_err(CommandError::broken)
        };
        let content = read(&text)?;
        let about = place.noted_about(&content);
        let text = if let Some(text) = content.document.with_drafted(&self.stamps, about) {
            text
        } else {
            self.notes.push(format!(
                    "note: the front matter of {} has a form into which what was drafted can't be noted, so drafting again takes all of it for your words; with each key on a line of its own it could",
                    place.path
                ));
            text
        };
        let content = read(&text)?;
        if !content.is_complete(place.activity) {
            return Ok(text);
        }
        let mut stamps = Basis::of(place.plan).stamps(place.at, false);
        let links = workspace.links_in(place.plan, &place.path, place.at, &content);
        stamps.extend(link_stamps(&links));
        let lacking = content.lacking(&stamps);
        Ok(content.document.with_stamps(&lacking).unwrap_or(text))
    }

    fn data(&mut self, place: &Place<'_>, about: &Plan) -> Drafted {
        Drafted {
            plan: place.plan.id.to_string(),
            activity: place.activity.id.to_string(),
            record: place.activity.repeat.is_some().then(|| place.stem()),
            about: about.id.to_string(),
            is_new: place.before.is_none(),
            outputs: std::mem::take(&mut self.outputs),
            left_out: self.left_out.iter().map(Into::into).collect(),
            written: Written::nothing(),
        }
    }
}

fn reply(drafted: Drafted, notes: Vec<String>, session: &Session) -> Reply<Drafted> {
    let written = drafted.written.clone();
    let is_nothing = written.written.is_empty();
    let report = drafted.report();
    let next = drafted.next();
    let is_preview = written.dry_run;
    let mut all = Vec::new();
    if is_nothing {
        all.push("nothing changed".to_owned());
    }
    all.extend(notes);
    all.extend(drafted.notes());
    let mut reply = Reply {
        notes: all,
        next: Some(next),
        ..Reply::new(drafted, report)
    };
    write::notes(&mut reply, &written, session);
    // A preview is the result itself.
    reply.is_report_of_work = !is_preview;
    reply
}
