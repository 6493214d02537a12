//! Which version counts: from flags, or asked for.

use super::Arguments;
use super::open::{Open, reference};
use crate::app::App;
use crate::document::Document;
use crate::error::CommandError;
use crate::kinds::Misfit;
use crate::model::{Plan, Record, accept, codes};
use crate::prompt::Prompter;
use crate::toolkit::Output;

/// The word that stands for every output that is open.
const ALL: &str = "all";

/// What is to stand in an answer's place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Choice {
    /// The one version.
    Ours,
    /// The other.
    Theirs,
    /// Both.
    Both,
    /// Something else.
    Set(String),
}

impl Choice {
    /// The word in JSON.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Theirs => "theirs",
            Self::Both => "both",
            Self::Set(_) => "set",
        }
    }
}

fn output<'a>(plan: &'a Plan, record: &Record, open: &Open) -> Option<&'a Output> {
    let activity = plan.toolkit.activity(record.activity);
    open.output.map(|output| activity.output(output))
}

/// Whether words can stand in an answer's place and fit its kind.
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
            "it holds a heading, marks of a merge, or something that is never closed",
            "write words only",
        ))
    }
}

fn unfit(open: &Open, output: Option<&Output>, misfit: &Misfit) -> CommandError {
    CommandError::usage(format!("{}: {}", open.name, misfit.message))
        .hint(misfit.help_or(output.map_or("", |output| &output.hint)))
}

impl Arguments {
    /// For each answer that is decided its position among the open ones, and what is chosen.
    pub(super) fn chosen(
        &self,
        app: &App<'_>,
        plan: &Plan,
        record: &Record,
        open: &[Open],
    ) -> Result<Vec<(usize, Choice)>, CommandError> {
        if !self.is_decided() {
            if app.can_ask() {
                return asked(app, plan, record, open);
            }
            let reference = reference(plan, record);
            let first = open.first().map_or("", |one| one.name.as_str());
            let names: Vec<&str> = open.iter().map(|one| one.name.as_str()).collect();
            return Err(CommandError::usage(format!(
                "there is no terminal to ask on; two versions are left of: {}",
                names.join(", ")
            ))
            .hint(format!(
                "redesign resolve {reference} --ours {first}; or --theirs {first}, --both {first}, --set {first}=TEXT; `redesign show {reference}` shows both"
            )));
        }
        let mut chosen: Vec<(usize, Choice)> = Vec::new();
        let mut choose = |name: &str, choice: Choice| -> Result<(), CommandError> {
            let found: Vec<usize> = if name == ALL && !matches!(choice, Choice::Set(_)) {
                (0..open.len()).collect()
            } else {
                vec![position(plan, record, open, name)?]
            };
            for at in found {
                if chosen.iter().any(|(known, _)| *known == at) {
                    let name = open.get(at).map_or("", |one| one.name.as_str());
                    return Err(CommandError::usage(format!(
                        "the output \"{name}\" is decided twice"
                    )));
                }
                chosen.push((at, choice.clone()));
            }
            Ok(())
        };
        for name in &self.ours {
            choose(name, Choice::Ours)?;
        }
        for name in &self.theirs {
            choose(name, Choice::Theirs)?;
        }
        for name in &self.both {
            choose(name, Choice::Both)?;
        }
        for set in &self.set {
            let Some((name, words)) = set.split_once('=') else {
                return Err(CommandError::usage(format!("\"{set}\" is not OUTPUT=TEXT"))
                    .hint("--set statement='How might we ...?'"));
            };
            let at = position(plan, record, open, name.trim())?;
            let Some(one) = open.get(at) else { continue };
            let text = match output(plan, record, one) {
                Some(output) if !words.trim().is_empty() => output
                    .kind
                    .write_words(&output.shape, words)
                    .map_err(|misfit| unfit(one, Some(output), &misfit))?,
                _ => words.trim().to_owned(),
            };
            choose(name.trim(), Choice::Set(text))?;
        }
        Ok(chosen)
    }
}

fn position(
    plan: &Plan,
    record: &Record,
    open: &[Open],
    name: &str,
) -> Result<usize, CommandError> {
    let found = open
        .iter()
        .position(|one| one.name.eq_ignore_ascii_case(name));
    found.ok_or_else(|| {
        let names: Vec<String> = open.iter().map(|one| one.name.clone()).collect();
        let activity = plan.toolkit.activity(record.activity);
        let is_output = activity.named(name).is_some();
        let list = format!("open are: {}", names.join(", "));
        if is_output {
            CommandError::usage(format!("there is one version only of \"{name}\"")).hint(list)
        } else {
            CommandError::usage(format!("no output named \"{name}\"")).near(name, names, &list)
        }
    })
}

/// Asks for each answer which version counts; an empty line leaves it as it is.
fn asked(
    app: &App<'_>,
    plan: &Plan,
    record: &Record,
    open: &[Open],
) -> Result<Vec<(usize, Choice)>, CommandError> {
    let prompter = Prompter::new(app.context);
    let mut chosen = Vec::new();
    Prompter::say(&format!(
        "{}: both sides changed {} of its answers",
        reference(plan, record),
        open.len()
    ));
    for (at, one) in open.iter().enumerate() {
        let shown = |word: &str, (label, text): &(String, String)| {
            let text = if text.is_empty() { "(nothing)" } else { text };
            let label = if label.is_empty() || label == word {
                String::new()
            } else {
                format!(" ({label})")
            };
            Prompter::say(&format!("\n{word}{label}:\n{text}"));
        };
        Prompter::say(&format!("\n{}", one.name));
        shown("ours", &one.ours);
        shown("theirs", &one.theirs);
        loop {
            let words = ["ours", "theirs", "both", "edit"];
            let word = prompter.one_of(
                "\nours, theirs, both or edit; an empty line leaves it open",
                &words,
            )?;
            let choice = match word {
                None => break,
                Some("ours") => Choice::Ours,
                Some("theirs") => Choice::Theirs,
                Some("both") => Choice::Both,
                Some(_) => Choice::Set(edited(app, one)?),
            };
            let text = text_of(one, &choice);
            // One of the two versions is somebody's own words; what is new has to fit.
            let is_new = !matches!(choice, Choice::Ours | Choice::Theirs);
            match fits(output(plan, record, one), &text) {
                Err(misfit) if is_new => Prompter::say(&format!("  {}", misfit.message)),
                _ => {
                    chosen.push((at, choice));
                    break;
                }
            }
        }
    }
    Ok(chosen)
}

/// Both versions in an editor, one below the other, to make one of them.
fn edited(app: &App<'_>, open: &Open) -> Result<String, CommandError> {
    let editor = app.context.editor(!app.global.dry_run).ok_or_else(|| {
        CommandError::usage("no editor is set").hint("REDESIGN_EDITOR or EDITOR names one")
    })?;
    let failed = |error: std::io::Error| {
        CommandError::new(
            codes::EDITOR,
            format!("the editor \"{editor}\" failed: {error}"),
        )
        .hint("nothing was changed")
    };
    let file = tempfile::Builder::new()
        .prefix("redesign-")
        .suffix(".md")
        .tempfile()
        .map_err(failed)?;
    let both = crate::merge::both(&open.ours.1, &open.theirs.1);
    std::fs::write(file.path(), format!("{both}\n")).map_err(failed)?;
    app.context.edit(&editor, file.path()).map_err(failed)?;
    let bytes = std::fs::read(file.path()).map_err(failed)?;
    Ok(String::from_utf8_lossy(&bytes).trim_end().to_owned())
}

fn text_of(open: &Open, choice: &Choice) -> String {
    match choice {
        Choice::Ours => open.ours.1.clone(),
        Choice::Theirs => open.theirs.1.clone(),
        Choice::Both => crate::merge::both(&open.ours.1, &open.theirs.1),
        Choice::Set(text) => text.clone(),
    }
}

/// The record's text with what was chosen in place of both versions; everything else stays as it is.
pub(super) fn put(
    plan: &Plan,
    record: &Record,
    open: &[Open],
    chosen: &[(usize, Choice)],
) -> Result<String, CommandError> {
    let mut text = match &record.content {
        Ok(content) => content.document.text().to_owned(),
        Err(finding) => return Err(CommandError::broken((**finding).clone())),
    };
    for (at, choice) in chosen {
        let Some(one) = open.get(*at) else { continue };
        let output = output(plan, record, one);
        let answer = text_of(one, choice);
        if !matches!(choice, Choice::Ours | Choice::Theirs) {
            fits(output, &answer).map_err(|misfit| unfit(one, output, &misfit))?;
        }
        let blank = output.map_or(String::new(), |output| output.kind.blank(&output.shape));
        let document = Document::parse(text.clone().into_bytes())
            .map_err(|error| CommandError::usage(format!("{} is {error}", record.path)))?;
        if let Some(section) = document.sections().get(one.section) {
            text = document.with_answer(section, &answer, &blank);
        }
    }
    Ok(text)
}
