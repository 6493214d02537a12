//! The drawing of a measure.

use super::row::{MeasureRow, MeasuredGap, MeasuredGroup};
use crate::evidence::Decimal;
use crate::report::{CentreLine, Dot, Panel, Plot};
use jiff::civil::Date;

/// Smallest and largest number that is shown, of one group or of all.
pub(super) fn scale(row: &MeasureRow, only: Option<usize>) -> Option<(Decimal, Decimal)> {
    let groups = || {
        let shown = row.groups.iter().filter(|group| !group.suppressed);
        shown.filter(|group| only.is_none_or(|only| only == group.at))
    };
    let values = || {
        groups()
            .flat_map(|group| row.measure.points.values(group.at))
            .flatten()
    };
    values().min().zip(values().max())
}

/// Eight heights of a block, in order.
const SPARKS: [char; 8] = [
    '\u{2581}', '\u{2582}', '\u{2583}', '\u{2584}', '\u{2585}', '\u{2586}', '\u{2587}', '\u{2588}',
];

pub(super) fn sparks(values: &[Option<Decimal>], scale: Option<(Decimal, Decimal)>) -> String {
    let spark = |value: &Option<Decimal>| {
        let (low, high) = scale?;
        let height = (*value)?.thousandths(low, high);
        SPARKS
            .get(usize::try_from((height * 7 + 500) / 1000).ok()?)
            .copied()
    };
    values
        .iter()
        .map(|value| spark(value).unwrap_or(' '))
        .collect()
}

/// The drawing: the group alone, and first among the others and the gaps, for formats that draw several.
pub(super) fn plot(row: &MeasureRow, first: Option<&MeasuredGroup>, title: &str) -> Plot {
    let all = scale(row, None);
    let is_other = |group: &&MeasuredGroup| first.is_none_or(|first| group.at != first.at);
    let others = row.groups.iter().filter(is_other);
    let panels = first.into_iter().chain(others);
    let panels = panels.map(|group| of_group(row, group, all));
    let nothing = || Panel {
        hidden: Some(row.says()),
        ..Panel::default()
    };
    let alone = first.map_or_else(nothing, |first| {
        of_group(row, first, scale(row, Some(first.at)))
    });
    let chart = first.and_then(|first| first.chart.as_ref());
    let says = match (chart, &alone.hidden) {
        (Some(chart), _) => chart.claim.says.clone(),
        (None, hidden) => hidden.clone().unwrap_or_default(),
    };
    let newest = first.and_then(|first| first.newest.as_ref());
    let newest = newest.map(|one| format!(", {} on {}", one.value.0, one.date));
    let newest = newest.unwrap_or_default();
    let tests = row.tests.iter();
    Plot {
        title: title.to_owned(),
        words: format!("{}{newest}: {says}.", row.title),
        panels: if row.groups.is_empty() {
            vec![nothing()]
        } else {
            panels.chain(row.gaps.iter().map(of_gap)).collect()
        },
        alone,
        marks: tests.map(|test| (test.day, test.name.clone())).collect(),
    }
}

fn of_group(row: &MeasureRow, group: &MeasuredGroup, scale: Option<(Decimal, Decimal)>) -> Panel {
    let name = match row.groups.len() {
        1 => String::new(),
        _ => group.name.clone(),
    };
    let Some(chart) = &group.chart else {
        return Panel {
            name,
            hidden: Some(row.measure.why_hidden(Some(group.at)).to_owned()),
            ..Panel::default()
        };
    };
    let days = row.measure.points.rows.iter().map(|row| row.day);
    let values = row.measure.points.values(group.at);
    let points: Vec<(Date, Option<Decimal>)> = days.zip(values).collect();
    panel(name, &points, chart.median.map(|line| line.0), scale)
}

fn of_gap(gap: &MeasuredGap) -> Panel {
    let values = || gap.days.iter().filter_map(|(_, value)| *value);
    let name = format!("gap: {} less {}", gap.group, gap.reference);
    let line = gap.chart.median.map(|line| line.0);
    panel(name, &gap.days, line, values().min().zip(values().max()))
}

fn panel(
    name: String,
    points: &[(Date, Option<Decimal>)],
    line: Option<Decimal>,
    scale: Option<(Decimal, Decimal)>,
) -> Panel {
    let Some((low, high)) = scale else {
        return Panel {
            name,
            hidden: Some("no numbers yet".to_owned()),
            ..Panel::default()
        };
    };
    let height = |value: Decimal| value.thousandths(low, high);
    let dots = points.iter().map(|(day, value)| Dot {
        day: *day,
        height: value.map(height),
        words: value.map(|value| value.to_string()).unwrap_or_default(),
        is_on_line: *value == line,
    });
    Panel {
        name,
        high: high.to_string(),
        low: low.to_string(),
        line: line.map(|line| CentreLine {
            height: height(line),
            words: line.to_string(),
        }),
        dots: dots.collect(),
        hidden: None,
    }
}
