//! Fixes for an unreadable line of `plan.toml`: what people slip on who don't write TOML.

use jiff::civil::Date;

/// Quotation marks that word processors and phones use instead of straight ones.
const CURLY: [char; 9] = [
    '\u{201c}', '\u{201d}', '\u{201e}', '\u{201f}', '\u{ab}', '\u{bb}', '\u{2018}', '\u{2019}',
    '\u{201a}',
];

/// How to write the line at an offset that can't be read for this reason.
pub fn line(text: &str, offset: usize, why: &str) -> String {
    let offset = text.floor_char_boundary(offset.min(text.len()));
    let (before, after) = text.split_at_checked(offset).unwrap_or((text, ""));
    let first = before.rsplit('\n').next().unwrap_or_default();
    let rest = after.split('\n').next().unwrap_or_default();
    let line = format!("{first}{rest}");
    let (key, value) = line.split_once('=').unwrap_or(("", &line));
    let (key, value) = (key.trim(), value.trim());
    // A curly apostrophe within a word is fine.
    if !key.is_empty() && (value.starts_with(CURLY) || value.ends_with(CURLY)) {
        let straight = format!("{key} = {}", value.replace(CURLY, "\""));
        let is_read = straight.parse::<toml::Table>().is_ok();
        return if is_read {
            format!("use straight quotation marks: {straight}")
        } else {
            "use straight quotation marks, like these: \"...\"".to_owned()
        };
    }
    let words = value.split('#').next().unwrap_or_default().trim();
    let is_text_asked = why.starts_with("expected text");
    let day = (!key.is_empty() && !is_text_asked).then(|| year_first(key, words));
    day.flatten().unwrap_or_else(|| by_reason(why, key, words))
}

/// What to write for what the parser asks for.
fn by_reason(why: &str, key: &str, words: &str) -> String {
    let (asked, given) = why.split_once(", not ").unwrap_or((why, ""));
    if asked.starts_with("expected a table") {
        return format!("write [{key}] on a line of its own, and its keys on the lines below");
    }
    if matches!(given, "a list" | "a table") {
        return format!("write one text in quotation marks: {key} = \"...\"");
    }
    if asked.starts_with("expected text") || why.contains("must be quoted") {
        return if words.contains(['{', '[', '"', '\'']) {
            format!("put it in quotation marks: \"{given}\"")
        } else {
            format!("put it in quotation marks: {key} = \"{words}\"")
        };
    }
    if asked.starts_with("expected a date") {
        return format!("write a day, the year first: {key} = 2026-12-01");
    }
    if why.starts_with("this key appears twice") {
        return "keep one of the two, and delete the other".to_owned();
    }
    if why.contains(" string, expected") {
        return "end the text with the quotation mark that begins it".to_owned();
    }
    // As in YAML, or without any mark.
    let (first, rest) = words.split_once([':', ' ']).unwrap_or((words, ""));
    let is_bare = |key: &str| !key.is_empty() && !key.contains(|one: char| !is_of_key(one));
    let (key, value) = match key {
        "" if is_bare(first) => (first, rest.trim().trim_matches(['"', '\''])),
        key if is_bare(key) => (key, "..."),
        _ => ("title", "..."),
    };
    format!("write a key, = and its value in quotation marks: {key} = \"{value}\"")
}

/// Whether a key can have this character without quotation marks around it.
fn is_of_key(one: char) -> bool {
    one.is_ascii_alphanumeric() || matches!(one, '-' | '_')
}

/// How to write a day given in another order; `None` if the words aren't a day.
pub fn year_first(key: &str, words: &str) -> Option<String> {
    let words = words.trim().trim_matches(['"', '\'']).trim();
    let parts: Vec<&str> = words.split(['.', '/', '-', ' ']).collect();
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let [one, two, three] = parts.as_slice() else {
        return None;
    };
    let is_number = |part: &&&str| {
        !part.is_empty() && part.len() <= 4 && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if ![one, two, three].iter().all(is_number) {
        return None;
    }
    let day = |year: &str, month: &str, day: &str| {
        let numbers = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
        Date::new(numbers.0, numbers.1, numbers.2).ok()
    };
    let meant = if one.len() == 4 {
        day(one, two, three)
    } else if three.len() != 4 {
        return None;
    } else {
        let (day_first, month_first) = (day(three, two, one), day(three, one, two));
        match (day_first, month_first) {
            // With dots the day comes first; otherwise either may be meant.
            (Some(first), _) if words.contains('.') => Some(first),
            (Some(first), Some(other)) => (first == other).then_some(first),
            (first, other) => first.or(other),
        }
    };
    Some(match meant {
        Some(day) => format!("write the year first: {key} = {day}"),
        None => format!("write the year first, as in: {key} = 2026-11-23"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_another_order() {
        for (words, meant) in [
            ("07.09.2026", Some("start = 2026-09-07")),
            ("7. 9. 2026", Some("start = 2026-09-07")),
            ("\"07.09.2026\"", Some("start = 2026-09-07")),
            ("2026-9-7", Some("start = 2026-09-07")),
            ("2026/09/07", Some("start = 2026-09-07")),
            ("23/11/2026", Some("start = 2026-11-23")),
            ("11/23/2026", Some("start = 2026-11-23")),
            ("07/09/2026", Some("as in: start = 2026-11-23")),
            ("07/07/2026", Some("start = 2026-07-07")),
            ("31.02.2026", Some("as in: start = 2026-11-23")),
            ("in fall", None),
            ("1.2", None),
            ("1.2.3", None),
            ("0x1.2.2026", None),
        ] {
            let help = year_first("start", words);
            assert_eq!(help.is_some(), meant.is_some(), "{words}: {help:?}");
            let end = meant.unwrap_or_default();
            assert!(help.unwrap_or_default().ends_with(end), "{words}");
        }
    }

    #[test]
    fn curly_quotation_marks() {
        let text = "title = \"x\"\ncoach = \u{201c}coach 2\u{201d}\nlast = \u{201e}a\n";
        let at = text.find("coach =").unwrap();
        assert!(line(text, at, "").ends_with("quotation marks: coach = \"coach 2\""));
        assert!(line(text, text.len() - 2, "").ends_with("\"...\""));
        for (text, at) in [(text, 2), ("title = \"Ann\u{2019}s", 9), ("", 9)] {
            assert!(!line(text, at, "").contains("straight"), "{text}");
        }
        assert!(line("a = \u{ab}", 5, "").contains("straight"));
    }
}
