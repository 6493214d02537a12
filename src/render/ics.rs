//! iCalendar (RFC 5545). All events last whole days, so no time zone is needed.

use super::clean::clean;
use super::format::{Format, Printed};
use crate::report::{Block, Event, Events};
use jiff::ToSpan;
use jiff::civil::Date;

/// Most octets per line, without its end.
const LINE: usize = 75;

/// Content of an empty calendar: RFC 5545 (3.4) requires a component, and some programs refuse files without one. A
/// time zone is invisible.
const NOTHING: [&str; 8] = [
    "BEGIN:VTIMEZONE",
    "TZID:Etc/UTC",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0000",
    "END:STANDARD",
    "END:VTIMEZONE",
];

pub const ICS: Format = Format {
    is_for_tables: false,
    holds_findings: false,
    ..Format::of("ics", render)
};

fn render(page: &Printed<'_>) -> String {
    let found = page.report.blocks.iter().find_map(|block| match block {
        Block::Events(events) => Some(events),
        _ => None,
    });
    found.map_or_else(String::new, calendar)
}

/// A calendar without METHOD: a publication, not an invitation.
fn calendar(events: &Events) -> String {
    let mut text = String::new();
    let mut line = |content: &str| folded(&mut text, content);
    line("BEGIN:VCALENDAR");
    line("VERSION:2.0");
    line(&format!(
        "PRODID:-//redesign//redesign {}//EN",
        env!("CARGO_PKG_VERSION")
    ));
    line("CALSCALE:GREGORIAN");
    // NAME is from RFC 7986; most programs only know X-WR-CALNAME.
    line(&format!("NAME:{}", escaped(&events.name)));
    line(&format!("X-WR-CALNAME:{}", escaped(&events.name)));
    // RFC 5545 asks for a time. The day's first second makes a day's calendars the same, byte for byte.
    let stamp = format!("{}T000000Z", day(events.today));
    for event in &events.events {
        for content in lines(event, &stamp) {
            line(&content);
        }
    }
    if events.events.is_empty() {
        for content in NOTHING {
            line(content);
        }
    }
    line("END:VCALENDAR");
    text
}

fn lines(event: &Event, stamp: &str) -> Vec<String> {
    let mut lines = vec![
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@redesign", event.key),
        format!("DTSTAMP:{stamp}"),
        format!("DTSTART;VALUE=DATE:{}", day(event.from)),
    ];
    // The end is exclusive. The last representable day has no successor, but an event without an end lasts for its
    // first day.
    if let Ok(after) = event.last.checked_add(1.day()) {
        lines.push(format!("DTEND;VALUE=DATE:{}", day(after)));
    }
    let categories: Vec<String> = event.categories.iter().map(|word| escaped(word)).collect();
    lines.extend([
        format!("SUMMARY:{}", escaped(&event.summary)),
        format!("DESCRIPTION:{}", escaped(&event.description)),
        format!("CATEGORIES:{}", categories.join(",")),
        // Shows nobody as busy all day.
        "TRANSP:TRANSPARENT".to_owned(),
        "END:VEVENT".to_owned(),
    ]);
    lines
}

fn day(day: Date) -> String {
    day.strftime("%Y%m%d").to_string()
}

/// Escapes a TEXT value, and shows control characters.
fn escaped(words: &str) -> String {
    let mut text = String::with_capacity(words.len());
    for character in clean(words).chars() {
        match character {
            '\\' | ',' | ';' => text.extend(['\\', character]),
            '\n' => text.push_str("\\n"),
            other => text.push(other),
        }
    }
    text
}

/// Adds a content line, folded after 75 octets but never within a character.
fn folded(text: &mut String, content: &str) {
    let mut room = LINE;
    for character in content.chars() {
        if character.len_utf8() > room {
            text.push_str("\r\n ");
            room = LINE - 1;
        }
        text.push(character);
        room -= character.len_utf8();
    }
    text.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_would_end_a_value_is_escaped() {
        assert_eq!(
            escaped("a\\b, c; d\r\ne: \"f\"\u{1b}[0m"),
            "a\\\\b\\, c\\; d\\ne: \"f\"<U+001B>[0m"
        );
    }

    #[test]
    fn lines_are_folded_at_75_octets() {
        let mut text = String::new();
        folded(&mut text, &"x".repeat(75));
        assert_eq!(text, format!("{}\r\n", "x".repeat(75)));
        let mut text = String::new();
        folded(&mut text, &format!("{}\u{e9}y", "x".repeat(74)));
        assert_eq!(text, format!("{}\r\n \u{e9}y\r\n", "x".repeat(74)));
    }

    proptest! {
        #[test]
        fn folding_can_be_undone(words in "[a-z\u{e9}\u{4e00}\u{1f600} ]{0,400}") {
            let mut text = String::new();
            folded(&mut text, &words);
            for line in text.trim_end_matches("\r\n").split("\r\n") {
                prop_assert!(line.len() <= LINE);
            }
            prop_assert_eq!(text.strip_suffix("\r\n").unwrap().replace("\r\n ", ""), words);
        }
    }
}
