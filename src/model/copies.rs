//! Copies of a file, by the names that file managers and sync programs give them.

use std::borrow::Cow;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// What stands in front of a copy's name.
const BEFORE: [&str; 4] = ["copy of ", "kopie von ", "copie de ", "copia de "];

/// Words in the names of copies.
const COPY: [&str; 7] = [
    "copy",
    "kopie",
    "copie",
    "copia",
    "c\u{f3}pia",
    "kopia",
    "kopi",
];

/// Beginnings of the words with which sync programs name two versions of a file.
const CONFLICT: [&str; 3] = ["conflict", "konflikt", "conflit"];

/// A name in one Unicode form: systems write the same letters in two.
pub fn one_form(name: &str) -> Cow<'_, str> {
    if name.is_ascii() || is_nfc(name) {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(name.nfc().collect())
    }
}

/// Whether two names are the same in one Unicode form.
pub fn same_name(one: &str, other: &str) -> bool {
    one == other || one_form(one) == one_form(other)
}

/// Whether a name may be that of a copy, told fast: those that we give are not.
pub fn may_be_copy(name: &str) -> bool {
    let is_plain = |one: u8| one.is_ascii_lowercase() || one.is_ascii_digit() || one == b'-';
    !name.bytes().all(is_plain)
        || ["-cop", "-kop", "-con", "-kon"]
            .iter()
            .any(|end| name.contains(end))
}

/// The name of the file that one is a copy of, both without their endings; `is_there` tells which names there are.
pub fn original(name: &str, is_there: impl Fn(&str) -> bool) -> Option<&str> {
    for before in BEFORE {
        if let Some((front, rest)) = name.split_at_checked(before.len())
            && front.to_lowercase() == before
            && is_there(rest)
        {
            return Some(rest);
        }
    }
    let begins_end = |(_, one): &(usize, char)| !one.is_alphanumeric();
    let ends = name.char_indices().filter(begins_end);
    ends.map(|(at, _)| name.split_at(at))
        .find(|(front, end)| !front.is_empty() && names_copy(end) && is_there(front))
        .map(|(front, _)| front)
}

/// Whether this, behind a file's name, makes the name of a copy.
fn names_copy(end: &str) -> bool {
    let small = end.to_lowercase();
    let words: Vec<&str> = small
        .split(|one: char| !one.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let is_number = |word: &str| word.len() <= 3 && word.bytes().all(|one| one.is_ascii_digit());
    let is_copy = |word: &str| COPY.contains(&word);
    let is_conflict = |word: &str| CONFLICT.iter().any(|one| word.contains(one));
    match (end.chars().next(), words.as_slice()) {
        (_, []) => false,
        // Nothing but a number: behind a blank or in brackets, since a hyphen numbers what differs.
        (Some(first), [number]) if is_number(number) => first == ' ' || first == '(',
        (Some('-'), [first, rest @ ..]) => {
            let has_digits = |word: &&str| word.bytes().any(|one| one.is_ascii_digit());
            (is_copy(first) || is_conflict(first)) && rest.iter().all(has_digits)
                || is_computer(end)
        }
        (_, words) => words.iter().any(|word| is_copy(word) || is_conflict(word)),
    }
}

/// Whether a name ends in a computer's, as OneDrive names two versions of a file.
fn is_computer(end: &str) -> bool {
    let name = end.trim_start_matches('-');
    let is_part = |one: u8| one.is_ascii_uppercase() || one.is_ascii_digit() || one == b'-';
    name.len() >= 4 && name.bytes().all(is_part) && name.bytes().any(|one| one.is_ascii_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_programs_give_to_copies() {
        let there = "2026-11-23-anna-3wkrve";
        let of = |name: &str| original(name, |one| one == there).map(str::to_owned);
        for end in [
            " 2",
            " (1)",
            "(1)",
            " copy",
            " copy 2",
            " - Copy",
            " - Copy (2)",
            " - Kopie",
            "-copy",
            "_copy",
            " (copy)",
            " (another copy)",
            ".sync-conflict-20261123-101010-ABCDEFG",
            " (conflicted copy 2026-11-23 101010)",
            " (Anna's conflicted copy 2026-11-23)",
            " (Case Conflict)",
            "_conflict-20261123-101010",
            "-DESKTOP-AB12CD",
            ".Conflict",
            " (SFConflict anna@example.org 2026-11-23)",
            " [Conflict]",
            "-conflict-20261123",
        ] {
            let name = format!("{there}{end}");
            assert_eq!(of(&name).as_deref(), Some(there), "{name}");
            assert!(may_be_copy(&name), "{name}");
            assert_eq!(original(&name, |_| false), None, "{name}");
        }
        for before in ["Copy of ", "Kopie von "] {
            assert_eq!(of(&format!("{before}{there}")).as_deref(), Some(there));
        }
        for end in [
            "",
            "-2",
            "_2",
            "-berta",
            " and Berta",
            "-conflict-talk",
            "-copy-shop",
            "2",
            "-AB",
        ] {
            assert_eq!(of(&format!("{there}{end}")), None, "{end}");
        }
    }

    #[test]
    fn one_name_in_two_forms() {
        assert!(same_name("m\u{fc}ller", "mu\u{308}ller"));
        assert!(!same_name("muller", "mu\u{308}ller"));
    }
}
