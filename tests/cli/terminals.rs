//! What a terminal obeys: documents for programs are harmless on one, and stay as they are in a pipe. And questions on
//! one: pastes, what is there, what the keys do.

#![cfg(target_os = "linux")]

use super::sandbox::{Sandbox, finished};
use super::typist::{Typist, bare, marked};
use serde_json::Value;
use std::collections::BTreeSet;

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

const PLAIN: &[(&str, &str)] = &[("ACCESSIBLE", "1")];
const DUMB: &[(&str, &str)] = &[("TERM", "dumb")];

/// What an output of a record says, as it is in the file.
fn recorded(sandbox: &Sandbox, record: &str, output: &str) -> String {
    let shown = sandbox.ok(format!("show {record} --format json")).json();
    let outputs = shown["data"]["activity"]["records"][0]["outputs"].clone();
    let mut outputs = outputs.as_array().unwrap().iter();
    let one = outputs.find(|one| one["id"] == output).unwrap();
    one["words"].as_str().unwrap_or_default().to_owned()
}

/// A line of so many characters, in words.
fn long_line(length: usize) -> String {
    let words = (0..length).map(|number| format!("w\u{f6}rd{number}"));
    let line = words.collect::<Vec<_>>().join(" ");
    let line: String = line.chars().take(length).collect();
    line.trim_end().to_owned()
}

#[track_caller]
fn fits(screen: &str, columns: usize) {
    for line in screen.lines() {
        assert!(line.chars().count() <= columns, "{line:?}\n{screen}");
    }
}

/// A paste is one answer with its empty lines, whether the terminal marks it or not, at any width.
#[test]
fn a_paste_is_one_answer() {
    let many = "One line.\nA second, \u{e9} and \u{1f600}.\n\n\nAfter two empty lines.\n- a mark\n.\nnot the end";
    let table = "Word\tMeaning\nSeat\ta place | a voice\n\nVoice\tone says so";
    let line = long_line(10_000);
    let lines = (0..200).map(|number| format!("{number} {}", "word ".repeat(9).trim_end()));
    let lines = lines.collect::<Vec<_>>().join("\n");
    assert!(line.chars().count() > 9_900 && lines.len() > 9_000);
    let sandbox = Sandbox::with_plans(&["a"]);
    for (number, text) in [many, table, &line, &lines].into_iter().enumerate() {
        for (way, variables) in [
            ("marked", &[][..]),
            ("bare", &[]),
            ("dot", PLAIN),
            ("dot", DUMB),
        ] {
            let columns = if number % 2 == 0 { 40 } else { 80 };
            let text = if way == "dot" {
                text.replace("\n.\n", "\n..\n")
            } else {
                text.to_owned()
            };
            let mut typist = Typist::at(&sandbox, columns, "record a/commitment", variables);
            let form = if way == "dot" {
                "ends the text."
            } else {
                "new line."
            };
            typist.until("Why change, and why now").until(form);
            match way {
                "marked" => typist.types(&format!("{}\r", marked(&text))),
                "bare" => typist.types(&format!("{}\r", bare(&text))),
                _ => typist.types(&format!("{}\r.\r", bare(&text))),
            };
            if way == "bare" && text.contains('\n') {
                typist
                    .until("Are they part of")
                    .until("file instead.")
                    .types("\r");
            }
            typist
                .until("What we hope to see")
                .until(form)
                .types("\u{4}");
            let screen = typist.until("stopped: your answer is kept").ends(0);
            assert_eq!(
                recorded(&sandbox, "a/commitment", "why"),
                text,
                "{way}: {screen}"
            );
            assert_eq!(recorded(&sandbox, "a/commitment", "vision"), "");
            if way != "dot" {
                fits(&screen, columns);
            }
            sandbox.git(&["reset", "-q", "--hard", "HEAD~1"]);
        }
    }
}

/// The empty lines of a pasted measure are kept; a typed one ends it.
#[test]
fn a_pasted_measure_keeps_its_empty_lines() {
    let text = "Tickets that say why.\n\nCounted on Fridays.\n\n```csv\ndate,value\n2026-11-13,41\n\n2026-11-20,44\n```";
    for (paste, variables) in [
        (marked(text), &[][..]),
        (bare(text), &[]),
        (bare(text), PLAIN),
        (bare(text), DUMB),
    ] {
        let sandbox = Sandbox::with_plans(&["a"]);
        let mut typist = Typist::at(
            &sandbox,
            80,
            "record a/measures --add --title tickets",
            variables,
        );
        typist
            .until("An empty line ends it.")
            .types(&format!("{paste}\r"))
            .types("\r");
        typist.until("Better is").types("\u{4}");
        typist.until("stopped: your answer is kept").ends(0);
        let folder = "plans/a/3-start-small/measures";
        let files = sandbox.files(folder);
        let file = files.iter().find(|one| one.contains("tickets")).unwrap();
        let record = sandbox.read(&format!("{folder}/{file}"));
        assert!(record.contains(text), "{record}");
    }
}

/// Rows from a spreadsheet or a Markdown table are rows, whatever their header says.
#[test]
fn a_pasted_table_is_rows() {
    let sheet = "Member (role or label)\tGroup\tKnows\tSays\nParent 1\tfamilies\tbuses | trams\tdecides\n\nStudent 2\tstudents\tlunch\n";
    let markdown = "| Parent 1 | families | buses \\| trams | decides |\n| --- | --- | --- | --- |\n| Student 2 | students | lunch | |\n";
    let sandbox = Sandbox::with_plans(&["a"]);
    for (text, columns) in [(sheet, 40), (markdown, 80)] {
        for (way, variables) in [("marked", &[][..]), ("bare", &[]), ("bare", PLAIN)] {
            let mut typist = Typist::at(&sandbox, columns, "record a/team", variables);
            typist
                .until("ends the rows.")
                .until("Member (role or label)");
            if way == "marked" {
                typist.types(&marked(text)).types("\r");
                typist.until("Member (role or label) >").types("\r");
            } else {
                typist.types(&bare(text));
                // Its empty line ends the rows, and what comes after waits.
                if text == sheet {
                    typist
                        .until("Are they part of")
                        .until("Enter says yes")
                        .types("\r");
                } else {
                    typist
                        .until("lunch")
                        .until("Member (role or label) >")
                        .types("\r");
                }
            }
            typist
                .until("Who is still missing")
                .until("ends the list.")
                .types("\u{4}");
            typist.until("stopped").ends(0);
            let rows = recorded(&sandbox, "a/team", "roster");
            let rows: Vec<&str> = rows.lines().skip(2).collect();
            assert_eq!(
                rows,
                [
                    "| Parent 1 | families | buses \\| trams | decides |",
                    "| Student 2 | students | lunch |  |"
                ],
                "{way}"
            );
            assert_eq!(recorded(&sandbox, "a/team", "gaps"), "");
            sandbox.git(&["reset", "-q", "--hard", "HEAD~1"]);
        }
    }
}

/// What came with an answer and isn't wanted in it is kept in a file; also after the last question, where a shell would
/// run it.
#[test]
fn what_waits_answers_nothing_else() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let folder = sandbox.home().display().to_string();
    let mut typist = Typist::at(&sandbox, 80, "record a/equity-1", &[("TMPDIR", &folder)]);
    typist
        .until("1/4")
        .until("new line.")
        .types("Words.\rmore\r\rof it\r");
    typist
        .until("| more")
        .until("| of it")
        .until("file instead.")
        .types("n\r");
    typist
        .until("kept in")
        .until("2/4")
        .until("new line.")
        .types("\r");
    typist.until("3/4").until("one of these.").types("1\r");
    typist
        .until("4/4")
        .until("ends the list.")
        .types("one\r\rrm -rf plans\r");
    typist
        .until("| rm -rf plans")
        .until("file instead.")
        .types("y\r");
    let screen = typist.ends(0);
    assert_eq!(recorded(&sandbox, "a/equity-1", "shaped"), "Words.");
    assert_eq!(recorded(&sandbox, "a/equity-1", "hard"), "");
    assert_eq!(recorded(&sandbox, "a/equity-1", "verdict"), "go-on");
    assert_eq!(
        recorded(&sandbox, "a/equity-1", "repeat"),
        "- one\n- rm -rf plans"
    );
    let kept = std::fs::read_dir(sandbox.home()).unwrap();
    let mut kept = kept.map(|entry| entry.unwrap().path());
    let kept = kept.find(|path| path.to_string_lossy().ends_with("-equity-1.md"));
    let kept = std::fs::read_to_string(kept.expect(&screen)).unwrap();
    assert_eq!(kept, "more\n\nof it\n");
}

/// What is there is shown as people read it, below its question, and stays until somebody chooses otherwise.
#[test]
fn what_is_there_is_kept_added_to_or_replaced() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let set = [
        "record",
        "a/team",
        "--set",
        "gaps=**one** of [them](https://a.example)\ntwo",
        "--set",
        "roster=Parent 1 | families | | decides",
        "--set",
        "facilitator=Ann",
    ];
    sandbox.run(set).ends_with(0);
    sandbox
        .run(["record", "a/commitment", "--set", "why=First *words*."])
        .ends_with(0);
    let before = sandbox.commits();
    for variables in [&[][..], PLAIN] {
        let mut typist = Typist::at(&sandbox, 40, "record a/team", variables);
        typist.until("Who is on the team").until("cell by cell");
        typist.until(
            "1. Member (role or label): Parent 1; Group: families; Advises or decides: decides",
        );
        typist.until("keeps it").types("\r");
        typist
            .until("- one of them (https://a.example) - two")
            .until("keeps it")
            .types("\r");
        typist.until("Who is affected").until(">").types("\r");
        typist
            .until("Who leads")
            .until("Ann")
            .until("keeps it")
            .types("\r")
            .until("Who clears");
        let screen = typist.types(".\r").until("no answer was given").ends(0);
        assert!(
            screen.contains("nothing changed") && !screen.contains("**"),
            "{screen}"
        );
        assert_eq!(sandbox.commits(), before);
        // Add to the table, replace the list, replace a line by typing.
        let mut typist = Typist::at(&sandbox, 80, "record a/team", variables);
        let (add, replace) = if variables.is_empty() {
            ("a\r", "r\r")
        } else {
            ("2\r", "3\r")
        };
        typist
            .until("keeps it")
            .types(add)
            .until("Member (role or label) >")
            .types("Student 2\r");
        typist
            .until("Group")
            .types("\r")
            .until("first-hand")
            .types("\r")
            .until("Advises");
        typist
            .types("advises\r")
            .until("Member (role or label)")
            .types("\r");
        typist
            .until("Who is still missing")
            .until("keeps it")
            .types(replace)
            .until(">");
        typist
            .types("three\r\r")
            .until("Who is affected")
            .until(">")
            .types("\r");
        typist.until("Who leads").until("keeps it").types("Bea\r");
        typist
            .until("Who clears")
            .types("\u{4}")
            .until("your 3 answers are kept")
            .ends(0);
        let rows = recorded(&sandbox, "a/team", "roster");
        assert!(
            rows.ends_with("| Parent 1 | families |  | decides |\n| Student 2 |  |  | advises |"),
            "{rows}"
        );
        assert_eq!(recorded(&sandbox, "a/team", "gaps"), "- three");
        assert_eq!(recorded(&sandbox, "a/team", "facilitator"), "Bea");
        // Words in place of a choice aren't lost, and replace nothing.
        let mut typist = Typist::at(&sandbox, 80, "record a/commitment", variables);
        typist
            .until("First words.")
            .until("keeps it")
            .types("More.\rAnd more.\r");
        typist.until("what is there").until("without it").types(add);
        typist
            .until("What we hope")
            .types("\u{4}")
            .until("stopped")
            .ends(0);
        assert_eq!(
            recorded(&sandbox, "a/commitment", "why"),
            "First *words*.\n\nMore.\nAnd more."
        );
        sandbox.git(&["reset", "-q", "--hard", "HEAD~2"]);
        assert_eq!(sandbox.commits(), before);
    }
}

/// Questions say their form before the first try, and no line is wider than the terminal.
#[test]
fn questions_fit_the_terminal_and_say_the_form() {
    let sandbox = Sandbox::with_plans(&["a"]);
    for columns in [40, 80] {
        let mut typist = Typist::at(&sandbox, columns, "record a/commitment", &[]);
        typist
            .until("It should still convince you on a bad week.")
            .types("x\r");
        typist.until("2/5").until("new line.").types("y\r");
        typist
            .until("3/5")
            .until("Word >")
            .types("\r")
            .until("4/5")
            .until("new line.")
            .types("\r");
        typist
            .until("5/5")
            .until("A day, written YYYY-MM-DD")
            .types("soon\r");
        typist.until("not a date").types("2027-02-01\r");
        fits(&typist.ends(0), columns);
        assert_eq!(recorded(&sandbox, "a/commitment", "revisit"), "2027-02-01");
        sandbox.git(&["reset", "-q", "--hard", "HEAD~1"]);
    }
}

/// For a screen reader nothing is drawn twice, and questions are sentences with numbers.
#[test]
fn accessible_questions_are_sentences() {
    let sandbox = Sandbox::with_plans(&["a"]);
    for variables in [PLAIN, DUMB] {
        let mut typist = Typist::at(&sandbox, 60, "record a/equity-1", variables);
        typist
            .until("There are 4 questions.")
            .until("Question 1 of 4:")
            .until("It is needed.");
        typist
            .until("single dot ends the text.")
            .types("Wro\u{7f}\u{7f}ords.\r.\r");
        typist
            .until("Question 2 of 4:")
            .until("It is optional.")
            .types("\r");
        typist
            .until("1. Go on")
            .until("Type the number")
            .types("1\r");
        typist
            .until("Question 4 of 4:")
            .types("\u{4}")
            .until("stopped: your 2 answers are kept");
        typist.ends(0);
        let raw = typist.raw();
        assert!(!raw.contains('\u{1b}'), "{raw:?}");
        assert_eq!(recorded(&sandbox, "a/equity-1", "shaped"), "Words.");
        assert_eq!(recorded(&sandbox, "a/equity-1", "verdict"), "go-on");
        sandbox.git(&["reset", "-q", "--hard", "HEAD~1"]);
    }
}

/// Ctrl-D ends an answer that was begun, and else the questions; Ctrl-C ends all and leaves the terminal as it was.
#[test]
fn keys_that_end() {
    let sandbox = Sandbox::with_plans(&["a"]);
    for variables in [&[][..], PLAIN] {
        let mut typist = Typist::at(&sandbox, 80, "record a/identity", variables);
        typist
            .until("we have")
            .until("ends the list.")
            .types("\u{4}");
        let screen = typist
            .until("stopped: no answer was given; 3 questions weren't answered")
            .ends(0);
        assert!(screen.contains("nothing changed"), "{screen}");
        let mut typist = Typist::at(&sandbox, 80, "record a/identity", variables);
        typist
            .until("we have")
            .until("ends the list.")
            .types("one\rtwo\u{4}\u{4}")
            .until("we lack");
        typist
            .until("ends the list.")
            .types("\u{4}")
            .until("your answer is kept")
            .ends(0);
        assert_eq!(
            recorded(&sandbox, "a/identity", "represented"),
            "- one\n- two"
        );
        sandbox.git(&["reset", "-q", "--hard", "HEAD~1"]);
        let commits = sandbox.commits();
        let mut typist = Typist::at(&sandbox, 80, "record a/identity", variables);
        typist
            .until("we have")
            .until("ends the list.")
            .types("one\r")
            .until("one >")
            .types("\u{3}");
        typist.until("cancelled; nothing was written").ends(130);
        let raw = typist.raw();
        assert_eq!(
            raw.matches("?2004h").count(),
            raw.matches("?2004l").count(),
            "{raw:?}"
        );
        assert_eq!(sandbox.commits(), commits);
    }
}

/// The editor is one key away, with what was typed so far; one that isn't waited for is noticed, and its file taken.
#[test]
fn the_editor_is_one_key_away() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let editor =
        sandbox.editor("cp \"$1\" \"$HOME/seen\"; printf 'Edited.\\n\\nTwice.\\n' > \"$1\"");
    for variables in [&[][..], PLAIN] {
        let with = [variables, &[("REDESIGN_EDITOR", editor.as_str())]].concat();
        let mut typist = Typist::at(&sandbox, 80, "record a/commitment", &with);
        typist
            .until("Ctrl-O")
            .until("why now")
            .until("line")
            .types("Begun\u{f}");
        typist
            .until("hope to see")
            .types("\u{4}")
            .until("stopped")
            .ends(0);
        let seen = std::fs::read_to_string(sandbox.home().join("seen")).unwrap();
        assert_eq!(seen, "Begun\n");
        assert_eq!(
            recorded(&sandbox, "a/commitment", "why"),
            "Edited.\n\nTwice."
        );
        let quick = [variables, &[("REDESIGN_EDITOR", "true")]].concat();
        let mut typist = Typist::at(&sandbox, 400, "record a/commitment", &quick);
        typist
            .until("keeps it")
            .types("e\r")
            .until("came back at once")
            .until("REDESIGN_EDITOR=\"true --wait\"");
        typist.until("press Enter here.");
        let screen = typist.screen();
        let file = screen
            .split("kept in ")
            .nth(1)
            .unwrap()
            .lines()
            .next()
            .unwrap();
        assert_eq!(
            std::fs::read_to_string(file).unwrap(),
            "Edited.\n\nTwice.\n"
        );
        std::fs::write(file, "Saved later.\n").unwrap();
        typist
            .types("\r")
            .until("hope to see")
            .types("\u{4}")
            .until("stopped")
            .ends(0);
        assert_eq!(recorded(&sandbox, "a/commitment", "why"), "Saved later.");
        std::fs::remove_file(file).unwrap();
        sandbox.git(&["reset", "-q", "--hard", "HEAD~2"]);
    }
    let folder = sandbox.home().display().to_string();
    let run = sandbox.run_with_env(
        &["record", "a/team", "--edit"],
        &[("REDESIGN_EDITOR", "true"), ("TMPDIR", &folder)],
    );
    run.ends_with(0)
        .says("nothing changed")
        .says("true --wait")
        .says("record a/team --from ");
}

/// `resolve` says who wrote which side and when; an editor left as it was decides nothing, and Ctrl-D ends.
#[test]
fn resolve_says_who_wrote_what() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let why = |words: &str, name: &str, day: &str| {
        let set = format!("why={words}");
        sandbox
            .run_with_env(
                &["record", "a/commitment", "--set", &set],
                &[
                    ("GIT_AUTHOR_NAME", name),
                    ("GIT_AUTHOR_EMAIL", "x@example.org"),
                    ("GIT_AUTHOR_DATE", day),
                    ("SOURCE_DATE_EPOCH", day.trim_start_matches('@')),
                ],
            )
            .ends_with(0);
    };
    why("First.", "Ann Ash", "@1793000000");
    sandbox.git(&["branch", "evening"]);
    why("Ours.", "Bea Birch", "@1794000000");
    sandbox.ok("record a/commitment --set vision=later");
    sandbox.git(&["switch", "-q", "evening"]);
    why("Theirs.", "Cem Cedar", "@1794500000");
    sandbox.git(&["switch", "-q", "-"]);
    finished(sandbox.command("git").args(["merge", "evening"])).ends_with(1);
    for variables in [&[][..], PLAIN] {
        let editor = [variables, &[("REDESIGN_EDITOR", "sleep 1.1; true")]].concat();
        let mut typist = Typist::at(&sandbox, 40, "resolve a/commitment", &editor);
        typist.until("ours (HEAD), by Bea Birch, 2026-11-06: Ours.");
        typist.until("theirs (evening), by Cem Cedar, 2026-11-12: Theirs.");
        typist
            .until("leaves it open")
            .types("edit\r")
            .until("left open")
            .until("nothing changed")
            .ends(0);
        let mut typist = Typist::at(&sandbox, 40, "resolve a/commitment", &editor);
        typist
            .until("leaves it open")
            .types("\u{4}")
            .until("stopped")
            .until("nothing changed")
            .ends(0);
        assert!(
            sandbox
                .read("plans/a/1-come-together/commitment.md")
                .contains("<<<<<<<")
        );
    }
    let mut typist = Typist::at(&sandbox, 80, "resolve a/commitment", PLAIN);
    typist
        .until("2. Keep theirs.")
        .until("leaves it open")
        .types("2\r")
        .ends(0);
    assert_eq!(recorded(&sandbox, "a/commitment", "why"), "Theirs.");
}

/// What can't be is refused at its question, in the words of `check`; it is asked again, and the right answer recorded.
#[test]
fn what_cannot_be_is_refused_where_it_is_typed() {
    use super::refused::{REFUSED, with_shed};
    for variables in [&[][..], PLAIN] {
        let sandbox = with_shed();
        let mut typist = Typist::at(&sandbox, 80, "record a/trial --add", variables);
        let mut refused = 0;
        for (output, title, right) in [
            ("start", "First day", "2026-12-05"),
            ("end", "Last day", "2026-12-08"),
            ("rating", "Our rating", "2.5"),
            ("shifts", "Shifts", "us\r2026-12-01\r2026-12-05\r"),
            ("actions", "Actions", "Call @us due 2026-12-01\r"),
        ] {
            typist.until(title).until(">");
            for (typed, says, _) in REFUSED {
                let (own, words) = typed.last().unwrap().split_once('=').unwrap();
                if own != output {
                    continue;
                }
                let more = if right.ends_with('\r') { "\r\r" } else { "\r" };
                let said = says.strip_prefix(&format!("{output}: ")).unwrap();
                typist.types(&(words.replace(" | ", "\r") + more));
                typist.until(said).until(">");
                refused += 1;
            }
            typist.types(&format!("{right}\r"));
            if output == "start" {
                typist.until("is in the future; keep it?").types("y\r");
            }
        }
        typist.ends(0);
        assert_eq!(refused, REFUSED.len());
        let shown = sandbox.ok("show a/trial --format json").json();
        let outputs = &shown["data"]["activity"]["records"][0]["outputs"];
        let values: Vec<&Value> = outputs
            .as_array()
            .unwrap()
            .iter()
            .map(|one| &one["value"])
            .collect();
        assert_eq!(
            serde_json::json!(values),
            serde_json::json!([
                "2026-12-05",
                "2026-12-08",
                2.5,
                [{"who": "us", "from": "2026-12-01", "until": "2026-12-05"}],
                [{"done": false, "text": "Call", "owner": "us", "due": "2026-12-01"}],
            ])
        );
        let check = sandbox.run(["check", "a"]).out;
        for (_, says, code) in REFUSED {
            assert!(!check.contains(says) && !check.contains(code), "{check}");
        }
    }
}

/// Groups that make numbers which are there already be about too few are asked for again; nothing typed is lost.
#[test]
fn groups_of_too_few_are_asked_for_again() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let path = "plans/a/3-start-small/measures/tickets.md";
    sandbox.write(path, "# Tickets\n\n## What we count, and the numbers\n\n<!-- output: numbers. -->\n\nTickets.\n\n```csv\ndate,all,rom\n2026-10-02,50,60\n```\n");
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "by hand"]);
    let mut typist = Typist::at(&sandbox, 100, "record a/measures/tickets", &[]);
    let rows = |typist: &mut Typist, people: &str| {
        typist.until("Whom it is about");
        for cell in ["all", "30", "", "rom", people, "", ""] {
            typist.until(">").types(&format!("{cell}\r"));
        }
    };
    typist.until("Enter keeps it;").until(">").types("\r");
    typist.until("Better is").until(">").types("1\r");
    rows(&mut typist, "4");
    typist.until("Goal").until(">").types("80\r");
    typist.until("It counts").until(">").types("1\r");
    typist.until("rom has 4 people");
    rows(&mut typist, "12");
    let screen = typist.ends(0);
    assert_eq!(screen.matches("give them away").count(), 1, "{screen}");
    let record = sandbox.read(path);
    for words in ["| rom | 12 |", "80", "2026-10-02,50,60"] {
        assert!(record.contains(words), "{record}");
    }
    // Whoever stops there gets what was typed back.
    sandbox.git(&["reset", "-q", "--hard", "HEAD~1"]);
    let text = sandbox.read(path);
    sandbox.write(path, format!("{text}\n## Whom it is about\n\n| Group | People today | Who they are |\n| --- | --- | --- |\n| rom | 4 | |\n"));
    let mut typist = Typist::at(&sandbox, 100, "record a/measures/tickets", &[]);
    typist.until("Enter keeps it;").until(">").types("\r");
    typist.until("Better is").until(">").types("1\r");
    typist.until("Enter keeps it;").until(">").types(".\r");
    let screen = typist.until("these words are kept in").ends(2);
    assert_eq!(screen.matches("give them away").count(), 1, "{screen}");
}

/// All that a team records, by prompts alone: the words typed are the words recorded. Every output of every activity can
/// be typed; what can't isn't an answer: a private worksheet, and why an activity is skipped.
#[test]
fn months_by_prompts_alone() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let toolkit = sandbox
        .ok("toolkit show real-time-redesign --format json")
        .json();
    let activities = toolkit["data"]["activities"].as_array().unwrap();
    assert!(activities.len() >= 20, "{}", activities.len());
    let mut kinds = BTreeSet::new();
    for (number, activity) in activities.iter().enumerate() {
        let id = activity["id"].as_str().unwrap();
        let variables = if number % 3 == 2 { PLAIN } else { &[] };
        let add = if activity["repeat"].is_null() {
            ""
        } else {
            " --add"
        };
        let mut typist = Typist::at(
            &sandbox,
            80 - 40 * (number % 2),
            &format!("record a/{id}{add}"),
            variables,
        );
        let outputs = activity["outputs"].as_array().unwrap();
        let mut expected = Vec::new();
        for (at, output) in outputs.iter().enumerate() {
            let (value, keys) = answer(output, !variables.is_empty());
            let place = if variables.is_empty() {
                format!(
                    "{}/{} {}",
                    at + 1,
                    outputs.len(),
                    output["title"].as_str().unwrap()
                )
            } else {
                format!(
                    "Question {} of {}: {}",
                    at + 1,
                    outputs.len(),
                    output["title"].as_str().unwrap()
                )
            };
            typist.until(&place).until(">");
            typist.types(&keys);
            expected.push(value);
            kinds.insert(output["kind"].as_str().unwrap());
        }
        typist.ends(0);
        let name = format!("a/{id}");
        let shown = sandbox.ok(format!("show {name} --format json")).json();
        let records = shown["data"]["activity"]["records"].as_array().unwrap();
        assert_eq!(records.len(), 1, "{name}");
        let shown = records[0]["outputs"].as_array().unwrap();
        assert_eq!(shown.len(), expected.len(), "{name}");
        for (output, value) in shown.iter().zip(expected) {
            assert_eq!(output["value"], value, "{name}: {output}");
        }
    }
    assert_eq!(
        kinds.into_iter().collect::<Vec<_>>().join(" "),
        "choice date file link list number person series table tasks text"
    );
}

/// An answer of an output's kind, and the keys that give it.
fn answer(output: &Value, dotted: bool) -> (Value, String) {
    let id = output["id"].as_str().unwrap();
    let words = format!("What {id} says, \u{e9}\u{1f600} & \"more\"");
    match output["kind"].as_str().unwrap() {
        "text" if output["pattern"].is_string() => {
            let words = format!("How might we {id}?");
            (
                words.clone().into(),
                words + if dotted { "\r.\r" } else { "\r" },
            )
        }
        "text" => {
            let text = format!("{words}\n\nA second paragraph.");
            let keys = if dotted {
                format!("{}\r.\r", bare(&text))
            } else {
                format!("{}\r", marked(&text))
            };
            (text.into(), keys)
        }
        "list" => (
            serde_json::json!([words, "and another"]),
            format!("{words}\rand another\r\r"),
        ),
        "choice" => {
            let options = output["options"].as_array().unwrap();
            (
                options.last().unwrap()["id"].clone(),
                format!("{}\r", options.len()),
            )
        }
        "date" => ("2026-11-20".into(), "2026-11-20\r".to_owned()),
        "number" => (12.5.into(), "12.5\r".to_owned()),
        "file" => (
            "https://example.org/a".into(),
            "https://example.org/a\r".to_owned(),
        ),
        "table" => {
            let columns = output["columns"].as_array().unwrap();
            let mut row = serde_json::Map::new();
            let mut keys = String::new();
            for (at, column) in columns.iter().enumerate() {
                let options = column["options"].as_array().unwrap();
                let cell = match column["kind"].as_str() {
                    _ if !options.is_empty() => options[0]["id"].clone(),
                    // Fewer people would be refused.
                    Some("number") => 30.into(),
                    _ => format!("cell {at} of {id}").into(),
                };
                keys += &format!("{}\r", cell.as_str().unwrap_or("30"));
                row.insert(column["id"].as_str().unwrap().to_owned(), cell);
            }
            (serde_json::json!([row]), keys + "\r")
        }
        "series" => (
            serde_json::json!({"definition": words, "points": [
                {"date": "2026-11-13", "value": 41, "note": "before, in part"},
                {"date": "2026-11-20", "value": 44.5, "note": ""},
            ]}),
            format!(
                "{words}\rdate,value,note\r2026-11-13,41,\"before, in part\"\r2026-11-20,44.5,\r\r"
            ),
        ),
        "link" => ("a/pilot".into(), "a/pilot\r".to_owned()),
        "tasks" => (
            serde_json::json!([{"done": false, "text": "Print the cards", "owner": "ann", "due": "2026-12-01"}]),
            "Print the cards @ann due 2026-12-01\r\r".to_owned(),
        ),
        _ => (words.clone().into(), words + "\r"),
    }
}
