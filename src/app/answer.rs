//! Answers as the command line gives them.

use crate::error::CommandError;
use crate::kinds::Misfit;
use crate::toolkit::Output;

/// The two sides of `OUTPUT=TEXT`.
///
/// # Errors
/// When there is no `=`.
pub fn pair(set: &str) -> Result<(&str, &str), CommandError> {
    set.split_once('=').ok_or_else(|| {
        CommandError::usage(format!("\"{set}\" is not OUTPUT=TEXT"))
            .hint("--set statement='How might we ...?'")
    })
}

/// Words as they are written in a record; none take the answer away.
///
/// # Errors
/// When they don't fit the output's kind.
pub fn words_of(output: &Output, words: &str) -> Result<String, CommandError> {
    if words.trim().is_empty() {
        return Ok(String::new());
    }
    let text = output.kind.write_words(&output.shape, words);
    text.map_err(|misfit| unfit(output, &misfit))
}

/// What is said of an answer that doesn't fit its output.
pub fn unfit(output: &Output, misfit: &Misfit) -> CommandError {
    CommandError::usage(format!("{}: {}", output.id, misfit.message))
        .hint(misfit.help_or(&output.hint))
}
