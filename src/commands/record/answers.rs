//! Gathering answers: from `--set`, a file, questions, or an editor.

use super::Arguments;
use super::place::{LookedAt, Place};
use crate::app::App;
use crate::app::target::{self, Target};
use crate::error::CommandError;
use crate::model::{Content, Count, Filling, Plan, Record, accept, codes};
use crate::prompt::{Given, Prompter};
use crate::store::{Workspace, write_draft};
use crate::toolkit::{Activity, ActivityAt, Output, OutputAt};
use serde_json::Value;

/// Most bytes of `--from`.
const MAX_INPUT: u64 = crate::document::MAX_BYTES;
/// What we put on top of a buffer that could not be used.
const REASON: &str = "<!-- redesign could not use this:";
/// How often a buffer is opened again.
const TRIES: usize = 10;

/// Answers, however they came.
pub(super) enum Answers {
    /// One for each output that was answered, and the outputs whose answers are only added to.
    Fillings {
        fillings: Vec<Filling>,
        adds: Vec<OutputAt>,
    },
    /// A whole file from an editor, and what the editor was shown.
    Whole { shown: String, text: String },
}

impl Arguments {
    /// The answers that were given, or are asked for.
    pub(super) fn answers(
        &self,
        app: &App<'_>,
        workspace: &Workspace,
        target: &Target,
        at: ActivityAt,
    ) -> Result<Answers, CommandError> {
        let plan = &target.plan;
        let looked_at = if self.edit {
            LookedAt::Whole
        } else {
            LookedAt::Outputs
        };
        let place = self.place(
            app,
            workspace,
            plan,
            at,
            target.record.as_deref(),
            looked_at,
        )?;
        let mut fillings = Vec::new();
        let mut adds = Vec::new();
        if let Some(from) = &self.from {
            fillings.extend(read_from(app, plan, at, from)?);
        }
        for set in &self.set {
            let (filling, is_added) = read_set(plan.toolkit.activity(at), set)?;
            if is_added && !adds.contains(&filling.output) {
                adds.push(filling.output);
            }
            let earlier = fillings.iter_mut().find(|one| one.output == filling.output);
            match earlier {
                Some(earlier) => {
                    // A list grows with each --set; of other kinds there can be only one answer.
                    let known = plan.toolkit.activity(at).output(filling.output);
                    let joined = known.kind.joined(&earlier.text, &filling.text);
                    earlier.text = joined.ok_or_else(|| {
                        CommandError::usage(format!("the output \"{}\" is given twice", known.id))
                    })?;
                }
                None => fillings.push(filling),
            }
        }
        if !self.set.is_empty() || self.from.is_some() {
            return Ok(Answers::Fillings { fillings, adds });
        }
        if self.edit {
            return edited(app, &place);
        }
        if !app.can_ask() {
            let required: Vec<String> = place
                .activity
                .outputs
                .iter()
                .filter(|output| output.required)
                .map(|output| format!("--set {}=...", output.id))
                .collect();
            return Err(CommandError::usage(
                "there is no terminal to ask on, and no answer was given",
            )
            .hint(format!(
                "redesign record {} {}; or --from FILE, --edit",
                self.target,
                required.join(" ")
            )));
        }
        let fillings = asked(app, &place)?;
        Ok(Answers::Fillings {
            fillings,
            adds: Vec::new(),
        })
    }
}

fn unfit(output: &Output, misfit: &crate::kinds::Misfit) -> CommandError {
    CommandError::usage(format!("{}: {}", output.id, misfit.message))
        .hint(misfit.help_or(&output.hint))
}

/// `OUTPUT=TEXT`
/// One `OUTPUT=TEXT`, and whether it is `OUTPUT+=TEXT`, which adds to what is there.
fn read_set(activity: &Activity, set: &str) -> Result<(Filling, bool), CommandError> {
    let Some((name, words)) = set.split_once('=') else {
        return Err(CommandError::usage(format!("\"{set}\" is not OUTPUT=TEXT"))
            .hint("--set statement='How might we ...?'"));
    };
    let (name, is_added) = match name.strip_suffix('+') {
        Some(name) => (name, true),
        None => (name, false),
    };
    let output = target::output(activity, name.trim())?;
    if is_added && (output.kind.facts().items.is_none() || words.trim().is_empty()) {
        let why = if words.trim().is_empty() {
            "there is nothing to add".to_owned()
        } else {
            format!(
                "a {} holds one answer, to which nothing can be added",
                output.kind.name()
            )
        };
        return Err(CommandError::usage(format!("{}: {why}", output.id))
            .hint(format!("--set {}=TEXT sets the answer", output.id)));
    }
    let text = if words.trim().is_empty() {
        String::new()
    } else {
        output
            .kind
            .write_words(&output.shape, words)
            .map_err(|misfit| unfit(output, &misfit))?
    };
    accept(output, &text).map_err(|misfit| unfit(output, &misfit))?;
    let filling = Filling {
        output: output.at,
        text,
    };
    Ok((filling, is_added))
}

/// Fillings with what they add put behind what a record holds already, and a note for each list or table of which entries
/// are taken away, since that is easily done without meaning it.
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
                        "{}: its columns stand in another order in this record, so nothing can be added to it",
                        known.id
                    ))
                    .hint("write the row into the file")
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

/// How many entries of an answer another one doesn't hold any more.
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
    let gone = match gone {
        0 => return None,
        1 => format!("1 {one} that was there is"),
        count => format!("{} that were there are", Count(count, one)),
    };
    Some(format!(
        "note: {0}: {gone} replaced; --set '{0}+=...' adds to what is there",
        output.id
    ))
}

/// Answers of a file or of standard input: JSON where it begins with `{`, else Markdown.
fn read_from(
    app: &App<'_>,
    plan: &Plan,
    at: ActivityAt,
    from: &std::path::Path,
) -> Result<Vec<Filling>, CommandError> {
    let shown = if from.as_os_str() == "-" {
        "standard input".to_owned()
    } else {
        from.display().to_string()
    };
    let bytes = if from.as_os_str() == "-" {
        app.context.input(MAX_INPUT).map_err(|error| {
            CommandError::new(codes::IO, format!("can't read standard input: {error}"))
        })?
    } else {
        let path = app.folder().join(from);
        crate::store::read_text(&path, MAX_INPUT)
            .map_err(|unreadable| {
                CommandError::usage(format!("\"{shown}\": {}", unreadable.message))
                    .hint("--from - reads standard input")
            })?
            .into_bytes()
    };
    let text = String::from_utf8(bytes)
        .map_err(|_| CommandError::usage(format!("{shown} is not UTF-8 text")))?;
    if text.trim_start().starts_with('{') {
        from_json(plan, at, &text, &shown)
    } else {
        from_markdown(plan, at, text, &shown)
    }
}

fn from_json(
    plan: &Plan,
    at: ActivityAt,
    text: &str,
    shown: &str,
) -> Result<Vec<Filling>, CommandError> {
    let values: serde_json::Map<String, Value> = serde_json::from_str(text)
        .map_err(|error| CommandError::usage(format!("{shown} is not JSON: {error}")))?;
    let mut fillings = Vec::new();
    for (name, value) in &values {
        let output = target::output(plan.toolkit.activity(at), name)?;
        let text = match value {
            Value::Null => String::new(),
            value => output
                .kind
                .write(&output.shape, value)
                .map_err(|misfit| unfit(output, &misfit))?,
        };
        accept(output, &text).map_err(|misfit| unfit(output, &misfit))?;
        fillings.push(Filling {
            output: output.at,
            text,
        });
    }
    Ok(fillings)
}

fn from_markdown(
    plan: &Plan,
    at: ActivityAt,
    text: String,
    shown: &str,
) -> Result<Vec<Filling>, CommandError> {
    let activity = plan.toolkit.activity(at);
    let content = Content::of_text(shown, activity, text).map_err(CommandError::broken)?;
    let mut fillings = Vec::new();
    for output in &activity.outputs {
        if let crate::model::Slot::Twice(..) = content.slot(output.at) {
            return Err(CommandError::usage(format!(
                "{shown} holds the section \"{}\" twice",
                output.title
            )));
        }
        let Some(answer) = content.answer(output.at) else {
            continue;
        };
        let text = answer.text.trim().to_owned();
        accept(output, &text).map_err(|misfit| unfit(output, &misfit))?;
        fillings.push(Filling {
            output: output.at,
            text,
        });
    }
    // A heading with words below it that we know nothing of would be lost without a word.
    let taken = |position: usize| content.slots.contains(&crate::model::Slot::At(position));
    let titles: Vec<String> = activity
        .outputs
        .iter()
        .map(|output| output.title.clone())
        .collect();
    for (position, section) in content.document.sections().iter().enumerate() {
        // The heading on top is the record's own, with its guidance.
        let is_title = section.level == 1 && position == 0;
        if !is_title && !taken(position) && content.document.answer(section).is_some() {
            let title = content.document.title(section);
            let list = format!("the headings are: {}", titles.join("; "));
            return Err(CommandError::usage(format!(
                "{shown}: no output has the heading \"{title}\""
            ))
            .near(title, titles.clone(), &list));
        }
    }
    if fillings.is_empty() {
        return Err(
            CommandError::usage(format!("{shown} holds no answers")).hint(format!(
                "write below these headings: ## {}",
                titles.join(", ## ")
            )),
        );
    }
    Ok(fillings)
}

/// Asks for each output; an empty line leaves one as it is, a single `.` stops and keeps what was given.
fn asked(app: &App<'_>, place: &Place<'_>) -> Result<Vec<Filling>, CommandError> {
    let prompter = Prompter::new(app.context);
    let content = Content::of_text(&place.path, place.activity, place.base.clone())
        .map_err(CommandError::broken)?;
    Prompter::say(&format!(
        "{} \u{b7} {}",
        place.plan.id, place.activity.title
    ));
    Prompter::say(
        "an empty line leaves an answer as it is; a . alone stops and keeps what you gave; Ctrl-C keeps nothing",
    );
    let mut fillings = Vec::new();
    'outputs: for output in &place.activity.outputs {
        if let Some(answer) = content.answer(output.at) {
            Prompter::say(&format!("\nnow: {}", answer.text));
        }
        loop {
            let words = match prompter.output(output)? {
                Given::Words(words) => words,
                Given::Nothing => break,
                Given::Stop => break 'outputs,
            };
            let text = output
                .kind
                .write_words(&output.shape, &words)
                .and_then(|text| accept(output, &text).map(|()| text));
            match text {
                Ok(text) => {
                    fillings.push(Filling {
                        output: output.at,
                        text,
                    });
                    break;
                }
                Err(misfit) => Prompter::say(&format!(
                    "  {}: {}",
                    misfit.message,
                    misfit.help_or(&output.hint)
                )),
            }
        }
    }
    Ok(fillings)
}

/// The whole record in an editor; opened again with the reason on top where it can't be used.
fn edited(app: &App<'_>, place: &Place<'_>) -> Result<Answers, CommandError> {
    let editor = app.context.editor(!app.global.dry_run).ok_or_else(|| {
        CommandError::usage("no editor is set").hint("REDESIGN_EDITOR or EDITOR names one")
    })?;
    let io = |error: std::io::Error| {
        CommandError::new(
            codes::IO,
            format!("can't write a file for the editor: {error}"),
        )
    };
    let file = tempfile::Builder::new()
        .prefix("redesign-")
        .suffix(&format!("-{}.md", place.activity.id))
        .tempfile()
        .map_err(io)?;
    let mut shown = place.base.clone();
    let mut problem = None;
    for _ in 0..TRIES {
        std::fs::write(file.path(), &shown).map_err(io)?;
        app.context.edit(&editor, file.path()).map_err(|error| {
            CommandError::new(
                codes::EDITOR,
                format!("the editor \"{editor}\" failed: {error}"),
            )
            .hint("nothing was changed")
        })?;
        let bytes = std::fs::read(file.path()).map_err(io)?;
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let text = without_reason(&text);
        if text.trim().is_empty() || text == place.base {
            return Ok(Answers::Whole {
                shown: place.base.clone(),
                text: place.base.clone(),
            });
        }
        let Some(reason) = problem_of(place, &text) else {
            return Ok(Answers::Whole {
                shown: place.base.clone(),
                text,
            });
        };
        let again = format!("{REASON} {} -->\n{text}", reason.replace("--", "-"));
        problem = Some((reason, text));
        if again == shown {
            break;
        }
        shown = again;
    }
    let (reason, text) = problem.unwrap_or_default();
    let draft = write_draft(&format!("-{}.md", place.activity.id), &text)?;
    Err(CommandError::usage(reason).hint(format!(
        "your text is kept in {0}; --from {0} takes it once it is mended",
        draft.display()
    )))
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

/// Why an edited record can't be used: the first thing that `check` would call an error.
fn problem_of(place: &Place<'_>, text: &str) -> Option<String> {
    let record = Record::read(
        place.path.clone(),
        place.activity,
        false,
        Ok(text.as_bytes().to_vec()),
    );
    let plan = Plan {
        id: place.plan.id.clone(),
        path: place.plan.path.clone(),
        repository: place.plan.repository.clone(),
        meta: place.plan.meta.clone(),
        toolkit: std::sync::Arc::clone(&place.plan.toolkit),
        records: vec![record],
        student_id: None,
        strays: Vec::new(),
        links: Vec::new(),
        findings: Vec::new(),
    };
    crate::check::plan(&plan)
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
