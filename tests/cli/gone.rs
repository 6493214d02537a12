//! Taking somebody's words out for good: what is left of them is found wherever it is, and what a rewritten history does
//! to versions, links, reviews, `undo` and other clones is what docs/privacy.md says.

use super::sandbox::{Run, Sandbox, finished};
use super::versions::{Hand, PROBLEM};

const WORDS: &str = "Maya Lopez";

/// `check --gone`, which never repeats the words.
#[track_caller]
fn gone(sandbox: &Sandbox, folder: &str) -> Run {
    let run = sandbox.run(["-C", folder, "check", "--gone", WORDS]);
    run.never_says(WORDS).never_says("maya lopez")
}

#[track_caller]
fn is_gone(sandbox: &Sandbox) {
    gone(sandbox, ".")
        .ends_with(0)
        .says("the words are gone from this clone")
        .says(
            "note: other clones, forks, backups and what a host keeps can't be looked at from here",
        );
}

#[track_caller]
fn is_left(sandbox: &Sandbox, place: &str) {
    gone(sandbox, ".")
        .ends_with(1)
        .says("W0305")
        .says(place)
        .never_says("the words are gone");
}

fn expire(sandbox: &Sandbox, folder: &str) {
    sandbox.git(&["-C", folder, "reflog", "expire", "--expire=now", "--all"]);
    sandbox.git(&["-C", folder, "gc", "-q", "--prune=now"]);
}

#[test]
fn words_are_found_wherever_they_are() {
    let sandbox = Sandbox::with_plans(&["a"]);
    is_gone(&sandbox);
    let clean = sandbox.git(&["rev-parse", "HEAD"]);
    let clean = clean.trim();
    let back = |sandbox: &Sandbox| {
        sandbox.git(&["reset", "-q", "--hard", clean]);
        sandbox.git(&["clean", "-qfdx"]);
        // The last message, which git leaves there for hooks.
        let _none_yet = std::fs::remove_file(sandbox.path(".git/COMMIT_EDITMSG"));
        expire(sandbox, ".");
        is_gone(sandbox);
    };
    // On disk: in other clothes, ignored, as a file's name.
    sandbox.type_below(PROBLEM, "statement", "Nobody asked **maya\n> Lopez**.");
    is_left(&sandbox, PROBLEM);
    back(&sandbox);
    sandbox.write("notes.private.md", "Maya Lopez");
    is_left(&sandbox, "notes.private.md");
    back(&sandbox);
    sandbox.write("plans/a/maya-lopez.md", "x");
    is_left(&sandbox, "this file or its name");
    // In a version, whatever leads to it, packed or not.
    sandbox.git(&["add", "-A"]);
    std::fs::remove_file(sandbox.path("plans/a/maya-lopez.md")).unwrap();
    is_left(&sandbox, "in the index");
    back(&sandbox);
    let record = "statement=How might we ask Maya Lopez?";
    sandbox
        .run(["record", "a/problem", "--set", record])
        .ends_with(0);
    sandbox.ok("record a/problem --set 'statement=How might we ask?'");
    is_left(&sandbox, "in 1 version of this file in main");
    sandbox.git(&["gc", "-q"]);
    is_left(&sandbox, PROBLEM);
    sandbox.git(&["branch", "side"]);
    sandbox.git(&["reset", "-q", "--hard", clean]);
    is_left(&sandbox, "of this file in side");
    sandbox.git(&["tag", "v1", "side"]);
    sandbox.git(&["branch", "-qD", "side"]);
    is_left(&sandbox, "of this file in v1");
    sandbox.git(&["update-ref", "refs/original/x", "v1"]);
    sandbox.git(&["tag", "-d", "v1"]);
    is_left(&sandbox, "of this file in refs/original/x");
    sandbox.git(&["update-ref", "-d", "refs/original/x"]);
    is_left(&sandbox, "in the reflog of ");
    sandbox.git(&["reflog", "expire", "--expire=now", "--all"]);
    is_left(&sandbox, "that nothing leads to any more");
    back(&sandbox);
    sandbox.type_below(PROBLEM, "statement", "Maya Lopez");
    sandbox.git(&["stash", "-q"]);
    sandbox.git(&["commit", "-q", "--allow-empty", "-m", "later"]);
    sandbox.type_below(PROBLEM, "statement", "other");
    sandbox.git(&["stash", "-q"]);
    is_left(&sandbox, "in the stash");
    sandbox.git(&["stash", "clear"]);
    back(&sandbox);
    // In what is said about commits.
    sandbox.git(&[
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        "Maya Lopez asked for it",
    ]);
    is_left(&sandbox, "author or message of commit");
    back(&sandbox);
    let hand = Hand::new(&sandbox, "Maya Lopez", "2026-11-24T09:00:00Z");
    hand.git(&["commit", "-q", "--allow-empty", "-m", "x"]);
    is_left(&sandbox, "author or message of commit");
    back(&sandbox);
    sandbox.git(&["tag", "-a", "v2", "-m", "for Maya Lopez"]);
    is_left(&sandbox, "the tag v2");
    sandbox.git(&["tag", "-d", "v2"]);
    sandbox.git(&["branch", "maya-lopez"]);
    is_left(&sandbox, "git's own file refs/heads/maya-lopez");
    sandbox.git(&["pack-refs", "--all"]);
    // git needs that file: nobody is told to delete it.
    is_left(&sandbox, "don't delete the file");
    sandbox.git(&["branch", "-D", "maya-lopez"]);
    back(&sandbox);
    // In a plan's own repository.
    sandbox.write(".gitignore", "plans/b/\n");
    sandbox.git(&["commit", "-qam", "b is its own"]);
    sandbox.ok("new b");
    sandbox.git(&["init", "-q", "plans/b"]);
    sandbox.git(&["-C", "plans/b", "add", "."]);
    sandbox.git(&["-C", "plans/b", "commit", "-qm", "our plan"]);
    sandbox
        .run(["record", "b/problem", "--set", record])
        .ends_with(0);
    sandbox.ok("record b/problem --set 'statement=How might we ask?'");
    is_left(&sandbox, "plans/b/2-dream-big/problem.md");
    gone(&sandbox, ".").says("in main of plans/b");
    sandbox
        .fails(2, "check --gone ' -- '")
        .says("there are no words to look for");
    sandbox.fails(2, "check a --gone x");
}

/// What can't be looked at isn't said to be gone.
#[test]
fn what_is_not_here_is_not_gone() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let record = format!("statement=How might we ask {WORDS}?");
    sandbox
        .run(["record", "a/problem", "--set", &record])
        .ends_with(0);
    sandbox.ok("record a/problem --set 'statement=How might we ask?'");
    sandbox.git(&["config", "uploadpack.allowFilter", "true"]);
    let from = std::fs::canonicalize(sandbox.work()).unwrap();
    let from = format!("file://{}", from.display());
    for (flag, said) in [("--depth=1", "shallow"), ("--filter=blob:none", "partial")] {
        let there = format!("../home/{said}");
        sandbox.git(&["clone", "-q", flag, &from, &there]);
        let run = gone(&sandbox, &there).ends_with(5);
        assert!(run.out.is_empty());
        run.says(&format!("this clone is {said}"));
    }
    let partial = "../home/partial";
    sandbox.git(&["-C", partial, "fetch", "-q", "--refetch", "--no-filter"]);
    gone(&sandbox, partial)
        .ends_with(1)
        .says("of this file in main");
    let filtered = Sandbox::with_plans(&["a"]);
    filtered.git(&["config", "filter.turned.clean", "rev"]);
    filtered.git(&["config", "filter.turned.smudge", "rev"]);
    filtered.write(".git/info/attributes", "problem.md filter=turned\n");
    is_left(
        &filtered,
        "so whether the words are in its history is unknown",
    );
}

/// By plain git, as docs/privacy.md has it: what stays, what changes, and what an old clone does.
#[test]
fn a_history_rewritten_with_plain_git() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let ana = |when, arguments: &[&str]| Hand::new(&sandbox, "Ana", when).run(arguments);
    let statement = format!("statement=How might we ask {WORDS}?");
    ana(
        "2026-11-24T09:00:00Z",
        &[
            "record",
            "a/problem",
            "--set",
            &statement,
            "--set",
            "evidence=x",
            "-m",
            &format!("{WORDS} said so"),
        ],
    );
    let named = sandbox.git(&["rev-parse", "HEAD"]);
    ana(
        "2026-11-25T09:00:00Z",
        &[
            "record",
            "a/match",
            "--set",
            "idea=A call",
            "--set",
            "why=It needs no app",
        ],
    );
    ana(
        "2026-11-26T09:00:00Z",
        &[
            "record",
            "a/problem",
            "--set",
            "statement=How might we ask the student?",
        ],
    );
    // What builds on the answer is to be looked at again, once: when the words go from it.
    sandbox.ok("show a/match").says("review");
    ana("2026-11-27T09:00:00Z", &["record", "a/match", "--reviewed"]);
    ana(
        "2026-11-27T10:00:00Z",
        &["new", "cohort", "--toolkit", "strategy-lab"],
    );
    let by_commit = format!("a/problem@{}", &named[..12]);
    let rows = ["a/problem@2026-11-25", "a/problem@v2", &by_commit];
    let rows = rows
        .map(|one| format!("supported={one} | in their words | told"))
        .join("\n");
    let rows = rows.replace("\nsupported=", "\n");
    ana(
        "2026-11-27T11:00:00Z",
        &[
            "record",
            "cohort/finding",
            "--add",
            "--title",
            "asking",
            "--set",
            "claim=It helps.",
            "--set",
            &rows,
        ],
    );
    ana(
        "2026-11-28T09:00:00Z",
        &["record", "a/team", "--set", "gaps=y"],
    );
    let lost = || {
        let found = sandbox.run(["check", "cohort", "--format", "json"]).json();
        let all = found["diagnostics"].as_array().unwrap().clone();
        let lost = all.iter().filter(|one| one["code"] == "W0217");
        lost.map(|one| one["message"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(lost(), [""; 0]);
    let states = sandbox.ok("status --activities --format csv").out;
    let versions = || {
        let log = sandbox.ok("log a/problem --all --format json").json();
        let versions = log["data"]["versions"].as_array().unwrap().clone();
        let told = versions.iter().map(|one| {
            ["version", "date", "author", "changes", "why"].map(|key| one[key].to_string())
        });
        told.collect::<Vec<_>>()
    };
    let told = versions();
    sandbox.git(&["clone", "-q", ".", "../home/old"]);
    is_left(&sandbox, "in 1 version of this file in main");

    let replace =
        format!("grep -rl --null '{WORDS}' . | xargs -0 perl -pi -e 's/{WORDS}/[removed]/g'");
    let mut rewrite = sandbox.command("git");
    let messages = format!("sed 's/{WORDS}/[removed]/g'");
    rewrite.env("FILTER_BRANCH_SQUELCH_WARNING", "1").args([
        "filter-branch",
        "--tree-filter",
        &replace,
        "--msg-filter",
        &messages,
        "--",
        "--all",
    ]);
    finished(&mut rewrite).ends_with(0);
    is_left(&sandbox, "refs/original/");
    sandbox.git(&["update-ref", "-d", "refs/original/refs/heads/main"]);
    is_left(&sandbox, "in the reflog of ");
    expire(&sandbox, ".");
    is_gone(&sandbox);
    sandbox.git(&["fsck", "--strict"]);

    // Versions, with who, when and why; the words are replaced in what they say.
    let rewritten: Vec<_> = told
        .iter()
        .map(|one| one.clone().map(|words| words.replace(WORDS, "[removed]")))
        .collect();
    assert_eq!(versions(), rewritten);
    assert_eq!(told.len(), 3);
    sandbox
        .ok("show a/problem@v2")
        .says("How might we ask [removed]?");
    sandbox.ok("timeline a").says("2026-11-24");
    // Nothing is to be looked at again, since nothing of now changed.
    assert_eq!(sandbox.ok("status --activities --format csv").out, states);
    sandbox.ok("show a/match").says("\u{25cf} done");
    // Links by day and number stay, the one by commit leads nowhere, which is said.
    let lost = lost();
    assert_eq!(lost.len(), 1, "{lost:?}");
    assert!(lost[0].contains(&named[..12]), "{lost:?}");
    // The last command can still be taken back, and no other twice.
    sandbox.ok("undo").says("took back  record a/team");
    sandbox.ok("undo").says("took back  record cohort/finding");
    old_and_new_clones(&sandbox);
}

/// An old clone brings the words back, which a look says; a new one has none.
fn old_and_new_clones(sandbox: &Sandbox) {
    sandbox.git(&["init", "-q", "--bare", "../home/host.git"]);
    sandbox.git(&["push", "-q", "../home/host.git", "HEAD:refs/heads/main"]);
    sandbox.git(&["clone", "-q", "../home/host.git", "../home/new"]);
    gone(sandbox, "../home/new").ends_with(0);
    let old = "../home/old";
    gone(sandbox, old).ends_with(1);
    sandbox.git(&["-C", old, "remote", "set-url", "origin", "../host.git"]);
    sandbox.git(&[
        "-C",
        old,
        "pull",
        "-q",
        "--no-rebase",
        "--no-edit",
        "-s",
        "ours",
    ]);
    sandbox.git(&["-C", old, "push", "-q", "origin", "HEAD:main"]);
    sandbox.git(&["clone", "-q", "../home/host.git", "../home/newer"]);
    gone(sandbox, "../home/newer")
        .ends_with(1)
        .says("of this file in main");
}

/// The demo, rewritten by the program that git recommends: run by `.ci/long gone`, which brings it.
#[test]
#[ignore = "needs git-filter-repo: .ci/long gone"]
fn the_demo_rewritten_with_filter_repo() {
    let program = std::env::var("FILTER_REPO").unwrap();
    let sandbox = Sandbox::new();
    sandbox.ok("demo --public --quiet");
    let demo = sandbox.files(".");
    let [demo] = demo.as_slice() else {
        panic!("one folder: {demo:?}");
    };
    // Words of the demo's own, in a record of each kind, and of a person.
    let own = "interviews";
    let named = format!("plans/renton/1-come-together/{own}");
    let record = format!("statement=How might we ask {WORDS}?");
    let why = format!("{WORDS} said so");
    for arguments in [
        &["record", "renton/problem", "--set", &record, "-m", &why][..],
        &[
            "record",
            "renton/interviews",
            "--add",
            "--title",
            WORDS,
            "--set",
            "group=family",
        ],
        &[
            "record",
            "renton/problem",
            "--set",
            "statement=How might we ask?",
        ],
    ] {
        sandbox
            .run(["-C", demo].iter().chain(arguments))
            .ends_with(0);
    }
    let path = |name: &str| format!("{demo}/{name}");
    let file = sandbox.files(&path(&named));
    let file = file
        .iter()
        .find(|name| name.contains("maya-lopez"))
        .unwrap();
    sandbox.git(&["-C", demo, "rm", "-q", &format!("{named}/{file}")]);
    sandbox.git(&["-C", demo, "commit", "-qm", "one less"]);
    gone(&sandbox, demo).ends_with(1).says(&named);
    rewrite_and_compare(&sandbox, demo, &program);
}

fn rewrite_and_compare(sandbox: &Sandbox, demo: &str, program: &str) {
    let before = sandbox
        .run(["-C", demo, "status", "--format", "json"])
        .json();
    let log = |name: &str| {
        let all = ["-C", demo, "log", name, "--all", "--format", "json"];
        let log = sandbox.run(all).ends_with(0).json();
        log["data"]["versions"].as_array().unwrap().len()
    };
    let versions = log("renton/problem");
    let words = sandbox.home().join("words.txt");
    std::fs::write(
        &words,
        format!("{WORDS}==>[removed]\nmaya-lopez==>removed\n"),
    )
    .unwrap();
    let words = words.display().to_string();
    let names = "return filename.replace(b'maya-lopez', b'removed')";
    let mut rewrite = sandbox.command(program);
    rewrite
        .current_dir(sandbox.path(demo))
        .args([
            "--force",
            "--replace-text",
            &words,
            "--replace-message",
            &words,
        ])
        .args(["--filename-callback", names]);
    finished(&mut rewrite).ends_with(0);
    expire(sandbox, demo);
    gone(sandbox, demo)
        .ends_with(0)
        .says("the words are gone from this clone");
    sandbox.git(&["-C", demo, "fsck", "--strict"]);
    let after = sandbox
        .run(["-C", demo, "status", "--format", "json"])
        .json();
    assert_eq!(after["data"], before["data"]);
    assert_eq!(log("renton/problem"), versions);
    let check = sandbox.run(["-C", demo, "check", "renton"]);
    assert!(check.code <= 1, "{}", check.err);
    sandbox.run(["-C", demo, "timeline", "renton"]).ends_with(0);
}

/// What isn't looked at is named, and neither said to be gone nor to be there.
#[test]
fn what_is_not_looked_at_is_unknown() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let tree = sandbox.home().join("tree");
    sandbox.git(&[
        "worktree",
        "add",
        "-q",
        "-b",
        "other",
        tree.to_str().unwrap(),
    ]);
    sandbox
        .run(["check", "--gone", "Maya Lopez"])
        .ends_with(1)
        .says("whether the words are in files of the work tree tree is unknown")
        .says("1 place can't be looked at")
        .never_says("the words are still in")
        .never_says("are gone");
}
