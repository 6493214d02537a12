//! `{{#live}}...{{/live}}`: the only part of a record's template that may name a plan, a version or the day.

const BEGIN: &str = "{{#live}}";
const END: &str = "{{/live}}";

/// What is added to a parser's message where a template has such a part.
pub(super) const NOT_INSIDE: &str = " ({{#live}} can't stand inside another block)";

/// A template's text in parts: every second one is live. What stands between two live parts has to be a template by
/// itself, so none can stand inside another block.
///
/// # Errors
/// When one isn't closed, or never opened, or stands in another.
pub(super) fn parts(text: &str) -> Result<Vec<&str>, String> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(BEGIN) {
        let (inside, after) = after
            .split_once(END)
            .ok_or_else(|| format!("{BEGIN} has no {END}"))?;
        if inside.contains(BEGIN) {
            return Err(format!("{BEGIN} stands inside another"));
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

/// The name under which a part is kept.
pub(super) fn part(name: &str, at: usize) -> String {
    if at == 0 {
        name.to_owned()
    } else {
        format!("{name}, part {}", at + 1)
    }
}

/// A message about a name that isn't there, with the reason where it is one that only live parts know.
pub(super) fn explained(message: String) -> String {
    let names = ["\"plan", "\"now", "\"toolkit.version", "\"../plan"];
    if names.iter().any(|name| message.contains(name)) {
        format!(
            "{message}; a record knows plan, now and toolkit.version between {BEGIN} and {END} only"
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
