//! `number`: a decimal number.

use super::{Facts, Kind, Misfit, Shape, Sort, one_line};
use serde_json::Value;

/// A number with a point as its decimal mark.
pub struct Number;

impl Kind for Number {
    fn facts(&self) -> &'static Facts {
        &Facts {
            name: "number",
            about: "A number, with an optional minus sign and a decimal point.",
            json: "a number",
            sort: Sort::Number,
            fits_cells: true,
            ..Facts::ONE_LINE
        }
    }

    fn parse(&self, _shape: &Shape, text: &str) -> Result<Value, Misfit> {
        let words = one_line(text, "a number")?;
        let misfit = || {
            Misfit::at(
                0,
                format!("\"{words}\" is not a number"),
                "write only digits, with a decimal point: 12.5",
            )
        };
        if !words
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+'))
        {
            return Err(misfit());
        }
        if let Ok(whole) = words.parse::<i64>() {
            return Ok(Value::from(whole));
        }
        let number: f64 = words.parse().map_err(|_| misfit())?;
        if number.is_finite() {
            Ok(Value::from(number))
        } else {
            Err(misfit())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_no_guesses() {
        assert_eq!(Number.parse(&Shape::default(), "12").unwrap(), 12);
        assert_eq!(Number.parse(&Shape::default(), "- 12.5").unwrap(), 12.5);
        for wrong in ["1,5", "ten", "1e9", "NaN", "12 %"] {
            assert!(Number.parse(&Shape::default(), wrong).is_err(), "{wrong}");
        }
    }
}
