//! What may be said of numbers, over random input. 256 cases each, always the same ones;
//! `PROPTEST_CASES=20000 PROPTEST_RNG_SEED=7 cargo test --test evidence` looks at more.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use redesign::evidence::Counts;

const MIN_N: u64 = 10;

fn config() -> ProptestConfig {
    if std::env::var_os("PROPTEST_CASES").is_none() {
        return ProptestConfig {
            rng_seed: RngSeed::Fixed(2026),
            failure_persistence: None,
            ..ProptestConfig::with_cases(256)
        };
    }
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// A table of counts, many of them small.
fn tables(
    height: std::ops::RangeInclusive<usize>,
    width: std::ops::RangeInclusive<usize>,
) -> impl Strategy<Value = Vec<Vec<u64>>> {
    let count = prop_oneof![0..10_u64, 0..25_u64, 0..80_u64, 0..80_u64];
    (height, width).prop_flat_map(move |(height, width)| {
        proptest::collection::vec(proptest::collection::vec(count.clone(), width), height)
    })
}

/// The least number of cells that have to be hidden, by trying all choices of one more, two more, and so on.
fn least(counts: &Counts, at_most: usize) -> usize {
    fn is_enough(counts: &Counts, hidden: &[bool]) -> bool {
        (0..hidden.len()).all(|at| !hidden[at] || counts.possible(at, hidden, 5) == 5)
    }
    fn go(counts: &Counts, hidden: &mut Vec<bool>, free: &[usize], more: usize) -> bool {
        if more == 0 {
            return is_enough(counts, hidden);
        }
        free.iter().enumerate().any(|(position, at)| {
            hidden[*at] = true;
            let found = go(counts, hidden, &free[position + 1..], more - 1);
            hidden[*at] = false;
            found
        })
    }
    let numbers: Vec<u64> = counts.numbers().collect();
    let mut hidden: Vec<bool> = numbers
        .iter()
        .map(|count| (1..MIN_N).contains(count))
        .collect();
    let free: Vec<usize> = (0..numbers.len())
        .filter(|at| !hidden[*at] && numbers[*at] > 0)
        .collect();
    let own = hidden.iter().filter(|one| **one).count();
    let more = (0..at_most).find(|more| go(counts, &mut hidden, &free, *more));
    own + more.unwrap_or(at_most)
}

proptest! {
    #![proptest_config(config())]

    /// What is small is hidden, and of whatever is hidden at least half of `min_n` values are possible.
    #[test]
    fn nothing_hidden_can_be_worked_out(rows in tables(1..=5, 1..=4)) {
        let counts = Counts::of_table(&rows);
        let hidden = counts.hidden(MIN_N);
        for (at, count) in counts.numbers().enumerate() {
            prop_assert!(hidden[at] || !(1..MIN_N).contains(&count));
            prop_assert!(!hidden[at] || counts.possible(at, &hidden, 5) == 5, "{hidden:?}");
        }
    }

    /// The same for groups that add up.
    #[test]
    fn no_hidden_group_can_be_worked_out(groups in proptest::collection::vec(0..60_u64, 1..8)) {
        let counts = Counts::of_groups(&groups);
        let hidden = counts.hidden(MIN_N);
        for (at, count) in counts.numbers().enumerate() {
            prop_assert!(hidden[at] || !(1..MIN_N).contains(&count));
            prop_assert!(!hidden[at] || counts.possible(at, &hidden, 5) == 5, "{hidden:?}");
        }
    }

    /// No more is hidden than has to be.
    #[test]
    fn only_the_least_is_hidden(rows in tables(5..=5, 4..=4)) {
        let counts = Counts::of_table(&rows);
        let hidden = counts.hidden(MIN_N).iter().filter(|one| **one).count();
        let own = counts.numbers().filter(|count| (1..MIN_N).contains(count)).count();
        prop_assert_eq!(hidden, least(&counts, hidden - own));
    }
}
