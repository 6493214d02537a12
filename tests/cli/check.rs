//! What `check` shows: folded for people, whole for scripts; by level, and by what has changed.

use super::sandbox::Sandbox;
use serde_json::Value;

/// Plans whose last answers were typed by hand, so that they have no stamps.
fn typed_by_hand(plans: &[&str]) -> Sandbox {
    let sandbox = Sandbox::with_plans(plans);
    for plan in plans {
        sandbox.ok(format!(
            "record {plan}/problem --set statement='How might we begin?' --set evidence=e --set why-this=w"
        ));
        sandbox.ok(format!(
            "record {plan}/brainstorm --set ideas='- a\n- b' --set shortlist='- a'"
        ));
        let file = format!("plans/{plan}/2-dream-big/brainstorm.md");
        let text = sandbox.read(&file);
        let body = text.split_once("\n---\n").unwrap().1;
        sandbox.write(&file, body);
    }
    sandbox.commit_on(jiff::civil::date(2026, 11, 23), "by hand");
    sandbox
}

/// The codes of a run's findings, and how it ended.
fn codes(sandbox: &Sandbox, line: &str) -> (Vec<String>, i32) {
    let run = sandbox.run(format!("{line} --format json").split(' '));
    let found = run.json()["diagnostics"].as_array().unwrap().clone();
    let code = |one: &Value| one["code"].as_str().unwrap().to_owned();
    let mut codes: Vec<String> = found.iter().map(code).collect();
    codes.dedup();
    (codes, run.code)
}

#[test]
fn many_that_are_alike_are_one() {
    let sandbox = typed_by_hand(&["a", "b", "c", "d"]);
    let all = sandbox.fails(1, "check --level info").out;
    let each = all.matches("note[I0301]").count();
    assert!(each >= 4, "{all}");
    let table = sandbox.run(["check"]).out;
    assert_eq!(table.matches("note[I0301]").count(), 1, "{table}");
    for plan in ["b", "c", "d"] {
        assert!(
            table.contains(&format!("plans/{plan}/2-dream-big/")),
            "{table}"
        );
    }
    let others = format!("; and {} others, in ", each - 1);
    assert!(table.contains(&others), "{table}");
    assert!(
        table.contains("`redesign check --fix` fixes what it can"),
        "{table}"
    );
    let csv = sandbox.run(["check", "--format", "csv"]).out;
    let json = sandbox.run(["check", "--format", "json"]).out;
    for whole in [csv, json] {
        assert_eq!(whole.matches("I0301").count(), each, "{whole}");
    }
    // Two are told each.
    let sandbox = typed_by_hand(&["a"]);
    let told = sandbox.run(["check"]).out.matches("note[I0301]").count();
    assert_eq!(told, each / 4);
}

#[test]
fn a_level_is_all_that_is_shown_and_counted() {
    let sandbox = typed_by_hand(&["a"]);
    sandbox.write("plans/a/notes.md", "Words of ours\n");
    let (all, exit) = codes(&sandbox, "check");
    assert!(all.contains(&"I0301".to_owned()) && all.contains(&"W0204".to_owned()));
    assert_eq!(exit, 1);
    assert_eq!(codes(&sandbox, "check --level info"), (all, 1));
    let (warnings, exit) = codes(&sandbox, "check --level warning");
    assert!(
        warnings.iter().all(|code| code.starts_with('W')),
        "{warnings:?}"
    );
    assert_eq!((warnings.is_empty(), exit), (false, 1));
    assert_eq!(codes(&sandbox, "check --level error"), (vec![], 0));
    sandbox
        .ok("check --level error")
        .says("more not asked for)");
    sandbox.write("plans/a/1-come-together/team.md", b"\xff");
    assert_eq!(codes(&sandbox, "check --level error").1, 3);
    sandbox.fails(2, "check --level fatal");
    sandbox.fails(2, "check --level info --gone x");
}

#[test]
fn only_what_has_changed() {
    let sandbox = typed_by_hand(&["a", "b"]);
    let changed = |line: &str| {
        let run = sandbox.run(format!("{line} --format json").split(' '));
        let found = run.json()["diagnostics"].as_array().unwrap().clone();
        let paths = found
            .iter()
            .map(|one| one["path"].as_str().unwrap().to_owned());
        let mut paths: Vec<String> = paths.collect();
        paths.dedup();
        (paths, run.code)
    };
    assert_eq!(changed("check --changed"), (vec![], 0));
    // Not tracked, not staged, staged, committed, and renamed.
    sandbox.write("plans/a/notes.md", "Words\n");
    sandbox.write("plans/b/2-dream-big/extra.md", "Words\n");
    sandbox.git(&["add", "plans/b"]);
    let both = vec![
        "plans/a/notes.md".to_owned(),
        "plans/b/2-dream-big/extra.md".to_owned(),
    ];
    assert_eq!(changed("check --changed"), (both.clone(), 1));
    assert_eq!(changed("check --changed b"), (both[1..].to_vec(), 1));
    sandbox.commit_on(jiff::civil::date(2026, 11, 24), "more");
    assert_eq!(changed("check --changed"), (vec![], 0));
    assert_eq!(changed("check --changed=HEAD~1"), (both, 1));
    sandbox.git(&["mv", "plans/a/notes.md", "plans/a/other.md"]);
    let renamed = vec!["plans/a/other.md".to_owned()];
    assert_eq!(changed("check --changed"), (renamed, 1));
    let table = sandbox.fails(1, "check --changed");
    table.says("more not asked for)");
    sandbox.fails(2, "check --changed=nowhere");
    sandbox.fails(2, "check --changed --fix");
    sandbox.fails(2, "check --changed HEAD");
}

/// A plan's own file is changed: what is found of the plan as a whole, and of what isn't there, is shown with it.
#[test]
fn a_changed_plan_toml_brings_what_is_found_of_the_plan() {
    let sandbox = Sandbox::with_plans(&["a", "b"]);
    sandbox.ok("new cohort --toolkit strategy-lab");
    let toml = sandbox.read("plans/a/plan.toml");
    sandbox.write(
        "plans/a/plan.toml",
        format!("{toml}\nstart = 2026-01-05\n[pacing]\nteam = [1, 2]\n"),
    );
    std::fs::remove_file(sandbox.path("plans/a/1-come-together/team.md")).unwrap();
    let on = jiff::civil::date(2027, 3, 1);
    let found = sandbox
        .run_on(on, &["check", "--changed", "--format", "json"])
        .json();
    let found = found["diagnostics"].as_array().unwrap().clone();
    let all: Vec<(&str, &str)> = found
        .iter()
        .map(|one| (one["code"].as_str().unwrap(), one["path"].as_str().unwrap()))
        .collect();
    assert!(all.contains(&("I0341", "plans/a")), "{all:?}");
    assert!(all.iter().any(|(code, _)| *code == "I0344"), "{all:?}");
    assert!(
        all.iter().all(|(_, path)| path.starts_with("plans/a")),
        "{all:?}"
    );
}

#[test]
fn what_has_changed_below_another_repository_and_without_one() {
    let outer = Sandbox::new();
    outer.git(&["init", "-q"]);
    outer.ok("init inner --no-git");
    outer.ok("new a -C inner");
    outer.write("inner/plans/a/notes.md", "Words\n");
    outer
        .fails(1, "check -C inner --changed")
        .says("plans/a/notes.md");
    outer.commit_on(jiff::civil::date(2026, 11, 24), "all");
    outer.fails(0, "check -C inner --changed");
    outer.write("inner/plans/a/notes.md", "Other words\n");
    outer
        .fails(1, "check -C inner --changed")
        .says("plans/a/notes.md");

    let sandbox = Sandbox::new();
    sandbox.ok("init . --no-git");
    sandbox
        .fails(5, "check --changed")
        .says("there is no git repository here");

    // A plan that is a repository of its own has its own changes.
    let sandbox = Sandbox::with_plans(&["a", "own"]);
    let own = sandbox.path("plans/own");
    let git = |arguments: &[&str]| {
        let mut git = sandbox.command("git");
        super::sandbox::finished(git.args(arguments).current_dir(&own)).ends_with(0);
    };
    sandbox.git(&["rm", "-rq", "--cached", "plans/own"]);
    git(&["init", "-q"]);
    git(&["add", "-A"]);
    git(&["commit", "-qm", "its own"]);
    sandbox.run(["check", "--changed"]).ends_with(0);
    sandbox.write("plans/own/notes.md", "Words\n");
    sandbox
        .fails(1, "check --changed")
        .says("plans/own/notes.md");
}
