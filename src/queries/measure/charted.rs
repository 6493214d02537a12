//! What the rules say of a measure's points.

use super::as_written::AsWritten;
use crate::evidence::{Chart, Reading, Verdict};
use crate::model::measure::{because, centre, says};
use schemars::JsonSchema;
use serde::Serialize;

/// What the rules say of points about a centre line.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ChartShown {
    /// Points since the newest level.
    pub points: usize,
    /// Days since then without a number.
    pub missing: usize,
    /// The centre line; null without points.
    #[schemars(with = "Option<f64>")]
    pub median: Option<AsWritten>,
    /// Whose median it is.
    pub centre: String,
    /// Points off the centre line; the others aren't counted by any rule.
    pub useful: usize,
    /// The longest run of points on one side of it.
    pub longest_run: usize,
    /// How often the points cross it.
    pub crossings: usize,
    /// What is worth a look, for the team's own eyes: shift and runs.
    pub look: VerdictShown,
    /// What may be claimed: Anhøj's rules.
    pub claim: VerdictShown,
    #[serde(skip)]
    pub(super) chart: Box<Chart>,
}

/// What one set of rules says.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct VerdictShown {
    /// What may be said, such as `changed for the better` or `not enough to say yet`.
    pub says: String,
    /// Whether the rules give a signal.
    pub signal: bool,
    /// Whether the newest points lie on the better side; null without a signal, or if nobody said which is better.
    pub better: Option<bool>,
    /// The rule that gave the signal; null without one.
    pub because: Option<String>,
    /// The longest run that is usual; null where the rules don't apply.
    pub usual_run: Option<usize>,
    /// The fewest crossings that are usual.
    pub usual_crossings: Option<usize>,
    /// Of 100 orders in which these points could have come, how many look like this or more so by chance, to one
    /// decimal; null where it isn't counted.
    pub by_chance: Option<f64>,
}

impl VerdictShown {
    fn of(chart: &Chart, verdict: &Verdict) -> Self {
        let (signal, better) = match verdict.reading {
            Reading::Signal { is_better } => (true, is_better),
            _ => (false, None),
        };
        Self {
            says: says(chart, verdict),
            signal,
            better,
            because: because(chart, verdict),
            usual_run: verdict.limits.map(|limits| limits.longest),
            usual_crossings: verdict.limits.map(|limits| limits.fewest),
            by_chance: verdict
                .by_chance
                .map(|share| f64::from(share.per_thousand()) / 10.0),
        }
    }
}

impl ChartShown {
    pub fn of(chart: Chart) -> Self {
        Self {
            points: chart.points,
            missing: chart.gaps,
            median: chart.line.map(AsWritten),
            centre: centre(&chart),
            useful: chart.useful,
            longest_run: chart.longest,
            crossings: chart.crossings,
            look: VerdictShown::of(&chart, &chart.look),
            claim: VerdictShown::of(&chart, &chart.claim),
            chart: Box::new(chart),
        }
    }
}
