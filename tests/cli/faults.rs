//! Runs that are cut off. The short form is part of every test run; `REDESIGN_TRIALS=1000 cargo test --test cli
//! faults::` is the long one.

use super::sandbox::{Sandbox, bytes_below, finished};
use std::time::Duration;

fn trials(usual: u64) -> u64 {
    std::env::var("REDESIGN_TRIALS")
        .ok()
        .and_then(|trials| trials.parse().ok())
        .unwrap_or(usual)
}

/// Killed at random moments: afterwards every file is what it was or what it was to be, the next command finishes or
/// takes back what was half done, and nothing half written is left.
#[test]
fn killed_at_random_moments() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let team = "plans/a/1-come-together/team.md";
    let mut seed = 20_261_123_u64;
    let (mut cut_off, mut recovered) = (0, 0);
    // A run's own length on this machine, now: moments are spread over a little more than that.
    let started = std::time::Instant::now();
    sandbox.ok("record a/team --set gaps=before");
    let mut length = u64::try_from(started.elapsed().as_micros())
        .unwrap_or(40_000)
        .max(1_000);
    // More of them where none was cut off half way yet: how fast a disk is, nobody knows before.
    let least = trials(80);
    for trial in 0..least * 8 {
        if trial >= least && cut_off > 10 && recovered > 0 {
            break;
        }
        // A linear congruential generator is random enough for moments.
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let moment = Duration::from_micros((seed >> 33) % (length + length / 4));
        let text = format!("gaps=trial {trial}");
        let (one, two) = (format!("p{trial}-one"), format!("p{trial}-two"));
        let arguments: Vec<&str> = match trial % 3 {
            0 => vec!["record", "a/team", "--set", &text],
            1 => vec!["record", "a/interviews", "--add", "--set", "words=x"],
            _ => vec!["new", &one, &two],
        };
        let before = sandbox.read(team);
        let mut child = sandbox
            .redesign()
            .args(&arguments)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(moment);
        child.kill().unwrap();
        if child.wait().unwrap().code().is_none() {
            cut_off += 1;
        } else {
            length = shorter(length);
        }
        let after = sandbox.read(team);
        assert!(
            after == before || after.contains(&format!("- trial {trial}\n")),
            "trial {trial}: {after}"
        );
        // A killed process can leave a lock of git's: what it says names the file to delete, and a person does.
        for lock in ["index.lock", "HEAD.lock", "refs/heads/main.lock"] {
            let lock = sandbox.path(&format!(".git/{lock}"));
            if lock.exists() {
                std::fs::remove_file(lock).unwrap();
            }
        }
        let next = sandbox.ok(format!("record a/identity --set missing='after {trial}'"));
        if next.err.contains("was interrupted") {
            recovered += 1;
        }
        assert_eq!(
            sandbox.git(&["status", "--porcelain"]),
            "",
            "trial {trial}: {}{}",
            next.out,
            next.err
        );
        let left = bytes_below(&sandbox.work());
        let left: Vec<_> = left
            .iter()
            .filter(|(path, _)| path.to_string_lossy().contains(".redesign-tmp-"))
            .collect();
        assert!(left.is_empty(), "trial {trial}: {left:?}");
        assert!(!sandbox.path(".git/redesign.journal").exists());
    }
    assert!(
        cut_off > 10,
        "only {cut_off} runs were cut off, so the trial shows little"
    );
    assert!(
        recovered > 0,
        "of {cut_off} runs cut off, none was half way"
    );
    sandbox.git(&["fsck", "--strict"]);
    sandbox.ok("status").never_says("error");
    sandbox.run(["check"]).never_says("error");
}

/// The length of a run as it is taken for after one that was through before its moment came: machines have busy minutes,
/// and one of them may have been when it was measured.
fn shorter(length: u64) -> u64 {
    (length * 7 / 8).max(1_000)
}

/// What was written in full before the end is committed by the next command, with its own message.
#[test]
fn what_was_written_in_full_is_finished() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let file = "plans/a/1-come-together/team.md";
    let head = sandbox.git(&["rev-parse", "HEAD"]).trim().to_owned();
    let before = sandbox.read(file);
    let after = before.replace("## Who is still missing", "## Who is still missing ");
    let journal = |after: &str| {
        serde_json::json!({
            "message": "record a/team: gaps\n", "head": head, "folders": [],
            "files": [{"path": file, "before": before.as_bytes(), "after": after.as_bytes()}],
        })
        .to_string()
    };
    sandbox.write(file, &after);
    sandbox.write(".git/redesign.journal", journal(&after));
    sandbox
        .ok("new b")
        .says("the last command was interrupted; it was finished");
    assert_eq!(
        sandbox.git(&["log", "--format=%s", "-2"]),
        "new plan b\nrecord a/team: gaps\n"
    );
    // What somebody changed since then stays as they left it.
    sandbox.write(
        ".git/redesign.journal",
        journal("something else").replace(&head, sandbox.git(&["rev-parse", "HEAD"]).trim()),
    );
    sandbox
        .ok("new c")
        .says("was left as it is")
        .never_says("error");
    assert_eq!(sandbox.read(file), after);
    // A note that makes no sense is put away.
    sandbox.write(".git/redesign.journal", "{");
    sandbox.ok("new d");
    assert!(!sandbox.path(".git/redesign.journal").exists());
}

/// Killed while a command is taken back: all of it went or none, after the next command at the latest.
#[test]
fn killed_while_taking_back() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let team = "plans/a/1-come-together/team.md";
    let (mut cut_off, mut recovered) = (0, 0);
    let mut seed = 20_270_204_u64;
    let mut length = 0;
    let trials = trials(20);
    for trial in 0..trials {
        sandbox.ok("new b");
        let started = std::time::Instant::now();
        if trial == 0 {
            sandbox.ok("undo");
            length = u64::try_from(started.elapsed().as_micros()).unwrap_or(40_000);
            continue;
        }
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let mut child = sandbox
            .redesign()
            .arg("undo")
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_micros((seed >> 33) % (length + length / 4)));
        child.kill().unwrap();
        if child.wait().unwrap().code().is_none() {
            cut_off += 1;
        } else {
            length = shorter(length);
        }
        for lock in ["index.lock", "HEAD.lock", "refs/heads/main.lock"] {
            let _there = std::fs::remove_file(sandbox.path(&format!(".git/{lock}")));
        }
        let set = format!("gaps=after {trial}");
        let next = sandbox.ok(format!("record a/team --set '{set}'"));
        if next.err.contains("was interrupted") {
            recovered += 1;
        }
        assert!(sandbox.read(team).contains(&format!("- after {trial}\n")));
        assert_eq!(
            sandbox.git(&["status", "--porcelain"]),
            "",
            "trial {trial}: {}{}",
            next.out,
            next.err
        );
        assert!(!sandbox.path(".git/redesign.journal").exists());
        let kept = sandbox.git(&["ls-files", "plans/b"]).lines().count();
        assert!(kept == 22 || kept == 0, "trial {trial}: {kept} files");
        assert_eq!(sandbox.path("plans/b").exists(), kept > 0);
        if kept > 0 {
            sandbox.ok("undo b");
        }
    }
    assert!(cut_off > 5, "only {cut_off} runs were cut off");
    // So few moments may all miss the little time in which something is half way.
    assert!(
        trials < 100 || recovered > 0,
        "of {cut_off} runs cut off, none was half way"
    );
    sandbox.git(&["fsck", "--strict"]);
}

/// A `new` that was cut off before its commit; gives a record of it in which somebody typed since, HEAD, and the journal.
fn cut_off_and_worked_in(sandbox: &Sandbox) -> (&'static str, String, String) {
    let head = sandbox.git(&["rev-parse", "HEAD"]).trim().to_owned();
    sandbox.ok("new b --no-commit");
    let files = bytes_below(&sandbox.path("plans/b")).into_iter();
    let files = files.map(|(path, bytes)| {
        let path = path.strip_prefix(sandbox.work()).unwrap();
        serde_json::json!({"path": path, "before": null, "after": bytes})
    });
    let journal = serde_json::json!({
        "message": "new plan b\n", "head": head, "folders": ["plans/b"], "files": files.collect::<Vec<_>>(),
    });
    sandbox.write(".git/redesign.journal", journal.to_string());
    let team = "plans/b/1-come-together/team.md";
    sandbox.type_below(team, "roster", "by hand");
    (team, head, journal.to_string())
}

/// Somebody worked in a new plan before the command that was cut off is taken up: it is finished, not removed.
#[test]
fn what_somebody_works_in_is_finished() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let (team, head, journal) = cut_off_and_worked_in(&sandbox);
    for command in ["status", "check"] {
        sandbox
            .run([command])
            .says("the next one that writes will finish it: plans/b/");
    }
    sandbox
        .ok("record a/team --set gaps=x")
        .says("it was finished");
    assert_eq!(
        sandbox.git(&["log", "--format=%s", "-3"]),
        "record a/team: gaps\nnew plan b\nnew plan a\n"
    );
    // What was typed is the person's own: it stays, and is not in the command's commit.
    assert!(sandbox.read(team).contains("by hand"));
    assert_eq!(
        sandbox.git(&["status", "--porcelain"]),
        format!(" M {team}\n")
    );
    // A part of it can't be finished, but what somebody works in isn't removed either.
    sandbox.git(&["reset", "-q", "--hard", &head]);
    sandbox.ok("new b --no-commit");
    sandbox.type_below(team, "roster", "by hand");
    std::fs::remove_file(sandbox.path("plans/b/1-come-together/identity.md")).unwrap();
    sandbox.write(".git/redesign.journal", journal);
    sandbox.run(["status"]).says("will undo what it wrote");
    sandbox.ok("record a/team --set gaps=y");
    assert!(sandbox.read(team).contains("by hand"));
    assert_eq!(bytes_below(&sandbox.path("plans/b")).len(), 21);
}

/// What else the next command needs is said with it: a lock of git's that nobody holds any more.
#[test]
fn a_lock_that_the_next_command_needs_is_named() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let head = sandbox.git(&["rev-parse", "HEAD"]).trim().to_owned();
    let team = "plans/a/1-come-together/team.md";
    let before = sandbox.read(team).into_bytes();
    sandbox.ok("record a/team --set gaps=x --no-commit");
    let journal = serde_json::json!({
        "message": "record a/team: gaps\n", "head": head, "folders": [],
        "files": [{"path": team, "before": before, "after": sandbox.read(team).into_bytes()}],
    });
    sandbox.write(".git/redesign.journal", journal.to_string());
    let branch = sandbox.git(&["symbolic-ref", "HEAD"]);
    for lock in [
        ".git/index.lock".to_owned(),
        format!(".git/{}.lock", branch.trim()),
    ] {
        sandbox.run(["check"]).says("W0304").never_says(".lock");
        sandbox.write(&lock, "");
        for command in ["status", "check"] {
            let run = sandbox.run([command]).says("W0304").says(&lock);
            run.says("if no git is running, delete the file");
        }
        sandbox
            .fails(4, "record a/identity --set missing=x")
            .says(&lock);
        std::fs::remove_file(sandbox.path(&lock)).unwrap();
    }
    // A lock that a killed run of ours left is removed by the next, so it isn't in the way.
    let own = std::fs::canonicalize(sandbox.path(".git")).unwrap();
    sandbox.write(
        ".git/index.lock",
        format!("held by redesign for {}/\n", own.display()),
    );
    sandbox
        .run(["check"])
        .says("W0304")
        .never_says("index.lock");
    sandbox
        .ok("record a/identity --set missing=x")
        .says("it was finished");
}

/// Where git makes the commit, for the sake of a hook, it takes files as they are: what somebody typed since is in the
/// commit that finishes the command, and that is said.
#[test]
fn what_somebody_typed_before_a_hook_committed_it_is_said() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.write(".git/hooks/pre-commit", "#!/bin/sh\n");
    let hook = ["+x", ".git/hooks/pre-commit"];
    finished(sandbox.command("chmod").args(hook)).ends_with(0);
    let (team, ..) = cut_off_and_worked_in(&sandbox);
    let run = sandbox
        .ok("record a/team --set gaps=x")
        .says("it was finished");
    let is_in_it = sandbox
        .git(&["show", &format!("HEAD~1:{team}")])
        .contains("by hand");
    let said = format!("what somebody has changed since is in its commit: {team}");
    assert!(is_in_it && run.err.contains(&said), "{}", run.err);
    assert!(sandbox.read(team).contains("by hand"));
}

/// A file that somebody has changed since the command was cut off isn't said to be undone.
#[test]
fn what_somebody_changed_since_is_left_and_named() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let head = sandbox.git(&["rev-parse", "HEAD"]).trim().to_owned();
    let team = "plans/a/1-come-together/team.md";
    let before = sandbox.read(team).into_bytes();
    sandbox.ok("record a/team --set gaps=x --no-commit");
    let after = sandbox.read(team).into_bytes();
    sandbox.type_below(team, "roster", "by hand");
    let journal = serde_json::json!({
        "message": "record a/team: gaps\n", "head": head, "folders": [],
        "files": [{"path": team, "before": before, "after": after}],
    });
    sandbox.write(".git/redesign.journal", journal.to_string());
    for command in ["status", "check"] {
        let left = "will leave its files as they are, since somebody has changed them: ";
        sandbox.run([command]).says(left).never_says("will undo");
    }
    let text = sandbox.read(team);
    sandbox
        .ok("record a/identity --set missing=x")
        .says(&format!(
            "what somebody has changed since was left as it is: {team}"
        ))
        .never_says("undone");
    assert_eq!(sandbox.read(team), text);
}
