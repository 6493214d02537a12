//! What may be said of a chart, in words.

use crate::evidence::{Centre, Chart, FEWEST_USEFUL, Reading, Verdict};
use crate::model::Count;

/// What may be said of a chart, in one sentence without a full stop.
pub fn says(chart: &Chart, verdict: &Verdict) -> String {
    match verdict.reading {
        Reading::TooFew if chart.points == 0 => "no numbers yet".to_owned(),
        Reading::TooFew => {
            let points = Count(chart.points, "point");
            format!("{points}: too few to say")
        }
        Reading::TooFewUseful => format!(
            "too few to say: rules begin at {FEWEST_USEFUL} points off the median, here {}",
            chart.useful
        ),
        Reading::Quiet => "not enough to say yet".to_owned(),
        Reading::Signal {
            is_better: Some(true),
        } => "changed for the better".to_owned(),
        Reading::Signal {
            is_better: Some(false),
        } => "something changed, not for the better".to_owned(),
        Reading::Signal { is_better: None } => "something changed".to_owned(),
    }
}

/// Which rule gave a verdict its signal, and what would have been usual. `None` without a signal.
pub fn because(chart: &Chart, verdict: &Verdict) -> Option<String> {
    let limits = verdict.limits?;
    if !matches!(verdict.reading, Reading::Signal { .. }) {
        return None;
    }
    let mut reasons = Vec::new();
    if chart.longest > limits.longest {
        reasons.push(format!(
            "{} points in a row on one side of the median, up to {} are usual",
            chart.longest, limits.longest
        ));
    }
    let crossings = Count(chart.crossings, "crossing");
    if chart.crossings < limits.fewest {
        reasons.push(format!(
            "only {crossings} of the median, {} or more are usual",
            limits.fewest
        ));
    }
    if chart.crossings > limits.most {
        reasons.push(format!(
            "{crossings} of the median, up to {} are usual",
            limits.most
        ));
    }
    Some(reasons.join("; "))
}

/// Whose median the centre line is, in words.
pub fn centre(chart: &Chart) -> String {
    let all = match chart.points {
        1 => "the only point".to_owned(),
        several => format!("median of all {}", Count(several, "point")),
    };
    let baseline = |points| Count(points, "point");
    match chart.centre {
        Centre::Whole => format!("{all}; no baseline is set"),
        Centre::Baseline { points } => format!("median of the baseline of {}", baseline(points)),
        Centre::ShortBaseline { points } => format!(
            "{all}: the baseline has only {}, {FEWEST_USEFUL} are needed",
            baseline(points)
        ),
        Centre::UnsteadyBaseline { .. } => {
            format!("{all}: the baseline itself shows a change")
        }
    }
}
