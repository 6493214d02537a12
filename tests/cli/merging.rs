//! Two people record at once: the merge driver as the real git runs it, conflicts as teams see them, and `resolve`.

use super::sandbox::{Run, Sandbox, finished};
use super::typist::Typist;
use std::path::PathBuf;

const TEAM: &str = "plans/a/1-come-together/team.md";
const PROBLEM: &str = "plans/a/2-dream-big/problem.md";
const INTERVIEWS: &str = "plans/a/1-come-together/interviews";

/// A repository with a plan, and a clone of it, both with the merge driver.
struct Clones {
    sandbox: Sandbox,
}

impl Clones {
    fn new() -> Self {
        let sandbox = Sandbox::with_plans(&["a"]);
        sandbox.ok("init --merge-driver");
        sandbox.git(&["clone", "-q", ".", "../other"]);
        let clones = Self { sandbox };
        clones.there(&["init", "--merge-driver"]).ends_with(0);
        clones
    }

    fn folder(&self) -> PathBuf {
        self.sandbox.work().parent().unwrap().join("other")
    }

    /// Runs the binary here.
    fn here(&self, arguments: &[&str]) -> Run {
        self.sandbox.run(arguments)
    }

    /// Runs the binary in the clone.
    fn there(&self, arguments: &[&str]) -> Run {
        let mut command = self.sandbox.redesign();
        finished(command.current_dir(self.folder()).args(arguments))
    }

    /// Runs git here, with the driver in reach.
    fn git(&self, arguments: &[&str]) -> Run {
        finished(
            self.sandbox
                .command_with_redesign("git")
                .env("GIT_EDITOR", "true")
                .args(arguments),
        )
    }

    /// Merges what the clone has.
    fn pull(&self) -> Run {
        self.git(&["pull", "-q", "--no-rebase", "--no-edit", "../other", "main"])
    }
}

/// Both sides answer in one record: `set` here, `theirs` in the clone.
fn both_answer(set: &[&str], theirs: &[&str]) -> Clones {
    let clones = Clones::new();
    clones
        .here(&[&["record", "a/problem"], set].concat())
        .ends_with(0);
    clones
        .there(&[&["record", "a/problem"], theirs].concat())
        .ends_with(0);
    clones
}

fn lines_of(text: &str, words: &str) -> usize {
    text.lines().filter(|line| line.contains(words)).count()
}

#[test]
fn two_clones_that_record_offline() {
    let clones = Clones::new();
    let record = |there: bool, target: &str, more: &[&str]| {
        let arguments = [&["record", target], more].concat();
        if there {
            clones.there(&arguments).ends_with(0);
        } else {
            clones.here(&arguments).ends_with(0);
        }
    };
    for number in 0..10 {
        for there in [false, true] {
            let words = format!("words=Told {number}, {there}");
            record(there, "a/interviews", &["--add", "--set", &words]);
        }
    }
    // Different outputs of one record, and entries and rows of the same ones.
    record(
        false,
        "a/team",
        &[
            "--set",
            "gaps=No bus driver",
            "--set",
            "roster=Parent 1 | Family | nights | decides",
            "--set",
            "facilitator=coach",
        ],
    );
    record(
        true,
        "a/team",
        &[
            "--set",
            "gaps=No student",
            "--set",
            "roster=Student 1 | Student | mornings | decides",
            "--set",
            "sponsor=principal",
        ],
    );
    clones.pull().ends_with(0);
    assert_eq!(clones.sandbox.files(INTERVIEWS).len(), 21);
    let team = clones.sandbox.read(TEAM);
    assert!(
        team.contains("- No bus driver\n- No student\n")
            && team.contains("| Parent 1 | Family | nights | decides |\n| Student 1 |")
            && !team.contains("|  |  |  |  |")
            && team.contains("\n\ncoach\n")
            && team.contains("\n\nprincipal\n"),
        "{team}"
    );
    clones.here(&["show", "a/team"]).ends_with(0).says("● done");
    assert_eq!(clones.sandbox.git(&["status", "--porcelain"]), "");
    // The other way round it comes to the same bytes.
    clones.git(&["branch", "mine", "HEAD~1"]).ends_with(0);
    let mut command = clones.sandbox.command_with_redesign("git");
    let there = command.current_dir(clones.folder());
    finished(there.args(["pull", "-q", "--no-rebase", "--no-edit", "../work", "mine"]))
        .ends_with(0);
    let other = std::fs::read_to_string(clones.folder().join(TEAM)).unwrap();
    assert_eq!(other, team);
}

#[test]
fn one_answer_changed_by_both_is_one_conflict() {
    let clones = both_answer(
        &[
            "--set",
            "statement=How might we begin?",
            "--set",
            "evidence=one",
            "--set",
            "why-this=Because.",
        ],
        &[
            "--set",
            "statement=How might we go on?",
            "--set",
            "evidence=two",
        ],
    );
    let run = clones.pull();
    assert_eq!(run.code, 1, "{}{}", run.out, run.err);
    run.says("both sides changed statement").says("CONFLICT");
    let text = clones.sandbox.read(PROBLEM);
    assert_eq!(lines_of(&text, "<<<<<<<"), 1, "{text}");
    assert!(
        text.contains("Write below this line. -->\n\n> **Two people changed this answer.**")
            && text.contains("\n\n<<<<<<< HEAD\n\nHow might we begin?\n\n=======\n\nHow might we go on?\n\n>>>>>>> ")
            && text.contains("\n\n- one\n- two\n"),
        "{text}"
    );
    // `check` names it with its line and how to mend it, and it doesn't count.
    let line = text
        .lines()
        .position(|line| line.starts_with("<<<<<<<"))
        .unwrap()
        + 1;
    clones
        .here(&["check", "a"])
        .ends_with(1)
        .says("error[E0103]: statement: a merge left two versions of this answer")
        .says(&format!("{PROBLEM}:{line}:1"))
        .says("redesign resolve a/problem")
        .never_says("E0101");
    clones
        .here(&["show", "a/problem"])
        .ends_with(0)
        .says("not counted: a merge left two versions of it");
    let json = clones
        .here(&["show", "a/problem", "--format", "json"])
        .json();
    assert_eq!(
        json["data"]["activity"]["standing"]["state"], "doing",
        "{json}"
    );
    // What is open can be listed, and without a terminal the flags are named.
    clones
        .here(&["resolve"])
        .ends_with(0)
        .says("a/problem")
        .says("statement")
        .says("next: redesign resolve a/problem");
    clones
        .here(&["resolve", "a/problem"])
        .ends_with(2)
        .says("--ours statement")
        .says("--set statement=TEXT");
    for (arguments, said) in [
        (&["--ours", "statment"][..], "did you mean \"statement\""),
        (&["--ours", "evidence"], "only one version"),
        (&["--ours", "all", "--theirs", "statement"], "decided twice"),
        (
            &["--set", "statement=No."],
            "doesn't match the required pattern",
        ),
        (&["--set", "statement"], "is not OUTPUT=TEXT"),
    ] {
        clones
            .here(&[&["resolve", "a/problem"], arguments].concat())
            .ends_with(2)
            .says(said);
    }
    assert_eq!(clones.sandbox.read(PROBLEM), text, "nothing was written");
    // In the middle of a merge it only writes; the index and the commit are the user's.
    clones
        .here(&["resolve", "a/problem", "--theirs", "statement"])
        .ends_with(0)
        .says("statement  the version below the line")
        .says(&format!("next: git add {PROBLEM} && git commit --no-edit"))
        .never_says("not committed");
    assert!(
        clones
            .sandbox
            .git(&["status", "--porcelain"])
            .contains("AA ")
            || clones
                .sandbox
                .git(&["status", "--porcelain"])
                .contains("UU ")
    );
    let after = clones.sandbox.read(PROBLEM);
    let start = text.find("> **Two people").unwrap();
    let end = text.find(">>>>>>>").unwrap();
    let end = end + text[end..].find('\n').unwrap();
    assert_eq!(
        after,
        format!("{}How might we go on?{}", &text[..start], &text[end..]),
        "only the one answer is different"
    );
    clones.git(&["add", PROBLEM]).ends_with(0);
    clones.git(&["commit", "-q", "--no-edit"]).ends_with(0);
    clones
        .here(&["show", "a/problem"])
        .ends_with(0)
        .says("● done");
    clones
        .here(&["resolve", "a/problem"])
        .ends_with(0)
        .says("no open conflicts");
}

#[test]
fn an_activity_with_an_open_conflict_is_not_done() {
    // The answer in which it is need not even be a required one.
    let clones = Clones::new();
    for set in [
        "gaps=all are here",
        "roster=Parent 1 | Family | evenings | decides",
    ] {
        clones
            .here(&["record", "a/team", "--set", set])
            .ends_with(0);
    }
    let state = |clones: &Clones| {
        let json = clones.here(&["show", "a/team", "--format", "json"]).json();
        json["data"]["activity"]["standing"]["state"].clone()
    };
    assert_eq!(state(&clones), "done");
    let mut pull = clones.sandbox.command("git");
    pull.current_dir(clones.folder())
        .args(["pull", "-q", "--ff-only", "origin", "main"]);
    finished(&mut pull).ends_with(0);
    clones
        .here(&["record", "a/team", "--set", "facilitator=The principal"])
        .ends_with(0);
    clones
        .there(&["record", "a/team", "--set", "facilitator=Student 2"])
        .ends_with(0);
    assert_eq!(clones.pull().code, 1);
    assert_eq!(state(&clones), "doing");
    clones
        .here(&["status", "a"])
        .ends_with(0)
        .says("team: a merge to resolve");
    clones
        .here(&[
            "record",
            "a/identity",
            "--set",
            "represented=x",
            "--no-commit",
        ])
        .ends_with(0);
    clones
        .here(&["check", "a"])
        .says("identity builds on unfinished work: team (a merge to resolve)")
        .says("help: redesign resolve a/team");
    clones
        .here(&["resolve", "a/team", "--theirs", "facilitator"])
        .ends_with(0);
    assert_eq!(state(&clones), "done");
}

#[test]
fn an_entry_in_conflict_keeps_the_others() {
    let clones = Clones::new();
    clones
        .here(&[
            "record",
            "a/problem",
            "--set",
            "evidence=nine of twelve say so\nold",
        ])
        .ends_with(0);
    clones
        .git(&["push", "-q", "../other", "main:incoming"])
        .ends_with(0);
    let mut command = clones.sandbox.command("git");
    finished(
        command
            .current_dir(clones.folder())
            .args(["merge", "-q", "incoming"]),
    )
    .ends_with(0);
    clones
        .here(&[
            "record",
            "a/problem",
            "--set",
            "evidence=ten of twelve say so\nold\nmine",
        ])
        .ends_with(0);
    clones
        .there(&[
            "record",
            "a/problem",
            "--set",
            "evidence=all of twelve say so\nold\nyours",
        ])
        .ends_with(0);
    assert_eq!(clones.pull().code, 1);
    let json = clones
        .here(&["resolve", "--format", "json"])
        .ends_with(0)
        .json();
    let open = &json["data"]["open"][0];
    assert_eq!(
        open["ours"],
        "- ten of twelve say so\n- old\n- mine\n- yours"
    );
    assert_eq!(
        open["theirs"],
        "- all of twelve say so\n- old\n- mine\n- yours"
    );
    clones
        .here(&["resolve", "a/problem", "--both", "all", "-q"])
        .ends_with(0);
    let text = clones.sandbox.read(PROBLEM);
    assert!(
        text.contains(
            "\n\n- ten of twelve say so\n- old\n- mine\n- yours\n- all of twelve say so\n\n"
        ),
        "{text}"
    );
}

/// Rebase, cherry-pick and stash run the driver too.
#[test]
fn rebase_cherry_pick_and_stash() {
    let both_stay = |clones: &Clones| {
        let text = clones.sandbox.read(PROBLEM);
        assert!(
            text.contains("\n\n- one\n- two\n") && !text.contains("<<<<<<<"),
            "{text}"
        );
    };
    let clones = both_answer(&["--set", "evidence=one"], &["--set", "evidence=two"]);
    clones
        .git(&["fetch", "-q", "../other", "main:other"])
        .ends_with(0);
    let start = clones.sandbox.git(&["rev-parse", "HEAD"]);
    let back = || {
        clones
            .git(&["reset", "-q", "--hard", start.trim()])
            .ends_with(0);
    };
    clones.git(&["rebase", "-q", "other"]).ends_with(0);
    both_stay(&clones);
    back();
    clones.git(&["cherry-pick", "other"]).ends_with(0);
    both_stay(&clones);
    back();
    clones
        .git(&["merge", "-q", "--no-edit", "other"])
        .ends_with(0);
    both_stay(&clones);
    clones
        .git(&["reset", "-q", "--hard", "other~1"])
        .ends_with(0);
    clones
        .here(&[
            "record",
            "a/problem",
            "--set",
            "evidence=one",
            "--no-commit",
        ])
        .ends_with(0);
    clones.git(&["stash", "-q"]).ends_with(0);
    clones.git(&["reset", "-q", "--hard", "other"]).ends_with(0);
    clones.git(&["stash", "pop", "-q"]).ends_with(0);
    both_stay(&clones);
    // With a conflict, what comes next is said for each.
    clones.git(&["checkout", "-q", "--", "."]).ends_with(0);
    clones
        .git(&["reset", "-q", "--hard", start.trim()])
        .ends_with(0);
    clones
        .here(&[
            "record",
            "a/problem",
            "--set",
            "statement=How might we begin?",
        ])
        .ends_with(0);
    clones.git(&["checkout", "-q", "other"]).ends_with(0);
    clones
        .here(&[
            "record",
            "a/problem",
            "--set",
            "statement=How might we end?",
        ])
        .ends_with(0);
    for (start, next, abort) in [
        (
            &["rebase", "main"][..],
            "&& git rebase --continue",
            &["rebase", "--abort"][..],
        ),
        (
            &["cherry-pick", "main"],
            "&& git cherry-pick --continue",
            &["cherry-pick", "--abort"],
        ),
        (
            &["merge", "--no-edit", "main"],
            "&& git commit --no-edit",
            &["merge", "--abort"],
        ),
    ] {
        assert_eq!(clones.git(start).code, 1, "{start:?}");
        assert!(
            clones
                .sandbox
                .read(PROBLEM)
                .contains("**Two people changed this answer.**"),
            "{start:?}"
        );
        clones
            .here(&["resolve", "a/problem", "--ours", "all"])
            .ends_with(0)
            .says(next);
        assert!(!clones.sandbox.read(PROBLEM).contains("<<<<<<<"));
        clones.git(abort).ends_with(0);
    }
    clones
        .here(&[
            "record",
            "a/problem",
            "--set",
            "why-this=Mine.",
            "--no-commit",
        ])
        .ends_with(0);
    clones.git(&["stash", "-q"]).ends_with(0);
    clones
        .here(&["record", "a/problem", "--set", "why-this=Yours."])
        .ends_with(0);
    assert_eq!(clones.git(&["stash", "pop"]).code, 1);
    clones
        .here(&["resolve", "a/problem", "--set", "why-this=Ours."])
        .ends_with(0)
        .says("git stash drop");
    assert!(clones.sandbox.read(PROBLEM).contains("\n\nOurs.\n"));
}

/// A clone has the attribute, but not the setting: git merges as it always does.
#[test]
fn without_the_driver() {
    let sandbox = Sandbox::with_plans(&["a"]);
    assert!(
        sandbox
            .read(".gitattributes")
            .contains("plans/**/*.md merge=redesign")
    );
    sandbox.git(&["checkout", "-q", "-b", "other"]);
    sandbox.ok("record a/problem --set statement='How might we go on?'");
    sandbox.ok("record a/interviews --add --set words=b");
    sandbox.git(&["checkout", "-q", "main"]);
    sandbox.ok("record a/team --set gaps=x");
    sandbox.ok("record a/interviews --add --set words=a");
    sandbox.git(&["merge", "-q", "--no-edit", "other"]);
    assert_eq!(sandbox.files(INTERVIEWS).len(), 3);
    sandbox.git(&["reset", "-q", "--hard", "main~1"]);
    // And what git leaves open, `resolve` settles too.
    sandbox.ok("record a/problem --set statement='How might we begin?'");
    assert_eq!(
        finished(sandbox.command("git").args(["merge", "other"])).code,
        1
    );
    let text = sandbox.read(PROBLEM);
    assert!(
        text.contains(
            "<<<<<<< HEAD\nHow might we begin?\n=======\nHow might we go on?\n>>>>>>> other\n"
        ),
        "{text}"
    );
    sandbox
        .fails(1, "check a")
        .says("statement: a merge left two versions");
    sandbox.ok("resolve a/problem --ours statement");
    assert_eq!(
        sandbox.read(PROBLEM),
        sandbox.git(&["show", &format!("HEAD:{PROBLEM}")])
    );
}

/// Whatever is wrong with the driver, both versions are in the file: plain git merges.
#[test]
fn a_driver_that_fails_loses_nothing() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.ok("init --merge-driver");
    sandbox.git(&["checkout", "-q", "-b", "other"]);
    sandbox.ok("record a/problem --set statement='How might we go on?' --set why-this=Yours.");
    sandbox.git(&["checkout", "-q", "main"]);
    sandbox.ok("record a/problem --set statement='How might we begin?'");
    let line = sandbox.git(&["config", "merge.redesign.driver"]);
    for broken in [
        "no-such-program merge-driver",
        "false merge-driver",
        "redesign merge-driver --no-such-flag",
    ] {
        let broken = line.replacen("redesign merge-driver", broken, 1);
        // `false` ends with 1 as a conflict does, so a stand-in ends with 3.
        let broken = broken.replacen("false merge-driver", "sh -c 'exit 3'", 1);
        sandbox.git(&["config", "merge.redesign.driver", broken.trim()]);
        let mut git = sandbox.command_with_redesign("git");
        assert_eq!(finished(git.args(["merge", "-q", "other"])).code, 1);
        let text = sandbox.read(PROBLEM);
        assert!(
            text.contains("<<<<<<<")
                && text.contains("we begin?")
                && text.contains("we go on?")
                && text.contains("Yours."),
            "{broken}: {text}"
        );
        sandbox.git(&["merge", "--abort"]);
    }
}

/// Where the driver isn't sure, the bytes are those of plain git.
#[test]
fn what_is_doubtful_is_left_to_git() {
    let sandbox = Sandbox::new();
    for (base, ours, theirs) in [
        ("## A\n\nx\n", "## A\n\n<!-- y\n", "## A\n\nz\n"),
        ("## A\n\nx\n", "## A\n\n```\ny\n", "## A\n\nz\n"),
        ("## A\nx\n", "## A\ny\n## A\nx\n", "## A\nz\n"),
        (
            "---\na: 1\n---\nx\n",
            "---\na: [\n---\nx\n",
            "---\na: 3\n---\nx\n",
        ),
        ("a\r\nb\n", "a\r\nc\n", "a\r\nd\n"),
        ("words\n", "mine\n", "yours\n"),
    ] {
        for (name, text) in [
            ("base", base),
            ("ours", ours),
            ("theirs", theirs),
            ("git", ours),
        ] {
            sandbox.write(name, text);
        }
        let labels = ["-L", "ours", "-L", "base", "-L", "theirs"];
        let plain = ["git", "base", "theirs"];
        let git = finished(
            sandbox
                .command("git")
                .arg("merge-file")
                .args(labels)
                .args(plain),
        );
        let run = sandbox.run(["merge-driver", "base", "ours", "theirs"]);
        assert_eq!(sandbox.read("ours"), sandbox.read("git"), "{ours:?}");
        assert_eq!(run.code, i32::from(git.code != 0));
        assert_eq!(run.out, "");
    }
    // In a merge of ancestors git asks for longer marks, and gets its own.
    for (name, text) in [
        ("base", "## A\n\nx\n"),
        ("ours", "## A\n\ny\n"),
        ("theirs", "## A\n\nz\n"),
    ] {
        sandbox.write(name, text);
    }
    sandbox.fails(1, "merge-driver --marker-size=9 base ours theirs");
    assert_eq!(
        sandbox.read("ours"),
        "## A\n\n<<<<<<<<< ours\ny\n=========\nz\n>>>>>>>>> theirs\n"
    );
    // No text: ours stays, and it is a conflict.
    sandbox.write("ours", b"a\0b");
    sandbox.fails(1, "merge-driver base ours theirs");
    assert_eq!(sandbox.read("ours"), "a\0b");
    // No file: nothing is written, and git is told to do it itself.
    sandbox.fails(5, "merge-driver base ours none");
    assert_eq!(sandbox.read("ours"), "a\0b");
}

#[test]
fn init_offers_the_driver() {
    let sandbox = Sandbox::new();
    sandbox.ok("init").says("redesign init --merge-driver");
    let is_set = |sandbox: &Sandbox| {
        finished(
            sandbox
                .command("git")
                .args(["config", "--local", "merge.redesign.driver"]),
        )
        .code
            == 0
    };
    assert!(!is_set(&sandbox));
    sandbox.ok("init --merge-driver --dry-run");
    assert!(!is_set(&sandbox));
    let json = sandbox.ok("init --merge-driver --format json").json();
    assert_eq!(json["data"]["merge_driver"], true);
    assert_eq!(json["data"]["written"], serde_json::json!([]));
    assert!(is_set(&sandbox));
    assert_eq!(sandbox.commits(), 1);
    // A file that was there keeps its lines, and settings that were there stay.
    let sandbox = Sandbox::new();
    sandbox.git(&["init", "-q"]);
    sandbox.write(".gitattributes", "*.png binary");
    sandbox.git(&["add", "."]);
    sandbox.git(&["commit", "-qm", "mine"]);
    sandbox.git(&["config", "alias.st", "status"]);
    sandbox.ok("init --yes").says("merge.redesign.driver");
    assert!(is_set(&sandbox));
    assert_eq!(sandbox.git(&["config", "alias.st"]).trim(), "status");
    let attributes = sandbox.read(".gitattributes");
    assert!(
        attributes.starts_with("*.png binary\n#")
            && attributes.ends_with("\ncohort/**/*.md merge=redesign\n"),
        "{attributes}"
    );
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    sandbox.ok("init --merge-driver");
    assert_eq!(sandbox.read(".gitattributes"), attributes);
    // Without git there is nothing to tell.
    let sandbox = Sandbox::new();
    sandbox.ok("init --no-git").never_says("merge");
    sandbox
        .fails(2, "init --merge-driver")
        .says("not in a git repository");
}

/// Marks that were committed are settled by a commit of ours; marks across headings by an editor.
/// Two people leave the same activity out, each for a reason: both are kept, and the file stays one that can be read.
#[test]
fn two_reasons_stand_side_by_side() {
    let clones = both_answer(
        &["--skip", "We visited in spring"],
        &["--skip", "No bus: \"none\" at all"],
    );
    clones.pull().ends_with(0);
    let text = clones.sandbox.read(PROBLEM);
    assert_eq!(
        lines_of(&text, "<<<<<<<") + lines_of(&text, "skipped:"),
        1,
        "{text}"
    );
    clones
        .here(&["show", "a/problem"])
        .ends_with(0)
        .says("No bus: \"none\" at all; We visited in spring");
    clones.here(&["check"]).never_says("E01");
    clones
        .here(&["resolve"])
        .ends_with(0)
        .says("no open conflicts");
}

/// What one side deleted and the other changed is no answer with two versions, so git has to be told; in a plan that is
/// a repository of its own, there.
#[test]
fn deleted_by_one_side_and_changed_by_the_other() {
    let clones = both_answer(
        &["--set", "evidence=- mine"],
        &["--set", "evidence=- theirs"],
    );
    let sandbox = &clones.sandbox;
    clones
        .here(&["resolve"])
        .ends_with(0)
        .says("no open conflicts");
    // In the clone the record is deleted.
    let there = |arguments: &[&str]| {
        let mut command = sandbox.command("git");
        finished(command.current_dir(clones.folder()).args(arguments)).ends_with(0)
    };
    there(&["rm", "-q", PROBLEM]);
    there(&["commit", "-qm", "another question"]);
    assert_ne!(clones.pull().code, 0);
    assert!(sandbox.read(PROBLEM).contains("- mine"));
    for arguments in [&["resolve"][..], &["resolve", "a/problem"]] {
        let run = clones.here(arguments).ends_with(0);
        run.never_says("no open conflicts").says(PROBLEM).says(&format!(
            "next: git add {PROBLEM} (keeps it), or git rm {PROBLEM} (deletes it); then git commit --no-edit"
        ));
        let json = clones
            .here(&[arguments, &["--format", "json"]].concat())
            .json();
        let deleted = &json["data"]["deleted"];
        assert_eq!(deleted[0]["path"], PROBLEM, "{deleted}");
        assert_eq!(deleted[0]["let_go"], format!("git rm {PROBLEM}"));
    }
    clones
        .here(&["resolve", "a/team"])
        .ends_with(0)
        .says("no open conflicts");
    clones
        .here(&["resolve", "a/problem", "--ours", "all"])
        .ends_with(4)
        .says(&format!("git rm {PROBLEM}"));
    clones.git(&["add", PROBLEM]).ends_with(0);
    clones.git(&["commit", "-q", "--no-edit"]).ends_with(0);
    clones
        .here(&["resolve"])
        .ends_with(0)
        .says("no open conflicts");
    assert!(sandbox.read(PROBLEM).contains("- mine"));

    let sandbox = Sandbox::with_plans(&["own"]);
    let git = |arguments: &[&str]| {
        let mut command = sandbox.command("git");
        finished(
            command
                .current_dir(sandbox.path("plans/own"))
                .args(arguments),
        )
    };
    let file = "2-dream-big/problem.md";
    sandbox.git(&["rm", "-rq", "--cached", "plans/own"]);
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-qm", "our plan"]).ends_with(0);
    git(&["switch", "-qc", "other"]).ends_with(0);
    git(&["rm", "-q", file]).ends_with(0);
    git(&["commit", "-qm", "deleted"]).ends_with(0);
    git(&["switch", "-q", "main"]).ends_with(0);
    sandbox.ok("record own/problem --set evidence=x");
    assert_ne!(git(&["merge", "-q", "other"]).code, 0);
    sandbox.ok("resolve").says(&format!(
        "next: git -C plans/own add {file} (keeps it), or git -C plans/own rm {file} (deletes it); then git -C plans/own commit"
    ));
}

#[test]
fn marks_that_were_committed() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.type_below(
        PROBLEM,
        "evidence",
        "- kept\n<<<<<<< HEAD\n- one\n=======\n- two\n>>>>>>> b\n- also kept",
    );
    sandbox.type_below(
        PROBLEM,
        "why-this",
        "<<<<<<< HEAD\nx\n=======\ny\n>>>>>>> b",
    );
    sandbox.git(&["commit", "-qam", "marks and all"]);
    let run = sandbox.run([
        "resolve",
        "a/problem",
        "--set",
        "evidence=three",
        "-m",
        "As agreed",
    ]);
    run.ends_with(0)
        .says("commit")
        .says("next: redesign resolve a/problem");
    let text = sandbox.read(PROBLEM);
    assert!(
        text.contains("\n\n- three\n\n") && text.contains("<<<<<<< HEAD\nx\n"),
        "{text}"
    );
    sandbox
        .ok("resolve a/problem --both why-this")
        .says("next: redesign show");
    assert!(sandbox.read(PROBLEM).contains("\n\nx\n\ny\n"));
    assert_eq!(
        sandbox.git(&["log", "-1", "--format=%s"]).trim(),
        "resolve a/problem: why-this"
    );
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    let tangled =
        "# P\n\n<<<<<<< a\n## Our question\n\nx\n=======\n## What it rests on\n\ny\n>>>>>>> b\n";
    sandbox.write(PROBLEM, tangled);
    sandbox
        .fails(3, "resolve a/problem --ours all")
        .says("only an editor can settle them")
        .says(":3:1");
    sandbox
        .fails(
            3,
            "record a/problem --set statement='How might we begin?' --with-edits",
        )
        .says("span a heading");
    assert_eq!(sandbox.read(PROBLEM), tangled);
    sandbox.ok("resolve").says("only an editor");
}

#[cfg(target_os = "linux")]
#[test]
fn resolve_asks_on_a_terminal() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.type_below(
        PROBLEM,
        "evidence",
        "<<<<<<< HEAD\n- one\n=======\n- two\n>>>>>>> b",
    );
    for output in ["why-this", "gains", "later"] {
        let words = format!("<<<<<<< HEAD\nmine {output}\n=======\nyours {output}\n>>>>>>> b");
        sandbox.type_below(PROBLEM, output, &words);
    }
    sandbox.git(&["commit", "-qam", "marks"]);
    let editor = sandbox.editor("echo 'edited' > \"$1\"");
    let variables = [("REDESIGN_EDITOR", editor.as_str())];
    let mut typist = Typist::at(&sandbox, 80, "resolve a/problem", &variables);
    typist
        .until("What it rests on")
        .until("leaves it open")
        .types("both\r");
    typist.until("mine why-this").until("theirs (b):");
    typist.until("leaves it open").types("x\r");
    typist.until("\"x\" is not one of").types("t\r");
    typist
        .until("mine gains")
        .until("leaves it open")
        .types("edit\r");
    typist
        .until("mine later")
        .until("leaves it open")
        .types("\r");
    typist.until("next: redesign resolve a/problem").ends(0);
    let text = sandbox.read(PROBLEM);
    assert!(
        text.contains("\n\n- one\n- two\n")
            && text.contains("\n\nyours why-this\n")
            && text.contains("\n\nedited\n")
            && text.contains("<<<<<<< HEAD\nmine later\n"),
        "{text}"
    );
    let before = super::sandbox::bytes_below(&sandbox.work());
    let mut typist = Typist::at(&sandbox, 80, "resolve a/problem", &[]);
    typist.until("leaves it open").types("o\u{3}");
    typist.until("nothing was written").ends(130);
    // Nothing is set where nobody says yes.
    for (key, set) in [("\r", false), ("n\r", false), ("y\r", true)] {
        let fresh = Sandbox::new();
        Typist::at(&fresh, 80, "init", &[])
            .until("[y/N]")
            .types(key)
            .ends(0);
        let run = finished(
            fresh
                .command("git")
                .args(["config", "merge.redesign.driver"]),
        );
        assert_eq!(run.code == 0, set, "{key:?}");
    }
    assert_eq!(super::sandbox::bytes_below(&sandbox.work()), before);
}

/// Two versions are never thrown away by a third: `record` leaves them to `resolve`, where both are shown.
#[test]
fn record_never_throws_two_versions_away() {
    let clones = both_answer(
        &["--set", "statement=How might we begin?"],
        &["--set", "statement=How might we go on?"],
    );
    assert_eq!(clones.pull().code, 1);
    let text = clones.sandbox.read(PROBLEM);
    clones
        .here(&[
            "record",
            "a/problem",
            "--set",
            "statement=How might we?",
            "--no-commit",
        ])
        .ends_with(4)
        .says("would discard both")
        .says("redesign resolve a/problem");
    assert_eq!(clones.sandbox.read(PROBLEM), text);
    clones
        .here(&["record", "a/problem", "--set", "evidence=e", "--no-commit"])
        .ends_with(0);
    clones
        .here(&["resolve", "a/problem", "--set", "statement=How might we?"])
        .ends_with(0);
}
