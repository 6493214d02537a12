//! `series`: a measure over time.

use super::lines::Fences;
use super::{Ask, Facts, Kind, Misfit, Shape, Sort};
use serde_json::{Value, json};

/// A measure: words which define it, and a fenced CSV block of its points.
pub struct Series;

const EXAMPLE: &str = "```csv\ndate,value,note\n2026-11-23,12,\n```";

impl Kind for Series {
    fn facts(&self) -> &'static Facts {
        &Facts {
            name: "series",
            about: "A measure: what is counted in words, then its points in a fenced `csv` block with date,value,note.",
            json: "an object with definition and points",
            sort: Sort::Series,
            ask: Ask::Lines,
            ..Facts::ONE_LINE
        }
    }

    fn parse(&self, _shape: &Shape, text: &str) -> Result<Value, Misfit> {
        let mut definition = Vec::new();
        let mut points = Vec::new();
        let mut fences = Fences::default();
        let mut headed = false;
        // Word processors make the fence a block without one, which ends at a blank line.
        let mut is_bare = false;
        for (number, line) in text.lines().enumerate() {
            is_bare = is_bare && !line.trim().is_empty();
            if fences.mark(line) {
                is_bare = false;
            } else if !fences.is_open() && !is_bare && is_head(line) {
                is_bare = true;
                headed = true;
            } else if !fences.is_open() && !is_bare {
                definition.push(line);
            } else if !headed {
                headed = true;
                if !is_head(line) {
                    return Err(Misfit::at(
                        number,
                        "the first line of the points is not date,value,note",
                        format!("the block looks like this:\n{EXAMPLE}"),
                    ));
                }
            } else if !line.trim().is_empty() {
                points.push(point(number, line)?);
            }
        }
        let definition = super::text::prose(definition.join("\n").trim());
        Ok(json!({ "definition": definition, "points": points }))
    }

    fn write(&self, shape: &Shape, value: &Value) -> Result<String, Misfit> {
        let Value::Object(series) = value else {
            return match value {
                Value::String(words) => self.write_words(shape, words),
                _ => Err(Misfit::at(
                    0,
                    "a series is an object with definition and points",
                    EXAMPLE,
                )),
            };
        };
        let mut text = series
            .get("definition")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .trim()
            .to_owned();
        text.push_str("\n\n```csv\ndate,value,note");
        for point in series
            .get("points")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let part = |key: &str| match point.get(key) {
                Some(Value::String(words)) => words.replace(['\n', '\r'], " "),
                Some(Value::Null) | None => String::new(),
                Some(other) => other.to_string(),
            };
            text.push_str(&format!(
                "\n{},{},{}",
                part("date"),
                part("value"),
                part("note")
            ));
        }
        text.push_str("\n```");
        let text = text.trim().to_owned();
        self.fits(shape, &text)?;
        Ok(text)
    }
}

/// Whether a line names the columns of points.
fn is_head(line: &str) -> bool {
    let mut columns = line.split(',').map(str::trim);
    columns.next() == Some("date") && columns.next() == Some("value")
}

fn point(number: usize, line: &str) -> Result<Value, Misfit> {
    let mut cells = line.splitn(3, ',').map(str::trim);
    let day = cells.next().unwrap_or_default();
    let value = cells.next().unwrap_or_default();
    let note = cells.next().unwrap_or_default();
    let date: jiff::civil::Date = day.parse().map_err(|_| {
        Misfit::at(
            number,
            format!("\"{day}\" is not a date"),
            "start each point with its day: 2026-11-23",
        )
    })?;
    let value: f64 = value
        .parse()
        .ok()
        .filter(|value: &f64| value.is_finite())
        .ok_or_else(|| {
            Misfit::at(
                number,
                format!("\"{value}\" is not a number"),
                "write the value after the day and a comma: 12.5",
            )
        })?;
    Ok(json!({ "date": date.to_string(), "value": value, "note": note }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_with_their_definition() {
        let text = "Share of exit tickets with a goal, in percent.\n\n```csv\ndate,value,note\n2026-11-23,12.5,first try\n```";
        let value = Series.parse(&Shape::default(), text).unwrap();
        assert_eq!(
            value["points"][0],
            json!({"date": "2026-11-23", "value": 12.5, "note": "first try"})
        );
        assert_eq!(Series.write(&Shape::default(), &value).unwrap(), text);
    }

    /// A docx and back makes the fence an indented block; wrapped words are the same words.
    #[test]
    fn points_without_a_fence() {
        let fenced = "Share of tickets, in percent.\n\n```csv\ndate,value,note\n2026-11-23,12.5,\n```\n\nMore.";
        let bare = "Share of tickets,\nin percent.\n\ndate,value,note\n2026-11-23,12.5,\n\nMore.";
        let read = |text| Series.parse(&Shape::default(), text).unwrap();
        assert_eq!(read(fenced)["points"].as_array().unwrap().len(), 1);
        let definition = |text| {
            read(text)["definition"]
                .as_str()
                .unwrap()
                .replace("\n\n\n", "\n\n")
        };
        assert_eq!(read(fenced)["points"], read(bare)["points"]);
        assert_eq!(definition(fenced), definition(bare));
        let wrong = "x\n\ndate,value\n2026-11-23,many";
        assert_eq!(Series.parse(&Shape::default(), wrong).unwrap_err().line, 3);
    }

    #[test]
    fn misfits_say_where() {
        let text = "x\n```csv\ndate,value\n2026-11-23,many\n```";
        assert_eq!(Series.parse(&Shape::default(), text).unwrap_err().line, 3);
    }
}
