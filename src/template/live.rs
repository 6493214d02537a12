//! `{{#live}}...{{/live}}`: the only part of a record's template that may name a plan, a version or the day.

const BEGIN: &str = "{{#live}}";
const END: &str = "{{/live}}";

/// Appended to a parser's message if a template has such a part.
pub(super) const NOT_INSIDE: &str = " ({{#live}} can't be inside another block)";

/// Splits a template: every second part is live. The text between live parts must be a template by itself, so a live
/// part can't be inside another block.
pub(super) fn parts(text: &str) -> Result<Vec<&str>, String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(BEGIN) {
        let (inside, after) = after
            .split_once(END)
            .ok_or_else(|| format!("{BEGIN} has no {END}"))?;
        if inside.contains(BEGIN) {
            return Err(format!("{BEGIN} is inside another"));
        }
        parts.extend([before, inside]);
        rest = after;
    }
    parts.push(rest);
    if parts.iter().any(|part| part.contains(END)) {
        return Err(format!("{END} has no {BEGIN}"));
    }
    Ok(parts)
}

pub(super) fn part(name: &str, at: usize) -> String {
    if at == 0 {
        name.to_owned()
    } else {
        format!("{name}, part {}", at + 1)
    }
}

/// Explains a message about an unknown name that only live parts know.
pub(super) fn explained(message: String) -> String {
    let names = ["\"plan", "\"now", "\"toolkit.version", "\"../plan"];
    if names.iter().any(|name| message.contains(name)) {
        format!(
            "{message}; a record's template can use plan, now and toolkit.version only between {BEGIN} and {END}"
        )
    } else {
        message
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_second_part_is_live() {
        assert_eq!(parts("a").unwrap(), ["a"]);
        assert_eq!(
            parts("a{{#live}}b{{/live}}c{{#live}}d{{/live}}").unwrap(),
            ["a", "b", "c", "d", ""]
        );
        for wrong in [
            "a{{#live}}b",
            "a{{/live}}b",
            "{{#live}}a{{#live}}b{{/live}}c{{/live}}",
        ] {
            assert!(parts(wrong).is_err(), "{wrong}");
        }
    }
}
