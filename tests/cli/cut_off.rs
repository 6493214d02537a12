//! The program killed, or a call of the system failing, at one call after the other of those that change the disk. A
//! small library in the program's process counts them. The systematic form, every call of each scene, is
//! `REDESIGN_EVERY=1 cargo test --test cli -- cut_off::`.

use super::sandbox::{Run, Sandbox, finished};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Errors of Linux: a disk that fails, one that is full.
const EIO: u32 = 5;
const ENOSPC: u32 = 28;

#[derive(Clone, Copy)]
enum Fault {
    Kill,
    /// This call fails, and no other.
    Once(u32),
    /// This call and all later ones fail.
    FromHere(u32),
}

struct Scene {
    name: &'static str,
    prepare: fn() -> Sandbox,
    line: &'static str,
    /// What the next run does.
    next: &'static str,
}

const SCENES: &[Scene] = &[
    Scene {
        name: "a change",
        prepare: || Sandbox::with_plans(&["a"]),
        line: "record a/team --set gaps=x",
        next: "record a/identity --set missing=next",
    },
    Scene {
        name: "a new record",
        prepare: || Sandbox::with_plans(&["a"]),
        line: "record a/interviews --add --set words=x",
        next: "record a/identity --set missing=next",
    },
    Scene {
        name: "plans in a new group",
        prepare: || Sandbox::with_plans(&["a"]),
        line: "new group/p group/q",
        next: "record a/identity --set missing=next",
    },
    Scene {
        name: "a removal",
        prepare: || {
            let sandbox = Sandbox::with_plans(&["a"]);
            sandbox.ok("new b");
            sandbox
        },
        line: "undo",
        next: "record a/identity --set missing=next",
    },
    Scene {
        name: "without a commit",
        prepare: || Sandbox::with_plans(&["a"]),
        line: "new group/p --no-commit",
        next: "record a/identity --set missing=next",
    },
    Scene {
        name: "without git",
        prepare: || {
            let sandbox = Sandbox::new();
            sandbox.ok("init --no-git --title T");
            sandbox.ok("new a");
            sandbox
        },
        line: "record a/team --set gaps=x",
        next: "record a/identity --set missing=next",
    },
    Scene {
        name: "by git itself",
        prepare: || {
            let sandbox = Sandbox::with_plans(&["a"]);
            sandbox.write(".git/hooks/post-commit", "#!/bin/sh\n");
            let hook = ["+x", ".git/hooks/post-commit"];
            finished(sandbox.command("chmod").args(hook)).ends_with(0);
            sandbox
        },
        line: "record a/interviews --add --set words=x",
        next: "record a/identity --set missing=next",
    },
    Scene {
        name: "a start",
        prepare: Sandbox::new,
        line: "init --title T",
        next: "init --title T",
    },
];

/// The library, built once.
fn door() -> &'static Path {
    static DOOR: OnceLock<(tempfile::TempDir, PathBuf)> = OnceLock::new();
    let made = || {
        let folder = tempfile::tempdir().unwrap();
        let library = folder.path().join("faults.so");
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/faults/faults.c");
        let mut compiler = std::process::Command::new("cc");
        compiler.args(["-shared", "-fPIC", "-O1", "-o"]);
        finished(compiler.arg(&library).arg(source).arg("-ldl")).ends_with(0);
        (folder, library)
    };
    &DOOR.get_or_init(made).1
}

impl Scene {
    /// Runs in a copy of a prepared sandbox, with a fault at a call; `None` if there are not so many calls.
    fn run(&self, prepared: &Sandbox, fault: Fault, at: usize) -> Option<(Sandbox, Run, String)> {
        let sandbox = Sandbox::new();
        let mut copy = sandbox.command("cp");
        finished(
            copy.arg("-a")
                .arg(prepared.work().join("."))
                .arg(sandbox.work()),
        )
        .ends_with(0);
        let log = sandbox.home().join("fault");
        let (kind, on) = match fault {
            Fault::Kill => ("kill".to_owned(), false),
            Fault::Once(error) => (error.to_string(), false),
            Fault::FromHere(error) => (error.to_string(), true),
        };
        let mut program = sandbox.redesign();
        program
            .args(self.line.split(' '))
            .env("LD_PRELOAD", door())
            .env("FAULT_AT", at.to_string())
            .env("FAULT_KIND", kind)
            .env("FAULT_LOG", &log);
        if on {
            program.env("FAULT_ON", "1");
        }
        let run = finished(&mut program);
        let call = std::fs::read_to_string(log).ok()?;
        let call = format!("{}, call {at}: {}", self.name, call.trim());
        Some((sandbox, run, call))
    }

    /// Which calls to try: the first ones closely, later ones less so, or every one.
    fn calls() -> Box<dyn Iterator<Item = usize>> {
        match every() {
            Some(every) => Box::new((1..).step_by(every)),
            None => Box::new((1..).map(|number| number * (number + 1) / 2)),
        }
    }

    /// What is left to do is said before it is done, and just that is done.
    fn says_what_comes(sandbox: &Sandbox, call: &str) {
        let is_pending = [".git/redesign.journal", ".redesign.journal"]
            .iter()
            .any(|name| std::fs::read_to_string(sandbox.path(name)).is_ok());
        if !is_pending || !sandbox.path("redesign.toml").exists() {
            return;
        }
        let before = seen(sandbox);
        for command in ["status", "check"] {
            let run = sandbox.run([command]);
            let said = format!("{call}: {}{}", run.out, run.err);
            assert!(
                said.contains("the last command was interrupted; the next one that writes will"),
                "{said}"
            );
        }
        assert_eq!(seen(sandbox), before, "{call}");
    }

    /// Afterwards the next command works, and all of it or nothing is there.
    fn goes_on(&self, sandbox: &Sandbox, call: &str) {
        let next = if self.name == "a start" && sandbox.path("redesign.toml").exists() {
            "new b"
        } else {
            self.next
        };
        let run = sandbox.run(next.split(' '));
        assert_eq!(run.code, 0, "{call}: {}{}", run.out, run.err);
        // An empty folder stays where the system refuses to remove just that one: git doesn't know of it.
        let stays = |name: &str| call.contains(&format!("rmdir {}", name.trim_end_matches('/')));
        let mut odd = odd_names(&sandbox.work());
        odd.retain(|name| !(name.ends_with('/') && stays(name)));
        assert!(odd.is_empty(), "{call}: {odd:?}");
        if sandbox.path(".git").exists() {
            let left = sandbox.git(&["status", "--porcelain"]);
            let wished =
                |line: &&str| self.line.ends_with("--no-commit") && line.contains("plans/group/");
            let left: Vec<&str> = left.lines().filter(|line| !wished(line)).collect();
            assert_eq!(left, [""; 0], "{call}: {}{}", run.out, run.err);
            sandbox.git(&["fsck", "--strict", "--no-dangling"]);
        }
        let group = [sandbox.path("plans/group/p"), sandbox.path("plans/group/q")];
        match group.map(|plan| plan.join("plan.toml").exists()) {
            [there, other] if self.line.contains("group/q") => assert_eq!(there, other, "{call}"),
            _ => {}
        }
        if self.name == "a start" {
            for name in ["redesign.toml", ".gitignore", ".gitattributes"] {
                assert!(sandbox.path(name).exists(), "{call}: {name}");
            }
        }
        let check = sandbox.run(["check"]);
        assert!(check.code <= 1, "{call}: {}{}", check.out, check.err);
    }
}

/// How far apart the tried calls are; `None` for a sample.
fn every() -> Option<usize> {
    std::env::var("REDESIGN_EVERY").ok()?.parse().ok()
}

/// Names that a run leaves only half way, and empty folders, also in git's directory.
fn odd_names(folder: &Path) -> Vec<String> {
    let mut odd = Vec::new();
    let mut entries = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        entries += 1;
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let is_half = name.starts_with(".redesign-tmp-") || name.starts_with("_git2_");
        let is_ours = name.starts_with("redesign.") || name.starts_with(".redesign.");
        let is_kept = [
            "redesign.toml",
            "redesign.lock",
            ".redesign.lock",
            "redesign.cache",
        ];
        let is_lock = path.extension().is_some_and(|end| end == "lock") && !is_ours;
        if is_half || is_lock || (is_ours && !is_kept.contains(&name.as_str())) {
            odd.push(path.display().to_string());
        }
        if path.is_dir() && !path.is_symlink() {
            odd.extend(odd_names(&path));
        }
    }
    if entries == 0 && !folder.components().any(|part| part.as_os_str() == ".git") {
        odd.push(format!("{}/", folder.display()));
    }
    odd
}

/// Killed before any of its calls: the next command finishes it or takes it back, and nothing half written is left.
#[test]
fn killed_at_a_call() {
    let mut kills = 0;
    for scene in SCENES {
        let prepared = (scene.prepare)();
        let mut here = 0;
        for at in Scene::calls() {
            let Some((sandbox, run, call)) = scene.run(&prepared, Fault::Kill, at) else {
                break;
            };
            assert_eq!(run.code, -1, "{call}: {}{}", run.out, run.err);
            Scene::says_what_comes(&sandbox, &call);
            scene.goes_on(&sandbox, &call);
            here += 1;
        }
        println!("{}: killed at {here} calls", scene.name);
        assert!(here > 0, "{}", scene.name);
        kills += here;
    }
    println!("{kills} kills");
}

/// A call that fails: where it says that nothing was changed, nothing was, and where something was, it says so.
#[test]
fn a_call_that_fails() {
    let faults = [
        Fault::Once(EIO),
        Fault::Once(ENOSPC),
        Fault::FromHere(ENOSPC),
        Fault::FromHere(EIO),
    ];
    let mut errors = 0;
    for scene in SCENES {
        let prepared = (scene.prepare)();
        let before = seen(&prepared);
        let mut here = 0;
        for (number, fault) in faults.into_iter().enumerate() {
            // A sample takes them in turns.
            let is_tried = |at: &usize| every().is_some() || at % faults.len() == number;
            for at in Scene::calls().filter(is_tried) {
                let Some((sandbox, run, call)) = scene.run(&prepared, fault, at) else {
                    break;
                };
                let said = format!("{call}: exit {}: {}{}", run.code, run.out, run.err);
                assert!(matches!(run.code, 0 | 4 | 5), "{said}");
                let is_same = seen(&sandbox) == before;
                if run.err.contains("nothing was changed") {
                    assert!(is_same, "{said}");
                } else if run.code != 0 {
                    let says = [
                        "holds its new text",
                        "is removed",
                        "was made",
                        "are written",
                    ];
                    assert!(
                        is_same || says.iter().any(|words| run.err.contains(words)),
                        "{said}"
                    );
                }
                scene.goes_on(&sandbox, &said);
                here += 1;
            }
        }
        println!("{}: {here} calls failed", scene.name);
        errors += here;
    }
    println!("{errors} errors");
}

/// What a person sees: files, HEAD and what git says of them.
fn seen(sandbox: &Sandbox) -> (Vec<(PathBuf, Vec<u8>)>, String) {
    let work = sandbox.work();
    let files = super::sandbox::bytes_below(&work).into_iter();
    let files = files.map(|(path, bytes)| (path.strip_prefix(&work).unwrap().to_owned(), bytes));
    // Where nothing can be removed, the next command does.
    let ours = |path: &Path| path.to_string_lossy().contains(".redesign");
    let files = files.filter(|(path, _)| !ours(path)).collect();
    let git = |arguments: &[&str]| finished(sandbox.command("git").args(arguments)).out;
    let said = [
        git(&["rev-parse", "--verify", "-q", "HEAD"]),
        git(&["status", "--porcelain"]),
        git(&["diff", "--cached"]),
    ];
    (files, said.concat())
}
