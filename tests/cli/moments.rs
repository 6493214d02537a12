//! The cohort through time: `status --at`, `--since` and `--stale`, and where git knows less or lies elsewhere: a shallow
//! clone, no repository, a bare one, a plan that is a repository of its own.

use super::sandbox::{Run, Sandbox, finished};
use super::versions::{Hand, PROBLEM, log, places};
use serde_json::{Value, json};

const STATEMENT: &str = "statement=How might we begin?";

/// Two plans over four days: `a` begins its problem on the 24th and has it done on the 26th, `b` records on the 25th.
fn four_days() -> Sandbox {
    let sandbox = Sandbox::with_plans(&["a", "b"]);
    let record = |when, target, set| {
        Hand::new(&sandbox, "Ana", when).run(&["record", target, "--set", set]);
    };
    record("2026-11-24T09:00:00Z", "a/problem", STATEMENT);
    record("2026-11-25T09:00:00Z", "b/team", "gaps=x");
    record(
        "2026-11-26T09:00:00Z",
        "a/problem",
        "evidence=Two interviews",
    );
    sandbox
}

const LATER: &str = "2026-12-03T12:00:00Z";

/// `status` as somebody sees it a week later.
#[track_caller]
fn status(sandbox: &Sandbox, arguments: &[&str]) -> Run {
    let all: Vec<&str> = ["status"].iter().chain(arguments).copied().collect();
    Hand::new(sandbox, "Ana", LATER).run(&all)
}

/// Ids of the plans that are shown.
#[track_caller]
fn shown(sandbox: &Sandbox, arguments: &[&str]) -> Vec<String> {
    let all: Vec<&str> = arguments
        .iter()
        .chain(&["--format", "csv"])
        .copied()
        .collect();
    let out = status(sandbox, &all).out;
    let ids = out
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next());
    ids.map(str::to_owned).collect()
}

fn plan(document: &Value, id: &str) -> Value {
    let plans = document["data"]["plans"].as_array().unwrap();
    plans.iter().find(|plan| plan["id"] == id).unwrap().clone()
}

#[test]
fn when_each_plan_changed_last() {
    let sandbox = four_days();
    status(&sandbox, &[])
        .says("1/20      7 d  ")
        .says("0/20      8 d  ");
    let document = status(&sandbox, &["--format", "json"]).json();
    assert_eq!(
        plan(&document, "a")["last_activity"],
        "2026-11-26T09:00:00Z"
    );
    assert_eq!(
        plan(&document, "b")["last_activity"],
        "2026-11-25T09:00:00Z"
    );
    // By whatever it was changed; other files of the workspace are no activity of a plan.
    sandbox.type_below("plans/b/1-come-together/team.md", "roster", "x");
    let ben = Hand::new(&sandbox, "Ben", "2026-12-01T09:00:00Z");
    sandbox.write("notes.md", "x");
    sandbox.git(&["add", "notes.md"]);
    ben.git(&["commit", "-qm", "notes"]);
    status(&sandbox, &[]).says("0/20      8 d  ");
    ben.git(&["commit", "-qam", "by hand"]);
    status(&sandbox, &[])
        .says("0/20      2 d  ")
        .says("1/20      7 d  ");
    // A move alone is none either.
    std::fs::create_dir(sandbox.path("plans/valley")).unwrap();
    sandbox.git(&["mv", "plans/a", "plans/valley/a"]);
    ben.git(&["commit", "-qm", "moved"]);
    let document = status(&sandbox, &["--format", "json"]).json();
    assert_eq!(
        plan(&document, "a")["last_activity"],
        "2026-11-26T09:00:00Z"
    );
    // What is in no commit yet has no date.
    sandbox.ok("new c --no-commit");
    let document = status(&sandbox, &["--format", "json"]).json();
    assert_eq!(plan(&document, "c")["last_activity"], Value::Null);
}

#[test]
fn the_plans_as_they_were() {
    let sandbox = four_days();
    let at = |moment: &str| status(&sandbox, &["--at", moment, "--format", "json"]).json();
    let filled = |document: &Value, id: &str| plan(document, id)["outputs"]["filled"].clone();
    for (moment, a, b) in [
        ("2026-11-23", 0, 0),
        ("2026-11-24", 1, 0),
        ("HEAD~2", 1, 0),
        ("2026-11-25", 1, 1),
        ("2026-11-26", 2, 1),
        ("2027-01-01", 2, 1),
        ("main", 2, 1),
    ] {
        let document = at(moment);
        assert_eq!(document["data"]["at"], moment);
        assert_eq!(
            (filled(&document, "a"), filled(&document, "b")),
            (json!(a), json!(b)),
            "{moment}"
        );
    }
    let document = at("HEAD~1");
    assert_eq!(
        document["source"]["commit"],
        sandbox.git(&["rev-parse", "HEAD~1"]).trim()
    );
    assert_eq!(
        plan(&document, "a")["last_activity"],
        "2026-11-24T09:00:00Z"
    );
    // Days are counted from the day that is asked for, or that of the commit.
    status(&sandbox, &["--at", "2026-11-27"])
        .says("2026-11-27")
        .says("1/20      1 d  ");
    status(&sandbox, &["--at", "HEAD~1"])
        .says("0/20      1 d  ")
        .says("2026-11-25");
    assert_eq!(
        shown(&sandbox, &["--at", "2026-12-31", "--stale", "35"]),
        ["b"]
    );
    // The work tree isn't asked, and nothing is written.
    sandbox.type_below("plans/a/1-come-together/team.md", "gaps", "- x");
    Hand::new(&sandbox, "Ana", LATER).run(&["new", "c"]);
    sandbox.git(&["rm", "-rq", "plans/b"]);
    let before = sandbox.git(&["status", "--porcelain"]);
    let document = at("2026-11-25");
    assert_eq!(document["data"]["plans"].as_array().unwrap().len(), 2);
    assert_eq!(
        (filled(&document, "a"), filled(&document, "b")),
        (json!(1), json!(1))
    );
    assert_eq!(sandbox.git(&["status", "--porcelain"]), before);
    // The same as a checkout of that commit says.
    let commit = sandbox.git(&["rev-parse", "HEAD~2"]);
    sandbox.git(&[
        "worktree",
        "add",
        "-q",
        "--detach",
        "../home/then",
        commit.trim(),
    ]);
    let mut then = sandbox.redesign();
    then.args([
        "-C",
        "../home/then",
        "status",
        "--activities",
        "--format",
        "json",
    ]);
    let mut checked_out = finished(&mut then).ends_with(0).json();
    let mut past = sandbox
        .run([
            "status",
            "--at",
            commit.trim(),
            "--activities",
            "--format",
            "json",
        ])
        .json();
    for document in [&mut checked_out, &mut past] {
        document["data"]["at"] = Value::Null;
    }
    assert_eq!(past, checked_out);
}

/// A day ends where the workspace is.
#[test]
fn a_day_ends_in_the_time_zone_of_the_workspace() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.edit("redesign.toml", "\"UTC\"", "\"America/Chicago\"");
    sandbox.git(&["commit", "-qam", "where we are"]);
    let late = Hand::new(&sandbox, "Ana", "2026-11-25T05:59:59Z");
    late.run(&["record", "a/problem", "--set", STATEMENT]);
    let next = Hand::new(&sandbox, "Ana", "2026-11-25T06:00:00Z");
    next.run(&["record", "a/problem", "--set", "evidence=Two interviews"]);
    for (day, filled) in [("2026-11-23", 0), ("2026-11-24", 1), ("2026-11-25", 2)] {
        let document = status(&sandbox, &["--at", day, "--format", "json"]).json();
        assert_eq!(plan(&document, "a")["outputs"]["filled"], filled, "{day}");
    }
    assert_eq!(places(&sandbox, "a/problem").len(), 3);
    sandbox
        .run(["show", "a/problem@2026-11-24"])
        .says("v2 of 2026-11-24");
}

#[test]
fn a_moment_that_is_none() {
    let sandbox = four_days();
    sandbox.git(&["checkout", "-q", "--orphan", "other"]);
    sandbox.git(&["rm", "-rqf", "."]);
    Hand::new(&sandbox, "Ana", "2026-11-20T09:00:00Z").git(&[
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        "x",
    ]);
    sandbox.git(&["checkout", "-q", "main"]);
    for flag in ["--at", "--since"] {
        for (moment, said) in [
            ("nope", "write dates as 2026-03-01"),
            ("v1", "neither a revision nor a date"),
            ("2026-11-22", "hint: the first commit is from 2026-11-23"),
            ("2026-02-30", "neither a revision nor a date"),
            ("", "neither a revision nor a date"),
            ("HEAD~99", "neither a revision nor a date"),
            ("other", "there was no workspace here at \"other\""),
        ] {
            let run = sandbox
                .fails(2, format!("status {flag} '{moment}'"))
                .says(said);
            assert!(run.out.is_empty());
        }
    }
    // Broken then, mended now.
    let text = sandbox.read("redesign.toml");
    sandbox.write("redesign.toml", "title = \"");
    sandbox.git(&["commit", "-qam", "broken"]);
    sandbox.write("redesign.toml", text);
    sandbox.git(&["commit", "-qam", "mended"]);
    sandbox.fails(3, "status --at 'HEAD~1'").says("E0004");
}

#[test]
fn what_moved_since() {
    let sandbox = four_days();
    let moved = |sandbox: &Sandbox, since: &str, id: &str| {
        let document = status(sandbox, &["--since", since, "--format", "json"]).json();
        assert_eq!(document["data"]["since"], since);
        plan(&document, id)["moved"].clone()
    };
    let run = status(&sandbox, &["--since", "2026-11-23"]);
    run.says("Since 2026-11-23")
        .says("+5 %; done: problem")
        .says("+2 %; begun: team");
    status(&sandbox, &["--since", "HEAD"]).says("nothing moved");
    assert_eq!(
        moved(&sandbox, "2026-11-24", "a"),
        json!({
            "percent_before": 2, "done": ["problem"], "begun": [], "skipped": [], "unskipped": [],
            "reopened": [], "review": [], "went_on": [],
        })
    );
    // Reopened, to be looked at again, and a plan that wasn't there.
    let ana = Hand::new(&sandbox, "Ana", "2026-11-27T09:00:00Z");
    ana.run(&[
        "record",
        "a/match",
        "--set",
        "idea=A call",
        "--set",
        "why=It needs no app",
    ]);
    ana.run(&["record", "b/team", "--set", "roster=A | B | C | D"]);
    let next = Hand::new(&sandbox, "Ana", "2026-11-28T09:00:00Z");
    next.run(&[
        "record",
        "a/problem",
        "--set",
        "statement=How might we end?",
    ]);
    next.run(&["record", "b/team", "--set", "roster="]);
    next.run(&["new", "c"]);
    status(&sandbox, &["--since", "2026-11-27"])
        .says("to review: match")
        .says("-3 %; reopened: team")
        .says("new");
    assert_eq!(
        moved(&sandbox, "2026-11-27", "b")["reopened"],
        json!(["team"])
    );
    assert_eq!(
        moved(&sandbox, "2026-11-27", "c")["percent_before"],
        Value::Null
    );
    // Between two moments, and one of the plans.
    let run = status(
        &sandbox,
        &["a", "--since", "2026-11-23", "--at", "2026-11-24"],
    );
    run.says("+2 %; begun: problem").never_says("team");
    // A plan is the same one after a move.
    std::fs::create_dir(sandbox.path("plans/valley")).unwrap();
    sandbox.git(&["mv", "plans/b", "plans/valley/b"]);
    next.git(&["commit", "-qm", "moved"]);
    assert_eq!(
        moved(&sandbox, "2026-11-27", "b")["reopened"],
        json!(["team"])
    );
    let csv = status(&sandbox, &["--since", "2026-11-27", "--format", "csv"]);
    csv.says("percent_before");
    sandbox.fails(2, "status --since HEAD --activities");
}

#[test]
fn where_nothing_changed_for_days() {
    let sandbox = four_days();
    assert_eq!(shown(&sandbox, &["--stale", "8"]), [] as [&str; 0]);
    assert_eq!(shown(&sandbox, &["--stale", "7"]), ["b"]);
    assert_eq!(shown(&sandbox, &["--stale", "6"]), ["a", "b"]);
    assert_eq!(shown(&sandbox, &["a", "--stale", "6"]), ["a"]);
    assert_eq!(shown(&sandbox, &["--stale", "6", "--state", "done"]), ["a"]);
    let later = |arguments: &[&str]| {
        let seconds = LATER.parse::<jiff::Timestamp>().unwrap().as_second();
        sandbox.run_with_env(arguments, &[("SOURCE_DATE_EPOCH", &seconds.to_string())])
    };
    later(&["status", "--stale", "7", "--fail"])
        .ends_with(1)
        .says("8 d");
    later(&["status", "--stale", "8", "--fail"]).ends_with(0);
    later(&["status", "--stale", "soon"]).ends_with(2);
    // A team that rests or has ended isn't called.
    for key in ["paused", "ended"] {
        let (from, to) = (format!("# {key} = \"\""), format!("{key} = \"in spring\""));
        sandbox.edit("plans/b/plan.toml", &from, &to);
        assert_eq!(shown(&sandbox, &["--stale", "6"]), ["a"], "{key}");
        sandbox.edit("plans/b/plan.toml", &to, &from);
    }
    assert_eq!(shown(&sandbox, &["--stale", "6"]), ["a", "b"]);
}

#[test]
fn a_shallow_clone_knows_no_dates() {
    let sandbox = four_days();
    let from = format!(
        "file://{}",
        std::fs::canonicalize(sandbox.work()).unwrap().display()
    );
    sandbox.git(&["clone", "-q", "--depth", "1", &from, "../home/shallow"]);
    let there = |arguments: &[&str]| sandbox.run(["-C", "../home/shallow"].iter().chain(arguments));
    let document = there(&["status", "--format", "json"]).ends_with(0).json();
    // The last commit changed `a`, and of `b` it only says that it was before.
    assert_eq!(plan(&document, "b")["last_activity"], Value::Null);
    let warning = &document["diagnostics"][0];
    assert_eq!(
        (&warning["code"], &warning["severity"]),
        (&json!("W0301"), &json!("warning"))
    );
    assert!(
        warning["help"].as_str().unwrap().contains("fetch-depth: 0"),
        "{warning}"
    );
    there(&["status", "--fail"]).ends_with(0).says("W0301");
    // What depends on it isn't answered.
    for arguments in [
        &["status", "--stale", "3"][..],
        &["status", "--stale", "3", "--fail"],
        &["status", "--at", "2026-11-24"],
        &["status", "--since", "2026-11-24"],
        &["show", "a/problem@v2"],
        &["show", "a/problem@2026-11-24"],
        &["restore", "a/problem@v1"],
        &["diff", "a/problem"],
        &["diff", "a/problem", "v1"],
    ] {
        let run = there(arguments).ends_with(5).says("this clone is shallow");
        run.says("git fetch --unshallow").says("fetch-depth: 0");
    }
    there(&["status", "--at", "HEAD~1"])
        .ends_with(2)
        .says("fetch-depth: 0");
    // Versions go by their commits: nobody knows their numbers.
    let json = there(&["log", "a/problem", "--format", "json"])
        .ends_with(0)
        .json();
    let commit = sandbox.git(&["rev-parse", "HEAD"]);
    assert_eq!(json["data"]["is_cut"], true);
    assert_eq!(json["data"]["versions"][0]["version"], Value::Null);
    assert_eq!(json["data"]["versions"][0]["commit"], commit.trim());
    assert_eq!(json["diagnostics"][0]["code"], "W0301");
    there(&["log", "a/problem"]).says(&format!("{}  2026-11-26  Ana", &commit[..7]));
    there(&["show", "a/problem@HEAD"])
        .ends_with(0)
        .says("How might we begin?");
    // With the rest all is as it was.
    sandbox.git(&["-C", "../home/shallow", "fetch", "-q", "--unshallow"]);
    let document = there(&["status", "--format", "json"]).ends_with(0).json();
    assert_eq!(
        plan(&document, "b")["last_activity"],
        "2026-11-25T09:00:00Z"
    );
    assert_eq!(document["diagnostics"], json!([]));
    there(&["show", "a/problem@v2"]).ends_with(0);
}

#[test]
fn without_a_repository_nothing_is_known_of_earlier() {
    let sandbox = Sandbox::new();
    sandbox.ok("init --no-git");
    sandbox.ok("new a");
    let document = sandbox.ok("status --format json").json();
    assert_eq!(plan(&document, "a")["last_activity"], Value::Null);
    assert_eq!(document["diagnostics"], json!([]), "nobody expects dates");
    sandbox.run(["status"]).never_says("Changed");
    for arguments in [
        &["log", "a"][..],
        &["diff", "a"],
        &["show", "a@v1"],
        &["restore", "a/team@v1"],
        &["status", "--at", "2026-11-23"],
        &["status", "--since", "2026-11-23"],
        &["status", "--stale", "1"],
    ] {
        let run = sandbox
            .run(arguments)
            .ends_with(5)
            .says("no git repository here");
        assert!(run.out.is_empty(), "{arguments:?}");
        let failure = sandbox
            .run(arguments.iter().chain(&["--format", "json"]))
            .json();
        assert_eq!(failure["diagnostics"][0]["code"], "S0006", "{arguments:?}");
    }
    // A repository without a commit knows nothing yet, which is no failure.
    sandbox.git(&["init", "-q"]);
    sandbox.ok("status");
    sandbox.ok("log a").says("0 versions");
    sandbox.ok("diff a/team");
    sandbox.fails(2, "show a@v1").says("never committed");
    sandbox
        .fails(2, "status --at 2026-11-23")
        .says("there are no commits");
}

#[test]
fn a_bare_repository_is_read() {
    let sandbox = four_days();
    sandbox.git(&["clone", "-q", "--bare", ".", "../home/cohort.git"]);
    let bare = |arguments: &[&str]| {
        let all: Vec<&str> = ["-C", "../home/cohort.git"]
            .iter()
            .chain(arguments)
            .copied()
            .collect();
        sandbox.run(all)
    };
    for arguments in [
        &["status"][..],
        &["status", "--activities", "a"],
        &["status", "--at", "2026-11-24"],
        &["status", "--since", "2026-11-24"],
        &["status", "--stale", "1"],
        &["show", "a"],
        &["show", "a/problem"],
        &["show", "a/problem@v2"],
        &["list", "problem"],
        &["next"],
        &["next", "b"],
        &["check"],
        &["log", "a"],
        &["log", "a/problem", "--all"],
        &["diff", "a/problem"],
        &["diff", "a", "v1", "v2"],
    ] {
        let all: Vec<&str> = arguments
            .iter()
            .chain(&["--format", "json"])
            .copied()
            .collect();
        let (here, there) = (sandbox.run(&all), bare(&all));
        assert_eq!(
            here.code, there.code,
            "{arguments:?}: {}{}",
            there.out, there.err
        );
        assert_eq!(here.json()["data"], there.json()["data"], "{arguments:?}");
    }
    let head = sandbox.git(&["rev-parse", "HEAD"]);
    for arguments in [
        &["record", "a/team", "--set", "gaps=x"][..],
        &["record", "a/problem", "--reviewed"],
        &["new", "c"],
        &["restore", "a/problem@v1"],
        &["undo"],
        &["check", "--fix"],
    ] {
        bare(arguments)
            .ends_with(2)
            .says("error: can't write to a bare repository: it has no files")
            .says("hint: `git clone` it and run the command in the clone");
    }
    assert_eq!(
        sandbox.git(&["-C", "../home/cohort.git", "rev-parse", "HEAD"]),
        head
    );
    sandbox.git(&["init", "-q", "--bare", "../home/empty.git"]);
    sandbox
        .fails(2, "-C ../home/empty.git status")
        .says("no workspace here");
}

/// A plan that is a repository of its own has its versions and dates there, whether or not the outer one knows of it.
#[test]
fn a_plan_in_its_own_repository_has_its_own_versions() {
    let sandbox = four_days();
    std::fs::rename(sandbox.path("plans/a"), sandbox.home().join("a")).unwrap();
    let ignored = format!("{}plans/a/\n", sandbox.read(".gitignore"));
    sandbox.write(".gitignore", ignored);
    sandbox.git(&["add", "-A"]);
    Hand::new(&sandbox, "Ana", "2026-11-27T09:00:00Z").git(&["commit", "-qm", "a moves out"]);
    let eve = |when: &'static str| Hand::new(&sandbox, "Eve", when);
    let first = eve("2026-11-28T09:00:00Z");
    let folder = "../home/a";
    first.git(&["-C", folder, "init", "-q"]);
    first.git(&["-C", folder, "add", "."]);
    first.git(&["-C", folder, "commit", "-qm", "our plan"]);
    sandbox.git(&["clone", "-q", folder, "plans/a"]);
    eve("2026-11-29T09:00:00Z").says("gains", "Families");
    let outer = sandbox.git(&["rev-parse", "HEAD"]);
    assert_eq!(
        log(&sandbox, &["a/problem"]),
        [
            ["v2", "Eve", "gains: written", ""],
            [
                "v1",
                "Eve",
                "statement: written; evidence: 1 entry added",
                "our plan"
            ],
        ]
        .map(|row| row.map(str::to_owned))
    );
    assert_eq!(places(&sandbox, "a"), ["plans/a", "plans/a"]);
    assert_eq!(places(&sandbox, "a/problem"), [PROBLEM, PROBLEM]);
    sandbox
        .ok("show a/problem@v1")
        .says("v1 of 2026-11-28, by Eve")
        .never_says("Families");
    sandbox.ok("show a@v1").says("v1 of 2026-11-28");
    sandbox.ok("diff a/problem v1").says("+ Families");
    sandbox
        .run(["diff", "a", "v1", "v2"])
        .says("problem: gains: written");
    let document = status(&sandbox, &["--format", "json"]).json();
    assert_eq!(
        plan(&document, "a")["last_activity"],
        "2026-11-29T09:00:00Z"
    );
    assert_eq!(
        plan(&document, "b")["last_activity"],
        "2026-11-25T09:00:00Z"
    );
    assert_eq!(shown(&sandbox, &["--stale", "5"]), ["b"]);
    // The outer repository's past says nothing of it, and that is said.
    for (flag, said) in [
        ("--at", "not shown as of then"),
        ("--since", "not compared"),
    ] {
        sandbox
            .ok(format!("status {flag} HEAD"))
            .says(&format!(
                "plans/a is a git repository of its own, so it is {said}"
            ))
            .never_says("new; ");
    }
    // What is not committed there.
    sandbox.edit(PROBLEM, "Families", "Everybody");
    assert_eq!(
        log(&sandbox, &["a/problem"])[0][..3],
        ["now", "not committed", "gains: reworded"]
    );
    sandbox.git(&["-C", "plans/a", "checkout", "-q", "."]);
    // It comes back there, and the outer repository is left alone.
    eve("2026-11-30T09:00:00Z").run(&["restore", "a/problem@v1"]);
    assert_eq!(log(&sandbox, &["a/problem"])[0][0], "v3");
    assert!(!sandbox.read(PROBLEM).contains("Families"));
    assert_eq!(
        sandbox.git(&["-C", "plans/a", "log", "-1", "--format=%s"]),
        "restore a/problem: v1 of 2026-11-28\n"
    );
    assert_eq!(sandbox.git(&["rev-parse", "HEAD"]), outer);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

#[test]
fn since_is_before_at() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.ok("record a/team --set gaps=x");
    sandbox.git(&[
        "commit",
        "-q",
        "--allow-empty",
        "--date",
        "2026-12-01T09:00:00Z",
        "-m",
        "later",
    ]);
    let mut later = sandbox.command("git");
    later
        .env("GIT_COMMITTER_DATE", "2026-12-01T09:00:00Z")
        .args(["commit", "-q", "--allow-empty", "-m", "later"]);
    finished(&mut later).ends_with(0);
    sandbox
        .fails(2, "status --since HEAD --at 'HEAD~2'")
        .says("is later than");
    sandbox.ok("status --since 'HEAD~2' --at HEAD");
}
