//! Whose a workspace is: who may be written to, and what a repository's own settings can't have run.

use crate::sandbox::{Run, Sandbox, bytes_below, finished};
use std::path::Path;

const RECORD: [&str; 4] = ["record", "a/team", "--set", "gaps=x"];
/// Nobody that is known here.
const STRANGER: &str = "12345";

/// Only root can give files away. Elsewhere these tests show nothing, and say so.
#[cfg(unix)]
#[expect(clippy::print_stderr, reason = "a test that shows nothing says so")]
fn is_root(sandbox: &Sandbox) -> bool {
    let is_root = finished(sandbox.command("id").arg("-u")).out.trim() == "0";
    if !is_root {
        eprintln!("not shown: only root can give a workspace to somebody else");
    }
    is_root
}

fn as_root(sandbox: &Sandbox, program: &str, arguments: &[&str], path: &Path) {
    let mut command = sandbox.command(program);
    finished(command.args(arguments).arg(path)).ends_with(0);
}

/// Runs in a folder of the workspace, with variables.
fn run_in(sandbox: &Sandbox, folder: &str, arguments: &[&str], variables: &[(&str, &str)]) -> Run {
    let mut command = sandbox.redesign();
    command
        .args(arguments)
        .current_dir(sandbox.path(folder))
        .envs(variables.iter().copied());
    finished(&mut command)
}

/// Sets one value of git's for one command.
fn set<'a>(name: &'a str, value: &'a str) -> [(&'a str, &'a str); 3] {
    [
        ("GIT_CONFIG_COUNT", "1"),
        ("GIT_CONFIG_KEY_0", name),
        ("GIT_CONFIG_VALUE_0", value),
    ]
}

/// What the user's own settings hold besides.
fn trust_at_home(sandbox: &Sandbox, value: &str) {
    let text =
        format!("[user]\n\tname = T\n\temail = t@example.org\n[safe]\n\tdirectory = {value}\n");
    std::fs::write(sandbox.home().join(".gitconfig"), text).unwrap();
}

/// Without a repository: a `redesign.toml` that was only found above, of another user, in a folder of no group of ours.
#[cfg(unix)]
#[test]
fn a_workspace_found_above_is_a_strangers() {
    let sandbox = Sandbox::new();
    if !is_root(&sandbox) {
        return;
    }
    sandbox.ok("init --no-git");
    sandbox.ok("new a");
    let work = std::fs::canonicalize(sandbox.work()).unwrap();
    let root = work.to_str().unwrap();
    as_root(&sandbox, "chown", &["-R", "12345:12345"], &work);
    let before = bytes_below(&work);
    let inside = |arguments: &[&str], variables: &[(&str, &str)]| {
        run_in(&sandbox, "plans/a", arguments, variables)
    };
    let trusts = format!("git config --global --add safe.directory {root}");
    for arguments in [
        &RECORD[..],
        &["record", "a/team", "--set", "gaps=x", "--no-commit"],
        &["new", "b"],
        &["check", "--fix"],
        &["undo"],
    ] {
        let run = inside(arguments, &[]).ends_with(4);
        let run = run.says("belongs to somebody else").says(&trusts);
        assert!(run.out.is_empty(), "{}", run.out);
    }
    // Nobody types anything in vain.
    let mut editor = sandbox.redesign();
    editor.args(["record", "a/team", "--edit"]);
    editor
        .env("EDITOR", "touch edited;")
        .current_dir(work.join("plans/a"));
    finished(&mut editor).ends_with(4);
    assert_eq!(bytes_below(&work), before);
    // What is read is read, with a warning that scripts see, too.
    for arguments in [
        &["status"][..],
        &["next"],
        &["show", "a"],
        &["list", "team"],
        &["board"],
    ] {
        inside(arguments, &[])
            .ends_with(0)
            .says("above this directory belongs to somebody else")
            .says(&trusts);
    }
    let json = inside(&["status", "--format", "json"], &[])
        .ends_with(0)
        .json();
    assert_eq!(json["diagnostics"][0]["code"], "W0303", "{json}");
    assert_eq!(bytes_below(&work), before);
    // Named, by the directory or by -C, it is chosen; so it is for who became root by sudo.
    let named = |run: Run| run.ends_with(0).never_says("somebody else");
    named(sandbox.run(RECORD));
    named(inside(
        &["-C", "../..", "record", "a/team", "--set", "gaps=y"],
        &[],
    ));
    named(inside(
        &["record", "a/team", "--set", "gaps=z"],
        &[("SUDO_UID", STRANGER)],
    ));
    inside(&RECORD, &[("SUDO_UID", "12346")]).ends_with(4);
    // A group of ours that may write; not everybody, and no other group.
    for (group, mode, code) in [
        ("0", "2775", 0),
        ("0", "777", 4),
        ("12345", "775", 4),
        ("0", "755", 4),
    ] {
        as_root(&sandbox, "chown", &[&format!("{STRANGER}:{group}")], &work);
        as_root(&sandbox, "chmod", &[mode], &work);
        let words = format!("gaps={group} {mode}");
        inside(&["record", "a/team", "--set", &words], &[]).ends_with(code);
    }
    // Trusted by the user's own settings, with and without the git program.
    inside(
        &["record", "a/team", "--set", "gaps=1"],
        &set("safe.directory", root),
    )
    .ends_with(0);
    inside(
        &["record", "a/team", "--set", "gaps=2"],
        &set("safe.directory", "*"),
    )
    .ends_with(0);
    let above = format!("{}/*", work.parent().unwrap().display());
    inside(
        &["record", "a/team", "--set", "gaps=3"],
        &set("safe.directory", &above),
    )
    .ends_with(0);
    inside(&RECORD, &set("safe.directory", "/elsewhere/*")).ends_with(4);
    trust_at_home(&sandbox, root);
    named(inside(&["record", "a/team", "--set", "gaps=4"], &[]));
    named(inside(
        &["record", "a/team", "--set", "gaps=5"],
        &[("PATH", "/nowhere")],
    ));
    inside(&RECORD, &set("safe.directory", "")).ends_with(4);
    named(inside(&["status"], &[]));
}

/// With a repository git decides, by all the ways in which it is told.
#[cfg(unix)]
#[test]
fn git_decides_on_a_repository() {
    let sandbox = Sandbox::with_plans(&["a"]);
    if !is_root(&sandbox) {
        return;
    }
    let work = std::fs::canonicalize(sandbox.work()).unwrap();
    let root = work.to_str().unwrap();
    let give = || as_root(&sandbox, "chown", &["-R", STRANGER], &work);
    let run = |words: &str, variables: &[(&str, &str)]| {
        give();
        let words = format!("gaps={words}");
        run_in(
            &sandbox,
            "",
            &["record", "a/team", "--set", &words],
            variables,
        )
    };
    let before = {
        give();
        bytes_below(&work)
    };
    let trusts = format!("`git config --global --add safe.directory {root}` trusts it");
    run("x", &[]).ends_with(4).says(&trusts);
    for arguments in [&["undo"][..], &["undo", "--dry-run"], &["new", "b"]] {
        run_in(&sandbox, "", arguments, &[])
            .ends_with(4)
            .says(&trusts);
    }
    let off = ["record", "a/team", "--set", "gaps=x", "--no-commit"];
    run_in(&sandbox, "", &off, &[]).ends_with(4).says(&trusts);
    for arguments in [&["status"][..], &["board"]] {
        let run = run_in(&sandbox, "plans/a", arguments, &[]).ends_with(0);
        run.says("is not owned by current user").says(&trusts);
    }
    // What the repository says of itself counts nothing.
    sandbox.git(&["config", "--file", ".git/config", "safe.directory", "*"]);
    run("x", &[]).ends_with(4);
    assert_eq!(bytes_below(&work), before);
    let above = format!("{}/*", work.parent().unwrap().display());
    for (words, value) in [("1", root), ("2", "*"), ("3", above.as_str())] {
        let variables = set("safe.directory", value);
        let run = run(words, &variables).ends_with(0);
        run.says("commit").never_says("not committed");
        give();
        // History is read as anywhere else.
        let status = run_in(&sandbox, "", &["status"], &variables).ends_with(0);
        let status = status.never_says("not known");
        assert!(status.out.contains("Changed"), "{}", status.out);
        run_in(&sandbox, "", &["log", "a/team"], &variables)
            .ends_with(0)
            .says(&format!("v{}", 1 + words.parse::<u8>().unwrap()));
    }
    let variables = set("safe.directory", &above);
    give();
    run_in(&sandbox, "", &["undo"], &variables).ends_with(0);
    assert!(
        sandbox
            .read("plans/a/1-come-together/team.md")
            .contains("- 2")
    );
    run("4", &[("SUDO_UID", STRANGER)]).ends_with(0);
    trust_at_home(&sandbox, root);
    run("5", &[]).ends_with(0);
    run("6", &[("PATH", "/nowhere")]).ends_with(0);
    // Taken back for one command, or with other settings of the user's: libgit2 knows neither.
    run("7", &set("safe.directory", "")).ends_with(4);
    run("7", &[("GIT_CONFIG_GLOBAL", "/dev/null")]).ends_with(4);
    give();
    let log = sandbox
        .command("git")
        .args(["-c", "safe.directory=*", "log", "--format=%s"])
        .output()
        .unwrap();
    assert_eq!(
        String::from_utf8_lossy(&log.stdout)
            .lines()
            .filter(|line| line.starts_with("record "))
            .count(),
        6
    );
}

/// A linked work tree, and a form that only git reads.
#[cfg(unix)]
#[test]
fn git_decides_on_other_forms() {
    let sandbox = Sandbox::with_plans(&["a"]);
    if !is_root(&sandbox) {
        return;
    }
    let tree = sandbox.home().join("tree");
    sandbox.git(&["worktree", "add", "-q", tree.to_str().unwrap()]);
    let in_tree = |variables: &[(&str, &str)]| {
        let mut command = sandbox.redesign();
        command
            .args(RECORD)
            .current_dir(&tree)
            .envs(variables.iter().copied());
        finished(&mut command)
    };
    // The work tree is ours, what its `.git` leads to is not.
    as_root(&sandbox, "chown", &["-R", STRANGER], &sandbox.work());
    in_tree(&[]).ends_with(4).says("safe.directory");
    as_root(&sandbox, "chown", &["-R", STRANGER], &tree);
    in_tree(&[]).ends_with(4).says("safe.directory");
    in_tree(&set("safe.directory", "*"))
        .ends_with(0)
        .says("commit");
    let sandbox = Sandbox::new();
    sandbox.ok("init --no-git");
    sandbox.git(&["init", "-q", "--object-format=sha256"]);
    sandbox.ok("new a");
    as_root(&sandbox, "chown", &["-R", STRANGER], &sandbox.work());
    run_in(&sandbox, "", &RECORD, &[])
        .ends_with(4)
        .says("safe.directory");
    run_in(&sandbox, "", &["status"], &[])
        .ends_with(0)
        .says("safe.directory");
    run_in(&sandbox, "", &RECORD, &set("safe.directory", "*"))
        .ends_with(0)
        .says("commit");
}

/// Settings of a repository, each of which has git run a program, with that program in place of `RUN`.
const HELPERS: [(&str, &str); 33] = [
    ("core.fsmonitor", "RUN"),
    ("core.editor", "RUN"),
    ("sequence.editor", "RUN"),
    ("core.pager", "RUN"),
    ("pager.status", "RUN"),
    ("pager.show", "RUN"),
    ("core.askPass", "RUN"),
    ("core.sshCommand", "RUN"),
    ("core.gitProxy", "RUN"),
    ("core.alternateRefsCommand", "RUN"),
    ("core.hooksPath", "HOOKS"),
    ("credential.helper", "!RUN"),
    ("gpg.program", "RUN"),
    ("gpg.ssh.program", "RUN"),
    ("log.showSignature", "true"),
    ("commit.gpgSign", "true"),
    ("diff.external", "RUN"),
    ("diff.x.command", "RUN"),
    ("diff.x.textconv", "RUN"),
    ("interactive.diffFilter", "RUN"),
    ("merge.x.driver", "RUN %O %A %B"),
    ("filter.x.clean", "RUN"),
    ("filter.x.smudge", "RUN"),
    ("filter.x.process", "RUN"),
    ("filter.x.required", "true"),
    ("alias.status", "!RUN"),
    ("alias.ls-files", "!RUN"),
    ("trailer.sign.command", "RUN"),
    ("trailer.sign.cmd", "RUN"),
    ("remote.origin.url", "ext::RUN %S"),
    ("remote.origin.uploadpack", "RUN"),
    ("remote.origin.promisor", "true"),
    ("protocol.allow", "always"),
];

/// Every command that only reads, and those that write with `--dry-run`: in a repository that libgit2 reads, in one that
/// stores its files through a filter, in one whose index only git reads, and in one of which that is all.
#[cfg(unix)]
#[test]
fn who_only_reads_runs_nothing() {
    for form in ["usual", "filtered", "split", "sha256"] {
        let sandbox = Sandbox::new();
        if form == "sha256" {
            sandbox.ok("init --no-git");
            sandbox.git(&["init", "-q", "--object-format=sha256"]);
        } else {
            sandbox.ok("init");
        }
        sandbox.ok("new a b");
        sandbox.run(["new", "--toolkit", "strategy-lab", "cohort"]);
        sandbox.run(RECORD).ends_with(0);
        if form == "split" {
            sandbox.git(&["update-index", "--split-index"]);
        }
        plant(&sandbox);
        if form == "usual" {
            sandbox.git(&["config", "--remove-section", "filter.x"]);
        }
        for line in READING {
            // What was written just now differs from what the index remembers: git has to look at the files again.
            let files = sandbox
                .command("find")
                .args(["plans", "-name", "*.md", "-exec", "touch", "{}", "+"])
                .output();
            assert!(files.unwrap().status.success());
            let words: Vec<&str> = line.split(' ').collect();
            let run = run_in(&sandbox, "", &words, &[("EDITOR", "true")]);
            let is_refused = match form {
                "usual" => false,
                "filtered" => run.code == 5 && run.err.contains("through the filter \"x\""),
                _ => true,
            };
            assert!(run.code < 2 || is_refused, "{form}: {line}: {run:?}");
            let mark = sandbox.home().join("ran");
            assert!(
                !mark.exists(),
                "{form}: `{line}` ran {}",
                std::fs::read_to_string(mark).unwrap()
            );
        }
        // Who writes has all of it run, as with git itself.
        run_in(&sandbox, "", &["record", "a/team", "--set", "gaps=z"], &[]);
        assert!(sandbox.home().join("ran").exists(), "{form}");
    }
}

/// Command lines that write nothing.
const READING: &[&str] = &[
    "status",
    "status --activities",
    "status --at 2026-11-23",
    "status --stale 1",
    "next",
    "board",
    "list team",
    "show a",
    "show a/team",
    "show a/team@v1",
    "check",
    "check a",
    "check --fix --dry-run",
    "log a/team",
    "diff a/team",
    "diff a/team v1 v2",
    "timeline",
    "actions",
    "calendar",
    "introduce",
    "score",
    "toolkit",
    "toolkit check",
    "schema status",
    "resolve",
    "--verbose",
    "undo --dry-run",
    "undo a --dry-run",
    "record a/team --set gaps=y --dry-run",
    "record a/team --edit --dry-run",
    "record a/team --with-edits --dry-run",
    "record a/team --skip why --dry-run",
    "new c --dry-run",
    "restore a/team@v1 --dry-run",
    "draft cohort/case-study --about a --dry-run",
    "init --merge-driver --dry-run",
];

/// Puts a program that leaves a mark behind each setting, and the files it would be run for.
#[cfg(unix)]
fn plant(sandbox: &Sandbox) {
    use std::os::unix::fs::PermissionsExt;
    let hooks = sandbox.home().join("hooks");
    std::fs::create_dir(&hooks).unwrap();
    let script = format!(
        "#!/bin/sh\necho \"$0 $*\" >> {}/ran\ncat\n",
        sandbox.home().display()
    );
    let program = |path: &Path| {
        std::fs::write(path, &script).unwrap();
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    };
    for hook in [
        "pre-commit",
        "post-index-change",
        "reference-transaction",
        "post-checkout",
        "query-watchman",
    ] {
        program(&hooks.join(hook));
    }
    let trap = sandbox.home().join("trap");
    program(&trap);
    sandbox.git(&["config", "core.repositoryFormatVersion", "1"]);
    for (name, value) in HELPERS {
        let value = value.replace("RUN", trap.to_str().unwrap());
        let value = value.replace("HOOKS", hooks.to_str().unwrap());
        sandbox.git(&["config", "--file", ".git/config", name, &value]);
    }
    std::fs::create_dir_all(sandbox.path(".git/info")).unwrap();
    sandbox.write(".git/info/attributes", "* filter=x diff=x merge=x\n");
}
