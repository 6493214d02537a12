//! A plan that is a git repository of its own, below `plans/` of another: what is written to it is committed there.

use super::sandbox::{Run, Sandbox, finished};

const TEAM: &str = "1-come-together/team.md";

fn git_in(sandbox: &Sandbox, folder: &str, arguments: &[&str]) -> String {
    let path = sandbox.path(folder);
    let mut command = sandbox.command("git");
    let run = finished(command.arg("-C").arg(path).args(arguments));
    assert_eq!(run.code, 0, "git {arguments:?}: {}{}", run.out, run.err);
    run.out
}

/// HEAD, state and index of the outer repository.
fn outer(sandbox: &Sandbox) -> String {
    ["rev-parse HEAD", "diff --cached", "ls-files --stage"]
        .map(|words| sandbox.git(&words.split(' ').collect::<Vec<_>>()))
        .join("\n")
}

/// The history of a district which keeps its plan in a repository of its own.
fn district() -> Sandbox {
    let sandbox = Sandbox::with_plans(&["own", "a"]);
    std::fs::rename(sandbox.path("plans/own"), sandbox.home().join("own")).unwrap();
    sandbox.git(&["commit", "-qam", "own moves out"]);
    let theirs = "../home/own";
    git_in(&sandbox, theirs, &["init", "-q"]);
    git_in(&sandbox, theirs, &["add", "."]);
    git_in(&sandbox, theirs, &["commit", "-qm", "our plan"]);
    sandbox
}

/// Each command which writes to such a plan commits in its repository, and the outer one is as it was.
fn is_committed_on_its_own(sandbox: &Sandbox) {
    let own = "plans/own";
    let before = outer(sandbox);
    let tree = git_in(sandbox, own, &["rev-parse", "HEAD^{tree}"]);
    let run = |arguments: &[&str]| -> Run {
        let commits = git_in(sandbox, own, &["rev-list", "--count", "HEAD"]);
        let run = sandbox
            .run(arguments)
            .ends_with(0)
            .never_says("not committed");
        assert_ne!(
            git_in(sandbox, own, &["rev-list", "--count", "HEAD"]),
            commits,
            "{arguments:?}"
        );
        assert_eq!(outer(sandbox), before, "{arguments:?}");
        assert_eq!(git_in(sandbox, own, &["status", "--porcelain"]), "");
        run
    };
    run(&["record", "own/team", "--set", "gaps=x"]);
    assert_eq!(
        git_in(
            sandbox,
            own,
            &["show", "--format=%s", "--name-only", "HEAD"]
        ),
        format!("record own/team: gaps\n\n{TEAM}\n")
    );
    run(&["record", "own/interviews", "--add", "--set", "words=y"]);
    run(&["record", "own/identity", "--skip", "done"]);
    run(&["record", "own/identity", "--unskip"]);
    sandbox.edit(&format!("{own}/{TEAM}"), "- x", "- by hand");
    run(&["record", "own/team", "--with-edits"]);
    // By its name, from inside, by its path.
    run(&["undo", "own"]).says("took back  record own/team: edited by hand");
    for arguments in [
        &["-C", "plans/own", "undo"][..],
        &["-C", "plans/own/1-come-together", "undo"],
        &["undo", "./plans/own"],
        &["undo", "own"],
    ] {
        run(arguments);
    }
    assert_eq!(git_in(sandbox, own, &["rev-parse", "HEAD^{tree}"]), tree);
    sandbox
        .fails(2, "undo own")
        .says("nothing to undo: no command has written to plans/own");
    // The outer repository's last command is another matter, and has to do with other files.
    let head = git_in(sandbox, own, &["rev-parse", "HEAD"]);
    sandbox.fails(4, "undo").says("new plans own, a");
    assert_eq!(git_in(sandbox, own, &["rev-parse", "HEAD"]), head);
    assert_eq!(outer(sandbox), before);
    // Lock and notes are kept where the commits are, and are gone afterwards.
    let directory = git_in(sandbox, own, &["rev-parse", "--absolute-git-dir"]);
    let names = std::fs::read_dir(directory.trim()).unwrap();
    let ours: Vec<_> = names
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("redesign"))
        .collect();
    assert_eq!(ours, ["redesign.lock"]);
}

#[test]
fn a_clone_that_the_outer_repository_ignores() {
    let sandbox = district();
    let ignored = format!("{}plans/own/\n", sandbox.read(".gitignore"));
    sandbox.write(".gitignore", ignored);
    sandbox.git(&["commit", "-qam", "own is a repository of its own"]);
    sandbox.git(&["clone", "-q", "../home/own", "plans/own"]);
    let before = sandbox.git(&["status", "--porcelain"]);
    is_committed_on_its_own(&sandbox);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), before);
}

#[test]
fn a_submodule() {
    let sandbox = district();
    sandbox.git(&[
        "-c",
        "protocol.file.allow=always",
        "submodule",
        "add",
        "-q",
        "../home/own",
        "plans/own",
    ]);
    sandbox.git(&["commit", "-qm", "own is a submodule"]);
    is_committed_on_its_own(&sandbox);
}

/// A run that was cut off in such a plan is finished by the next one there.
#[test]
fn a_run_that_was_cut_off_is_finished_there() {
    let sandbox = district();
    sandbox.git(&["clone", "-q", "../home/own", "plans/own"]);
    let file = format!("plans/own/{TEAM}");
    let before = sandbox.read(&file);
    let after = format!("{before}\nmore\n");
    sandbox.write(&file, &after);
    let head = git_in(&sandbox, "plans/own", &["rev-parse", "HEAD"]);
    let journal = serde_json::json!({
        "message": "record own/team: gaps\n", "head": head.trim(), "folders": [],
        "files": [{"path": file, "before": before.as_bytes(), "after": after.as_bytes()}],
    });
    sandbox.write("plans/own/.git/redesign.journal", journal.to_string());
    sandbox
        .ok("record own/identity --set missing=x")
        .says("the last command was interrupted; it was finished");
    assert_eq!(
        git_in(&sandbox, "plans/own", &["log", "--format=%s", "-2"]),
        "record own/identity: missing\nrecord own/team: gaps\n"
    );
}

/// A new plan in a group that is a repository is committed there, unless the workspace has to get a toolkit as well:
/// no commit is made in two repositories.
#[test]
fn a_new_plan_in_a_group_of_its_own() {
    let sandbox = Sandbox::with_plans(&[]);
    let group = "plans/valley";
    sandbox.git(&["init", "-q", group]);
    sandbox
        .ok("new valley/b")
        .says("belongs to another repository");
    git_in(&sandbox, group, &["add", "."]);
    git_in(&sandbox, group, &["commit", "-qm", "b"]);
    sandbox.git(&["add", "toolkits"]);
    sandbox.git(&["commit", "-qm", "toolkit"]);
    let before = outer(&sandbox);
    sandbox.ok("new valley/c").never_says("not committed");
    for plan in ["b", "c"] {
        sandbox
            .ok(format!("record {plan}/team --set gaps=x"))
            .never_says("not committed");
    }
    assert_eq!(
        git_in(&sandbox, group, &["log", "-3", "--format=%s"]),
        "record c/team: gaps\nrecord b/team: gaps\nnew plan c\n"
    );
    assert_eq!(git_in(&sandbox, group, &["status", "--porcelain"]), "");
    // Two plans in one repository: each has its own last command.
    sandbox.ok("undo b").says("record b/team");
    sandbox.fails(2, "undo b").says("nothing to undo");
    assert_eq!(outer(&sandbox), before);
}
