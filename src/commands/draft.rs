//! `redesign draft`

mod again;
mod place;
mod said;
mod versions;

use crate::app::{App, Command, Formats, Reply, target};
use crate::error::CommandError;
use crate::model::draft::{self, Unquoted, Wish};
use crate::model::{Basis, Filling, codes, fill, link_stamps, prediction};
use crate::store::{Message, Transaction};
use crate::toolkit::OutputAt;
use again::Again;
use place::{Destination, WantedDraft};
use said::{Drafted, OutputDrafted};
use std::collections::BTreeMap;
use std::sync::Arc;
use versions::CommitsOfFiles;

/// Draft a record from what other records say
///
/// Quotes what was recorded about one plan, each passage with a link to its source; what nobody recorded is marked [not
/// recorded]. Drafting again keeps people's edits. The toolkit says what each output is drafted from.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// PLAN/ACTIVITY, or PLAN/ACTIVITY/RECORD to draft it again; PLAN can be omitted inside its directory
    #[arg(value_name = "PLAN/ACTIVITY[/RECORD]")]
    target: String,
    /// The team's plan to draft about; not needed for an existing record or in a team's own plan
    #[arg(long, value_name = "PLAN", visible_alias = "plan")]
    about: Option<String>,
    /// Title of a new record
    #[arg(long)]
    title: Option<String>,
    /// Replace this output's words with the new draft; repeatable
    #[arg(long, value_name = "OUTPUT")]
    replace: Vec<String>,
    /// Also commit changes made to this file by hand
    #[arg(long)]
    with_edits: bool,
    /// The reason, for the commit message
    #[arg(short, value_name = "WHY")]
    message: Option<String>,
}

impl Command for Arguments {
    const SCHEMA: &'static str = "draft";
    const FORMATS: Formats = Formats::Only(&["table", "json"]);
    type Data = Drafted;

    fn run(self, app: &App<'_>) -> Result<Reply<Drafted>, CommandError> {
        let workspace = app.workspace()?;
        let target = target::find_activity(&workspace, &self.target)?;
        let activity = target.activity_or(&self.target, |plan| {
            format!("redesign draft {}/ACTIVITY --about PLAN", plan.id)
        })?;
        let session = workspace.begin_in(&target.plan.path, self.with_edits)?;
        // Read again under the lock, so that others' changes stay.
        let plan = Arc::new(workspace.read_plan(&target.plan.path)?);
        let activity = plan.toolkit.activity(activity.at);
        let said = WantedDraft {
            record: target.record.as_deref(),
            about: self.about.as_deref(),
            title: self.title.as_deref(),
        };
        let place = Destination::find(&workspace, (&plan, activity), &said)?;
        let ids = workspace.plan_ids();
        let replace = self.replaced(&place)?;
        let mut made = Drafting::of(&place, &ids, &replace)?;
        let is_empty = made.is_empty(&place);
        made.note(&place, is_empty);
        let text = made.text(&place)?;
        let edit = place.file.edit(text, self.with_edits);
        let transaction = Transaction {
            edits: Vec::from_iter(edit.filter(|_| !is_empty)),
            message: self.message(&place),
            ..Transaction::default()
        };
        let mut written = session.write(&transaction)?;
        written.dry_run = app.global.dry_run;
        let notes = made.notes;
        let mut drafted = Drafted {
            plan: plan.id.to_string(),
            activity: place.file.activity.id.to_string(),
            record: place.file.record(),
            about: place.about().id.to_string(),
            is_new: !place.file.is_there,
            outputs: made.outputs,
            left_out: made.left_out.iter().map(Into::into).collect(),
            written: written.clone(),
        };
        if is_empty {
            drafted.nothing_came();
        }
        let mut reply = session.told(&written, drafted.reply(notes));
        // A preview is the result itself.
        reply.is_report_of_work = !written.dry_run;
        Ok(reply)
    }
}

#[derive(Default)]
struct Drafting {
    outputs: Vec<OutputDrafted>,
    fillings: Vec<Filling>,
    /// Stamps of the parts taken from the new draft, by output id.
    stamps: BTreeMap<String, String>,
    left_out: Vec<Unquoted>,
    notes: Vec<String>,
}

impl Arguments {
    fn replaced(&self, place: &Destination<'_>) -> Result<Vec<OutputAt>, CommandError> {
        let of = |name: &String| {
            let output = target::output(place.file.activity, name)?;
            if draft::is_drafted(output) {
                return Ok(output.at);
            }
            let others = place.drafted().map(|output| output.id.as_str());
            let hint = format!("drafted outputs: {}", others.collect::<Vec<_>>().join(", "));
            Err(CommandError::usage(format!("\"{name}\" is never drafted")).hint(hint))
        };
        self.replace.iter().map(of).collect()
    }

    fn message(&self, place: &Destination<'_>) -> Message {
        let (file, about) = (&place.file, place.about());
        let mut plans = vec![file.plan.id.to_string()];
        let mut subject = format!("draft {}", file.name());
        if about.path != file.plan.path {
            plans.push(about.id.to_string());
            subject.push_str(&format!(": about {}", about.id));
        }
        Message {
            subject,
            why: self.message.clone(),
            plans,
            activity: Some(file.activity.id.to_string()),
            command: "draft",
            ..Message::default()
        }
    }
}

impl Drafting {
    /// Drafts each output, and decides what to do with it.
    fn of(
        place: &Destination<'_>,
        ids: &[String],
        replace: &[OutputAt],
    ) -> Result<Self, CommandError> {
        let file = &place.file;
        let wish = Wish {
            plan: file.plan,
            about: place.about(),
            ids,
            path: &file.path,
        };
        let versions = CommitsOfFiles::of(file.workspace, &[wish.plan, wish.about])?;
        let content = file.content()?;
        let mut again = Again::of(file, &content, wish);
        let mut made = Self::default();
        for output in place.drafted() {
            let sources = draft::sources(wish, output, &mut made.left_out);
            let answer = draft::drafted(output, &sources, &file.path, &|path| versions.at(path));
            if answer.is_misfit {
                made.notes.push(format!(
                    "note: {}: what is recorded doesn't match the required form, so it is left as a gap",
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

    /// Whether a never-drafted record has nothing to quote: a file full of gaps helps nobody.
    fn is_empty(&self, place: &Destination<'_>) -> bool {
        let is_quoted = |output: &OutputDrafted| {
            let known = place.file.activity.named(&output.id);
            output.passages > 0 && known.is_some_and(|known| !known.kind.is_link())
        };
        !place.was_drafted() && !self.outputs.iter().any(is_quoted)
    }

    /// Notes what can't be read or doesn't count. With nothing to quote, nothing goes into the record.
    fn note(&mut self, place: &Destination<'_>, is_empty: bool) {
        let (activity, about) = (&place.file.activity.id, &place.about().id);
        let unread = place.unread();
        if !unread.is_empty() {
            self.notes.push(format!(
                "note: this can't be read, but may be about {about} too: {}",
                unread.join(", ")
            ));
        }
        if is_empty {
            let why = format!("nothing is recorded about {about} to draft {activity} from");
            self.notes.insert(0, why);
            self.fillings.clear();
            self.stamps.clear();
        } else if let Some(why) = place.why_left_out() {
            self.notes.push(format!(
                "note: {activity} is skipped ({why}), so its draft doesn't count; redesign record {}/{activity} --unskip resumes it",
                place.file.plan.id
            ));
        }
    }

    /// The record's text with what is new in it.
    fn text(&mut self, place: &Destination<'_>) -> Result<String, CommandError> {
        let file = &place.file;
        let text = fill(&file.path, file.activity, file.base.clone(), &self.fillings)?;
        if u64::try_from(text.len()).unwrap_or(u64::MAX) > crate::document::MAX_BYTES {
            let message = format!(
                "the draft would be larger than {} bytes, the limit for a record",
                crate::document::MAX_BYTES
            );
            return Err(CommandError::new(codes::TOO_LONG, message)
                .hint("change the toolkit to draft from fewer outputs"));
        }
        let content = file.read(&text)?;
        let about = place.noted_about(&content);
        let text = if let Some(text) = content.document.with_drafted(&self.stamps, about) {
            text
        } else {
            self.notes.push(format!(
                    "note: the front matter of {} has a form that can't record what was drafted, so drafting again will treat all of it as your words; put each key on its own line",
                    file.path
                ));
            text
        };
        let content = file.read(&text)?;
        let before = file.content().ok();
        let both = (before.as_ref(), &content);
        let mut stamps = prediction::stamps(&file.plan.toolkit, file.activity, both);
        if content.is_complete(file.activity) {
            stamps.extend(Basis::of(file.plan).stamps(file.activity.at, false));
            let links = file
                .workspace
                .links_in(file.plan, &file.path, file.activity.at, &content);
            stamps.extend(link_stamps(&links));
        }
        let lacking = content.lacking(&stamps);
        Ok(content.document.with_stamps(&lacking).unwrap_or(text))
    }
}
