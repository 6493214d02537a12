//! Gathers answers from `--set`, a file, questions, or an editor.

use super::arguments::{Arguments, Deed};
use super::asking;
use crate::app::answer::{pair, unfit, words_of};
use crate::app::record_file::RecordFile;
use crate::app::target::{self, Target};
use crate::app::{App, Opened};
use crate::check;
use crate::document::{Ours, as_text};
use crate::error::CommandError;
use crate::kinds::is_blank_answer;
use crate::model::{Astray, Content, Count, Filling, Plan, Record, Slot, accept, codes};
use crate::prompt::Editor;
use crate::queries::show::{AROUND, is_fact, without_problem};
use crate::store::write_draft;
use crate::toolkit::{Activity, Output, OutputAt};
use serde_json::Value;
use std::path::Path;

const MAX_INPUT: u64 = crate::document::MAX_BYTES;
/// Marks the reason on top of a rejected text.
const REASON: &str = "<!-- redesign could not use this:";
/// How often a rejected text is reopened.
const TRIES: usize = 10;

pub(super) enum Answers {
    /// Fillings by output, and the outputs to only add to.
    Fillings {
        fillings: Vec<Filling>,
        adds: Vec<OutputAt>,
    },
    /// A whole file from an editor, and the text it was opened with.
    Whole { shown: String, text: String },
}

impl Arguments {
    /// The answers given or asked for; empty if the deed needs none.
    pub(super) fn answers(
        &self,
        workspace: &Opened<'_>,
        target: &Target,
        (activity, deed): (&Activity, Deed<'_>),
    ) -> Result<Option<Answers>, CommandError> {
        if !matches!(deed, Deed::Fill | Deed::Ask | Deed::Edit) {
            return Ok(None);
        }
        let name = (activity, target.record.as_deref());
        let is_shown = deed == Deed::Edit;
        let file = self.file(workspace, &target.plan, name, is_shown)?;
        Ok(Some(match deed {
            Deed::Edit => edited(workspace.app, &file)?,
            Deed::Fill => self.given(workspace.app, &file)?,
            _ => self.asked(workspace.app, &file)?,
        }))
    }

    /// The answers of `--from` and of each `--set`.
    fn given(&self, app: &App<'_>, file: &RecordFile<'_>) -> Result<Answers, CommandError> {
        let activity = file.activity;
        let mut fillings = Vec::new();
        let mut adds = Vec::new();
        if let Some(from) = &self.from {
            fillings.extend(read_from(app, file, from)?);
        }
        for set in &self.set {
            let (output, filling, is_added) = read_set(activity, set)?;
            if is_added && !adds.contains(&filling.output) {
                adds.push(filling.output);
            }
            let mut earlier = fillings.iter_mut();
            let Some(earlier) = earlier.find(|one| one.output == filling.output) else {
                fillings.push(filling);
                continue;
            };
            // A list grows with each --set; other kinds take only one answer.
            let joined = output.kind.joined(&earlier.text, &filling.text);
            earlier.text = joined.ok_or_else(|| {
                CommandError::usage(format!("the output \"{}\" is given twice", output.id))
            })?;
        }
        Ok(Answers::Fillings { fillings, adds })
    }

    /// Asks on the terminal; without one, says what to pass instead.
    fn asked(&self, app: &App<'_>, file: &RecordFile<'_>) -> Result<Answers, CommandError> {
        if app.can_ask() {
            let (fillings, adds) = asking::asked(app, file)?;
            return Ok(Answers::Fillings { fillings, adds });
        }
        let outputs = file.activity.outputs.iter();
        let required = outputs.filter(|output| output.required);
        let required = required.map(|output| format!("--set {}=...", output.id));
        let message = "no answer was given, and there is no terminal to ask on";
        Err(CommandError::usage(message).hint(format!(
            "redesign record {} {}; or --from FILE, --edit",
            self.target,
            required.collect::<Vec<_>>().join(" ")
        )))
    }
}

/// Parses `OUTPUT=TEXT`, and whether it is `OUTPUT+=TEXT`, which adds.
fn read_set<'a>(
    activity: &'a Activity,
    set: &str,
) -> Result<(&'a Output, Filling, bool), CommandError> {
    let (name, words) = pair(set)?;
    let (name, is_added) = match name.strip_suffix('+') {
        Some(name) => (name, true),
        None => (name, false),
    };
    let output = target::output(activity, name.trim())?;
    let is_empty = words.trim().is_empty();
    if is_added && (output.kind.facts().items.is_none() || is_empty) {
        let why = if is_empty {
            "there is nothing to add".to_owned()
        } else {
            let kind = output.kind.name();
            format!("a {kind} holds one answer and can't be added to")
        };
        return Err(CommandError::usage(format!("{}: {why}", output.id))
            .hint(format!("--set {}=TEXT sets the answer", output.id)));
    }
    let filling = filling(output, words_of(output, words)?)?;
    Ok((output, filling, is_added))
}

fn filling(output: &Output, text: String) -> Result<Filling, CommandError> {
    accept(output, &text).map_err(|misfit| unfit(output, &misfit))?;
    Ok(Filling {
        output: output.at,
        text,
    })
}

/// Ids of outputs answered with placeholders such as `TBD`.
pub(super) fn placeholders(activity: &Activity, given: &[Filling]) -> Vec<String> {
    let holds_place = |one: &&Filling| !one.text.trim().is_empty() && is_blank_answer(&one.text);
    let outputs = given.iter().filter(holds_place);
    outputs
        .map(|one| activity.output(one.output).id.to_string())
        .collect()
}

/// Ids of the outputs that differ between two texts of a record.
pub(super) fn differing(file: &RecordFile<'_>, before: &str, after: &str) -> Vec<String> {
    let (Ok(before), Ok(after)) = (file.read(before), file.read(after)) else {
        return Vec::new();
    };
    let answer =
        |content: &Content, output: &Output| Some(content.answer(output.at)?.text.into_owned());
    let outputs = file.activity.outputs.iter();
    outputs
        .filter(|output| answer(&before, output) != answer(&after, output))
        .map(|output| output.id.to_string())
        .collect()
}

/// Appends additions to existing answers, and notes each list or table that would lose entries, since that is easily
/// done by mistake.
pub(super) fn grown(
    activity: &Activity,
    content: &Content,
    fillings: &[Filling],
    adds: &[OutputAt],
) -> Result<(Vec<Filling>, Vec<String>), CommandError> {
    let mut grown = Vec::with_capacity(fillings.len());
    let mut notes = Vec::new();
    for filling in fillings {
        let earlier = content.answer(filling.output);
        let known = activity.output(filling.output);
        let mut text = filling.text.clone();
        if let Some(earlier) = earlier {
            if adds.contains(&filling.output) {
                let joined = known.kind.joined(&earlier.text, &filling.text);
                text = joined.ok_or_else(|| {
                    CommandError::usage(format!(
                        "{}: its columns are in another order in this record, so it can't be added to",
                        known.id
                    ))
                    .hint("add the row in the file")
                })?;
            } else if !filling.text.is_empty() {
                notes.extend(taken_away(known, &earlier.text, &filling.text));
            }
        }
        grown.push(Filling {
            output: filling.output,
            text,
        });
    }
    Ok((grown, notes))
}

/// How many entries of an answer another one lacks.
fn taken_away(output: &Output, before: &str, after: &str) -> Option<String> {
    let one = output.kind.facts().items?;
    let entries = |text: &str| match output.kind.parse(&output.shape, text) {
        Ok(Value::Array(entries)) => entries,
        _ => Vec::new(),
    };
    let kept = entries(after);
    let gone = entries(before)
        .iter()
        .filter(|entry| !kept.contains(entry))
        .count();
    if gone == 0 {
        return None;
    }
    let gone = Count(gone, one);
    Some(format!(
        "note: {0}: replaced {gone}; --set '{0}+=...' adds instead",
        output.id
    ))
}

/// Answers from a file or standard input: JSON if it begins with `{`, otherwise Markdown.
fn read_from(
    app: &App<'_>,
    file: &RecordFile<'_>,
    from: &Path,
) -> Result<Vec<Filling>, CommandError> {
    let is_input = from.as_os_str() == "-";
    let shown = if is_input {
        "standard input".to_owned()
    } else {
        from.display().to_string()
    };
    let bytes = if is_input {
        app.context.input(MAX_INPUT).map_err(|error| {
            CommandError::new(codes::IO, format!("can't read standard input: {error}"))
        })?
    } else {
        crate::store::read_text(&app.folder().join(from), MAX_INPUT)
            .map_err(|unreadable| {
                CommandError::usage(format!("\"{shown}\": {}", unreadable.message))
                    .hint("--from - reads standard input")
            })?
            .into_bytes()
    };
    let text = as_text(bytes)
        .map_err(|error| CommandError::usage(format!("{shown}: {error}")).hint(error.help))?;
    if text.trim_start().starts_with('{') {
        from_json(file.activity, &text, &shown)
    } else {
        from_markdown(file, text, &shown)
    }
}

fn from_json(activity: &Activity, text: &str, shown: &str) -> Result<Vec<Filling>, CommandError> {
    let values: serde_json::Map<String, Value> = serde_json::from_str(text)
        .map_err(|error| CommandError::usage(format!("{shown} is not JSON: {error}")))?;
    let read = |(name, value): (&String, &Value)| {
        let output = target::output(activity, name)?;
        let text = match value {
            Value::Null => Ok(String::new()),
            value => output.kind.write(&output.shape, value),
        };
        let text = text.map_err(|misfit| unfit(output, &misfit))?;
        filling(output, text)
    };
    values.iter().map(read).collect()
}

fn from_markdown(
    file: &RecordFile<'_>,
    text: String,
    shown: &str,
) -> Result<Vec<Filling>, CommandError> {
    let activity = file.activity;
    let ours = file.plan.toolkit.ours(activity.at);
    let content = Content::of_text(shown, activity, text)?;
    let mut fillings = Vec::new();
    for output in &activity.outputs {
        if let Slot::Twice(..) = content.slot(output.at) {
            let title = &output.title;
            let message = format!("{shown} has the section \"{title}\" twice");
            return Err(CommandError::usage(message));
        }
        if let Some(answer) = content.answer(output.at) {
            let text = without_problem(answer.text.trim());
            fillings.push(filling(output, text.to_owned())?);
        }
    }
    let titles: Vec<_> = activity
        .outputs
        .iter()
        .map(|output| output.title.as_str())
        .collect();
    refuse_unknown(&content, &titles, shown)?;
    if fillings.is_empty() {
        let hint = format!("use these headings: ## {}", titles.join(", ## "));
        return Err(CommandError::usage(format!("{shown} has no answers")).hint(hint));
    }
    refuse_astray(&content, activity, ours, shown)?;
    Ok(fillings)
}

/// Refuses text below an unknown heading, which would be silently lost.
fn refuse_unknown(content: &Content, titles: &[&str], shown: &str) -> Result<(), CommandError> {
    let document = &content.document;
    let is_lost = |at: usize| {
        let is_taken = content.slots.contains(&Slot::At(at));
        let section = document.sections().get(at);
        // The top heading is the record's own, with its guidance.
        let section = section.filter(|section| !(is_taken || section.level == 1 && at == 0));
        let section = section.filter(|section| !AROUND.contains(&document.title(section)));
        section.filter(|section| document.answer(section).is_some())
    };
    let Some(lost) = (0..document.sections().len()).find_map(is_lost) else {
        return Ok(());
    };
    let title = document.title(lost);
    let known = format!("headings: {}", titles.join("; "));
    let message = format!("{shown}: unknown heading \"{title}\"");
    Err(CommandError::usage(message).near(title, titles, &known))
}

/// So would be words that stand where no output counts them; what `show` says of a record above its answers is no loss.
fn refuse_astray(
    content: &Content,
    activity: &Activity,
    ours: &Ours,
    shown: &str,
) -> Result<(), CommandError> {
    let document = &content.document;
    let is_said = |one: &Astray| {
        let before = document.slice(&(0..one.span.start));
        let from = before.rfind('\n').map_or(0, |end| end + 1);
        let mut lines = document.slice(&(from..one.span.end)).lines();
        lines.all(|line| line.is_empty() || is_fact(line))
    };
    let mut astray = content.astray(activity, ours).into_iter();
    let Some(lost) = astray.find(|one| !is_said(one)) else {
        return Ok(());
    };
    let (line, _) = document.position(lost.span.start);
    let message = format!(
        "{shown}, line {line}: {}",
        check::astray_in_words(activity, &lost)
    );
    Err(CommandError::usage(message).hint(check::help_for_astray(activity, &lost)))
}

/// The whole record in an editor; opened again with the reason on top where it can't be used.
fn edited(app: &App<'_>, file: &RecordFile<'_>) -> Result<Answers, CommandError> {
    let suffix = format!("-{}.md", file.activity.id);
    let editor = Editor::new(app.context, !app.global.dry_run, &suffix)?;
    let whole = |text: String| Answers::Whole {
        shown: file.base.clone(),
        text,
    };
    let mut shown = file.base.clone();
    let mut problem = None;
    for _ in 0..TRIES {
        let text = without_reason(&editor.edit(&shown)?);
        if text.trim().is_empty() || text == file.base {
            tell_if_open(app, file, editor)?;
            return Ok(whole(file.base.clone()));
        }
        let Some(reason) = problem_of(file, &text) else {
            return Ok(whole(text));
        };
        let again = format!("{REASON} {} -->\n{text}", reason.replace("--", "-"));
        problem = Some((reason, text));
        if again == shown {
            break;
        }
        shown = again;
    }
    let (reason, text) = problem.unwrap_or_default();
    let draft = write_draft(&suffix, &text)?;
    Err(CommandError::usage(reason).hint(format!(
        "your text is kept in {0}; --from {0} takes it once it is fixed",
        draft.display()
    )))
}

/// Says where the file is, if the editor came back without a change and may still be open.
fn tell_if_open(
    app: &App<'_>,
    file: &RecordFile<'_>,
    editor: Editor<'_>,
) -> Result<(), CommandError> {
    if let Some(open) = editor.still_open()? {
        let (message, hint, kept) = (open.message(), open.hint(), open.file.display());
        let name = file.name();
        let said = format!(
            "note: {message}; once it is saved, `redesign record {name} --from {kept}` takes it\nhint: {hint}\n"
        );
        app.context.say(&said, false);
    }
    Ok(())
}

fn without_reason(text: &str) -> String {
    match text
        .strip_prefix(REASON)
        .and_then(|rest| rest.split_once("-->"))
    {
        Some((_, rest)) => rest
            .strip_prefix("\r\n")
            .or_else(|| rest.strip_prefix('\n'))
            .unwrap_or(rest)
            .to_owned(),
        None => text.to_owned(),
    }
}

/// Why an edited record can't be used: the first error that `check` would report.
fn problem_of(file: &RecordFile<'_>, text: &str) -> Option<String> {
    let record = Record::read(
        file.path.clone(),
        file.activity,
        false,
        Ok(text.as_bytes().to_vec()),
    );
    let plan = Plan {
        id: file.plan.id.clone(),
        path: file.plan.path.clone(),
        repository: file.plan.repository.clone(),
        meta: file.plan.meta.clone(),
        toolkit: std::sync::Arc::clone(&file.plan.toolkit),
        records: vec![record],
        student_id: None,
        strays: Vec::new(),
        links: Vec::new(),
        pledges: Vec::new(),
        findings: Vec::new(),
    };
    check::plan(&plan)
        .into_iter()
        .find(|finding| finding.severity == crate::model::Severity::Error)
        .map(|finding| {
            let line = finding
                .place
                .and_then(|place| place.line)
                .map_or(String::new(), |line| format!("line {line}: "));
            let help = finding
                .help
                .map_or(String::new(), |help| format!(" ({help})"));
            format!("{line}{}{help}", finding.message)
        })
}
