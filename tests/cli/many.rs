//! `record --add --from` a table: many records in one commit, or none.

use super::sandbox::{Run, Sandbox};

const RECORDS: &str = "plans/a/1-come-together/interviews";

/// A form's export: a byte order mark, semicolons, CRLF, quotes, line breaks in cells, an empty row and a column of the
/// form's own.
fn export(rows: &[[&str; 5]]) -> String {
    let mut text =
        "\u{feff}Timestamp;Whom we listened to?;\"What they agreed to\";WHAT WE HEARD:;Date\r\n"
            .to_owned();
    for row in rows {
        let cells = row.map(|cell| format!("\"{}\"", cell.replace('"', "\"\"")));
        text.push_str(&format!("{}\r\n", cells.join(";")));
    }
    text.push_str(";;;;\r\n\r\n");
    text
}

fn add(sandbox: &Sandbox, file: &str) -> Run {
    sandbox.run(["record", "a/interviews", "--add", "--from", file])
}

fn records(sandbox: &Sandbox) -> Vec<String> {
    let mut names = sandbox.files(RECORDS);
    names.retain(|name| name != "README.md");
    names
}

#[test]
fn mistakes_are_named_all_at_once_and_then_fifty_interviews_are_one_commit() {
    let sandbox = Sandbox::with_plans(&["a"]);
    let heard = "She said: \"Nobody asked; we waited\"\r\nI hear about a test when it is over";
    let good = [
        "2026/11/20 8:01",
        "Family",
        "Notes for the team only, no quotes",
        heard,
        "2026-11-20",
    ];
    let mut rows = vec![good; 50];
    rows[2][2] = "maybe";
    rows[8][4] = "31.11.2026";
    rows[30][3] = "Ask again <!-- who? -->";
    sandbox.write("form.csv", export(&rows));
    let before = sandbox.commits();
    add(&sandbox, "form.csv")
        .ends_with(2)
        .says("form.csv has 3 mistakes, so nothing was written")
        .says("row 4, \"What they agreed to\": \"maybe\" is not one of the options; write one of: quotes, notes, withdrawn")
        .says("row 10, \"Date\": \"31.11.2026\" is not a date; write it year first")
        .says("row 32, \"WHAT WE HEARD:\": it contains a comment, which nobody would see: \"Ask again <!-- who? -->\"; write");
    assert_eq!(sandbox.commits(), before);
    assert_eq!(records(&sandbox), [""; 0]);
    assert_eq!(sandbox.git(&["status", "--porcelain"]), "?? form.csv\n");

    sandbox.write("form.csv", export(&vec![good; 50]));
    add(&sandbox, "form.csv")
        .ends_with(0)
        .says("and 40 more files")
        .says("interviews  \u{25cf} done")
        .says("these columns answer no output and were left out: \"Timestamp\"");
    assert_eq!(sandbox.commits(), before + 1);
    assert_eq!(records(&sandbox).len(), 50);
    assert!(
        sandbox
            .git(&["log", "-1", "--format=%s"])
            .contains("record a/interviews: 50 records")
    );
    let rows = sandbox.ok("list interviews --format json").json();
    let rows = rows["data"]["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 50);
    for row in rows {
        assert_eq!(row["outputs"]["group"], "family");
        assert_eq!(row["outputs"]["consent"], "notes");
        assert_eq!(row["outputs"]["date"], "2026-11-20");
        assert_eq!(
            row["outputs"]["words"],
            serde_json::json!([
                "She said: \"Nobody asked; we waited\"",
                "I hear about a test when it is over"
            ])
        );
    }
    sandbox
        .fails(1, "check a")
        .says("1 plan, 1 warning, 1 note");
    sandbox.ok("undo");
    assert_eq!(records(&sandbox), [""; 0]);
}

fn with_interviews() -> Sandbox {
    Sandbox::with_plans(&["a", "b"])
}

#[test]
fn all_mistakes_of_a_row_and_of_its_form_are_named() {
    let sandbox = with_interviews();
    let long = "never ".repeat(50);
    let text = format!("group,consent\nme,{long}\n\n\nfamily,notes,more\n");
    sandbox.write("form.csv", &text);
    let run = add(&sandbox, "form.csv").ends_with(2);
    run.says("row 5: this row has 3 cells, the first row 2; put a cell with \",\" in it in quotation marks");
    sandbox.write("form.csv", text.replace(",more", ""));
    let run = add(&sandbox, "form.csv").ends_with(2);
    let run = run.says("row 2, \"group\": \"me\" is not one of the options");
    run.says("row 2, \"consent\": \"never never never never never never\u{2026}\" is not one")
        .never_says(&long);
    sandbox.write("form.csv", "group,words\nfamily,a\nfamily,\"b\nteacher,c\n");
    add(&sandbox, "form.csv")
        .ends_with(2)
        .says("row 3: a quotation mark opens a cell here and is never closed");
    let json = sandbox.run([
        "record",
        "a/interviews",
        "--add",
        "--from",
        "form.csv",
        "--format",
        "json",
    ]);
    let json = json.ends_with(2).json();
    let diagnostics = json["diagnostics"].as_array().unwrap();
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(diagnostics[0]["path"], "form.csv");
    assert_eq!(records(&sandbox), [""; 0]);
}

#[test]
fn columns_that_cannot_be_told() {
    let sandbox = with_interviews();
    for (text, says) in [
        (
            "Name,Mail\nx,y\n",
            "form.csv has no column named like an output, only \"Name\", \"Mail\"",
        ),
        (
            "Name,Mail\nx,y\n",
            "name each column by its output: group (\"Whom we listened to\")",
        ),
        (
            "words,What we heard\nx,y\n",
            "form.csv: the columns \"words\" and \"What we heard\" mean the same",
        ),
        ("", "form.csv has no records"),
        ("group,words\n,\n\n", "form.csv has no answers"),
        ("Mail,words\nx,\n", "form.csv has no answers"),
    ] {
        sandbox.write("form.csv", text);
        add(&sandbox, "form.csv").ends_with(2).says(says);
    }
    sandbox.write("form.csv", b"group,words\nfamily,caf\xe9\n");
    add(&sandbox, "form.csv")
        .ends_with(2)
        .says("not UTF-8")
        .says("save it again as CSV in UTF-8");
    sandbox.write("form.xlsx", b"PK\x03\x04\0\0");
    add(&sandbox, "form.xlsx")
        .ends_with(2)
        .says("save the sheet as CSV first, in UTF-8");
}

#[test]
fn a_table_makes_records_of_its_own() {
    let sandbox = with_interviews();
    sandbox.write("form.csv", "group,words\nfamily,x\n");
    sandbox
        .fails(2, "record a/interviews --from form.csv")
        .says("redesign record a/interviews --add --from FILE");
    sandbox.write("form.csv", "gaps\nx\n");
    sandbox
        .fails(2, "record a/team --from form.csv")
        .says("\"team\" can have only one record");
    sandbox
        .fails(2, "record a/team --add --from form.csv")
        .says("\"team\" can have only one record");
}

#[test]
fn an_array_of_objects_a_preview_and_what_is_true_of_all() {
    let sandbox = with_interviews();
    sandbox.write(
        "rows.json",
        r#"[{"group": "family", "What we heard": ["x; y", "z"], "id": 7, "title": "At the gate"},
            {"group": null}, {"group": "teacher", "date": "2026-11-02", "What we heard": null}]"#,
    );
    let line = "record a/interviews --add --from rows.json --set consent=notes";
    sandbox.ok(format!("{line} --dry-run")).says("would write");
    assert_eq!(records(&sandbox), [""; 0]);
    let run = sandbox.ok(format!("{line} -m 'From the paper forms' --format json"));
    let json = run.json();
    assert_eq!(json["data"]["record"], serde_json::Value::Null);
    assert_eq!(json["data"]["written"].as_array().unwrap().len(), 2);
    assert!(run.err.contains("left out: \"id\""), "{}", run.err);
    let names = records(&sandbox);
    assert!(names[0].starts_with("2026-11-02-interviews-"), "{names:?}");
    assert!(names[1].starts_with("2026-11-23-at-the-gate-"), "{names:?}");
    let text = sandbox.read(&format!("{RECORDS}/{}", names[1]));
    assert!(
        text.contains("# At the gate") && text.contains("- x; y\n- z"),
        "{text}"
    );
    assert!(
        sandbox
            .git(&["log", "-1", "--format=%b"])
            .contains("From the paper forms")
    );

    sandbox.write("rows.json", r#"[{"group": "family"}, 3]"#);
    add(&sandbox, "rows.json")
        .ends_with(2)
        .says("entry 2: this is not an object");
    sandbox.write("rows.json", r#"[{"group": "family"}, {"group": "us"}]"#);
    add(&sandbox, "rows.json")
        .ends_with(2)
        .says("entry 2, \"group\": \"us\" is not one of the options");
    sandbox.write("rows.json", "[{\"group\": ]");
    add(&sandbox, "rows.json")
        .ends_with(2)
        .says("rows.json is not JSON");
    assert_eq!(records(&sandbox).len(), 2);
}

/// What `list` exports comes back the same, also through standard input and with tabs.
#[test]
fn csv_of_ours_comes_back() {
    let sandbox = with_interviews();
    for words in ["- first\n- second, \"third\"", "- 5 % = half\n- @ home"] {
        sandbox
            .run([
                "record",
                "a/interviews",
                "--add",
                "--set",
                "group=classified-staff",
                "--set",
                "consent=quotes",
                "--set",
                &format!("words={words}"),
                "--set",
                "label=-5 to =7",
            ])
            .ends_with(0);
    }
    let outputs = |plan: &str| {
        let json = sandbox
            .ok(format!("list interviews {plan} --format json"))
            .json();
        let rows = json["data"]["rows"].as_array().unwrap();
        let mut rows: Vec<String> = rows.iter().map(|row| row["outputs"].to_string()).collect();
        rows.sort();
        rows
    };
    let expected = outputs("a");
    assert_eq!(expected.len(), 2);
    for (format, plan) in [("csv", "b"), ("tsv", "b")] {
        let table = sandbox
            .ok(format!("list interviews a --format {format}"))
            .out;
        let line = [
            "record",
            &format!("{plan}/interviews"),
            "--add",
            "--from",
            "-",
        ];
        sandbox.run_with_input(&line, &table).ends_with(0);
        assert_eq!(outputs(plan), expected, "{table}");
        sandbox.ok("undo");
    }
}

#[test]
fn one_record_of_markdown_or_json_stays_one() {
    let sandbox = with_interviews();
    for text in [
        "## What we heard\n\n- group, words\n",
        "{\"words\": [\"group, words\"]}",
        "What we heard\n-------------\n\n- a, b\n",
    ] {
        let line = ["record", "a/interviews", "--add", "--from", "-"];
        sandbox.run_with_input(&line, text).ends_with(0);
        sandbox.ok("undo");
    }
}

/// Tables, tasks and the plan that a record is about.
#[test]
fn records_of_the_programme_about_teams() {
    let sandbox = with_interviews();
    sandbox.ok("new cohort --toolkit strategy-lab");
    let call = |plan: &str, held: &str, actions: &str| {
        format!("{plan},{held},parent \u{b7} Family; lead \u{b7} Staff,We began.,\"{actions}\"\n")
    };
    let head = "about,held,attendance,stands,actions\n";
    let tasks =
        "Call the depot @coach due 2026-12-01; done \u{b7} Print \u{b7} us \u{b7} 2026-11-20";
    let add = ["record", "cohort/meeting", "--add", "--from", "calls.csv"];
    sandbox.write(
        "calls.csv",
        format!(
            "{head}{}{}",
            call("a", "2026-11-02", tasks),
            call("nobody", "2026-11-09", "")
        ),
    );
    sandbox
        .run(add)
        .ends_with(2)
        .says("row 3, \"about\": no plan named \"nobody\"");
    sandbox.write(
        "calls.csv",
        format!(
            "{head}{}{}",
            call("a", "2026-11-02", tasks),
            call("b", "2026-11-09", "")
        ),
    );
    sandbox.run(add).ends_with(0);
    let listed = sandbox.ok("list meeting a --format json").json();
    let rows = listed["data"]["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 1, "{listed:#}");
    assert!(
        rows[0]["record"]
            .as_str()
            .unwrap()
            .starts_with("2026-11-02-a-")
    );
    assert_eq!(
        rows[0]["outputs"]["attendance"],
        serde_json::json!([
            {"role": "parent", "group": "Family"},
            {"role": "lead", "group": "Staff"},
        ])
    );
    assert_eq!(rows[0]["outputs"]["actions"][0]["owner"], "coach");
    assert_eq!(
        rows[0]["outputs"]["actions"][1],
        serde_json::json!({"done": true, "text": "Print", "owner": "us", "due": "2026-11-20"})
    );
    assert_eq!(
        sandbox
            .ok("list meeting b --format csv")
            .out
            .lines()
            .count(),
        2
    );
    // A row has no cell for it: all are about one team.
    sandbox.write(
        "calls.csv",
        "held,stands\n2026-11-16,Well\n2026-11-30,Better\n",
    );
    sandbox
        .run(add)
        .ends_with(2)
        .says("is kept per plan; say which plan");
    sandbox.run(add.iter().chain(&["--plan", "b"])).ends_with(0);
    assert_eq!(
        sandbox
            .ok("list meeting b --format csv")
            .out
            .lines()
            .count(),
        4
    );
}
