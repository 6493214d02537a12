//! What is wrong with a TOML file, in the words of whoever writes one.

use toml::de::Error;

/// Why a text can't be read.
pub fn toml_words(error: &Error, text: &str) -> String {
    let words = plain(error.message());
    let value = error.span().and_then(|span| text.get(span.start..));
    let is_date = value.is_some_and(|value| value.starts_with(|one: char| one.is_ascii_digit()));
    match words.strip_suffix("not a table") {
        // To the parser a date is a table.
        Some(expected) if is_date => format!("{expected}not a date"),
        _ => words,
    }
}

fn plain(message: &str) -> String {
    if message == "duplicate key" {
        return "this key appears twice".to_owned();
    }
    if let Some((found, expected)) = message
        .strip_prefix("invalid type: ")
        .and_then(|rest| rest.split_once(", expected "))
    {
        return format!("expected {}, not {}", wanted(expected), given(found));
    }
    if let Some(key) = message.strip_prefix("missing field ") {
        return format!("missing key {key}");
    }
    if message.starts_with("a date ") {
        return format!("expected {message}");
    }
    message
        .replace("unknown field", "unknown key")
        .replace("unknown variant", "unknown word")
}

/// What belongs there, by the name that it has in code.
fn wanted(expected: &str) -> String {
    let plain = match expected.trim_start_matches("struct ") {
        "a string" | "string" | "str" | "Option<String>" => "text in quotation marks",
        "a boolean" | "bool" => "true or false",
        "f32" | "f64" => "a number",
        "a map" | "map" => "a table",
        "a sequence" | "sequence" => "a list",
        number
            if matches!(
                number.trim_start_matches(['u', 'i']),
                "8" | "16" | "32" | "64" | "128" | "size"
            ) =>
        {
            "a whole number"
        }
        name if name.starts_with(|first: char| first.is_ascii_uppercase()) => "a table",
        other => other,
    };
    plain.to_owned()
}

/// What stands there.
fn given(found: &str) -> String {
    match found {
        "sequence" => return "a list".to_owned(),
        "map" => return "a table".to_owned(),
        _ => {}
    }
    let (kind, value) = found.rsplit_once(' ').unwrap_or(("", found));
    match kind {
        "integer" | "boolean" | "floating point" => value.trim_matches('`').to_owned(),
        _ => found.strip_prefix("string ").unwrap_or(found).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn no_word_of_code_is_left() {
        for (said, words) in [
            ("duplicate key", "this key appears twice"),
            (
                "invalid type: integer `5`, expected a string",
                "expected text in quotation marks, not 5",
            ),
            (
                "invalid type: string \"two words\", expected struct ToolkitName",
                "expected a table, not \"two words\"",
            ),
            (
                "invalid type: string \"a\", expected u32",
                "expected a whole number, not \"a\"",
            ),
            (
                "invalid type: sequence, expected Option<String>",
                "expected text in quotation marks, not a list",
            ),
            (
                "invalid type: boolean `true`, expected f64",
                "expected a number, not true",
            ),
            ("missing field `id`", "missing key `id`"),
            (
                "a date such as 2026-12-01",
                "expected a date such as 2026-12-01",
            ),
            (
                "unclosed inline table, expected `}`",
                "unclosed inline table, expected `}`",
            ),
        ] {
            assert_eq!(plain(said), words);
        }
    }
}
