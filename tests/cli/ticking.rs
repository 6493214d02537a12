//! Ticking tasks of any form: whatever stands around a task, one mark changes and every other byte stays; and which task
//! an id means.

use super::sandbox::{Sandbox, finished};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;
use std::collections::BTreeSet;

const RECORD: &str = "plans/a/3-start-small/pilot/first.md";

fn tasks(sandbox: &Sandbox) -> Vec<Value> {
    let document = sandbox.ok("actions --all --format json").json();
    document["data"]["tasks"].as_array().unwrap().clone()
}

fn word<'a>(task: &'a Value, key: &str) -> &'a str {
    task[key].as_str().unwrap()
}

/// A line as people write it below a heading: a task of some form, or something between tasks.
fn line() -> impl Strategy<Value = String> {
    let indent = prop::sample::select(vec!["", "", "  ", "\t"]);
    let bullet = prop::sample::select(vec!["- ", "* ", "+ ", "1. ", "12)  ", "-\t"]);
    let mark = prop::sample::select(vec!["[ ] ", "[ ]\t", "[x] ", "[X] ", ""]);
    let words = prop::sample::select(vec![
        "Call",
        "Call the depot",
        "Print [ ] cards",
        "\u{c9}crire [x] \u{1f600}",
        "a | b",
        "<!-- private --> Ask",
    ]);
    let rest = prop::sample::select(vec![
        "",
        " @coach",
        " due 2026-12-01",
        " due 2026-13-01  ",
        " @a @b",
    ]);
    let task =
        (indent, bullet, mark, words, rest).prop_map(|(indent, bullet, mark, words, rest)| {
            format!("{indent}{bullet}{mark}{words}{rest}")
        });
    let between = prop::sample::select(vec![
        "",
        "Call",
        "  more words [ ] below",
        "### This week",
        "> - [ ] as agreed",
        "| - [ ] a | b |",
        "| --- | --- |",
        "```\n- [ ] an example\n```",
        "<!-- a note\n- [ ] no task\n-->",
        "- [ ]",
    ])
    .prop_map(str::to_owned);
    prop_oneof![3 => task, 1 => between]
}

/// The two lines that differ between texts of as many lines.
fn differing<'a>(one: &'a str, other: &'a str) -> Vec<(usize, &'a str, &'a str)> {
    let (one, other): (Vec<&str>, Vec<&str>) =
        (one.split('\n').collect(), other.split('\n').collect());
    assert_eq!(one.len(), other.len());
    let lines = one.into_iter().zip(other).enumerate();
    lines
        .filter(|(_, (one, other))| one != other)
        .map(|(at, (one, other))| (at + 1, one, other))
        .collect()
}

#[test]
fn whatever_stands_around_a_task_one_mark_changes() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.edit("redesign.toml", "commit = true", "commit = false");
    let strategy = (
        prop::collection::vec(line(), 1..8),
        any::<bool>(),
        any::<bool>(),
    );
    let mut runner = TestRunner::new_with_rng(
        Config {
            cases: 24,
            failure_persistence: None,
            ..Config::default()
        },
        prop::test_runner::TestRng::deterministic_rng(prop::test_runner::RngAlgorithm::ChaCha),
    );
    let ticked = std::cell::Cell::new(0);
    let outcome = runner.run(&strategy, |(lines, crlf, ends)| {
        let mut text = format!("# P\n\n## plan\n\n{}", lines.join("\n"));
        if ends {
            text.push_str("\n\n## Of our own\n\n- [ ] no task of the form\n");
        }
        if crlf {
            text = text.replace('\n', "\r\n");
        }
        sandbox.write(RECORD, &text);
        let all = tasks(&sandbox);
        let ids: BTreeSet<&str> = all.iter().map(|task| word(task, "id")).collect();
        prop_assert_eq!(ids.len(), all.len(), "each task has its own id");
        for task in &all {
            let id = word(task, "id");
            let verb = if task["state"] == "done" {
                "open"
            } else {
                "done"
            };
            let run = sandbox.run(["actions", verb, id]);
            let after = sandbox.read(RECORD);
            if run.code == 4 {
                // A box behind a comment: refused, with the reason.
                prop_assert!(
                    run.err.contains("isn't at the start of its line"),
                    "{}",
                    run.err
                );
                prop_assert_eq!(&after, &text);
                continue;
            }
            prop_assert_eq!(run.code, 0, "{}", run.err);
            ticked.set(ticked.get() + 1);
            let changed = differing(&text, &after);
            let [(number, before, now)] = changed.as_slice() else {
                return Err(TestCaseError::fail(format!("{changed:?}")));
            };
            prop_assert_eq!(task["line"].as_u64(), Some(*number as u64));
            let expected = if verb == "open" {
                before.replacen("[x]", "[ ]", 1) == *now || before.replacen("[X]", "[ ]", 1) == *now
            } else {
                before.replacen("[ ]", "[x]", 1) == *now
                    || now.replacen("[x] ", "", 1) == *before
                    || now.replacen("- [x] ", "", 1) == *before
            };
            prop_assert!(expected, "{before:?} became {now:?}");
            let same: Vec<Value> = tasks(&sandbox)
                .iter()
                .map(|task| task["id"].clone())
                .collect();
            prop_assert!(
                all.iter().all(|task| same.contains(&task["id"])),
                "ids stay"
            );
            sandbox.write(RECORD, &text);
        }
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
    assert!(ticked.get() > 40, "{}", ticked.get());
}

#[test]
fn an_id_means_one_task() {
    let sandbox = Sandbox::with_plans(&["north/a", "south/b"]);
    // The same words in several records, and twice in one, are as many tasks.
    let text = "# P\n\n## plan\n\n- [ ] Call\n- [ ] Call\n";
    for plan in ["north/a", "south/b"] {
        for name in ["first", "second"] {
            sandbox.write(&format!("plans/{plan}/3-start-small/pilot/{name}.md"), text);
        }
    }
    let mut more = String::new();
    for number in 0..150 {
        more.push_str(&format!("- [ ] Task {number}\n"));
    }
    sandbox.write(
        "plans/north/a/3-start-small/pilot/more.md",
        format!("# P\n\n## plan\n\n{more}"),
    );
    let all = tasks(&sandbox);
    let ids: BTreeSet<String> = all.iter().map(|task| word(task, "id").to_owned()).collect();
    assert_eq!((all.len(), ids.len()), (158, 158));
    assert!(ids.iter().all(|id| id.len() >= 5));
    // A beginning that fits several is answered with all of them, and changes nothing.
    let first = ids
        .iter()
        .next()
        .unwrap()
        .chars()
        .next()
        .unwrap()
        .to_string();
    let several: Vec<&String> = ids.iter().filter(|id| id.starts_with(&first)).collect();
    assert!(several.len() > 1, "{several:?}");
    let run = sandbox.fails(2, format!("actions done {first}"));
    for id in several {
        assert!(run.err.contains(id.as_str()), "{id} is not in {}", run.err);
    }
    // Only two words are no plans.
    sandbox.fails(2, "actions help").says("no plan named");
    // One bad id among good ones: nothing is written.
    let good = ids.last().unwrap();
    sandbox.fails(2, format!("actions done {good} iiiii"));
    sandbox.fails(2, "actions done ''");
    assert!(tasks(&sandbox).iter().all(|task| task["state"] == "open"));
    // Of two tasks with the same words the one that was meant, by as few characters as do.
    let second = all
        .iter()
        .find(|task| word(task, "record") == "b/pilot/second" && task["line"] == 6)
        .unwrap();
    let id = word(second, "id");
    let short = (1..=id.len())
        .map(|length| &id[..length])
        .find(|short| ids.iter().filter(|one| one.starts_with(*short)).count() == 1)
        .unwrap();
    sandbox
        .run(["actions", "done", &short.to_uppercase(), "--no-commit"])
        .ends_with(0)
        .says("done: Call");
    assert_eq!(
        sandbox.read("plans/south/b/3-start-small/pilot/second.md"),
        "# P\n\n## plan\n\n- [ ] Call\n- [x] Call\n"
    );
}

/// What is left out hides nothing else: a plan and a record that can't be read are named, and so is what is broken in a
/// task.
#[test]
fn what_is_broken_is_named_and_hides_no_other() {
    let sandbox = Sandbox::with_plans(&["a", "b"]);
    sandbox.write(
        RECORD,
        "# P\n\n## plan\n\n- [ ] One due 2026-13-01\n- [ ] Two due 2026-11-01 @coach\n- [ ] Three due 2026-31-12\n",
    );
    sandbox.write("plans/a/3-start-small/pilot/second.md", b"\xff\xfe");
    sandbox.edit("plans/b/plan.toml", "title = \"\"", "title = \"");
    let document = sandbox.ok("actions --format json").json();
    let shown: Vec<&str> = document["data"]["tasks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|task| word(task, "what"))
        .collect();
    assert_eq!(shown, ["Two", "One", "Three"]);
    let places: BTreeSet<(&str, Option<u64>)> = document["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (word(one, "path"), one["line"].as_u64()))
        .collect();
    for place in [
        (RECORD, Some(5)),
        (RECORD, Some(7)),
        ("plans/a/3-start-small/pilot/second.md", Some(1)),
        ("plans/b/plan.toml", Some(2)),
    ] {
        assert!(places.contains(&place), "{place:?} is not in {places:?}");
    }
    // One plan asked for: nothing is said of another one.
    sandbox.ok("actions a").says("Two").never_says("plan.toml");
    // `--fail`: a file that can't be read is reason enough.
    sandbox
        .fails(1, "actions --owner nobody --fail")
        .says("owners: coach");
}

#[test]
fn a_box_that_can_not_be_reached_is_left() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let text = "# P\n\n## plan\n\n- [ ] One\n<!-- n --> - [ ] Two\n<!-- more\nlines --> - [ ] Three\n- <!-- n --> [ ] Four\n";
    sandbox.write(RECORD, text);
    let all = tasks(&sandbox);
    let words: Vec<&str> = all.iter().map(|task| word(task, "what")).collect();
    assert_eq!(words, ["One", "Two", "Three", "Four"]);
    for task in &all[1..] {
        // Alone, and with one that could be ticked: both or none.
        for ids in [&[task][..], &[&all[0], task]] {
            let ids = ids.iter().map(|task| word(task, "id"));
            sandbox
                .run(["actions", "done"].into_iter().chain(ids))
                .ends_with(4)
                .says("isn't at the start of its line");
            assert_eq!(sandbox.read(RECORD), text);
        }
    }
}

#[test]
fn each_repository_gets_one_commit() {
    let sandbox = Sandbox::with_plans(&["own", "a"]);
    let own = sandbox.path("plans/own");
    let git = |arguments: &[&str]| {
        let run = finished(sandbox.command("git").current_dir(&own).args(arguments));
        run.ends_with(0).out
    };
    sandbox.git(&["rm", "-rq", "--cached", "plans/own"]);
    sandbox.write(
        ".gitignore",
        format!("{}plans/own/\n", sandbox.read(".gitignore")),
    );
    sandbox.git(&["commit", "-qam", "own is a repository of its own"]);
    for plan in ["own", "a"] {
        let text = format!("# P\n\n## plan\n\n- [ ] Call {plan}\n- [ ] Ask {plan}\n");
        sandbox.write(&format!("plans/{plan}/3-start-small/pilot/first.md"), text);
    }
    git(&["init", "-q"]);
    for arguments in [&["add", "."][..], &["commit", "-qm", "a pilot"]] {
        git(arguments);
        sandbox.git(arguments);
    }
    let all = tasks(&sandbox);
    let ids = all.iter().map(|task| word(task, "id"));
    let before = sandbox.commits();
    let run = sandbox
        .run(
            ["actions", "done", "--format", "json"]
                .into_iter()
                .chain(ids),
        )
        .ends_with(0);
    let written = &run.json()["data"]["written"];
    assert_eq!(written["commits"].as_array().unwrap().len(), 2, "{written}");
    assert_eq!(sandbox.commits(), before + 1);
    assert_eq!(git(&["rev-list", "--count", "HEAD"]), "2\n");
    let subject = [
        "log",
        "-1",
        "--format=%s %(trailers:key=Redesign-Plan,separator=%x2C)",
    ];
    assert_eq!(
        git(&subject),
        "record own/pilot/first: done 2 tasks Redesign-Plan: own\n"
    );
    assert_eq!(
        sandbox.git(&subject),
        "record a/pilot/first: done 2 tasks Redesign-Plan: a\n"
    );
    for status in [
        git(&["status", "--porcelain"]),
        sandbox.git(&["status", "--porcelain"]),
    ] {
        assert_eq!(status, "");
    }
}
