//! Words and flags that other tools have and this one hasn't, with the command to type instead. Data only: a row more
//! is a tip more.

mod flags;
mod words;

pub use flags::FLAGS;
pub use words::WORDS;

/// What to type instead of something.
#[derive(Debug)]
pub struct UsageTip {
    /// First words, or flags, in lower case.
    pub typed: &'static [&'static str],
    /// A command that can be parsed as it is; words in capitals stand for the user's own.
    pub command: &'static str,
    /// Goes on after the command.
    pub does: &'static str,
}

const fn tip(
    typed: &'static [&'static str],
    command: &'static str,
    does: &'static str,
) -> UsageTip {
    UsageTip {
        typed,
        command,
        does,
    }
}

/// Tips for a word or a flag that was typed.
pub fn for_typed<'a>(rows: &'a [UsageTip], typed: &str) -> impl Iterator<Item = String> + use<'a> {
    let typed = typed.to_lowercase();
    let fitting = rows
        .iter()
        .filter(move |row| row.typed.contains(&typed.as_str()));
    fitting.map(|row| format!("`{}` {}", row.command, row.does))
}
