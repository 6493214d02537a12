//! In which order merged things stand: that of the side which changed the order, with what each side added where it put
//! it. The same whichever side is ours.

use super::Three;

/// Merges the order of keys, each of which is in a list at most once. What one side deleted is left out unless `keep`
/// says that it stays. Nothing where the orders can't be brought together.
pub(super) fn merged<K: Ord + Clone>(
    lists: Three<&[K]>,
    keep: impl Fn(&K) -> bool,
) -> Option<Vec<K>> {
    let Three { base, ours, theirs } = lists;
    let in_base = |key: &&K| base.contains(key);
    let in_all = |key: &&K| base.contains(key) && ours.contains(key) && theirs.contains(key);
    let common = lists.map(|list| list.iter().filter(in_all).collect::<Vec<_>>());
    let order = common.clone().settled()?;
    // What is in the base and stays, in the order of the side which changed it.
    let stays: Vec<&K> = base
        .iter()
        .filter(|key| (ours.contains(key) && theirs.contains(key)) || keep(key))
        .collect();
    let skeleton: Vec<&K> = if order == common.base {
        stays
    } else {
        let moved = if order == common.ours { ours } else { theirs };
        let mut moved: Vec<&K> = moved.iter().filter(|key| stays.contains(key)).collect();
        // One that the side which moved things had deleted comes back below the one it stood below.
        for key in &stays {
            if moved.contains(key) {
                continue;
            }
            let before = stays.iter().take_while(|other| *other != key).last();
            let at = before
                .and_then(|before| moved.iter().position(|other| other == before))
                .map_or(0, |at| at + 1);
            moved.insert(at, key);
        }
        moved
    };
    // What a side added, by the one that stands above it.
    let added = |list: &[K]| {
        let mut runs: Vec<(Option<K>, Vec<K>)> = Vec::new();
        let mut anchor: Option<&K> = None;
        for key in list {
            if in_base(&key) {
                if skeleton.contains(&key) {
                    anchor = Some(key);
                }
                continue;
            }
            match runs.last_mut() {
                Some((at, run)) if at.as_ref() == anchor => run.push(key.clone()),
                _ => runs.push((anchor.cloned(), vec![key.clone()])),
            }
        }
        runs
    };
    let (by_ours, by_theirs) = (added(ours), added(theirs));
    let mut all = Vec::new();
    for anchor in std::iter::once(None).chain(skeleton.iter().map(|key| Some(*key))) {
        all.extend(anchor.cloned());
        let run = |runs: &[(Option<K>, Vec<K>)]| {
            let mut at = runs.iter().filter(|(at, _)| at.as_ref() == anchor);
            at.next().map_or(Vec::new(), |(_, run)| run.clone())
        };
        let (ours, theirs) = (run(&by_ours), run(&by_theirs));
        if ours == theirs || theirs.is_empty() {
            all.extend(ours);
        } else if ours.is_empty() {
            all.extend(theirs);
        } else if ours.iter().any(|key| theirs.contains(key)) {
            // Both added some of the same, among others: which stands where is anybody's guess.
            return None;
        } else {
            let (first, second) = if ours < theirs {
                (ours, theirs)
            } else {
                (theirs, ours)
            };
            all.extend(first);
            all.extend(second);
        }
    }
    let mut sorted = all.clone();
    sorted.sort();
    sorted.dedup();
    // Both added the same one in different places.
    (sorted.len() == all.len()).then_some(all)
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
