//! Links in place of files and folders of the workspace: those that lead out of it are named and never followed, those
//! that stay inside work everywhere.

#![cfg(unix)]

use crate::sandbox::{Run, Sandbox, finished};
use jiff::civil::date;
use serde_json::Value;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const TEAM: &str = "plans/a/1-come-together/team.md";
const INTERVIEWS: &str = "plans/a/1-come-together/interviews";

/// What only reads and is about everything: it names the link, and goes on.
const LISTINGS: [&str; 6] = ["status", "next", "board", "actions", "check", "check --fix"];

/// Whatever the link is, nothing outside may change.
const OTHERS: [&str; 17] = [
    "",
    "record a/team --set gaps=z",
    "record a/team --no-commit --set gaps=z",
    "record a/interviews --add --title t --set words=w",
    "record a/interviews --skip nobody",
    "record cohort/session --add --title t --set notes=w",
    "record g/team --with-edits --set gaps=z",
    "new b grp/y",
    "set a coach=x",
    "rename a c",
    "rename g grp/y",
    "restore a@v1",
    "restore a/team@v1",
    "undo",
    "init --merge-driver",
    "sheet a/identity --out plans/a/mine.private.md",
    "toolkit check",
];

/// Everything that can be a link, with the commands that are about it.
const THINGS: [(&str, &[&str]); 15] = [
    (
        "plans/a",
        &[
            "record a/team --set gaps=z",
            "record ./plans/a/1-come-together/team.md --set gaps=z",
            "show a",
            "show ./plans/a",
            "show a/team@v1",
            "status a",
            "check a",
            "log a",
            "diff a",
            "timeline a",
            "restore a/team@v1",
            "new a",
            "new a/y",
            "sheet a/identity --out plans/a/mine.md",
            "sheet g/identity --out plans/a/mine.md",
            "-C plans/a record team --set gaps=z",
        ],
    ),
    (
        "plans/grp",
        &[
            "new grp/y",
            "record g/team --set gaps=z",
            "show grp",
            "show ./plans/grp/g",
        ],
    ),
    ("plans", &["new b", "record a/team --set gaps=z", "show g"]),
    (
        "cohort",
        &[
            "record cohort/session --add --set notes=w",
            "show cohort",
            "new cohort --toolkit strategy-lab",
        ],
    ),
    (
        "toolkits",
        &["record a/team --set gaps=z", "show a", "new b"],
    ),
    (
        "toolkits/real-time-redesign-1.1.0",
        &["record a/team --set gaps=z", "show a", "new b"],
    ),
    (
        "plans/a/1-come-together",
        &[
            "record a/team --set gaps=z",
            "show a/interviews",
            "record a/interviews --add --set words=w",
        ],
    ),
    (
        TEAM,
        &[
            "record a/team --set gaps=z",
            "record a/team --skip no",
            "show a/team",
            "log a/team",
            "diff a/team",
            "restore a/team@v1",
            "restore a@v1",
        ],
    ),
    (
        INTERVIEWS,
        &[
            "record a/interviews --add --set words=w",
            "show a/interviews",
            "record a/interviews --skip no",
        ],
    ),
    (
        "plans/a/1-come-together/interviews/README.md",
        &["record a/interviews --skip no"],
    ),
    (
        "plans/a/1-come-together/interviews/one.md",
        &[
            "record a/interviews/one --set words=w",
            "show a/interviews/one",
        ],
    ),
    (
        "plans/a/plan.toml",
        &["record a/team --set gaps=z", "show a"],
    ),
    ("plans/a/README.md", &[]),
    (".gitattributes", &["init --merge-driver"]),
    (
        "redesign.toml",
        &["status", "check", "record a/team --set gaps=z", "new b"],
    ),
];

/// What takes longer, even on a machine that has much else to do, hangs.
const PATIENCE: Duration = Duration::from_mins(1);

/// Two plans, one in a group, and a programme; something is recorded twice.
fn workspace() -> Sandbox {
    let sandbox = Sandbox::with_plans(&["a", "grp/g"]);
    sandbox.ok("new cohort --toolkit strategy-lab");
    for (day, gaps) in [(1, "one"), (2, "two")] {
        let arguments = ["record", "a/team", "--set", &format!("gaps={gaps}")];
        sandbox.run_on(date(2026, 9, day), &arguments).ends_with(0);
    }
    sandbox.write(
        &format!("{INTERVIEWS}/one.md"),
        "# One\n\n## In their words\n\n<!-- output: words. -->\n\nMore time.\n",
    );
    sandbox.commit_on(date(2026, 9, 3), "an interview");
    sandbox
}

fn run(sandbox: &Sandbox, line: &str) -> Run {
    let started = Instant::now();
    let run = sandbox.run(line.split_whitespace());
    assert!(started.elapsed() < PATIENCE, "{line}");
    run
}

/// Takes a thing out of the workspace and puts a link in its place; gives where it is now.
fn moved_out(sandbox: &Sandbox, thing: &str) -> PathBuf {
    let elsewhere = sandbox.home().join("elsewhere");
    std::fs::create_dir(&elsewhere).unwrap();
    let away = elsewhere.join("it");
    std::fs::rename(sandbox.path(thing), &away).unwrap();
    symlink(&away, sandbox.path(thing)).unwrap();
    elsewhere
}

/// Every path below a folder, with the bytes of files.
fn all_below(folder: &Path) -> Vec<(PathBuf, Option<Vec<u8>>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(all_below(&path));
        }
        found.push((path.clone(), std::fs::read(&path).ok()));
    }
    found.sort();
    found
}

/// A fresh copy of a workspace, which costs less than making it again.
fn copy_of(sandbox: &Sandbox) -> Sandbox {
    let copy = Sandbox::new();
    std::fs::remove_dir(copy.work()).unwrap();
    let mut command = sandbox.command("cp");
    command.arg("-a").arg(sandbox.work()).arg(copy.work());
    finished(&mut command).ends_with(0);
    copy
}

#[test]
fn nothing_is_written_or_read_behind_a_link_out_of_the_workspace() {
    let fresh = workspace();
    for (thing, about) in THINGS {
        let linked = copy_of(&fresh);
        let elsewhere = moved_out(&linked, thing);
        let before = all_below(&elsewhere);
        // Each line runs in the workspace as it was; the copy's link leads to the same place.
        let mut sandbox = copy_of(&linked);
        for line in LISTINGS.iter().chain(about).chain(&OTHERS) {
            let said = run(&sandbox, line);
            if said.code == 0 && !LISTINGS.contains(line) {
                sandbox = copy_of(&linked);
            }
            assert!((0..=4).contains(&said.code), "{thing}, {line}: {said:?}");
            assert!(
                all_below(&elsewhere) == before,
                "{thing}: {line} wrote there"
            );
            let is_setting = [".gitattributes", "redesign.toml"].contains(&thing);
            let code = match *line {
                line if about.contains(&line) => 4,
                _ if thing == "redesign.toml" => continue,
                "check" | "check --fix" => 3,
                line if LISTINGS.contains(&line) && !is_setting => 0,
                _ => continue,
            };
            said.ends_with(code)
                .says("leads out of the workspace")
                .says(thing);
        }
    }
}

/// What stands in place of a thing, and where it leads: nowhere, round in a circle, or to what is git's own.
#[test]
fn links_that_lead_nowhere_are_named_and_nothing_hangs() {
    let fresh = workspace();
    std::fs::create_dir_all(fresh.path(".git/hooks/it")).unwrap();
    for thing in [
        "plans/a",
        "plans/grp",
        "plans",
        "cohort",
        "toolkits",
        TEAM,
        INTERVIEWS,
        "redesign.toml",
    ] {
        for (aim, words) in [
            ("not-there", "leads nowhere"),
            ("self", "leads nowhere"),
            (".git/hooks/it", "git's own directory"),
        ] {
            let sandbox = copy_of(&fresh);
            let place = sandbox.path(thing);
            std::fs::rename(&place, sandbox.home().join("it")).unwrap();
            let aim = if aim == "self" {
                place.clone()
            } else {
                sandbox.path(aim)
            };
            symlink(aim, &place).unwrap();
            let code = if thing == "redesign.toml" { 4 } else { 3 };
            run(&sandbox, "check")
                .ends_with(code)
                .says(words)
                .says(thing);
            for line in [
                "status",
                "new b grp/y",
                "restore a@v1",
                "undo",
                "check --fix",
            ] {
                let said = run(&sandbox, line);
                assert!((0..=4).contains(&said.code), "{thing}, {line}: {said:?}");
            }
            assert_eq!(sandbox.files(".git/hooks/it"), [""; 0], "{thing}");
            let about = match thing {
                "cohort" => "show cohort",
                INTERVIEWS => "record a/interviews --add --set words=w",
                "plans/grp" => "new grp/y",
                _ => "record a/team --set gaps=z",
            };
            run(&sandbox, about).ends_with(4).says(words);
        }
    }
}

/// Folders that are full of links to each other have paths without number.
#[test]
fn folders_that_link_to_each_other_are_listed_in_the_end() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let names: Vec<String> = (0..10).map(|at| format!("g{at}")).collect();
    for one in &names {
        std::fs::create_dir(sandbox.path(&format!("plans/{one}"))).unwrap();
        for other in names.iter().filter(|other| *other != one) {
            let aim = Path::new("..").join(other);
            symlink(aim, sandbox.path(&format!("plans/{one}/to-{other}"))).unwrap();
        }
    }
    sandbox.commit_on(date(2026, 9, 3), "links");
    for line in ["status", "status --at HEAD", "show a", "new b"] {
        run(&sandbox, line).ends_with(0);
    }
    run(&sandbox, "check")
        .ends_with(3)
        .says("links to folders are behind other links");
}

/// What isn't followed in a commit either.
#[test]
fn a_past_commit_is_held_to_the_same_rule() {
    let sandbox = workspace();
    moved_out(&sandbox, "plans");
    sandbox.commit_on(date(2026, 9, 4), "plans elsewhere");
    run(&sandbox, "status --at HEAD")
        .ends_with(0)
        .says("leads out of the workspace");
    std::fs::remove_file(sandbox.path("plans")).unwrap();
    sandbox.git(&["checkout", "HEAD^", "--", "plans"]);
    run(&sandbox, "show a@HEAD^").ends_with(0);
}

/// Where things can be kept in the workspace, with links in their place.
const KEPT: [&str; 6] = [
    "plans/a",
    "plans",
    "toolkits",
    "plans/a/1-come-together",
    TEAM,
    "redesign.toml",
];

/// Keeps a thing in another folder of the workspace, with a link in its place.
fn moved_inside(sandbox: &Sandbox, thing: &str, is_absolute: bool) {
    std::fs::create_dir(sandbox.path("kept")).unwrap();
    std::fs::rename(sandbox.path(thing), sandbox.path("kept/it")).unwrap();
    let up = "../".repeat(thing.matches('/').count());
    let aim = if is_absolute {
        std::fs::canonicalize(sandbox.path("kept/it")).unwrap()
    } else {
        PathBuf::from(format!("{up}kept/it"))
    };
    symlink(aim, sandbox.path(thing)).unwrap();
}

fn json(sandbox: &Sandbox, line: &str) -> Value {
    let run = run(sandbox, &format!("{line} --format json")).ends_with(0);
    run.json()["data"].clone()
}

/// The same questions have the same answers as without the link.
fn answers(sandbox: &Sandbox) -> Vec<(String, String)> {
    let pick = |line: &str, what: &str| {
        let data = json(sandbox, line);
        let found = data
            .pointer(what)
            .unwrap_or_else(|| panic!("{line}: {what} in {data}"));
        (format!("{line} {what}"), found.to_string())
    };
    let versions = |line: &str| {
        let data = json(sandbox, line);
        let all = data["versions"].as_array().unwrap();
        let told = all
            .iter()
            .map(|one| format!("{} {} {}", one["version"], one["date"], one["changes"]));
        (line.to_owned(), told.collect::<Vec<_>>().join("\n"))
    };
    let shown = |line: &str| (line.to_owned(), run(sandbox, line).ends_with(0).out);
    vec![
        pick("status", "/plans/0/outputs"),
        pick("status", "/plans/0/last_activity"),
        pick("status --at HEAD", "/plans/0/outputs"),
        pick("status --at HEAD~1", "/plans/0/outputs"),
        pick("timeline a", "/plans/0/activities/0/started"),
        pick("show a/team", "/plan/activity/0/state"),
        versions("log a"),
        versions("log a/team"),
        versions("log a/interviews"),
        shown("diff a/team"),
        shown("diff a/team v2 v3"),
        shown("show a/team@v2"),
        shown("list team a"),
    ]
}

#[test]
fn what_is_behind_a_link_inside_has_its_past_and_is_written() {
    let fresh = workspace();
    let fresh_answers = answers_of_commit(&fresh, "nothing moved");
    for thing in KEPT {
        let sandbox = copy_of(&fresh);
        moved_inside(&sandbox, thing, false);
        assert_eq!(
            answers_of_commit(&sandbox, "moved"),
            fresh_answers,
            "{thing}"
        );
        written_as_ever(&sandbox, thing);
    }
}

fn answers_of_commit(sandbox: &Sandbox, why: &str) -> Vec<(String, String)> {
    sandbox.commit_on(date(2026, 9, 4), why);
    answers(sandbox)
}

/// Every command that writes does so, with its commit, and `undo` takes it back.
fn written_as_ever(sandbox: &Sandbox, thing: &str) {
    let is_link = || sandbox.path(thing).is_symlink();
    for line in [
        "record a/team --set gaps=three",
        "record a/interviews --add --title t --set words=w",
        "restore a/team@v2",
        "restore a@v2",
        "new b",
    ] {
        let tree = sandbox.git(&["rev-parse", "HEAD^{tree}"]);
        let commits = sandbox.commits();
        run(sandbox, line).ends_with(0).never_says("not committed");
        assert_eq!(sandbox.commits(), commits + 1, "{thing}: {line}");
        assert_eq!(
            sandbox.git(&["status", "--porcelain"]),
            "",
            "{thing}: {line}"
        );
        run(sandbox, "undo").ends_with(0);
        assert_eq!(
            sandbox.git(&["rev-parse", "HEAD^{tree}"]),
            tree,
            "{thing}: {line}"
        );
        assert!(is_link(), "{thing}: {line}");
    }
    assert_eq!(json(sandbox, "log a/team")["uncommitted"], Value::Null);
}

/// A link that isn't committed, or is absolute, leads to a past, too; git can't follow an absolute one.
#[test]
fn a_link_that_is_new_shows_the_past_of_its_target() {
    for is_absolute in [false, true] {
        let sandbox = workspace();
        sandbox.commit_on(date(2026, 9, 4), "nothing moved");
        std::fs::create_dir(sandbox.path("kept")).unwrap();
        sandbox.git(&["mv", "plans/a", "kept/it"]);
        sandbox.commit_on(date(2026, 9, 5), "moved away");
        let aim = if is_absolute {
            std::fs::canonicalize(sandbox.path("kept/it")).unwrap()
        } else {
            PathBuf::from("../kept/it")
        };
        symlink(aim, sandbox.path("plans/linked")).unwrap();
        for state in ["not committed", "committed"] {
            let count = |line: &str| json(&sandbox, line)["versions"].as_array().unwrap().len();
            assert_eq!(count("log linked/team"), 3, "{state}");
            assert_eq!(count("log linked"), 4, "{state}");
            run(&sandbox, "show linked/team@v2")
                .ends_with(0)
                .says("one");
            run(&sandbox, "record linked/team --set gaps=x").ends_with(0);
            run(&sandbox, "undo").ends_with(0);
            sandbox.git(&["reset", "-q", "--hard", "HEAD~2"]);
            let started =
                &json(&sandbox, "timeline linked")["plans"][0]["activities"][0]["started"];
            assert!(
                started.as_str().unwrap().starts_with("2026-09-01"),
                "{state}"
            );
            let changed = &json(&sandbox, "status linked")["plans"][0]["last_activity"];
            assert!(
                changed.as_str().unwrap().starts_with("2026-09-03"),
                "{state}"
            );
            sandbox.commit_on(date(2026, 9, 6), "link");
        }
    }
}

/// Of a link that led elsewhere before, each commit is read as it was then.
#[test]
fn a_link_is_followed_as_it_was_then() {
    let sandbox = Sandbox::with_plans(&["x", "y"]);
    std::fs::create_dir(sandbox.path("kept")).unwrap();
    sandbox.git(&["mv", "plans/x", "plans/y", "kept"]);
    std::fs::create_dir(sandbox.path("plans")).ok();
    let point = |to: &str, day: i8| {
        let link = sandbox.path("plans/a");
        std::fs::remove_file(&link).ok();
        symlink(format!("../kept/{to}"), link).unwrap();
        sandbox.type_below(&format!("kept/{to}/1-come-together/team.md"), "gaps", to);
        sandbox.commit_on(date(2026, 9, day), to);
    };
    point("x", 1);
    sandbox.type_below(
        "kept/y/2-dream-big/problem.md",
        "statement",
        "How might we?",
    );
    point("y", 2);
    for (moment, filled) in [("HEAD", 2), ("HEAD~1", 1)] {
        let then = &json(&sandbox, &format!("status --at {moment}"));
        assert_eq!(
            then["plans"][0]["outputs"]["filled"], filled,
            "{moment}: {then}"
        );
    }
    run(&sandbox, "show a/team@HEAD~1")
        .ends_with(0)
        .says("missing\n\nx\n");
    run(&sandbox, "show a/team")
        .ends_with(0)
        .says("missing\n\ny\n");
    run(&sandbox, "diff a/team")
        .ends_with(0)
        .says("+ y")
        .says("- x");
    let log = json(&sandbox, "log a/team");
    assert_eq!(log["versions"].as_array().unwrap().len(), 3, "{log}");
}

#[test]
fn a_task_behind_a_link_is_ticked_and_a_file_is_mended() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let steps = "plans/a/3-start-small/pilot/one.md";
    sandbox.write(
        steps,
        "# One\n\n## Plan\n\n<!-- output: plan. -->\n\n- [ ] Call her @lead\n",
    );
    moved_inside(&sandbox, "plans/a", true);
    sandbox.commit_on(date(2026, 9, 1), "kept");
    // A plan has its name at the place where the link leads, too.
    run(&sandbox, "-C kept/it show")
        .ends_with(0)
        .says("plans/a");
    run(&sandbox, "show ./kept/it/3-start-small/pilot/one.md")
        .ends_with(0)
        .says("a \u{b7}");
    let all = json(&sandbox, "actions");
    let id = all["tasks"][0]["id"].as_str().unwrap().to_owned();
    run(&sandbox, &format!("actions done {id}"))
        .ends_with(0)
        .never_says("not committed");
    assert!(
        sandbox
            .read("kept/it/3-start-small/pilot/one.md")
            .contains("- [x] Call her")
    );
    let page = "kept/it/README.md";
    let text = sandbox.read(page);
    let lines = text.split_inclusive('\n');
    let without: String = lines.filter(|line| !line.contains("team.md")).collect();
    assert_ne!(text, without);
    sandbox.write(page, without);
    sandbox.commit_on(date(2026, 9, 2), "a line less");
    run(&sandbox, "check --fix");
    assert_eq!(sandbox.read(page), text);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

/// A workspace that is itself behind a link, as everything below /tmp is on macOS.
#[test]
fn a_workspace_behind_a_link_is_a_workspace() {
    let sandbox = workspace();
    let link = sandbox.home().join("link");
    symlink(sandbox.work(), &link).unwrap();
    let there = link.to_str().unwrap();
    for line in [
        "record a/team --set gaps=z",
        "show ./plans/a",
        "log a/team",
        "sheet a/identity --out x.private.md",
    ] {
        run(&sandbox, &format!("-C {there} {line}")).ends_with(0);
    }
    run(
        &sandbox,
        &format!("-C {there}/plans/a record team --set gaps=y"),
    )
    .ends_with(0);
    run(&sandbox, &format!("show {there}/{TEAM}"))
        .ends_with(0)
        .says("- y");
}
