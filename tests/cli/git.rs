//! Commits: exactly our paths, and what the user has staged or changed is never touched.

use super::sandbox::{Sandbox, finished};

const TEAM: &str = "plans/a/1-come-together/team.md";

#[test]
fn a_file_with_changes_of_the_users_is_written_but_not_committed() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.type_below(TEAM, "roster", "hand");
    let before = sandbox.commits();
    sandbox
        .ok("record a/team --set gaps=x")
        .says("not committed")
        .says("--with-edits");
    assert_eq!(sandbox.commits(), before);
    assert!(sandbox.read(TEAM).contains("hand") && sandbox.read(TEAM).contains("- x"));
    // Staged is as good as changed.
    sandbox.git(&["add", TEAM]);
    sandbox
        .ok("record a/team --set gaps=y")
        .says("not committed");
    sandbox.ok("record a/team --set gaps=z --with-edits");
    assert_eq!(sandbox.commits(), before + 1);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    // Alone it just commits what was typed by hand.
    sandbox.edit(TEAM, "- z", "- by hand");
    sandbox.ok("record a/team --with-edits -m 'after the meeting'");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    assert!(
        sandbox.git(&["log", "-1", "--format=%B"]).starts_with(
            "record a/team: edited by hand\n\nafter the meeting\n\nRedesign-Plan: a\n"
        )
    );
    sandbox
        .ok("record a/team --with-edits")
        .says("nothing changed");
    assert_eq!(sandbox.commits(), before + 2);
}

#[test]
fn line_ends_are_stored_as_git_would() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.git(&["config", "core.autocrlf", "true"]);
    sandbox.write(TEAM, sandbox.read(TEAM).replace('\n', "\r\n"));
    sandbox.ok("record a/team --set gaps=x --with-edits");
    assert!(sandbox.read(TEAM).contains("- x\r\n"));
    assert!(
        !sandbox
            .git(&["cat-file", "-p", &format!("HEAD:{TEAM}")])
            .contains('\r')
    );
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

#[test]
fn hooks_run_and_a_refusal_loses_nothing() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let hook = |name: &str, script: &str| {
        let path = sandbox.path(&format!(".git/hooks/{name}"));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
    };
    sandbox.write("mine.txt", "m");
    sandbox.git(&["add", "mine.txt"]);
    hook("commit-msg", "echo 'Signed-off-by: hook' >> \"$1\"");
    sandbox.ok("record a/team --set gaps=x");
    assert!(
        sandbox
            .git(&["log", "-1", "--format=%B"])
            .contains("Signed-off-by: hook")
    );
    assert_eq!(
        sandbox
            .git(&["show", "--format=", "--name-only", "HEAD"])
            .trim(),
        TEAM
    );
    sandbox.ok("record a/interviews --add --set words=y");
    hook("pre-commit", "echo 'not on a Monday' >&2; exit 1");
    let before = sandbox.commits();
    sandbox
        .fails(5, "record a/interviews --add --set words=z")
        .says("not on a Monday")
        .says("are written");
    assert_eq!(sandbox.commits(), before);
    assert_eq!(sandbox.files("plans/a/1-come-together/interviews").len(), 3);
    assert_eq!(
        sandbox.git(&["diff", "--cached", "--name-only"]).trim(),
        "mine.txt"
    );
}

/// A pre-commit hook that changes what is committed, as formatters do: that is said, and the index follows, so that the
/// next record of the file is committed, too.
#[test]
fn a_hook_that_reformats_is_said_and_settled() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.write("mine.txt", "m");
    sandbox.git(&["add", "mine.txt"]);
    let hook = "#!/bin/sh\nfor file in $(git diff --cached --name-only -- '*.md'); do\nsed -i.bak 's/teh/the/' $file && rm $file.bak && git add $file\ndone\n";
    sandbox.write(".git/hooks/pre-commit", hook);
    finished(
        sandbox
            .command("chmod")
            .args(["+x", ".git/hooks/pre-commit"]),
    )
    .ends_with(0);
    for (answer, stands) in [
        ("teh one", "the one"),
        ("teh other", "the other"),
        ("a third", "a third"),
    ] {
        let before = sandbox.commits();
        let run = sandbox
            .ok(format!("record a/team --set 'gaps={answer}'"))
            .never_says("not committed");
        assert_eq!(
            run.err.contains("a git hook changed"),
            answer != stands,
            "{}",
            run.err
        );
        assert_eq!(sandbox.commits(), before + 1);
        let committed = sandbox.git(&["show", &format!("HEAD:{TEAM}")]);
        assert!(committed.contains(&format!("- {stands}\n")), "{committed}");
        assert_eq!(sandbox.git(&["status", "--porcelain"]), "A  mine.txt\n");
    }
    // One that doesn't add what it changed leaves that to the user, and says so.
    let careless = hook.replace(" && git add $file", "");
    sandbox.write(".git/hooks/pre-commit", careless);
    sandbox
        .ok("record a/team --set 'gaps=teh last'")
        .says("a git hook changed");
    assert_eq!(
        sandbox.git(&["status", "--porcelain"]),
        format!("A  mine.txt\n M {TEAM}\n")
    );
    sandbox
        .ok("record a/team --set gaps=more")
        .says("not committed")
        .says("--with-edits");
}

#[test]
fn four_writers_at_once() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let before = sandbox.commits();
    let codes: Vec<i32> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let sandbox = &sandbox;
                scope.spawn(move || {
                    (0..25)
                        .map(|number| {
                            let words = format!("words=talk {writer}-{number}");
                            sandbox
                                .run(["record", "a/interviews", "--add", "--set", &words])
                                .code
                        })
                        .collect::<Vec<_>>()
                })
            })
            .collect();
        writers
            .into_iter()
            .flat_map(|writer| writer.join().unwrap())
            .collect()
    });
    assert!(codes.iter().all(|code| matches!(code, 0 | 4)), "{codes:?}");
    let done = codes.iter().filter(|code| **code == 0).count();
    assert!(done > 0);
    assert_eq!(
        sandbox.files("plans/a/1-come-together/interviews").len(),
        done + 1
    );
    assert_eq!(sandbox.commits(), before + done);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    sandbox.git(&["fsck", "--strict"]);
    let log = sandbox.git(&["log", "--format=%H", "--name-only", "--diff-filter=A"]);
    assert_eq!(
        log.lines()
            .filter(|line| line.contains("/interviews/2026"))
            .count(),
        done
    );
}

#[test]
fn two_clones_that_both_add_merge_without_conflict() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.git(&["clone", "-q", ".", "../other"]);
    let other = sandbox.work().parent().unwrap().join("other");
    for number in 0..3 {
        let words = format!("words={number}");
        sandbox.ok(format!("record a/interviews --add --set '{words}'"));
        let mut command = sandbox.redesign();
        finished(command.current_dir(&other).args([
            "record",
            "a/interviews",
            "--add",
            "--set",
            &words,
        ]))
        .ends_with(0);
    }
    sandbox.git(&["pull", "-q", "--no-rebase", "--no-edit", "../other", "main"]);
    assert_eq!(sandbox.files("plans/a/1-come-together/interviews").len(), 7);
}

#[test]
fn a_linked_work_tree_is_committed_on_its_own_branch() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.git(&["worktree", "add", "-q", "-b", "side", "../side"]);
    let side = sandbox.work().parent().unwrap().join("side");
    let mut command = sandbox.redesign();
    finished(
        command
            .current_dir(&side)
            .args(["record", "a/team", "--set", "gaps=x"]),
    )
    .ends_with(0);
    assert_eq!(
        sandbox.git(&["rev-list", "--count", "main..side"]).trim(),
        "1"
    );
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_workspace_inside_a_larger_repository() {
    let sandbox = Sandbox::new();
    sandbox.git(&["init", "-q"]);
    sandbox
        .ok("init district/redesign --title T")
        .never_says("made a git repository");
    sandbox.ok("-C district/redesign new a");
    sandbox.ok("-C district/redesign record a/team --set gaps=x");
    assert_eq!(
        sandbox
            .git(&["show", "--format=", "--name-only", "HEAD"])
            .trim(),
        format!("district/redesign/{TEAM}")
    );
    assert!(!sandbox.path("district/redesign/.git").exists());
}

/// A plan's folder, or a record, that is a link to another place of the workspace: git keeps the file where it is.
#[cfg(unix)]
#[test]
fn what_is_behind_a_link_is_committed_where_it_is() {
    let sandbox = Sandbox::with_plans(&["a"]);
    std::fs::create_dir(sandbox.path("kept")).unwrap();
    sandbox.git(&["mv", "plans/a", "kept/a"]);
    std::fs::create_dir_all(sandbox.path("plans")).unwrap();
    std::os::unix::fs::symlink("../kept/a", sandbox.path("plans/a")).unwrap();
    sandbox.git(&[
        "mv",
        "kept/a/1-come-together/identity.md",
        "kept/identity.md",
    ]);
    let link = sandbox.path("kept/a/1-come-together/identity.md");
    std::os::unix::fs::symlink("../../identity.md", link).unwrap();
    sandbox.git(&["add", "."]);
    sandbox.git(&["commit", "-qm", "moved"]);
    let tree = sandbox.git(&["rev-parse", "HEAD^{tree}"]);
    for (arguments, file) in [
        (
            &["record", "a/team", "--set", "gaps=x"],
            "kept/a/1-come-together/team.md",
        ),
        (
            &["record", "a/identity", "--set", "missing=x"],
            "kept/identity.md",
        ),
    ] {
        sandbox
            .run(arguments)
            .ends_with(0)
            .never_says("not committed");
        let names = sandbox.git(&["show", "--format=", "--name-only", "HEAD"]);
        assert_eq!(names.trim(), file);
        assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
        sandbox.ok("undo");
        assert_eq!(sandbox.git(&["rev-parse", "HEAD^{tree}"]), tree);
        assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    }
}

/// Saved with other line ends, a file is what it was wherever git says so: by attributes or by settings.
#[test]
fn other_line_ends_are_no_change_where_git_converts_them() {
    const FILE: &str = "plans/a/2-dream-big/problem.md";
    for converts in ["attributes", "autocrlf", ""] {
        let sandbox = Sandbox::with_plans(&["a"]);
        if converts != "attributes" {
            sandbox.write(".gitattributes", "");
            sandbox.git(&["commit", "-qam", "no attributes"]);
        }
        if converts == "autocrlf" {
            sandbox.git(&["config", "core.autocrlf", "true"]);
        }
        sandbox.ok("record a/problem --set 'statement=How might we talk sooner?'");
        let text = sandbox.read(FILE).replace('\n', "\r\n");
        sandbox.write(FILE, &text);
        let is_said = sandbox.ok("log a/problem").out.contains("not committed");
        let commits = sandbox.commits();
        sandbox.ok("record a/problem --set 'evidence=two talks'");
        let is_committed = sandbox.commits() > commits;
        assert_eq!(
            (is_said, is_committed),
            (converts.is_empty(), !converts.is_empty()),
            "{converts}"
        );
        assert!(
            sandbox.read(FILE).contains("talk sooner?\r\n"),
            "{converts}"
        );
        // A changed word is one all the same.
        sandbox.edit(FILE, "sooner", "later");
        sandbox.ok("log a/problem").says("not committed");
    }
}
