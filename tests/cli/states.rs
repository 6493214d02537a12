//! Every state that a repository can be in: what reading does, what writing does, what is said, and that no byte of the
//! user's is changed. One row a state.

use super::sandbox::{Run, Sandbox, bytes_below, finished};
use std::path::{Path, PathBuf};

const TEAM: &str = "plans/a/1-come-together/team.md";
const RECORD: [&str; 4] = ["record", "a/team", "--set", "gaps=x"];

/// A state of a repository, and what commands do in it.
struct State {
    name: &'static str,
    /// Brings a workspace with a plan `a`, committed, into the state; gives where the workspace is then.
    bring: fn(&Sandbox) -> PathBuf,
    /// Exit code of `record` and, where it isn't 0, of `undo`.
    code: i32,
    /// What `record` says.
    says: &'static [&'static str],
    /// How `record` leaves its file.
    leaves: Leaves,
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Leaves {
    /// Written, in one commit which holds nothing else.
    Committed,
    /// The same, in a repository which only git itself reads: `undo` says what to type instead.
    CommittedByGit,
    /// Written, and the rest is up to the user.
    Written,
    /// As it was; `--no-commit` writes it all the same.
    Alone,
}

use Leaves::{Alone, Committed, CommittedByGit, Written};

const STATES: &[State] = &[
    State {
        name: "no repository",
        bring: |sandbox| {
            std::fs::remove_dir_all(sandbox.path(".git")).unwrap();
            sandbox.work()
        },
        code: 0,
        says: &[],
        leaves: Written,
    },
    State {
        name: "an empty repository: an unborn branch",
        bring: |sandbox| {
            std::fs::remove_dir_all(sandbox.path(".git")).unwrap();
            sandbox.git(&["init", "-q"]);
            sandbox.work()
        },
        code: 0,
        says: &["not committed", "--with-edits"],
        leaves: Written,
    },
    State {
        name: "a detached HEAD",
        bring: |sandbox| {
            sandbox.git(&["checkout", "-q", "--detach"]);
            sandbox.work()
        },
        code: 0,
        says: &["HEAD is detached", "git switch -c"],
        leaves: Committed,
    },
    State {
        name: "a linked work tree",
        bring: |sandbox| {
            sandbox.git(&["worktree", "add", "-q", "-b", "side", "../home/side"]);
            sandbox.home().join("side")
        },
        code: 0,
        says: &[],
        leaves: Committed,
    },
    State {
        name: "a submodule",
        bring: |sandbox| {
            sandbox.git(&["init", "-q", "../home/above"]);
            let add = "-c protocol.file.allow=always submodule add -q ../../work inner";
            above(sandbox, &add.split(' ').collect::<Vec<_>>());
            above(sandbox, &["commit", "-qm", "inner"]);
            sandbox.home().join("above/inner")
        },
        code: 0,
        says: &[],
        leaves: Committed,
    },
    State {
        name: "a shallow clone",
        bring: |sandbox| {
            let url = format!("file://{}", sandbox.work().display());
            sandbox.git(&["clone", "-q", "--depth", "1", &url, "../home/clone"]);
            sandbox.home().join("clone")
        },
        code: 0,
        says: &[],
        leaves: Committed,
    },
    State {
        name: "a sparse checkout, the plan inside",
        bring: |sandbox| {
            sandbox.ok("new outside");
            sandbox.git(&["sparse-checkout", "set", "plans/a"]);
            assert!(!sandbox.path("plans/outside").exists());
            sandbox.work()
        },
        code: 0,
        says: &[],
        leaves: Committed,
    },
    State {
        name: "a sparse checkout, the record outside",
        bring: |sandbox| {
            let pattern = format!("!/{TEAM}");
            sandbox.git(&["sparse-checkout", "set", "--no-cone", "/*", &pattern]);
            assert!(!sandbox.path(TEAM).exists());
            sandbox.work()
        },
        code: 4,
        says: &[
            "team.md\" is in git, but not checked out here (sparse checkout)",
            "`git sparse-checkout add plans/a/1-come-together` checks it out",
        ],
        leaves: Alone,
    },
    State {
        name: "a file that git is told not to look at",
        bring: |sandbox| {
            sandbox.git(&["update-index", "--assume-unchanged", TEAM]);
            sandbox.work()
        },
        code: 0,
        says: &[
            "not committed: git is set to ignore changes to",
            "--no-assume-unchanged",
        ],
        leaves: Written,
    },
    State {
        name: "a split index, of which only git knows the form",
        bring: |sandbox| {
            sandbox.git(&["update-index", "--split-index"]);
            sandbox.work()
        },
        code: 0,
        says: &[],
        leaves: Committed,
    },
    State {
        name: "a sparse index, of which only git knows the form",
        bring: |sandbox| {
            sandbox.ok("new outside");
            let set = "sparse-checkout set --cone --sparse-index plans/a";
            sandbox.git(&set.split(' ').collect::<Vec<_>>());
            sandbox.work()
        },
        code: 0,
        says: &[],
        leaves: Committed,
    },
    State {
        name: "in the middle of a merge",
        bring: |sandbox| in_the_middle(sandbox, &["merge", "other"]),
        code: 4,
        says: &["a merge", "finish it first", "git merge --abort"],
        leaves: Alone,
    },
    State {
        name: "in the middle of a rebase",
        bring: |sandbox| in_the_middle(sandbox, &["rebase", "other"]),
        code: 4,
        says: &["a rebase", "finish it first", "git rebase --abort"],
        leaves: Alone,
    },
    State {
        name: "in the middle of a cherry-pick",
        bring: |sandbox| in_the_middle(sandbox, &["cherry-pick", "other"]),
        code: 4,
        says: &[
            "a cherry-pick",
            "finish it first",
            "git cherry-pick --abort",
        ],
        leaves: Alone,
    },
    State {
        name: "in the middle of a revert",
        bring: |sandbox| in_the_middle(sandbox, &["revert", "--no-edit", "HEAD~1"]),
        code: 4,
        says: &["a revert", "finish it first", "git revert --abort"],
        leaves: Alone,
    },
    State {
        name: "in the middle of a bisect",
        bring: |sandbox| {
            sandbox.git(&["bisect", "start"]);
            sandbox.work()
        },
        code: 4,
        says: &["a bisect", "finish it first", "git bisect reset"],
        leaves: Alone,
    },
    State {
        name: "another file in conflict, no merge under way",
        bring: |sandbox| {
            in_the_middle(sandbox, &["merge", "--squash", "other"]);
            sandbox.work()
        },
        code: 0,
        says: &[],
        leaves: Committed,
    },
    State {
        name: "the record in conflict, no merge under way",
        bring: |sandbox| {
            sandbox.edit(TEAM, "## Who is on", "### Who is on");
            sandbox.git(&["stash", "-q"]);
            sandbox.edit(TEAM, "## Who is on", "# Who is on");
            sandbox.git(&["commit", "-qam", "theirs"]);
            let pop = finished(sandbox.command("git").args(["stash", "pop"]));
            assert_ne!(pop.code, 0);
            sandbox.work()
        },
        code: 4,
        says: &[
            "a merge left",
            "in conflict",
            "git add plans/a/1-come-together/team.md",
        ],
        leaves: Alone,
    },
    State {
        name: "no identity configured",
        bring: |sandbox| {
            std::fs::write(sandbox.home().join(".gitconfig"), "").unwrap();
            sandbox.work()
        },
        code: 0,
        says: &["not committed: git doesn't know who you are", "user.name"],
        leaves: Written,
    },
    State {
        name: "no identity configured, and a hook",
        bring: |sandbox| {
            std::fs::write(
                sandbox.home().join(".gitconfig"),
                "[user]\n\tuseConfigOnly = true\n",
            )
            .unwrap();
            script(&sandbox.path(".git/hooks/post-commit"), "true");
            sandbox.work()
        },
        code: 0,
        says: &["not committed: git doesn't know who you are", "user.name"],
        leaves: Written,
    },
    State {
        name: "hooks that agree, where core.hooksPath says",
        bring: |sandbox| {
            sandbox.git(&["config", "core.hooksPath", ".hooks"]);
            script(
                &sandbox.path(".hooks/pre-commit"),
                "echo pre >> \"$HOME/ran\"",
            );
            script(
                &sandbox.path(".hooks/commit-msg"),
                "echo msg >> \"$HOME/ran\"",
            );
            script(
                &sandbox.path(".hooks/post-commit"),
                "echo post >> \"$HOME/ran\"",
            );
            sandbox.git(&["add", ".hooks"]);
            sandbox.git(&["commit", "-qnm", "hooks"]);
            sandbox.work()
        },
        code: 0,
        says: &[],
        leaves: Committed,
    },
    State {
        name: "a hook that refuses",
        bring: |sandbox| {
            script(
                &sandbox.path(".git/hooks/pre-commit"),
                "echo 'not on a Monday' >&2; exit 1",
            );
            sandbox.work()
        },
        code: 5,
        says: &[
            "the files are written, but git did not commit them",
            "not on a Monday",
        ],
        leaves: Written,
    },
    State {
        name: "signing that works",
        bring: |sandbox| {
            let key = sandbox.home().join("key");
            let made = finished(
                sandbox
                    .command("ssh-keygen")
                    .args(["-q", "-t", "ed25519", "-N", "", "-f"])
                    .arg(&key),
            );
            if made.code == 0 {
                sandbox.git(&["config", "gpg.format", "ssh"]);
                sandbox.git(&["config", "user.signingKey", key.to_str().unwrap()]);
            } else {
                signer(sandbox, "echo '[GNUPG:] SIG_CREATED ' >&2; echo signature");
            }
            sandbox.git(&["config", "commit.gpgSign", "true"]);
            sandbox.work()
        },
        code: 0,
        says: &[],
        leaves: Committed,
    },
    State {
        name: "signing that fails",
        bring: |sandbox| {
            signer(sandbox, "echo 'no secret key' >&2; exit 2");
            sandbox.git(&["config", "commit.gpgSign", "true"]);
            sandbox.work()
        },
        code: 5,
        says: &[
            "the files are written, but git did not commit them",
            "no secret key",
        ],
        leaves: Written,
    },
    State {
        name: "core.autocrlf",
        bring: |sandbox| {
            std::fs::remove_file(sandbox.path(".gitattributes")).unwrap();
            sandbox.git(&["commit", "-qam", "no attributes"]);
            sandbox.git(&["config", "core.autocrlf", "true"]);
            std::fs::remove_dir_all(sandbox.path("plans")).unwrap();
            sandbox.git(&["checkout", "-q", "--", "plans"]);
            assert!(sandbox.read(TEAM).contains("\r\n"));
            sandbox.work()
        },
        code: 0,
        says: &[],
        leaves: Committed,
    },
    State {
        name: "a filter that changes what git keeps",
        bring: |sandbox| {
            // So that a secret which git is to keep in another form is never kept as it is.
            let turned = "tr a-z n-za-m";
            sandbox.git(&["config", "filter.turned.clean", turned]);
            sandbox.git(&["config", "filter.turned.smudge", turned]);
            sandbox.write(
                ".gitattributes",
                "* text=auto eol=lf\nteam.md filter=turned\n",
            );
            sandbox.git(&["add", "--renormalize", "."]);
            sandbox.git(&["commit", "-qm", "turned"]);
            sandbox.work()
        },
        code: 0,
        says: &[],
        leaves: Committed,
    },
    State {
        name: "a locked index",
        bring: |sandbox| {
            sandbox.write(".git/index.lock", "");
            sandbox.work()
        },
        code: 4,
        says: &["locked by another git process", "index.lock"],
        leaves: Alone,
    },
    State {
        name: "a locked branch",
        bring: |sandbox| {
            sandbox.write(".git/refs/heads/main.lock", "");
            sandbox.work()
        },
        code: 4,
        says: &["locked by another git process", "main.lock"],
        leaves: Alone,
    },
    State {
        name: "objects that are named by SHA-256",
        bring: |sandbox| another_form(sandbox, "--object-format=sha256"),
        code: 0,
        says: &[],
        leaves: CommittedByGit,
    },
    State {
        name: "branches in a reftable",
        bring: |sandbox| another_form(sandbox, "--ref-format=reftable"),
        code: 0,
        says: &[],
        leaves: CommittedByGit,
    },
    State {
        name: "a repository whose root is above the workspace",
        bring: |sandbox| {
            std::fs::create_dir(sandbox.home().join("above")).unwrap();
            let inner = sandbox.home().join("above/inner");
            std::fs::rename(sandbox.work(), &inner).unwrap();
            std::fs::create_dir(sandbox.work()).unwrap();
            std::fs::remove_dir_all(inner.join(".git")).unwrap();
            sandbox.git(&["init", "-q", "../home/above"]);
            above(sandbox, &["add", "."]);
            above(sandbox, &["commit", "-qm", "all"]);
            inner
        },
        code: 0,
        says: &[],
        leaves: Committed,
    },
    State {
        name: "a workspace that git is told to ignore",
        bring: |sandbox| {
            sandbox.git(&["rm", "-rq", "--cached", "plans"]);
            sandbox.write(".gitignore", "plans/\n");
            sandbox.git(&["commit", "-qam", "ignored"]);
            sandbox.work()
        },
        code: 0,
        says: &["not committed: git ignores plans/a"],
        leaves: Written,
    },
];

fn above(sandbox: &Sandbox, arguments: &[&str]) {
    sandbox.git(&[&["-C", "../home/above"], arguments].concat());
}

fn script(path: &Path, words: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, format!("#!/bin/sh\n{words}\n")).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
}

fn signer(sandbox: &Sandbox, words: &str) {
    let program = sandbox.home().join("signer");
    script(&program, words);
    sandbox.git(&["config", "gpg.program", program.to_str().unwrap()]);
}

/// A conflict in a file that is not one of ours.
fn in_the_middle(sandbox: &Sandbox, arguments: &[&str]) -> PathBuf {
    sandbox.write("f.txt", "base\n");
    sandbox.git(&["add", "f.txt"]);
    sandbox.git(&["commit", "-qm", "base"]);
    sandbox.git(&["checkout", "-qb", "other"]);
    sandbox.write("f.txt", "theirs\n");
    sandbox.git(&["commit", "-qam", "theirs"]);
    sandbox.git(&["checkout", "-q", "main"]);
    for words in ["one\n", "two\n"] {
        sandbox.write("f.txt", words);
        sandbox.git(&["commit", "-qam", words]);
    }
    assert_ne!(finished(sandbox.command("git").args(arguments)).code, 0);
    sandbox.work()
}

/// The same work tree in a repository of another form.
fn another_form(sandbox: &Sandbox, form: &str) -> PathBuf {
    std::fs::remove_dir_all(sandbox.path(".git")).unwrap();
    sandbox.git(&["init", "-q", form]);
    sandbox.git(&["add", "."]);
    sandbox.git(&["commit", "-qm", "all"]);
    sandbox.work()
}

/// A workspace in its state, and what git says of it.
struct Seen<'a> {
    sandbox: &'a Sandbox,
    folder: &'a Path,
}

impl Seen<'_> {
    fn run(&self, arguments: &[&str]) -> Run {
        let mut command = self.sandbox.redesign();
        finished(command.current_dir(self.folder).args(arguments))
    }

    /// What git says; nothing where there is no repository, or none that git itself would read.
    fn git(&self, arguments: &[&str]) -> String {
        let mut command = self.sandbox.command("git");
        finished(command.arg("-C").arg(self.folder).args(arguments)).out
    }

    fn head(&self) -> String {
        self.git(&["rev-parse", "--verify", "-q", "HEAD"])
    }

    fn without_ours(text: &str) -> String {
        let lines = text
            .lines()
            .filter(|line| !line.contains("team.md") && !line.contains("plans/b"));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Everything which is the user's: files, index with its bits, state.
    fn theirs(&self) -> (Vec<(PathBuf, Vec<u8>)>, [String; 4]) {
        let mut files = bytes_below(self.folder);
        files.retain(|(path, _)| !path.ends_with(TEAM) && !path.ends_with(".redesign.lock"));
        let said = [
            &["status", "--porcelain=v2"][..],
            &["diff", "--cached"],
            &["ls-files", "--stage", "-v"],
            &["for-each-ref", "refs/stash", "refs/tags", "refs/remotes"],
        ];
        (
            files,
            said.map(|words| Self::without_ours(&self.git(words))),
        )
    }

    fn record(&self) -> Option<String> {
        std::fs::read_to_string(self.folder.join(TEAM)).ok()
    }
}

fn holds(state: &State) {
    let sandbox = Sandbox::with_plans(&["a"]);
    let folder = (state.bring)(&sandbox);
    let seen = Seen {
        sandbox: &sandbox,
        folder: &folder,
    };
    let (head, theirs, record) = (seen.head(), seen.theirs(), seen.record());
    // Reading always works.
    for reading in [&["status"][..], &["next"], &["list", "team"]] {
        seen.run(reading).ends_with(0);
    }
    let mut run = seen.run(&RECORD).ends_with(state.code);
    for words in state.says {
        run = run.says(words);
    }
    if state.says.is_empty() {
        run = run.never_says("not committed").never_says("error");
    }
    assert!(seen.theirs() == theirs, "something of the user's changed");
    let is_written = seen.record().is_some_and(|text| text.contains("- x"));
    assert_eq!(is_written, state.leaves != Alone, "{}{}", run.out, run.err);
    let leftovers = ["redesign.journal", ".redesign.journal"];
    let directory = seen.git(&["rev-parse", "--absolute-git-dir"]);
    for name in leftovers {
        assert!(!Path::new(directory.trim()).join(name).exists(), "{name}");
        assert!(!folder.join(name).exists(), "{name}");
    }
    if matches!(state.leaves, Committed | CommittedByGit) {
        assert_eq!(seen.git(&["rev-parse", "HEAD~1"]), head);
        let names = seen.git(&["show", "--format=", "--name-only", "HEAD"]);
        assert!(
            names.trim().ends_with(TEAM) && names.lines().count() == 1,
            "{names}"
        );
        assert_eq!(seen.git(&["status", "--porcelain", "--", TEAM]), "");
    } else {
        assert_eq!(seen.head(), head);
    }
    if state.leaves == CommittedByGit {
        seen.run(&["undo"]).ends_with(5).says("`git revert ID`");
    }
    if state.leaves == Committed {
        // `undo` goes the same way.
        seen.run(&["undo"]).ends_with(0).says("took back");
        let trees = ["HEAD^{tree}", "HEAD~2^{tree}"].map(|tree| seen.git(&["rev-parse", tree]));
        assert_eq!(trees[0], trees[1]);
        assert_eq!(seen.record(), record);
        assert!(
            seen.theirs() == theirs,
            "undo changed something of the user's"
        );
    }
    if state.leaves == Alone {
        assert_eq!(seen.record(), record);
        if state.says.contains(&"finish it first") {
            seen.run(&["new", "b"])
                .ends_with(state.code)
                .says(state.says[0]);
        }
        if record.is_some() {
            seen.run(&["undo"]).ends_with(state.code);
            assert!(seen.record() == record && seen.theirs() == theirs);
            // The way out that is named.
            seen.run(&[&RECORD[..], &["--no-commit"]].concat())
                .ends_with(0);
            assert!(seen.record().unwrap().contains("- x"));
            assert_eq!(seen.head(), head);
            assert!(seen.theirs() == theirs);
        }
    }
}

#[test]
fn every_state_of_a_repository() {
    let failed: Vec<&str> = std::thread::scope(|scope| {
        let rows: Vec<_> = STATES
            .iter()
            .map(|state| (state.name, scope.spawn(|| holds(state))))
            .collect();
        rows.into_iter()
            .filter_map(|(name, row)| row.join().is_err().then_some(name))
            .collect()
    });
    assert!(failed.is_empty(), "{failed:#?}");
}

/// Where only the git program could make the commit and it isn't there: the cause and the way out are named. Where
/// hooks are set up, the files are there already.
#[test]
fn no_git_program() {
    for (form, said) in [
        ("--object-format=sha256", "it uses SHA-256 objects"),
        ("--ref-format=reftable", "it stores branches in a reftable"),
    ] {
        let sandbox = Sandbox::with_plans(&["a"]);
        another_form(&sandbox, form);
        let before = bytes_below(&sandbox.work());
        let nowhere = [("PATH", "/nowhere")];
        sandbox
            .run_with_env(&RECORD, &nowhere)
            .ends_with(5)
            .says(said)
            .says("--no-commit writes without git");
        assert_eq!(bytes_below(&sandbox.work()), before);
        sandbox.run_with_env(&["status"], &nowhere).ends_with(0);
        sandbox
            .run_with_env(&[&RECORD[..], &["--no-commit"]].concat(), &nowhere)
            .ends_with(0);
    }
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.git(&["update-index", "--split-index"]);
    let before = bytes_below(&sandbox.work());
    sandbox
        .run_with_env(&RECORD, &[("PATH", "/nowhere")])
        .ends_with(5)
        .says("it can't be run")
        .says("--no-commit writes without git");
    assert_eq!(bytes_below(&sandbox.work()), before);
    let sandbox = Sandbox::with_plans(&["a"]);
    script(&sandbox.path(".git/hooks/pre-commit"), "true");
    sandbox
        .run_with_env(&RECORD, &[("PATH", "/nowhere")])
        .ends_with(5)
        .says("the files are written")
        .says("only git itself can make this commit, but it can't be run");
    assert!(sandbox.read(TEAM).contains("- x"));
    assert_eq!(sandbox.git(&["diff", "--cached"]), "");
}

/// git refuses to work in somebody else's directory: reading plans goes on, writing says what to do.
#[cfg(target_os = "linux")]
#[test]
fn a_directory_of_somebody_elses() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let is_root = finished(sandbox.command("id").arg("-u")).out.trim() == "0";
    if !is_root {
        // Only root can give a directory away.
        sandbox.ok("status");
        return;
    }
    let chown = |owner: &str| {
        let mut command = sandbox.command("chown");
        finished(command.args(["-R", owner]).arg(sandbox.work())).ends_with(0);
    };
    chown("12345");
    let before = bytes_below(&sandbox.work());
    sandbox.run(RECORD).ends_with(4).says("safe.directory");
    sandbox.fails(4, "undo").says("safe.directory");
    for command in [&["status"][..], &["board"]] {
        let run = sandbox.run(command).ends_with(0);
        run.says("the last change of each plan is unknown: git: can't open the repository: ")
            .says("is not owned by current user")
            .says("safe.directory");
    }
    assert_eq!(bytes_below(&sandbox.work()), before);
    chown("0");
    let mut status = sandbox.ok("status");
    status = status.never_says("not known");
    assert!(status.out.contains("Changed"), "{}", status.out);
    sandbox.run(RECORD).ends_with(0);
}

/// A workspace is started in a repository that only the git program reads, too, and its settings are left alone.
#[test]
fn a_workspace_is_started_in_a_repository_of_another_form() {
    let sandbox = Sandbox::new();
    sandbox.git(&["init", "-q", "--object-format=sha256"]);
    let settings = sandbox.read(".git/config");
    sandbox.ok("init --yes");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    assert_eq!(sandbox.read(".git/config"), settings);
}

/// A bare repository has no files to write.
#[test]
fn a_bare_repository() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.git(&["clone", "-q", "--bare", ".", "../home/bare.git"]);
    let head = sandbox.git(&["-C", "../home/bare.git", "rev-parse", "HEAD"]);
    for writing in [&RECORD[..], &["undo"], &["new", "b"]] {
        let arguments = [&["-C", "../home/bare.git"], writing].concat();
        sandbox.run(&arguments).ends_with(2);
    }
    assert_eq!(
        sandbox.git(&["-C", "../home/bare.git", "rev-parse", "HEAD"]),
        head
    );
}

/// Where signing can be configured, and how.
type Place = (&'static str, fn(&Sandbox, &str));

/// Signing that is configured anywhere is honoured: for the user, for this work tree, in an included file, by variables.
#[test]
fn signing_is_honoured_wherever_it_is_configured() {
    let signs = "[commit]\n\tgpgSign = true\n";
    let places: &[Place] = &[
        ("the user", |sandbox, signs| {
            let path = sandbox.home().join(".gitconfig");
            let text = std::fs::read_to_string(&path).unwrap();
            std::fs::write(&path, format!("{text}{signs}")).unwrap();
        }),
        ("XDG", |sandbox, signs| {
            std::fs::create_dir_all(sandbox.home().join("none/git")).unwrap();
            std::fs::write(sandbox.home().join("none/git/config"), signs).unwrap();
            let path = sandbox.home().join(".gitconfig");
            let text = std::fs::read_to_string(&path).unwrap();
            std::fs::write(&path, text.replace("[commit]\n\tgpgsign = false\n", "")).unwrap();
        }),
        ("a file that is included", |sandbox, signs| {
            sandbox.write(".git/more", signs);
            sandbox.git(&["config", "include.path", "more"]);
        }),
        ("this work tree", |sandbox, signs| {
            sandbox.git(&["config", "extensions.worktreeConfig", "true"]);
            sandbox.write(".git/config.worktree", signs);
        }),
    ];
    for (name, place) in places {
        let sandbox = Sandbox::with_plans(&["a"]);
        signer(
            &sandbox,
            "cat > /dev/null; echo '[GNUPG:] SIG_CREATED ' >&2; echo signed",
        );
        place(&sandbox, signs);
        sandbox.run(RECORD).ends_with(0);
        let commit = sandbox.git(&["cat-file", "commit", "HEAD"]);
        assert!(commit.contains("gpgsig signed"), "{name}: {commit}");
    }
    let sandbox = Sandbox::with_plans(&["a"]);
    signer(
        &sandbox,
        "cat > /dev/null; echo '[GNUPG:] SIG_CREATED ' >&2; echo signed",
    );
    let variables = [
        ("GIT_CONFIG_COUNT", "1"),
        ("GIT_CONFIG_KEY_0", "commit.gpgSign"),
        ("GIT_CONFIG_VALUE_0", "true"),
    ];
    sandbox.run_with_env(&RECORD, &variables).ends_with(0);
    assert!(
        sandbox
            .git(&["cat-file", "commit", "HEAD"])
            .contains("gpgsig signed")
    );
}

/// Inside a hook git says much about the repository it runs for. What we write is committed to the one around the
/// workspace, with its usual index, or refused while git holds that.
#[test]
fn inside_a_hook() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.git(&["init", "-q", "../home/elsewhere"]);
    let elsewhere = sandbox.home().join("elsewhere");
    let git = elsewhere.join(".git");
    let index = git.join("other-index");
    let of_another = [
        ("GIT_DIR", git.to_str().unwrap()),
        ("GIT_WORK_TREE", elsewhere.to_str().unwrap()),
        ("GIT_INDEX_FILE", index.to_str().unwrap()),
        ("GIT_PREFIX", "x/"),
    ];
    // In process, then by git itself.
    for (number, hook) in [None, Some("post-commit")].into_iter().enumerate() {
        if let Some(hook) = hook {
            script(&sandbox.path(&format!(".git/hooks/{hook}")), "true");
        }
        let commits = sandbox.commits();
        let set = format!("gaps={number}");
        sandbox
            .run_with_env(&["record", "a/team", "--set", &set], &of_another)
            .ends_with(0)
            .never_says("not committed");
        sandbox.run_with_env(&["undo"], &of_another).ends_with(0);
        assert_eq!(sandbox.commits(), commits + 2);
        assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
        assert!(!index.exists());
    }
    // In a hook of this very repository a commit would take the ground from under the one that is being made.
    let binary = env!("CARGO_BIN_EXE_redesign");
    sandbox.write("mine.txt", "m");
    for hook in ["pre-commit", "post-commit"] {
        script(
            &sandbox.path(&format!(".git/hooks/{hook}")),
            &format!("{binary} record a/identity --set missing=x; echo \"code $?\""),
        );
        let commits = sandbox.commits();
        sandbox.git(&["add", "mine.txt"]);
        let words = ["commit", "-a", "--allow-empty", "-m", "mine"];
        finished(sandbox.command("git").args(words))
            .ends_with(0)
            .says("in the middle of a commit")
            .says("wait for the hook")
            .says("code 4");
        assert_eq!(sandbox.commits(), commits + 1);
        assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
        std::fs::remove_file(sandbox.path(&format!(".git/hooks/{hook}"))).unwrap();
    }
}
