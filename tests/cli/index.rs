//! The user's index is the same before and after each command that writes: what is staged, half-staged, intended,
//! renamed, in conflict or hidden from git stays exactly so.

use super::sandbox::{Sandbox, finished};
use std::io::Write;
use std::process::Stdio;

/// Commands that write, in an order in which they work, each with what it writes to.
const WRITING: &[(&[&str], &str)] = &[
    (&["new", "b"], "plans/b/"),
    (
        &["record", "a/team", "--set", "gaps=x"],
        "a/1-come-together/team.md",
    ),
    (
        &["record", "a/team", "--set", "gaps=y", "-m", "why"],
        "a/1-come-together/team.md",
    ),
    (
        &["record", "a/interviews", "--add", "--set", "words=z"],
        "/interviews/",
    ),
    (&["record", "a/identity", "--skip", "done"], "identity.md"),
    (&["record", "a/identity", "--unskip"], "identity.md"),
    (&["undo"], "identity.md"),
    (&["undo"], "identity.md"),
    (&["undo"], "/interviews/"),
    (&["undo", "a"], "a/1-come-together/team.md"),
    (&["undo", "b"], "plans/b/"),
];

/// A kind of entry, and what brings it into the index.
type Kind = (&'static str, fn(&Sandbox));

/// What the user has in the index.
const KINDS: &[Kind] = &[
    ("half-staged", |sandbox| {
        sandbox.write("half.txt", "ONE\ntwo\nthree\n");
        sandbox.git(&["add", "half.txt"]);
        sandbox.write("half.txt", "ONE\ntwo\nTHREE\n");
    }),
    ("new, staged, then changed", |sandbox| {
        sandbox.write("new.txt", "n");
        sandbox.git(&["add", "new.txt"]);
        sandbox.write("new.txt", "nn");
    }),
    ("intended to be added", |sandbox| {
        sandbox.write("later.txt", "l");
        sandbox.git(&["add", "-N", "later.txt"]);
    }),
    ("renamed", |sandbox| {
        sandbox.git(&["mv", "renamed.txt", "other-name.txt"]);
    }),
    ("a record that was renamed", |sandbox| {
        sandbox.git(&[
            "mv",
            "plans/a/2-dream-big/match.md",
            "plans/a/2-dream-big/matched.md",
        ]);
    }),
    ("taken out of the index", |sandbox| {
        sandbox.git(&["rm", "-q", "--cached", "gone.txt"]);
    }),
    ("deleted, not staged", |sandbox| {
        std::fs::remove_file(sandbox.path("deleted.txt")).unwrap();
    }),
    ("made executable", |sandbox| {
        sandbox.git(&["update-index", "--chmod=+x", "mode.txt"]);
    }),
    ("assumed unchanged", |sandbox| {
        sandbox.git(&["update-index", "--assume-unchanged", "assumed.txt"]);
        sandbox.write("assumed.txt", "changed, and nobody is told");
    }),
    ("left out of the work tree", |sandbox| {
        sandbox.git(&["update-index", "--skip-worktree", "skipped.txt"]);
        std::fs::remove_file(sandbox.path("skipped.txt")).unwrap();
    }),
    ("in conflict", |sandbox| {
        let blob = sandbox.git(&["rev-parse", "HEAD:conflict.txt"]);
        let blob = blob.trim();
        let mut lines = format!("0 {} 0\tconflict.txt\n", "0".repeat(40));
        for stage in 1..=3 {
            lines.push_str(&format!("100644 {blob} {stage}\tconflict.txt\n"));
        }
        let mut command = sandbox.command("git");
        let mut child = command
            .args(["update-index", "--index-info"])
            .stdin(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(lines.as_bytes())
            .unwrap();
        assert!(child.wait().unwrap().success());
    }),
    ("untracked and ignored", |sandbox| {
        sandbox.write("untracked.txt", "u");
        sandbox.write("sheet.private.md", "p");
    }),
];

const TRACKED: [&str; 8] = [
    "half.txt",
    "renamed.txt",
    "gone.txt",
    "deleted.txt",
    "mode.txt",
    "assumed.txt",
    "skipped.txt",
    "conflict.txt",
];

fn with_tracked(sandbox: &Sandbox) {
    for name in TRACKED {
        sandbox.write(name, format!("one\ntwo\n{name}\n"));
    }
    sandbox.git(&[&["add"], &TRACKED[..]].concat());
    sandbox.git(&["commit", "-qnm", "theirs"]);
}

/// What git says of everything but the paths which a command writes: state, staged changes, and each entry with its bits.
fn seen(sandbox: &Sandbox, but: &str) -> String {
    let said = [
        &[
            "status",
            "--porcelain=v2",
            "--untracked-files=all",
            "--ignored",
        ][..],
        &["diff", "--cached"],
        &["diff"],
        &["ls-files", "--stage", "-v"],
    ];
    let said: Vec<String> = said.iter().map(|words| sandbox.git(words)).collect();
    let said = said.join("\n");
    let lines = said.lines().filter(|line| !line.contains(but));
    lines.collect::<Vec<_>>().join("\n")
}

fn every_command_leaves(sandbox: &Sandbox, kind: &str) {
    for (arguments, writes) in WRITING {
        let before = seen(sandbox, writes);
        let commits = sandbox.commits();
        sandbox
            .run(*arguments)
            .ends_with(0)
            .never_says("not committed");
        assert_eq!(seen(sandbox, writes), before, "{kind}: {arguments:?}");
        assert_eq!(sandbox.commits(), commits + 1, "{kind}: {arguments:?}");
        let names = sandbox.git(&["show", "--format=", "--name-only", "HEAD"]);
        assert!(
            names.lines().all(|name| name.contains(writes)),
            "{kind}: {arguments:?}: {names}"
        );
        let ours = sandbox.git(&["status", "--porcelain"]);
        assert!(
            !ours.lines().any(|line| line.contains(writes)),
            "{kind}: {arguments:?}: {ours}"
        );
    }
}

/// All kinds at once, in process.
#[test]
fn every_command_leaves_the_index_as_it_is() {
    let sandbox = Sandbox::with_plans(&["a"]);
    with_tracked(&sandbox);
    for (_, bring) in KINDS {
        bring(&sandbox);
    }
    every_command_leaves(&sandbox, "all");
}

/// The same by git itself, which makes no commit at all while any file is in conflict.
#[test]
fn every_command_leaves_the_index_as_it_is_by_git_itself() {
    let sandbox = Sandbox::with_plans(&["a"]);
    with_tracked(&sandbox);
    sandbox.git(&["config", "core.hooksPath", ".git/ours"]);
    sandbox.write(".git/ours/post-commit", "#!/bin/sh\n");
    finished(
        sandbox
            .command("chmod")
            .args(["+x", ".git/ours/post-commit"]),
    )
    .ends_with(0);
    for (_, bring) in KINDS.iter().filter(|(kind, _)| *kind != "in conflict") {
        bring(&sandbox);
    }
    every_command_leaves(&sandbox, "by git");
}

/// A workspace begun inside a repository which is in the middle of work.
#[test]
fn init_leaves_the_index_as_it_is() {
    let sandbox = Sandbox::new();
    sandbox.git(&["init", "-q"]);
    sandbox.write(".gitignore", "*.o\n");
    sandbox.git(&["add", ".gitignore"]);
    with_tracked(&sandbox);
    for (kind, bring) in KINDS {
        if !kind.contains("record") && !kind.contains("ignored") {
            bring(&sandbox);
        }
    }
    let ours = |text: String| {
        let lines = text.lines().filter(|line| {
            ![".git", "redesign.toml", "*."]
                .iter()
                .any(|name| line.contains(name))
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    let before = ours(seen(&sandbox, ".gitignore"));
    sandbox.ok("init").never_says("not committed");
    assert_eq!(ours(seen(&sandbox, ".gitignore")), before);
    let names = sandbox.git(&["show", "--format=", "--name-only", "HEAD"]);
    assert_eq!(names, ".gitattributes\n.gitignore\nredesign.toml\n");
}
