//! Review marks: what an activity was built on is another answer now.

use super::sandbox::{Sandbox, finished};
use serde_json::Value;

const PROBLEM: &str = "plans/a/2-dream-big/problem.md";
const MATCH: &str = "plans/a/2-dream-big/match.md";
const CHECKPOINT: &str = "plans/a/1-come-together/equity-1.md";

fn problem(sandbox: &Sandbox, words: &str) {
    sandbox.ok(format!(
        "record a/problem --set statement='{words}' --set evidence=x"
    ));
}

/// A plan whose `match` is done and stands on `problem`.
fn done() -> Sandbox {
    let sandbox = Sandbox::with_plans(&["a"]);
    problem(&sandbox, "How might we begin?");
    sandbox
        .ok("record a/match --set idea=Cards --set why='It fits'")
        .says("● done");
    sandbox
}

fn activity(sandbox: &Sandbox, id: &str) -> Value {
    let json = sandbox.ok("status a --activities --format json").json();
    let all = json["data"]["plans"][0]["activity"].as_array().unwrap();
    all.iter().find(|one| one["id"] == id).unwrap().clone()
}

fn state(sandbox: &Sandbox, id: &str) -> String {
    activity(sandbox, id)["state"].as_str().unwrap().to_owned()
}

/// Lines of a record's stamps.
fn stamps(sandbox: &Sandbox, path: &str) -> Vec<String> {
    let text = sandbox.read(path);
    text.lines()
        .skip_while(|line| *line != "builds_on:")
        .skip(1)
        .take_while(|line| line.starts_with("  "))
        .map(|line| line.trim().to_owned())
        .collect()
}

#[test]
fn another_answer_below_it_reopens_what_was_done() {
    let sandbox = done();
    assert_eq!(sandbox.commits(), 4, "the stamps came with the answer");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    let before = stamps(&sandbox, MATCH);
    assert_eq!(before.len(), 2, "{before:?}");
    assert_eq!(before[0], "\"brainstorm/shortlist\": \"none\"");
    assert_eq!(state(&sandbox, "match"), "done");

    problem(&sandbox, "How might we end?");
    let found = activity(&sandbox, "match");
    assert_eq!(found["state"], "review");
    assert_eq!(found["changed"], serde_json::json!(["problem/statement"]));
    for arguments in [
        &["status"][..],
        &["status", "--activities"],
        &["next", "a"],
        &["next"],
        &["show", "a"],
        &["show", "a/match"],
        &["list", "match"],
    ] {
        sandbox
            .run(arguments)
            .ends_with(0)
            .says("problem/statement changed")
            .says("\u{21bb}");
    }
    sandbox
        .run(["next", "a"])
        .says("redesign diff a/problem")
        .says("redesign record a/match --reviewed");
    let json = sandbox.run(["next", "a", "--format", "json"]).json();
    let first = &json["data"]["plans"][0]["activities"][0];
    assert_eq!(first["changed"], serde_json::json!(["problem/statement"]));
    // What is in review is done as far as others need it, and counts in full.
    assert_eq!(activity(&sandbox, "prototype")["state"], "todo");
    assert_eq!(found["filled"], found["required"]);

    sandbox
        .ok("record a/match --reviewed")
        .says("accepted  match: problem/statement")
        .says("redesign diff a/problem");
    assert_eq!(state(&sandbox, "match"), "done");
    assert_ne!(stamps(&sandbox, MATCH), before);
    assert!(
        sandbox
            .git(&["log", "-1", "--format=%B"])
            .starts_with("review a/match: problem/statement\n")
    );
    let commits = sandbox.commits();
    sandbox
        .ok("record a/match --reviewed")
        .says("nothing to review");
    assert_eq!(sandbox.commits(), commits);
}

#[test]
fn who_writes_is_told_what_is_reopened() {
    let sandbox = done();
    sandbox
        .ok("record a/problem --set statement='How might we end?'")
        .says("needs review because an answer it builds on has changed: match");
    sandbox
        .ok("record a/problem --set statement='How might we go on?'")
        .never_says("needs review because");
}

/// Each row changes the bytes of an answer and not what it says.
#[test]
fn the_same_answer_in_other_clothes_reopens_nothing() {
    let sandbox = done();
    let text = sandbox.read(PROBLEM);
    for (from, to) in [
        ("How might we begin?", "How might\nwe   begin?"),
        ("How might we begin?", "  How might we begin?  "),
        ("How might we begin?", "How might we <!-- hm --> begin?"),
        ("\n", "\r\n"),
        ("## Our question", "## OUR QUESTION"),
    ] {
        sandbox.write(PROBLEM, text.replace(from, to));
        assert_eq!(state(&sandbox, "match"), "done", "{to:?}");
    }
    sandbox.edit(PROBLEM, "begin?", "begin now?");
    assert_eq!(state(&sandbox, "match"), "review");
}

#[test]
fn an_answer_that_comes_or_goes_later_shows() {
    let sandbox = done();
    sandbox.ok("record a/brainstorm --set shortlist=Cards");
    assert_eq!(
        activity(&sandbox, "match")["changed"],
        serde_json::json!(["brainstorm/shortlist"])
    );
    sandbox.ok("record a/brainstorm --set shortlist=");
    assert_eq!(state(&sandbox, "match"), "done");
    std::fs::remove_file(sandbox.path(PROBLEM)).unwrap();
    assert_eq!(state(&sandbox, "match"), "review");
}

#[test]
fn what_can_not_be_read_reopens_nothing_by_itself() {
    let sandbox = done();
    let text = sandbox.read(PROBLEM);
    let (head, tail) = text.split_once("How might we begin?").unwrap();
    let doubled = format!("{text}\n## Our question\n\nHow might we?\n");
    let conflict = format!("{head}<<<<<<< HEAD\nHow?\n=======\nHow might we?\n>>>>>>> x\n{tail}");
    for bytes in [
        b"\xff\xfe".to_vec(),
        doubled.into_bytes(),
        conflict.into_bytes(),
        format!("{head}<!-- never closed").into_bytes(),
    ] {
        sandbox.write(PROBLEM, &bytes);
        assert_eq!(
            state(&sandbox, "match"),
            "done",
            "{}",
            String::from_utf8_lossy(&bytes)
        );
    }
}

/// A repeatable activity's answers are a set: file names don't matter, one more answer does.
#[test]
fn answers_of_many_records() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let add = |words: &str| {
        let set = format!("words={words}");
        sandbox.ok(format!("record a/interviews --add --set '{set}'"));
    };
    add("Mornings are hard.");
    add("The bus is late.");
    sandbox.ok("record a/sensemaking --set themes='a | b | c' --set lone-voices=x");
    assert_eq!(
        stamps(&sandbox, "plans/a/2-dream-big/sensemaking.md").len(),
        1
    );
    assert_eq!(state(&sandbox, "sensemaking"), "done");
    let folder = "plans/a/1-come-together/interviews";
    let names = sandbox.files(folder);
    std::fs::rename(
        sandbox.path(&format!("{folder}/{}", names[0])),
        sandbox.path(&format!("{folder}/zz.md")),
    )
    .unwrap();
    sandbox.write(&format!("{folder}/empty.md"), "## What we heard\n\nTBD\n");
    assert_eq!(state(&sandbox, "sensemaking"), "done");
    add("Lunch is short.");
    assert_eq!(
        activity(&sandbox, "sensemaking")["changed"],
        serde_json::json!(["interviews/words"])
    );
}

#[test]
fn each_record_of_many_has_its_own_stamps() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let prototype = |words: &str| {
        let set = format!("model={words}");
        sandbox.ok(format!("record a/prototype --set '{set}'"));
    };
    let pilot = |words: &str| {
        let toolkit = sandbox
            .run(["toolkit", "show", "real-time-redesign", "--format", "json"])
            .json();
        let all = toolkit["data"]["activities"].as_array().unwrap();
        let known = all.iter().find(|one| one["id"] == "pilot").unwrap();
        let mut command = sandbox.redesign();
        command.args(["record", "a/pilot", "--add"]);
        for output in known["outputs"].as_array().unwrap() {
            if output["required"] == true {
                let text = match output["kind"].as_str().unwrap() {
                    "table" => vec![words; output["columns"].as_array().unwrap().len()].join(" | "),
                    _ => words.to_owned(),
                };
                command
                    .arg("--set")
                    .arg(format!("{}={text}", output["id"].as_str().unwrap()));
            }
        }
        finished(&mut command).ends_with(0);
    };
    prototype("first");
    pilot("one");
    prototype("second");
    pilot("two");
    let folder = "plans/a/3-start-small/pilot";
    let names: Vec<String> = sandbox
        .files(folder)
        .into_iter()
        .filter(|name| name != "README.md")
        .collect();
    let all: Vec<Vec<String>> = names
        .iter()
        .map(|name| stamps(&sandbox, &format!("{folder}/{name}")))
        .collect();
    assert_eq!(all.len(), 2);
    assert_ne!(all[0], all[1], "each says what it was built on");
    assert_eq!(state(&sandbox, "pilot"), "review");
    sandbox
        .ok("record a/pilot --reviewed")
        .says("accepted  pilot: prototype/model");
    assert_eq!(state(&sandbox, "pilot"), "done");
}

#[test]
fn later_edits_leave_stamps_alone() {
    let sandbox = done();
    let before = stamps(&sandbox, MATCH);
    problem(&sandbox, "How might we end?");
    for set in ["idea=Other cards", "why=", "why=It fits better", "later=x"] {
        sandbox.ok(format!("record a/match --set '{set}'"));
        assert_eq!(stamps(&sandbox, MATCH), before, "{set}");
    }
    assert_eq!(state(&sandbox, "match"), "review");
    sandbox
        .ok("record a/match --set idea='New cards' --reviewed")
        .says("accepted")
        .says("● done");
    assert_ne!(stamps(&sandbox, MATCH), before);
}

#[test]
fn many_at_once_in_one_commit() {
    let sandbox = done();
    sandbox.ok("record a/brainstorm --set ideas=x --set shortlist=Cards");
    problem(&sandbox, "How might we end?");
    let commits = sandbox.commits();
    let files = super::sandbox::bytes_below(&sandbox.work());
    sandbox
        .ok("record a --reviewed --dry-run")
        .says("would accept  brainstorm: problem/statement")
        .says("would accept  match: problem/statement, brainstorm/shortlist");
    assert_eq!(super::sandbox::bytes_below(&sandbox.work()), files);
    let json = sandbox.ok("record a --reviewed --format json").json();
    assert_eq!(json["data"]["activity"], Value::Null);
    assert_eq!(
        json["data"]["reviewed"],
        serde_json::json!([
            {"activity": "brainstorm", "changed": ["problem/statement"]},
            {"activity": "match", "changed": ["problem/statement", "brainstorm/shortlist"]},
        ])
    );
    assert_eq!(sandbox.commits(), commits + 1);
    assert_eq!(state(&sandbox, "brainstorm"), "done");
    assert_eq!(state(&sandbox, "match"), "done");
    sandbox.ok("record a --reviewed").says("nothing to review");
    sandbox.fails(2, "record a --set x=y");
    sandbox.fails(2, "record a/match --reviewed --skip no");
}

#[test]
fn a_checkpoint_reopens_what_it_names() {
    let sandbox = done();
    let repeat = |words: &str| {
        let set = format!("repeat={words}");
        sandbox.ok(format!("record a/equity-1 --set '{set}'"));
    };
    repeat("match: ask families again\nBuild an Inclusive Team\nlunch");
    let found = activity(&sandbox, "match");
    assert_eq!(found["state"], "review");
    assert_eq!(found["changed"], serde_json::json!(["equity-1/repeat"]));
    assert_eq!(state(&sandbox, "problem"), "done", "only what is named");
    assert_eq!(
        state(&sandbox, "team"),
        "todo",
        "what isn't done is to be done anyway"
    );
    sandbox
        .run(["status"])
        .says("equity-1/repeat asks to repeat it");
    sandbox
        .fails(1, "check a")
        .says("W0207")
        .says("\"lunch\" isn't an activity");
    // Doing it again isn't enough: somebody says that it is done.
    sandbox
        .ok("record a/match --set idea='Cards in two languages'")
        .says("redesign record a/match --reviewed");
    assert_eq!(state(&sandbox, "match"), "review");
    sandbox.ok("record a/match --reviewed");
    assert_eq!(state(&sandbox, "match"), "done");
    // What becomes done later was done with the list in view.
    sandbox
        .ok("record a/team --set roster='a | b | c | d' --set gaps=x")
        .says("● done");
    repeat("");
    assert_eq!(state(&sandbox, "match"), "done");
    assert!(sandbox.read(CHECKPOINT).contains("## Repeat any step?"));
}

#[test]
fn front_matter_of_other_tools_stays_and_may_be_in_the_way() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let text = sandbox.read(MATCH);
    let mut answer = vec![
        "record",
        "a/match",
        "--set",
        "idea=Cards",
        "--set",
        "why=It fits",
    ];
    sandbox.write(MATCH, format!("---\ntags: [a, b] # ours\n---\n{text}"));
    sandbox
        .run(&answer)
        .ends_with(0)
        .never_says("can't record what it builds on");
    assert!(
        sandbox
            .read(MATCH)
            .starts_with("---\ntags: [a, b] # ours\nbuilds_on:\n  \"brainstorm/")
    );
    for (number, front) in ["{tags: [a, b]}", "builds_on: [x]"].into_iter().enumerate() {
        let front = format!("---\n{front}\n---\n");
        sandbox.write(MATCH, format!("{front}{text}"));
        let gains = format!("later={number}");
        answer.extend(["--set", &*gains.leak()]);
        sandbox
            .run(&answer)
            .ends_with(0)
            .says("● done")
            .says("has a form that can't record what it builds on");
        assert!(sandbox.read(MATCH).starts_with(&front));
        assert!(sandbox.read(MATCH).contains("Cards"));
    }
    problem(&sandbox, "How might we begin?");
    assert_eq!(
        state(&sandbox, "match"),
        "done",
        "without a stamp there is no review"
    );
    sandbox.ok("record a/equity-1 --set repeat=match");
    sandbox
        .ok("record a/match --reviewed")
        .says("can't record what it builds on")
        .never_says("nothing to review");
}

/// The state is the same in a clone, after a rewritten history, and without git: it comes from bytes alone.
#[test]
fn the_state_comes_from_bytes_alone() {
    let sandbox = done();
    problem(&sandbox, "How might we end?");
    let here = activity(&sandbox, "match");
    assert_eq!(here["state"], "review");
    sandbox.git(&["checkout", "-q", "--orphan", "new"]);
    sandbox.git(&["commit", "-q", "-m", "all at once"]);
    assert_eq!(activity(&sandbox, "match"), here);
    std::fs::remove_dir_all(sandbox.path(".git")).unwrap();
    assert_eq!(activity(&sandbox, "match"), here);
}

/// Plain git brings together a record's stamps of one clone and its words of another.
#[test]
fn stamps_and_words_merge() {
    let sandbox = done();
    problem(&sandbox, "How might we end?");
    sandbox.git(&["clone", "-q", ".", "../other"]);
    let other = sandbox.work().parent().unwrap().join("other");
    sandbox.ok("record a/match --reviewed");
    let mut command = sandbox.redesign();
    finished(
        command
            .current_dir(&other)
            .args(["record", "a/match", "--set", "later=x"]),
    )
    .ends_with(0);
    sandbox.git(&["pull", "-q", "--no-rebase", "--no-edit", "../other", "main"]);
    assert_eq!(state(&sandbox, "match"), "done");
    sandbox.run(["show", "a/match"]).says("- x");
    // Both accept the same: one accepted state.
    problem(&sandbox, "How might we go on?");
    sandbox.git(&[
        "-C",
        "../other",
        "pull",
        "-q",
        "--no-edit",
        "../work",
        "main",
    ]);
    sandbox.ok("record a/match --reviewed");
    let mut command = sandbox.redesign();
    finished(
        command
            .current_dir(&other)
            .args(["record", "a/match", "--reviewed"]),
    )
    .ends_with(0);
    sandbox.git(&["pull", "-q", "--no-rebase", "--no-edit", "../other", "main"]);
    assert_eq!(state(&sandbox, "match"), "done");
}

#[test]
fn skipped_comes_before_review() {
    let sandbox = done();
    problem(&sandbox, "How might we end?");
    sandbox.ok("record a/match --skip later");
    assert_eq!(state(&sandbox, "match"), "skipped");
    sandbox.ok("record a/match --unskip");
    assert_eq!(state(&sandbox, "match"), "review");
}
