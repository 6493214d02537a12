//! Broken files: each is named with line, column and cause, and hides nothing else.

use super::sandbox::Sandbox;

/// `show` doesn't say that nothing was written in a file that it can't read, and what it names next works.
#[test]
fn what_cannot_be_read_is_not_nothing() {
    let sandbox = Sandbox::with_plans(&["north"]);
    let path = "plans/north/1-come-together/team.md";
    sandbox.write(path, "---\n- [\n---\n\n## Roster\n\nWe\n");
    for line in ["show north/team", "show north/team/roster"] {
        let run = sandbox.ok(line);
        run.says("(can't be read)")
            .never_says("(nothing yet)")
            .never_says("(nothing, optional)")
            .says("next: redesign check north\n");
    }
    sandbox.fails(3, "check north").says(path);
}

#[test]
fn ten_plans_two_broken() {
    let plans = ["p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9"];
    let sandbox = Sandbox::with_plans(&plans);
    sandbox.write(
        "plans/p3/2-dream-big/problem.md",
        "---\nowner: us\nskipped: [1\n---\n# x\n",
    );
    sandbox.edit("plans/p7/plan.toml", "title = \"\"", "title = \"x");
    let run = sandbox.ok("status");
    let rows = run.out.lines().filter(|line| line.starts_with('p')).count();
    assert_eq!(rows, 9, "{}", run.out);
    assert!(
        run.out.contains("p3          Come Together") || run.out.contains("! 1 file can't be read"),
        "{}",
        run.out
    );
    let run = run
        .says("plans/p3/2-dream-big/problem.md:")
        .says("plans/p7/plan.toml:2:")
        .says("next: redesign check");
    assert!(
        run.err.contains("E0002") && run.err.contains("E0003"),
        "{}",
        run.err
    );
    sandbox
        .fails(3, "check")
        .says("plans/p3/2-dream-big/problem.md")
        .says("plans/p7/plan.toml:2:");
    sandbox.fails(1, "status --fail");
    let json = sandbox.ok("status --format json").json();
    assert_eq!(json["data"]["plans"].as_array().unwrap().len(), 9);
    let diagnostics = json["diagnostics"].as_array().unwrap();
    assert_eq!(diagnostics.len(), 2);
    for diagnostic in diagnostics {
        assert!(
            diagnostic["line"].is_u64()
                && diagnostic["column"].is_u64()
                && diagnostic["help"].is_string(),
            "{diagnostic}"
        );
    }
    for format in ["markdown", "html"] {
        sandbox
            .ok(format!("status --format {format}"))
            .says("plans/p7/plan.toml")
            .says("plans/p3/2-dream-big/problem.md");
    }
    for command in [&["next"][..], &["list", "problem"], &["list", "team"]] {
        sandbox.run(command).ends_with(0).says("plans/p7/plan.toml");
    }
    // A plan that was named is needed; of several, the rest is shown.
    for line in ["next p7", "-C plans/p7 next"] {
        let run = sandbox.fails(3, line).says("plans/p7/plan.toml:2:");
        run.never_says("redesign new");
    }
    let json = sandbox.fails(3, "next p7 --format json").json();
    assert_eq!(json["diagnostics"][0]["line"], 2, "{json}");
    sandbox
        .ok("next p6 p7")
        .says("p6")
        .says("plans/p7/plan.toml:2:");
    // What can't be read can't be written to.
    sandbox
        .fails(3, "record p3/problem --set statement='How might we?'")
        .says("problem.md:");
    sandbox
        .fails(3, "record p7/team --set gaps=x")
        .says("plan.toml:2:");
    sandbox.ok("record p0/team --set gaps=x");
}

/// What can't be read is named by each listing of its plan, not only by `status`.
#[test]
fn every_listing_names_a_record_that_can_not_be_read() {
    const BROKEN: &str = "plans/ash/1-come-together/team.md";
    let sandbox = Sandbox::with_plans(&["ash", "birch"]);
    sandbox.write(BROKEN, "---\nowner: us\nskipped: [1\n---\n# x\n");
    for line in [
        "status",
        "next",
        "timeline",
        "actions",
        "calendar",
        "board",
        "score",
        "introduce",
        "list team",
    ] {
        for plan in ["", "ash"] {
            let run = sandbox.ok(format!("{line} {plan}").trim());
            let said = format!("--> {BROKEN}:3:");
            assert_eq!(
                format!("{}{}", run.out, run.err).matches(&said).count(),
                1,
                "{line} {plan}: {}{}",
                run.out,
                run.err
            );
        }
        let json = sandbox.ok(format!("{line} --format json")).json();
        let found = json["diagnostics"].as_array().unwrap().iter();
        let found = found.filter(|one| one["path"] == BROKEN && one["line"] == 3);
        assert_eq!(found.count(), 1, "{line}: {json}");
    }
    let every = sandbox.git(&["ls-files", "plans/*/plan.toml"]);
    for plan in every.lines() {
        sandbox.write(plan, "title = \"x\n");
    }
    sandbox
        .ok("next")
        .says("next: redesign check")
        .never_says("redesign new");
}

/// Each row breaks one thing of a plan; `check` names it with this code and word, at this line of a file.
#[test]
fn check_names_every_problem() {
    type Break = fn(&Sandbox);
    const TEAM: &str = "plans/a/1-come-together/team.md";
    const PROBLEM: &str = "plans/a/2-dream-big/problem.md";
    let rows: &[(&str, i32, &str, Break)] = &[
        ("E0001", 3, "not UTF-8", |s| s.write(TEAM, b"# x\n\xff\n")),
        ("E0001", 3, "NUL", |s| s.write(TEAM, b"# x\n\0\n")),
        ("E0001", 3, "larger than 4 MiB", |s| {
            s.write(TEAM, vec![b'x'; 5 * 1024 * 1024]);
        }),
        ("E0002", 3, "front matter", |s| {
            s.write(TEAM, "---\na: b: c\n---\n");
        }),
        ("E0002", 3, "never ends", |s| {
            s.write(TEAM, "---\nskipped: x\n# T\n");
        }),
        ("E0003", 3, "toolkit", |s| {
            s.write("plans/a/plan.toml", "title = \"x\"\n");
        }),
        ("E0003", 3, "can't be named", |s| {
            std::fs::rename(s.path("plans/a"), s.path("plans/A b")).unwrap();
        }),
        ("E0005", 3, "in version", |s| {
            s.edit("plans/a/plan.toml", "1.1.0", "9.0.0");
        }),
        ("E0005", 3, "unknown kind", |s| {
            s.edit(
                "toolkits/real-time-redesign-1.1.0/toolkit.toml",
                "kind = \"table\"",
                "kind = \"poem\"",
            );
        }),
        ("E0101", 1, "not one of the options", |s| {
            s.type_below("plans/a/1-come-together/equity-1.md", "verdict", "perhaps");
        }),
        ("E0101", 1, "doesn't match the required pattern", |s| {
            s.type_below(PROBLEM, "statement", "Too many students fail.");
        }),
        ("E0102", 1, "appears twice", |s| {
            s.write(
                PROBLEM,
                s.read(PROBLEM) + "\n## Our question\n\nHow might we?\n",
            );
        }),
        ("E0103", 1, "a merge left conflict markers", |s| {
            s.edit(
                PROBLEM,
                "## Our question\n",
                "<<<<<<< HEAD\n## Our question\n\nHow might we?\n=======\n>>>>>>> other\n",
            );
        }),
        ("E0103", 1, "evidence: a merge left two versions", |s| {
            s.type_below(
                PROBLEM,
                "evidence",
                "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other",
            );
        }),
        ("E0104", 1, "never closed", |s| {
            s.type_below(PROBLEM, "evidence", "a\n\n<!-- b");
        }),
        ("E0104", 1, "never closed", |s| {
            s.type_below(PROBLEM, "evidence", "```\na");
        }),
        ("E0105", 1, "heading above this comment is missing", |s| {
            s.edit(PROBLEM, "## What it rests on\n", "");
        }),
        ("E0106", 1, "is in", |s| {
            s.write("plans/a/problem.md", "## Our question\n\nHow might we?\n");
        }),
        ("E0107", 1, "this sheet is private", |s| {
            s.write("plans/a/1-come-together/noticing.private.md", "mine");
            s.git(&["add", "-f", "plans"]);
        }),
        ("E0108", 1, "2 plans are called", |s| {
            std::fs::create_dir_all(s.path("plans/g/a")).unwrap();
            s.write("plans/g/a/plan.toml", s.read("plans/a/plan.toml"));
        }),
        ("W0201", 1, "inside a comment", |s| {
            s.edit(
                PROBLEM,
                "leaves the solution open. Write below this line.",
                "leaves the solution open. Write below this line. How might we help?",
            );
        }),
        ("W0201", 1, "inside a comment", |s| {
            s.type_below(TEAM, "gaps", "<!-- no student -->");
        }),
        ("W0202", 1, "unknown heading", |s| {
            s.write(TEAM, "## The gaps\n\nNo student.\n");
        }),
        (
            "W0202",
            1,
            "gaps: \"A night nurse\" is on the heading",
            |s| {
                let text = s.read(TEAM);
                let (before, rest) = text.split_once("## Who is still missing").unwrap();
                let rest = rest.split_once("-->\n").unwrap().1;
                s.write(
                    TEAM,
                    format!("{before}## **Who is still missing:** A night nurse\n{rest}"),
                );
            },
        ),
        ("W0202", 1, "has no output \"gapes\"", |s| {
            s.edit(TEAM, "output: gaps", "output: gapes");
        }),
        ("W0203", 1, "builds on unfinished work: team", |s| {
            s.type_below("plans/a/1-come-together/identity.md", "missing", "- x");
        }),
        ("W0204", 1, "no activity", |s| {
            s.write("plans/a/1-come-together/notes.md", "x");
        }),
        ("W0204", 1, "no activity", |s| {
            s.write("plans/a/1-come-together/interviews.md", "x");
        }),
        ("W0205", 1, "no reason", |s| {
            s.write(TEAM, format!("---\nskipped:\n---\n{}", s.read(TEAM)));
        }),
        ("W0211", 1, "no plan named \"b\"", |s| {
            s.run([
                "record",
                "a/pilot-reflection",
                "--add",
                "--set",
                "which=b/pilot",
            ]);
        }),
        ("W0217", 1, "has no version \"v7\"", |s| {
            s.run([
                "record",
                "a/pilot-reflection",
                "--add",
                "--set",
                "which=a/team@v7",
            ]);
        }),
        (
            "I0311",
            1,
            "this number can refer to another version",
            |s| {
                s.run([
                    "record",
                    "a/pilot-reflection",
                    "--add",
                    "--set",
                    "which=a/team@v1",
                ]);
            },
        ),
        ("I0312", 3, "this link can't be checked", |s| {
            s.write(TEAM, b"\xff");
            s.run([
                "record",
                "a/pilot-reflection",
                "--add",
                "--set",
                "which=a/team",
            ]);
        }),
        (
            "W0241",
            1,
            "pilot was started before equity-2 was done",
            |s| {
                let expected = "prediction=More of it.";
                s.run(["record", "a/pilot", "--add", "--set", expected]);
            },
        ),
        ("W0206", 1, "can't store", |s| {
            s.write("plans/a/1-come-together/interviews/what: now?.md", "x");
        }),
    ];
    for (code, exit, said, break_it) in rows {
        let sandbox = Sandbox::with_plans(&["a"]);
        break_it(&sandbox);
        let run = sandbox.fails(*exit, "check").says(code).says(said);
        assert!(
            run.out.contains("help: "),
            "{said}: a mend is said:\n{}",
            run.out
        );
        let json = sandbox.fails(*exit, "check --format json").json();
        let found = json["diagnostics"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["code"] == *code);
        let found = found.unwrap_or_else(|| panic!("{code} is not in {json}"));
        assert!(
            found["path"].is_string() && found["message"].is_string() && found["help"].is_string(),
            "{found}"
        );
        sandbox.ok("status");
        sandbox.fails(*exit, "check --format csv").says(code);
    }
}

/// Where the same output stands twice, or a conflict is left, or words don't fit, it doesn't count as filled.
#[test]
fn what_is_doubtful_is_not_counted() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let file = "plans/a/2-dream-big/problem.md";
    let filled = |sandbox: &Sandbox| {
        sandbox.run(["status", "--format", "json"]).json()["data"]["plans"][0]["outputs"]["filled"]
            .as_u64()
            .unwrap()
    };
    let fresh = sandbox.read(file);
    sandbox.type_below(file, "evidence", "- one");
    assert_eq!(filled(&sandbox), 1);
    sandbox.write(
        file,
        sandbox.read(file) + "\n## What it rests on\n\n- two\n",
    );
    assert_eq!(filled(&sandbox), 0);
    sandbox.write(file, &fresh);
    sandbox.type_below(
        file,
        "evidence",
        "<<<<<<< ours\n- one\n=======\n- two\n>>>>>>> theirs",
    );
    assert_eq!(filled(&sandbox), 0);
    sandbox.write(file, &fresh);
    sandbox.type_below(file, "statement", "No question.");
    assert_eq!(filled(&sandbox), 0);
    sandbox.ok("show a/problem").says("not counted");
}

#[cfg(unix)]
#[test]
fn links_are_followed_inside_and_refused_outside() {
    use std::os::unix::fs::symlink;
    let sandbox = Sandbox::with_plans(&["a"]);
    let team = sandbox.path("plans/a/1-come-together/team.md");
    sandbox.write(
        "shared-team.md",
        sandbox.read("plans/a/1-come-together/team.md"),
    );
    sandbox.type_below("shared-team.md", "gaps", "x");
    std::fs::remove_file(&team).unwrap();
    symlink("../../../shared-team.md", &team).unwrap();
    sandbox.ok("status --activities --state doing").says("team");
    std::fs::remove_file(&team).unwrap();
    std::fs::write(sandbox.home().join("secret.md"), "secret").unwrap();
    symlink(sandbox.home().join("secret.md"), &team).unwrap();
    sandbox.fails(3, "check").says("leads out of the workspace");
    std::fs::remove_file(&team).unwrap();
    symlink("..", sandbox.path("plans/a/1-come-together/loop")).unwrap();
    symlink("nowhere.md", &team).unwrap();
    sandbox
        .fails(3, "check")
        .says("leads nowhere")
        .says("a folder it is in");
    sandbox.ok("status").says("can't be read");
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_in_place_of_a_file_is_not_waited_for() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let team = sandbox.path("plans/a/1-come-together/team.md");
    std::fs::remove_file(&team).unwrap();
    assert!(
        sandbox
            .command("mkfifo")
            .arg(&team)
            .status()
            .unwrap()
            .success()
    );
    sandbox.fails(3, "check").says("not a regular file");
    sandbox.ok("status").says("1 file can't be read");
}

#[test]
fn what_a_terminal_would_obey_is_shown() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.type_below(
        "plans/a/1-come-together/team.md",
        "gaps",
        "- \u{1b}]0;evil\u{7} \u{202e}txt",
    );
    let run = sandbox.ok("show a/team");
    assert!(
        !run.out.contains('\u{1b}')
            && !run.out.contains('\u{202e}')
            && run.out.contains("<U+001B>"),
        "{}",
        run.out
    );
    sandbox.type_below(
        "plans/a/2-dream-big/problem.md",
        "evidence",
        "=cmd|'/c calc'!A1",
    );
    let csv = sandbox.ok("list problem/evidence --format csv").out;
    assert!(csv.contains("'=cmd") && !csv.contains(",=cmd"), "{csv}");
    sandbox.type_below(
        "plans/a/1-come-together/commitment.md",
        "why",
        "<script>alert(1)</script> [x](javascript:alert)",
    );
    let html = sandbox.ok("show a/commitment --format html").out;
    assert!(
        !html.contains("<script>alert") && !html.contains("\"javascript:"),
        "{html}"
    );
}

/// Two teams of one name: a command that is told only the name says so, and writes to neither.
#[test]
fn two_plans_of_one_name() {
    let sandbox = Sandbox::with_plans(&["one/a"]);
    std::fs::create_dir_all(sandbox.path("plans/two")).unwrap();
    let (from, to) = (sandbox.path("plans/one/a"), sandbox.path("plans/two/a"));
    assert!(
        sandbox
            .command("cp")
            .arg("-r")
            .args([from, to])
            .status()
            .unwrap()
            .success()
    );
    let before = super::sandbox::bytes_below(&sandbox.work());
    sandbox
        .fails(2, "record a/team --set gaps=x")
        .says("2 plans are named \"a\"")
        .says("./plans/two/a");
    assert_eq!(super::sandbox::bytes_below(&sandbox.work()), before);
    sandbox.ok("status ./plans/two/a");
    sandbox.ok("status").says("2 plans");
    sandbox.fails(1, "check").says("E0108");
}

/// No help speaks of quotation marks where they aren't what is wrong.
#[test]
fn what_is_wrong_in_plan_toml_is_what_the_help_is_about() {
    let sandbox = Sandbox::with_plans(&["birch"]);
    let file = "plans/birch/plan.toml";
    let good = sandbox.read(file);
    for (line, help) in [
        ("title = \"x\"", "keep one of the two, and delete the other"),
        ("pacing = 3", "write [pacing] on a line of its own"),
        ("rhythm = [1, 2]", "write [rhythm] on a line of its own"),
        (
            "coach = \"Ann",
            "end the text with the quotation mark that begins it",
        ),
    ] {
        sandbox.write(file, format!("{line}\n{good}"));
        sandbox
            .fails(3, "check birch")
            .says(&format!("help: {help}"));
    }
    sandbox.write(file, good.replace("\"real-time-redesign\"", "3"));
    sandbox
        .fails(3, "check birch")
        .says("help: put it in quotation marks: \"3\"");
    sandbox.write(file, format!("coach = 2026-01-01\n{good}"));
    sandbox
        .fails(3, "check birch")
        .says("expected text in quotation marks, not a date");
}

/// A day in another order, and the quotation marks of a word processor: what is said to be written can be written.
#[test]
fn slips_in_plan_toml_are_mended_as_it_is_said() {
    let sandbox = Sandbox::with_plans(&["birch"]);
    let file = "plans/birch/plan.toml";
    let good = sandbox.read(file);
    for (line, help) in [
        (
            "start = 07.09.2026",
            "write the year first: start = 2026-09-07",
        ),
        (
            "start = 2026-9-7",
            "write the year first: start = 2026-09-07",
        ),
        (
            "coach = \u{201c}coach 2\u{201d}",
            "straight quotation marks: coach = \"coach 2\"",
        ),
        (
            "contact = \u{201e}office\u{201c} # new",
            "straight quotation marks: contact = \"office\" # new",
        ),
        (
            "start = \"07.09.2026\"",
            "write the year first: start = 2026-09-07",
        ),
        ("coach = 3", "put it in quotation marks: coach = \"3\""),
        (
            "coach = 2026-01-01",
            "put it in quotation marks: coach = \"2026-01-01\"",
        ),
        (
            "contact = true # yes",
            "put it in quotation marks: contact = \"true\"",
        ),
        (
            "paused = no time",
            "put it in quotation marks: paused = \"no time\"",
        ),
        (
            "start = 12",
            "write a day, the year first: start = 2026-12-01",
        ),
        (
            "contact = [\"Ann\"]",
            "write one text in quotation marks: contact = \"...\"",
        ),
        ("coach Ann", "value in quotation marks: coach = \"Ann\""),
        (
            "contact: \"the office\"",
            "value in quotation marks: contact = \"the office\"",
        ),
    ] {
        let key = line.split([' ', ':']).next().unwrap();
        let others = good.lines().filter(|one| !one.starts_with(key));
        let others: Vec<&str> = others.collect();
        let with = |line: &str| format!("{line}\n{}\n", others.join("\n"));
        sandbox.write(file, with(line));
        sandbox.run(["check", "birch"]).says(help);
        let written = help.split_once(": ").unwrap().1;
        sandbox.write(file, with(written));
        sandbox
            .ok("check birch")
            .never_says("E0003")
            .never_says("W0210");
    }
}
