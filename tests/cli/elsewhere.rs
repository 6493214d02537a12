//! History that isn't all here, or isn't what people wrote: partial clones, filters, commits without a `plan.toml`, moves
//! since, and branches that were renamed. What can't be told is refused or named, never guessed.

use super::sandbox::{Sandbox, finished};
use super::versions::{Hand, PROBLEM};
use serde_json::{Value, json};

/// Two plans over three days: `a` is moved on the last of them.
fn over_days() -> Sandbox {
    let sandbox = Sandbox::with_plans(&["a", "b"]);
    let ana = |when, arguments: &[&str]| Hand::new(&sandbox, "Ana", when).run(arguments);
    let statement = "statement=How might we begin?";
    ana(
        "2026-11-24T09:00:00Z",
        &["record", "a/problem", "--set", statement],
    );
    ana(
        "2026-11-25T09:00:00Z",
        &["record", "b/team", "--set", "gaps=x"],
    );
    ana(
        "2026-11-26T09:00:00Z",
        &["record", "a/problem", "--set", "evidence=Two interviews"],
    );
    sandbox
}

/// A clone beside the workspace that leaves objects out.
fn partial(sandbox: &Sandbox, filter: &str) -> String {
    sandbox.git(&["config", "uploadpack.allowFilter", "true"]);
    sandbox.git(&["config", "uploadpack.allowAnySHA1InWant", "true"]);
    let from = std::fs::canonicalize(sandbox.work()).unwrap();
    let from = format!("file://{}", from.display());
    let there = format!("../home/{}", filter.replace(':', "-"));
    sandbox.git(&["clone", "-q", &format!("--filter={filter}"), &from, &there]);
    there
}

const LACKS: &str = "this clone is partial, and git left out what this needs of its history";

#[test]
fn a_partial_clone_guesses_nothing() {
    let sandbox = over_days();
    for filter in ["blob:none", "tree:0", "blob:limit=100"] {
        let clone = partial(&sandbox, filter);
        let there = |arguments: &[&str]| sandbox.run(["-C", &clone].iter().chain(arguments));
        let questions = [
            &["status", "--since", "2026-11-24"][..],
            &["status", "--at", "2026-11-24"],
            &["status", "--since", "2026-11-24", "--format", "csv"],
            &["board", "--at", "2026-11-24"],
            &["calendar", "--at", "2026-11-24"],
            &["actions", "--at", "2026-11-24"],
            &["timeline"],
            &["timeline", "a"],
            &["log", "a/problem"],
            &["show", "a/problem@v2"],
            &["show", "a@2026-11-24"],
            &["diff", "a/problem"],
            &["diff", "a", "v2", "v3"],
            &["restore", "a/problem@v2"],
            &["undo"],
        ];
        let head = sandbox.git(&["-C", &clone, "rev-parse", "HEAD"]);
        for arguments in questions {
            let run = there(arguments).ends_with(5);
            assert!(run.out.is_empty(), "{filter} {arguments:?}: {}", run.out);
            run.says(LACKS)
                .says("`git fetch --refetch --no-filter` fetches all of it");
        }
        let failure = there(&["timeline", "--format", "json"]).json();
        assert_eq!(failure["diagnostics"][0]["code"], "S0005");
        // What is here is told, and dates only where all of them are known.
        let document = there(&["status", "--format", "json"]).ends_with(0).json();
        let last = &document["data"]["plans"][1]["last_activity"];
        if filter == "tree:0" {
            assert_eq!(last, &Value::Null);
            assert_eq!(document["diagnostics"][0]["code"], "W0301");
            there(&["status", "--stale", "1"])
                .ends_with(5)
                .says("partial");
        } else {
            assert_eq!(last, "2026-11-25T09:00:00Z");
            assert_eq!(document["diagnostics"], json!([]));
            there(&["log", "a"]).ends_with(0).says("3 versions");
        }
        there(&["show", "a/problem"])
            .ends_with(0)
            .says("How might we begin?");
        there(&["status", "--since", "HEAD"]).ends_with(0);
        assert_eq!(sandbox.git(&["-C", &clone, "rev-parse", "HEAD"]), head);
        // With the rest, all is as in a full clone.
        sandbox.git(&["-C", &clone, "fetch", "-q", "--refetch", "--no-filter"]);
        for arguments in questions.iter().take(13) {
            let here = sandbox.run(*arguments).ends_with(0);
            assert_eq!(there(arguments).ends_with(0).out, here.out, "{arguments:?}");
        }
    }
}

/// A clone that borrows its objects, of which some are gone: that isn't a partial clone, and isn't guessed at either.
#[test]
fn lost_objects_are_not_passed_over() {
    let sandbox = over_days();
    let blob = sandbox.git(&["rev-parse", &format!("HEAD~2:{PROBLEM}")]);
    let (folder, file) = blob.trim().split_at(2);
    std::fs::remove_file(sandbox.path(&format!(".git/objects/{folder}/{file}"))).unwrap();
    for arguments in [
        &["status", "--since", "2026-11-24"][..],
        &["status", "--at", "2026-11-24"],
        &["timeline"],
        &["show", "a/problem@v2"],
    ] {
        let run = sandbox.run(arguments).ends_with(5);
        assert!(run.out.is_empty(), "{arguments:?}");
        run.says("can't read history").never_says("partial");
    }
    sandbox.ok("status");
}

#[test]
fn what_a_filter_stores_is_not_compared() {
    let sandbox = over_days();
    for (key, program) in [("clean", "rev"), ("smudge", "rev")] {
        sandbox.git(&["config", &format!("filter.turned.{key}"), program]);
    }
    let ask = |path: &str| {
        for arguments in [
            &["status", "--since", "2026-11-24"][..],
            &["status", "--at", "2026-11-24"],
            &["timeline"],
            &["timeline", "a"],
            &["log", "a/problem"],
            &["log", "a"],
            &["diff", "a/problem"],
            &["show", "a/problem@v1"],
            &["restore", "a/problem@v1"],
        ] {
            let run = sandbox.run(arguments).ends_with(5);
            assert!(run.out.is_empty(), "{arguments:?}");
            run.says("through the filter \"turned\", so its history can't be compared here")
                .says("git cat-file --filters COMMIT:./plans/a/");
        }
        sandbox.ok("status");
        sandbox.ok("show a/problem");
        // Elsewhere history is what people wrote.
        if path.starts_with("plans/a") {
            sandbox.ok("log b/team").says("2 versions");
            sandbox.ok("timeline b");
        }
    };
    let attributes = sandbox.read(".gitattributes");
    for pattern in ["*", "plans/a/**", "problem.md"] {
        sandbox.write(
            ".gitattributes",
            format!("{attributes}{pattern} filter=turned\n"),
        );
        ask(pattern);
    }
    sandbox.write(".gitattributes", &attributes);
    sandbox.write("plans/a/2-dream-big/.gitattributes", "*.md filter=turned\n");
    sandbox.git(&["add", "-A"]);
    ask("plans/a");
    sandbox.git(&["rm", "-qf", "plans/a/2-dream-big/.gitattributes"]);
    sandbox.write(".git/info/attributes", "problem.md filter=turned\n");
    ask("problem.md");
    // A filter whose program nobody set changes nothing.
    sandbox.git(&["config", "--remove-section", "filter.turned"]);
    sandbox.ok("log a/problem").says("3 versions");
    sandbox.ok("timeline");
}

/// What is wrong with a commit, and how it comes to be.
type Taking = (&'static str, fn(&Sandbox));

#[test]
fn a_version_without_a_readable_plan_toml_is_shown() {
    let toml = "plans/a/plan.toml";
    let takings: [Taking; 4] = [
        ("no plan.toml", |sandbox| {
            std::fs::remove_file(sandbox.path("plans/a/plan.toml")).unwrap();
        }),
        ("a broken one", |sandbox| {
            sandbox.write("plans/a/plan.toml", "title = \n<<<<<<< HEAD\n");
        }),
        ("an unknown toolkit", |sandbox| {
            sandbox.edit("plans/a/plan.toml", "real-time-redesign", "nowhere");
        }),
        ("no redesign.toml", |sandbox| {
            std::fs::remove_file(sandbox.path("redesign.toml")).unwrap();
        }),
    ];
    for (what, take) in takings {
        let sandbox = over_days();
        let kept = (sandbox.read(toml), sandbox.read("redesign.toml"));
        take(&sandbox);
        sandbox.edit(PROBLEM, "begin?", "go on?");
        let ana = |when| Hand::new(&sandbox, "Ana", when);
        sandbox.git(&["add", "-A"]);
        ana("2026-11-27T09:00:00Z").git(&["commit", "-qm", what]);
        sandbox.write(toml, kept.0);
        sandbox.write("redesign.toml", kept.1);
        sandbox.edit(PROBLEM, "go on?", "end?");
        sandbox.git(&["add", "-A"]);
        ana("2026-11-28T09:00:00Z").git(&["commit", "-qm", "back"]);
        sandbox
            .ok("show a/problem@v4")
            .says("How might we go on?")
            .never_says("can't be read");
        sandbox.ok("diff a/problem v3 v4").says("go on");
        sandbox.ok("diff a/problem v4").says("end");
        sandbox.ok("log a/problem").says("5 versions");
        let day = sandbox.ok("show a@2026-11-27");
        day.says("problem           ●").never_says("can't be read");
        sandbox.ok("diff a 2026-11-26 2026-11-27").says("problem");
        sandbox.ok("restore a/problem@v4");
        assert!(sandbox.read(PROBLEM).contains("go on?"), "{what}");
    }
}

#[test]
fn a_patch_applies_where_the_plan_is_now() {
    let sandbox = over_days();
    std::fs::create_dir(sandbox.path("plans/valley")).unwrap();
    sandbox.git(&["mv", "plans/a", "plans/valley/a"]);
    sandbox.git(&[
        "mv",
        "plans/valley/a/2-dream-big/problem.md",
        "plans/valley/a/problem.md",
    ]);
    sandbox.git(&["commit", "-qm", "moved"]);
    for arguments in [
        &["diff", "a/problem", "v2", "v3"][..],
        &["diff", "a", "v2", "v3"],
        &["diff", "a", "v1"],
        &["diff", "a/problem", "v1"],
    ] {
        let all: Vec<&str> = arguments
            .iter()
            .chain(&["--format", "patch"])
            .copied()
            .collect();
        let patch = sandbox.run(&all).ends_with(0).out;
        assert!(patch.contains("+++ b/plans/valley/a/problem.md"), "{patch}");
        assert!(!patch.contains("plans/a/"), "{patch}");
        std::fs::write(sandbox.home().join("its.patch"), patch).unwrap();
        sandbox.git(&["apply", "--check", "--reverse", "../home/its.patch"]);
    }
}

#[test]
fn times_and_days_in_words() {
    let sandbox = over_days();
    let shown = |words: &str, found: &str| {
        let now = "2026-11-26T12:00:00Z";
        let run = Hand::new(&sandbox, "Ana", now).run(&["show", &format!("a/problem@{words}")]);
        run.says(&format!("of {found}, by"));
    };
    shown("2026-11-24", "2026-11-24");
    shown("2026-11-24 08:59", "2026-11-23");
    shown("2026-11-24 09:00", "2026-11-24");
    shown("2026-11-24T09:00:00Z", "2026-11-24");
    shown("2026-11-24T09:30+01:00", "2026-11-23");
    shown("2026-11-26 08:59:59", "2026-11-24");
    shown("today", "2026-11-26");
    shown("yesterday", "2026-11-24");
    shown("3 days ago", "2026-11-23");
    shown("4 hours ago", "2026-11-24");
    let status = |flag: &str, words: &str| {
        let all = ["status", flag, words, "--format", "json"];
        Hand::new(&sandbox, "Ana", "2026-11-26T12:00:00Z")
            .run(&all)
            .json()
    };
    assert_eq!(
        status("--since", "yesterday")["data"]["plans"][0]["moved"]["done"],
        json!(["problem"])
    );
    assert_eq!(
        status("--at", "1 day ago")["data"]["plans"][1]["percent"],
        2
    );
    assert_eq!(
        status("--at", "2026-11-25 08:59")["data"]["plans"][1]["percent"],
        0
    );
    for words in [
        "last monday",
        "1 fortnight ago",
        "24.11.2026",
        "2026-11-24 25:00",
        "9 am",
    ] {
        sandbox
            .run(["status", "--at", words])
            .ends_with(2)
            .says(&format!("\"{words}\" is neither a revision nor a date"))
            .says("write dates as 2026-03-01, times as \"2026-03-01 09:00\", or count back");
    }
    sandbox
        .fails(2, "status --at '2026-11-22 09:00'")
        .says("there were no commits yet at 2026-11-22 09:00");
    sandbox
        .fails(2, "status --at '2 weeks ago'")
        .says("there were no commits yet at the end of 2 weeks ago")
        .says("the first commit is from 2026-11-23");
}

/// A host renames the branch that everybody follows. Nothing advises to push the old name again.
#[test]
fn a_renamed_default_branch_is_not_made_anew() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.git(&["init", "-q", "--bare", "../remote.git"]);
    sandbox.git(&["remote", "add", "origin", "../remote.git"]);
    sandbox.git(&["branch", "-m", "master"]);
    sandbox.git(&["push", "-q", "-u", "origin", "master"]);
    sandbox.ok("record a/team --set gaps=x");
    sandbox
        .ok("status")
        .says("1 commit not pushed; `git push` shares it");
    sandbox.git(&["-C", "../remote.git", "branch", "-m", "master", "main"]);
    let mend = "note: this branch follows origin/master, which is no longer there; `git branch --move main && git branch --set-upstream-to origin/main` follows origin/main instead";
    for fetch in [&["fetch", "-q"][..], &["fetch", "-q", "--prune"]] {
        sandbox.git(fetch);
        sandbox.ok("status").says(mend).never_says("git push");
    }
    // With several branches, nobody knows which one it is now.
    sandbox.git(&["push", "-q", "origin", "HEAD~1:refs/heads/side"]);
    sandbox.git(&["fetch", "-q"]);
    sandbox
        .ok("status")
        .says(
            "origin/master, which is no longer there; `git branch --set-upstream-to origin/BRANCH`",
        )
        .never_says("git push");
    // Renamed here, and still following what is gone: what is there under the new name counts.
    sandbox.git(&["branch", "--move", "main"]);
    sandbox
        .ok("status")
        .says("1 commit not pushed; `git push --set-upstream origin main` shares it")
        .never_says("master");
    sandbox.git(&["push", "-q", "--set-upstream", "origin", "main"]);
    sandbox.ok("status").never_says("push").never_says("gone");
    // Renamed here only: a push goes to the new name.
    sandbox.git(&["branch", "--move", "trunk"]);
    sandbox.ok("undo");
    sandbox
        .ok("status")
        .says("1 commit not pushed; `git push --set-upstream origin trunk` shares it");
}

/// The second of two people clones before the first has pushed.
#[test]
fn a_clone_of_an_empty_repository_gets_no_second_workspace() {
    let sandbox = Sandbox::new();
    sandbox.git(&["init", "-q", "--bare", "host.git"]);
    sandbox.git(&["clone", "-q", "host.git", "second"]);
    sandbox
        .fails(2, "-C second init --merge-driver")
        .says("no workspace here yet: this is a clone of an empty repository")
        .says("`git pull` once they have pushed");
    assert_eq!(sandbox.files("second"), [".git"]);
    // The first one may start it in such a clone.
    sandbox.git(&["clone", "-q", "host.git", "first"]);
    sandbox.ok("-C first init --title T");
    sandbox.git(&["-C", "first", "push", "-q", "-u", "origin", "HEAD"]);
    // Fetched, but nothing is checked out: what is there is named, with and without the flag.
    sandbox.git(&["-C", "second", "fetch", "-q"]);
    for flags in ["--merge-driver", "--title X"] {
        sandbox
            .fails(4, format!("-C second init {flags}"))
            .says("there is already a workspace on the branch \"origin/main\"")
            .says("`git switch main` checks it out");
    }
    assert_eq!(sandbox.files("second"), [".git"]);
    sandbox.git(&["-C", "second", "switch", "-q", "main"]);
    let mut init = sandbox.redesign();
    finished(init.args(["-C", "second", "init", "--merge-driver"]))
        .ends_with(0)
        .says("records are merged answer by answer");
    // Somebody else's repository without a workspace may become one.
    sandbox.git(&["init", "-q", "-b", "main", "code"]);
    sandbox.write("code/README.md", "x");
    sandbox.git(&["-C", "code", "add", "."]);
    sandbox.git(&["-C", "code", "commit", "-qm", "code"]);
    sandbox.git(&["clone", "-q", "code", "with-plans"]);
    sandbox.ok("-C with-plans init --merge-driver --title Y");
}
