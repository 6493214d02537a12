//! What people do to files in an editor or on a web page: it counts just as `record` does, and survives it.

use super::sandbox::Sandbox;

const PROBLEM: &str = "plans/a/2-dream-big/problem.md";

fn percent(sandbox: &Sandbox) -> u64 {
    sandbox.ok("status a --format json").json()["data"]["plans"][0]["percent"]
        .as_u64()
        .unwrap()
}

fn filled() -> Sandbox {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.type_below(PROBLEM, "statement", "How might we begin?");
    sandbox.type_below(PROBLEM, "evidence", "- one\n- two");
    sandbox
}

/// Each row changes the filled record as somebody might, and leaves the same two outputs filled.
#[test]
fn the_same_answers_in_other_clothes() {
    let sandbox = filled();
    let expected = percent(&sandbox);
    assert_eq!(expected, 5);
    let text = sandbox.read(PROBLEM);
    let comment_start = text.find("<!-- output: statement").unwrap();
    let comment_end = comment_start + text[comment_start..].find("-->").unwrap() + 3;
    let without_comments = {
        let mut rest = text.as_str();
        let mut kept = String::new();
        while let Some((before, after)) = rest.split_once("<!--") {
            kept.push_str(before);
            rest = after.split_once("-->").unwrap().1;
        }
        kept + rest
    };
    let (head, tail) = text.split_once("## Our question").unwrap();
    let (first, rest) = tail.split_once("## What it rests on").unwrap();
    let (second, rest) = rest.split_once("## Why this one").unwrap();
    let crlf = text.replace('\n', "\r\n");
    for (how, changed) in [
        ("CRLF", crlf.clone()),
        ("BOM", format!("\u{feff}{text}")),
        (
            "BOM and CRLF and front matter",
            format!("\u{feff}---\r\nowner: us\r\n---\r\n{crlf}"),
        ),
        (
            "unknown front matter",
            format!("---\ntags: [x, y]\nnested:\n  a: 1\nobsidian: \"[[x]]\"\n---\n{text}"),
        ),
        ("comments deleted", without_comments),
        (
            "a comment reworded",
            format!(
                "{}<!-- output: statement. Say it in one go! -->{}",
                &text[..comment_start],
                &text[comment_end..]
            ),
        ),
        (
            "the answer above its comment",
            text.replacen(
                "## Our question\n\n",
                "## Our question\n\nHow might we begin?\n\n",
                1,
            )
            .replacen("-->\n\nHow might we begin?", "-->", 1),
        ),
        (
            "reordered",
            format!("{head}## What it rests on{second}## Our question{first}## Why this one{rest}"),
        ),
        (
            "extra headings",
            format!("{text}\n## Notes of our own\n\nSomething.\n\n### Smaller\n\nMore.\n"),
        ),
        (
            "headings in another case, with emphasis",
            text.replace("## Our question", "## **OUR QUESTION**:")
                .replace("<!-- output: statement", "<!-- x"),
        ),
        (
            "a heading underlined",
            text.replace("## Our question", "Our question\n---"),
        ),
        (
            "guidance deleted",
            format!("## Our question{first}## What it rests on{second}"),
        ),
        ("no line end at the end", text.trim_end().to_owned()),
    ] {
        sandbox.write(PROBLEM, &changed);
        assert_eq!(percent(&sandbox), expected, "{how}");
        // And a later answer changes its own section only.
        sandbox.ok("record a/problem --set gains=Everyone. --no-commit");
        assert_eq!(percent(&sandbox), expected, "{how}");
        let after = sandbox.read(PROBLEM);
        let added = after.len() - changed.len();
        assert!(added < 300, "{how}: {added} bytes more");
        let common = changed
            .bytes()
            .zip(after.bytes())
            .take_while(|(one, other)| one == other)
            .count();
        let rest = changed.len() - common;
        assert!(
            after.as_bytes().ends_with(&changed.as_bytes()[common..])
                || changed[common..].trim().is_empty(),
            "{how}: {rest}"
        );
        sandbox.fails(1, "check a").never_says("error");
    }
}

#[test]
fn an_interview_with_any_name_and_no_front_matter() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.write(
        "plans/a/1-come-together/interviews/Bus driver talk.md",
        "## Whom we listened to\r\nclassified-staff\r\n## What they agreed to\r\n- Notes\r\n## What we heard\r\nMornings are hard.\r\n",
    );
    let json = sandbox
        .run(["status", "a", "--activities", "--format", "json"])
        .json();
    let interviews = json["data"]["plans"][0]["activity"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["id"] == "interviews")
        .unwrap();
    assert_eq!(
        (interviews["records"].as_u64(), interviews["state"].as_str()),
        (Some(1), Some("doing"))
    );
    sandbox.ok("show a/interviews").says("Mornings are hard.");
    sandbox.ok("list interviews/group").says("Classified staff");
}

#[test]
fn the_blank_in_the_folder_can_be_copied() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let page = sandbox.read("plans/a/1-come-together/interviews/README.md");
    let blank = page
        .split("````markdown\n")
        .nth(1)
        .unwrap()
        .split("````")
        .next()
        .unwrap();
    sandbox.write(
        "plans/a/1-come-together/interviews/from-the-blank.md",
        blank,
    );
    // An empty copy is no interview yet.
    let state = |sandbox: &Sandbox| {
        let json = sandbox
            .run(["show", "a/interviews", "--format", "json"])
            .json();
        json["data"]["activity"]["standing"]["records"]
            .as_u64()
            .unwrap()
    };
    assert_eq!(state(&sandbox), 0);
    sandbox.type_below(
        "plans/a/1-come-together/interviews/from-the-blank.md",
        "words",
        "A story.",
    );
    assert_eq!(state(&sandbox), 1);
    sandbox
        .run(["check", "a"])
        .never_says("W0201")
        .never_says("error");
}

#[test]
fn placeholders_are_no_answers() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.type_below(PROBLEM, "evidence", "- TBD\n- [ ]\n- ...\n?");
    sandbox.type_below("plans/a/1-come-together/team.md", "gaps", "TODO");
    assert_eq!(percent(&sandbox), 0);
    sandbox.ok("check");
}

#[test]
fn a_renamed_folder_and_a_moved_record_are_still_found() {
    let sandbox = filled();
    std::fs::rename(
        sandbox.path("plans/a/2-dream-big"),
        sandbox.path("plans/a/our-dreams"),
    )
    .unwrap();
    assert_eq!(percent(&sandbox), 5);
    sandbox
        .ok("record a/problem --set gains=All. --no-commit")
        .says("plans/a/our-dreams/problem.md");
}

/// A private sheet is nobody's record: wherever it lies and however its name is written, no command reads its words.
#[test]
fn a_private_sheet_is_never_read() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let folder = "plans/a/1-come-together";
    let before = sandbox.ok("status a --format json");
    let secret = "## What we heard\n\nHush 4711\n\n## Whom we listened to\n\nstudent\n";
    for name in [
        "interviews/mine.private.md",
        "interviews/2026-11-23-mine.PRIVATE.md",
        "interviews/mine.private.draft.md",
        "team.private.md",
        "deeper/team.private.md",
    ] {
        sandbox.write(&format!("{folder}/{name}"), secret);
    }
    for arguments in [
        &["status", "a", "--activities"][..],
        &["list", "interviews"],
        &["show", "a"],
        &["show", "a/interviews"],
        &["check", "a"],
        &["next", "a"],
        &["timeline", "a"],
    ] {
        for format in ["table", "json"] {
            sandbox
                .run(arguments.iter().chain(&["--format", format]))
                .ends_with(0)
                .never_says("4711")
                .never_says("rivate.");
        }
    }
    sandbox
        .fails(2, "show a/interviews/mine.private")
        .never_says("4711");
    let after = sandbox.ok("status a --format json");
    assert_eq!(before.json()["data"], after.json()["data"]);
    // The same words under another name are one.
    sandbox.write(&format!("{folder}/interviews/mine.md"), secret);
    sandbox.ok("list interviews").says("Hush 4711");
}
