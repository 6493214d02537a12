//! What stands in a rendered text for what differs from plan to plan: each is a character of the private use area.

use regex::Regex;
use std::sync::LazyLock;

/// A plan's id.
pub const ID: &str = "\u{e000}";
/// A few words, such as a plan's title.
pub const WORDS: &str = "\u{e001}";
/// A toolkit's version.
pub const VERSION: &str = "\u{e002}";
/// A day.
pub const DAY: &str = "\u{e003}";

/// Each with the regular expression of what may stand there.
pub(super) const ALL: [(&str, &str); 4] = [
    (ID, "[a-z0-9-]{1,40}"),
    (WORDS, ".{1,200}?"),
    (VERSION, "[0-9][0-9A-Za-z.+-]{0,40}"),
    (DAY, "[0-9]{4}-[0-9]{2}-[0-9]{2}"),
];

static WHOLE: LazyLock<Vec<Option<Regex>>> = LazyLock::new(|| {
    let whole = |(_, allowed): &(&str, &str)| Regex::new(&format!("^(?:{allowed})$")).ok();
    ALL.iter().map(whole).collect()
});

/// Whether a character stands for what differs.
pub(super) fn is_any(one: char) -> bool {
    matches!(one, '\u{e000}'..='\u{e003}')
}

/// Whether words may stand where a character stands for what differs.
pub(super) fn allows(any: char, words: &str) -> bool {
    let at = ALL.iter().position(|(one, _)| one.starts_with(any));
    let whole = at.and_then(|at| WHOLE.get(at)?.as_ref());
    whole.is_some_and(|whole| whole.is_match(words))
}
