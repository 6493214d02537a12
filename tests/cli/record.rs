//! `record`: every way to give an answer, and every way in which one can be wrong.

use super::sandbox::Sandbox;

const PROBLEM: &str = "plans/a/2-dream-big/problem.md";

#[test]
fn a_list_grows_with_each_set() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.ok("record a/problem --set evidence=one --set evidence=two");
    assert!(
        sandbox
            .read(PROBLEM)
            .contains("Write below this line. -->\n\n- one\n- two\n\n## Why this one")
    );
    sandbox
        .fails(
            2,
            "record a/problem --set statement='How might we?' \
             --set statement='How might we not?'",
        )
        .says("given twice");
    // A table grows with each row; below other columns they would be other rows.
    let team = "plans/a/1-come-together/team.md";
    let rows = [
        "record",
        "a/team",
        "--set",
        "roster=Parent 1 | Family",
        "--set",
    ];
    let row = "roster=Student 1 | Student | Mondays | decides";
    sandbox.run(rows.iter().chain(&[row])).ends_with(0);
    let text = sandbox.read(team);
    assert!(
        text.contains(
            "\n| Parent 1 | Family |  |  |\n| Student 1 | Student | Mondays | decides |\n"
        ),
        "{text}"
    );
    let other = "roster=| Who |\n| --- |\n| x |";
    sandbox.run(rows.iter().chain(&[other])).ends_with(2);
}

#[test]
fn what_is_added_leaves_what_was_there() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let team = "plans/a/1-come-together/team.md";
    let set = |words: &str| sandbox.run(["record", "a/team", "--set", words]);
    set("gaps=Nobody who works nights").ends_with(0);
    set("gaps+=No student").ends_with(0).never_says("replaced");
    set("roster+=Parent 1 | Family").ends_with(0);
    sandbox.edit(
        team,
        "| Parent 1 | Family |  |  |",
        "|  Parent 1  | Family | **evenings** | |",
    );
    set("roster+=Student 1 | Student").ends_with(0);
    let text = sandbox.read(team);
    assert!(
        text.contains("- Nobody who works nights\n- No student\n")
            && text.contains(
                "|  Parent 1  | Family | **evenings** | |\n| Student 1 | Student |  |  |\n"
            ),
        "{text}"
    );
    // What goes is said, and what stays or comes is not.
    set("gaps=No student\nNobody who works nights\nNo driver")
        .ends_with(0)
        .never_says("replaced");
    set("gaps=No cook")
        .ends_with(0)
        .says("note: gaps: replaced 3 entries; --set 'gaps+=...' adds instead");
    set("roster=Cook | Staff")
        .ends_with(0)
        .says("replaced 2 rows");
    set("roster=").ends_with(0).never_says("replaced");
    // What holds one answer takes no second one.
    sandbox
        .fails(2, "record a/problem --set 'statement+=How might we?'")
        .says("a text holds one answer");
    set("gaps+=").ends_with(2).says("nothing to add");
    // In a table of another order a row would mean something else.
    sandbox.write(
        team,
        "## Who is on the team\n\n| Group | Member (role or label) | What they know first-hand | Advises or decides |\n| --- | --- | --- | --- |\n| Family | Parent 1 | x | decides |\n",
    );
    set("roster+=Student 1 | Student")
        .ends_with(2)
        .says("another order")
        .says("add the row in the file");
}

#[test]
fn an_empty_text_takes_the_answer_away() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let fresh = sandbox.read(PROBLEM);
    sandbox.ok("record a/problem --set statement='How might we?'");
    sandbox
        .ok("record a/problem --set statement=")
        .says("later, needs");
    assert_eq!(
        sandbox.read(PROBLEM).split_whitespace().collect::<Vec<_>>(),
        fresh.split_whitespace().collect::<Vec<_>>()
    );
    sandbox
        .run_with_input(
            &["record", "a/problem", "--from", "-"],
            r#"{"statement": null}"#,
        )
        .ends_with(0)
        .says("nothing changed");
}

#[test]
fn the_same_answer_again_changes_nothing() {
    let sandbox = Sandbox::with_plans(&["a"]);
    sandbox.ok("record a/team --set gaps=x");
    let before = sandbox.commits();
    sandbox
        .ok("record a/team --set gaps=x")
        .says("nothing changed");
    assert_eq!(sandbox.commits(), before);
}

#[test]
fn every_kind_says_what_is_wrong() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let before = super::sandbox::bytes_below(&sandbox.work());
    for (target, set, said) in [
        ("a/problem", "statement=Too late", "How might we"),
        ("a/equity-1", "verdict=maybe", "write one of: go-on, repeat"),
        ("a/commitment", "revisit=soon", "year first"),
        (
            "a/prototype",
            "picture=../../secret",
            "not a path inside the plan",
        ),
        ("a/team", "roster=[1]", "array of objects"),
        ("a/team", "roster=a|b|c|d|e|f", "6 cells"),
        ("a/team", "facilitator=one\ntwo", "a second one"),
        ("a/commitment", "why=a\n## b", "a heading inside an answer"),
        ("a/team", "agreements=<!-- b", "unclosed"),
        ("a/commitment", "why=```\ncode", "unclosed"),
        ("a/team", "no equals sign", "not OUTPUT=TEXT"),
        ("a/team", "gap=x", "did you mean \"gaps\""),
    ] {
        sandbox
            .fails(2, format!("record {target} --set '{set}'"))
            .says(said);
    }
    sandbox
        .fails(
            2,
            "record a/pilot --add --set plan='- [ ] call due 2026-13-01'",
        )
        .says("\"2026-13-01\" is not a date");
    assert_eq!(
        super::sandbox::bytes_below(&sandbox.work()),
        before,
        "nothing was written"
    );
}

#[test]
fn markdown_with_the_same_headings() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let text = "# Whatever\n\n## what it rests on\n\n1. a\n2. b\n\n## Our question\n<!-- output: statement. -->\nHow might we begin?\n";
    sandbox
        .run_with_input(&["record", "a/problem", "--from", "-"], text)
        .ends_with(0)
        .says("● done");
    let shown = sandbox
        .run(["show", "a/problem", "--format", "json"])
        .json();
    let outputs = &shown["data"]["activity"]["records"][0]["outputs"];
    assert_eq!(outputs[0]["value"], "How might we begin?");
    assert_eq!(outputs[1]["value"], serde_json::json!(["a", "b"]));
    sandbox
        .run_with_input(
            &["record", "a/problem", "--from", "-"],
            "## Our qestion\n\nx\n",
        )
        .ends_with(2)
        .says("did you mean \"Our question\"");
    sandbox
        .run_with_input(&["record", "a/problem", "--from", "-"], "only words")
        .ends_with(2)
        .says("has no answers");
    sandbox
        .run_with_input(
            &["record", "a/problem", "--from", "-"],
            "{\"statement\": [}",
        )
        .ends_with(2)
        .says("not JSON");
    sandbox
        .fails(2, "record a/problem --from none.md")
        .says("none.md");
}

#[test]
fn one_more_occurrence_each_time() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let folder = "plans/a/1-come-together/interviews";
    sandbox
        .fails(2, "record a/interviews --set group=student")
        .says("--add");
    let answers = [
        "--set",
        "group=Student",
        "--set",
        "consent=quotes",
        "--set",
        "words=Nobody asks us.",
    ];
    for number in 1..=5 {
        let arguments = [
            "record",
            "a/interviews",
            "--add",
            "--title",
            "After school!",
        ]
        .iter()
        .chain(&answers);
        let run = sandbox.run(arguments).ends_with(0);
        if number < 5 {
            run.says(&format!("doing, {number} of 5 so far"))
                .says("next: redesign record a/interviews --add");
        } else {
            run.says("● done");
        }
    }
    let names = sandbox.files(folder);
    assert_eq!(names.len(), 6);
    assert!(
        names[0].starts_with("2026-11-23-after-school-")
            && names[0].len() == "2026-11-23-after-school-k3f9qd.md".len()
    );
    assert!(
        sandbox
            .read(&format!("{folder}/{}", names[0]))
            .starts_with("# After school!\n")
    );
    // By its random suffix.
    let suffix = names[0].trim_end_matches(".md").rsplit('-').next().unwrap();
    sandbox.ok(format!(
        "record 'a/interviews/{suffix}' --set label='Student 1'"
    ));
    assert!(
        sandbox
            .read(&format!("{folder}/{}", names[0]))
            .contains("Student 1")
    );
    sandbox
        .fails(2, "record a/interviews --set label=x")
        .says("say which");
    sandbox
        .fails(2, "record a/interviews/nope --set label=x")
        .says("no record \"nope\"");
    sandbox
        .fails(2, "record a/interviews --add --date 23.11.2026")
        .says("year first");
    sandbox
        .fails(2, "record a/team --add")
        .says("only one record");
    let list = sandbox
        .ok("list interviews/words --by group --format csv")
        .out;
    assert!(
        list.starts_with("plan,record,path,state,group,words\n"),
        "{list}"
    );
    assert_eq!(list.lines().count(), 6);
}

#[test]
fn skipping_needs_a_reason_and_can_be_taken_back() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let team = "plans/a/1-come-together/team.md";
    let fresh = sandbox.read(team);
    sandbox.fails(2, "record a/team --skip ' '");
    sandbox
        .ok("record a/team --skip 'same team: as last year'")
        .says("skipped: same team: as last year");
    assert!(
        sandbox
            .read(team)
            .starts_with("---\nskipped: \"same team: as last year\"\n---\n")
    );
    let json = sandbox.run(["status", "a", "--format", "json"]).json();
    assert_eq!(json["data"]["plans"][0]["activities"]["skipped"], 1);
    assert_eq!(json["data"]["plans"][0]["next"][0], "identity");
    assert_eq!(json["data"]["plans"][0]["outputs"]["required"], 38);
    sandbox.ok("record a/team --unskip");
    assert_eq!(sandbox.read(team), fresh);
    // Of a repeatable activity its folder's page says it.
    sandbox.ok("record a/interviews --skip 'none this year'");
    assert!(
        sandbox
            .read("plans/a/1-come-together/interviews/README.md")
            .starts_with("---\nskipped:")
    );
    assert_eq!(
        sandbox.git(&["log", "-1", "--format=%s"]).trim(),
        "skip a/interviews: none this year"
    );
}

#[test]
fn an_editor_that_changes_nothing_changes_nothing() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let before = sandbox.commits();
    for script in ["true", ": > \"$1\""] {
        let editor = sandbox.editor(script);
        sandbox
            .run_with_env(
                &["record", "a/team", "--edit"],
                &[("REDESIGN_EDITOR", &editor)],
            )
            .ends_with(0)
            .says("nothing changed");
    }
    let editor = sandbox.editor("exit 3");
    sandbox
        .run_with_env(
            &["record", "a/team", "--edit"],
            &[("REDESIGN_EDITOR", &editor)],
        )
        .ends_with(5)
        .says("editor");
    assert_eq!(sandbox.commits(), before);
}

#[test]
fn what_does_not_fit_is_opened_again_with_the_reason_on_top() {
    let sandbox = Sandbox::with_plans(&["a"]);
    // First it writes nonsense; seeing the reason it mends that.
    let editor = sandbox.editor(
        r#"if grep -q 'could not use this' "$1"; then cp "$1" "$HOME/seen.md"; sed -i 's/^perhaps$/go-on/' "$1"
else sed -i 's/^<!-- output: verdict\..*-->$/&\n\nperhaps/' "$1"; fi"#,
    );
    let run = sandbox.run_with_env(
        &["record", "a/equity-1", "--edit"],
        &[("REDESIGN_EDITOR", &editor)],
    );
    run.ends_with(0);
    let seen = std::fs::read_to_string(sandbox.home().join("seen.md")).unwrap();
    assert!(
        seen.starts_with("<!-- redesign could not use this: line ")
            && seen.contains("\"perhaps\" is not one of the options"),
        "{seen}"
    );
    let text = sandbox.read("plans/a/1-come-together/equity-1.md");
    assert!(text.contains("\n\ngo-on\n") && !text.contains("could not use"));
    // One who gives up finds the text kept.
    let editor = sandbox.editor(
        r#"grep -q perhaps "$1" || sed -i 's/^<!-- output: verdict\..*-->$/&\n\nperhaps/' "$1""#,
    );
    let run = sandbox.run_with_env(
        &["record", "a/equity-2", "--edit"],
        &[
            ("REDESIGN_EDITOR", &editor),
            ("TMPDIR", &sandbox.home().display().to_string()),
        ],
    );
    let run = run.ends_with(2).says("your text is kept in");
    let draft = run
        .err
        .split("kept in ")
        .nth(1)
        .unwrap()
        .split(';')
        .next()
        .unwrap();
    assert!(std::fs::read_to_string(draft).unwrap().contains("perhaps"));
}

#[test]
fn a_dry_run_writes_nothing() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let before = super::sandbox::bytes_below(&sandbox.work());
    sandbox
        .ok("record a/team --set gaps=x --dry-run")
        .says("would write  plans/a/1-come-together/team.md");
    sandbox.ok("new b --dry-run").says("would write  plans/b/");
    sandbox.fails(4, "init elsewhere --dry-run");
    sandbox.ok("sheet a/identity --out ../x.md --dry-run");
    assert_eq!(super::sandbox::bytes_below(&sandbox.work()), before);
    assert_eq!(sandbox.commits(), 2);
}

#[test]
fn a_record_that_was_deleted_comes_back() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let fresh = sandbox.read(PROBLEM);
    sandbox.git(&["rm", "-q", PROBLEM]);
    sandbox.git(&["commit", "-qm", "gone"]);
    sandbox.ok("record a/problem --set why-this=Because.");
    assert_eq!(sandbox.read(PROBLEM).replace("Because.\n\n", ""), fresh);
}

#[test]
fn quiet_says_nothing_and_json_says_all() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let run = sandbox.ok("record a/team --set gaps=x -q");
    assert_eq!((run.out.as_str(), run.err.as_str()), ("", ""));
    let json = sandbox
        .ok("record a/team --set gaps=y --format json")
        .json();
    assert_eq!(json["data"]["outputs"], serde_json::json!(["gaps"]));
    assert_eq!(json["data"]["missing"], serde_json::json!(["roster"]));
    assert_eq!(json["data"]["state"], "doing");
    assert_eq!(
        json["data"]["commit"],
        sandbox.git(&["rev-parse", "HEAD"]).trim()
    );
    let json = sandbox
        .fails(2, "record a/team --set gap=y --format json")
        .json();
    assert_eq!(json["data"], serde_json::Value::Null);
    assert!(
        json["diagnostics"][0]["help"]
            .as_str()
            .unwrap()
            .contains("gaps")
    );
}

/// Front matter in a form that no line of ours fits into stays as it is.
#[test]
fn front_matter_that_can_not_be_added_to() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let team = "plans/a/1-come-together/team.md";
    let braces = format!("---\n{{owner: us}}\n---\n{}", sandbox.read(team));
    sandbox.write(team, &braces);
    sandbox
        .fails(3, "record a/team --skip why --with-edits")
        .says("can't be added");
    assert_eq!(sandbox.read(team), braces);
}

/// What `record` says of the plan afterwards is what `status` says, also where a copy of the record begins or ceases to be
/// exactly that.
#[test]
fn afterwards_copies_are_seen_as_status_sees_them() {
    for copied in ["family", "community"] {
        let sandbox = Sandbox::with_plans(&["a"]);
        let add = "record a/interviews --add --set group=family --set consent=quotes --set words=Wait --format json";
        let path = sandbox.ok(add).json()["data"]["written"][0]
            .as_str()
            .unwrap()
            .to_owned();
        for _ in 0..3 {
            sandbox.ok(add);
        }
        let text = sandbox
            .read(&path)
            .replace("\nfamily\n", &format!("\n{copied}\n"));
        sandbox.write(&path.replace(".md", " (1).md"), text);
        let stem = path.rsplit('/').next().unwrap().trim_end_matches(".md");
        let line = format!("record a/interviews/{stem} --set group=community --format json");
        let said = sandbox.ok(&line).json();
        let status = sandbox.ok("status a --activities --format json").json();
        let status = &status["data"]["plans"][0];
        let of = |one: &&serde_json::Value| one["id"] == "interviews";
        let activity = status["activity"]
            .as_array()
            .unwrap()
            .iter()
            .find(of)
            .unwrap();
        assert_eq!(said["data"]["percent"], status["percent"], "{copied}");
        assert_eq!(said["data"]["state"], activity["state"], "{copied}");
    }
}
