//! What fits on a screen: tables of 40 columns, in which no word is broken, and a board that is one screen.

#![cfg(target_os = "linux")]

use super::sandbox::{Sandbox, finished};
use super::year::{Year, today, year};
use std::collections::BTreeSet;

/// Lines of `lines.toml` below a place.
fn reads(place: &str) -> Vec<String> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/outputs/lines.toml"
    );
    let lines: toml::Table = toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let reads = lines[place]["reads"].as_array().unwrap();
    reads
        .iter()
        .map(|line| line.as_str().unwrap().to_owned())
        .collect()
}

/// A line's words, without the signs that a layout puts beside them.
fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split_whitespace()
        .map(|word| word.trim_end_matches(':'))
}

/// Whether a line is there to be copied, or a line of a file.
fn is_kept_whole(line: &str) -> bool {
    let line = line.trim_start();
    ["redesign ", "next: ", "= help: redesign ", "--> "]
        .iter()
        .any(|start| line.starts_with(start))
        || line.contains(" | ")
}

/// Every word on a narrow screen is a word of the same output in a pipe.
#[track_caller]
fn no_word_is_broken(sandbox: &Sandbox, now: &str, line: &str) {
    const COLUMNS: usize = 40;
    let mut shell = sandbox.command_with_redesign("sh");
    shell.args(["-c", &format!("redesign {line} 2>&1")]);
    let wide = finished(shell.env("SOURCE_DATE_EPOCH", now)).out;
    let known: BTreeSet<&str> = wide.lines().flat_map(words).collect();
    let narrow = sandbox.in_terminal(now, COLUMNS, line);
    // The last paragraph may name what is hidden.
    let hidden = narrow
        .iter()
        .position(|line| line.starts_with("hidden at this width"));
    for shown in narrow.iter().take(hidden.unwrap_or(narrow.len())) {
        if is_kept_whole(shown) {
            continue;
        }
        for word in words(shown) {
            assert!(
                known.contains(word),
                "{line}: {word:?} in {shown:?}:\n{narrow:#?}"
            );
        }
        // A record's and a sheet's own lines stay as they are.
        let is_page = line.starts_with("show ") || line.starts_with("sheet ");
        let is_own = is_page && wide.lines().any(|line| line == shown);
        let is_wide = |word: &str| word.chars().count() > COLUMNS;
        let fits = shown.chars().count() <= COLUMNS || is_own || words(shown).any(is_wide);
        assert!(fits, "{line}: {shown:?}");
    }
}

#[test]
fn no_command_breaks_a_word_on_a_narrow_screen() {
    let now = |day: jiff::civil::Date| {
        let noon = jiff::tz::TimeZone::UTC.to_timestamp(day.at(12, 0, 0, 0));
        noon.unwrap().as_second().to_string()
    };
    let cohort = year(Year::Faulty);
    for line in reads("year") {
        no_word_is_broken(&cohort.sandbox, &now(today()), &line);
    }
    let demo = Sandbox::new();
    demo.ok("demo .");
    for line in reads("demo") {
        no_word_is_broken(&demo, super::sandbox::NOW, &line);
    }
}
