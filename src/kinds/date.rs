//! `date`: a day.

use super::{Facts, Kind, Misfit, Shape, Sort, one_line};
use serde_json::Value;

/// A day, as ISO 8601 writes it.
pub struct Date;

impl Kind for Date {
    fn facts(&self) -> &'static Facts {
        &Facts {
            name: "date",
            about: "A day, written YYYY-MM-DD.",
            json: "a string YYYY-MM-DD",
            sort: Sort::Date,
            fits_cells: true,
            ..Facts::ONE_LINE
        }
    }

    fn parse(&self, _shape: &Shape, text: &str) -> Result<Value, Misfit> {
        let words = one_line(text, "a date")?;
        words
            .parse::<jiff::civil::Date>()
            .map(|date| Value::String(date.to_string()))
            .map_err(|_| {
                Misfit::at(
                    0,
                    format!("\"{words}\" is not a date"),
                    "write it year first: 2026-11-23",
                )
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_no_guesses() {
        assert_eq!(
            Date.parse(&Shape::default(), "2026-11-23").unwrap(),
            "2026-11-23"
        );
        for wrong in ["23/11/2026", "2026-02-30", "soon", "2026-11"] {
            assert!(Date.parse(&Shape::default(), wrong).is_err(), "{wrong}");
        }
    }
}
