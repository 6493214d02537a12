//! Merges orders: that of the side which changed it, with each side's additions where it put them. The same whichever
//! side is ours.

use super::Three;

/// Merges lists of unique keys. What one side deleted is left out unless `keep`. `None` if the orders conflict.
pub(super) fn merged<K: Ord + Clone>(
    lists: Three<&[K]>,
    keep: impl Fn(&K) -> bool,
) -> Option<Vec<K>> {
    let skeleton = skeleton(lists, keep)?;
    let ours = added(lists.ours, lists.base, &skeleton);
    let theirs = added(lists.theirs, lists.base, &skeleton);
    let mut all = Vec::new();
    for anchor in std::iter::once(None).chain(skeleton.into_iter().map(Some)) {
        all.extend(anchor);
        all.extend(both(run_below(&ours, anchor), run_below(&theirs, anchor))?);
    }
    let mut sorted = all.clone();
    sorted.sort();
    sorted.dedup();
    // Both added the same key in different places.
    (sorted.len() == all.len()).then(|| all.into_iter().cloned().collect())
}

/// What stays of the base, in the order of the side that changed it.
fn skeleton<K: PartialEq>(lists: Three<&[K]>, keep: impl Fn(&K) -> bool) -> Option<Vec<&K>> {
    let Three { base, ours, theirs } = lists;
    let in_all = |key: &&K| base.contains(key) && ours.contains(key) && theirs.contains(key);
    let common = lists.map(|list| list.iter().filter(in_all).collect::<Vec<_>>());
    let order = common.clone().settled()?;
    let stays = base
        .iter()
        .filter(|key| (ours.contains(key) && theirs.contains(key)) || keep(key));
    let stays: Vec<&K> = stays.collect();
    if order == common.base {
        return Some(stays);
    }
    let moved = if order == common.ours { ours } else { theirs };
    let mut moved: Vec<&K> = moved.iter().filter(|key| stays.contains(key)).collect();
    // A key that the reordering side had deleted returns below its former neighbour.
    let mut above = None;
    for key in stays {
        if !moved.contains(&key) {
            let at = above.and_then(|above| moved.iter().position(|other| *other == above));
            moved.insert(at.map_or(0, |at| at + 1), key);
        }
        above = Some(key);
    }
    Some(moved)
}

/// A side's additions, with the key above them.
type Run<'a, K> = (Option<&'a K>, Vec<&'a K>);

fn added<'a, K: PartialEq>(list: &'a [K], base: &[K], skeleton: &[&'a K]) -> Vec<Run<'a, K>> {
    let mut runs: Vec<Run<'a, K>> = Vec::new();
    let mut anchor = None;
    for key in list {
        if skeleton.contains(&key) {
            anchor = Some(key);
        } else if !base.contains(key) {
            match runs.last_mut() {
                Some((at, run)) if *at == anchor => run.push(key),
                _ => runs.push((anchor, vec![key])),
            }
        }
    }
    runs
}

fn run_below<'a, K: PartialEq>(runs: &[Run<'a, K>], anchor: Option<&K>) -> Vec<&'a K> {
    runs.iter()
        .find(|(at, _)| *at == anchor)
        .map_or(Vec::new(), |(_, run)| run.clone())
}

/// What both sides added in one place, the same whichever side is ours.
fn both<'a, K: Ord>(ours: Vec<&'a K>, theirs: Vec<&'a K>) -> Option<Vec<&'a K>> {
    if ours == theirs || theirs.is_empty() {
        return Some(ours);
    }
    if ours.iter().any(|key| theirs.contains(key)) {
        // Both added some of the same keys among others: the order is unclear.
        return None;
    }
    let (mut all, last) = if ours < theirs {
        (ours, theirs)
    } else {
        (theirs, ours)
    };
    all.extend(last);
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(base: &str, ours: &str, theirs: &str, kept: &str) -> Option<String> {
        let list = |text: &str| text.chars().collect::<Vec<_>>();
        let (base, ours, theirs) = (list(base), list(ours), list(theirs));
        let three = Three {
            base: &base[..],
            ours: &ours[..],
            theirs: &theirs[..],
        };
        let merged = merged(three, |key| kept.contains(*key));
        merged.map(|keys| keys.into_iter().collect())
    }

    #[test]
    fn both_sides_stay() {
        for (base, ours, theirs, kept, expected) in [
            ("abc", "abc", "abc", "", Some("abc")),
            ("abc", "axbc", "abcy", "", Some("axbcy")),
            ("abc", "axbc", "aybc", "", Some("axybc")),
            ("abc", "axbc", "axbc", "", Some("axbc")),
            ("ab", "axby", "ab", "", Some("axby")),
            ("ab", "xayb", "abz", "", Some("xaybz")),
            ("abc", "ac", "abxc", "", Some("axc")),
            ("abc", "ac", "abc", "b", Some("abc")),
            ("abc", "cab", "abxc", "", Some("cabx")),
            ("abc", "cab", "bac", "", None),
            ("abc", "axbc", "abxc", "", None),
            ("", "ab", "cd", "", Some("abcd")),
            ("abc", "ca", "abc", "b", Some("cab")),
        ] {
            assert_eq!(order(base, ours, theirs, kept).as_deref(), expected);
            assert_eq!(order(base, theirs, ours, kept).as_deref(), expected);
        }
    }
}
