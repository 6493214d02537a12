//! `new --from`: a plan for each row of a table, all of them in one commit or none.

use super::sandbox::{Run, Sandbox};
use serde_json::json;

const TABLE: &str = "\u{feff}Plan;Title;Organization;Start;Coach;Contact;Toolkit;Seats\r\n\
    ash;\"Ash; the \"\"old\"\" school\";Ash District;2026-09-01;coach 1;ash@example.org;;12\r\n\
    \r\n\
    hills/birch;Birch;;1 Sep 2026;;;real-time REDESIGN;\r\n\
    cedar;;;;;;;\r\n";

/// The cohort that the table makes.
fn from(sandbox: &Sandbox, table: &str, more: &[&str]) -> Run {
    sandbox.write("../teams.csv", table);
    sandbox.run([&["new", "--from", "../teams.csv"], more].concat())
}

#[test]
fn a_row_is_a_plan() {
    let sandbox = Sandbox::with_plans(&[]);
    let commits = sandbox.commits();
    let run = from(&sandbox, TABLE, &["--coach", "coach 2", "--format", "json"]).ends_with(0);
    assert!(
        run.err.contains("unknown columns, left out: \"Seats\""),
        "{}",
        run.err
    );
    assert_eq!(sandbox.commits(), commits + 1);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "");
    let message = sandbox.git(&["log", "-1", "--format=%B"]);
    assert!(
        message.starts_with("new plans ash, birch, cedar\n"),
        "{message}"
    );
    let read = |plan: &str| {
        let text = sandbox.read(&format!("plans/{plan}/plan.toml"));
        let table: toml::Table = text.parse().unwrap();
        let word = |key: &str| table.get(key).map_or(String::new(), ToString::to_string);
        ["title", "organisation", "start", "coach", "contact"].map(word)
    };
    let ash = [
        "'Ash; the \"old\" school'",
        "\"Ash District\"",
        "2026-09-01",
        "\"coach 1\"",
        "\"ash@example.org\"",
    ];
    assert_eq!(read("ash"), ash);
    assert_eq!(
        read("hills/birch"),
        ["\"Birch\"", "\"\"", "2026-09-01", "\"coach 2\"", ""]
    );
    assert_eq!(read("cedar"), ["\"\"", "\"\"", "", "\"coach 2\"", ""]);
    sandbox.ok("check");
    sandbox.ok("undo");
    assert!(!sandbox.path("plans/ash").exists());
}

#[test]
fn mistakes_are_named_by_row_and_column_and_nothing_is_written() {
    let sandbox = Sandbox::with_plans(&["there", "group/inner"]);
    let before = sandbox.git(&["status", "--porcelain"]);
    let table = "Team's name,plan,Start,Toolkit,coach\n\
        x,there,,,\n\
        x,Big Team,3.8.2026,,\n\
        x,,2026-09-01,,c\n\
        x,good,2126-09-01,real-tim-redesign,\"two\nlines\"\n\
        x,twin,,,\n\
        x,twin,,,\n\
        x,twin/inside,,,\n\
        x,ok,2026-09-01,,\n";
    let run = from(&sandbox, table, &[]).ends_with(2);
    for said in [
        "../teams.csv has 9 mistakes, so nothing was written",
        "row 2, \"plan\": the plan \"there\" already exists: plans/there",
        "row 3, \"plan\": a plan can't be named \"Big Team\"",
        "row 3, \"Start\": \"3.8.2026\" is not a date; write it year first",
        "row 4, \"plan\": the plan's name is missing",
        "row 5, \"Start\": 2126-09-01 is 100 years from now",
        "row 5, \"Toolkit\": no toolkit \"real-tim-redesign\"; did you mean \"real-time-redesign\"?",
        "row 5, \"coach\": the cell has several lines",
        "row 7, \"plan\": \"twin\" is named twice",
        "row 8, \"plan\": \"twin/inside\" would be inside the plan plans/twin",
    ] {
        assert!(run.err.contains(said), "{said:?} is not in:\n{}", run.err);
    }
    let rows: Vec<&str> = run.err.lines().filter_map(|line| line.get(6..7)).collect();
    assert!(rows[1..].is_sorted(), "{}", run.err);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), before);
    assert_eq!(sandbox.files("plans"), ["group", "there"]);
}

#[test]
fn tables_that_are_none() {
    let sandbox = Sandbox::with_plans(&[]);
    for (table, said) in [
        ("", "has no teams"),
        ("plan,title\n", "has no teams"),
        ("plan,title\n,\n", "has no teams"),
        (
            "titel,coach\nx,y\n",
            "has no column \"plan\", only \"titel\", \"coach\"",
        ),
        (
            "plan,id\nx,y\n",
            "the columns \"plan\" and \"id\" mean the same",
        ),
        ("plan,title\n\"x,y\n", "is never closed"),
        ("{\"plan\": \"a\"}", "holds one object"),
        ("[{\"plan\": \"a\"},", "is not JSON"),
    ] {
        from(&sandbox, table, &[]).ends_with(2).says(said);
    }
    sandbox
        .fails(2, "new --from nowhere.csv")
        .says("nowhere.csv");
    sandbox
        .fails(2, "new --from teams.xlsx")
        .says("save the sheet as CSV first");
    for line in [
        "new a --from x.csv",
        "new --from x.csv --title T",
        "new --from x.csv --continue a",
    ] {
        sandbox.fails(2, line).says("cannot be used with");
    }
    sandbox.fails(2, "new").says("[GROUP/]PLAN");
    assert_eq!(sandbox.commits(), 1);
}

#[test]
fn json_standard_input_and_several_toolkits() {
    let sandbox = Sandbox::with_plans(&[]);
    let table = json!([
        {"plan": "ash", "title": "Ash", "start": "2026-09-01"},
        {"plan": "cohort", "toolkit": "Strategy Lab", "coach": null},
    ]);
    let run = sandbox.run_with_input(&["new", "--from", "-"], &table.to_string());
    run.ends_with(0).says("plans/ash/ (").says("cohort/ (");
    sandbox.ok("show ash").says("Ash");
    sandbox.ok("status cohort");
    let lines = "plan\noak\nelm\n";
    let dry = sandbox.run_with_input(&["new", "--from", "-", "--dry-run"], lines);
    dry.ends_with(0).says("would write");
    assert!(!sandbox.path("plans/oak").exists());
    let run = sandbox.run_with_input(&["new", "--from", "-"], lines);
    run.ends_with(0)
        .says("plans/oak/ (")
        .says("next: redesign next oak");
}

#[test]
fn fifty_teams_at_once() {
    let sandbox = Sandbox::with_plans(&[]);
    let rows = (1..=50).map(|team| format!("g{}/team-{team}\tTeam {team}", team % 5));
    let rows: Vec<String> = rows.collect();
    let commits = sandbox.commits();
    from(
        &sandbox,
        &format!("plan\ttitle\n{}\n", rows.join("\n")),
        &[],
    )
    .ends_with(0);
    assert_eq!(sandbox.commits(), commits + 1);
    let plans = sandbox.ok("status --format json").json()["data"]["plans"].clone();
    assert_eq!(plans.as_array().unwrap().len(), 50);
    let subject = sandbox.git(&["log", "-1", "--format=%s"]);
    assert_eq!(
        subject,
        "new plans team-1, team-2, team-3, team-4, team-5 and 45 more\n"
    );
}

/// By flags as by a table.
#[test]
fn what_flags_say_is_on_one_line() {
    let sandbox = Sandbox::with_plans(&[]);
    for flag in ["--title", "--organisation", "--coach", "--contact"] {
        sandbox
            .run(["new", "ash", flag, "two\nlines"])
            .ends_with(2)
            .says(&format!("{flag}: the value has several lines"))
            .says("write it on one line");
        sandbox
            .run(["new", "ash", flag, "a\u{1b}[31m"])
            .ends_with(2)
            .says("a control character");
    }
    sandbox
        .run(["init", "../other", "--title", "two\nlines"])
        .ends_with(2)
        .says("--title: the value has several lines");
    sandbox
        .fails(2, "new ash --start 2026-09-01T08:00")
        .says("\"2026-09-01T08:00\" is more than a date")
        .says("write the day alone: --start 2026-09-01");
    assert_eq!(sandbox.commits(), 1);
    assert!(!sandbox.path("../other").exists() && !sandbox.path("plans").exists());
}
