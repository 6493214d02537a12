//! `undo`: the last command of ours goes by a new commit, or nothing happens and the reason is said.

use super::sandbox::{Run, Sandbox, bytes_below};

const TEAM: &str = "plans/a/1-come-together/team.md";

fn tree(sandbox: &Sandbox) -> String {
    sandbox.git(&["rev-parse", "HEAD^{tree}"])
}

#[track_caller]
fn is_clean(sandbox: &Sandbox) {
    assert_eq!(sandbox.git(&["status", "--porcelain=v2"]), "");
    let left = sandbox.files(".git");
    let ours: Vec<_> = left
        .iter()
        .filter(|name| name.starts_with("redesign.") && *name != "redesign.lock")
        .collect();
    assert!(ours.is_empty(), "{ours:?}");
}

/// Refused, and nothing is any different: files, index, commits.
#[track_caller]
fn refused(sandbox: &Sandbox, arguments: &[&str], words: &[&str]) -> Run {
    let seen = |sandbox: &Sandbox| {
        (
            bytes_below(&sandbox.work()),
            sandbox.git(&["status", "--porcelain=v2"]),
            sandbox.git(&["diff", "--cached"]),
            sandbox.commits(),
        )
    };
    let before = seen(sandbox);
    let run = sandbox.run(arguments).ends_with(4);
    assert!(seen(sandbox) == before, "something changed");
    for word in words {
        run.clone().says(word);
    }
    run
}

/// Every writing command in a row, then as many undos: each brings back exactly the tree before it.
#[test]
fn every_command_is_taken_back_one_by_one() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let commands: &[&[&str]] = &[
        &["record", "a/team", "--set", "gaps=x"],
        &["record", "a/team", "--set", "gaps=y"],
        &["record", "a/interviews", "--add", "--set", "words=one"],
        &["record", "a/identity", "--skip", "done last year"],
        &["record", "a/identity", "--unskip"],
        &["new", "group/b", "c"],
        &["record", "c/team", "--set", "gaps=z"],
        &["record", "c/sensemaking", "--set", "themes=a|b|c"],
        &["draft", "c/problem"],
    ];
    let mut trees = Vec::new();
    for command in commands {
        trees.push(tree(&sandbox));
        sandbox.run(*command).ends_with(0);
    }
    let files = bytes_below(&sandbox.work());
    let mut commits = sandbox.commits();
    for (command, before) in commands.iter().zip(&trees).rev() {
        sandbox.ok("undo").says("took back");
        commits += 1;
        assert_eq!(tree(&sandbox), *before, "{command:?}");
        assert_eq!(sandbox.commits(), commits);
        is_clean(&sandbox);
    }
    assert!(bytes_below(&sandbox.work()) != files);
    assert!(!sandbox.path("plans/c").exists() && !sandbox.path("plans/group").exists());
    sandbox.git(&["fsck", "--strict"]);
    // What is left is how the workspace began: `new`, with the toolkit that it copied, and the start itself.
    sandbox
        .ok("undo")
        .says("removed    plans/a/ (22 files)")
        .says("toolkits/real-time-redesign-1.1.0/ (12 files)");
    assert!(!sandbox.path("plans").exists() && !sandbox.path("toolkits").exists());
    refused(&sandbox, &["undo"], &["started this workspace"]);
}

#[test]
fn the_commit_says_what_it_takes_back() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let before = sandbox.read(TEAM);
    sandbox.ok("record a/team --set gaps=x");
    let id = sandbox.git(&["rev-parse", "HEAD"]).trim().to_owned();
    let dry = sandbox
        .ok("undo --dry-run")
        .says("would take back  record a/team: gaps")
        .says(&format!("would restore    {TEAM}"));
    assert!(!dry.out.contains("commit"));
    assert_eq!(sandbox.git(&["rev-parse", "HEAD"]).trim(), id);
    let json = sandbox.ok("undo --format json").json();
    assert_eq!(json["data"]["took_back"]["commit"], id.as_str());
    assert_eq!(json["data"]["took_back"]["plans"][0], "a");
    assert_eq!(json["data"]["restored"][0], TEAM);
    assert_eq!(json["data"]["removed"].as_array().unwrap().len(), 0);
    assert_eq!(sandbox.read(TEAM), before);
    assert_eq!(
        sandbox.git(&["log", "-1", "--format=%B"]).trim(),
        format!(
            "undo record a/team: gaps\n\nRedesign-Plan: a\nRedesign-Activity: team\nRedesign-Command: undo\nRedesign-Undo: {id}"
        )
    );
    let names = sandbox.git(&["show", "--format=", "--name-only", "HEAD"]);
    assert_eq!(names.trim(), TEAM);
}

/// Every commit of ours says which command made it; a commit by hand, a merge or one that quotes ours is none.
#[test]
fn ours_are_told_from_others() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.ok("record a/team --set gaps=x");
    let commands = sandbox.git(&[
        "log",
        "--format=%(trailers:key=Redesign-Command,valueonly,separator=%x2C)",
    ]);
    assert_eq!(commands, "record\nnew\ninit\n");
    // By hand, and quoting ours in its middle.
    sandbox.write("notes.txt", "n");
    sandbox.git(&["add", "notes.txt"]);
    sandbox.git(&[
        "commit",
        "-qm",
        "notes\n\nRedesign-Command: record\n\nand more words of mine",
    ]);
    // A merge of a branch on which somebody recorded: the branch's commands are not ours to take back here.
    sandbox.git(&["checkout", "-qb", "side", "HEAD~1"]);
    sandbox.ok("record a/identity --set missing=s");
    sandbox.git(&["checkout", "-q", "main"]);
    sandbox.git(&["merge", "-q", "--no-ff", "--no-edit", "side"]);
    sandbox.ok("undo").says("took back  record a/team: gaps");
    assert_eq!(sandbox.read("notes.txt"), "n");
    assert!(
        sandbox
            .read("plans/a/1-come-together/identity.md")
            .contains("- s")
    );
}

#[test]
fn later_work_is_in_the_way() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.ok("record a/team --set gaps=x");
    // In the work tree, then in the index, then in a commit.
    sandbox.edit(TEAM, "- x", "- x, by hand");
    refused(
        &sandbox,
        &["undo"],
        &["later work builds on it", TEAM, "uncommitted"],
    );
    refused(&sandbox, &["undo", "--dry-run"], &["uncommitted"]);
    sandbox.git(&["add", TEAM]);
    refused(&sandbox, &["undo"], &[TEAM, "uncommitted"]);
    let text = sandbox.read(TEAM);
    sandbox.edit(TEAM, "- x, by hand", "- x");
    refused(&sandbox, &["undo"], &[TEAM, "uncommitted"]);
    sandbox.write(TEAM, text);
    sandbox.git(&["commit", "-qam", "By hand"]);
    let by = sandbox.git(&["rev-parse", "--short=7", "HEAD"]);
    sandbox.write("other.txt", "o");
    sandbox.git(&["add", "other.txt"]);
    sandbox.git(&["commit", "-qm", "Something else"]);
    let run = refused(
        &sandbox,
        &["undo"],
        &[&format!(
            "{TEAM} was changed since by {} \"By hand\"",
            by.trim()
        )],
    );
    assert!(run.out.is_empty());
    let json = sandbox.fails(4, "undo --format json").json();
    assert_eq!(json["diagnostics"][0]["code"], "R0008");
    // Deleted by hand is changed, too.
    std::fs::remove_file(sandbox.path(TEAM)).unwrap();
    refused(&sandbox, &["undo"], &[TEAM]);
    // Once the bytes are again what the command left, whoever wrote them, it can be taken back.
    sandbox.git(&["checkout", "-q", "HEAD~2", "--", TEAM]);
    sandbox.git(&["commit", "-qam", "As it was"]);
    sandbox.ok("undo");
    is_clean(&sandbox);
}

#[test]
fn a_plan_that_somebody_works_in_does_not_go() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.ok("new b");
    sandbox.write("plans/b/1-come-together/interviews/talk.md", "# Mine\n");
    refused(
        &sandbox,
        &["undo"],
        &["plans/b/1-come-together/interviews/talk.md would be left without its plan"],
    );
    std::fs::remove_file(sandbox.path("plans/b/1-come-together/interviews/talk.md")).unwrap();
    // The toolkit that the first `new` copied is used by the second plan.
    refused(
        &sandbox,
        &["undo", "a"],
        &["toolkits/real-time-redesign-1.1.0 is used by plans/b"],
    );
    sandbox.ok("undo");
    sandbox.ok("undo");
    assert!(!sandbox.path("plans").exists());
}

#[test]
fn the_last_command_of_one_plan() {
    let sandbox = Sandbox::with_plans(&["a", "b"]);
    for plan in ["a", "b"] {
        sandbox.ok(format!("record {plan}/team --set gaps=x"));
    }
    sandbox.ok("undo a").says("took back  record a/team: gaps");
    sandbox.ok("undo").says("took back  record b/team: gaps");
    sandbox.fails(2, "undo c").says("no plan named \"c\"");
    // Both plans were made by one command, so they go together.
    sandbox
        .ok("undo b --dry-run")
        .says("would remove     plans/a/ (22 files)");
}

/// A rebase gives commits other ids: what was taken back stays so.
#[test]
fn what_was_taken_back_stays_so_after_a_rebase() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let base = sandbox.git(&["rev-parse", "HEAD"]).trim().to_owned();
    sandbox.ok("record a/identity --set missing=first");
    sandbox.ok("record a/team --set gaps=x");
    sandbox.ok("undo");
    sandbox.git(&["checkout", "-qb", "upstream", &base]);
    sandbox.write("notes.txt", "n");
    sandbox.git(&["add", "notes.txt"]);
    sandbox.git(&["commit", "-qm", "notes"]);
    sandbox.git(&["checkout", "-q", "main"]);
    sandbox.git(&["rebase", "-q", "upstream"]);
    sandbox
        .ok("undo")
        .says("took back  record a/identity: missing");
    is_clean(&sandbox);
}

#[test]
fn nothing_to_take_back() {
    let sandbox = Sandbox::new();
    sandbox.fails(2, "undo").says("no workspace here");
    sandbox.ok("init --no-git");
    sandbox.ok("new a");
    // As each command that needs a history.
    for line in [
        "undo",
        "undo a",
        "log a",
        "diff a",
        "timeline",
        "restore a@v1",
    ] {
        sandbox
            .fails(5, line)
            .says("there is no git repository here");
    }
    sandbox.git(&["init", "-q"]);
    sandbox
        .fails(2, "undo")
        .says("nothing to undo: no command has written");
    sandbox.git(&["add", "."]);
    sandbox.git(&["commit", "-qm", "by hand"]);
    sandbox.fails(2, "undo").says("nothing to undo");
    sandbox.ok("record a/team --set gaps=x");
    sandbox.ok("undo");
    sandbox
        .fails(2, "undo a")
        .says("no command has written to plans/a that isn't undone already");
}

/// Without a commit the old text comes back all the same, and the rest is the user's.
#[test]
fn without_a_commit() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let before = sandbox.read(TEAM);
    sandbox.ok("record a/team --set gaps=x");
    let commits = sandbox.commits();
    sandbox.ok("undo --no-commit");
    assert_eq!(sandbox.read(TEAM), before);
    assert_eq!(sandbox.commits(), commits);
    refused(&sandbox, &["undo"], &["uncommitted"]);
}

/// Files on disk may have other line ends than git keeps.
#[test]
fn line_ends_stay_as_they_are_on_disk() {
    let sandbox = Sandbox::with_plans(&["a"]);
    std::fs::remove_file(sandbox.path(".gitattributes")).unwrap();
    sandbox.git(&["commit", "-qam", "no attributes"]);
    sandbox.git(&["config", "core.autocrlf", "true"]);
    std::fs::remove_file(sandbox.path(TEAM)).unwrap();
    sandbox.git(&["checkout", "-q", "--", TEAM]);
    let before = sandbox.read(TEAM);
    assert!(before.contains("\r\n"));
    sandbox
        .ok("record a/team --set gaps=x")
        .never_says("not committed");
    sandbox.ok("undo");
    assert_eq!(sandbox.read(TEAM), before);
    is_clean(&sandbox);
}

/// A clone with `--depth 1`: what was before the one commit isn't there, so nothing can be taken back to it.
#[test]
fn a_shallow_clone_knows_no_before() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.ok("record a/team --set gaps=x");
    let url = format!("file://{}", sandbox.work().display());
    sandbox.git(&["clone", "-q", "--depth", "1", &url, "../home/clone"]);
    sandbox
        .fails(5, "-C ../home/clone undo")
        .says("shallow clone")
        .says("git fetch --unshallow");
    assert!(sandbox.home().join("clone").join(TEAM).exists());
    // What was written here since can be.
    sandbox.ok("-C ../home/clone record a/team --set gaps=y");
    sandbox
        .ok("-C ../home/clone undo")
        .says("took back  record a/team: gaps");
}

/// A workspace inside a larger repository: paths are the workspace's, and the rest is left alone.
#[test]
fn inside_a_larger_repository() {
    let sandbox = Sandbox::new();
    sandbox.git(&["init", "-q"]);
    sandbox.ok("init inner");
    sandbox.ok("-C inner new a");
    let tree_before = tree(&sandbox);
    sandbox.ok("-C inner record a/team --set gaps=x");
    sandbox.ok("-C inner/plans/a undo").says(TEAM);
    assert_eq!(tree(&sandbox), tree_before);
    is_clean(&sandbox);
    // A commit of ours to which somebody added a file from outside the workspace.
    sandbox.ok("-C inner record a/team --set gaps=x");
    sandbox.write("outside.txt", "o");
    sandbox.git(&["add", "outside.txt"]);
    sandbox.git(&["commit", "-q", "--amend", "--no-edit"]);
    refused(
        &sandbox,
        &["-C", "inner", "undo"],
        &["outside.txt", "outside the workspace"],
    );
}

#[test]
fn lines_for_the_merge_driver_are_taken_back() {
    let sandbox = Sandbox::new();
    sandbox.ok("init");
    let kept = "* text=auto eol=lf\n";
    sandbox.write(".gitattributes", kept);
    sandbox.git(&["commit", "-qam", "Fewer lines"]);
    sandbox.ok("init --merge-driver");
    let said = sandbox.git(&["log", "-1", "--format=%B"]);
    assert!(said.contains("\nRedesign-Command: init\n"), "{said}");
    sandbox.ok("undo");
    assert_eq!(sandbox.read(".gitattributes"), kept);
}
