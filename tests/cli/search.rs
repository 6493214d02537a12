//! Words in what teams wrote: each answer and note is found, with its place, and nothing else.

use super::sandbox::{Run, Sandbox};
use serde_json::Value;
use std::collections::BTreeSet;

/// Each line found: `RECORD/OUTPUT:LINE: WORDS`.
fn lines(run: &Run) -> Vec<String> {
    let data = &run.json()["data"];
    let of = |line: &Value| {
        let record = line["record"]
            .as_str()
            .map_or(String::new(), |one| format!("/{one}"));
        let output = line["output"].as_str().unwrap_or("-");
        format!(
            "{}/{}{record}:{output}:{}: {}",
            line["plan"].as_str().unwrap(),
            line["activity"].as_str().unwrap(),
            line["line"],
            line["words"].as_str().unwrap()
        )
    };
    data["lines"].as_array().unwrap().iter().map(of).collect()
}

/// In the workspace in a folder.
fn search_in(sandbox: &Sandbox, folder: &str, words: &str) -> Vec<String> {
    let run = sandbox
        .run(["-C", folder, "search", words, "--format", "json"])
        .ends_with(0);
    let found = lines(&run);
    for line in run.json()["data"]["lines"].as_array().unwrap() {
        // The line is the one in the file.
        let text = sandbox.read(&format!("{folder}/{}", line["path"].as_str().unwrap()));
        let at = usize::try_from(line["line"].as_u64().unwrap()).unwrap();
        let words = line["words"].as_str().unwrap();
        assert!(
            text.lines().nth(at - 1).unwrap().contains(words),
            "{line}: {text}"
        );
    }
    found
}

fn search(sandbox: &Sandbox, words: &str) -> Vec<String> {
    search_in(sandbox, ".", words)
}

#[test]
fn answers_notes_and_reasons_are_found_where_they_are() {
    let sandbox = Sandbox::with_plans(&["a", "b"]);
    sandbox
        .run([
            "record",
            "a/problem",
            "--set",
            "statement=How might we let José's families come earlier?",
        ])
        .ends_with(0);
    sandbox
        .run(["record", "b/team", "--skip", "The families asked for it"])
        .ends_with(0);
    sandbox
        .run([
            "record",
            "b/interviews",
            "--add",
            "--set",
            "words=- They come early\n- Families wait",
        ])
        .ends_with(0);
    let path = "plans/a/2-dream-big/problem.md";
    let problem = sandbox.read(path);
    sandbox.write(
        path,
        format!(
            "{problem}\n## Parking lot\n\nAsk the FAMILIES again, says Jose\n<!-- families -->\n"
        ),
    );
    let mut found = search(&sandbox, "families");
    let interview = found.remove(2);
    assert!(interview.starts_with("b/interviews/"), "{interview}");
    assert!(
        interview.contains(":words:") && interview.ends_with(": Families wait"),
        "{interview}"
    );
    let ends: Vec<&str> = found
        .iter()
        .map(|line| line.rsplit(": ").next().unwrap())
        .collect();
    assert_eq!(
        ends,
        [
            "How might we let José's families come earlier?",
            "Ask the FAMILIES again, says Jose",
            "The families asked for it",
        ]
    );
    assert!(found[0].starts_with("a/problem:statement:"), "{found:?}");
    assert!(found[1].starts_with("a/problem:-:"), "{found:?}");
    assert!(found[2].starts_with("b/team:-:"), "{found:?}");
    // All words in one answer, in any order; accents and capitals don't matter.
    assert_eq!(search(&sandbox, "FAMILIES jose").len(), 2);
    assert_eq!(search(&sandbox, "wait come").len(), 2);
    assert_eq!(search(&sandbox, "wait earlier").len(), 0);
    // Only the plans that are named.
    let run = sandbox
        .run(["search", "families", "b", "--format", "json"])
        .ends_with(0);
    assert_eq!(lines(&run).len(), 2);
}

/// What begins no comment for a reader hides nothing: code, an arrow, what is never closed.
#[test]
fn words_behind_marks_of_a_comment_are_found() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let path = "plans/a/1-come-together/team.md";
    for words in [
        "Type `<!--` into the page, says the needle",
        "From here <!-- to there, says the needle",
        "<!-- a note --> The needle, and `-->`",
    ] {
        let text = sandbox.read(path);
        sandbox.type_below(path, "gaps", words);
        let found = search(&sandbox, "needle");
        assert!(
            found.len() == 1 && found[0].contains(":gaps:"),
            "{words}: {found:?}"
        );
        sandbox.write(path, text);
    }
}

/// A file of 3 MB with a hundred thousand lines that all match, and as many comments, takes no time to speak of.
#[test]
fn a_long_record_is_searched_in_proportion() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let lines = "- the needle <!-- x -->\n".repeat(40_000);
    sandbox.type_below("plans/a/1-come-together/team.md", "gaps", &lines);
    let found = sandbox.ok("search needle --format csv").out;
    assert_eq!(found.lines().count(), 40_001);
}

#[test]
fn what_the_toolkit_says_is_not_found() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let text = sandbox.read("plans/a/1-come-together/team.md");
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    let words: BTreeSet<&str> = words.filter(|word| word.len() > 5).collect();
    assert!(words.len() > 20, "{words:?}");
    for word in words {
        assert_eq!(search(&sandbox, word), [""; 0], "{word}");
    }
}

/// Every answer of the example cohort is found by its longest word, and its line is the one in the file.
#[test]
fn every_answer_is_found() {
    let sandbox = Sandbox::new();
    sandbox.ok("demo d --public");
    let mut tried = 0;
    for activity in ["problem", "team", "pilot", "match", "finding"] {
        let listed = sandbox
            .run(["-C", "d", "list", activity, "--format", "json"])
            .ends_with(0)
            .json();
        for row in listed["data"]["rows"].as_array().unwrap() {
            for (output, value) in row["outputs"].as_object().unwrap() {
                let first = value
                    .as_array()
                    .and_then(|all| all.first())
                    .unwrap_or(value);
                let Some(words) = first.as_str() else {
                    continue;
                };
                let plain = words.split(['(', '[']).next().unwrap();
                let longest = plain
                    .split(|letter: char| !letter.is_alphanumeric())
                    .max_by_key(|word| word.len())
                    .unwrap();
                let choice = !words.contains(' ');
                if longest.is_empty() || choice {
                    continue;
                }
                let found = search_in(&sandbox, "d", longest);
                let place = format!("{}/{activity}", row["plan"].as_str().unwrap());
                let output = format!(":{output}:");
                assert!(
                    found
                        .iter()
                        .any(|line| line.starts_with(&place) && line.contains(&output)),
                    "{longest}: {place}{output} {found:#?}"
                );
                tried += 1;
            }
        }
    }
    assert!(tried > 12, "{tried}");
}

#[test]
fn what_cannot_be_searched_is_named() {
    let sandbox = Sandbox::with_plans(&["a", "b"]);
    sandbox
        .run([
            "record",
            "b/problem",
            "--set",
            "statement=How might we begin?",
        ])
        .ends_with(0);
    sandbox.write("plans/a/1-come-together/team.md", b"\xff\xfeH\0o\0w\0");
    let run = sandbox
        .ok("search how")
        .says("plans/a/1-come-together/team.md");
    assert_eq!(
        lines(&sandbox.ok("search how --format json")).len(),
        1,
        "{}",
        run.out
    );
    sandbox.fails(1, "search how --fail");
    sandbox.fails(2, "search -- --").says("no words");
    sandbox.fails(2, "search how might").says("quotation marks");
}

#[test]
fn tables_for_people_and_scripts() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let words = format!("How might we {} needle in it?", "say much more ".repeat(20));
    sandbox
        .run([
            "record",
            "a/problem",
            "--set",
            &format!("statement={words}"),
        ])
        .ends_with(0);
    let shown = sandbox.ok("search needle");
    shown
        .says("\u{2026}")
        .says("needle in it?")
        .says("redesign show a/problem");
    let csv = sandbox.ok("search needle --format csv").out;
    assert!(
        csv.starts_with("plan,activity,record,output,path,line,words\n"),
        "{csv}"
    );
    assert!(csv.contains(&words), "{csv}");
    let none = sandbox.ok("search nowhere").out;
    assert!(none.contains("0 lines"), "{none}");
}

/// A copy of a folder's page isn't a record.
#[test]
fn a_copy_of_a_page_is_not_searched() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let folder = "plans/a/1-come-together/interviews";
    let page = sandbox.read(&format!("{folder}/README.md"));
    sandbox.write(
        &format!("{folder}/README (1).md"),
        format!("{page}\n\n## Group\n\nzorp\n"),
    );
    assert_eq!(search(&sandbox, "zorp"), [""; 0]);
}
