//! What chance alone would show: orders of points counted, never simulated.
//!
//! Rules and the exact count follow Anhøj and Wentzel-Larsen, <https://doi.org/10.1371/journal.pone.0223233>; limits
//! of runs are those of the exact distribution of runs.

use std::collections::BTreeMap;
use std::sync::{LazyLock, Mutex};

/// Most useful points whose orders are counted.
pub const MOST_POINTS: usize = 150;

/// How many points lie above and how many below the centre line, in one stretch of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sides {
    pub above: usize,
    pub below: usize,
}

impl Sides {
    pub fn points(self) -> usize {
        self.above + self.below
    }
}

/// When a chart gives a signal: a run longer than `longest`, or crossings outside `fewest` to `most`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Limits {
    /// The longest run that is still usual.
    pub longest: usize,
    pub fewest: usize,
    pub most: usize,
}

impl Limits {
    pub fn has_signal(self, longest: usize, crossings: usize) -> bool {
        longest > self.longest || crossings < self.fewest || crossings > self.most
    }
}

/// The number of ways to choose `some` of `all`.
fn choose(all: usize, some: usize) -> f64 {
    if some > all {
        return 0.0;
    }
    (0..some.min(all - some)).fold(1.0, |ways, taken| {
        (ways * number(all - taken) / number(taken + 1)).round()
    })
}

/// A small count as a number; counts of points are far below what `f64` holds exactly.
fn number(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::MAX, f64::from)
}

/// Limits of what a team may be told is worth a look: a run of six or more, or too few or too many runs, by Perla,
/// Provost and Murray (<https://doi.org/10.1136/bmjqs.2009.037895>) without their rule of trends.
pub fn look(points: usize) -> Limits {
    let (one, two) = (points / 2, points - points / 2);
    let all = choose(points, one);
    let ways = |runs: usize| {
        let parts = |of: usize, into: usize| match (of, into) {
            (0, 0) => 1.0,
            (0, _) | (_, 0) => 0.0,
            _ => choose(of - 1, into - 1),
        };
        let half = runs / 2;
        if runs.is_multiple_of(2) {
            2.0 * parts(one, half) * parts(two, half)
        } else {
            parts(one, half) * parts(two, half + 1) + parts(one, half + 1) * parts(two, half)
        }
    };
    let rare = |runs: &mut dyn Iterator<Item = usize>| {
        let mut sum = 0.0;
        let mut last = None;
        for runs in runs {
            sum += ways(runs);
            if sum * 20.0 > all {
                break;
            }
            last = Some(runs);
        }
        last
    };
    let lower = rare(&mut (1..=points)).unwrap_or(1);
    let upper = rare(&mut (1..=points).rev()).unwrap_or(points);
    Limits {
        longest: 5,
        fewest: lower.saturating_sub(1),
        most: upper.saturating_sub(1),
    }
}

/// Limits of what may be claimed: Anhøj's rules, <https://doi.org/10.1371/journal.pone.0113825>.
pub fn claim(points: usize) -> Limits {
    // round(log2(n)): the first power whose square root of two times is above n.
    let rounded = (0_u32..64)
        .find(|power| points.pow(2) < 2_usize.saturating_pow(2 * power + 1))
        .unwrap_or(64) as usize;
    let steps = points.saturating_sub(1);
    let all = (0..steps).fold(1.0, |ways: f64, _| ways * 2.0);
    let mut sum = 0.0;
    let mut fewest = 0;
    for crossings in 0..=steps {
        sum += choose(steps, crossings);
        if sum * 20.0 >= all {
            fewest = crossings;
            break;
        }
    }
    Limits {
        longest: rounded + 3,
        fewest,
        most: usize::MAX,
    }
}

/// Of all orders of some points, how many would give a signal: `alike` of `all`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    alike: f64,
    all: f64,
}

impl Share {
    /// Tenths of a percent, rounded half away from zero.
    pub fn per_thousand(self) -> u32 {
        rounded(self.alike * 2000.0 + self.all, self.all * 2.0)
    }

    /// Tenths of a percent for at least one of several charts that know nothing of each other.
    pub fn any(of: &[Self]) -> u32 {
        let quiet = |share: &Self| (share.all - share.alike) / share.all;
        let all_quiet: f64 = of.iter().map(quiet).product();
        rounded((1.0 - all_quiet) * 2000.0 + 1.0, 2.0)
    }

    pub fn part(self) -> f64 {
        self.alike / self.all
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a share of a thousand"
)]
fn rounded(above: f64, below: f64) -> u32 {
    (above / below).floor().clamp(0.0, 1000.0) as u32
}

/// The share of orders of `points` about a centre that stays where it is that gives a signal. `None` for none and for
/// more than [`MOST_POINTS`].
pub fn share(points: Sides, limits: Limits) -> Option<Share> {
    let counted = points.points() > 0 && points.points() <= MOST_POINTS;
    counted.then(|| orders(&[points], limits))
}

/// The same where the centre is the median of the first `first` points, whichever those are: each of the orders of
/// `values` has a median of its own. `limits` are asked for the number of useful points that an order has.
pub fn share_of_frozen(
    values: &[super::Decimal],
    first: usize,
    fewest_points: usize,
    limits: fn(usize) -> Limits,
) -> Option<Share> {
    if first < 2 || first > values.len() || values.len() > MOST_POINTS / 2 {
        return None;
    }
    let mut sum = 0.0;
    let all = choose(values.len(), first);
    for (sides, ways) in frozen(values, first) {
        let points = sides.0.points() + sides.1.points();
        if points >= fewest_points {
            sum += ways * orders(&[sides.0, sides.1], limits(points)).part();
        }
    }
    Some(Share { alike: sum, all })
}

/// In how many ways the first points can be chosen, by the sides which they and the later ones then lie on.
fn frozen(values: &[super::Decimal], first: usize) -> BTreeMap<(Sides, Sides), f64> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let count = sorted.len();
    let mut found = BTreeMap::new();
    // Of an odd number the one in the middle is both of the two.
    let (below, middle) = ((first - 1) / 2, 2 - first % 2);
    for low in below..count {
        let highs = if middle == 1 {
            low..low + 1
        } else {
            low + 1..count
        };
        for high in highs {
            let (Some(one), Some(two)) = (sorted.get(low), sorted.get(high)) else {
                continue;
            };
            let centre = if one == two { *one } else { one.midway(*two) };
            let on =
                |range: &[super::Decimal]| range.iter().filter(|value| **value == centre).count();
            let under =
                |range: &[super::Decimal]| range.iter().filter(|value| **value < centre).count();
            let (Some(left), Some(right)) = (sorted.get(..low), sorted.get(high + 1..)) else {
                continue;
            };
            let total = Sides {
                above: count - under(&sorted) - on(&sorted),
                below: under(&sorted),
            };
            // Which of the chosen lie on the centre matters only where the two in the middle are one.
            for left_on in 0..=on(left).min(below) {
                for right_on in 0..=on(right).min(below) {
                    let ways = choose(on(left), left_on)
                        * choose(left.len() - on(left), below - left_on)
                        * choose(on(right), right_on)
                        * choose(right.len() - on(right), below - right_on);
                    if ways == 0.0 {
                        continue;
                    }
                    let beside = usize::from(one != two);
                    let early = Sides {
                        above: below - right_on + beside,
                        below: below - left_on + beside,
                    };
                    let late = Sides {
                        above: total.above - early.above,
                        below: total.below - early.below,
                    };
                    *found.entry((early, late)).or_insert(0.0) += ways;
                }
            }
        }
    }
    found
}

/// What was counted already: a cohort has thousands of charts, and few numbers of points.
static COUNTED: LazyLock<Mutex<Counted>> = LazyLock::new(Mutex::default);

type Counted = BTreeMap<(Vec<Sides>, Limits), Share>;

/// Counts the orders in which the points of each stretch can stand, and those of them that give a signal. The centre
/// is the same for all stretches, and runs go on from one to the next.
fn orders(stretches: &[Sides], limits: Limits) -> Share {
    let key = (stretches.to_vec(), limits);
    let known = COUNTED
        .lock()
        .ok()
        .and_then(|known| known.get(&key).copied());
    known.unwrap_or_else(|| {
        let share = counted(stretches, limits);
        if let Ok(mut known) = COUNTED.lock() {
            known.insert(key, share);
        }
        share
    })
}

fn counted(stretches: &[Sides], limits: Limits) -> Share {
    let points: usize = stretches.iter().map(|one| one.points()).sum();
    let ways = Ways {
        longest: limits.longest.min(points),
        points,
    };
    let mut states = Vec::new();
    for stretch in stretches {
        states = ways.through(*stretch, states);
    }
    let mut quiet = 0.0;
    for (side, run, crossings) in ways.all() {
        if !limits.has_signal(run, crossings) {
            let at = ways.at(side, run, crossings);
            quiet += states.get(at).copied().unwrap_or(0.0);
        }
    }
    let each = |stretch: &Sides| choose(stretch.points(), stretch.above);
    let all = stretches.iter().map(each).product();
    Share {
        alike: all - quiet,
        all,
    }
}

/// In how many ways points can stand, by the side of the last one, the run it ends and the crossings so far. What has a
/// run that is too long is no longer counted.
struct Ways {
    longest: usize,
    points: usize,
}

impl Ways {
    fn size(&self) -> usize {
        2 * (self.longest + 1) * (self.points + 1)
    }

    fn at(&self, side: usize, run: usize, crossings: usize) -> usize {
        (side * (self.longest + 1) + run) * (self.points + 1) + crossings
    }

    fn all(&self) -> impl Iterator<Item = (usize, usize, usize)> {
        let (longest, points) = (self.longest, self.points);
        let runs = move |side| (1..=longest).map(move |run| (side, run));
        let both = [0, 1].into_iter().flat_map(runs);
        both.flat_map(move |(side, run)| (0..=points).map(move |crossings| (side, run, crossings)))
    }

    /// The ways after a stretch, from those before it; none of them for the first stretch.
    fn through(&self, stretch: Sides, before: Vec<f64>) -> Vec<f64> {
        if stretch.points() == 0 {
            return before;
        }
        let mut is_first = before.is_empty();
        // By how many points above there were so far in this stretch.
        let mut layer = vec![Vec::new(); stretch.above + 1];
        if let Some(first) = layer.first_mut() {
            *first = if is_first {
                vec![0.0; self.size()]
            } else {
                before
            };
        }
        for step in 0..stretch.points() {
            let mut next = vec![Vec::new(); stretch.above + 1];
            for (above, states) in layer
                .iter()
                .enumerate()
                .filter(|(_, states)| !states.is_empty())
            {
                for side in [0, 1] {
                    let then = above + side;
                    let fits = then <= stretch.above && step + 1 - then <= stretch.below;
                    if let Some(into) = next.get_mut(then).filter(|_| fits) {
                        if into.is_empty() {
                            *into = vec![0.0; self.size()];
                        }
                        if is_first {
                            add(into, self.at(side, 1, 0), 1.0);
                        } else {
                            self.step(states, into, side);
                        }
                    }
                }
            }
            layer = next;
            is_first = false;
        }
        layer.pop().unwrap_or_default()
    }

    /// Adds the ways with one more point on a side.
    fn step(&self, states: &[f64], into: &mut [f64], side: usize) {
        for (last, run, crossings) in self.all() {
            let ways = states
                .get(self.at(last, run, crossings))
                .copied()
                .unwrap_or(0.0);
            if ways == 0.0 {
                continue;
            }
            if last != side {
                add(into, self.at(side, 1, crossings + 1), ways);
            } else if run < self.longest {
                add(into, self.at(side, run + 1, crossings), ways);
            }
        }
    }
}

fn add(states: &mut [f64], at: usize, ways: f64) {
    if let Some(state) = states.get_mut(at) {
        *state += ways;
    }
}

#[cfg(test)]
mod tests {
    use super::super::Decimal;
    use super::*;

    /// Runs as `(longest, crossings)` of a row of sides.
    fn runs(sides: &[bool]) -> (usize, usize) {
        let (mut longest, mut crossings, mut run) = (0, 0, 0);
        for (number, side) in sides.iter().enumerate() {
            if number > 0 && sides[number - 1] == *side {
                run += 1;
            } else {
                crossings += usize::from(number > 0);
                run = 1;
            }
            longest = longest.max(run);
        }
        (longest, crossings)
    }

    /// Every arrangement, one by one.
    fn by_hand(sides: Sides, limits: Limits) -> (u32, u32) {
        let n = sides.points();
        let (mut alike, mut all) = (0, 0);
        for mask in 0_u32..1 << n {
            if mask.count_ones() as usize != sides.above {
                continue;
            }
            let row: Vec<bool> = (0..n).map(|bit| mask >> bit & 1 == 1).collect();
            let (longest, crossings) = runs(&row);
            all += 1;
            alike += u32::from(limits.has_signal(longest, crossings));
        }
        (alike, all)
    }

    #[test]
    fn every_order_is_counted() {
        for n in 1..=14 {
            for above in 0..=n {
                let sides = Sides {
                    above,
                    below: n - above,
                };
                for limits in [look(n), claim(n)] {
                    let share = share(sides, limits).unwrap();
                    let (alike, all) = by_hand(sides, limits);
                    assert_eq!(
                        (share.alike, share.all),
                        (f64::from(alike), f64::from(all)),
                        "{sides:?}"
                    );
                }
            }
        }
    }

    /// Shares of Anhøj's rules about a chart's own median, as published.
    #[test]
    fn as_published() {
        for (n, hundredths) in [
            (10, 79),
            (12, 130),
            (16, 89),
            (20, 212),
            (24, 306),
            (36, 425),
        ] {
            let half = Sides {
                above: n / 2,
                below: n / 2,
            };
            let share = share(half, claim(n)).unwrap();
            let found = (share.part() * 10_000.0).round();
            assert!((found - f64::from(hundredths)).abs() < 0.5, "{n}");
        }
    }

    #[test]
    fn limits_of_runs_and_crossings() {
        for (n, fewest, most) in [
            (10, 3, 9),
            (11, 3, 10),
            (12, 3, 11),
            (13, 4, 11),
            (14, 4, 12),
            (15, 4, 13),
            (16, 5, 13),
            (17, 5, 14),
            (18, 6, 14),
            (19, 6, 15),
            (20, 6, 16),
            (23, 8, 17),
            (24, 8, 18),
            (25, 9, 18),
            (30, 11, 21),
            (40, 15, 27),
        ] {
            let limits = look(n);
            assert_eq!((limits.fewest + 1, limits.most + 1), (fewest, most), "{n}");
            assert_eq!(limits.longest, 5);
        }
        for (n, longest, fewest) in [
            (10, 6, 2),
            (12, 7, 3),
            (16, 7, 4),
            (20, 7, 6),
            (24, 8, 8),
            (30, 8, 10),
            (40, 8, 14),
        ] {
            let limits = claim(n);
            assert_eq!((limits.longest, limits.fewest), (longest, fewest), "{n}");
        }
    }

    /// Every order of the values themselves about the median of its own first ones.
    fn frozen_by_hand(values: &[i64], first: usize, fewest: usize) -> f64 {
        // Orders of what is first and what is later: choose which are first, then order each.
        let n = values.len();
        let (mut alike, mut all) = (0.0, 0.0);
        for mask in 0_u32..1 << n {
            if mask.count_ones() as usize != first {
                continue;
            }
            let part = |want: u32| -> Vec<Decimal> {
                (0..n)
                    .filter(|bit| mask >> bit & 1 == want)
                    .map(|bit| Decimal::whole(values[bit]))
                    .collect()
            };
            let (early, late) = (part(1), part(0));
            let centre = super::super::median(&early).unwrap();
            let sides = |values: &[Decimal]| Sides {
                above: values.iter().filter(|value| **value > centre).count(),
                below: values.iter().filter(|value| **value < centre).count(),
            };
            let (one, two) = (sides(&early), sides(&late));
            let useful = one.points() + two.points();
            all += 1.0;
            if useful < fewest {
                continue;
            }
            let limits = claim(useful);
            let (mut signals, mut orders) = (0.0, 0.0);
            for left in 0_u32..1 << one.points() {
                if left.count_ones() as usize != one.above {
                    continue;
                }
                for right in 0_u32..1 << two.points() {
                    if right.count_ones() as usize != two.above {
                        continue;
                    }
                    let mut row: Vec<bool> =
                        (0..one.points()).map(|bit| left >> bit & 1 == 1).collect();
                    row.extend((0..two.points()).map(|bit| right >> bit & 1 == 1));
                    let (longest, crossings) = runs(&row);
                    orders += 1.0;
                    signals += f64::from(u8::from(limits.has_signal(longest, crossings)));
                }
            }
            alike += signals / orders;
        }
        alike / all
    }

    #[test]
    fn a_frozen_median_is_that_of_every_order() {
        let cases: [(&[i64], usize, usize); 4] = [
            (&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 8, 8),
            (&[1, 1, 2, 2, 2, 3, 3, 4, 9, 9], 6, 5),
            (&[5, 5, 5, 5, 5, 6, 7, 1, 2], 5, 4),
            (&[1, 2, 2, 3, 3, 3, 4, 4, 5, 6], 7, 6),
        ];
        for (values, first, fewest) in cases {
            let decimals: Vec<Decimal> =
                values.iter().map(|value| Decimal::whole(*value)).collect();
            let share = share_of_frozen(&decimals, first, fewest, claim).unwrap();
            let by_hand = frozen_by_hand(values, first, fewest);
            assert!(
                (share.part() - by_hand).abs() < 1e-9,
                "{values:?}: {} {by_hand}",
                share.part()
            );
        }
    }

    #[test]
    fn any_of_several_charts() {
        let half = Sides { above: 6, below: 6 };
        let share = share(half, claim(12)).unwrap();
        assert_eq!(share.per_thousand(), 13);
        assert_eq!(Share::any(&[share; 4]), 51);
    }
}
