//! What is said of arguments that can't be parsed.

use super::{failure, print_data, tips};
use crate::context::Context;
use crate::error::CommandError;
use crate::exit::Exit;
use crate::render;
use crate::store::Workspace;
use clap::builder::StyledStr;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// Prints clap's error about the arguments with a tip if there is one, or the requested help.
pub fn usage_error(context: &Context, mut error: clap::Error) -> Exit {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        let colour = context.output_is_terminal && context.variable("NO_COLOR").is_none();
        return match context.print(&error.render().ansi().to_string(), colour) {
            Ok(()) => Exit::Done,
            Err(_) => Exit::Surroundings,
        };
    }
    let tips = tips_for(context, &error);
    if !tips.is_empty() {
        for guess in [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg] {
            error.remove(guess);
        }
        let tips = tips.into_iter().map(StyledStr::from).collect();
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(tips));
    }
    let text = error.render();
    if wants_json(context) {
        let said = text.to_string();
        let mut lines = said.lines();
        let message = lines
            .next()
            .unwrap_or_default()
            .trim_start_matches("error: ");
        let help = lines.map(str::trim).filter(|line| !line.is_empty());
        let help =
            help.take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"));
        let error = help.fold(CommandError::usage(message), |error, line| {
            error.hint(line.trim_start_matches("tip: ").trim_matches(['[', ']']))
        });
        let _unread = print_data(context, &failure("error", &error), render::escaped_json);
        return Exit::Usage;
    }
    let colour = context.error_is_terminal && context.variable("NO_COLOR").is_none();
    context.say(&text.ansi().to_string(), colour);
    Exit::Usage
}

/// What to type instead of an unknown command or flag.
fn tips_for(context: &Context, error: &clap::Error) -> Vec<String> {
    let word = |kind| match error.get(kind) {
        Some(ContextValue::String(word)) => Some(word.as_str()),
        _ => None,
    };
    if let Some(flag) =
        word(ContextKind::InvalidArg).filter(|_| error.kind() == ErrorKind::UnknownArgument)
    {
        return tips::for_typed(tips::FLAGS, flag).collect();
    }
    // Below a command, its own subcommands are meant.
    let is_first = error
        .get(ContextKind::Usage)
        .is_some_and(|usage| usage.to_string().contains("redesign [OPTIONS]"));
    let Some(word) = word(ContextKind::InvalidSubcommand).filter(|_| is_first) else {
        return Vec::new();
    };
    let tips: Vec<String> = tips::for_typed(tips::WORDS, word).collect();
    if tips.is_empty() && is_plan(context, word) {
        return vec![
            format!("`redesign show {word}` shows it"),
            format!("`redesign next {word}` says what to do next"),
        ];
    }
    tips
}

/// Whether a word names a plan of the workspace here.
fn is_plan(context: &Context, word: &str) -> bool {
    let plan = word.split(['/', '@']).next().unwrap_or_default();
    let workspace = Workspace::open(&context.folder);
    !plan.is_empty() && workspace.is_ok_and(|workspace| !workspace.find_plans(plan).is_empty())
}

/// Whether arguments that can't be parsed still ask for JSON.
fn wants_json(context: &Context) -> bool {
    let words: Vec<_> = context
        .arguments
        .iter()
        .map(|word| word.to_string_lossy())
        .collect();
    words.iter().any(|word| word == "--format=json")
        || words
            .windows(2)
            .any(|pair| matches!(pair, [flag, value] if flag == "--format" && value == "json"))
}
