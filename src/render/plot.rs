//! Charts of points over time: drawn with characters on a terminal, and as SVG.

use super::clean::escaped;
use super::format::Style;
use super::wrap::width;
use crate::report::{Dot, Panel, Plot, place};
use jiff::civil::Date;

/// Rows of a chart on a terminal, and its widest columns.
const ROWS: i64 = 8;
const MOST: usize = 72;
/// From so many columns on the days' names fit.
const LEAST: usize = 12;

/// The characters of a drawing.
struct Pens {
    point: char,
    on_line: char,
    line: char,
    mark: char,
}

const PENS: Pens = Pens {
    point: '\u{25cf}',
    on_line: '\u{25cb}',
    line: '\u{2500}',
    mark: '\u{250a}',
};
const ASCII: Pens = Pens {
    point: '*',
    on_line: 'o',
    line: '-',
    mark: '|',
};

/// One chart, as lines of characters.
pub(super) fn on_terminal(plot: &Plot, style: Style) -> String {
    let panel = &plot.alone;
    let Some(days) = plot.days() else {
        return String::new();
    };
    if panel.hidden.is_some() {
        return String::new();
    }
    let labels = [&panel.high, &panel.low];
    let labels = labels
        .into_iter()
        .chain(panel.line.as_ref().map(|line| &line.words));
    let left = labels.map(|label| width(label)).max().unwrap_or(0) + 1;
    let columns = style
        .width
        .unwrap_or(usize::MAX)
        .min(MOST)
        .saturating_sub(left + 1);
    let columns = i64::try_from(columns.max(LEAST)).unwrap_or(i64::MAX);
    let grid = drawn(plot, panel, days, columns, style);
    let line = panel
        .line
        .as_ref()
        .map(|line| (row_of(line.height), &line.words));
    let label = |row: i64| match line {
        Some((at, words)) if at == row => words.as_str(),
        _ if row == 0 => &panel.high,
        _ if row == ROWS => &panel.low,
        _ => "",
    };
    let mut text = String::new();
    for (row, cells) in (0..).zip(grid) {
        let name = label(row);
        let pad = " ".repeat(left.saturating_sub(width(name) + 1));
        let cells: String = cells.into_iter().collect();
        text.push_str(format!("{pad}{name} {cells}").trim_end());
        text.push('\n');
    }
    text.push_str(&below(plot, days, left, columns));
    text.trim_end().to_owned()
}

fn row_of(height: i64) -> i64 {
    ROWS - (height * ROWS + 500) / 1000
}

fn drawn(
    plot: &Plot,
    panel: &Panel,
    days: (Date, Date),
    columns: i64,
    style: Style,
) -> Vec<Vec<char>> {
    let pens = if style.ascii { ASCII } else { PENS };
    let size = usize::try_from(columns).unwrap_or(0);
    let mut grid = vec![vec![' '; size]; usize::try_from(ROWS + 1).unwrap_or(1)];
    let column = |day: Date| usize::try_from(place(day, days, columns - 1)).unwrap_or(0);
    if let Some(line) = &panel.line
        && let Some(row) = usize::try_from(row_of(line.height))
            .ok()
            .and_then(|row| grid.get_mut(row))
    {
        row.fill(pens.line);
    }
    for (day, _) in plot.marks.iter().filter(|(day, _)| is_within(*day, days)) {
        for row in &mut grid {
            if let Some(cell) = row.get_mut(column(*day)) {
                *cell = pens.mark;
            }
        }
    }
    for dot in &panel.dots {
        let Some(row) = dot
            .height
            .and_then(|height| usize::try_from(row_of(height)).ok())
        else {
            continue;
        };
        if let Some(cell) = grid
            .get_mut(row)
            .and_then(|row| row.get_mut(column(dot.day)))
        {
            *cell = if dot.is_on_line {
                pens.on_line
            } else {
                pens.point
            };
        }
    }
    grid
}

fn is_within(day: Date, (first, last): (Date, Date)) -> bool {
    first <= day && day <= last
}

/// First and last day, and between them the names of the marks where they fit.
fn below(plot: &Plot, days: (Date, Date), left: usize, columns: i64) -> String {
    let size = left + usize::try_from(columns).unwrap_or(0);
    let mut line: Vec<char> = vec![' '; size];
    let mut write = |at: usize, words: &str| {
        let end = at + words.chars().count();
        let before = at.saturating_sub(1);
        let free = line.get(before..(end + 1).min(size)).unwrap_or_default();
        if end <= size && free.iter().all(|cell| *cell == ' ') {
            for (cell, letter) in line.iter_mut().skip(at).zip(words.chars()) {
                *cell = letter;
            }
        }
    };
    let (first, last) = (days.0.to_string(), days.1.to_string());
    write(left, &first);
    if days.0 != days.1 {
        write(size.saturating_sub(last.len()), &last);
    }
    for (day, name) in plot.marks.iter().filter(|(day, _)| is_within(*day, days)) {
        let at = left + usize::try_from(place(*day, days, columns - 1)).unwrap_or(0);
        let half = name.chars().count() / 2;
        write(at.saturating_sub(half).max(left), name);
    }
    line.into_iter().collect::<String>().trim_end().to_owned()
}

const WIDE: i64 = 900;
const LEFT: i64 = 90;
const RIGHT: i64 = 20;
const TOP: i64 = 56;
/// Height of one chart, without the name above it, and from one to the next.
const TALL: i64 = 150;
const STEP: i64 = 190;

/// All charts, one below the other, with title, description and text as text.
pub(super) fn as_svg(plot: &Plot) -> String {
    let panels = i64::try_from(plot.panels.len()).unwrap_or(0);
    let height = TOP + panels * STEP + 40;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDE} {height}\" width=\"{WIDE}\" height=\"{height}\" role=\"img\" aria-labelledby=\"plot-title plot-words\">\n<title id=\"plot-title\">{0}</title>\n<desc id=\"plot-words\">{1}</desc>\n{STYLE}<rect class=\"paper\" width=\"{WIDE}\" height=\"{height}\"/>\n<text class=\"head\" x=\"12\" y=\"26\">{0}</text>\n",
        escaped(&plot.title),
        escaped(&plot.words)
    );
    let days = plot.days();
    for (panel, number) in plot.panels.iter().zip(0..) {
        let top = TOP + number * STEP + 20;
        svg.push_str(&format!(
            "<text class=\"name\" x=\"12\" y=\"{}\">{}</text>\n",
            top - 8,
            escaped(&panel.name)
        ));
        match (&panel.hidden, days) {
            (Some(why), _) => svg.push_str(&format!(
                "<text class=\"soft\" x=\"{LEFT}\" y=\"{}\">{}</text>\n",
                top + 20,
                escaped(why)
            )),
            (None, Some(days)) => panel_svg(&mut svg, plot, panel, days, top),
            (None, None) => {}
        }
    }
    let y = TOP + panels * STEP + 14;
    if let Some((first, last)) = days {
        svg.push_str(&format!(
            "<text class=\"soft\" x=\"{LEFT}\" y=\"{y}\">{first}</text>\n<text class=\"soft\" x=\"{}\" y=\"{y}\" text-anchor=\"end\">{last}</text>\n",
            WIDE - RIGHT
        ));
    }
    svg.push_str("</svg>\n");
    svg
}

fn panel_svg(svg: &mut String, plot: &Plot, panel: &Panel, days: (Date, Date), top: i64) {
    let x = |day: Date| LEFT + place(day, days, WIDE - LEFT - RIGHT - 10);
    let y = |height: i64| top + TALL - height * TALL / 1000;
    let label = |svg: &mut String, y: i64, words: &str| {
        svg.push_str(&format!(
            "<text class=\"soft\" x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>\n",
            LEFT - 12,
            y + 4,
            escaped(words)
        ));
    };
    if let Some(line) = &panel.line {
        let at = y(line.height);
        svg.push_str(&format!(
            "<line class=\"median\" x1=\"{LEFT}\" x2=\"{}\" y1=\"{at}\" y2=\"{at}\"/>\n",
            WIDE - RIGHT
        ));
        label(svg, at, &line.words);
    }
    let is_far = |height: i64| {
        panel
            .line
            .as_ref()
            .is_none_or(|line| (line.height - height).abs() > 80)
    };
    if is_far(1000) {
        label(svg, y(1000), &panel.high);
    }
    if is_far(0) && panel.low != panel.high {
        label(svg, y(0), &panel.low);
    }
    for (day, name) in plot.marks.iter().filter(|(day, _)| is_within(*day, days)) {
        let at = x(*day);
        svg.push_str(&format!(
            "<line class=\"mark\" x1=\"{at}\" x2=\"{at}\" y1=\"{}\" y2=\"{}\"/><text class=\"soft\" x=\"{at}\" y=\"{}\" text-anchor=\"middle\">{}</text>\n",
            top - 4,
            top + TALL + 4,
            top + TALL + 18,
            escaped(name)
        ));
    }
    // A day without a number leaves the line open.
    for stretch in panel.dots.split(|dot| dot.height.is_none()) {
        let points = stretch
            .iter()
            .filter_map(|dot| Some(format!("{},{}", x(dot.day), y(dot.height?))));
        let points: Vec<String> = points.collect();
        if points.len() > 1 {
            svg.push_str(&format!(
                "<polyline class=\"way\" points=\"{}\"/>\n",
                points.join(" ")
            ));
        }
    }
    for dot in &panel.dots {
        dot_svg(svg, dot, x(dot.day), &y);
    }
}

fn dot_svg(svg: &mut String, dot: &Dot, x: i64, y: &dyn Fn(i64) -> i64) {
    let Some(height) = dot.height else { return };
    let class = if dot.is_on_line { "hollow" } else { "dot" };
    svg.push_str(&format!(
        "<circle class=\"{class}\" cx=\"{x}\" cy=\"{}\" r=\"4\"><title>{}: {}</title></circle>\n",
        y(height),
        dot.day,
        escaped(&dot.words)
    ));
}

const STYLE: &str = "<style>\
text{font:13px system-ui,sans-serif;fill:#1d2329}.head{font-weight:600}.soft{fill:#5a6672;font-size:12px}.paper{fill:#fff}\
.median{stroke:#5a6672;stroke-width:1.5}.mark{stroke:#5a6672;stroke-dasharray:2 4}.way{fill:none;stroke:#9ec5ee;stroke-width:1.5}.dot{fill:#0b57a4}.hollow{fill:#fff;stroke:#0b57a4;stroke-width:1.5}\
@media(prefers-color-scheme:dark){text{fill:#e6e9ec}.soft{fill:#a0abb6}.paper{fill:#14181c}.median,.mark{stroke:#a0abb6}.way{stroke:#31587f}.dot{fill:#7db8f5}.hollow{fill:#14181c;stroke:#7db8f5}}\
</style>\n";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::CentreLine;
    use jiff::civil::date;

    fn plot() -> Plot {
        let dot = |day: Date, height: Option<i64>, is_on_line: bool| Dot {
            day,
            height,
            words: "5".to_owned(),
            is_on_line,
        };
        Plot {
            title: "A <b>".to_owned(),
            words: "Words".to_owned(),
            panels: vec![Panel {
                name: "all".to_owned(),
                high: "9".to_owned(),
                low: "1".to_owned(),
                line: Some(CentreLine {
                    height: 500,
                    words: "5.5".to_owned(),
                }),
                dots: vec![
                    dot(date(2026, 11, 2), Some(0), false),
                    dot(date(2026, 11, 9), Some(500), true),
                    dot(date(2026, 11, 16), None, false),
                    dot(date(2026, 11, 23), Some(1000), false),
                ],
                hidden: None,
            }],
            alone: Panel::default(),
            marks: vec![(date(2026, 11, 12), "pilot 1".to_owned())],
        }
    }

    #[test]
    fn drawn_with_characters() {
        let style = Style {
            width: Some(40),
            ascii: true,
            ..Style::default()
        };
        let mut plot = plot();
        plot.alone = plot.panels[0].clone();
        let text = on_terminal(&plot, style);
        let expected = "\
\x20 9                 |                 *
                    |
                    |
                    |
5.5 -----------o----|------------------
                    |
                    |
                    |
  1 *               |
    2026-11-02   pilot 1     2026-11-23";
        assert_eq!(text, expected);
        assert!(text.lines().all(|line| line.chars().count() <= 40));
    }

    #[test]
    fn an_svg_says_what_it_shows() {
        let svg = as_svg(&plot());
        assert!(svg.contains("<title id=\"plot-title\">A &lt;b&gt;</title>"));
        assert_eq!(svg.matches("<circle").count(), 3);
        assert_eq!(svg.matches("class=\"hollow\"").count(), 1);
        // The missing week leaves two points that are joined and one that is alone.
        assert_eq!(svg.matches("<polyline").count(), 1);
    }
}
