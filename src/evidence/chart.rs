//! A run chart: points, their centre line, and what the rules say.
//!
//! Two levels. `Look` is for the team's own eyes; `Claim` is what may be said in a cohort or to a board. Neither has a
//! rule of trends: at twelve points it alone brings eleven of twelve false alarms.

use super::chance::{self, Limits, MOST_POINTS, Share, Sides};
use super::{Decimal, median};

/// Fewest points that are more than a row of numbers.
pub const FEWEST_POINTS: usize = 6;

/// Fewest points off the centre line at which the rules begin, and fewest of a baseline whose median is kept.
pub const FEWEST_USEFUL: usize = 10;

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    More,
    Less,
}

/// What the rules say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Under six points.
    TooFew,
    /// Six points or more, and too few of them off the centre line.
    TooFewUseful,
    /// Nothing that chance alone doesn't show often.
    Quiet,
    /// A signal, and whether the newest points lie on the better side; `None` where nobody said which is better.
    Signal { is_better: Option<bool> },
}

/// Whose median the centre line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Centre {
    /// All points of the stretch.
    Whole,
    /// The first points, which somebody called the baseline.
    Baseline { points: usize },
    /// All points, since the baseline that somebody set has too few.
    ShortBaseline { points: usize },
    /// All points, since the baseline that somebody set shows a signal of its own.
    UnsteadyBaseline { points: usize },
}

/// One level's answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verdict {
    pub reading: Reading,
    /// The limits that were used; `None` where the rules don't apply yet.
    pub limits: Option<Limits>,
    /// How many orders of these points would say so by chance. `None` where no rule applies, or there are too many
    /// points to count them.
    pub by_chance: Option<Share>,
}

/// A stretch of points about one centre line.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    pub points: usize,
    /// Weeks without a number.
    pub gaps: usize,
    pub centre: Centre,
    /// The centre line; `None` without points.
    pub line: Option<Decimal>,
    /// Points off the centre line.
    pub useful: usize,
    pub longest: usize,
    pub crossings: usize,
    pub look: Verdict,
    pub claim: Verdict,
}

/// Runs of points on one side of a line. Points on it neither break a run nor count.
#[derive(Debug, Clone, Copy, Default)]
struct Runs {
    sides: [usize; 2],
    longest: usize,
    crossings: usize,
    /// The side of the newest point, and whether that run is itself a long one.
    last: Option<bool>,
    run: usize,
}

impl Runs {
    fn about(line: Decimal, values: &[Decimal]) -> Self {
        let mut runs = Self::default();
        for value in values.iter().filter(|value| **value != line) {
            let side = *value > line;
            if runs.last == Some(side) {
                runs.run += 1;
            } else {
                runs.crossings += usize::from(runs.last.is_some());
                runs.run = 1;
            }
            runs.last = Some(side);
            runs.longest = runs.longest.max(runs.run);
            let [below, above] = &mut runs.sides;
            *(if side { above } else { below }) += 1;
        }
        runs
    }

    fn useful(&self) -> usize {
        self.sides.iter().sum()
    }

    fn sides(&self) -> Sides {
        let [below, above] = self.sides;
        Sides { above, below }
    }

    fn has_signal(&self, limits: fn(usize) -> Limits) -> bool {
        self.useful() >= FEWEST_USEFUL
            && limits(self.useful()).has_signal(self.longest, self.crossings)
    }
}

impl Chart {
    /// The chart of some points in the order of their days. `baseline` is how many of the first points (with a number)
    /// somebody called the baseline.
    pub fn of(
        values: &[Option<Decimal>],
        baseline: Option<usize>,
        direction: Option<Direction>,
    ) -> Self {
        let numbers: Vec<Decimal> = values.iter().flatten().copied().collect();
        let centre = baseline.map_or(Centre::Whole, |points| {
            let first = numbers.get(..points).unwrap_or(&numbers);
            let own = median(first).map(|line| Runs::about(line, first));
            if first.len() < FEWEST_USEFUL {
                Centre::ShortBaseline {
                    points: first.len(),
                }
            } else if own
                .is_some_and(|runs| runs.has_signal(chance::look) || runs.has_signal(chance::claim))
            {
                Centre::UnsteadyBaseline {
                    points: first.len(),
                }
            } else {
                Centre::Baseline {
                    points: first.len(),
                }
            }
        });
        let first = match centre {
            Centre::Baseline { points } => numbers.get(..points).unwrap_or(&numbers),
            _ => &numbers,
        };
        let line = median(first);
        let runs = line.map_or_else(Runs::default, |line| Runs::about(line, &numbers));
        let frozen = (first.len() < numbers.len()).then_some(first.len());
        let verdict = |limits| judge(&numbers, &runs, frozen, limits, direction);
        Self {
            points: numbers.len(),
            gaps: values.len() - numbers.len(),
            centre,
            line,
            useful: runs.useful(),
            longest: runs.longest,
            crossings: runs.crossings,
            look: verdict(chance::look),
            claim: verdict(chance::claim),
        }
    }
}

fn judge(
    numbers: &[Decimal],
    runs: &Runs,
    frozen: Option<usize>,
    limits: fn(usize) -> Limits,
    direction: Option<Direction>,
) -> Verdict {
    if numbers.len() < FEWEST_POINTS || runs.useful() < FEWEST_USEFUL {
        let too_few = numbers.len() < FEWEST_POINTS;
        return Verdict {
            reading: if too_few {
                Reading::TooFew
            } else {
                Reading::TooFewUseful
            },
            limits: None,
            by_chance: None,
        };
    }
    let reading = if runs.has_signal(limits) {
        let is_better = direction
            .zip(runs.last)
            .map(|(direction, is_above)| is_above == (direction == Direction::More));
        Reading::Signal { is_better }
    } else {
        Reading::Quiet
    };
    let own = limits(runs.useful());
    let by_chance = match frozen {
        Some(first) => chance::share_of_frozen(numbers, first, FEWEST_USEFUL, limits),
        None => chance::share(runs.sides(), own),
    };
    Verdict {
        reading,
        limits: Some(own),
        by_chance: by_chance.filter(|_| runs.useful() <= MOST_POINTS),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &str) -> Vec<Option<Decimal>> {
        let words = words.split_whitespace();
        words
            .map(|word| (word != "_").then(|| Decimal::parse(word).unwrap()))
            .collect()
    }

    fn chart(words: &str) -> Chart {
        Chart::of(&of(words), None, Some(Direction::More))
    }

    #[test]
    fn few_points_say_nothing() {
        for points in 0..=12 {
            let words: Vec<String> = (0..points).map(|point: usize| point.to_string()).collect();
            let reading = chart(&words.join(" ")).claim.reading;
            match points {
                0..6 => assert_eq!(reading, Reading::TooFew, "{points}"),
                6..10 => assert_eq!(reading, Reading::TooFewUseful, "{points}"),
                // Eleven rising points have one on the median, and ten off it.
                10 | 11 => assert_eq!(
                    reading,
                    Reading::Signal {
                        is_better: Some(true)
                    },
                    "{points}"
                ),
                _ => assert_eq!(
                    reading,
                    Reading::Signal {
                        is_better: Some(true)
                    }
                ),
            }
        }
    }

    #[test]
    fn all_equal_says_nothing() {
        let chart = chart("7 7 7.0 7 7 7 7 7 7 7 7 7");
        assert_eq!((chart.points, chart.useful), (12, 0));
        assert_eq!(chart.claim.reading, Reading::TooFewUseful);
        assert_eq!(chart.claim.by_chance, None);
    }

    #[test]
    fn ties_neither_break_a_run_nor_count() {
        // Median 5; those on it lie inside runs of both sides.
        let chart = chart("1 2 5 1 2 1 5 9 8 5 9 8 9");
        assert_eq!(chart.line, Decimal::parse("5"));
        assert_eq!((chart.useful, chart.longest, chart.crossings), (10, 5, 1));
        assert_eq!(
            chart.claim.reading,
            Reading::Signal {
                is_better: Some(true)
            }
        );
    }

    #[test]
    fn runs_go_on_across_a_gap() {
        let with = chart("1 2 _ 1 2 1 _ 9 8 9 8 9");
        let without = chart("1 2 1 2 1 9 8 9 8 9");
        assert_eq!(with.gaps, 2);
        assert_eq!(
            (with.longest, with.crossings),
            (without.longest, without.crossings)
        );
    }

    /// Eleven points on a frozen median of 0.4 are no run.
    #[test]
    fn a_frozen_median_is_exact() {
        let baseline = "0.1 0.7 0.1 0.7 0.1 0.7 0.7 0.1 0.7 0.1";
        let later = "0.4 0.40 0.4 0.4 0.4 0.4 0.4 0.4 0.4 0.4 0.4";
        let values = of(&format!("{baseline} {later}"));
        let chart = Chart::of(&values, Some(10), Some(Direction::More));
        assert_eq!(chart.centre, Centre::Baseline { points: 10 });
        assert_eq!(chart.line.unwrap().to_string(), "0.4");
        assert_eq!(chart.useful, 10);
        assert_eq!(chart.claim.reading, Reading::Quiet);
    }

    #[test]
    fn a_median_is_kept_of_a_long_and_steady_baseline_only() {
        let steady = "82 84 79 81 85 80 83 78 84 81 82 80";
        let later = "86 88 87 89 88 90 87 91";
        let values = of(&format!("{steady} {later}"));
        let chart = Chart::of(&values, Some(12), Some(Direction::More));
        assert_eq!(chart.line.unwrap().to_string(), "81.5");
        assert_eq!(chart.longest, 8);
        let whole = Chart::of(&values, None, Some(Direction::More));
        assert_eq!(whole.line.unwrap().to_string(), "84");
        assert_eq!((whole.useful, whole.longest, whole.crossings), (18, 8, 3));
        assert_eq!(
            whole.claim.reading,
            Reading::Signal {
                is_better: Some(true)
            }
        );
        assert_eq!(
            whole.look.reading,
            Reading::Signal {
                is_better: Some(true)
            }
        );
        let short = Chart::of(&values, Some(6), None);
        assert_eq!(short.centre, Centre::ShortBaseline { points: 6 });
        assert_eq!(short.line, whole.line);
        let rising = of("1 2 3 4 5 6 7 8 9 10 11 12 13 14");
        let unsteady = Chart::of(&rising, Some(12), None);
        assert_eq!(unsteady.centre, Centre::UnsteadyBaseline { points: 12 });
    }

    #[test]
    fn which_side_is_better() {
        let values = of("9 8 9 8 9 1 2 1 2 1");
        let claim = |direction| Chart::of(&values, None, direction).claim.reading;
        let signal = |is_better| Reading::Signal { is_better };
        assert_eq!(claim(Some(Direction::More)), signal(Some(false)));
        assert_eq!(claim(Some(Direction::Less)), signal(Some(true)));
        assert_eq!(claim(None), signal(None));
    }
}
