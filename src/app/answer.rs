//! Answers given on the command line.

use crate::error::CommandError;
use crate::kinds::Misfit;
use crate::model::{day_alone, odd_in_value};
use crate::toolkit::Output;
use jiff::civil::Date;

/// Splits `OUTPUT=TEXT`.
pub fn pair(set: &str) -> Result<(&str, &str), CommandError> {
    set.split_once('=').ok_or_else(|| {
        CommandError::usage(format!("\"{set}\" is not OUTPUT=TEXT"))
            .hint("--set statement='How might we ...?'")
    })
}

/// The text as a record holds it; empty text removes the answer.
pub fn words_of(output: &Output, words: &str) -> Result<String, CommandError> {
    if words.trim().is_empty() {
        return Ok(String::new());
    }
    let text = output.kind.write_words(&output.shape, words);
    text.map_err(|misfit| unfit(output, &misfit))
}

/// The day that a flag names.
pub fn day(flag: &str, words: &str) -> Result<Date, CommandError> {
    let words = words.trim();
    if let Some(day) = day_alone(words) {
        return Ok(day);
    }
    Err(match words.parse::<Date>() {
        Ok(day) => CommandError::usage(format!("\"{words}\" is more than a date"))
            .hint(format!("write the day alone: {flag} {day}")),
        Err(_) => CommandError::usage(format!("\"{words}\" is not a date"))
            .hint(format!("write the year first: {flag} 2026-11-23")),
    })
}

/// Refuses words of a name or key that don't fit on one line.
pub fn one_line(name: &str, words: &str) -> Result<(), CommandError> {
    match odd_in_value(words) {
        None => Ok(()),
        Some((what, help)) => {
            Err(CommandError::usage(format!("{name}: the value has {what}")).hint(help))
        }
    }
}

/// The error for an answer that doesn't fit its output.
pub fn unfit(output: &Output, misfit: &Misfit) -> CommandError {
    CommandError::usage(format!("{}: {}", output.id, misfit.message))
        .hint(misfit.help_or(&output.hint))
}
