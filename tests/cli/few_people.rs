//! Numbers about too few people: what `check` says of how far they have got.

use super::sandbox::{Run, Sandbox};
use std::path::Path;

/// A workspace with a plan `north` of a toolkit that has measures.
fn workspace(folder: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.ok(format!("init {folder} --title Cohort"));
    let toolkit = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/toolkits/tracker");
    sandbox.copy(&toolkit, &format!("{folder}/toolkits/tracker"));
    sandbox.ok(format!("-C {folder} new north --toolkit tracker"));
    sandbox
}

const NUMBERS: &str = "plans/north/1-do/measure/lunch.md";

fn lunch(groups: &str, numbers: &str) -> String {
    format!(
        "# Lunch\n\n## What we count, and the numbers\n\nPercent.\n\n```csv\n{numbers}\n```\n\n## Groups\n\n| Group | People | what |\n| --- | --- | --- |\n{groups}\n"
    )
}

/// A measure by hand, of which one group is small.
fn small() -> String {
    lunch(
        "| all | 54 | |\n| iep | 7 | |",
        "date,all,iep\n2026-11-20,58,41",
    )
}

fn commit(sandbox: &Sandbox, why: &str) {
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", why]);
}

/// The lines about small groups, without those that follow.
fn said(run: &Run) -> Vec<String> {
    let lines = run.out.lines().chain(run.err.lines());
    let found = lines.filter_map(|line| line.strip_prefix("error[E0110]: "));
    found.map(str::to_owned).collect()
}

fn check(sandbox: &Sandbox) -> Vec<String> {
    said(&sandbox.fails(1, "check"))
}

const IEP: &str = "iep has 7 people; numbers about fewer than 10 people give them away";

fn remote(sandbox: &Sandbox) {
    let bare = sandbox.path("../remote.git").display().to_string();
    sandbox.git(&["init", "-q", "--bare", &bare]);
    sandbox.git(&["remote", "add", "origin", &bare]);
    sandbox.git(&["push", "-q", "-u", "origin", "main"]);
}

#[test]
fn how_far_they_have_got() {
    let sandbox = workspace(".");
    remote(&sandbox);
    sandbox.write(NUMBERS, small());
    assert_eq!(check(&sandbox), [format!("{IEP}; not committed yet")]);
    sandbox.fails(1, "check").says("take the column out now");
    sandbox.git(&["add", "-A"]);
    assert_eq!(check(&sandbox), [format!("{IEP}; not committed yet")]);
    commit(&sandbox, "numbers");
    assert_eq!(check(&sandbox), [format!("{IEP}; committed, not pushed")]);
    sandbox
        .fails(1, "check")
        .says("before you push")
        .says("redesign help privacy");
    sandbox.git(&["push", "-q"]);
    assert_eq!(
        check(&sandbox),
        [format!("{IEP}; pushed: also in origin/main")]
    );
    let json = sandbox.fails(1, "check --format json").json();
    let diagnostics = json["diagnostics"].as_array().unwrap();
    let found = diagnostics
        .iter()
        .find(|one| one["code"] == "E0110")
        .unwrap();
    assert_eq!(
        found["message"],
        format!("{IEP}; pushed: also in origin/main")
    );
    assert_eq!(found["path"], NUMBERS);
    // Another group is another matter, and a mended one none.
    sandbox.write(
        NUMBERS,
        lunch(
            "| all | 54 | |\n| iep | 7 | |\n| new | 5 | |",
            "date,all,iep,new\n2026-11-20,58,41,40",
        ),
    );
    assert_eq!(
        check(&sandbox),
        [
            format!("{IEP}; pushed: also in origin/main"),
            "new has 5 people; numbers about fewer than 10 people give them away; not committed yet".to_owned(),
        ]
    );
    sandbox.write(NUMBERS, lunch("| all | 54 | |", "date,all\n2026-11-20,58"));
    assert_eq!(said(&sandbox.run(["check"])), [""; 0]);
}

#[test]
fn pushed_as_other_commits_or_taken_out_there() {
    let sandbox = workspace(".");
    sandbox.write("notes.md", "Notes.\n");
    commit(&sandbox, "notes");
    remote(&sandbox);
    sandbox.git(&["switch", "-qc", "ours"]);
    sandbox.write(NUMBERS, small());
    commit(&sandbox, "numbers");
    assert_eq!(check(&sandbox), [format!("{IEP}; committed, not pushed")]);
    // Somebody squashed it into the remote's branch: another commit with the same words.
    sandbox.git(&["switch", "-q", "main"]);
    sandbox.git(&["merge", "-q", "--squash", "ours"]);
    commit(&sandbox, "squashed");
    sandbox.git(&["push", "-q"]);
    sandbox.git(&["reset", "-q", "--hard", "HEAD~1"]);
    sandbox.git(&["switch", "-q", "ours"]);
    assert_eq!(
        check(&sandbox),
        [format!("{IEP}; pushed: also in origin/main")]
    );
    // Taken out of the newest version there, they are still in its history.
    sandbox.git(&["push", "-q", "origin", "ours"]);
    sandbox.git(&["rm", "-q", NUMBERS]);
    sandbox.git(&["commit", "-qm", "out"]);
    sandbox.git(&["push", "-q", "origin", "ours"]);
    sandbox.git(&["reset", "-q", "--hard", "HEAD~1"]);
    assert_eq!(
        check(&sandbox),
        [format!("{IEP}; pushed: also in origin/main, origin/ours")]
    );
}

#[test]
fn in_a_part_of_a_repository_and_without_one() {
    let sandbox = Sandbox::new();
    sandbox.git(&["init", "-q"]);
    sandbox.ok("init school/plans --title Cohort");
    let toolkit = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/toolkits/tracker");
    sandbox.copy(&toolkit, "school/plans/toolkits/tracker");
    sandbox.ok("-C school/plans new north --toolkit tracker");
    sandbox.write(&format!("school/plans/{NUMBERS}"), small());
    let check = || said(&sandbox.fails(1, "-C school/plans check"));
    assert_eq!(check(), [format!("{IEP}; not committed yet")]);
    commit(&sandbox, "numbers");
    assert_eq!(check(), [format!("{IEP}; committed, not pushed")]);
    remote(&sandbox);
    assert_eq!(check(), [format!("{IEP}; pushed: also in origin/main")]);
    std::fs::rename(sandbox.path(".git"), sandbox.path("../away")).unwrap();
    assert_eq!(check(), [IEP]);
}

#[test]
fn of_a_plan_in_a_repository_of_its_own() {
    let sandbox = workspace(".");
    commit(&sandbox, "begin");
    sandbox.write("plans/north/.gitignore", "");
    for arguments in [
        &["init", "-q"][..],
        &["add", "-A"],
        &["commit", "-qm", "own"],
    ] {
        let mut all = vec!["-C", "plans/north"];
        all.extend(arguments);
        sandbox.git(&all);
    }
    sandbox.write(NUMBERS, small());
    assert_eq!(check(&sandbox), [format!("{IEP}; not committed yet")]);
    sandbox.git(&["-C", "plans/north", "add", "-A"]);
    sandbox.git(&["-C", "plans/north", "commit", "-qm", "numbers"]);
    assert_eq!(check(&sandbox), [format!("{IEP}; committed, not pushed")]);
}
