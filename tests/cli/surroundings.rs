//! Everything around the program that can be wrong: each has its exit code, a message with the mend, and loses nothing.

use super::sandbox::{HEEDING, Sandbox, bytes_below, finished};
use super::typist::Typist;
#[cfg(target_os = "linux")]
use std::process::Stdio;

const RECORD: [&str; 4] = ["record", "a/team", "--set", "gaps=x"];

fn wrote(sandbox: &Sandbox) -> bool {
    sandbox
        .read("plans/a/1-come-together/team.md")
        .contains("- x")
}

/// A clock that can't be set is said, so that no report is of another day than the one that was meant.
#[test]
fn a_clock_that_is_no_clock() {
    let sandbox = Sandbox::with_plans(&["a"]);
    for wrong in ["today", "2026-11-23", "1e9", "1.5", " 1", "99999999999999"] {
        for command in [
            &["status"][..],
            &["record", "a/team", "--set", "gaps=x"],
            &["undo"],
        ] {
            let run = sandbox.run_with_env(command, &[("SOURCE_DATE_EPOCH", wrong)]);
            run.ends_with(2)
                .says(&format!(
                    "SOURCE_DATE_EPOCH is \"{wrong}\", not a number of seconds"
                ))
                .says("hint: seconds since 1970");
        }
    }
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    for right in ["0", "-1", "1795435200", ""] {
        let run = sandbox.run_with_env(&["status"], &[("SOURCE_DATE_EPOCH", right)]);
        run.ends_with(0);
    }
    let run = sandbox.run_with_env(&["schema", "status"], &[("SOURCE_DATE_EPOCH", "x")]);
    run.ends_with(0);
}

#[test]
fn wrong_names_and_flags() {
    let sandbox = Sandbox::with_plans(&["cedar-rapids"]);
    for (arguments, said) in [
        (
            &["record", "ceder-rapids/team", "--set", "gaps=x"][..],
            "did you mean \"cedar-rapids\"? `redesign status` lists all plans",
        ),
        (
            &["record", "cedar-rapids/tem", "--set", "gaps=x"],
            "did you mean \"team\"?",
        ),
        (
            &["record", "cedar-rapids/team", "--set", "gap=x"],
            "did you mean \"gaps\"?",
        ),
        (
            &["record", "cedar-rapids", "--set", "gaps=x"],
            "say which activity",
        ),
        (
            &["record", "a/b/c/d/e", "--set", "gaps=x"],
            "a reference is",
        ),
        (&["show", "cedar"], "did you mean \"cedar-rapids\"?"),
        (
            &["show", "cedar-rapids@v2"],
            "there is only v1; `redesign log cedar-rapids` lists them",
        ),
        (&["status", "nope"], "no plan named \"nope\""),
        (&["next", "nope"], "no plan named \"nope\""),
        (&["check", "nope"], "no plan named \"nope\""),
        (&["list", "problm"], "did you mean \"problem\"?"),
        (&["list", "problem/statment"], "did you mean \"statement\"?"),
        (
            &["sheet", "cedar-rapids/problem"],
            "activities with worksheets: identity",
        ),
        (
            &["sheet", "cedar-rapids/identity", "--sheet", "noticng"],
            "did you mean \"noticing\"?",
        ),
        (
            &["toolkit", "show", "real-time"],
            "did you mean \"real-time-redesign\"?",
        ),
        (&["schema", "stats"], "did you mean \"status\"?"),
        (&["new", "Bad Name"], "perhaps \"bad-name\"?"),
        (&["new", "nul"], "Windows reserves"),
        (&["new", "../escape"], "can't be named"),
        (
            &["new", "a", "b", "--title", "x"],
            "--title can't be used for several",
        ),
        (&["new", "x", "--toolkit", "none"], "no toolkit \"none\""),
        (&["status", "--frmat", "json"], "--format"),
        (
            &[
                "record",
                "cedar-rapids/team",
                "--format",
                "csv",
                "--set",
                "gaps=x",
            ],
            "[possible values: table, json]",
        ),
        (&["-C", "nowhere", "status"], "no directory"),
        (&["frobnicate"], "unrecognized subcommand"),
    ] {
        let run = sandbox.run(arguments).ends_with(2).says(said);
        assert!(
            run.out.is_empty(),
            "{arguments:?}: results only on standard output"
        );
    }
    let json = sandbox.fails(2, "status --frmat --format json").json();
    assert_eq!(json["data"], serde_json::Value::Null);
}

#[test]
fn what_is_there_is_not_overwritten() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.fails(4, "init").says("is already a workspace");
    sandbox
        .fails(4, "init plans/a/inner")
        .says("workspace around");
    sandbox.fails(4, "new a").says("already exists");
    sandbox.fails(4, "new group/a").says("already exists");
    sandbox.fails(2, "new a/b").says("inside the plan");
    std::fs::create_dir_all(sandbox.path("plans/b")).unwrap();
    sandbox.write("plans/b/mine.txt", "mine");
    sandbox.fails(4, "new b").says("already exists");
    assert_eq!(sandbox.files("plans/b"), ["mine.txt"]);
    std::fs::create_dir_all(sandbox.home().join("demo")).unwrap();
    sandbox
        .fails(4, "-C ../home demo demo")
        .says("already exists");
    sandbox.fails(4, "demo x").says("workspace around");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "?? plans/b/\n");
}

#[test]
fn no_workspace_here() {
    let sandbox = Sandbox::new();
    for arguments in [
        &["status"][..],
        &["next"],
        &["check"],
        &["new", "a"],
        &["list", "team"],
        &["show", "a"],
        &RECORD,
    ] {
        sandbox
            .run(arguments)
            .ends_with(2)
            .says("no workspace here")
            .says("redesign init");
    }
    sandbox.write("redesign.toml", "title = \n");
    sandbox.fails(3, "status").says("redesign.toml:1:");
    sandbox.write("redesign.toml", "plans = \"../out\"\n");
    sandbox.fails(3, "status").says("inside the workspace");
    sandbox.write("redesign.toml", "[privacy]\nmin_n = 3\n");
    sandbox
        .fails(3, "status")
        .says("redesign.toml:2:")
        .says("at least 10, not 3");
    sandbox.write("redesign.toml", "");
    sandbox
        .ok("status")
        .says("0 plans")
        .says("next: redesign new PLAN");
}

#[test]
fn no_git() {
    let sandbox = Sandbox::new();
    sandbox.ok("init --no-git");
    sandbox.ok("new a");
    sandbox.run(RECORD).ends_with(0).never_says("not committed");
    assert!(wrote(&sandbox) && !sandbox.path(".git").exists());
    let json = sandbox.ok("status --format json").json();
    assert_eq!(json["source"]["commit"], serde_json::Value::Null);
}

#[test]
fn no_commit_wished_for() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let before = sandbox.commits();
    let mut arguments = RECORD.to_vec();
    arguments.push("--no-commit");
    sandbox.run(&arguments).ends_with(0);
    assert!(wrote(&sandbox));
    sandbox.git(&["checkout", "-q", "."]);
    sandbox.edit("redesign.toml", "commit = true", "commit = false");
    sandbox.run(RECORD).ends_with(0);
    assert_eq!(sandbox.commits(), before);
}

/// The first branch is called as git itself would call it, wherever that is set, and also where git isn't there.
#[test]
fn the_first_branch_has_the_name_that_git_gives_it() {
    let settings = |sandbox: &Sandbox| {
        let path = sandbox.home().join("other-settings");
        std::fs::write(&path, "[init]\n\tdefaultBranch = trunk\n").unwrap();
        path.display().to_string()
    };
    let head = |variables: &[(&str, &str)]| {
        let sandbox = Sandbox::new();
        let path = settings(&sandbox);
        let mut all = variables.to_vec();
        if all.is_empty() {
            all.push(("GIT_CONFIG_GLOBAL", &path));
        }
        sandbox.run_with_env(&["init"], &all).ends_with(0);
        sandbox.read(".git/HEAD")
    };
    assert_eq!(head(&[]), "ref: refs/heads/trunk\n");
    let counted = [
        ("GIT_CONFIG_COUNT", "1"),
        ("GIT_CONFIG_KEY_0", "init.defaultBranch"),
        ("GIT_CONFIG_VALUE_0", "district"),
    ];
    assert_eq!(head(&counted), "ref: refs/heads/district\n");
    assert_eq!(head(&[("LANG", "C")]), "ref: refs/heads/main\n");
    assert_eq!(head(&[("PATH", "/nowhere")]), "ref: refs/heads/main\n");
}

#[test]
fn an_unborn_branch() {
    let sandbox = Sandbox::new();
    sandbox.ok("init --no-git");
    sandbox.git(&["init", "-q"]);
    sandbox.ok("new a");
    assert_eq!(sandbox.commits(), 1);
    let names = sandbox.git(&["show", "--format=", "--name-only", "HEAD"]);
    assert!(names.contains("plans/a/plan.toml") && !names.contains("redesign.toml"));
}

#[test]
fn no_identity() {
    let sandbox = Sandbox::with_plans(&["a"]);
    std::fs::write(sandbox.home().join(".gitconfig"), "").unwrap();
    let before = sandbox.commits();
    sandbox
        .run(RECORD)
        .ends_with(0)
        .says("not committed: git doesn't know who you are")
        .says("user.name");
    assert!(wrote(&sandbox));
    assert_eq!(sandbox.commits(), before);
    let who = [
        ("GIT_AUTHOR_NAME", "A"),
        ("GIT_AUTHOR_EMAIL", "a@x"),
        ("GIT_COMMITTER_NAME", "C"),
        ("GIT_COMMITTER_EMAIL", "c@x"),
    ];
    sandbox
        .run_with_env(&["record", "a/identity", "--set", "missing=x"], &who)
        .ends_with(0);
    assert_eq!(
        sandbox.git(&["log", "-1", "--format=%an %cn"]).trim(),
        "A C"
    );
}

#[test]
fn an_ignored_workspace() {
    let sandbox = Sandbox::with_plans(&[]);
    sandbox.write(".gitignore", "plans/\n");
    sandbox
        .ok("new a")
        .says("not committed: git ignores plans/a");
    sandbox.run(RECORD).ends_with(0).says("git ignores");
    assert!(wrote(&sandbox));
}

/// As root nothing is read-only, so this asks for a plain user where there is none.
#[cfg(target_os = "linux")]
#[test]
fn a_read_only_directory() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::with_plans(&["a"]);
    let folder = sandbox.path("plans/a/1-come-together");
    let is_root = finished(sandbox.command("id").arg("-u")).out.trim() == "0";
    let before = bytes_below(&sandbox.work());
    let mode = |mode: u32| {
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    mode(0o555);
    let run = if is_root {
        // Without its powers even root is a plain user, who still owns the files.
        let mut command = sandbox.command("setpriv");
        finished(
            command
                .args([
                    "--bounding-set=-all",
                    "--inh-caps=-all",
                    "--no-new-privs",
                    env!("CARGO_BIN_EXE_redesign"),
                ])
                .args(RECORD),
        )
    } else {
        sandbox.run(RECORD)
    };
    mode(0o755);
    run.ends_with(5)
        .says("permission denied")
        .says("nothing was changed");
    assert_eq!(bytes_below(&sandbox.work()), before);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk() {
    let sandbox = Sandbox::with_plans(&["a"]);
    // Results that can't be written: standard output is always full.
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let mut command = sandbox.redesign();
    let status = command
        .arg("status")
        .stdout(full)
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert_eq!(status.code(), Some(5));
}

#[test]
fn no_terminal_and_no_answer() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox
        .fails(2, "record a/team")
        .says("no terminal")
        .says("--set roster=... --set gaps=...");
    sandbox.fails(2, "record a/team --no-input");
}

#[cfg(target_os = "linux")]
#[test]
fn a_reader_that_goes_away_is_no_error() {
    let plans: Vec<String> = (0..40).map(|number| format!("plan-{number}")).collect();
    let names: Vec<&str> = plans.iter().map(String::as_str).collect();
    let sandbox = Sandbox::with_plans(&names);
    let binary = env!("CARGO_BIN_EXE_redesign");
    for arguments in [
        "status --activities",
        "status --format json",
        "list team",
        "--help",
    ] {
        let script = format!("set -o pipefail; {binary} {arguments} | head -1");
        let run = finished(sandbox.command("bash").args(["-c", &script])).ends_with(0);
        assert_eq!(
            run.err.matches("panic").count() + run.err.matches("error").count(),
            0,
            "{}",
            run.err
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn questions_can_be_left_half_way() {
    let sandbox = Sandbox::with_plans(&["a"]);
    for (variables, words) in [
        (&[][..], "Words.\r"),
        (&[("ACCESSIBLE", "1")], "Words.\r.\r"),
    ] {
        sandbox.git(&["reset", "-q", "--hard", "HEAD"]);
        let mut typist = Typist::at(&sandbox, 80, "record a/equity-1", variables);
        for (asked, keys) in [
            ("Who has shaped", words),
            ("What was hard", "\r"),
            // A choice by number that isn't there, then one that is; then a dot.
            ("Go on or repeat", "9\r"),
            ("not one of the options", "1\r"),
            ("Repeat any step", ".\r"),
        ] {
            typist.until(asked).until(">").types(keys);
        }
        typist.until("\u{25cf} done").ends(0);
        let text = sandbox.read("plans/a/1-come-together/equity-1.md");
        assert!(
            text.contains("\n\nWords.\n") && text.contains("\n\ngo-on\n"),
            "{text}"
        );
        sandbox.git(&["reset", "-q", "--hard", "HEAD~1"]);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn ctrl_c_in_a_question_writes_nothing() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let before = bytes_below(&sandbox.work());
    for (variables, words) in [
        (&[][..], "Words.\r"),
        (&[("ACCESSIBLE", "1")], "Words.\r.\r"),
    ] {
        let mut typist = Typist::at(&sandbox, 80, "record a/equity-1", variables);
        typist.until("Who has shaped").until(">").types(words);
        typist.until("What was hard").until(">").types("\u{3}");
        typist.until("cancelled; nothing was written").ends(130);
        assert_eq!(bytes_below(&sandbox.work()), before);
        assert_eq!(sandbox.commits(), 2);
    }
}

/// The program with no signal ignored, whatever the tests themselves are kept from, such as by `nohup`.
#[cfg(unix)]
fn listening(sandbox: &Sandbox) -> std::process::Command {
    let mut program = sandbox.command("env");
    // Not every system's `env` can do so; there the tests must be run with all signals.
    if cfg!(target_os = "linux") {
        program.arg(HEEDING);
    }
    program.arg(env!("CARGO_BIN_EXE_redesign"));
    program
}

/// A signal while git commits, in a hook that waits: to the program alone or, as Ctrl-C does it, to git and the hook,
/// too. What is committed is committed and the exit code says so; otherwise nothing is written.
#[cfg(unix)]
#[test]
fn a_signal_during_a_commit() {
    use std::os::unix::process::CommandExt;
    use std::process::Stdio;
    for (signal, number) in [("INT", 2), ("TERM", 15), ("HUP", 1)] {
        for hook in ["pre-commit", "post-commit"] {
            for to_all in [false, true] {
                let what = format!("{signal} in {hook}, to all: {to_all}");
                let sandbox = Sandbox::with_plans(&["a"]);
                let (here, go_on) = (sandbox.home().join("here"), sandbox.home().join("go-on"));
                finished(sandbox.command("mkfifo").args([&here, &go_on]));
                let script = format!(
                    "#!/bin/sh\necho here > {}\nread line < {}\n",
                    here.display(),
                    go_on.display()
                );
                sandbox.write(&format!(".git/hooks/{hook}"), script);
                let executable = ["+x", &format!(".git/hooks/{hook}")];
                finished(sandbox.command("chmod").args(executable)).ends_with(0);
                let before = (bytes_below(&sandbox.work()), sandbox.commits());
                let mut program = listening(&sandbox);
                program.args(["record", "a/interviews", "--add", "--set", "words=x"]);
                program.stdout(Stdio::piped()).stderr(Stdio::piped());
                let child = program.process_group(0).spawn().unwrap();
                assert_eq!(std::fs::read_to_string(&here).unwrap(), "here\n");
                let to = format!("{}{}", if to_all { "-" } else { "" }, child.id());
                let kill = ["-s", signal, "--", &to];
                finished(sandbox.command("kill").args(kill)).ends_with(0);
                if !to_all {
                    std::fs::write(&go_on, "on\n").unwrap();
                }
                let output = child.wait_with_output().unwrap();
                let said = String::from_utf8_lossy(&output.stderr).into_owned();
                if to_all && hook == "pre-commit" {
                    assert_eq!(output.status.code(), Some(128 + number), "{what}: {said}");
                    assert!(
                        said.contains("cancelled; nothing was written"),
                        "{what}: {said}"
                    );
                    assert_eq!(
                        (bytes_below(&sandbox.work()), sandbox.commits()),
                        before,
                        "{what}"
                    );
                } else {
                    assert_eq!(output.status.code(), Some(0), "{what}: {said}");
                    assert!(
                        said.contains("finished: the commit was made"),
                        "{what}: {said}"
                    );
                    assert!(!said.contains("nothing was written"), "{what}: {said}");
                    assert_eq!(sandbox.commits(), before.1 + 1, "{what}");
                }
                assert_eq!(sandbox.git(&["status", "--porcelain"]), "", "{what}");
            }
        }
    }
}

/// A signal at any other moment: it is written and committed, or not, and nothing of ours stays in git's directory.
#[cfg(unix)]
#[test]
fn a_signal_at_any_moment() {
    use std::process::Stdio;
    let sandbox = Sandbox::with_plans(&["a"]);
    for moment in 0..24 {
        let commits = sandbox.commits();
        let mut program = listening(&sandbox);
        let answer = format!("gaps={moment}");
        program.args(["record", "a/team", "--set", &answer]);
        program.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = program.spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(moment * 2));
        let kill = ["-s", "TERM", &child.id().to_string()];
        finished(sandbox.command("kill").args(kill)).ends_with(0);
        let code = child.wait().unwrap().code();
        let made = sandbox.commits() - commits;
        // The system itself ends a program that doesn't listen yet.
        let is_told = matches!((code, made), (Some(143) | None, 0) | (Some(0), 1));
        assert!(is_told, "{moment}: {code:?}, {made} commits");
        let names = std::fs::read_dir(sandbox.path(".git")).unwrap();
        let names = names.map(|name| name.unwrap().file_name());
        let ours: Vec<_> = names
            .filter(|name| name.to_string_lossy().starts_with("redesign.index"))
            .collect();
        assert!(ours.is_empty(), "{moment}: {ours:?}");
        assert_eq!(sandbox.git(&["status", "--porcelain"]), "", "{moment}");
    }
}

/// SIGTERM and SIGHUP while an editor is open, as Ctrl-C there; `nohup` keeps the latter away.
#[cfg(target_os = "linux")]
#[test]
fn other_signals_while_an_editor_is_open() {
    use std::process::Stdio;
    let sandbox = Sandbox::with_plans(&["a"]);
    let before = bytes_below(&sandbox.work());
    let (here, go_on) = (sandbox.home().join("here"), sandbox.home().join("go-on"));
    finished(sandbox.command("mkfifo").args([&here, &go_on]));
    let script = format!(
        "echo here > {}\nread line < {}",
        here.display(),
        go_on.display()
    );
    let editor = sandbox.editor(&script);
    for (before_it, signal, code) in [("", "TERM", 143), ("", "HUP", 129), ("nohup", "HUP", 0)] {
        let mut program = match before_it {
            "" => listening(&sandbox),
            other => {
                let mut program = sandbox.command(other);
                program.arg(env!("CARGO_BIN_EXE_redesign"));
                program
            }
        };
        program
            .args(["record", "a/team", "--edit"])
            .env("REDESIGN_EDITOR", &editor);
        let child = program
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        assert_eq!(std::fs::read_to_string(&here).unwrap(), "here\n");
        let kill = ["-s", signal, &child.id().to_string()];
        finished(sandbox.command("kill").args(kill)).ends_with(0);
        if code == 0 {
            std::fs::write(&go_on, "on\n").unwrap();
        }
        let mut child = child;
        let ended = child.wait().unwrap().code();
        if code != 0 {
            // The editor is still there.
            std::fs::write(&go_on, "on\n").unwrap();
        }
        let said = std::io::read_to_string(child.stderr.unwrap()).unwrap();
        assert_eq!(ended, Some(code), "{before_it} {signal}: {said}");
        assert_eq!(
            said.contains("cancelled; nothing was written"),
            code != 0,
            "{said}"
        );
        assert_eq!(bytes_below(&sandbox.work()), before);
    }
}

/// What was saved in an editor that failed, or that was open when a signal came, isn't lost; where nothing was saved, no
/// file stays behind.
#[cfg(target_os = "linux")]
#[test]
fn what_was_saved_in_an_editor_is_kept() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let drafts = sandbox.home().join("drafts");
    std::fs::create_dir(&drafts).unwrap();
    let types = "echo '- Precious words' >> \"$1\"\n";
    for (types, ends, code) in [
        (types, "exit 1", 5),
        (types, "kill -9 $$", 5),
        (types, "kill -TERM $redesign; sleep 1", 143),
        (types, "kill -INT $redesign; sleep 1", 130),
        ("", "exit 1", 5),
        ("", "kill -HUP $redesign; sleep 1", 129),
    ] {
        // A shell may stand between.
        let find = "redesign=$PPID\nwhile [ \"$(cat /proc/$redesign/comm)\" != redesign ]; do\n\
            redesign=$(sed -n 's/^PPid:.//p' /proc/$redesign/status)\ndone\n";
        let editor = sandbox.editor(&format!("{find}{types}{ends}"));
        let mut program = listening(&sandbox);
        program
            .args(["record", "a/team", "--edit"])
            .env("REDESIGN_EDITOR", &editor)
            .env("TMPDIR", &drafts);
        let run = finished(&mut program).ends_with(code);
        let kept: Vec<_> = std::fs::read_dir(&drafts).unwrap().flatten().collect();
        assert_eq!(
            kept.len(),
            usize::from(!types.is_empty()),
            "{ends}: {}",
            run.err
        );
        for draft in kept {
            let path = draft.path();
            assert!(
                std::fs::read_to_string(&path)
                    .unwrap()
                    .contains("Precious words")
            );
            let said = format!("what you saved is kept in {}", path.display());
            assert!(run.err.contains(&said), "{ends}: {}", run.err);
            std::fs::remove_file(path).unwrap();
        }
    }
}

/// A hook that refuses without a word is named as what it may be.
#[cfg(unix)]
#[test]
fn a_hook_that_says_nothing() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.write(".git/hooks/pre-commit", "#!/bin/sh\nexit 1\n");
    let hook = sandbox.path(".git/hooks/pre-commit");
    let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(hook, mode).unwrap();
    sandbox
        .run(RECORD)
        .ends_with(5)
        .says("git did not commit them: it gave no reason; a hook");
}

/// A toolkit that can't be read is named, and no other name is asked for.
#[test]
fn a_new_plan_of_a_broken_toolkit() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let folder = sandbox.files("toolkits").remove(0);
    for text in ["x = [", "", "\0"] {
        sandbox.write(&format!("toolkits/{folder}/toolkit.toml"), text);
        sandbox
            .run(["new", "b"])
            .ends_with(3)
            .says(&format!("toolkits/{folder}/toolkit.toml"))
            .never_says("another name");
    }
}

/// A container may allow a single process; files are then read one after the other.
#[cfg(target_os = "linux")]
#[test]
fn few_threads_are_enough() {
    let sandbox = Sandbox::with_plans(&["a", "b"]);
    let is_root = finished(sandbox.command("id").arg("-u")).out.trim() == "0";
    if is_root {
        // Only a plain user is limited, so one without any other process reads the workspace.
        sandbox.git(&["config", "--global", "--add", "safe.directory", "*"]);
        for folder in [sandbox.work().parent().unwrap(), &sandbox.work()] {
            let mode = std::os::unix::fs::PermissionsExt::from_mode(0o755);
            std::fs::set_permissions(folder, mode).unwrap();
        }
    }
    for count in 1..=3 {
        for arguments in [
            &["status", "--fail"][..],
            &["check"],
            &["timeline"],
            &["next", "a"],
            &["log", "a"],
        ] {
            let expected = sandbox.run(arguments);
            let limit = format!("--nproc={count}");
            let mut command = sandbox.command(if is_root { "setpriv" } else { "prlimit" });
            if is_root {
                let plain = ["--reuid=54321", "--regid=54321", "--clear-groups"];
                command.args(plain).arg("prlimit");
            }
            let binary = env!("CARGO_BIN_EXE_redesign");
            let run = finished(command.arg(limit).arg(binary).args(arguments));
            let run = run.ends_with(expected.code);
            assert_eq!(run.out, expected.out, "{count} {arguments:?}");
        }
    }
}

/// A folder whose entries can't be told is not an empty one: no record is made anew in it, and no other name is asked
/// for.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_can_not_be_listed() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.ok("record a/interviews --add --set group=family");
    let is_root = finished(sandbox.command("id").arg("-u")).out.trim() == "0";
    let run = |arguments: &[&str]| {
        let binary = env!("CARGO_BIN_EXE_redesign");
        let mut command = sandbox.command(if is_root { "setpriv" } else { binary });
        if is_root {
            let plain = ["--bounding-set=-all", "--inh-caps=-all", "--no-new-privs"];
            command.args(plain).arg(binary);
        }
        finished(command.args(arguments))
    };
    let before = bytes_below(&sandbox.work());
    let folder = sandbox.path("plans/a/1-come-together");
    let mode = |mode: u32| std::fs::set_permissions(&folder, PermissionsExt::from_mode(mode));
    for arguments in [
        &RECORD[..],
        &["record", "a/interviews", "--skip", "no time"],
        &["record", "a/identity", "--set", "name=x", "--dry-run"],
    ] {
        mode(0o311).unwrap();
        let said = run(arguments);
        mode(0o755).unwrap();
        said.ends_with(5)
            .says("can't list this folder: permission denied")
            .says("plans/a/1-come-together")
            .says("nothing was changed")
            .never_says("another name");
        assert_eq!(bytes_below(&sandbox.work()), before, "{arguments:?}");
    }
    run(&RECORD).ends_with(0);
}

/// What git tracks is known also where a merge left it in conflict, or where its name differs in capitals that git doesn't
/// tell apart.
#[test]
fn what_git_tracks_is_known_in_any_state() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let private = "plans/a/notes.private.md";
    sandbox.write(private, "Ours\n");
    let id = sandbox.git(&["hash-object", "-w", private]);
    let sides = (1..=3).map(|side| format!("100644 {} {side}\t{private}\n", id.trim()));
    let mut index = sandbox.command("git");
    index.args(["update-index", "--index-info"]);
    sandbox.write("sides", sides.collect::<String>());
    index.stdin(std::fs::File::open(sandbox.path("sides")).unwrap());
    finished(&mut index).ends_with(0);
    std::fs::remove_file(sandbox.path("sides")).unwrap();
    sandbox.fails(1, "check").says("E0107");
    sandbox.git(&["reset", "-q", "--hard"]);

    let team = "plans/a/1-come-together/team.md";
    let other = "plans/a/1-come-together/TEAM.md";
    sandbox.git(&["config", "core.ignorecase", "true"]);
    sandbox.git(&["mv", "-f", team, other]);
    std::fs::remove_file(sandbox.path(other)).unwrap();
    let said = sandbox.ok("record a/team --set gaps=x");
    said.says("not committed: ")
        .says("already had uncommitted changes");
}
