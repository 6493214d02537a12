//! The file or standard input that `--from` names.

use super::arguments::Arguments;
use crate::app::answer::unfit;
use crate::app::given::Given;
use crate::app::{App, target};
use crate::check;
use crate::document::Ours;
use crate::error::CommandError;
use crate::model::intake::{IntakeForm, is_output};
use crate::model::{Astray, Content, Filling, Slot, accept};
use crate::queries::show::{AROUND, is_fact, without_problem};
use crate::toolkit::{Activity, Output, Toolkit};
use serde_json::Value;

impl Arguments {
    pub(super) fn source(&self, app: &App<'_>) -> Result<Option<Given>, CommandError> {
        let from = self.from.as_ref();
        from.map(|from| Given::read(app, from)).transpose()
    }
}

/// In which form a file holds the answers of many records; `None` if it holds those of one.
pub(super) fn of_many(given: &Given, activity: &Activity) -> Option<IntakeForm> {
    let is_heading = |words: &str| is_output(activity, words);
    IntakeForm::of(&given.text, given.is_named_csv, &is_heading)
}

/// The answers of one record: JSON if it begins with `{`, otherwise Markdown.
pub(super) fn fillings(
    given: &Given,
    toolkit: &Toolkit,
    activity: &Activity,
) -> Result<Vec<Filling>, CommandError> {
    if given.text.trim_start().starts_with('{') {
        from_json(activity, &given.text, &given.shown)
    } else {
        from_markdown((toolkit, activity), given.text.clone(), &given.shown)
    }
}

pub(super) fn filling(output: &Output, text: String) -> Result<Filling, CommandError> {
    accept(output, &text).map_err(|misfit| unfit(output, &misfit))?;
    Ok(Filling {
        output: output.at,
        text,
    })
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
    (toolkit, activity): (&Toolkit, &Activity),
    text: String,
    shown: &str,
) -> Result<Vec<Filling>, CommandError> {
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
    refuse_astray(&content, activity, toolkit.ours(activity.at), shown)?;
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
