//! `diff` between two versions, and `restore`, which brings an old one back as a new one.

use super::sandbox::{Sandbox, bytes_below};
use super::versions::{Hand, INTERVIEWS, PROBLEM, log};

const TEAM: &str = "plans/a/1-come-together/team.md";

/// A plan whose problem has four versions: begun, asked for families, asked for students, with one more line.
fn asked() -> Sandbox {
    let sandbox = Sandbox::with_plans(&["a"]);
    let ana = Hand::new(&sandbox, "Ana", "2026-11-24T09:00:00Z");
    ana.run(&[
        "record",
        "a/problem",
        "--set",
        "statement=How might we answer families sooner?",
        "--set",
        "evidence=Two of five interviews\nSurvey of May",
    ]);
    let ben = Hand::new(&sandbox, "Ben", "2026-11-25T09:00:00Z");
    ben.says("statement", "How might we answer students sooner?");
    ben.says(
        "evidence",
        "Two of six interviews\nSurvey of May\nA walk on Monday",
    );
    sandbox
}

#[test]
fn what_changed_is_told_by_output() {
    let sandbox = asked();
    let diff = |arguments: &[&str]| {
        let run = sandbox.run(["diff"].iter().chain(arguments)).ends_with(0);
        run.out.replace("\n\n", "\n")
    };
    // Nothing is open, so what the last version changed.
    snapbox::assert_data_eq!(
        diff(&["a/problem"]),
        snapbox::str![[r"
a/problem · v3 → v4
What it rests on: 1 entry added, 1 changed
~ Two of [-five-]{+six+} interviews
+ A walk on Monday

"]]
    );
    // From then to now.
    snapbox::assert_data_eq!(
        diff(&["a/problem", "v2"]),
        snapbox::str![[r"
a/problem · v2 → now
Our question: reworded
~ How might we answer [-families-]{+students+} sooner?
What it rests on: 1 entry added, 1 changed
~ Two of [-five-]{+six+} interviews
+ A walk on Monday

"]]
    );
    // From one to another, in either direction, by number, revision and day.
    snapbox::assert_data_eq!(
        diff(&["a/problem", "v3", "v2"]),
        snapbox::str![[r"
a/problem · v3 → v2
Our question: reworded
~ How might we answer [-students-]{+families+} sooner?

"]]
    );
    let same = diff(&["a/problem", "v2", "v3"]);
    assert_eq!(diff(&["a/problem", "HEAD~2", "HEAD~1"]), same);
    assert!(diff(&["a/problem", "2026-11-24", "2026-11-25"]).contains("v2 \u{2192} v4"));
    assert!(diff(&["a/problem", "v4"]).contains("nothing differs"));
    assert!(
        diff(&["a/problem", "v1", "v2"]).contains("What it rests on: 2 entries added"),
        "begun with nothing in it"
    );
    // What is open comes first.
    sandbox.edit(PROBLEM, "answer students", "answer all students");
    snapbox::assert_data_eq!(
        diff(&["a/problem"]),
        snapbox::str![[r"
a/problem · v4 → now
Our question: reworded
~ How might we answer {+all +}students sooner?

"]]
    );
    sandbox.edit(PROBLEM, "all students", "students");
    assert!(diff(&["a/problem"]).contains("v3 \u{2192} v4"));
}

#[test]
fn a_plan_and_an_activity_with_many_records_are_told_record_by_record() {
    let sandbox = asked();
    sandbox.ok("record a/team --set gaps=x");
    for words in ["words=Uno", "words=Dos"] {
        sandbox.ok(format!("record a/interviews --add --set '{words}'"));
    }
    let names = sandbox.files(INTERVIEWS);
    let one = names[..2].iter().find(|name| {
        sandbox
            .read(&format!("{INTERVIEWS}/{name}"))
            .contains("Uno")
    });
    let one = one.unwrap().trim_end_matches(".md");
    sandbox.ok(format!("record a/interviews/{one} --set label=L"));
    let run = sandbox.ok("diff a v4");
    run.says("a \u{b7} v4 \u{2192} now")
        .says("team: gaps: 1 entry added")
        .says(&format!("interviews/{one}: "))
        .never_says("problem: ");
    let json = sandbox.ok("diff a/interviews --format json").json();
    let records = json["data"]["records"].as_array().unwrap();
    assert_eq!(records.len(), 1, "what the last version changed");
    assert_eq!(records[0]["record"], one);
    assert_eq!(records[0]["what"], "changed");
    assert_eq!(records[0]["summary"], "label: written");
    // One that is new, one that is gone, one that got another name.
    let other = names[..2].iter().find(|name| !name.starts_with(one));
    let other = other.unwrap().trim_end_matches(".md");
    sandbox.git(&["rm", "-q", &format!("{INTERVIEWS}/{other}.md")]);
    let suffix = one.rsplit('-').next().unwrap();
    let renamed = format!("{INTERVIEWS}/2026-11-01-early-{suffix}.md");
    sandbox.git(&["mv", &format!("{INTERVIEWS}/{one}.md"), &renamed]);
    sandbox.write(
        &format!("{INTERVIEWS}/2026-11-23-late-zzzzzz.md"),
        "## What we heard\n\n- Three\n",
    );
    let run = sandbox.ok("diff a/interviews");
    run.says(&format!("interviews/{other}: removed"))
        .says("interviews/2026-11-23-late-zzzzzz: words: 1 entry added")
        .never_says("- Uno");
}

#[test]
fn words_are_marked_with_and_without_colour() {
    let sandbox = asked();
    let plain = "answer [-families-]{+students+} sooner?";
    let arguments = ["diff", "a/problem", "v2", "v3"];
    sandbox.run(arguments).says(plain);
    sandbox
        .run(arguments.iter().chain(&["--ascii"]))
        .says(plain)
        .says("a/problem - v2 -> v3");
    let coloured = sandbox
        .run(arguments.iter().chain(&["--color", "always"]))
        .ends_with(0);
    assert!(coloured.out.contains('\u{1b}'), "{}", coloured.out);
    coloured.says("families").says("students");
    let markdown = sandbox
        .run(arguments.iter().chain(&["--format", "markdown"]))
        .ends_with(0);
    markdown.says("- How might we answer ~~families~~**students** sooner?");
    // Words of a person are words on a page, too.
    sandbox.ok("record a/problem --set gains='<script>x</script> & **all**'");
    let html = sandbox.ok("diff a/problem --format html");
    html.says("<ins>&lt;script&gt;x&lt;/script&gt; &amp; **all**</ins>")
        .never_says("<script");
    let json = sandbox
        .run(arguments.iter().chain(&["--format", "json"]))
        .ends_with(0)
        .json();
    let data = &json["data"];
    assert_eq!(data["from"]["version"], "v2");
    assert_eq!(data["to"]["version"], "v3");
    let output = &data["records"][0]["outputs"][0];
    assert_eq!(output["id"], "statement");
    assert_eq!(output["before"], "How might we answer families sooner?");
    assert_eq!(output["after"], "How might we answer students sooner?");
    assert_eq!(output["summary"], "reworded");
}

/// The patch is one that git takes: backwards it turns what is there into what was.
#[test]
fn git_takes_the_patch() {
    let sandbox = asked();
    let back = |sandbox: &Sandbox, arguments: &[&str]| {
        let patch = sandbox
            .run(
                ["diff"]
                    .iter()
                    .chain(arguments)
                    .chain(&["--format", "patch"]),
            )
            .ends_with(0)
            .out;
        std::fs::write(sandbox.home().join("patch"), &patch).unwrap();
        sandbox.git(&["apply", "-R", "../home/patch"]);
        patch
    };
    let blob = |version: &str| sandbox.git(&["show", &format!("{version}:{PROBLEM}")]);
    let patch = back(&sandbox, &["a/problem", "v2"]);
    assert!(
        patch.starts_with(&format!("diff --git a/{PROBLEM} b/{PROBLEM}\n")),
        "{patch}"
    );
    assert!(
        patch.contains("\n-How might we answer families sooner?\n+How might we answer students"),
        "{patch}"
    );
    assert_eq!(sandbox.read(PROBLEM), blob("HEAD~2"));
    sandbox.git(&["checkout", "-q", "."]);
    // No line end at the end, a record that is new, one that is gone.
    sandbox.write(PROBLEM, "## Our question\n\nHow might we begin?");
    sandbox.write(
        &format!("{INTERVIEWS}/2026-11-23-fr\u{fc}h-abcdef.md"),
        "## What we heard\n\n- x\n",
    );
    std::fs::remove_file(sandbox.path(TEAM)).unwrap();
    let patch = back(&sandbox, &["a"]);
    for words in [
        "new file mode",
        "deleted file mode",
        "\\ No newline at end of file",
    ] {
        assert!(patch.contains(words), "{words}:\n{patch}");
    }
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    let same = ["diff", "a/problem", "HEAD", "--format", "patch"];
    assert_eq!(sandbox.run(same).ends_with(0).out, "");
}

#[test]
fn a_record_is_brought_back_as_a_new_version() {
    let sandbox = asked();
    let before = sandbox.git(&["log", "--format=%H"]);
    sandbox.write("mine.txt", "m");
    sandbox.git(&["add", "mine.txt"]);
    sandbox
        .ok("restore a/problem@v2 --dry-run")
        .says(&format!("would write  {PROBLEM}"));
    assert_eq!(sandbox.git(&["log", "--format=%H"]), before);
    let eve = Hand::new(&sandbox, "Eve", "2026-11-26T09:00:00Z");
    eve.run(&["restore", "a/problem@v2", "-m", "as we agreed in May"]);
    assert_eq!(
        sandbox.git(&["rev-parse", &format!("HEAD:{PROBLEM}")]),
        sandbox.git(&["rev-parse", &format!("HEAD~3:{PROBLEM}")])
    );
    assert_eq!(
        sandbox.read(PROBLEM),
        sandbox.git(&["show", &format!("HEAD~3:{PROBLEM}")])
    );
    // Nothing is rewritten, nothing else is in the commit, and it says what it is.
    let after = sandbox.git(&["log", "--format=%H"]);
    assert!(after.ends_with(&before) && after.len() > before.len());
    assert_eq!(
        sandbox.git(&["log", "-1", "--format=%B%n", "--name-only"]),
        format!(
            "restore a/problem: v2 of 2026-11-24\n\nas we agreed in May\n\nRedesign-Plan: a\nRedesign-Activity: problem\nRedesign-Command: restore\n\n\n\n{PROBLEM}\n"
        )
    );
    assert_eq!(
        sandbox.git(&["diff", "--cached", "--name-only"]),
        "mine.txt\n"
    );
    let said = log(&sandbox, &["a/problem"]);
    assert_eq!(said[0][..2], ["v5", "Eve"]);
    assert!(said[0][3].ends_with("as we agreed in May"), "{said:?}");
    // There and back on one day is nothing in the end.
    eve.run(&["restore", "a/problem@v4"]);
    let said = log(&sandbox, &["a/problem"]);
    assert_eq!(said[0][..3], ["v5-v6", "Eve", "back as it was"]);
    eve.run(&["undo"]);
    sandbox.git(&["reset", "-q", "--soft", "HEAD~2"]);
    // The same once more changes nothing.
    for version in ["v2", "v5", "HEAD", "2026-11-24"] {
        sandbox
            .ok(format!("restore a/problem@{version}"))
            .says("nothing changed");
    }
    assert_eq!(sandbox.git(&["log", "--format=%H"]), after);
    // It is a command of ours, so it can be taken back.
    sandbox.ok("undo").says("took back  restore a/problem: v2");
    assert!(sandbox.read(PROBLEM).contains("students"));
}

#[test]
fn a_plan_is_brought_back_and_what_came_later_stays() {
    let sandbox = asked();
    let folder = sandbox.git(&["rev-parse", "HEAD:plans/a"]);
    sandbox.ok("record a/team --set gaps=x");
    sandbox.ok("record a/interviews --add --title Late --set words=x");
    sandbox.git(&["rm", "-q", PROBLEM]);
    sandbox.git(&["commit", "-qm", "gone"]);
    let late = format!("{INTERVIEWS}/{}", sandbox.files(INTERVIEWS)[0]);
    let run = sandbox.ok("restore a@v4");
    run.says(&format!("wrote   {TEAM}"))
        .says(&format!("wrote   {PROBLEM}"))
        .says(&format!(
            "note: not in that version, left unchanged: {late}"
        ));
    assert!(sandbox.read(&late).contains('x'));
    sandbox.git(&["rm", "-q", &late]);
    sandbox.git(&["commit", "-qm", "late"]);
    assert_eq!(sandbox.git(&["rev-parse", "HEAD:plans/a"]), folder);
    // All records of an activity, in one commit.
    for words in ["words=One", "words=Two"] {
        sandbox.ok(format!("record a/interviews --add --set '{words}'"));
    }
    let names = sandbox.files(INTERVIEWS);
    let bytes = bytes_below(&sandbox.path(INTERVIEWS));
    sandbox.write(
        &format!("{INTERVIEWS}/{}", names[0]),
        "## What we heard\n\nother\n",
    );
    std::fs::remove_file(sandbox.path(&format!("{INTERVIEWS}/{}", names[1]))).unwrap();
    sandbox.git(&["commit", "-qam", "spoilt"]);
    let before = sandbox.commits();
    sandbox.ok("restore 'a/interviews@HEAD~1'");
    assert_eq!(bytes_below(&sandbox.path(INTERVIEWS)), bytes);
    assert_eq!(sandbox.commits(), before + 1);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

#[test]
fn a_record_that_was_deleted_is_brought_back() {
    let sandbox = asked();
    sandbox.ok("record a/interviews --add --set words=x");
    let name = sandbox.files(INTERVIEWS)[0].clone();
    let interview = format!("a/interviews/{}", name.trim_end_matches(".md"));
    for (target, path) in [
        ("a/problem", PROBLEM.to_owned()),
        (interview.as_str(), format!("{INTERVIEWS}/{name}")),
    ] {
        let text = sandbox.read(&path);
        sandbox.git(&["rm", "-q", &path]);
        sandbox.git(&["commit", "-qm", "gone"]);
        sandbox
            .ok(format!("restore '{target}@HEAD~1'"))
            .says(&format!("wrote   {path}"))
            .says("commit");
        assert_eq!(sandbox.read(&path), text);
        assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    }
}

#[test]
fn line_ends_on_disk_stay_when_a_version_comes_back() {
    let sandbox = asked();
    sandbox.git(&["config", "core.autocrlf", "true"]);
    sandbox.write(PROBLEM, sandbox.read(PROBLEM).replace('\n', "\r\n"));
    sandbox.git(&["add", PROBLEM]);
    sandbox.ok("restore a/problem@v2 --with-edits");
    let text = sandbox.read(PROBLEM);
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert_eq!(
        sandbox.git(&["rev-parse", &format!("HEAD:{PROBLEM}")]),
        sandbox.git(&["rev-parse", &format!("HEAD~3:{PROBLEM}")])
    );
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    sandbox.ok("restore a/problem@v2").says("nothing changed");
}

#[test]
fn work_that_is_not_committed_is_not_swallowed() {
    let sandbox = asked();
    sandbox.edit(PROBLEM, "answer students", "answer everybody");
    let before = sandbox.commits();
    // Words that are in no commit are in the way: nothing could bring them back.
    let edited = sandbox.read(PROBLEM);
    for arguments in [
        &["restore", "a/problem@v2"][..],
        &["restore", "a@v2"],
        &["restore", "a/problem@v2", "--dry-run"],
        &["restore", "a/problem@v2", "--no-commit"],
        &["restore", "a/problem@v2", "--with-edits", "--no-commit"],
    ] {
        sandbox
            .run(arguments)
            .ends_with(4)
            .says(PROBLEM)
            .says("would be lost");
        assert_eq!(sandbox.read(PROBLEM), edited, "{arguments:?}");
    }
    assert_eq!(sandbox.commits(), before);
    // With --with-edits they become a version of their own first.
    sandbox
        .ok("restore a/problem@v2 --with-edits")
        .says("now a version of their own");
    assert_eq!(sandbox.commits(), before + 2);
    assert!(sandbox.read(PROBLEM).contains("families"));
    assert!(
        sandbox
            .git(&["show", &format!("HEAD~1:{PROBLEM}")])
            .contains("answer everybody")
    );
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    sandbox.ok("undo");
    assert!(sandbox.read(PROBLEM).contains("answer everybody"));
    sandbox.ok("restore a/problem@v2");
    let before = sandbox.commits() - 1;
    // Without a commit where none is wished for.
    sandbox.ok("restore a/problem@v3 --no-commit");
    assert_eq!(sandbox.commits(), before + 1);
    assert!(sandbox.read(PROBLEM).contains("students"));
}

/// A version from before a plan was moved comes back where the plan is now.
#[test]
fn a_version_from_another_place_comes_back_here() {
    let sandbox = asked();
    std::fs::create_dir(sandbox.path("plans/valley")).unwrap();
    sandbox.git(&["mv", "plans/a", "plans/valley/c"]);
    sandbox.git(&["commit", "-qm", "a is called c"]);
    let now = "plans/valley/c/2-dream-big/problem.md";
    for target in ["c/problem@v2", "c@v2"] {
        sandbox.ok(format!("restore {target}")).says(now);
        assert!(sandbox.read(now).contains("families"), "{target}");
        assert!(!sandbox.path("plans/a").exists());
        sandbox.ok("undo");
        assert!(sandbox.read(now).contains("students"));
    }
    sandbox
        .ok("diff c/problem v2")
        .says("[-families-]{+students+}");
    sandbox
        .run(["diff", "c", "v2"])
        .says("[-families-]{+students+}");
}
