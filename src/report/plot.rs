//! Points over time about a centre line, as formats that draw need them.

use jiff::civil::Date;

/// Charts that share their days and their scale.
#[derive(Debug, Clone, Default)]
pub struct Plot {
    pub title: String,
    /// What it shows, in a sentence, for those who don't see it.
    pub words: String,
    /// All on one scale, but for those of gaps.
    pub panels: Vec<Panel>,
    /// The one that is drawn where there is room for one only, on its own scale.
    pub alone: Panel,
    /// What began on a day.
    pub marks: Vec<(Date, String)>,
}

/// One chart.
#[derive(Debug, Clone, Default)]
pub struct Panel {
    pub name: String,
    /// The numbers at the top and bottom of the scale.
    pub high: String,
    pub low: String,
    pub line: Option<CentreLine>,
    /// In the order of their days.
    pub dots: Vec<Dot>,
    /// Why nothing is drawn, if so.
    pub hidden: Option<String>,
}

/// A centre line.
#[derive(Debug, Clone)]
pub struct CentreLine {
    /// In thousandths of the scale, from the bottom.
    pub height: i64,
    pub words: String,
}

/// A day, with its number unless it has none.
#[derive(Debug, Clone)]
pub struct Dot {
    pub day: Date,
    /// In thousandths of the scale, from the bottom.
    pub height: Option<i64>,
    pub words: String,
    /// Whether it lies on the centre line, so that no rule counts it.
    pub is_on_line: bool,
}

impl Plot {
    /// First and last day.
    pub fn days(&self) -> Option<(Date, Date)> {
        let days = || {
            self.panels
                .iter()
                .flat_map(|panel| &panel.dots)
                .map(|dot| dot.day)
        };
        days().min().zip(days().max())
    }
}

/// Where a day lies between two others, from 0 to `width`.
pub fn place(day: Date, (first, last): (Date, Date), width: i64) -> i64 {
    let days = |to: Date| i64::from(first.until(to).map_or(0, |span| span.get_days()));
    let all = days(last).max(1);
    (days(day) * width * 2 + all) / (all * 2)
}
