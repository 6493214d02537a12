//! An answer as people read it: rows and tasks in words, links with their addresses behind them, no Markdown.

use crate::document::Answer;
use crate::kinds::{Shape, Sort};
use crate::toolkit::Output;
use serde_json::Value;

/// Lines that say what an answer says.
pub fn readable(output: &Output, answer: &Answer<'_>) -> Vec<String> {
    let seen = answer.seen();
    let value = output.kind.parse(&output.shape, seen);
    let lines = match (output.kind.sort(), value) {
        (Sort::Table, Ok(Value::Array(rows))) => rows
            .iter()
            .enumerate()
            .map(|(at, cells)| format!("{}. {}", at + 1, row(&output.shape, cells)))
            .collect(),
        (Sort::Tasks, Ok(Value::Array(tasks))) => tasks.iter().map(task).collect(),
        (Sort::Choice, Ok(Value::String(id))) => {
            let mut options = output.shape.options.iter();
            let option = options.find(|option| option.id == id);
            vec![option.map_or(id, |option| option.title.clone())]
        }
        _ => seen.lines().map(str::to_owned).collect(),
    };
    let lines: Vec<String> = lines;
    lines.iter().map(|line| without_links(line)).collect()
}

/// The cells that say anything, each with its column's title.
fn row(shape: &Shape, cells: &Value) -> String {
    let columns = shape.columns.iter().filter_map(|column| {
        let words = match cells.get(&column.name.id)? {
            Value::String(words) => words.trim().to_owned(),
            other => other.to_string(),
        };
        let mut options = column.shape.options.iter();
        let option = options.find(|option| option.id == words);
        let words = option.map_or(words, |option| option.title.clone());
        (!words.is_empty()).then(|| format!("{}: {words}", column.name.title))
    });
    columns.collect::<Vec<_>>().join("; ")
}

fn task(task: &Value) -> String {
    let word = |key: &str| task.get(key).and_then(Value::as_str).unwrap_or_default();
    let is = |key: &str| task.get(key).and_then(Value::as_bool).unwrap_or_default();
    let mut line = format!("- {}", word("text"));
    for (key, before) in [("owner", "by "), ("due", "due ")] {
        if !word(key).is_empty() {
            line.push_str(&format!(", {before}{}", word(key)));
        }
    }
    if is("done") {
        line.push_str(" (done)");
    } else if is("dropped") {
        line.push_str(" (dropped)");
    }
    line
}

/// `[words](target)` as `words (target)`.
fn without_links(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('[') {
        let parts = after.split_once("](").and_then(|(words, more)| {
            let (target, behind) = more.split_once(')')?;
            (!words.contains('[')).then_some((words, target, behind))
        });
        let Some((words, target, behind)) = parts else {
            out.push_str(before);
            out.push('[');
            rest = after;
            continue;
        };
        out.push_str(before.strip_suffix('!').unwrap_or(before));
        out.push_str(words);
        if words != target {
            out.push_str(&format!(" ({target})"));
        }
        rest = behind;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_words_and_addresses() {
        for (line, shown) in [
            (
                "see [the page](https://a.example) now",
                "see the page (https://a.example) now",
            ),
            ("![a map](map.png)", "a map (map.png)"),
            ("[x] done, [later", "[x] done, [later"),
            ("[a][b](c)", "[a]b (c)"),
        ] {
            assert_eq!(without_links(line), shown);
        }
    }
}
