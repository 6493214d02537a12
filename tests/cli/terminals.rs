//! What a terminal obeys: documents for programs are harmless on one, and stay as they are in a pipe.

#![cfg(target_os = "linux")]

use super::sandbox::{Sandbox, finished};
use serde_json::Value;

/// A colour, the C1 form of an escape, and characters that turn text around.
const OBEYED: [char; 4] = ['\u{1b}', '\u{9b}', '\u{202e}', '\u{2066}'];

/// What a terminal is given, by way of `script`, which gives the program one.
fn in_terminal(sandbox: &Sandbox, arguments: &str) -> String {
    let line = format!("{} {arguments}", env!("CARGO_BIN_EXE_redesign"));
    let mut command = sandbox.command("script");
    let run = finished(command.args(["-qec", &line, "/dev/null"]));
    // The terminal itself ends lines with a carriage return.
    run.out.replace("\r\n", "\n")
}

/// A plan whose title and statement hold all of it.
fn hostile() -> (Sandbox, String) {
    let sandbox = Sandbox::with_plans(&["a"]);
    let words = OBEYED.map(|one| format!("x{one}[31my")).concat();
    let problem = "plans/a/2-dream-big/problem.md";
    sandbox.type_below(problem, "statement", &words);
    (sandbox, words)
}

#[test]
fn data_is_harmless_on_a_terminal_and_raw_in_a_pipe() {
    let (sandbox, words) = hostile();
    for arguments in [
        "list problem/statement --format csv",
        "list problem/statement --format tsv",
        "list problem/statement --format json",
        "show a/problem --format json",
        "diff a/problem --format patch",
        "diff a/problem --format json",
    ] {
        let piped = sandbox.ok(arguments).out;
        let shown = in_terminal(&sandbox, arguments);
        assert!(!shown.is_empty(), "{arguments}");
        for obeyed in OBEYED {
            assert!(!shown.contains(obeyed), "{arguments}: {shown:?}");
        }
        if arguments.ends_with("json") {
            // The same document, in other characters.
            let read = |text: &str| serde_json::from_str::<Value>(text).unwrap();
            assert_eq!(read(&shown), read(&piped), "{arguments}");
        } else {
            assert!(piped.contains(&words), "{arguments}: {piped:?}");
            assert!(shown.contains("x<U+001B>[31my"), "{arguments}: {shown:?}");
        }
    }
    // git takes what a pipe gets.
    let patch = sandbox.ok("diff a/problem --format patch").out;
    sandbox.write("its.patch", patch);
    sandbox.git(&["apply", "--check", "--reverse", "its.patch"]);
}

#[test]
fn errors_for_programs_are_harmless_too() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let shown = in_terminal(&sandbox, "show a\u{9b}31m --format json");
    let error: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(
        error["diagnostics"][0]["message"],
        "no plan named \"a\u{9b}31m\""
    );
    assert!(!shown.contains('\u{9b}'), "{shown:?}");
}

/// In Markdown, of which pages and mails are made, file names are as harmless as words.
#[test]
fn file_names_in_markdown_turn_nothing_around() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.write("plans/a/\u{202e}dm.txt.md", "x");
    let out = sandbox.run(["check", "--format", "markdown"]).out;
    assert!(out.contains("`plans/a/<U+202E>dm.txt.md`"), "{out}");
    assert!(!out.contains('\u{202e}'), "{out}");
}
