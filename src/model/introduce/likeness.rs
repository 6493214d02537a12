//! Text similarity by shared words, rarer ones weighing more (TF-IDF with cosine similarity). Integers only, so that
//! every machine gets the same result.

use crate::model::words::{Word, words};
use std::collections::{BTreeMap, BTreeSet};

/// A text's likeness to itself.
pub const WHOLE: u32 = 1000;

/// Fixed-point 1 of a base-2 logarithm.
const ONE: u64 = 1 << 8;

/// A word with more owners than this introduces nobody, and comparing all of them would take quadratic time.
const MOST_OWNERS: u32 = 64;

/// Assumed minimum of guidance texts: otherwise a word shared by both of two teams would weigh nothing.
const FEWEST: u32 = 8;

/// Most texts compared per owner and word: the first, which are the newest.
const MOST_TEXTS: usize = 4;

/// How common the words of a field are: in how many pieces of guidance each occurs. Words a toolkit repeats, such as
/// *students*, say little about who should meet whom.
#[derive(Debug, Default)]
pub struct Background {
    pieces: u32,
    uses: BTreeMap<String, u32>,
}

impl Background {
    pub fn note(&mut self, text: &str) {
        self.pieces += 1;
        let stems: BTreeSet<String> = words(text).into_iter().map(|word| word.stem).collect();
        for stem in stems {
            *self.uses.entry(stem).or_default() += 1;
        }
    }
}

#[derive(Debug)]
pub struct Corpus {
    /// Sorted.
    stems: Vec<String>,
    /// By stem.
    weights: Vec<u64>,
    /// How many owners use each stem.
    owners: Vec<u32>,
    /// Weight of a word that two owners use and no guidance does.
    rare: u64,
    /// The words of each text, ordered by stem.
    texts: Vec<Vec<Use>>,
    lengths: Vec<u128>,
    /// Owner of each text. An owner's texts are adjacent.
    owner_of: Vec<usize>,
}

/// A word in a text.
#[derive(Debug, Clone)]
struct Use {
    stem: usize,
    weight: u64,
    written: String,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Likeness {
    /// How much they have in common, from 0 to [`WHOLE`].
    pub share: u32,
    /// How rare the shared words are, from 0 to [`WHOLE`], which is one rare word. Texts alike in common words only say
    /// nothing.
    pub weight: u32,
    /// Shared words with any weight, as the first text writes them, heaviest first.
    pub words: Vec<String>,
}

impl Corpus {
    /// Texts with their owner's number: a word counts once per owner.
    pub fn of(texts: &[(usize, &str)], background: &Background) -> Self {
        let read: Vec<(usize, Vec<Word>)> = texts
            .iter()
            .map(|(owner, text)| (*owner, words(text)))
            .collect();
        let mut users: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for (owner, words) in &read {
            for word in words {
                users.entry(&word.stem).or_default().insert(*owner);
            }
        }
        let all: BTreeSet<usize> = texts.iter().map(|(owner, _)| *owner).collect();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let pieces = u64::from(count(all.len())) + u64::from(background.pieces.max(FEWEST)) + 1;
        let mut corpus = Self {
            stems: Vec::with_capacity(users.len()),
            weights: Vec::with_capacity(users.len()),
            owners: Vec::with_capacity(users.len()),
            rare: log2(pieces, 3).max(1),
            texts: Vec::with_capacity(texts.len()),
            lengths: Vec::with_capacity(texts.len()),
            owner_of: texts.iter().map(|(owner, _)| *owner).collect(),
        };
        for (stem, users) in &users {
            let owners = count(users.len());
            let known = background.uses.get(*stem).copied().unwrap_or(0);
            let times = u64::from(owners) + u64::from(known) + 1;
            corpus.stems.push((*stem).to_owned());
            corpus.owners.push(owners);
            corpus.weights.push(log2(pieces, times));
        }
        for (_, words) in &read {
            let text = corpus.uses(words);
            let squares = text.iter().map(|one| u128::from(one.weight).pow(2));
            corpus.lengths.push(squares.sum());
            corpus.texts.push(text);
        }
        corpus
    }

    fn uses(&self, words: &[Word]) -> Vec<Use> {
        let mut times: BTreeMap<usize, (u64, &str)> = BTreeMap::new();
        for word in words {
            if let Ok(stem) = self.stems.binary_search(&word.stem) {
                times.entry(stem).or_insert((0, &word.written)).0 += 1;
            }
        }
        let weigh = |(stem, (times, written)): (usize, (u64, &str))| Use {
            stem,
            // A repeated word weighs more, but not twice as much.
            weight: self.weight(stem) * (ONE + log2(times, 1)) / ONE,
            written: written.to_owned(),
        };
        times.into_iter().map(weigh).collect()
    }

    fn weight(&self, stem: usize) -> u64 {
        self.weights.get(stem).copied().unwrap_or(0)
    }

    /// Whether a word is distinctive: at least half the weight of a rare one.
    fn is_weighty(&self, stem: usize) -> bool {
        self.weight(stem) * 2 >= self.rare
    }

    /// Pairs of texts that share a distinctive word, each once, lower index first.
    pub fn pairs(&self) -> BTreeSet<(usize, usize)> {
        let mut users: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, uses) in self.texts.iter().enumerate() {
            for one in uses {
                let owners = self.owners.get(one.stem).copied().unwrap_or(0);
                if owners > 1 && owners <= MOST_OWNERS {
                    let texts = users.entry(one.stem).or_default();
                    let of_one = texts.iter().rev().take(MOST_TEXTS);
                    let owner = self.owner_of.get(at);
                    if of_one
                        .filter(|text| self.owner_of.get(**text) == owner)
                        .count()
                        < MOST_TEXTS
                    {
                        texts.push(at);
                    }
                }
            }
        }
        let mut pairs = BTreeSet::new();
        for (_, texts) in users.iter().filter(|(stem, _)| self.is_weighty(**stem)) {
            for (at, one) in texts.iter().enumerate() {
                pairs.extend(texts.iter().skip(at + 1).map(|other| (*one, *other)));
            }
        }
        pairs
    }

    pub fn likeness(&self, one: usize, other: usize) -> Likeness {
        let (Some(ours), Some(theirs)) = (self.texts.get(one), self.texts.get(other)) else {
            return Likeness::default();
        };
        let mut shared: Vec<(u128, &Use)> = Vec::new();
        for ours in ours {
            if let Ok(at) = theirs.binary_search_by_key(&ours.stem, |theirs| theirs.stem) {
                let theirs = theirs.get(at).map_or(0, |theirs| theirs.weight);
                shared.push((u128::from(ours.weight) * u128::from(theirs), ours));
            }
        }
        let product: u128 = shared.iter().map(|(weight, _)| weight).sum();
        let length = |at: usize| self.lengths.get(at).copied().unwrap_or(0);
        let squares = length(one) * length(other);
        // Integer square root: the same everywhere.
        let share = (product * product * u128::from(WHOLE).pow(2))
            .checked_div(squares)
            .map_or(0, u128::isqrt);
        shared.retain(|(_, word)| self.is_weighty(word.stem));
        let weight: u64 = shared.iter().map(|(_, word)| self.weight(word.stem)).sum();
        let weight = (weight * u64::from(WHOLE) / self.rare).min(u64::from(WHOLE));
        shared.sort_by_key(|(weight, word)| (std::cmp::Reverse(*weight), word.stem));
        Likeness {
            share: u32::try_from(share).unwrap_or(WHOLE).min(WHOLE),
            weight: u32::try_from(weight).unwrap_or(WHOLE),
            words: shared
                .into_iter()
                .map(|(_, word)| word.written.clone())
                .collect(),
        }
    }
}

/// `log2(above / below)` in units of [`ONE`], rounded down; 0 below 1.
fn log2(above: u64, below: u64) -> u64 {
    let below = u128::from(below.max(1));
    let mut rest = (u128::from(above) << 32) / below;
    let one = 1u128 << 32;
    if rest < one {
        return 0;
    }
    let mut whole = 0;
    while rest >= 2 * one {
        rest >>= 1;
        whole += ONE;
    }
    let mut bit = ONE >> 1;
    while bit > 0 {
        rest = (rest * rest) >> 32;
        if rest >= 2 * one {
            rest >>= 1;
            whole += bit;
        }
        bit >>= 1;
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn logarithms_are_right() {
        for (above, below, expected) in [
            (1, 1, 0),
            (2, 1, 256),
            (8, 2, 512),
            (3, 1, 405),
            (35, 3, 907),
            (1, 2, 0),
        ] {
            assert_eq!(log2(above, below), expected, "{above}/{below}");
        }
    }

    fn share(texts: &[&str], field: &[&str]) -> u32 {
        let mut background = Background::default();
        for piece in field {
            background.note(piece);
        }
        let texts: Vec<(usize, &str)> = texts.iter().copied().enumerate().collect();
        Corpus::of(&texts, &background).likeness(0, 1).share
    }

    #[test]
    fn what_everybody_says_weighs_nothing() {
        let field = [
            "students learn",
            "students talk",
            "students plan",
            "ask students",
            "students at home",
        ];
        let bland = share(
            &[
                "How might we reach all students with homework?",
                "How might we let students lead their meetings?",
                "How might we feed students?",
            ],
            &field,
        );
        assert!(bland < 50, "{bland}");
        let real = share(
            &[
                "How might we make homework fair for students who work at night?",
                "How might we stop homework from failing students who work?",
                "How might we feed students?",
            ],
            &field,
        );
        assert!(real > 300, "{real}");
        assert_eq!(share(&["The late bus", "The late bus"], &[]), WHOLE);
        assert_eq!(share(&["The late bus", "Grades"], &[]), 0);
        assert_eq!(share(&["", "Grades"], &[]), 0);
    }

    #[test]
    fn only_texts_that_share_a_weighty_word_are_compared() {
        let many: Vec<String> = (0..200)
            .map(|at| format!("common word{at} pair{}", at / 2))
            .collect();
        let texts: Vec<(usize, &str)> = many.iter().map(String::as_str).enumerate().collect();
        let pairs = Corpus::of(&texts, &Background::default()).pairs();
        assert_eq!(
            pairs.len(),
            100,
            "by `pair`, and not by the word that all have"
        );
    }

    proptest! {
        #[test]
        fn likeness_is_the_same_both_ways_and_within_its_bounds(texts in prop::collection::vec("[a-e ]{0,20}|\\PC{0,20}", 2..8)) {
            let all: Vec<(usize, &str)> = texts.iter().map(String::as_str).enumerate().collect();
            let corpus = Corpus::of(&all, &Background::default());
            for one in 0..texts.len() {
                for other in 0..texts.len() {
                    let share = corpus.likeness(one, other).share;
                    prop_assert!(share <= WHOLE);
                    prop_assert_eq!(share, corpus.likeness(other, one).share);
                    if one == other && corpus.lengths[one] > 0 {
                        prop_assert_eq!(share, WHOLE);
                    }
                }
            }
        }
    }
}
