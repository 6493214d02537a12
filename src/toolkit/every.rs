//! The rhythm of an activity, such as `2 weeks`.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Every {
    /// At least 1.
    pub count: u32,
    pub unit: Unit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Day,
    Week,
    Month,
}

impl Every {
    /// Parses words such as `2 weeks`, `1 month` or `10 days`.
    pub fn parse(words: &str) -> Option<Self> {
        let (count, unit) = words.trim().split_once(' ')?;
        let count = count
            .parse()
            .ok()
            .filter(|count| (1..=366).contains(count))?;
        let unit = match unit.trim() {
            "day" | "days" => Unit::Day,
            "week" | "weeks" => Unit::Week,
            "month" | "months" => Unit::Month,
            _ => return None,
        };
        Some(Self { count, unit })
    }
}

impl std::fmt::Display for Every {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let unit = match self.unit {
            Unit::Day => "day",
            Unit::Week => "week",
            Unit::Month => "month",
        };
        write!(
            formatter,
            "{} {unit}{}",
            self.count,
            if self.count == 1 { "" } else { "s" }
        )
    }
}
