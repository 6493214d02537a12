//! Words that count nowhere, tasks that were given up, and ids of tasks with the same words.

use crate::sandbox::Sandbox;
use serde_json::Value;

fn codes(sandbox: &Sandbox) -> Vec<(String, u64)> {
    let found = sandbox.run(["check", "--format", "json"]).json();
    let all = found["diagnostics"].as_array().unwrap().iter();
    let named = all.map(|one| {
        (
            one["code"].as_str().unwrap().to_owned(),
            one["line"].as_u64().unwrap_or(0),
        )
    });
    named
        .filter(|(code, _)| code == "W0218" || code == "I0302")
        .collect()
}

const PROBLEM: &str = "plans/a/2-dream-big/problem.md";

#[test]
fn a_fresh_plan_has_no_words_astray() {
    let sandbox = Sandbox::with_plans(&["a"]);
    assert_eq!(codes(&sandbox), []);
}

/// Each row: what is put where, and the code that names it.
#[test]
fn words_that_count_nowhere_are_named() {
    for (from, to, code) in [
        (
            "## Our question\n",
            "A question of ours?\n\n## Our question\n",
            "W0218",
        ),
        (
            "## Our question\n",
            "**Our question**\n\nHow might we talk sooner?\n\n## Question\n",
            "W0218",
        ),
        (
            "## Our question\n",
            "### Our question\n\nHow might we talk sooner?\n\n## Question\n",
            "W0218",
        ),
        (
            "## What it rests on\n",
            "## From our page\n\nHow might we talk sooner?\n\n## What it rests on\n",
            "W0218",
        ),
    ] {
        let sandbox = Sandbox::with_plans(&["a"]);
        sandbox.edit(PROBLEM, from, to);
        let found = codes(&sandbox);
        assert_eq!(found.len(), 1, "{to}: {found:?}");
        assert_eq!(found[0].0, code, "{to}");
        // And the command that writes there says so, too.
        sandbox
            .run([
                "record",
                "a/problem",
                "--set",
                "evidence=two of three talks",
            ])
            .ends_with(0)
            .says(code);
    }
}

#[test]
fn a_file_with_words_astray_is_not_recorded() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let from = |text: &str| sandbox.run_with_input(&["record", "a/problem", "--from", "-"], text);
    from("A word before.\n\n## Our question\n\nHow might we talk sooner?\n")
        .ends_with(2)
        .says("standard input, line 1: 1 line");
    from("# Our page\n\n## Our question\n\nHow might we talk sooner?\n\n**What it rests on**\n\n- two talks\n")
        .ends_with(2)
        .says("What it rests on");
    from("# Our page\n\n## Our question\n\nHow might we talk sooner?\n").ends_with(0);
}

/// What `show` prints around the answers comes back as nothing.
#[test]
fn what_is_shown_can_be_recorded_again() {
    let sandbox = Sandbox::with_plans(&["a", "b"]);
    sandbox
        .run([
            "record",
            "a/problem",
            "--set",
            "statement=How might we talk sooner?",
        ])
        .ends_with(0);
    let shown = sandbox
        .run(["show", "a/problem", "--format", "markdown"])
        .ends_with(0)
        .out;
    sandbox
        .run_with_input(&["record", "b/problem", "--from", "-"], &shown)
        .ends_with(0);
    let data = |plan: &str| {
        let target = format!("{plan}/problem");
        let shown = sandbox.run(["show", &target, "--format", "json"]).json();
        let outputs = shown["data"]["activity"]["records"][0]["outputs"].clone();
        let values = outputs.as_array().unwrap().iter();
        values
            .map(|one| one["value"].clone())
            .collect::<Vec<Value>>()
    };
    assert_eq!(data("a"), data("b"));
}

fn tasks(sandbox: &Sandbox) -> Vec<(String, String, String)> {
    let found = sandbox
        .run(["actions", "--all", "--format", "json"])
        .ends_with(0)
        .json();
    let all = found["data"]["tasks"].as_array().unwrap().iter();
    let part = |one: &Value, key: &str| one[key].as_str().unwrap_or("-").to_owned();
    all.map(|one| (part(one, "id"), part(one, "owner"), part(one, "state")))
        .collect()
}

/// A plan with a pilot that has these tasks, and the pilot's file.
fn with_tasks(tasks: &str) -> (Sandbox, String) {
    let sandbox = Sandbox::with_plans(&["a"]);
    let set = format!("plan={tasks}");
    sandbox
        .run(["record", "a/pilot", "--add", "--set", &set])
        .ends_with(0);
    let found = sandbox.run(["actions", "--all", "--format", "json"]).json();
    let path = found["data"]["tasks"][0]["path"].as_str().unwrap();
    (sandbox, path.to_owned())
}

#[test]
fn what_is_given_up_is_neither_open_nor_done() {
    let (sandbox, _) =
        with_tasks("- [-] Ask due 2026-01-01\n- ~~Call due 2026-01-01~~\n- [ ] Tell");
    let found = tasks(&sandbox).into_iter();
    let states: Vec<String> = found.map(|(.., state)| state).collect();
    assert_eq!(states, ["open", "dropped", "dropped"]);
    sandbox.run(["actions"]).ends_with(0).never_says("Ask");
}

#[test]
fn an_id_outlives_a_task_with_the_same_words() {
    let (sandbox, path) = with_tasks("- [ ] Call @us\n- [ ] Call @them");
    let found = tasks(&sandbox);
    let theirs = found.iter().find(|(_, owner, _)| owner == "them").unwrap();
    sandbox.edit(&path, "- [ ] Call @us\n", "");
    sandbox.run(["actions", "done", &theirs.0]).ends_with(0);
    assert!(sandbox.read(&path).contains("- [x] Call @them"));
}

/// A blank that was pasted with its fence, quoted or indented is one finding, not one for each way to see it.
#[test]
fn a_wrapped_record_is_named_once() {
    let record = "## Our question\n\n<!-- output: statement. -->\n\nHow might we talk sooner?\n\n## What it rests on\n\n- two talks\n";
    let quoted = format!("> {}", record.trim_end().replace('\n', "\n> "));
    let without_comment = quoted.replace("> <!-- output: statement. -->\n> \n", "");
    let indented = format!("    {}", record.trim_end().replace('\n', "\n    "));
    for (text, also) in [
        (format!("```markdown\n{record}```\n"), 0),
        (format!("# Ours\n\n{quoted}\n"), 0),
        (format!("# Ours\n\n{indented}\n"), 0),
        (
            format!("# Ours\n\nA word before.\n\n{without_comment}\n"),
            1,
        ),
    ] {
        let sandbox = Sandbox::with_plans(&["a"]);
        sandbox.write(PROBLEM, &text);
        let found = sandbox.run(["check", "--format", "json"]).json();
        let all = found["diagnostics"].as_array().unwrap().iter();
        let wrapped = all.filter(|one| one["code"] == "W0225").count();
        assert_eq!((wrapped, codes(&sandbox).len()), (1, also), "{text}");
    }
}
