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

/// A measure that counts people, with an answer of any form to whose numbers they are.
fn of_people(sandbox: &Sandbox, numbers: &str, groups: &str) {
    let text = format!(
        "# Lunch\n\n## What we count, and the numbers\n\nPercent.\n\n```csv\n{numbers}\n```\n\n## Groups\n\n{groups}\n\n## It counts\n\npeople\n"
    );
    sandbox.write(NUMBERS, text);
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "numbers", "--allow-empty"]);
}

fn table(rows: &str) -> String {
    format!("| Group | People | what |\n| --- | --- | --- |\n{rows}")
}

/// How many people a number is of is what its line says, or else the newest earlier one, or else the groups.
#[test]
fn sizes_hold_until_they_change() {
    let sandbox = workspace(".");
    let two = "date,all,all n,a,a n,note\n2026-10-02,50,30,60,20,";
    for (numbers, groups, added, rest) in [
        (two, "", "all=51 a=52 'a n=28'", "all but 2"),
        (two, "", "all=51 a=52 'all n=22'", "all but 2"),
        (
            "date,all,a,a n,note\n2026-10-02,50,,9,",
            "",
            "a=52",
            "a has 9 people",
        ),
        (
            "date,all,a,a n,note\n2026-10-02,50,60,,",
            "| all | 30 | |",
            "all=50 a=61 'a n=28'",
            "all but 2",
        ),
        (
            "date,all,a,b,b n,note\n2026-10-02,50,60,,,",
            "| all | 30 | |\n| a | 12 | |",
            "all=50 a=61 b=40 'b n=15'",
            "all but 3",
        ),
        (
            "date,all,all n,a,a n,b,b n,note\n2026-10-02,50,40,60,12,45,12,",
            "",
            "all=50 'all n=27' a=61 b=40",
            "all but 3",
        ),
        (
            "date,everyone,a,a n,note\n2026-10-02,50,60,,",
            "| all | 30 | |",
            "everyone=50 a=61 'a n=28'",
            "all but 2",
        ),
    ] {
        let groups = match groups {
            "" => String::new(),
            rows => table(rows),
        };
        of_people(&sandbox, numbers, &groups);
        sandbox.run(["check"]).never_says("E0110");
        sandbox
            .run(super::sandbox::words(&format!(
                "measure add north/lunch {added} --date 2026-10-09"
            )))
            .ends_with(2)
            .says(rest)
            .says("give them away");
        assert_eq!(sandbox.git(&["status", "--porcelain"]), "", "{added}");
    }
    // Many enough are left out, or nobody knew how many they were.
    for (numbers, added) in [
        (two, "all=51 a=52"),
        (two, "all=51 a=52 'all n=48' 'a n=28'"),
        (two, "a=52 'all n=20'"),
        ("date,all,all n,a,a n,note\n2026-10-16,50,30,60,20,", "a=5"),
    ] {
        of_people(&sandbox, numbers, "");
        sandbox.ok(format!("measure add north/lunch {added} --date 2026-10-09"));
    }
}

#[test]
fn what_tells_of_those_left_out() {
    let sandbox = workspace(".");
    let rows = "| all | 30 | |\n| a | 12 | |\n| b | 15 | |";
    of_people(&sandbox, "date,all,a,b\n2026-10-02,50,61,45", &table(rows));
    let give = "numbers about fewer than 10 people give them away";
    let said = |sandbox: &Sandbox| {
        sandbox.fails(1, "check").says(&format!(
            "all but 3 people of \"all\" are in a and b, so the numbers of those 3 can be worked out; {give}"
        ));
    };
    said(&sandbox);
    let rows = "| all | 30 | |\n| a | 29 | |";
    of_people(&sandbox, "date,all,a\n2026-10-02,50,61", &table(rows));
    sandbox.fails(1, "check").says(&format!(
        "all but 1 person of \"all\" are in a, so that person's numbers can be worked out; {give}"
    ));
}

/// Every way to see the numbers of a measure, but for the file as it is.
fn seen(sandbox: &Sandbox) -> String {
    let lines = [
        "measure",
        "measure show north/lunch --points",
        "measure show north/lunch --format json",
        "measure show north/lunch --format csv",
        "measure show north/lunch --format svg",
        "list measure",
        "list measure --format json",
        "list measure --format csv",
        "report plan north",
        "board north",
    ];
    let runs = lines.map(|line| sandbox.ok(line));
    runs.map(|run| format!("{}{}", run.out, run.err)).concat()
}

/// A day without a number for all doesn't stand for one with it.
#[test]
fn a_day_without_all_hides_none_of_another_day() {
    let sandbox = workspace(".");
    let head = "date,all,all n,a,a n,b,b n,note";
    for days in [
        "2026-10-02,,30,60.25,12,50.75,15,\n2026-10-09,50.5,30,61.25,12,51.75,15,",
        "2026-10-09,50.5,30,61.25,12,51.75,15,\n2026-10-16,,30,60.25,12,50.75,15,",
        "2026-10-02,,30,60.25,12,50.75,15,\n2026-10-09,50.5,,61.25,,51.75,,",
    ] {
        of_people(&sandbox, &format!("{head}\n{days}"), "");
        let seen = seen(&sandbox);
        assert!(!seen.contains("61.25"), "{days}:\n{seen}");
        assert!(seen.contains("51.75"), "{days}:\n{seen}");
    }
}

/// A cell that isn't a number leaves the other groups protected.
#[test]
fn one_cell_that_is_no_number() {
    let sandbox = workspace(".");
    let block = "date,all,Rom,rest,note\n2026-10-02,50.5,61.25,49.75,";
    for all in ["about 30", "30 children", "< 40", ""] {
        let rows = format!("| all | {all} | |\n| Rom | 4 | the four |\n| rest | 26 | |");
        of_people(&sandbox, block, &table(&rows));
        let seen = seen(&sandbox);
        assert!(!seen.contains("61.25"), "{all}:\n{seen}");
        assert!(
            !seen.contains("49.75"),
            "{all}: tells those of Rom:\n{seen}"
        );
        assert!(!seen.contains("the four"), "{seen}");
        sandbox.fails(1, "check").says("Rom has 4 people");
        sandbox
            .fails(2, "measure add north/lunch Rom=62 --date 2026-10-09")
            .says("Rom has 4 people");
    }
    for people in ["four", "< 10", "4-6"] {
        let rows = format!("| all | 30 | |\n| Rom | {people} | |");
        of_people(&sandbox, block, &table(&rows));
        let seen = seen(&sandbox);
        assert!(!seen.contains("61.25"), "{people}:\n{seen}");
        assert!(!seen.contains(people), "{people}:\n{seen}");
        sandbox
            .fails(3, "measure add north/lunch all=51 --date 2026-10-09")
            .says("plans/north/1-do/measure/lunch.md:17:1")
            .says("E0101");
    }
}

#[test]
fn groups_that_are_no_table() {
    let sandbox = workspace(".");
    let block = "date,all,Rom,note\n2026-10-02,50.5,61.25,";
    of_people(&sandbox, block, "All 30, and Rom, who are 4.");
    let seen = seen(&sandbox);
    assert!(
        !seen.contains("61.25") && !seen.contains("who are 4"),
        "{seen}"
    );
    assert!(seen.contains("can't be read as a table"), "{seen}");
    sandbox
        .fails(3, "measure add north/lunch all=51 --date 2026-10-09")
        .says("plans/north/1-do/measure/lunch.md:14:1")
        .says("this must be a table");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    // Nobody said that it counts people: whoever names groups means people.
    sandbox.edit(NUMBERS, "\n## It counts\n\npeople\n", "");
    sandbox.fails(3, "measure add north/lunch all=51 --date 2026-10-09");
    // Things may have groups of any form.
    sandbox.edit(
        NUMBERS,
        "who are 4.",
        "who are 4.\n\n## It counts\n\nthings",
    );
    commit(&sandbox, "things");
    sandbox.ok("measure add north/lunch all=51 --date 2026-10-09");
    // Also where a merge left two versions.
    let two = "<<<<<<< ours\nx\n=======\ny\n>>>>>>> theirs";
    of_people(&sandbox, block, two);
    sandbox
        .fails(4, "measure add north/lunch all=51 --date 2026-10-09")
        .says("redesign resolve north/measure/lunch");
    assert!(!self::seen(&sandbox).contains("61.25"));
}

/// What a listing says in place of the numbers, it doesn't say beside them.
#[test]
fn scripts_read_no_numbers_beside_the_words() {
    let sandbox = workspace(".");
    let rows = "| all | 30 | |\n| Rom | 4 | |\n| rest | 26 | |";
    of_people(
        &sandbox,
        "date,all,Rom,rest,note\n2026-10-02,50.5,61.25,49.75,",
        &table(rows),
    );
    let json = sandbox.ok("list measure --format json").json();
    let outputs = &json["data"]["rows"][0]["outputs"];
    assert_eq!(outputs["numbers"], serde_json::Value::Null);
    assert_eq!(outputs["groups"], serde_json::Value::Null);
    assert_eq!(outputs["counts"], "people");
    let csv = sandbox.ok("list measure --format csv").out;
    assert!(csv.contains("all, Rom, rest"), "{csv}");
    assert!(!csv.contains("61.25") && !csv.contains("26;"), "{csv}");
}
