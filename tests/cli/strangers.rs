//! What a stranger can bring, in a clone, an archive, a parent folder or a shared drive: it makes us write nowhere else,
//! empty nothing, run nothing, and wait for nothing.

use super::sandbox::{Run, Sandbox, bytes_below, finished};
use serde_json::{Value, json};
use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const TEAM: &str = "plans/a/1-come-together/team.md";
const RECORD: [&str; 4] = ["record", "a/team", "--set", "gaps=x"];
/// Much longer than a command takes, and than it waits for a lock.
const PATIENCE: Duration = Duration::from_mins(1);

/// Runs a program that must not hang.
#[track_caller]
fn soon(command: &mut Command) -> Run {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let id = child.id();
    let ended = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let seen = ended.clone();
    let started = Instant::now();
    let watch = std::thread::spawn(move || {
        while !seen.load(std::sync::atomic::Ordering::SeqCst) {
            if started.elapsed() > PATIENCE {
                let _ended = Command::new("kill").args(["-9", &id.to_string()]).status();
                return;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    });
    let stdin = child.stdin.take();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    ended.store(true, std::sync::atomic::Ordering::SeqCst);
    watch.join().unwrap();
    assert!(output.status.code().is_some(), "{command:?} hangs");
    Run {
        code: output.status.code().unwrap(),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A workspace with a plan and no repository.
fn without_git() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.ok("init --no-git");
    sandbox.ok("new a");
    sandbox
}

/// A workspace with a plan in a repository that only the `git` program reads.
fn by_git_alone() -> Sandbox {
    let sandbox = without_git();
    sandbox.git(&["init", "-q", "--object-format=sha256"]);
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-qm", "start"]);
    sandbox
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

#[allow(clippy::print_stderr, reason = "a test that was not tried says so")]
fn is_root(sandbox: &Sandbox) -> bool {
    let is_root = finished(sandbox.command("id").arg("-u")).out.trim() == "0";
    if !is_root {
        eprintln!("not root: what needs two users was not tried");
    }
    is_root
}

/// A journal of one file.
fn journal(head: Option<&str>, path: &str, before: Option<&str>, after: Option<&str>) -> String {
    let (before, after) = (before.map(str::as_bytes), after.map(str::as_bytes));
    json!({
        "message": null, "head": head, "folders": [],
        "files": [{"path": path, "before": before, "after": after}],
    })
    .to_string()
}

/// Journals that would write, remove or clear away outside of where commands write.
fn hostile_journals() -> Vec<(String, Value)> {
    let file = |path: &str, before: Value, after: Value| {
        (
            path.to_owned(),
            json!({"message": null, "head": null, "folders": [], "files": [
                {"path": path, "before": before, "after": after},
                {"path": "x", "before": null, "after": [1]},
            ]}),
        )
    };
    let folder = |path: &str| {
        let head = json!({"message": null, "head": null, "files": [], "folders": [path]});
        (path.to_owned(), head)
    };
    let null = Value::Null;
    let kept = || json!("kept".as_bytes());
    vec![
        // As it was found: a file that is not there is "put back".
        file(
            "../home/.bash_profile",
            json!("echo".as_bytes()),
            null.clone(),
        ),
        file("../home/kept", null.clone(), kept()),
        file("../home/kept", json!("other".as_bytes()), kept()),
        file("plans/../../home/kept", null.clone(), kept()),
        file(".git/hooks/pre-commit", kept(), null.clone()),
        file("plans/own/.git/config", kept(), null.clone()),
        file("plans/out/kept", null.clone(), kept()),
        file("plans/out/new", kept(), null.clone()),
        file("plans/inside/team.md", kept(), null.clone()),
        file("Makefile", kept(), null),
        folder("../home/empty"),
        folder("plans/out/empty"),
        folder("plans/.."),
        folder("plans"),
    ]
}

/// Everything around the workspace, folders too.
fn around(sandbox: &Sandbox) -> (Vec<(PathBuf, Vec<u8>)>, bool) {
    let home = sandbox.home();
    (bytes_below(&home), home.join("empty").is_dir())
}

/// Whoever brings a journal, in the work tree of an archive or in its `.git`: a path where no command writes is named
/// with what shows it and what settles it, and nothing is done.
#[test]
fn a_journal_is_held_to_where_commands_write() {
    for (sandbox, place) in [
        (without_git(), ".redesign.journal"),
        (by_git_alone(), ".git/redesign.journal"),
        (Sandbox::with_plans(&["a"]), ".git/redesign.journal"),
    ] {
        std::fs::write(sandbox.home().join("kept"), "kept").unwrap();
        std::fs::create_dir(sandbox.home().join("empty")).unwrap();
        symlink(sandbox.home(), sandbox.path("plans/out")).unwrap();
        symlink("a/1-come-together", sandbox.path("plans/inside")).unwrap();
        let before = (around(&sandbox), bytes_below(&sandbox.path("plans/a")));
        for (path, mut journal) in hostile_journals() {
            if place.starts_with(".git/") {
                journal["head"] = json!(sandbox.git(&["rev-parse", "HEAD"]).trim());
            }
            sandbox.write(place, journal.to_string());
            sandbox.ok("status");
            sandbox
                .run([&RECORD[..], &["--dry-run"]].concat())
                .ends_with(0);
            let full = std::fs::canonicalize(sandbox.path(place)).unwrap();
            sandbox
                .run(RECORD)
                .ends_with(4)
                .says(&format!("it names \"{path}\""))
                .says(&format!("`cat {}` shows it", full.display()))
                .says(&format!("`rm {}` removes it", full.display()));
            let after = (around(&sandbox), bytes_below(&sandbox.path("plans/a")));
            assert!(after == before, "{path}");
            assert!(!sandbox.path("Makefile").exists(), "{path}");
        }
        std::fs::remove_file(sandbox.path(place)).unwrap();
        sandbox.run(RECORD).ends_with(0);
    }
}

/// In a repository the journal is git's, also where only the `git` program reads it: one in the work tree, which a
/// commit can bring, is nobody's.
#[test]
fn a_journal_in_the_work_tree_of_a_repository_is_nobodys() {
    for sandbox in [by_git_alone(), Sandbox::with_plans(&["a"])] {
        let before = sandbox.read(TEAM);
        let theirs = journal(None, TEAM, Some("theirs"), Some(&before));
        sandbox.write(".redesign.journal", &theirs);
        sandbox.ok("new b").never_says("interrupted");
        sandbox.ok("new c --no-commit").never_says("interrupted");
        assert_eq!(sandbox.read(TEAM), before);
        assert_eq!(sandbox.read(".redesign.journal"), theirs);
    }
}

/// Where there is a repository of which nothing can be told, git may have brought what lies in the work tree.
#[test]
fn a_journal_beside_a_repository_that_nobody_reads() {
    let sandbox = by_git_alone();
    let theirs = journal(None, TEAM, Some("theirs"), Some(&sandbox.read(TEAM)));
    sandbox.write(".redesign.journal", theirs);
    let no_git = sandbox.home().join("no-git");
    std::fs::create_dir(&no_git).unwrap();
    let mut command = sandbox.redesign();
    let run = soon(command.args(RECORD).arg("--no-commit").env("PATH", &no_git));
    run.ends_with(4).says("the file may come from git");
    std::fs::remove_file(sandbox.path(".redesign.journal")).unwrap();
    soon(&mut command).ends_with(0);
    assert!(sandbox.read(TEAM).contains("- x"));
}

/// What stands where a lock or a journal belongs and is none: what it is called, and how it is made, given a file of
/// somebody's that it could lead to.
type Place = (&'static str, &'static str, fn(&Path, &Path));

const NO_FILES: [Place; 5] = [
    ("it is a link", "rm", |place, other| {
        symlink(other, place).unwrap();
    }),
    ("it is a link", "rm", |place, other| {
        symlink(other.with_extension("new"), place).unwrap();
    }),
    ("not a regular file", "rm", |place, _| pipe(place)),
    ("it is a folder", "rm -r", |place, _| {
        std::fs::create_dir(place).unwrap();
    }),
    ("(a hard link)", "rm", |place, other| {
        std::fs::hard_link(other, place).unwrap();
    }),
];

/// A lock or a journal that is no file of its own is neither followed nor emptied nor waited for; what is said to type
/// settles it.
#[test]
fn what_is_no_file_is_no_lock_and_no_journal() {
    for (sandbox, folder) in [
        (without_git(), "."),
        (by_git_alone(), ".git/"),
        (Sandbox::with_plans(&["a"]), ".git/"),
    ] {
        let other = sandbox.home().join("other");
        let team = sandbox.read(TEAM);
        for name in ["redesign.lock", "redesign.journal"] {
            let place = sandbox.path(&format!("{folder}{name}"));
            for (what, remove, make) in NO_FILES {
                let theirs = journal(None, TEAM, Some("theirs"), Some(&team));
                std::fs::write(&other, &theirs).unwrap();
                let _old_lock = std::fs::remove_file(&place);
                make(&place, &other);
                let run = soon(sandbox.redesign().args(RECORD))
                    .ends_with(4)
                    .says(what);
                let settles = format!("`{remove} {}` removes it", place.display());
                run.says(&settles)
                    .says(&format!("`ls -ld {}`", place.display()));
                assert_eq!(std::fs::read_to_string(&other).unwrap(), theirs, "{what}");
                assert!(!other.with_extension("new").exists());
                assert_eq!(sandbox.read(TEAM), team, "{what}");
                soon(sandbox.redesign().arg("status")).ends_with(0);
                let (program, flag) = remove.split_once(' ').unwrap_or((remove, "-f"));
                finished(sandbox.command(program).arg(flag).arg(&place)).ends_with(0);
                // The name beside it that a hard link is made to stays.
                assert!(other.exists());
            }
        }
        sandbox.run(RECORD).ends_with(0);
    }
}

/// A journal larger than any that is written is not read.
#[test]
fn a_journal_without_end() {
    let sandbox = without_git();
    let file = std::fs::File::create(sandbox.path(".redesign.journal")).unwrap();
    file.set_len(1 << 40).unwrap();
    soon(sandbox.redesign().args(RECORD))
        .ends_with(4)
        .says("it is larger than 256 MiB");
}

/// Where HEAD has moved since, what a journal names is somebody's work: it is neither taken back nor committed again.
#[test]
fn a_journal_is_void_once_head_has_moved() {
    for sandbox in [Sandbox::with_plans(&["a"]), by_git_alone()] {
        let head = sandbox.git(&["rev-parse", "HEAD"]);
        let before = sandbox.read(TEAM);
        let half = format!("{before}\nhalf\n");
        // Of two files one was written when it was cut off.
        let mut journal: Value = serde_json::from_str(&journal(
            Some(head.trim()),
            TEAM,
            Some(&before),
            Some(&half),
        ))
        .unwrap();
        let other = json!({"path": "plans/a/other.md", "before": null, "after": [120]});
        journal["files"].as_array_mut().unwrap().push(other);
        sandbox.write(TEAM, &half);
        sandbox.git(&["commit", "-qam", "mine"]);
        sandbox.write(".git/redesign.journal", journal.to_string());
        sandbox.ok("new b").never_says("interrupted");
        assert_eq!(sandbox.read(TEAM), half);
        assert!(!sandbox.path(".git/redesign.journal").exists());
        // The same where it has not: it is taken back.
        let head = sandbox.git(&["rev-parse", "HEAD"]);
        journal["head"] = json!(head.trim());
        sandbox.write(".git/redesign.journal", journal.to_string());
        sandbox
            .ok("new c")
            .says("its writes were undone: plans/a/1-come-together/team.md");
        assert_eq!(sandbox.read(TEAM), before);
    }
}

/// In a repository that only the `git` program reads, what was written in full is committed by the next command, too.
#[test]
fn a_run_that_was_cut_off_is_finished_by_git_alone() {
    let sandbox = by_git_alone();
    let head = sandbox.git(&["rev-parse", "HEAD"]);
    let before = sandbox.read(TEAM);
    let after = format!("{before}\nmore\n");
    let mut journal: Value = serde_json::from_str(&journal(
        Some(head.trim()),
        TEAM,
        Some(&before),
        Some(&after),
    ))
    .unwrap();
    journal["message"] = json!("record a/team: gaps\n");
    sandbox.write(".git/redesign.journal", journal.to_string());
    sandbox.write(TEAM, &after);
    sandbox.ok("new b").says("it was finished");
    assert_eq!(
        sandbox.git(&["log", "--format=%s", "-2"]),
        "new plan b\nrecord a/team: gaps\n"
    );
}

/// What reading keeps for the next run is not written through a link, and a pipe in its place is not waited for.
#[test]
fn what_is_kept_of_history_stays_where_it_belongs() {
    let sandbox = Sandbox::with_plans(&["a"]);
    for day in 1..=60 {
        sandbox.commit_on(
            jiff::civil::date(2026, 9, 1).saturating_add(jiff::Span::new().days(day)),
            "later",
        );
    }
    sandbox.ok("status");
    let cache = sandbox.path(".git/redesign-cache");
    let names = sandbox.files(".git/redesign-cache");
    assert_eq!(names.len(), 1, "status keeps what it has read");
    let file = cache.join(&names[0]);
    std::fs::remove_file(&file).unwrap();
    pipe(&file);
    soon(sandbox.redesign().arg("status")).ends_with(0);
    std::fs::remove_dir_all(&cache).unwrap();
    symlink(sandbox.home(), &cache).unwrap();
    let before = around(&sandbox);
    soon(sandbox.redesign().arg("status")).ends_with(0);
    assert!(around(&sandbox) == before);
}

/// Users of one group, which is not root's.
const ALICE: u32 = 51_001;
const BOB: u32 = 51_002;
const GROUP: u32 = 51_000;

/// A sandbox whose workspace a group shares.
struct Shared {
    sandbox: Sandbox,
    binary: PathBuf,
}

impl Shared {
    /// Root gives the workspace to Alice and her group.
    fn new(sandbox: Sandbox) -> Self {
        let top = sandbox.home().parent().unwrap().to_owned();
        let binary = top.join("redesign");
        let built = env!("CARGO_BIN_EXE_redesign");
        if std::fs::hard_link(built, &binary).is_err() {
            std::fs::copy(built, &binary).unwrap();
        }
        for folder in [&top, &sandbox.home()] {
            std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755)).unwrap();
        }
        let shared = Self { sandbox, binary };
        let who = format!("{ALICE}:{GROUP}");
        let work = shared.sandbox.work();
        for arguments in [&["chown", "-R", &who][..], &["chmod", "-R", "g+rwX"]] {
            let mut command = shared.sandbox.command(arguments[0]);
            finished(command.args(&arguments[1..]).arg(&work)).ends_with(0);
        }
        shared
    }

    /// A run of a user in the group who lets others read what is new, and not write it.
    fn of(&self, user: u32, arguments: &[&str]) -> Run {
        let mut command = self.sandbox.command("sh");
        command
            .args(["-c", "umask 022; exec \"$0\" \"$@\""])
            .arg(&self.binary)
            .args(arguments)
            .uid(user)
            .gid(GROUP);
        soon(&mut command)
    }
}

/// Two users of one group record in turn, also in what the other one has made; each can hold the other's lock.
#[test]
fn two_users_of_one_group_record_in_turn() {
    let sandbox = without_git();
    if !is_root(&sandbox) {
        return;
    }
    let shared = Shared::new(sandbox);
    in_turn(&shared);
    // A lock that its owner alone may write, as 0.1.0 made it.
    let lock = shared.sandbox.path(".redesign.lock");
    std::fs::set_permissions(&lock, std::fs::Permissions::from_mode(0o644)).unwrap();
    shared.of(BOB, &RECORD).ends_with(0);

    let sandbox = Sandbox::with_plans(&["a"]);
    let trusted = format!("[safe]\n\tdirectory = {}\n", sandbox.work().display());
    let settings = sandbox.home().join(".gitconfig");
    let text = std::fs::read_to_string(&settings).unwrap();
    std::fs::write(&settings, &text).unwrap();
    let shared = Shared::new(sandbox);
    shared.of(BOB, &RECORD).ends_with(4).says("safe.directory");
    std::fs::write(&settings, text + &trusted).unwrap();
    in_turn(&shared);
    let made = finished(
        shared
            .sandbox
            .command("git")
            .args(["rev-list", "--count", "HEAD"]),
    )
    .out;
    assert_eq!(made.trim(), "28");
}

fn in_turn(shared: &Shared) {
    shared.of(ALICE, &["new", "by-alice"]).ends_with(0);
    shared.of(BOB, &["new", "group/by-bob"]).ends_with(0);
    for round in 0..3 {
        for (user, name) in [(ALICE, "alice"), (BOB, "bob")] {
            let set = format!("gaps={name} {round}");
            for arguments in [
                &["record", "a/team", "--set", &set][..],
                &["record", "by-alice/team", "--set", &set],
                &["record", "by-bob/team", "--set", &set],
                &["record", "by-alice/interviews", "--add", "--set", "words=x"],
            ] {
                let run = shared.of(user, arguments).ends_with(0);
                run.never_says("not committed");
            }
        }
    }
    let file = "plans/group/by-bob/1-come-together/team.md";
    assert!(shared.sandbox.read(file).contains("- bob 2"));
}

/// In a workspace without git a journal is obeyed if it is ours or, where a group shares the workspace, its owner's; in
/// git's own directory whoever shares that.
#[test]
fn whose_journal_is_obeyed() {
    let plain = without_git();
    if !is_root(&plain) {
        return;
    }
    let shared = Shared::new(plain);
    let place = shared.sandbox.path(".redesign.journal");
    let half = |head: Option<&str>, owner: u32, place: &Path| {
        let team = shared.sandbox.read(TEAM);
        let mut text: Value =
            serde_json::from_str(&journal(head, TEAM, Some(&team), Some("half"))).unwrap();
        let other = json!({"path": "plans/a/other.md", "before": null, "after": [120]});
        text["files"].as_array_mut().unwrap().push(other);
        std::fs::write(shared.sandbox.path(TEAM), "half").unwrap();
        std::fs::write(place, text.to_string()).unwrap();
        chown(place, Some(owner), None).unwrap();
        std::fs::set_permissions(place, std::fs::Permissions::from_mode(0o664)).unwrap();
        team
    };
    for (user, owner, is_obeyed) in [
        (ALICE, ALICE, true),
        (BOB, BOB, true),
        (BOB, ALICE, true),
        (ALICE, BOB, false),
        (BOB, 51_003, false),
    ] {
        let team = half(None, owner, &place);
        let run = shared.of(user, &["record", "a/identity", "--set", "missing=x"]);
        if is_obeyed {
            run.ends_with(0).says("undone");
            assert_eq!(shared.sandbox.read(TEAM), team);
        } else {
            let whose = format!("it belongs to somebody else (user {owner})");
            run.ends_with(4).says(&whose);
            assert_eq!(shared.sandbox.read(TEAM), "half");
            std::fs::write(shared.sandbox.path(TEAM), team).unwrap();
        }
    }
    // Nobody else's where the group can't write.
    std::fs::set_permissions(
        shared.sandbox.work(),
        std::fs::Permissions::from_mode(0o755),
    )
    .unwrap();
    half(None, ALICE, &place);
    let mut root = shared.sandbox.redesign();
    soon(root.args(RECORD)).ends_with(4).says("somebody else");
    // Root on behalf of Alice.
    soon(root.env("SUDO_UID", ALICE.to_string()))
        .ends_with(0)
        .says("undone");
}

/// Something hostile that lies in what a stranger brought.
type Hostile = (&'static str, fn(&Brought));

/// A workspace from a stranger, with two plans.
struct Brought {
    sandbox: Sandbox,
    /// Where commands run, relative to the workspace.
    folder: &'static str,
}

impl Brought {
    fn path(&self, name: &str) -> PathBuf {
        let path = self.sandbox.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        let _room = std::fs::remove_file(&path);
        path
    }

    fn pipe(&self, name: &str) {
        pipe(&self.path(name));
    }

    fn link(&self, name: &str, to: &str) {
        symlink(self.sandbox.home().join(to), self.path(name)).unwrap();
    }

    fn git(&self) -> Option<PathBuf> {
        Some(self.sandbox.path(".git")).filter(|git| git.is_dir())
    }

    /// Where the lock or the journal is looked for.
    fn own(&self, name: &str) -> PathBuf {
        match self.git() {
            Some(git) => git.join(format!("redesign.{name}")),
            None => self.sandbox.path(&format!(".redesign.{name}")),
        }
    }
}

type Way = (&'static str, fn() -> Brought);

/// How it came: where it is laid, and whether with pipes and with git's own directory.
const WAYS: &[Way] = &[
    ("a clone", || {
        let sandbox = Sandbox::new();
        let origin = Sandbox::with_plans(&["a", "b"]);
        let brought = Brought {
            sandbox: origin,
            folder: ".",
        };
        for (_, bring) in IN_CLONES {
            bring(&brought);
        }
        brought.sandbox.git(&["add", "-Af"]);
        brought.sandbox.git(&["commit", "-qm", "theirs"]);
        let from = brought.sandbox.work();
        sandbox.git(&["clone", "-q", &from.to_string_lossy(), "."]);
        Brought {
            sandbox,
            folder: ".",
        }
    }),
    ("a zip without a repository", || Brought {
        sandbox: {
            let sandbox = without_git();
            sandbox.ok("new b");
            sandbox
        },
        folder: ".",
    }),
    ("a zip with a repository", || Brought {
        sandbox: Sandbox::with_plans(&["a", "b"]),
        folder: ".",
    }),
    ("a tarball that only git reads", || Brought {
        sandbox: {
            let sandbox = by_git_alone();
            sandbox.ok("new b");
            sandbox
        },
        folder: ".",
    }),
    ("a parent folder", || {
        let sandbox = without_git();
        sandbox.ok("new b");
        std::fs::create_dir(sandbox.path("mine")).unwrap();
        Brought {
            sandbox,
            folder: "mine",
        }
    }),
];

/// What a clone can hold: files and links, no pipes.
const IN_CLONES: &[Hostile] = &[
    ("a journal", |brought| {
        let theirs = journal(None, "../home/.bash_profile", Some("echo"), None);
        std::fs::write(brought.path(".redesign.journal"), theirs).unwrap();
    }),
    ("a lock that is a link", |brought| {
        brought.link(".redesign.lock", "kept");
    }),
    ("links out of the workspace", |brought| {
        brought.link("plans/out", ".");
        brought.link("plans/a/2-dream-big/out.md", "kept");
        brought.link("toolkits/out", ".");
    }),
    ("a link with the name of what is half written", |brought| {
        brought.link("plans/.redesign-tmp-x", ".");
        brought.link("plans/a/1-come-together/.redesign-tmp-x", ".");
    }),
];

/// What lies in an archive or a folder besides, all at once.
const IN_FOLDERS: &[Hostile] = &[
    IN_CLONES[2],
    IN_CLONES[3],
    ("pipes", |brought| {
        for name in [
            "plans/a/1-come-together/identity.md",
            "plans/a/1-come-together/interviews/x.md",
            "plans/a/README.md",
            "plans/b/plan.toml",
            "plans/redesign.toml",
            "toolkits/theirs/toolkit.toml",
            "toolkits/theirs/templates/team.md.hbs",
            ".gitmodules",
        ] {
            brought.pipe(name);
        }
    }),
    ("what is kept of history", |brought| {
        if brought.git().is_some() {
            brought.link(".git/redesign-cache", ".");
        }
    }),
];

/// What stands where a lock or a journal belongs, each by itself.
const IN_THEIR_PLACE: &[Hostile] = &[
    ("nothing", |_| {}),
    ("a lock that is a link", |brought| {
        symlink(brought.sandbox.home().join("kept"), brought.own("lock")).unwrap();
    }),
    ("a lock that leads to nothing", |brought| {
        symlink(brought.sandbox.home().join("new"), brought.own("lock")).unwrap();
    }),
    ("a lock that is a pipe", |brought| {
        pipe(&brought.own("lock"));
    }),
    ("a journal that is a link", |brought| {
        symlink(brought.sandbox.home().join("kept"), brought.own("journal")).unwrap();
    }),
    ("a journal that is a pipe", |brought| {
        pipe(&brought.own("journal"));
    }),
    ("a pipe that git would read", |brought| {
        if brought.git().is_some() {
            brought.pipe("plans/.gitignore");
        } else {
            pipe(&brought.own("lock"));
        }
    }),
    ("an index that is a link", |brought| {
        if let Some(git) = brought.git() {
            std::fs::remove_file(git.join("index")).unwrap();
            symlink(brought.sandbox.home().join("kept"), git.join("index")).unwrap();
        } else {
            pipe(&brought.own("lock"));
        }
    }),
    ("logs that are a link", |brought| {
        if let Some(git) = brought.git() {
            std::fs::remove_dir_all(git.join("logs")).unwrap();
            symlink(brought.sandbox.home(), git.join("logs")).unwrap();
        } else {
            pipe(&brought.own("lock"));
        }
    }),
    ("a journal that writes outside", |brought| {
        let head = finished(brought.sandbox.command("git").args(["rev-parse", "HEAD"]));
        let head = Some(head.out.trim()).filter(|_| brought.git().is_some());
        let theirs = journal(head, "../home/.bash_profile", Some("echo"), None);
        std::fs::write(brought.own("journal"), theirs).unwrap();
    }),
];

/// Every command as it is typed over what a stranger brought.
const LINES: &[(&str, &[&str])] = &[
    ("actions", &["--all"]),
    ("actions done", &["x"]),
    ("actions open", &["x"]),
    ("board", &[]),
    ("calendar", &[]),
    ("check", &[]),
    ("check", &["--fix", "--yes"]),
    ("completions", &["bash"]),
    ("demo", &["demo"]),
    ("diff", &["a"]),
    ("draft", &["a/problem", "--about", "a"]),
    ("help", &["formats"]),
    ("init", &[]),
    ("init", &["--merge-driver"]),
    ("introduce", &[]),
    ("list", &["interviews"]),
    ("search", &["words"]),
    ("log", &["a"]),
    ("man", &[]),
    (
        "merge-driver",
        &["redesign.toml", ".gitignore", "redesign.toml"],
    ),
    ("new", &["c"]),
    ("rename", &["c", "d"]),
    ("set", &["a", "coach=x"]),
    ("next", &[]),
    ("record", &["a/team", "--set", "gaps=x"]),
    ("record", &["a/interviews", "--add", "--set", "words=x"]),
    ("record", &["a/identity", "--set", "missing=x"]),
    ("resolve", &["--no-input"]),
    ("restore", &["a/team@v1"]),
    ("schema", &["status"]),
    ("score", &[]),
    ("measure", &[]),
    ("measure add", &["a/nope", "5"]),
    ("measure show", &["a/nope"]),
    ("sheet", &["a/identity"]),
    ("sheet", &["a/identity", "--out", "sheet.private.md"]),
    ("show", &["a"]),
    ("show", &["a/team@v1"]),
    ("status", &[]),
    ("status", &["--at", "HEAD"]),
    ("timeline", &[]),
    ("toolkit", &[]),
    ("toolkit check", &[]),
    ("toolkit list", &[]),
    ("toolkit show", &["real-time-redesign"]),
    ("undo", &[]),
];

/// The names of all commands that the program has, hidden ones too.
fn commands(tree: &clap::Command, above: &str) -> Vec<String> {
    let mut names = Vec::new();
    for command in tree.get_subcommands() {
        let name = format!("{above} {}", command.get_name()).trim().to_owned();
        names.extend(commands(command, &name));
        names.push(name);
    }
    names
}

/// Whatever a stranger brings, and whatever is typed over it: nothing outside is written or emptied, and nothing waits.
#[test]
fn every_command_over_what_a_stranger_brought() {
    for name in commands(&redesign::cli::tree(), "") {
        assert!(
            LINES.iter().any(|(known, _)| *known == name),
            "no line of LINES tries `redesign {name}`"
        );
    }
    std::thread::scope(|all| {
        for (way, bring) in WAYS {
            all.spawn(move || every_command_over(way, *bring));
        }
    });
}

fn every_command_over(way: &str, bring: fn() -> Brought) {
    let is_clone = way == "a clone";
    for (what, place) in IN_THEIR_PLACE {
        // What stands in place of lock and journal no clone brings, and only those who write meet it.
        let is_usual = *what == "nothing";
        if is_clone && !is_usual {
            continue;
        }
        let brought = bring();
        std::fs::write(brought.sandbox.home().join("kept"), "kept").unwrap();
        std::fs::create_dir(brought.sandbox.home().join("empty")).unwrap();
        let _old = std::fs::remove_file(brought.own("lock"));
        place(&brought);
        for (_, bring) in IN_FOLDERS.iter().filter(|_| !is_clone) {
            bring(&brought);
        }
        let before = around(&brought.sandbox);
        for (command, arguments) in LINES {
            if !is_usual && !["record", "new", "check", "undo"].contains(command) {
                continue;
            }
            let mut run = brought.sandbox.redesign();
            run.current_dir(brought.sandbox.path(brought.folder))
                .args(command.split(' '))
                .args(*arguments);
            let line = format!("{way}, {what}: {command} {arguments:?}");
            let ended = soon(&mut run);
            assert!((0..=5).contains(&ended.code), "{line}: {ended:?}");
            assert!(around(&brought.sandbox) == before, "{line}");
            if !is_usual && ["record", "new"].contains(command) {
                assert_eq!(ended.code, 4, "{line}: {ended:?}");
            }
        }
        let team = brought.sandbox.read(TEAM);
        assert_eq!(team.contains("- x"), is_usual, "{way}, {what}: {team}");
    }
}

/// A folder that is about to become a workspace may hold pipes, too.
#[test]
fn a_workspace_is_started_among_pipes() {
    for name in [".gitignore", ".gitattributes"] {
        for (git, says) in [
            ("--no-git", "already exists"),
            ("--no-commit", "already exists"),
            ("--yes", "not a regular file"),
        ] {
            let sandbox = Sandbox::new();
            pipe(&sandbox.path(name));
            let mut init = sandbox.redesign();
            soon(init.args(["init", git])).ends_with(4).says(says);
        }
    }
}
