//! Stamps: short hashes of answers, kept in the front matter of the records which build on them.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Stamps by the name of the answer (`activity/output`): entries of a record's front matter.
pub type Stamps = BTreeMap<String, String>;

/// The stamp of an answer that isn't there, so that filling it later shows.
pub const NOTHING: &str = "none";

/// Begins each stamp, so that YAML never takes one for a number. It also names the normal form that was hashed: another
/// form would begin with another letter, and stamps of two forms are never compared.
const FORM: char = 'h';

/// Characters behind the first, of 5 bits each: far more than two answers of one plan need to differ by chance.
const LENGTH: usize = 15;

/// Digits and letters that can't be mistaken for each other.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// The stamp of what all records of an activity answer to one output, given in the answers' normal form. The order of
/// records doesn't matter, so neither do the names of their files.
pub fn of_answers(mut essences: Vec<String>) -> String {
    if essences.is_empty() {
        return NOTHING.to_owned();
    }
    essences.sort();
    let mut hash = Sha256::new();
    for essence in &essences {
        hash.update((essence.len() as u64).to_le_bytes());
        hash.update(essence.as_bytes());
    }
    format!("{FORM}{}", characters(hash))
}

/// A key made of words, the same for the same words in the same order: [`LENGTH`] characters of which a few tell one task
/// of a workspace from the others.
pub fn key(words: &[&str]) -> String {
    let mut hash = Sha256::new();
    for word in words {
        hash.update((word.len() as u64).to_le_bytes());
        hash.update(word.as_bytes());
    }
    characters(hash)
}

/// The first [`LENGTH`] characters of a hash, 5 bits each.
fn characters(hash: Sha256) -> String {
    let mut found = String::with_capacity(LENGTH);
    let (mut bits, mut held) = (0u32, 0u32);
    for byte in hash.finalize() {
        bits = bits << 8 | u32::from(byte);
        held += 8;
        while held >= 5 {
            held -= 5;
            let digit = ALPHABET.get((bits >> held & 31) as usize).copied();
            found.push(char::from(digit.unwrap_or(b'0')));
        }
        bits &= (1 << held) - 1;
        if found.len() >= LENGTH {
            break;
        }
    }
    found.truncate(LENGTH);
    found
}

/// Six characters for the end of a file's name, the same for the same words.
pub fn fresh_suffix(made_from: &[&str]) -> String {
    let words = made_from.iter().map(|word| (*word).to_owned()).collect();
    of_answers(words).chars().skip(1).take(6).collect()
}

/// A short name for some words in their order, the same whenever and wherever it is made.
pub fn key_of(words: &[&str]) -> String {
    of_answers(vec![words.join("\0")])
}

/// Whether a stamp in a record says that the answer was another one than `now`. One of a form that this program doesn't
/// know says nothing.
pub fn differs(stamp: &str, now: &str) -> bool {
    stamp != now && !is_of_another_form(stamp)
}

fn is_of_another_form(stamp: &str) -> bool {
    stamp.len() == LENGTH + 1
        && stamp.starts_with(|first: char| first.is_ascii_lowercase() && first != FORM)
        && stamp.bytes().all(|byte| ALPHABET.contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &[&str]) -> String {
        of_answers(words.iter().map(|word| (*word).to_owned()).collect())
    }

    /// Written down, since a changed form would put every activity of every plan into review.
    #[test]
    fn the_form_stays() {
        assert_eq!(of(&["How might we begin?"]), "hsew1r1mepdpyc97");
        assert_eq!(of(&[]), "none");
    }

    /// Written down too: people note ids of tasks.
    #[test]
    fn keys_stay() {
        assert_eq!(
            key(&["cohort/meeting", "Call the depot"]),
            "5xnv4ph1z5mtsgp"
        );
        assert_ne!(key(&["ab", "c"]), key(&["a", "bc"]));
    }

    #[test]
    fn a_set_of_answers() {
        assert_eq!(of(&["a", "b"]), of(&["b", "a"]));
        let all = [
            of(&["a", "b"]),
            of(&["ab"]),
            of(&["a", "b", "b"]),
            of(&["a"]),
            of(&[""]),
            of(&[]),
        ];
        for (at, one) in all.iter().enumerate() {
            assert!(!all[at + 1..].contains(one), "{all:?}");
            assert!(one == NOTHING || one.len() == 16, "{one}");
        }
    }

    #[test]
    fn only_stamps_of_our_form_are_compared() {
        let now = of(&["a"]);
        assert!(!differs(&now, &now));
        assert!(differs(&of(&["b"]), &now));
        assert!(differs(NOTHING, &now));
        assert!(differs("anything else", &now));
        assert!(!differs("k00000000000000a", &now));
    }
}
