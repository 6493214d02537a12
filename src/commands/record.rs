//! `redesign record`

mod answers;
mod arguments;
mod asking;
mod grown;
mod many;
mod place;
mod refusal;
mod review;
mod said;
mod source;

use crate::app::answer;
use crate::app::record_file::RecordFile;
use crate::app::stamping::Stamped;
use crate::app::write::Session;
use crate::app::{App, Command, Formats, Reply, target};
use crate::check;
use crate::error::CommandError;
use crate::model::{Content, Filling, Finding, Plan, Record, Standing, codes, fill};
use crate::store::{Edit, Message, Transaction, Workspace, write_draft};
use crate::toolkit::OutputAt;
use answers::Answers;
use arguments::Deed;
use said::Recorded;
use std::collections::BTreeSet;

pub use arguments::Arguments;

/// What to write, and what to report.
#[derive(Default)]
struct Prepared {
    edit: Option<Edit>,
    message: Message,
    outputs: Vec<String>,
    stamped: Stamped,
    /// Ids of outputs answered with placeholders such as `TBD`.
    placeholders: Vec<String>,
}

/// What a record says, whole.
fn text(record: &Record) -> Option<&str> {
    let content = record.content.as_ref().ok()?;
    Some(content.document.text())
}

/// Words that count nowhere in a record as it is to be written.
struct WordsAstray {
    record: Record,
    found: Vec<Finding>,
}

impl WordsAstray {
    fn of(file: &RecordFile<'_>, transaction: &Transaction) -> Option<Self> {
        let mut edits = transaction.edits.iter();
        let text = edits.find_map(|edit| match edit {
            Edit::Create { bytes, .. } => Some(bytes),
            Edit::Change { after, .. } => Some(after),
            _ => None,
        })?;
        let content = Content::of_text(&file.path, file.activity, text.clone());
        let record = Record {
            path: file.path.clone(),
            activity: file.activity.at,
            is_page: false,
            content: Ok(content.ok()?),
        };
        let found = check::words_astray(file.plan, &record);
        Some(Self { record, found })
    }

    /// What was found, if the record was written so.
    fn known(self, written: &Record) -> Option<Vec<Finding>> {
        let is_same = !written.is_page && text(written) == text(&self.record);
        is_same.then_some(self.found)
    }
}

impl Command for Arguments {
    const SCHEMA: &'static str = "record";
    const FORMATS: Formats = Formats::Only(&["table", "json"]);
    type Data = Recorded;

    fn run(self, app: &App<'_>) -> Result<Reply<Recorded>, CommandError> {
        let workspace = app.workspace()?;
        let deed = self.deed();
        let target = match deed {
            // An editor shows a new record's agenda, which is made of the whole plan.
            Deed::Edit => target::find(&workspace, &self.target)?,
            // What is added needs no other record before the lock is taken, and then all are read.
            Deed::Fill | Deed::Skip(_) if self.add => {
                target::find_unread(&workspace, &self.target)?
            }
            _ => target::find_activity(&workspace, &self.target)?,
        };
        self.review().refuse_unknown(&target)?;
        if deed == Deed::Review {
            return self.accept(&workspace, &target);
        }
        let activity = target.activity_or(&self.target, |plan| {
            let id = &plan.id;
            format!("redesign record {id}/ACTIVITY; `redesign next {id}` says which")
        })?;
        workspace.refuse_strangers(&target.plan.path)?;
        let from = self.source(app)?;
        if let Some(source) = &from
            && let Some(form) = source::of_many(source, activity)
        {
            return self.many(&workspace, &target, activity, (source, form));
        }
        // Report this before asking anything.
        self.about(&workspace, &target.plan, activity)?;
        // Gather answers before taking the lock: nobody waits for someone typing.
        let answers = self.answers(&workspace, &target, (activity, deed), from.as_ref())?;
        let session = workspace.begin_in(&target.plan.path, self.with_edits)?;
        // Read again under the lock, so that others' changes stay.
        let plan = target.read(&workspace)?;
        let activity = plan.toolkit.activity(activity.at);
        let name = target.record.as_deref();
        let file = self.file(&workspace, &plan, (activity, name), true)?;
        let made = match (answers, deed) {
            (Some(Answers::Fillings { fillings, adds }), _) => {
                self.filled(&file, &fillings, &adds)?
            }
            (Some(Answers::Whole { shown, text }), _) => self.replaced(&file, &shown, text)?,
            (None, Deed::Skip(reason)) => self.skipped(&file, Some(reason.trim()))?,
            (None, Deed::Unskip) => self.skipped(&file, None)?,
            (None, _) => self.kept(&file),
        };
        let reply = self.written(&workspace, &session, &file, made);
        // The process ends soon; freeing a programme's records one by one would only take time.
        std::mem::forget(plan);
        reply
    }
}

impl Arguments {
    fn message(&self, file: &RecordFile<'_>, verb: &str, said: &str) -> Message {
        let name = file.name();
        Message {
            subject: if said.is_empty() {
                format!("{verb} {name}")
            } else {
                format!("{verb} {name}: {said}")
            },
            why: self.message.clone(),
            plans: vec![file.plan.id.to_string()],
            activity: Some(file.activity.id.to_string()),
            command: "record",
            ..Message::default()
        }
    }

    /// Puts answers into the record.
    fn filled(
        &self,
        file: &RecordFile<'_>,
        given: &[Filling],
        adds: &[OutputAt],
    ) -> Result<Prepared, CommandError> {
        let content = file.content()?;
        let (fillings, notes) = grown::grown(file.activity, &content, given, adds)?;
        if self.deed() != Deed::Ask {
            refusal::refuse(file.activity, &content, &fillings)?;
        }
        let few = refusal::few_people(file.activity, &content, &fillings, file.plan.min_n)
            .or_else(|| refusal::unclear_people(file.activity, &content, &fillings));
        if let Some((output, misfit)) = few {
            return Err(answer::unfit(output, &misfit));
        }
        let text = fill(&file.path, file.activity, file.base.clone(), &fillings)?;
        refuse_undecided((file, &content), &fillings)?;
        let id = |one: &Filling| file.activity.output(one.output).id.to_string();
        let changed = fillings.iter().map(id).collect();
        let mut made = self.stamped(file, text, changed);
        made.stamped.notes.extend(notes);
        made.placeholders = answers::placeholders(file.activity, given);
        Ok(made)
    }

    /// Replaces the text that the editor was opened with.
    fn replaced(
        &self,
        file: &RecordFile<'_>,
        shown: &str,
        text: String,
    ) -> Result<Prepared, CommandError> {
        if text == shown && self.reviewed.is_none() {
            return Ok(Prepared::default());
        }
        if file.is_there && file.base != shown {
            let draft = write_draft(&format!("-{}.md", file.activity.id), &text)?;
            let message = format!(
                "\"{}\" was changed by somebody else while you were editing",
                file.path
            );
            return Err(CommandError::new(codes::CHANGED, message).hint(format!(
                "your text is kept in {}; merge it by hand, then run the command again",
                draft.display()
            )));
        }
        let changed = answers::differing(file, shown, &text);
        Ok(self.stamped(file, text, changed))
    }

    fn stamped(&self, file: &RecordFile<'_>, text: String, changed: Vec<String>) -> Prepared {
        let (text, stamped) = self.review().stamped(file, text, &changed);
        let said = if changed.is_empty() {
            "edited".to_owned()
        } else {
            changed.join(", ")
        };
        Prepared {
            edit: file.edit(text, self.with_edits),
            message: self.message(file, "record", &said),
            outputs: changed,
            stamped,
            placeholders: Vec::new(),
        }
    }

    /// Writes the reason for skipping into the record, or removes it.
    fn skipped(
        &self,
        file: &RecordFile<'_>,
        reason: Option<&str>,
    ) -> Result<Prepared, CommandError> {
        let content = file.content()?;
        if reason == Some("") {
            return Err(CommandError::usage("say why the activity is skipped")
                .hint("--skip \"done last year with the same team\""));
        }
        let text = content.document.with_front_matter("skipped", reason);
        // Front matter such as `{...}` has no room for a line of ours: it stays as is.
        let back = file.read(&text);
        if !back.is_ok_and(|back| back.skipped.as_deref() == reason) {
            let message = format!(
                "the front matter of {} has a form that `skipped` can't be added to",
                file.path
            );
            return Err(CommandError::new(codes::FRONT_MATTER, message)
                .hint("write `skipped: \"why\"` on its own line between the two --- lines"));
        }
        let verb = if reason.is_some() { "skip" } else { "unskip" };
        let is_new = reason.is_some() || file.is_there;
        Ok(Prepared {
            edit: file.edit(text, false).filter(|_| is_new),
            message: self.message(file, verb, reason.unwrap_or_default()),
            ..Prepared::default()
        })
    }

    fn kept(&self, file: &RecordFile<'_>) -> Prepared {
        Prepared {
            edit: file.is_there.then(|| file.keep()),
            message: self.message(file, "record", "edited by hand"),
            ..Prepared::default()
        }
    }

    /// Writes it; reports the activity's state and what comes next.
    fn written(
        &self,
        workspace: &Workspace,
        session: &Session<'_>,
        file: &RecordFile<'_>,
        made: Prepared,
    ) -> Result<Reply<Recorded>, CommandError> {
        let transaction = Transaction {
            edits: Vec::from_iter(made.edit),
            message: made.message,
            ..Transaction::default()
        };
        let (written, seen) = session.write_beside(&transaction, || {
            let astray = WordsAstray::of(file, &transaction);
            (astray, Standing::of(file.plan))
        })?;
        let (astray, before) = seen.unwrap_or_else(|| (None, Standing::of(file.plan)));
        let mut notes = made.stamped.notes;
        if transaction.is_empty() {
            notes.insert(0, "nothing changed".to_owned());
            let mut reply = said::reply(
                file,
                (file.plan, &before),
                made.outputs,
                Vec::new(),
                &written,
            );
            reply.notes = notes;
            return Ok(session.told(&written, reply));
        }
        let now = workspace.read_again(file.plan, &BTreeSet::from([file.activity.at]))?;
        let after = Standing::of(&now);
        let changed = made.outputs.clone();
        let mut reply = said::reply(
            file,
            (&now, &after),
            made.outputs,
            made.stamped.reviewed,
            &written,
        );
        reply.notes = said::consequences(file, (&before, &after), written.dry_run);
        let mut reply = session.told(&written, reply);
        let mut records = now.records.iter();
        if let Some(record) = records.find(|record| record.path == file.path) {
            reply.findings.extend(odd(file, &now, record, astray));
        }
        reply
            .notes
            .extend(said::dead_links(&now, &file.path, &changed));
        if self.add && self.skip.is_some() {
            reply.notes.push(said::goes_on(file));
        }
        reply.notes.append(&mut notes);
        for output in made.placeholders {
            reply.notes.push(format!(
                "note: {output}: that is a placeholder, so it doesn't count as an answer"
            ));
        }
        let is_nothing_new = self.deed() == Deed::Keep
            && written.commit.is_none()
            && written.not_committed.is_none();
        if is_nothing_new && !written.dry_run {
            reply.notes.push("nothing changed".to_owned());
        }
        std::mem::forget(now);
        Ok(reply)
    }
}

/// What is odd about a record that was written.
fn odd(
    file: &RecordFile<'_>,
    now: &Plan,
    record: &Record,
    astray: Option<WordsAstray>,
) -> Vec<Finding> {
    let today = file.workspace.now().day;
    let known = astray.and_then(|astray| astray.known(record));
    let mut found = known.unwrap_or_else(|| check::words_astray(now, record));
    found.extend(check::words_left(now, record));
    found.extend(check::odd_days(now, record, today));
    found
}

/// A new answer would discard both versions of a conflict; `resolve` shows them first.
fn refuse_undecided(
    (file, content): (&RecordFile<'_>, &Content),
    fillings: &[Filling],
) -> Result<(), CommandError> {
    let undecided = fillings
        .iter()
        .find(|filling| content.is_undecided(filling.output));
    let Some(filling) = undecided else {
        return Ok(());
    };
    let id = &file.activity.output(filling.output).id;
    let message = format!("a merge left two versions of \"{id}\"; this would discard both");
    Err(CommandError::new(codes::UNDECIDED, message).hint(format!(
        "redesign resolve {}; or --set {id}=TEXT there",
        file.name()
    )))
}
