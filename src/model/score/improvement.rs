//! An improvement that is measured and confirmed: by a chart and by a person, never by one of them alone.

use super::Level;
use crate::evidence::Reading;
use crate::model::{Measure, Record};
use crate::toolkit::Activity;
use serde_json::Value;

/// Whether a measure's numbers allow the claim that it changed for the better, of those that may be shown.
pub(super) fn is_measured(record: &Record, activity: &Activity, min_n: u32) -> bool {
    let measure = record
        .said()
        .and_then(|content| Measure::of(activity, content));
    measure.is_some_and(|measure| {
        let hidden = measure.hidden_columns(min_n.into());
        let mut shown = hidden.iter().enumerate().filter(|(_, hidden)| !**hidden);
        let is_better = Some(true);
        shown.any(|(at, _)| measure.chart(at).claim.reading == Reading::Signal { is_better })
    })
}

/// Whether a person's rating is at least a level.
pub(super) fn is_confirmed(rating: &Value, level: Level) -> bool {
    let rated = match rating {
        Value::String(words) => words.trim().parse().ok(),
        other => other.as_f64(),
    };
    rated.is_some_and(|rated| rated >= level.value())
}

#[cfg(test)]
mod tests {
    use super::super::{CEILING, Level, Score};
    use crate::model::sample::{plan, toolkit};
    use jiff::civil::{Date, date};

    const TODAY: Date = date(2026, 11, 23);

    /// Neither the chart alone nor the rating alone is enough.
    #[test]
    fn an_improvement_is_measured_and_confirmed() {
        let known = toolkit(
            "t",
            "team",
            &[
                "why: worry text problem, worth number rating",
                "crew: names text attendance",
                "trial repeat: happened text result, say text decision",
                "track repeat: numbers series measure, better choice direction",
            ],
        );
        let numbers = |values: &[u32]| {
            let lines = (1..)
                .zip(values)
                .map(|(day, value)| format!("2026-10-{day:02},{value}"));
            let lines: Vec<String> = lines.collect();
            format!(
                "## numbers\n\nx\n\n```csv\ndate,value\n{}\n```\n\n## better\n\nlow\n",
                lines.join("\n")
            )
        };
        let rising = numbers(&[1, 2, 1, 2, 1, 2, 8, 9, 8, 9, 8, 9]);
        let flat = numbers(&[1, 9, 2, 8, 1, 9, 2, 8, 1, 9, 2, 8]);
        let suggested = |worth: &str, numbers: &str| {
            let why = format!("## worry\n\nThe weir\n\n## worth\n\n{worth}\n");
            let records = [
                ("why", why.as_str()),
                ("crew", "## names\n\nx\n"),
                ("trial/one", "## happened\n\nx\n\n## say\n\nx\n"),
                ("track/one", numbers),
            ];
            let plan = plan("north", &known, "", &records);
            Score::of(&plan, None, &[], TODAY).suggested()
        };
        assert_eq!(suggested("3.0", &rising), CEILING);
        assert_eq!(suggested("2.5", &rising), Level::halves(5));
        assert_eq!(suggested("3.5", &flat), Level::halves(5));
    }
}
