//! What can't be is refused where it is typed, in the words of `check`, which still reads it in a file.

use super::sandbox::Sandbox;

const TOOLKIT: &str = r#"
id = "shed"
version = "1.0.0"
title = "Shed"

[[step]]
id = "one"
title = "One"

[[activity]]
id = "trial"
step = "one"
title = "Trial"
repeat = true

  [[activity.output]]
  id = "start"
  title = "First day"
  kind = "date"
  required = true

  [[activity.output]]
  id = "end"
  title = "Last day"
  kind = "date"

  [[activity.output]]
  id = "rating"
  title = "Our rating"
  kind = "number"
  role = "rating"

  [[activity.output]]
  id = "shifts"
  title = "Shifts"
  kind = "table"
  columns = [
    { id = "who", title = "Who" },
    { id = "from", title = "From", kind = "date" },
    { id = "until", title = "Until", kind = "date" },
  ]

  [[activity.output]]
  id = "actions"
  title = "Actions"
  kind = "tasks"
"#;

pub fn with_shed() -> Sandbox {
    let sandbox = Sandbox::with_plans(&[]);
    sandbox.write("toolkits/shed-1.0.0/toolkit.toml", TOOLKIT);
    sandbox.ok("new a --toolkit shed");
    sandbox
}

/// Each row: what is typed, what is said of it, and what `check` says where a file has it.
pub const REFUSED: &[(&[&str], &str, &str)] = &[
    (
        &["rating=3.2"],
        "rating: \"3.2\" is not on the scale",
        "W0231",
    ),
    (&["rating=7"], "rating: \"7\" is not on the scale", "W0231"),
    (
        &["start=2026-12-05", "end=2026-12-01"],
        "end: 2026-12-01 is before \"start\", 2026-12-05",
        "W0232",
    ),
    (
        &["shifts=us | 2026-12-05 | 2026-12-01"],
        "shifts: 2026-12-05 is after \"until\", 2026-12-01",
        "W0232",
    ),
    (
        &["actions=Call @us due 2026-13-01"],
        "actions: \"2026-13-01\" is not a date",
        "E0101",
    ),
    (
        &["actions=Call @us due Friday"],
        "actions: \"Friday\" is not a date",
        "E0101",
    ),
];

#[test]
fn what_cannot_be_is_refused_in_the_words_of_check() {
    for (typed, says, code) in REFUSED {
        let sandbox = with_shed();
        let mut line = vec!["record", "a/trial", "--add"];
        typed.iter().for_each(|typed| line.extend(["--set", typed]));
        let commits = sandbox.commits();
        sandbox
            .run(&line)
            .ends_with(2)
            .says(&format!("error: {says}\nhint: "));
        // As JSON, as a table of many, and as Markdown.
        let (heads, cells): (Vec<&str>, Vec<&str>) = typed
            .iter()
            .map(|typed| typed.split_once('=').unwrap())
            .unzip();
        let json: Vec<String> = heads
            .iter()
            .zip(&cells)
            .map(|(head, cell)| format!("\"{head}\": \"{cell}\""))
            .collect();
        let json = format!("{{{}}}", json.join(", "));
        let sections: Vec<String> = heads
            .iter()
            .zip(&cells)
            .map(|(head, cell)| format!("## {head}\n\n{}\n\n", written(head, cell)))
            .collect();
        let text = sections.concat();
        for input in [&json, &text] {
            let line = ["record", "a/trial", "--add", "--from", "-"];
            sandbox.run_with_input(&line, input).ends_with(2).says(says);
        }
        sandbox.write(
            "form.csv",
            format!("{}\n{}\n", heads.join(";"), cells.join(";")),
        );
        let (output, says_of_it) = says.split_once(": ").unwrap();
        sandbox
            .fails(2, "record a/trial --add --from form.csv")
            .says("form.csv has 1 mistake, so nothing was written")
            .says(&format!("row 2, \"{output}\": {says_of_it}"));
        assert_eq!(sandbox.commits(), commits);
        // In a file it can be read, and is named.
        sandbox.write("plans/a/1-one/trial/2026-11-20-by-hand.md", &text);
        let check = sandbox.run(["check", "a"]);
        check.says(code).says(says);
    }
}

/// The answer as a file has it.
fn written(output: &str, cell: &str) -> String {
    match output {
        "shifts" => format!("| Who | From | Until |\n| --- | --- | --- |\n| {cell} |"),
        "actions" => format!("- [ ] {cell}"),
        _ => cell.to_owned(),
    }
}

#[test]
fn beside_what_is_there() {
    let sandbox = with_shed();
    sandbox.ok("record a/trial --add --set start=2026-12-01 --set end=2026-12-05 --set rating=2.5");
    sandbox
        .fails(2, "record a/trial --set start=2026-12-06")
        .says("start: 2026-12-06 is after \"end\", 2026-12-05");
    // Both together can move.
    sandbox.ok("record a/trial --set start=2027-01-05 --set end=2027-01-06");
    sandbox.ok("record a/trial --set end=");
    // What a file says already stays, and keeps nothing else from being answered.
    let name = &sandbox.files("plans/a/1-one/trial")[0];
    let path = format!("plans/a/1-one/trial/{name}");
    sandbox.edit(&path, "2.5", "9");
    sandbox.git(&["commit", "-qam", "By hand"]);
    sandbox.ok("record a/trial --set 'actions=Call @us due 2026-12-01'");
    assert!(sandbox.read(&path).contains("\n9\n"));
    let editor = sandbox.editor("sed -i 's/^9$/8/' \"$1\"");
    let run = sandbox.run_with_env(
        &["record", "a/trial", "--edit"],
        &[("REDESIGN_EDITOR", &editor)],
    );
    run.ends_with(2).says("rating: \"8\" is not on the scale");
    let editor = sandbox.editor("sed -i 's/^2027-01-05$/2027-01-07/' \"$1\"");
    let run = sandbox.run_with_env(
        &["record", "a/trial", "--edit"],
        &[("REDESIGN_EDITOR", &editor)],
    );
    run.ends_with(0);
    sandbox
        .fails(2, "record a/trial --set rating=0")
        .says("not on the scale");
}

#[test]
fn a_new_plan_with_its_first_day_and_who_coaches_it() {
    let sandbox = Sandbox::with_plans(&[]);
    sandbox.ok(
        "new north south --start 2026-12-01 --coach 'coach \"1\"' --contact 'the office' --quiet",
    );
    for plan in ["north", "south"] {
        let text = sandbox.read(&format!("plans/{plan}/plan.toml"));
        assert!(text.contains("\nstart = 2026-12-01\n"), "{text}");
        assert!(text.contains("\ncontact = \"the office\"\n"), "{text}");
    }
    let status = sandbox
        .ok("status --coach 'coach \"1\"' --format json")
        .json();
    assert_eq!(status["data"]["plans"].as_array().unwrap().len(), 2);
    sandbox.ok("check");
    // A later cycle has the same coach, unless another is named.
    sandbox.ok("new north-2 --continue north --contact 'the library' --quiet");
    let text = sandbox.read("plans/north-2/plan.toml");
    assert!(text.contains("\n# start = "), "{text}");
    assert!(
        text.contains("\ncoach = 'coach \"1\"'\ncontact = \"the library\"\n"),
        "{text}"
    );
    let commits = sandbox.commits();
    for (start, says) in [
        ("01.12.2026", "\"01.12.2026\" is not a date"),
        ("2026-02-30", "write the year first: --start 2026-11-23"),
        ("2126-12-01", "`start`: 2126-12-01 is 100 years from now"),
    ] {
        sandbox
            .fails(2, format!("new east --start {start}"))
            .says(says);
    }
    assert_eq!(sandbox.commits(), commits);
}
