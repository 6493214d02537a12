//! Records in the wrong dress or place: copies, other endings, answers on a page, folders without their `plan.toml`. Each
//! is named, and none is counted twice.

use super::sandbox::Sandbox;

const FOLDER: &str = "plans/a/1-come-together/interviews";
const TALK: &str = "# A talk\n\n## Whom we listened to\n\nfamily\n\n## What they agreed to\n\nnotes\n\n## What we heard\n\nShe waits.\n";

fn with_talk() -> Sandbox {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.write(&format!("{FOLDER}/2026-11-20-talk.md"), TALK);
    sandbox
}

fn records(sandbox: &Sandbox) -> usize {
    let listed = sandbox
        .run(["list", "interviews", "--format", "json"])
        .json();
    let rows = listed["data"]["rows"].as_array().unwrap().iter();
    rows.filter(|row| row["record"].is_string()).count()
}

#[test]
fn copies_are_named_and_count_once_where_they_say_the_same() {
    let sandbox = with_talk();
    let before = records(&sandbox);
    assert_eq!(before, 1);
    let names = [
        "2026-11-20-talk 2.md",
        "2026-11-20-talk (1).md",
        "2026-11-20-talk copy.md",
        "2026-11-20-talk - Copy (2).md",
        "2026-11-20-talk.sync-conflict-20261121-101010-ABCDEFG.md",
        "2026-11-20-talk (Anna's conflicted copy 2026-11-21).md",
        "2026-11-20-talk_conflict-20261121-101010.md",
        "2026-11-20-talk-DESKTOP-AB12CD.md",
        "Copy of 2026-11-20-talk.md",
    ];
    for name in names {
        let path = format!("{FOLDER}/{name}");
        sandbox.write(&path, TALK);
        assert_eq!(records(&sandbox), 1, "{name}");
        for command in ["check", "status"] {
            sandbox
                .run([command])
                .says(name)
                .says("an exact copy of 2026-11-20-talk.md, so it isn't counted");
        }
        sandbox.write(&path, TALK.replace("waits", "left"));
        assert_eq!(records(&sandbox), 2, "{name}");
        sandbox
            .run(["check"])
            .says(name)
            .says("looks like a copy of 2026-11-20-talk.md but says something else");
        std::fs::remove_file(sandbox.path(&path)).unwrap();
    }
    sandbox.write(&format!("{FOLDER}/README 2.md"), TALK);
    sandbox.write("plans/a/1-come-together/team copy.md", TALK);
    assert_eq!(records(&sandbox), 1);
    sandbox
        .run(["check"])
        .says("looks like a copy of README.md, so it isn't counted")
        .says("looks like a copy of team.md, so only that file is read");
    sandbox.write(
        &format!("{FOLDER}/2026-11-20-talk-2.md"),
        TALK.replace("waits", "left"),
    );
    assert_eq!(records(&sandbox), 2);
}

#[test]
fn files_without_the_ending_are_named() {
    let sandbox = with_talk();
    for name in [
        "2026-11-21-talk",
        "2026-11-21-talk.txt",
        "2026-11-21-talk.md.txt",
        "2026-11-21-talk.markdown",
        "2026-11-21-talk.mdx",
        "2026-11-21-talk.MDOWN",
    ] {
        let path = format!("{FOLDER}/{name}");
        sandbox.write(&path, TALK);
        for command in ["check", "status"] {
            sandbox
                .run([command])
                .says(&path)
                .says("isn't read, since its name doesn't end in .md")
                .says("2026-11-21-talk.md\"");
        }
        assert_eq!(records(&sandbox), 1, "{name}");
        std::fs::remove_file(sandbox.path(&path)).unwrap();
    }
    sandbox.write(&format!("{FOLDER}/2026-11-21-talk.MD"), TALK);
    assert_eq!(records(&sandbox), 2);
    sandbox
        .run(["show", "a/interviews/2026-11-21-talk"])
        .ends_with(0);
    sandbox.write(&format!("{FOLDER}/notes.txt"), "Bring water.\n");
    sandbox.write(&format!("{FOLDER}/board.jpg"), "x");
    sandbox.run(["check"]).never_says("doesn't end in .md");
    sandbox.write("plans/a/1-come-together/team.txt", "us");
    sandbox.run(["check"]).says("team.txt");
}

#[test]
fn answers_on_the_page_of_a_folder_are_named() {
    let sandbox = with_talk();
    let page = format!("{FOLDER}/README.md");
    sandbox.run(["check"]).never_says("W0226");
    let blank = sandbox.read(&page);
    sandbox.write(&page, format!("{blank}\n{TALK}"));
    sandbox.run(["check"]).says("W0226").says(&page);
    sandbox.write(
        &page,
        blank.replacen(
            "Write below this line. -->",
            "Write below this line. -->\n\nfamily",
            1,
        ),
    );
    sandbox.run(["check"]).says("W0226").says(&page);
}

#[test]
fn a_blank_copied_with_its_fences_is_named_and_not_counted() {
    let sandbox = with_talk();
    let path = format!("{FOLDER}/2026-11-22-fenced.md");
    for text in [
        format!("````markdown\n{TALK}````\n"),
        format!("    {}", TALK.trim_end().replace('\n', "\n    ")),
        format!("> {}", TALK.trim_end().replace('\n', "\n> ")),
    ] {
        sandbox.write(&path, &text);
        sandbox
            .run(["check"])
            .says("W0225")
            .says("the headings of 3 outputs are");
        let shown = sandbox
            .run(["status", "a", "--activities", "--format", "json"])
            .json();
        assert!(shown.to_string().contains("\"interviews\""), "{shown}");
        sandbox
            .run(["show", "a/interviews/2026-11-22-fenced"])
            .never_says("She waits");
    }
}

#[test]
fn a_folder_with_records_and_no_plan_is_named() {
    let sandbox = Sandbox::with_plans(&["a", "b"]);
    std::fs::remove_file(sandbox.path("plans/b/plan.toml")).unwrap();
    for command in ["check", "status"] {
        let run = sandbox.run([command]);
        assert_eq!(
            format!("{}{}", run.out, run.err)
                .matches("no plan.toml")
                .count(),
            1,
            "{}{}",
            run.out,
            run.err
        );
        run.says("plans/b");
    }
    sandbox.write("plans/c/notes.md", "We met.\n");
    sandbox.run(["check"]).never_says("plans/c");
    sandbox.write(
        "plans/c/moved.md",
        "## A\n\n<!-- output: statement. -->\n\nx\n",
    );
    sandbox.run(["check"]).says("plans/c");
    std::fs::remove_dir_all(sandbox.path("plans/b")).unwrap();
    std::fs::remove_dir_all(sandbox.path("plans/c")).unwrap();
    sandbox.run(["check"]).says("nothing found");
}

#[test]
fn a_name_is_found_in_either_unicode_form() {
    let sandbox = with_talk();
    sandbox.write(&format!("{FOLDER}/mu\u{308}ller.md"), TALK);
    for typed in ["a/interviews/m\u{fc}ller", "a/interviews/mu\u{308}ller"] {
        sandbox.run(["show", typed]).ends_with(0).says("She waits");
    }
    sandbox.write(
        &format!("{FOLDER}/m\u{fc}ller.md"),
        TALK.replace("waits", "left"),
    );
    sandbox
        .run(["check"])
        .says("W0206")
        .says("looks like a copy");
    sandbox
        .run(["show", "a/interviews/m\u{fc}ller"])
        .ends_with(0)
        .says("She left");
    sandbox.write(&format!("{FOLDER}/m\u{fc}ller.md"), TALK);
    assert_eq!(records(&sandbox), 2);
}
