//! Merges lists of unnamed things, such as entries and rows, matched by what they say.

use super::{Favour, Lines, Three};
use std::collections::BTreeMap;

/// Largest product of two lists' lengths compared entry by entry; longer ones are merged by line.
const MOST: usize = 4_000_000;
/// Percentage of shared words that makes an entry a rewording of another.
const SIMILAR: usize = 50;

/// A list entry or a table row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct MergeUnit {
    /// What it says, without formatting.
    pub key: String,
    pub text: String,
    /// Line ends below it; `None` for the last one.
    pub gap: Option<String>,
}

/// Both versions of a merged unit, `None` if absent; the same if nothing is left to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct UnitPair {
    pub ours: Option<String>,
    pub theirs: Option<String>,
    /// Line ends below it; `None` if it was always last.
    pub gap: Option<String>,
}

impl UnitPair {
    fn settled(unit: &MergeUnit) -> Self {
        Self {
            ours: Some(unit.text.clone()),
            theirs: Some(unit.text.clone()),
            gap: unit.gap.clone(),
        }
    }

    pub fn is_settled(&self) -> bool {
        self.ours == self.theirs
    }
}

/// What a side did to a unit of the base.
#[derive(Debug, Clone, Copy)]
enum Fate<'a> {
    Kept(&'a MergeUnit),
    Changed(&'a MergeUnit),
    Gone,
}

/// How a side differs from the base.
struct Changes<'a> {
    /// For each unit of the base.
    fates: Vec<Fate<'a>>,
    /// New units, by the number of base units above them.
    added: BTreeMap<usize, Vec<&'a MergeUnit>>,
}

/// Merges three lists. `inside` merges the words of a unit that both sides changed. `None` if in doubt.
pub(super) fn merged(
    lists: Three<&[MergeUnit]>,
    inside: impl Fn(Three<&str>) -> Option<String>,
) -> Option<Vec<UnitPair>> {
    let ours = changes(lists.base, lists.ours)?;
    let theirs = changes(lists.base, lists.theirs)?;
    if added_twice(&ours, &theirs) {
        return None;
    }
    let mut all = Vec::new();
    for at in 0..=lists.base.len() {
        let none = Vec::new();
        all.extend(union(
            ours.added.get(&at).unwrap_or(&none),
            theirs.added.get(&at).unwrap_or(&none),
        ));
        let (Some(base), Some(one), Some(other)) =
            (lists.base.get(at), ours.fates.get(at), theirs.fates.get(at))
        else {
            continue;
        };
        all.extend(unit(base, *one, *other, &inside));
    }
    Some(all)
}

/// Whether both sides added the same unit in different places: moved apart, or written twice.
fn added_twice(ours: &Changes<'_>, theirs: &Changes<'_>) -> bool {
    let keys = |side: &Changes<'_>| -> Vec<(usize, String)> {
        side.added
            .iter()
            .flat_map(|(at, units)| units.iter().map(|unit| (*at, unit.key.clone())))
            .collect()
    };
    let theirs = keys(theirs);
    keys(ours).iter().any(|(at, key)| {
        let mut same = theirs.iter().filter(|(_, other)| other == key);
        same.any(|(other, _)| other != at)
    })
}

/// What both sides added in one place: duplicates once, in an order that doesn't depend on the side.
fn union(ours: &[&MergeUnit], theirs: &[&MergeUnit]) -> Vec<UnitPair> {
    let (first, second) = if ours <= theirs {
        (ours, theirs)
    } else {
        (theirs, ours)
    };
    let mut left: Vec<&str> = first.iter().map(|unit| unit.key.as_str()).collect();
    let more = second.iter().filter(|unit| {
        left.iter()
            .position(|key| *key == unit.key)
            .map(|at| left.remove(at))
            .is_none()
    });
    let more: Vec<&&MergeUnit> = more.collect();
    first
        .iter()
        .chain(more)
        .map(|unit| UnitPair::settled(unit))
        .collect()
}

/// A unit of the base after both sides changed it.
fn unit(
    base: &MergeUnit,
    ours: Fate<'_>,
    theirs: Fate<'_>,
    inside: &impl Fn(Three<&str>) -> Option<String>,
) -> Option<UnitPair> {
    let gap = |ours: &MergeUnit, theirs: &MergeUnit| {
        let gaps = Three {
            base: &base.gap,
            ours: &ours.gap,
            theirs: &theirs.gap,
        };
        let longest = std::cmp::max(&ours.gap, &theirs.gap);
        gaps.settled().unwrap_or(longest).clone()
    };
    let one_sided = |gone: Option<&MergeUnit>, changed: &MergeUnit| UnitPair {
        ours: gone.map(|unit| unit.text.clone()),
        theirs: Some(changed.text.clone()),
        gap: changed.gap.clone(),
    };
    match (ours, theirs) {
        (Fate::Gone, Fate::Gone | Fate::Kept(_)) | (Fate::Kept(_), Fate::Gone) => None,
        (Fate::Gone, Fate::Changed(theirs)) => Some(one_sided(None, theirs)),
        (Fate::Changed(ours), Fate::Gone) => {
            let pair = one_sided(None, ours);
            Some(UnitPair {
                ours: pair.theirs,
                theirs: pair.ours,
                gap: pair.gap,
            })
        }
        (Fate::Kept(ours) | Fate::Changed(ours), Fate::Kept(theirs) | Fate::Changed(theirs)) => {
            let texts = Three {
                base: base.text.as_str(),
                ours: ours.text.as_str(),
                theirs: theirs.text.as_str(),
            };
            let same_words = ours.key == theirs.key;
            let merged = texts.settled().map(str::to_owned).or_else(|| {
                // Only the formatting differs.
                let laid_out = same_words.then(|| texts.ours.min(texts.theirs).to_owned());
                laid_out.or_else(|| inside(texts))
            });
            Some(UnitPair {
                ours: Some(merged.clone().unwrap_or_else(|| ours.text.clone())),
                theirs: Some(merged.unwrap_or_else(|| theirs.text.clone())),
                gap: gap(ours, theirs),
            })
        }
    }
}

/// How a side differs from the base; `None` if that would take too long.
fn changes<'a>(base: &[MergeUnit], side: &'a [MergeUnit]) -> Option<Changes<'a>> {
    let mut changes = Changes {
        fates: vec![Fate::Gone; base.len()],
        added: BTreeMap::new(),
    };
    let (mut from, mut to) = (0, 0);
    let mut same = longest_common(base, side)?;
    same.push((base.len(), side.len()));
    for (in_base, in_side) in same {
        // The stretch between two unchanged units.
        let gone = base.get(from..in_base).unwrap_or(&[]);
        let new = side.get(to..in_side).unwrap_or(&[]);
        let pairs = reworded(gone, new)?;
        let mut above = from;
        for (at, unit) in new.iter().enumerate() {
            if let Some((was, _)) = pairs.iter().find(|(_, is)| *is == at) {
                if let Some(fate) = changes.fates.get_mut(from + was) {
                    *fate = Fate::Changed(unit);
                }
                above = from + was + 1;
            } else {
                changes.added.entry(above).or_default().push(unit);
            }
        }
        if let (Some(fate), Some(unit)) = (changes.fates.get_mut(in_base), side.get(in_side)) {
            *fate = Fate::Kept(unit);
        }
        (from, to) = (in_base + 1, in_side + 1);
    }
    Some(changes)
}

/// Positions of equal units, in order: the longest common subsequence.
fn longest_common(base: &[MergeUnit], side: &[MergeUnit]) -> Option<Vec<(usize, usize)>> {
    let weight = |one: &MergeUnit, other: &MergeUnit| usize::from(one.key == other.key);
    best_pairs(base, side, weight)
}

/// Positions of units that reword others.
fn reworded(gone: &[MergeUnit], new: &[MergeUnit]) -> Option<Vec<(usize, usize)>> {
    if gone.len() == 1 && new.len() == 1 {
        return Some(vec![(0, 0)]);
    }
    let words = |units: &[MergeUnit]| -> Vec<Vec<String>> {
        let sorted = |unit: &MergeUnit| {
            let mut words: Vec<String> = unit.key.split_whitespace().map(str::to_owned).collect();
            words.sort();
            words
        };
        units.iter().map(sorted).collect()
    };
    best_pairs(&words(gone), &words(new), |one, other| {
        let share = similarity(one, other);
        if share >= SIMILAR { share } else { 0 }
    })
}

/// Percentage of words shared by two sorted lists of words.
fn similarity(one: &[String], other: &[String]) -> usize {
    let mut rest = other.iter().peekable();
    let mut shared = 0;
    for word in one {
        while rest.next_if(|next| *next < word).is_some() {}
        if rest.next_if(|next| *next == word).is_some() {
            shared += 1;
        }
    }
    200 * shared / (one.len() + other.len()).max(1)
}

/// The pairs, in order on both sides, with the largest total weight.
fn best_pairs<T>(
    base: &[T],
    side: &[T],
    weight: impl Fn(&T, &T) -> usize,
) -> Option<Vec<(usize, usize)>> {
    if base.len().saturating_mul(side.len()) > MOST {
        return None;
    }
    // best[at][to]: the best total from there on.
    let width = side.len() + 1;
    let mut best = vec![0usize; (base.len() + 1) * width];
    let value = |best: &[usize], at: usize, to: usize| best.get(at * width + to).copied();
    for (at, one) in base.iter().enumerate().rev() {
        for (to, other) in side.iter().enumerate().rev() {
            let share = weight(one, other);
            let paired = if share > 0 {
                share + value(&best, at + 1, to + 1)?
            } else {
                0
            };
            let most = paired
                .max(value(&best, at + 1, to)?)
                .max(value(&best, at, to + 1)?);
            *best.get_mut(at * width + to)? = most;
        }
    }
    let mut pairs = Vec::new();
    let (mut at, mut to) = (0, 0);
    while let (Some(one), Some(other)) = (base.get(at), side.get(to)) {
        let most = value(&best, at, to)?;
        let share = weight(one, other);
        if share > 0 && most == share + value(&best, at + 1, to + 1)? {
            pairs.push((at, to));
            at += 1;
            to += 1;
        } else if most == value(&best, at + 1, to)? {
            at += 1;
        } else {
            to += 1;
        }
    }
    Some(pairs)
}

pub(super) fn by_line(texts: Three<&str>, lines: Lines<'_>) -> Option<String> {
    let ended = texts.map(|text| format!("{text}\n"));
    let merged = lines(&ended.base, &ended.ours, &ended.theirs, Favour::Neither)?;
    Some(merged.trim_end_matches('\n').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(words: &str) -> Vec<MergeUnit> {
        let unit = |line: &str| MergeUnit {
            key: line.to_owned(),
            text: line.to_owned(),
            gap: Some("\n".to_owned()),
        };
        words
            .split(',')
            .filter(|word| !word.is_empty())
            .map(unit)
            .collect()
    }

    fn both(base: &str, ours: &str, theirs: &str) -> String {
        let lists = [base, ours, theirs].map(units);
        let three = Three {
            base: &lists[0][..],
            ours: &lists[1][..],
            theirs: &lists[2][..],
        };
        let Some(pairs) = merged(three, |_| None) else {
            return "?".to_owned();
        };
        let shown = pairs.iter().map(|pair| {
            if pair.is_settled() {
                pair.ours.clone().unwrap_or_default()
            } else {
                let word = |side: &Option<String>| side.clone().unwrap_or_default();
                let (one, other) = (word(&pair.ours), word(&pair.theirs));
                format!("<{}={}>", one.clone().min(other.clone()), one.max(other))
            }
        });
        shown.collect::<Vec<_>>().join(",")
    }

    #[test]
    fn independent_edits_stay() {
        for (base, ours, theirs, expected) in [
            ("a,b,c", "a,b,c,d", "a,b,c,e", "a,b,c,d,e"),
            ("", "d", "e", "d,e"),
            ("", "e,d", "d", "d,e"),
            ("a b,c d", "a x,c d", "a b,c y", "a x,c y"),
            ("a b,c d", "a x,c d", "a b,c d,e", "a x,c d,e"),
            ("a b", "a x", "a b,e", "a x,e"),
            ("a,b,c", "a,c", "a,b,c,d", "a,c,d"),
            ("a,b,c", "a,c", "a,c", "a,c"),
            ("a,b,c", "c,a,b", "a,b,c,d", "c,a,b,d"),
            ("a,b", "x,a,b", "a,x,b", "?"),
            ("a p q", "a p r", "a p s", "<a p r=a p s>"),
            ("a p q,b", "b", "a p s,b", "<=a p s>,b"),
            ("a a,b b,c c", "a x,b x,c c", "a a,b b,c y", "a x,b x,c y"),
            // The same words twice are two units.
            ("a", "a,a", "a,b", "a,a,b"),
            ("a p,a p", "a p", "a q,a p", "a q"),
        ] {
            assert_eq!(both(base, ours, theirs), expected, "{base} {ours} {theirs}");
            assert_eq!(both(base, theirs, ours), expected, "{base} {theirs} {ours}");
        }
    }

    #[test]
    fn percent_of_words_in_common() {
        let list =
            |words: &str| -> Vec<String> { words.split_whitespace().map(str::to_owned).collect() };
        for (one, other, percent) in [
            ("a b c d", "a b c d", 100),
            ("a c", "b c", 50),
            ("b c", "a c", 50),
            ("a a", "a b", 50),
            ("a b c d", "d e f g", 25),
            ("a", "b c", 0),
            ("a b", "", 0),
            ("", "", 0),
        ] {
            assert_eq!(
                similarity(&list(one), &list(other)),
                percent,
                "{one} {other}"
            );
        }
    }
}
