//! Which version to keep: from flags or questions.

use super::arguments::Arguments;
use super::open::{OpenAnswer, Unsettled};
use super::writers::Writers;
use crate::app::Opened;
use crate::app::answer::{pair, words_of};
use crate::document::{Answer, Document, Side};
use crate::error::CommandError;
use crate::kinds::Misfit;
use crate::merge::both;
use crate::model::accept;
use crate::prompt::{Chosen, Prompter, readable};
use crate::store::write_draft;
use crate::toolkit::Output;
use schemars::JsonSchema;
use serde::Serialize;
use std::ops::ControlFlow;

/// Stands for every open output.
const ALL: &str = "all";

/// An answer's replacement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Decision {
    Ours,
    Theirs,
    Both,
    Set(String),
}

impl Decision {
    fn word(&self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Theirs => "theirs",
            Self::Both => "both",
            Self::Set(_) => "set",
        }
    }

    /// Whether it is new text, which has to fit, unlike the two versions.
    fn is_new(&self) -> bool {
        !matches!(self, Self::Ours | Self::Theirs)
    }

    fn text(&self, open: &OpenAnswer) -> Result<String, Misfit> {
        Ok(match self {
            Self::Ours => open.ours.1.clone(),
            Self::Theirs => open.theirs.1.clone(),
            Self::Both => both(&open.ours.1, &open.theirs.1)?,
            Self::Set(text) => text.clone(),
        })
    }
}

/// A decided answer.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Decided {
    /// The output's id, or the heading if there is no output.
    pub(super) output: String,
    /// `ours`, `theirs`, `both` or `set`.
    pub(super) by: &'static str,
}

/// Whether a text can be an answer and fits its kind.
fn fits(output: Option<&Output>, text: &str) -> Result<(), Misfit> {
    if let Some(output) = output {
        return accept(output, text);
    }
    let document = Document::parse(text.as_bytes().to_vec());
    let is_harmless = document.is_ok_and(|document| {
        document.sections().is_empty()
            && document.unclosed().is_none()
            && document.conflicts().is_empty()
    });
    if is_harmless {
        Ok(())
    } else {
        Err(Misfit::at(
            0,
            "it contains a heading, conflict marks, or something unclosed",
            "write plain text only",
        ))
    }
}

impl Arguments {
    /// The position and decision of each decided answer.
    pub(super) fn chosen(
        &self,
        workspace: &Opened<'_>,
        unsettled: &Unsettled<'_>,
    ) -> Result<Vec<(usize, Decision)>, CommandError> {
        if !self.is_decided() {
            if workspace.app.can_ask() {
                return asked(workspace, unsettled);
            }
            return Err(undecided(unsettled));
        }
        let open = &unsettled.open;
        let mut chosen: Vec<(usize, Decision)> = Vec::new();
        let mut choose = |at: usize, decision: Decision| {
            if chosen.iter().any(|(known, _)| *known == at) {
                let name = open.get(at).map_or("", |one| one.name.as_str());
                let message = format!("the output \"{name}\" is decided twice");
                return Err(CommandError::usage(message));
            }
            chosen.push((at, decision));
            Ok(())
        };
        let flags = [
            (&self.ours, Decision::Ours),
            (&self.theirs, Decision::Theirs),
            (&self.both, Decision::Both),
        ];
        for (names, decision) in flags {
            for name in names {
                let range = if name == ALL {
                    0..open.len()
                } else {
                    let at = position(unsettled, name)?;
                    at..at + 1
                };
                range
                    .into_iter()
                    .try_for_each(|at| choose(at, decision.clone()))?;
            }
        }
        for set in &self.set {
            let (name, words) = pair(set)?;
            let at = position(unsettled, name.trim())?;
            let output = open.get(at).and_then(|one| unsettled.output(one));
            let text = match output {
                Some(output) => words_of(output, words)?,
                None => words.trim().to_owned(),
            };
            choose(at, Decision::Set(text))?;
        }
        Ok(chosen)
    }
}

/// The error if nothing is decided and nobody can be asked.
fn undecided(unsettled: &Unsettled<'_>) -> CommandError {
    let reference = unsettled.plan.name_of(unsettled.record);
    let names: Vec<_> = unsettled.open.iter().map(|one| one.name.as_str()).collect();
    let first = names.first().copied().unwrap_or("");
    CommandError::usage(format!(
        "these still have two versions: {}; there is no terminal to ask on",
        names.join(", ")
    ))
    .hint(format!(
        "redesign resolve {reference} --ours {first}; or --theirs {first}, --both {first}, --set {first}=TEXT; `redesign show {reference}` shows both"
    ))
}

fn position(unsettled: &Unsettled<'_>, name: &str) -> Result<usize, CommandError> {
    let mut open = unsettled.open.iter();
    let found = open.position(|one| one.name.eq_ignore_ascii_case(name));
    found.ok_or_else(|| {
        let names: Vec<_> = unsettled.open.iter().map(|one| one.name.as_str()).collect();
        let is_output = unsettled.activity().named(name).is_some();
        let list = format!("open: {}", names.join(", "));
        if is_output {
            CommandError::usage(format!("\"{name}\" has only one version")).hint(list)
        } else {
            CommandError::usage(format!("no output named \"{name}\"")).near(name, names, &list)
        }
    })
}

/// Asks for each answer which version to keep; an empty line leaves it open.
fn asked(
    workspace: &Opened<'_>,
    unsettled: &Unsettled<'_>,
) -> Result<Vec<(usize, Decision)>, CommandError> {
    let app = workspace.app;
    let prompter = Prompter::new(app.context, !app.global.dry_run);
    let writers = Writers::of(workspace, unsettled);
    let mut chosen = Vec::new();
    prompter.say(&format!(
        "{}: both sides changed {} of its answers",
        unsettled.plan.name_of(unsettled.record),
        unsettled.open.len()
    ));
    for (at, one) in unsettled.open.iter().enumerate() {
        let output = unsettled.output(one);
        prompter.say(&format!(
            "\n{}",
            output.map_or(&one.name, |output| &output.title)
        ));
        for (word, side, (label, text)) in [
            ("ours", Side::Ours, &one.ours),
            ("theirs", Side::Theirs, &one.theirs),
        ] {
            let label = Some(label.as_str()).filter(|label| !label.is_empty() && *label != word);
            let label = label.map_or(String::new(), |label| format!(" ({label})"));
            let writer = writers.wrote(unsettled, one, side);
            let writer = writer.map_or(String::new(), |writer| format!(", by {writer}"));
            prompter.say(&format!("\n{word}{label}{writer}:"));
            show(&prompter, output, text);
        }
        let ControlFlow::Continue(decision) = decision_on(&prompter, one, output)? else {
            prompter.say("\nstopped: this one and those after it are left open");
            break;
        };
        if decision.is_none() {
            prompter.say("  left open");
        }
        chosen.extend(decision.map(|decision| (at, decision)));
        // What was pasted for one answer never decides another one.
        let waiting = prompter.waiting()?;
        if !waiting.trim().is_empty() {
            let draft = write_draft(".md", &waiting)?;
            prompter.say(&format!(
                "  more was typed than was asked for; it is kept in {}",
                draft.display()
            ));
        }
    }
    Ok(chosen)
}

fn show(prompter: &Prompter<'_>, output: Option<&Output>, text: &str) {
    if text.is_empty() {
        return prompter.say("  (nothing)");
    }
    let lines = match output {
        Some(output) => readable(output, &Answer::of_text(text)),
        None => text.lines().map(str::to_owned).collect(),
    };
    for line in lines {
        prompter.say(&format!("  {line}"));
    }
}

/// Asks until the choice fits; `None` if the answer is left open, and a break if all further ones are.
fn decision_on(
    prompter: &Prompter<'_>,
    open: &OpenAnswer,
    output: Option<&Output>,
) -> Result<ControlFlow<(), Option<Decision>>, CommandError> {
    let question = if prompter.is_plain() {
        "\n1. Keep ours.\n2. Keep theirs.\n3. Keep both.\n4. Edit them.\nType a number or a word and press Enter. An empty line leaves it open. Ctrl-D leaves all further ones open."
    } else {
        "\nours, theirs, both or edit; an empty line leaves it open"
    };
    loop {
        let chosen = prompter.one_of(question, &["ours", "theirs", "both", "edit"])?;
        let decision = match chosen {
            Chosen::Stop => return Ok(ControlFlow::Break(())),
            Chosen::Nothing => return Ok(ControlFlow::Continue(None)),
            Chosen::At(0) => Decision::Ours,
            Chosen::At(1) => Decision::Theirs,
            Chosen::At(2) => Decision::Both,
            // Both versions, one after the other, to merge by hand; left as they are they decide nothing.
            Chosen::At(_) => {
                let (ours, theirs) = (&open.ours.1, &open.theirs.1);
                let versions = both(ours, theirs).unwrap_or_else(|_| format!("{ours}\n\n{theirs}"));
                match prompter.edited(&format!("{versions}\n"))? {
                    Some(text) => Decision::Set(text),
                    None => return Ok(ControlFlow::Continue(None)),
                }
            }
        };
        let fitting = decision.text(open).and_then(|text| fits(output, &text));
        match fitting {
            Err(misfit) if decision.is_new() => prompter.say(&format!("  {}", misfit.message)),
            _ => return Ok(ControlFlow::Continue(Some(decision))),
        }
    }
}

impl Unsettled<'_> {
    pub(super) fn decided(&self, chosen: &[(usize, Decision)]) -> Vec<Decided> {
        let told = |(at, decision): &(usize, Decision)| {
            Some(Decided {
                output: self.open.get(*at)?.name.clone(),
                by: decision.word(),
            })
        };
        chosen.iter().filter_map(told).collect()
    }

    /// The record's text, with and without the decisions; everything else stays as is.
    pub(super) fn put(
        &self,
        chosen: &[(usize, Decision)],
    ) -> Result<(String, String), CommandError> {
        let before = self.record.content.as_ref()?.document.text().to_owned();
        let mut text = before.clone();
        for (at, decision) in chosen {
            let Some(one) = self.open.get(*at) else {
                continue;
            };
            let output = self.output(one);
            let unfit = |misfit: Misfit| {
                CommandError::usage(format!("{}: {}", one.name, misfit.message))
                    .hint(misfit.help_or(output.map_or("", |output| &output.hint)))
            };
            let answer = decision.text(one).map_err(unfit)?;
            if decision.is_new() {
                fits(output, &answer).map_err(unfit)?;
            }
            let blank = output.map_or(String::new(), |output| output.kind.blank(&output.shape));
            let document = Document::parse(text.clone().into_bytes())
                .map_err(|error| CommandError::usage(format!("{} is {error}", self.record.path)))?;
            if let Some(section) = document.sections().get(one.section) {
                text = document.with_answer(section, &answer, &blank);
            }
        }
        Ok((before, text))
    }
}
