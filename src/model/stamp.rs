//! Stamps: short hashes of answers, kept in the front matter of the records which build on them.

use crate::document::Answer;
use crate::toolkit::Output;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Stamps by the name of the answer (`activity/output`): entries of a record's front matter.
pub type Stamps = BTreeMap<String, String>;

/// The stamp of an answer that isn't there, so that filling it later shows.
pub const NOTHING: &str = "none";

/// Begins each stamp, so that YAML never takes one for a number. It also names the normal form that was hashed: stamps of
/// two forms are never compared.
const FORM: char = 'j';

/// The form of 0.1.0, which hashed what stands in the file. A stamp of it is judged by it.
const BEFORE: char = 'h';

/// Characters behind the first, of 5 bits each: far more than two answers of one plan need to differ by chance.
const LENGTH: usize = 15;

/// Digits and letters that can't be mistaken for each other.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// An answer's normal form, as a reader sees it, and as 0.1.0 took it from the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Essence {
    now: String,
    before: String,
}

impl Essence {
    /// Of an answer.
    pub fn of(output: &Output, answer: &Answer<'_>) -> Self {
        Self {
            now: output.kind.essence(&output.shape, answer.seen()),
            before: output.kind.essence_before(&output.shape, &answer.text),
        }
    }

    /// Of words that are no answer.
    pub fn of_words(words: &str) -> Self {
        Self {
            now: words.to_owned(),
            before: words.to_owned(),
        }
    }

    /// With a name before it.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        Self {
            now: format!("{name}\n{}", self.now),
            before: format!("{name}\n{}", self.before),
        }
    }
}

impl From<Stamp> for Essence {
    fn from(stamp: Stamp) -> Self {
        Self {
            now: stamp.now,
            before: stamp.before,
        }
    }
}

/// What some answers are now, as stamps say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    now: String,
    before: String,
}

impl Stamp {
    /// Of an answer that isn't there.
    pub fn nothing() -> Self {
        Self::of([])
    }

    /// Of what all records of an activity answer to one output. The order of records doesn't matter, so neither do the
    /// names of their files.
    pub fn of(essences: impl IntoIterator<Item = Essence>) -> Self {
        let both = essences.into_iter().map(|one| (one.now, one.before));
        let (now, before) = both.unzip();
        Self {
            now: hashed(FORM, now),
            before: hashed(BEFORE, before),
        }
    }

    /// What a record that is written now notes.
    pub fn into_noted(self) -> String {
        self.now
    }

    /// Whether a stamp in a record says the same; one of a form that this program doesn't know says nothing.
    pub fn is_told_by(&self, noted: &str) -> bool {
        [self.now.as_str(), &self.before].contains(&noted)
    }

    /// Whether a stamp in a record says that the answer was another one. One of a form that this program doesn't know says
    /// nothing.
    pub fn differs_from(&self, noted: &str) -> bool {
        !self.is_told_by(noted) && !is_of_another_form(noted)
    }
}

fn hashed(form: char, mut essences: Vec<String>) -> String {
    if essences.is_empty() {
        return NOTHING.to_owned();
    }
    essences.sort();
    let mut hash = Sha256::new();
    for essence in &essences {
        hash.update((essence.len() as u64).to_le_bytes());
        hash.update(essence.as_bytes());
    }
    format!("{form}{}", characters(hash))
}

/// A key made of words, the same for the same words in the same order: 15 characters of which a few tell one task
/// of a workspace from the others.
pub fn key(words: &[&str]) -> String {
    let mut hash = Sha256::new();
    for word in words {
        hash.update((word.len() as u64).to_le_bytes());
        hash.update(word.as_bytes());
    }
    characters(hash)
}

/// The first 15 characters of a hash, 5 bits each.
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
    hashed(BEFORE, words).chars().skip(1).take(6).collect()
}

/// A short name for some words in their order, the same whenever and wherever it is made.
pub fn key_of(words: &[&str]) -> String {
    hashed(BEFORE, vec![words.join("\0")])
}

/// Whether this program can tell what a stamp says.
pub fn is_known(stamp: &str) -> bool {
    !is_of_another_form(stamp)
}

fn is_of_another_form(stamp: &str) -> bool {
    stamp.len() == LENGTH + 1
        && stamp.starts_with(|first: char| {
            first.is_ascii_lowercase() && ![FORM, BEFORE].contains(&first)
        })
        && stamp.bytes().all(|byte| ALPHABET.contains(&byte))
}

#[cfg(test)]
impl Stamp {
    /// Of answers which are the same in both forms.
    pub fn of_words(words: &[&str]) -> Self {
        Self::of(words.iter().map(|word| Essence {
            now: (*word).to_owned(),
            before: (*word).to_owned(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &[&str]) -> Stamp {
        Stamp::of_words(words)
    }

    /// Written down, since a changed form would put every activity of every plan into review.
    #[test]
    fn the_forms_stay() {
        let stamp = of(&["How might we begin?"]);
        assert_eq!(stamp.before, "hsew1r1mepdpyc97");
        assert_eq!(stamp.into_noted(), "jsew1r1mepdpyc97");
        assert_eq!(of(&[]).into_noted(), "none");
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
            let noted = one.clone().into_noted();
            assert!(noted == NOTHING || noted.len() == 16, "{noted}");
        }
    }

    #[test]
    fn a_stamp_is_judged_by_its_own_form() {
        let now = Stamp::of([Essence {
            now: "a".to_owned(),
            before: "**a**".to_owned(),
        }]);
        let other = of(&["b"]);
        for same in [&now.now, &now.before] {
            assert!(now.is_told_by(same) && !now.differs_from(same));
        }
        for another in [
            &other.now,
            &other.before,
            &of(&["a"]).before,
            NOTHING,
            "anything else",
        ] {
            assert!(now.differs_from(another), "{another}");
        }
        assert!(!now.differs_from("k00000000000000a"));
    }
}
