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
    // What a cell of a few lines ends with.
    let cut = regex::Regex::new(r"(?:^|\s)\u{2026}(?:\s|$)|\(\d+ more\)").unwrap();
    // The last paragraph may name what is hidden.
    let hidden = narrow
        .iter()
        .position(|line| line.starts_with("hidden at this width"));
    for shown in narrow.iter().take(hidden.unwrap_or(narrow.len())) {
        if is_kept_whole(shown) {
            continue;
        }
        for word in words(&cut.replace_all(shown, " ")) {
            assert!(
                known.contains(word),
                "{line}: {word:?} in {shown:?}:\n{narrow:#?}"
            );
        }
        // A record's, a sheet's and a report's own lines stay as they are.
        let is_page = ["show ", "sheet ", "report "]
            .iter()
            .any(|one| line.starts_with(one));
        let is_own = is_page && wide.lines().any(|line| line == shown);
        let is_wide = |word: &str| word.chars().count() > COLUMNS;
        let fits = shown.chars().count() <= COLUMNS || is_own || words(shown).any(is_wide);
        assert!(fits, "{line}: {shown:?}");
    }
}

fn noon(day: jiff::civil::Date) -> String {
    let noon = jiff::tz::TimeZone::UTC.to_timestamp(day.at(12, 0, 0, 0));
    noon.unwrap().as_second().to_string()
}

#[test]
fn no_command_breaks_a_word_on_a_narrow_screen() {
    let cohort = year(Year::Faulty);
    for line in reads("year") {
        no_word_is_broken(&cohort.sandbox, &noon(today()), &line);
    }
    let demo = Sandbox::new();
    demo.ok("demo there --public");
    for line in reads("demo") {
        no_word_is_broken(&demo, super::sandbox::NOW, &format!("{line} -C there"));
    }
}

/// The faulty year's board is one screen, and names every team once.
#[test]
fn the_board_is_one_screen() {
    let cohort = year(Year::Faulty);
    let now = noon(today());
    let shown = cohort.sandbox.in_terminal(&now, 80, "board");
    assert!(shown.len() <= 24, "{} lines: {shown:#?}", shown.len());
    let board = cohort.run(today(), &["board", "--format", "json"]).json();
    for team in board["data"]["teams"].as_array().unwrap() {
        let id = team["id"].as_str().unwrap();
        let named = shown
            .iter()
            .filter(|line| line.split_whitespace().any(|word| word == id));
        // And once in what to type next.
        let expected = if team["call"] == 1 { 2 } else { 1 };
        assert_eq!(named.count(), expected, "{id}: {shown:#?}");
    }
    // A team that is named has everything, and its commands are whole.
    let own = cohort.sandbox.in_terminal(&now, 40, "board elmhurst");
    for line in board["data"]["teams"][1]["lines"].as_array().unwrap() {
        let command = line["command"].as_str().unwrap();
        assert!(
            own.iter().any(|line| line.trim() == command),
            "{command}: {own:#?}"
        );
    }
}

/// Teams with the same reason are one line, and so are teams with nothing to report.
#[test]
fn teams_alike_are_one_line() {
    let cohort = year(Year::Faulty);
    let on = jiff::civil::date(2027, 2, 3);
    let shown = cohort
        .run(on, &["board", "--at", "2027-02-03"])
        .ends_with(0);
    shown.says("nothing to report: ashford, birchwood, cedarton, dunmore, elmhurst, glenrock");
    let demo = Sandbox::new();
    demo.ok("demo there --public");
    demo.run_on(jiff::civil::date(2027, 5, 12), &["board", "-C", "there"])
        .ends_with(0)
        .says("1-7 7 teams")
        .says("nothing has changed for 170 days: austin, cedar-rapids, ");
}

/// What a team missed is one row, teams with equal rows are one, and scripts still get each.
#[test]
fn the_calendar_groups_and_folds() {
    let cohort = year(Year::Faulty);
    let shown = cohort.sandbox.in_terminal(&noon(today()), 80, "calendar");
    let has = |words: &[&str]| {
        let mut lines = shown.iter();
        lines.any(|line| {
            line.split("  ")
                .map(str::trim)
                .filter(|cell| !cell.is_empty())
                .eq(words.iter().copied())
        })
    };
    let ahead = ["2027-08-09", "ahead", "7 teams", "Planning Meeting"];
    let missed = [
        "2027-06-14 to 2027-07-12",
        "missed 3 times",
        "elmhurst",
        "Planning Meeting",
    ];
    for row in [&ahead[..], &missed] {
        assert!(has(row), "{row:?}: {shown:#?}");
    }
    assert!(shown.len() <= 24, "{shown:#?}");
    for format in ["csv", "ics"] {
        let out = cohort.run(today(), &["calendar", "--format", format]).out;
        let each = out
            .lines()
            .filter(|line| line.contains("Planning Meeting") && (line.contains("missed")));
        assert_eq!(each.count(), 3, "{format}: {out}");
    }
}
