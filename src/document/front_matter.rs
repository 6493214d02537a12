//! Front matter: YAML between `---` lines at the top, of which we use few keys and keep all.

use serde_json::Value;
use std::collections::BTreeMap;
use std::ops::Range;

/// Largest front matter, in bytes.
pub const MAX_FRONT_MATTER: usize = 64 * 1024;

/// The key of the reason for which an activity is skipped.
pub const SKIPPED: &str = "skipped";

/// The key of the plan that a record is about.
pub(super) const PLAN: &str = "plan";

/// The keys that we know, read in any case.
pub(super) const KEYS: [&str; 5] = [SKIPPED, PLAN, STAMPS, DRAFTED, DRAFTED_ABOUT];

/// The key below which stamps stand, one a line.
pub(super) const STAMPS: &str = "builds_on";

/// The key below which the stamps of drafted answers stand, one a line.
pub(super) const DRAFTED: &str = "drafted";

/// The key of the plan that was drafted about, where nothing else in the record says it.
pub(super) const DRAFTED_ABOUT: &str = "drafted_about";

/// The keys we know.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct FrontMatter {
    /// Why the activity is skipped. An empty reason is none.
    pub skipped: Option<String>,
    /// Whether `skipped` is there without a reason.
    pub skipped_without_reason: bool,
    /// Stamps of the answers that the record builds on, by their names.
    pub builds_on: Vec<(String, String)>,
    /// Id of the plan that the record is about, as it is written.
    pub plan: Option<String>,
    /// Stamps of the answers as they were drafted, by the outputs' ids.
    pub drafted: Vec<(String, String)>,
    /// Id of the plan that it was drafted about, where only this says it.
    pub drafted_about: Option<String>,
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
#[expect(clippy::too_many_lines, reason = "one step for each key")]
pub(super) fn read(text: &str, span: Range<usize>) -> Result<FrontMatter, FrontMatterError> {
    let yaml = text.get(span.clone()).unwrap_or("");
    let mut at = span.start;
    for line in yaml.split_inclusive('\n') {
        // Nothing in YAML looks so: somebody meant the end of it.
        if is_mark(line) {
            return Err(FrontMatterError {
                message: format!(
                    "front matter must end with a line of ---, but this one is {}",
                    line.trim()
                ),
                offset: at,
            });
        }
        at += line.len();
    }
    if text.get(span.end..).is_none_or(str::is_empty) {
        return Err(FrontMatterError {
            message: "the front matter never ends: a line of --- is missing below it".to_owned(),
            offset: span.start,
        });
    }
    if yaml.len() > MAX_FRONT_MATTER {
        return Err(FrontMatterError {
            message: format!(
                "front matter can have at most {MAX_FRONT_MATTER} bytes, but this has {}",
                yaml.len()
            ),
            offset: span.start,
        });
    }
    if let Some((keys, [stamps, drafted])) = plain_keys(yaml) {
        let value = |name: &str| {
            let found = keys.iter().find(|(key, _)| key.eq_ignore_ascii_case(name));
            found.map(|(_, value)| *value)
        };
        return Ok(FrontMatter {
            plan: value(PLAN).map(str::to_owned),
            drafted,
            drafted_about: value(DRAFTED_ABOUT).map(str::to_owned),
            ..known(value(SKIPPED).map(reason_of_plain), stamps)
        });
    }
    let keys = parse_yaml(yaml)
        .and_then(|keys| in_our_case(yaml, keys))
        .map_err(|(message, offset)| FrontMatterError {
            message,
            offset: span.start + offset.min(yaml.len()),
        })?;
    let skipped = keys.get(SKIPPED).map(|value| match value {
        Value::String(words) => words.trim().to_owned(),
        Value::Null | Value::Bool(_) => String::new(),
        other => other.to_string(),
    });
    let block = |key: &str| match keys.get(key) {
        Some(Value::Object(stamps)) => stamps
            .iter()
            .map(|(name, value)| match value {
                Value::String(stamp) => (name.clone(), stamp.clone()),
                other => (name.clone(), other.to_string()),
            })
            .collect(),
        // Not of our form: another tool's.
        _ => Vec::new(),
    };
    let id = |key: &str| {
        let words = match keys.get(key)? {
            Value::String(words) => words.trim().to_owned(),
            // An id such as 2027 or no, which YAML takes for something else.
            value @ (Value::Number(_) | Value::Bool(_)) => value.to_string(),
            _ => return None,
        };
        Some(words).filter(|id| !id.is_empty())
    };
    Ok(FrontMatter {
        plan: id(PLAN),
        drafted: block(DRAFTED),
        drafted_about: id(DRAFTED_ABOUT),
        ..known(skipped, block(STAMPS))
    })
}

/// Whether a line may be meant as the mark around front matter: dashes and other marks of one kind.
pub(super) fn is_mark(line: &str) -> bool {
    let marks = line.trim();
    let Some(first) = marks.chars().next() else {
        return false;
    };
    let is_dash = |one: char| matches!(one, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | ' ');
    let is_same = |one: char| one == first || one == ' ' || one == '\\';
    marks == "..."
        || !marks.is_ascii() && marks.chars().all(is_dash)
        || matches!(first, '-' | '*' | '_' | '+' | '=' | '~' | '\\')
            && marks.len() > 1
            && (marks.chars().all(is_same)
                || marks
                    .trim_start_matches('\\')
                    .bytes()
                    .all(|one| one == b'-'))
}

fn known(skipped: Option<String>, builds_on: Vec<(String, String)>) -> FrontMatter {
    FrontMatter {
        skipped_without_reason: skipped.as_ref().is_some_and(String::is_empty),
        skipped: skipped.filter(|reason| !reason.is_empty()),
        builds_on,
        ..FrontMatter::default()
    }
}

fn reason_of_plain(value: &str) -> String {
    match value {
        "true" | "false" | "yes" | "no" | "on" | "off" | "null" | "True" | "False" | "Yes"
        | "No" | "Null" => String::new(),
        words => words.to_owned(),
    }
}

/// Keys with their values, and stamps by their names: those of what it builds on, and of what was drafted.
type Plain<'a> = (Vec<(&'a str, &'a str)>, [Vec<(String, String)>; 2]);

/// The keys and values of front matter in which every line is `key: plain words` or belongs to stamps of the form that
/// we write: by far the most usual forms, and ones which need no YAML parser. Nothing for any other form.
fn plain_keys(yaml: &str) -> Option<Plain<'_>> {
    let mut keys: Vec<(&str, &str)> = Vec::new();
    let mut blocks = [Vec::new(), Vec::new()];
    let mut below: Option<usize> = None;
    for line in yaml.lines() {
        let line = line.trim_end();
        if line.is_empty() {
            continue;
        }
        if let Some(stamps) = below.and_then(|which| blocks.get_mut(which))
            && let Some((name, value)) = plain_stamp(line)
        {
            if stamps
                .iter()
                .any(|(other, _): &(String, String)| other == name)
            {
                return None;
            }
            stamps.push((name.to_owned(), value.to_owned()));
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
        let value = bare_id(key, value);
        let is_plain = |byte: u8| {
            byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b'_' | b'-' | b'.' | b'/' | b'+')
        };
        if !value.bytes().all(is_plain) || value.starts_with(['-', '.', '/', '+']) {
            return None;
        }
        if keys
            .iter()
            .any(|(other, _)| other.eq_ignore_ascii_case(key))
        {
            // A key that is there twice is for the parser to say.
            return None;
        }
        let which = [STAMPS, DRAFTED]
            .iter()
            .position(|known| known.eq_ignore_ascii_case(key));
        below = which.filter(|_| value.is_empty());
        if value.is_empty() && below.is_none() {
            // An empty value may go on below.
            return None;
        }
        keys.push((key, value));
    }
    Some((keys, blocks))
}

/// A plan's id without its quotation marks: it stands between them where we wrote it, so that 2027 and no stay words.
fn bare_id<'a>(key: &str, value: &'a str) -> &'a str {
    let is_id = [PLAN, DRAFTED_ABOUT]
        .iter()
        .any(|one| one.eq_ignore_ascii_case(key));
    let inner = value
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'));
    inner.filter(|id| is_id && !id.is_empty()).unwrap_or(value)
}

/// Name and value of a line such as `  "problem/statement": "h0123456789abcde"`.
fn plain_stamp(line: &str) -> Option<(&str, &str)> {
    let (name, value) = line
        .strip_prefix("  \"")?
        .strip_suffix('"')?
        .split_once("\": \"")?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-');
    (!name.is_empty() && name.bytes().all(is_plain) && value.bytes().all(is_plain))
        .then_some((name, value))
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
        let message = in_plain_words(message);
        (format!("the front matter can't be read: {message}"), offset)
    })
}

/// What the parser says, in the words of whoever writes front matter.
fn in_plain_words(message: &str) -> String {
    if let Some(key) = message.strip_prefix("duplicate mapping key: ") {
        let key = key.split(", set ").next().unwrap_or(key);
        return format!("\"{key}\" appears twice");
    }
    if message.starts_with("budget breached") {
        return if message.contains("Anchors") || message.contains("Aliases") {
            "anchors (&) and aliases (*) are not allowed here".to_owned()
        } else {
            "it is too large, or nested too deep".to_owned()
        };
    }
    match message {
        "expected mapping start" => "it must be lines such as key: value".to_owned(),
        "mapping values are not allowed in this context" => {
            "a value that contains a colon must be in quotation marks".to_owned()
        }
        other => other.to_owned(),
    }
}

/// Keys of ours in the case in which we write them; whoever writes one twice has to say which counts.
fn in_our_case(
    yaml: &str,
    mut keys: BTreeMap<String, Value>,
) -> Result<BTreeMap<String, Value>, (String, usize)> {
    for known in KEYS {
        let is_other = |key: &&String| *key != known && key.eq_ignore_ascii_case(known);
        while let Some(other) = keys.keys().find(is_other).cloned() {
            let value = keys.remove(&other).unwrap_or_default();
            if keys.insert(known.to_owned(), value).is_some() {
                let offset = key_span(yaml, 0..yaml.len(), &other).map_or(0, |span| span.start);
                return Err((format!("the front matter has {known} twice"), offset));
            }
        }
    }
    Ok(keys)
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

/// What follows a key in any case.
fn behind_key<'a>(words: &'a str, key: &str) -> Option<&'a str> {
    let (name, rest) = words.split_at_checked(key.len())?;
    name.eq_ignore_ascii_case(key).then_some(rest)
}

/// The lines of a top-level key: from its own to the last that belongs to it.
pub(super) fn key_span(text: &str, span: Range<usize>, key: &str) -> Option<Range<usize>> {
    let mut found: Option<Range<usize>> = None;
    let mut at = span.start;
    for line in text.get(span.clone())?.split_inclusive('\n') {
        let end = at + line.len();
        match &mut found {
            None => {
                let after = behind_key(line, key).or_else(|| {
                    let rest = behind_key(line.strip_prefix(['"', '\''])?, key)?;
                    rest.strip_prefix(['"', '\''])
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
            ("---\nSkipped: no time\n---\n", Some("no time")),
            ("---\n\"SKIPPED\": 'no: time'\n---\n", Some("no: time")),
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
            "---\nskipped: a\nSkipped: b\n---\n",
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
        for (text, words) in [
            ("---\na: 1\na: 2\n---\n", "\"a\" appears twice"),
            (
                "---\na: &x 1\nb: *x\n---\n",
                "anchors (&) and aliases (*) are not allowed here",
            ),
            ("---\na: b: c\n---\n", "a value that contains a colon"),
            (
                "---\n- a\n- b\n---\n",
                "it must be lines such as key: value",
            ),
        ] {
            let error = front_matter(text).unwrap_err();
            assert!(error.message.contains(words), "{error}");
        }
        for mark in ["***", "----", "\u{2014}", "___", "- - -"] {
            let text = format!("---\nskipped: x\n{mark}\n# T\n\n---\n");
            let error = front_matter(&text).unwrap_err();
            assert_eq!(error.offset, 15, "{text:?}");
            assert!(
                error.message.contains("must end with a line of ---"),
                "{error}"
            );
        }
        let error = front_matter("---\nfine: yes\nbroken: [1\n---\n").unwrap_err();
        assert!(error.offset > 4, "{error:?}");
    }

    #[test]
    fn stamps_are_read_in_any_form() {
        let ours = "skipped: x\nbuilds_on:\n  \"a/x\": \"h1\"\n  \"b/y\": \"none\"\nz: 1\n";
        assert!(
            plain_keys(ours).is_some(),
            "no parser is needed for what we write"
        );
        let theirs = "skipped: x\nbuilds_on: {a/x: h1, 'b/y': none} # by hand\nz: [1]\n";
        assert!(plain_keys(theirs).is_none());
        let drafted =
            "drafted:\n  \"x\": \"h1\"\nbuilds_on:\n  \"a/x\": \"h2\"\ndrafted_about: \"2027\"\n";
        assert!(plain_keys(drafted).is_some());
        let by_hand = "drafted: {x: h1} # by hand\nbuilds_on: {a/x: h2}\ndrafted_about: 2027\n";
        for text in [drafted, by_hand] {
            let found = front_matter(&format!("---\n{text}---\n")).unwrap();
            assert_eq!(found.drafted, [("x".to_owned(), "h1".to_owned())], "{text}");
            assert_eq!(found.builds_on, [("a/x".to_owned(), "h2".to_owned())]);
            assert_eq!(found.drafted_about.as_deref(), Some("2027"));
        }
        for text in [ours, theirs] {
            let found = front_matter(&format!("---\n{text}---\n")).unwrap();
            assert_eq!(found.skipped.as_deref(), Some("x"));
            let names: Vec<_> = found
                .builds_on
                .iter()
                .map(|(name, stamp)| (name.as_str(), stamp.as_str()))
                .collect();
            assert_eq!(names, [("a/x", "h1"), ("b/y", "none")], "{text}");
        }
        for other in [
            "builds_on: [a, b]",
            "builds_on:\n- a",
            "builds_on: words",
            "builds_on:",
        ] {
            let found = front_matter(&format!("---\n{other}\n---\n")).unwrap();
            assert_eq!(found.builds_on, [], "{other}");
        }
        let twice = "---\nbuilds_on:\n  \"a/x\": \"h1\"\n  \"a/x\": \"h2\"\n---\n";
        assert!(front_matter(twice).is_err());
    }
}
