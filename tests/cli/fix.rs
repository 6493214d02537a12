//! `check --fix`: what is mechanical is mended, shown first, and nothing else is touched.

use super::sandbox::{Sandbox, bytes_below, finished};

const TEAM: &str = "plans/a/1-come-together/team.md";
const MATCH: &str = "plans/a/2-dream-big/match.md";
const PROBLEM: &str = "plans/a/2-dream-big/problem.md";
const PAGE: &str = "plans/a/README.md";
const INTERVIEWS: &str = "plans/a/1-come-together/interviews";

/// Types words inside the comment of an output.
fn type_inside(sandbox: &Sandbox, name: &str, output: &str, words: &str) {
    let text = sandbox.read(name);
    let comment = text.find(&format!("<!-- output: {output}.")).unwrap();
    let end = comment + text[comment..].find("-->").unwrap();
    sandbox.write(name, format!("{}{words}{}", &text[..end], &text[end..]));
}

fn commit_all(sandbox: &Sandbox) {
    sandbox.git(&["add", "-A"]);
    sandbox.git(&["commit", "-q", "-m", "by hand"]);
}

#[test]
fn all_at_once_shown_first_and_in_one_commit() {
    let sandbox = Sandbox::with_plans(&["a", "b"]);
    type_inside(&sandbox, TEAM, "gaps", "\n- nobody from the night shift\n");
    sandbox.type_below(PROBLEM, "statement", "How might we begin?");
    sandbox.type_below(PROBLEM, "evidence", "- one");
    let lines = sandbox.read(PAGE);
    let lost: Vec<&str> = lines
        .lines()
        .filter(|line| !line.contains("team.md"))
        .collect();
    sandbox.write(PAGE, lost.join("\n") + "\n");
    for day in ["2026-11-23", "2026-11-24"] {
        sandbox.write(
            &format!("{INTERVIEWS}/{day}-talk-3wkrve.md"),
            format!("## What we heard\n\n{day}\n"),
        );
    }
    commit_all(&sandbox);
    let (files, commits) = (bytes_below(&sandbox.work()), sandbox.commits());
    let shown = sandbox.fails(1, "check --fix --dry-run");
    assert_eq!(bytes_below(&sandbox.work()), files);
    let said = |out: &str, verb: &str| -> Vec<String> {
        out.lines()
            .filter_map(|line| line.strip_prefix(verb))
            .map(|rest| rest.trim().to_owned())
            .collect()
    };
    let would = said(&shown.out, "would fix ");
    let codes: Vec<&str> = would.iter().map(|line| &line[..5]).collect();
    assert_eq!(codes, ["W0201", "W0208", "W0209", "I0301"]);

    let done = sandbox.fails(1, "check --fix");
    assert_eq!(said(&done.out, "fixed "), would, "a preview can't lie");
    assert_eq!(said(&done.out, "wrote "), said(&shown.out, "would write "));
    assert_eq!(sandbox.commits(), commits + 1);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    let message = sandbox.git(&["log", "-1", "--format=%B"]);
    assert_eq!(
        message.trim(),
        "check --fix: 4 things mended in a\n\nRedesign-Plan: a\nRedesign-Command: check"
    );
    assert!(
        sandbox
            .read(TEAM)
            .contains("Write below this line. -->\n\n- nobody from the night shift\n")
    );
    assert_eq!(sandbox.read(PAGE), lines);
    let names = sandbox.files(INTERVIEWS);
    assert!(
        names.contains(&"2026-11-23-talk-3wkrve.md".to_owned()),
        "{names:?}"
    );
    assert!(
        !names.contains(&"2026-11-24-talk-3wkrve.md".to_owned()),
        "{names:?}"
    );
    assert_eq!(names.len(), 3);
    let left = sandbox.fails(1, "check --fix");
    assert!(!left.out.contains("fixed"), "{}", left.out);
    for code in codes {
        assert!(!left.out.contains(code), "{code} is left:\n{}", left.out);
    }
    assert_eq!(sandbox.commits(), commits + 1);
}

#[test]
fn json_tells_what_was_mended_and_what_is_left() {
    let sandbox = Sandbox::with_plans(&["a"]);
    type_inside(&sandbox, TEAM, "gaps", "nobody");
    let json = sandbox.ok("check --fix --format json").json();
    let fix = &json["data"]["fix"];
    assert_eq!(fix["mended"][0]["code"], "W0201");
    assert_eq!(fix["mended"][0]["path"], TEAM);
    assert_eq!(fix["written"], serde_json::json!([TEAM]));
    assert_eq!(json["diagnostics"], serde_json::json!([]));
    // The file held changes that weren't committed: that is the user's to do.
    assert!(
        fix["not_committed"]
            .as_str()
            .unwrap()
            .ends_with("; `redesign record a/team --with-edits` commits them")
    );
    assert_eq!(fix["commit"], serde_json::Value::Null);
    let json = sandbox.run(["check", "--format", "json"]).json();
    assert_eq!(json["data"]["fix"], serde_json::Value::Null);
}

#[test]
fn uncommitted_edits_are_committed_only_when_asked() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let commits = sandbox.commits();
    type_inside(&sandbox, TEAM, "gaps", "nobody");
    let run = sandbox.ok("check --fix").says("not committed: ");
    assert_eq!(sandbox.commits(), commits);
    // Nothing is left to fix then, so the command that is named is another one.
    sandbox.ok("check --fix --with-edits");
    assert_eq!(sandbox.commits(), commits);
    let mut quoted = run.err.split('`');
    let named = quoted.find(|words| words.starts_with("redesign ")).unwrap();
    sandbox.ok(named.trim_start_matches("redesign "));
    assert_eq!(sandbox.commits(), commits + 1);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    type_inside(&sandbox, TEAM, "facilitator", "us");
    sandbox.ok("check --fix --with-edits");
    assert_eq!(sandbox.commits(), commits + 2);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    sandbox.fails(2, "check --with-edits");
}

/// A file with changes of the user's keeps only itself from being committed.
#[test]
fn one_file_holds_no_other_back() {
    let sandbox = Sandbox::with_plans(&["a", "b"]);
    let of_b = TEAM.replace("/a/", "/b/");
    type_inside(&sandbox, TEAM, "gaps", "nobody");
    type_inside(&sandbox, &of_b, "gaps", "nobody");
    commit_all(&sandbox);
    // Somebody works on a problem, and has a new interview with the end of another one's name.
    sandbox.type_below(PROBLEM, "evidence", "- one");
    type_inside(&sandbox, PROBLEM, "statement", "How might we begin?");
    let new = format!("{INTERVIEWS}/2026-11-24-talk-3wkrve.md");
    for name in [&format!("{INTERVIEWS}/2026-11-23-talk-3wkrve.md"), &new] {
        sandbox.write(name, "## What we heard\n\nx\n");
    }
    let commits = sandbox.commits();
    let run = sandbox.fails(1, "check --fix --format json");
    assert_eq!(sandbox.commits(), commits + 1);
    assert_eq!(
        sandbox.git(&["show", "--format=%s", "--name-only", "HEAD"]),
        format!("check --fix: 2 things mended in 2 plans\n\n{TEAM}\n{of_b}\n")
    );
    let fix = &run.json()["data"]["fix"];
    let written = fix["written"].as_array().unwrap();
    assert_eq!(written.len(), 4, "{written:?}");
    let reason = fix["not_committed"].as_str().unwrap();
    assert!(
        reason.contains("already had uncommitted changes; nor was")
            && reason.contains("`redesign record a/problem --with-edits`"),
        "{reason}"
    );
    for path in written {
        let path = path.as_str().unwrap();
        let is_named = reason.contains(path);
        assert_eq!(is_named, ![TEAM, &of_b].contains(&path), "{path}: {reason}");
        assert_eq!(
            !sandbox.git(&["status", "--porcelain", path]).is_empty(),
            is_named
        );
    }
    assert!(!sandbox.path(&new).exists() && sandbox.read(PROBLEM).contains("-->\n\nHow might"));
}

/// What is mended in a plan that is a repository of its own is committed there.
#[test]
fn each_repository_gets_its_commit() {
    let sandbox = Sandbox::with_plans(&["a", "own"]);
    let own = sandbox.path("plans/own");
    let git = |arguments: &[&str]| {
        let run = finished(sandbox.command("git").current_dir(&own).args(arguments));
        run.ends_with(0).out
    };
    sandbox.git(&["rm", "-rq", "--cached", "plans/own"]);
    let ignored = format!("{}plans/own/\n", sandbox.read(".gitignore"));
    sandbox.write(".gitignore", ignored);
    let theirs = TEAM.replace("/a/", "/own/");
    type_inside(&sandbox, TEAM, "gaps", "nobody");
    type_inside(&sandbox, &theirs, "gaps", "nobody");
    commit_all(&sandbox);
    git(&["init", "-q"]);
    git(&["add", "."]);
    git(&["commit", "-qm", "our plan"]);
    git(&["switch", "-q", "--detach"]);
    let commits = sandbox.commits();
    // One in the middle of something: nothing is written to any.
    std::fs::write(own.join(".git/MERGE_HEAD"), git(&["rev-parse", "HEAD"])).unwrap();
    let files = bytes_below(&sandbox.work());
    sandbox.fails(4, "check --fix").says("merge");
    assert_eq!(bytes_below(&sandbox.work()), files);
    std::fs::remove_file(own.join(".git/MERGE_HEAD")).unwrap();

    let shown = sandbox.ok("check --fix --dry-run");
    shown.says(&format!("would write  {theirs}"));
    let run = sandbox
        .ok("check --fix --format json")
        .never_says("not committed")
        .says("HEAD is detached");
    let data = &run.json()["data"]["fix"];
    let head = |words: String| words.trim().to_owned();
    let (ours, theirs) = (
        head(sandbox.git(&["rev-parse", "HEAD"])),
        head(git(&["rev-parse", "HEAD"])),
    );
    assert_eq!(data["commit"], ours);
    assert_eq!(data["commits"], serde_json::json!([ours, theirs]));
    assert_eq!(data["not_committed"], serde_json::Value::Null);
    assert_eq!(sandbox.commits(), commits + 1);
    let subject = [
        "log",
        "-1",
        "--format=%s %(trailers:key=Redesign-Plan,separator=%x2C)",
    ];
    assert_eq!(
        git(&subject),
        "check --fix: 1 thing mended in own Redesign-Plan: own\n"
    );
    assert_eq!(
        sandbox.git(&subject),
        "check --fix: 1 thing mended in a Redesign-Plan: a\n"
    );
    for status in [
        git(&["status", "--porcelain"]),
        sandbox.git(&["status", "--porcelain"]),
    ] {
        assert_eq!(status, "");
    }
}

/// Each row: words inside the comment of an output, what stands below it already, and what stands there afterwards.
#[test]
fn words_come_out_of_comments() {
    let sandbox = Sandbox::with_plans(&["a"]);
    for (inside, below, after) in [
        ("nobody", "", "nobody"),
        (
            "\n  - one\n    - two\n  - three\n",
            "",
            "- one\n  - two\n- three",
        ),
        ("one", "- two", "one\n- two"),
        ("é\r\nü", "TBD", "é\nü"),
    ] {
        let fresh = sandbox.git(&["show", &format!("HEAD:{TEAM}")]);
        sandbox.write(TEAM, &fresh);
        if !below.is_empty() {
            sandbox.type_below(TEAM, "gaps", below);
        }
        type_inside(&sandbox, TEAM, "gaps", inside);
        sandbox.ok("check --fix --no-commit");
        let text = sandbox.read(TEAM).replace("\r\n", "\n");
        assert!(
            text.contains(&format!("Write below this line. -->\n\n{after}\n\n## ")),
            "{inside:?}: {text}"
        );
        let rest = |text: &str| {
            let (head, tail) = text.split_once("<!-- output: gaps").unwrap();
            let (_, tail) = tail.split_once("\n## ").unwrap();
            (head.to_owned(), tail.to_owned())
        };
        assert_eq!(rest(&text), rest(&fresh), "nothing else changed");
    }
}

/// Where it can't be told what was meant, the file stays as it is and the finding stays.
#[test]
fn what_is_not_mechanical_is_left() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let fresh = sandbox.read(TEAM);
    for broken in [
        // A heading would begin another section.
        fresh.replacen(
            "gaps. Required.",
            "gaps. Required. Write below this line.\n\n## Mine\n\nx",
            1,
        ),
        // An own note, beside our comment.
        fresh.replacen(
            "## Who is still missing\n",
            "## Who is still missing\n\n<!-- ask the principal about this one first -->\n",
            1,
        ),
        // A hint in other words, grown: whose words are whose?
        fresh.replacen(
            "Write below this line. -->\n\n## Who is affected",
            "And there is nobody who works at night, or so it seems to us -->\n\n## Who is affected",
            1,
        ),
        // The words wouldn't fit beside those that are there.
        fresh
            .replacen(
                "| --- | --- | --- | --- |\n|  |  |  |  |",
                "| --- | --- | --- | --- |\n| a | b | c | d |",
                1,
            )
            .replacen(
                "roster. Required.",
                "roster. Required. Write below this line. two parents",
                1,
            ),
    ] {
        assert_ne!(broken, fresh);
        sandbox.write(TEAM, &broken);
        sandbox
            .fails(1, "check --fix")
            .says("W0201")
            .never_says("fixed");
        assert_eq!(sandbox.read(TEAM), broken);
    }
}

#[test]
fn stamps_come_after_words_and_never_renew_others() {
    let sandbox = Sandbox::with_plans(&["a"]);
    // The match comes first by its path, and is built on a problem whose words are still inside a comment.
    sandbox.type_below(MATCH, "idea", "Cards");
    sandbox.type_below(MATCH, "why", "It fits");
    type_inside(&sandbox, PROBLEM, "statement", "How might we begin?");
    commit_all(&sandbox);
    sandbox.fails(1, "check").says("I0301").says("1 note");
    // An edit changes what it was asked to, and no more.
    sandbox.ok("record a/match --set later=x");
    assert!(!sandbox.read(MATCH).starts_with("---"));
    sandbox.fails(1, "check --fix").never_says("I0301:");
    sandbox.ok("status").never_says("changed");
    let stamped = sandbox.read(MATCH);
    assert!(
        stamped.starts_with("---\nbuilds_on:\n  \"brainstorm/shortlist\": \"none\"\n"),
        "{stamped}"
    );
    sandbox.edit(PROBLEM, "begin?", "end?");
    sandbox.fails(1, "check --fix");
    assert_eq!(
        sandbox.read(MATCH),
        stamped,
        "what changed is for people to look at"
    );
    sandbox
        .run(["status"])
        .says("match: problem/statement changed");
}

#[test]
fn a_plan_filled_by_hand_is_no_fault() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.ok("toolkit list");
    let text = "## Ideas for a closer look\n\n- x\n";
    sandbox.write(
        "plans/a/2-dream-big/brainstorm.md",
        format!("## All our ideas\n\n- x\n\n{text}"),
    );
    for skipped in [
        "team",
        "identity",
        "commitment",
        "self-assessment",
        "inspiration",
        "equity-1",
        "sensemaking",
        "problem",
    ] {
        sandbox.ok(format!("record a/{skipped} --skip 'last year'"));
    }
    sandbox.ok("record a/interviews --skip 'last year'");
    let json = sandbox.ok("check --format json").json();
    // A checkpoint that was left out with a reason, and what brainstorm was built on.
    let found = json["diagnostics"].as_array().unwrap();
    let codes: Vec<&str> = found
        .iter()
        .filter_map(|one| one["code"].as_str())
        .collect();
    assert_eq!(codes, ["I0347", "I0301"]);
}

#[test]
fn links_come_back_and_nothing_goes() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let whole = sandbox.read(PAGE);
    let place = |line: &str| {
        line.split("](")
            .nth(1)
            .map(|rest| rest.split(')').next().unwrap().to_owned())
    };
    let places: Vec<String> = whole
        .lines()
        .filter(|line| line.starts_with("| ["))
        .filter_map(place)
        .collect();
    assert_eq!(places.len(), 20);
    let no_rows: Vec<&str> = whole
        .lines()
        .filter(|line| !line.starts_with("| ["))
        .collect();
    let own = "# Our plan\r\n\r\nWe meet on [Tuesdays](https://example.org).\r\n\r\n| a | b |\r\n| --- | --- |\r\n| x | y |";
    for text in [
        no_rows.join("\n"),
        own.to_owned(),
        String::new(),
        whole.replace("1-come-together/team.md", "elsewhere.md"),
        whole.split_once("## 3.").unwrap().0.to_owned(),
    ] {
        sandbox.write(PAGE, &text);
        sandbox.fails(1, "check").says("W0209");
        sandbox.ok("check --fix --no-commit").says("back");
        let after = sandbox.read(PAGE);
        for place in &places {
            assert!(
                after.contains(&format!("]({place})")),
                "{place} in:\n{after}"
            );
        }
        let mut rest = after.lines();
        for line in text.lines() {
            assert!(
                rest.any(|other| other == line),
                "{line:?} went from:\n{after}"
            );
        }
        assert_eq!(after.contains("\r\n"), text.contains("\r\n"));
        let bare = after.matches('\n').count() - after.matches("\r\n").count();
        assert!(!text.contains("\r\n") || bare == 0, "one kind of line end");
    }
    // A page that somebody deleted was deleted on purpose, and a moved record is linked where it is.
    std::fs::remove_file(sandbox.path(PAGE)).unwrap();
    sandbox.ok("check");
    sandbox.write(PAGE, whole.replace("1-come-together/team.md", "x"));
    sandbox.git(&["mv", TEAM, "plans/a/2-dream-big/team.md"]);
    sandbox.ok("check --fix --no-commit");
    assert!(
        sandbox
            .read(PAGE)
            .contains("[Build an Inclusive Team](2-dream-big/team.md)")
    );
}

#[test]
fn two_clones_mend_alike() {
    let sandbox = Sandbox::with_plans(&["a"]);
    for day in ["2026-11-23", "2026-11-24"] {
        sandbox.write(
            &format!("{INTERVIEWS}/{day}-talk-3wkrve.md"),
            format!("## What we heard\n\n{day}\n"),
        );
    }
    sandbox.type_below(MATCH, "idea", "Cards");
    sandbox.type_below(MATCH, "why", "It fits");
    commit_all(&sandbox);
    sandbox.git(&["clone", "-q", ".", "../other"]);
    let other = sandbox.work().parent().unwrap().join("other");
    sandbox.fails(1, "check --fix");
    finished(
        sandbox
            .redesign()
            .current_dir(&other)
            .args(["check", "--fix"]),
    )
    .ends_with(1);
    sandbox.git(&["pull", "-q", "--no-rebase", "--no-edit", "../other", "main"]);
    assert_eq!(sandbox.files(INTERVIEWS).len(), 3);
    sandbox.fails(1, "check --fix").never_says("fixed");
}

#[test]
fn a_hook_that_refuses_and_no_git_at_all() {
    let sandbox = Sandbox::with_plans(&["a"]);
    for day in ["2026-11-23", "2026-11-24"] {
        sandbox.write(
            &format!("{INTERVIEWS}/{day}-talk-3wkrve.md"),
            "## What we heard\n\nx\n",
        );
    }
    commit_all(&sandbox);
    sandbox.write(".git/hooks/pre-commit", "#!/bin/sh\nexit 0\n");
    finished(
        sandbox
            .command("chmod")
            .args(["+x", ".git/hooks/pre-commit"]),
    )
    .ends_with(0);
    sandbox.fails(1, "check --fix").says("renamed to");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    assert_eq!(sandbox.files(INTERVIEWS).len(), 3);

    let sandbox = Sandbox::new();
    sandbox.ok("init --no-git");
    sandbox.ok("new a");
    type_inside(&sandbox, TEAM, "gaps", "nobody");
    sandbox.ok("check --fix").says("fixed");
    sandbox.run(["show", "a/team"]).says("nobody");
}

/// A record is renamed by writing the new file and removing the old one: cut off between the two, the new one is taken
/// back; after both, the commit is made.
#[test]
fn a_rename_that_was_cut_off() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let (old, new) = (
        format!("{INTERVIEWS}/2026-11-24-talk-3wkrve.md"),
        format!("{INTERVIEWS}/2026-11-24-talk-4zzzz4.md"),
    );
    sandbox.write(&old, "## What we heard\n\nx\n");
    commit_all(&sandbox);
    let bytes = sandbox.read(&old).into_bytes();
    let journal = || {
        serde_json::json!({
            "message": "check --fix\n", "head": sandbox.git(&["rev-parse", "HEAD"]).trim(), "folders": [],
            "files": [
                {"path": new, "before": null, "after": bytes},
                {"path": old, "before": bytes, "after": null},
            ],
        })
        .to_string()
    };
    sandbox.write(".git/redesign.journal", journal());
    sandbox.write(&new, &bytes);
    sandbox.ok("new b").says("were undone");
    assert!(sandbox.path(&old).exists() && !sandbox.path(&new).exists());
    sandbox.write(".git/redesign.journal", journal());
    sandbox.write(&new, &bytes);
    std::fs::remove_file(sandbox.path(&old)).unwrap();
    sandbox.ok("new c").says("it was finished");
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    assert_eq!(
        sandbox.git(&["log", "--format=%s", "-2"]),
        "new plan c\ncheck --fix\n"
    );
}

/// A copy that git doesn't know yet is renamed too; the commit waits for somebody who says that it may hold it.
#[test]
fn copies_that_are_not_committed() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let copy = || {
        for day in ["2026-11-23", "2026-11-24"] {
            sandbox.write(
                &format!("{INTERVIEWS}/{day}-talk-3wkrve.md"),
                format!("## What we heard\n\n{day}\n"),
            );
        }
    };
    copy();
    sandbox.fails(1, "check --fix").says("not committed: ");
    assert_eq!(sandbox.files(INTERVIEWS).len(), 3);
    for name in sandbox.files(INTERVIEWS) {
        if name.starts_with("2026") {
            std::fs::remove_file(sandbox.path(&format!("{INTERVIEWS}/{name}"))).unwrap();
        }
    }
    copy();
    let commits = sandbox.commits();
    sandbox
        .fails(1, "check --fix --with-edits")
        .says("renamed to");
    assert_eq!(sandbox.commits(), commits + 1);
    // The other copy wasn't mended, so it is still the user's to commit.
    assert_eq!(
        sandbox.git(&["status", "--porcelain"]),
        format!("?? {INTERVIEWS}/2026-11-23-talk-3wkrve.md\n")
    );
}

/// A file that may be run, as copies from other systems often are, stays one under its new name.
#[cfg(unix)]
#[test]
fn a_renamed_record_may_be_run_as_before() {
    let sandbox = Sandbox::with_plans(&["a"]);
    for day in ["2026-11-23", "2026-11-24"] {
        let path = format!("{INTERVIEWS}/{day}-talk-3wkrve.md");
        sandbox.write(&path, "## What we heard\n\nx\n");
        finished(sandbox.command("chmod").args(["+x", &path])).ends_with(0);
    }
    commit_all(&sandbox);
    sandbox.fails(1, "check --fix").says("renamed to");
    let files = sandbox.git(&["ls-files", "-s", &format!("{INTERVIEWS}/2026*")]);
    let modes: Vec<&str> = files.lines().map(|line| &line[..6]).collect();
    assert_eq!(modes, ["100755", "100755"]);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
}

/// An answer on its heading's line is named with its line, and moved below it where it is one.
#[test]
fn answers_on_a_headings_line() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.ok("new cohort --toolkit strategy-lab");
    let by_hand = "cohort/2-learn-together/meeting/kick-off.md";
    let rest = "## Who was there\n\n| Role | Stakeholder group |\n| --- | --- |\n| Coach | Staff |\n\n## Where the team stands\n\nIt begins.\n";
    let found = |sandbox: &Sandbox| -> Vec<(String, u64)> {
        let json = sandbox.run(["check", "cohort", "--format", "json"]).json();
        let all = json["diagnostics"].as_array().unwrap().clone();
        all.iter()
            .filter(|one| one["code"] == "W0202")
            .map(|one| {
                (
                    one["message"].as_str().unwrap().to_owned(),
                    one["line"].as_u64().unwrap(),
                )
            })
            .collect()
    };
    for (heading, message) in [
        (
            "## Date: 2026-11-20",
            "held: \"2026-11-20\" is on the heading's line, so it isn't counted",
        ),
        (
            "## **held:** 2026-11-20 ##",
            "held: \"2026-11-20\" is on the heading's line, so it isn't counted",
        ),
        (
            "## date : 2026-11-20\n\n<!-- output: held. -->",
            "held: \"2026-11-20\" is on the heading's line, so it isn't counted",
        ),
    ] {
        sandbox.write(
            by_hand,
            format!("---\nplan: a\n---\n# Kick-off\n\n{heading}\n\n{rest}"),
        );
        commit_all(&sandbox);
        assert_eq!(found(&sandbox), [(message.to_owned(), 6)], "{heading}");
        sandbox
            .run(["check", "cohort"])
            .says("leave \"## Date\" on this line");
        sandbox
            .run(["check", "--fix"])
            .says("held: words moved below the heading");
        let text = sandbox.read(by_hand);
        assert!(
            text.contains("## Date") && text.contains("\n\n2026-11-20\n\n## Who was there"),
            "{text}"
        );
        assert_eq!(found(&sandbox), [], "{heading}");
        sandbox.ok("list meeting/held").says("2026-11-20");
    }
    // Words that are no answer stay where they are, and so does what has others below it; a heading of one's own with an
    // answer below it is welcome.
    for (heading, named) in [
        ("## Date: some time in fall", true),
        ("## Date: 2026-11-20\n\n2026-11-21", true),
        (
            "## Date: see below\n\n<!-- output: held. -->\n\n2026-11-21",
            false,
        ),
        ("## Dates: 2026-11-20\n\n## Date\n\n2026-11-21", false),
        ("## Date: TBD", false),
    ] {
        sandbox.write(
            by_hand,
            format!("---\nplan: a\n---\n# Kick-off\n\n{heading}\n\n{rest}"),
        );
        commit_all(&sandbox);
        let before = sandbox.read(by_hand);
        assert_eq!(
            found(&sandbox).len(),
            usize::from(named),
            "{heading}: {:?}",
            found(&sandbox)
        );
        sandbox.run(["check", "--fix"]);
        let after = sandbox.read(by_hand);
        assert_eq!(
            after.split_once("# Kick-off").unwrap().1,
            before.split_once("# Kick-off").unwrap().1
        );
    }
}
