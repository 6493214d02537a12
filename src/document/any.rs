//! What stands in a rendered text for what differs from plan to plan: each is a character of the private use area.

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
