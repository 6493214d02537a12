//! What a merge left in a file, in whatever state: named as a merge's, never counted, and settled where both versions
//! are there.

use super::sandbox::Sandbox;

const PROBLEM: &str = "plans/a/2-dream-big/problem.md";

/// An answer with two versions as git, and as formatters, leave it.
const OPEN: [&str; 3] = [
    "<<<<<<< HEAD\n- mine\n=======\n- yours\n>>>>>>> other",
    "\\<<\\<<\\<<< HEAD\n\n- mine\n\n\\=======\n\n- yours\n\n> > > > > > > other",
    "&lt;&lt;&lt;&lt;&lt;&lt;&lt; HEAD\n\n- mine\n\n=======\n\n- yours\n\n\\>>>>>>> other",
];

fn filled(sandbox: &Sandbox) -> u64 {
    let status = sandbox.run(["status", "a", "--format", "json"]).json();
    status["data"]["plans"][0]["outputs"]["filled"]
        .as_u64()
        .unwrap()
}

#[test]
fn two_versions_are_settled_whatever_a_formatter_made_of_the_marks() {
    for open in OPEN {
        let sandbox = Sandbox::with_plans(&["a"]);
        sandbox.type_below(PROBLEM, "evidence", open);
        sandbox.git(&["commit", "-qam", "merged"]);
        assert_eq!(filled(&sandbox), 0, "{open}");
        sandbox.run(["check"]).says("E0103").says("two versions");
        sandbox.run(["resolve"]).ends_with(0).says("evidence");
        sandbox
            .run(["resolve", "a/problem", "--both", "evidence"])
            .ends_with(0);
        let text = sandbox.read(PROBLEM);
        assert!(text.contains("- mine\n- yours\n"), "{text}");
        assert!(
            !text.contains("HEAD") && !text.contains("other\n"),
            "{text}"
        );
        assert_eq!(filled(&sandbox), 1, "{open}");
    }
}

#[test]
fn what_is_left_of_marks_is_named_and_not_counted() {
    for left in [
        "- mine\n=======\n- yours",
        "- mine\n\n=======\n\n- yours",
        "- mine\n- yours\n>>>>>>> other",
        "- mine\n- yours\n\n> > > > > > > other",
        "<<<<<<< HEAD\n- mine\n- yours",
        "\\<<\\<<\\<<< HEAD\n\n# mine\n\n- yours\n\n> > > > > > > other",
    ] {
        let sandbox = Sandbox::with_plans(&["a"]);
        sandbox.type_below(PROBLEM, "evidence", left);
        assert_eq!(filled(&sandbox), 0, "{left}");
        sandbox
            .run(["check"])
            .says("E0103")
            .says("a merge left conflict markers here");
        sandbox
            .run(["resolve"])
            .ends_with(0)
            .says("only an editor can settle them");
    }
    let sandbox = Sandbox::with_plans(&["a"]);
    let note = "> **Two people changed this answer.** One text stands above the line\n> of =======, the other below it.\n\n- mine";
    sandbox.type_below(PROBLEM, "evidence", note);
    assert_eq!(filled(&sandbox), 1);
    sandbox
        .run(["check"])
        .says("E0103")
        .says("the note of a merge stands here");
    let shown = sandbox.run(["list", "evidence", "--format", "json"]);
    assert!(!shown.out.contains("Two people"), "{}", shown.out);
}

#[test]
fn marks_in_settings_are_named_as_a_merges() {
    let marks = "<<<<<<< HEAD\ntitle = \"Ours\"\n=======\ntitle = \"Theirs\"\n>>>>>>> other\n";
    let sandbox = Sandbox::with_plans(&["a"]);
    let file = "plans/a/plan.toml";
    let before = sandbox.read(file);
    for arguments in [&["check"][..], &["resolve"], &["status"]] {
        sandbox.write(file, format!("{marks}{before}"));
        sandbox
            .run(arguments)
            .says("a merge left conflict markers here")
            .says("plans/a/plan.toml:1:1");
    }
    sandbox.write(file, format!("{before}>>>>>>> other\n"));
    sandbox
        .run(["check"])
        .says("a merge left conflict markers here");
    sandbox.write(file, before);
    let settings = sandbox.read("redesign.toml");
    sandbox.write("redesign.toml", format!("{settings}{marks}"));
    sandbox
        .run(["check"])
        .ends_with(3)
        .says("a merge left conflict markers here")
        .says("redesign.toml:");
}

#[test]
fn marks_in_a_toolkit_are_named_as_a_merges() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let folder = sandbox.files("toolkits").remove(0);
    let place = format!("toolkits/{folder}");
    let file = format!("{place}/toolkit.toml");
    let text = sandbox.read(&file);
    let title = text.lines().find(|line| line.starts_with("title")).unwrap();
    let both = format!("<<<<<<< HEAD\n{title}\n=======\ntitle = \"Theirs\"\n>>>>>>> other");
    sandbox.write(&file, text.replacen(title, &both, 1));
    for arguments in [&["check"][..], &["status"], &["toolkit", "check", &place]] {
        sandbox
            .run(arguments)
            .says("a merge left conflict markers here")
            .says(&format!("{file}:"))
            .never_says("TOML");
    }
}

/// Messages speak of lines and of what people see, not of bytes and types.
#[test]
fn files_in_another_encoding_are_named_so() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let text = sandbox.read(PROBLEM);
    for mark in ["", "\u{feff}"] {
        let bytes: Vec<u8> = format!("{mark}{text}")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        sandbox.write(PROBLEM, bytes);
        sandbox
            .run(["check"])
            .says("this file is UTF-16, and only UTF-8 is read")
            .says("save it as UTF-8")
            .never_says("byte ");
    }
    sandbox.write(PROBLEM, [b"# T\n\nab".as_slice(), &[0xff]].concat());
    sandbox
        .run(["check"])
        .says("this file is not UTF-8 text")
        .says(&format!("{PROBLEM}:3:3"));
    sandbox.write(PROBLEM, "# T\0\n");
    sandbox
        .run(["check"])
        .says("this file holds a NUL byte")
        .never_says("is holds");
    sandbox.write(PROBLEM, "---\nplan: a\nplan: b\n---\n# T\n");
    sandbox
        .run(["check"])
        .says("\"plan\" is there twice")
        .never_says("Policy");
    sandbox.write(PROBLEM, text);
    sandbox.edit("plans/a/plan.toml", "title = ", "coach = 5\ntitle = ");
    sandbox
        .run(["check"])
        .says("text between quotation marks belongs here, not 5");
}

/// A merge that left its marks in a toolkit of one's own is named as that, not as bad TOML.
#[test]
fn a_merge_left_marks_in_a_toolkit() {
    let sandbox = Sandbox::new();
    sandbox.ok("init");
    let toolkit = "[toolkit]\nid = \"t\"\n<<<<<<< HEAD\nversion = \"1.0.0\"\n=======\nversion = \"1.1.0\"\n>>>>>>> theirs\n";
    sandbox.write("toolkits/t/toolkit.toml", toolkit);
    for arguments in [
        &["toolkit", "check", "toolkits/t"][..],
        &["toolkit", "list"],
    ] {
        sandbox
            .run(arguments)
            .says("a merge left conflict markers here, with two versions of the text")
            .says("toolkits/t/toolkit.toml:3:1")
            .never_says("TOML");
    }
}
