//! SVG: bars over time, for slides and pages. Colour only adds to patterns and words.

use super::clean::escaped;
use super::format::{Format, Printed};
use crate::model::State;
use crate::report::{Block, Figure, Stretch};
use jiff::tz::TimeZone;

const LEFT: i64 = 190;
const WIDTH: i64 = 900;
const ROW: i64 = 24;
const TOP: i64 = 64;
const DAY: i64 = 86_400;

pub const SVG: Format = Format {
    is_for_tables: false,
    holds_findings: false,
    ..Format::of("svg", render)
};

fn render(page: &Printed<'_>) -> String {
    let drawing = page.report.blocks.iter().find_map(|block| match block {
        Block::Figure(figure) => Some(drawn(figure)),
        Block::Plot(plot) => Some(super::plot::as_svg(plot)),
        _ => None,
    });
    drawing.unwrap_or_default()
}

/// A figure as SVG with its own styles, light and dark.
pub(super) fn drawn(figure: &Figure) -> String {
    let stretches = || figure.rows.iter().flat_map(|row| &row.stretches);
    let first = stretches().map(|stretch| stretch.from).min().unwrap_or(0);
    let last = stretches().map(|stretch| stretch.to).max().unwrap_or(first);
    let span = (last - first).max(DAY);
    let x = |seconds: i64| LEFT + (seconds - first) * (WIDTH - LEFT - 20) / span;
    let rows = i64::try_from(figure.rows.len()).unwrap_or(0);
    let height = TOP + rows * ROW + 44;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" role=\"img\" aria-label=\"{0}\">\n<title>{0}</title>\n{STYLE}<rect class=\"paper\" width=\"{WIDTH}\" height=\"{height}\"/>\n<text class=\"head\" x=\"12\" y=\"26\">{0}</text>\n",
        escaped(&figure.title)
    );
    for (at, words) in ticks(first, last, &figure.zone) {
        let x = x(at);
        svg.push_str(&format!(
            "<line class=\"tick\" x1=\"{x}\" x2=\"{x}\" y1=\"{}\" y2=\"{}\"/><text class=\"soft\" x=\"{x}\" y=\"{}\" text-anchor=\"middle\">{words}</text>\n",
            TOP - 8,
            TOP + rows * ROW,
            TOP - 14
        ));
    }
    for (number, row) in figure.rows.iter().enumerate() {
        let y = TOP + i64::try_from(number).unwrap_or(0) * ROW;
        let class = if row.is_heading { "head" } else { "name" };
        svg.push_str(&format!(
            "<text class=\"{class}\" x=\"{}\" y=\"{}\">{}</text>\n",
            if row.is_heading { 12 } else { 24 },
            y + 16,
            escaped(&row.name)
        ));
        for stretch in &row.stretches {
            let (from, to) = (x(stretch.from), x(stretch.to));
            svg.push_str(&format!(
                "<rect class=\"{}\" x=\"{from}\" y=\"{}\" width=\"{}\" height=\"14\" rx=\"2\"><title>{}</title></rect>\n",
                stretch.state.word(),
                y + 4,
                (to - from).max(3),
                escaped(&said(&row.name, stretch, &figure.zone))
            ));
        }
    }
    let mut at = LEFT;
    for state in [State::Doing, State::Done, State::Review, State::Skipped] {
        let y = height - 26;
        svg.push_str(&format!(
            "<rect class=\"{}\" x=\"{at}\" y=\"{y}\" width=\"22\" height=\"14\" rx=\"2\"/><text class=\"soft\" x=\"{}\" y=\"{}\">{}</text>\n",
            state.word(),
            at + 28,
            y + 12,
            state.people_word()
        ));
        at += 110;
    }
    svg.push_str("</svg>\n");
    svg
}

const STYLE: &str = "<style>\
text{font:13px system-ui,sans-serif;fill:#1d2329}.head{font-weight:600}.soft{fill:#5a6672;font-size:12px}.paper{fill:#fff}\
.tick{stroke:#d5dae0}.doing{fill:#9ec5ee}.done{fill:#0b57a4}.review{fill:#d9822b;stroke:#7a3c00;stroke-dasharray:3 2}.skipped{fill:none;stroke:#5a6672}.unreadable{fill:#7a3c00}\
@media(prefers-color-scheme:dark){text{fill:#e6e9ec}.soft{fill:#a0abb6}.paper{fill:#14181c}.tick{stroke:#363e46}.doing{fill:#31587f}.done{fill:#7db8f5}.skipped{stroke:#a0abb6}}\
</style>\n";

fn said(name: &str, stretch: &Stretch, zone: &TimeZone) -> String {
    format!(
        "{name}: {}, {} to {}",
        stretch.state.people_word(),
        day(stretch.from, zone),
        day(stretch.to, zone)
    )
}

fn day(seconds: i64, zone: &TimeZone) -> String {
    jiff::Timestamp::from_second(seconds).map_or_else(
        |_| String::new(),
        |moment| moment.to_zoned_datetime(zone.clone()).date().to_string(),
    )
}

/// A few round dates between two moments: days, weeks or months, depending on the space.
fn ticks(first: i64, last: i64, zone: &TimeZone) -> Vec<(i64, String)> {
    let step = [1, 7, 14, 30, 61, 91, 182, 365, 730, 3650]
        .into_iter()
        .map(|days| days * DAY)
        .find(|step| (last - first) / step <= 8)
        .unwrap_or(DAY * 3650);
    // Start of the first day.
    let begin = jiff::Timestamp::from_second(first)
        .ok()
        .and_then(|moment| moment.to_zoned_datetime(zone.clone()).start_of_day().ok());
    let mut at = begin.map_or(first, |begin| begin.timestamp().as_second());
    let mut found = Vec::new();
    while at <= last {
        if at >= first {
            found.push((at, day(at, zone)));
        }
        at += step;
    }
    if found.is_empty() {
        found.push((first, day(first, zone)));
    }
    found
}
