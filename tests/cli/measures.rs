//! Measures: numbers that teams add, what they look like, and what may be said of them.

use super::sandbox::{Run, Sandbox};
use serde_json::{Value, json};
use std::path::Path;

/// Twelve Fridays of three groups.
const TERM: [(&str, &str, &str, &str); 12] = [
    ("2026-09-04", "58", "41", "66"),
    ("2026-09-11", "60", "42", "70"),
    ("2026-09-18", "57", "40", "66"),
    ("2026-09-25", "61", "44", "70"),
    ("2026-10-02", "62", "45", "71"),
    ("2026-10-09", "60", "43", "70"),
    ("2026-10-16", "64", "46", "74"),
    ("2026-10-23", "66", "50", "75"),
    ("2026-10-30", "66", "51", "76"),
    ("2026-11-06", "67", "52", "75"),
    ("2026-11-13", "68", "56", "76"),
    ("2026-11-20", "69", "57", "75"),
];

/// A workspace with a toolkit that has measures, and a plan `north`.
fn workspace() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.ok("init --title 'Test cohort'");
    let toolkit = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/toolkits/tracker");
    sandbox.copy(&toolkit, "toolkits/tracker");
    sandbox.ok("new north --toolkit tracker");
    sandbox
}

/// A block of numbers as a teacher types it.
fn block() -> String {
    let lines = TERM.map(|(day, all, ml, others)| format!("{day},{all},{ml},{others},"));
    format!(
        "Tickets with a goal, percent of those handed in.\n\n```csv\ndate,all,ml,others,note\n{}\n```",
        lines.join("\n")
    )
}

/// Writes a measure's file by hand.
fn typed(sandbox: &Sandbox, name: &str, numbers: &str, groups: &str, counts: &str) -> String {
    let path = format!("plans/north/1-do/measure/{name}.md");
    sandbox.write(
        &path,
        format!("# {name}\n\n## What we count, and the numbers\n\n{numbers}\n\n## Better is\n\nmore\n\n## Groups\n\n{groups}\n\n## It counts\n\n{counts}\n"),
    );
    path
}

fn groups(rows: &str) -> String {
    format!("| group | People | what |\n| --- | --- | --- |\n{rows}\n")
}

const THREE: &str = "| all | 54 | the three classes |\n| ml | 21 | |\n| others | 33 | |";

fn term() -> Sandbox {
    let sandbox = workspace();
    typed(&sandbox, "exit-tickets", &block(), &groups(THREE), "");
    sandbox.ok("record north/pilot --add --title One --date 2026-10-12 --set start=2026-10-12 --set results=x --set prediction=68");
    sandbox
}

/// The measures that a command tells of.
fn measures(sandbox: &Sandbox, line: &str) -> Value {
    sandbox.ok(format!("{line} --format json")).json()["data"]["measures"].clone()
}

fn show(sandbox: &Sandbox) -> Value {
    measures(sandbox, "measure show north/exit-tickets")[0].clone()
}

/// Runs one line of words.
fn run(sandbox: &Sandbox, line: &str) -> Run {
    sandbox.run(super::sandbox::words(line))
}

#[test]
fn a_term_of_three_groups() {
    let sandbox = term();
    let row = show(&sandbox);
    assert_eq!(row["better"], "more");
    assert_eq!(row["counts"], "people");
    assert_eq!(
        row["tests"][0],
        json!({"date": "2026-10-12", "name": "pilot 1"})
    );
    let all = &row["groups"][0];
    assert_eq!(all["is_total"], true);
    assert_eq!(all["newest"], json!({"date": "2026-11-20", "value": 69}));
    let chart = &all["chart"];
    assert_eq!(
        (&chart["points"], &chart["useful"]),
        (&json!(12), &json!(12))
    );
    assert_eq!(chart["median"], 63);
    assert_eq!(
        (&chart["longest_run"], &chart["crossings"]),
        (&json!(6), &json!(1))
    );
    let claim = &chart["claim"];
    assert_eq!(claim["says"], "changed for the better");
    assert_eq!(claim["by_chance"], 1.3);
    assert_eq!(
        (&claim["usual_run"], &claim["usual_crossings"]),
        (&json!(7), &json!(3))
    );
    let gap = &row["gaps"][0];
    assert_eq!(
        (&gap["group"], &gap["reference"]),
        (&json!("ml"), &json!("others"))
    );
    assert_eq!(
        gap["values"][0],
        json!({"date": "2026-09-04", "value": -25})
    );
    assert_eq!(
        gap["values"][11],
        json!({"date": "2026-11-20", "value": -18})
    );
    assert_eq!(
        row["points"][3]["values"],
        json!({"all": 61, "ml": 44, "others": 70})
    );
}

#[test]
fn what_a_person_sees() {
    let sandbox = term();
    for (width, rows) in [("80", 34), ("40", 60)] {
        let run = sandbox
            .run_with_env(
                &["measure", "show", "north/exit-tickets", "--ascii"],
                &[("COLUMNS", width)],
            )
            .ends_with(0)
            .says("changed for the better")
            .says("1.3 of 100 orders")
            .says("whether pilot 1 did it: a chart cannot say")
            .says("the gap changed");
        assert!(run.out.lines().count() <= rows, "{}", run.out);
        assert!(
            run.out.is_ascii() || run.out.contains("Anh\u{f8}j"),
            "{}",
            run.out
        );
    }
    let accessible = sandbox.run_with_env(
        &["measure", "show", "north/exit-tickets"],
        &[("ACCESSIBLE", "1")],
    );
    let accessible = accessible.ends_with(0).says("2026-09-25");
    assert!(!accessible.out.contains('\u{25cf}'), "{}", accessible.out);
    run(&sandbox, "measure show north/exit --group ml").says("45.5");
    run(&sandbox, "measure show north/exit --group mi")
        .ends_with(2)
        .says("did you mean \"ml\"?");
    run(&sandbox, "measure show north/exit-tikets")
        .ends_with(2)
        .says("did you mean \"exit-tickets\"?");
}

#[test]
fn as_svg_and_html() {
    let sandbox = term();
    let svg = sandbox
        .ok("measure show north/exit-tickets --format svg")
        .out;
    assert!(
        svg.contains("<title id=\"plot-title\">exit-tickets"),
        "{svg}"
    );
    assert!(svg.contains("<desc id=\"plot-words\">"), "{svg}");
    assert!(!svg.contains("<script") && svg.contains("pilot 1"), "{svg}");
    // Three groups and a gap, twelve points each.
    assert_eq!(svg.matches("<circle").count(), 48);
    let html = sandbox
        .ok("measure show north/exit-tickets --format html")
        .out;
    assert!(
        html.contains("<svg") && html.contains("2026-10-02"),
        "{html}"
    );
    let csv = sandbox
        .ok("measure show north/exit-tickets --format csv")
        .out;
    assert!(
        csv.starts_with("date,all,ml,others,note\n2026-09-04,58,41,66,\n"),
        "{csv}"
    );
}

#[test]
fn a_list_of_measures() {
    let sandbox = term();
    typed(
        &sandbox,
        "lively",
        "Out of 5.\n\n```csv\ndate,value\n2026-10-30,3.0\n2026-11-06,3.50\n```",
        "",
        "",
    );
    typed(
        &sandbox,
        "broken",
        "x\n\n```csv\ndate,value\n2026-10-30,many\n```",
        "",
        "",
    );
    let data = measures(&sandbox, "measure");
    let says = |at: usize| {
        (
            data[at]["title"].clone(),
            data[at]["groups"][0]["chart"]["claim"]["says"].clone(),
        )
    };
    assert_eq!(
        says(1),
        (json!("exit-tickets"), json!("changed for the better"))
    );
    assert_eq!(
        says(2),
        (json!("lively"), json!("2 points: too few to say"))
    );
    assert_eq!(data[0]["unreadable"], "\"many\" is not a number");
    run(&sandbox, "measure")
        .ends_with(0)
        .says("2 points: too few to say")
        .says("can't be read: \"many\" is not a number");
    run(&sandbox, "check")
        .says("broken.md:9:1")
        .says("\"many\" is not a number");
    // As written, never rounded.
    let row = measures(&sandbox, "measure show north/lively")[0].clone();
    assert_eq!(row["points"][1]["values"]["value"].to_string(), "3.5");
    run(&sandbox, "measure show north/lively --points").says("3.50");
}

fn add(sandbox: &Sandbox, words: &str) -> Run {
    run(sandbox, &format!("measure add north/exit-tickets {words}"))
}

#[test]
fn numbers_of_a_day() {
    let sandbox = term();
    let path = "plans/north/1-do/measure/exit-tickets.md";
    sandbox.ok("record north/measure/exit-tickets --with-edits");
    let before = sandbox.read(path);
    add(
        &sandbox,
        "all=70 ml=58 others=76 --date 2026-11-23 --note 'new seats, soft' --dry-run",
    )
    .ends_with(0)
    .says("would add    2026-11-23,70,58,76,\"new seats, soft\"");
    assert_eq!(sandbox.read(path), before);
    add(
        &sandbox,
        "all=70 ml=58 --date 2026-11-23 --note 'new seats, soft'",
    )
    .ends_with(0)
    .says("commit");
    let line = "2026-11-23,70,58,,\"new seats, soft\"\n";
    assert_eq!(
        sandbox.read(path),
        before.replace("57,75,\n", &format!("57,75,\n{line}"))
    );
    // A further group of that day, and nothing twice.
    add(&sandbox, "all=70.0 others=76 --date 2026-11-23").ends_with(0);
    assert!(
        sandbox
            .read(path)
            .contains("2026-11-23,70,58,76,\"new seats, soft\"\n")
    );
    add(&sandbox, "all=70 --date 2026-11-23")
        .ends_with(0)
        .says("says the same already");
    add(&sandbox, "all=71 --date 2026-11-23")
        .ends_with(2)
        .says("has all = 70 already, not 71")
        .says("--replace");
    add(&sandbox, "all=71 --date 2026-11-23 --replace").ends_with(0);
    assert!(sandbox.read(path).contains("2026-11-23,71,58,76"));
    // In between.
    add(&sandbox, "all=55 --date 2026-09-07").ends_with(0);
    assert!(
        sandbox
            .read(path)
            .contains("58,41,66,\n2026-09-07,55,,,\n2026-09-11")
    );
    for (words, said) in [
        ("all=many", "\"all=many\" is not a number"),
        ("al=5", "there is no column \"al\""),
        ("5", "say which group 5 is of"),
        ("all=5 --date 2026-11-24", "is in the future"),
        ("all=5 --date 24.11.2026", "is not a date"),
        ("", "no number to add"),
        ("all=5 all=6", "all is given twice"),
        ("all=5 all=5", "all is given twice"),
        ("5 value=6", "say which group 5 is of"),
        ("'all n=5' ml=3 'all  n=6'", "all n is given twice"),
    ] {
        let now = sandbox.read(path);
        add(&sandbox, words).ends_with(2).says(said);
        assert_eq!(sandbox.read(path), now);
    }
    let log = sandbox.git(&["log", "--format=%s", "-1"]);
    assert_eq!(log.trim(), "measure north/measure/exit-tickets: 2026-09-07");
}

/// A block in a list stays in it, and each line keeps its own line end.
#[test]
fn numbers_in_a_list_and_line_ends_of_all_kinds() {
    let sandbox = workspace();
    for (numbers, line, expected) in [
        (
            "- Tickets.\n\n  ```csv\n  date,value\n  2026-11-13,5\n  ```\n\n- Of one class.",
            "6",
            "  2026-11-13,5\n  2026-11-20,6\n  ```\n",
        ),
        (
            "1. Tickets.\n\n   ```csv\n   date,value,note\n   ```",
            "6 --note 'a, b'",
            "   date,value,note\n   2026-11-20,6,\"a, b\"\n   ```\n",
        ),
        (
            "- Tickets.\n\n\t~~~\n\tdate,value\n\t2026-11-20,5\n\t~~~",
            "6 --replace",
            "\tdate,value\n\t2026-11-20,6\n\t~~~\n",
        ),
        (
            "Tickets.\r\n\r\n```csv\r\ndate,value\r\n2026-11-06,4\n2026-11-13,5\r\n```\n\nMore.\r\nEnd.",
            "6",
            "\r\n```csv\r\ndate,value\r\n2026-11-06,4\n2026-11-13,5\r\n2026-11-20,6\n```\n\nMore.\r\nEnd.",
        ),
    ] {
        let path = typed(&sandbox, "exit-tickets", numbers, "", "things");
        sandbox.ok("record north/measure/exit-tickets --with-edits");
        let before = measures(&sandbox, "measure show north/exit-tickets");
        add(&sandbox, &format!("{line} --date 2026-11-20")).ends_with(0);
        let text = sandbox.read(&path);
        assert!(text.contains(expected), "{text:?}");
        let now = measures(&sandbox, "measure show north/exit-tickets");
        assert_eq!(now[0]["definition"], before[0]["definition"]);
        let newest = now[0]["points"].as_array().unwrap().last().unwrap();
        assert_eq!(newest["date"], "2026-11-20");
        assert_eq!(newest["values"], json!({"value": 6}));
    }
    // What would make another measure of it is refused, and nothing is written.
    let bare = "Tickets.\n\ndate,value,note\n2026-11-13,5,*rain";
    let path = typed(&sandbox, "exit-tickets", bare, "", "things");
    sandbox.ok("record north/measure/exit-tickets --with-edits");
    let (before, commits) = (sandbox.read(&path), sandbox.commits());
    add(&sandbox, "6 --note snow* --date 2026-11-20")
        .ends_with(2)
        .says("wouldn't be read as the same measure")
        .says("```csv");
    assert_eq!((sandbox.read(&path), sandbox.commits()), (before, commits));
}

#[test]
fn the_first_numbers_make_the_block() {
    let sandbox = workspace();
    sandbox.ok("record north/measure --add --title Waiting --set numbers='Minutes at the door.'");
    sandbox.ok("measure add north/waiting 12 --date 2026-11-20");
    sandbox.ok("measure add north/waiting 9.5 --date 2026-11-23");
    let row = measures(&sandbox, "measure show north/waiting")[0].clone();
    assert_eq!(row["counts"], "things");
    assert_eq!(row["points"][1]["values"], json!({"value": 9.5}));
    assert_eq!(row["definition"], "Minutes at the door.");
}

/// What is about few people is refused before git remembers it, and what isn't is recordable.
#[test]
fn numbers_about_few_people() {
    let groups = |rows: &[(&str, u32)]| {
        let rows = rows
            .iter()
            .map(|(name, people)| format!("{name} | {people} |"));
        rows.collect::<Vec<_>>().join("\n")
    };
    let numbers = |columns: &str, cells: &str| {
        format!("x\n\n```csv\ndate,{columns},note\n2026-11-20,{cells},\n```")
    };
    for (columns, cells, people, counts, said) in [
        // One class of 22; minutes; a percent that reaches 100; lessons of a staff of 8.
        ("value", "85", vec![("class", 22)], "people", None),
        ("value", "12", vec![], "", None),
        (
            "all,ml",
            "100,100",
            vec![("all", 60), ("ml", 30)],
            "people",
            None,
        ),
        ("value", "8", vec![("staff", 8)], "things", None),
        (
            "value",
            "8",
            vec![("staff", 8)],
            "people",
            Some("the group has 8 people"),
        ),
        (
            "value",
            "8",
            vec![("staff", 8)],
            "",
            Some("the group has 8 people"),
        ),
        (
            "all,iep",
            "50,40",
            vec![("all", 54), ("iep", 7)],
            "people",
            Some("iep has 7 people"),
        ),
        (
            "all,most",
            "50,40",
            vec![("all", 54), ("most", 47)],
            "people",
            Some("all but 7 people of \"all\" are in most"),
        ),
        (
            "all,iep",
            "50,",
            vec![("all", 54), ("iep", 7)],
            "people",
            None,
        ),
        (
            "value,n",
            "50,9",
            vec![],
            "people",
            Some("the group has 9 people"),
        ),
        ("value,n", "50,10", vec![], "people", None),
        (
            "all,all n,own,own n",
            "50,30,50,25",
            vec![],
            "people",
            Some("all but 5 people of \"all\" are in own"),
        ),
        // What several groups leave out together, also where it has no row or the sizes are of a day.
        (
            "all,a,b",
            "50,60,45",
            vec![("all", 30), ("a", 12), ("b", 15), ("c", 3)],
            "people",
            Some("all but 3 people of \"all\" are in a and b"),
        ),
        (
            "both,a,b",
            "50,60,45",
            vec![("both", 30), ("a", 12), ("b", 15), ("c", 3)],
            "people",
            Some("all but 3 people of \"both\" are in a and b"),
        ),
        (
            "all,a,b,d",
            "50,60,45,40",
            vec![("all", 50), ("a", 12), ("b", 15), ("d", 20)],
            "people",
            Some("all but 3 people of \"all\" are in a, b and d"),
        ),
        (
            "all,all n,a,a n,b,b n",
            "50,30,60,12,45,15",
            vec![],
            "people",
            Some("all but 3 people of \"all\" are in a and b"),
        ),
        // Groups that are all, or overlap, or without the numbers of all.
        (
            "all,a,b",
            "50,60,45",
            vec![("all", 27), ("a", 12), ("b", 15)],
            "people",
            None,
        ),
        (
            "all,girls,ml",
            "50,60,45",
            vec![("all", 30), ("girls", 16), ("ml", 17)],
            "people",
            None,
        ),
        (
            "a,b",
            "60,45",
            vec![("all", 30), ("a", 12), ("b", 15), ("c", 3)],
            "people",
            None,
        ),
        (
            "all,all n,a,a n,b,b n",
            "50,30,60,12,,15",
            vec![],
            "people",
            None,
        ),
    ] {
        let sandbox = workspace();
        let head = sandbox.git(&["rev-parse", "HEAD"]);
        let status = sandbox.git(&["status", "--porcelain"]);
        let said_by = sandbox.run([
            "record",
            "north/measure",
            "--add",
            "--set",
            &format!("numbers={}", numbers(columns, cells)),
            "--set",
            &format!("groups={}", groups(&people)),
            "--set",
            &format!("counts={counts}"),
        ]);
        match said {
            None => {
                said_by.ends_with(0);
                sandbox.ok("check");
            }
            Some(said) => {
                said_by.ends_with(2).says(said).says("give them away");
                assert_eq!(sandbox.git(&["rev-parse", "HEAD"]), head);
                assert_eq!(sandbox.git(&["status", "--porcelain"]), status);
                // By hand it is found.
                typed(
                    &sandbox,
                    "typed",
                    &numbers(columns, cells),
                    &self::groups(
                        &people
                            .iter()
                            .map(|(name, people)| format!("| {name} | {people} | |"))
                            .collect::<Vec<_>>()
                            .join("\n"),
                    ),
                    counts,
                );
                run(&sandbox, "check").ends_with(1).says("E0110").says(said);
            }
        }
    }
}

#[test]
fn few_people_are_refused_by_measure_add_and_hidden_everywhere() {
    let sandbox = workspace();
    let rows = "| all | 54 | |\n| ml | 14 | |\n| iep | 8 | |\n| others | 32 | |";
    typed(
        &sandbox,
        "exit-tickets",
        "x\n\n```csv\ndate,all,ml,iep,others,note\n2026-11-13,50,40,,55,\n```",
        &groups(rows),
        "people",
    );
    sandbox.ok("record north/measure/exit-tickets --with-edits");
    add(&sandbox, "iep=37 --date 2026-11-20")
        .ends_with(2)
        .says("iep has 8 people");
    // Typed by hand: named by check, and shown nowhere. The group of 14 would tell it.
    let path = "plans/north/1-do/measure/exit-tickets.md";
    sandbox.edit(path, "50,40,,55", "50,41.25,37.125,55.5");
    for format in ["table --points", "json", "csv", "html", "markdown", "svg"] {
        let run = sandbox.ok(format!("measure show north/exit-tickets --format {format}"));
        assert!(
            !run.out.contains("37.125") && !run.out.contains("41.25"),
            "{format}: {}",
            run.out
        );
        assert!(
            format == "svg" || run.out.contains("55.5"),
            "{format}: {}",
            run.out
        );
    }
    let row = show(&sandbox);
    assert_eq!(
        row["points"][0]["values"]["iep"],
        json!({"value": null, "suppressed": true})
    );
    assert_eq!(row["groups"][1]["suppressed"], true);
    assert_eq!(row["groups"][2]["people"], Value::Null);
    run(&sandbox, "measure show north/exit-tickets").says("too few people to show");
}

/// Typed by hand, what would tell of the few that several groups leave out is shown nowhere either.
#[test]
fn few_people_left_out_by_several_groups_are_hidden() {
    let sandbox = workspace();
    let of_groups = "date,all,a,b\n2026-11-13,50.5,61.25,45.75";
    let by_day = "date,all,all n,a,a n,b,b n\n2026-11-13,50.5,30,61.25,12,45.75,15";
    let with_c = "date,all,all n,a,a n,b,b n,c,c n\n2026-11-13,50.5,30,61.25,12,45.75,15,37.125,3";
    let rows = groups("| all | 30 | |\n| a | 12 | |\n| b | 15 | |");
    for (numbers, groups) in [(of_groups, rows.as_str()), (by_day, ""), (with_c, "")] {
        let numbers = format!("x\n\n```csv\n{numbers}\n```");
        typed(&sandbox, "exit-tickets", &numbers, groups, "people");
        for format in ["table --points", "json", "csv", "html", "markdown", "svg"] {
            let run = sandbox.ok(format!("measure show north/exit-tickets --format {format}"));
            assert!(
                !run.out.contains("61.25") && !run.out.contains("37.125"),
                "{format}: {}",
                run.out
            );
            assert!(
                format == "svg" || run.out.contains("45.75") && run.out.contains("50.5"),
                "{format}: {}",
                run.out
            );
        }
        run(&sandbox, "check").ends_with(1).says("E0110");
    }
}

#[test]
fn levels_baselines_and_unknown_groups() {
    let sandbox = workspace();
    let lines = |notes: [&str; 3]| {
        let days = (1..=24).map(|number| {
            let note = match number {
                10 => notes[0],
                13 => notes[1],
                17 => notes[2],
                _ => "",
            };
            format!(
                "2026-{:02}-{:02},{},{note}",
                1 + number / 28,
                1 + number,
                number * 7 % 5
            )
        });
        format!(
            "x\n\n```csv\ndate,value,note\n{}\n```",
            days.collect::<Vec<_>>().join("\n")
        )
    };
    typed(
        &sandbox,
        "exit-tickets",
        &lines(["baseline until here", "", ""]),
        "",
        "",
    );
    let centre = |sandbox: &Sandbox| show(sandbox)["groups"][0]["chart"]["centre"].clone();
    assert_eq!(centre(&sandbox), "median of the baseline of 10 points");
    typed(
        &sandbox,
        "exit-tickets",
        &lines(["", "new level: a class joined", "baseline until here"]),
        "",
        "",
    );
    assert_eq!(
        centre(&sandbox),
        "median of all 12 points: the baseline has only 5 points, 10 are needed"
    );
    typed(&sandbox, "exit-tickets", &lines(["", "rebase", ""]), "", "");
    assert_eq!(
        centre(&sandbox),
        "median of all 24 points; no baseline is set"
    );
    run(&sandbox, "check").says("W0233").says("has no reason");
    typed(
        &sandbox,
        "exit-tickets",
        "x\n\n```csv\ndate,al\n2026-11-13,5\n```",
        &groups(THREE),
        "",
    );
    run(&sandbox, "check")
        .says("no group is called \"al\"")
        .says("did you mean \"all\"?");
}

/// Two branches that each change the numbers; gives whether git merged them, and the file.
fn two_branches(
    with_driver: bool,
    ours: &[(&str, &str)],
    theirs: &[(&str, &str)],
) -> (bool, String) {
    let path = "plans/north/1-do/measure/exit-tickets.md";
    let sandbox = term();
    sandbox.ok("record north/measure/exit-tickets --with-edits");
    if with_driver {
        sandbox.ok("init --merge-driver");
    }
    sandbox.git(&["switch", "-qc", "theirs"]);
    for (from, to) in theirs {
        sandbox.edit(path, from, to);
    }
    sandbox.git(&["commit", "-qam", "theirs"]);
    sandbox.git(&["switch", "-q", "main"]);
    for (from, to) in ours {
        sandbox.edit(path, from, to);
    }
    sandbox.git(&["commit", "-qam", "ours"]);
    let mut git = sandbox.command_with_redesign("git");
    let merge = super::sandbox::finished(git.args(["merge", "-q", "theirs", "-m", "both"]));
    (merge.code == 0, sandbox.read(path))
}

#[test]
fn git_merges_numbers_by_day_and_column() {
    let last = "2026-11-20,69,57,75,\n";
    let with = |line: &str| format!("{last}{line}\n");
    let week = with("2026-11-27,70,58,76,");
    let later = with("2026-12-04,71,59,77,");
    let one = (last, week.as_str());
    let other = (last, later.as_str());
    let lines = |text: &str| text.lines().filter(|line| line.starts_with("2026")).count();
    // Two new weeks; two groups of one week; a correction beside a new week.
    let (is_merged, text) = two_branches(true, &[one], &[other]);
    assert!(is_merged && lines(&text) == 14, "{text}");
    let (all, ml) = (with("2026-11-27,70,,,"), with("2026-11-27,,58,,quiet"));
    let (is_merged, text) = two_branches(true, &[(last, &all)], &[(last, &ml)]);
    assert!(
        is_merged && text.contains("2026-11-27,70,58,,quiet\n"),
        "{text}"
    );
    let corrected = (last, "2026-11-20,68,57,75,\n");
    let (is_merged, text) = two_branches(true, &[corrected], &[one]);
    assert!(
        is_merged && text.contains("2026-11-20,68,57,75,\n2026-11-27,70,58,76,\n"),
        "{text}"
    );
    // The same number twice is one conflict, at its line.
    let (is_merged, text) = two_branches(
        true,
        &[corrected, ("2026-09-04,58", "2026-09-04,59")],
        &[(last, "2026-11-20,67,57,75,\n")],
    );
    assert!(!is_merged && text.matches("<<<<<<<").count() == 1, "{text}");
    let inside = text
        .split("<<<<<<<")
        .nth(1)
        .unwrap()
        .split(">>>>>>>")
        .next()
        .unwrap();
    assert!(
        inside.contains("2026-11-20,68")
            && inside.contains("2026-11-20,67")
            && !inside.contains("2026-11-13"),
        "{text}"
    );
    assert!(text.contains("2026-09-04,59"), "{text}");
    // Without our driver: what lines allow.
    let far = ("2026-09-04,58", "2026-09-04,59");
    let (is_merged, text) = two_branches(false, &[far], &[one]);
    assert!(is_merged && lines(&text) == 13, "{text}");
    let (is_merged, text) = two_branches(false, &[one], &[other]);
    assert!(
        !is_merged && text.contains("2026-11-27,70") && text.contains("2026-12-04,71"),
        "{text}"
    );
}

/// A spreadsheet's export: semicolons, decimal commas, percent signs, a byte order mark, Windows' line ends, days as the
/// spreadsheet shows them, and a column that belongs to somebody else.
#[test]
fn numbers_of_a_spreadsheet() {
    let sandbox = workspace();
    typed(
        &sandbox,
        "exit-tickets",
        "x\n\n```csv\ndate,all,ml,others,note\n2026-09-04,58,41,66,\n```",
        &groups(THREE),
        "",
    );
    sandbox.ok("record north/measure/exit-tickets --with-edits");
    let path = "plans/north/1-do/measure/exit-tickets.md";
    let before = sandbox.read(path);
    let rows = "\u{feff}Day;All;ML;Others;Teacher;Remark\r\n11.09.2026;60,5 %;42;70;T1;\r\n18.09.2026;57;;66;T2;\"rain, no bus\"\r\n";
    sandbox.write("fridays.csv", rows);
    add(&sandbox, "--from fridays.csv --dry-run")
        .ends_with(0)
        .says("would add    2026-09-11,60.5,42,70,");
    assert_eq!(sandbox.read(path), before);
    add(&sandbox, "--from fridays.csv")
        .ends_with(0)
        .says("left over")
        .says("\"Teacher\"");
    assert!(sandbox.read(path).contains(
        "2026-09-04,58,41,66,\n2026-09-11,60.5,42,70,\n2026-09-18,57,,66,\"rain, no bus\"\n"
    ));
    // Again: nothing new.
    let commits = sandbox.commits();
    add(&sandbox, "--from fridays.csv")
        .ends_with(0)
        .says("says the same already");
    assert_eq!(sandbox.commits(), commits);
    let now = sandbox.read(path);
    for (rows, said) in [
        (
            "date,all\n03/04/2026,5\n",
            "row 2, \"date\": \"03/04/2026\" could be one of two days",
        ),
        (
            "date;all\n2026-10-02;1,234\n2026-10-09;many\n",
            "row 3, \"all\": \"many\" is not a number",
        ),
        (
            "date;all\n2026-10-02;1,234\n",
            "\"1,234\" could be one of two numbers",
        ),
        ("date,all\n2026-12-01,5\n", "2026-12-01 is in the future"),
        (
            "date,all\n2026-10-02,5\n2026-10-02,6\n",
            "2026-10-02 appears twice",
        ),
        ("date,al\n2026-10-02,5\n", "has no numbers of this measure"),
        (
            "date,all,ALL\n2026-10-02,5,6\n",
            "\"all\" and \"ALL\" are one column",
        ),
        ("date,all\n2026-09-04,59\n", "has all = 58 already"),
    ] {
        sandbox.write("rows.csv", rows);
        add(&sandbox, "--from rows.csv").ends_with(2).says(said);
        assert_eq!(sandbox.read(path), now, "{rows}");
    }
    // JSON, as `measure show` prints points.
    sandbox.write(
        "rows.json",
        "[{\"date\": \"2026-10-02\", \"all\": 62, \"ml\": 45.5}]",
    );
    add(&sandbox, "--from rows.json").ends_with(0);
    assert!(sandbox.read(path).contains("2026-10-02,62,45.5,,\n"));
}

/// Whoever reads of a measure elsewhere reads the same honest sentence.
#[test]
fn the_honest_sentence_everywhere() {
    let sandbox = term();
    let sentence =
        "exit-tickets (all): 58 on 2026-09-04, 69 on 2026-11-20; changed for the better, 12 points";
    run(&sandbox, "list measure/numbers")
        .ends_with(0)
        .says("changed for the better, 12 points");
    let row = sandbox.ok("list measure/numbers --format csv").out;
    assert!(row.contains(sentence), "{row}");
    let board = sandbox.ok("board north --format json").json();
    assert_eq!(board["data"]["teams"][0]["measures"], json!([sentence]));
    run(&sandbox, "board north").says("measured");
    assert_eq!(show(&sandbox)["sentence"], sentence);
    typed(
        &sandbox,
        "exit-tickets",
        "x\n\n```csv\ndate,value\n2026-11-13,37.5\n```",
        &groups("| staff | 8 | |"),
        "people",
    );
    let row = sandbox.ok("list measure/numbers").out;
    assert!(
        row.contains("too few people to show") && !row.contains("37.5"),
        "{row}"
    );
}

#[test]
fn a_measure_that_is_not_named_or_cannot_be_read() {
    let sandbox = term();
    run(&sandbox, "measure show north")
        .ends_with(2)
        .says("say which measure of \"north\"")
        .says("its measures are: exit-tickets");
    let path = "plans/north/1-do/measure/exit-tickets.md";
    let before = sandbox.read(path);
    sandbox.write(path, format!("{before}\0"));
    for line in [
        "measure show north/exit-tickets",
        "measure add north/exit-tickets all=5",
    ] {
        run(&sandbox, line).ends_with(3).says(path).says("NUL byte");
    }
    assert_eq!(sandbox.read(path), format!("{before}\0"));
}

/// What a team leaves out is measured nowhere; a report says whom the numbers are about, and not how many they are.
#[test]
fn measures_that_are_left_out_are_told_nowhere() {
    let sandbox = term();
    let report = |sandbox: &Sandbox| sandbox.ok("report plan north").out;
    let told = report(&sandbox);
    assert!(told.contains("**Groups:** all, ml, others\n"), "{told}");
    assert!(told.contains("## What was counted"), "{told}");
    let groups = "changed for the better, 12 points; ml: changed for the better; others: changed for the better";
    assert!(told.contains(groups), "{told}");
    sandbox.ok("record north/measure --skip 'counted elsewhere'");
    let told = report(&sandbox);
    assert!(!told.contains("## What was counted"), "{told}");
    assert_eq!(measures(&sandbox, "measure"), json!([]));
    run(&sandbox, "board north").never_says("measured");
}

/// Weeks without any number hide nothing.
#[test]
fn a_block_without_numbers_is_not_hidden() {
    let sandbox = workspace();
    let numbers = "x\n\n```csv\ndate,value,note\n2026-11-20,,school closed\n```";
    typed(&sandbox, "exit-tickets", numbers, "", "");
    run(&sandbox, "list measure/numbers").never_says("too few people to show");
    run(&sandbox, "measure").says("no numbers yet");
}

/// Scripts read the numbers by day, signs and all; a column's name is no formula, and a drawing says why it is empty.
#[test]
fn numbers_for_scripts_and_drawings_of_nothing() {
    let sandbox = workspace();
    let show = |rest: &str| {
        sandbox
            .ok(format!("measure show north/exit-tickets {rest}"))
            .out
    };
    let numbers = "x\n\n```csv\ndate,=1+1,ours,note\n2026-11-20,-3,-0.50,=2+2\n```";
    typed(&sandbox, "exit-tickets", numbers, "", "");
    assert_eq!(
        show("--format csv"),
        "date,'=1+1,ours,note\n2026-11-20,-3,-0.50,'=2+2\n"
    );
    typed(&sandbox, "exit-tickets", "Just words.", "", "");
    let svg = show("--format svg");
    assert!(svg.contains(">no numbers yet</text>"), "{svg}");
    typed(
        &sandbox,
        "exit-tickets",
        "x\n\n```csv\ndate,all,iep\n2026-11-13,50,37.5\n```",
        &groups("| all | 54 | |\n| iep | 8 | |"),
        "people",
    );
    let hidden = show("--group iep");
    assert!(hidden.contains("says  too few people to show"), "{hidden}");
    let svg = show("--group iep --format svg");
    assert!(
        svg.contains("too few people to show") && !svg.contains("37.5"),
        "{svg}"
    );
}
