//! Front matter: YAML between `---` lines at the top, of which we use few keys and keep all.

use serde_json::Value;
use std::collections::BTreeMap;
use std::ops::Range;

/// Largest front matter, in bytes.
pub const MAX_FRONT_MATTER: usize = 64 * 1024;

/// The keys we know.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct FrontMatter {
    /// Why the activity is skipped. An empty reason is none.
    pub skipped: Option<String>,
    /// Whether `skipped` is there without a reason.
    pub skipped_without_reason: bool,
}

/// Front matter that can't be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct FrontMatterError {
    /// Why.
    pub message: String,
    /// Offset in the document.
    pub offset: usize,
}

/// Reads the keys we know, and makes sure that the rest is YAML.
pub(super) fn read(text: &str, span: Range<usize>) -> Result<FrontMatter, FrontMatterError> {
    let yaml = text.get(span.clone()).unwrap_or("");
    if text.get(span.end..).is_none_or(str::is_empty) {
        return Err(FrontMatterError {
            message: "the front matter has no end: a line with only --- is missing below it"
                .to_owned(),
            offset: span.start,
        });
    }
    if yaml.len() > MAX_FRONT_MATTER {
        return Err(FrontMatterError {
            message: format!(
                "front matter has at most {MAX_FRONT_MATTER} bytes, this has {}",
                yaml.len()
            ),
            offset: span.start,
        });
    }
    if let Some(keys) = plain_keys(yaml) {
        let skipped = keys
            .iter()
            .find(|(key, _)| *key == "skipped")
            .map(|(_, value)| *value);
        return Ok(known(skipped.map(reason_of_plain)));
    }
    let keys: BTreeMap<String, Value> =
        parse_yaml(yaml).map_err(|(message, offset)| FrontMatterError {
            message,
            offset: span.start + offset.min(yaml.len()),
        })?;
    Ok(known(keys.get("skipped").map(|value| match value {
        Value::String(words) => words.trim().to_owned(),
        Value::Null | Value::Bool(_) => String::new(),
        other => other.to_string(),
    })))
}

fn known(skipped: Option<String>) -> FrontMatter {
    FrontMatter {
        skipped_without_reason: skipped.as_ref().is_some_and(String::is_empty),
        skipped: skipped.filter(|reason| !reason.is_empty()),
    }
}

fn reason_of_plain(value: &str) -> String {
    match value {
        "true" | "false" | "yes" | "no" | "on" | "off" | "null" | "True" | "False" | "Yes"
        | "No" | "Null" => String::new(),
        words => words.to_owned(),
    }
}

/// The keys and values of front matter in which every line is `key: plain words`: by far the most usual form, and one
/// which needs no YAML parser. Nothing for any other form.
fn plain_keys(yaml: &str) -> Option<Vec<(&str, &str)>> {
    let mut keys: Vec<(&str, &str)> = Vec::new();
    for line in yaml.lines() {
        let line = line.trim_end();
        if line.is_empty() {
            continue;
        }
        let (key, value) = line.split_once(':')?;
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
        if key.is_empty()
            || !key.bytes().all(is_word)
            || !key.starts_with(|first: char| first.is_ascii_alphabetic())
        {
            return None;
        }
        let value = match value.strip_prefix(' ') {
            Some(value) => value.trim(),
            None if value.is_empty() => value,
            None => return None,
        };
        let is_plain = |byte: u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'_' | b'-' | b'.' | b'/' | b'+')
        };
        if !value.bytes().all(is_plain) || value.starts_with(['-', '.', '/', '+']) {
            return None;
        }
        if value.is_empty() || keys.iter().any(|(other, _)| *other == key) {
            // An empty value may go on below; a key that is there twice is for the parser to say.
            return None;
        }
        keys.push((key, value));
    }
    Some(keys)
}

fn parse_yaml(yaml: &str) -> Result<BTreeMap<String, Value>, (String, usize)> {
    if yaml
        .lines()
        .all(|line| line.trim().is_empty() || line.trim_start().starts_with('#'))
    {
        return Ok(BTreeMap::new());
    }
    let budget = serde_saphyr::budget! {
        max_depth: 16,
        max_anchors: 0,
        max_aliases: 0,
        max_nodes: 4096,
        max_reader_input_bytes: Some(MAX_FRONT_MATTER),
    };
    let options = serde_saphyr::options! { budget: budget };
    serde_saphyr::from_str_with_options(yaml, options).map_err(|error| {
        let offset = error.location().map_or(0, |location| {
            let number = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
            offset_of(yaml, number(location.line()), number(location.column()))
        });
        let message = error.to_string();
        // Line and column are said apart from the message; those in it count from the front matter's own start.
        let message = message.lines().next().unwrap_or("it isn't YAML").trim();
        let message = message.strip_prefix("error: ").unwrap_or(message);
        let message = match message
            .strip_prefix("line ")
            .and_then(|rest| rest.split_once(": "))
        {
            Some((_, rest)) => rest,
            None => message,
        };
        (format!("the front matter can't be read: {message}"), offset)
    })
}

fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    let rest = text.get(start..).unwrap_or("");
    start
        + rest
            .chars()
            .take(column.saturating_sub(1))
            .map(char::len_utf8)
            .sum::<usize>()
}

/// The lines of a top-level key: from its own to the last that belongs to it.
pub(super) fn key_span(text: &str, span: Range<usize>, key: &str) -> Option<Range<usize>> {
    let mut found: Option<Range<usize>> = None;
    let mut at = span.start;
    for line in text.get(span.clone())?.split_inclusive('\n') {
        let end = at + line.len();
        match &mut found {
            None => {
                let after = line.strip_prefix(key).or_else(|| {
                    line.strip_prefix(['"', '\''])
                        .and_then(|rest| rest.strip_prefix(key)?.strip_prefix(['"', '\'']))
                });
                if after.is_some_and(|rest| rest.trim_start().starts_with(':')) {
                    found = Some(at..end);
                }
            }
            Some(found) if line.starts_with([' ', '\t', '-']) && !line.trim().is_empty() => {
                found.end = end;
            }
            Some(_) => break,
        }
        at = end;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Document;

    fn front_matter(text: &str) -> Result<FrontMatter, FrontMatterError> {
        Document::parse(text.as_bytes().to_vec())
            .unwrap()
            .front_matter()
    }

    #[test]
    fn skipped_needs_a_reason() {
        for (text, reason) in [
            ("# T\n", None),
            (
                "---\nskipped: done last year\n---\n",
                Some("done last year"),
            ),
            (
                "---\r\nskipped: \"no: time\" # x\r\n---\r\n",
                Some("no: time"),
            ),
            (
                "---\ntags:\n  - a\nskipped: >\n  two\n  lines\n---\n",
                Some("two lines"),
            ),
            ("---\nskipped: 2026-01-01\n---\n", Some("2026-01-01")),
            ("---\nskipped: false\n---\n", None),
            ("---\nskipped:\n---\n", None),
            ("---\n# nothing\n---\n", None),
            ("---\n---\n# T", None),
        ] {
            assert_eq!(
                front_matter(text).unwrap().skipped.as_deref(),
                reason,
                "{text:?}"
            );
        }
    }

    #[test]
    fn what_can_not_be_read_is_named() {
        for text in [
            "---\na: [1\n---\n",
            "---\na: 1\na: 2\n---\n",
            "---\na: &x 1\nb: *x\n---\n",
            "---\na: b: c\n---\n",
            "---\nkey: value\n",
            "---\n- a\n- b\n---\n",
        ] {
            let error = front_matter(text);
            assert!(error.is_err(), "{text:?}: {error:?}");
        }
        let deep = format!(
            "---\na: {}{}\n---\n",
            "[".repeat(10_000),
            "]".repeat(10_000)
        );
        assert!(front_matter(&deep).is_err());
        let error = front_matter("---\nfine: yes\nbroken: [1\n---\n").unwrap_err();
        assert!(error.offset > 4, "{error:?}");
    }
}
