//! Gathers answers from `--set`, a file, questions, or an editor.

use super::arguments::{Arguments, Deed};
use super::asking;
use super::refusal;
use super::source::{filling, fillings};
use crate::app::answer::{pair, words_of};
use crate::app::given::Given;
use crate::app::record_file::RecordFile;
use crate::app::target::{self, Target};
use crate::app::{App, Opened};
use crate::check;
use crate::error::CommandError;
use crate::kinds::is_blank_answer;
use crate::model::{Content, Filling, Plan, Record};
use crate::prompt::Editor;
use crate::store::write_draft;
use crate::toolkit::{Activity, Output, OutputAt, Toolkit};

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
        from: Option<&Given>,
    ) -> Result<Option<Answers>, CommandError> {
        if !matches!(deed, Deed::Fill | Deed::Ask | Deed::Edit) {
            return Ok(None);
        }
        if deed == Deed::Fill && self.add {
            self.refuse_to_add(&target.plan, activity)?;
            return self.given(&target.plan.toolkit, activity, from).map(Some);
        }
        let name = (activity, target.record.as_deref());
        let is_shown = deed == Deed::Edit;
        let file = self.file(workspace, &target.plan, name, is_shown)?;
        Ok(Some(match deed {
            Deed::Edit => edited(workspace.app, &file)?,
            Deed::Fill => self.given(&file.plan.toolkit, activity, from)?,
            _ => self.asked(workspace.app, &file)?,
        }))
    }

    /// The answers of `--from` and of each `--set`.
    fn given(
        &self,
        toolkit: &Toolkit,
        activity: &Activity,
        from: Option<&Given>,
    ) -> Result<Answers, CommandError> {
        let given = from.map(|from| fillings(from, toolkit, activity));
        let (fillings, adds) = self.with_sets(activity, given.transpose()?.unwrap_or_default())?;
        Ok(Answers::Fillings { fillings, adds })
    }

    /// Answers, and those of each `--set`.
    pub(super) fn with_sets(
        &self,
        activity: &Activity,
        mut fillings: Vec<Filling>,
    ) -> Result<(Vec<Filling>, Vec<OutputAt>), CommandError> {
        let mut adds = Vec::new();
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
        Ok((fillings, adds))
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

/// Why an edited record can't be used: the first error that `check` would report, or a new answer that can't be.
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
        min_n: file.plan.min_n,
        strays: Vec::new(),
        links: Vec::new(),
        pledges: Vec::new(),
        findings: Vec::new(),
    };
    let broken = check::plan(&plan)
        .into_iter()
        .find(|finding| finding.severity == crate::model::Severity::Error);
    let Some(finding) = broken else {
        let (before, after) = (file.content().ok()?, file.read(text).ok()?);
        let (id, misfit) = refusal::edited(file.activity, &before, &after)?;
        return Some(format!("{id}: {} ({})", misfit.message, misfit.help));
    };
    let line = finding
        .place
        .and_then(|place| place.line)
        .map_or(String::new(), |line| format!("line {line}: "));
    let help = finding
        .help
        .map_or(String::new(), |help| format!(" ({help})"));
    Some(format!("{line}{}{help}", finding.message))
}
