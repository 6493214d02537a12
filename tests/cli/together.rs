//! Several runs at once while a person works in the same repository with git. The whole form is
//! `REDESIGN_WRITERS=8 REDESIGN_RECORDS=100 cargo test --test cli -- together::`.

use super::sandbox::{Sandbox, finished};
use std::sync::atomic::{AtomicBool, Ordering};

fn size(name: &str, usual: usize) -> usize {
    let given = std::env::var(name).ok();
    given.and_then(|given| given.parse().ok()).unwrap_or(usual)
}

/// What one of the person's commits holds.
fn mine(number: usize) -> (String, String) {
    (format!("mine-{number}.txt"), format!("words {number}\n"))
}

/// Several writers, and a person who adds, commits and collects garbage meanwhile. Returns how many records there are.
#[allow(clippy::print_stdout, reason = "the figures of the long form")]
fn all_at_once(sandbox: &Sandbox) -> usize {
    let (writers, records) = (size("REDESIGN_WRITERS", 3), size("REDESIGN_RECORDS", 8));
    let talks = "plans/a/1-come-together/interviews";
    let there = sandbox.files(talks).len();
    let over = AtomicBool::new(false);
    let (codes, kept) = std::thread::scope(|scope| {
        let person = scope.spawn(|| {
            let mut kept = 0;
            for number in 0.. {
                if over.load(Ordering::SeqCst) {
                    break;
                }
                let (name, words) = mine(number);
                sandbox.write(&name, &words);
                let git =
                    |arguments: &[&str]| finished(sandbox.command("git").args(arguments)).code == 0;
                // git refuses where another process holds a lock; people type it again. A commit by a hook may have taken
                // it along, and `git commit` with names also reads the index before it locks it, so it can be gone there.
                let here = format!("HEAD:{name}");
                while !git(&["cat-file", "-e", &here]) {
                    let _refused = git(&["add", &name]) && git(&["commit", "-qm", "by hand"]);
                }
                kept = number + 1;
            }
            kept
        });
        let collector = scope.spawn(|| {
            while !over.load(Ordering::SeqCst) {
                let _fails_beside_another = finished(sandbox.command("git").args(["gc", "-q"]));
            }
        });
        let writers: Vec<_> = (0..writers)
            .map(|writer| {
                scope.spawn(move || {
                    let run = |number| {
                        let words = format!("words=talk {writer}-{number}");
                        let run = sandbox.run(["record", "a/interviews", "--add", "--set", &words]);
                        assert!(
                            matches!(run.code, 0 | 4),
                            "{}: {}{}",
                            run.code,
                            run.out,
                            run.err
                        );
                        run.code
                    };
                    (0..records).map(run).collect::<Vec<_>>()
                })
            })
            .collect();
        let codes: Vec<_> = writers
            .into_iter()
            .map(std::thread::ScopedJoinHandle::join)
            .collect();
        over.store(true, Ordering::SeqCst);
        collector.join().unwrap();
        let kept = person.join().unwrap();
        (
            codes
                .into_iter()
                .flat_map(Result::unwrap)
                .collect::<Vec<i32>>(),
            kept,
        )
    });
    let done = codes.iter().filter(|code| **code == 0).count();
    println!("{done} of {} records, {kept} commits by hand", codes.len());
    assert!(done > 0 && kept > 0, "{done} records, {kept} commits");
    // Nothing of the person's is undone.
    for number in 0..kept {
        let (name, words) = mine(number);
        let head = finished(
            sandbox
                .command("git")
                .args(["show", &format!("HEAD:{name}")]),
        );
        let log = || sandbox.git(&["log", "--oneline", "--name-status", "-3", "--", &name]);
        assert_eq!(
            head.out,
            words,
            "{name}: {}{}",
            log(),
            sandbox.git(&["status", "--porcelain"])
        );
    }
    // No record is lost, and all are in HEAD but for those that the person's git has undone: `git commit` reads the
    // index before it locks it, so one that began before ours and was typed again takes our files out.
    assert_eq!(sandbox.files(talks).len(), there + done);
    let status = sandbox.git(&["status", "--porcelain", "--no-renames"]);
    let mut undone = std::collections::BTreeSet::new();
    for line in status.lines() {
        let (state, path) = line.split_at(3);
        assert!(
            matches!(state, "?? " | " A " | "D  ") && path.starts_with(talks),
            "{line}"
        );
        let by = sandbox.git(&["log", "--diff-filter=D", "--format=%s", "--", path]);
        assert!(
            state == "D  " || by.lines().all(|by| by == "by hand") && !by.is_empty(),
            "{by}"
        );
        undone.insert(path.to_owned());
    }
    let head = sandbox.git(&["ls-tree", "--name-only", &format!("HEAD:{talks}")]);
    let staged = status
        .lines()
        .filter(|line| line.starts_with("D  "))
        .count();
    assert_eq!(head.lines().count(), there + done + staged - undone.len());
    println!(
        "{} undone by a git that had read the index before",
        undone.len()
    );
    sandbox.git(&["fsck", "--strict", "--no-dangling"]);
    done
}

fn with_hook(sandbox: &Sandbox, name: &str, script: &str) {
    let binary = env!("CARGO_BIN_EXE_redesign");
    let script = format!("#!/bin/sh\n{}\n", script.replace("redesign", binary));
    sandbox.write(&format!(".git/hooks/{name}"), script);
    finished(
        sandbox
            .command("chmod")
            .args(["+x", &format!(".git/hooks/{name}")]),
    )
    .ends_with(0);
}

#[test]
fn with_a_person_at_git() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let before = sandbox.git(&["rev-list", "--count", "--author=Test", "HEAD"]);
    let done = all_at_once(&sandbox);
    let ours = sandbox.git(&["rev-list", "--count", "--grep=^Redesign-Command", "HEAD"]);
    let ours: usize = ours.trim().parse().unwrap();
    let before: usize = before.trim().parse().unwrap();
    assert_eq!(ours, before + done, "one commit for each record");
}

#[test]
fn with_a_hook_that_stages() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.write("changes.txt", "0\n");
    sandbox.git(&["add", "changes.txt"]);
    sandbox.git(&["commit", "-qm", "theirs"]);
    with_hook(&sandbox, "pre-commit", "git add changes.txt");
    all_at_once(&sandbox);
}

#[test]
fn with_a_hook_that_reads() {
    let sandbox = Sandbox::with_plans(&["a"]);
    with_hook(
        &sandbox,
        "pre-commit",
        "redesign status >/dev/null || exit 1",
    );
    with_hook(&sandbox, "post-commit", "redesign status >/dev/null");
    all_at_once(&sandbox);
}
