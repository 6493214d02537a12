//! An array of JSON objects, each a record's answers by output.

use super::cell::Submitted;
use super::rows::{Intake, IntakeRow, mistake};
use crate::kinds::Misfit;
use crate::model::{Finding, codes};
use serde_json::Value;

pub(super) fn read(text: &str, shown: &str) -> Result<Intake, Vec<Finding>> {
    let entries: Vec<Value> = serde_json::from_str(text).map_err(|error| {
        vec![Finding::error(
            codes::USAGE,
            format!("{shown} is not JSON: {error}"),
        )]
    })?;
    let place = |at: usize| format!("entry {}", at + 1);
    let mut headings: Vec<String> = Vec::new();
    let mut mistakes = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let Value::Object(entry) = entry else {
            let misfit = Misfit::at(0, "this is not an object", "{\"output\": value, ...}");
            mistakes.push(mistake(shown, &place(at), None, &misfit));
            continue;
        };
        for key in entry.keys() {
            if !headings.contains(key) {
                headings.push(key.clone());
            }
        }
    }
    if !mistakes.is_empty() {
        return Err(mistakes);
    }
    let rows = entries.into_iter().enumerate().map(|(at, mut entry)| {
        let cell = |key: &String| entry.get_mut(key).map_or(Value::Null, Value::take);
        IntakeRow {
            place: place(at),
            cells: headings.iter().map(cell).map(Submitted::Value).collect(),
        }
    });
    Ok(Intake {
        rows: rows.collect(),
        headings,
    })
}
